# SPDX-License-Identifier: AGPL-3.0-or-later
"""Out of date: whether a determination still says what its own rules find in the facts of today.

The current document is assessed under the frozen rules; a determination is out of date when a finding, what
shows it, a file it rests on, or anything that its letter tells comes out otherwise. Rules that changed since
make nothing out of date. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from caseworker.domain.case.case import Case
from caseworker.domain.case.days import days_of
from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import listed
from caseworker.domain.errors import Refused
from caseworker.domain.letter_state import STANDING
from caseworker.domain.reasons.matrix import matrix_of
from caseworker.domain.reasons.outdated import (
    Change,
    Rests,
    field_changes,
    finding_changes,
    principal_id,
    rests_on,
    same_grounds,
)
from caseworker.domain.rules.assess import Assessment, assess
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rules import rules_on
from caseworker.words import LANGUAGES, words_for
from caseworker.words.rules.reasons import evidence_text

from .programmes.kept_rules import CannotReplay, replayed_assessment, rulebook_of
from .waivers import shown, uncovered

if TYPE_CHECKING:
    from caseworker.domain.rules.reference import Reference
    from caseworker.exchange.rulebook import Rulebook
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow

    from .desk import Desk
    from .programmes.library import Library

Document = Mapping[str, Any]


class Standing(Protocol):
    """What is looked at of a letter that stands."""

    @property
    def applicant_id(self) -> str: ...

    @property
    def determination_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """One determination in force beside the facts as they stand.

    `changes` are empty while it is current; `readable` is false where its rules cannot be read any more, so
    that nobody can tell.
    """

    determination_id: str
    applicant_id: str
    determined_at: str
    changes: tuple[Change, ...] = ()
    readable: bool = True

    @property
    def outdated(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class _Side:
    """What is compared: what a determination rests on, and everything that its letter tells."""

    case: Case
    rests: Rests
    told: Any


def compare_case(desk: Desk, case_id: str, document: dict[str, Any]) -> tuple[Compared, ...]:
    """Every determination in force of a case beside a document of it, saved or as typed so far.

    Raises FaultyDocument.
    """
    from caseworker.store.records.determinations import list_determinations

    with desk.reading("read_cases") as tx:
        return compared(tx, desk.library, list_determinations(tx, case_id), document)


def refuse_outdated(tx: Transaction, desk: Desk, row: DeterminationRow) -> None:
    """Raises Refused (`determination_outdated`) where the facts of the case changed since."""
    from caseworker.store.cases.cases import load_case
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.determinations import list_determinations

    must_be_vouched(tx.run, desk.store.keys.audit, "case", row.case_id)
    document, _ = load_case(tx, row.case_id)
    found = compared(tx, desk.library, list_determinations(tx, row.case_id), document)
    if any(one.outdated for one in found if one.determination_id == row.id):
        raise Refused("determination_outdated")


def standing(
    tx: Transaction, library: Library, case_id: str, document: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the stations of a case need besides its document: the applicants with a determination in force,
    those with a letter that stands, and the stations that are out of date. Raises FaultyDocument."""
    from caseworker.store.records.determinations import list_determinations
    from caseworker.store.records.letters import list_letters

    rows = list_determinations(tx, case_id)
    letters = [one for one in list_letters(tx, case_id) if one.state in STANDING]
    found = compared(tx, library, rows, document)
    force = [one.determination_id for one in found]
    return (
        tuple(one.applicant_id for one in found),
        tuple(one.applicant_id for one in letters),
        outdated_stations(found, force, letters, document),
    )


def outdated_stations(
    found: Iterable[Compared], force: Collection[str], letters: Iterable[Standing], document: Document
) -> tuple[str, ...]:
    """The stations that are out of date: the decision where facts changed since one in force, the letter
    where one stands that tells of such a decision, or of one that a later decision replaced.

    `force` are the ids of the determinations in force, `letters` those that stand.
    """
    people = _people(document)
    late = {one.determination_id for one in found if one.outdated and one.applicant_id in people}
    told = {one.determination_id for one in letters if one.applicant_id in people and one.determination_id}
    decision = ("eligibility",) if late else ()
    return (*decision, "letter") if told & late or told - {*force} else decision


def compared(
    tx: Transaction, library: Library, rows: Iterable[DeterminationRow], document: dict[str, Any]
) -> tuple[Compared, ...]:
    """Each determination in force among the rows of a case beside a document of it. Raises FaultyDocument."""
    from caseworker.store.records.determinations import in_force

    force = in_force(rows)
    run = _Run(tx, library, document)
    return tuple(run.compare(row, force) for row in force)


def _people(document: Document) -> list[str]:
    people = value_at(document, "applicants")
    return [one["id"] for one in people if "id" in one] if isinstance(people, list) else []


class _Run:
    """Comparing the determinations of one case: the document is assessed once under each rulebook."""

    def __init__(self, tx: Transaction, library: Library, document: dict[str, Any]) -> None:
        self._tx, self._library, self._document = tx, library, document
        self._now: dict[tuple[str, str], tuple[Case, Assessment | None]] = {}

    def compare(self, row: DeterminationRow, force: list[DeterminationRow]) -> Compared:
        """One determination beside the document. Raises FaultyDocument."""
        frozen = row.frozen.get("document")
        changes: tuple[Change, ...] = ()
        readable = True
        if frozen != self._document:
            try:
                changes = self._changes(row)
            except CannotReplay:
                readable = False
        if row.outcome == "eligible" and not any(one.kind == "principal" for one in changes):
            changes += self._by_principal(row, force)
        return Compared(row.id, row.applicant_id, row.determined_at, changes, readable)

    def _by_principal(self, row: DeterminationRow, force: list[DeterminationRow]) -> tuple[Change, ...]:
        """A later decision on the principal applicant that leaves a relative nothing to stand on."""
        principal = principal_id(self._document)
        if row.applicant_id == principal:
            return ()
        later = [one for one in force if one.applicant_id == principal and one.outcome != "eligible"]
        if later and later[-1].determined_at > row.determined_at:
            return (Change("principal", after=later[-1].outcome),)
        return ()

    def _changes(self, row: DeterminationRow) -> tuple[Change, ...]:
        from caseworker.domain.case.changes import changes_between

        kept, frozen = self._library.kept, row.frozen["document"]
        book = rulebook_of(self._tx, row, self._library, kept.books)
        then = kept.sides.get_or_make(row.id, lambda: _frozen_side(row, book))
        case, assessment = self._assessed(row, book)
        if row.applicant_id not in _people(self._document):
            return (Change("person_gone", f"applicants/{row.applicant_id}"),)
        about = _names(book.reference, then.case, case)
        changes = changes_between(frozen, self._document)
        try:
            now = _side(assessment, case, row, book) if assessment is not None else None
        except NoValueInForce:
            now = None
        if now is None:
            return field_changes(changes, row.applicant_id, then.rests, None, about)
        lapsed = self._lapsed(row, assessment)
        if same_grounds(then.rests, now.rests) and then.told == now.told and not lapsed:
            return self._of_principal(row, then.rests, now.rests)
        return (
            *field_changes(changes, row.applicant_id, then.rests, now.rests, about),
            *finding_changes(then.rests, now.rests),
            *lapsed,
            *self._of_principal(row, then.rests, now.rests),
        )

    def _lapsed(self, row: DeterminationRow, assessment: Assessment | None) -> tuple[Change, ...]:
        """The conditions that were met by a waiver which does not cover the facts of now."""
        from caseworker.store.records.waivers import list_waivers

        relied = {one["id"] for one in row.frozen.get("waivers") or ()}
        if not relied or assessment is None:
            return ()
        given = [one for one in shown(list_waivers(self._tx, row.case_id), {}) if one.id in relied]
        waived = {one.criterion for one in given}
        bare = uncovered(matrix_of(assessment.of(row.applicant_id)), given)
        return tuple(
            Change("waiver", title=one.finding.criterion.title) for one in bare if one.criterion in waived
        )

    def _of_principal(self, row: DeterminationRow, then: Rests, now: Rests) -> tuple[Change, ...]:
        relative = row.outcome == "eligible" and row.applicant_id != principal_id(self._document)
        if relative and then.principal == "eligible" != now.principal:
            return (Change("principal", after=now.principal),)
        return ()

    def _assessed(self, row: DeterminationRow, book: Rulebook) -> tuple[Case, Assessment | None]:
        name = str(row.frozen.get("rulebook", "")), book.programme.id
        if name not in self._now:
            case = read_case(self._document, book.reference.vocabulary())
            on = case.reference_day()
            try:
                found = None
                if on is not None and case.programme == book.programme.id:
                    rules = rules_on(book.programme, on)
                    found = assess(case, rules, on, book.reference, book.programmes)
            except NoValueInForce:
                found = None
            self._now[name] = case, found
        return self._now[name]


def _frozen_side(row: DeterminationRow, book: Rulebook) -> _Side:
    """What the determination was taken on. Raises CannotReplay."""
    assessment = replayed_assessment(row.frozen, book)
    try:
        return _side(assessment, assessment.applicants[0].view.case, row, book)
    except (IndexError, KeyError, NoValueInForce):
        raise CannotReplay("document_unreadable") from None


def _side(assessment: Assessment, case: Case, row: DeterminationRow, book: Rulebook) -> _Side:
    from caseworker.letters.compose import compose
    from caseworker.letters.content import Letterhead
    from caseworker.letters.said import LetterFacts

    rests = rests_on(assessment, row.applicant_id)
    language = row.frozen["document"].get("language")
    facts = LetterFacts(
        letterhead=Letterhead("", (), "", None),
        paper="A4",
        state="draft",
        number="",
        case_number=str(row.frozen["document"].get("number", "")),
        issued_on=date.fromisoformat(row.determined_at[:10]),
        outcome=row.outcome,
        departs=row.reason if row.outcome != row.assessed_outcome else "",
        programmes={one.id: one for one in book.programmes},
    )
    words = words_for(language if language in LANGUAGES else "en")
    person = assessment.of(row.applicant_id).applicant
    born = days_of(person.born_on) if isinstance(person.born_on, str) else None
    # The seal tells of the name and the year of birth, whatever the pages show.
    sealed = (person.given_names, person.surnames, born and (born.first.year, born.last.year))
    return _Side(case, rests, (compose(assessment, row.applicant_id, facts, words), sealed))


def _names(reference: Reference, *cases: Case) -> dict[str, dict[str, str]]:
    """What papers and people of the cases are called, by id and language."""
    types = reference.evidence_types
    found: dict[str, dict[str, str]] = {}
    for case in cases:
        for item in listed(case.evidence):
            found[item.id] = {one: evidence_text(item, types, words_for(one)) for one in LANGUAGES}
        for person in case.people():
            found[person.id] = dict.fromkeys(LANGUAGES, person.full_name())
    return found


__all__ = [
    "Change",
    "Compared",
    "FaultyDocument",
    "compare_case",
    "compared",
    "outdated_stations",
    "refuse_outdated",
    "standing",
]
