# SPDX-License-Identifier: AGPL-3.0-or-later
"""A button that starts one act: many quick clicks on it are one, and it waits for the answer."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton
from shiboken6 import isValid

# Clicks that follow each other faster than this are one act; a double click is taken for two below it.
QUIET_MS = 400
# What somebody has not had the time to read is not acted on.
GRACE_MS = 700
# After a turn in which the window stood still, what was pressed meanwhile comes first.
LAST_MS = 50
NEAR_PX = 16
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
MOUSE = (*PRESSES, QEvent.Type.MouseButtonRelease)
KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Told = tuple[Callable[[Any], None], Callable[[Exception], None]]


def _nothing(_: object) -> None:
    """For an answer that nobody waits for."""


class ActButton(QPushButton):
    """`acted` once for each act: what was pressed quickly after it, by mouse or key, belongs to it.

    Who acts through a service lets `until_told` hand on the answer: until then the button stays closed,
    whatever `setEnabled` says meanwhile. The focus stays on it, so that keys pressed on reach nothing else.
    """

    acted = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._allowed, self._holds_focus = True, False
        self._acting = 0
        self._place: QPoint | None = None
        self._keys: tuple[int, ...] = ()
        # Whether a person pressed it: what the program clicks has no burst.
        self._pressed = False
        self._burst: Burst | None = None
        self._graceful = False
        self._fresh_until = 0.0
        self.clicked.connect(self._on_clicked)

    @property
    def acting(self) -> bool:
        """Whether an answer is waited for."""
        return self._acting > 0

    def press(self) -> None:
        """What a key of the window or Enter in a field does: a click, in whose burst it counts."""
        self._note(None, ENTER)
        if self._burst is not None:
            self._burst.go_on()
        self.click()

    def setEnabled(self, on: bool) -> None:
        """Allows the act or not; it is possible once it is allowed and no other is under way."""
        self._allowed = on
        self._fit()

    def until_told(
        self,
        done: Callable[[Any], None] = _nothing,
        failed: Callable[[Exception], None] = _nothing,
    ) -> Told:
        """The two that hear the answer, for whoever works in the background; closed until one is called."""
        self._acting += 1
        self._fit()

        def told(found: Any) -> None:
            try:
                done(found)
            finally:
                self._on_told()

        def refused(error: Exception) -> None:
            try:
                failed(error)
            finally:
                self._on_told()

        return told, refused

    def want_reading(self) -> None:
        """From now on it acts only on what was there for a moment; call `refresh` when that changes."""
        self._graceful = True

    def refresh(self) -> None:
        """Something else is acted on now: what is pressed at once was meant for what was there before."""
        if self._graceful:
            self._fresh_until = monotonic() + GRACE_MS / 1000

    @property
    def fresh(self) -> bool:
        """Whether it stands for something that nobody can have read yet."""
        return monotonic() < self._fresh_until

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def event(self, event: QEvent) -> bool:
        keys = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select, *ENTER)
        if isinstance(event, QKeyEvent) and keys and event.isAutoRepeat():
            # A key that is held is one act, and none of the next.
            return True
        if self.fresh and (keys or (isinstance(event, QMouseEvent) and event.type() in MOUSE)):
            return True
        # A closed button is pressed too: the burst goes on.
        if isinstance(event, QMouseEvent) and event.type() in PRESSES:
            self._note(event.globalPosition().toPoint(), ())
        elif isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select, *ENTER):
            self._note(None, (event.key(),))
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Qt moves the focus on when it disables a widget, and a key that is still held would act there.
        return self._holds_focus or super().focusNextPrevChild(forward)

    def _note(self, place: QPoint | None, keys: tuple[int, ...]) -> None:
        self._place, self._keys, self._pressed = place, keys, True

    def _on_clicked(self) -> None:
        if self._burst is not None or self._acting:
            return
        if self._pressed:
            self._pressed = False
            self._burst = Burst(self, self._place, self._keys)
            self._fit()
        self.acted.emit()
        if isValid(self) and self._burst is not None:
            # The act may have taken its time.
            self._burst.go_on()

    def open_again(self) -> None:
        """The burst is over."""
        self._burst = None
        self._fit()

    def _on_told(self) -> None:
        self._acting -= 1
        if isValid(self):
            self._fit()

    def _fit(self) -> None:
        self._holds_focus = True
        super().setEnabled(self._allowed and self._burst is None and not self._acting)
        self._holds_focus = False


class Burst(QObject):
    """Takes what is left of a burst, for something else may stand at that place by now; whatever else is
    pressed ends it.
    """

    def __init__(self, button: ActButton, place: QPoint | None, keys: tuple[int, ...]) -> None:
        application = QApplication.instance()
        super().__init__(application)
        self._button, self._window = button, button.window()
        self._place, self._keys = place, keys
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._on_quiet)
        self._ending = False
        self.go_on()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in MOUSE and kind not in KEYS:
            return False
        if not isValid(self._window):
            self.end()
            return False
        if kind in MOUSE and isinstance(event, QMouseEvent):
            return self._takes(pressed=kind in PRESSES, mine=self._is_near(event))
        if kind in KEYS and isinstance(event, QKeyEvent):
            return self._takes(pressed=kind == QEvent.Type.KeyPress, mine=event.key() in self._keys)
        return False

    def go_on(self) -> None:
        """Waits anew until nothing more comes."""
        self._ending = False
        self._quiet.start(QUIET_MS)

    def _on_quiet(self) -> None:
        if self._ending:
            self.end()
        else:
            self._ending = True
            self._quiet.start(LAST_MS)

    def end(self) -> None:
        """Lets everything through again."""
        self._quiet.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        if isValid(self._button):
            self._button.open_again()
        self.deleteLater()

    def _is_near(self, event: QMouseEvent) -> bool:
        if self._place is None:
            return False
        return (event.globalPosition().toPoint() - self._place).manhattanLength() <= NEAR_PX

    def _takes(self, *, pressed: bool, mine: bool) -> bool:
        if pressed and mine:
            self.go_on()
        elif pressed:
            self.end()
        return mine
