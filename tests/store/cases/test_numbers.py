# SPDX-License-Identifier: AGPL-3.0-or-later
"""A number is given once, also by two laptops of one site and by a store that was copied back."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.store.cases.numbers import TRAINING_MARK, new_mark, next_letter_number
from caseworker.store.opened.log_beside import OLDER_DATABASE
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import append_ledger

from ..conftest import LATER, NOW, PASSPHRASE, add_case, make_store
from ..opened.test_log_beside import hashes, numbers


@pytest.fixture
def desk_of_ana(tmp_path: Path) -> Path:
    """Where Ana's computer remembers how far stores were."""
    return tmp_path / "ana" / "seen"


@pytest.fixture
def desk_of_ben(tmp_path: Path) -> Path:
    return tmp_path / "ben" / "seen"


def more(folder: Path, seen: Path, cases: int = 2) -> list[str]:
    """Open on a computer, add cases and a letter, and return all numbers that were given."""
    with open_store(folder, PASSPHRASE, now=LATER, seen=seen) as store:
        before = set(numbers(store))
        for _ in range(cases):
            add_case(store)
        with store.write() as tx:
            letter = next_letter_number(tx, "TIJ", 2022)
            append_ledger(tx, at=LATER, staff_id="", action="test")
        assert check_store(store).whole
        return [*sorted(set(numbers(store)) - before), letter]


def mark_of(number: str) -> str:
    found = re.fullmatch(r"(?:L-)?TIJ-2022-([A-Z][A-Z0-9])-\d{6}", number)
    assert found, number
    return found[1]


def test_two_stores_of_one_site_give_other_numbers(tmp_path: Path) -> None:
    marks = set()
    for name in ("one", "two", "three"):
        made = make_store(tmp_path / name)
        with made.store as store:
            add_case(store)
            marks |= {mark_of(number) for number in numbers(store)}
    # One of 608 each: three that agree would be a fault and no chance.
    assert len(marks) > 1


def test_a_store_goes_on_with_its_mark_where_it_is_known(folder: Path, desk_of_ana: Path) -> None:
    first = more(folder, desk_of_ana)
    second = more(folder, desk_of_ana)
    assert len({mark_of(one) for one in [*first, *second]}) == 1
    assert len({*first, *second}) == 6


def test_a_copy_on_another_computer_gives_other_numbers(
    folder: Path, tmp_path: Path, desk_of_ana: Path, desk_of_ben: Path
) -> None:
    more(folder, desk_of_ana)
    shutil.copytree(folder, tmp_path / "copy")
    ana, ben = more(folder, desk_of_ana), more(tmp_path / "copy", desk_of_ben)
    assert not set(ana) & set(ben)
    assert {mark_of(one) for one in ana}.isdisjoint({mark_of(one) for one in ben})
    # And both go on with what they have.
    assert {mark_of(one) for one in more(tmp_path / "copy", desk_of_ben)} == {mark_of(one) for one in ben}
    assert {mark_of(one) for one in more(folder, desk_of_ana)} == {mark_of(one) for one in ana}


def test_a_store_copied_back_gives_other_numbers_and_is_told_of(
    folder: Path, tmp_path: Path, desk_of_ana: Path
) -> None:
    more(folder, desk_of_ana)
    shutil.copytree(folder, tmp_path / "stick")
    lost = more(folder, desk_of_ana, cases=3)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "stick", folder)
    with open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ana) as store:
        assert store.beside.found == (OLDER_DATABASE,)
        add_case(store)
    again = more(folder, desk_of_ana, cases=3)
    assert not set(lost) & set(again)
    with open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ana) as store:
        assert store.beside.found == ()


def test_a_copy_put_back_after_a_kill_gives_other_numbers(
    folder: Path, tmp_path: Path, desk_of_ana: Path
) -> None:
    """The computer remembers each number that was given, not only where the store was closed."""
    more(folder, desk_of_ana)
    shutil.copytree(folder, tmp_path / "stick")
    with open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ana) as store:
        add_case(store)
        given = numbers(store)
        shutil.copytree(desk_of_ana, tmp_path / "remembered")
    with open_store(tmp_path / "stick", PASSPHRASE, now=LATER, seen=tmp_path / "remembered") as store:
        add_case(store)
        assert mark_of(numbers(store)[-1]) != mark_of(numbers(store)[0]) or numbers(store)[-1] not in given
        assert set(numbers(store)) - set(given)


def test_looking_into_a_copy_changes_nothing_in_it(folder: Path, desk_of_ben: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
    before = hashes(folder)
    with open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ben) as store:
        assert store.beside.found == ()
    assert hashes(folder) == before
    with open_store(folder, PASSPHRASE, now=LATER, viewer=True, seen=desk_of_ben) as store:
        assert len(numbers(store)) == 1
    assert hashes(folder) == before


def test_a_store_that_travels_on_a_stick_and_back_repeats_no_number(
    folder: Path, tmp_path: Path, desk_of_ana: Path, desk_of_ben: Path
) -> None:
    """Ana's store goes to Ben, who numbers, and comes back; both go on with what they have."""
    given = more(folder, desk_of_ana)
    bens = tmp_path / "bens"
    shutil.copytree(folder, bens)
    given += more(bens, desk_of_ben)
    shutil.rmtree(folder)
    shutil.copytree(bens, folder)
    for _ in range(3):
        given += more(folder, desk_of_ana)
        given += more(bens, desk_of_ben)
    assert len(given) == len(set(given)) == 24
    assert len({mark_of(one) for one in given}) == 2


def test_two_copies_in_use_on_one_computer_repeat_no_number(
    folder: Path, tmp_path: Path, desk_of_ana: Path
) -> None:
    more(folder, desk_of_ana)
    shutil.copytree(folder, tmp_path / "copy")
    with (
        open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ana) as one,
        open_store(tmp_path / "copy", PASSPHRASE, now=LATER, seen=desk_of_ana) as two,
    ):
        known = set(numbers(one))
        for _ in range(4):
            add_case(one)
            add_case(two)
        assert not (set(numbers(one)) - known) & (set(numbers(two)) - known)
        assert check_store(one).whole
        assert check_store(two).whole


def test_what_the_computer_remembers_is_believed_only_of_this_store(folder: Path, desk_of_ana: Path) -> None:
    first = more(folder, desk_of_ana)
    kept = next(one for one in desk_of_ana.iterdir() if one.name != "turn")
    kept.write_bytes(kept.read_bytes().replace(b'"seq": ', b'"seq": 9'))
    second = more(folder, desk_of_ana)
    assert {mark_of(one) for one in first}.isdisjoint({mark_of(one) for one in second})


def test_a_computer_that_remembers_nothing_keeps_nobody_from_working(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "seen").write_text("a file in the way")
    assert len(set(more(folder, tmp_path / "seen"))) == 3


def test_the_store_knows_the_marks_that_computers_drew(folder: Path, desk_of_ana: Path) -> None:
    mark = mark_of(more(folder, desk_of_ana)[0])
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        with store.raw() as connection:
            marks = connection.execute("SELECT value FROM meta WHERE key LIKE 'numbers_mark:%'").fetchall()
        assert marks == [(mark,)]
        assert check_store(store).whole


def test_a_number_that_was_not_kept_is_not_given_again(folder: Path, desk_of_ana: Path) -> None:
    with open_store(folder, PASSPHRASE, now=LATER, seen=desk_of_ana) as store:
        lost = ""
        with contextlib.suppress(KeyError), store.write() as tx:
            lost = next_letter_number(tx, "TIJ", 2022)
            raise KeyError("mine")
        with store.write() as tx:
            kept = next_letter_number(tx, "TIJ", 2022)
            append_ledger(tx, at=LATER, staff_id="", action="test")
        assert lost != kept
        assert check_store(store).whole


@given(st.sets(st.text("BCDFGHJKLMNPQRSTVWXYZ23456789", min_size=2, max_size=2)))
def test_a_mark_is_new_and_reads_as_no_number_and_no_word(used: set[str]) -> None:
    mark = new_mark(used)
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXYZ][BCDFGHJKLMNPQRSTVWXYZ2-9]", mark)
    assert mark != TRAINING_MARK
    assert mark not in used
