# SPDX-License-Identifier: AGPL-3.0-or-later
"""`check` and `replay` on a store with strange files beside its database, from a shell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caseworker.app import desk_of
from caseworker.domain.case.document import read_case
from caseworker.domain.case.document_paths import with_value
from caseworker.paths import resource
from caseworker.services import cases, eligibility, intake
from caseworker.services.case_index import assessment_of
from caseworker.services.letter import issuing
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.store.database import connection as raw
from caseworker.store.opening.opening import open_store
from caseworker.words import words_for
from caseworker.words.beside import damage_text
from tests.colleagues import second_approves
from tests.services.conftest import NOON, Clock
from tests.store.opened.test_log_beside import LOG, hashes

from .conftest import Run


@pytest.fixture(scope="session")
def two_logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A closed training store, and what a kill left of another one."""
    base = tmp_path_factory.mktemp("two")
    create_training_store(base / "store", load_library(), Clock()).store.close()
    other = create_training_store(base / "other", load_library(), Clock())
    shutil.copytree(base / "other", base / "killed")
    other.store.close()
    return base / "store", base / "killed"


@pytest.fixture
def store(two_logs: tuple[Path, Path], tmp_path: Path) -> Path:
    shutil.copytree(two_logs[0], tmp_path / "store")
    return tmp_path / "store"


@pytest.mark.parametrize("command", ["check", "replay"])
def test_another_stores_log_is_set_aside_and_told_of(
    run: Run, store: Path, two_logs: tuple[Path, Path], command: str
) -> None:
    shutil.copy(two_logs[1] / LOG, store / LOG)
    before = hashes(store)
    said = run(command, "--store", store)
    (kept,) = (store / "set-aside").iterdir()
    assert said.status == 0
    assert "is not its own. It was not used" in said.err
    assert str(kept) in said.err
    assert {name: hashes(kept)[name] for name in (raw.NAME, LOG)} == {
        name: before[name] for name in (raw.NAME, LOG)
    }
    again = run(command, "--store", store)
    assert (again.status, again.err) == (0, "")


@pytest.mark.parametrize("command", ["check", "replay", "rebuild-index"])
def test_a_store_that_does_not_open_keeps_every_byte(
    run: Run, store: Path, two_logs: tuple[Path, Path], command: str
) -> None:
    shutil.copy(two_logs[1] / LOG, store / LOG)
    (store / "mark").unlink()
    data = bytearray((store / raw.NAME).read_bytes())
    data[3 * raw.PAGE_BYTES + 9] ^= 4
    (store / raw.NAME).write_bytes(data)
    before = hashes(store)
    said = run(command, "--store", store)
    assert (said.status, said.out) == (2, "")
    assert "damaged" in said.err
    assert len(said.err.splitlines()) == 1
    assert hashes(store) == before


def test_check_does_not_call_all_well_what_may_have_lost_something(run: Run, store: Path) -> None:
    older = (store / raw.NAME).read_bytes()
    with open_store(store, None, now=NOON.isoformat()) as opened, opened.write() as tx:
        from caseworker.store.records.ledger import append_ledger

        append_ledger(tx, at=NOON.isoformat(), staff_id=opened.staff_id, action="test")
    (store / raw.NAME).write_bytes(older)
    said = run("check", "--store", store)
    assert said.status == 1
    assert "older copy was put in its place" in said.err


def test_every_kind_of_damage_has_words() -> None:
    """No code of ours is shown where a person reads: the parts, and the kinds of things they are about."""
    from caseworker.store.chain.row_hash import OBJECTS
    from caseworker.store.opened import database_check

    parts = {"page", "structure", "reference", "ledger", "row", "unvouched", "letter", "revision", "search"}
    parts |= {"schema"}
    parts |= {"attachment", "keys", "way_in", "unreadable"}
    read = [*database_check.PARTS, database_check.search_faults]
    for language in ("en", "es"):
        words = words_for(language)
        for part in parts:
            assert damage_text(part, words) != part
        for kind in OBJECTS:
            assert damage_text(f"row:{kind}:x", words).endswith(" x)")
            assert f"({kind}:" not in damage_text(f"row:{kind}:x", words)
        for one in read:
            assert "_" not in damage_text(f"unreadable:{one.__name__.strip('_')}", words)


def test_check_names_what_was_smuggled_in(run: Run, store: Path) -> None:
    with open_store(store, None, now=NOON.isoformat()) as opened:
        connection = opened.connect("repair")
        connection.execute(
            "INSERT INTO staff VALUES ('eve', 'Eve', 'supervisor', 'en', 1, 1, '', NULL, NULL)"
        )
        connection.close()
    said = run("check", "--store", store)
    assert (said.status, said.out) == (1, "Damage: nothing in the ledger made it (member of staff eve)\n")


OFF = [
    "UPDATE people SET names = 'Another' WHERE rowid = 1",
    "DELETE FROM identifiers WHERE id = (SELECT min(id) FROM identifiers)",
    "UPDATE case_facts SET row = '[]' WHERE case_pk = 1",
    "UPDATE cases SET principal = 'Another' WHERE pk = 1",
    "UPDATE case_search SET text = 'another' WHERE rowid = 1",
    "UPDATE cases SET outcome = 'not_eligible' WHERE id = (SELECT case_id FROM determinations LIMIT 1)",
    "UPDATE cases SET outcome = '' WHERE pk = (SELECT max(pk) FROM cases WHERE programme = 'venezuela')",
    "UPDATE cases SET steps = replace(steps, 'completed', 'problem')"
    " WHERE id = (SELECT case_id FROM determinations LIMIT 1)",
]


@pytest.mark.parametrize("sql", OFF)
def test_a_case_that_is_not_found_as_it_is_kept_is_named_and_mended(run: Run, store: Path, sql: str) -> None:
    """What lists and search are made of is derived, so no ledger entry vouches for it."""
    assert run("check", "--store", store).status == 0
    with open_store(store, None, now=NOON.isoformat()) as opened:
        connection = opened.connect("repair")
        connection.execute(sql)
        connection.close()
    said = run("check", "--store", store)
    assert said.status == 1
    assert said.out.startswith("1 case does not stand in lists and search as it is kept: TIJ-2022-TR-")
    assert "rebuild-index" in said.out
    assert run("rebuild-index", "--store", store).status == 0
    assert run("check", "--store", store).status == 0


def test_check_stays_whole_through_determining_lettering_saving_and_other_rules(
    run: Run, store: Path, tmp_path: Path
) -> None:
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    changed = tmp_path / "venezuela.toml"
    changed.write_text(text.replace("is = 2022-10-19", "is = 2022-09-01"), encoding="utf-8")

    def work(note: str) -> None:
        """Determines and letters a case, begins one and saves another."""
        with open_store(store, None, now=NOON.isoformat()) as opened:
            desk = desk_of(opened, load_library(), clock)
            rows = [row for row in cases.listing(desk) if row.programme == "venezuela"]
            done = next(row for row in rows if row.steps["eligibility"] == "completed")
            open_rows = [row for row in rows if row.steps["eligibility"] != "completed"]
            undone = next(row for row in open_rows if row.outcome and row.principal)
            for row in (done, undone):
                found = cases.open_case(desk, row.id)
                case = read_case(found.document, desk.library.reference.vocabulary())
                assessed = assessment_of(case, desk.library)
                assert assessed is not None
                second_approves(desk, eligibility.determine(desk, row.id, "a1", assessed.of("a1").outcome))
            issuing.issue(desk, done.id, "a1", "es", "A4")
            found = cases.open_case(desk, undone.id)
            document = with_value(found.document, "applicants/a1/given_names", note)
            intake.record(desk, undone.id, document, base_rev=found.rev)
            intake.start(desk, programme="venezuela", language="es", opened_on=NOON.date())

    clock = Clock()
    for step in (
        lambda: work("One"),
        lambda: run("programmes", "install", changed, "--store", store, "--yes"),
        lambda: work("Two"),
        lambda: run("programmes", "use-shipped", "venezuela", "--store", store, "--yes"),
        lambda: work("Three"),
    ):
        step()
        said = run("check", "--store", store)
        assert (said.status, said.err) == (0, ""), said.out


def test_a_case_that_is_out_of_date_stands_so_before_and_after_the_index_is_made_anew(
    run: Run, store: Path
) -> None:
    def steps() -> dict[str, str]:
        with open_store(store, None, now=NOON.isoformat()) as opened:
            desk = desk_of(opened, load_library(), Clock())
            return next(row.steps for row in cases.listing(desk) if "Pérez" in row.principal)

    with open_store(store, None, now=NOON.isoformat()) as opened:
        desk = desk_of(opened, load_library(), Clock())
        case_id = next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)
        issuing.issue(desk, case_id, "a1", "es", "A4")
        found = cases.open_case(desk, case_id)
        document = with_value(found.document, "applicants/a1/nationalities", ["FRA"])
        intake.record(desk, case_id, document, base_rev=found.rev)
    before = steps()
    assert (before["eligibility"], before["letter"]) == ("outdated", "outdated")
    assert run("check", "--store", store).status == 0
    assert run("rebuild-index", "--store", store).status == 0
    assert steps() == before
    assert run("check", "--store", store).status == 0


def test_check_stays_whole_where_installed_rules_ask_less(run: Run, store: Path, tmp_path: Path) -> None:
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    left_out = '[[criterion]]\nlike = "vaccinations"\nsource = ["dhs-2022-10-12", "87-fr-63507"]\n'
    assert left_out in text
    (tmp_path / "venezuela.toml").write_text(text.replace(left_out, ""), encoding="utf-8")
    done = run("programmes", "install", tmp_path / "venezuela.toml", "--store", store, "--yes")
    assert done.status == 0, done.err
    said = run("check", "--store", store)
    assert (said.status, said.err) == (0, ""), said.out
    with open_store(store, None, now=NOON.isoformat()) as opened:
        connection = opened.connect("repair")
        connection.execute("UPDATE case_facts SET row = replace(row, 'true', 'false') WHERE case_pk = 1")
        connection.close()
    assert "1 case does not stand in lists" in run("check", "--store", store).out
