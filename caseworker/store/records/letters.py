# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: a draft may change; an issued letter is kept as it was printed, also when it was revoked."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Row, bindparam, case, delete, insert, select, update

from caseworker.domain.errors import NotFound, Refused
from caseworker.domain.letter_state import STANDING, LetterState

from ..database.tables import letters, revocations
from ..opened.transaction import Transaction

# A note asks somebody for help and decides nothing.
LetterKind = Literal["decision", "note"]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter without its pages. `sha256` is of the PDF, `seal` the text of its code.

    It is `revoked` wherever there is a revocation, whatever it was before.
    """

    id: str
    case_id: str
    determination_id: str | None
    applicant_id: str
    number: str | None
    language: str
    paper: str
    state: LetterState
    sha256: str | None
    seal: str | None
    issued_by: str | None
    issued_at: str | None
    handed_over_at: str | None
    kind: LetterKind = "decision"


def draft_letter(
    tx: Transaction,
    letter_id: str,
    *,
    case_id: str,
    applicant_id: str,
    determination_id: str | None,
    language: str,
    paper: str,
    kind: LetterKind = "decision",
) -> None:
    """Keep a new draft. Raises Refused (`foreign_key`, `unique:letters.id`)."""
    tx.changed("letter", letter_id)
    row = {
        "id": letter_id,
        "case_id": case_id,
        "determination_id": determination_id,
        "applicant_id": applicant_id,
        "language": language,
        "paper": paper,
        "state": "draft",
        "kind": kind,
    }
    tx.execute(insert(letters).values(row))


def issue_letter(
    tx: Transaction, letter_id: str, *, number: str, pdf: bytes, seal: str, by: str, at: str
) -> str:
    """Fix a draft with its number, pages and seal; return the SHA-256 of the pages, hex.

    Raises NotFound, Refused (`letter_not_draft`, `unique:letters.number`).
    """
    digest = sha256(pdf).hexdigest()
    values = {"number": number, "pdf": pdf, "sha256": digest, "seal": seal, "issued_by": by, "issued_at": at}
    _move(tx, letter_id, ("draft",), "issued", **values)
    return digest


def lettered_now(tx: Transaction) -> dict[str, tuple[str, ...]]:
    """Return case id -> the applicants with an issued letter, for all cases that have any."""
    revoked = select(revocations.c.letter_id)
    query = select(letters.c.case_id, letters.c.applicant_id).where(
        letters.c.state.in_(STANDING), letters.c.id.not_in(revoked)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in tx.execute(query):
        found[row.case_id] = (*found.get(row.case_id, ()), row.applicant_id)
    return found


def hand_over_letter(tx: Transaction, letter_id: str, *, at: str) -> None:
    """Note that the letter was handed over. Raises NotFound, Refused (`letter_not_issued`)."""
    _move(tx, letter_id, ("issued",), "handed_over", handed_over_at=at)


def supersede_letter(tx: Transaction, letter_id: str) -> None:
    """Note that a later letter replaces this one. Raises NotFound, Refused (`letter_not_issued`)."""
    _move(tx, letter_id, STANDING, "superseded")


def discard_draft(tx: Transaction, letter_id: str) -> None:
    """Remove a draft. Raises NotFound, Refused (`letter_not_draft`)."""
    if get_letter(tx, letter_id).state != "draft":
        raise Refused("letter_not_draft")
    tx.changed("letter", letter_id)
    tx.execute(delete(letters).where(letters.c.id == letter_id))


def get_letter(tx: Transaction, letter_id: str) -> LetterRow:
    """Return one letter. Raises NotFound."""
    row = tx.execute(_query().where(letters.c.id == letter_id)).first()
    if row is None:
        raise NotFound(kind="letter")
    return _letter(row)


def find_letter(tx: Transaction, number: str) -> LetterRow | None:
    """Return the letter with this number, or None."""
    row = tx.execute(_query().where(letters.c.number == number)).first()
    return None if row is None else _letter(row)


def list_letters(tx: Transaction, case_id: str) -> list[LetterRow]:
    """Return all letters of a case, oldest first."""
    return [_letter(row) for row in tx.execute(_OF_CASE, {"of": case_id})]


def letter_pdf(tx: Transaction, letter_id: str) -> bytes:
    """Return the pages of an issued letter, byte for byte as issued. Raises NotFound."""
    pdf = tx.execute(select(letters.c.pdf).where(letters.c.id == letter_id)).scalar()
    if pdf is None:
        raise NotFound(kind="letter")
    return bytes(pdf)


def _move(
    tx: Transaction, letter_id: str, before: tuple[LetterState, ...], after: LetterState, **values: Any
) -> None:
    if get_letter(tx, letter_id).state not in before:
        raise Refused("letter_not_draft" if before == ("draft",) else "letter_not_issued")
    tx.changed("letter", letter_id)
    tx.execute(update(letters).where(letters.c.id == letter_id).values(values | {"state": after}))


def _query() -> Any:
    revoked = case((revocations.c.letter_id.is_not(None), "revoked"), else_=letters.c.state)
    columns = (revoked.label("state") if name == "state" else letters.c[name] for name in LetterRow.__slots__)
    return select(*columns).outerjoin(revocations, revocations.c.letter_id == letters.c.id)


# Built once: building costs more than running.
_OF_CASE = _query().where(letters.c.case_id == bindparam("of")).order_by(letters.c.id)


def _letter(row: Row[Any]) -> LetterRow:
    return LetterRow(*tuple(row))
