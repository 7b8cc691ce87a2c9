# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that Qt itself says: file and print dialogs, the menu of a text field."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

NAME = "caseworker-qt-words"


def speak(language: str) -> None:
    """Lets Qt speak a language (an ISO 639-1 code); English where it has no words for it."""
    app = QCoreApplication.instance()
    if app is None:
        return
    old = app.findChild(QTranslator, NAME)
    if old is not None and old.language()[:2] == language:
        return
    if old is not None:
        app.removeTranslator(old)
        old.setParent(None)
        old.deleteLater()
    new = QTranslator(app)
    new.setObjectName(NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and new.load(f"qtbase_{language}", folder):
        app.installTranslator(new)
    else:
        new.setParent(None)
