# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case: who it is about on top; stations at the left, a screen between, the assessment at the right."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.flow import STATIONS, next_step
from caseworker.services.evidence.scanner_folder import Scan
from caseworker.words import N_, Words

from ... import theme
from ...models.case_editor import CaseEditor
from ...models.scanner_watch import KnownScans, ScannerWatch
from ...weakly import weakly
from ...widgets.fields.field_block import FieldBlock
from ...widgets.findings.assessment_panel import AssessmentPanel, person_name
from ...widgets.findings.ties_bar import TiesBar
from ...widgets.notices.damage_notice import DamageNotice
from ...widgets.notices.save_notice import SaveNotice
from ...widgets.pages.page_viewer import PageViewer
from ...widgets.plain.elided_label import ElidedLabel
from ...widgets.plain.label import Label
from ...widgets.plain.step_list import StepList
from ...widgets.scanner.scanner_bar import ScannerBar
from .case_screen import CaseScreen
from .eligibility import EligibilityScreen
from .entry import EntryScreen
from .intake import IntakeScreen
from .letter import LetterScreen
from .matrix import MatrixScreen
from .sponsor import SponsorScreen

SCREENS: dict[str, type[CaseScreen]] = {
    screen.STEP: screen
    for screen in (
        IntakeScreen,
        SponsorScreen,
        EntryScreen,
        EligibilityScreen,
        LetterScreen,
        MatrixScreen,
    )
}
# Opened from a station, and shown as part of it.
WITHIN = {"matrix": "eligibility"}
NARROW = 1180
RULES = N_("rules from {day}")


class CasePage(QWidget):
    """One open case. `scans` is what the window knows of the scanner folder from other cases."""

    closed = Signal()
    review_wanted = Signal()
    settings_wanted = Signal(str)

    def __init__(
        self, editor: CaseEditor, words: Words, scans: KnownScans, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor, self.words = editor, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_identity())
        self.damage = DamageNotice(editor, words)
        self.damage.evidence_opened.connect(weakly(self, lambda self, at: self.open_path(f"evidence/{at}")))
        column.addWidget(self.damage)
        self.save_notice = SaveNotice(editor, words)
        self.save_notice.path_opened.connect(self.open_path)
        column.addWidget(self.save_notice)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._steps = StepList()
        self._steps.chosen.connect(self.show_step)
        self._stack = QStackedWidget()
        self._ties = TiesBar()
        self._ties.criterion_opened.connect(self._show_finding)
        self._ties.back_wanted.connect(self._go_back)
        middle = QWidget()
        below = QVBoxLayout(middle)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self._stack, 1)
        below.addWidget(self._ties)
        self.panel = AssessmentPanel(editor, words)
        self.panel.finding_opened.connect(self.open_finding)
        self._splitter.addWidget(self._steps)
        self._splitter.addWidget(middle)
        self._splitter.addWidget(self.panel)
        self.viewer = PageViewer(editor, words)
        self.viewer.hide()
        self.viewer.closed.connect(self._close_viewer)
        self._splitter.addWidget(self.viewer)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([190, 640, 330])
        column.addWidget(self._splitter, 1)
        self.watch = ScannerWatch(editor, scans, self)
        self.scanner = ScannerBar(self.watch, words)
        self.scanner.add_wanted.connect(self._take_scans)
        self.scanner.answered.connect(self._leave_scanner)
        column.addWidget(self.scanner)
        self._screens: dict[str, CaseScreen] = {}
        self._step = ""
        self._panel_wanted: bool | None = None
        # The station and condition from which somebody went to a field.
        self._came_from: tuple[str, str] | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        editor.document_changed.connect(self._on_changed)
        editor.assessment_changed.connect(self._show_stations)
        editor.outdated.changed.connect(self._on_outdated)
        self._show_stations()
        self.show_step(next_step(editor.stations()) if editor.stations() else STATIONS[0])

    @property
    def step(self) -> str:
        """The station that is shown."""
        return self._step

    def station(self, step: str) -> CaseScreen:
        """The screen of a station, made when first needed."""
        if step not in self._screens:
            screen = SCREENS[step](self.editor, self.words, self._stack)
            screen.moved.connect(self.go)
            screen.finding_opened.connect(self.open_finding)
            screen.page_wanted.connect(self._show_file)
            if isinstance(screen, EntryScreen):
                screen.papers.form_opened.connect(weakly(self, lambda self, _: self._fit_scanner()))
                screen.papers.form_closed.connect(weakly(self, lambda self, _: self._fit_scanner()))
            if isinstance(screen, EligibilityScreen):
                screen.review_wanted.connect(self.review_wanted)
            if isinstance(screen, LetterScreen):
                screen.settings_wanted.connect(self.settings_wanted)
            self._screens[step] = screen
            self._stack.addWidget(screen)
        return self._screens[step]

    def show_step(self, step: str) -> None:
        """Goes to a station; any order is allowed."""
        self.editor.save()
        if step != self._step:
            self._close_viewer()
        screen = self.station(step)
        screen.refresh()
        self._step = step
        if self._came_from is not None and self._came_from[0] == step:
            # Whoever is back by another way is offered none.
            self._came_from = None
            self._ties.show_back("", self.words)
        self._stack.setCurrentWidget(screen)
        self._steps.show_current(WITHIN.get(step, step))
        self._fit_panel()
        self._fit_scanner()
        if self.isVisible():
            screen.focus_first()

    def focus_review(self) -> None:
        """Puts the focus on what approves the decision that is shown."""
        screen = self.station("eligibility")
        if isinstance(screen, EligibilityScreen):
            screen.focus_review()

    def go(self, by: int) -> None:
        """To the next or the previous station; before the first, back to the list."""
        if self._step in WITHIN:
            self.show_step(WITHIN[self._step])
            return
        at = STATIONS.index(self._step) + by
        if 0 <= at < len(STATIONS):
            self.show_step(STATIONS[at])
        else:
            self.closed.emit()

    def open_path(self, path: str) -> None:
        """Goes to the field or evidence at a document path, to a condition at `matrix/CRITERION` or
        `eligibility/CRITERION`, with `eligibility` to where a decision is recorded, with `letter` to letters.
        """
        head = path.split("/")[0]
        tail = path.split("/")[2:3]
        if head == "eligibility":
            self.show_step(head)
            criterion = path.partition("/")[2]
            if criterion:
                self.station(head).show_finding(criterion)
            else:
                self.station(head).open_path(path)
            return
        step = {"sponsor": "sponsor", "evidence": "entry", "matrix": "matrix", "letter": "letter"}.get(
            head, "intake"
        )
        if tail and tail[0] in ("us_border", "returned_to", "exits_declared", "entry_manner"):
            step = "entry"
        self.show_step(step)
        self.station(step).open_path(path)

    def open_finding(self, path: str, criterion: str) -> None:
        """Goes to what decided a finding, and offers the way back."""
        self._came_from = (self._step, criterion)
        self._ties.show_back(self.words.label("step", self._step), self.words)
        self.open_path(path or "assess_on")

    def _go_back(self) -> None:
        if self._came_from is None:
            return
        step, criterion = self._came_from
        self._came_from = None
        self._ties.show_back("", self.words)
        self.show_step(step)
        if criterion and not self.station(step).show_finding(criterion):
            self.panel.show_finding(criterion)

    def _show_finding(self, criterion: str) -> None:
        if not self.panel.isVisible():
            self._on_toggle()
        self.panel.show_finding(criterion)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if (
            before is not None
            and _block_of(before) is not _block_of(now)
            and self._stack.isAncestorOf(before)
        ):
            # A field is left: what was typed into it is whole.
            self.editor.save()
        here = now is not None and self._stack.isAncestorOf(now)
        if self._step in self._screens:
            self._screens[self._step].watch_focus(now if here else None)
        if now is not None and here:
            self._show_ties(now)

    def _show_ties(self, now: QWidget | None) -> None:
        block = _block_of(now)
        path = block.path if block is not None else ""
        self._ties.show_ties(self.editor.used_for(path, self.words.language) if path else (), self.words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self.panel.set_words(words)
        self.damage.set_words(words)
        self.save_notice.set_words(words)
        self.viewer.set_words(words)
        self.scanner.set_words(words)
        for screen in self._screens.values():
            screen.set_words(words)
        self._show_ties(self.focusWidget())
        self._ties.show_back(words.label("step", self._came_from[0]) if self._came_from else "", words)
        self._show_stations()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_stations()

    def _fit_scanner(self) -> None:
        screen = self._screens.get(self._step)
        self.scanner.show_open(isinstance(screen, EntryScreen) and screen.papers.form is not None)

    def _leave_scanner(self) -> None:
        self._screens[self._step].focus_first()

    def _take_scans(self, scans: Collection[Scan], how: str) -> None:
        if self._step != "entry":
            self.show_step("entry")
        screen = self._screens["entry"]
        assert isinstance(screen, EntryScreen)  # noqa: S101 - that is what stands there
        files = self.watch.take(scans)
        if files:
            screen.take_scans(files, how)

    def _fit_panel(self) -> None:
        wide = self.width() >= NARROW - 200
        # The matrix shows the conditions itself and needs the room.
        fits = wide and self._step not in WITHIN
        shown = fits if self._panel_wanted is None else self._panel_wanted
        self.panel.setVisible(shown and self.viewer.isHidden())
        self._toggle.setVisible(not fits)
        self._toggle.setText(self.words(N_("Hide assessment") if shown else N_("Show assessment")))

    def panes(self) -> list[QWidget]:
        """What stands side by side and can take the focus, from left to right."""
        beside = [one for one in (self.panel, self.viewer, self.scanner) if one.isVisible()]
        return [self.station(self._step), *beside]

    def _show_file(self, evidence_id: str, sha256: str) -> None:
        """Shows a file in the place of the assessment; an empty text puts it away."""
        if not sha256:
            self._close_viewer()
            return
        opening = self.viewer.isHidden()
        if opening:
            self.panel.hide()
            self.viewer.show()
            # The steps give way where the form would have no room; the keys lead to them still.
            narrow = self._splitter.width() < NARROW - 200
            self._steps.setVisible(not narrow)
            steps = 0 if narrow else self._steps.width()
            room = self._splitter.width() - steps
            form = min(max(room * 46 // 100, self.station(self._step).least_width()), room - 300)
            self._splitter.setSizes([steps, form, 0, room - form])
        self.viewer.show_file(evidence_id, sha256)
        self.viewer.canvas.setFocus()

    def _close_viewer(self) -> None:
        if self.viewer.isHidden():
            return
        had_focus = self.viewer.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        evidence_id, sha256 = self.viewer.evidence_id, self.viewer.sha256
        self.viewer.hide()
        self._steps.show()
        self._fit_panel()
        if had_focus:
            self._screens[self._step].back_from_file(evidence_id, sha256)

    def _make_identity(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("identity")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        self._name, self._more = ElidedLabel(), Label()
        self._name.setObjectName("heading")
        self._more.setObjectName("heading")
        self._number, self._programme, self._outcome = Label(), Label(), Label()
        self._number.setObjectName("muted")
        self._programme.setObjectName("muted")
        self._mark = Label()
        row.addWidget(self._name)
        row.addWidget(self._more)
        row.addWidget(self._number)
        row.addStretch()
        row.addWidget(self._programme)
        row.addWidget(self._mark)
        row.addWidget(self._outcome)
        self._toggle = QPushButton()
        self._toggle.setObjectName("link")
        self._toggle.clicked.connect(self._on_toggle)
        row.addWidget(self._toggle)
        return bar

    def _on_toggle(self) -> None:
        self._panel_wanted = not self.panel.isVisible()
        self._fit_panel()

    def _on_changed(self, path: str) -> None:
        screen = self._screens.get(self._step)
        if screen is not None:
            screen.refresh(path)

    def _on_outdated(self) -> None:
        self._show_stations()
        self._on_changed("")

    def _show_stations(self) -> None:
        words, editor = self.words, self.editor
        self._steps.show_stations(editor.stations(), words)
        people = editor.document.get("applicants") or []
        name = person_name(people[0], 0, words) if people else words(N_("New case"))
        self._name.setText(name)
        self._more.setText(f"+{len(people) - 1}")
        self._more.setToolTip(words.many("{count} more person", "{count} more people", len(people) - 1))
        self._more.setVisible(len(people) > 1)
        self._number.setText(str(editor.document.get("number", "")))
        assessment = editor.assessment
        programme = editor.desk.library.programmes.get(str(editor.document.get("programme")))
        text = programme.name.get(words.language, "") if programme else ""
        wide = self.width() >= NARROW - 200
        if wide and assessment is not None and assessment.version.span.first is not None:
            text = f"{text}, {words(RULES, day=words.short_day(assessment.version.span.first))}"
        self._programme.setText(text)
        one = None
        if assessment is not None and editor.applicant_id:
            one = assessment.of(editor.applicant_id)
        self._outcome.setText(words.label("outcome", one.outcome) if one else "")
        if one:
            self._mark.setPixmap(theme.mark_pixmap(one.outcome, 18))
        else:
            self._mark.clear()
        self._fit_panel()


def _block_of(widget: QWidget | None) -> FieldBlock | None:
    """The field that a widget is part of."""
    while widget is not None and not isinstance(widget, FieldBlock):
        widget = widget.parentWidget()
    return widget
