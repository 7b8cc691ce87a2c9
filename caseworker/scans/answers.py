# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is believed of an answer of the reading process, and the records it becomes.

A reading process may have been taken over by the file it read: every value has a type and a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from caseworker.domain.errors import ATTACHMENT_REASONS, AttachmentRefused

from .kinds import KINDS
from .limits import (
    CODE_PAGES,
    MAX_PDF_PAGES,
    MAX_PDF_POINTS,
    MAX_SIDE,
    MOST_CODES,
    MRZ_CUT,
    PDF_PIXELS_PER_POINT,
)

FLAGS = ("embedded_file", "javascript", "launch", "other_action", "repaired", "uri", "xfa")
ZONES = {"TD1": [30] * 3, "TD2": [36] * 2, "TD3": [44] * 2, "MRV-A": [44] * 2, "MRV-B": [36] * 2}
_LARGEST = max(MAX_SIDE, round(MAX_PDF_POINTS * PDF_PIXELS_PER_POINT))
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a camera wrote: `taken` is local time, ISO without zone; `offset` from UTC such as -07:00.

    Each may be None; latitude and longitude (degrees, WGS 84, north and east positive) come together.
    A camera's clock and place are set by its owner and prove nothing by themselves.
    """

    taken: str | None
    offset: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file is. `media_type` is one of `kinds.KINDS`, `sizes` (width, height) of each page in
    pixels as shown (of a PDF at 200 dpi), `flags` some of FLAGS, `photo` what a camera wrote or None.
    """

    media_type: str
    pages: int
    sizes: tuple[tuple[int, int], ...]
    flags: tuple[str, ...] = ()
    photo: PhotoFacts | None = None


@dataclass(frozen=True, slots=True)
class Pixels:
    """One page: `mode` L (a byte a pixel) or RGB (three), rows from the top, nothing between them."""

    mode: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ZoneFound:
    """A machine-readable zone in a picture: `format` and `lines` as `domain.mrz` has them, not yet believed;
    `sound` where its print is clear and every check digit agreed; `cut` is the zone itself, upright."""

    format: str
    lines: tuple[str, ...]
    sound: bool
    cut: Pixels


@dataclass(frozen=True, slots=True)
class CodesFound:
    """The texts of the square codes in a file, and on how many of its pages they were looked for."""

    texts: tuple[str, ...]
    looked: int
    pages: int


class Distrusted(Exception):
    """The answer is not one that an honest reading process gives."""


_Side = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]
_Short = Annotated[str, msgspec.Meta(max_length=40)]


class _Photo(msgspec.Struct, forbid_unknown_fields=True):
    taken: _Short | None
    offset: Annotated[str, msgspec.Meta(pattern=r"^[+-][01][0-9]:[0-5][0-9]$")] | None
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None


class _Examined(msgspec.Struct, forbid_unknown_fields=True):
    media_type: _Short
    pages: Annotated[int, msgspec.Meta(ge=1, le=MAX_PDF_PAGES)]
    sizes: Annotated[list[tuple[_Side, _Side]], msgspec.Meta(max_length=MAX_PDF_PAGES)]
    flags: Annotated[list[_Short], msgspec.Meta(max_length=len(FLAGS))]
    photo: _Photo | None


class _Page(msgspec.Struct, forbid_unknown_fields=True):
    mode: _Short
    width: _Side
    height: _Side


_Line = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9<]{30,44}\Z")]


class _Zone(msgspec.Struct, forbid_unknown_fields=True):
    format: _Short
    lines: Annotated[list[_Line], msgspec.Meta(max_length=3)]
    sound: bool
    cut: _Page


class _Mrz(msgspec.Struct, forbid_unknown_fields=True):
    zone: _Zone | None


_OneCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Z $%*+./:-]{1,400}\Z")]


class _Codes(msgspec.Struct, forbid_unknown_fields=True):
    codes: Annotated[list[_OneCode], msgspec.Meta(max_length=MOST_CODES)]
    looked: Annotated[int, msgspec.Meta(ge=0, le=CODE_PAGES)]
    pages: Annotated[int, msgspec.Meta(ge=1, le=MAX_PDF_PAGES)]


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    found: msgspec.Raw = msgspec.Raw(b"")
    refused: _Short = ""


def found_in(head: bytes) -> bytes:
    """The description of what was found. Raises AttachmentRefused where it was refused, Distrusted."""
    answer = _decoded(head, _Answer)
    if answer.refused:
        if answer.refused not in ATTACHMENT_REASONS:
            raise Distrusted
        raise AttachmentRefused(answer.refused)
    return bytes(answer.found)


def examined_of(found: bytes) -> Examined:
    """Reads what `examine` found. Raises Distrusted."""
    said = _decoded(found, _Examined)
    known = said.media_type in KINDS and set(said.flags) <= set(FLAGS)
    if not known or len(said.sizes) != said.pages:
        raise Distrusted
    return Examined(
        said.media_type,
        said.pages,
        tuple(said.sizes),
        tuple(sorted(set(said.flags))),
        _photo(said.photo) if said.photo else None,
    )


def pixels_of(found: bytes, data: bytes, box: tuple[int, int]) -> Pixels:
    """Reads what `page` or `thumbnail` made, within `box`. Raises Distrusted."""
    said = _decoded(found, _Page)
    if said.mode not in ("L", "RGB") or said.width > box[0] or said.height > box[1]:
        raise Distrusted
    if len(data) != said.width * said.height * len(said.mode):
        raise Distrusted
    return Pixels(said.mode, said.width, said.height, data)


def zone_of(found: bytes, data: bytes) -> ZoneFound | None:
    """Reads what `mrz` found; None where there is no zone. Raises Distrusted."""
    zone = _decoded(found, _Mrz).zone
    if zone is None:
        if data:
            raise Distrusted
        return None
    if ZONES.get(zone.format) != [len(line) for line in zone.lines]:
        raise Distrusted
    cut = pixels_of(msgspec.json.encode(zone.cut), data, MRZ_CUT)
    return ZoneFound(zone.format, tuple(zone.lines), zone.sound, cut)


def codes_of(found: bytes) -> CodesFound:
    """Reads what `code` found; the codes are not yet believed. Raises Distrusted."""
    said = _decoded(found, _Codes)
    if said.looked > said.pages:
        raise Distrusted
    return CodesFound(tuple(said.codes), said.looked, said.pages)


def examined_text(examined: Examined) -> bytes:
    """The same as `examined_of` reads it, to be kept."""
    return msgspec.json.encode(examined)


def _photo(said: _Photo) -> PhotoFacts:
    if said.taken is not None:
        try:
            moment = datetime.fromisoformat(said.taken)
        except ValueError:
            raise Distrusted from None
        if moment.tzinfo is not None or moment.isoformat() != said.taken:
            raise Distrusted
    if (said.latitude is None) != (said.longitude is None):
        raise Distrusted
    return PhotoFacts(said.taken, said.offset, said.latitude, said.longitude)


def _decoded(text: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise Distrusted from None
