# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about hosts and groups, and the time of a request, by domain-facts E."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import FORMAT, Case
from caseworker.domain.case.days import Days, NotADay, clock_of, months_later, whole_months
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.case.sponsor import Funds, Member, Sponsor
from caseworker.domain.rules.facts import FACTS, UNKNOWN, Fact, View
from tests.domain.examples import library

ON = date(2024, 2, 19)
CUT = datetime(2024, 2, 19, 15)  # noqa: DTZ001 - a local clock has no zone
MEMBER = Member(born_on="1980-01-01", host_status="citizen", in_community=True, checks_passed=("background",))


def fact(name: str, *, on: date = ON, people: int = 1, applicant: Any = None, **case: Any) -> Fact:
    """The fact of the first of so many applicants in a case with these fields."""
    parameters = case.pop("parameters", {})
    first = applicant or Applicant(id="a1")
    others = tuple(Applicant(id=f"a{at}") for at in range(2, people + 1))
    found = Case(format=FORMAT, applicants=(first, *others), **case)
    return FACTS[name](View(found, first, on, library().reference), **parameters)


@pytest.mark.parametrize(
    ("on", "clock", "want"),
    [
        (date(2024, 2, 18), NOT_ASKED, "before"),
        (date(2024, 2, 18), "23:59", "before"),
        (ON, "00:00", "before"),
        (ON, "14:59", "before"),
        (ON, "15:00", "at"),
        (ON, "15:01", "after"),
        (ON, "23:59", "after"),
        (ON, NOT_ASKED, UNKNOWN),
        (ON, None, UNKNOWN),
        (date(2024, 2, 20), NOT_ASKED, "after"),
        (date(2024, 2, 20), "00:00", "after"),
    ],
)
def test_the_hour_decides_on_the_day_of_the_change_only(on: date, clock: Any, want: object) -> None:
    found = fact("case.asked", on=on, asked_at=clock, parameters={"at": CUT})
    assert (found.value, found.paths) == (want, ("asked_at",))


@pytest.mark.parametrize("text", ["24:00", "9:00", "15:60", "15", "15:00:00", "15.00", "", "٠٩:٠٠", None, 15])
def test_what_is_no_time_of_day(text: object) -> None:
    with pytest.raises(NotADay):
        clock_of(text)


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(0, 240))
def test_months_are_counted_back_to_what_was_added(start: date, months: int) -> None:
    end = months_later(start, months)
    assert whole_months(start, end) == months
    assert whole_months(start, end) <= whole_months(start, date.fromordinal(end.toordinal() + 1))
    if months:
        assert whole_months(start, date.fromordinal(end.toordinal() - 1)) == months - 1


def test_no_month_lies_before_the_start() -> None:
    assert whole_months(ON, ON) == whole_months(ON, date(2023, 1, 1)) == 0
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("until", "want"),
    [
        ("2024-08-19", (6, 6)),
        ("2024-08-18", (5, 5)),
        ("2024-08", (5, 6)),
        ("2020", (0, 0)),
        (NOT_ASKED, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_how_long_the_sponsor_may_stay(until: Any, want: object) -> None:
    assert fact("sponsor.host_leave_months", sponsor=Sponsor(host_status_until=until)).value == want


@pytest.mark.parametrize(("months", "want"), [(6, (6, 6)), (None, (0, 0)), (NOT_ASKED, UNKNOWN)])
def test_months_offered(months: Any, want: object) -> None:
    assert fact("sponsor.months_offered", sponsor=Sponsor(months_offered=months)).value == want


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({}, (2, 2)),
        ({"host_status": "permanent_resident"}, (2, 2)),
        ({"host_status": "temporary"}, (1, 1)),
        ({"host_status": None}, (1, 1)),
        ({"host_status": NOT_ASKED}, (1, 2)),
        ({"born_on": "2006-02-20"}, (1, 1)),
        ({"born_on": "2006-02-19"}, (2, 2)),
        ({"born_on": "2006"}, (1, 2)),
        ({"born_on": NOT_ASKED}, (1, 2)),
        ({"in_community": False}, (1, 1)),
        ({"in_community": None}, (1, 1)),
        ({"in_community": NOT_ASKED}, (1, 2)),
        ({"checks_passed": ()}, (1, 1)),
        ({"checks_passed": NOT_ASKED}, (1, 2)),
        ({"born_on": NOT_ASKED, "in_community": False}, (1, 1)),
    ],
)
def test_members_are_counted_by_all_that_is_asked(changes: dict[str, Any], want: object) -> None:
    fields = {name: getattr(MEMBER, name) for name in Member.__dataclass_fields__}
    group = Sponsor(members=(MEMBER, Member(**{**fields, **changes})))
    wanted = {"statuses": ("citizen", "permanent_resident"), "age": 18, "in_community": True}
    assert fact("sponsor.members", sponsor=group, parameters={**wanted, "check": "background"}).value == want


def test_what_is_not_asked_about_counts_for_nobody() -> None:
    group = Sponsor(members=(Member(), Member(host_status="none")))
    assert fact("sponsor.members", sponsor=group).value == (2, 2)
    assert fact("sponsor.members", sponsor=Sponsor()).value is UNKNOWN
    assert fact("sponsor.members", sponsor=None).value is UNKNOWN
    assert fact("sponsor.members", sponsor=Sponsor(members=None)).value == (0, 0)


@pytest.mark.parametrize(
    ("passed", "want"),
    [(("background",), (0, 0)), (("training",), (1, 1)), (None, (1, 1)), (NOT_ASKED, (0, 1))],
)
def test_members_who_lack_a_check(passed: Any, want: object) -> None:
    group = Sponsor(members=(MEMBER, Member(checks_passed=passed)))
    assert fact("sponsor.members_lacking", sponsor=group, parameters={"check": "background"}).value == want


TABLE = {"currency": "CAD", "by_people": (16500, 24800, 26700), "each_more": 2700}


@pytest.mark.parametrize(("people", "needed"), [(1, 16500), (2, 24800), (3, 26700), (4, 29400), (5, 32100)])
def test_money_is_measured_by_the_table_and_equality_is_enough(people: int, needed: int) -> None:
    def found(amount: int) -> Fact:
        funds = Sponsor(funds=Funds(amount=amount, currency="CAD"))
        return fact("sponsor.funds", people=people, sponsor=funds, parameters=TABLE)

    assert (found(needed).value, found(needed).details["needed"]) == ("enough", needed)
    assert (found(needed - 1).value, found(needed - 1).details["short_by"]) == ("short", 1)


@pytest.mark.parametrize(
    ("funds", "want", "path"),
    [
        (NOT_ASKED, UNKNOWN, "sponsor/funds"),
        (None, "short", "sponsor/funds/amount"),
        (Funds(currency="CAD"), UNKNOWN, "sponsor/funds/amount"),
        (Funds(amount=None, currency="CAD"), "short", "sponsor/funds/amount"),
        (Funds(amount=50000), UNKNOWN, "sponsor/funds/currency"),
        (Funds(amount=50000, currency="USD"), UNKNOWN, "sponsor/funds/currency"),
    ],
)
def test_money_that_is_not_known_or_of_another_currency(funds: Any, want: object, path: str) -> None:
    found = fact("sponsor.funds", sponsor=Sponsor(funds=funds), parameters=TABLE)
    assert (found.value, found.paths) == (want, (path,))


@pytest.mark.parametrize(
    ("where", "held", "want"),
    [
        ("TUR", ("SYR",), False),
        ("SYR", ("SYR",), True),
        ("TUR", ("SYR", "TUR"), True),
        ("TUR", None, UNKNOWN),
        (NOT_ASKED, ("SYR",), UNKNOWN),
        (None, ("SYR",), UNKNOWN),
    ],
)
def test_in_ones_own_country(where: Any, held: Any, want: object) -> None:
    person = Applicant(id="a1", located_in=where, nationalities=held)
    assert fact("applicant.in_own_country", applicant=person).value == want


def test_the_day_of_arrival() -> None:
    person = Applicant(id="a1", arrives_on="2024-04")
    assert fact("applicant.arrives_on", applicant=person).value == Days(date(2024, 4, 1), date(2024, 4, 30))
    assert fact("applicant.arrives_on").value is UNKNOWN
