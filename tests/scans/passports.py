# SPDX-License-Identifier: AGPL-3.0-or-later
"""Made-up passports, cards and visas as pictures, as a scanner or a phone would take them. Nobody's data.

Another cut of OCR-B than the one the reader's templates are rendered from: the sharp one.
`python -m tests.scans.passports` writes tests/fixtures/mrz anew.
"""

from __future__ import annotations

import io
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from caseworker.domain.mrz import check_digit
from caseworker.paths import resource

OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRBS.otf")
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "mrz"
KINDS = ("clean", "rotated", "noise", "gradient", "perspective", "hard", "small")
FORMATS = ("TD3", "TD1", "TD2", "MRV-A", "MRV-B")
SIZE = (1740, 1290)
_WIDTHS = {"TD3": 44, "TD1": 30, "TD2": 36, "MRV-A": 44, "MRV-B": 36}
# Millimetres of the paper (ICAO 9303 parts 4 to 7): width, height, left edge of the zone.
_PAPERS = {
    "TD3": (125, 88, 6.0),
    "TD1": (85.6, 54, 4.6),
    "TD2": (105, 74, 6.0),
    "MRV-A": (120, 80, 4.0),
    "MRV-B": (105, 74, 6.0),
}
_PITCH, _CAPITAL, _SPACING = 2.54, 2.4, 6.35  # millimetres
_SURNAMES = (
    "ERIKSSON",
    "GONZALEZ<RODRIGUEZ",
    "PIERRE<LOUIS",
    "SHEVCHENKO",
    "OKONKWO",
    "DE<LA<CRUZ",
    "ZHUK",
    "BAPTISTE",
    "QUISPE<HUAMAN",
    "MUKHAMEDZHANOV",
    "IBARRA",
    "VAZQUEZ<JIMENEZ",
)
_GIVEN = ("ANNA<MARIA", "JOSE", "YULIIA", "WIDLINE", "MARIE<CLAIRE", "XIMENA<FERNANDA", "OLEKSANDR", "KEVIN")
_STATES = ("UTO", "CUB", "HTI", "NIC", "VEN", "UKR", "D<<", "COL", "HND", "USA")


@dataclass(frozen=True, slots=True)
class Passport:
    """One paper: its kind of zone and the lines that stand in it."""

    format: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """What befalls the paper on its way into the picture. Angles in degrees, the rest in pixels or shares."""

    angle: float = 0.0
    perspective: float = 0.0
    gradient: float = 0.0
    blur: float = 0.6
    noise: float = 0.0
    scale: float = 1.0
    share: float = 0.9  # of the width of the picture that the paper takes
    quality: int = 88


def font_there() -> bool:
    """Whether the hold-out's cut of OCR-B is on this computer (Debian: fonts-ocr-b)."""
    return OCR_B.exists()


def passport(kind: str, rng: random.Random) -> Passport:
    """A made-up paper of one format, its check digits right."""
    width = _WIDTHS[kind]
    state, nation = rng.choice(_STATES), rng.choice(_STATES)
    names = f"{rng.choice(_SURNAMES)}<<{rng.choice(_GIVEN)}"
    number = "".join(
        rng.choice("0123456789" if at > 1 else "ABCDEFGHJKLMNPRSTVXYZ0123456789") for at in range(9)
    )
    if rng.random() < 0.25:
        number = number[:8] + "<"
    born = _day(rng, 40, 105)
    expires = _day(rng, 24, 36)
    sex = rng.choice("FM<")
    days = born + check_digit(born) + sex + expires + check_digit(expires)
    if kind == "TD1":
        first = ("I<" + state + number + check_digit(number)).ljust(width, "<")
        if rng.random() < 0.5:
            first = first[:15] + "".join(rng.choice("0123456789") for _ in range(11)).ljust(15, "<")
        second = (days + nation).ljust(width - 1, "<")
        whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
        return Passport(kind, (first, second + check_digit(whole), names[:width].ljust(width, "<")))
    code = {"TD3": "P<", "TD2": "I<", "MRV-A": "V<", "MRV-B": "V<"}[kind]
    first = (code + state + names)[:width].ljust(width, "<")
    second = number + check_digit(number) + nation + days
    if kind == "TD3":
        personal = "".join(rng.choice("0123456789") for _ in range(rng.choice((0, 9, 11)))).ljust(14, "<")
        second += personal + ("<" if not personal.strip("<") else check_digit(personal))
        second += check_digit(second[0:10] + second[13:20] + second[21:43])
    elif kind == "TD2":
        second = second.ljust(width - 1, "<")
        second += check_digit(second[0:10] + second[13:20] + second[21:35])
    return Passport(kind, (first, second.ljust(width, "<")))


def camera(kind: str, rng: random.Random) -> Camera:
    """A camera of one kind; `hard` is all of them together but small."""
    tilt = rng.choice((-1, 1))
    plain = Camera(share=rng.uniform(0.8, 0.95))
    return {
        "clean": plain,
        "rotated": replace(plain, angle=3.0 * tilt),
        "noise": replace(plain, blur=1.4, noise=18.0),
        "gradient": replace(plain, gradient=0.55),
        "perspective": replace(plain, perspective=0.05),
        "hard": replace(
            plain,
            angle=rng.uniform(1.5, 4.0) * tilt,
            perspective=0.04,
            gradient=0.5,
            blur=1.5,
            noise=16.0,
            quality=70,
        ),
        "small": replace(plain, scale=0.55),
    }[kind]


def photographed(paper: Passport, seen: Camera, rng: random.Random, font: Path = OCR_B) -> Image.Image:
    """The picture, grey, before it is written to a file."""
    page = _page(paper, seen, rng, font)
    wide, high = SIZE
    table = Image.new("L", SIZE, rng.randint(60, 120))
    left = rng.uniform(0.2, 0.8) * (wide - page.width)
    top = rng.uniform(0.2, 0.8) * (high - page.height)
    corners = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    turn = np.deg2rad(seen.angle)
    centre = (left + page.width / 2, top + page.height / 2)
    placed = []
    for x, y in corners:
        dx, dy = x - page.width / 2, y - page.height / 2
        dx += dx * rng.uniform(-1, 1) * seen.perspective
        dy += dy * rng.uniform(-1, 1) * seen.perspective
        placed.append(
            (
                centre[0] + dx * np.cos(turn) - dy * np.sin(turn),
                centre[1] + dx * np.sin(turn) + dy * np.cos(turn),
            )
        )
    how = _projection(placed, corners)
    bent = page.transform(SIZE, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC)
    there = Image.new("L", page.size, 255).transform(SIZE, Image.Transform.PERSPECTIVE, how)
    table.paste(bent, (0, 0), there)
    if seen.scale != 1.0:
        table = table.resize((round(wide * seen.scale), round(high * seen.scale)), Image.Resampling.LANCZOS)
    table = table.filter(ImageFilter.GaussianBlur(seen.blur))
    light = np.asarray(table, np.float32)
    if seen.gradient:
        down = np.arange(light.shape[0], dtype=np.float32)[:, None]
        along = np.arange(light.shape[1], dtype=np.float32)
        toward = rng.uniform(0, 2 * np.pi)
        ramp = np.cos(toward) * along / light.shape[1] + np.sin(toward) * down / light.shape[0]
        ramp = (ramp - ramp.min()) / (ramp.max() - ramp.min())
        light = light * (1 - seen.gradient * ramp)
    if seen.noise:
        grains = np.random.default_rng(rng.getrandbits(32)).standard_normal(light.shape, np.float32)
        light = light + np.float32(seen.noise) * grains
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))


def picture(paper: Passport, seen: Camera, rng: random.Random, font: Path = OCR_B) -> NDArray[np.uint8]:
    """The pixels after a JPEG, uint8 [height, width]."""
    file = io.BytesIO()
    photographed(paper, seen, rng, font).save(file, "JPEG", quality=seen.quality)
    return np.asarray(Image.open(file), np.uint8)


def fixtures() -> None:
    """Writes the few pictures in git, small, with which the reader is tried where the font is not."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    lines = {}
    for at, (kind, seen, turn) in enumerate(
        [
            ("TD3", "clean", 0),
            ("TD3", "hard", 0),
            ("TD3", "perspective", 2),
            ("TD3", "gradient", 0),
            ("TD1", "hard", 0),
            ("TD1", "rotated", 1),
            ("TD1", "noise", 0),
            ("TD2", "gradient", 0),
            ("MRV-A", "perspective", 0),
            ("MRV-B", "rotated", 3),
        ]
    ):
        rng = random.Random(f"fixture-{at}")
        paper = passport(kind, rng)
        small = replace(camera(seen, rng), scale=0.5)
        small = replace(small, noise=min(small.noise, 6.0), blur=min(small.blur, 1.0))
        photo = photographed(paper, small, rng)
        for _ in range(turn):
            photo = photo.transpose(Image.Transpose.ROTATE_90)
        name = f"{at:02}-{kind.lower()}-{seen}.jpg"
        photo.save(FIXTURES / name, "JPEG", quality=50)
        lines[name] = [kind, *paper.lines]
    (FIXTURES / "lines.json").write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def text_page(rng: random.Random, lines: int = 40) -> NDArray[np.uint8]:
    """A typed page without any zone, uint8 [height, width]."""
    page = Image.new("L", SIZE, 235)
    draw = ImageDraw.Draw(page)
    size = rng.choice((18, 24, 32))
    plain = ImageFont.truetype(str(resource("fonts", "NotoSans-Regular.ttf")), size)
    for at in range(lines):
        draw.text((90, 60 + at * size * 1.5), _words(rng, 14), font=plain, fill=30)
    return np.asarray(page, np.uint8)


def _day(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last) % 100:02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def _words(rng: random.Random, count: int) -> str:
    said = "".join(rng.choice("abcdefghilmnoprstuvABCDE0123456789") for _ in range(count * 6))
    return " ".join(said[at : at + rng.randint(3, 6)] for at in range(0, len(said), 6))


def _page(paper: Passport, seen: Camera, rng: random.Random, font: Path) -> Image.Image:
    wide_mm, high_mm, left_mm = _PAPERS[paper.format]
    scale = min(SIZE[0] * seen.share / wide_mm, SIZE[1] * seen.share / high_mm)
    ground = np.full((round(high_mm * scale), round(wide_mm * scale)), 232, np.float32)
    down = np.arange(ground.shape[0], dtype=np.float32)[:, None]
    along = np.arange(ground.shape[1], dtype=np.float32)
    for _ in range(3):  # the fine waves printed under everything
        ground += 4 * np.sin(along / rng.uniform(4, 14) + 6 * np.sin(down / rng.uniform(40, 90)))
    page = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(page)
    face = Image.fromarray(
        np.random.default_rng(rng.getrandbits(32)).integers(60, 200, (12, 9)).astype(np.uint8)
    )
    room = high_mm - (_SPACING * len(paper.lines) + 4)
    photo = (round(min(32, room * 0.7) * scale), round(min(40, room * 0.85) * scale))
    page.paste(face.resize(photo, Image.Resampling.BICUBIC), (round(5 * scale), round(4 * scale)))
    small = ImageFont.truetype(str(resource("fonts", "NotoSans-Regular.ttf")), round(2.1 * scale))
    bold = ImageFont.truetype(str(resource("fonts", "NotoSans-Bold.ttf")), round(3.0 * scale))
    for at in range(int((room - 4) / 6)):
        across = photo[0] + round(9 * scale)
        draw.text((across, (3 + at * 6) * scale), _words(rng, 4), font=small, fill=110)
        draw.text((across, (5.2 + at * 6) * scale), _words(rng, 3).upper(), font=bold, fill=45)
    top = high_mm - 6.5 - _CAPITAL - _SPACING * (len(paper.lines) - 1) + rng.uniform(-1, 1)
    zone = _zone(paper, scale, rng, font)
    page.paste(
        Image.new("L", zone.size, rng.randint(15, 60)),
        (round((left_mm + rng.uniform(-1, 0.5)) * scale), round(top * scale)),
        zone,
    )
    return page


def _zone(paper: Passport, scale: float, rng: random.Random, font: Path) -> Image.Image:
    """The ink of the zone, 255 where it is darkest."""
    fine = 3
    letters = ImageFont.truetype(str(font), 200)
    _, top, _, bottom = letters.getbbox("H")
    letters = ImageFont.truetype(str(font), 200 * _CAPITAL * scale * fine / (bottom - top))
    _, top, _, _ = letters.getbbox("H")
    pitch, spacing = _PITCH * scale * fine, _SPACING * scale * fine
    pitch *= rng.uniform(0.985, 1.015)
    above = round(_CAPITAL * scale * fine * 0.2)  # digits are taller than capitals
    high = above + spacing * (len(paper.lines) - 1) + _CAPITAL * scale * fine * 1.3
    ink = Image.new("L", (round(pitch * len(paper.lines[0])), round(high)), 0)
    draw = ImageDraw.Draw(ink)
    for down, line in enumerate(paper.lines):
        for at, character in enumerate(line):
            draw.text((at * pitch, above + down * spacing - top), character, font=letters, fill=255)
    worn = rng.choice(
        (None, None, ImageFilter.MinFilter(3), ImageFilter.MaxFilter(3), ImageFilter.MaxFilter(3))
    )
    if worn is not None:  # printers lay on thinner and thicker lines
        ink = ink.filter(worn)
    patchy = np.random.default_rng(rng.getrandbits(32)).integers(200, 256, (9, 60)).astype(np.uint8)
    ink = ImageChops.multiply(ink, Image.fromarray(patchy).resize(ink.size, Image.Resampling.BICUBIC))
    return ink.resize((ink.width // fine, ink.height // fine), Image.Resampling.LANCZOS)


def _projection(seen: list[tuple[float, float]], page: list[tuple[int, int]]) -> list[float]:
    """The eight numbers Pillow wants: from a point of the picture to one of the page."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows, float), np.array(wanted, float))]


if __name__ == "__main__":
    fixtures()
