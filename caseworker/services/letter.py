# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: drafted from the case as it stands, issued once from a determination, handed over, verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from caseworker.domain.assess import Assessment
from caseworker.domain.case import Case
from caseworker.domain.days import days_of
from caseworker.domain.document import read_case
from caseworker.domain.errors import Refused
from caseworker.words import LANGUAGES, words_for

from .case_index import assessment_of, worst_outcome
from .desk import Desk, Worker
from .eligibility import in_force, steps_of
from .library import Library
from .outdated import refuse_outdated
from .settings import Office, office

if TYPE_CHECKING:
    from caseworker.domain.letter import LetterContent
    from caseworker.letters.compose import LetterFacts
    from caseworker.store.determinations import DeterminationRow
    from caseworker.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Checked:
    """What verifying came to, and what the seal says.

    `state` is genuine, draft, altered, superseded or not_ours.
    """

    state: str
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    initials: str = ""
    birth_year: int | None = None
    case_number: str = ""
    training: bool = False


def draft(
    case: Case,
    assessment: Assessment,
    applicant_id: str,
    language: str,
    paper: str,
    today: date,
    library: Library,
) -> bytes:
    """A draft without a store: marked as one on every page, without number and seal."""
    facts = _facts(Office(), paper, case, today, library)
    return _rendered(assessment, applicant_id, facts, language)


def preview(desk: Desk, document: dict[str, Any], applicant_id: str, language: str, paper: str) -> bytes:
    """A draft of the letter for the case as typed so far.

    Raises FaultyDocument, Refused (`no_assessment`).
    """
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    if assessment is None:
        raise Refused("no_assessment")
    facts = _facts(office(desk), paper, case, desk.today(), desk.library, desk.worker, desk.store.training)
    return _rendered(assessment, applicant_id, facts, language)


def issue(
    desk: Desk, case_id: str, applicant_id: str, language: str, paper: str, alone_reason: str = ""
) -> str:
    """Issues the letter of the determination in force: numbered, sealed, stored. Returns its id.

    It says what was frozen when it was determined. Without a second reader a reason is needed, and the
    letter and the ledger say so. Raises Refused (`no_determination`, `not_approved`,
    `determination_outdated`, `rules_changed`).
    """
    from caseworker.letters.render import render
    from caseworker.letters.seal import SealPayload, seal, text_hash
    from caseworker.letters.verify import attach_seal
    from caseworker.store.cases import load_case, set_outcome
    from caseworker.store.determinations import list_determinations
    from caseworker.store.ids import new_id
    from caseworker.store.ledger import append_ledger
    from caseworker.store.letters import draft_letter, issue_letter, list_letters, supersede_letter
    from caseworker.store.numbers import next_letter_number
    from caseworker.store.seal_key import seal_key
    from caseworker.store.staff import list_staff

    at = desk.at()
    head = office(desk)
    with desk.store.write() as tx:
        row = in_force(list_determinations(tx, case_id), applicant_id)
        if row is None:
            raise Refused("no_determination")
        if row.approved_by is None and not alone_reason.strip():
            raise Refused("not_approved")
        refuse_outdated(tx, desk, row)
        names = {one.id: one.name for one in list_staff(tx)}
        case, assessment = _frozen(tx, row, desk.library)
        letter_id = new_id(at)
        number = next_letter_number(tx, desk.site, desk.today().year)
        facts = _issued_facts(desk, head, paper, case, row, names, number, alone_reason.strip())
        content = _composed(assessment, applicant_id, facts, language)
        keys = seal_key(tx)
        person = assessment.of(applicant_id).applicant
        born = days_of(person.born_on) if isinstance(person.born_on, str) else None
        seal_text = seal(
            SealPayload(
                number=number,
                kind="decision",
                issuer=head.name,
                issued_on=desk.today().isoformat(),
                initials=_initials(person.given_names, person.surnames),
                birth_year=born.first.year if born and born.first.year == born.last.year else None,
                case_number=facts.case_number,
                text_hash=text_hash(content),
                state="issued",
                training=desk.store.training,
            ),
            keys.private,
        )
        pdf = attach_seal(render(_sealed(content, seal_text)), keys.private, seal_text)
        for one in list_letters(tx, case_id):
            # The same decision may be told in several languages; another decision replaces them all.
            replaced = one.determination_id != row.id or one.language == language
            if one.applicant_id == applicant_id and one.state in ("issued", "handed_over") and replaced:
                supersede_letter(tx, one.id)
        draft_letter(
            tx,
            letter_id,
            case_id=case_id,
            applicant_id=applicant_id,
            determination_id=row.id,
            language=language,
            paper=paper,
        )
        issue_letter(tx, letter_id, number=number, pdf=pdf, seal=seal_text, by=desk.worker.id, at=at)
        document, _ = load_case(tx, case_id)
        now = assessment_of(read_case(document, desk.library.reference.vocabulary()), desk.library)
        set_outcome(tx, case_id, worst_outcome(now), steps_of(tx, desk, case_id, document))
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="issue" if row.approved_by else "issue_alone",
            object_kind="letter",
            object_id=letter_id,
            reason=alone_reason.strip(),
            payload={"case": case_id, "number": number, "language": language},
        )
    return letter_id


def issued_pdf(desk: Desk, letter_id: str) -> bytes:
    """The pages of an issued letter, byte for byte. Raises NotFound."""
    from caseworker.store.letters import letter_pdf

    with desk.store.read() as tx:
        return letter_pdf(tx, letter_id)


def hand_over(desk: Desk, letter_id: str) -> None:
    """Records that the person received the letter; the time for asking again begins."""
    from caseworker.store.ledger import append_ledger
    from caseworker.store.letters import hand_over_letter

    at = desk.at()
    with desk.store.write() as tx:
        hand_over_letter(tx, letter_id, at=at)
        append_ledger(
            tx, at=at, staff_id=desk.worker.id, action="hand_over", object_kind="letter", object_id=letter_id
        )


def note_printed(desk: Desk, letter_id: str) -> None:
    """Records that a copy left for a printer or a file."""
    from caseworker.store.ledger import append_ledger

    with desk.store.write() as tx:
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
    from caseworker.letters.keys import OrganisationKey, write_key
    from caseworker.store.seal_key import seal_key

    with desk.store.read() as tx:
        return write_key(OrganisationKey(seal_key(tx).public, office(desk).name or desk.store.organisation))


def verify(data: bytes, key_text: str) -> Checked:
    """Checks a PDF, or the text of a code, against a public key file. Raises KeyFileRefused."""
    from caseworker.letters.keys import read_key
    from caseworker.letters.verify import verify_pdf, verify_text

    key = read_key(key_text)
    if data[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        found = verify_pdf(data, key.public)
    else:
        found = verify_text(data.decode("utf-8", "replace"), key.public)
    if found.payload is None:
        return Checked(found.state)
    said = found.payload
    return Checked(
        found.state,
        said.number,
        said.issuer,
        said.issued_on,
        said.initials,
        said.birth_year,
        said.case_number,
        said.training,
    )


def verify_here(desk: Desk, data: bytes) -> Checked:
    """Checks a letter against our own key; a letter that a later one replaced is superseded."""
    from caseworker.store.letters import find_letter

    found = verify(data, public_key_file(desk))
    if found.state != "genuine":
        return found
    with desk.store.read() as tx:
        row = find_letter(tx, found.number)
    if row is not None and row.state == "superseded":
        return Checked("superseded", *_fields(found)[1:])
    return found


def _fields(found: Checked) -> tuple[Any, ...]:
    return tuple(getattr(found, name) for name in Checked.__dataclass_fields__)


def _facts(
    head: Office,
    paper: str,
    case: Case,
    today: date,
    library: Library,
    worker: Worker | None = None,
    training: bool = False,
) -> LetterFacts:
    from caseworker.domain.letter import Letterhead
    from caseworker.letters.compose import LetterFacts

    return LetterFacts(
        letterhead=Letterhead(
            head.name or "Caseworker", tuple(head.address.splitlines()), head.contact, head.logo
        ),
        paper="Letter" if paper == "Letter" else "A4",
        state="draft",
        number="",
        case_number=case.number if isinstance(case.number, str) else "",
        issued_on=today,
        caseworker=worker.initials if worker else "",
        training=training,
        programmes=library.programmes,
    )


def _issued_facts(
    desk: Desk,
    head: Office,
    paper: str,
    case: Case,
    row: DeterminationRow,
    names: dict[str, str],
    number: str,
    alone_reason: str,
) -> LetterFacts:
    import dataclasses

    base = _facts(head, paper, case, desk.today(), desk.library, desk.worker, desk.store.training)
    departs = row.reason if row.outcome != row.assessed_outcome else ""
    return dataclasses.replace(
        base,
        state="issued",
        number=number,
        outcome=row.outcome,
        departs=departs,
        determined_by=names.get(row.determined_by, ""),
        determined_on=_day(row.determined_at),
        approved_by=names.get(row.approved_by or "", ""),
        approved_on=_day(row.approved_at),
        alone_reason="" if row.approved_by else alone_reason,
    )


def _frozen(tx: Transaction, row: DeterminationRow, library: Library) -> tuple[Case, Assessment]:
    """The case and the assessment as frozen, under the rules that decided, whatever is in force now."""
    from .replay import BEFORE_RULEBOOKS, CannotReplay, kept_rulebook, replayed_assessment

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


def _rendered(assessment: Assessment, applicant_id: str, facts: LetterFacts, language: str) -> bytes:
    from caseworker.letters.render import render

    return render(_composed(assessment, applicant_id, facts, language))


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
