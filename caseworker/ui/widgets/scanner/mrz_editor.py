# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine-readable lines of a passport: typed, pasted, scanned or read from a picture; taken over on
request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.mrz import MrzReading, NotMrz, read_mrz, repaired
from caseworker.services.evidence.passport_picture import (
    PassportPicture,
    read_passport_file,
    read_passport_picture,
)
from caseworker.words import N_, Words, words_for
from caseworker.words.errors import error_text

from ...weakly import weakly
from ..fields.editor import Editor
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from .mrz_box import MrzBox

READ = N_("Read: {names}, {country}, number {number}, born {born}, expires {expires}.")
SOUND = N_("All check digits agree.")
UNSOUND = N_("Check digits disagree: {fields}. Compare with the paper; nothing is taken over.")
REPAIR = N_("A letter may stand for a digit. Use {lines}?")
TAKE, USE = N_("Take into the fields"), N_("Use the repaired lines")
NOT_YET = N_("Two lines of 44 or 36 characters, or three of 30.")
PICTURE, CHOOSE = N_("Read from a picture…"), N_("Picture of the passport")
READING = N_("Reading the picture…")
NO_ZONE = N_(
    "No machine-readable lines were found in this picture. Lay the paper flat, its whole lower half visible, "
    "without glare; or type the lines."
)
NOT_KEPT = N_("The picture is not kept. No check digit guards the names: compare them with the paper.")
UNCLEAR = N_("The print is not clear: compare each letter with the paper.")
VISA = N_("This is a visa, not a passport: only names, sex and date of birth can be taken.")
CARD = N_("This is a card, not a passport booklet: make sure that the programme accepts it.")
ZONE = N_("The lines in the picture")
ZONE_WIDE = 440
KINDS = "*.jpg *.jpeg *.png *.tif *.tiff *.heic *.heif *.webp *.pdf"
FIELDS = {
    "number": N_("passport number"),
    "born_on": N_("date of birth"),
    "expires_on": N_("expiry"),
    "personal_number": N_("personal number"),
    "whole": N_("the whole line"),
}
Reader = Callable[[Callable[[], Any], Callable[[Any], None], Callable[[Exception], None]], None]


class MrzEditor(Editor):
    """`taken` carries a reading whose check digits agree, after the person asked for it.

    `read` runs work in the background, as `CaseEditor.read` does.
    """

    taken = Signal(object)

    def __init__(self, today: date, read: Reader) -> None:
        super().__init__()
        self._today, self._read_in_background, self._words = today, read, words_for("en")
        self._about_picture: tuple[str, ...] = ()
        self._asked = 0
        self._reading: MrzReading | None = None
        self._repair: MrzReading | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.box = MrzBox()
        self.box.picture_given.connect(self.read_picture)
        self.box.file_given.connect(self.read_file)
        column.addWidget(self.box)
        self._said = Label()
        self._said.setObjectName("muted")
        self._said.setWordWrap(True)
        column.addWidget(self._said)
        self._zone = Label()
        self._zone.hide()
        column.insertWidget(0, self._zone)
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=8)
        self._take, self._use, self.from_picture = QPushButton(), QPushButton(), QPushButton()
        self._take.clicked.connect(weakly(self, lambda self: self.taken.emit(self._reading)))
        self._use.clicked.connect(self._on_use)
        self.from_picture.clicked.connect(self._on_picture)
        row.addWidget(self._take)
        row.addWidget(self._use)
        row.addWidget(self.from_picture)
        column.addWidget(buttons)
        self._showing, self._text = False, ""
        self.box.textChanged.connect(self._on_edited)
        self._show()

    def target(self) -> QWidget:
        return self.box

    def read_file(self, path: Path) -> None:
        """Reads the lines in the file of a picture."""
        self._begin(lambda: read_passport_file(path))

    def read_picture(self, picture: QImage) -> None:
        """Reads the lines in a picture that was pasted or dropped."""
        self._begin(lambda: read_passport_picture(_png(picture)))

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        if value is NOT_ASKED and self._visa():
            self._read()
            return
        text = value if isinstance(value, str) else ""
        if self.box.toPlainText() != text and not self.box.hasFocus():
            self._showing = True
            self.box.setPlainText(text)
            self._showing = False
        self._read()

    def _on_edited(self) -> None:
        text = self.box.toPlainText()
        # A picture that is dropped changes no text and is announced as a change all the same.
        if not self._showing and text != self._text:
            self._about_picture = ()
            self._read()
            # The lines of a visa are no passport's.
            self.changed.emit(text if text.strip() and not self._visa() else NOT_ASKED)

    def _read(self) -> None:
        text = self.box.toPlainText()
        self._text = text
        self._reading = self._repair = None
        try:
            self._reading = read_mrz(text, self._today)
            self._repair = repaired(text, self._today)
        except NotMrz:
            pass
        self._show()

    def _visa(self) -> bool:
        return self._reading is not None and self._reading.format.startswith("MRV")

    def _on_picture(self) -> None:
        words = self._words
        name, _ = QFileDialog.getOpenFileName(self, words(CHOOSE), "", f"{words(CHOOSE)} ({KINDS})")
        if name:
            self.read_file(Path(name))

    def _begin(self, work: Callable[[], PassportPicture | None]) -> None:
        self._asked += 1
        asked = self._asked
        self._show_zone(None)
        self._about_picture = (READING,)
        self._show()

        def here() -> bool:
            # Another person of the case may be shown by now, or another picture be on its way.
            return isValid(self) and asked == self._asked

        def done(found: PassportPicture | None) -> None:
            if here():
                self._on_found(found)

        def failed(error: Exception) -> None:
            if here():
                # The sentence is said already; no catalogue knows it whole.
                self._about_picture = (error_text(error, self._words),)
                self._show()

        self._read_in_background(work, done, failed)

    def _on_found(self, found: PassportPicture | None) -> None:
        if found is None:
            self._about_picture = (NO_ZONE,)
            self._show()
            return
        if self.box.toPlainText() != found.text:
            self.box.setPlainText(found.text)
        self._show_zone(found)
        self._about_picture = (NOT_KEPT,) if found.clear else (UNCLEAR, NOT_KEPT)
        self._read()

    def _show_zone(self, found: PassportPicture | None) -> None:
        self._zone.setVisible(found is not None)
        if found is None:
            return
        pixels = QPixmap()
        pixels.loadFromData(found.zone)
        if pixels.width() > ZONE_WIDE:
            pixels = pixels.scaledToWidth(ZONE_WIDE, Qt.TransformationMode.SmoothTransformation)
        self._zone.setPixmap(pixels)

    def _show(self) -> None:
        words, reading = self._words, self._reading
        self.from_picture.setText(words(PICTURE))
        self.from_picture.setEnabled(self._about_picture != (READING,))
        self._zone.setAccessibleName(words(ZONE))
        about = " ".join(words(text) for text in self._about_picture)
        self._take.setText(words(TAKE))
        self._use.setText(words(USE))
        self._take.setVisible(reading is not None and reading.sound)
        self._use.setVisible(self._repair is not None)
        if reading is None:
            self._tell([words(NOT_YET) if self.box.toPlainText().strip() and not about else "", about])
            return
        said = [
            words(
                READ,
                names=" ".join(part for part in (reading.given_names, reading.surnames) if part),
                country=words.country(reading.issued_by),
                number=reading.number,
                born=words.day(reading.born_on) if reading.born_on else "…",
                expires=words.day(reading.expires_on) if reading.expires_on else "…",
            )
        ]
        if reading.sound:
            said.append(words(SOUND))
        else:
            wrong = [words(FIELDS[check.field]) for check in reading.checks if not check.agrees]
            said.append(words(UNSOUND, fields=words.listing(wrong)))
        if self._repair is not None:
            said.append(words(REPAIR, lines=" / ".join(self._repair.lines)))
        if self._visa():
            said.append(words(VISA))
        elif not reading.document.startswith("P"):
            said.append(words(CARD))
        self._tell([*said, about])

    def _tell(self, said: list[str]) -> None:
        self._said.setText(" ".join(part for part in said if part))
        self._said.setVisible(bool(self._said.text()))

    def _on_use(self) -> None:
        if self._repair is not None:
            self.box.setPlainText("\n".join(self._repair.lines))


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
