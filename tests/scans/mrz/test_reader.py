# SPDX-License-Identifier: AGPL-3.0-or-later
"""Zones in pictures: made-up passports, cards and visas come out exact, everything else not at all."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from caseworker.domain import mrz
from caseworker.scans.mrz.reader import PictureReading, read_mrz

from .. import passports
from ..passports import FIXTURES, FORMATS, KINDS, Passport, camera, font_there, passport, picture

TODAY = date(2026, 3, 5)
LINES: dict[str, list[str]] = json.loads((FIXTURES / "lines.json").read_text(encoding="utf-8"))
# A sample, exact without exception: the whole hold-out is read by tests/bench/mrz.py.
SAMPLE = [(kind, seen) for kind in ("TD3", "TD1") for seen in KINDS]
SAMPLE += [("TD2", "hard"), ("MRV-A", "rotated"), ("MRV-B", "small")]


@cache
def seen_by(seed: str, kind: str, seen: str) -> tuple[Passport, NDArray[np.uint8]]:
    """A made-up paper and its picture."""
    assert font_there(), "install fonts-ocr-b (packaging/apt-test.txt): these papers are drawn with it"
    rng = random.Random(seed)
    paper = passport(kind, rng)
    return paper, picture(paper, camera(seen, rng), rng)


def accepted(pixels: NDArray[np.uint8]) -> PictureReading:
    reading = read_mrz(pixels)
    assert reading is not None
    assert reading.sound
    return reading


@pytest.mark.parametrize("name", LINES)
def test_the_pictures_in_git_are_read_without_the_font(name: str) -> None:
    kind, *lines = LINES[name]
    reading = accepted(np.asarray(Image.open(FIXTURES / name), np.uint8))
    assert (reading.format, list(reading.lines)) == (kind, lines)


@pytest.mark.parametrize(("kind", "seen"), SAMPLE)
def test_each_format_is_read_in_each_light(kind: str, seen: str) -> None:
    paper, pixels = seen_by(f"sample-{kind}-{seen}", kind, seen)
    reading = accepted(pixels)
    assert (reading.format, reading.lines) == (kind, paper.lines)
    assert [len(row) for row in reading.margins] == [len(line) for line in reading.lines]


@pytest.mark.parametrize(("kind", "turn"), [("TD3", 90), ("TD3", 180), ("TD3", 270), ("TD1", 90)])
def test_a_picture_may_lie_on_its_side_or_stand_on_its_head(kind: str, turn: int) -> None:
    paper, upright = seen_by(f"turned-{kind}", kind, "rotated")
    lies = np.ascontiguousarray(np.rot90(upright, turn // 90))  # against the clock
    reading = accepted(lies)
    assert (reading.lines, reading.turned) == (paper.lines, turn)
    straight, turned = accepted(upright), reading.corners
    high, wide = upright.shape
    for (x, y), (u, v) in zip(straight.corners, turned, strict=True):
        back = {90: (wide - 1 - v, u), 180: (wide - 1 - u, high - 1 - v), 270: (v, high - 1 - u)}[turn]
        assert back == pytest.approx((x, y), abs=6)


def test_the_corners_hold_the_zone_and_larger_pictures_are_the_same() -> None:
    paper, pixels = seen_by("corners", "TD3", "clean")
    reading = accepted(pixels)
    (left, top), (right, _), (_, bottom), _ = reading.corners
    # 44 characters of 2.54 mm and two lines of 6.35 mm (ICAO 9303 part 4).
    assert (right - left) / (bottom - top) == pytest.approx(44 * 2.54 / (6.35 + 1.5 * 2.4), rel=0.06)
    outside = pixels.copy()
    outside[int(top) : int(bottom), int(left) : int(right)] = 230
    assert read_mrz(outside) is None
    large = np.asarray(Image.fromarray(pixels).resize((pixels.shape[1] * 2, pixels.shape[0] * 2)), np.uint8)
    found = accepted(np.stack([large] * 3, axis=2))
    assert found.lines == paper.lines
    assert found.corners[2] == pytest.approx((right * 2, bottom * 2), abs=12)


@pytest.mark.parametrize(("kind", "light"), [("TD3", "hard"), ("TD1", "clean")])
def test_a_forged_check_digit_is_shown_and_never_taken(kind: str, light: str) -> None:
    assert font_there(), "install fonts-ocr-b (packaging/apt-test.txt): these papers are drawn with it"
    rng = random.Random(f"forged-{kind}")
    paper = passport(kind, rng)
    row, at = (0, 14) if kind == "TD1" else (1, 9)
    line = paper.lines[row]
    forged = line[:at] + str((int(line[at]) + 4) % 10) + line[at + 1 :]
    lines = tuple(forged if n == row else one for n, one in enumerate(paper.lines))
    reading = read_mrz(picture(Passport(kind, lines), camera(light, rng), rng))
    assert reading is not None
    assert (reading.lines, reading.sound) == (lines, False)


def test_what_is_too_blurred_to_tell_is_not_taken() -> None:
    assert font_there(), "install fonts-ocr-b (packaging/apt-test.txt): these papers are drawn with it"
    rng = random.Random("blurred")
    paper = passport("TD3", rng)
    reading = read_mrz(picture(paper, replace(camera("clean", rng), blur=5.5), rng))
    assert reading is None or not reading.sound


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    kind=st.sampled_from(FORMATS),
    blur=st.floats(0.5, 5.0),
    noise=st.floats(0, 50),
    perspective=st.floats(0, 0.15),
    share=st.floats(0.25, 0.95),
)
def test_whatever_is_taken_is_sound_by_the_parser_and_right(
    seed: int, kind: str, blur: float, noise: float, perspective: float, share: float
) -> None:
    assert font_there(), "install fonts-ocr-b (packaging/apt-test.txt): these papers are drawn with it"
    rng = random.Random(seed)
    paper = passport(kind, rng)
    seen = replace(camera("clean", rng), blur=blur, noise=noise, perspective=perspective, share=share)
    reading = read_mrz(picture(paper, seen, rng))
    if reading is not None and reading.sound:
        assert mrz.read_mrz(reading.text, TODAY).sound
        assert mrz.read_mrz(reading.text, TODAY).format == reading.format
        assert reading.lines == paper.lines


@settings(max_examples=4)
@given(seed=st.integers(0, 2**32), high=st.integers(1, 700), wide=st.integers(1, 900))
def test_noise_is_nothing(seed: int, high: int, wide: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (high, wide)).astype(np.uint8)
    assert read_mrz(pixels) is None


@settings(max_examples=2)
@given(seed=st.integers(0, 2**32))
def test_a_page_of_text_is_nothing(seed: int) -> None:
    assert read_mrz(passports.text_page(random.Random(seed))) is None


@pytest.mark.parametrize("shape", [(1, 1), (0, 5), (40, 4000), (900, 900, 3)])
def test_an_even_picture_is_nothing(shape: tuple[int, ...]) -> None:
    for light in (0, 255):
        assert read_mrz(np.full(shape, light, np.uint8)) is None


@pytest.mark.parametrize(
    "pixels", [np.zeros((5, 5)), np.zeros(5, np.uint8), np.zeros((5, 5, 4), np.uint8)], ids=str
)
def test_other_pixels_are_refused(pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="uint8"):
        read_mrz(pixels)
