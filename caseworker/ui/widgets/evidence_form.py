# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of one paper: its kind, what that proves, the day, the place, whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from caseworker.words import N_, Words
from caseworker.words.labels import options

from ..models.case_editor import CaseEditor
from .about_editor import AboutEditor
from .choice_editor import ChoiceEditor, ListChoiceEditor
from .country_editor import CountryEditor
from .day_editor import DayEditor
from .files_part import FilesPart
from .form import Form
from .muted_label import muted
from .text_editor import TextEditor

REMOVE_EVIDENCE = N_("Remove this evidence")
DONE = N_("Done")
PROVES = N_("It can prove: {what}.")


class EvidenceForm(Form):
    """The fields of the evidence item at the path `at`. `names` are (id, name) of the applicants."""

    done = Signal()
    removed = Signal()

    def __init__(
        self,
        editor: CaseEditor,
        at: str,
        words: Words,
        countries: list[str],
        first: tuple[str, ...],
        names: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__()
        reference = editor.desk.library.reference
        kinds = sorted(reference.evidence_types.values(), key=lambda one: one.name(words.language))
        self.group(N_("Evidence"))
        type_names = [(one.id, one.name(words.language)) for one in kinds]
        kind = ListChoiceEditor(type_names, width=520)
        self.add(f"{at}/type", N_("Kind of evidence"), kind, gaps=False)
        proves = muted()

        def explain(_: Any = None) -> None:
            found = reference.evidence_types.get(str(editor.value(f"{at}/type")))
            text = dict(found.proves).get(words.language, "") if found else ""
            ask = dict(found.asks).get(words.language, "") if found else ""
            proves.setText(f"{words(PROVES, what=text)} {ask}".strip() if text else "")

        explain()
        self.edited.connect(explain)
        self.add_widget(proves)
        self.files = FilesPart(editor, at.rpartition("/")[2], words)
        self.add_widget(self.files)
        self.add(
            f"{at}/on",
            N_("Day on the record"),
            DayEditor(),
            N_("A month alone is fine. For some day from the 3rd to the 9th, type 2022-10-03/2022-10-09."),
            gaps=False,
        )
        self.add(
            f"{at}/place",
            N_("Country of the record"),
            CountryEditor(countries, first),
            N_("Left empty, the country that this kind of paper comes from."),
            gaps=False,
        )
        self.add(f"{at}/about", N_("About whom"), AboutEditor(names), gaps=False)
        self.add(
            f"{at}/seen",
            N_("Seen as"),
            ChoiceEditor(options("seen", ("original", "copy", "photo"))),
            gaps=False,
        )
        self.add(
            f"{at}/issuer",
            N_("Issuing office"),
            TextEditor(),
            N_("Optional. For an FMM, is it a port of entry?"),
            gaps=False,
        )
        self.add(
            f"{at}/reference",
            N_("Reference number"),
            TextEditor(),
            N_("Optional. Never printed in the letter."),
            gaps=False,
        )
        self.add(
            f"{at}/source",
            N_("Source"),
            TextEditor(),
            N_(
                "Optional. Two papers of the same shelter or witness count as one source: give both "
                "the same name."
            ),
            gaps=False,
        )
        self.add(
            f"{at}/asserts",
            N_("What it shows"),
            ListChoiceEditor(options("asserts", ("entry", "present", "absent", "exit", "none"))),
            N_("Only where this paper says other than its kind."),
            gaps=False,
        )
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        done, remove = QPushButton(words(DONE)), QPushButton(words(REMOVE_EVIDENCE))
        remove.setObjectName("link")
        done.clicked.connect(self.done)
        remove.clicked.connect(self.removed)
        row.addWidget(done)
        row.addStretch()
        row.addWidget(remove)
        self.add_widget(buttons)
