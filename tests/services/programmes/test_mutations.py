# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mutations: what nobody tells is a survivor, what somebody tells is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseworker.exchange.situations import Situations
from caseworker.services.programmes.mutations import MutationRun, mutate
from tests.domain.examples import library
from tests.programmes.test_situations import FILES


def run(name: str, situations: Situations) -> MutationRun:
    return mutate(library().programmes[name], situations, library().reference, library().programmes)


def without(name: str, *titles: str) -> Situations:
    """The situations of a programme but for these."""
    known = {one.title for one in FILES[name].situations}
    assert set(titles) <= known
    return replace(
        FILES[name],
        situations=tuple(one for one in FILES[name].situations if one.title not in titles),
    )


@pytest.mark.parametrize(
    ("name", "titles", "place", "change"),
    [
        ("cuaet", ("Arrival on 31 March 2024",), "value arrive_by", "2024-03-31 -> 2024-03-30"),
        (
            "cuaet",
            ("Arrival on 1 April 2024", "Arrival some day in April 2024"),
            "value arrive_by",
            "2024-03-31 -> 2024-04-01",
        ),
        (
            "group-of-five",
            ("A dollar less than CAD 35,500 for 6 people", "A dollar less than CAD 38,200 for 7 people"),
            "value cost_by_people",
            "[5] 35500 -> 35499",
        ),
        ("group-of-five", ("CAD 38,200 for 7 people",), "value cost_each_more", "2700 -> 2701"),
        ("group-of-five", ("The pause",), "status 2024-11-29", "2024-11-29 -> 2024-11-30"),
        (
            "homes-for-ukraine",
            (
                "The day of the change, at 15:00: both readings are said",
                "The day of the change, at 15:01",
                "A sponsor with a permit, asked at 15:00: both readings are said",
                "A sponsor with a permit, asked at 15:01 of the change",
            ),
            "value change",
            "2024-02-19 15:00:00 -> 2024-02-19 15:01:00",
        ),
        (
            "venezuela",
            (
                "An organisation that names nobody, on the first day of the notice",
                "An organisation that names nobody, on the last day of the announcement",
            ),
            "criterion sponsor-named-person",
            "2022-10-18 -> 2022-10-17",
        ),
    ],
)
def test_what_no_situation_tells_survives(
    name: str, titles: tuple[str, ...], place: str, change: str
) -> None:
    found = {(one.place, one.change) for one in run(name, without(name, *titles)).survivors}
    assert (place, change) in found


def test_without_situations_every_mutant_survives() -> None:
    found = run("cuaet", replace(FILES["cuaet"], situations=()))
    assert len(found.survivors) == found.count > 10


def test_a_situation_that_fails_notices_nothing() -> None:
    (one,) = [it for it in FILES["cuaet"].situations if it.title == "Arrival on 31 March 2024"]
    wrong = replace(one, outcome="needs_review")
    found = run("cuaet", replace(FILES["cuaet"], situations=(wrong,)))
    assert len(found.survivors) == found.count
