# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which decisions of the open case are out of date by what is typed now, found out beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from caseworker.domain.letter_state import STANDING
from caseworker.services.outdated import Compared, compare_case, outdated_stations

if TYPE_CHECKING:
    from .case_editor import CaseEditor


class OutdatedWatch(QObject):
    """Looks again whenever the document or the decisions change; one look at a time, the last one counts."""

    changed = Signal()

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._found: dict[str, Compared] = {}
        self._seen: Any = None
        self._looking = False
        editor.assessment_changed.connect(self.look)

    def of(self, applicant_id: str) -> Compared | None:
        """The decision in force on a person beside the facts; None without one, or before the first look."""
        return self._found.get(applicant_id)

    def outdated(self) -> tuple[str, ...]:
        """The people of the case whose decision is out of date, in the order of the case."""
        people = [one["id"] for one in self._editor.document.get("applicants") or []]
        return tuple(one for one in people if one in self._found and self._found[one].outdated)

    def stations(self) -> tuple[str, ...]:
        """The stations that are out of date."""
        editor = self._editor
        standing = [one for one in editor.letters if one.state in STANDING]
        force = [one.id for one in editor.determinations if one.in_force]
        return outdated_stations(self._found.values(), force, standing, editor.document)

    def look(self) -> None:
        """Compares again where something changed since the last look."""
        editor = self._editor
        force = tuple(one.id for one in editor.determinations if one.in_force)
        if self._looking or editor.faults or (self._seen and self._same(force)):
            return
        document = editor.document
        self._seen = document, force
        if not force:
            self._take({})
            return
        self._looking = True
        desk, case_id = editor.desk, editor.case_id

        def done(found: tuple[Compared, ...]) -> None:
            self._looking = False
            self._take({one.applicant_id: one for one in found})
            self.look()

        def failed(_: Exception) -> None:
            # Nothing is said of what could not be read: issuing looks again, and says why not.
            self._looking = False
            self._take({})

        editor.read(lambda: compare_case(desk, case_id, document), done, failed)

    def _same(self, force: tuple[str, ...]) -> bool:
        document, before = self._seen
        return document is self._editor.document and force == before

    def _take(self, found: dict[str, Compared]) -> None:
        if found != self._found:
            self._found = found
            self.changed.emit()
