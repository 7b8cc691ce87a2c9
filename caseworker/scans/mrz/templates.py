# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the characters of OCR-B look like, and how alike the cells of a picture are to them.

The templates are in `resources/mrz/` and are read when the first picture is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from caseworker.paths import resource

from .frame import CAPITAL, HIGH, WIDE, Floats, Frame, Row, cells, steady_fit
from .zone import Grey

CHARACTERS = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPARE = 2  # of the stored templates, on each side
_PLAIN = 5  # normal weight, little blur: good enough to find one's place
_COARSE = (4, 2)  # how far, and in what steps, a place is first looked for, in samples of a cell
_LEANING = 0.25  # likeness a cell's width of leaning must bring
_SHIFTS = tuple((down, along) for down in (-1, 0, 1) for along in (-1, 0, 1))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike cells are to characters, correlation -1 to 1, [cell, character as in CHARACTERS]."""

    score: Floats

    @property
    def mean(self) -> float:
        """The mean of each cell's best."""
        return float(self.score.max(axis=1).mean())


def placed(frame: Frame, rows: tuple[Row, ...], count: int) -> tuple[Frame, tuple[Row, ...], float]:
    """The `count` cells of each line that look like characters, laid exactly over them; the mean likeness.

    Lines that stand on their heads are turned.
    """
    windows = _compared(frame, rows, _COARSE)
    best = _best(windows, _plain(2))
    contrary = _best(windows, _plain(2)[:, ::-1, ::-1])
    if contrary.max(axis=1).mean() > best.max(axis=1).mean():
        frame, rows = frame.turned(), tuple(row.turned() for row in rows[::-1])
        best = _best(_compared(frame, rows, _COARSE), _plain(2))
    rows = _moved(rows, best, *_COARSE)
    begins = _begins(frame, rows, count)
    rows = tuple(row.part(at, count) for row, at in zip(rows, begins, strict=True))
    for far, step in (_COARSE, (2, 1)):
        best = _best(_compared(frame, rows, (far, step)), _plain(step))
        rows = _moved(rows, best, far, step)
    rows, mean = _heightened(frame, rows)
    return frame, rows, mean


def likeness(frame: Frame, rows: tuple[Row, ...]) -> Likeness:
    """Each cell against each character, with the weight and the blur that suit the whole zone best."""
    patches = _normal(cells(frame, rows))
    shifted = _shifted()
    variants, shifts, count = shifted.shape[:3]
    middle = shifted[:, len(_SHIFTS) // 2].reshape(variants * count, -1)
    plain = (patches @ middle.T).reshape(len(patches), variants, count)
    suits = plain.max(axis=2).mean(axis=0)
    chosen = np.argsort(suits)[-2:]
    scores = patches @ shifted[chosen].reshape(len(chosen) * shifts * count, -1).T
    return Likeness(scores.reshape(len(patches), -1, count).max(axis=1).astype(np.float64))


@cache
def _stored() -> Grey:
    with np.load(resource("mrz", "templates.npz")) as file:
        # They are dark on 0; pictures are dark on light.
        found: Grey = 255 - file["templates"].astype(np.float32)
    return found


@cache
def _plain(coarse: int) -> Grey:
    inner = _stored()[_PLAIN, :, _SPARE:-_SPARE, _SPARE:-_SPARE]
    size = (len(inner), HIGH // coarse, coarse, WIDE // coarse, coarse)
    small = inner.reshape(size).mean(axis=(2, 4), dtype=np.float32)
    return _normal(small).reshape(small.shape)


@cache
def _shifted() -> Grey:
    """[variant, shift, character, samples], each of mean 0 and length 1."""
    stored = _stored()
    cuts = [
        stored[:, :, _SPARE + down : _SPARE + down + HIGH, _SPARE + along : _SPARE + along + WIDE]
        for down, along in _SHIFTS
    ]
    all_of_them = np.stack(cuts, axis=1)
    return _normal(all_of_them).reshape(*all_of_them.shape[:3], -1)


def _compared(frame: Frame, rows: tuple[Row, ...], reach: tuple[int, int]) -> Grey:
    """Each cell at each shift, [cell, shift, samples]; how far it is shifted and in what steps, fine samples.

    The steps are also the distance of the samples.
    """
    far, step = reach
    return _windows(cells(frame, rows, far, step), far // step)


def _normal(patches: Grey) -> Grey:
    """Patches as rows of mean 0 and length 1."""
    flat = patches.reshape(-1, patches.shape[-2] * patches.shape[-1])
    flat = flat - flat.mean(axis=1, keepdims=True)
    # A cell without any contrast is like nothing at all.
    found: Grey = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1.0)
    return found


def _windows(wide: Grey, reach: int) -> Grey:
    """Each cell at all shifts up to `reach` samples, [cell, shift, samples]; down is the slower shift."""
    high, across = wide.shape[1] - 2 * reach, wide.shape[2] - 2 * reach
    cuts = [
        wide[:, down : down + high, along : along + across]
        for down in range(2 * reach + 1)
        for along in range(2 * reach + 1)
    ]
    stacked = np.stack(cuts, axis=1)
    return _normal(stacked).reshape(*stacked.shape[:2], -1)


def _begins(frame: Frame, rows: tuple[Row, ...], count: int) -> list[int]:
    """Where in each line the `count` cells begin that are most like characters; the lines begin together."""
    alike = _best(_compared(frame, rows, _COARSE), _plain(2)).max(axis=1)
    contrast = cells(frame, rows, 0, 2).std(axis=(1, 2))
    # Faint waves of the ground may look like anything.
    alike = alike * np.minimum(1, contrast / (0.6 * np.median(contrast)))
    first, sums = 0, []
    for row in rows:
        sums.append(np.convolve(alike[first : first + len(row.u)], np.ones(count), mode="valid"))
        first += len(row.u)
    best, found = -np.inf, [0] * len(rows)
    for at in range(len(sums[0])):
        # Seen askew, the left edge of a zone may lean by half a cell a line; it seldom does.
        rates = [
            own - _LEANING * np.abs(row.u[: len(own)] - rows[0].u[at]) / row.pitch[: len(own)]
            for row, own in zip(rows, sums, strict=True)
        ]
        total = sum(float(one.max()) for one in rates)
        if total > best:
            best, found = total, [int(np.argmax(one)) for one in rates]
    return found


def _best(windows: Grey, templates: Grey) -> Grey:
    """The best likeness of each cell at each shift, [cell, shift]."""
    flat = templates.reshape(len(templates), -1)
    # One product of two tables: a product for each cell would be many times slower.
    alike = windows.reshape(-1, windows.shape[2]) @ flat.T
    found: Grey = alike.max(axis=1).reshape(windows.shape[:2])
    return found


def _moved(rows: tuple[Row, ...], best: Grey, reach: int, step: int) -> tuple[Row, ...]:
    """The lines moved to where most of their cells say that they are best."""
    side = 2 * reach // step + 1
    moved = []
    begin = 0
    for row in rows:
        own = best[begin : begin + len(row.u)].reshape(len(row.u), side, side)
        begin += len(row.u)
        flat = own.reshape(len(own), -1)
        at = np.argmax(flat, axis=1)
        down, along = np.divmod(at, side)
        number = np.arange(len(own))
        v = np.asarray(_between(own[number, :, along], down) * step - reach, np.float64)
        u = np.asarray(_between(own[number, down, :], along) * step - reach, np.float64)
        weights = np.clip(flat.max(axis=1).astype(np.float64) - 0.3, 0.01, None) ** 2
        place = np.asarray(number - (len(own) - 1) / 2, np.float64)
        across = row.pitch / WIDE
        u_fit = steady_fit(place, np.asarray(u * across, np.float64), weights, 2, 1.0)
        v_fit = steady_fit(place, np.asarray(v * row.height / CAPITAL, np.float64), weights, 2, 1.0)
        pitch = row.pitch + np.polyval(np.polyder(u_fit), place)
        moved.append(
            Row(row.u + np.polyval(u_fit, place), row.v + np.polyval(v_fit, place), pitch, row.height)
        )
    return tuple(moved)


def _between(values: Grey | Floats, at: NDArray[np.intp]) -> Floats:
    """Where between whole steps the highest value lies: the top of a parabola through three."""
    values = values.astype(np.float64)
    number = np.arange(len(values))
    inner = np.clip(at, 1, values.shape[1] - 2)
    before, here, after = values[number, inner - 1], values[number, inner], values[number, inner + 1]
    bend = before - 2 * here + after
    shift = np.where(np.abs(bend) > 1e-6, 0.5 * (before - after) / np.where(bend == 0, 1, bend), 0)
    return np.asarray(np.where(inner == at, at + np.clip(shift, -0.5, 0.5), at), np.float64)


def _heightened(frame: Frame, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], float]:
    """The lines at the height of a capital, the same for all, that makes them most alike."""
    height = float(np.median([row.height for row in rows]))
    tried: dict[float, float] = {}
    step = 0.08
    best = height
    while step >= 0.02:
        for one in (best * (1 - step), best, best * (1 + step)):
            if one not in tried:
                same = tuple(Row(row.u, row.v, row.pitch, one) for row in rows)
                tried[one] = float(_best(_windows(cells(frame, same), 0), _plain(1)).mean())
        best = max(tried, key=lambda one: tried[one])
        step /= 2
    return tuple(Row(row.u, row.v, row.pitch, best) for row in rows), tried[best]
