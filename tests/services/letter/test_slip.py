# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slip for whoever waits: whose it is, whom to ask, and none where it would promise a letter in vain."""

from __future__ import annotations

import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.services import cases, settings
from caseworker.services.desk import Desk
from caseworker.services.letter.slip import waiting_slip

from .test_issuing import case_of, text_of


def slip(desk: Desk, surname: str, **fields: object) -> str:
    case_id = case_of(desk, surname)
    document = cases.open_case(desk, case_id).document
    for name, value in fields.items():
        document = with_value(document, f"applicants/a1/{name}", value)
    return text_of(waiting_slip(desk, case_id, document, "a1", "en", "A4"))


def test_a_slip_names_the_person_and_the_day_that_the_case_plays_in(desk: Desk) -> None:
    text = slip(desk, "Pérez")
    assert "Pérez" in text
    assert "1 November 2022" in text


def test_a_child_alone_gets_no_slip_that_promises_a_letter(desk: Desk) -> None:
    with pytest.raises(Refused, match="child_gets_note"):
        slip(desk, "Mora")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"given_names": "李小龙"}, "unprintable_name"),
        ({"given_names": "?", "surnames": "\u200b"}, "no_name"),
    ],
)
def test_a_slip_that_says_for_nobody_whose_it_is_is_refused(
    desk: Desk, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        slip(desk, "Pérez", **fields)


@pytest.mark.parametrize(
    ("office", "code"),
    [
        (settings.Office("Casa", "", ""), "no_address"),
        (settings.Office(".", "Calle 1", ""), "no_office_name"),
        (settings.Office("Casa", "बैंक", ""), "unprintable_letterhead"),
    ],
)
def test_a_slip_that_names_nobody_to_ask_is_refused(desk: Desk, office: settings.Office, code: str) -> None:
    settings.set_office(desk, office)
    with pytest.raises(Refused, match=code):
        slip(desk, "Pérez")
