# SPDX-License-Identifier: AGPL-3.0-or-later
"""Honest files of every kind: known by their bytes, shown upright and readable, their pixels alone."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from caseworker.domain.errors import AttachmentRefused
from caseworker.scans import jobs, photo_facts, reader
from caseworker.scans.answers import PhotoFacts
from caseworker.scans.kinds import kind_of

from . import papers
from .papers import SIZE, page_pdf
from .passports import FIXTURES

RED = (200, 0, 0)
DARK, GREY, LIGHT = 60, 128, 230


def shown(data: bytes, number: int = 1, width: int = 120) -> Image.Image:
    """A page, as it comes out of the reading process."""
    return Image.open(io.BytesIO(reader.page(data, number, width))).convert("RGB")


def at_hand(data: bytes, width: int = 120) -> Image.Image:
    """A page, made in this process: honest files need no other."""
    return jobs.pixels(data, 1, jobs.box_of(width)).convert("RGB")


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 24 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("make", "kind", "size"),
    [
        (papers.jpeg, "image/jpeg", SIZE),
        (papers.png, "image/png", SIZE),
        (papers.tiff, "image/tiff", SIZE),
        (papers.heic, "image/heic", SIZE),
        (papers.webp, "image/webp", SIZE),
        (page_pdf, "application/pdf", (833, 556)),
    ],
)
def test_each_kind_is_known_and_shown(make: Callable[[], bytes], kind: str, size: tuple[int, int]) -> None:
    data = make()
    examined = reader.examine(data)
    assert (examined.media_type, examined.pages, examined.sizes) == (kind, 1, (size,))
    assert (examined.flags, examined.photo) == ((), None)
    small = Image.open(io.BytesIO(reader.thumbnail(data)))
    assert small.format == "JPEG"
    assert small.size == (SIZE if kind != "application/pdf" else (256, 171))
    page = shown(data, width=100)
    assert page.size == (100, 67)
    red = (25, 55) if kind == "application/pdf" else (10, 10)
    assert page.getpixel(red)[0] > 180  # type: ignore[index]
    assert page.getpixel(red)[1] < 40  # type: ignore[index]


def test_a_name_tells_nothing_and_a_printers_line_before_a_pdf_is_no_harm() -> None:
    assert kind_of(b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n%PDF-1.4\n") == "application/pdf"
    assert kind_of(b"\xef\xbb\xbf%PDF-2.0") == "application/pdf"
    assert kind_of(b"MZ%PDF-1.4") is None


@pytest.mark.parametrize(
    "mode_and_kind",
    [
        *("1 TIFF", "L PNG", "LA PNG", "P PNG", "RGBA PNG", "I;16 PNG", "I;16 TIFF", "I TIFF", "F TIFF"),
        *("CMYK JPEG", "CMYK TIFF", "YCbCr JPEG", "L JPEG", "LAB TIFF"),
    ],
)
def test_every_way_of_keeping_colours_is_readable(mode_and_kind: str) -> None:
    mode, kind = mode_and_kind.split()
    steps = Image.new("L", (90, 30))
    for at, shade in enumerate((DARK, GREY, LIGHT)):
        steps.paste(shade, (30 * at, 0, 30 * at + 30, 30))
    steps.putpixel((0, 0), 0)
    steps.putpixel((89, 29), 255)
    if mode == "I;16":
        picture = steps.convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode == "LAB":
        picture = Image.merge("LAB", (steps, Image.new("L", (90, 30), 0), Image.new("L", (90, 30), 0)))
    else:
        picture = steps.convert("RGB").convert(mode) if mode == "CMYK" else steps.convert(mode)
    seen = at_hand(papers.saved(picture, kind), 90).convert("L")
    assert seen.size == (90, 30)
    found = [
        seen.crop((30 * at + 5, 5, 30 * at + 25, 25)).resize((1, 1), Image.Resampling.BOX) for at in range(3)
    ]
    shades = [int(one.getpixel((0, 0))) for one in found]  # type: ignore[arg-type]
    assert shades == sorted(shades)
    if mode != "LAB":
        assert all(abs(a - b) < 25 for a, b in zip(shades, (DARK, GREY, LIGHT), strict=True))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_what_is_see_through_lies_on_white(kind: str) -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert at_hand(papers.saved(picture, kind)).getpixel((20, 20)) == (255, 255, 255)
    named = Image.new("P", (40, 40), 3)
    named.putpalette(bytes(range(12)) * 2)
    assert at_hand(papers.saved(named, "PNG", transparency=3)).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_page_stands_upright_however_the_camera_was_held(turn: int, kind: str) -> None:
    written = Image.Exif()
    written[0x0112] = turn
    data = papers.saved(papers.picture(), kind, exif=written)
    want = papers.picture() if turn == 1 else _turned(papers.picture(), turn)
    found, _ = jobs.examine(data, {})
    assert found["sizes"] == [list(want.size)]
    seen = at_hand(data, width=want.width)
    assert seen.size == want.size
    for place in ((8, 8), (want.width - 8, 8), (8, want.height - 8), (want.width - 8, want.height - 8)):
        assert alike(seen.getpixel(place), want.getpixel(place))  # type: ignore[arg-type]


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    """What a viewer must make of a stored picture (EXIF 2.32, 4.6.4, Orientation)."""
    steps = {
        2: ["FLIP_LEFT_RIGHT"],
        3: ["ROTATE_180"],
        4: ["FLIP_TOP_BOTTOM"],
        5: ["FLIP_LEFT_RIGHT", "ROTATE_90"],
        6: ["ROTATE_270"],
        7: ["FLIP_LEFT_RIGHT", "ROTATE_270"],
        8: ["ROTATE_90"],
    }
    for step in steps[turn]:
        picture = picture.transpose(Image.Transpose[step])
    return picture


def test_a_turned_page_of_a_pdf_stands_as_it_is_shown() -> None:
    data = page_pdf(page=b"/Rotate 90")
    assert reader.examine(data).sizes == ((556, 833),)
    assert shown(data, width=100).size == (100, 150)


def test_the_pages_of_a_scan_are_told_apart() -> None:
    pages = [Image.new("RGB", (50 + at, 60), (80 * at, 0, 0)) for at in range(3)]
    data = papers.saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    assert reader.examine(data).sizes == ((50, 60), (51, 60), (52, 60))
    last = shown(data, 3)
    assert last.size == (52, 60)
    assert alike(last.getpixel((9, 9)), (160, 0, 0))  # type: ignore[arg-type]
    for number in (0, 4, -1):
        with pytest.raises(AttachmentRefused, match="no_such_page"):
            jobs.page(data, {"number": number, "width": 100})


def test_the_pages_of_a_pdf_are_told_apart() -> None:
    document = pikepdf.new()
    for height in (100, 200):
        document.add_blank_page(page_size=(100, height))
    out = io.BytesIO()
    document.save(out)
    assert shown(out.getvalue(), 2, 50).size == (50, 100)
    with pytest.raises(AttachmentRefused, match="no_such_page"):
        reader.page(out.getvalue(), 3, 100)


@pytest.mark.parametrize(("asked", "given"), [(-5, 32), (0, 32), (64, 64), (10**9, 120)])
def test_a_width_beyond_reason_is_brought_within_it(asked: int, given: int) -> None:
    assert shown(papers.jpeg(), width=asked).width == given


def test_a_till_receipt_is_shown_whole() -> None:
    receipt = Image.new("L", (100, 2000), 255)
    receipt.paste(0, (0, 1950, 100, 2000))
    seen = at_hand(papers.saved(receipt, "PNG"), 100)
    assert seen.size == (20, 400)
    assert seen.getpixel((10, 397)) == (0, 0, 0)


PHOTOS = FIXTURES.parent / "photos"
APPEARANCE = b"q 0 0 0.8 rg 2 2 %d 16 re f Q"
FILLED = papers.form_pdf(
    papers.field(b"name", b"Tx", b"100 150 280 170", b"/V(ANA)/AP<</N 9 0 R>>"),
    # Its program left the drawing to whoever shows it.
    papers.field(b"day", b"Tx", b"100 110 280 130", b"/V(MMMM)/DA(/He 14 Tf 0 g)"),
    papers.field(b"yes", b"Btn", b"100 70 120 90", b"/V/On/AS/On/AP<</N<</On 10 0 R/Off 11 0 R>>>>"),
    others=(
        papers.drawn(b"180 20", APPEARANCE % 60),
        papers.drawn(b"20 20", APPEARANCE % 16),
        papers.drawn(b"20 20", b""),
    ),
    form=b"/NeedAppearances true",
)
EMPTY = papers.form_pdf(
    papers.field(b"name", b"Tx", b"100 150 280 170"),
    papers.field(b"day", b"Tx", b"100 110 280 130"),
    papers.field(b"yes", b"Btn", b"100 70 120 90", b"/AS/Off/AP<</N<</On 9 0 R/Off 10 0 R>>>>"),
    others=(papers.drawn(b"20 20", APPEARANCE % 16), papers.drawn(b"20 20", b"")),
)
# Left, top, right, bottom of each box in the page of 300 x 200 points.
BOXES = {"name": (101, 31, 170, 49), "day": (101, 71, 279, 89), "yes": (101, 111, 119, 129)}


def ink_in(page: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a box, given in points, are dark."""
    scale = page.width / 300
    cut = page.convert("L").crop(tuple(round(edge * scale) for edge in box))  # type: ignore[arg-type]
    return sum(cut.histogram()[:160])


@pytest.mark.parametrize("name", BOXES)
def test_what_was_filled_into_a_form_is_shown(name: str) -> None:
    assert ink_in(shown(FILLED, width=600), BOXES[name]) > 40
    assert ink_in(shown(EMPTY, width=600), BOXES[name]) == 0
    small = Image.open(io.BytesIO(reader.thumbnail(FILLED)))
    assert ink_in(small, BOXES[name]) > 5


def test_the_boxes_of_a_form_are_not_painted_over() -> None:
    corner = shown(EMPTY, width=600).crop((210, 70, 500, 90))
    assert corner.convert("L").getextrema()[0] > 250


def test_the_lines_of_a_passport_in_a_form_are_read() -> None:
    # A zone within an appearance, and so on no page: only who draws the form can find it.
    passport = Image.open(FIXTURES / "00-td3-clean.jpg").convert("L")
    width, height = passport.size
    picture = papers.flated(
        zlib.compress(passport.tobytes()),
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray"
        % (width, height),
    )
    look = papers.stream(
        b"300 0 0 200 0 0 cm /F Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 300 200]/Resources<</XObject<</F 8 0 R>>>>",
    )
    data = papers.form_pdf(
        papers.field(b"picture", b"Btn", b"0 0 300 200", b"/Ff 65536/AP<</N 7 0 R>>"), others=(look, picture)
    )
    found = reader.zone(data)
    assert found is not None
    assert found.format == "TD3"


LOCKS = {
    "RC4 of 40 bits": {"R": 2, "aes": False, "metadata": False},
    "RC4 of 128 bits": {"R": 3, "aes": False, "metadata": False},
    "AES of 128 bits": {"R": 4, "aes": True},
    "AES of 256 bits, first kind": {"R": 5, "aes": True},
    "AES of 256 bits": {"R": 6, "aes": True},
}
NOTHING_ALLOWED = pikepdf.Permissions(
    accessibility=False,
    extract=False,
    modify_annotation=False,
    modify_assembly=False,
    modify_form=False,
    modify_other=False,
    print_highres=False,
    print_lowres=False,
)


def locked(data: bytes, lock: str, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        how = pikepdf.Encryption(owner="secret", user=user, allow=NOTHING_ALLOWED, **LOCKS[lock])  # type: ignore[arg-type]
        pdf.save(out, encryption=how)
    return out.getvalue()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_pdf_that_only_limits_editing_is_as_open_as_any(lock: str) -> None:
    data = locked(FILLED, lock, "")
    assert data != FILLED
    examined = reader.examine(data)
    assert (examined.pages, examined.flags) == (1, ())
    assert ink_in(shown(data, width=600), BOXES["day"]) > 40
    with pytest.raises(AttachmentRefused, match="encrypted"):
        reader.examine(locked(FILLED, lock, "asked"))


@pytest.mark.parametrize("lock", LOCKS)
def test_what_acts_is_found_in_a_pdf_that_limits_editing(lock: str) -> None:
    acts = page_pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(1)>>")
    assert reader.examine(locked(acts, lock, "")).flags == ("javascript",)


PHONE = (8160, 6144)


def large(kind: str, size: tuple[int, int] = PHONE, **how: Any) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    return papers.saved(picture, kind, **how)


@pytest.mark.parametrize("kind", ["JPEG", "progressive JPEG", "PNG", "TIFF", "phone.heic", "phone.webp"])
def test_a_photo_of_50_megapixels_is_taken_and_shown(kind: str) -> None:
    hows: dict[str, dict[str, Any]] = {
        "progressive JPEG": {"progressive": True, "subsampling": 0},
        "PNG": {"compress_level": 1},
        "TIFF": {"compression": "packbits"},
    }
    # Making these two would take more memory than reading them may.
    kept = PHOTOS / kind
    data = kept.read_bytes() if "." in kind else large(kind.split(" ")[-1], **hows.get(kind, {}))
    examined = reader.examine(data)
    assert examined.sizes == (PHONE,)
    for page in (reader.page(data, 1, 1600), reader.thumbnail(data)):
        picture = Image.open(io.BytesIO(page)).convert("RGB")
        assert picture.width in (1600, 256)
        assert alike(picture.getpixel((20, 20)), RED)  # type: ignore[arg-type]
        assert alike(picture.getpixel((picture.width - 20, 20)), (255, 255, 255))  # type: ignore[arg-type]
    assert reader.zone(data) is None


def test_a_picture_larger_than_any_phone_gives_is_refused() -> None:
    data = large("JPEG", (1000, 800))
    at = data.index(b"\xff\xc0") + 5
    for width, height, why in ((16_000, 12_500, "too_many_pixels"), (10_000, 11_900, "")):
        sized = data[:at] + struct.pack("!HH", height, width) + data[at + 4 :]
        with contextlib.ExitStack() as within:
            if why:
                within.enter_context(pytest.raises(AttachmentRefused, match=why))
            reader.examine(sized)


def test_a_picture_of_premultiplied_grey_is_shown() -> None:
    # Some programs write the grey of a TIFF multiplied by how much of it is seen.
    grey = papers.tiff_of(
        [
            (256, 4, 1, 4),
            (257, 4, 1, 2),
            (258, 3, 2, 8 | 8 << 16),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, 8 + 2 + 12 * 10 + 4),
            (277, 3, 1, 2),
            (278, 4, 1, 2),
            (279, 4, 1, 16),
            (338, 3, 1, 1),
        ],
        bytes([0, 255] * 4 + [0, 0] * 4),
    )
    examined = reader.examine(grey)
    assert examined.sizes == ((4, 2),)
    picture = shown(grey)
    assert alike(picture.getpixel((2, 0)), (0, 0, 0))  # type: ignore[arg-type]
    assert alike(picture.getpixel((2, 1)), (255, 255, 255))  # type: ignore[arg-type]


MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "CMYK", "LAB", "F", "I", "I;16")


@pytest.mark.parametrize("mode", MODES)
def test_whatever_is_taken_can_be_shown(mode: str) -> None:
    picture = papers.picture("RGB").convert("RGBA")
    try:
        data = papers.saved(picture.convert(mode), "TIFF")
    except (OSError, ValueError):
        made = picture.convert("LA" if mode == "La" else "RGB").convert(mode)
        try:
            data = papers.saved(made, "TIFF")
        except OSError:
            pytest.skip("no program can write it")
    reader.examine(data)
    assert shown(data).size == SIZE


def test_a_damaged_pdf_that_can_be_mended_says_so() -> None:
    examined = reader.examine(page_pdf().replace(b"startxref\n", b"startxref\n9"))
    assert examined.flags == ("repaired",)


# What a camera wrote

Written = dict[int, Any]


def taken(exif: Written, place: Written | None = None) -> PhotoFacts | None:
    written = Image.Exif()
    written.get_ifd(0x8769).update(exif)
    if place is not None:
        written.get_ifd(0x8825).update(place)
    data = papers.saved(papers.picture(), "JPEG", exif=written)
    found, _ = jobs.examine(data, {})
    return PhotoFacts(**found["photo"]) if found["photo"] else None


def test_a_photo_says_when_and_where() -> None:
    place = {1: "N", 2: (14.0, 54.0, 18.0), 3: "W", 4: (92.0, 15.0, 46.8)}
    said = taken({0x9003: "2022:10:12 04:30:11", 0x9011: "-05:00"}, place)
    assert said == PhotoFacts("2022-10-12T04:30:11", "-05:00", 14.905, -92.263)


@pytest.mark.parametrize(
    "exif",
    [
        {0x9003: "0000:00:00 00:00:00"},
        {0x9003: "2022:13:12 04:30:11"},
        {0x9003: "yesterday"},
        {0x9003: "2022-10-12T04:30:11Z"},
        {0x0132: "2022:10:12 04:30:11"},
        {0x9011: "-05:00"},
        {},
    ],
)
def test_a_clock_that_was_never_set_is_no_day(exif: Written) -> None:
    assert taken(exif) is None


@pytest.mark.parametrize("zone", ["", "5", "+25:00", "+05:99", "MST", "−05:00"])
def test_a_zone_that_is_none_is_left_out(zone: str) -> None:
    said = taken({0x9003: "2022:10:12 04:30:11", 0x9011: zone.encode("utf-8")})
    assert said == PhotoFacts("2022-10-12T04:30:11", None, None, None)


@pytest.mark.parametrize(
    "place",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (9.0, 0.0, 0.0)},
        {1: "N", 2: (14.0, 75.0, 0.0), 3: "W", 4: (9.0, 0.0, 0.0)},
        {1: "X", 2: (14.0, 5.0, 0.0), 3: "W", 4: (9.0, 0.0, 0.0)},
        {2: (14.0, 5.0, 0.0), 4: (9.0, 0.0, 0.0)},
        {1: "N", 2: (14.0, 5.0, 0.0)},
    ],
)
def test_a_place_that_is_none_is_left_out(place: Written) -> None:
    assert taken({}, place) is None


class Odd:
    """A picture whose EXIF is anything."""

    def __init__(self, exif: Written, place: Written) -> None:
        self._found = {0x8769: exif, 0x8825: place}

    def getexif(self) -> Odd:
        return self

    def get_ifd(self, tag: int) -> Written:
        return self._found[tag]


ANYTHING = st.none() | st.text(max_size=20) | st.binary(max_size=20) | st.floats() | st.integers()
VALUES = ANYTHING | st.tuples(ANYTHING, ANYTHING, ANYTHING) | st.tuples(st.floats(), st.floats(), st.floats())


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from([0x9003, 0x9004, 0x9011, 0x9012]), VALUES),
    st.fixed_dictionaries({1: st.just("S") | VALUES, 2: VALUES, 3: st.just("W") | VALUES, 4: VALUES}),
)
def test_whatever_a_camera_wrote_is_a_moment_and_a_place_or_nothing(exif: Written, place: Written) -> None:
    said = photo_facts.of(Odd(exif, place))
    if said is not None:
        assert said["taken"] is not None or said["latitude"] is not None
        assert (said["latitude"] is None) == (said["longitude"] is None)
        assert said["latitude"] is None or (abs(said["latitude"]) <= 90 and abs(said["longitude"]) <= 180)


@pytest.mark.parametrize("mode", ["La", "LA", "RGBA"])
def test_a_picture_whose_transparency_is_empty_is_no_white_page(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((64, 64))
    nothing = Image.new("L", grey.size, 0)
    inks = (grey, grey, grey) if mode == "RGBA" else (grey,)
    out = io.BytesIO()
    Image.merge(mode.upper(), (*inks, nothing)).save(out, "TIFF")
    data = out.getvalue()
    if mode == "La":
        # Which kind of transparency it is stands in one field of the file; Pillow writes only the other.
        field = b"\x52\x01\x03\x00\x01\x00\x00\x00"
        assert data.count(field + b"\x02\x00") == 1
        data = data.replace(field + b"\x02\x00", field + b"\x01\x00")
    shown = Image.open(io.BytesIO(reader.page(data, 1, 64))).convert("L")
    least, most = shown.getextrema()
    assert most - least > 100
