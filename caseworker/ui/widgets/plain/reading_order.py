# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Tab key goes the way people read: from the top down, in a row from left to right.

Qt orders by when a widget was made, which is another order as soon as a card is added.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QWidget

ROW = 12


def tab_stops(root: QWidget) -> list[QWidget]:
    """What the Tab key reaches below `root`, in reading order."""
    found = [
        one
        for one in root.findChildren(QWidget)
        # The line inside a box is reached through the box. PySide's focusProxy() and nextInFocusChain()
        # would make what they return a child of what was asked, and take it along when that goes.
        if one.isVisibleTo(root)
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(one.parent(), QComboBox)
    ]
    middles = {one: one.mapTo(root, QPoint(0, one.height() // 2)) for one in found}
    found.sort(key=lambda one: middles[one].y())
    rows: list[list[QWidget]] = []
    for one in found:
        if rows and middles[one].y() - middles[rows[-1][0]].y() < ROW:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda one: middles[one].x())]


def order_tabs(root: QWidget) -> None:
    """Makes the Tab key follow the reading order below `root`, leaving what lies around it alone."""
    for first, second in pairwise(tab_stops(root)):
        QWidget.setTabOrder(first, second)
