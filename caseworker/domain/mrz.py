# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machine-readable zones of travel documents: ICAO 9303 TD1, TD2, TD3 and visas MRV-A, MRV-B.

A reading whose check digits fail is shown as such. Where a letter O stands in place of a zero (or the
like) in a field of digits only, the repair is offered; it is never applied by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .case.days import years_later

SHAPES = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
_WEIGHTS = (7, 3, 1)
_LOOKALIKES = str.maketrans("OQDIZSBG", "00012586")
_ALLOWED = re.compile(r"[A-Z0-9<]+")


class NotMrz(ValueError):
    """The text is no machine-readable zone. `code` is `lines` or `characters`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit: the field it guards, and whether it agrees."""

    field: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class MrzReading:
    """What the zone says. Days are None where they cannot be read; empty texts where nothing stands."""

    format: str
    document: str
    issued_by: str
    surnames: str
    given_names: str
    number: str
    nationality: str
    born_on: date | None
    sex: str
    expires_on: date | None
    checks: tuple[Check, ...]
    lines: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every check digit agrees."""
        return all(check.agrees for check in self.checks)


def check_digit(text: str) -> str:
    """The check digit of a field: weights 7, 3, 1; A is 10, the filler 0."""
    total = 0
    for at, ch in enumerate(text):
        value = 0 if ch == "<" else int(ch) if ch.isdigit() else ord(ch) - 55
        total += value * _WEIGHTS[at % 3]
    return str(total % 10)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a typed, pasted or scanned zone: capitals, no blanks; one long line is cut.

    Raises NotMrz.
    """
    lines = [line for raw in text.upper().splitlines() if (line := re.sub(r"[\s«‹]", _filler, raw))]
    if len(lines) == 1:
        whole = lines[0]
        for (count, width), _ in SHAPES.items():
            if len(whole) == count * width:
                lines = [whole[at : at + width] for at in range(0, len(whole), width)]
    if not lines or (len(lines), len(lines[0])) not in SHAPES or len({len(line) for line in lines}) != 1:
        raise NotMrz("lines")
    if not all(_ALLOWED.fullmatch(line) for line in lines):
        raise NotMrz("characters")
    return tuple(lines)


def read_mrz(text: str, on: date) -> MrzReading:
    """Reads a zone. `on` decides the century of two-digit years. Raises NotMrz."""
    lines = lines_of(text)
    kind = SHAPES[len(lines), len(lines[0])]
    if kind == "TD1":
        return _td1(lines, on)
    if lines[0].startswith("V"):
        kind = "MRV-A" if kind == "TD3" else "MRV-B"
    return _two_lines(kind, lines, on)


def repaired(text: str, on: date) -> MrzReading | None:
    """A reading with look-alikes mended in the fields of digits, if that makes every check agree."""
    lines = lines_of(text)
    if read_mrz(text, on).sound:
        return None
    kind = SHAPES[len(lines), len(lines[0])]
    places = _DIGIT_PLACES_TD1 if kind == "TD1" else _digit_places(kind, visa=lines[0].startswith("V"))
    mended = [list(line) for line in lines]
    for line, first, last in places:
        for at in range(first, last):
            mended[line][at] = mended[line][at].translate(_LOOKALIKES)
    reading = read_mrz("\n".join("".join(line) for line in mended), on)
    return reading if reading.sound and reading.lines != lines else None


_DIGIT_PLACES_TD1 = ((0, 14, 15), (1, 0, 7), (1, 8, 15), (1, 29, 30))


def _digit_places(kind: str, *, visa: bool) -> tuple[tuple[int, int, int], ...]:
    places = ((1, 9, 10), (1, 13, 20), (1, 21, 28))
    if visa:
        return places
    return (*places, (1, 42, 44)) if kind == "TD3" else (*places, (1, 35, 36))


def _filler(match: re.Match[str]) -> str:
    return "<" if match[0] in "«‹" else ""


def _td1(lines: tuple[str, ...], on: date) -> MrzReading:
    first, second, third = lines
    number, digit = first[5:14], first[14]
    guarded = number
    if digit == "<":
        # A longer number runs on into the optional part; its check digit ends it.
        more, _, _ = first[15:].partition("<")
        guarded, digit = (number + more[:-1], more[-1]) if more else (number, "<")
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    checks = (
        Check("number", check_digit(guarded) == digit),
        Check("born_on", check_digit(second[0:6]) == second[6]),
        Check("expires_on", check_digit(second[8:14]) == second[14]),
        Check("whole", check_digit(composite) == second[29]),
    )
    surnames, given = _names(third)
    return MrzReading(
        "TD1",
        _plain(first[0:2]),
        _state(first[2:5]),
        surnames,
        given,
        _plain(guarded),
        _state(second[15:18]),
        _born(second[0:6], on),
        _sex(second[7]),
        _expires(second[8:14], on),
        checks,
        lines,
    )


def _two_lines(kind: str, lines: tuple[str, ...], on: date) -> MrzReading:
    first, second = lines
    checks = [
        Check("number", check_digit(second[0:9]) == second[9]),
        Check("born_on", check_digit(second[13:19]) == second[19]),
        Check("expires_on", check_digit(second[21:27]) == second[27]),
    ]
    if kind == "TD3":
        personal, digit = second[28:42], second[42]
        empty = not personal.strip("<") and digit == "<"
        checks.append(Check("personal_number", empty or check_digit(personal) == digit))
        composite = second[0:10] + second[13:20] + second[21:43]
        checks.append(Check("whole", check_digit(composite) == second[43]))
    elif kind == "TD2":
        composite = second[0:10] + second[13:20] + second[21:35]
        checks.append(Check("whole", check_digit(composite) == second[35]))
    surnames, given = _names(first[5:])
    return MrzReading(
        kind,
        _plain(first[0:2]),
        _state(first[2:5]),
        surnames,
        given,
        _plain(second[0:9]),
        _state(second[10:13]),
        _born(second[13:19], on),
        _sex(second[20]),
        _expires(second[21:27], on),
        tuple(checks),
        lines,
    )


def _names(text: str) -> tuple[str, str]:
    surnames, _, given = text.rstrip("<").partition("<<")
    return _plain(surnames), _plain(given)


def _plain(text: str) -> str:
    return " ".join(part for part in text.split("<") if part)


def _state(text: str) -> str:
    """ISO 3166-1 alpha-3 for Germany's D (ICAO 9303 part 3, section 5); any other code as it stands."""
    plain = _plain(text)
    return "DEU" if plain == "D" else plain


def _sex(text: str) -> str:
    return {"F": "female", "M": "male"}.get(text, "other" if text == "X" else "")


def _born(text: str, on: date) -> date | None:
    born = _day(text, 2000)
    return _day(text, 1900) if born is None or born > on else born


def _expires(text: str, on: date) -> date | None:
    expires = _day(text, 2000)
    # A passport lives ten years or so: what lies half a century ahead was meant in the last one.
    return _day(text, 1900) if expires is not None and expires > years_later(on, 50) else expires


def _day(text: str, century: int) -> date | None:
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(century + int(text[0:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None
