# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing everything again finds what changed, can be stopped, and touches no decision."""

from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.reassess import reassess_all
from caseworker.store.cases import set_outcome


def test_it_mends_what_the_list_shows(desk: Desk) -> None:
    row = cases.listing(desk)[0]
    with desk.store.write() as tx:
        set_outcome(tx, row.id, "closed", row.steps)
    heard: list[tuple[int, int]] = []
    found = reassess_all(desk, lambda *said: heard.append(said), lambda: False)
    assert (found.seen, found.changed, found.whole) == (13, 1, True)
    assert heard[-1] == (13, 13)
    assert cases.listing(desk)[0].outcome == row.outcome


def test_it_stops_when_asked(desk: Desk) -> None:
    found = reassess_all(desk, lambda *_: None, lambda: True)
    assert (found.seen, found.whole) == (0, False)
