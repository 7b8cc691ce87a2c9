# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures taken at the desk, through a camera of the same shape as the real one. No real one was tried."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from caseworker.paths import bundle_root
from caseworker.services import cases
from caseworker.services.evidence import papers
from caseworker.ui import camera
from caseworker.ui.widgets.scanner.camera_dialog import CameraDialog

from ..conftest import AtEntry

LEFT = Qt.MouseButton.LeftButton


class FakeCamera(QObject):
    """Gives one coloured page after the other; the second camera is broken."""

    ready = Signal(bool)
    taken = Signal(QImage)
    failed = Signal()
    COLOURS = ("#aa3300", "#0033aa", "#00aa33")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on: int | None = None
        self.count = 0
        self.live = QLabel("live")

    def view(self) -> QWidget:
        return self.live

    def start(self, at: int) -> None:
        self.on = at
        QTimer.singleShot(0, self, self.failed.emit if at == 1 else lambda: self.ready.emit(True))

    def take(self) -> None:
        image = QImage(1600, 1200, QImage.Format.Format_RGB32)
        image.fill(QColor(self.COLOURS[self.count % 3]))
        self.count += 1
        QTimer.singleShot(0, self, lambda: self.taken.emit(image))

    def stop(self) -> None:
        self.on = None


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cameras of this computer."""
    found = ["Document camera", "Broken camera"]
    monkeypatch.setattr(camera, "load", lambda: True)
    monkeypatch.setattr(camera, "cameras", lambda: tuple(found))
    monkeypatch.setattr(camera, "Camera", FakeCamera)
    return found


def opened(at_entry: AtEntry) -> CameraDialog:
    """The dialog, opened by its button in the form of a piece of evidence."""
    assert at_entry.window.page is not None
    at_entry.window.page.open_path("evidence/e1")
    button = at_entry.part.camera
    at_entry.wait(lambda: button.isVisible() and button.height() > 10)
    at_entry.qtbot.mouseClick(button, LEFT)
    dialog = button.findChild(CameraDialog)
    assert isinstance(dialog, CameraDialog)
    at_entry.wait(dialog.isVisible)
    return dialog


def fake(dialog: CameraDialog) -> FakeCamera:
    found = dialog.findChild(FakeCamera)
    assert isinstance(found, FakeCamera)
    return found


def press(at_entry: AtEntry, button: QPushButton) -> None:
    at_entry.wait(lambda: button.isVisible() and button.isEnabled() and button.height() > 10)
    at_entry.qtbot.mouseClick(button, LEFT)


def colours(at_entry: AtEntry) -> list[str]:
    """The colour of each file that the store holds of the first paper, all of them JPEG."""
    found = []
    for sha256 in at_entry.stored()[0].get("attachments", ()):  # type: ignore[attr-defined]
        data = papers.original(at_entry.window.desk, sha256)
        assert data.startswith(b"\xff\xd8\xff")
        seen = QImage.fromData(data).pixelColor(800, 600)
        found.append(min(FakeCamera.COLOURS, key=lambda one: abs(QColor(one).hue() - seen.hue())))
    return found


def test_a_picture_is_taken_taken_again_and_used(at_entry: AtEntry, names: list[str]) -> None:
    dialog = opened(at_entry)
    assert fake(dialog).on == 0
    press(at_entry, dialog.take)
    at_entry.wait(dialog.again.isVisible)
    assert fake(dialog).on is None  # off while the picture is looked at
    press(at_entry, dialog.again)
    assert fake(dialog).on == 0
    press(at_entry, dialog.take)
    at_entry.wait(dialog.use.isVisible)
    press(at_entry, dialog.use)
    at_entry.wait(lambda: bool(at_entry.editor.value("evidence/e1/attachments")))
    assert colours(at_entry) == ["#0033aa"]
    assert [one.picture.accessibleName() for one in at_entry.part.tiles()] == ["Open Picture 1.jpg"]


def test_page_after_page_by_keys(at_entry: AtEntry, names: list[str]) -> None:
    dialog = opened(at_entry)
    for _ in range(2):
        at_entry.wait(dialog.take.isEnabled)
        at_entry.qtbot.keyClick(dialog.take, Qt.Key.Key_Return)
        at_entry.wait(dialog.use_and_next.isVisible)
        at_entry.qtbot.keyClick(dialog.use_and_next, Qt.Key.Key_Space)
    at_entry.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    at_entry.wait(lambda: len(at_entry.editor.value("evidence/e1/attachments") or ()) == 2)
    assert colours(at_entry) == ["#aa3300", "#0033aa"]


def test_leaving_turns_the_camera_off_and_adds_nothing(at_entry: AtEntry, names: list[str]) -> None:
    dialog = opened(at_entry)
    press(at_entry, dialog.take)
    at_entry.wait(dialog.again.isVisible)
    press(at_entry, dialog.again)
    one, ended = fake(dialog), []
    one.destroyed.connect(lambda: ended.append(True))
    off = []
    dialog.finished.connect(lambda _: off.append(one.on))
    at_entry.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    at_entry.wait(lambda: bool(ended))
    assert off == [None]
    assert colours(at_entry) == []


def test_a_camera_that_gives_nothing_says_what_to_do(at_entry: AtEntry, names: list[str]) -> None:
    at_entry.editor.put("applicants/a1/given_names", "Iris Amada")
    dialog = opened(at_entry)
    before = at_entry.stored()
    dialog.which.setFocus()
    at_entry.qtbot.keyClick(dialog.which, Qt.Key.Key_Down)
    at_entry.wait(lambda: "The camera gives no picture. The case is safe." in dialog.said.text())
    assert not dialog.take.isEnabled()
    at_entry.qtbot.keyClick(dialog.which, Qt.Key.Key_Up)
    at_entry.wait(dialog.take.isEnabled)
    assert dialog.said.text() == ""
    dialog.reject()
    # What was there is there, what was typed is saved, and the case goes on.
    assert at_entry.stored() == before
    at_entry.editor.put("applicants/a1/surnames", "Ñáñez Gil")
    at_entry.settle()
    person = cases.open_case(at_entry.window.desk, at_entry.editor.case_id).document["applicants"][0]
    assert (person["given_names"], person["surnames"]) == ("Iris Amada", "Ñáñez Gil")


def test_no_file_is_left(
    at_entry: AtEntry, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.chdir(place)
    dialog = opened(at_entry)
    press(at_entry, dialog.take)
    at_entry.wait(dialog.use.isVisible)
    press(at_entry, dialog.use)
    at_entry.wait(lambda: bool(at_entry.editor.value("evidence/e1/attachments")))
    at_entry.settle()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("loads", [False, True], ids=["not installed", "no camera"])
def test_without_a_camera_there_is_no_button(
    at_entry: AtEntry, names: list[str], monkeypatch: pytest.MonkeyPatch, loads: bool
) -> None:
    asked = []
    monkeypatch.setattr(camera, "load", lambda: asked.append(1) or loads)
    names.clear()
    at_entry.settle()
    assert asked == []  # nothing is loaded before a form is open
    assert at_entry.window.page is not None
    at_entry.window.page.open_path("evidence/e1")
    at_entry.wait(lambda: at_entry.part.add.isVisible() and bool(asked))
    at_entry.settle()
    assert not at_entry.part.camera.isVisible()


def test_a_form_closed_before_the_camera_was_found_is_let_go(
    at_entry: AtEntry, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = threading.Event()
    monkeypatch.setattr(camera, "load", lambda: found.wait(20))
    assert at_entry.window.page is not None
    at_entry.window.page.open_path("evidence/e1")
    ended = []
    at_entry.part.camera.destroyed.connect(lambda: ended.append(True))
    at_entry.qtbot.wait(50)
    at_entry.screen.papers.form.done.emit()
    at_entry.wait(lambda: bool(ended))
    found.set()
    at_entry.settle()  # an error in an answer fails the test


def test_where_qtmultimedia_is_missing_it_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    assert camera.load() is False


def test_only_one_module_touches_qtmultimedia() -> None:
    sources = (bundle_root() / "caseworker").rglob("*.py")
    found = [one.name for one in sources if "QtMultimedia" in one.read_text(encoding="utf-8")]
    assert found == ["camera.py"]


def test_it_speaks_spanish(at_entry: AtEntry, names: list[str]) -> None:
    at_entry.window.set_language("es")
    dialog = opened(at_entry)
    assert dialog.windowTitle() == "Tomar una foto"
    assert dialog.take.text() == "Tomar la foto"
    dialog.reject()
