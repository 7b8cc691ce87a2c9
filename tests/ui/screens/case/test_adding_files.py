# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files are dropped, pasted, chosen and taken off again; nothing typed is lost, nothing hostile harms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers as evidence
from caseworker.services.evidence.attaching import Attaching
from caseworker.ui.widgets.evidence.drop_veil import DropVeil
from tests.scans import papers

from ...conftest import AtEntry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "brought"
    found.mkdir()
    (found / "1 front.jpg").write_bytes(papers.jpeg(quality=90))
    (found / "2 back.png").write_bytes(papers.png())
    (found / "3 rest.tif").write_bytes(papers.tiff(3))
    return found


def said(at_entry: AtEntry) -> str:
    return "\n".join(one.text() for one in at_entry.part.findChildren(QLabel) if one.isVisible())


def press(at_entry: AtEntry, text: str) -> None:
    buttons = [one for one in at_entry.part.findChildren(QPushButton) if one.text() == text]
    at_entry.wait(lambda: any(one.isVisible() for one in buttons))
    button = next(one for one in buttons if one.isVisible())
    at_entry.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_files_dropped_on_the_station_become_one_paper_with_its_form_open(
    at_entry: AtEntry, folder: Path
) -> None:
    before = at_entry.stored()
    at_entry.drop(sorted(folder.iterdir()))
    at_entry.settle()
    after = at_entry.stored()
    assert after[: len(before)] == before
    (new,) = after[len(before) :]
    assert (new["about"], len(new["attachments"])) == (["a1"], 3)  # type: ignore[arg-type]
    tiles = at_entry.part.tiles()
    names = [tile.picture.accessibleName() for tile in tiles]
    assert names == ["Open 1 front.jpg", "Open 2 back.png", "Open 3 rest.tif"]
    assert all(not tile.picture.icon().isNull() for tile in tiles)
    assert "3 pages" in tiles[2].picture.accessibleDescription()


def test_files_held_above_the_station_are_told_where_they_go(at_entry: AtEntry, folder: Path) -> None:
    files = sorted(folder.iterdir())[:1]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    (veil,) = at_entry.screen.findChildren(DropVeil)
    (said,) = veil.findChildren(QLabel)
    assert not veil.isVisible()
    at_entry.hold(mime)
    assert veil.isVisible()
    assert veil.geometry() == at_entry.screen.viewport().rect()
    assert "a new piece of evidence" in said.text()
    QApplication.sendEvent(at_entry.screen.viewport(), QDragLeaveEvent())
    assert not veil.isVisible()
    at_entry.drop(files)
    assert not veil.isVisible()
    at_entry.hold(mime)
    assert "the evidence that is open" in said.text()
    QApplication.sendEvent(at_entry.screen.viewport(), QDragLeaveEvent())
    at_entry.settle()


def test_what_is_typed_meanwhile_stays(at_entry: AtEntry, folder: Path) -> None:
    at_entry.drop(sorted(folder.iterdir()))
    at = at_entry.part.evidence_id
    for count in range(1, 4):
        at_entry.editor.put(f"evidence/{at}/issuer", "INM Tapachula"[: 4 * count])
        at_entry.wait(lambda n=count: len(at_entry.editor.value(f"evidence/{at}/attachments") or []) >= n)
    at_entry.editor.put("applicants/a1/given_names", "Iris Amada")
    stored = at_entry.stored()[-1]
    assert (stored["issuer"], len(stored["attachments"])) == ("INM Tapachul", 3)  # type: ignore[arg-type]
    document = cases.open_case(at_entry.window.desk, at_entry.editor.case_id).document
    assert document["applicants"][0]["given_names"] == "Iris Amada"
    assert document == at_entry.editor.document


def test_a_refused_file_is_told_beside_the_others(at_entry: AtEntry, folder: Path) -> None:
    (folder / "0 trap.pdf").write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 9)
    (folder / "9 letter.docx").write_bytes(b"PK\3\4 a text")
    at_entry.drop([*sorted(folder.iterdir()), folder / "missing.jpg"])
    at_entry.settle()
    assert len(at_entry.part.tiles()) == 3
    text = said(at_entry)
    assert "0 trap.pdf was not added. The file is damaged" in text
    assert "9 letter.docx was not added. This file is not a photo" in text
    assert "missing.jpg was not added. The file could not be read" in text
    press(at_entry, "Understood")
    assert "was not added" not in said(at_entry)


def test_stopping_keeps_what_was_added(at_entry: AtEntry, folder: Path) -> None:
    adder = at_entry.editor.adder
    adder.changed.connect(lambda at: adder.stop(at) if (adder.progress(at) or (0,))[0] == 1 else None)
    at_entry.drop(sorted(folder.iterdir()))
    assert not at_entry.part.bar.isHidden()
    assert at_entry.part.bar.text() == "0 of 3"
    at_entry.settle()
    assert not at_entry.part.bar.isVisible()
    assert len(at_entry.part.tiles()) == 1


def test_files_come_by_the_dialog_and_undo_takes_them_off_together(
    at_entry: AtEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(one) for one in sorted(folder.iterdir())]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    assert at_entry.window.page is not None
    at_entry.window.page.open_path("evidence/e1")
    before = at_entry.stored()
    at_entry.wait(lambda: at_entry.part.add.height() > 10)  # laid out
    at_entry.qtbot.mouseClick(at_entry.part.add, Qt.MouseButton.LeftButton)
    at_entry.settle()
    assert len(at_entry.part.tiles()) == 3
    at_entry.window.activateWindow()
    at_entry.wait(lambda: QApplication.focusWidget() is not None)
    at_entry.qtbot.keyClick(at_entry.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert at_entry.part.tiles() == []
    assert at_entry.stored() == before
    at_entry.editor.redo()
    at_entry.settle()
    names = [tile.picture.accessibleName() for tile in at_entry.part.tiles()]
    assert names == ["Open 1 front.jpg", "Open 2 back.png", "Open 3 rest.tif"]


def test_a_file_taken_off_comes_back_to_its_place(at_entry: AtEntry, folder: Path) -> None:
    at_entry.drop(sorted(folder.iterdir()))
    at_entry.settle()
    before = at_entry.stored()
    at_entry.qtbot.mouseClick(at_entry.part.tiles()[1].remove, Qt.MouseButton.LeftButton)
    at_entry.settle()
    assert len(at_entry.part.tiles()) == 2
    assert len(at_entry.stored()[-1]["attachments"]) == 2  # type: ignore[arg-type]
    at_entry.wait(lambda: "2 back.png was taken off" in said(at_entry))
    press(at_entry, "Undo removal")
    assert at_entry.stored() == before
    at_entry.wait(lambda: "was taken off" not in said(at_entry))


def paste(at_entry: AtEntry, mime: QMimeData, widget: Any) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    at_entry.window.activateWindow()
    widget.setFocus()
    at_entry.wait(lambda: QApplication.focusWidget() is widget)
    at_entry.qtbot.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    at_entry.settle()


def picture() -> QImage:
    found = QImage(60, 40, QImage.Format.Format_RGB32)
    found.fill(Qt.GlobalColor.darkGreen)
    return found


def test_a_pasted_picture_is_kept_as_png(at_entry: AtEntry) -> None:
    mime = QMimeData()
    mime.setImageData(picture())
    paste(at_entry, mime, at_entry.screen.papers.add)
    (sha256,) = at_entry.stored()[-1]["attachments"]  # type: ignore[misc]
    assert evidence.original(at_entry.window.desk, sha256).startswith(b"\x89PNG")
    assert at_entry.part.tiles()[0].picture.accessibleName() == "Open Pasted picture"


def test_pasted_text_stays_with_its_field_and_a_picture_does_not(at_entry: AtEntry) -> None:
    assert at_entry.window.page is not None
    at_entry.editor.put("evidence/e1/type", "third_country_stamp_or_permit")
    at_entry.window.page.open_path("evidence/e1")
    line = at_entry.screen.papers.form.fields["evidence/e1/issuer"].editor.target()
    mime = QMimeData()
    mime.setText("COMAR Tapachula")
    mime.setImageData(picture())
    paste(at_entry, mime, line)
    assert at_entry.stored()[0]["issuer"] == "COMAR Tapachula"
    assert at_entry.part.tiles() == []
    only = QMimeData()
    only.setImageData(picture())
    paste(at_entry, only, line)
    assert at_entry.stored()[0]["issuer"] == "COMAR Tapachula"
    assert len(at_entry.part.tiles()) == 1


def test_leaving_the_case_keeps_what_was_added_and_begins_nothing_more(
    at_entry: AtEntry, folder: Path, training_desk: Desk
) -> None:
    case_id = at_entry.editor.case_id
    at_entry.drop(sorted(folder.iterdir()))
    at = at_entry.part.evidence_id
    at_entry.wait(lambda: len(at_entry.editor.value(f"evidence/{at}/attachments") or []) == 1)
    at_entry.editor.put(f"evidence/{at}/issuer", "INM")
    at_entry.window.show_place("cases")
    at_entry.wait(lambda: not at_entry.window.background.busy)
    stored = cases.open_case(training_desk, case_id).document["evidence"][-1]
    assert stored["issuer"] == "INM"
    assert 1 <= len(stored["attachments"]) <= 2
    assert len(evidence.attachments_of(training_desk, case_id)) == len(stored["attachments"])


def test_an_item_taken_away_meanwhile_stays_away(at_entry: AtEntry, folder: Path) -> None:
    before = at_entry.stored()
    at_entry.drop(sorted(folder.iterdir()))
    at_entry.wait(lambda: at_entry.editor._saving and len(at_entry.editor.value("evidence")) > len(before))
    at_entry.screen.papers._on_remove()
    at_entry.settle()
    assert at_entry.stored() == before


def test_examining_after_the_end_still_reads_and_leaves_no_process(training_desk: Desk) -> None:
    row = cases.listing(training_desk)[0]
    attaching = Attaching(training_desk, row.id, 5)
    assert attaching.examine(evidence.Incoming("a.jpg", papers.jpeg())).examined.pages == 1
    attaching.end()
    assert attaching.examine(evidence.Incoming("b.png", papers.png())).examined.pages == 1
    assert attaching._ahead is None


def test_what_a_photo_says_of_itself_is_offered_and_never_taken_over(
    at_entry: AtEntry, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2022:10:12 14:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (14.905, 0.0, 0.0), 3: "W", 4: (92.263, 0.0, 0.0)})
    (tmp_path / "phone.jpg").write_bytes(papers.jpeg(exif=exif))
    at_entry.drop([tmp_path / "phone.jpg"])
    at_entry.settle()
    at_entry.qtbot.wait(20)
    assert "The photo itself says: taken on 12 October 2022 in Mexico. A camera's clock" in said(at_entry)
    item = at_entry.stored()[-1]
    assert "on" not in item
    assert "place" not in item
    press(at_entry, "Use the day")
    at_entry.qtbot.wait(20)
    assert "place" not in at_entry.stored()[-1]
    press(at_entry, "Use the place")
    at_entry.qtbot.wait(20)
    item = at_entry.stored()[-1]
    assert (item["on"], item["place"]) == ("2022-10-12T14:30", "MEX")
    assert "The photo itself says" not in said(at_entry)
    at_entry.editor.undo()
    at_entry.editor.undo()
    assert "on" not in at_entry.stored()[-1]
