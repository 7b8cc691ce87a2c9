# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: drafted from the case as it stands, issued once from a determination, handed over, verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import Case
from caseworker.domain.case.day_of_issue import day_of_issue
from caseworker.domain.case.days import days_of
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.reasons.protection import follows_on
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.rules.programme import NOTE
from caseworker.domain.said import says_something
from caseworker.domain.second_person import needs_second_person
from caseworker.words import LANGUAGES, Words, words_for

from .case_index import assessment_of, worst_outcome
from .desk import Desk, Worker
from .eligibility import in_force, steps_of
from .letter_faults import ALONE_REASON, DECISION, LETTERHEAD, LetterFault, letter_faults, refuse_faulty
from .outdated import refuse_outdated
from .programmes.library import Library
from .settings import Office, office, office_in

if TYPE_CHECKING:
    from caseworker.letters.compose import LetterFacts
    from caseworker.letters.content import LetterContent
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow
    from caseworker.store.records.reviews import ReviewRow


# What a letter rests on: an approval by somebody whom the decider appointed; nobody's approval.
APPOINTED, ALONE = "appointed", "alone"


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, and what keeps it from being issued as it is."""

    pdf: bytes
    faults: tuple[LetterFault, ...]


def draft(
    case: Case,
    assessment: Assessment,
    applicant_id: str,
    language: str,
    paper: str,
    today: date,
    library: Library,
) -> Preview:
    """A draft without a store: marked as one on every page, without number and seal.

    Its faults are those of the case; it has no letterhead.
    """
    from caseworker.letters.render import render

    head = Office()
    content = _composed(assessment, applicant_id, _facts(head, paper, case, today, library), language)
    faults = letter_faults(content, case, assessment.of(applicant_id).applicant, head)
    return Preview(render(content), tuple(one for one in faults if one.path != LETTERHEAD))


def preview(
    desk: Desk,
    document: dict[str, Any],
    applicant_id: str,
    language: str,
    paper: str,
    reasons: Mapping[str, str] | None = None,
) -> Preview:
    """A draft of the letter for the case as typed so far, and what keeps it from being issued.

    `reasons` as `letter_faults` takes them.
    Raises FaultyDocument, Refused (`no_assessment`).
    """
    from caseworker.letters.render import render

    desk.allow("read_cases")
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    if assessment is None:
        raise Refused("no_assessment")
    head = office(desk)
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    facts = _facts(head, paper, case, day, desk.library, desk.worker, desk.store.training)
    content = _composed(assessment, applicant_id, facts, language)
    person = assessment.of(applicant_id).applicant
    return Preview(render(content), letter_faults(content, case, person, head, reasons))


@dataclass(frozen=True, slots=True)
class Issue:
    """One letter to be issued; `alone_reason` where it goes out without a second person."""

    applicant_id: str
    language: str
    alone_reason: str = ""


def issue(
    desk: Desk, case_id: str, applicant_id: str, language: str, paper: str, alone_reason: str = ""
) -> str:
    """Issues the letter of one applicant and returns its id. As `issue_all`."""
    return issue_all(desk, case_id, [Issue(applicant_id, language, alone_reason)], paper)[0]


def issue_all(desk: Desk, case_id: str, wanted: Sequence[Issue], paper: str) -> tuple[str, ...]:
    """Issues the letters of determinations in force in one act, all or none: numbered, sealed, stored.

    Each says what was frozen when it was determined, and rests on the approval of a second person. Without
    one it goes out only where the office allows it, with a reason, and not for every outcome; the letter and
    the ledger say so. For a child alone the note that asks for protection is issued instead, as `issue_note`
    does. Returns the ids. Raises Refused (`may_not_issue`, `no_determination`, `second_person_needed`,
    `alone_not_allowed`, `not_approved` where the reason is missing, `determination_sent_back`,
    `determination_outdated`, `row_altered` where a determination or its approval was put there by other
    means, `rules_changed`, and what `letter_faults` finds).
    """
    from caseworker.store.records.settings import LETTERS_ALONE, get_setting

    with desk.writing("issue") as tx:
        alone = bool(get_setting(tx, LETTERS_ALONE, False))
        return _issued_together(tx, desk, case_id, wanted, paper=paper, alone=alone)


def issue_note(desk: Desk, case_id: str, applicant_id: str, language: str, paper: str) -> str:
    """Issues the note that asks for the protection of a child alone, and returns its id.

    It says what the case says now and waits for no evidence, decision or approval. Raises Refused
    (`may_not_hand_over`, `no_child_alone`, and what `letter_faults` finds).
    """
    with desk.writing("hand_over") as tx:
        wanted = [Issue(applicant_id, language)]
        return _issued_together(tx, desk, case_id, wanted, paper=paper, notes_only=True)[0]


def _issued_together(
    tx: Transaction,
    desk: Desk,
    case_id: str,
    wanted: Sequence[Issue],
    *,
    paper: str,
    alone: bool = False,
    notes_only: bool = False,
) -> tuple[str, ...]:
    """Issues letters and notes of one case in the transaction and returns their ids."""
    from caseworker.store.cases.cases import load_case, set_outcome
    from caseworker.store.chain.vouched import may_change, must_be_vouched, staff_must_be_vouched
    from caseworker.store.staff.staff import list_staff

    at = desk.at()
    # What a letter says of the office, of people and of the case, nobody put there by other means.
    key = desk.store.keys.audit
    staff_must_be_vouched(tx.run, key)
    must_be_vouched(tx.run, key, "case", case_id)
    if not may_change(tx.run, key, "setting", "office"):
        raise Refused("row_altered", kind="setting")
    head = office_in(tx, desk)
    names = {one.id: one.name for one in list_staff(tx)}
    document, _ = load_case(tx, case_id)
    case = read_case(document, desk.library.reference.vocabulary())
    now = assessment_of(case, desk.library)
    alone_now = children_alone(now, day_of_issue(desk.today(), case, training=desk.store.training))
    if notes_only and not {one.applicant_id for one in wanted} <= alone_now:
        raise Refused("no_child_alone")
    found = tuple(
        _issued(
            tx,
            desk,
            case_id,
            one,
            note_of=(case, now) if now is not None and one.applicant_id in alone_now else None,
            paper=paper,
            head=head,
            alone=alone,
            names=names,
            at=at,
        )
        for one in wanted
    )
    set_outcome(tx, case_id, worst_outcome(now), steps_of(tx, desk, case_id, document))
    return found


def children_alone(assessment: Assessment | None, day: date) -> frozenset[str]:
    """The applicants for whom a note that asks for protection is written on `day`, and no letter."""
    people = assessment.applicants if assessment is not None else ()
    return frozenset(one.applicant.id for one in people if follows_on(one, day) == NOTE)


def child_authority(person: Applicant, words: Words) -> str:
    """Who protects a child in the country where this person is."""
    from caseworker.letters.child_protection import authority

    return authority(person, words)


def _issued(
    tx: Transaction,
    desk: Desk,
    case_id: str,
    wanted: Issue,
    *,
    note_of: tuple[Case, Assessment] | None,
    paper: str,
    head: Office,
    alone: bool,
    names: dict[str, str],
    at: str,
) -> str:
    """Issues one letter in the transaction and returns its id; `note_of` where it is a note as things are."""
    from caseworker.letters.render import render
    from caseworker.letters.sealing.payload import SealPayload
    from caseworker.letters.sealing.seal import seal, text_hash
    from caseworker.letters.sealing.verify import attach_seal
    from caseworker.store.cases.numbers import next_letter_number
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.determinations import list_determinations
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import draft_letter, issue_letter, list_letters, supersede_letter
    from caseworker.store.records.seal_key import seal_key

    applicant_id, language = wanted.applicant_id, wanted.language
    row = None if note_of else in_force(list_determinations(tx, case_id), applicant_id)
    if note_of is not None:
        case, assessment = note_of
    elif row is None:
        raise Refused("no_determination")
    else:
        refuse_outdated(tx, desk, row)
        case, assessment = _frozen(tx, row, desk.library)
    one = assessment.of(applicant_id)
    # The rules that decided may call somebody a child alone whom nobody can assess any more.
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    note = row is None or follows_on(one, day) == NOTE
    basis = "" if row is None or note else _basis(tx, desk, row, wanted.alone_reason, alone=alone)
    letter_id = new_id(at)
    number = next_letter_number(tx, desk.site, day.year)
    reason = wanted.alone_reason.strip() if basis == ALONE else ""
    facts = _issued_facts(desk, head, paper, case, row, names, number, reason, appointed=basis == APPOINTED)
    content = _composed(assessment, applicant_id, facts, language)
    reasons = {DECISION: facts.departs, ALONE_REASON: facts.alone_reason}
    refuse_faulty(letter_faults(content, case, one.applicant, head, reasons))
    keys = seal_key(tx)
    person = one.applicant
    born = days_of(person.born_on) if isinstance(person.born_on, str) else None
    seal_text = seal(
        SealPayload(
            number=number,
            kind="note" if note else "decision",
            issuer=head.name,
            issued_on=day.isoformat(),
            initials=_initials(person.given_names, person.surnames),
            birth_year=born.first.year if born and born.first.year == born.last.year else None,
            text_hash=text_hash(content),
            outcome="" if row is None or note else row.outcome,
            reference_day=assessment.on.isoformat(),
            programme=assessment.programme.id,
            programme_status=_status_that_day(assessment, desk, day),
            state="issued",
            training=desk.store.training,
        ),
        keys.private,
    )
    pdf = attach_seal(render(_sealed(content, seal_text)), keys.private, seal_text)
    for other in list_letters(tx, case_id):
        # A note decides nothing: what was decided stands beside it.
        if note and other.kind != "note":
            continue
        # The same decision may be told in several languages, and so may a note; another replaces them all.
        replaced = other.language == language or (other.determination_id, other.kind) != (
            row.id if row is not None else None,
            "note" if note else "decision",
        )
        if other.applicant_id == applicant_id and other.state in ("issued", "handed_over") and replaced:
            supersede_letter(tx, other.id)
    draft_letter(
        tx,
        letter_id,
        case_id=case_id,
        applicant_id=applicant_id,
        determination_id=row.id if row is not None else None,
        language=language,
        paper=paper,
        kind="note" if note else "decision",
    )
    issue_letter(tx, letter_id, number=number, pdf=pdf, seal=seal_text, by=desk.worker.id, at=at)
    append_ledger(
        tx,
        at=at,
        staff_id=desk.worker.id,
        action="issue_note" if note else "issue_alone" if basis == ALONE else "issue",
        object_kind="letter",
        object_id=letter_id,
        reason=reason,
        payload={"case": case_id, "number": number, "language": language, "mark": basis},
    )
    return letter_id


def _basis(tx: Transaction, desk: Desk, row: DeterminationRow, alone_reason: str, *, alone: bool) -> str:
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
    from caseworker.store.records.determinations import list_determinations

    rows = list_determinations(tx, row.case_id)
    back = {one.determination_id for one in reviews if one.kind == "sent_back"}
    earlier = [one for one in rows if one.applicant_id == row.applicant_id and one.id != row.id]
    for one in reversed(earlier):
        if one.id in back or (one.approved_by is not None and one.outcome != row.outcome):
            return True
        if one.approved_by is not None:
            break
    document, _ = load_case(tx, row.case_id)
    principal = in_force(rows, principal_id(document))
    relative = principal is not None and principal.applicant_id != row.applicant_id
    return relative and row.outcome == "eligible" != getattr(principal, "outcome", "")


def issued_pdf(desk: Desk, letter_id: str) -> bytes:
    """The pages of an issued letter, byte for byte. Raises NotFound."""
    from caseworker.store.records.letters import letter_pdf

    with desk.reading("hand_over") as tx:
        return letter_pdf(tx, letter_id)


def hand_over(desk: Desk, letter_id: str) -> None:
    """Records that the person received the letter; the time for asking again begins."""
    hand_over_all(desk, [letter_id])


def hand_over_all(desk: Desk, letter_ids: Sequence[str]) -> None:
    """Records in one act that letters were received. Raises NotFound, Refused (`letter_not_issued`)."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import hand_over_letter

    at = desk.at()
    with desk.writing("hand_over") as tx:
        for one in letter_ids:
            _must_be_current(tx, desk, one)
            hand_over_letter(tx, one, at=at)
            append_ledger(
                tx, at=at, staff_id=desk.worker.id, action="hand_over", object_kind="letter", object_id=one
            )


def _must_be_current(tx: Transaction, desk: Desk, letter_id: str) -> None:
    """Raises Refused (`letter_not_current`, `determination_outdated`, `row_altered`) for a letter that tells
    of a decision which stands no more.
    """
    from caseworker.store.cases.cases import load_case
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.determinations import list_determinations
    from caseworker.store.records.letters import get_letter
    from caseworker.store.records.reviews import reviews_of_case

    letter = get_letter(tx, letter_id)
    must_be_vouched(tx.run, desk.store.keys.audit, "letter", letter_id)
    document, _ = load_case(tx, letter.case_id)
    people = [one.get("id") for one in document.get("applicants") or []]
    if letter.applicant_id not in people:
        raise Refused("letter_not_current")
    if letter.kind == "note" or letter.determination_id is None:
        return
    row = in_force(list_determinations(tx, letter.case_id), letter.applicant_id)
    reviews = reviews_of_case(tx, letter.case_id)
    back = {one.determination_id for one in reviews if one.kind == "sent_back"}
    if row is None or row.id != letter.determination_id or row.id in back:
        raise Refused("letter_not_current")
    refuse_outdated(tx, desk, row)


def note_printed(desk: Desk, letter_id: str) -> None:
    """Records that a copy left for a printer or a file."""
    from caseworker.store.records.ledger import append_ledger

    with desk.writing("hand_over") as tx:
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="print",
            object_kind="letter",
            object_id=letter_id,
        )


def public_key_file(desk: Desk) -> str:
    """The text of `organisation.pub`, by which anyone checks our letters."""
    from caseworker.letters.sealing.keys import OrganisationKey, write_key
    from caseworker.store.records.seal_key import seal_key

    with desk.reading("own") as tx:
        return write_key(OrganisationKey(seal_key(tx).public, office(desk).name or desk.store.organisation))


def _facts(
    head: Office,
    paper: str,
    case: Case,
    today: date,
    library: Library,
    worker: Worker | None = None,
    training: bool = False,
) -> LetterFacts:
    from caseworker.drawing.paper import paper_named
    from caseworker.letters.compose import LetterFacts
    from caseworker.letters.content import Letterhead

    return LetterFacts(
        letterhead=Letterhead(
            head.name or "Caseworker", tuple(head.address.splitlines()), head.contact, head.logo
        ),
        paper=paper_named(paper),
        state="draft",
        number="",
        case_number=case.number if isinstance(case.number, str) else "",
        issued_on=today,
        caseworker=worker.initials if worker else "",
        training=training,
        written_by=worker.name if worker else "",
        programmes=library.programmes,
    )


def _issued_facts(
    desk: Desk,
    head: Office,
    paper: str,
    case: Case,
    row: DeterminationRow | None,
    names: dict[str, str],
    number: str,
    alone_reason: str,
    *,
    appointed: bool,
) -> LetterFacts:
    import dataclasses

    day, training = day_of_issue(desk.today(), case, training=desk.store.training), desk.store.training
    base = _facts(head, paper, case, day, desk.library, desk.worker, training)
    if row is None:
        return dataclasses.replace(base, state="issued", number=number)
    departs = row.reason if row.outcome != row.assessed_outcome else ""
    return dataclasses.replace(
        base,
        state="issued",
        number=number,
        outcome=row.outcome,
        departs=departs,
        determined_by=names.get(row.determined_by, ""),
        determined_on=day if training else _day(row.determined_at),
        approved_by=names.get(row.approved_by or "", ""),
        approved_on=day if training and row.approved_at else _day(row.approved_at),
        approver_appointed=appointed,
        alone_reason=alone_reason,
    )


def _frozen(tx: Transaction, row: DeterminationRow, library: Library) -> tuple[Case, Assessment]:
    """The case and the assessment as frozen, under the rules that decided, whatever is in force now."""
    from .programmes.replay import BEFORE_RULEBOOKS, CannotReplay, kept_rulebook, replayed_assessment

    frozen = row.frozen
    try:
        book = kept_rulebook(tx, str(frozen.get("rulebook", "")))
        assessment = replayed_assessment(frozen, book)
    except CannotReplay as error:
        if error.why != BEFORE_RULEBOOKS:
            raise Refused("rules_changed") from None
        return _frozen_before_rulebooks(row, library)
    return assessment.applicants[0].view.case, assessment


def _frozen_before_rulebooks(row: DeterminationRow, library: Library) -> tuple[Case, Assessment]:
    frozen = row.frozen
    programme = library.programmes.get(str(frozen.get("programme")))
    if programme is None or programme.digest != frozen.get("programme_sha256"):
        raise Refused("rules_changed")
    case = read_case(frozen["document"], library.reference.vocabulary())
    assessment = assessment_of(case, library)
    if assessment is None:
        raise Refused("no_assessment")
    return case, assessment


def _status_that_day(assessment: Assessment, desk: Desk, day: date) -> str:
    """The status of the programme that day, as known now: what decided may be from before it closed."""
    frozen = assessment.programme
    return desk.library.programmes.get(frozen.id, frozen).status_on(day) or ""


def _composed(assessment: Assessment, applicant_id: str, facts: LetterFacts, language: str) -> LetterContent:
    from caseworker.letters.compose import compose

    if language not in LANGUAGES:
        raise Refused("unknown_language")
    return compose(assessment, applicant_id, facts, words_for(language))


def _sealed(content: LetterContent, seal_text: str) -> LetterContent:
    import dataclasses

    return dataclasses.replace(content, seal=seal_text)


def _initials(*names: object) -> str:
    return "".join(part[0] for name in names if isinstance(name, str) for part in name.split())[:6]


def _day(at: str | None) -> date | None:
    return datetime.fromisoformat(at).astimezone(UTC).date() if at else None
