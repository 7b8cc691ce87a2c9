# SPDX-License-Identifier: AGPL-3.0-or-later
"""A changed programme file: checked whole, its impact listed, accepted or left, and the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from caseworker.app import desk_of
from caseworker.domain.errors import Refused
from caseworker.exchange.programme.faults import FaultyProgramme
from caseworker.paths import resource
from caseworker.services import cases, eligibility
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.services.programmes.impact import Impact, impact_of
from caseworker.services.programmes.installing import (
    Candidate,
    UnreadableFile,
    accept,
    in_force,
    read_candidate,
    shipped_candidate,
)
from caseworker.services.programmes.library import Library
from caseworker.services.programmes.reassess import reassess_all
from caseworker.services.programmes.replay import replay_all
from caseworker.store.cases import kept_facts
from caseworker.store.cases.cases import load_case
from caseworker.store.opened.transaction import Transaction
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records import programmes_in_force
from caseworker.store.records.ledger import list_ledger
from tests.colleagues import colleague, second_approves

from ..conftest import NOON, Clock


def go_on() -> bool:
    return False


def quiet(*_: int) -> None:
    return


def changed_file(
    folder: Path, old: str = "is = 2022-10-19", new: str = "is = 2022-09-01", name: str = "venezuela.toml"
) -> Path:
    """The shipped file with one thing changed: an irregular entry bars from September on."""
    text = resource("programmes", name).read_text(encoding="utf-8")
    assert old in text
    path = folder / f"new-{name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def impact(desk: Desk, candidate: Candidate) -> Impact:
    return impact_of(desk, candidate, quiet, go_on)


def table(desk: Desk, name: str) -> list[object]:
    with desk.store.raw() as connection:
        return list(connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall())  # noqa: S608


def shown(desk: Desk) -> dict[str, str]:
    return {row.number: row.outcome for row in cases.listing(desk)}


@pytest.fixture
def candidate(desk: Desk, tmp_path: Path) -> Candidate:
    return read_candidate(desk, changed_file(tmp_path))


def test_the_impact_lists_exactly_what_accepting_then_changes(desk: Desk, candidate: Candidate) -> None:
    before = shown(desk)
    found = impact(desk, candidate)
    assert found.whole
    assert found.changes
    assert shown(desk) == before
    done = accept(desk, candidate, quiet, go_on)
    assert done.whole
    after = shown(desk)
    assert {number for number in after if after[number] != before[number]} == {
        one.case_number for one in found.changes
    }
    assert done.changed == found.cases_changed


def test_each_change_names_the_applicant_both_outcomes_and_the_findings(
    desk: Desk, candidate: Candidate
) -> None:
    changes = impact(desk, candidate).changes
    assert changes
    for one in changes:
        row = next(row for row in cases.listing(desk) if row.id == one.case_id)
        assert one.case_number == row.number
        assert one.applicant
        assert one.before != one.after
        assert "no-irregular-entry-mexico" in {finding.criterion for finding in one.findings}
        assert all((f.before, f.before_then) != (f.after, f.after_then) for f in one.findings)


def test_decided_cases_stay_as_they_are_byte_for_byte(desk: Desk, candidate: Candidate) -> None:
    determined = {row[1] for row in table(desk, "determinations")}  # type: ignore[index]
    assert determined
    before = {
        "determinations": table(desk, "determinations"),
        "rulebooks": table(desk, "rulebooks"),
        "letters": table(desk, "letters"),
        "cases": [row for row in table(desk, "cases") if row[1] in determined],  # type: ignore[index]
    }
    found = impact(desk, candidate)
    assert not determined & {one.case_id for one in found.changes}
    accept(desk, candidate, quiet, go_on)
    after = {name: table(desk, name) for name in ("determinations", "rulebooks", "letters")}
    after["cases"] = [row for row in table(desk, "cases") if row[1] in determined]  # type: ignore[index]
    assert after == before
    assert replay_all(desk, quiet, go_on).sound
    assert check_store(desk.store).whole


def test_a_decision_after_it_is_frozen_under_the_new_rules_and_both_replay(
    desk: Desk, candidate: Candidate
) -> None:
    one = impact(desk, candidate).changes[0]
    first = eligibility.determine(desk, one.case_id, one.applicant_id, one.before)
    accept(desk, candidate, quiet, go_on)
    second = eligibility.determine(desk, one.case_id, one.applicant_id, one.after)
    rows = {row.id: row for row in cases.open_case(desk, one.case_id).determinations}
    assert (rows[first].assessed_outcome, rows[second].assessed_outcome) == (one.before, one.after)
    found = replay_all(desk, quiet, go_on)
    assert (found.differences, found.not_replayed) == ((), ())


def test_accepting_is_one_entry_of_the_ledger(desk: Desk, candidate: Candidate) -> None:
    before = len(table(desk, "ledger"))
    accept(desk, candidate, quiet, go_on)
    assert len(table(desk, "ledger")) == before + 1
    with desk.store.read() as tx:
        entry = list_ledger(tx, limit=1)[0]
    assert (entry.action, entry.object_kind, entry.staff_id) == ("install", "programme", desk.worker.id)
    assert candidate.programme is not None
    assert entry.payload == {"programme": "venezuela", "sha256": candidate.programme.digest}


def test_leaving_it_changes_nothing(desk: Desk, candidate: Candidate) -> None:
    digest = desk.library.programmes["venezuela"].digest
    impact(desk, candidate)
    assert table(desk, "programmes") == []
    assert desk.library.programmes["venezuela"].digest == digest


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('like = "vaccinations"', 'like = "vacinations"', "criterion vacinations"),
        ("id = ", "id = = ", "file"),
        ("is = 2022-10-11", "until = 2022-10-01\nis = 2022-10-11", "criterion"),
    ],
)
def test_a_broken_file_is_refused_and_the_one_before_stays(
    desk: Desk, tmp_path: Path, old: str, new: str, place: str
) -> None:
    accept(desk, read_candidate(desk, changed_file(tmp_path)), quiet, go_on)
    before = table(desk, "programmes")
    with pytest.raises(FaultyProgramme) as refused:
        read_candidate(desk, changed_file(tmp_path, old, new))
    fault = refused.value.faults[0]
    assert fault.place.startswith(place)
    assert fault.fault
    assert fault.remedy
    assert table(desk, "programmes") == before
    assert desk.library.programmes["venezuela"].value_on("irregular_entry_last_day", NOON.date()).month == 9


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'like = "minor-accompanied"\n',
            'like = "minor-accompanied"\napplies = { fact = "applicant.age", below = 16 }\n',
        ),
        (
            'like = "minor-accompanied"\n',
            """like = "minor-accompanied"
[[criterion.answer]]
when = { fact = "applicant.accompanied_by", one_of = ["parent", "legal_guardian"] }
result = "met"
reason = { en = "Cared for.", es = "Con cuidado." }
[[criterion.answer]]
result = "not_met"
then = "more_evidence_needed"
follows = "child_protection_contact"
reason = { en = "Not shown.", es = "No consta." }
""",
        ),
    ],
)
def test_a_file_that_would_give_a_child_alone_a_letter_cannot_be_installed(
    desk: Desk, tmp_path: Path, old: str, new: str
) -> None:
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    at = text.index(old)
    end = text.index("[[criterion]]", at)
    # Its sources stand before the answers, as TOML has it.
    own = text[at + len(old) : end]
    path = tmp_path / "venezuela.toml"
    first, answers = new.partition("[[criterion.answer]]")[0], new.partition("[[criterion.answer]]")[1:]
    path.write_text(text[:at] + first + own + "".join(answers) + text[end:], encoding="utf-8")
    with pytest.raises(FaultyProgramme) as refused:
        read_candidate(desk, path)
    (fault,) = refused.value.faults
    assert fault.place == "criterion minor-accompanied"
    assert fault.line
    assert "with nobody gets a letter" in fault.fault
    assert table(desk, "programmes") == []


@pytest.mark.parametrize("kind", ["missing", "folder", "too_large"])
def test_a_file_that_cannot_be_read_says_why(desk: Desk, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    elif kind == "too_large":
        path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(UnreadableFile) as error:
        read_candidate(desk, path)
    assert error.value.code == kind


def test_the_way_back_lists_its_impact_too(desk: Desk, candidate: Candidate) -> None:
    before, shipped = shown(desk), desk.library.programmes["venezuela"]
    there = impact(desk, candidate).changes
    accept(desk, candidate, quiet, go_on)
    back = shipped_candidate(desk, "venezuela")
    assert {(one.applicant, one.after, one.before) for one in impact(desk, back).changes} == {
        (one.applicant, one.before, one.after) for one in there
    }
    accept(desk, back, quiet, go_on)
    assert shown(desk) == before
    assert desk.library.programmes["venezuela"] == shipped
    with pytest.raises(Refused, match="nothing_installed"):
        shipped_candidate(desk, "venezuela")
    with pytest.raises(Refused, match="nothing_installed"):
        accept(desk, back, quiet, go_on)


def test_an_installed_file_is_in_force_at_the_next_opening_but_not_read_before_it_is_needed(
    desk: Desk, candidate: Candidate, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(desk, candidate, quiet, go_on)
    folder, digest = desk.store.folder, candidate.library.programmes["venezuela"].digest
    desk.store.close()
    asked: list[object] = []
    real = programmes_in_force.programmes_in_force
    monkeypatch.setattr(
        programmes_in_force, "programmes_in_force", lambda store: asked.append(store) or real(store)
    )
    with open_store(folder, None, now=NOON.isoformat()) as store:
        again = desk_of(store, library, Clock())
        again.library.programmes.words("venezuela")
        cases.listing(again)
        assert asked == []
        assert (
            again.library.programmes["venezuela"].digest == candidate.library.programmes["venezuela"].digest
        )
        again.library.rules("venezuela", NOON.date())
        assert len(asked) == 1
    assert library.programmes["venezuela"].digest != digest


def test_what_is_in_force_says_where_from_and_its_hashes(
    desk: Desk, candidate: Candidate, tmp_path: Path
) -> None:
    accept(desk, candidate, quiet, go_on)
    found = {one.programme_id: one for one in in_force(desk)}
    own, other = found["venezuela"], found["cuba"]
    data = changed_file(tmp_path).read_bytes()
    assert own.file_sha256 == hashlib.sha256(data).hexdigest()
    assert own.sha256 == desk.library.programmes["venezuela"].digest
    assert (own.installed, own.file, own.installed_by) == (True, "new-venezuela.toml", desk.worker.name)
    assert (other.installed, other.file, other.fault) == (False, "", None)


def test_an_installed_file_that_no_longer_reads_is_reported_and_the_shipped_one_serves(
    desk: Desk, candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseworker.domain.rules.facts import FACTS

    accept(desk, candidate, quiet, go_on)
    # As after an update of the program that no longer knows a fact.
    monkeypatch.delitem(FACTS, "programme.status")
    desk.library.programmes.reload()  # type: ignore[union-attr]
    monkeypatch.undo()
    (refused,) = desk.library.refused
    assert (refused.installed, refused.file) == ("venezuela", "new-venezuela.toml")
    assert "programme.status" in str(refused.faults[0])
    assert desk.library.programmes["venezuela"].value_on("irregular_entry_last_day", NOON.date()).month == 10
    row = in_force(desk)[-1]
    assert (row.programme_id, row.fault) == ("venezuela", refused.faults[0])
    accept(desk, shipped_candidate(desk, "venezuela"), quiet, go_on)
    assert desk.library.refused == ()


def test_shared_files_beside_it_come_along(desk: Desk, tmp_path: Path) -> None:
    path = changed_file(tmp_path)
    (tmp_path / "shared").mkdir()
    text = resource("programmes", "shared", "parole.toml").read_text(encoding="utf-8")
    title = 'en = "Nationality", es'
    assert title in text
    (tmp_path / "shared" / "parole.toml").write_text(
        text.replace(title, 'en = "Which nationality", es'), encoding="utf-8"
    )
    candidate = read_candidate(desk, path)
    assert candidate.beside == ("parole",)
    accept(desk, candidate, quiet, go_on)
    titles = {
        one: next(c.title["en"] for c in desk.library.programmes[one].criteria if c.id == "nationality")
        for one in ("venezuela", "cuba")
    }
    assert titles == {"venezuela": "Which nationality", "cuba": "Nationality"}


def test_a_programme_of_the_office_itself_comes_and_goes(desk: Desk, tmp_path: Path) -> None:
    path = changed_file(tmp_path, 'id = "cuba"', 'id = "our-own"', "cuba.toml")
    candidate = read_candidate(desk, path)
    assert impact(desk, candidate).open_cases == 0
    accept(desk, candidate, quiet, go_on)
    assert list(desk.library.programmes)[-1] == "our-own"
    assert desk.library.programmes.words("our-own")["en"]
    back = shipped_candidate(desk, "our-own")
    assert back.programme is None
    accept(desk, back, quiet, go_on)
    assert "our-own" not in desk.library.programmes


@pytest.mark.parametrize("role", ["intake", "caseworker"])
def test_only_supervisors_and_administrators_accept(desk: Desk, candidate: Candidate, role: str) -> None:
    other = colleague(desk, [role])
    with pytest.raises(Refused, match="may_not_install"):
        accept(other, candidate, quiet, go_on)
    assert table(desk, "programmes") == []


def test_cases_under_rules_that_stay_have_no_document_opened(
    desk: Desk, candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = impact(desk, candidate)
    with desk.store.write() as tx:
        tx.run("DELETE FROM case_facts")
    assert impact(desk, candidate) == right
    reassess_all(desk, quiet, go_on)
    opened: list[int] = []
    read = kept_facts.documents_of

    def noted(tx: Transaction, pks: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        opened.extend(pks)
        return read(tx, pks)

    monkeypatch.setattr(kept_facts, "documents_of", noted)
    assert impact(desk, candidate) == right
    assert 0 < right.cases_changed <= len(opened) < right.open_cases


def test_looking_and_renewing_can_be_stopped(desk: Desk, candidate: Candidate) -> None:
    found = impact_of(desk, candidate, quiet, lambda: True)
    assert (found.whole, found.open_cases) == (False, 0)
    done = accept(desk, candidate, quiet, lambda: True)
    assert (done.whole, done.changed) == (False, 0)
    assert desk.library.programmes["venezuela"].digest == candidate.library.programmes["venezuela"].digest


def test_archived_cases_are_not_looked_at(desk: Desk, candidate: Candidate) -> None:
    from caseworker.store.cases.cases import archive_case
    from caseworker.store.records.ledger import append_ledger

    one = impact(desk, candidate).changes[0]
    with desk.store.write() as tx:
        archive_case(tx, one.case_id)
        append_ledger(
            tx, at=desk.at(), staff_id="", action="archive", object_kind="case", object_id=one.case_id
        )
    assert one.case_id not in {other.case_id for other in impact(desk, candidate).changes}


def test_a_letter_tells_what_was_decided_although_the_rules_changed_since(
    desk: Desk, candidate: Candidate
) -> None:
    import pypdfium2

    one = impact(desk, candidate).changes[0]
    assert (one.before, one.after) == ("eligible", "not_eligible")
    second_approves(desk, eligibility.determine(desk, one.case_id, one.applicant_id, one.before))
    accept(desk, candidate, quiet, go_on)
    pdf = handing_over.issued_pdf(desk, issuing.issue(desk, one.case_id, one.applicant_id, "en", "A4"))
    document = pypdfium2.PdfDocument(pdf)
    said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "you do not meet" not in said
    assert verifying.verify_here(desk, pdf).state == "genuine"


def test_the_index_made_anew_follows_the_installed_file(desk: Desk, candidate: Candidate) -> None:
    from caseworker.services.case_index import index_of

    accept(desk, candidate, quiet, go_on)
    with desk.store.read() as tx:
        documents = {row.id: load_case(tx, row.id)[0] for row in cases.listing(desk)}
    listed = {row.id: row.outcome for row in cases.listing(desk)}
    determined = {row[1] for row in table(desk, "determinations")}  # type: ignore[index]
    for case_id, document in documents.items():
        if case_id not in determined:
            assert index_of(document, desk.library).outcome == listed[case_id]
