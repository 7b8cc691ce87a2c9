# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page beside the form: read closely, turned, paged through, marked by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from caseworker.services.evidence import papers as evidence
from caseworker.ui.widgets.pages.page_canvas import PageCanvas
from caseworker.ui.widgets.pages.page_viewer import PageViewer
from caseworker.ui.widgets.plain.reading_order import tab_stops
from tests.scans import papers
from tests.ui.whole.test_a_day_at_the_desk import named
from tests.ui.whole.test_nothing_is_cut import cut

from ...conftest import AtEntry


@pytest.fixture
def viewer(at_entry: AtEntry, tmp_path: Path) -> PageViewer:
    """The first of two files, one of a page and one of three, is open beside the form."""
    (tmp_path / "1.jpg").write_bytes(papers.jpeg())
    (tmp_path / "2.tif").write_bytes(papers.tiff(3))
    at_entry.drop([tmp_path / "1.jpg", tmp_path / "2.tif"])
    at_entry.settle()
    at_entry.window.activateWindow()
    at_entry.qtbot.mouseClick(at_entry.part.tiles()[0].picture, Qt.MouseButton.LeftButton)
    assert at_entry.window.page is not None
    found = at_entry.window.page.viewer
    ready(at_entry, found)
    return found


def ready(at_entry: AtEntry, viewer: PageViewer) -> None:
    at_entry.wait(lambda: not viewer.loading)


def marks(at_entry: AtEntry) -> list[dict[str, object]]:
    found = at_entry.editor.value(f"evidence/{at_entry.part.evidence_id}/marks")
    return found if isinstance(found, list) else []


def test_it_takes_the_place_of_the_assessment_and_gives_it_back(
    at_entry: AtEntry, viewer: PageViewer
) -> None:
    page = at_entry.window.page
    assert page is not None
    assert viewer.isVisible()
    assert not page.panel.isVisible()
    assert at_entry.screen.isVisible()
    assert QApplication.focusWidget() is viewer.canvas
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert page.panel.isVisible()
    assert QApplication.focusWidget() is at_entry.part.tiles()[0].picture
    at_entry.qtbot.keyClick(at_entry.part.tiles()[0].picture, Qt.Key.Key_Space)
    assert viewer.isVisible()
    page.show_step("intake")
    assert not viewer.isVisible()


def test_pages_follow_over_the_end_of_a_file_and_back(at_entry: AtEntry, viewer: PageViewer) -> None:
    first, second = (tile.sha256 for tile in at_entry.part.tiles())
    seen = [(viewer.sha256, viewer.page)]
    for key in [Qt.Key.Key_PageDown] * 4 + [Qt.Key.Key_PageUp] * 4:
        at_entry.qtbot.keyClick(viewer.canvas, key)
        ready(at_entry, viewer)
        seen.append((viewer.sha256, viewer.page))
    down = [(first, 1), (second, 1), (second, 2), (second, 3)]
    assert seen == [*down, down[-1], *reversed(down[:-1]), down[0]]
    assert viewer.place.text() == "File 1 of 2, page 1 of 1"
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_PageDown)
    ready(at_entry, viewer)
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_PageUp)
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_PageDown)
    ready(at_entry, viewer)
    assert (viewer.sha256, viewer.page) == (second, 1)


def test_closer_asks_for_more_pixels_and_whole_page_fits_again(
    at_entry: AtEntry, viewer: PageViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = evidence.page
    monkeypatch.setattr(
        evidence,
        "page",
        lambda desk, sha, number, width: asked.append(width) or real(desk, sha, number, width),
    )
    whole = viewer.canvas.size()
    for _ in range(5):
        at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    ready(at_entry, viewer)
    assert viewer.canvas.width() > 2 * whole.width()
    assert asked == [1600]
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_Minus)
    ready(at_entry, viewer)
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_0)
    ready(at_entry, viewer)
    assert viewer.canvas.size() == whole
    assert asked == [1600]


def test_turning_stands_the_page_on_its_side(at_entry: AtEntry, viewer: PageViewer) -> None:
    wide = viewer.canvas.width() / viewer.canvas.height()
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_R)
    assert viewer.canvas.quarters == 1
    assert viewer.canvas.height() / viewer.canvas.width() == pytest.approx(wide, rel=0.02)
    at_entry.qtbot.keyClick(viewer.canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.canvas.quarters == 0


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_dragged_mark_lies_where_it_was_drawn_however_the_page_is_turned(
    at_entry: AtEntry, viewer: PageViewer, quarters: int
) -> None:
    viewer.turn(quarters)
    box = QRectF(0.1, 0.2, 0.5, 0.25)
    shown = viewer.canvas.transform().mapRect(box).toRect()
    qtbot, left = at_entry.qtbot, Qt.MouseButton.LeftButton
    qtbot.mousePress(viewer.canvas, left, pos=shown.topLeft())
    qtbot.mouseMove(viewer.canvas, shown.center())
    qtbot.mouseMove(viewer.canvas, shown.bottomRight() + QPoint(1, 1))
    qtbot.mouseRelease(viewer.canvas, left, pos=shown.bottomRight() + QPoint(1, 1))
    (mark,) = marks(at_entry)
    assert (mark["attachment"], mark["page"]) == (viewer.sha256, 1)
    for key, value in zip("xywh", (box.x(), box.y(), box.width(), box.height()), strict=True):
        assert mark[key] == pytest.approx(value, abs=0.015)
    assert at_entry.stored()[-1]["marks"] == [mark]
    assert "marked on page 1" in at_entry.part.tiles()[0].picture.accessibleDescription()


def test_a_click_marks_nothing(at_entry: AtEntry, viewer: PageViewer) -> None:
    at_entry.qtbot.mouseClick(viewer.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert marks(at_entry) == []


def test_a_mark_is_made_moved_and_sized_by_keys_alone(at_entry: AtEntry, viewer: PageViewer) -> None:
    qtbot, shift = at_entry.qtbot, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_M)
    assert viewer.canvas.drawing
    for _ in range(10):
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Left)
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Down)
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right, shift)
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Up, shift)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Return)
    (mark,) = marks(at_entry)
    assert [mark[key] for key in "xywh"] == pytest.approx([0.2, 0.5, 0.5, 0.1], abs=1e-6)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_M)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert len(marks(at_entry)) == 1
    assert viewer.isVisible()


def test_keys_go_the_way_they_point_on_a_turned_page(qtbot: object) -> None:
    for quarters in range(4):
        canvas = PageCanvas()
        canvas.turn(quarters)
        canvas.begin()
        assert canvas.drawn is not None
        before = canvas.transform().map(canvas.drawn.center())
        qtbot.keyClick(canvas, Qt.Key.Key_Right)  # type: ignore[attr-defined]
        after = canvas.transform().map(canvas.drawn.center())
        assert after.x() > before.x()
        assert after.y() == pytest.approx(before.y(), abs=0.01)
        for _ in range(200):
            qtbot.keyClick(canvas, Qt.Key.Key_Right)  # type: ignore[attr-defined]
            qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)  # type: ignore[attr-defined]
        drawn = canvas.drawn
        assert QRectF(-1e-6, -1e-6, 1 + 2e-6, 1 + 2e-6).contains(drawn)
        canvas.deleteLater()


def test_marks_carry_notes_and_their_removal_is_undone(at_entry: AtEntry, viewer: PageViewer) -> None:
    viewer.marks.add(QRectF(0.1, 0.1, 0.2, 0.2))
    viewer.marks.add(QRectF(0.5, 0.5, 0.2, 0.2))
    at_entry.qtbot.wait(20)
    notes = [one for one in viewer.marks.findChildren(QLineEdit) if one.isVisible()]
    at_entry.qtbot.keyClicks(notes[0], "the stamp")
    assert [one.get("note") for one in marks(at_entry)] == ["the stamp", None]
    both = marks(at_entry)
    press(at_entry, viewer, "Remove mark 1")
    assert marks(at_entry) == both[1:]
    press(at_entry, viewer, "Undo removal")
    assert marks(at_entry) == both
    press(at_entry, viewer, "Remove mark 2")
    at_entry.editor.undo()
    press(at_entry, viewer, "Undo removal")
    assert marks(at_entry) == both
    assert at_entry.stored()[-1]["marks"] == both
    # The marks of a page are shown on that page alone.
    viewer.go(1)
    ready(at_entry, viewer)
    assert viewer.marks.boxes() == []


def press(at_entry: AtEntry, viewer: QWidget, name: str) -> None:
    at_entry.qtbot.wait(20)
    button = next(
        one
        for one in viewer.findChildren(QPushButton)
        if name in (one.accessibleName(), one.text()) and one.isVisible()
    )
    at_entry.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_card_tells_of_files_and_marks(at_entry: AtEntry, viewer: PageViewer) -> None:
    viewer.go(1)
    viewer.go(1)
    ready(at_entry, viewer)
    viewer.marks.add(QRectF(0.1, 0.1, 0.2, 0.2))
    viewer.page = 2
    press(at_entry, at_entry.screen, "Done")
    assert not viewer.isVisible()
    at_entry.qtbot.wait(20)
    texts = [one.text() for one in at_entry.screen.papers.findChildren(QLabel) if one.isVisible()]
    assert any(text.startswith("2 files · marked on page") for text in texts)


def test_taking_the_file_off_puts_the_page_away_with_its_marks(at_entry: AtEntry, viewer: PageViewer) -> None:
    viewer.marks.add(QRectF(0.1, 0.1, 0.2, 0.2))
    before = at_entry.stored()
    at_entry.qtbot.mouseClick(at_entry.part.tiles()[0].remove, Qt.MouseButton.LeftButton)
    at_entry.settle()
    assert not viewer.isVisible()
    assert "marks" not in at_entry.stored()[-1]
    press(at_entry, at_entry.part, "Undo removal")
    assert at_entry.stored() == before


def test_a_page_that_is_lost_is_said_in_words(at_entry: AtEntry, viewer: PageViewer) -> None:
    for folder in ("att", "work"):
        for path in (at_entry.window.desk.store.folder / folder).rglob("*"):
            if path.is_file():
                path.unlink()
    viewer.go(1)
    ready(at_entry, viewer)
    texts = " ".join(one.text() for one in viewer.findChildren(QLabel) if one.isVisible())
    assert "An attached file is missing or was changed" in texts


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)], ids=["1024", "1280"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_cut_beside_the_page_and_everything_has_a_name(
    at_entry: AtEntry, viewer: PageViewer, size: tuple[int, int], language: str
) -> None:
    at_entry.window.set_language(language)
    at_entry.window.resize(*size)
    assert at_entry.window.page is not None
    at_entry.window.page._close_viewer()
    at_entry.qtbot.wait(50)
    at_entry.part.page_opened.emit(at_entry.part.tiles()[1].sha256)
    viewer.marks.add(QRectF(0.1, 0.1, 0.2, 0.2))
    ready(at_entry, viewer)
    at_entry.qtbot.waitUntil(lambda: not list(cut(at_entry.window)), timeout=5000)
    assert [one for one in tab_stops(at_entry.window) if one.isEnabled() and not named(one)] == []
    assert at_entry.screen.viewport().width() >= at_entry.screen.widget().minimumSizeHint().width()
    assert not QRectF(QPointF(0, 0), viewer.canvas.size().toSizeF()).isEmpty()
