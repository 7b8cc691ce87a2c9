# SPDX-License-Identifier: AGPL-3.0-or-later
"""The picture in a letterhead: read with limits, since it may be any file."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 2_000_000
MAX_SIDE = 4_000  # pixels, each way
PRINT_SIDE = 800  # pixels that are kept: 300 dpi at the size it is drawn


class LogoRefused(ValueError):
    """The picture cannot be used. `code` is `too_large`, `not_a_picture` or `damaged`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_logo(data: bytes) -> Image.Image:
    """Return a PNG or JPEG file as an opaque picture of at most 800 pixels a side. Raises LogoRefused."""
    if len(data) > MAX_BYTES:
        raise LogoRefused("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; they are refused below
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if not 0 < max(picture.size) <= MAX_SIDE:
                    raise LogoRefused("too_large")
                picture.thumbnail((PRINT_SIDE, PRINT_SIDE))
                seen = picture.convert("RGBA")
    except LogoRefused:
        raise
    except Image.DecompressionBombError:
        raise LogoRefused("too_large") from None
    except UnidentifiedImageError:
        raise LogoRefused("not_a_picture") from None
    except Exception:
        # Image libraries fail in as many ways as there are bad files.
        raise LogoRefused("damaged") from None
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
