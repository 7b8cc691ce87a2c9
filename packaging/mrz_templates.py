# SPDX-License-Identifier: AGPL-3.0-or-later
"""Renders the templates of the reader of machine-readable zones: `python packaging/mrz_templates.py [FONT]`.

The outcome lies in git (`resources/mrz/templates.npz`): neither the program nor its build needs the font.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parent.parent
FONT = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
OUT = ROOT / "resources" / "mrz" / "templates.npz"
CHARACTERS = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A cell is 24 wide (one pitch) and 30 high (24 of a capital, 3 above and below), in the units of the reader.
# Two more all around let the reader shift a template instead of the picture.
CELL, CAPITAL, ABOVE, SPARE = 24, 24, 3, 2
FINE = 4  # drawn so many times larger
WEIGHTS = {"thin": 0.66, "normal": 0.5, "bold": 0.32}  # where a blurred edge is cut
BLURS = (0.7, 1.3, 2.0, 2.9)  # in units


def glyph(character: str, font: ImageFont.FreeTypeFont, top: int, capital: int, pitch: float) -> Image.Image:
    """One character, dark 255 on 0, with its spare, `FINE` times as large as a template."""
    size = ((CELL + 2 * SPARE) * FINE, (CAPITAL + 2 * (ABOVE + SPARE)) * FINE)
    large = Image.new("L", (round(pitch) * 3, capital * 3), 0)
    ImageDraw.Draw(large).text((round(pitch), capital - top), character, font=font, fill=255)
    wide, high = pitch / (CELL * FINE), capital / (CAPITAL * FINE)
    left, above = pitch - SPARE * FINE * wide, capital - (ABOVE + SPARE) * FINE * high
    box = (left, above, left + size[0] * wide, above + size[1] * high)
    return large.resize(size, Image.Resampling.BICUBIC, box=box)


def templates(file: Path) -> np.ndarray:
    """All variants: uint8 [weight and blur, character, 34, 28], dark is 255."""
    font = ImageFont.truetype(str(file), 320)
    _, top, _, bottom = font.getbbox("H")
    pitch = font.getlength("H")
    variants = []
    for weight in WEIGHTS.values():
        for blur in BLURS:
            row = []
            for character in CHARACTERS:
                drawn = glyph(character, font, int(top), int(bottom - top), pitch)
                soft = np.asarray(drawn.filter(ImageFilter.GaussianBlur(FINE)), float) / 255
                inked = Image.fromarray(np.clip((soft - weight) * 1275 + 127, 0, 255).astype(np.uint8))
                blurred = inked.filter(ImageFilter.GaussianBlur(blur * FINE))
                row.append(np.asarray(blurred.reduce(FINE)))
            variants.append(row)
    return np.array(variants, np.uint8)


def main(file: Path = FONT) -> None:
    """Writes the templates."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, templates=templates(file), characters=np.array(CHARACTERS))
    print(f"{OUT}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:]))
