# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reading process can be asked to do. Each job takes the file and arguments, and answers
with a description (JSON values) and bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import AttachmentRefused

from .kinds import PDF, kind_of, other_kind
from .limits import (
    CODE_PAGES,
    CODE_SECONDS,
    CODE_SIDE,
    MAX_PAGE_PIXELS,
    MOST_CODES,
    MRZ_CUT,
    MRZ_SIDE,
    TALLEST,
    THUMBNAIL,
)

if TYPE_CHECKING:
    from PIL import Image

Answer = tuple[dict[str, Any], bytes]


def examine(data: bytes, arguments: dict[str, Any]) -> Answer:
    """What the file is, how many pages of which size, what is active in it, what a camera wrote."""
    kind = _kind(data)
    if kind == PDF:
        from . import papers

        found = papers.examine(data)
    else:
        from . import pictures

        found = pictures.examine(data, kind)
    return {"media_type": kind, **found}, b""


def page(data: bytes, arguments: dict[str, Any]) -> Answer:
    """One page as raw pixels: `number` from 1, at most `width` wide."""
    return _raw(pixels(data, int(arguments["number"]), box_of(int(arguments["width"]))))


def thumbnail(data: bytes, arguments: dict[str, Any]) -> Answer:
    """The first page as raw pixels, small."""
    return _raw(pixels(data, 1, (THUMBNAIL, THUMBNAIL)))


def mrz(data: bytes, arguments: dict[str, Any]) -> Answer:
    """The machine-readable zone of the first page: format, lines, whether sound; its raw pixels."""
    import numpy

    from .mrz.reader import read_mrz

    page = pixels(data, 1, (MRZ_SIDE, MRZ_SIDE))
    found = read_mrz(numpy.asarray(page))
    if found is None:
        return {"zone": None}, b""
    head, cut = _raw(_zone_of(page, found.corners, found.turned))
    zone = {"format": found.format, "lines": list(found.lines), "sound": found.sound}
    return {"zone": {**zone, "cut": head}}, cut


def code(data: bytes, arguments: dict[str, Any]) -> Answer:
    """The texts of the square codes of letters on its pages, and how many of them were looked at."""
    import time

    import numpy

    from .code.frame import read_codes

    count = examine(data, {})[0]["pages"]
    until = time.monotonic() + CODE_SECONDS
    found: dict[str, None] = {}
    looked = 0
    for number in _from_both_ends(count)[:CODE_PAGES]:
        if time.monotonic() > until or len(found) >= MOST_CODES:
            break
        page = pixels(data, number, box_of(CODE_SIDE)).convert("L")
        found.update(dict.fromkeys(read_codes(numpy.asarray(page))))
        looked += 1
    return {"codes": list(found)[:MOST_CODES], "looked": looked, "pages": count}, b""


def _from_both_ends(count: int) -> list[int]:
    """The numbers of pages: the last, where letters carry their code, the first, the last but one ..."""
    pages = [one for at in range(count) for one in (count - at, 1 + at)]
    return list(dict.fromkeys(pages))


def _zone_of(page: Image.Image, corners: tuple[tuple[float, float], ...], turned: int) -> Image.Image:
    """The part of the page with the zone, upright."""
    across, down = [x for x, _ in corners], [y for _, y in corners]
    edge = 0.03 * max(max(across) - min(across), max(down) - min(down))
    box = (
        max(0, int(min(across) - edge)),
        max(0, int(min(down) - edge)),
        min(page.width, int(max(across) + edge) + 1),
        min(page.height, int(max(down) + edge) + 1),
    )
    zone = page.crop(box).rotate(-turned, expand=True)
    zone.thumbnail(MRZ_CUT)
    return zone


def pixels(data: bytes, number: int, box: tuple[int, int]) -> Image.Image:
    """One page upright, grey or RGB, within `box`. Raises AttachmentRefused and what libraries raise."""
    kind = _kind(data)
    if kind == PDF:
        from . import papers

        return papers.page(data, number, box)
    from . import pictures

    return pictures.page(data, kind, number, box)


def box_of(width: int) -> tuple[int, int]:
    """The room for a page at most `width` wide."""
    return width, min(TALLEST * width, MAX_PAGE_PIXELS // width)


def refused_kind(data: bytes) -> AttachmentRefused:
    """Why a file of no kind of ours is refused: by its name where it has one."""
    name = other_kind(data)
    return AttachmentRefused("other_kind", kind=name) if name else AttachmentRefused("unknown_kind")


def _kind(data: bytes) -> str:
    kind = kind_of(data)
    if kind is None:
        raise refused_kind(data)
    return kind


def _raw(picture: Image.Image) -> Answer:
    head = {"mode": picture.mode, "width": picture.width, "height": picture.height}
    return head, picture.tobytes()


# One line for each job; `reader` says what is believed of its answer.
JOBS: dict[str, Callable[[bytes, dict[str, Any]], Answer]] = {
    "examine": examine,
    "page": page,
    "thumbnail": thumbnail,
    "mrz": mrz,
    "code": code,
}
