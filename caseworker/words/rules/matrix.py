# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix in words: what a column is, what a mark means, what a condition rests on or still needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caseworker.domain.case.days import days_of
from caseworker.domain.case.sponsor import SPONSOR_DOCUMENTS
from caseworker.domain.reasons.grounds import DOCUMENTS, Ground
from caseworker.domain.reasons.matrix import Column, Lack, Matrix, Row
from caseworker.domain.rules.programme import STEPS

from .. import N_, Words
from .why import fact_text

MARKS = {
    "proves": N_("shows that it is met"),
    "against": N_("shows that it is not met"),
    "contradicts": N_("contradicts another record"),
    "tied": N_("tied by hand"),
    "seen": N_("looked at, decides nothing"),
    "": N_("not used here"),
}
BACKED = N_("Backed by")
NOTHING_YET = N_("Nothing yet")
WAIVED = N_("Waived by {name} on {day}")
STATEMENT, CALL, PASSPORT = N_("Own statement"), N_("Call-back"), N_("Passport")
PASSPORT_OF = N_("Passport of {name}")
SPONSOR = N_("Sponsor: {what}")
GIVEN = N_("the case file itself")
NEEDS = N_("{fact}: needs {what}")
WANTED = {
    "paper": N_("a paper"),
    "passport": N_("the passport (country, number and last day)"),
    "call": N_("a call-back to the sponsor"),
    "check": N_("a passed check"),
    "statement": N_("the person's statement (with the day the case was opened)"),
}
TIED_PAPER = N_("a paper tied by hand")
LONGEST_NOTE = 40


@dataclass(frozen=True, slots=True)
class ColumnText:
    """The short name of a column and its day, empty where there is none."""

    name: str
    day: str


@dataclass(frozen=True, slots=True)
class RowText:
    """One condition: `mark` and `result` of the finding, `cells` as in the matrix.

    `state` is `backed`, `waived`, `wanting` or empty where the condition is not met; `backed` says it.
    """

    criterion: str
    title: str
    mark: str
    result: str
    cells: tuple[str, ...]
    state: str
    backed: str


@dataclass(frozen=True, slots=True)
class MatrixText:
    """The matrix to draw: `groups` are (station, rows)."""

    columns: tuple[ColumnText, ...]
    groups: tuple[tuple[str, tuple[RowText, ...]], ...]


# criterion -> (who waived it, the day)
Covered = Mapping[str, tuple[str, str]]


def matrix_text(matrix: Matrix, covered: Covered, words: Words) -> MatrixText:
    """The words of a matrix; `covered` are the waivers that stand."""
    groups = []
    for step in STEPS:
        rows = [row for row in matrix.rows if row.finding.criterion.step == step]
        if rows:
            said = tuple(_row_text(row, matrix, covered, words) for row in rows)
            groups.append((words.label("step", step), said))
    return MatrixText(tuple(column_text(one, matrix, words) for one in matrix.columns), tuple(groups))


def column_text(column: Column, matrix: Matrix, words: Words) -> ColumnText:
    """The short name and the day of a column."""
    view = matrix.one.view
    if column.item is None:
        day = ""
        if column.ground.kind == "call" and view.sponsor is not None:
            day = _day(view.sponsor.contact_confirmed_on, words)
        elif column.ground.kind == "statement":
            day = _day(view.case.opened_on, words)
        return ColumnText(ground_text(column.ground, matrix, words), day)
    item = column.item
    kind = view.reference.evidence_types.get(item.type) if isinstance(item.type, str) else None
    note = item.note if isinstance(item.note, str) else ""
    name = kind.name(words.language) if kind else note[:LONGEST_NOTE] or words(N_("Evidence"))
    return ColumnText(name, _day(item.on, words))


def ground_text(ground: Ground, matrix: Matrix, words: Words) -> str:
    """A ground by its short name."""
    view = matrix.one.view
    match ground.kind:
        case "paper":
            found = next((one for one in matrix.columns if one.ground == ground), None)
            return column_text(found, matrix, words).name if found else words(N_("Evidence"))
        case "passport":
            if ground.id == view.applicant.id:
                return words(PASSPORT)
            return words(PASSPORT_OF, name=view.case.applicant(ground.id).full_name())
        case "document":
            return words(SPONSOR, what=words.label("sponsor_document", ground.id))
        case "check":
            return words(SPONSOR, what=words.label("check", ground.id))
        case "call":
            return words(CALL)
        case "statement":
            return words(STATEMENT)
        case _:
            return words(GIVEN)


def lack_text(lack: Lack, words: Words) -> str:
    """Which fact nothing shows, and what would."""
    wanted = []
    for kind in lack.kinds:
        if kind == "document":
            codes = DOCUMENTS.get(lack.node.fact, SPONSOR_DOCUMENTS)
            wanted += [words(SPONSOR, what=words.label("sponsor_document", one)) for one in codes]
        elif kind in WANTED:
            wanted.append(words(WANTED[kind]))
    wanted.append(words(TIED_PAPER))
    return words(
        NEEDS, fact=fact_text(lack.node.fact, dict(lack.node.params), words), what=words.choice(wanted)
    )


def cell_text(title: str, column: ColumnText, mark: str, words: Words) -> str:
    """A cell as a sentence, for a tip and for those who cannot see the mark."""
    of = f"{column.name}, {column.day}" if column.day else column.name
    return f"{title}. {of}: {words(MARKS[mark])}."


def _day(text: object, words: Words) -> str:
    """A day short enough for the head of a column; what is no single day in full."""
    if not isinstance(text, str):
        return ""
    days = days_of(text.partition("T")[0])
    return words.short_day(days.first) if days.exact else words.days(days)


def _row_text(row: Row, matrix: Matrix, covered: Covered, words: Words) -> RowText:
    finding = row.finding
    kind = finding.shown_as
    state = backed = ""
    if finding.result == "met" and row.backed:
        state = "backed"
        grounds = [ground_text(one, matrix, words) for one in row.grounds()]
        backed = "; ".join(dict.fromkeys(grounds)) or words(GIVEN)
    elif finding.result == "met" and row.criterion in covered:
        name, day = covered[row.criterion]
        state, backed = "waived", words(WAIVED, name=name, day=words.day_text(day))
    elif finding.result == "met" and matrix.one.outcome != "closed":
        state, backed = "wanting", words(NOTHING_YET)
    title = finding.criterion.title.get(words.language) or finding.criterion.id
    return RowText(row.criterion, title, kind, words.label("result", kind), row.cells, state, backed)
