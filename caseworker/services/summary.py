# SPDX-License-Identifier: AGPL-3.0-or-later
"""The summary of a case as a PDF for staff: of a case file, or of the case on the desk with its decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.rules.assess import Assessment
from caseworker.words import N_, Words
from caseworker.words.summary import summary_text

from .case_index import assessment_of
from .cases import Determination
from .desk import Desk

if TYPE_CHECKING:
    from caseworker.drawing.paper import Paper

DECIDED = N_("{outcome}: decided by {name} on {day}.")
REPLACED = N_("Replaced by a later decision.")
APPROVED = N_("Approved by {name} on {day}.")
NOT_APPROVED = N_("Not approved by a second person yet.")


def summary(case: Case, assessment: Assessment, today: date, paper: Paper, words: Words) -> bytes:
    """The summary of a case without a store, in the language of `words`."""
    return _drawn(case, assessment, {}, today, paper, words, training=False)


def summary_here(
    desk: Desk,
    document: dict[str, Any],
    determinations: Iterable[Determination],
    paper: Paper,
    words: Words,
) -> bytes:
    """The summary of the case as typed so far, with the decisions recorded.

    Raises FaultyDocument, Refused (`no_assessment`).
    """
    desk.allow("read_cases")
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    if assessment is None:
        raise Refused("no_assessment")
    said: dict[str, tuple[str, ...]] = {}
    for one in determinations:
        said[one.applicant_id] = (*said.get(one.applicant_id, ()), _decision(one, words))
    return _drawn(case, assessment, said, desk.today(), paper, words, training=desk.store.training)


def note_printed(desk: Desk, case_id: str) -> None:
    """Records that a summary of the case left for a printer or a file."""
    from caseworker.store.records.ledger import append_ledger

    with desk.writing("hand_over") as tx:
        append_ledger(
            tx, at=desk.at(), staff_id=desk.worker.id, action="print", object_kind="case", object_id=case_id
        )


def _drawn(
    case: Case,
    assessment: Assessment,
    decisions: dict[str, tuple[str, ...]],
    today: date,
    paper: Paper,
    words: Words,
    *,
    training: bool,
) -> bytes:
    from caseworker.letters.sheets.summary import SummaryFacts
    from caseworker.letters.sheets.summary import summary as drawn

    found = summary_text(case, assessment, decisions, words)
    return drawn(found, SummaryFacts(paper, words.day(today), training), words)


def _decision(one: Determination, words: Words) -> str:
    day = words.day_text(one.determined_at[:10])
    outcome = words.label("outcome", one.outcome)
    said = [words(DECIDED, outcome=outcome, name=one.determined_by, day=day)]
    if one.reason:
        said.append(one.reason)
    if one.approved_by:
        said.append(words(APPROVED, name=one.approved_by, day=words.day_text(one.approved_at[:10])))
    else:
        said.append(words(NOT_APPROVED))
    if not one.in_force:
        said.append(words(REPLACED))
    return " ".join(said)
