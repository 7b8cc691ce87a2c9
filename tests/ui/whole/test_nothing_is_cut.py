# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is cut of a window, for the tests that look at one; and the one label that may be without room."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseworker.ui.widgets.plain.elided_label import ElidedLabel


def cut(root: QWidget) -> Iterator[str]:
    """What does not have the room that its text needs."""
    for one in root.findChildren(QWidget):
        if not one.isVisible() or isinstance(one, ElidedLabel):
            continue
        if isinstance(one, QLabel) and one.text() and one.pixmap().isNull():
            if one.wordWrap():
                if one.height() < one.heightForWidth(one.width()):
                    yield f"{one.height()} of {one.heightForWidth(one.width())} high: {one.text()[:60]}"
            elif one.width() < one.sizeHint().width():
                yield f"{one.width()} of {one.sizeHint().width()} wide: {one.text()[:60]}"
        elif isinstance(one, QAbstractButton) and one.width() < one.sizeHint().width():
            yield f"{one.width()} of {one.sizeHint().width()} wide: {one.text()[:60]}"


def test_a_name_without_room_gives_way_and_is_whole_in_its_tip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Carlos Alberto Hernández Villalobos de la Santísima Trinidad")
    label.resize(120, 20)
    label.show()
    assert label.minimumSizeHint().width() < 120 < label.sizeHint().width()
    assert label.toolTip() == label.accessibleName() == label.text()
    shown = label.grab().toImage()
    label.setText("Carlos")
    assert shown != label.grab().toImage()
