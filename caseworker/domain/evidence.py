# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evidence: a paper, a record or a word, and what its kind can prove."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import EVIDENCE_TYPE, ID, IDS, MOMENT, TEXT, TEXTS, YES_NO, Kind, Maybe, asked, choice, required

ASSERTIONS = ("entry", "present", "absent", "exit", "none")
TIERS = ("primary", "corroborating", "weak")


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
    # The criteria that somebody tied this paper to by hand.
    shows: Maybe[tuple[str, ...]] = asked(IDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceType:
    """What a kind of paper asserts, how strongly, and where it is made.

    `returned` is true for a record that the United States made when it sent the person back. `asks` is the
    usual trap as a question; `place` is an ISO 3166-1 alpha-3 country or empty; `manner` what an `entry` of
    this type says of the manner of entry; `documentary` is false for witnesses and statements.
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
    asks: tuple[tuple[str, str], ...] = ()
    effort: int = 3

    def name(self, language: str) -> str:
        """Its name for people, in `language` or else English."""
        return dict(self.names).get(language) or dict(self.names).get("en", self.id)
