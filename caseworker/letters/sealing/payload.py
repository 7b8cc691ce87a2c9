# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a seal says of a letter, and its bytes: the form written now, and the older one still read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import cbor2

from caseworker import cbor

FORMAT, OLD_FORMAT = 2, 1
HASH_BYTES = 16
DAY_ZERO = date(1970, 1, 1)
# Written as their places: each list may only grow at its end.
STATES = ("draft", "issued")
KINDS = ("decision", "note")
OUTCOMES = ("", "eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed")
STATUSES = ("", "announced", "open", "paused", "closed", "terminated")


@dataclass(frozen=True, slots=True)
class SealPayload:
    """What a seal says. Of the person only initials and year of birth, for whoever holds the paper.

    `issued_on` and `reference_day` are ISO 8601 days; `outcome` is the one on the reference day, empty for
    a note; `programme_status` that of the programme on the day of issue, empty where it has none;
    `text_hash` the 16 bytes of `text_hash(content)`. A seal of the older form has a case number instead of
    outcome, reference day, programme and status.
    """

    number: str
    kind: str
    issuer: str
    issued_on: str
    initials: str
    birth_year: int | None
    text_hash: bytes
    outcome: str = ""
    reference_day: str = ""
    programme: str = ""
    programme_status: str = ""
    state: str = "issued"
    training: bool = False
    case_number: str = ""


def encoded(payload: SealPayload) -> bytes:
    """Return the bytes to sign. Raises ValueError for a day, state or other code that is none."""
    return cbor2.dumps(
        [
            FORMAT,
            payload.number,
            KINDS.index(payload.kind),
            payload.issuer,
            _days(payload.issued_on),
            payload.initials,
            payload.birth_year,
            OUTCOMES.index(payload.outcome),
            _days(payload.reference_day) if payload.reference_day else None,
            payload.programme,
            STATUSES.index(payload.programme_status),
            payload.text_hash,
            STATES.index(payload.state),
            payload.training,
        ],
        canonical=True,
    )


def decoded(signed: bytes) -> SealPayload:
    """Return what the bytes say. Raises an error of some kind for whatever is not in a form we write.

    Everything here was signed by our key; only another version of the program could have made it odd.
    """
    said = cbor.loads(signed)
    payload, again = _current(said) if said[0] == FORMAT else _old(said)
    if again != signed or len(payload.text_hash) != HASH_BYTES:
        raise ValueError("not in the form we write")
    return payload


def _current(said: list[Any]) -> tuple[SealPayload, bytes]:
    _, number, kind, issuer, day, initials, year, outcome, on, programme, status, text, state, training = said
    payload = SealPayload(
        number=number,
        kind=KINDS[kind],
        issuer=issuer,
        issued_on=_day(day),
        initials=initials,
        birth_year=year,
        text_hash=text,
        outcome=OUTCOMES[outcome],
        reference_day="" if on is None else _day(on),
        programme=programme,
        programme_status=STATUSES[status],
        state=STATES[state],
        training=training,
    )
    return payload, encoded(payload)


def _old(said: list[Any]) -> tuple[SealPayload, bytes]:
    version, number, kind, issuer, day, initials, year, case, text, state, training = said
    if version != OLD_FORMAT:
        raise ValueError("of another version")
    payload = SealPayload(
        number=number,
        kind=kind,
        issuer=issuer,
        issued_on=_day(day),
        initials=initials,
        birth_year=year,
        text_hash=text,
        state=STATES[state],
        training=training,
        case_number=case,
    )
    about = [number, kind, issuer, _days(payload.issued_on), initials, year, case, text]
    return payload, cbor2.dumps([OLD_FORMAT, *about, STATES.index(payload.state), training], canonical=True)


def _days(text: str) -> int:
    return (date.fromisoformat(text) - DAY_ZERO).days


def _day(days: int) -> str:
    return (DAY_ZERO + timedelta(days=days)).isoformat()
