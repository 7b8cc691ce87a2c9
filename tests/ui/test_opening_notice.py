# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found beside the database is said over the first screen, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from caseworker.app import show_window
from caseworker.services.desk import Desk
from caseworker.store.opened.log_beside import (
    CUT_LOG,
    FOREIGN_LOG,
    MISSING_LOG,
    OLDER_DATABASE,
    UNREADABLE_LOG,
    Beside,
)
from caseworker.words import words_for


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", [CUT_LOG, FOREIGN_LOG, MISSING_LOG, OLDER_DATABASE, UNREADABLE_LOG])
def test_it_is_said_where_the_files_are(
    training_desk: Desk, qapp: object, tmp_path: Path, code: str, language: str
) -> None:
    training_desk.store.beside = Beside((code,), tmp_path / "kept")
    window = show_window(qapp, training_desk, words_for(language))  # type: ignore[arg-type]
    (box,) = window.findChildren(QMessageBox)
    assert box.isVisible()
    assert not box.isModal()
    assert str(tmp_path / "kept") in box.text()
    assert len(box.text()) > 200
    assert code not in box.text()
    box.buttons()[0].click()
    window.close()


def test_nothing_is_said_of_a_store_that_was_closed_well(training_desk: Desk, qapp: object) -> None:
    window = show_window(qapp, training_desk, words_for("en"))  # type: ignore[arg-type]
    assert window.findChildren(QMessageBox) == []
    window.close()
