# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the machine-readable zone in a picture: TD1, TD2, TD3, MRV-A and MRV-B, offline, numpy only.

What the lines mean is `domain.mrz`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .choice import Chosen, choose
from .frame import Frame, Row, cut, framed, track
from .layout import kinds
from .templates import likeness, placed
from .zone import Grey, Zone, reduced, zones

_LARGEST = 2400  # the longer side of a picture in pixels; larger ones are reduced first
_FREE = 0.45  # ink in the cuts between cells, against the ink of the line: less free is no zone
_PLAINLY = 0.85  # as free as this, other ways to cut are not looked at first
_ALIKE = 0.6  # mean likeness below which nothing is said at all
_SURE = 0.7  # and below which a reading is not accepted, whatever its check digits say
_ODD = 0.25  # a cell so much less like anything than the usual one is no character: a line begins too early

Pixels = NDArray[np.uint8]
Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What a zone in a picture seems to say.

    `lines` are what `domain.mrz.read_mrz` takes. `margins` has, for each character, how much more it is like
    itself than like the next one that may stand there (0 to about 0.5; under 0.05 is a guess; negative where
    only the check digits chose it). `sound` is whether every check digit agrees and the print is clear:
    only then may it be taken without asking. Names stand under no check digit: they are always to be looked
    at. `turned` is how many degrees clockwise (0, 90, 180, 270) the picture must be turned to stand upright,
    `corners` the zone's four corners (x, y) in the picture as given, clockwise from the first character.
    """

    format: str
    lines: tuple[str, ...]
    margins: tuple[tuple[float, ...], ...]
    likeness: float
    sound: bool
    turned: int
    corners: Corners

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def read_mrz(pixels: Pixels) -> PictureReading | None:
    """Reads a picture, uint8 [height, width] grey or [height, width, 3] RGB, in any of four positions.

    A sound reading if there is one; else the likeliest one that is not; None where nothing looks like a zone.
    Raises ValueError for pixels of another shape.
    """
    grey = _grey(pixels)
    unsound: PictureReading | None = None
    for quarter in (0, 1):
        # np.rot90 turns against the clock; so does the picture, to have its lines level.
        level = np.ascontiguousarray(np.rot90(grey, quarter))
        for reading in _readings(level, quarter, pixels.shape):
            if reading.sound:
                return reading
            if unsound is None or reading.likeness > unsound.likeness:
                unsound = reading
    return unsound


def _grey(pixels: Pixels) -> Grey:
    """Light from 0 to 255, no side longer than _LARGEST."""
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError("pixels must be uint8 [height, width] or [height, width, 3]")
    factor = max(1, -(-max(pixels.shape[:2]) // _LARGEST))
    light = pixels.astype(np.float32)
    if light.ndim == 3:
        light = light @ np.array([0.299, 0.587, 0.114], np.float32)
    return reduced(light, factor)


def _readings(level: Grey, quarter: int, shape: tuple[int, ...]) -> Iterator[PictureReading]:
    """The readings of all candidates in a picture whose lines are level, or upside down."""
    if min(level.shape) < 40:
        return
    for zone in zones(level):
        for frame, rows, count in _cut(level, zone):
            straight, lines, mean = placed(frame, rows, count)
            if mean >= _ALIKE:
                yield _reading(straight, lines, quarter, shape)


def _cut(level: Grey, zone: Zone) -> Iterator[tuple[Frame, tuple[Row, ...], int]]:
    """The ways in which a zone can be cut into cells, the freest cuts first."""
    frame, middles, ends = framed(level, zone)
    tracks = [track(frame, middle, ends) for middle in middles]
    if any(line is None for line in tracks):
        return
    ways = []
    for count in (30,) if len(tracks) == 3 else (44, 36):
        made = [one for line in tracks if line is not None and (one := cut(line, count)) is not None]
        if len(made) < len(tracks):
            continue
        free = min(one[0] for one in made)
        rows = tuple(one[1] for one in made)
        if free >= _PLAINLY:
            yield frame, rows, count
        elif free >= _FREE:
            ways.append((free, rows, count))
    for _, rows, count in sorted(ways, key=lambda one: -one[0]):
        yield frame, rows, count


def _reading(frame: Frame, rows: tuple[Row, ...], quarter: int, shape: tuple[int, ...]) -> PictureReading:
    found = likeness(frame, rows)
    count = len(rows[0].u)
    tried: list[tuple[bool, float, str, Chosen]] = []
    for kind in kinds(len(rows), count):
        chosen = choose(kind, found.score)
        tried.append((chosen.sound, float(np.mean(chosen.scores)), kind, chosen))
    # The first letter tells papers from visas; their lines are otherwise alike.
    _, mean, kind, chosen = max(tried, key=lambda one: one[3].scores[0])
    margins = tuple(chosen.margins[at : at + count] for at in range(0, len(chosen.margins), count))
    even = min(chosen.scores) >= float(np.median(chosen.scores)) - _ODD
    sound = chosen.sound and chosen.certain and even and mean >= _SURE
    turned = (180 if frame.along[0] < 0 else 0) - 90 * quarter
    corners = _corners(frame, rows, quarter, shape)
    return PictureReading(kind, chosen.lines, margins, mean, sound, turned % 360, corners)


def _corners(frame: Frame, rows: tuple[Row, ...], quarter: int, shape: tuple[int, ...]) -> Corners:
    first, last = rows[0], rows[-1]
    half = first.height * 0.75
    points = (
        (first.u[0] - first.pitch[0] / 2, first.v[0] - half),
        (first.u[-1] + first.pitch[-1] / 2, first.v[-1] - half),
        (last.u[-1] + last.pitch[-1] / 2, last.v[-1] + half),
        (last.u[0] - last.pitch[0] / 2, last.v[0] + half),
    )
    high, wide = shape[:2]
    # The frame's picture may have been reduced twice; its own sides tell by how much.
    factor = (wide if quarter else high) // frame.picture.shape[0]
    found = []
    for u, v in points:
        x, y = (float((one + 0.5) * factor - 0.5) for one in frame.at(u, v))
        found.append((x, y) if not quarter else (wide - 1 - y, x))
    return tuple(found)
