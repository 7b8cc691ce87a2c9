# SPDX-License-Identifier: AGPL-3.0-or-later
"""Good files of every kind, and the pieces from which hostile ones are put together."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import pillow_heif
from PIL import Image

SIZE = (120, 80)


@cache
def picture(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Something to look at: red above on the left, the rest in steps of grey."""
    steps = Image.linear_gradient("L").resize(size).convert("RGB")
    steps.paste((200, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return steps.convert(mode)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def jpeg(**how: Any) -> bytes:
    return saved(picture(), "JPEG", **how)


def png(**how: Any) -> bytes:
    return saved(picture(), "PNG", **how)


def tiff(frames: int = 1, **how: Any) -> bytes:
    if frames == 1:
        return saved(picture(), "TIFF", **how)
    return saved(picture(), "TIFF", save_all=True, append_images=[picture()] * (frames - 1), **how)


def webp(**how: Any) -> bytes:
    return saved(picture(), "WEBP", **how)


@cache
def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out, format="HEIF", quality=80)
    return out.getvalue()


def png_chunk(name: bytes, data: bytes, declared: int | None = None) -> bytes:
    size = len(data) if declared is None else declared
    return struct.pack("!I", size) + name + data + struct.pack("!I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG with any header and any further chunks."""
    head = struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + b"".join(chunks) + png_chunk(b"IEND", b"")


def tiff_of(entries: list[tuple[int, int, int, int]], tail: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF with one directory of (tag, type, count, value or offset)."""
    out = b"II*\x00" + struct.pack("<IH", 8, len(entries))
    for tag, kind, count, value in sorted(entries):
        out += struct.pack("<HHII", tag, kind, count, value % 2**32)
    return out + struct.pack("<I", following) + tail


def grey_tiff(width: int, height: int, **more: int) -> bytes:
    """A TIFF of one strip of grey, with fields replaced by tag number (`t273=...`)."""
    entries = {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, 8 + 2 + 12 * 9 + 4),
        277: (3, 1, 1),
        278: (4, 1, height),
        279: (4, 1, width * height % 2**32),
    }
    following = more.pop("following", 0)
    for name, value in more.items():
        tag = int(name[1:])
        entries[tag] = (*entries.get(tag, (4, 1, 0))[:2], value)
    return tiff_of([(tag, *rest) for tag, rest in entries.items()], bytes(64), following)


def pdf(*objects: bytes, trailer: bytes = b"", head: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(head)
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, at)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def squeezed(piece: bytes, times: int) -> bytes:
    """What unpacks to the piece so many times, without ever holding that."""
    squeezer = zlib.compressobj(9)
    head = squeezer.compress(b"") + squeezer.flush(zlib.Z_FULL_FLUSH)
    block = squeezer.compress(piece) + squeezer.flush(zlib.Z_FULL_FLUSH)
    tail = squeezer.flush()[:-4]
    total = 1
    for _ in range(times):
        total = zlib.adler32(piece, total)
    return head + block * times + tail + struct.pack("!I", total)


def flated(packed: bytes, entries: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    return stream(packed, b"/Filter %s%s" % (filters, entries))


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<<>>%s>>"
DRAWING = b"1 0 0 rg 10 10 100 50 re f"


def page_pdf(*more: bytes, catalogue: bytes = b"", page: bytes = b"", drawing: bytes = b"") -> bytes:
    """A PDF of one page; `more` are objects from number 5 on."""
    return pdf(CATALOGUE % catalogue, PAGES, PAGE % page, drawing or stream(DRAWING), *more)


FONTS = b"/DR<</Font<</He 5 0 R>>>>/DA(/He 12 Tf 0 g)"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def form_pdf(*fields: bytes, more: bytes = b"", form: bytes = b"", others: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page of 300 x 200 points with these fields, objects from number 6 on; `others` follow."""
    named = b" ".join(b"%d 0 R" % number for number in range(6, 6 + len(fields)))
    catalogue = b"/AcroForm<</Fields[%s]%s%s>>%s" % (named, FONTS, form, more)
    return page_pdf(HELVETICA, *fields, *others, catalogue=catalogue, page=b"/Annots[%s]" % named)


def field(name: bytes, kind: bytes, box: bytes, entries: bytes = b"") -> bytes:
    """A field with its place on the page."""
    return b"<</Type/Annot/Subtype/Widget/F 4/T(%s)/FT/%s/Rect[%s]/P 3 0 R%s>>" % (name, kind, box, entries)


def drawn(size: bytes, drawing: bytes) -> bytes:
    """An appearance of a field."""
    return stream(drawing, b"/Type/XObject/Subtype/Form/BBox[0 0 %s]/Resources<</Font<</He 5 0 R>>>>" % size)


def pages_pdf(count: int) -> bytes:
    """A PDF of many empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>"
    return pdf(CATALOGUE % b"", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[one] * count)


def exif(entries: list[tuple[int, int, int, int]], tail: bytes = b"", following: int = 0) -> bytes:
    """A JPEG with this directory as its EXIF."""
    body = b"Exif\x00\x00" + tiff_of(entries, tail, following)
    segment = b"\xff\xe1" + struct.pack("!H", len(body) + 2) + body
    plain = jpeg()
    return plain[:2] + segment + plain[2:]
