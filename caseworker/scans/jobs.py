# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reading process can be asked to do. Each job takes the file and arguments, and answers
with a description (JSON values) and bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import AttachmentRefused

from .kinds import PDF, kind_of
from .limits import MAX_PAGE_PIXELS, TALLEST, THUMBNAIL

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


def _kind(data: bytes) -> str:
    kind = kind_of(data)
    if kind is None:
        raise AttachmentRefused("unknown_kind")
    return kind


def _raw(picture: Image.Image) -> Answer:
    head = {"mode": picture.mode, "width": picture.width, "height": picture.height}
    return head, picture.tobytes()


# One line for each job; `reader` says what is believed of its answer.
JOBS: dict[str, Callable[[bytes, dict[str, Any]], Answer]] = {
    "examine": examine,
    "page": page,
    "thumbnail": thumbnail,
}
