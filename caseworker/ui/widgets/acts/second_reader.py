# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second person: reads a decision that waits, and approves it or sends it back.

In a session of their own with a button, at the desk of the one who decided with their passphrase.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.said import says_something
from caseworker.services import review
from caseworker.services.cases import Determination
from caseworker.services.desk import Worker
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.roles import roles_text

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = N_("Second person")
READER = N_("Who approves")
PASSPHRASE = N_("Passphrase of the second person")
APPROVE = N_("Approve")
SEND_BACK, SEND, CANCEL = N_("Send back…"), N_("Send back with these remarks"), N_("Cancel")
REMARKS = N_("What has to be looked at again")
YOURS = N_("{outcome}: decided by {name} on {day}")
READ = N_("Read the case, then approve it or send it back with remarks.")
WHY = N_("It departs from the assessment, which said {outcome}, for this reason: {reason}")
AT_THE_DESK = N_(
    "A second person reads the case and approves here with their own passphrase, or later in a session of "
    "their own: it stands under Review there."
)
NOBODY = N_(
    "Nobody here can approve what {name} decided, so it waits for the office. Tell the person that it waits; "
    "no letter goes out before. An administrator can add a supervisor under Settings."
)
BACK = N_("{name} sent this decision back on {day}. Look at the remarks, then record a new decision.")
ALL_REVIEWED = N_("Nothing more of this case waits for you.")
NEXT, TO_LIST = N_("Next decision"), N_("Back to Review")
LATE = N_("Facts changed since it was decided, so it cannot be approved: a new decision is needed.")


def _nothing() -> None:
    """Where nothing more is to be done."""


class SecondReader(QFrame):
    """Hidden while no decision waits. `acted` when one was approved or sent back.

    Where whoever sits here reviewed the decision that is shown, it stays and leads on.
    """

    acted = Signal()
    # The next person of the case whose decision waits; the list of all that waits.
    next_wanted = Signal(str)
    list_wanted = Signal()

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.setObjectName("card")
        self._editor, self._words = editor, words
        self._waiting: Determination | None = None
        self.reviewed = False
        self._done: set[str] = set()
        self._readers: tuple[Worker, ...] = ()
        self._asked_of = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._title = Label()
        self._title.setObjectName("group")
        self._text = muted()
        self._said = Label()
        self._said.setObjectName("strong")
        self._said.setWordWrap(True)
        for label in (self._title, self._said, self._text):
            column.addWidget(label)
        holder = QWidget()
        row = FlowLayout(holder, spacing=8, centred=True)
        self.reader = QComboBox()
        self.reader.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.reader.setMaximumWidth(420)
        self.reader.currentIndexChanged.connect(self._on_reader)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumWidth(340)
        self.approve, self.approve_all, self.send_back = ActButton(), ActButton(), QPushButton()
        self.approve.setObjectName("primary")
        self.passphrase.returnPressed.connect(self.approve.press)
        self.go_on = ActButton()
        self.go_on.setAutoDefault(True)
        self.go_on.acted.connect(weakly(self, lambda self: self._on_go_on()))
        for act in (self.approve, self.approve_all):
            act.want_reading()
        self.approve.acted.connect(self._on_approve)
        self.approve_all.acted.connect(self._on_approve_all)
        self.send_back.clicked.connect(self._on_send_back)
        for button in (self.approve, self.approve_all, self.send_back):
            # Enter presses the button that has the focus.
            button.setAutoDefault(True)
        parts: tuple[QWidget, ...] = (self.reader, self.passphrase, self.approve)
        for part in (*parts, self.approve_all, self.send_back, self.go_on):
            row.addWidget(part)
        column.addWidget(holder)
        self._form = QWidget()
        below = QVBoxLayout(self._form)
        below.setContentsMargins(0, 0, 0, 0)
        self._label = Label()
        self._label.setObjectName("fieldLabel")
        self.remarks = QPlainTextEdit()
        self.remarks.setMaximumSize(560, 90)
        self.remarks.setTabChangesFocus(True)
        self.remarks.textChanged.connect(self._on_remarks)
        self._label.setBuddy(self.remarks)
        self.send, self.cancel = ActButton(), QPushButton()
        self.send.acted.connect(self._on_send)
        self.cancel.clicked.connect(self._close_form)
        buttons = QWidget()
        pair = FlowLayout(buttons, spacing=8)
        pair.addWidget(self.send)
        pair.addWidget(self.cancel)
        for part in (self._label, self.remarks, buttons):
            below.addWidget(part)
        self._form.hide()
        column.addWidget(self._form)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)

    def show_waiting(self, determination: Determination | None, words: Words) -> None:
        """Shows itself where this decision waits for a second person, or was sent back by one."""
        self._words = words
        waits = determination is not None and not determination.approved_by
        self.reviewed = self._reviewed_here(determination)
        if self._waiting is None or determination is None or self._waiting.id != determination.id:
            self._close_form()
            self._error.hide()
            self.passphrase.setText("")
            self.approve.refresh()
            self.approve_all.refresh()
        self._waiting = determination if waits else None
        self.setVisible(waits or self.reviewed)
        if determination is None or not (waits or self.reviewed):
            return
        self._title.setText(words(TITLE))
        self.approve.setText(words(APPROVE))
        self.send_back.setText(words(SEND_BACK))
        self.send.setText(words(SEND))
        self.cancel.setText(words(CANCEL))
        self._label.setText(words(REMARKS))
        self.remarks.setAccessibleName(words(REMARKS))
        self.passphrase.setPlaceholderText(words(PASSPHRASE))
        self.passphrase.setAccessibleName(words(PASSPHRASE))
        self.reader.setAccessibleName(words(READER))
        decider = determination.decider_id
        if not self.mine and self._asked_of != decider:
            self._asked_of = decider
            self._editor.read(lambda: review.second_readers(self._editor.desk, decider), self._show_readers)
        self._show_parts()

    def take_focus(self) -> None:
        """Puts the focus on what approves, for whoever came here to do that."""
        wanted = (self.go_on, self.passphrase, self.approve)
        at = self.approve if self.mine else next((one for one in wanted if one.isVisible()), self.approve)
        at.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reviewed_here(self, determination: Determination | None) -> bool:
        """Whether whoever sits here has just reviewed this decision in a session of their own."""
        return determination is not None and determination.id in self._done

    def _rest(self) -> list[Determination]:
        """What else of the case waits for whoever sits here."""
        me = self._editor.desk.worker.id
        people = [one["id"] for one in self._editor.document.get("applicants") or []]
        rest = [
            one
            for one in self._editor.determinations
            if one.in_force
            and one.applicant_id in people
            and not one.approved_by
            and one.sent_back is None
            and one.decider_id != me
            and one.id not in self._done
        ]
        return sorted(rest, key=lambda one: people.index(one.applicant_id))

    def _on_go_on(self) -> None:
        rest = self._rest()
        if rest:
            self.next_wanted.emit(rest[0].applicant_id)
        else:
            self.list_wanted.emit()

    @property
    def mine(self) -> bool:
        """Whether whoever sits here is the second person."""
        waiting, editor = self._waiting, self._editor
        if waiting is None or "approve" not in editor.permitted:
            return False
        return waiting.decider_id != editor.desk.worker.id

    def _late(self, one: Determination) -> bool:
        found = self._editor.outdated.of(one.applicant_id)
        return found is not None and found.outdated

    def _family(self, approver: str) -> list[Determination]:
        """What this person could approve now, of everybody in the case."""
        people = [one["id"] for one in self._editor.document.get("applicants") or []]
        return [
            one
            for one in self._editor.determinations
            if one.in_force
            and one.applicant_id in people
            and not one.approved_by
            and one.sent_back is None
            and one.decider_id != approver
            and not self._late(one)
            and self._alike(one)
        ]

    def _alike(self, one: Determination) -> bool:
        """Whether a decision of the family is like the one that is shown: those that differ stay apart."""
        shown = self._waiting
        return shown is not None and (
            one.id == shown.id
            or (one.outcome == shown.outcome == one.assessed_outcome == shown.assessed_outcome)
        )

    def _approver(self) -> str:
        return self._editor.desk.worker.id if self.mine else str(self.reader.currentData() or "")

    def _show_parts(self) -> None:
        waiting, words = self._waiting, self._words
        rest = self._rest() if self.reviewed else []
        self.go_on.setVisible(self.reviewed)
        if self.reviewed:
            count = len(rest)
            more = words.many("{count} more of this case waits", "{count} more of this case wait", count)
            self._text.setText(more if rest else words(ALL_REVIEWED))
            self.go_on.setText(words(NEXT if rest else TO_LIST))
        if waiting is None:
            for part in (self._said, self.reader, self.passphrase, self.approve, self.approve_all):
                part.hide()
            self.send_back.hide()
            return
        mine, back, late = self.mine, waiting.sent_back, self._late(waiting)
        day = words.day_text(waiting.determined_at[:10])
        self._said.setVisible(back is not None or (mine and not late))
        if back is not None:
            sent = words(BACK, name=back.sent_by, day=words.day_text(back.sent_at[:10]))
            self._text.setText(sent)
            self._said.setText(back.text)
        elif late:
            self._text.setText(words(LATE))
        elif mine:
            self._text.setText(words(READ))
            outcome = words.label("outcome", waiting.outcome)
            said = words(YOURS, outcome=outcome, name=waiting.determined_by, day=day)
            if waiting.outcome != waiting.assessed_outcome:
                assessed = words.label("outcome", waiting.assessed_outcome)
                said = f"{said}. {words(WHY, outcome=assessed, reason=waiting.reason)}"
            self._said.setText(said)
        else:
            self._text.setText(
                words(AT_THE_DESK) if self._readers else words(NOBODY, name=waiting.determined_by)
            )
        training = self._editor.desk.store.training
        can = back is None and not late and (mine or bool(self._readers))
        at_desk = can and not mine
        self.reader.setVisible(at_desk)
        self.passphrase.setVisible(at_desk and not training)
        self.approve.setVisible(can)
        family = self._family(self._approver()) if can else []
        self.approve_all.setVisible(len(family) > 1)
        self.approve_all.setText(
            words.many("Approve for {count} person", "Approve for all {count} people", len(family))
        )
        self.send_back.setVisible(mine and back is None and "send_back" in self._editor.permitted)
        self.send.setEnabled(says_something(self.remarks.toPlainText()))

    def _show_readers(self, readers: tuple[Worker, ...]) -> None:
        current = self.reader.currentData()
        self._readers = readers
        self.reader.clear()
        for one in readers:
            self.reader.addItem(one.name, one.id)
            self.reader.setItemData(
                self.reader.count() - 1, roles_text(one.roles, self._words), Qt.ItemDataRole.ToolTipRole
            )
        if current:
            self.reader.setCurrentIndex(max(self.reader.findData(current), 0))
        self._show_parts()

    def _on_reader(self, _: int) -> None:
        self.passphrase.setText("")
        self._show_parts()

    def _on_approve(self) -> None:
        if self._waiting is not None:
            self._approve(self.approve, [self._waiting.id])

    def _on_approve_all(self) -> None:
        self._approve(self.approve_all, [one.id for one in self._family(self._approver())])

    def _approve(self, button: ActButton, ids: list[str]) -> None:
        approver = self._approver()
        if not ids or not approver or not button.isVisible():
            return
        editor, said = self._editor, self.passphrase.text()
        # Setting drops what undo would bring back; clearing does not.
        self.passphrase.setText("")
        other = "" if approver == editor.desk.worker.id else approver
        reviewed = set() if other else set(ids)
        self._act(
            button,
            lambda: review.approve(editor.desk, ids, other, said),
            lambda: self._done.update(reviewed),
        )

    def _on_send_back(self) -> None:
        if self._waiting is None:
            return
        self._form.show()
        self.remarks.setPlainText(self._editor.text(self._place()))
        self.remarks.setFocus()

    def _place(self) -> str:
        return f"remarks/{self._waiting.applicant_id}" if self._waiting is not None else ""

    def _on_remarks(self) -> None:
        if self._form.isVisible() and self._waiting is not None:
            self._editor.put_text(self._place(), self.remarks.toPlainText())
        self._show_parts()

    def _close_form(self) -> None:
        self._form.hide()
        # The draft keeps them: they belong to the decision that they were typed about.
        with QSignalBlocker(self.remarks):
            self.remarks.clear()

    def _on_send(self) -> None:
        waiting, editor, text = self._waiting, self._editor, self.remarks.toPlainText()
        if waiting is None or not says_something(text):
            return
        place = self._place()

        def sent() -> None:
            self._done.add(waiting.id)
            editor.put_text(place, "")
            self._close_form()

        self._act(self.send, lambda: review.send_back(editor.desk, [waiting.id], text), sent)

    def _act(self, button: ActButton, work: Callable[[], Any], after: Callable[[], None] = _nothing) -> None:
        editor, asked_for = self._editor, self._waiting

        def done(_: object) -> None:
            self._error.hide()
            after()
            # Told once the card shows what became of it: then it can lead on.
            editor.reload_records(button.until_told(lambda _: self.acted.emit()))

        def failed(error: Exception) -> None:
            if self._waiting == asked_for:
                self._error.setText(error_text(error, self._words))
                self._error.show()
            self._show_parts()

        editor.work(work, *button.until_told(done, failed))
