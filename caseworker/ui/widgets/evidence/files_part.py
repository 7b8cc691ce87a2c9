# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages and files of one piece of evidence: what is attached, adding more, taking one off and back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.attached import attached_to, without_attachment
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers
from caseworker.services.evidence.papers import Attachment
from caseworker.services.evidence.photo import PhotoAssertion, assertion_from_photo
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ... import theme
from ...models.case_editor import CaseEditor
from ...models.file_adder import Brought
from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.long_work import STOP
from ..plain.muted_label import muted
from ..scanner.camera_dialog import CameraButton
from .file_tile import FileTile, waiting_picture
from .photo_offer import PhotoOffer

TITLE = N_("Pages and files")
HINT = N_(
    "Optional: where you have seen the original, no file is needed. Drop files here, or paste them with "
    "Ctrl+V."
)
ADD_FILES = N_("Add files…")
CHOOSE = N_("Choose photos, scans or PDFs")
KINDS = "*.jpg *.jpeg *.png *.tif *.tiff *.heic *.heif *.webp *.pdf"
KINDS_NAMED = N_("Photos, scans, PDFs")
ANY = N_("All files")
ADDING = N_("Adding files")
COUNTED = N_("{done} of {all}")
NOT_ADDED = N_("{name} was not added. {why}")
UNDERSTOOD = N_("Understood")
REMOVED = N_("{name} was taken off. The stored file is kept for earlier decisions.")
UNDO_REMOVAL = N_("Undo removal")


@dataclass(frozen=True, slots=True)
class _Seen:
    picture: bytes
    pages: int
    offer: PhotoAssertion | None


class FilesPart(QWidget):
    """`page_opened` carries the SHA-256 of a file to be shown."""

    page_opened = Signal(str)

    def __init__(self, editor: CaseEditor, evidence_id: str, words: Words) -> None:
        super().__init__()
        self.editor, self.evidence_id, self.words = editor, evidence_id, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._title = Label()
        self._title.setObjectName("fieldLabel")
        self._hint = muted()
        column.addWidget(self._title)
        column.addWidget(self._hint)
        holder = QWidget()
        self._tiles = FlowLayout(holder, spacing=12)
        self._holder = holder
        column.addWidget(holder)
        self._offers = PhotoOffer(editor, evidence_id)
        column.addWidget(self._offers)
        self._notices = QVBoxLayout()
        column.addLayout(self._notices)
        row = QHBoxLayout()
        self.add, self.stop = QPushButton(), QPushButton()
        self.bar = QProgressBar()
        self.bar.setMaximumWidth(200)
        self.add.clicked.connect(self._on_add)
        self.stop.clicked.connect(lambda: editor.adder.stop(evidence_id))
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self.add)
        self.camera = CameraButton(editor, evidence_id, words)
        self.buttons.addWidget(self.camera)
        row.addLayout(self.buttons)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        row.addStretch()
        column.addLayout(row)
        self._shown: list[FileTile] = []
        self._found: dict[str, Attachment] = {}
        self._seen: dict[str, _Seen | Exception] = {}
        self._asking = self._stale = False
        self._removed: tuple[str, dict[str, Any]] | None = None
        self._error: Exception | None = None
        self._drawn: object = None
        editor.adder.changed.connect(self._on_adding)
        # The store knows a file that undo brought back only then.
        editor.saved.connect(self._ask)
        self.show_files(words)

    def tiles(self) -> list[FileTile]:
        """The files as shown, in their order."""
        return list(self._shown)

    def show_files(self, words: Words) -> None:
        """Shows the files as the document lists them."""
        again = words.language != self.words.language
        self.words = words
        self._title.setText(words(TITLE))
        self._hint.setText(words(HINT))
        self.add.setText(words(ADD_FILES))
        self.camera.set_words(words)
        self.stop.setText(words(STOP))
        self.bar.setAccessibleName(words(ADDING))
        listed = self._listed()
        known = {one.sha256: one for one in self.tiles()}
        if again or list(known) != list(listed):
            kept = {} if again else known
            if again or list(listed)[: len(known)] != list(known):
                # Not merely more of them: laid out anew, though none that stays is made anew.
                while self._tiles.takeAt(0) is not None:
                    pass
                for sha256, tile in known.items():
                    if sha256 not in kept or sha256 not in listed:
                        tile.hide()
                        tile.deleteLater()
                self._shown = []
            for sha256 in listed[len(self._shown) :]:
                tile = kept.get(sha256) or self._tile(sha256)
                self._shown.append(tile)
                self._tiles.addWidget(tile)
            self._holder.setVisible(bool(listed))
            self._tiles.invalidate()
            self._holder.updateGeometry()
            self._ask()
        for tile in self.tiles():
            marks = self._marks(tile.sha256)
            first = [QRectF(one["x"], one["y"], one["w"], one["h"]) for one in marks if one["page"] == 1]
            tile.show_marks(tuple(sorted({one["page"] for one in marks})), first)
        self._show_progress()
        self._show_offers()

    def _show_offers(self) -> None:
        found = [self._seen.get(one) for one in self._listed()]
        offers = [one.offer for one in found if isinstance(one, _Seen) and one.offer is not None]
        self._offers.show_offers(offers, self.words)

    def _listed(self) -> tuple[str, ...]:
        try:
            return attached_to(self.editor.document, self.evidence_id)
        except KeyError:
            return ()

    def _marks(self, sha256: str) -> list[dict[str, Any]]:
        marks = self.editor.value(f"evidence/{self.evidence_id}/marks")
        found = marks if isinstance(marks, list) else []
        return [one for one in found if one.get("attachment") == sha256]

    def _tile(self, sha256: str) -> FileTile:
        tile = FileTile(sha256, self.words)
        tile.picture.setIcon(waiting_picture())
        tile.opened.connect(weakly(self, lambda self: self.page_opened.emit(sha256)))
        tile.removed.connect(weakly(self, lambda self: self._on_remove(sha256)))
        tile.remove.setVisible((self.evidence_id, sha256) not in self.editor.fixed)
        if sha256 in self._found:
            tile.show_file(self._found[sha256])
        self._show_seen(tile)
        return tile

    def _show_seen(self, tile: FileTile) -> None:
        seen = self._seen.get(tile.sha256)
        if isinstance(seen, Exception):
            tile.show_error(seen)
        elif seen is not None:
            tile.show_picture(seen.picture, seen.pages)

    def _ask(self) -> None:
        """Reads what is not known of the files yet, one after the other: a page that somebody opens does
        not wait behind fifty small pictures."""
        if self._asking:
            self._stale = True
            return
        editor, case_id = self.editor, self.editor.case_id
        desk = editor.desk
        missing = [one for one in self._listed() if one not in self._found]
        unseen = [
            one for one in self._listed() if one not in (*missing, *self._seen) and self._found[one].held
        ]
        if missing:
            self._asking = True
            editor.read(lambda: papers.attachments_of(desk, case_id), self._on_found, self._on_nothing)
        elif unseen:
            self._asking = True
            sha256 = unseen[0]
            editor.read(
                lambda: _look(desk, sha256),
                lambda seen: self._on_seen(sha256, seen),
                lambda error: self._on_seen(sha256, error),
            )

    def _on_found(self, found: tuple[Attachment, ...]) -> None:
        mine = {one.sha256: one for one in found if one.evidence_id == self.evidence_id}
        fresh = mine.keys() - self._found.keys()
        self._found.update(mine)
        for tile in self.tiles():
            if tile.sha256 in mine:
                tile.show_file(mine[tile.sha256])
        self._asked(more=bool(fresh))

    def _on_seen(self, sha256: str, seen: _Seen | Exception) -> None:
        self._seen[sha256] = seen
        self._show_offers()
        for tile in self.tiles():
            if tile.sha256 == sha256:
                self._show_seen(tile)
        self._asked(more=True)

    def _on_nothing(self, _: Exception) -> None:
        self._asked(more=False)

    def _asked(self, *, more: bool) -> None:
        self._asking = False
        if more or self._stale:
            self._stale = False
            self._ask()

    def _on_add(self) -> None:
        words = self.words
        kinds = f"{words(KINDS_NAMED)} ({KINDS});;{words(ANY)} (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self, words(CHOOSE), "", kinds)
        self.editor.adder.add(self.evidence_id, [Brought(Path(one).name, Path(one)) for one in chosen])

    def _on_adding(self, evidence_id: str) -> None:
        if evidence_id == self.evidence_id:
            self.show_files(self.words)

    def _show_progress(self) -> None:
        progress = self.editor.adder.progress(self.evidence_id)
        self.bar.setVisible(progress is not None)
        self.stop.setVisible(progress is not None)
        if progress is not None:
            done, count = progress
            self.bar.setMaximum(count)
            self.bar.setValue(done)
            self.bar.setFormat(self.words(COUNTED, done=done, all=count))
        self._show_notices()

    def _show_notices(self) -> None:
        words, refused = self.words, self.editor.adder.refused.get(self.evidence_id, [])
        state = (words.language, len(refused), self._removed, str(self._error))
        if state == self._drawn:
            return
        self._drawn = state
        clear(self._notices)
        understood = words(UNDERSTOOD)
        if refused:
            texts = [words(NOT_ADDED, name=one.name, why=error_text(one.error, words)) for one in refused]
            self._notices.addWidget(notice(texts, "problem", understood, self._on_refusals_read))
        if self._error is not None:
            said = [error_text(self._error, words)]
            self._notices.addWidget(notice(said, "problem", understood, self._on_error_read))
        if self._removed is not None:
            text = words(REMOVED, name=self._name_of(self._removed[0]))
            self._notices.addWidget(notice([text], "draft", words(UNDO_REMOVAL), self._on_undo))

    def _name_of(self, sha256: str) -> str:
        found = self._found.get(sha256)
        return found.name if found and found.name else self.words(N_("The file"))

    def _on_refusals_read(self) -> None:
        self.editor.adder.forget(self.evidence_id)

    def _on_error_read(self) -> None:
        self._error = None
        self._show_notices()

    def _on_remove(self, sha256: str) -> None:
        editor, at = self.editor, self.evidence_id
        before = editor.value(f"evidence/{at}")

        def work() -> tuple[int, dict[str, Any], None]:
            return *papers.detach(editor.desk, editor.case_id, at, sha256), None

        def done(_: None) -> None:
            self._removed = (sha256, before)
            self.show_files(self.words)
            self.add.setFocus()

        def failed(error: Exception) -> None:
            self._error = error
            self._show_notices()

        editor.revise(
            work, f"evidence/{at}", lambda document: without_attachment(document, at, sha256), done, failed
        )

    def _on_undo(self) -> None:
        assert self._removed is not None  # noqa: S101 - the button is there only then
        (sha256, before), self._removed = self._removed, None
        item = dict(self.editor.value(f"evidence/{self.evidence_id}"))
        listed = list(item.get("attachments") or [])
        if sha256 not in listed:
            listed.insert(before["attachments"].index(sha256), sha256)
            item["attachments"] = listed
            marks = [one for one in before.get("marks") or [] if one.get("attachment") == sha256]
            if marks:
                item["marks"] = [*(item.get("marks") or []), *marks]
            self.editor.put(f"evidence/{self.evidence_id}", item)
        self.show_files(self.words)


def notice(texts: list[str], mark: str, answer: str, answered: Any) -> QFrame:
    """A notice with one answer."""
    frame = QFrame()
    frame.setObjectName("notice")
    row = QHBoxLayout(frame)
    row.setContentsMargins(10, 6, 10, 6)
    picture = Label()
    picture.setPixmap(theme.mark_pixmap(mark, 16))
    row.addWidget(picture)
    said = Label("\n".join(texts))
    said.setWordWrap(True)
    row.addWidget(said, 1)
    button = QPushButton(answer)
    button.clicked.connect(answered)
    row.addWidget(button)
    return frame


def _look(desk: Desk, sha256: str) -> _Seen:
    examined = papers.examined(desk, sha256)
    return _Seen(papers.thumbnail(desk, sha256), examined.pages, assertion_from_photo(examined))
