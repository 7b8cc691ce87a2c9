# SPDX-License-Identifier: AGPL-3.0-or-later
"""What does not fit decides nothing: no beginning of it, no value from before; and ids are used once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtTest import QTest

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases
from caseworker.ui.widgets.fields.field_block import FieldBlock

from ..conftest import AtEntry

TYPED = [
    ("sponsor", "sponsor/annual_income_usd", "52k", 52000),
    ("sponsor", "sponsor/annual_income_usd", "52²", 52000),
    ("sponsor", "sponsor/annual_income_usd", "12,34,567", NOT_ASKED),
    ("sponsor", "sponsor/household_size", "1.5", 4),
    ("intake", "applicants/a1/born_on", "10 oct 20222", "1990-10-02"),
    ("intake", "applicants/a1/born_on", "1990?", NOT_ASKED),
]


@pytest.mark.parametrize(("step", "path", "text", "before"), TYPED)
def test_refused_text_leaves_no_value_and_stands_in_its_field(
    at_entry: AtEntry, step: str, path: str, text: str, before: Any
) -> None:
    editor = at_entry.editor
    if path.startswith("sponsor/"):
        editor.put("sponsor", {"kind": "individual", "name": "Rosa Lima"})
    editor.put(path, before)
    at_entry.settle()
    page = at_entry.window.page
    assert page is not None
    page.show_step(step)
    at_entry.wait(lambda: any(one.path == path and one.isVisible() for one in page.findChildren(FieldBlock)))
    block = next(one for one in page.findChildren(FieldBlock) if one.path == path and one.isVisible())
    line = block.editor.target()
    if before is not NOT_ASKED:
        for part in line.parent().findChildren(type(line)):
            part.clear()
    QTest.keyClicks(line, text)
    at_entry.settle()
    assert editor.value(path) is NOT_ASKED
    assert block._fault is not None
    assert line.text() == text or path.endswith("born_on")
    case_id = editor.case_id
    opened = cases.open_case(at_entry.window.desk, case_id)
    assert path in dict(opened.drafts) or any(path in key for key in dict(opened.drafts))
    found = opened.document
    for part in path.split("/"):
        found = (
            next((one for one in found if one["id"] == part), {})
            if isinstance(found, list)
            else found.get(part)
        )
        if found is None:
            break
    assert found is None


def test_a_new_person_is_never_taken_for_one_that_was_removed(at_entry: AtEntry) -> None:
    """Decisions, letters and what was typed about the removed one belong to nobody else."""
    editor = at_entry.editor
    people = editor.value("applicants")
    editor.put("applicants", [*people, {"id": "a2", "role": "family_member", "given_names": "Camila"}])
    editor.put_draft("applicants/a2/born_on", "day_impossible", "31 feb 1999")
    editor.put_text("reason/a2", "Because.")
    editor.put("applicants", people)
    assert editor.new_ids("a", [one["id"] for one in people]) == ["a3"]
    at_entry.settle()
    case_id = editor.case_id
    at_entry.window.show_place("cases")
    at_entry.window.open_case(case_id)
    at_entry.wait(lambda: at_entry.window.editor is not None)
    again = at_entry.window.editor
    assert again is not None
    assert again.new_ids("a", [one["id"] for one in again.value("applicants")]) == ["a3"]


def test_a_removed_paper_gives_its_id_to_no_other(at_entry: AtEntry) -> None:
    editor = at_entry.editor
    papers = editor.value("evidence")
    editor.put("evidence", [*papers, {"id": "e9", "about": ["a1"]}])
    editor.put("evidence", papers)
    assert "e9" not in editor.new_ids("e", [one["id"] for one in papers], 12)
