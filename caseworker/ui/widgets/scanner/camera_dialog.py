# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking pictures of a paper with the camera of this computer: the way in, and the dialog."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from caseworker.words import N_, Words

from ... import camera
from ...models.case_editor import CaseEditor
from ...models.file_adder import Brought, jpeg_of
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.muted_label import muted

TAKE_PICTURE = N_("Take a picture…")
TITLE = N_("Take a picture")
HINT = N_(
    "Lay the paper flat and in good light. The picture goes into the case alone: no file of it is left on "
    "this computer."
)
WAITING = N_("The camera is being turned on…")
FAILED = N_(
    "The camera gives no picture. The case is safe. Close other programs that use the camera, check its "
    "cable and choose it again, or add a file instead."
)
TAKE, AGAIN, USE = N_("Take the picture"), N_("Take it again"), N_("Use this picture")
USE_AND_NEXT = N_("Use it and take the next page")
CLOSE = N_("Close")
WHICH = N_("Camera")
LIVE, TAKEN = N_("What the camera sees"), N_("The picture that was taken")
NAME = N_("Picture {number}.jpg")


class CameraButton(QPushButton):
    """Is there only where a camera can be used; what that needs is loaded when the button is made."""

    def __init__(self, editor: CaseEditor, evidence_id: str, words: Words) -> None:
        super().__init__()
        self._editor, self._at, self._words = editor, evidence_id, words
        self._count = 0
        self.hide()
        self.clicked.connect(self._on_clicked)
        self.set_words(words)
        # The form is shown first.
        QTimer.singleShot(0, self, lambda: editor.read(camera.load, self._on_loaded))

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self.setText(words(TAKE_PICTURE))

    def _on_loaded(self, loaded: bool) -> None:
        # The form may be closed by then.
        if isValid(self):
            self.setVisible(loaded and bool(camera.cameras()))

    def _on_clicked(self) -> None:
        dialog = CameraDialog(self._words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.used.connect(self._on_used)
        dialog.open()

    def _on_used(self, image: QImage) -> None:
        self._count += 1
        name = self._words(NAME, number=self._count)
        self._editor.adder.add(self._at, [Brought(name, partial(jpeg_of, image))])


class CameraDialog(QDialog):
    """The live picture, taking, taking again, using. `used` carries the picture.

    The camera is on only while it shows what the camera sees.
    """

    used = Signal(QImage)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setWindowTitle(words(TITLE))
        self.resize(760, 640)
        self._camera = camera.Camera(self)
        self._camera.ready.connect(self._on_ready)
        self._camera.taken.connect(self._on_taken)
        self._camera.failed.connect(self._on_failed)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(muted(words(HINT)))
        self.which = QComboBox()
        self.which.addItems(list(camera.cameras()))
        self.which.setAccessibleName(words(WHICH))
        self.which.setVisible(self.which.count() > 1)
        self.which.activated.connect(self._live)
        column.addWidget(self.which)
        self._still = _Still()
        self._still.setAccessibleName(words(TAKEN))
        view = self._camera.view()
        view.setAccessibleName(words(LIVE))
        self._stack = QStackedWidget()
        self._stack.addWidget(view)
        self._stack.addWidget(self._still)
        column.addWidget(self._stack, 1)
        self.said = muted()
        column.addWidget(self.said)
        self.take, self.again = QPushButton(words(TAKE)), QPushButton(words(AGAIN))
        self.use, self.use_and_next = ActButton(words(USE)), ActButton(words(USE_AND_NEXT))
        close = QPushButton(words(CLOSE))
        row = QHBoxLayout()
        row.addWidget(close)
        row.addStretch()
        for button in (self.again, self.use_and_next, self.use, self.take):
            row.addWidget(button)
        column.addLayout(row)
        for button in (self.take, self.use):
            button.setObjectName("primary")
        close.clicked.connect(self.reject)
        self.take.clicked.connect(self._on_take)
        self.again.clicked.connect(self._live)
        self.use.acted.connect(self._on_use)
        self.use_and_next.acted.connect(self._on_use_and_next)
        self.finished.connect(weakly(self, lambda self, _: self._camera.stop()))
        self._live()

    def _live(self, _: object = None) -> None:
        self._still.show_image(QImage())
        self.said.setText(self._words(WAITING))
        self._show(still=False)
        self.take.setEnabled(False)
        self._camera.start(max(self.which.currentIndex(), 0))

    def _show(self, *, still: bool) -> None:
        self._stack.setCurrentIndex(int(still))
        self.take.setVisible(not still)
        for button in (self.again, self.use, self.use_and_next):
            button.setVisible(still)
        first = self.use if still else self.take
        first.setDefault(True)
        first.setFocus()

    def _on_ready(self, ready: bool) -> None:
        self.take.setEnabled(ready)
        if ready:
            self.said.setText("")
            self.take.setFocus()

    def _on_take(self) -> None:
        self.take.setEnabled(False)
        self._camera.take()

    def _on_taken(self, image: QImage) -> None:
        self._camera.stop()
        self._still.show_image(image)
        self._show(still=True)

    def _on_failed(self) -> None:
        if self._stack.currentWidget() is self._still:
            return
        self._camera.stop()
        self.take.setEnabled(False)
        self.said.setText(self._words(FAILED))
        self.which.setVisible(True)

    def _on_use(self) -> None:
        self.used.emit(self._still.image)
        self.accept()

    def _on_use_and_next(self) -> None:
        self.used.emit(self._still.image)
        self._live()


class _Still(QWidget):
    """A picture as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.image = QImage()
        self._scaled = QImage()

    def show_image(self, image: QImage) -> None:
        self.image, self._scaled = image, QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled.size() != size:
            # Roughly first: a smooth step down from all pixels would hold the window up.
            keep, fast = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
            rough = self.image.scaled(size * 2, keep, fast)
            self._scaled = rough.scaled(size, keep, Qt.TransformationMode.SmoothTransformation)
        at = QRect(self.rect().center(), size)
        at.moveCenter(self.rect().center())
        QPainter(self).drawImage(at, self._scaled)
