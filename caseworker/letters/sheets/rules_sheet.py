# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of a programme on a day on paper, for a lawyer to compare with the sources and to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Spacer,
    Table,
)

from caseworker.drawing.paper import Paper
from caseworker.letters.blocks import box, pairs, text
from caseworker.letters.content import Pair
from caseworker.letters.shapes import MarkedWords
from caseworker.letters.sheets.sheet import Sheet, drawn_sheet
from caseworker.letters.styles import DEEPEST, INK, RULE
from caseworker.words import N_, Words
from caseworker.words.rules.rules import AnswerText, CriterionText, Line, RulesText
from caseworker.words.rules.why import OTHERWISE

READ = N_(
    "By these rules Caseworker assesses cases on this day. An organisation assesses; it does not decide for "
    "a government. Compare each condition with its sources, note what is wrong, and sign at the end."
)
TOGETHER = N_(
    "The SHA-256 at the foot of each page is that of these files, one directly after the other, in this "
    "order."
)
HOLDS = N_("Found where")
COMPARED = N_("The conditions above were compared with their sources on the day written below.")
LEAST = 62 * mm
DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the sheet says besides the rules: the paper, and each file with its own SHA-256.

    `sha256` is that of the files one after the other, as determinations freeze it.
    """

    paper: Paper
    sha256: str
    files: tuple[tuple[str, str], ...]


def rules_sheet(rules: RulesText, facts: SheetFacts, words: Words) -> bytes:
    """The sheet as a PDF. The same rules give the same bytes. Calls wait for one another."""
    sheet = Sheet(
        facts.paper,
        "rules",
        f"{rules.name}, {rules.day}",
        f"{rules.name} · {rules.day} · {rules.cite}",
        f"SHA-256 {facts.sha256}",
        warns=False,
    )
    return drawn_sheet(sheet, partial(_story, rules, facts, words), words)


def _story(rules: RulesText, facts: SheetFacts, words: Words, width: float) -> Iterator[Flowable]:
    yield text(rules.name, "title")
    status = f"{rules.status}: {rules.note}" if rules.note else rules.status
    rows = [
        Pair(words(N_("Rules in force on")), rules.day),
        Pair(words(N_("Version")), rules.version),
        Pair(words(N_("Citation")), rules.cite),
        Pair(words(N_("Status")), status),
        Pair(words(N_("Checked")), rules.stale or rules.checked),
    ]
    table = pairs([row for row in rows if row.value], width)
    if table is not None:
        yield table
    for name, sha256 in facts.files:
        yield text(f"{name}: SHA-256 {sha256}", "small")
    if len(facts.files) > 1:
        yield text(words(TOGETHER), "small")
    yield box([text(words(READ), "notice")], width, shade=True, border=0.8)
    for step, criteria in rules.steps:
        yield CondPageBreak(LEAST)
        yield text(step, "heading")
        for one in criteria:
            yield from _criterion(one, words, width)
    if rules.doubts:
        yield CondPageBreak(LEAST)
        yield text(words(N_("Doubts")), "heading")
        for doubt, sources in rules.doubts:
            yield text(doubt, "body")
            yield from _sources(sources, words)
            yield Spacer(1, 7)
    yield _signing(words, width)


def _criterion(one: CriterionText, words: Words, width: float) -> Iterator[Flowable]:
    head: list[Flowable] = [text(one.title, "statement")]
    if one.rule:
        head.append(text(one.rule, "body"))
    head += [_test(line) for line in one.applies]
    # The heading does not stand alone at the foot of a page.
    yield CondPageBreak(34 * mm)
    yield from head
    yield _answers(one.answers, words, width)
    if one.unknown:
        yield text(one.unknown, "cell")
    yield from _sources(one.sources, words)
    yield Spacer(1, 7)


def _answers(answers: Sequence[AnswerText], words: Words, width: float) -> Table:
    cells: list[list[Any]] = []
    for one in answers:
        said: list[Flowable] = [text(one.text, "cell")] if one.text else []
        if one.tests:
            (_, first), *rest = one.tests
            said.append(text(f"{words(HOLDS)}: {first}", "test0"))
            said += [_test(line) for line in rest]
        else:
            said.append(text(words(OTHERWISE), "test0"))
        cells.append([MarkedWords(one.mark, text(one.result, "cell_bold")), said])
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEABOVE", (0, 0), (-1, 0), 0.7, INK),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    ]
    return Table(
        cells, colWidths=[width * 0.28, width * 0.72], style=look, splitInRow=1, spaceBefore=2, spaceAfter=3
    )


def _test(line: Line) -> Flowable:
    depth, words = line
    return text(f"{DASH} {words}", f"test{min(depth, DEEPEST)}")


def _sources(cites: Sequence[str], words: Words) -> Iterator[Flowable]:
    if cites:
        yield text(words(N_("Source: {sources}"), sources="; ".join(cites)), "small")


def _signing(words: Words, width: float) -> Flowable:
    said = [words(N_("Name and signature")), words(N_("Day"))]
    roles = [words(N_("Lawyer or legal reviewer")), words(N_("For the organisation"))]
    cells: list[list[Any]] = []
    look: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    for number, role in enumerate(roles):
        cells += [["", "", ""], [text(role, "value"), *(text(one, "label") for one in said)]]
        look += [("LINEABOVE", (at, 2 * number + 1), (at, 2 * number + 1), 0.7, INK) for at in (1, 2)]
    lines = Table(
        cells,
        colWidths=[width * 0.31, width * 0.44, width * 0.25],
        rowHeights=[13 * mm, None] * len(roles),
        style=look,
    )
    return KeepTogether([text(words(N_("Signatures")), "heading"), text(words(COMPARED), "body"), lines])
