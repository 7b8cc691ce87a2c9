# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a machine-readable zone may stand in a picture: two or three long even lines, one slope.

Nothing is read here. Thresholds were set on the development pictures of tests/bench/mrz.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]

_STRIP = 24  # pixels of the small picture
_LONGEST = 1000  # the longer side of the small picture, at most
_STEEPEST, _STEP = 0.20, 0.0085  # slopes tried: 11 degrees, half a degree apart
_SHORTEST = 200  # a line of 30 characters of less than 7 pixels each is not read


@dataclass(frozen=True, slots=True)
class Band:
    """A line of something: its middle where x is 0, its height and its ends, pixels."""

    middle: float
    height: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines that may be a zone, topmost first; y of each middle is `middle + slope * x`. Pixels."""

    slope: float
    bands: tuple[Band, ...]


def box_blurred(picture: Grey, radius: int) -> Grey:
    """The mean of the (2 radius + 1)² pixels around each one; the edge is repeated."""
    blurred: Grey = picture
    for axis in (0, 1):
        width = [(0, 0), (0, 0)]
        width[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(blurred, width, mode="edge"), axis=axis, dtype=np.float32)
        size = 2 * radius + 1
        later = sums[size:] if axis == 0 else sums[:, size:]
        sooner = sums[:-size] if axis == 0 else sums[:, :-size]
        blurred = np.asarray((later - sooner) / size, np.float32)
    return blurred


def reduced(picture: Grey, factor: int) -> Grey:
    """The picture made smaller by a whole factor, each pixel the mean of those it stands for."""
    if factor == 1:
        return picture
    high, wide = (side // factor * factor for side in picture.shape)
    cut = picture[:high, :wide].reshape(high // factor, factor, wide // factor, factor)
    small = np.zeros((high // factor, wide // factor), np.float32)
    for down in range(factor):
        for along in range(factor):
            small += cut[:, down, :, along]
    small /= factor * factor
    return small


def zones(picture: Grey) -> Iterator[Zone]:
    """Candidates in a picture whose lines run from left to right (or are upside down), likeliest first."""
    factor = max(1, -(-max(picture.shape) // _LONGEST))
    strips = _strips(reduced(picture, factor))
    if len(strips) < _SHORTEST // _STRIP:
        return
    slope = _sharpest(strips, np.arange(-_STEEPEST, _STEEPEST + _STEP / 2, _STEP))
    for chosen in _groups(_bands(_sheared(strips, slope))):
        # Seen askew, the lines of one page are not parallel: these have a slope of their own.
        own, refined = _own_slope(strips, slope, chosen)
        yield Zone(
            own,
            tuple(
                Band(
                    (band.middle - own * (len(strips) - 1) / 2 * _STRIP) * factor,
                    band.height * factor,
                    band.left * factor,
                    band.right * factor,
                )
                for band in refined
            ),
        )


def _strips(small: Grey) -> Grey:
    """Changes between dark and light from left to right, [strip, y]."""
    around = box_blurred(small, 14)
    dark = (box_blurred(small, 1) if max(small.shape) > 2 else small) < around - np.maximum(5, 0.07 * around)
    changes = dark[:, 1:] != dark[:, :-1]
    count = changes.shape[1] // _STRIP
    cut = changes[:, : count * _STRIP].reshape(len(small), count, _STRIP)
    found: Grey = cut.sum(axis=2, dtype=np.float32).T
    return found


def _sheared(strips: Grey, slope: float) -> Grey:
    """The strips shifted so that lines of this slope lie level; what is shifted in is empty."""
    count, high = strips.shape
    shifts = np.rint(slope * (np.arange(count) - (count - 1) / 2) * _STRIP).astype(int)
    down = np.arange(high)[None, :] + shifts[:, None]
    inside = (down >= 0) & (down < high)
    level = np.take_along_axis(strips, np.clip(down, 0, high - 1), axis=1)
    return np.where(inside, level, 0).astype(np.float32)


def _sharpest(strips: Grey, slopes: NDArray[np.float64]) -> float:
    """The slope that makes the profile of rows sharpest."""
    sharp = [np.square(np.diff(_sheared(strips, one).sum(axis=0))).sum() for one in slopes]
    return float(slopes[int(np.argmax(sharp))])


def _own_slope(strips: Grey, slope: float, chosen: tuple[Band, ...]) -> tuple[float, tuple[Band, ...]]:
    """The slope of these lines alone, and the lines as they lie at it."""
    room = 1.2 * max(band.height for band in chosen)
    top = max(0, int(chosen[0].middle - room))
    bottom = int(chosen[-1].middle + room)
    first, last = int(chosen[0].left // _STRIP), int(chosen[0].right // _STRIP) + 1
    own = np.zeros_like(strips)
    own[first:last] = _sheared(strips, slope)[first:last]
    own[:, :top] = 0
    own[:, bottom:] = 0
    more = _sharpest(own, np.arange(-0.03, 0.0301, 0.003))
    if abs(more) < 0.003:
        return slope, chosen
    found = _groups(_bands(_sheared(own, more)), len(chosen))
    return (slope + more, found[0]) if found else (slope, chosen)


def _bands(level: Grey) -> list[Band]:
    """Rows of many changes over a long way, each with its height and ends; pixels of the small picture."""
    padded = np.pad(level, ((1, 1), (0, 0)))
    wide = padded[:-2] + padded[1:-1] + padded[2:]
    length = _longest_run(wide >= 3)
    bands = []
    left = length.copy()
    for _ in range(24):
        peak = int(np.argmax(left))
        if left[peak] * _STRIP < _SHORTEST:
            break
        least = 0.6 * left[peak]
        top, bottom = peak, peak
        while top > 0 and left[top - 1] >= least:
            top -= 1
        while bottom < len(left) - 1 and left[bottom + 1] >= least:
            bottom += 1
        left[top : bottom + 1] = 0
        if not 5 <= bottom - top + 1 <= 90:
            continue
        inner = level[:, top : bottom + 1].mean(axis=1)
        begin, end = _extent(inner)
        if (end - begin) * _STRIP >= _SHORTEST:
            bands.append(
                Band((top + bottom) / 2, float(bottom - top + 1), float(begin * _STRIP), float(end * _STRIP))
            )
    return sorted(bands, key=lambda band: band.middle)


def _longest_run(there: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each row of [strip, y], how many strips in a row are there; one missing is forgiven."""
    run = np.zeros(there.shape[1], np.int64)
    missed = np.zeros_like(run)
    longest = np.zeros_like(run)
    for strip in there:
        missed = np.where(strip, 0, missed + 1)
        run = np.where(strip, run + 1, np.where(missed > 1, 0, run))
        longest = np.maximum(longest, run)
    return longest


def _extent(inner: NDArray[np.float32]) -> tuple[int, int]:
    """The first strip, and the one after the last, of the longest stretch with changes."""
    padded = np.pad(inner, 1)
    there = (padded[:-2] + padded[1:-1] + padded[2:]) / 3 >= 0.8
    best = (0, 0)
    begin = 0
    for at, one in enumerate([*there, False]):
        if one:
            continue
        if at - begin > best[1] - best[0]:
            best = (begin, at)
        begin = at + 1
    return best


def _groups(bands: list[Band], lines: int | None = None) -> list[tuple[Band, ...]]:
    """Two or three lines of like height, ends and distance; the likeliest first, at most six."""
    rated = []
    for count in (3, 2) if lines is None else (lines,):
        for chosen in combinations(bands, count):
            rate = _alike(chosen)
            if rate is not None:
                rated.append((rate, chosen))
    rated.sort(key=lambda one: one[0])
    return [chosen for _, chosen in rated[:6]]


def _alike(chosen: tuple[Band, ...]) -> float | None:
    """How little these lines differ (less is better), or None where they cannot be one zone."""
    heights = [band.height for band in chosen]
    lefts = [band.left for band in chosen]
    rights = [band.right for band in chosen]
    apart = [after.middle - before.middle for before, after in pairwise(chosen)]
    height = median(heights)
    if max(heights) > 1.7 * min(heights) or max(apart) > 1.3 * min(apart):
        return None
    if not 1.5 * height <= min(apart) <= max(apart) <= 3.8 * height:
        return None
    length = median(band.right - band.left for band in chosen)
    ends = max(max(lefts) - min(lefts), max(rights) - min(rights)) / length
    if not 20 <= length / height <= 70 or ends > 0.25:
        return None
    # Longer is likelier; a third line beats the pair inside it.
    return ends + (max(heights) - min(heights)) / height * 0.3 - length / 1500 - 0.12 * len(chosen)
