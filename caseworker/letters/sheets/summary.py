# SPDX-License-Identifier: AGPL-3.0-or-later
"""The summary of a case on paper, for staff: what is known, what it comes to, the timeline of each entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Spacer,
    Table,
)

from caseworker.drawing.paper import Paper
from caseworker.letters.blocks import bullets, criteria, pairs, text
from caseworker.letters.content import CriteriaTable, CriterionRow, Pair, ResultCode
from caseworker.letters.shapes import OUTCOME_MARKS, MarkedWords
from caseworker.letters.sheets.sheet import Sheet, drawn_sheet
from caseworker.letters.styles import INK, RULE, SHADE
from caseworker.letters.timeline import TimelinePicture
from caseworker.words import N_, Words
from caseworker.words.summary import EntryPart, PaperText, PersonText, SummaryText

TITLE = N_("Case summary")
INTERNAL = N_("Internal. Not a decision letter.")
TRAINING = N_("Training: not about real people.")
MADE = N_("Made on {day}")
KEY = N_(
    "Solid: primary. Hatched: corroborating. Outlined: weak, sets no bound. Struck through: an earlier stay. "
    "A thick edge: an entry (left) or an exit (right)."
)
LEAST = 45 * mm


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the summary says besides the case: the paper, the day it was made, whether it is for training."""

    paper: Paper
    made_on: str
    training: bool = False


def summary(found: SummaryText, facts: SummaryFacts, words: Words) -> bytes:
    """The summary as a PDF. The same case gives the same bytes. Calls wait for one another."""
    sheet = Sheet(
        facts.paper,
        "summary",
        words(TITLE),
        " · ".join(part for part in (found.number, words(MADE, day=facts.made_on)) if part),
        words(INTERNAL) + (f" {words(TRAINING)}" if facts.training else ""),
    )
    return drawn_sheet(sheet, partial(_story, found, facts, words), words)


def _story(found: SummaryText, facts: SummaryFacts, words: Words, width: float) -> Iterator[Flowable]:
    yield text(words(TITLE), "title")
    yield text(words(INTERNAL), "statement")
    yield Spacer(1, 4)
    yield from _pairs(found.facts, width)
    for number, person in enumerate(found.people):
        if number:
            yield Spacer(1, 10)
        yield from _person(person, words, width)


def _person(person: PersonText, words: Words, width: float) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield text(person.name, "heading")
    yield from _pairs(person.facts, width)
    yield MarkedWords(OUTCOME_MARKS[person.outcome_code], text(person.outcome, "statement"), 11)
    if person.decisions:
        yield Spacer(1, 3)
        yield from bullets(person.decisions)
    yield Spacer(1, 4)
    for entry in person.entries:
        yield from _entry(entry, words)
    if person.papers:
        yield CondPageBreak(LEAST)
        yield text(words(N_("Evidence")), "heading")
        yield _papers(person.papers, words, width)
    yield CondPageBreak(LEAST)
    yield text(words(N_("Findings")), "heading")
    headers = (words(N_("Condition")), words(N_("Result")), words(N_("Reason")))
    rows = tuple(
        CriterionRow(
            one.title,
            one.result,
            cast(ResultCode, one.result_code),
            one.reason,
            (one.papers,) if one.papers else (),
        )
        for one in person.findings
    )
    if rows:
        yield criteria(CriteriaTable(headers, rows), width)


def _entry(entry: EntryPart, words: Words) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield text(words(N_("Entry to {country}"), country=entry.country), "heading")
    yield text(entry.result, "statement")
    yield from (text(line, "cell") for line in entry.lines)
    if entry.timeline is None:
        return
    yield Spacer(1, 5)
    yield KeepTogether(
        [TimelinePicture(entry.timeline, words), Spacer(1, 3), text(words(KEY), "small")],
    )
    yield Spacer(1, 4)
    yield text(words(N_("The picture as a list")), "cell_bold")
    yield from (text(f"• {said}", "small") for said in entry.sentences)


def _papers(found: Sequence[PaperText], words: Words, width: float) -> Table:
    headers = (N_("Kind of evidence"), N_("Day"), N_("Country"), N_("How strong"), N_("What it shows"))
    cells: list[list[Any]] = [[text(words(one), "head") for one in headers]]
    cells += [
        [text(part, "small") for part in (one.kind, one.day, one.country, one.tier, one.shows)]
        for one in found
    ]
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ]
    share = (0.29, 0.23, 0.13, 0.18, 0.17)
    return Table(cells, colWidths=[width * part for part in share], repeatRows=1, style=look, splitInRow=1)


def _pairs(rows: Sequence[tuple[str, str]], width: float) -> Iterator[Flowable]:
    table = pairs([Pair(label, value) for label, value in rows], width)
    if table is not None:
        yield table
