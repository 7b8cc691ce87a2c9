# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small picture of a page shows what is marked on it: in its place, on bright and on dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from caseworker.ui import theme
from caseworker.ui.widgets.evidence.file_tile import PICTURE
from tests.scans import papers

from ...conftest import AtEntry

PAGE = (300, 400)
# Kept in the file as lying on its side, with the sign that says how to stand it up.
EXIF_TURN = {1: None, 6: Image.Transpose.ROTATE_90}


def page(grey: int, turned: int) -> bytes:
    """A page upright at 300 by 400, as a photo of a telephone held that way."""
    picture = Image.new("RGB", PAGE, (grey, grey, grey))
    turn = EXIF_TURN[turned]
    exif = Image.Exif()
    exif[0x0112] = turned
    return papers.saved(picture.transpose(turn) if turn is not None else picture, "JPEG", exif=exif)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def palette(request: pytest.FixtureRequest, at_entry: AtEntry) -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, dark=request.param)
    yield
    theme.apply(app, dark=False)


def picture(at_entry: AtEntry) -> QImage:
    """The middle of the first tile, where the page is, as painted."""
    button = at_entry.part.tiles()[0].picture
    wide, high = PICTURE * PAGE[0] // PAGE[1], PICTURE
    found = QRect(0, 0, wide, high)
    found.moveCenter(button.rect().center())
    return button.grab(found).toImage().convertToFormat(QImage.Format.Format_RGB32)


def changed(before: QImage, after: QImage) -> QRect:
    assert before.size() == after.size()
    points = [
        QPoint(x, y)
        for x in range(before.width())
        for y in range(before.height())
        if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert points
    xs, ys = [one.x() for one in points], [one.y() for one in points]
    return QRect(QPoint(min(xs), min(ys)), QPoint(max(xs), max(ys)))


def luminance(colour: QColor) -> float:
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.usefixtures("palette")
@pytest.mark.parametrize("grey", [255, 20], ids=["bright page", "dark page"])
@pytest.mark.parametrize("turned", EXIF_TURN)
@pytest.mark.parametrize("quarters", [0, 1])
def test_a_mark_is_drawn_on_the_small_picture_where_it_lies_on_the_upright_page(
    at_entry: AtEntry, tmp_path: Path, grey: int, turned: int, quarters: int
) -> None:
    (tmp_path / "1.jpg").write_bytes(page(grey, turned))
    at_entry.drop([tmp_path / "1.jpg"])
    at_entry.settle()
    before = picture(at_entry)
    at_entry.window.activateWindow()
    qtbot, left = at_entry.qtbot, Qt.MouseButton.LeftButton
    qtbot.mouseClick(at_entry.part.tiles()[0].picture, left)
    assert at_entry.window.page is not None
    viewer = at_entry.window.page.viewer
    at_entry.wait(lambda: not viewer.loading)
    viewer.turn(quarters)
    box = QRectF(0.1, 0.6, 0.4, 0.3)
    shown = viewer.canvas.transform().mapRect(box).toRect()
    qtbot.mousePress(viewer.canvas, left, pos=shown.topLeft())
    qtbot.mouseMove(viewer.canvas, shown.center())
    qtbot.mouseMove(viewer.canvas, shown.bottomRight())
    qtbot.mouseRelease(viewer.canvas, left, pos=shown.bottomRight())
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    at_entry.settle()
    after = picture(at_entry)
    found = changed(before, after)
    wide, high = after.width(), after.height()
    wanted = QRectF(box.x() * wide, box.y() * high, box.width() * wide, box.height() * high)
    for seen, meant in (
        (found.left(), wanted.left()),
        (found.top(), wanted.top()),
        (found.right(), wanted.right()),
        (found.bottom(), wanted.bottom()),
    ):
        assert seen == pytest.approx(meant, abs=5)
    assert not changed_inside(before, after, found)
    row = [after.pixelColor(x, found.center().y()) for x in range(found.left(), found.left() + 5)]
    ground = before.pixelColor(found.center())
    assert max(contrast(one, ground) for one in row) >= 3


def changed_inside(before: QImage, after: QImage, box: QRect) -> bool:
    """Whether what is within the outline looks otherwise than before."""
    inner = box.adjusted(6, 6, -6, -6)
    return any(
        before.pixel(x, y) != after.pixel(x, y)
        for x in range(inner.left(), inner.right())
        for y in range(inner.top(), inner.bottom())
    )


def test_marks_of_other_pages_are_told_and_not_drawn(at_entry: AtEntry, tmp_path: Path) -> None:
    (tmp_path / "1.tif").write_bytes(papers.tiff(2))
    at_entry.drop([tmp_path / "1.tif"])
    at_entry.settle()
    tile, editor = at_entry.part.tiles()[0], at_entry.editor
    before = tile.picture.grab().toImage()
    mark = {"attachment": tile.sha256, "page": 2, "x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5}
    editor.put(f"evidence/{at_entry.part.evidence_id}/marks", [mark])
    at_entry.settle()
    assert "page 2" in tile.picture.accessibleDescription()
    assert tile.picture.grab().toImage() == before
    editor.put(f"evidence/{at_entry.part.evidence_id}/marks", [{**mark, "page": 1}])
    at_entry.settle()
    assert tile.picture.grab().toImage() != before
