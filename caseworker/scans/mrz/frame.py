# SPDX-License-Identifier: AGPL-3.0-or-later
"""Straightening: a frame laid over a zone, its lines level, and the cells cut out of the picture as it is.

Lengths inside a frame are units: a capital is about 24 of them high, a cell about 25 wide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .zone import Grey, Zone, box_blurred, reduced

CAPITAL = 24
WIDE, HIGH = 24, 30  # samples of a cell: one pitch by a capital with an eighth above and below
Floats = NDArray[np.float64]

_ROOM = 22  # units looked at above and below the expected middle of a line
_BESIDE = 60  # units looked at before and after the expected ends
_RATIO = (0.82, 1.35)  # pitch by height of a capital; ICAO 9303 part 3 asks for 1.06


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a zone's own axes lie in `picture`: (x, y) = origin + u * along + v * down, pixels a unit."""

    picture: Grey
    origin: tuple[float, float]
    along: tuple[float, float]

    def sampled(self, u: Floats, v: Floats) -> Grey:
        """The picture at the points of the frame, between pixels in proportion; the edge is repeated."""
        (x0, y0), (ax, ay) = self.origin, self.along
        high, wide = self.picture.shape
        x = np.clip(x0 + u * ax - v * ay, 0, wide - 1.001)
        y = np.clip(y0 + u * ay + v * ax, 0, high - 1.001)
        left, top = x.astype(np.int32), y.astype(np.int32)
        right = (x - left).astype(np.float32)
        low = (y - top).astype(np.float32)
        flat = self.picture.ravel()
        at = top * np.int32(wide) + left
        upper = flat[at] * (1 - right) + flat[at + 1] * right
        lower = flat[at + wide] * (1 - right) + flat[at + wide + 1] * right
        found: Grey = upper * (1 - low) + lower * low
        return found

    def at(self, u: float, v: float) -> tuple[float, float]:
        """A point of the frame in pixels of its picture."""
        (x0, y0), (ax, ay) = self.origin, self.along
        return x0 + u * ax - v * ay, y0 + u * ay + v * ax

    def turned(self) -> Frame:
        """The same frame upside down."""
        return replace(self, along=(-self.along[0], -self.along[1]))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of cells in a frame: middles, pitch at each, height of a capital; units."""

    u: Floats
    v: Floats
    pitch: Floats
    height: float

    def part(self, begin: int, count: int) -> Row:
        """Some of the cells."""
        some = slice(begin, begin + count)
        return Row(self.u[some], self.v[some], self.pitch[some], self.height)

    def turned(self) -> Row:
        """The same cells as `Frame.turned` sees them, the last one first."""
        return Row(-self.u[::-1], -self.v[::-1], self.pitch[::-1], self.height)


@dataclass(frozen=True, slots=True)
class Track:
    """One line before it is cut: the way of its middle (a polynomial in u), height, ends, ink by column."""

    middle: Floats
    height: float
    left: float
    right: float
    first: float
    ink: Floats


def framed(picture: Grey, zone: Zone) -> tuple[Frame, list[float], tuple[float, float]]:
    """A frame of a zone, the expected middle of each line in it, and its ends."""
    height = float(np.median([band.height for band in zone.bands])) * 1.05
    factor = max(1, int(height / CAPITAL / 1.25))
    small = reduced(picture, factor)
    norm = float(np.hypot(1, zone.slope))
    unit = height / CAPITAL / factor
    left = min(band.left for band in zone.bands)
    right = max(band.right for band in zone.bands)
    middle = zone.bands[0].middle + zone.slope * left
    origin = ((left + 0.5) / factor - 0.5, (middle + 0.5) / factor - 0.5)
    frame = Frame(small, origin, (unit / norm, unit * zone.slope / norm))
    apart = [(band.middle - zone.bands[0].middle) / norm / factor / unit for band in zone.bands]
    return frame, apart, (0.0, (right - left) * norm / factor / unit)


def track(frame: Frame, middle: float, ends: tuple[float, float]) -> Track | None:
    """Follows one line: where it runs, how high it is, where its ink begins and ends. None without ink."""
    u = np.arange(ends[0] - _BESIDE, ends[1] + _BESIDE, dtype=np.float64)
    v = np.arange(-_ROOM, _ROOM + 1, dtype=np.float64)
    way = np.array([0.0, 0.0, middle])
    height = float(CAPITAL)
    chunks = max(4, len(u) // 110)
    # Twice: the first time the line may lie askew by some units, the second time only by parts of one.
    for degree in (1, 2):
        strip = frame.sampled(np.broadcast_to(u, (len(v), len(u))), np.polyval(way, u)[None, :] + v[:, None])
        ink = np.clip(box_blurred(strip, 14) - strip, 0, None)
        ink = np.minimum(ink, np.quantile(ink, 0.97))
        _, height = _level(ink.mean(axis=1), range(17, 33))
        offsets, weights, places = [], [], []
        for part, where in zip(np.array_split(ink, chunks, axis=1), np.array_split(u, chunks), strict=True):
            shift, _ = _level(part.mean(axis=1), (round(height),))
            offsets.append(shift)
            weights.append(float(part.mean()))
            places.append(float(where.mean()))
        fit = steady_fit(np.array(places), np.array(offsets), np.array(weights), degree, 2.0)
        way = way + np.pad(fit, (3 - len(fit), 0))
    rows = np.abs(v) <= height / 2
    strip = frame.sampled(np.broadcast_to(u, (len(v), len(u))), np.polyval(way, u)[None, :] + v[:, None])
    ink = np.clip(box_blurred(strip, 14) - strip, 0, None)
    columns = np.minimum(ink, np.quantile(ink, 0.98))[rows].mean(axis=0).astype(np.float64)
    begin, end = _ink_ends(columns, height)
    if end - begin < 20 * height:
        return None
    return Track(way, height, float(u[begin]), float(u[end - 1]), float(u[0]), columns)


def cut(line: Track, count: int) -> tuple[float, Row] | None:
    """The line cut into cells, and how free of ink the cuts are (0 to 1). None if it cannot be.

    At least `count` cells come back, rather more: what stands beside the line (the edge of a page, a finger)
    may pass for ink of it, so the characters are to tell where they begin.
    """
    length = line.right - line.left
    pitches = length / (count - 0.28 + np.arange(-0.8, 5.6, 0.16))
    pitches = pitches[(pitches >= _RATIO[0] * line.height) & (pitches <= _RATIO[1] * line.height)]
    if not len(pitches):
        return None
    smooth = np.convolve(line.ink, np.ones(3) / 3, mode="same")
    centre = (line.left + line.right) / 2
    edges = np.arange(count + 9, dtype=np.float32) - (count // 2 + 4)
    bends = np.arange(-0.06, 0.061, 0.012) / count  # by which the pitch changes from the middle to an end
    a, b, c = np.meshgrid(np.arange(0, 1, 0.06), pitches, bends, indexing="ij")
    phase, pitch, bend = (one.astype(np.float32).ravel()[:, None] for one in (a * b, b, b * c))
    where = np.float32(centre) + phase + pitch * edges + bend * edges**2
    inside = (where > line.left) & (where < line.right)
    at = np.clip((where - np.float32(line.first - 0.5)).astype(np.int32), 0, len(smooth) - 1)
    usual = float(smooth[max(0, int(line.left - line.first)) : int(line.right - line.first)].mean())
    inked = np.where(inside, smooth[at], 0).sum(axis=1) / inside.sum(axis=1)
    best = int(np.argmin(inked))
    middles = np.arange(-count, count) + 0.5
    u = centre + phase[best, 0] + pitch[best, 0] * middles + bend[best, 0] * middles**2
    step = pitch[best, 0] + 2 * bend[best, 0] * middles
    near = (u > line.left - 0.9 * pitch[best, 0]) & (u < line.right + 0.9 * pitch[best, 0])
    if near.sum() < count:
        return None
    u, step = u[near], step[near]
    return 1 - float(inked[best]) / max(usual, 1e-6), Row(u, np.polyval(line.middle, u), step, line.height)


def cells(frame: Frame, rows: tuple[Row, ...], spare: int = 0, coarse: int = 1) -> Grey:
    """The cells of the lines one after the other, [cell, HIGH + 2 spare, WIDE + 2 spare] samples.

    With `coarse` there are so many times fewer samples on each side; `spare` stays in fine ones.
    """
    wide, high = (WIDE + 2 * spare) // coarse, (HIGH + 2 * spare) // coarse
    across = (np.arange(wide) - (wide - 1) / 2) * coarse / WIDE
    down = (np.arange(high) - (high - 1) / 2) * coarse / CAPITAL
    us, vs = [], []
    for row in rows:
        lean = np.gradient(row.v, row.u)
        u = row.u[:, None, None] + row.pitch[:, None, None] * across[None, None, :]
        v = row.v[:, None, None] + row.height * down[None, :, None]
        v = v + lean[:, None, None] * row.pitch[:, None, None] * across[None, None, :]
        us.append(np.broadcast_to(u, v.shape))
        vs.append(v)
    return frame.sampled(np.concatenate(us), np.concatenate(vs))


def steady_fit(x: Floats, y: Floats, weights: Floats, degree: int, far: float) -> Floats:
    """A polynomial through most of the points: what lies `far` beside it counts less and less."""
    weights = np.maximum(weights, 1e-6)
    trust = weights
    fit = np.array([float(np.median(y))])
    trust = weights / (1 + ((y - fit[0]) / (3 * far)) ** 2)
    for _ in range(4):
        fit = np.polyfit(x, y, degree, w=np.sqrt(trust))
        trust = weights / (1 + ((y - np.polyval(fit, x)) / far) ** 2) ** 2
    return np.asarray(fit, np.float64)


def _level(profile: NDArray[np.float32], heights: tuple[int, ...] | range) -> tuple[float, float]:
    """Where in a profile of rows the line stands (its middle from the profile's) and how high it is."""
    sums = np.concatenate([[0.0], np.cumsum(profile, dtype=np.float64)])
    count = len(profile)
    best = (-np.inf, 0.0, float(heights[0]))
    for height in heights:
        top = np.arange(0, count - height + 1)
        above, below = np.maximum(0, top - 5), np.minimum(count, top + height + 5)
        inside = sums[top + height] - sums[top]
        outside = (sums[below] - sums[above] - inside) / np.maximum(1, below - above - height)
        rate = inside / height - outside
        at = int(np.argmax(rate))
        if rate[at] > best[0]:
            best = (float(rate[at]), at + (height - 1) / 2 - (count - 1) / 2, float(height))
    return best[1], best[2]


def _ink_ends(columns: Floats, height: float) -> tuple[int, int]:
    """The longest stretch of columns with ink in it; a gap wider than a cell and a half ends it."""
    smooth = np.convolve(columns, np.ones(5) / 5, mode="same")
    there = np.flatnonzero(smooth > 0.3 * np.quantile(smooth, 0.8))
    if not len(there):
        return 0, 0
    breaks = np.flatnonzero(np.diff(there) > 1.5 * height)
    begins = [there[0], *there[breaks + 1]]
    ends = [*there[breaks], there[-1]]
    longest = max(zip(begins, ends, strict=True), key=lambda one: one[1] - one[0])
    return int(longest[0]), int(longest[1]) + 1
