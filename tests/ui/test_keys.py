# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that the window promises do what it says, whatever language its buttons are in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from caseworker.domain.flow import STATIONS

from .conftest import AtEntry

CTRL = Qt.KeyboardModifier.ControlModifier


def press(at_entry: AtEntry, key: Qt.Key) -> None:
    at_entry.window.activateWindow()
    at_entry.wait(lambda: QApplication.focusWidget() is not None)
    at_entry.qtbot.keyClick(QApplication.focusWidget(), key, CTRL)


@pytest.mark.parametrize("language", ["en", "es"])
def test_stations_and_new_evidence_have_their_keys(at_entry: AtEntry, language: str) -> None:
    at_entry.window.set_language(language)
    page = at_entry.window.page
    assert page is not None
    page.station("entry").focus_first()
    for at, step in enumerate(STATIONS, start=1):
        press(at_entry, Qt.Key(Qt.Key.Key_0 + at))
        assert page.station(step).isVisible(), step
    press(at_entry, Qt.Key.Key_3)
    before = len(at_entry.editor.document["evidence"])
    press(at_entry, Qt.Key.Key_E)
    assert len(at_entry.editor.document["evidence"]) == before + 1
