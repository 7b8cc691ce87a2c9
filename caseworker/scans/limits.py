# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a file that somebody brought may cost. Measured on hostile files; see docs/reliability.md."""

from __future__ import annotations

from typing import NamedTuple

MAX_BYTES = 50 * 1024 * 1024
# Of one picture. Phones of today give 50 megapixels, a few 108; a JPEG is decoded at a fraction of its size,
# all others whole, for which the memory below is enough up to this.
MAX_JPEG_PIXELS = 120_000_000
MAX_IMAGE_PIXELS = 64_000_000
MAX_ALL_PIXELS = 1_000_000_000  # of all pages of a TIFF together
MAX_SIDE = 65_000
MAX_FRAMES = 50
MAX_PDF_PAGES = 500
MAX_PDF_POINTS = 14_400.0  # 200 inches, the largest page of ISO 32000-1, annex C
PDF_PIXELS_PER_POINT = 200 / 72
MIN_WIDTH, MAX_WIDTH = 32, 3200  # of a page that is asked for, pixels
TALLEST = 4  # a page is made at most so many times as tall as wide: no till receipt is cut
THUMBNAIL = 256
MAX_PAGE_PIXELS = 24_000_000  # of one page that is made

HEAD_MOST = 64 * 1024  # of the description before the bytes, either way


class Cost(NamedTuple):
    """What one job may cost: seconds of processor, seconds by the clock, bytes of address space.

    No dataclass: loading what makes one is a tenth of the start of a reading process.
    """

    cpu_seconds: int = 10  # 50 megapixels of HEIC take 2 on a quick machine
    wall_seconds: float = 20.0
    memory: int = 1024 * 1024 * 1024


COST = Cost()
# Looking for a machine-readable zone in four positions; a page full of print takes the longest.
MRZ_COST = Cost(cpu_seconds=15, wall_seconds=30.0)
MRZ_SIDE = 2400  # pixels of the picture that is looked through
MRZ_CUT = (900, 400)  # and of the zone that is shown
# The square codes of letters: how wide a page is made to look for them, on how many pages at most, and after
# how many seconds no further page is begun. 60 pages of print or of scans take 7 to 9 s
# (measured on two shared cores), so that a file of that many is looked at whole on slower computers too.
CODE_SIDE = 1700
CODE_PAGES = 60
CODE_SECONDS = 40.0
CODE_COST = Cost(cpu_seconds=60, wall_seconds=90.0)
MOST_CODES = 60
