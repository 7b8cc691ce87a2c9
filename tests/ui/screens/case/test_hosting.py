# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes with hosts and groups have their own fields in the window, and only their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import intake
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.widgets.fields.field_block import FieldBlock
from caseworker.words import words_for

PATIENCE = 15_000
PEOPLE = [{"id": "a1", "role": "principal", "given_names": "Layla", "surnames": "Haddad"}]


@pytest.fixture
def desk(training_desk: Desk) -> Desk:
    return training_desk


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    make_application(dark=False)
    found = MainWindow(desk, words_for("en"), dark=False)
    found.resize(1280, 800)
    found.show()
    yield found
    found.close()


def opened(window: MainWindow, qtbot: QtBot, programme: str, on: str) -> dict[str, FieldBlock]:
    """A new case of the programme, and the fields of its sponsor and intake stations by path."""
    case_id = intake.start(
        window.desk,
        programme=programme,
        language="en",
        opened_on=date.fromisoformat(on),
        document={"applicants": PEOPLE, "sponsor": {"kind": "group"}},
    )
    window.open_case(case_id)
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.case_id == case_id, timeout=PATIENCE)
    assert window.page is not None
    found: dict[str, FieldBlock] = {}
    for step in ("intake", "sponsor"):
        found |= {one.path: one for one in window.page.station(step).findChildren(FieldBlock)}
    window.page.show_step("sponsor")
    return found


def shown(fields: dict[str, FieldBlock]) -> set[str]:
    return {path for path, one in fields.items() if not one.isHidden()}


def test_a_group_is_asked_for_members_and_money_and_no_american_papers(
    window: MainWindow, qtbot: QtBot
) -> None:
    fields = opened(window, qtbot, "group-of-five", "2023-03-01")
    asked = shown(fields)
    assert {"sponsor/members", "sponsor/funds/amount", "applicants/a1/refugee_document"} <= asked
    assert not {"sponsor/ssn", "sponsor/annual_income_usd", "sponsor/us_status", "asked_at"} & asked


def test_a_case_of_the_process_for_venezuelans_sees_no_hosting(window: MainWindow, qtbot: QtBot) -> None:
    asked = shown(opened(window, qtbot, "venezuela", "2022-10-20"))
    assert {"sponsor/ssn", "sponsor/annual_income_usd", "sponsor/us_status"} <= asked
    assert not {"sponsor/members", "sponsor/host_status", "sponsor/funds/amount", "asked_at"} & asked


def test_what_was_written_down_is_never_hidden(window: MainWindow, qtbot: QtBot) -> None:
    fields = opened(window, qtbot, "homes-for-ukraine", "2024-02-19")
    assert {"asked_at", "sponsor/months_offered", "sponsor/host_status"} <= shown(fields)
    assert window.editor is not None
    assert window.page is not None
    window.page.show_step("intake")
    window.editor.put("asked_at", "14:59")
    window.editor.put("programme", "venezuela")
    assert "asked_at" in shown(fields)
    window.editor.put("asked_at", NOT_ASKED)
    assert "asked_at" not in shown(fields)


def test_a_member_and_an_hour_are_typed(window: MainWindow, qtbot: QtBot) -> None:
    fields = opened(window, qtbot, "welcome-corps", "2023-03-01")
    members = fields["sponsor/members"]
    yes = next(one for one in members.findChildren(QAbstractButton) if one.text() == "Yes")
    yes.click()
    line = members.editor._editors[0][0][1].target()
    line.setFocus()
    qtbot.keyClicks(line, "Ana Ruiz")
    assert window.editor is not None
    assert window.editor.value("sponsor/members") == [{"name": "Ana Ruiz"}]
    fields = opened(window, qtbot, "homes-for-ukraine", "2024-02-19")
    assert window.page is not None
    window.page.show_step("intake")
    hour = fields["asked_at"].editor.target()
    hour.setFocus()
    qtbot.keyClicks(hour, "9.05")
    assert window.editor.value("asked_at") == "09:05"
    qtbot.keyClicks(hour, "9")
    assert "asked_at" in window.editor.drafts
    # "9.059" is no hour, and the one that it begins with was not meant.
    assert window.editor.value("asked_at") is NOT_ASKED
