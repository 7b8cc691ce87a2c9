# SPDX-License-Identifier: AGPL-3.0-or-later
"""One byte changed in a stored file: opening the case names the evidence and what rests on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from caseworker.services.desk import Desk
from caseworker.services.evidence import papers as evidence
from caseworker.ui.widgets.notices.damage_notice import DamageNotice
from caseworker.ui.widgets.plain.link_label import LinkLabel
from tests.scans import papers

from ...conftest import AtEntry


def flip_a_byte(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


def notice(at_entry: AtEntry) -> DamageNotice:
    assert at_entry.window.page is not None
    return at_entry.window.page.damage


def said(at_entry: AtEntry) -> str:
    at_entry.qtbot.wait(50)  # until what was added is laid out
    return "\n".join(one.text() for one in notice(at_entry).findChildren(QLabel) if one.isVisible())


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (flip_a_byte, "was changed outside the program"),
        (lambda path: path.write_bytes(b""), "was changed outside the program"),
        (Path.unlink, "is missing"),
    ],
    ids=["one byte", "emptied", "gone"],
)
def test_opening_the_case_names_the_evidence_and_what_rests_on_it(
    at_entry: AtEntry, training_desk: Desk, qtbot: QtBot, harm: Callable[[Path], None], words: str
) -> None:
    assert notice(at_entry).isHidden()
    case_id = at_entry.editor.case_id
    done = evidence.attach(training_desk, case_id, "e2", papers.jpeg(), "register.jpg")
    (stored,) = (path for path in (training_desk.store.folder / "att").rglob("*") if path.is_file())
    at_entry.window.show_place("cases")
    harm(stored)
    at_entry.open_case("Ñáñez")
    at_entry.wait(lambda: notice(at_entry).isVisible())
    text = said(at_entry)
    assert words in text
    assert "Extract of a shelter's register" in text
    assert "Resting on it for Iris Ñáñez Urdaneta: Entry to Mexico before the announcement." in text

    at_entry.window.set_language("es")
    assert "shelter" not in said(at_entry)
    at_entry.window.set_language("en")
    assert "shelter" in said(at_entry)
    (link,) = (one for one in notice(at_entry).findChildren(LinkLabel) if one.isVisible())
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert at_entry.part.evidence_id == "e2"

    # It stays through other changes, and goes once the very file is attached again.
    at_entry.editor.put("applicants/a1/given_names", "Iris Amada")
    at_entry.settle()
    assert notice(at_entry).isVisible()
    again = at_entry.window.desk.store.folder.parent / "again.jpg"
    again.write_bytes(papers.jpeg())
    at_entry.drop([again])
    at_entry.wait(lambda: notice(at_entry).isHidden())
    assert evidence.original(training_desk, done.sha256) == papers.jpeg()


def test_taking_the_file_off_settles_it_too_and_another_file_does_not(
    at_entry: AtEntry, training_desk: Desk, tmp_path: Path
) -> None:
    case_id = at_entry.editor.case_id
    evidence.attach(training_desk, case_id, "e2", papers.jpeg(), "register.jpg")
    (stored,) = (path for path in (training_desk.store.folder / "att").rglob("*") if path.is_file())
    stored.unlink()
    at_entry.window.show_place("cases")
    at_entry.open_case("Ñáñez")
    at_entry.wait(lambda: notice(at_entry).isVisible())
    assert at_entry.window.page is not None
    at_entry.window.page.open_path("evidence/e2")
    (tmp_path / "other.png").write_bytes(papers.png())
    at_entry.drop([tmp_path / "other.png"])
    at_entry.settle()
    assert notice(at_entry).isVisible()
    at_entry.qtbot.mouseClick(at_entry.part.tiles()[0].remove, Qt.MouseButton.LeftButton)
    at_entry.wait(lambda: notice(at_entry).isHidden())
