# SPDX-License-Identifier: AGPL-3.0-or-later
"""Eligibility: a person determines on an assessment, another approves. Nothing is edited afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caseworker.domain.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.matrix import backing_document, matrix_of
from caseworker.exchange.assessment_file import assessment_document

from .case_index import assessment_of, worst_outcome
from .desk import Desk, Worker
from .waivers import shown, standing, uncovered

if TYPE_CHECKING:
    from caseworker.store.determinations import DeterminationRow
    from caseworker.store.transaction import Transaction

MAY_DETERMINE = ("caseworker", "supervisor", "administrator")
MAY_APPROVE = ("supervisor", "administrator")


def determine(desk: Desk, case_id: str, applicant_id: str, outcome: str, reason: str = "") -> str:
    """Records a determination for one applicant and returns its id.

    It freezes the document, the assessment, the hash of the programme and that of its rulebook, which is
    kept once, what each met condition rests on and the waivers relied on, and supersedes the determination
    in force. Raises Refused (`may_not_determine`, `no_assessment`, `reason_needed` where it departs from the
    assessment without a reason, `evidence_needed` with the ids in `criteria` where a condition counts as met
    although nothing shows it and no supervisor waived it).
    """
    from caseworker.store.cases import load_case, set_outcome
    from caseworker.store.determinations import DeterminationRow, insert_determination, list_determinations
    from caseworker.store.ids import new_id
    from caseworker.store.ledger import append_ledger
    from caseworker.store.waivers import list_waivers

    if desk.worker.role not in MAY_DETERMINE:
        raise Refused("may_not_determine")
    at = desk.at()
    with desk.store.write() as tx:
        document, rev = load_case(tx, case_id)
        case = read_case(document, desk.library.reference.vocabulary())
        assessment = assessment_of(case, desk.library)
        if assessment is None:
            raise Refused("no_assessment")
        assessed = assessment.of(applicant_id)
        if outcome != assessed.outcome and not reason.strip():
            raise Refused("reason_needed")
        matrix = matrix_of(assessed)
        waivers = shown(list_waivers(tx, case_id), {})
        if missing := uncovered(matrix, waivers):
            raise Refused("evidence_needed", criteria=", ".join(row.criterion for row in missing))
        relied = [standing(row, applicant_id, waivers) for row in matrix.wanting()]
        rows = list_determinations(tx, case_id)
        before = in_force(rows, applicant_id)
        determination_id = new_id(at)
        frozen: dict[str, Any] = {
            "document": document,
            "rev": rev,
            "programme": assessment.programme.id,
            "programme_sha256": assessment.programme.digest,
            "rulebook": _keep_rulebook(tx, desk, assessment.programme.id, at),
            "assessment": assessment_document(assessment),
            "backing": backing_document(matrix),
            "waivers": [
                {
                    "id": one.id,
                    "criterion": one.criterion,
                    "reason": one.reason,
                    "waived_by": one.waived_by,
                    "waived_at": one.waived_at,
                }
                for one in relied
                if one is not None
            ],
        }
        insert_determination(
            tx,
            DeterminationRow(
                determination_id,
                case_id,
                applicant_id,
                outcome,
                assessed.outcome,
                reason.strip(),
                frozen,
                desk.worker.id,
                at,
                supersedes=before.id if before else None,
            ),
        )
        steps = steps_of(tx, desk, case_id, document)
        set_outcome(tx, case_id, worst_outcome(assessment), steps)
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="determine",
            object_kind="determination",
            object_id=determination_id,
            payload={"case": case_id, "outcome": outcome, "departs": outcome != assessed.outcome},
        )
    return determination_id


def approve(desk: Desk, determination_id: str, approver_id: str, passphrase: str) -> None:
    """Approves a determination as a second person, who proves who they are.

    Raises Refused (`may_not_approve`, `determinations_four_eyes`, `determination_approved`),
    WrongPassphrase, TooSoon. In a training store no passphrase is asked.
    """
    from caseworker.store.determinations import approve_determination
    from caseworker.store.ledger import append_ledger
    from caseworker.store.slots import check_own_passphrase
    from caseworker.store.staff import get_staff

    at = desk.at()
    if not desk.store.training:
        check_own_passphrase(desk.store, approver_id, passphrase)
    with desk.store.write() as tx:
        if get_staff(tx, approver_id).role not in MAY_APPROVE:
            raise Refused("may_not_approve")
        approve_determination(tx, determination_id, by=approver_id, at=at)
        append_ledger(
            tx,
            at=at,
            staff_id=approver_id,
            action="approve",
            object_kind="determination",
            object_id=determination_id,
        )


def second_readers(desk: Desk) -> tuple[Worker, ...]:
    """The colleagues who may approve what this worker determines."""
    from caseworker.store.staff import list_staff

    with desk.store.read() as tx:
        found = list_staff(tx, active=True)
    return tuple(
        Worker(one.id, one.name, one.role, one.language)
        for one in found
        if one.role in MAY_APPROVE and one.id != desk.worker.id
    )


def waiting_for_approval(desk: Desk) -> tuple[tuple[str, str], ...]:
    """(case id, determination id) of what waits for a second reader other than this worker."""
    from caseworker.store.determinations import list_unapproved

    with desk.store.read() as tx:
        found = list_unapproved(tx)
    return tuple((one.case_id, one.id) for one in found if one.determined_by != desk.worker.id)


def _keep_rulebook(tx: Transaction, desk: Desk, programme_id: str, at: str) -> str:
    """Keeps every text that decides under the programme, once, and returns its SHA-256."""
    from caseworker.exchange.programme_text import packed
    from caseworker.exchange.rulebook import rulebook_sha256
    from caseworker.store.rulebooks import has_rulebook, keep_rulebook

    data = desk.library.rulebook(programme_id)
    name = rulebook_sha256(data)
    if not has_rulebook(tx, name):
        keep_rulebook(tx, name, programme_id, packed(data), by=desk.worker.id, at=at)
    return name


def in_force(rows: list[DeterminationRow], applicant_id: str) -> DeterminationRow | None:
    """The determination of this applicant that no later one supersedes."""
    replaced = {one.supersedes for one in rows}
    found = [one for one in rows if one.applicant_id == applicant_id and one.id not in replaced]
    return found[-1] if found else None


def steps_of(tx: Transaction, desk: Desk, case_id: str, document: dict[str, Any]) -> dict[str, str]:
    """The state of each station of a case, as the list shows it."""
    from caseworker.store.determinations import list_determinations
    from caseworker.store.letters import list_letters

    from .case_index import index_of

    rows = list_determinations(tx, case_id)
    replaced = {one.supersedes for one in rows}
    determined = tuple(one.applicant_id for one in rows if one.id not in replaced)
    lettered = tuple(
        one.applicant_id for one in list_letters(tx, case_id) if one.state in ("issued", "handed_over")
    )
    return index_of(document, desk.library, determined, lettered).steps
