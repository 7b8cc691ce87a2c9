# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says: finished words in one language, in the order they are read.

Nothing here knows rules, layout or paper. All strings are plain text, whatever characters they hold;
who draws them must draw them literally. Days are already written out in the letter's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from caseworker.drawing.paper import Paper

LetterState = Literal["draft", "issued"]
ResultCode = Literal["met", "not_met", "not_known", "needs_review", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes. `logo` is a PNG or JPEG file."""

    name: str
    address: tuple[str, ...] = ()
    contact: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValue:
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A text in a box, that must not be overlooked."""

    text: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One finding. `result` is the word for the code `result_code`; `evidence` one line per item."""

    criterion: str
    result: str
    result_code: ResultCode
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriteriaTable:
    """`headers`: the words above criterion, result, and reason with evidence."""

    headers: tuple[str, str, str]
    rows: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on: as what, who, and the day if it is signed already."""

    role: str
    name: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    rows: tuple[Signature, ...]


Block = Paragraph | Bullets | KeyValue | Notice | CriteriaTable | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; no heading if it is empty."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FooterWords:
    """`page` holds `{page}` and `{pages}`. `draft` and `training` are the words across a page."""

    page: str
    draft: str
    training: str
    rules_checked: str
    verify: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A whole letter. `language` is a BCP 47 tag; `result_kind` an outcome code.

    `short_header` heads the pages after the first (case and letter number). `seal` is the text of the
    code that proves an issued letter; a draft has none.
    """

    language: str
    paper: Paper
    state: LetterState
    training: bool
    letterhead: Letterhead
    title: str
    number: str
    case_number: str
    issued_on: str
    addressee: tuple[str, ...]
    facts: tuple[Pair, ...]
    statement: str
    result: str
    result_kind: str
    sections: tuple[Section, ...]
    footer: FooterWords
    short_header: str = ""
    seal: str | None = None


def block_words(block: Block) -> Iterator[str]:
    """Yield the texts of a block in reading order."""
    match block:
        case Paragraph(text) | Notice(text):
            yield text
        case Bullets(items):
            yield from items
        case KeyValue(rows):
            for row in rows:
                yield row.label
                yield row.value
        case CriteriaTable(headers, findings):
            yield from headers
            for finding in findings:
                yield finding.criterion
                yield finding.result
                yield finding.reason
                yield from finding.evidence
        case Signatures(signers):
            for signer in signers:
                yield signer.role
                yield signer.name
                yield signer.date


def words(content: LetterContent) -> Iterator[str]:
    """Yield every text of the letter in reading order, without the seal and without codes."""
    yield content.letterhead.name
    yield from content.letterhead.address
    yield content.letterhead.contact
    yield content.issued_on
    yield from content.addressee
    yield content.title
    for pair in content.facts:
        yield pair.label
        yield pair.value
    yield content.statement
    yield content.result
    for section in content.sections:
        yield section.heading
        for block in section.blocks:
            yield from block_words(block)
    yield content.short_header or f"{content.case_number} {content.number}"
    yield from (content.footer.rules_checked, content.footer.verify, content.footer.page)
    if content.state == "draft":
        yield content.footer.draft
    if content.training:
        yield content.footer.training
