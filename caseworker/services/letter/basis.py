# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter rests on: the determination as frozen, and the second person who approved it, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caseworker.domain.case.case import Case
from caseworker.domain.errors import Refused
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.said import says_something
from caseworker.domain.second_person import needs_second_person

from ..desk import Desk
from ..programmes.kept_rules import CannotReplay, replayed_assessment, rulebook_of
from ..programmes.library import Library

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow
    from caseworker.store.records.reviews import ReviewRow


# What a letter rests on: an approval by somebody whom the decider appointed; nobody's approval.
APPOINTED, ALONE = "appointed", "alone"


def basis_of(tx: Transaction, desk: Desk, row: DeterminationRow, alone_reason: str, *, alone: bool) -> str:
    """What a letter rests on besides its determination: nothing, APPOINTED or ALONE. Raises Refused."""
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.ledger import list_ledger
    from caseworker.store.records.reviews import reviews_of_case
    from caseworker.store.records.settings import LETTERS_ALONE

    must_be_vouched(tx.run, desk.store.keys.audit, "determination", row.id)
    if row.approved_by is not None:
        # The entry is ours, as was seen above: it tells who approved.
        (entry,) = list_ledger(tx, object_kind="determination", object_id=row.id, limit=1)
        if (entry.action, entry.staff_id) != ("approve", row.approved_by):
            raise Refused("row_altered", kind="determination")
        return str(entry.payload.get("mark", ""))
    reviews = reviews_of_case(tx, row.case_id)
    if any(one.kind == "sent_back" and one.determination_id == row.id for one in reviews):
        raise Refused("determination_sent_back")
    if needs_second_person(row.outcome, row.assessed_outcome) or _stands_against(tx, row, reviews):
        raise Refused("second_person_needed")
    if not alone:
        raise Refused("alone_not_allowed")
    must_be_vouched(tx.run, desk.store.keys.audit, "setting", LETTERS_ALONE)
    if not says_something(alone_reason):
        raise Refused("not_approved")
    return ALONE


def _stands_against(tx: Transaction, row: DeterminationRow, reviews: Sequence[ReviewRow]) -> bool:
    """Whether somebody else said otherwise: a second person approved another outcome or sent the decision
    back, and none approved since; or the principal applicant of a relative is decided otherwise.
    """
    from caseworker.domain.reasons.outdated import principal_id
    from caseworker.store.cases.cases import load_case
    from caseworker.store.records.determinations import in_force_of, list_determinations

    rows = list_determinations(tx, row.case_id)
    back = {one.determination_id for one in reviews if one.kind == "sent_back"}
    earlier = [one for one in rows if one.applicant_id == row.applicant_id and one.id != row.id]
    for one in reversed(earlier):
        if one.id in back or (one.approved_by is not None and one.outcome != row.outcome):
            return True
        if one.approved_by is not None:
            break
    document, _ = load_case(tx, row.case_id)
    principal = in_force_of(rows, principal_id(document))
    relative = principal is not None and principal.applicant_id != row.applicant_id
    return relative and row.outcome == "eligible" != getattr(principal, "outcome", "")


def frozen_in(tx: Transaction, row: DeterminationRow, library: Library) -> tuple[Case, Assessment]:
    """The case and the assessment as frozen, under the rules that decided, whatever is in force now.

    Raises Refused (`rules_changed`) where they cannot be read any more.
    """
    try:
        assessment = replayed_assessment(row.frozen, rulebook_of(tx, row, library, library.kept.books))
    except CannotReplay:
        raise Refused("rules_changed") from None
    return assessment.applicants[0].view.case, assessment
