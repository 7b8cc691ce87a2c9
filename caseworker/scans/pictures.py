# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures, in the reading process only: what they are, one page as pixels, made small early."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image

from caseworker.domain.errors import AttachmentRefused

from . import photo_facts
from .kinds import HEIC, JPEG, PNG, TIFF, WEBP
from .limits import MAX_ALL_PIXELS, MAX_FRAMES, MAX_IMAGE_PIXELS, MAX_JPEG_PIXELS, MAX_SIDE

_FORMATS = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF", HEIC: "HEIF", WEBP: "WEBP"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)
_PROBE = (64, 64)


def examine(data: bytes, kind: str) -> dict[str, Any]:
    """Pages, their sizes as shown, and what the camera wrote; every pixel is read once,
    and every page made small as it will be shown.

    Raises AttachmentRefused and whatever Pillow raises for a damaged picture.
    """
    picture = opened(data, kind)
    photo = photo_facts.of(picture)
    sizes = []
    pixels = 0
    for frame in range(frames_of(picture, kind)):
        if frame:
            picture.seek(frame)
        size = shown_size(picture)
        pixels += size[0] * size[1]
        if pixels > MAX_ALL_PIXELS:
            raise AttachmentRefused("too_many_pixels")
        _made(picture, _PROBE)
        sizes.append(list(size))
    return {"pages": len(sizes), "sizes": sizes, "flags": [], "photo": photo}


def page(data: bytes, kind: str, number: int, box: tuple[int, int]) -> Image.Image:
    """Page `number` (from 1), upright, within `box`, grey or RGB, with nothing else in it.

    Raises AttachmentRefused and whatever Pillow raises for a damaged picture.
    """
    picture = opened(data, kind)
    if not 1 <= number <= frames_of(picture, kind):
        raise AttachmentRefused("no_such_page")
    if number > 1:
        picture.seek(number - 1)
    shown_size(picture)
    return _made(picture, box)


def _made(picture: Any, box: tuple[int, int]) -> Image.Image:
    """The frame at hand, upright, within `box`."""
    turn = orientation_of(picture)
    room = (box[1], box[0]) if turn in _LYING else box
    scale = min(room[0] / picture.width, room[1] / picture.height, 1.0)
    wanted = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft("RGB" if picture.mode == "RGB" else "L" if picture.mode == "L" else None, wanted)
    picture.load()
    small = _countable(picture)
    if small.size != wanted:
        small = small.resize(wanted, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if turn in _TURNS:
        small = small.transpose(_TURNS[turn])
    return _plain(small)


def opened(data: bytes, kind: str) -> Any:
    """The picture, its pixels not read yet, unless it is a PNG.

    Raises AttachmentRefused (`too_many_pixels`) and whatever Pillow raises.
    """
    Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if kind == HEIC:
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    if kind == WEBP:
        _check_webp(data)
    try:
        picture = Image.open(io.BytesIO(data), formats=(_FORMATS[kind],))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise AttachmentRefused("too_many_pixels") from None
    if kind == PNG:
        # Its EXIF may stand after the pixels: asking for it reads them, and must not hide what is wrong.
        _check_size(picture)
        picture.load()
    return picture


def frames_of(picture: Any, kind: str) -> int:
    """How many pages a picture has; only a TIFF has more than one. Raises AttachmentRefused."""
    if kind == TIFF:
        frames = 1
        try:
            while True:
                picture.seek(frames)
                frames += 1
                if frames > MAX_FRAMES:
                    raise AttachmentRefused("too_many_pages")
        except EOFError:
            picture.seek(0)
        return frames
    if getattr(picture, "n_frames", 1) > MAX_FRAMES:
        raise AttachmentRefused("too_many_pages")
    return 1


def shown_size(picture: Any) -> tuple[int, int]:
    """Width and height as shown, upright. Raises AttachmentRefused."""
    width, height = _check_size(picture)
    return (height, width) if orientation_of(picture) in _LYING else (width, height)


def orientation_of(picture: Any) -> int:
    """How the camera was held: 1 to 8, as EXIF counts; 1 where it says nothing or nonsense.

    A TIFF is turned by Pillow itself, its size with it.
    """
    if picture.format == "TIFF":
        return 1
    try:
        found = picture.getexif().get(_ORIENTATION)
    except Exception:  # what a camera wrote is never a reason to lose the picture
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _check_webp(data: bytes) -> None:
    """Its decoder takes room for the whole picture before anybody can ask for the size (RFC 9649)."""
    form, head = data[12:16], data[20:30]
    if form == b"VP8X":
        size = [1 + int.from_bytes(head[at : at + 3], "little") for at in (4, 7)]
    elif form == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        size = [1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)]
    else:
        size = [int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8)]
    if size[0] * size[1] > MAX_IMAGE_PIXELS:
        raise AttachmentRefused("too_many_pixels")


def _check_size(picture: Any) -> tuple[int, int]:
    width, height = picture.size
    if width < 1 or height < 1:
        raise AttachmentRefused("damaged")
    # A phone may put further pictures behind a JPEG, which is then an MPO.
    most = MAX_JPEG_PIXELS if picture.format in ("JPEG", "MPO") else MAX_IMAGE_PIXELS
    if width * height > most or max(width, height) > MAX_SIDE:
        raise AttachmentRefused("too_many_pixels")
    return int(width), int(height)


def _countable(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller well."""
    mode, bands = picture.mode, picture.getbands()
    if bands[-1] in ("A", "a") and picture.getchannel(bands[-1]).getextrema() == (0, 0):
        inks = [picture.getchannel(band) for band in bands[:-1]]
        if any(len(set(ink.getextrema())) > 1 for ink in inks):
            # Nobody attaches a picture of nothing: some programs leave the layer of transparency empty.
            return inks[0] if len(inks) == 1 else Image.merge("RGB", inks)
    if mode == "1":
        return picture.convert("L")
    if mode in ("P", "PA"):
        return picture.convert("RGBA" if mode == "PA" or "transparency" in picture.info else "RGB")
    if mode in ("La", "RGBa"):
        return picture.convert("LA" if mode == "La" else "RGBA")
    if mode.startswith("I;16"):
        whole = picture if mode == "I;16" else picture.convert("I")
        return whole.point(lambda value: value * (1 / 256)).convert("L")
    if mode in ("I", "F"):
        least, most = picture.convert("F").getextrema()
        if not (isinstance(least, float) and isinstance(most, float) and most - least < 1e30):
            raise AttachmentRefused("damaged")
        scale = 255 / (most - least) if most > least else 0.0
        return picture.convert("F").point(lambda value: value * scale - least * scale).convert("L")
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    if "transparency" in picture.info and picture.mode in ("L", "RGB"):
        picture = picture.convert("RGBA")
    if picture.mode in ("RGBA", "LA"):
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        picture = Image.alpha_composite(paper, seen)
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
