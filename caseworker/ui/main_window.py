# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window: the rail at the left, one screen at a time, the status line below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from caseworker.services import cases, drafts, settings
from caseworker.services.desk import Desk
from caseworker.words import N_, Words, words_for
from caseworker.words.errors import error_text

from . import qt_words, theme
from .background import Background
from .keeping import CLOSE_ANYWAY, LEAVE_ANYWAY, LOCK_ANYWAY, Keeping
from .lock_key import close_dialogs
from .places import Places
from .reviewing import Reviewing
from .screens.cases import CasesScreen
from .status_line import StatusLine
from .weakly import weakly
from .widgets.notices.unsaved_notice import UnsavedNotice
from .widgets.plain.rail import Rail
from .window_keys import WindowKeys

if TYPE_CHECKING:
    # Loaded when first shown: the list of cases does not wait for them.
    from .models.case_editor import CaseEditor
    from .models.scanner_watch import KnownScans
    from .screens.case.case_page import CasePage

NARROW = 1100


class MainWindow(QMainWindow):
    """Everything after the store is open. `locked` asks the composition root to lock."""

    locked = Signal()
    first_content = Signal()

    def __init__(self, desk: Desk, words: Words, *, dark: bool) -> None:
        super().__init__()
        self.desk, self.words, self.dark = desk, words, dark
        self.background = Background(self)
        self.keeping = Keeping(self, desk, self.background, words)
        self.keeping.said.connect(weakly(self, lambda self, text: self.status.say(text)))
        self.keeping.reopen.connect(self.open_case)
        self.keeping.keeper.noted.connect(self._on_noted)
        self.keeping.keeper.kept.connect(self._on_kept)
        self._losing = False
        self._offer_when_kept = False
        # Counted up by whoever goes anywhere: a case that was read too late for it is not shown.
        self._going = 0
        self.editor: CaseEditor | None = None
        self._page: CasePage | None = None
        self._scans: KnownScans | None = None
        self._painted = False
        # No names in titles: they show in task lists and screen sharing.
        self.setWindowTitle("Caseworker")
        # The whole window is seen on the screen that it opens on, the status line too.
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.setMinimumSize(900, 600)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.permitted = desk.permitted()
        self.rail = Rail(desk.worker, self.permitted)
        self.reviewing = Reviewing(desk, self.background, self)
        self.reviewing.changed.connect(self._on_reviewing)
        self.rail.chosen.connect(self.show_place)
        self.rail.lock_wanted.connect(self.lock)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.notice = UnsavedNotice(words)
        self.notice.opened.connect(self.open_case)
        self.notice.place_opened.connect(self._open_place)
        self.notice.discarded.connect(self._discard)
        column.addWidget(self.notice)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(central)
        self.cases = CasesScreen(desk, self.background, words)
        self.cases.opened.connect(self.open_case)
        self.cases.new_wanted.connect(self.new_case)
        self.stack.addWidget(self.cases)
        self.places = Places(self)
        self.status = StatusLine(self.statusBar(), words)
        self.keys = WindowKeys(self)
        self._retranslate()
        # An administrator or auditor alone sees no cases.
        self._sees_cases = "read_cases" in self.permitted
        if self._sees_cases:
            self.cases.show_now()
        self.show_place("cases")

    def begin(self) -> None:
        """Shows whoever unlocked their own Start, with what is read at once; the rest follows the first "
        "picture."""
        start = self.places.start()
        start.show_now()
        self.stack.setCurrentWidget(start)
        self.rail.turn_on("start")
        self.first_content.connect(start.reload)
        self.first_content.connect(self.reviewing.reload)

    def show_place(self, name: str) -> None:
        """Goes to a place of the rail."""
        self._going += 1
        if not self._may_leave(lambda: self.show_place(name)):
            return
        self.leave_case()
        if name == "cases" and not self._sees_cases:
            name = "start"
        if name == "cases":
            self.stack.setCurrentWidget(self.cases)
        elif name == "start":
            start = self.places.start()
            start.reload()
            self.reviewing.reload()
            self.stack.setCurrentWidget(start)
        elif name == "review":
            self.reviewing.reload()
            self.stack.setCurrentWidget(self.places.review())
        else:
            self.stack.setCurrentWidget(self.places.other(name))
        self.rail.turn_on(name)

    def show_settings(self, part: str) -> None:
        """Goes to the part of Settings where something is mended."""
        self.show_place("settings")
        if self.stack.currentWidget() is self.places.made("settings"):
            self.places.settings().show_part(part)

    def open_case(
        self, case_id: str, step: str = "", applicant_id: str = "", *, to_review: bool = False
    ) -> None:
        """Opens a case, at a station and a person or where it asks for work; it is read in the background.

        With `to_review` the focus is on what approves.
        """
        from .models.case_editor import CaseEditor
        from .models.scanner_watch import KnownScans
        from .screens.case.case_page import CasePage

        self._going += 1
        going = self._going
        if not self._may_leave(lambda: self.open_case(case_id, step, applicant_id, to_review=to_review)):
            return
        if self.editor is not None and self.editor.case_id == case_id:
            # Read after what is left of it has been saved.
            self.leave_case()

        def done(found: cases.OpenedCase) -> None:
            if going != self._going:
                return
            self.leave_case()
            today = self.desk.today()
            self._scans = self._scans or KnownScans()
            number = str(found.document.get("number", ""))
            self.editor = CaseEditor(self.desk, self.background, found, today, self.keeping.keeper)
            self.editor.saving.connect(weakly(self, lambda self: self.status.say(self.words(N_("Saving…")))))
            self.editor.saved.connect(self._on_saved)
            self.editor.save_failed.connect(
                weakly(self, lambda self, error: self._on_save_failed(error, case_id, number))
            )
            self.editor.undo_changed.connect(self._show_undo)
            self._page = CasePage(self.editor, self.words, self._scans, self.stack)
            self._page.closed.connect(weakly(self, lambda self: self.show_place("cases")))
            self._page.review_wanted.connect(weakly(self, lambda self: self.show_place("review")))
            self._page.settings_wanted.connect(weakly(self, lambda self, part: self.show_settings(part)))
            self.stack.addWidget(self._page)
            self.stack.setCurrentWidget(self._page)
            self.editor.records_changed.connect(self.reviewing.reload)
            if applicant_id:
                self.editor.choose_applicant(applicant_id)
            if step:
                self._page.show_step(step)
            self._page.station(self._page.step).focus_first()
            if to_review:
                self._page.focus_review()
            self.rail.turn_on("cases")
            self.notice.show_here(case_id)

        # After what is on its way to the store: it may be of this very case.
        ask = self.background.write if self.background.busy else self.background.read
        ask(lambda: cases.open_case(self.desk, case_id), done, self._on_error)

    def open_made(self, case_id: str) -> None:
        """Opens a case that the form for new ones made."""
        # Whoever left the form before the case was made finds it in the list.
        if self.stack.currentWidget() is self.places.made("new"):
            self.open_case(case_id)
        else:
            self.cases.reload()

    def _may_leave(self, go: Callable[[], None]) -> bool:
        """Whether nothing of the open case would be lost; else it asks, and goes on as is chosen."""
        if self.editor is None or not self.keeping.troubled(self.editor) or self.keeping.secure(self.editor):
            return True

        def lose() -> None:
            self.keeping.keeper.forget()
            self.leave_case(losing=True)
            go()

        # Nobody may go on while a place of the rail says that it is shown.
        self.rail.turn_on("cases")
        self.keeping.ask(LEAVE_ANYWAY, lambda: go(), lose)
        return False

    def leave_case(self, *, losing: bool = False) -> None:
        """Leaves the open case; what was typed is saved, or waits as a draft, or with `losing` is let go."""
        if self.editor is None or self._page is None:
            return
        # What it says is of the case that is left.
        self.keeping.close_box()
        waits = bool(self.editor.faults) or self.keeping.keeper.holds(self.editor.case_id)
        self.editor.leave(losing=losing)
        if waits and self.keeping.keeper.pending():
            self._offer_when_kept = True
        elif waits:
            self.offer_unsaved()
        page, self._page, self.editor = self._page, None, None
        self.stack.removeWidget(page)
        page.deleteLater()
        self.status.show_undo("")
        self.notice.show_here("")
        # The writer is one queue: this read comes after the save.
        self.background.write(lambda: None, lambda _: self.cases.reload())

    def new_case(self) -> None:
        """Shows the form for a new case."""
        self._going += 1
        if not self._sees_cases or not self._may_leave(self.new_case):
            return
        self.leave_case()
        self.rail.turn_on("cases")
        screen = self.places.new_case()
        self.notice.let_go("new_case")
        self.stack.setCurrentWidget(screen)
        screen.begin()

    @property
    def page(self) -> CasePage | None:
        """The open case, if any."""
        return self._page

    def set_language(self, language: str) -> None:
        """Speaks another language, everywhere, at once."""
        self.words = words_for(language)
        self.keeping.set_words(self.words)
        self.notice.set_words(self.words)
        self._retranslate()
        for screen in (self.cases, *self.places, self._page):
            if screen is not None:
                screen.set_words(self.words)
        if not self.desk.store.viewer:
            self.background.write(lambda: settings.set_language(self.desk, language))

    def set_dark(self, dark: bool) -> None:
        """Changes the palette."""
        self.dark = dark
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a window is open
        theme.apply(app, dark=dark)
        self.rail.show_icons()
        for screen in (self.cases, *self.places, self._page):
            if screen is not None:
                screen.set_words(self.words)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._losing and not self.keeping.secure(self.editor):
            event.ignore()
            self.keeping.ask(CLOSE_ANYWAY, self.close, self._close_losing)
            return
        self._leave_for_good()
        super().closeEvent(event)

    def lock(self) -> None:
        """Saves or keeps everything typed, also in a dialog that is open, and asks to be locked."""
        close_dialogs()
        self.keeping.close_box()
        if self.keeping.secure(self.editor):
            self._leave_for_good()
            self.locked.emit()
        else:
            self.keeping.ask(LOCK_ANYWAY, self.lock, self._lock_losing)

    def _close_losing(self) -> None:
        self._losing = True
        self.keeping.keeper.forget()
        self.close()

    def _lock_losing(self) -> None:
        self.keeping.keeper.forget()
        self._leave_for_good()
        self.locked.emit()

    def _leave_for_good(self) -> None:
        self.leave_case()
        self.background.shut()

    def offer_unsaved(self) -> None:
        """Says what whoever sits here typed and did not save, as after a crash or on a full disk."""
        desk = self.desk

        def work() -> tuple[drafts.Unsaved, ...]:
            drafts.settle(desk)
            return drafts.unsaved(desk)

        def done(found: tuple[drafts.Unsaved, ...]) -> None:
            self.notice.show_unsaved(found)
            self.notice.show_here(self.editor.case_id if self.editor else "")
            self._on_noted()

        self.background.write(work, done, self._on_error)

    def _open_place(self, name: str) -> None:
        if name == "new":
            self.new_case()
        else:
            self.show_place(name)

    def _discard(self, case_id: str, place: str) -> None:
        desk = self.desk

        def work() -> None:
            drafts.discard(desk, case_id, under=place)

        self.background.keep(work, lambda _: self.offer_unsaved(), self._on_error)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # The children are painted in the same turn, after this.
            QTimer.singleShot(0, self, self.first_content.emit)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.keeping.keeper.write()
            # A box that tells of a failed save takes the focus too, and must not bring about the next.
            if self.editor is not None and self.editor.save_error is None:
                self.editor.save()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_words(self.words, narrow=self.width() < NARROW)

    def review_case(self, case_id: str, applicant_id: str) -> None:
        """Opens the very decision that waits for the second person."""
        self.open_case(case_id, "eligibility", applicant_id, to_review=True)

    def _on_reviewing(self) -> None:
        self.rail.show_count("review", self.reviewing.count)
        self.places.show_reviewing(self.reviewing)

    def on_rules_changed(self) -> None:
        """Shows the list anew, and lets go the form for a new case, which names the programmes."""
        self.cases.reload()
        self.places.let_go("new")

    def _retranslate(self) -> None:
        words = self.words
        qt_words.speak(words.language)
        self.rail.set_words(words, narrow=self.width() < NARROW)
        self.status.begin(self.desk, words, all_saved=not self._anything_waits())

    def _anything_waits(self) -> bool:
        keeper = self.keeping.keeper
        typed = keeper.pending() or keeper.holds() or (self.editor is not None and self.editor.unsaved)
        return typed or self.notice.waiting

    def _on_noted(self) -> None:
        """Takes back what the status line said of everything."""
        if self._anything_waits():
            self.status.take_back()

    def _on_kept(self) -> None:
        if self._offer_when_kept and not self.keeping.keeper.pending():
            self._offer_when_kept = False
            self.offer_unsaved()

    def _on_save_failed(self, error: Exception, case_id: str, number: str) -> None:
        here = self.editor if self.editor is not None and self.editor.case_id == case_id else None
        self.keeping.save_failed(error, here, case_id, number)
        if here is None:
            self.offer_unsaved()

    def _on_saved(self) -> None:
        self.keeping.saved()
        self.status.say_saved_now()

    def _on_error(self, error: Exception) -> None:
        self.status.say(error_text(error, self.words))

    def _show_undo(self) -> None:
        self.status.show_undo(self.editor.undo_path() if self.editor else "")
