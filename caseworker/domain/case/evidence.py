# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evidence: a paper, a record or a word, and what its kind can prove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import (
    EVIDENCE_TYPE,
    FRACTION,
    ID,
    IDS,
    MOMENT,
    PAGE,
    TEXT,
    TEXTS,
    YES_NO,
    Kind,
    Maybe,
    asked,
    choice,
    records,
    required,
)

ASSERTIONS = ("entry", "present", "absent", "exit", "none")
ASKED = ("place", "issuer", "reference", "source", "asserts")
TIERS = ("primary", "corroborating", "weak")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The region of a page that proves the point.

    `attachment` is the SHA-256 of an attached file, `page` counts from 1; left, top, width and height are
    fractions of the page as it stands upright, whichever way it was turned to be read.
    """

    attachment: str = required(TEXT)
    page: int = required(PAGE)
    x: float = required(FRACTION)
    y: float = required(FRACTION)
    w: float = required(FRACTION)
    h: float = required(FRACTION)
    note: Maybe[str] = asked(TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence about some applicants."""

    id: str = required(ID)
    about: Maybe[tuple[str, ...]] = asked(TEXTS)
    type: Maybe[str] = asked(EVIDENCE_TYPE)
    place: Maybe[str] = asked(Kind("country"))
    on: Maybe[str] = asked(MOMENT)
    asserts: Maybe[str] = asked(choice(*ASSERTIONS))
    tier: Maybe[str] = asked(choice(*TIERS))
    documentary: Maybe[bool] = asked(YES_NO)
    source: Maybe[str] = asked(TEXT)
    issuer: Maybe[str] = asked(TEXT)
    reference: Maybe[str] = asked(TEXT)
    note: Maybe[str] = asked(Kind("text", limit=20_000))
    seen: Maybe[str] = asked(choice("original", "copy", "photo"))
    attachments: Maybe[tuple[str, ...]] = asked(TEXTS)
    marks: Maybe[tuple[Mark, ...]] = asked(records(Mark))
    # The criteria that somebody tied this paper to by hand.
    shows: Maybe[tuple[str, ...]] = asked(IDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What an answer leads to, each offered and never done by itself: another kind of evidence, another
    assertion, a list of the applicant's travel to fill; `says` is what to know, by language."""

    kind: str = ""
    asserts: str = ""
    opens: str = ""
    says: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceQuestion:
    """The usual trap as a question with yes and no; `since` is the first day of papers it is asked of."""

    text: tuple[tuple[str, str], ...]
    yes: Consequence = Consequence()
    no: Consequence = Consequence()
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceType:
    """What a kind of paper asserts, how strongly, and where it is made.

    `returned` is true for a record that the United States made when it sent the person back. `fields` are
    those of ASKED that this kind asks, `often` whether it stands among the first. `place` is an ISO 3166-1
    alpha-3 country or empty; `manner` what an `entry` of this type says of the manner of entry; `documentary`
    is false for witnesses and statements.
    """

    id: str
    asserts: str
    tier: str
    place: str = ""
    manner: str = "unknown"
    documentary: bool = True
    returned: bool = False
    names: tuple[tuple[str, str], ...] = ()
    proves: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ASKED
    often: bool = False
    questions: tuple[EvidenceQuestion, ...] = ()
    effort: int = 3

    def name(self, language: str) -> str:
        """Its name for people, in `language` or else English."""
        return dict(self.names).get(language) or dict(self.names).get("en", self.id)
