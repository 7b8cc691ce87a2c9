# SPDX-License-Identifier: AGPL-3.0-or-later
"""After a case was left nothing of it lives, whatever was open or under way; no screen grows with use."""

from __future__ import annotations

import gc
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.background import Background
from caseworker.ui.guide import show_guide, show_keys
from caseworker.ui.main_window import MainWindow
from caseworker.ui.models.case_editor import CaseEditor
from caseworker.ui.models.file_adder import Brought, FileAdder
from caseworker.ui.models.scanner_watch import ScannerWatch
from caseworker.ui.screens.case.case_page import SCREENS, CasePage
from caseworker.ui.screens.case.case_screen import CaseScreen
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.entry import EntryScreen
from caseworker.ui.widgets.evidence.exit_asker import ExitAsker
from caseworker.ui.widgets.findings.summary_dialog import SummaryDialog
from caseworker.ui.widgets.pages.page_viewer import PageViewer
from caseworker.words import words_for

OF_A_CASE = (CaseEditor, CasePage, CaseScreen, PageViewer, FileAdder, ScannerWatch, SummaryDialog, ExitAsker)
CASES = 40
# What a case is made of. The rules of a programme on a day are kept for all its cases, and hold none of them.
KINDS = tuple(
    f"caseworker.{name}."
    for name in (
        "ui",
        "services.cases",
        "domain.case.case",
        "domain.case.applicant",
        "domain.rules.assess",
        "domain.case.evidence",
    )
)


class AtWindow:
    """A window, and what is counted in it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.editors: list[weakref.ref[CaseEditor]] = []
        self.documents: list[int] = []

    def open(self, case_id: str) -> CaseEditor:
        self.window.open_case(case_id)
        self.qtbot.waitUntil(lambda: self.window.editor is not None and self.window.editor.case_id == case_id)
        editor = self.window.editor
        assert editor is not None
        self.editors.append(weakref.ref(editor))
        return editor

    def settle(self) -> None:
        """Until nothing is on its way, and what was let go is gone."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.window.background.busy)
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # The thread that answered may still hold its task.
        self.window.background.wait()
        gc.collect()
        gc.collect()

    def counted(self) -> Counter[str]:
        """How many of everything that could stay, by its kind; of what is Qt's own, in one number."""
        self.settle()
        # What cannot be saved is offered over the list, a row for each case that was left so.
        self.window.notice.show_unsaved(())
        self.settle()
        found: Counter[str] = Counter()
        for one in gc.get_objects():
            kind = type(one)
            if kind in (dict, list, tuple, set):
                if kind is dict and "applicants" in one and "programme" in one:
                    found["document"] += 1
                continue
            name = f"{kind.__module__}.{kind.__qualname__}"
            if name.startswith(KINDS):
                found[name] += 1
        found["widgets"] = len(QApplication.allWidgets())
        found["top"] = len(QApplication.topLevelWidgets())
        found["children"] = len(self.window.findChildren(QObject))
        found["answers"] = len(self.window.background._waiting) + len(self.window.background._listeners)
        return found


@pytest.fixture
def at_window(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[AtWindow]:
    make_application(dark=False)
    window = MainWindow(training_desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    yield AtWindow(window, qtbot)
    window.close()


def _grown(before: Counter[str], after: Counter[str]) -> dict[str, tuple[int, int]]:
    return {name: (before[name], count) for name, count in after.items() if count > before[name]}


def _page(window: MainWindow) -> CasePage:
    assert window.page is not None
    return window.page


def _each_station(at: AtWindow) -> None:
    for step in SCREENS:
        _page(at.window).show_step(step)


def _typed(at: AtWindow) -> None:
    _page(at.window).show_step("intake")
    line = next(one for one in _page(at.window).station("intake").findChildren(QLineEdit) if one.isVisible())
    line.setFocus()
    QTest.keyClicks(line, "Ana")


def _typed_wrong(at: AtWindow) -> None:
    editor = at.window.editor
    assert editor is not None
    editor.put_draft("applicants/a1/born_on", "day_malformed", "32 of never")
    editor.put_text("eligibility/reason", "said beside the document")


def _left_while_saving(at: AtWindow) -> None:
    _typed(at)
    assert at.window.editor is not None
    at.window.editor.save()


def _left_while_reading(at: AtWindow) -> None:
    editor = at.window.editor
    assert editor is not None
    editor.read(lambda: cases.open_case(editor.desk, editor.case_id), lambda _: editor.reassess())
    editor.reload_records()


def _evidence_form(at: AtWindow) -> None:
    _page(at.window).show_step("entry")
    screen = _page(at.window).station("entry")
    assert isinstance(screen, EntryScreen)
    items = at.window.editor.document.get("evidence") if at.window.editor else None
    if items:
        screen.open_path(f"evidence/{items[0]['id']}")


def _files_and_viewer(at: AtWindow) -> None:
    _evidence_form(at)
    editor = at.window.editor
    assert editor is not None
    items = editor.document.get("evidence")
    if not items:
        return
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    editor.adder.add(items[0]["id"], [Brought("a.png", picture), Brought("b.png", picture)])
    at.qtbot.waitUntil(lambda: editor.adder.progress(items[0]["id"]) is None)
    files = editor.value(f"evidence/{items[0]['id']}/attachments")
    if files:
        _page(at.window)._show_file(items[0]["id"], files[0])
        at.qtbot.waitUntil(lambda: not _page(at.window).viewer.loading)


def _left_while_adding(at: AtWindow) -> None:
    editor = at.window.editor
    assert editor is not None
    items = editor.document.get("evidence")
    if items:
        picture = QImage(40, 40, QImage.Format.Format_RGB32)
        editor.adder.add(items[0]["id"], [Brought(f"{n}.png", picture) for n in range(4)])


def _exit_question(at: AtWindow) -> None:
    _page(at.window).show_step("entry")
    for one in _page(at.window).findChildren(ExitAsker):
        for button in one.findChildren(QPushButton)[:1]:
            button.click()


def _letter_preview(at: AtWindow) -> None:
    _page(at.window).show_step("letter")
    at.qtbot.waitUntil(lambda: not at.window.background.busy)


def _summary(at: AtWindow) -> None:
    _page(at.window).show_step("eligibility")
    screen = _page(at.window).station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    screen._print_summary.click()
    at.qtbot.waitUntil(lambda: bool(at.window.findChildren(SummaryDialog)))
    for one in at.window.findChildren(SummaryDialog):
        one.close()


def _undone(at: AtWindow) -> None:
    _typed(at)
    assert at.window.editor is not None
    at.window.editor.undo()
    at.window.editor.redo()


WAYS: tuple[Callable[[AtWindow], None], ...] = (
    lambda at: None,
    _each_station,
    _typed,
    _typed_wrong,
    _left_while_saving,
    _left_while_reading,
    _evidence_form,
    _files_and_viewer,
    _left_while_adding,
    _exit_question,
    _letter_preview,
    _summary,
    _undone,
)


def test_forty_cases_leave_nothing(at_window: AtWindow) -> None:
    at = at_window
    rows = cases.listing(at.window.desk)
    # Once in every way, for what is made at its first use and then kept for all.
    for way in WAYS:
        at.open(rows[0].id)
        way(at)
        at.window.show_place("cases")
    before = at.counted()
    for number in range(CASES):
        at.open(rows[number % len(rows)].id)
        WAYS[number % len(WAYS)](at)
        if number % 3:
            # Else the next is opened over it.
            at.window.show_place("cases")
    at.window.show_place("cases")
    after = at.counted()
    assert [one for one in (found() for found in at.editors) if one is not None] == []
    assert not [one for one in gc.get_objects() if isinstance(one, OF_A_CASE)]
    assert not _grown(before, after)
    keeper = at.window.keeping.keeper
    assert not keeper._cases
    assert not keeper._texts
    assert not keeper._texts_held


def _round(at: AtWindow) -> None:
    window = at.window
    for name in ("start", "programmes", "verify", "settings", "cases"):
        window.show_place(name)
        at.qtbot.waitUntil(lambda: not window.background.busy)
    for text in ("nu", "nunez", "TR", ""):
        window.cases.search.setText(text)
        QApplication.processEvents()
        at.qtbot.waitUntil(lambda: not window.background.busy)
    window.new_case()
    for line in window.stack.currentWidget().findChildren(QLineEdit):
        line.setText("Qui")
    at.qtbot.waitUntil(lambda: not window.background.busy)
    for line in window.stack.currentWidget().findChildren(QLineEdit):
        line.clear()
    show_guide(window, window.words)
    show_keys(window, window.words)
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.set_language("es")
    window.set_language("en")
    window.offer_unsaved()
    window.show_place("cases")


def test_no_screen_or_dialog_outside_a_case_grows_with_use(at_window: AtWindow) -> None:
    for _ in range(2):
        _round(at_window)
    before = at_window.counted()
    for _ in range(5):
        _round(at_window)
    assert not _grown(before, at_window.counted())


class _Held:
    """Something that a closure holds."""


def test_work_that_is_done_or_has_failed_keeps_nothing(qtbot: QtBot) -> None:
    background = Background()
    alive: list[weakref.ref[_Held]] = []

    def ask(begin: Callable[..., object], *, fails: bool) -> None:
        held = _Held()
        alive.append(weakref.ref(held))

        def work() -> _Held:
            if fails:
                raise ValueError
            return held

        begin(work, lambda found: heard.append(found is held), lambda _: heard.append(held is not None))

    heard: list[bool] = []
    for begin in (background.read, background.write, background.keep):
        for fails in (False, True):
            ask(begin, fails=fails)
    for fails in (False, True):
        qtbot.waitUntil(lambda fails=fails: len(heard) >= 6 + fails)  # type: ignore[misc]
        ask(background.glance, fails=fails)
    qtbot.waitUntil(lambda: len(heard) == 8)
    background.wait()
    gc.collect()
    assert all(heard)
    assert [one for one in (found() for found in alive) if one is not None] == []


def test_a_dialog_that_was_closed_is_told_nothing_more(at_window: AtWindow) -> None:
    at = at_window
    at.open(cases.listing(at.window.desk)[0].id)
    told: list[str] = []
    sys.excepthook, before = lambda *found: told.append(str(found[1])), sys.excepthook
    try:
        _page(at.window).show_step("eligibility")
        screen = _page(at.window).station("eligibility")
        assert isinstance(screen, EligibilityScreen)
        for _ in range(5):
            screen._print_summary.click()
            for one in at.window.findChildren(SummaryDialog):
                one.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        at.settle()
    finally:
        sys.excepthook = before
    assert told == []
