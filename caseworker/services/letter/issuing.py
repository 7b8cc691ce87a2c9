# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issuing: numbered, sealed and stored once, from a determination; or a note that asks for protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import Case
from caseworker.domain.case.day_of_issue import day_of_issue
from caseworker.domain.case.days import days_of
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.letter_state import stands
from caseworker.domain.rules.assess import Assessment

from ..case_index import assessment_of, worst_outcome
from ..desk import Desk
from ..outdated import refuse_outdated
from ..saving import steps_of
from ..settings import Office, office_in
from .basis import ALONE, APPOINTED, basis_of, frozen_in
from .child_note import children_alone
from .drafting import composed, facts_of
from .faults import ALONE_REASON, DECISION, SIGNATURE, letter_faults, refuse_faulty

if TYPE_CHECKING:
    from caseworker.letters.said import LetterFacts
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow
    from caseworker.store.records.letters import LetterKind


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
    `determination_outdated`, `clock_behind`, `row_altered` where a determination or its approval was put
    there by other means, `rules_changed`, and what `letter_faults` finds).
    """
    from caseworker.store.records.settings import LETTERS_ALONE, get_setting

    with desk.writing("issue") as tx:
        alone = bool(get_setting(tx, LETTERS_ALONE, False))
        return _issued_together(tx, desk, case_id, wanted, paper=paper, alone=alone)


def issue_note(desk: Desk, case_id: str, applicant_id: str, language: str, paper: str) -> str:
    """Issues the note that asks for the protection of a child alone, and returns its id.

    It says what the case says now and waits for no evidence, decision or approval, nor for rules that are in
    force on the reference day. Raises Refused
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
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    alone_now = children_alone(case, now, day)
    if notes_only and not {one.applicant_id for one in wanted} <= alone_now:
        raise Refused("no_child_alone")
    found = tuple(
        _issued(
            tx,
            desk,
            case_id,
            one,
            note_of=(case, now) if one.applicant_id in alone_now else None,
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


def _issued(
    tx: Transaction,
    desk: Desk,
    case_id: str,
    wanted: Issue,
    *,
    note_of: tuple[Case, Assessment | None] | None,
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
    from caseworker.store.records.determinations import in_force_of, list_determinations
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import draft_letter, issue_letter
    from caseworker.store.records.seal_key import seal_key

    applicant_id, language = wanted.applicant_id, wanted.language
    row = None if note_of else in_force_of(list_determinations(tx, case_id), applicant_id)
    if note_of is not None:
        case, assessment = note_of
    elif row is None:
        raise Refused("no_determination")
    else:
        if not desk.store.training:
            _must_be_later(desk, row)
        refuse_outdated(tx, desk, row)
        case, assessment = frozen_in(tx, row, desk.library)
    person = case.applicant(applicant_id)
    # The rules that decided may call somebody a child alone whom nobody can assess any more.
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    note = row is None or applicant_id in children_alone(case, assessment, day)
    kind: LetterKind = "note" if note else "decision"
    basis = "" if row is None or note else basis_of(tx, desk, row, wanted.alone_reason, alone=alone)
    letter_id = new_id(at)
    number = next_letter_number(tx, desk.site, day.year)
    reason = wanted.alone_reason.strip() if basis == ALONE else ""
    facts = _issued_facts(desk, head, paper, case, row, names, number, reason, appointed=basis == APPOINTED)
    content, ahead = composed(case, assessment, applicant_id, facts, language)
    signed = f"{facts.determined_by} {facts.approved_by} {facts.written_by}"
    reasons = {DECISION: facts.departs, ALONE_REASON: facts.alone_reason, SIGNATURE: signed}
    refuse_faulty(letter_faults(content, case, person, head, reasons, ahead=ahead))
    keys = seal_key(tx)
    payload = SealPayload(
        number=number,
        kind=kind,
        issuer=head.name,
        issued_on=day.isoformat(),
        initials=_initials(person.given_names, person.surnames),
        birth_year=_birth_year(person),
        text_hash=text_hash(content),
        outcome="" if row is None or note else row.outcome,
        reference_day=assessment.on.isoformat() if assessment else "",
        programme=assessment.programme.id if assessment else "",
        programme_status=_status_that_day(assessment, desk, day) if assessment else "",
        state="issued",
        training=desk.store.training,
    )
    seal_text = seal(payload, keys.private)
    pdf = attach_seal(render(replace(content, seal=seal_text)), keys.private, seal_text)
    _supersede_others(tx, case_id, applicant_id, row.id if row is not None else None, kind, language)
    draft_letter(
        tx,
        letter_id,
        case_id=case_id,
        applicant_id=applicant_id,
        determination_id=row.id if row is not None else None,
        language=language,
        paper=paper,
        kind=kind,
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
    day, training = day_of_issue(desk.today(), case, training=desk.store.training), desk.store.training
    base = facts_of(head, paper, case, day, desk.library, desk.worker, training)
    if row is None:
        return replace(base, state="issued", number=number)
    departs = row.reason if row.outcome != row.assessed_outcome else ""
    return replace(
        base,
        state="issued",
        number=number,
        outcome=row.outcome,
        departs=departs,
        determined_by=names.get(row.determined_by, ""),
        determined_on=day if training else desk.day_of(row.determined_at),
        approved_by=names.get(row.approved_by or "", ""),
        approved_on=_approved_on(desk, row, day, training),
        approver_appointed=appointed,
        alone_reason=alone_reason,
    )


def _must_be_later(desk: Desk, row: DeterminationRow) -> None:
    """Raises Refused (`clock_behind`) where today is before the day of the decision or of its approval."""
    if any(desk.today() < desk.day_of(at) for at in (row.determined_at, row.approved_at) if at):
        raise Refused("clock_behind")


def _status_that_day(assessment: Assessment, desk: Desk, day: date) -> str:
    """The status of the programme that day, as known now: what decided may be from before it closed."""
    frozen = assessment.programme
    return desk.library.programmes.get(frozen.id, frozen).status_on(day) or ""


def _supersede_others(
    tx: Transaction,
    case_id: str,
    applicant_id: str,
    determination_id: str | None,
    kind: str,
    language: str,
) -> None:
    """The person's earlier letters are replaced by a new one, but for those that stand beside it.

    The same decision may be told in several languages, and so may a note. A note decides nothing: what was
    decided stands beside it.
    """
    from caseworker.store.records.letters import list_letters, supersede_letter

    for other in list_letters(tx, case_id):
        if other.applicant_id != applicant_id or not stands(other.state):
            continue
        same = (other.determination_id, other.kind) == (determination_id, kind)
        beside = (kind == "note" != other.kind) or (same and other.language != language)
        if not beside:
            supersede_letter(tx, other.id)


def _birth_year(person: Applicant) -> int | None:
    """The year of birth, where it is one year and no more."""
    born = days_of(person.born_on) if isinstance(person.born_on, str) else None
    return born.first.year if born and born.first.year == born.last.year else None


def _initials(*names: object) -> str:
    return "".join(part[0] for name in names if isinstance(name, str) for part in name.split())[:6]


def _approved_on(desk: Desk, row: DeterminationRow, day: date, training: bool) -> date | None:
    """The day of the approval; in training the day of the letter."""
    return None if row.approved_at is None else day if training else desk.day_of(row.approved_at)
