# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that wrap: nothing is cut or overlaps, and what is lower lies in the middle where that is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from caseworker.ui.widgets.plain.flow_layout import FlowLayout

SIZES = st.lists(st.tuples(st.integers(10, 300), st.integers(10, 60), st.booleans()), min_size=1, max_size=9)


@pytest.mark.parametrize("centred", [False, True])
@settings(max_examples=60, deadline=None)
@given(sizes=SIZES, width=st.integers(120, 700))
def test_items_lie_in_rows_and_fit(
    qapp: QApplication, centred: bool, sizes: list[tuple[int, int, bool]], width: int
) -> None:
    holder = QWidget()
    layout = FlowLayout(holder, spacing=8, centred=centred)
    frames = []
    for wide, high, hidden in sizes:
        frame = QFrame(holder)
        frame.setFixedSize(wide, high)
        frame.setVisible(not hidden)
        layout.addWidget(frame)
        if not hidden:
            frames.append(frame)
    layout.setGeometry(QRect(0, 0, width, layout.heightForWidth(width)))
    places = [frame.geometry() for frame in frames]
    assert all(place.right() < width or place.x() == 0 for place in places)
    assert all(place.bottom() < layout.heightForWidth(width) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    rows: list[list[QRect]] = []
    for place in places:
        if place.x() == 0:
            rows.append([])
        rows[-1].append(place)
    for row in rows:
        tallest = max(row, key=lambda one: one.height())
        for place in row:
            offset = (tallest.height() - place.height()) // 2 if centred else 0
            assert place.y() == tallest.y() + offset
    holder.deleteLater()
