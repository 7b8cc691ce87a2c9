# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: listing, finding, opening, and what was typed but does not fit yet.

Listing and finding go through the raw driver, so that the list is there before SQLAlchemy is.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from caseworker.domain.permissions import permitted
from caseworker.domain.second_person import needs_second_person
from caseworker.store.cases.case_list import (
    CaseFilters,
    CaseRow,
    count_cases,
    list_cases,
    list_keys,
    list_named,
    list_outdated,
    list_rows,
)
from caseworker.store.cases.search import search_cases, search_keys

from .desk import Desk

if TYPE_CHECKING:
    from caseworker.store.records.determinations import DeterminationRow
    from caseworker.store.records.letters import LetterRow
    from caseworker.store.records.reviews import ReviewRow

    from .waivers import Waiver

# What a list shows before it knows how many there are.
PAGE = 200
EVERY = -1
__all__ = [
    "CaseFilters",
    "CaseRow",
    "Determination",
    "Letter",
    "OpenedCase",
    "count",
    "determinations_shown",
    "keys",
    "listing",
    "named",
    "new_item_id",
    "open_case",
    "outdated",
    "rows",
]


@dataclass(frozen=True, slots=True)
class Remarks:
    """Why a second reader sent a decision back, who, and when."""

    text: str
    sent_by: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class Determination:
    """A determination as screens show it; `in_force` is false once a later one supersedes it.

    `decider_id` is who took it, `appointed` that whoever approved it has their access from them.
    """

    id: str
    applicant_id: str
    outcome: str
    assessed_outcome: str
    reason: str
    determined_by: str
    determined_at: str
    approved_by: str
    approved_at: str
    in_force: bool
    decider_id: str = ""
    appointed: bool = False
    sent_back: Remarks | None = None

    @property
    def needs_second_person(self) -> bool:
        """Whether no letter goes out without an approval, whatever the office allows."""
        return needs_second_person(self.outcome, self.assessed_outcome)


@dataclass(frozen=True, slots=True)
class Revoked:
    """Why a letter was taken out of force, by whom and when."""

    reason: str
    revoked_by: str
    revoked_at: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as screens show it."""

    id: str
    applicant_id: str
    determination_id: str
    number: str
    language: str
    paper: str
    state: str
    issued_at: str
    handed_over_at: str
    kind: str = "decision"
    revoked: Revoked | None = None


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case read from the store.

    `drafts` are path -> (fault code, text) of what does not fit yet, `changes` what the worker typed and did
    not save (`drafts.restored` puts it into the document), `edit` the number of its last draft, `texts` what
    stands outside the document, by place. All are the worker's own. `fixed` are the papers (id, empty text)
    and files (id, SHA-256) that the worker may not take off, `permitted` the operations that they may do;
    `alone`: the office lets some letters go out without a second person.
    """

    case_id: str
    document: dict[str, Any]
    rev: int
    drafts: dict[str, tuple[str, str]]
    determinations: tuple[Determination, ...]
    letters: tuple[Letter, ...]
    waivers: tuple[Waiver, ...] = ()
    changes: str = ""
    edit: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    fixed: frozenset[tuple[str, str]] = frozenset()
    permitted: frozenset[str] = frozenset()
    alone: bool = False


def listing(
    desk: Desk, text: str = "", filters: CaseFilters | None = None, *, limit: int | None = None
) -> list[CaseRow]:
    """The cases that the text finds, or all, the last changed first; the first `limit` of them, if given."""
    desk.allow("read_cases")
    most = EVERY if limit is None else limit
    if text.strip():
        return search_cases(desk.store, text, limit=most)
    return list_cases(desk.store, limit=most, filters=filters or CaseFilters())


def keys(
    desk: Desk,
    text: str = "",
    filters: CaseFilters | None = None,
    *,
    stopped: Callable[[], bool] | None = None,
) -> array[int]:
    """The row numbers of all cases that `listing` gives, in its order: what a list scrolls over.

    Fewer once `stopped` says that nobody waits for them.
    """
    desk.allow("read_cases")
    if text.strip():
        return search_keys(desk.store, text, stopped=stopped)
    return list_keys(desk.store, filters=filters or CaseFilters(), stopped=stopped)


def rows(desk: Desk, wanted: Sequence[int]) -> list[CaseRow]:
    """The cases of these row numbers, in their order; those that are gone are left out."""
    desk.allow("read_cases")
    return list_rows(desk.store, wanted)


def named(desk: Desk, case_ids: Sequence[str]) -> list[CaseRow]:
    """The cases with these ids, in their order; those that are gone are left out."""
    desk.allow("read_cases")
    return list_named(desk.store, case_ids)


def outdated(desk: Desk, *, limit: int) -> tuple[list[CaseRow], int]:
    """The first `limit` cases in which facts changed since the decision, and how many there are."""
    desk.allow("read_cases")
    return list_outdated(desk.store, limit=limit)


def count(desk: Desk) -> int:
    """How many cases are not archived."""
    desk.allow("read_cases")
    return count_cases(desk.store)


def open_case(desk: Desk, case_id: str) -> OpenedCase:
    """Everything about one case. Raises NotFound."""
    from caseworker.store.cases.cases import load_case
    from caseworker.store.records.determinations import list_determinations
    from caseworker.store.records.letters import list_letters
    from caseworker.store.records.reviews import reviews_of_case
    from caseworker.store.records.revocations import revocations_of_case
    from caseworker.store.records.settings import LETTERS_ALONE, get_setting
    from caseworker.store.records.waivers import list_waivers
    from caseworker.store.staff.staff import list_staff

    from .drafts import mine
    from .evidence.taking_off import fixed_items
    from .waivers import shown

    with desk.reading("read_cases") as tx:
        document, rev = load_case(tx, case_id)
        rows = list_determinations(tx, case_id)
        letters = list_letters(tx, case_id)
        waivers = list_waivers(tx, case_id)
        names = {one.id: one.name for one in list_staff(tx)}
        fixed = fixed_items(tx, desk, case_id, document)
        allowed = permitted(desk.ask(tx.run, "read_cases"))
        alone = bool(get_setting(tx, LETTERS_ALONE, False))
        reviews = reviews_of_case(tx, case_id)
        revoked = {
            one.letter_id: Revoked(
                one.reason, names.get(one.revoked_by, one.revoked_by), desk.local(one.revoked_at)
            )
            for one in revocations_of_case(tx, case_id)
        }
    left = mine(desk, case_id)
    return OpenedCase(
        case_id,
        document,
        rev,
        {one.path: _split(one.text) for one in left if one.kind == "unfit"},
        determinations_shown(rows, names, reviews, desk.local),
        tuple(_letter(one, revoked.get(one.id), desk.local) for one in letters),
        shown(waivers, names, desk.local),
        next((one.text for one in left if one.kind == "changes"), ""),
        max((one.edit for one in left), default=0),
        {one.path: one.text for one in left if one.kind == "text"},
        fixed,
        allowed,
        alone,
    )


def determinations_shown(
    rows: Iterable[DeterminationRow],
    names: dict[str, str],
    reviews: Iterable[ReviewRow],
    local: Callable[[str], str],
) -> tuple[Determination, ...]:
    """Rows as screens show them, with the names of staff, what second readers did, and instants as `local`
    gives them.
    """
    found, seen = list(rows), list(reviews)
    appointed = {one.determination_id for one in seen if one.kind == "approved" and one.mark}
    back = {
        one.determination_id: Remarks(
            one.remarks, names.get(one.reviewed_by, one.reviewed_by), local(one.reviewed_at)
        )
        for one in seen
        if one.kind == "sent_back"
    }
    superseded = {one.supersedes for one in found if one.supersedes}
    return tuple(
        Determination(
            one.id,
            one.applicant_id,
            one.outcome,
            one.assessed_outcome,
            one.reason,
            names.get(one.determined_by, one.determined_by),
            local(one.determined_at),
            names.get(one.approved_by or "", one.approved_by or ""),
            local(one.approved_at or ""),
            one.id not in superseded,
            one.determined_by,
            one.id in appointed,
            back.get(one.id),
        )
        for one in found
    )


def new_item_id(prefix: str, taken: Iterable[str]) -> str:
    """The next free id of that prefix: a1, a2, ..."""
    used = set(taken)
    number = len(used) + 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"


def _split(text: str) -> tuple[str, str]:
    code, _, typed = text.partition("\n")
    return code, typed


def _letter(one: LetterRow, revoked: Revoked | None, local: Callable[[str], str]) -> Letter:
    return Letter(
        one.id,
        one.applicant_id,
        one.determination_id or "",
        one.number or "",
        one.language,
        one.paper,
        one.state,
        local(one.issued_at or ""),
        local(one.handed_over_at or ""),
        one.kind,
        revoked,
    )
