# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that Qt itself says: file and print dialogs, the menu of a text field."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from caseworker.words import N_, words_for

NAME, OURS = "caseworker-qt-words", "caseworker-qt-words-of-ours"
# What Qt's own Spanish leaves out: the dialog for files where the system has none of its own.
LACKING = {
    "&Look in:": N_("Look in:"),
    "Files of &type:": N_("Files of type:"),
    "Folder": N_("Folder"),
    "File Folder": N_("Folder"),
}


class _Lacking(QTranslator):
    """Says in our words what Qt has none for; for all else it gives way to Qt."""

    def __init__(self, parent: QCoreApplication, language: str) -> None:
        super().__init__(parent)
        words = words_for(language)
        self._said = {text: words(ours) for text, ours in LACKING.items()}

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        # None is no text at all, and Qt looks further; an empty one would be shown.
        return self._said.get(text)  # type: ignore[return-value]


def speak(language: str) -> None:
    """Lets Qt speak a language (an ISO 639-1 code); English where it has no words for it."""
    app = QCoreApplication.instance()
    if app is None:
        return
    old = app.findChild(QTranslator, NAME)
    if old is not None and old.language()[:2] == language:
        return
    for one in (old, app.findChild(QTranslator, OURS)):
        if one is not None:
            app.removeTranslator(one)
            one.setParent(None)
            one.deleteLater()
    new = QTranslator(app)
    new.setObjectName(NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and new.load(f"qtbase_{language}", folder):
        app.installTranslator(new)
        lacking = _Lacking(app, language)
        lacking.setObjectName(OURS)
        app.installTranslator(lacking)
    else:
        new.setParent(None)
