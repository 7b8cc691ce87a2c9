# SPDX-License-Identifier: AGPL-3.0-or-later
"""Situation files: people added, fields changed, and every fault with its line and remedy."""

from __future__ import annotations

from datetime import date

import pytest

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.exchange.programme.faults import FaultyProgramme, ProgrammeFault
from caseworker.exchange.situations import Situations, read_situations
from tests.domain.examples import library

WHOLE = """
programme = "mars"

[never]
PROGRAMME_PAUSED = "never paused"

[same]
"criterion one: -" = "there is another"

[base]
format = "caseworker/case@1"
evidence = []
[[base.applicants]]
id = "a1"
role = "principal"
born_on = "1990-05-14"
[base.sponsor]
kind = "group"
members = [{ name = "Ann" }, { name = "Bob" }]

[people.child]
id = "a2"
relation = "child"
[people.other]
id = "a3"

[[situation]]
title = "In order"
on = 2022-10-12
by = "E-01"
outcome = "eligible"
codes = ["A", "B"]

[[situation]]
title = "Changed"
on = 2022-10-13
by = "E-01"
outcome = "no rules"
codes = []
referrals = ["elsewhere"]
rules_from = 2022-10-01
status = "paused"
finds = { one = "met", two = "(not in force)" }
add = ["child", "other"]
applicant = "a2"
[situation.change]
"applicants/a1/born_on" = "(not asked)"
"applicants/a1/passport" = "(none)"
"applicants/a2/located_in" = "MEX"
"sponsor/members/1/name" = "Cai"
"sponsor/address/state" = "TX"
"""


def read(text: str = WHOLE) -> Situations:
    return read_situations(text.encode(), library().reference.vocabulary())


def faults(text: str) -> tuple[ProgrammeFault, ...]:
    with pytest.raises(FaultyProgramme) as caught:
        read(text)
    return caught.value.faults


def test_a_whole_file_is_read() -> None:
    found = read()
    first, second = found.situations
    assert (found.programme, dict(found.never)) == ("mars", {"PROGRAMME_PAUSED": "never paused"})
    assert dict(found.same) == {"criterion one: -": "there is another"}
    assert (first.on, first.outcome, first.codes) == (date(2022, 10, 12), "eligible", {"A", "B"})
    assert (first.applicant, first.referrals, first.rules_from, first.status) == ("a1", set(), None, None)
    assert (second.applicant, second.referrals, second.status) == ("a2", {"elsewhere"}, "paused")
    assert (second.rules_from, dict(second.finds)["two"]) == (date(2022, 10, 1), "(not in force)")


def test_people_are_added_and_fields_changed_in_that_situation_only() -> None:
    first, second = (one.case for one in read().situations)
    assert [one.id for one in first.people()] == ["a1"]
    assert {one.id for one in second.people()} == {"a1", "a2", "a3"}
    assert (first.applicant("a1").born_on, second.applicant("a1").born_on) == ("1990-05-14", NOT_ASKED)
    assert (first.applicant("a1").passport, second.applicant("a1").passport) == (NOT_ASKED, None)
    assert second.applicant("a2").located_in == "MEX"
    names = [[one.name for one in case.sponsor.members] for case in (first, second)]  # type: ignore[union-attr]
    assert names == [["Ann", "Bob"], ["Ann", "Cai"]]


@pytest.mark.parametrize(
    ("old", "new", "place", "fault", "line"),
    [
        ('programme = "mars"\n', "", "file", "programme is missing", ""),
        ("[never]\n", "[nver]\n", "file", "unknown key 'nver'", "[nver]"),
        ('title = "In order"\n', "", "situation 1", "title is missing", "[[situation]]"),
        ('by = "E-01"\n', "", "situation In order", "by is missing", "[[situation]]"),
        ("on = 2022-10-12", 'on = "2022"', "situation In order", "on is not a day", 'on = "2022"'),
        ("rules_from = 2022-10-01", "rules_from = 3", "situation Changed", "is not a day", "rules_from"),
        ('outcome = "eligible"', 'outcome = "fine"', "situation In order", "outcome 'fine'", '"fine"'),
        ('codes = ["A", "B"]\n', "", "situation In order", "codes is missing", "[[situation]]"),
        ('codes = ["A", "B"]\n', "codes = [1]\n", "situation In order", "another shape", "codes = [1]"),
        ('status = "paused"', 'status = "ajar"', "situation Changed", "status 'ajar'", "ajar"),
        ('"met"', '"mt"', "situation Changed: finds: one", "result 'mt'", '"mt"'),
        ('"child", "other"', '"child", "mother"', "situation Changed", "nobody 'mother'", "mother"),
        ('applicant = "a2"', 'applicant = "a9"', "situation Changed", "no applicant 'a9'", '"a9"'),
        ("applicants/a2/loc", "applicants/a9/loc", "situation Changed: change: ", "leads nowhere", "a9"),
        ('"1990-05-14"', '"1990-15-14"', "situation In order", "applicants[0].born_on (day_imp", "title"),
        ('title = "In order"\n', 'title = "In order"\nwhy = 3\n', "situation In order", "'why'", "why"),
        ("[situation.change]\n", "change = 3\n[x]\n", "situation Changed", "another shape", "change = 3"),
        ('finds = { one = "met", two = "(not in force)" }', "finds = 3", "situation Changed", "shape", "= 3"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, place: str, fault: str, line: str) -> None:
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    found = [one for one in faults(text) if one.place.startswith(place) and fault in one.fault]
    assert found, faults(text)
    assert found[0].remedy
    if line and line != "title":
        assert line in text.splitlines()[found[0].line - 1]


@pytest.mark.parametrize(
    "text",
    ["", "x = ", "situation = 3", "situation = [3]", "[[situation]]", "base = 3", "[[base]]", "people = 3"],
)
def test_a_file_of_another_shape_is_refused_not_failed_on(text: str) -> None:
    assert faults(text)


def test_a_situation_told_twice_is_refused() -> None:
    again = WHOLE[WHOLE.index("[[situation]]") : WHOLE.index('title = "Changed"') - len("[[situation]]\n")]
    (fault,) = faults(WHOLE + again.replace("In order", "Again"))
    assert "tells the same as 'In order'" in fault.fault
