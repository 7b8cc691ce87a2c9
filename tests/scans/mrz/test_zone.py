# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding lines: bars of little strokes on a page are found where they are, with their slope."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from caseworker.scans.mrz.zone import box_blurred, reduced, zones


def test_a_blurred_pixel_is_the_mean_around_it() -> None:
    picture = np.random.default_rng(1).random((9, 11)).astype(np.float32)
    padded = np.pad(picture, 2, mode="edge")
    blurred = box_blurred(picture, 2)
    assert blurred.shape == picture.shape
    for y, x in ((0, 0), (4, 5), (8, 10)):
        assert blurred[y, x] == pytest.approx(padded[y : y + 5, x : x + 5].mean(), abs=1e-4)


def test_a_reduced_pixel_is_the_mean_of_its_own() -> None:
    picture = np.arange(42, dtype=np.float32).reshape(6, 7)
    assert reduced(picture, 1) is picture
    assert reduced(picture, 3).tolist() == [[8.0, 11.0], [29.0, 32.0]]


@pytest.mark.parametrize("degrees", [-7, 0, 4])
@pytest.mark.parametrize("lines", [2, 3])
def test_lines_of_strokes_are_found_with_their_slope(lines: int, degrees: int) -> None:
    page = Image.new("L", (900, 700), 220)
    draw = ImageDraw.Draw(page)
    for line in range(lines):
        for at in range(40):
            draw.rectangle((120 + at * 16, 400 + line * 40, 125 + at * 16, 416 + line * 40), fill=30)
    page = page.rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=220)
    found = next(zones(np.asarray(page, np.float32)))
    assert len(found.bands) == lines
    assert found.slope == pytest.approx(np.tan(np.deg2rad(degrees)), abs=0.006)
    middle = found.bands[0].middle + found.slope * 440
    turn = np.deg2rad(degrees)
    there = 350 + (440 - 450) * np.sin(turn) + (408 - 350) * np.cos(turn)
    assert middle == pytest.approx(there, abs=5)
    assert found.bands[0].height == pytest.approx(17, abs=6)


def test_nothing_is_found_on_an_empty_page() -> None:
    assert list(zones(np.full((300, 400), 255, np.float32))) == []
    assert list(zones(np.full((30, 40), 255, np.float32))) == []
