# SPDX-License-Identifier: AGPL-3.0-or-later
"""Review: the second person reads what somebody else decided, and approves it or sends it back.

In a session of their own, or with their passphrase at the desk of the one who decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import Refused
from caseworker.domain.names_alike import read_alike
from caseworker.domain.said import says_something

from .desk import Desk, Worker
from .staff.second_person import appointed, could_approve, mark_of, may_look, must_be_ready, ready_for

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that waits for a second person. `name` is the applicant's; `departs` from the assessment."""

    determination_id: str
    case_id: str
    number: str
    applicant_id: str
    name: str
    outcome: str
    departs: bool
    determined_by: str
    determined_at: str


@dataclass(frozen=True, slots=True)
class SentBack:
    """A decision that a second reader sent back to the one who took it. `name` is the applicant's."""

    determination_id: str
    case_id: str
    number: str
    applicant_id: str
    name: str
    remarks: str
    sent_by: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class GoneAlone:
    """A letter that went out without a second person and that no supervisor has looked at.

    `name` is the applicant's, `reason` why it went alone.
    """

    letter_id: str
    case_id: str
    applicant_id: str
    name: str
    number: str
    reason: str
    issued_by: str
    issued_at: str


def approve(
    desk: Desk, determination_ids: Sequence[str], approver_id: str = "", passphrase: str = ""
) -> None:
    """Approves determinations in one act, all or none, as a second person.

    Without `approver_id` it is whoever sits here; a colleague at this desk proves who they are with their
    passphrase, which no training store asks for. Raises Refused (`may_not_approve`,
    `determinations_four_eyes`, `determination_approved`, `determination_sent_back`,
    `determination_replaced`, `determination_outdated`, `own_passphrase_first`, `recovered_account`,
    `reads_like_decider` where two accounts may be one person's,
    `appointed_by_decider` where somebody else could approve, `row_altered`), WrongPassphrase, TooSoon.
    """
    from caseworker.store.chain.vouched import staff_must_be_vouched
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.determinations import approve_determination
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.reviews import ReviewRow, insert_review
    from caseworker.store.staff.slots import check_own_passphrase
    from caseworker.store.staff.staff import list_staff

    from .outdated import refuse_outdated

    at = desk.at()
    approver = approver_id or desk.worker.id
    if approver != desk.worker.id and not desk.trains():
        check_own_passphrase(desk.store, approver, passphrase)
    with desk.writing("read_cases") as tx:
        desk.ask_of(tx.run, approver, "approve")
        staff_must_be_vouched(tx.run, desk.store.keys.audit)
        people = {one.id: one for one in list_staff(tx)}
        training = desk.is_training(tx.run)
        must_be_ready(people[approver], training=training)
        for one in determination_ids:
            row = _to_review(tx, desk, one, approver)
            refuse_outdated(tx, desk, row)
            if read_alike(people[approver].name, people[row.determined_by].name):
                raise Refused("reads_like_decider")
            mark = mark_of(approver, row.determined_by, people, training=training)
            insert_review(tx, ReviewRow(new_id(at), "approved", row.id, None, "", mark, approver, at))
            approve_determination(tx, row.id, by=approver, at=at)
            append_ledger(
                tx,
                at=at,
                staff_id=approver,
                action="approve",
                object_kind="determination",
                object_id=row.id,
                payload={"case": row.case_id, "mark": mark, "desk": desk.worker.id},
            )


def send_back(desk: Desk, determination_ids: Sequence[str], remarks: str) -> None:
    """Sends determinations back to the one who took them, in one act. They cannot be approved any more; a new
    decision replaces them. Raises Refused (`may_not_send_back`, `remarks_needed`, and as `approve`).
    """
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.reviews import ReviewRow, insert_review

    if not says_something(remarks):
        raise Refused("remarks_needed")
    at = desk.at()
    with desk.writing("send_back") as tx:
        for one in determination_ids:
            row = _to_review(tx, desk, one, desk.worker.id)
            review = ReviewRow(new_id(at), "sent_back", row.id, None, remarks.strip(), "", desk.worker.id, at)
            insert_review(tx, review)
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="send_back",
                object_kind="review",
                object_id=review.id,
                payload={"case": row.case_id, "determination": row.id},
            )


def look(desk: Desk, letter_ids: Sequence[str]) -> None:
    """Records that a supervisor looked at letters which went out without a second person.

    Raises Refused (`may_not_look`, `look_own` for a letter that they decided or issued
    themselves, or somebody who gave them access while another could look).
    """
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.reviews import ReviewRow, insert_review, letters_gone_alone
    from caseworker.store.staff.staff import list_staff

    at = desk.at()
    with desk.writing("look") as tx:
        people = {one.id: one for one in list_staff(tx)}
        training = desk.is_training(tx.run)
        waiting = {one.letter_id: one for one in letters_gone_alone(tx)}
        for one in letter_ids:
            row = waiting.get(one)
            if row is None:
                continue
            if not may_look(desk.worker.id, row, people, training=training):
                raise Refused("look_own")
            review = ReviewRow(new_id(at), "looked", row.determination_id, one, "", "", desk.worker.id, at)
            insert_review(tx, review)
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="look",
                object_kind="review",
                object_id=review.id,
                payload={"case": row.case_id, "letter": one},
            )


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """What waits for the review of whoever sits here, oldest first; nothing for those who may not approve."""
    from caseworker.store.records.determinations import list_unapproved
    from caseworker.store.staff.staff import list_staff

    if "approve" not in desk.permitted():
        return ()
    with desk.reading("approve") as tx:
        people = {one.id: one for one in list_staff(tx)}
        names = {one.id: one.name for one in people.values()}
        training = desk.is_training(tx.run)
        rows = [
            one
            for one in list_unapproved(tx)
            if could_approve(desk.worker.id, one.determined_by, people, training=training)
        ]
    # The people of one act have one time: they stand as in their case.
    rows.sort(key=lambda one: (one.determined_at, one.case_id, _place(one)))
    return tuple(
        Waiting(
            one.id,
            one.case_id,
            str(one.frozen.get("document", {}).get("number", "")),
            one.applicant_id,
            _name(one),
            one.outcome,
            one.outcome != one.assessed_outcome,
            names.get(one.determined_by, one.determined_by),
            desk.local(one.determined_at),
        )
        for one in rows
    )


def sent_back(desk: Desk) -> tuple[SentBack, ...]:
    """What came back to whoever sits here, oldest first, until they decide anew."""
    from caseworker.store.records.determinations import get_determination
    from caseworker.store.records.reviews import sent_back_in_force
    from caseworker.store.staff.staff import list_staff

    if "determine" not in desk.permitted():
        return ()
    with desk.reading("determine") as tx:
        names = {one.id: one.name for one in list_staff(tx)}
        found = [
            (review, get_determination(tx, review.determination_id))
            for _, _, decider, review in sent_back_in_force(tx)
            if decider == desk.worker.id
        ]
    return tuple(
        SentBack(
            row.id,
            row.case_id,
            str(row.frozen.get("document", {}).get("number", "")),
            row.applicant_id,
            _name(row),
            review.remarks,
            names.get(review.reviewed_by, review.reviewed_by),
            desk.local(review.reviewed_at),
        )
        for review, row in found
    )


def gone_alone(desk: Desk) -> tuple[GoneAlone, ...]:
    """The letters that a supervisor has still to look at, oldest first, without their own."""
    from caseworker.store.records.determinations import get_determination
    from caseworker.store.records.ledger import list_ledger
    from caseworker.store.records.reviews import letters_gone_alone
    from caseworker.store.staff.staff import list_staff

    if "look" not in desk.permitted():
        return ()
    with desk.reading("look") as tx:
        people = {one.id: one for one in list_staff(tx)}
        names = {one.id: one.name for one in people.values()}
        training = desk.is_training(tx.run)
        found = []
        for one in letters_gone_alone(tx):
            if not may_look(desk.worker.id, one, people, training=training):
                continue
            entries = list_ledger(tx, object_kind="letter", object_id=one.letter_id)
            found.append(
                GoneAlone(
                    one.letter_id,
                    one.case_id,
                    one.applicant_id,
                    _name(get_determination(tx, one.determination_id)),
                    one.number,
                    next((entry.reason for entry in entries if entry.action == "issue_alone"), ""),
                    names.get(one.issued_by, one.issued_by),
                    desk.local(one.issued_at),
                )
            )
    return tuple(found)


def second_readers(desk: Desk, decider_id: str = "") -> tuple[Worker, ...]:
    """The colleagues who could approve what this person, or whoever sits here, decided."""
    from caseworker.store.staff.staff import list_staff

    decider = decider_id or desk.worker.id
    with desk.reading("read_cases") as tx:
        people = {one.id: one for one in list_staff(tx, active=True)}
    ready = ready_for(decider, people, training=desk.store.training)
    apart = [one for one in ready if not appointed(one, decider, people)]
    return tuple(Worker(one.id, one.name, one.roles, one.language) for one in apart or ready)


def _to_review(tx: Transaction, desk: Desk, determination_id: str, reviewer: str) -> DeterminationRow:
    """A determination that this person may review now. Raises Refused."""
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.determinations import get_determination, in_force, list_determinations
    from caseworker.store.records.reviews import reviews_of_case

    row = get_determination(tx, determination_id)
    must_be_vouched(tx.run, desk.store.keys.audit, "determination", row.id)
    if row.determined_by == reviewer:
        raise Refused("determinations_four_eyes")
    if row.approved_by is not None:
        raise Refused("determination_approved")
    if row not in in_force(list_determinations(tx, row.case_id)):
        raise Refused("determination_replaced")
    reviews = reviews_of_case(tx, row.case_id)
    if any(one.kind == "sent_back" and one.determination_id == row.id for one in reviews):
        raise Refused("determination_sent_back")
    return row


def _place(row: DeterminationRow) -> int:
    people = row.frozen.get("document", {}).get("applicants", [])
    return next((at for at, one in enumerate(people) if one.get("id") == row.applicant_id), len(people))


def _name(row: DeterminationRow) -> str:
    people = row.frozen.get("document", {}).get("applicants", [])
    one: dict[str, Any] = next((person for person in people if person.get("id") == row.applicant_id), {})
    return " ".join(part for part in (one.get("given_names"), one.get("surnames")) if isinstance(part, str))
