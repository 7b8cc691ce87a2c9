# SPDX-License-Identifier: AGPL-3.0-or-later
"""Straightening: points between pixels, fits that forgive, lines cut where no ink is."""

from __future__ import annotations

import numpy as np
import pytest

from caseworker.scans.mrz.frame import HIGH, WIDE, Frame, Row, cells, cut, steady_fit, track

RAMP = np.add.outer(np.arange(40.0) * 10, np.arange(60.0)).astype(np.float32)  # 10 y + x


def test_a_point_between_pixels_is_in_proportion_and_the_edge_goes_on() -> None:
    frame = Frame(RAMP, (5.0, 4.0), (2.0, 0.0))
    u, v = np.array([0.0, 1.25, 1000.0]), np.array([0.0, 0.25, -1000.0])
    assert frame.sampled(u, v) == pytest.approx([45.0, 52.5, 58.999], abs=0.01)
    assert frame.at(1.25, 0.25) == (7.5, 4.5)
    assert frame.turned().at(-1.25, -0.25) == (7.5, 4.5)


def test_turned_cells_are_the_same_ones_backwards() -> None:
    row = Row(np.array([10.0, 13.0]), np.array([9.0, 9.5]), np.array([3.0, 3.0]), 4.0)
    frame = Frame(RAMP, (8.0, 6.0), (1.0, 0.0))
    straight, turned = cells(frame, (row,)), cells(frame.turned(), (row.turned(),))
    assert straight.shape == (2, HIGH, WIDE)
    assert np.allclose(turned[::-1, ::-1, ::-1], straight, atol=1e-2)


def test_a_steady_fit_forgives_what_lies_far_beside() -> None:
    x = np.arange(30.0)
    y = 2 + 0.5 * x
    y[[3, 11, 28]] += 40
    fit = steady_fit(x, y, np.ones(30), 1, 1.0)
    assert np.polyval(fit, 10.0) == pytest.approx(7, abs=0.2)


def test_a_line_is_followed_and_cut_between_its_strokes() -> None:
    picture = np.full((120, 1100), 220, np.float32)
    for at in range(36):
        begin = 100 + at * 25
        picture[48:72, begin + 4 : begin + 21] = 40
    line = track(Frame(picture, (0.0, 60.0), (1.0, 0.0)), 3.0, (80.0, 1020.0))
    assert line is not None
    found = cut(line, 36)
    assert found is not None
    free, row = found
    assert free > 0.95
    assert row.pitch == pytest.approx(25, abs=0.3)
    middles = 100 + 12 + 25 * np.arange(36)
    assert np.abs(row.u[:, None] - middles[None, :]).min(axis=0).max() < 2
    assert np.abs(row.v - (-0.5)).max() < 1.5
    assert cut(line, 12) is None


def test_nothing_is_no_line() -> None:
    empty = Frame(np.full((120, 1100), 220, np.float32), (0.0, 60.0), (1.0, 0.0))
    assert track(empty, 0.0, (80.0, 1000.0)) is None
