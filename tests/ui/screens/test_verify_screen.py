# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify: it answers on paste, names what it checked, and shows no answer beside the next question."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.letters.sealing.keys import fingerprint, read_key
from caseworker.letters.sheets.recovery_sheet import SheetFacts, recovery_sheet
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.store.records.letters import get_letter
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.screens.verify import VerifyScreen
from caseworker.words import words_for

from ..conftest import BUSY


class AtVerify:
    """A window at the screen, an issued letter of it as a file, and the text of its code."""

    def __init__(self, window: MainWindow, qtbot: QtBot, folder: Path) -> None:
        self.window, self.qtbot, self.folder = window, qtbot, folder
        desk = window.desk
        self.case_id = next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)
        letter_id = issuing.issue(desk, self.case_id, "a1", "en", "A4")
        with desk.reading("own") as tx:
            self.code = get_letter(tx, letter_id).seal or ""
        self.pdf = folder / "issued letter.pdf"
        self.pdf.write_bytes(handing_over.issued_pdf(desk, letter_id))
        window.show_place("verify")
        found = window.findChild(VerifyScreen)
        assert found is not None
        self.screen = found

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        field = self.screen._code
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def drop(self, path: Path, over: QWidget | None = None) -> None:
        target = over or self.screen
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        left, plain, copy = (
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.DropAction.CopyAction,
        )
        enter = QDragEnterEvent(QPoint(40, 300), copy, mime, left, plain)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(target, QDropEvent(QPointF(40, 300), copy, mime, left, plain))

    def answer(self) -> str:
        """All that the screen says, once it has answered."""
        self.wait(lambda: not self.window.background.busy and not self.screen._still.isActive())
        return self.shown()

    def shown(self) -> str:
        return "\n".join(
            one.text() for one in self.screen.findChildren(QLabel) if one.isVisible() and one.text()
        )

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=BUSY)


@pytest.fixture
def at(training_desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[AtVerify]:
    make_application(dark=False)
    window = MainWindow(training_desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    yield AtVerify(window, qtbot, tmp_path)
    window.close()


def test_a_pasted_code_is_answered_without_a_key_and_claims_nothing_of_the_paper(at: AtVerify) -> None:
    at.paste(at.code)
    said = at.answer()
    assert "Checked: the code you pasted" in said
    assert "This code is ours" in said
    assert "Compare these with the paper:" in said
    assert "On the evidence we have seen, you meet the published conditions of this programme." in said
    assert "Checked with the key of this office, fingerprint " in said
    assert "Every word" not in said


def test_a_code_in_several_lines_is_read(at: AtVerify) -> None:
    at.paste(f"{at.code[:80]}\n{at.code[80:160]}\n{at.code[160:]}\n")
    assert "This code is ours" in at.answer()


def test_a_dropped_file_is_named_and_genuine(at: AtVerify) -> None:
    at.drop(at.pdf)
    said = at.answer()
    assert "Checked: issued letter.pdf" in said
    assert "Every word of this file is as our office issued it." in said


def test_the_last_answer_goes_as_soon_as_something_else_is_chosen_or_typed(at: AtVerify) -> None:
    at.drop(at.pdf)
    assert "Genuine" in at.answer()
    at.screen._code.setFocus()
    QTest.keyClicks(at.screen._code, "L-TIJ-2026-K7-000001")
    assert "Genuine" not in at.shown()
    assert "Checked" not in at.shown()
    said = at.answer()
    assert "Not a code of this organisation" in said
    assert "Checked: the text you typed" in said
    at.drop(at.pdf)
    assert at.screen._code.text() == ""
    assert "Not a code" not in at.shown()
    assert "Genuine" in at.answer()


def test_a_file_let_go_above_the_text_is_checked_too(at: AtVerify) -> None:
    field = at.screen._code
    assert not field.acceptDrops()
    at.drop(at.pdf, at.screen.childAt(field.geometry().center()))
    assert "Checked: issued letter.pdf" in at.answer()
    assert field.text() == ""


def test_an_answer_that_comes_late_is_not_shown_beside_what_was_asked_after_it(at: AtVerify) -> None:
    other = at.folder / "other.pdf"
    other.write_bytes(b"%PDF-1.7 made elsewhere")
    at.drop(other)
    at.drop(at.pdf)
    said = at.answer()
    assert "Checked: issued letter.pdf" in said
    assert "No seal" not in said


def test_nothing_is_left_when_the_code_is_taken_out_again(at: AtVerify) -> None:
    at.paste(at.code)
    at.answer()
    at.screen._code.clear()
    said = at.answer()
    assert "Checked" not in said
    assert "ours" not in said


def test_a_recovery_sheet_is_not_a_letter(at: AtVerify) -> None:
    path = at.folder / "sheet.pdf"
    facts = SheetFacts("Casa", "TIJ", "K7", date(2026, 1, 1))
    path.write_bytes(recovery_sheet("ABCD", facts, words_for("en")))
    at.drop(path)
    said = at.answer()
    assert "A recovery sheet, not a letter" in said
    assert "put the page back into its envelope" in said


def test_a_file_that_is_gone_is_said_and_takes_the_last_answer_away(at: AtVerify) -> None:
    at.drop(at.pdf)
    assert "Genuine" in at.answer()
    at.drop(at.folder / "gone.pdf")
    said = at.answer()
    assert "gone.pdf\nNot checked\n" in said
    assert "The file cannot be read" in said
    assert "Genuine" not in said
    at.window.set_language("es")
    assert "No se puede leer el archivo" in at.shown()


def test_the_answer_is_in_the_language_of_the_window(at: AtVerify) -> None:
    at.paste(at.code)
    at.answer()
    at.window.set_language("es")
    at.wait(lambda: "cumple las condiciones publicadas" in at.shown())
    said = at.shown()
    assert "Comprobado: el código que usted pegó" in said
    assert "This code is ours" not in said


def test_a_file_that_opens_only_with_a_password_is_not_answered(at: AtVerify) -> None:
    locked = at.folder / "locked.pdf"
    with pikepdf.open(at.pdf) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    at.drop(locked)
    said = at.answer()
    assert "locked.pdf\nNot checked\n" in said
    assert "Checked: " not in said
    assert "opens only with a password" in said
    assert "No seal" not in said


def test_a_code_in_quotes_is_the_code(at: AtVerify) -> None:
    at.paste(f"\u201c{at.code}\u201d ")
    said = at.answer()
    assert "Checked: the code you pasted" in said
    assert "This code is ours" in said


def test_all_letters_on_a_file_are_shown_whole(at: AtVerify) -> None:
    second = issuing.issue(at.window.desk, at.case_id, "a1", "es", "A4")
    both = at.folder / "both.pdf"
    with (
        pikepdf.open(at.pdf) as one,
        pikepdf.open(io.BytesIO(handing_over.issued_pdf(at.window.desk, second))) as two,
    ):
        one.pages.extend(two.pages)
        one.save(both)
    at.drop(both)
    said = at.answer()
    with at.window.desk.reading("own") as tx:
        number = get_letter(tx, second).number
    assert said.count(f"{number}: No seal, but the code on it is ours") == 1

    def cut() -> list[str]:
        return [
            one.text()
            for one in at.screen._card.findChildren(QLabel)
            if one.isVisible() and one.wordWrap() and one.height() < one.heightForWidth(one.width())
        ]

    # The layout comes to rest after the answer.
    at.wait(lambda: cut() == [])


def test_the_office_sees_the_fingerprint_of_its_key(at: AtVerify) -> None:
    at.drop(at.pdf)
    said = at.answer()
    at.window.show_place("settings")
    settings = at.window.findChild(SettingsScreen)
    assert settings is not None
    at.wait(lambda: bool(settings._fingerprint.text()))
    prints = settings._fingerprint.text().partition(": ")[2]
    assert fingerprint(read_key(verifying.public_key_file(at.window.desk)).public) == prints
    assert f"Checked with the key of this office, fingerprint {prints}." in said
