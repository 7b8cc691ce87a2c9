# SPDX-License-Identifier: AGPL-3.0-or-later
"""After a fact changes no letter is issued from the old decision, and the list says so."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseworker.domain.case.document import FaultyDocument
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, intake, waivers
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers
from caseworker.services.letter import drafting, handing_over, issuing
from caseworker.services.outdated import Compared, compare_case
from caseworker.services.programmes.kept_rules import KeptSides
from caseworker.services.programmes.reassess import reassess_all
from caseworker.services.upkeep import cases_off_the_index
from caseworker.store.records.determinations import insert_determination, list_determinations
from caseworker.store.records.ledger import append_ledger, list_ledger
from tests.colleagues import colleague, second_approves

from .evidence.test_papers import photo
from .letter.test_issuing import case_of, text_of
from .test_waivers import supervisor

STAMP = "evidence/e2/on"


@pytest.fixture(autouse=True)
def days_later(desk: Desk) -> None:
    """What is done here is done after the training store was made."""
    clock = desk.clock
    desk.clock = lambda: clock() + timedelta(days=3)


def document_of(desk: Desk, case_id: str) -> dict[str, Any]:
    return cases.open_case(desk, case_id).document


def put(desk: Desk, case_id: str, path: str, value: Any) -> None:
    opened = cases.open_case(desk, case_id)
    intake.record(desk, case_id, with_value(opened.document, path, value), base_rev=opened.rev)


def take_out(desk: Desk, case_id: str, applicant_id: str) -> None:
    """Takes a person out of the case, and out of what the papers are about."""
    opened = cases.open_case(desk, case_id)
    document = with_value(opened.document, f"applicants/{applicant_id}", NOT_ASKED)
    for item in document["evidence"]:
        left = [one for one in item["about"] if one != applicant_id]
        document = with_value(document, f"evidence/{item['id']}/about", left)
    intake.record(desk, case_id, document, base_rev=opened.rev)


def found(desk: Desk, case_id: str, applicant_id: str = "a1") -> Compared:
    compared = compare_case(desk, case_id, document_of(desk, case_id))
    return next(one for one in compared if one.applicant_id == applicant_id)


def steps(desk: Desk, case_id: str) -> dict[str, str]:
    (row,) = cases.named(desk, [case_id])
    return row.steps


def said(one: Compared) -> set[tuple[str, str]]:
    return {(change.kind, change.path) for change in one.changes}


def test_nothing_is_out_of_date_that_was_just_decided(desk: Desk) -> None:
    for row in cases.listing(desk):
        assert not any(one.outdated for one in compare_case(desk, row.id, document_of(desk, row.id)))
        assert "outdated" not in row.steps.values()


def test_after_a_fact_changes_no_letter_is_issued_until_a_new_decision(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, STAMP, "2022-10-27")
    entries, before = len(ledger(desk)), cases.open_case(desk, case_id)
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a1", "es", "A4")
    # Nothing of the case is lost by it: facts, decisions and letters are as they were.
    assert (len(ledger(desk)), cases.open_case(desk, case_id)) == (entries, before)
    assert steps(desk, case_id)["eligibility"] == "outdated"
    for person in ("a1", "a2", "a3"):
        made = eligibility.determine(desk, case_id, person, "needs_review", "Looked at again.")
        second_approves(desk, made)
    assert steps(desk, case_id)["eligibility"] == "completed"
    issuing.issue(desk, case_id, "a1", "es", "A4")


def test_what_changed_is_told(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, STAMP, "2022-10-27")
    one = found(desk, case_id)
    assert ("field", STAMP) in said(one)
    (field,) = [change for change in one.changes if change.kind == "field"]
    assert field.about["en"] != field.about["es"]
    findings = [change for change in one.changes if change.kind == "finding"]
    assert findings
    assert all(change.title["es"] for change in findings)
    assert ("met", "not_known") in {(change.before, change.after) for change in findings}


def test_another_persons_save_makes_it_out_of_date_too(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(colleague(desk, ["intake"]), case_id, "applicants/a1/nationalities", ["FRA"])
    assert found(desk, case_id).outdated
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a1", "en", "A4")


def test_taking_the_change_back_makes_it_current_again(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    before = steps(desk, case_id)
    put(desk, case_id, STAMP, "2022-10-27")
    put(desk, case_id, STAMP, "2022-10-07")
    assert not found(desk, case_id).outdated
    assert steps(desk, case_id) == before
    issuing.issue(desk, case_id, "a1", "es", "A4")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("x_consent/phone", "664 555 0199"),
        ("x_consent/interpreter", "Rosa"),
        ("x_consent/contact_by_phone", False),
        ("evidence/e2/note", "The stamp is faint."),
        ("evidence/e9", {"id": "e9", "note": "A photo of the family"}),
        ("applicants/a1/sex", "other"),
        ("sponsor/emails", ["c@example.org"]),
        ("language", "en"),
    ],
)
def test_what_no_decision_rests_on_makes_nothing_out_of_date(desk: Desk, path: str, value: Any) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, path, value)
    assert not any(one.outdated for one in compare_case(desk, case_id, document_of(desk, case_id)))
    assert "outdated" not in steps(desk, case_id).values()
    issuing.issue(desk, case_id, "a1", "es", "A4")


def test_a_printed_name_makes_only_its_own_decision_out_of_date(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, "applicants/a2/given_names", "Luís Ángel")
    assert said(found(desk, case_id, "a2")) == {("field", "applicants/a2/given_names")}
    assert not found(desk, case_id, "a1").outdated
    issuing.issue(desk, case_id, "a1", "es", "A4")
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a2", "es", "A4")


def test_the_year_of_birth_in_the_seal_counts_as_printed(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, "applicants/a1/born_on", "1991-05-14")
    assert ("field", "applicants/a1/born_on") in said(found(desk, case_id))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("programme", "cuba-haiti-nicaragua"),
        ("programme", NOT_ASKED),
        ("opened_on", "2022-11-02"),
        ("opened_on", "2020-01-01"),
        ("applicants/a1/passport", NOT_ASKED),
        ("evidence/e2", NOT_ASKED),
        ("sponsor/documents_seen", ["identity"]),
        ("sponsor/contact_confirmed_on", NOT_ASKED),
    ],
)
def test_it_is_told_whatever_became_of_the_facts(desk: Desk, path: str, value: Any) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, path, value)
    one = found(desk, case_id)
    assert {path, path.rsplit("/", 1)[0]} & {change.path for change in one.changes}
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a1", "en", "A4")


def test_a_person_taken_out_of_the_case_gets_no_letter(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    take_out(desk, case_id, "a3")
    assert said(found(desk, case_id, "a3")) == {("person_gone", "applicants/a3")}
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a3", "en", "A4")


def test_a_file_added_replaced_or_taken_off_is_told(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    first = attach(desk, case_id, "e2", "navy")
    assert said(found(desk, case_id)) == {("file_added", "evidence/e2/attachments")}
    eligibility.determine(desk, case_id, "a1", "eligible")
    assert not found(desk, case_id).outdated
    papers.detach(desk, case_id, "e2", first)
    assert said(found(desk, case_id)) <= {
        ("file_gone", "evidence/e2/attachments"),
        ("field", "evidence/e2/attachments"),
    }
    assert found(desk, case_id).outdated
    second = attach(desk, case_id, "e2", "red")
    assert second != first
    assert said(found(desk, case_id)) == {("file_replaced", "evidence/e2/attachments")}
    with pytest.raises(Refused, match="determination_outdated"):
        issuing.issue(desk, case_id, "a1", "en", "A4", "alone")


def test_relatives_are_looked_at_again_once_the_principal_is_no_longer_eligible(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    eligibility.determine(desk, case_id, "a1", "not_eligible", "The sponsor withdrew.")
    assert not found(desk, case_id, "a1").outdated
    for relative in ("a2", "a3"):
        (change,) = found(desk, case_id, relative).changes
        assert (change.kind, change.after) == ("principal", "not_eligible")
        with pytest.raises(Refused, match="determination_outdated"):
            issuing.issue(desk, case_id, relative, "es", "A4")
    assert steps(desk, case_id)["eligibility"] == "outdated"
    eligibility.determine(desk, case_id, "a2", "eligible", "")
    assert not found(desk, case_id, "a2").outdated


def test_a_fact_of_the_principal_alone_reaches_the_relatives(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, "applicants/a1/nationalities", ["FRA"])
    changes = found(desk, case_id, "a2").changes
    assert [one.after for one in changes if one.kind == "principal"] == ["not_eligible"]


def test_a_waiver_that_no_longer_covers_the_facts_is_told(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    put(desk, case_id, "applicants/a1/passport/number", NOT_ASKED)
    for criterion in ("nationality", "passport"):
        waivers.waive(desk, case_id, "a1", criterion, "Seen on a call.", supervisor(desk), "")
    eligibility.determine(desk, case_id, "a1", "eligible")
    assert not found(desk, case_id).outdated
    put(desk, case_id, "applicants/a1/nationalities", ["CUB", "ESP"])
    one = found(desk, case_id)
    assert "Nationality" in {change.title["en"] for change in one.changes if change.kind == "waiver"}
    put(desk, case_id, "applicants/a1/nationalities", ["CUB"])
    assert not found(desk, case_id).outdated


def test_a_letter_that_stands_is_out_of_date_with_its_decision(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    put(desk, case_id, "x_consent/phone", "664 555 0199")
    handing_over.hand_over(desk, issuing.issue(desk, case_id, "a1", "es", "A4"))
    assert steps(desk, case_id)["letter"] == "in_progress"
    put(desk, case_id, "applicants/a1/surnames", "Peres Rodríguez")
    assert (steps(desk, case_id)["eligibility"], steps(desk, case_id)["letter"]) == ("outdated", "outdated")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    assert (steps(desk, case_id)["eligibility"], steps(desk, case_id)["letter"]) == ("completed", "outdated")
    issuing.issue(desk, case_id, "a1", "es", "A4")
    assert steps(desk, case_id)["letter"] == "in_progress"


def test_other_rules_make_nothing_out_of_date_and_hide_nothing(desk: Desk) -> None:
    current, changed = case_of(desk, "Contreras"), case_of(desk, "Pérez")
    put(desk, changed, STAMP, "2022-10-27")
    with desk.store.write() as tx:
        tx.run("UPDATE cases SET outcome = '-'")
    reassess_all(desk, lambda *_: None, lambda: False)
    with desk.store.write() as tx:
        tx.run("DELETE FROM case_facts")
        tx.run("UPDATE cases SET outcome = '-'")
    reassess_all(desk, lambda *_: None, lambda: False)
    assert steps(desk, changed)["eligibility"] == "outdated"
    assert "outdated" not in steps(desk, current).values()
    assert cases_off_the_index(desk) == ()


def test_the_index_agrees_after_every_act(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    acts: list[Callable[[], object]] = [
        lambda: put(desk, case_id, STAMP, "2022-10-27"),
        lambda: put(desk, case_id, STAMP, "2022-10-07"),
        lambda: issuing.issue(desk, case_id, "a2", "es", "A4"),
        lambda: eligibility.determine(desk, case_id, "a1", "not_eligible", "Withdrew."),
        lambda: take_out(desk, case_id, "a2"),
    ]
    for act in acts:
        act()
        assert cases_off_the_index(desk) == ()
    with desk.store.write() as tx:
        tx.run("UPDATE cases SET steps = replace(steps, 'outdated', 'completed')")
    assert len(cases_off_the_index(desk)) == 1


@pytest.mark.parametrize("damage", [{"rulebook": "0" * 64}, {"rulebook": ""}, {"document": {"format": "?"}}])
def test_where_its_rules_cannot_be_read_it_says_so_without_a_guess(
    desk: Desk, damage: dict[str, Any]
) -> None:
    case_id = case_of(desk, "Pérez")
    with desk.store.read() as tx:
        row = next(one for one in list_determinations(tx, case_id) if one.applicant_id == "a1")
    frozen = copy.deepcopy(row.frozen) | damage | {"programme_sha256": "0" * 64}
    with desk.store.write() as tx:
        again = dataclasses.replace(
            row, id="again", frozen=frozen, approved_by=None, approved_at=None, supersedes=row.id
        )
        insert_determination(tx, again)
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="determine",
            object_kind="determination",
            object_id="again",
        )
    put(desk, case_id, STAMP, "2022-10-27")
    one = found(desk, case_id)
    assert (one.readable, one.outdated) == (False, False)
    with pytest.raises(Refused, match="rules_changed"):
        issuing.issue(desk, case_id, "a1", "en", "A4", "alone")


def test_a_decision_of_before_rulebooks_is_compared_while_the_programme_is_the_same(desk: Desk) -> None:
    case_id = case_of(desk, "Contreras")
    with desk.store.read() as tx:
        (row,) = list_determinations(tx, case_id)
    with desk.store.write() as tx:
        frozen = {key: value for key, value in row.frozen.items() if key != "rulebook"}
        insert_determination(
            tx,
            dataclasses.replace(
                row, id="old", frozen=frozen, approved_by=None, approved_at=None, supersedes=row.id
            ),
        )
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="determine",
            object_kind="determination",
            object_id="old",
        )
    put(desk, case_id, "evidence", [])
    one = found(desk, case_id)
    assert one.readable
    assert {change.kind for change in one.changes} >= {"paper_gone"}


def test_what_was_read_once_is_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from caseworker.services.programmes import kept_rules

    read: list[str] = []
    real = kept_rules.kept_rulebook
    monkeypatch.setattr(kept_rules, "kept_rulebook", lambda tx, name: (read.append(name), real(tx, name))[1])
    case_id = case_of(desk, "Pérez")
    for day in ("2022-10-27", "2022-10-28", "2022-10-07"):
        put(desk, case_id, STAMP, day)
    assert len(read) == 1


def test_the_cache_lets_the_oldest_go(desk: Desk) -> None:
    kept = KeptSides().books
    for number in range(40):
        kept.get_or_make(str(number), lambda number=number: number)  # type: ignore[misc]
    assert len(kept) == 12
    assert "39" in kept


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=12)
DAYS = st.dates().map(str).filter(lambda day: "2021" < day < "2024")
TELLING = st.one_of(
    st.tuples(st.just("applicants/a1/given_names"), NAMES),
    st.tuples(st.just("applicants/a1/born_on"), DAYS),
    st.tuples(st.just("evidence/e2/on"), DAYS),
    st.tuples(st.just("evidence/e1"), st.just(NOT_ASKED)),
    st.tuples(st.just("sponsor/annual_income_usd"), st.integers(0, 90_000)),
    st.tuples(st.just("sponsor/household_size"), st.integers(1, 12)),
    st.tuples(st.just("applicants/a1/nationalities"), st.sampled_from([["VEN"], ["FRA"], ["VEN", "ESP"]])),
    st.tuples(st.just("assess_on"), DAYS),
)
SILENT = st.one_of(
    st.tuples(st.just("x_consent/phone"), st.from_regex(r"[1-9][0-9]{6,9}", fullmatch=True)),
    st.tuples(st.just("x_consent/interpreter"), NAMES),
    st.tuples(st.just("evidence/e3/note"), NAMES),
    st.tuples(st.just("sponsor/address/street"), NAMES),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(telling=st.lists(TELLING, max_size=3), silent=st.lists(SILENT, min_size=1, max_size=3))
def test_current_means_that_the_letter_says_the_same_and_silence_changes_nothing(
    desk: Desk, telling: list[tuple[str, Any]], silent: list[tuple[str, Any]]
) -> None:
    case_id = case_of(desk, "Pérez")
    document = document_of(desk, case_id)

    def after(start: dict[str, Any], changes: list[tuple[str, Any]]) -> dict[str, Any]:
        for path, value in changes:
            start = with_value(start, path, value)
        return start

    def outdated(of: dict[str, Any]) -> bool:
        return next(one for one in compare_case(desk, case_id, of) if one.applicant_id == "a1").outdated

    assert not outdated(after(document, silent))
    changed = after(document, telling)
    try:
        late = outdated(changed)
    except FaultyDocument:
        return
    assert outdated(after(changed, silent)) == late
    if late:
        return
    for language in ("en", "es"):
        then, now = (drafting.preview(desk, one, "a1", language, "A4").pdf for one in (document, changed))
        assert text_of(now) == text_of(then)


def attach(desk: Desk, case_id: str, evidence_id: str, colour: str) -> str:
    data = photo(colour)
    return papers.attach(desk, case_id, evidence_id, data, "page.jpg").sha256


def ledger(desk: Desk) -> list[Any]:
    with desk.store.read() as tx:
        return list_ledger(tx, limit=1000)
