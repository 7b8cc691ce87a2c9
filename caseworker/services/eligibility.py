# SPDX-License-Identifier: AGPL-3.0-or-later
"""Eligibility: a person determines on an assessment. Nothing is edited afterwards; `review` approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.reasons.matrix import backing_document, matrix_of
from caseworker.domain.rules.rules import OUTCOMES, may_be_decided
from caseworker.domain.said import says_something
from caseworker.exchange.assessment_file import assessment_document

from .case_index import assessment_of, worst_outcome
from .desk import Desk
from .letter.faults import named
from .saving import steps_of
from .waivers import shown, standing, uncovered

if TYPE_CHECKING:
    from caseworker.domain.rules.assess import Assessment
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides of one applicant; `reason` where it departs from the assessment.

    `replaces` is the determination that stood when they decided, empty for none; None does not say.
    """

    applicant_id: str
    outcome: str
    reason: str = ""
    replaces: str | None = None


def determine(
    desk: Desk, case_id: str, applicant_id: str, outcome: str, reason: str = "", replaces: str | None = None
) -> str:
    """Records a determination for one applicant and returns its id. As `determine_all`."""
    return determine_all(desk, case_id, [Decision(applicant_id, outcome, reason, replaces)])[0]


def determine_all(desk: Desk, case_id: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Records determinations for members of a case in one act, all or none, and returns their ids.

    Each freezes the document, the assessment, the hash of the programme and that of its rulebook, which is
    kept once, what each met condition rests on and the waivers relied on, and supersedes the determination
    in force. Raises Refused (`may_not_determine`, `no_assessment`, `no_name`, `programme_was_closed`
    and `programme_was_open` where the rules say otherwise, `reason_needed` where it departs from the
    assessment without a reason, `evidence_needed` with the ids in `criteria` where a condition counts as met
    although nothing shows it and no supervisor waived it, `waived_by_decider`, `decided_meanwhile` where
    another determination came in between).
    """
    from caseworker.store.cases.cases import load_case, set_outcome
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.determinations import (
        in_force_of,
        insert_determination,
        list_determinations,
    )
    from caseworker.store.records.ledger import append_ledger

    at = desk.at()
    found = []
    with desk.writing("determine") as tx:
        must_be_vouched(tx.run, desk.store.keys.audit, "case", case_id)
        document, rev = load_case(tx, case_id)
        assessment = assessment_of(read_case(document, desk.library.reference.vocabulary()), desk.library)
        if assessment is None:
            raise Refused("no_assessment")
        _rules_must_be_ours(tx, desk, assessment.programme.id)
        rulebook = _keep_rulebook(tx, desk, assessment.programme.id, at)
        for one in decisions:
            before = in_force_of(list_determinations(tx, case_id), one.applicant_id)
            if one.replaces is not None and one.replaces != (before.id if before else ""):
                raise Refused("decided_meanwhile")
            row = _determination(tx, desk, case_id, one, assessment, at)
            row = replace(
                row,
                frozen={"document": document, "rev": rev, "rulebook": rulebook, **row.frozen},
                supersedes=before.id if before else None,
            )
            insert_determination(tx, row)
            found.append(row.id)
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="determine",
                object_kind="determination",
                object_id=row.id,
                payload={
                    "case": case_id,
                    "outcome": row.outcome,
                    "departs": row.outcome != row.assessed_outcome,
                },
            )
        set_outcome(tx, case_id, worst_outcome(assessment), steps_of(tx, desk, case_id, document))
    return tuple(found)


def _determination(
    tx: Transaction, desk: Desk, case_id: str, one: Decision, assessment: Assessment, at: str
) -> DeterminationRow:
    """The row of one decision, without what is the same for the whole case."""
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.determinations import DeterminationRow
    from caseworker.store.records.waivers import list_waivers

    if one.outcome not in OUTCOMES:
        raise Refused("unknown_outcome")
    assessed = assessment.of(one.applicant_id)
    if not named(assessed.applicant):
        raise Refused("no_name")
    if one.outcome not in may_be_decided(assessed.outcome):
        raise Refused("programme_was_closed" if assessed.outcome == "closed" else "programme_was_open")
    if one.outcome != assessed.outcome and not says_something(one.reason):
        raise Refused("reason_needed")
    matrix = matrix_of(assessed)
    waivers = shown(list_waivers(tx, case_id), {})
    if missing := uncovered(matrix, waivers):
        raise Refused("evidence_needed", criteria=", ".join(row.criterion for row in missing))
    relied = [standing(row, one.applicant_id, waivers) for row in matrix.wanting()]
    for waiver in relied:
        if waiver is not None:
            must_be_vouched(tx.run, desk.store.keys.audit, "waiver", waiver.id)
    if any(waiver is not None and waiver.waived_by == desk.worker.id for waiver in relied):
        raise Refused("waived_by_decider")
    frozen: dict[str, Any] = {
        "programme": assessment.programme.id,
        "programme_sha256": assessment.programme.digest,
        "assessment": assessment_document(assessment),
        "backing": backing_document(matrix),
        "waivers": [
            {
                "id": waiver.id,
                "criterion": waiver.criterion,
                "reason": waiver.reason,
                "waived_by": waiver.waived_by,
                "waived_at": waiver.waived_at,
            }
            for waiver in relied
            if waiver is not None
        ],
    }
    return DeterminationRow(
        new_id(at),
        case_id,
        one.applicant_id,
        one.outcome,
        assessed.outcome,
        one.reason.strip() if one.outcome != assessed.outcome else "",
        frozen,
        desk.worker.id,
        at,
    )


def _rules_must_be_ours(tx: Transaction, desk: Desk, programme_id: str) -> None:
    """Raises Refused (`row_altered`) where a programme file was put in force by other means."""
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.programmes import list_programmes

    for one in list_programmes(tx):
        if one.programme == programme_id and one.in_force:
            must_be_vouched(tx.run, desk.store.keys.audit, "programme", one.id)


def _keep_rulebook(tx: Transaction, desk: Desk, programme_id: str, at: str) -> str:
    """Keeps every text that decides under the programme, once, and returns its SHA-256."""
    from caseworker.exchange.programme.text import packed
    from caseworker.exchange.rulebook import rulebook_sha256
    from caseworker.store.records.rulebooks import has_rulebook, keep_rulebook

    data = desk.library.rulebook(programme_id)
    name = rulebook_sha256(data)
    if not has_rulebook(tx, name):
        keep_rulebook(tx, name, programme_id, packed(data), by=desk.worker.id, at=at)
    return name
