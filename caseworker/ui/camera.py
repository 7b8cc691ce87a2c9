# SPDX-License-Identifier: AGPL-3.0-or-later
"""The camera of this computer: the one module that touches QtMultimedia, which is the extra `camera`.

No real camera was tried with it. What is known: it loads, and a computer without a camera lists none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from .weakly import weakly

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera


def load() -> bool:
    """Loads what a camera needs, for the first time some tenths of a second: not on the GUI thread.

    False where the program came without, or the system lacks what it rests on.
    """
    try:
        import PySide6.QtMultimedia
        import PySide6.QtMultimediaWidgets  # noqa: F401
    except ImportError:
        return False
    return True


def cameras() -> tuple[str, ...]:
    """The names of the cameras that are there now, the preferred one first. Only after `load`."""
    return tuple(one.description() for one in _devices())


def _devices() -> list:  # type: ignore[type-arg]
    from PySide6.QtMultimedia import QMediaDevices

    preferred = QMediaDevices.defaultVideoInput()
    return sorted(QMediaDevices.videoInputs(), key=lambda one: one != preferred)


class Camera(QObject):
    """One camera at a time, on between `start` and `stop`.

    `ready` says whether a picture can be taken now, `taken` carries it, `failed` says that it gives none.
    No file is written.
    """

    ready = Signal(bool)
    taken = Signal(QImage)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QImageCapture, QMediaCaptureSession
        from PySide6.QtMultimediaWidgets import QVideoWidget

        self._session = QMediaCaptureSession(self)
        self._capture = QImageCapture(self)
        self._capture.setQuality(QImageCapture.Quality.VeryHighQuality)
        self._capture.readyForCaptureChanged.connect(self.ready)
        self._capture.imageCaptured.connect(
            weakly(self, lambda self, _, image: self.taken.emit(image.copy()))
        )
        self._capture.errorOccurred.connect(weakly(self, lambda self, *_: self.failed.emit()))
        self._session.setImageCapture(self._capture)
        self._view = QVideoWidget()
        self._session.setVideoOutput(self._view)
        self._camera: QCamera | None = None

    def view(self) -> QWidget:
        """The live picture; the caller places it."""
        return self._view

    def start(self, at: int) -> None:
        """Turns the camera at that place of `cameras()` on, and any other off."""
        from PySide6.QtMultimedia import QCamera

        self.stop()
        found = _devices()
        if at >= len(found):  # pulled out meanwhile
            self.failed.emit()
            return
        self._camera = QCamera(found[at], self)
        self._camera.errorOccurred.connect(weakly(self, lambda self, *_: self.failed.emit()))
        self._session.setCamera(self._camera)
        self._camera.start()

    def take(self) -> None:
        """Takes a picture; `taken` or `failed` follows."""
        self._capture.capture()

    def stop(self) -> None:
        """Turns the camera off."""
        if self._camera is not None:
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None
