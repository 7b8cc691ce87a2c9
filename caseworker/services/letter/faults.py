# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a letter from being sealed: a name missing or not to be printed, no address to turn to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import Case
from caseworker.domain.case.fields import listed
from caseworker.domain.errors import Refused
from caseworker.domain.said import says_something

from ..settings import Office

if TYPE_CHECKING:
    from caseworker.letters.content import LetterContent

# Where something is mended that is no field of a case.
LETTERHEAD, DECISION, ALONE_REASON = "settings/letterhead", "eligibility", "letter/alone"
SIGNATURE = "settings/staff"


@dataclass(frozen=True, slots=True)
class LetterFault:
    """One thing that is wrong: its code in `words.errors`, where it is mended, and the characters at fault.

    `path` is a document path, LETTERHEAD, DECISION, ALONE_REASON or SIGNATURE; empty where it is in no field.
    """

    code: str
    path: str = ""
    characters: str = ""


def letter_faults(
    content: LetterContent,
    case: Case,
    person: Applicant,
    head: Office,
    reasons: Mapping[str, str] | None = None,
    *,
    ahead: bool = False,
) -> tuple[LetterFault, ...]:
    """What keeps this letter of this person from being issued, the most important first.

    `reasons` are texts besides the case that stand in it, by where they are mended; `ahead` where the
    reference day lies after the day of issue.
    """
    found = _faults(content, case, person, head, reasons or {})
    if not ahead:
        return tuple(found)
    at = "assess_on" if isinstance(case.assess_on, str) else "opened_on"
    return (LetterFault("reference_day_ahead", at), *found)


def refuse_faulty(faults: tuple[LetterFault, ...]) -> None:
    """Raises Refused with the code and the `path` of the first fault: `no_name`, `no_office_name`,
    `no_address`, `unprintable_name`, `unprintable_letterhead`, `unprintable_signature`,
    `unprintable_text`, `reference_day_ahead`.
    """
    if faults:
        raise Refused(faults[0].code, path=faults[0].path)


def named(person: Applicant) -> bool:
    """Whether anything is known that the person can be called by."""
    return any(isinstance(one, str) and says_something(one) for one in (person.given_names, person.surnames))


def _faults(
    content: LetterContent, case: Case, person: Applicant, head: Office, reasons: Mapping[str, str]
) -> Iterator[LetterFault]:
    from caseworker.letters.compose import points_to_address
    from caseworker.letters.fonts import missing_glyphs, missing_in

    at = f"applicants/{person.id}"
    if not named(person):
        yield LetterFault("no_name", f"{at}/given_names")
    if not says_something(head.name):
        yield LetterFault("no_office_name", LETTERHEAD)
    if not says_something(head.address) and points_to_address(content):
        yield LetterFault("no_address", LETTERHEAD)
    left = missing_glyphs(content)
    for code, path, text in _typed(at, case, person, head, reasons):
        if wrong := missing_in(text) & left:
            left = left - wrong
            yield LetterFault(code, path, _shown(wrong))
    if left:
        yield LetterFault("unprintable_text", "", _shown(left))


def _typed(
    at: str, case: Case, person: Applicant, head: Office, reasons: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """What people typed and a letter may print: the code of its fault, where it is mended, the text."""
    for name in ("given_names", "surnames"):
        text = getattr(person, name)
        yield "unprintable_name", f"{at}/{name}", text if isinstance(text, str) else ""
    yield "unprintable_letterhead", LETTERHEAD, f"{head.name} {head.address} {head.contact}"
    for path, text in reasons.items():
        yield "unprintable_signature" if path == SIGNATURE else "unprintable_text", path, text
    for item in listed(case.evidence):
        texts = (getattr(item, one.name) for one in fields(item))
        said = " ".join(text for text in texts if isinstance(text, str))
        yield "unprintable_text", f"evidence/{item.id}", said


def _shown(characters: set[str]) -> str:
    return " ".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in sorted(characters))
