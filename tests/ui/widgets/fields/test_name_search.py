# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds and countries are found by any part of their name, with and without accents."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services.programmes.library import Library
from caseworker.ui.widgets.fields.country_editor import CountryEditor
from caseworker.ui.widgets.fields.kind_editor import KindEditor
from caseworker.words import words_for


def offered(box: QComboBox) -> list[str]:
    """What the list under the box shows."""
    completer = box.completer()
    assert completer is not None
    model = completer.completionModel()
    return [model.index(at, 0).data(Qt.ItemDataRole.DisplayRole) for at in range(model.rowCount())]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("typed", ["migracion", "Migración", "MIGRACIO\u0301N"])
def test_a_kind_is_offered_whatever_the_accents(typed: str, qtbot: QtBot, one_library: Library) -> None:
    editor = KindEditor(list(one_library.reference.evidence_types.values()))
    qtbot.addWidget(editor)
    editor.show_value(NOT_ASKED, words_for("es"))
    editor.show()
    completer = editor.box.completer()
    assert completer is not None
    completer.setCompletionPrefix(typed)
    assert "Registro del Servicio Nacional de Migración de Panamá" in offered(editor.box)
    assert all("migraci" in one.casefold() for one in offered(editor.box))


def test_a_kind_typed_without_accents_is_taken_when_only_one_fits(
    qapp: QApplication, qtbot: QtBot, one_library: Library
) -> None:
    editor = KindEditor(list(one_library.reference.evidence_types.values()))
    qtbot.addWidget(editor)
    editor.show_value(NOT_ASKED, words_for("es"))
    heard: list[object] = []
    editor.changed.connect(heard.append)
    editor.show()
    line = editor.box.lineEdit()
    assert line is not None
    qtbot.keyClicks(line, "migracion de panama")
    line.editingFinished.emit()
    assert heard == ["panama_snm_record"]
    assert editor.box.currentText() == "Registro del Servicio Nacional de Migración de Panamá"


def test_choosing_from_the_list_takes_the_name_with_its_accents(
    qapp: QApplication, qtbot: QtBot, one_library: Library
) -> None:
    editor = KindEditor(list(one_library.reference.evidence_types.values()))
    qtbot.addWidget(editor)
    editor.show_value(NOT_ASKED, words_for("es"))
    heard: list[object] = []
    editor.changed.connect(heard.append)
    editor.show()
    qtbot.waitExposed(editor)
    editor.activateWindow()
    line, completer = editor.box.lineEdit(), editor.box.completer()
    assert line is not None
    assert completer is not None
    line.setFocus()
    qtbot.keyClicks(line, "servicio nacional de migracion")
    popup = completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible, timeout=5_000)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert heard == ["panama_snm_record"]
    assert line.text() == "Registro del Servicio Nacional de Migración de Panamá"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("typed", ["mexico", "México", "MEXICO"])
def test_a_country_is_taken_whatever_the_accents(typed: str, qtbot: QtBot, one_library: Library) -> None:
    editor = CountryEditor(sorted(one_library.reference.countries))
    qtbot.addWidget(editor)
    editor.show_value(NOT_ASKED, words_for("es"))
    heard: list[object] = []
    editor.changed.connect(heard.append)
    line = editor.box.lineEdit()
    assert line is not None
    line.setText(typed)
    assert heard == ["MEX"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_countries_are_one_without_their_accents(
    language: str, qtbot: QtBot, one_library: Library
) -> None:
    editor = CountryEditor(sorted(one_library.reference.countries))
    qtbot.addWidget(editor)
    editor.show_value(NOT_ASKED, words_for(language))
    heard: list[object] = []
    editor.changed.connect(heard.append)
    for code in sorted(one_library.reference.countries):
        line = editor.box.lineEdit()
        assert line is not None
        line.setText(words_for(language).country(code))
        assert heard.pop() == code
