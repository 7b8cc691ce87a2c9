# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever an input shows is what is stored, by whichever way it came: clicks, keys, a reader of the screen,
another program that sets the text. Every input of every form is found and driven; one not known fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases, settings
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.case_screen import PeopleRow
from caseworker.ui.widgets.fields.choice_editor import ChoiceEditor, ListChoiceEditor
from caseworker.ui.widgets.fields.clock_editor import ClockEditor
from caseworker.ui.widgets.fields.country_editor import CountriesEditor, CountryEditor
from caseworker.ui.widgets.fields.day_editor import DayEditor
from caseworker.ui.widgets.fields.editor import Editor
from caseworker.ui.widgets.fields.field_block import FieldBlock
from caseworker.ui.widgets.fields.kind_editor import KindEditor
from caseworker.ui.widgets.fields.number_editor import NumberEditor
from caseworker.ui.widgets.fields.records_editor import RecordsEditor
from caseworker.ui.widgets.plain.rail import PLACES
from caseworker.ui.widgets.plain.row_button import RowButton
from caseworker.ui.widgets.plain.step_list import StepList
from caseworker.ui.widgets.scanner.mrz_editor import MrzEditor
from caseworker.words import words_for
from caseworker.words.typed.days_typed import read_days
from caseworker.words.typed.numbers_typed import DOLLARS, read_amount

from ..conftest import PATIENCE

pytestmark = pytest.mark.usefixtures("saved_soon")
INPUTS = (
    *(QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QRadioButton, QCheckBox),
    *(QAbstractSpinBox, QAbstractSlider),
)
WAYS = ("click", "keys", "accessibility", "set")
STEPS = ("intake", "sponsor", "hosting", "entry")
# The station of the sponsor again, under a programme with hosts.
STATION = {"hosting": "sponsor"}
HOSTED = "homes-for-ukraine"
# Inputs beside the forms of a case, by the attribute of their screen or part that holds them, and where it is
# shown that they keep what they show. A new one is added here with its test, or stands in a form.
BESIDE = {
    "search": "test_a_day_at_the_desk",  # of the case list: kept nowhere
    "_code": "kept nowhere: the text of a letter to verify",
    "_reason": "test_nothing_typed_is_lost",
    "_radios": "test_an_outcome_is_kept_however_it_is_chosen",
    "_alone": "test_nothing_typed_is_lost",
    "_language": "test_a_list_acts_however_it_is_chosen",
    "_paper": "test_the_letter_is_drawn_anew_however_a_list_is_chosen",
    "_look": "test_a_list_acts_however_it_is_chosen",
    "_who": "test_the_findings_are_those_of_the_person_however_chosen",
    "which": "test_another_programme_is_shown_however_chosen",
    "jump": "read when it goes to a condition",
    **dict.fromkeys(("_name", "_contact", "_address", "new_name"), "test_nothing_typed_is_lost"),
    "boxes": "read when a person is added or their roles are saved",
    "allow": "test_a_check_box_of_the_office_is_saved_at_once",
    **dict.fromkeys(("reason", "who", "passphrase", "reader", "others"), "read when a button is pressed"),
}
# Kinds of evidence and programmes decide which fields there are; roles, who is the principal.
DECIDES = ("programme", "/type", "/role")


class OneCase:
    """A window on one case."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        make_application(dark=False)
        self.desk, self.qtbot = desk, qtbot
        self.window = MainWindow(desk, words_for("en"), dark=False)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE)
        self.case_id = next(row.id for row in cases.listing(desk) if "Ñáñez" in row.principal)

    def open(self, step: str) -> None:
        self.window.open_case(self.case_id)
        self.qtbot.waitUntil(lambda: self.window.editor is not None, timeout=PATIENCE)
        assert self.window.page is not None
        self.window.page.show_step(STATION.get(step, step))
        if step == "hosting" and self.window.editor is not None:
            self.window.editor.put("programme", HOSTED)
        if step == "entry":
            self.window.page.station("entry").papers.open_evidence("e1")  # type: ignore[attr-defined]
        self.settle()

    def go_on(self) -> None:
        """Leaves the field."""
        at = QApplication.focusWidget()
        if at is not None:
            at.clearFocus()
        self.settle()

    def leave(self) -> None:
        self.go_on()
        self.window.show_place("cases")
        self.qtbot.waitUntil(lambda: self.window.editor is None, timeout=PATIENCE)

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: (
                not self.window.background.busy
                and not (self.window.editor is not None and self.window.editor.dirty)
            ),
            timeout=PATIENCE,
        )
        QApplication.processEvents()

    def blocks(self, step: str) -> list[FieldBlock]:
        assert self.window.page is not None
        station = self.window.page.station(STATION.get(step, step))
        return [one for one in station.findChildren(FieldBlock) if one.isVisibleTo(station)]

    def block(self, step: str, path: str) -> FieldBlock:
        return next(one for one in self.blocks(step) if one.path == path)


@pytest.fixture
def at(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[OneCase]:
    found = OneCase(training_desk, qtbot)
    yield found
    found.window.close()


def inputs(place: QWidget) -> list[QWidget]:
    """The inputs that can be seen, without the lines inside of lists."""
    found = [
        one
        for kind in INPUTS
        for one in place.findChildren(kind)
        if one.isVisibleTo(place) and one.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    return [one for one in found if not isinstance(one.parent(), QComboBox) and not read_only(one)]


def read_only(one: QWidget) -> bool:
    return bool(getattr(one, "isReadOnly", lambda: False)())


def editor_of(one: QWidget) -> Editor:
    at: Any = one
    while not isinstance(at, Editor):
        at = at.parent()
    return at


def act(one: QWidget, name: str) -> None:
    found = QAccessible.queryAccessibleInterface(one)
    assert found is not None
    actions = found.actionInterface()
    assert actions is not None
    assert name in actions.actionNames()
    actions.doAction(name)


def press(one: QRadioButton | QCheckBox, way: str) -> None:
    if way == "click":
        one.click()
    elif way == "keys":
        one.setFocus()
        QTest.keyClick(one, Qt.Key.Key_Space)
    elif way == "accessibility":
        act(one, QAccessibleActionInterface.toggleAction())
    else:
        one.toggle()


def write(one: QLineEdit | QPlainTextEdit, text: str, way: str) -> None:
    if way == "click":
        one.setFocus()
        one.selectAll()
        QApplication.clipboard().setText(text)
        one.paste()
    elif way == "keys":
        one.setFocus()
        one.selectAll()
        QTest.keyClicks(one, text)
    elif way == "accessibility":
        found = QAccessible.queryAccessibleInterface(one)
        assert found is not None
        editable = found.editableTextInterface()
        assert editable is not None
        inner = found.textInterface()
        assert inner is not None
        editable.replaceText(0, inner.characterCount(), text)
    elif isinstance(one, QLineEdit):
        one.setText(text)
    else:
        one.setPlainText(text)


def choose(box: QComboBox, way: str) -> None:
    """The next entry of a list."""
    at = 1 if box.currentIndex() != 1 else 2
    if way == "click":
        box.showPopup()
        view = box.view()
        view.setCurrentIndex(box.model().index(at, 0))
        QTest.keyClick(view, Qt.Key.Key_Return)
        box.hidePopup()
    elif way == "keys":
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < box.count() - 1 else Qt.Key.Key_Up)
    else:
        box.setCurrentIndex(at)


def text_for(editor: Editor) -> str:
    if isinstance(editor, NumberEditor):
        return "7"
    if isinstance(editor, DayEditor):
        return "10 oct 2022"
    if isinstance(editor, ClockEditor):
        return "15:00"
    return "Abc 12"


def drive(block: FieldBlock, way: str) -> None:
    """Changes what the block shows."""
    first = inputs(block)[0]
    editor = editor_of(first)
    if isinstance(editor, CountryEditor | KindEditor):
        line = editor.box.lineEdit()
        assert line is not None
        write(line, editor.box.itemText(0 if editor.box.currentIndex() != 0 else 1), way)
    elif isinstance(editor, ListChoiceEditor):
        choose(editor.box, way)
    elif isinstance(editor, ChoiceEditor):
        radios = [one for one in inputs(editor) if isinstance(one, QRadioButton)]
        # Of a list "none" or "not asked": its "yes" says nothing before something stands in it.
        opens = any(isinstance(block.editor, kind) for kind in (RecordsEditor, CountriesEditor))
        press(next(one for one in radios[opens:] if not one.isChecked()), way)
    elif isinstance(first, QCheckBox):
        press(first, way)
    elif isinstance(first, QLineEdit | QPlainTextEdit):
        write(first, text_for(editor), way)
    else:
        pytest.fail(
            f"{block.path}: nobody knows how to drive {type(first).__name__} of {type(editor).__name__}"
        )
    return True


def shown(block: FieldBlock) -> list[object]:
    """What a block says to whoever looks at it; one and the same number or day may be written otherwise."""
    said: list[object] = []
    days: set[Editor] = set()
    for one in inputs(block):
        editor = editor_of(one)
        if isinstance(editor, DayEditor):
            if editor not in days:
                days.add(editor)
                text = " ".join(
                    part.text() for part in (editor.day, editor.month, editor.year) if part.text()
                )
                said.append(read_days(text).text or text)
        elif isinstance(editor, NumberEditor):
            text = editor.line.text()
            said.append(read_amount(text, DOLLARS) if text else None)
        elif isinstance(one, QRadioButton | QCheckBox):
            said.append((one.text(), one.isChecked()))
        elif isinstance(one, QComboBox):
            said.append(one.currentText())
        elif isinstance(one, QLineEdit):
            said.append(one.text())
        elif isinstance(one, QPlainTextEdit):
            said.append(one.toPlainText())
        else:
            pytest.fail(f"{block.path}: nobody knows what {type(one).__name__} shows")
    return said


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", STEPS)
def test_whatever_a_field_shows_is_there_when_the_case_is_opened_again(
    at: OneCase, step: str, way: str
) -> None:
    at.open(step)
    before = {one.path: shown(one) for one in at.blocks(step) if inputs(one)}
    driven = [path for path in before if not path.endswith(DECIDES) and path not in DECIDES]
    assert len(driven) > 5
    assert step != "hosting" or "sponsor/host_status" in driven
    for path in driven:
        # A field that an answer took away is asked no more.
        block = next((one for one in at.blocks(step) if one.path == path), None)
        if block is not None and not isinstance(block.editor, MrzEditor):
            drive(block, way)
            QApplication.processEvents()
    at.go_on()
    left = {one.path: shown(one) for one in at.blocks(step) if inputs(one)}
    faults = [one.path for one in at.blocks(step) if one.fault is not None]
    assert not faults
    unchanged = [path for path in driven if left.get(path) == before[path] and path in left]
    assert unchanged == [path for path in unchanged if isinstance(at.block(step, path).editor, MrzEditor)]
    at.leave()
    at.open(step)
    again = {one.path: shown(one) for one in at.blocks(step) if inputs(one)}
    assert again == left


def named(window: MainWindow, one: QWidget) -> str:
    """The attribute that holds an input, or an empty text."""
    holder: Any = one.parent()
    while holder is not None:
        for name, held in vars(holder).items():
            if held is one or (isinstance(held, dict | list | tuple) and one in _held(held)):
                return name
        holder = holder.parent()
    return ""


def _held(held: Any) -> list[Any]:
    return [one for one in (held.values() if isinstance(held, dict) else held) if isinstance(one, QWidget)]


def within_a_field(one: QWidget) -> bool:
    at: Any = one
    while at is not None and not isinstance(at, FieldBlock):
        at = at.parent()
    return at is not None


def test_every_input_of_the_window_is_known(at: OneCase) -> None:
    unknown = set()

    def look(place: str) -> None:
        at.settle()
        for one in inputs(at.window):
            if not within_a_field(one) and named(at.window, one) not in BESIDE:
                unknown.add((place, type(one).__name__, named(at.window, one)))

    for place, _ in PLACES:
        at.window.show_place(place)
        look(place)
    at.window.new_case()
    look("new case")
    for step in (*STEPS, "eligibility", "letter", "matrix"):
        at.open(step)
        look(step)
    assert unknown == set()


@pytest.mark.parametrize("way", WAYS)
def test_an_outcome_is_kept_however_it_is_chosen(at: OneCase, way: str) -> None:
    at.open("eligibility")
    assert at.window.page is not None
    screen: Any = at.window.page.station("eligibility")
    other = next(name for name, one in screen._radios.items() if not one.isChecked())
    write(screen._reason, "Because.", way)
    press(screen._radios[other], way)
    at.settle()
    at.leave()
    at.open("eligibility")
    screen = at.window.page.station("eligibility")
    at.qtbot.waitUntil(lambda: screen._reason.toPlainText() == "Because.", timeout=PATIENCE)
    assert screen._radios[other].isChecked()


@pytest.mark.parametrize("way", WAYS)
def test_a_check_box_of_the_office_is_saved_at_once(at: OneCase, way: str) -> None:
    at.window.show_place("settings")
    at.settle()
    screen = next(one for one in at.window.findChildren(QWidget) if hasattr(one, "language_chosen"))
    allow = screen.alone.allow  # type: ignore[attr-defined]
    at.qtbot.waitUntil(allow.isEnabled, timeout=PATIENCE)
    press(allow, way)
    at.settle()
    assert settings.alone_allowed(at.desk)


def test_a_list_acts_however_it_is_chosen(at: OneCase) -> None:
    at.window.show_place("settings")
    at.settle()
    languages: list[str] = []
    looks: list[bool] = []
    screen = next(one for one in at.window.findChildren(QWidget) if hasattr(one, "language_chosen"))
    screen.language_chosen.connect(languages.append)  # type: ignore[attr-defined]
    screen.dark_chosen.connect(looks.append)  # type: ignore[attr-defined]
    screen._look.setCurrentIndex(1)  # type: ignore[attr-defined]
    assert looks == [True]
    screen._language.setCurrentIndex(1)  # type: ignore[attr-defined]
    assert languages == ["es"]


@pytest.mark.parametrize("name", ["_language", "_paper"])
def test_the_letter_is_drawn_anew_however_a_list_is_chosen(at: OneCase, name: str) -> None:
    case_id = next(row.id for row in cases.listing(at.desk) if "Contreras" in row.principal)
    at.case_id = case_id
    at.open("letter")
    assert at.window.page is not None
    screen: Any = at.window.page.station("letter")
    at.settle()
    drawn: list[int] = []
    screen._draw = lambda: drawn.append(1)
    box = getattr(screen, name)
    box.setCurrentIndex(1 - box.currentIndex())
    assert drawn == [1]


def test_the_findings_are_those_of_the_person_however_chosen(at: OneCase) -> None:
    at.case_id = next(row.id for row in cases.listing(at.desk) if row.people_count > 1)
    at.open("intake")
    assert at.window.page is not None
    assert at.window.editor is not None
    box = next(one for one in at.window.page.findChildren(QWidget) if named(at.window, one) == "_who")
    assert isinstance(box, QComboBox)
    first = at.window.editor.applicant_id
    box.setCurrentIndex(1)
    assert at.window.editor.applicant_id == box.itemData(1) != first


def test_another_programme_is_shown_however_chosen(at: OneCase) -> None:
    at.window.show_place("programmes")
    at.settle()
    screen: Any = at.window.stack.currentWidget()
    boxes = [one for one in screen.findChildren(QComboBox) if named(at.window, one) == "which"]
    box = next(one for one in boxes if one.count() > 1)
    holder = next(
        one for one in (screen, *screen.findChildren(QWidget)) if getattr(one, "which", None) is box
    )
    before = _said(holder)
    box.setCurrentIndex((box.currentIndex() + 3) % box.count())
    at.settle()
    at.qtbot.waitUntil(lambda: _said(screen) != before, timeout=PATIENCE)


def _said(widget: Any) -> str:
    found = [one.toPlainText() for one in widget.findChildren(QTextEdit)]
    return "\n".join([*found, *(one.text() for one in widget.findChildren(QLabel))])


@pytest.mark.parametrize("unfocused", [True, False])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_day_is_brought_box_by_box_from_outside(
    at: OneCase, order: tuple[int, ...], unfocused: bool
) -> None:
    at.open("intake")
    path = "applicants/a1/born_on"
    boxes = (("day", "7"), ("month", "oct"), ("year", "1985"))
    for which in order:
        name, text = boxes[which]
        editor: Any = at.block("intake", path).editor
        box = getattr(editor, name)
        if not unfocused:
            box.setFocus()
        write(box, text, "accessibility")
        at.settle()
    at.leave()
    assert cases.open_case(at.desk, at.case_id).document["applicants"][0]["born_on"] == "1985-10-07"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["applicants/a1/sea_interdictions", "applicants/a1/temporary_permits"])
def test_yes_after_none_is_no_longer_stored_as_none(at: OneCase, path: str, way: str) -> None:
    at.open("intake")
    yes, none, _ = (one for one in inputs(at.block("intake", path)) if isinstance(one, QRadioButton))
    press(none, "click")
    at.settle()
    assert value_at(cases.open_case(at.desk, at.case_id).document, path) in (None, [])
    press(yes, way)
    at.settle()
    assert yes.isChecked()
    assert value_at(cases.open_case(at.desk, at.case_id).document, path) is NOT_ASKED


@pytest.mark.parametrize("way", ["accessibility", "set", "click"])
def test_a_row_of_buttons_goes_where_it_says_however_it_is_pressed(at: OneCase, way: str) -> None:
    window: Any = at.window

    def turn(button: Any) -> None:
        if way == "accessibility":
            act(button, QAccessibleActionInterface.toggleAction())
        elif way == "set":
            button.toggle()
        else:
            button.click()
        at.settle()

    turn(window.rail.places["settings"])
    assert window.stack.currentWidget() is window.places.other("settings")
    turn(window.rail.places["programmes"])
    screen = window.stack.currentWidget()
    turn(screen.chips["changes"])
    assert screen._stack.currentIndex() == list(screen.chips).index("changes")
    at.open("intake")
    steps = window.page.findChild(StepList)
    turn(steps._buttons["sponsor"])
    assert window.page.step == "sponsor"
    turn(steps._buttons["entry"])
    assert window.page.step == "entry"
    # Pressed where one is already, the case list is gone back to.
    window.rail.places["cases"].click()
    at.settle()
    assert window.stack.currentWidget() is window.cases


@pytest.mark.parametrize("way", ["accessibility", "set", "click"])
def test_a_person_of_the_case_is_shown_however_the_button_is_pressed(
    qapp: QApplication, qtbot: QtBot, way: str
) -> None:
    row = PeopleRow()
    qtbot.addWidget(row)
    row.show()
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    people = [{"id": "a1", "given_names": "Ana"}, {"id": "a2", "given_names": "Eva"}]
    row.show_people(people, "a1", words_for("en"))
    first, second = row.findChildren(RowButton)
    assert (first.isChecked(), chosen) == (True, [])
    if way == "accessibility":
        act(second, QAccessibleActionInterface.toggleAction())
    elif way == "set":
        second.toggle()
    else:
        second.click()
    assert (first.isChecked(), second.isChecked(), chosen) == (False, True, ["a2"])
    # Whoever is shown already stays marked.
    second.click()
    assert (second.isChecked(), set(chosen)) == (True, {"a2"})
