# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes: the rules on a day in plain words, what changed, the files they come from, and checks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.days import days_of
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.rules.programme import Programme
from caseworker.domain.rules.rule_changes import changes_between, in_force
from caseworker.drawing.paper import paper_named
from caseworker.private_files import write_private
from caseworker.services import settings
from caseworker.services.desk import Desk
from caseworker.services.programmes.sheet import sheet
from caseworker.services.programmes.shipped import RefusedProgramme
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.rules.rule_changes import NO_RULES, changes_text
from caseworker.words.rules.rules import rules_text, said_in

from ...background import Background
from ...rules_html import changes_html, rules_html
from ...weakly import weakly
from ...widgets.fields.day_editor import DayEditor
from ...widgets.fields.field_block import FieldBlock
from ...widgets.plain.flow_layout import FlowLayout
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from ...widgets.plain.row_button import RowButton
from .programme_checks import ChecksPart
from .programme_files import FilesPart

PARTS = (
    ("rules", N_("Rules on a day")),
    ("changes", N_("What changed")),
    ("files", N_("Programme files")),
    ("checks", N_("Checks")),
)
REFUSED = N_("{file} was refused: {fault}")
SAVE = N_("Save as PDF to sign…")
SAVED = N_("Saved as a file.")
JUMP = N_("Days on which something changed")
FIRST, LAST = N_("From"), N_("To")
ON = N_("Rules in force on")


class ProgrammesScreen(QWidget):
    """`changed` says that other rules are in force now."""

    changed = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        self._title = Label()
        self._title.setObjectName("title")
        column.addWidget(self._title)
        column.addWidget(self._make_notice())
        column.addWidget(self._make_chips())
        column.addWidget(self._make_choice())
        self.rules, self.changes = QTextBrowser(), QTextBrowser()
        for browser in (self.rules, self.changes):
            browser.setOpenLinks(False)
        self.files = FilesPart(desk, background, words)
        self.files.changed.connect(self._on_changed)
        self.checks = ChecksPart(desk, background, words)
        self._stack = QStackedWidget()
        for part in (self.rules, self.changes, self.files, self.checks):
            self._stack.addWidget(part)
        column.addWidget(self._stack, 1)
        self._on: date | None = None
        self._days: tuple[date, date] | None = None
        self._refused: tuple[RefusedProgramme, ...] = ()
        self._fill()
        self._on_programme()
        self.show_part("rules")
        self.reload()

    def reload(self) -> None:
        """Reads again which files are in force, and which were refused."""
        self.files.reload()
        self._read_refused()

    def show_part(self, name: str) -> None:
        """Goes to a part: rules, changes, files or checks."""
        names = [one for one, _ in PARTS]
        self._stack.setCurrentIndex(names.index(name))
        self.chips[name].turn_on()
        self._choice.setVisible(name in ("rules", "changes"))
        self._day.setVisible(name == "rules")
        self.save.setVisible(name == "rules")
        for part in (self._first, self._last, self._jump_holder):
            part.setVisible(name == "changes")
        self._show_text()

    def set_words(self, words: Words) -> None:
        self.words = words
        self._fill()
        self.files.set_words(words)
        self.checks.set_words(words)
        self._show()

    def _make_notice(self) -> QFrame:
        self.notice = QFrame()
        self.notice.setObjectName("notice")
        inner = QVBoxLayout(self.notice)
        self.notice_text = Label()
        self.notice_text.setWordWrap(True)
        inner.addWidget(self.notice_text)
        self.notice.hide()
        return self.notice

    def _make_chips(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, spacing=6)
        self.chips: dict[str, RowButton] = {}
        for name, _ in PARTS:
            chip = RowButton()
            chip.setObjectName("chip")
            chip.chosen.connect(weakly(self, lambda self, at=name: self.show_part(at)))
            self.chips[name] = chip
            row.addWidget(chip)
        return holder

    def _make_choice(self) -> QWidget:
        self._choice = QWidget()
        column = QVBoxLayout(self._choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QHBoxLayout()
        self.which = QComboBox()
        self.which.currentIndexChanged.connect(weakly(self, lambda self, _: self._on_programme()))
        self.save = QPushButton()
        self.save.clicked.connect(self._on_save)
        self._said = muted()
        top.addWidget(self.which)
        top.addWidget(self.save)
        top.addWidget(self._said, 1)
        column.addLayout(top)
        row = QHBoxLayout()
        self._day = FieldBlock("on", ON, DayEditor(exact=True), gaps=False)
        self._first = FieldBlock("first", FIRST, DayEditor(exact=True), gaps=False)
        self._last = FieldBlock("last", LAST, DayEditor(exact=True), gaps=False)
        self._day.edited.connect(self._on_day)
        self._first.edited.connect(self._on_days)
        self._last.edited.connect(self._on_days)
        self._jump_holder = QWidget()
        holder = QVBoxLayout(self._jump_holder)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.setSpacing(2)
        self._jump_label = Label()
        self._jump_label.setObjectName("fieldLabel")
        self.jump = QComboBox()
        self._jump_label.setBuddy(self.jump)
        self.jump.currentIndexChanged.connect(self._on_jump)
        holder.addWidget(self._jump_label)
        holder.addWidget(self.jump)
        holder.addStretch()
        for part in (self._day, self._first, self._last, self._jump_holder):
            row.addWidget(part)
        row.addStretch()
        column.addLayout(row)
        return self._choice

    def _fill(self) -> None:
        chosen = self.which.currentData() or "venezuela"
        with QSignalBlocker(self.which):
            self.which.clear()
            for one in self.desk.library.programmes.values():
                self.which.addItem(said_in(one.name, self.words) or one.id, one.id)
            self.which.setCurrentIndex(max(self.which.findData(chosen), 0))
        self._fill_jump()

    def _fill_jump(self) -> None:
        programme = self._programme()
        with QSignalBlocker(self.jump):
            self.jump.clear()
            for day in programme.boundaries():
                before, after = in_force(programme, day - timedelta(days=1)), in_force(programme, day)
                if changes_between(before, after):
                    self.jump.addItem(self.words.short_day(day), day)

    def _programme(self) -> Programme:
        return self.desk.library.programmes[self.which.currentData()]

    def _on_programme(self) -> None:
        programme = self._programme()
        self._on = programme.versions[min(1, len(programme.versions) - 1)].span.first
        self._fill_jump()
        if self.jump.count():
            days = [self.jump.itemData(at) for at in range(self.jump.count())]
            with QSignalBlocker(self.jump):
                self.jump.setCurrentIndex(days.index(self._on) if self._on in days else 0)
            day: date = self.jump.currentData()
            self._days = (day - timedelta(days=1), day)
        self._show()

    def _on_day(self, _: str, value: object) -> None:
        if isinstance(value, str) and days_of(value).exact:
            self._on = days_of(value).first
            self._show()

    def _on_days(self, path: str, value: object) -> None:
        if self._days is None or not isinstance(value, str) or not days_of(value).exact:
            return
        day = days_of(value).first
        self._days = (day, self._days[1]) if path == "first" else (self._days[0], day)
        self._show()

    def _on_jump(self, _: int) -> None:
        day: date = self.jump.currentData()
        self._days = (day - timedelta(days=1), day)
        for block in (self._first, self._last):  # what was typed there and was no day gives way
            block.show_fault(None, self.words)
        self._show()

    def _on_save(self) -> None:
        words, on, programme = self.words, self._on, self._programme().id
        if on is None:
            return
        name = f"{programme}-{on.isoformat()}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, words(SAVE), name, "PDF (*.pdf)")
        if chosen:
            self.save_sheet(Path(chosen))

    def save_sheet(self, path: Path) -> None:
        """Writes the rules on the chosen day as a PDF, in the background."""
        words, on, programme = self.words, self._on, self._programme().id
        assert on is not None  # noqa: S101 - a day is chosen

        def work() -> None:
            paper = paper_named(settings.office(self.desk).paper)
            write_private(path, sheet(self.desk.library, programme, on, self.desk.today(), words, paper))

        self._background.read(
            work,
            lambda _: self._said.setText(words(SAVED)),
            lambda error: self._said.setText(error_text(error, words)),
        )

    def _on_changed(self) -> None:
        self._fill()
        self._on_programme()
        self._read_refused()
        self.changed.emit()

    def _read_refused(self) -> None:
        self._background.read(lambda: self.desk.library.refused, self._on_refused)

    def _on_refused(self, found: tuple[RefusedProgramme, ...]) -> None:
        self._refused = found
        self._show_notice()

    def _show_notice(self) -> None:
        lines = [
            self.words(REFUSED, file=one.file, fault=one.faults[0].in_words(self.words))
            for one in self._refused
        ]
        self.notice_text.setText("\n".join(lines))
        self.notice.setVisible(bool(lines))

    def _show(self) -> None:
        words = self.words
        self._title.setText(words(N_("Programmes")))
        for name, text in PARTS:
            self.chips[name].setText(words(text))
        self.save.setText(words(SAVE))
        self._jump_label.setText(words(JUMP))
        self.which.setAccessibleName(words(N_("Programme")))
        self._said.setText("")
        self._day.show_value(self._on.isoformat() if self._on else NOT_ASKED, "", words)
        for block, at in ((self._first, 0), (self._last, 1)):
            block.show_value(self._days[at].isoformat() if self._days else NOT_ASKED, "", words)
        self.rules.setAccessibleName(words(N_("The rules in plain words")))
        self.changes.setAccessibleName(words(N_("What changed")))
        self._show_notice()
        self._show_text()

    def _show_text(self) -> None:
        """Fills the part that is shown; the others wait until they are."""
        words, programme = self.words, self._programme()
        shown = self._stack.currentWidget()
        if shown is self.rules and self._on is not None:
            text = rules_text(in_force(programme, self._on), self.desk.today(), words)
            if text is None:
                self.rules.setPlainText(words(NO_RULES, day=words.day(self._on)))
            else:
                self.rules.setHtml(rules_html(text, words))
            self.save.setEnabled(text is not None)
        elif shown is self.changes and self._days is not None:
            first, last = sorted(self._days)
            found = changes_text(in_force(programme, first), in_force(programme, last), words)
            self.changes.setHtml(changes_html(found))
