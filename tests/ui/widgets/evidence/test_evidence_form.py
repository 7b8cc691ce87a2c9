# SPDX-License-Identifier: AGPL-3.0-or-later
"""One paper's form asks what its kind asks; an answer offers what follows and does nothing itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.entry import EntryScreen
from caseworker.ui.widgets.evidence.evidence_form import EvidenceForm
from caseworker.ui.widgets.fields.kind_editor import KindEditor
from caseworker.ui.widgets.forms.trap_question import TrapQuestion
from caseworker.words import words_for

PATIENCE = 15_000


@pytest.fixture
def screen(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[EntryScreen]:
    make_application(dark=False)
    desk = training_desk
    window = MainWindow(desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    row = next(one for one in cases.listing(desk) if "Quintero" in one.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)
    assert window.page is not None
    window.page.show_step("entry")
    found = window.page.station("entry")
    assert isinstance(found, EntryScreen)
    yield found
    qtbot.waitUntil(
        lambda: not window.background.busy and not (window.editor and window.editor.dirty), timeout=PATIENCE
    )
    window.close()


def form_of(screen: EntryScreen, item: dict[str, object]) -> EvidenceForm:
    screen.editor.put("evidence", [{"id": "e1", "about": ["a1"], **item}])
    screen.open_path("evidence/e1")
    return screen.findChildren(EvidenceForm)[-1]


def asked(form: EvidenceForm) -> set[str]:
    return {path.rpartition("/")[2] for path, block in form.fields.items() if block.isVisibleTo(form)}


def questions(form: EvidenceForm) -> list[TrapQuestion]:
    return [one for one in form.findChildren(TrapQuestion) if one.isVisibleTo(form)]


def answer(qtbot: QtBot, question: TrapQuestion, text: str) -> None:
    button = next(one for one in question.findChildren(QRadioButton) if one.text() == text)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


COMMON = {"type", "on", "about", "seen"}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("fmm_issued_inland", {"issuer", "reference"}),
        ("third_country_stamp_or_permit", {"place", "issuer", "reference"}),
        ("self_declaration", set()),
        ("witness_affidavit_independent", {"source"}),
    ],
)
def test_a_kind_asks_its_own_fields(qtbot: QtBot, screen: EntryScreen, kind: str, more: set[str]) -> None:
    form = form_of(screen, {"type": kind})
    assert asked(form) == COMMON | more
    qtbot.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert asked(form) == COMMON | {"place", "issuer", "reference", "source", "asserts"}
    qtbot.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert asked(form) == COMMON | more


def test_a_field_with_a_value_is_always_shown(screen: EntryScreen) -> None:
    form = form_of(screen, {"type": "self_declaration", "asserts": "none", "place": "GTM"})
    assert asked(form) == COMMON | {"asserts", "place"}


def test_an_office_that_is_a_port_of_entry_offers_the_other_kind(qtbot: QtBot, screen: EntryScreen) -> None:
    form = form_of(screen, {"type": "fmm_issued_inland"})
    question = questions(form)[0]
    assert not question.follow.isVisibleTo(form)
    answer(qtbot, question, "Yes")
    assert screen.editor.value("evidence/e1/type") == "fmm_issued_inland"
    assert question.follow.text() == "Change the kind to: FMM issued at a port of entry"
    qtbot.mouseClick(question.follow, Qt.MouseButton.LeftButton)
    assert screen.editor.value("evidence/e1/type") == "fmm_issued_at_poe"
    screen.editor.undo()
    assert screen.editor.value("evidence/e1/type") == "fmm_issued_inland"


def test_a_return_is_asked_from_its_day_on_and_leads_to_its_field(qtbot: QtBot, screen: EntryScreen) -> None:
    form = form_of(screen, {"type": "oficio_de_salida", "on": "2022-10-11"})
    assert questions(form) == []
    screen.editor.put("evidence/e1/on", "2022-10")
    question = questions(form)[0]
    answer(qtbot, question, "Yes")
    qtbot.mouseClick(question.follow, Qt.MouseButton.LeftButton)
    focus = screen.window().focusWidget()
    assert screen._travel is not None
    assert focus is not None
    assert screen._travel.fields["applicants/a1/returned_to"].isAncestorOf(focus)


def test_a_sending_day_is_recorded_as_showing_nothing_on_request(qtbot: QtBot, screen: EntryScreen) -> None:
    form = form_of(screen, {"type": "remittance_payout"})
    question = questions(form)[0]
    answer(qtbot, question, "No")
    assert screen.editor.value("evidence/e1/asserts") is NOT_ASKED
    qtbot.mouseClick(question.follow, Qt.MouseButton.LeftButton)
    assert screen.editor.value("evidence/e1/asserts") == "none"
    assert "asserts" in asked(form)


def test_part_of_a_name_finds_the_kind(qtbot: QtBot, screen: EntryScreen) -> None:
    form = form_of(screen, {})
    assert asked(form) == COMMON
    editor = form.fields["evidence/e1/type"].editor
    assert isinstance(editor, KindEditor)
    assert editor.box.itemData(0) == "passport_entry_stamp_mx"
    qtbot.keyClicks(editor._line, "detention")
    assert screen.editor.value("evidence/e1/type") is NOT_ASKED
    editor._line.editingFinished.emit()
    assert screen.editor.value("evidence/e1/type") == "inm_detention_or_rescue_record"
    editor._line.selectAll()
    qtbot.keyClicks(editor._line, "ticket")
    editor._line.editingFinished.emit()
    assert editor.box.currentText() == "INM detention or rescue record"
