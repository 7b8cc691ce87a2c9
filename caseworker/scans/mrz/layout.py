# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which characters may stand where in a zone (ICAO 9303 parts 4 to 7), and which of them a digit guards."""

from __future__ import annotations

from functools import cache

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMES = _LETTERS + "<"
_ANY = _DIGITS + _LETTERS + "<"
_DAYS = _DIGITS + "<"  # a day or a month that nobody knows is left open
_SEXES = "FM<X"

# Runs of (length, characters allowed, whether a check digit guards them).
_Runs = tuple[tuple[int, str, bool], ...]
_DAYS_AND_SEX: _Runs = ((6, _DAYS, True), (1, _DIGITS, True), (1, _SEXES, False))
_EXPIRY: _Runs = ((6, _DAYS, True), (1, _DIGITS, True))
_NUMBER: _Runs = ((9, _ANY, True), (1, _DAYS, True), (3, _NAMES, False))


@cache
def alphabets(kind: str) -> tuple[str, ...]:
    """The characters allowed in each cell of a zone, line after line. `kind` as in `domain.mrz`."""
    return tuple(allowed for length, allowed, _ in _runs(kind) for _ in range(length))


@cache
def guarded(kind: str) -> tuple[int, ...]:
    """The cells, line after line, whose characters a check digit guards, and the check digits."""
    every = [(at, is_so) for length, at, is_so in _runs(kind) for _ in range(length)]
    return tuple(at for at, (_, is_so) in enumerate(every) if is_so)


def kinds(lines: int, count: int) -> tuple[str, ...]:
    """The kinds of zones of so many lines of so many cells: papers first, then visas."""
    return {(3, 30): ("TD1",), (2, 36): ("TD2", "MRV-B"), (2, 44): ("TD3", "MRV-A")}.get((lines, count), ())


def _runs(kind: str) -> _Runs:
    if kind == "TD1":
        first: _Runs = ((1, "IAC", False), (1, _NAMES, False), (3, _NAMES, False))
        number: _Runs = ((9, _ANY, True), (1, _DAYS, True), (15, _ANY, True))
        end: _Runs = ((3, _NAMES, False), (11, _ANY, True), (1, _DIGITS, True))
        return (*first, *number, *_DAYS_AND_SEX, *_EXPIRY, *end, (30, _NAMES, False))
    codes = {"TD3": "P", "TD2": "IAC", "MRV-A": "V", "MRV-B": "V"}[kind]
    width = 44 if kind in ("TD3", "MRV-A") else 36
    ends: dict[str, _Runs] = {
        "TD3": ((14, _ANY, True), (1, _DAYS, True), (1, _DIGITS, True)),
        "TD2": ((7, _ANY, True), (1, _DIGITS, True)),
        "MRV-A": ((16, _ANY, False),),
        "MRV-B": ((8, _ANY, False),),
    }
    names: _Runs = ((1, codes, False), (width - 1, _NAMES, False))
    return (*names, *_NUMBER, *_DAYS_AND_SEX, *_EXPIRY, *ends[kind])
