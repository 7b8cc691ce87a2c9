# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing typed is thrown away: what a failed save says, and what is asked before something is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from caseworker.domain.errors import StaleRevision
from caseworker.services.desk import Desk
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.unsaved import unsaved_list

from .background import Background
from .models.draft_keeper import DraftKeeper
from .weakly import weakly

if TYPE_CHECKING:
    from .models.case_editor import CaseEditor

FLUSH_TURNS = 20
KEPT = N_(
    "It is also kept as an encrypted draft: after locking, closing or a crash it is offered to you again."
)
NOT_KEPT = N_(
    "It could not be kept as a draft either: leave the window open, and do not switch the computer off."
)
LEFT = N_("{number} was left before this was saved. What you typed is kept as a draft: open the case again.")
NOWHERE = N_(
    "What you typed can be written nowhere: not into the store, and not into the room that is set aside for "
    "it. It is still here. Free some space, or connect the disk again, and try again."
)
LOST = N_("If you go on all the same, this is lost: {what}")
AGAIN, CLOSE = N_("Try again"), N_("Close")
LOCK_ANYWAY, CLOSE_ANYWAY, STAY = N_("Lock and lose it"), N_("Close and lose it"), N_("Stay here")
LEAVE_ANYWAY = N_("Go on and lose it")
MOST = 12
OPEN_AGAIN = N_("Open {number}")


class Keeping(QObject):
    """`said` carries a line for the status bar, `reopen` the id of a case to open."""

    said = Signal(str)
    reopen = Signal(str)

    def __init__(self, window: QWidget, desk: Desk, background: Background, words: Words) -> None:
        super().__init__(window)
        self._window, self._background, self._words = window, background, words
        self.keeper = DraftKeeper(desk, background, self)
        self.keeper.failed.connect(self._on_failed)
        self.keeper.kept.connect(self._tell_kept)
        self._box: QMessageBox | None = None
        self._left: str | None = None
        self._told = ""
        self._securing = False

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words

    def saved(self) -> None:
        """A save came through: the next failure is news again."""
        self._told = ""
        self.close_box()

    def close_box(self) -> None:
        """Puts away what it said."""
        if self._box is not None:
            self._box.close()

    def save_failed(self, error: Exception, editor: CaseEditor | None, case_id: str, number: str) -> None:
        """Says once that a save failed; `editor` is None where the case has been left since."""
        words = self._words
        text = error_text(error, words)
        self.said.emit(text)
        # One box for one trouble: each further try ends in the status line.
        if self._securing or self._box is not None or self._told == f"{case_id} {text}":
            return
        self._told = f"{case_id} {text}"
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        again = box.addButton(words(AGAIN), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(words(CLOSE), QMessageBox.ButtonRole.RejectRole)
        if editor is None or isinstance(error, StaleRevision):
            again.setText(words(OPEN_AGAIN, number=number))
            again.clicked.connect(weakly(self, lambda self: self.reopen.emit(case_id)))
        else:
            again.clicked.connect(self._forget_told)
            again.clicked.connect(editor.save)
        box.finished.connect(self._on_box_closed)
        self._box = box
        self._left = words(LEFT, number=number) if editor is None else ""
        self._tell_kept()
        # Whoever types goes on: a box that takes the keys would swallow what was meant for the field.
        box.setModal(False)
        box.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        box.show()
        # Some systems activate it all the same.
        QTimer.singleShot(0, self._window, self._window.activateWindow)

    def secure(self, editor: CaseEditor | None) -> bool:
        """Sees to it that everything typed is saved or in a draft; False where something is in neither."""
        safe = self._secured(editor)
        if not safe and editor is not None:
            # Whoever stays goes on working.
            editor.halted = False
        return safe

    def _secured(self, editor: CaseEditor | None) -> bool:
        self._securing = True
        try:
            if editor is not None:
                editor.halt()
                editor.save_error = None
            for _ in range(FLUSH_TURNS):
                self.keeper.write()
                trying = editor is not None and editor.unsaved and not editor.faults and not editor.save_error
                if not self.keeper.pending() and not trying:
                    return True
                if editor is not None and trying:
                    editor.save()
                self._background.wait_kept()
                in_time = self._background.wait()
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
                if (self.keeper.error is not None and not trying) or not in_time:
                    # What waits behind long work is in a draft by now, or nowhere.
                    return not self.keeper.pending()
            return not self.keeper.pending()
        finally:
            self._securing = False

    def troubled(self, editor: CaseEditor | None) -> bool:
        """Whether the last try to save or to keep something failed, so that it is asked before leaving."""
        failed = self.keeper.error is not None and self.keeper.pending()
        return failed or (editor is not None and editor.save_error is not None and editor.dirty)

    def ask(self, anyway: str, again: Callable[[], object], lose: Callable[[], None]) -> None:
        """Asks what to do where something can be written nowhere: try `again`, or `lose` it."""
        words = self._words
        self.close_box()
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words(NOWHERE))
        box.setInformativeText(words(LOST, what="; ".join(self._names())))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        retry = box.addButton(words(AGAIN), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(words(anyway), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(words(STAY), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(retry)
        box.setEscapeButton(stay)
        retry.clicked.connect(again)
        drop.clicked.connect(lose)
        box.finished.connect(self._on_box_closed)
        self._box = box
        box.open()

    def _names(self) -> list[str]:
        """What waits, case by case: `TIJ-2022-000003 · María Pérez: Given names`."""
        from caseworker.services.drafts import fields_of

        places: dict[str, list[tuple[str, str, str]]] = {}
        for one in self.keeper.waiting():
            document = self.keeper.document(one.case_id)
            found = [] if one.over else fields_of(document, one)
            head = str(document.get("number", ""))
            places.setdefault(head, []).extend((field.person, field.kind, field.path) for field in found)
        said = {head: unsaved_list(fields, self._words, MOST) for head, fields in places.items() if fields}
        return [f"{head} · {text}" if head else text for head, text in said.items()]

    def _forget_told(self) -> None:
        self._told = ""

    def _on_box_closed(self) -> None:
        self._box, self._left = None, None

    def _tell_kept(self) -> None:
        """Says in the box of a failed save whether what was typed is in a draft."""
        if self._box is not None and self._left is not None:
            kept = self._words(KEPT if self.keeper.error is None else NOT_KEPT)
            self._box.setInformativeText(" ".join(part for part in (self._left, kept) if part))

    def _on_failed(self, error: Exception) -> None:
        self.said.emit(f"{error_text(error, self._words)} {self._words(NOT_KEPT)}")
        self._tell_kept()
