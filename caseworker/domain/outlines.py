# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which country a place lies, where that is certain: inside its outline and well away from any border.

Offline and coarse on purpose. Near a border, at sea and in other countries the answer is None.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The outlines are good to some 1.5 km (their scale and simplification), a phone's fix in a town to 0.1 km.
MARGIN_KM = 5.0
_KM_PER_DEGREE = 111.2
Line = Sequence[int]  # longitude, latitude by turns, in thousandths of a degree


@dataclass(frozen=True, slots=True)
class Outlines:
    """Closed rings by country (ISO 3166-1 alpha-3) and the land borders between countries."""

    countries: Mapping[str, Sequence[Line]]
    borders: Sequence[Line]


def country_at(outlines: Outlines, latitude: float, longitude: float) -> str | None:
    """The country at a place (degrees, WGS 84), or None where it is not certain."""
    x, y = longitude * 1000, latitude * 1000
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    # An odd number of rings: a lake or an enclave within a country is not in it.
    inside = [
        name for name, rings in outlines.countries.items() if sum(_in(ring, x, y) for ring in rings) % 2
    ]
    if len(inside) != 1:
        return None
    near = any(_within(line, x, y, MARGIN_KM) for line in outlines.borders)
    return None if near else inside[0]


def _in(ring: Line, x: float, y: float) -> bool:
    found = False
    x1, y1 = ring[-2], ring[-1]
    for at in range(0, len(ring), 2):
        x2, y2 = ring[at], ring[at + 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
        x1, y1 = x2, y2
    return found


def _within(line: Line, x: float, y: float, km: float) -> bool:
    """Whether any stretch of the line comes within so many kilometres."""
    up = _KM_PER_DEGREE / 1000
    across = up * math.cos(math.radians(y / 1000))
    for at in range(0, len(line) - 2, 2):
        ax, ay = (line[at] - x) * across, (line[at + 1] - y) * up
        bx, by = (line[at + 2] - x) * across, (line[at + 3] - y) * up
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
        if math.hypot(ax + share * dx, ay + share * dy) <= km:
            return True
    return False
