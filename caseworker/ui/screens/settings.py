# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: the window's language and look, the scanner folder, the letterhead, the staff, the public key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from caseworker.drawing.paper import PAPERS
from caseworker.private_files import write_private
from caseworker.services import drafts, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import revocation, verifying
from caseworker.services.letter.faults import SIGNATURE
from caseworker.words import LANGUAGE_NAMES, N_, Words
from caseworker.words.errors import error_text, os_reason

from ..background import Background
from ..models.draft_keeper import DraftKeeper
from ..weakly import weakly
from ..widgets.plain.act_button import ActButton
from ..widgets.plain.label import Label
from ..widgets.plain.muted_label import muted
from ..widgets.scanner.scanner_card import ScannerCard
from ..widgets.staff.alone_card import AloneCard
from ..widgets.staff.passphrase_card import PassphraseCard, RecoveryCard
from ..widgets.staff.staff_card import StaffCard

WIDEST = 760
NOT_YOURS = N_("A supervisor or an administrator changes the letterhead.")
PUT_BACK = N_("Put back: it was typed before and not saved.")
KEY_HINT = N_("Give this small file to whoever must check your letters. It holds no secret.")
FINGERPRINT_HINT = N_(
    "Anybody can make a key file with your name on it. So tell them this fingerprint too, but not in "
    "the same way: on paper, at your desk or by telephone. Whoever checks a letter compares it."
)
FINGERPRINT = N_("Fingerprint of the key: {fingerprint}")
LIST_HINT = N_(
    "Give them this list too, and a new one from time to time: it names the letters that were replaced or "
    "revoked, by number only."
)
LIST_NAME = "withdrawn-letters.txt"


class SettingsScreen(QScrollArea):
    """Emits `language_chosen` and `dark_chosen`."""

    language_chosen = Signal(str)
    dark_chosen = Signal(bool)

    def __init__(
        self, desk: Desk, background: Background, words: Words, keeper: DraftKeeper, *, dark: bool
    ) -> None:
        super().__init__()
        self._keeper = keeper
        self._shown = False
        self.desk, self._background, self.words = desk, background, words
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        # Cards are of one width at most: their heights are asked for that, not for the width of the page.
        across, inner = QHBoxLayout(page), QWidget()
        across.setContentsMargins(0, 0, 0, 0)
        inner.setMaximumWidth(WIDEST + 48)
        across.addWidget(inner, 1)
        across.addStretch()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(12)
        self._labels: list[tuple[QLabel, str]] = []
        self._title = self._label(N_("Settings"), "title")
        self._column.addWidget(self._title)
        self._make_look(dark)
        self.scanner = ScannerCard(desk, background, words)
        self._column.addWidget(self.scanner)
        self._make_office()
        self.people = StaffCard(desk, background, words)
        self._column.addWidget(self.people)
        self.alone = AloneCard(desk, background, words)
        self._column.addWidget(self.alone)
        self.passphrase = PassphraseCard(desk, background, words)
        self.passphrase.setVisible(not desk.store.training and not desk.store.viewer)
        self._column.addWidget(self.passphrase)
        self.recovery = RecoveryCard(desk, background, words)
        self._column.addWidget(self.recovery)
        self._make_key()
        self._column.addStretch()
        self.setWidget(page)
        self.set_words(words)
        for place, part in self._typed_parts().items():
            part.textChanged.connect(weakly(self, lambda self, *_, place=place: self._on_typed(place)))
        background.read(lambda: (settings.office(desk), drafts.beside(desk, "settings")), self._show)
        background.read(lambda: verifying.own_fingerprint(desk), self._show_fingerprint)

    def set_words(self, words: Words) -> None:
        self.words = words
        for label, text in self._labels:
            label.setText(words(text))
        self._look.setItemText(0, words(N_("Light")))
        self._look.setItemText(1, words(N_("Dark")))
        self._keep.setText(words(N_("Save the letterhead")))
        if not self._may_head:
            self._office_said.setText(words(NOT_YOURS))
        self._choose_logo.setText(words(N_("Choose a logo…")))
        self._no_logo.setText(words(N_("No logo")))
        self._export.setText(words(N_("Save the public key…")))
        self._list.setText(words(N_("Save the list of withdrawn letters…")))
        self._paper.setItemText(1, words(N_("Letter")))
        for card in (self.scanner, self.people, self.alone, self.passphrase, self.recovery):
            card.set_words(words)
        self._show_logo()
        self._show_fingerprint(self._prints)

    def _show_fingerprint(self, prints: str) -> None:
        self._prints = prints
        self._fingerprint.setText(self.words(FINGERPRINT, fingerprint=prints) if prints else "")

    def _label(self, text: str, name: str = "") -> QLabel:
        label = Label()
        label.setObjectName(name)
        label.setWordWrap(True)
        self._labels.append((label, text))
        return label

    def _card(self, title: str) -> QFormLayout:
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(WIDEST)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.addWidget(self._label(title, "group"))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        column.addLayout(form)
        self._column.addWidget(card)
        return form

    def _row(self, form: QFormLayout, text: str, widget: QWidget) -> None:
        label = self._label(text, "fieldLabel")
        label.setWordWrap(False)
        label.setBuddy(widget)
        form.addRow(label, widget)

    def _make_look(self, dark: bool) -> None:
        form = self._card(N_("This window"))
        self._language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(self._language.findData(self.words.language), 0))
        self._language.currentIndexChanged.connect(
            weakly(self, lambda self, at: self.language_chosen.emit(self._language.itemData(at)))
        )
        self._look = QComboBox()
        self._look.addItem("", False)
        self._look.addItem("", True)
        self._look.setCurrentIndex(int(dark))
        self._look.currentIndexChanged.connect(weakly(self, lambda self, at: self.dark_chosen.emit(bool(at))))
        for box in (self._language, self._look):
            box.setMaximumWidth(240)
        self._row(form, N_("Language of the window"), self._language)
        self._row(form, N_("Colours"), self._look)

    def _make_office(self) -> None:
        form = self._card(N_("Letterhead"))
        self._name, self._contact = QLineEdit(), QLineEdit()
        self._address = QPlainTextEdit()
        self._address.setMaximumHeight(80)
        self._address.setTabChangesFocus(True)
        self._paper = QComboBox()
        for paper in PAPERS:
            self._paper.addItem(paper, paper)
        self._paper.setMaximumWidth(160)
        self._row(form, N_("Name of the organisation"), self._name)
        self._row(form, N_("Address"), self._address)
        self._row(form, N_("Telephone, e-mail"), self._contact)
        self._row(form, N_("Paper"), self._paper)
        logo = QWidget()
        row = QHBoxLayout(logo)
        row.setContentsMargins(0, 0, 0, 0)
        self._choose_logo, self._no_logo = QPushButton(), QPushButton()
        self._logo_said = Label()
        self._choose_logo.clicked.connect(self._on_logo)
        self._no_logo.clicked.connect(self._on_no_logo)
        for part in (self._choose_logo, self._no_logo, self._logo_said):
            row.addWidget(part)
        row.addStretch()
        self._row(form, N_("Logo"), logo)
        self._keep = ActButton()
        self._keep.setObjectName("primary")
        self._keep.acted.connect(self._on_keep)
        self._office_said = muted()
        form.addRow(_left(self._keep))
        form.addRow(self._office_said)
        self._logo: bytes | None = None
        self._may_head = "letterhead" in self.desk.permitted() and not self.desk.store.viewer
        typed: tuple[QWidget, ...] = (self._name, self._address, self._contact, self._paper)
        for one in (*typed, self._choose_logo, self._no_logo):
            one.setEnabled(self._may_head)
        self._keep.setVisible(self._may_head)

    def _make_key(self) -> None:
        form = self._card(N_("For those who check your letters"))
        form.addRow(self._label(KEY_HINT, "muted"))
        self._export = QPushButton()
        self._export.clicked.connect(self._on_export)
        form.addRow(_left(self._export))
        self._key_said = muted()
        form.addRow(self._key_said)
        form.addRow(self._label(FINGERPRINT_HINT, "muted"))
        self._fingerprint, self._prints = Label(), ""
        self._fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._fingerprint.setWordWrap(True)
        form.addRow(self._fingerprint)
        form.addRow(self._label(LIST_HINT, "muted"))
        self._list = QPushButton()
        self._list.clicked.connect(self._on_list)
        form.addRow(_left(self._list))
        self._list_said = muted()
        form.addRow(self._list_said)

    def _typed_parts(self) -> dict[str, QLineEdit | QPlainTextEdit]:
        """Where something is typed that waits for a button; a passphrase is kept nowhere."""
        return {
            "settings/name": self._name,
            "settings/address": self._address,
            "settings/contact": self._contact,
            "settings/new_name": self.people.new_name,
        }

    def show_part(self, part: str) -> None:
        """Puts the focus where something named by a letter is mended: LETTERHEAD or SIGNATURE."""
        wanting: QWidget = self._address if self._name.text().strip() else self._name
        target = self.people.new_name if part == SIGNATURE else wanting
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        # Its place is known once the layout has settled.
        QTimer.singleShot(0, target, lambda: self.ensureWidgetVisible(target, 20, 120))

    def _on_typed(self, place: str) -> None:
        if self._shown:
            part = self._typed_parts()[place]
            text = part.text() if isinstance(part, QLineEdit) else part.toPlainText()
            self._keeper.note_text("", "text", place, text)

    def _forget_typed(self, *places: str) -> None:
        for place in places:
            self._keeper.note_text("", "text", place, "")

    def _show(self, found: tuple[settings.Office, dict[str, str]]) -> None:
        office, typed = found
        self._name.setText(office.name)
        self._address.setPlainText(office.address)
        self._contact.setText(office.contact)
        self._paper.setCurrentIndex(max(self._paper.findData(office.paper), 0))
        self._logo = office.logo
        self._show_logo()
        for place, text in typed.items():
            part = self._typed_parts().get(place)
            if part is not None:
                self._keeper.know_text("", "text", place, text)
                part.setText(text) if isinstance(part, QLineEdit) else part.setPlainText(text)
        if typed.keys() & {"settings/name", "settings/address", "settings/contact"}:
            self._office_said.setText(self.words(PUT_BACK))
        self._shown = True

    def _show_logo(self) -> None:
        self._logo_said.setText(self.words(N_("A logo is set.")) if self._logo else "")

    def _on_logo(self) -> None:
        title = self.words(N_("Choose a logo"))
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if chosen:
            try:
                with Path(chosen).open("rb") as file:
                    # One byte more than may be kept: then keeping it says that it is too large.
                    self._logo = file.read(settings.LARGEST_LOGO + 1)
            except OSError as error:
                self._logo_said.setText(os_reason(error, self.words))
                return
            self._show_logo()

    def _on_no_logo(self) -> None:
        self._logo = None
        self._show_logo()

    def _on_keep(self) -> None:
        new = settings.Office(
            self._name.text(),
            self._address.toPlainText(),
            self._contact.text(),
            self._paper.currentData(),
            self._logo,
        )

        def kept(_: object) -> None:
            self._office_said.setText(self.words(N_("Saved.")))
            self._forget_typed("settings/name", "settings/address", "settings/contact")

        self._background.write(
            lambda: settings.set_office(self.desk, new),
            *self._keep.until_told(
                kept, lambda error: self._office_said.setText(error_text(error, self.words))
            ),
        )

    def _on_export(self) -> None:
        title = self.words(N_("Save the public key"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, "organisation.pub")
        if chosen:
            self._background.read(
                lambda: write_private(Path(chosen), verifying.public_key_file(self.desk).encode()),
                lambda _: self._key_said.setText(self.words(N_("Saved as a file."))),
                lambda error: self._key_said.setText(error_text(error, self.words)),
            )

    def _on_list(self) -> None:
        title = self.words(N_("Save the list of withdrawn letters"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, LIST_NAME)
        if chosen:
            self._background.read(
                lambda: write_private(Path(chosen), revocation.withdrawn_file(self.desk).encode()),
                lambda _: self._list_said.setText(self.words(N_("Saved as a file."))),
                lambda error: self._list_said.setText(error_text(error, self.words)),
            )


def _left(button: QPushButton) -> QWidget:
    """The button at its own width, at the left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 8, 0, 0)
    row.addWidget(button)
    row.addStretch()
    return holder
