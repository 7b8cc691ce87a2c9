# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machine-readable lines by key, by paste and from a picture; nothing reaches a field unasked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.mrz import MrzReading
from caseworker.ui.background import Background
from caseworker.ui.widgets.scanner.mrz_editor import MrzEditor
from caseworker.words import words_for
from tests.scans.passports import FIXTURES

PATIENCE = 30_000
LINES: dict[str, list[str]] = json.loads((FIXTURES / "lines.json").read_text(encoding="utf-8"))


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[MrzEditor]:
    background = Background()
    found = MrzEditor(date(2026, 3, 5), background.read)
    qtbot.addWidget(found)
    found.show_value(NOT_ASKED, words_for("en"))
    found.resize(560, 200)
    found.show()
    yield found
    qtbot.waitUntil(lambda: not background.busy, timeout=PATIENCE)


def said(editor: MrzEditor) -> str:
    return " ".join(one.text() for one in editor.findChildren(QLabel) if one.isVisibleTo(editor))


def read(qtbot: QtBot, editor: MrzEditor, give: Callable[[], Any]) -> None:
    give()
    assert "Reading the picture…" in said(editor)
    qtbot.waitUntil(lambda: editor.from_picture.isEnabled(), timeout=PATIENCE)


def test_a_dropped_file_is_read_and_taken_only_on_request(qtbot: QtBot, editor: MrzEditor) -> None:
    values: list[object] = []
    taken: list[MrzReading] = []
    editor.changed.connect(values.append)
    editor.taken.connect(taken.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(FIXTURES / "00-td3-clean.jpg"))])

    def drop() -> None:
        at, copy = QPointF(20, 20), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(at.toPoint(), copy, mime, left, none)
        QApplication.sendEvent(editor.box.viewport(), entered)
        assert entered.isAccepted()
        QApplication.sendEvent(editor.box.viewport(), QDragMoveEvent(at.toPoint(), copy, mime, left, none))
        QApplication.sendEvent(editor.box.viewport(), QDropEvent(at, copy, mime, left, none))

    read(qtbot, editor, drop)
    _, *lines = LINES["00-td3-clean.jpg"]
    assert editor.box.toPlainText() == "\n".join(lines)
    assert values == ["\n".join(lines)]
    assert taken == []
    assert "All check digits agree." in said(editor)
    assert "The picture is not kept." in said(editor)
    assert not editor._zone.pixmap().isNull()
    qtbot.mouseClick(editor._take, Qt.MouseButton.LeftButton)
    assert [one.lines for one in taken] == [tuple(lines)]


def test_a_pasted_picture_is_read(qtbot: QtBot, editor: MrzEditor) -> None:
    QApplication.clipboard().setImage(QImage(str(FIXTURES / "04-td1-hard.jpg")))
    editor.box.setFocus()
    read(qtbot, editor, lambda: qtbot.keyClick(editor.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier))
    assert editor.box.toPlainText().split("\n") == LINES["04-td1-hard.jpg"][1:]
    assert "This is a card, not a passport booklet" in said(editor)


def test_a_visa_is_not_kept_as_a_passport(qtbot: QtBot, editor: MrzEditor) -> None:
    values: list[object] = []
    editor.changed.connect(values.append)
    read(qtbot, editor, lambda: editor.read_file(FIXTURES / "08-mrv-a-perspective.jpg"))
    assert values == [NOT_ASKED]
    assert "This is a visa, not a passport" in said(editor)
    editor.show_value(NOT_ASKED, words_for("en"))
    assert editor.box.toPlainText() != ""


def test_a_picture_without_lines_says_what_to_do(qtbot: QtBot, editor: MrzEditor, tmp_path: Path) -> None:
    white = QImage(800, 600, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    editor.box.setPlainText("P<UTO")
    read(qtbot, editor, lambda: editor.read_picture(white))
    assert "No machine-readable lines were found" in said(editor)
    assert editor.box.toPlainText() == "P<UTO"
    (tmp_path / "note.jpg").write_text("no picture")
    read(qtbot, editor, lambda: editor.read_file(tmp_path / "note.jpg"))
    assert "This file is not a photo, a scan or a PDF" in said(editor)


def test_a_scanner_that_ends_lines_with_enter_fills_the_box(qtbot: QtBot, editor: MrzEditor) -> None:
    _, *lines = LINES["00-td3-clean.jpg"]
    for line in lines:
        qtbot.keyClicks(editor.box, line)
        qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    assert editor._take.isVisibleTo(editor)


def test_a_letter_for_a_digit_is_offered_and_not_mended(qtbot: QtBot, editor: MrzEditor) -> None:
    _, first, second = LINES["00-td3-clean.jpg"]
    assert "0" in second[13:20], "this paper has a zero in its days"
    at = second.index("0", 13)
    spoilt = f"{second[:at]}O{second[at + 1 :]}"
    qtbot.keyClicks(editor.box, first)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.box, spoilt)
    assert editor.box.toPlainText().endswith(spoilt)
    assert not editor._take.isVisibleTo(editor)
    assert "date of birth" in said(editor)
    qtbot.mouseClick(editor._use, Qt.MouseButton.LeftButton)
    assert editor.box.toPlainText() == f"{first}\n{second}"
    assert editor._take.isVisibleTo(editor)


def test_an_answer_that_comes_after_its_person_was_left_falls_silent(qtbot: QtBot) -> None:
    asked: list[Callable[[Any], None]] = []
    editor = MrzEditor(date(2026, 3, 5), lambda work, done, failed: asked.append(done))
    qtbot.addWidget(editor)
    editor.read_file(Path("a.jpg"))
    editor.read_file(Path("b.jpg"))
    asked[0](None)
    assert "Reading the picture…" in editor._said.text()
    asked[1](None)
    assert "No machine-readable lines" in editor._said.text()
