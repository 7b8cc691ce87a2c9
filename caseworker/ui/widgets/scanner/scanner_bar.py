# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies new in the scanner folder, offered in a bar below the page of a case; and deleting it there.

Nothing is added and nothing deleted without a click. What is watched and how is in `models.scanner_watch`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from caseworker.services.evidence.papers import kept_name
from caseworker.services.evidence.scanner_folder import Deleted, Scan
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...models.scanner_watch import ScannerWatch
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label, show_tip

ADD, EACH, TO_OPEN = N_("Add as evidence"), N_("Each on its own"), N_("Add to the open evidence")
NOT_NOW = N_("Not now")
DELETE, LEAVE = N_("Delete from the scanner folder"), N_("Leave there")
UNDERSTOOD = N_("Understood")
GONE = N_(
    "The scanner folder cannot be reached just now. The case is safe. As soon as the folder is back, new "
    "files are offered again."
)
STAYED = {
    "changed": N_("{name} was left there: it was changed since it was added."),
    "gone": N_("{name} was not there any more."),
    "not_attached": N_("{name} was left there: the case does not hold it safely."),
    "locked": N_("{name} was left there: this computer does not allow deleting it."),
}
LONGEST = 36  # letters of a file's name that are shown; the whole stands in the tip
TALLEST = 66  # pixels of the list of files


class ScannerBar(QFrame):
    """`add_wanted` carries the files and `one` (all are one piece of evidence), `each` or `open`.

    `answered` follows an answer that took the bar's last line away.
    """

    add_wanted = Signal(object, str)
    answered = Signal()

    def __init__(self, watch: ScannerWatch, words: Words) -> None:
        super().__init__()
        self._watch, self._words = watch, words
        self.setObjectName("scannerBar")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(6)
        self._deleted, self._added = _Line(), _Line()
        self._gone, self._offer = _Line(), _Line()
        self.understood = self._deleted.button(self._on_understood)
        self.delete = self._added.button(self._on_delete)
        self.leave = self._added.button(weakly(self, lambda self: self._answer(watch.keep_added)))
        self.absence_read = self._gone.button(self._on_understood)
        self.add_to_open = self._offer.button(weakly(self, lambda self: self._want("open")))
        self.add = self._offer.button(weakly(self, lambda self: self._want("one")))
        self.each = self._offer.button(weakly(self, lambda self: self._want("each")))
        self.later = self._offer.button(
            weakly(self, lambda self: self._answer(lambda: watch.put_off(watch.offered)))
        )
        self.add.setObjectName("primary")
        self._list = _Files()
        self._list.changed.connect(self._show_buttons)
        for part in (self._deleted, self._added, self._gone, self._offer, self._list):
            column.addWidget(part)
        self._open = False
        # Whether the focus is to go to what came of deleting: the button that had it is gone.
        self._deleting = False
        self._announced = ""
        watch.changed.connect(self._show)
        self._show()

    def boxes(self) -> list[QCheckBox]:
        """The files to choose among, where there are several."""
        return list(self._list.boxes.values())

    def text(self) -> str:
        """What is said now, a line each."""
        lines = (self._deleted, self._added, self._gone, self._offer)
        return "\n".join(one.said.text() for one in lines if not one.isHidden())

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._show()

    def show_open(self, is_open: bool) -> None:
        """Whether the form of a piece of evidence is open on the page, to which files may be added."""
        self._open = is_open
        self._show_buttons()

    def _show(self) -> None:
        words, watch = self._words, self._watch
        for button, text in (
            (self.add, ADD),
            (self.each, EACH),
            (self.add_to_open, TO_OPEN),
            (self.later, NOT_NOW),
            (self.delete, DELETE),
            (self.leave, LEAVE),
            (self.understood, UNDERSTOOD),
            (self.absence_read, UNDERSTOOD),
        ):
            button.setText(words(text))
        asks = bool(watch.added) and not watch.busy
        self._deleted.say(_deleted_text(watch.deleted, words))
        self._added.say(_added_text(len(watch.added), words) if asks else "")
        self._gone.say(words(GONE) if watch.gone else "")
        self._offer.say(_offer_text(watch.offered, words), _tip(watch.offered))
        self._list.show_files(watch.offered if len(watch.offered) > 1 else (), words)
        self._show_buttons()
        said = self.text()
        self.setVisible(bool(said))
        if self._deleting and watch.deleted is not None:
            self._deleting = False
            self.understood.setFocus()
        if said and said != self._announced:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._announced = said

    def _chosen(self) -> tuple[Scan, ...]:
        boxes = self._list.boxes
        return tuple(one for one in self._watch.offered if one not in boxes or boxes[one].isChecked())

    def _show_buttons(self) -> None:
        count = len(self._chosen())
        self.add_to_open.setVisible(self._open)
        self.each.setVisible(len(self._watch.offered) > 1)
        for button in (self.add, self.add_to_open):
            button.setEnabled(count > 0)
        self.each.setEnabled(count > 1)

    def _want(self, how: str) -> None:
        self.add_wanted.emit(self._chosen(), how)

    def _on_delete(self) -> None:
        self._deleting = True
        self._watch.delete_added()

    def _on_understood(self) -> None:
        self._answer(self._watch.understood)

    def _answer(self, act: Callable[[], None]) -> None:
        act()
        if self.isHidden():
            self.answered.emit()


class _Line(QWidget):
    """What is said, and its answers at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.said = Label()
        self.said.setWordWrap(True)
        self._row.addWidget(self.said, 1)

    def button(self, act: Callable[[], None]) -> ActButton:
        """One more answer."""
        button = ActButton()
        button.acted.connect(act)
        self._row.addWidget(button)
        return button

    def say(self, text: str, tip: str = "") -> None:
        """Says it; for an empty text the line is not there."""
        self.said.setText(text)
        show_tip(self.said, tip)
        self.setVisible(bool(text))


class _Files(QScrollArea):
    """Several files to choose among, all chosen at first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("scannerFiles")
        inside = QWidget()
        self._flow = FlowLayout(inside, spacing=8)
        self.setWidget(inside)
        self.boxes: dict[Scan, QCheckBox] = {}

    def show_files(self, scans: tuple[Scan, ...], words: Words) -> None:
        """Shows the files; one that is shown already keeps its box, chosen or not."""
        if tuple(self.boxes) != scans:
            kept = {one: box.isChecked() for one, box in self.boxes.items()}
            clear(self._flow)
            self.boxes = {}
            for one in scans:
                box = self.boxes[one] = QCheckBox()
                box.setChecked(kept.get(one, True))
                box.toggled.connect(weakly(self, lambda self, _=False: self.changed.emit()))
                self._flow.addWidget(box)
        for one, box in self.boxes.items():
            box.setText(_short(one, words).replace("&", "&&"))
            show_tip(box, kept_name(one.name))
        self.setVisible(bool(scans))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._flow.invalidate()
        self.setFixedHeight(min(self._flow.heightForWidth(self.viewport().width()), TALLEST))


def _offer_text(scans: tuple[Scan, ...], words: Words) -> str:
    if len(scans) == 1:
        return words(N_("1 new file in the scanner folder: {file}"), file=_short(scans[0], words))
    if not scans:
        return ""
    return words.many(
        "{count} new file in the scanner folder:", "{count} new files in the scanner folder:", len(scans)
    )


def _added_text(count: int, words: Words) -> str:
    return words.many(
        "{count} file was added. In the scanner folder it can be read by anyone who uses this computer.",
        "{count} files were added. In the scanner folder they can be read by anyone who uses this computer.",
        count,
    )


def _deleted_text(found: Deleted | Exception | None, words: Words) -> str:
    if found is None:
        return ""
    if isinstance(found, Exception):
        return error_text(found, words)
    count = words.many(
        "{count} file was deleted from the scanner folder.",
        "{count} files were deleted from the scanner folder.",
        found.count,
    )
    stayed = [words(STAYED[why], name=_cut(kept_name(name))) for name, why in found.stayed]
    return " ".join([*([count] if found.count or not stayed else []), *stayed])


def _tip(scans: tuple[Scan, ...]) -> str:
    return kept_name(scans[0].name) if len(scans) == 1 else ""


def _short(scan: Scan, words: Words) -> str:
    name = _cut(kept_name(scan.name))
    try:
        at = datetime.fromtimestamp(scan.modified / 1e9).astimezone()
    except (OSError, OverflowError, ValueError):  # a scanner without a clock
        return name
    today = at.date() == datetime.now().astimezone().date()
    hour = at.strftime("%H:%M")
    return f"{name}, {hour if today else f'{words.short_day(at.date())}, {hour}'}"


def _cut(name: str) -> str:
    """A long name without its middle: its end tells the pages apart."""
    half = LONGEST // 2
    return name if len(name) <= LONGEST else f"{name[: half - 1]}…{name[-half:]}"
