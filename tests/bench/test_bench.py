# SPDX-License-Identifier: AGPL-3.0-or-later
"""The benches still run, on tiny sizes. What they measure is nobody's business here."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from caseworker.app import desk_of
from caseworker.domain.rules.facts import Fact
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.programmes.reassess import reassess_all
from caseworker.store.cases.case_list import list_cases
from tests.bench import (
    adding,
    assess,
    attachments,
    by_openfisca,
    by_zen,
    entry,
    letter,
    memory,
    mrz,
    numbers,
    reassessing,
    rules,
    store,
)
from tests.bench.register import multiplied, register
from tests.bench.rounds import machine, quantile, rounds, table
from tests.bench.rule_cases import Person, asked_facts, disagreement
from tests.bench.rule_tests import criteria_of, inputs_of
from tests.bench.unlocked import NOW, opened


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return register(12, tmp_path_factory.mktemp("bench") / "register-12")


@pytest.fixture
def small(made: Path, tmp_path: Path) -> Path:
    """A store of its own for each test: some write past the ledger, after which no honest change is taken."""
    shutil.copytree(made.parent, tmp_path / "small")
    return tmp_path / "small" / made.name


def test_a_round_measures_every_way_once() -> None:
    found = rounds({"one": lambda: None, "two": lambda: None}, 3)
    assert {name: len(values) for name, values in found.items()} == {"one": 3, "two": 3}
    assert table(found, "one").count("\n") == 3
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert "Python" in machine()


def test_reading_and_saving_leave_a_whole_store(small: Path, library: Library) -> None:
    from caseworker.services import cases
    from caseworker.store.opening.check import check_store

    with opened(small) as here:
        desk = desk_of(here, library, lambda: NOW)
        ids = [row.id for row in cases.listing(desk)]
        assert len(ids) == 12
        for act in store.reading(desk, ids).values():
            act()
        assert check_store(here).whole
        saved = store.saving(desk, ids)
        rev = {case_id: cases.open_case(desk, case_id).rev for case_id in ids}
        assert isinstance(saved["save: ours"](), float)
        assert isinstance(saved["save: raw"](), float)
        later = [cases.open_case(desk, case_id).rev for case_id in ids]
        assert sum(later) == sum(rev.values()) + 2


def test_each_fixture_is_assessed_and_read(library: Library) -> None:
    for act in assess.ways(assess.chosen(("S01", "S50")), library, 1).values():
        act()


def test_the_engine_and_the_plain_reading_agree_on_many_papers() -> None:
    for count in (0, 1, 60):
        for act in entry.ways(count).values():
            act()


def test_the_hand_written_rules_agree_with_the_programme_file(library: Library) -> None:
    ours, known, others = rules.checked(library)
    assert len(known) > 60
    reached = {place: set[int]() for place in range(len(ours.criteria))}
    for one in (*known, *others):
        for place, verdict in enumerate(ours.verdicts(one.view(library))):
            reached[place].add(verdict)
    assert all(len(verdicts) > 1 for verdicts in reached.values())
    one = known[0]
    one.facts["applicant.located_in"] = Fact("USA")
    assert not disagreement(one, library, ours)
    wrong = _Misheard(one.case, one.applicant, one.facts)
    assert "LOC_IN_US" in disagreement(wrong, library, ours)


def test_every_way_to_decide_runs(library: Library) -> None:
    ours, known, others = rules.checked(library, 3)
    for act in rules.ours(library, ours, known[:1]).values():
        assert act() > 0
    assert rules.in_one_go(library, ours, others, 5) > 0
    right = [ours.verdicts(one.view(library)) for one in others]
    assert "for 0 of 3 people" in rules.differing("same", ours, right, others, library)
    right[1] = (-1, *right[1][1:])
    assert "for 1 of 3 people ['programme-open']" in rules.differing("one", ours, right, others, library)


def test_other_engines_are_given_every_fact(library: Library) -> None:
    ours, known, _ = rules.checked(library, 0)
    criteria, inputs = criteria_of(ours), inputs_of(known[0].values())
    assert {key.partition("[")[0] for key in inputs} == set(asked_facts(ours))
    text = by_zen.decision(criteria, by_zen.named(list(inputs)))
    assert text.count('"key": "c') == len(criteria) == 26
    assert by_openfisca.measured("/nowhere/python", criteria, known[:2], 1, 1) is None


def test_a_register_is_assessed_again_and_written(small: Path, library: Library) -> None:
    with opened(small) as here:
        found = {name: act() for name, act in reassessing.ways(desk_of(here, library, lambda: NOW)).items()}
    assert min(found.values()) > 0


def test_a_register_is_multiplied(small: Path, tmp_path: Path, library: Library) -> None:
    many = multiplied(30, 12, small, tmp_path / "many")
    with opened(many) as here:
        desk = desk_of(here, library, lambda: NOW)
        found = reassess_all(desk, lambda *_: None, lambda: False)
        assert (found.seen, found.changed, found.whole) == (30, 0, True)
        outcomes = [row.outcome for row in list_cases(here, order="opened")][::-1]
    assert outcomes == (outcomes[:12] * 3)[:30]


def test_the_plain_letter_has_the_lines_of_ours(library: Library) -> None:
    pages = letter.lines_of(letter.drafted(library))
    assert sum(map(len, pages)) > 50
    drawn = letter.lines_of(letter.plain(pages))
    assert len(drawn) == len(pages)
    assert {"25 de noviembre de 2026"} <= {said for said, *_ in pages[0]} & {said for said, *_ in drawn[0]}


def test_a_picture_of_the_hold_out_is_read() -> None:
    paper, pixels, at = next(mrz.holdout("clean", 1, ("TD1",)))
    lines, taken = mrz.ours()(pixels)
    assert (lines, taken, at) == (paper.lines, True, 0)
    assert mrz.fitted("AB<<C<", 8) == "AB<<<<C<"
    table_of_one = mrz.report(["ours"], {("ours", "clean", "TD1"): [True, False]})
    assert table_of_one.splitlines()[-1] == "| clean | 0.50 of 2 |"


def test_every_way_makes_a_small_picture_and_many_pages_are_attached(small: Path, library: Library) -> None:
    data = attachments.photo(sides=(64, 48))
    for make in attachments.small_pictures(data).values():
        assert bytes(make()).startswith(b"\xff\xd8")  # type: ignore[call-overload]
    assert len({bool(act()) for act in attachments.sealing(data).values()}) == 1
    with opened(small) as here:
        desk = desk_of(here, library, lambda: NOW)
        case_id, item = attachments.case_with_evidence(desk)
        late = attachments.many_pages(desk, case_id, item, [data, attachments.photo(2, (64, 48))])
    assert {"attaching", "small pictures"} <= late.keys()


def test_pages_are_added_in_a_window_whose_pauses_are_noted(
    qapp: object, small: Path, library: Library
) -> None:
    with opened(small) as here:
        desk = desk_of(here, library, lambda: NOW)
        case_id, _ = attachments.case_with_evidence(desk)
        found = adding.adding(desk, case_id, [attachments.photo(3, (64, 48)), attachments.photo(4, (64, 48))])
    assert list(found) == ["nothing", "2 pages are added"]


class _Misheard(Person):
    def values(self) -> dict[str, Any]:
        return {key: fact.value for key, fact in self.facts.items()} | {"applicant.located_in": "MEX"}


def test_every_part_of_a_number_finds_its_case_in_a_store_that_grew(
    small: Path, library: Library, tmp_path: Path
) -> None:
    grown = multiplied(30, 12, small, tmp_path / "multiplied-30")
    found = numbers.measured([small, grown], 3, library)
    assert all(len(spent) == 2 for spent in found.values())
    with opened(grown) as here:
        assert len(list_cases(here, limit=100)) == 30


def test_a_day_at_the_window_is_measured(
    small: Path, library: Library, tmp_path: Path, qapp: QApplication
) -> None:
    with opened(small) as here:
        held, objects = memory.day(desk_of(here, library, lambda: NOW), 3, 1, 1)
    assert len(held) == len(objects) == 3
    assert memory.ratio([10, 10, 10, 15, 20, 20]) == 2.0
