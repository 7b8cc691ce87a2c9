# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days on a letter are those of the office, and no letter is older than what it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, intake, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing
from caseworker.services.programmes.library import Library
from caseworker.services.training import training_cases
from tests.services.office import Office

from .test_issuing import text_of

TIJUANA = timezone(timedelta(hours=-8))
# Two in the night of the next day in UTC.
EVENING = datetime(2022, 11, 2, 18, 30, tzinfo=TIJUANA)


@pytest.fixture
def desk(tmp_path: Path, library: Library) -> Iterator[Desk]:
    office = Office(tmp_path / "store", library)
    office.desk.clock = lambda: EVENING
    settings.allow_alone(office.desk, allowed=True)
    yield office.desk
    office.desk.store.close()


@pytest.fixture
def case_id(desk: Desk) -> str:
    document = next(one for one in training_cases() if one["applicants"][0]["surnames"].startswith("Pérez"))
    document = {name: value for name, value in document.items() if name != "x_determined"}
    case_id = intake.start(
        desk,
        programme=document["programme"],
        language="es",
        opened_on=date(2022, 11, 1),
        document=document | {"opened_on": "2022-11-01"},
    )
    eligibility.determine(desk, case_id, "a1", "eligible")
    return case_id


def test_a_decision_of_the_evening_bears_the_day_of_the_office(desk: Desk, case_id: str) -> None:
    letter_id = issuing.issue(desk, case_id, "a1", "es", "A4", "Nobody else is on shift.")
    text = text_of(handing_over.issued_pdf(desk, letter_id))
    assert "2 de noviembre de 2022" in text.partition("Firmas")[2]
    assert "3 de noviembre" not in text
    opened = cases.open_case(desk, case_id)
    assert opened.determinations[0].determined_at[:10] == "2022-11-02"
    assert opened.letters[0].issued_at[:10] == "2022-11-02"


@pytest.mark.parametrize("day", [datetime(2020, 1, 1, 12, tzinfo=TIJUANA), EVENING - timedelta(days=1)])
def test_no_letter_is_dated_before_its_decision(desk: Desk, case_id: str, day: datetime) -> None:
    desk.clock = lambda: day
    with pytest.raises(Refused, match="clock_behind"):
        issuing.issue(desk, case_id, "a1", "es", "A4", "Nobody else is on shift.")
    assert cases.open_case(desk, case_id).letters == ()
