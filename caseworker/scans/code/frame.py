# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the square code of a letter in the picture of a page, and reading it.

For pages as programs save and scanners see them: turned a little or by right angles, not photographed aslant.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy

from .words import BLOCKS, NoCode, text_of

# Dark, light, dark, light, dark: how wide the parts of a corner mark are, in modules.
MARK = numpy.array([1, 1, 3, 1, 1])
OFF = numpy.array([0.6, 0.6, 1, 0.6, 0.6])  # by how many modules each may be out
MODULE_MIN = 1.7  # pixels; below that modules run into each other
MOST_MARKS = 24  # of a page; a page of print has few that look like one


def read_codes(grey: numpy.ndarray) -> list[str]:
    """The texts of the codes on a page (rows of brightness, 0 to 255), each once."""
    dark = grey < _threshold(grey)
    found: list[str] = []
    used: set[int] = set()
    for three, (corner, right, below, module) in _threes(_corner_marks(dark)):
        if used.isdisjoint(three):  # a mark is the corner of one code only
            text = _read(dark, corner, right, below, module)
            if text is not None:
                used.update(three)
                found.append(text)
    return list(dict.fromkeys(found))


def _read(
    dark: numpy.ndarray, corner: numpy.ndarray, right: numpy.ndarray, below: numpy.ndarray, module: float
) -> str | None:
    across = numpy.hypot(*(right - corner)) / module
    about = round((across + 7 - 17) / 4)
    for version in (about, about - 1, about + 1):
        if version in BLOCKS:
            try:
                return text_of(_sampled(dark, corner, right, below, 17 + 4 * version))
            except NoCode:
                continue
    return None


def _threshold(grey: numpy.ndarray) -> float:
    """Half way between the dark and the light of the page."""
    low, high = numpy.percentile(grey, (0.5, 95))
    return float(low + high) / 2


def _corner_marks(dark: numpy.ndarray) -> list[tuple[numpy.ndarray, float]]:
    """The centres (x, y) of what looks like a corner mark, with the width of a module; best seen first."""
    seen: list[tuple[float, float, float]] = []
    for row in range(0, len(dark), 2):
        for x, module in _crossed(dark[row]):
            column = dark[:, int(x)]
            for y, other in _crossed(column, around=row, reach=int(5 * module)):
                if 0.6 < other / module < 1.6:
                    # Once more across the very middle, which the first row need not have hit.
                    for again, _ in _crossed(dark[int(y)], around=int(x), reach=int(5 * module)):
                        seen.append((again, y, (module + other) / 2))
    groups: list[list[tuple[float, float, float]]] = []
    for one in seen:
        for group in groups:
            x, y, module = group[0]
            if abs(one[0] - x) + abs(one[1] - y) < 3 * module:
                group.append(one)
                break
        else:
            groups.append([one])
    groups.sort(key=len, reverse=True)
    found = [numpy.mean(group, axis=0) for group in groups[:MOST_MARKS]]
    return [(one[:2], float(one[2])) for one in found]


def _crossed(line: numpy.ndarray, around: int = -1, reach: int = 0) -> Iterator[tuple[float, float]]:
    """Where a line runs through corner marks: the middle and the width of a module; only near `around`."""
    start = max(0, around - reach) if reach else 0
    part = line[start : around + reach] if reach else line
    edges = numpy.flatnonzero(part[1:] != part[:-1]) + 1
    if len(edges) < 6:
        return
    runs = numpy.diff(edges).astype(float)
    windows = numpy.lib.stride_tricks.sliding_window_view(runs, 5)
    modules = windows.sum(axis=1) / 7
    fits = numpy.abs(windows - MARK * modules[:, None]) <= OFF * modules[:, None]
    for at in numpy.flatnonzero(fits.all(axis=1) & (modules >= MODULE_MIN)):
        if part[edges[at]]:
            middle = start + (edges[at + 2] + edges[at + 3]) / 2
            if not reach or abs(middle - around) <= reach / 2:
                yield float(middle), float(modules[at])


def _threes(
    marks: list[tuple[numpy.ndarray, float]],
) -> Iterator[tuple[tuple[int, ...], tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, float]]]:
    """Marks that may be the corners of one code: their places in the list; upper left, upper right, lower
    left, width of a module."""
    for places in permutations(range(len(marks)), 3):
        (corner, one), (right, two), (below, three) = (marks[at] for at in places)
        module = (one + two + three) / 3
        if max(one, two, three) > 1.4 * min(one, two, three):
            continue
        across, down = right - corner, below - corner
        wide, tall = numpy.hypot(*across), numpy.hypot(*down)
        turn = across[0] * down[1] - across[1] * down[0]
        square = abs(wide - tall) < 0.1 * wide and abs(across @ down) < 0.1 * wide * tall
        if turn > 0 and square and wide > 20 * module:
            yield places, (corner, right, below, module)


def _sampled(
    dark: numpy.ndarray, corner: numpy.ndarray, right: numpy.ndarray, below: numpy.ndarray, side: int
) -> numpy.ndarray:
    """The modules, each by the pixel at its middle. The marks' centres lie three and a half modules in."""
    at = (numpy.arange(side) - 3.0) / (side - 7)
    across, down = right - corner, below - corner
    points = corner + at[None, :, None] * across + at[:, None, None] * down
    x = numpy.clip(points[..., 0].astype(int), 0, dark.shape[1] - 1)
    y = numpy.clip(points[..., 1].astype(int), 0, dark.shape[0] - 1)
    return numpy.asarray(dark[y, x])
