# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file is, told by its first bytes and never by its name. Nothing is opened here."""

from __future__ import annotations

import re

JPEG, PNG, TIFF, HEIC, PDF = "image/jpeg", "image/png", "image/tiff", "image/heic", "application/pdf"
WEBP = "image/webp"
KINDS = (JPEG, PNG, TIFF, HEIC, WEBP, PDF)
# Where readers of PDF look for the header. What may stand before it: a byte order mark, blanks, and
# the line with which printers are told that a PDF follows.
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\x00\t\n\r ]*(?:\x1b%-12345X[^\x00]{0,512}?)?%PDF-[12]\.\d")
_PDF_HEAD = 1024
# Brands of ISO/IEC 23008-12 whose pictures are coded as HEVC, and the two that leave it open.
_HEVC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_ANY_CODING = {b"mif1", b"msf1"}
_BRANDS = 64
# Kinds that people bring and that are not shown, by their first bytes, with the name they know them by.
_OTHERS = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL \r\n", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  \r\n", "JPEG 2000"),
    (b"II+\x00", "BigTIFF"),
    (b"MM\x00+", "BigTIFF"),
    (b"%!PS", "PostScript"),
    (b"{\\rtf", "RTF"),
    (b"8BPS", "Photoshop"),
)
_AVIF = {b"avif", b"avis"}


def kind_of(data: bytes) -> str | None:
    """The media type of a file that can be shown (one of KINDS), or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    if data[4:8] == b"ftyp":
        return HEIC if _holds_hevc(data) else None
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    return PDF if _PDF.match(data[:_PDF_HEAD]) else None


def other_kind(data: bytes) -> str:
    """The name of a kind of picture or paper that is known and not shown, such as `AVIF`; else empty."""
    if data[4:8] == b"ftyp":
        return "AVIF" if _brands(data) & _AVIF else ""
    return next((name for head, name in _OTHERS if data.startswith(head)), "")


def _holds_hevc(data: bytes) -> bool:
    brands = _brands(data)
    return bool(brands & _HEVC) or (bool(brands & _ANY_CODING) and not brands & _AVIF)


def _brands(data: bytes) -> set[bytes]:
    size = int.from_bytes(data[:4], "big")
    if not 16 <= size <= 16 + 4 * _BRANDS or size > len(data):
        return set()
    return {data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4))}
