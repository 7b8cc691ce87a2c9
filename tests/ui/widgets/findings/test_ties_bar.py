# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line that says what a field is used for: as many links as find room, whole, and how many more."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.ui.widgets.findings.ties_bar import TiesBar
from caseworker.words import Words

TITLES = (
    "Entered Mexico before the announcement",
    "No irregular entry into Panama since the 19th",
    "Passport",
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1200, 700, 560, 480, 420])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_no_link_is_cut_and_none_is_forgotten(qtbot: QtBot, language: str, width: int, count: int) -> None:
    bar = TiesBar()
    qtbot.addWidget(bar)
    bar.resize(1000, 34)
    bar.show()
    titles = (*TITLES, "Relation", "Consent")[:count]
    bar.show_ties([(title, title) for title in titles], Words(language))
    bar.resize(width, 34)
    qtbot.waitUntil(lambda: bar.width() == width)

    def drawn() -> list[QPushButton]:
        return [one for one in bar.findChildren(QPushButton) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(drawn()) and all(one.width() >= one.sizeHint().width() for one in drawn()))
    links, labels = drawn(), [one for one in bar.findChildren(QLabel) if one.isVisible()]
    assert [one.text() for one in links] == list(titles[: len(links)])
    assert links[-1].geometry().right() < width
    more = [int(found.group()) for one in labels if (found := re.search(r"\d+", one.text()))]
    assert sum(more) == count - len(links)
    assert not more or set(titles[len(links) :]) == set(labels[-1].toolTip().splitlines())


def test_links_come_back_when_there_is_room_again(qtbot: QtBot) -> None:
    bar = TiesBar()
    qtbot.addWidget(bar)
    bar.resize(420, 34)
    bar.show()
    bar.show_ties([(title, title) for title in TITLES], Words("en"))
    qtbot.waitUntil(lambda: len([one for one in bar.findChildren(QPushButton) if one.isVisible()]) == 1)
    bar.resize(1200, 34)
    qtbot.waitUntil(lambda: len([one for one in bar.findChildren(QPushButton) if one.isVisible()]) == 3)
