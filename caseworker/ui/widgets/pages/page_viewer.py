# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a piece of evidence beside its form: zoom, turn, page through, mark what proves the point."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from caseworker.domain.case.attached import attached_to
from caseworker.services.evidence import papers
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted
from .page_canvas import PageCanvas
from .page_marks import PageMarks

WIDTHS = (800, 1600, 3200)
ZOOM_STEP, MOST_ZOOM, WIDEST = 1.25, 8.0, 6400
ONE = N_("Page {page} of {pages}")
SEVERAL = N_("File {file} of {files}, page {page} of {pages}")
LOADING = N_("Opening the page…")
DRAG = N_("Drag over the page to mark what proves the point.")
BY_KEYS = N_(
    "Arrow keys move the mark, with Shift they change its size. Enter keeps it, Esc leaves without a mark."
)
BUTTONS: tuple[tuple[str, str, str], ...] = (
    ("previous", "‹", N_("Previous page (Page Up)")),
    ("next", "›", N_("Next page (Page Down)")),
    ("smaller", "−", N_("Smaller (-)")),
    ("larger", "+", N_("Larger (+)")),
    ("fit", "", N_("Whole page (0)")),
    ("left", "↺", N_("Turn left (Shift+R)")),
    ("right", "↻", N_("Turn right (R)")),
    ("mark", "", N_("Mark with the keyboard (M)")),
    ("close", "", N_("Close the page (Esc)")),
)
TEXTS = {"fit": N_("Whole page"), "mark": N_("Mark"), "close": N_("Close")}


class _Room(QScrollArea):
    """What the page has for room; it changes with the lines of text below too."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The viewer pages and scrolls.
        event.ignore()


class PageViewer(QWidget):
    """Shows one page at a time. `closed` asks to be put away."""

    closed = Signal()

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.editor, self.words = editor, words
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        tools = QWidget()
        flow = FlowLayout(tools, spacing=4)
        self.buttons: dict[str, QPushButton] = {}
        acts: dict[str, Callable[[], None]] = {
            "previous": weakly(self, lambda self: self.go(-1)),
            "next": weakly(self, lambda self: self.go(1)),
            "smaller": weakly(self, lambda self: self.zoom(-1)),
            "larger": weakly(self, lambda self: self.zoom(1)),
            "fit": weakly(self, lambda self: self.zoom(0)),
            "left": weakly(self, lambda self: self.turn(-1)),
            "right": weakly(self, lambda self: self.turn(1)),
            "mark": self._on_mark,
            "close": self.closed.emit,
        }
        for name, sign, _ in BUTTONS:
            button = QPushButton(sign)
            button.clicked.connect(acts[name])
            self.buttons[name] = button
            flow.addWidget(button)
        column.addWidget(tools)
        row = QHBoxLayout()
        self.place = Label()
        self.place.setWordWrap(True)
        row.addWidget(self.place, 1)
        column.addLayout(row)
        self.canvas = PageCanvas()
        self.canvas.zoom_wanted.connect(self.zoom)
        self.canvas.marked.connect(self._on_marked)
        self.canvas.drawing_changed.connect(weakly(self, lambda self, _: self._show_texts()))
        self._scroll = _Room()
        self._scroll.resized.connect(self._fit)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setWidget(self.canvas)
        column.addWidget(self._scroll, 1)
        self._said = muted()
        column.addWidget(self._said)
        self.marks = PageMarks(editor)
        column.addWidget(self.marks)
        self.evidence_id, self.sha256, self.page = "", "", 1
        self._pages = 0
        self._from_end = False
        self._zoom = 1.0
        self._asked: tuple[str, int, int] = ("", 0, 0)
        self._error: Exception | None = None
        self._loading = False
        # Sizes settle first: a splitter that is dragged asks for one page, not for a hundred.
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(80)
        self._ask_soon.timeout.connect(self._ask)
        editor.document_changed.connect(self._on_changed)
        self._show_texts()

    def show_file(self, evidence_id: str, sha256: str, *, page: int = 1) -> None:
        """Shows a page of a file."""
        self.evidence_id, self._from_end = evidence_id, False
        self._turn_to(sha256, page)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self._show_texts()

    def go(self, by: int) -> None:
        """To the next or the previous page, over the end of a file into the next."""
        files = self._files()
        if self.sha256 not in files:
            return
        at = files.index(self.sha256)
        if 1 <= self.page + by <= max(self._pages, 1):
            self._turn_to(self.sha256, self.page + by)
        elif 0 <= at + by < len(files):
            # How many pages the one before has is known only when it is open.
            self._from_end = by < 0
            self._turn_to(files[at + by], 1)

    def zoom(self, by: int) -> None:
        """Larger (1), smaller (-1), or the whole page (0)."""
        self._zoom = min(max(self._zoom * ZOOM_STEP**by, 1.0), MOST_ZOOM) if by else 1.0
        self._fit()

    def turn(self, by: int) -> None:
        """Turns the page by quarters, clockwise for 1."""
        self.canvas.turn(self.canvas.quarters + by)
        self._fit()

    @property
    def loading(self) -> bool:
        """Whether a page is on its way."""
        return self._loading or self._ask_soon.isActive()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageUp: lambda: self.go(-1),
            Qt.Key.Key_PageDown: lambda: self.go(1),
            Qt.Key.Key_Plus: lambda: self.zoom(1),
            Qt.Key.Key_Equal: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1),
            Qt.Key.Key_0: lambda: self.zoom(0),
            Qt.Key.Key_R: lambda: self.turn(-1 if shift else 1),
            Qt.Key.Key_M: self._on_mark,
            Qt.Key.Key_Escape: self.closed.emit,
            Qt.Key.Key_Left: lambda: self._push(-60, 0),
            Qt.Key.Key_Right: lambda: self._push(60, 0),
            Qt.Key.Key_Up: lambda: self._push(0, -60),
            Qt.Key.Key_Down: lambda: self._push(0, 60),
        }
        act = acts.get(event.key())
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _files(self) -> tuple[str, ...]:
        try:
            return attached_to(self.editor.document, self.evidence_id)
        except KeyError:
            return ()

    def _turn_to(self, sha256: str, page: int) -> None:
        if sha256 != self.sha256:
            self.canvas.turn(0)
            self._pages = 0
        self.sha256, self.page = sha256, page
        self._error = None
        self._zoom = 1.0
        self.canvas.give_up()
        self.canvas.show_image(QImage())
        self._asked = ("", 0, 0)
        self._fit()
        self._ask()
        self._show_marks()

    def _fit(self) -> None:
        room = self._scroll.maximumViewportSize() - QSize(2, 2)
        width = min(int(self.canvas.fitting(room) * self._zoom), WIDEST)
        self.canvas.set_page_width(width)
        self._ask_soon.start()

    def _wanted_width(self) -> int:
        wanted = (
            self.canvas.fitting(self._scroll.maximumViewportSize()) * self._zoom * self.devicePixelRatioF()
        )
        return next((one for one in WIDTHS if one >= wanted), WIDTHS[-1])

    def _ask(self) -> None:
        ask = (self.sha256, self.page, self._wanted_width())
        same = ask[:2] == self._asked[:2]
        if not self.sha256 or self._error is not None or (same and ask[2] <= self._asked[2]):
            return
        self._asked, self._loading = ask, True
        desk, sha256, page, width = self.editor.desk, *ask

        def work() -> tuple[int, QImage]:
            pages = papers.examined(desk, sha256).pages
            return pages, QImage.fromData(papers.page(desk, sha256, page, width))

        self.editor.read(
            work, lambda found: self._on_page(ask, found), lambda error: self._on_error(ask, error)
        )
        self._show_texts()

    def _on_page(self, ask: tuple[str, int, int], found: tuple[int, QImage]) -> None:
        if ask != self._asked:
            return
        self._loading = False
        self._pages, image = found
        if self._from_end and self._pages > 1:
            self._from_end = False
            self._turn_to(self.sha256, self._pages)
            return
        self._from_end = False
        self.canvas.show_image(image)
        self._fit()
        self._show_texts()

    def _on_error(self, ask: tuple[str, int, int], error: Exception) -> None:
        if ask == self._asked:
            self._loading, self._error = False, error
            self._show_texts()

    def _on_mark(self) -> None:
        if self.canvas.drawing:
            self.canvas.keep()
        elif not self._loading and self._error is None:
            self.canvas.begin()

    def _on_marked(self, box: object) -> None:
        self.marks.add(box)  # type: ignore[arg-type]

    def _on_changed(self, _: str) -> None:
        if not self.sha256 or self.isHidden():
            return
        if self.sha256 not in self._files():
            self.closed.emit()
        else:
            self._show_marks()

    def _push(self, across: int, down: int) -> None:
        for bar, by in (
            (self._scroll.horizontalScrollBar(), across),
            (self._scroll.verticalScrollBar(), down),
        ):
            bar.setValue(bar.value() + by)

    def _show_marks(self) -> None:
        self.marks.show_page(self.evidence_id, self.sha256, self.page, self.words)
        self.canvas.show_marks(self.marks.boxes())
        self._show_texts()

    def _show_texts(self) -> None:
        words, files = self.words, self._files()
        for name, _, said in BUTTONS:
            button = self.buttons[name]
            if name in TEXTS:
                button.setText(words(TEXTS[name]))
            button.setToolTip(words(said))
            button.setAccessibleName(words(said))
        at = files.index(self.sha256) + 1 if self.sha256 in files else 1
        values = {"file": at, "files": len(files), "page": self.page, "pages": self._pages or "…"}
        place = words(SEVERAL if len(files) > 1 else ONE, **values)
        self.place.setText(place)
        self.buttons["previous"].setEnabled(self.page > 1 or at > 1)
        self.buttons["next"].setEnabled(self.page < self._pages or at < len(files))
        marks = len(self.marks.boxes())
        counted = words.many("{count} mark", "{count} marks", marks)
        said = f"{place}. {counted}" if marks else place
        self.canvas.setAccessibleName(said)
        if self._error is not None:
            text = error_text(self._error, words)
        elif self._loading:
            text = words(LOADING)
        else:
            text = words(BY_KEYS if self.canvas.drawing else DRAG)
        self._said.setText(text)
        self.canvas.setAccessibleDescription(text)
        if self.marks.isVisible():
            self.marks.show_page(self.evidence_id, self.sha256, self.page, words)
