# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the modules of a QR code to its text, for codes as letters carry them: level Q, mask 3, letters and
digits (ISO/IEC 18004). Whoever signed the text says whether it is right; what does not fit is no code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ALPHANUMERIC = 0b0010
# Version: check bytes of a block, then how many blocks of how many bytes; and the rows of alignment marks.
# A seal has some 190 to 300 characters.
BLOCKS = {
    8: (22, ((4, 18), (2, 19))),
    9: (20, ((4, 16), (4, 17))),
    10: (24, ((6, 19), (2, 20))),
    11: (28, ((4, 22), (4, 23))),
    12: (26, ((4, 20), (6, 21))),
    13: (24, ((8, 20), (4, 21))),
}
MARKS = {
    8: (6, 24, 42),
    9: (6, 26, 46),
    10: (6, 28, 50),
    11: (6, 30, 54),
    12: (6, 32, 58),
    13: (6, 34, 62),
}


class NoCode(Exception):
    """These modules are no code of that kind, or too many of them are wrong."""


def text_of(modules: numpy.ndarray) -> str:
    """The text of a square of modules, True where dark. Raises NoCode."""
    version = (len(modules) - 17) // 4
    if version not in BLOCKS or len(modules) != 17 + 4 * version:
        raise NoCode
    check, groups = BLOCKS[version]
    sizes = [size for count, size in groups for _ in range(count)]
    read = list(_bytes(modules, version))
    blocks: list[list[int]] = [[] for _ in sizes]
    stream = iter(read)
    try:
        for at in range(max(sizes)):
            for block, size in zip(blocks, sizes, strict=True):
                if at < size:
                    block.append(next(stream))
        for _ in range(check):
            for block in blocks:
                block.append(next(stream))
    except StopIteration:
        raise NoCode from None
    data = [byte for block, size in zip(blocks, sizes, strict=True) for byte in mended(block, check)[:size]]
    return _letters("".join(f"{byte:08b}" for byte in data), 9 if version < 10 else 11)


def _letters(bits: str, count_bits: int) -> str:
    count = int(bits[4 : 4 + count_bits], 2)
    body = bits[4 + count_bits :]
    need = count // 2 * 11 + count % 2 * 6
    if int(bits[:4], 2) != ALPHANUMERIC or need > len(body):
        raise NoCode
    said = []
    for at in range(count // 2):
        pair = int(body[at * 11 : at * 11 + 11], 2)
        if pair >= len(ALPHABET) ** 2:
            raise NoCode
        said += [ALPHABET[pair // 45], ALPHABET[pair % 45]]
    if count % 2:
        last = int(body[need - 6 : need], 2)
        if last >= len(ALPHABET):
            raise NoCode
        said.append(ALPHABET[last])
    return "".join(said)


def _bytes(modules: numpy.ndarray, version: int) -> Iterator[int]:
    """The bytes as they lie in the square, with the mask taken off."""
    side = len(modules)
    taken = _taken(side, version)
    byte, bits = 0, 0
    upward = True
    column = side - 1
    while column > 0:
        if column == 6:  # the dotted line
            column -= 1
        for row in range(side - 1, -1, -1) if upward else range(side):
            for at in (column, column - 1):
                if not taken[row, at]:
                    masked = bool(modules[row, at]) != ((row + at) % 3 == 0)
                    byte, bits = byte << 1 | masked, bits + 1
                    if bits == 8:
                        yield byte
                        byte, bits = 0, 0
        column -= 2
        upward = not upward


def _taken(side: int, version: int) -> numpy.ndarray:
    """Where no text stands: the three corners, dotted lines, alignment marks, format and version."""
    taken = numpy.zeros((side, side), bool)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6, :] = taken[:, 6] = True
    marks = MARKS[version]
    for row in marks:
        for column in marks:
            if not ((row == 6 and column in (6, marks[-1])) or (column == 6 and row == marks[-1])):
                taken[row - 2 : row + 3, column - 2 : column + 3] = True
    taken[:6, -11:-8] = taken[-11:-8, :6] = True
    return taken


def _tables() -> tuple[list[int], list[int]]:
    powers, logs, value = [0] * 512, [0] * 256, 1
    for at in range(255):
        powers[at] = powers[at + 255] = value
        logs[value] = at
        value <<= 1
        if value & 256:
            value ^= 0x11D
    return powers, logs


POWERS, LOGS = _tables()


def _times(one: int, other: int) -> int:
    return POWERS[LOGS[one] + LOGS[other]] if one and other else 0


def mended(block: list[int], check: int) -> list[int]:
    """A block with up to half as many wrong bytes put right as it has check bytes (Reed-Solomon).

    Raises NoCode where there are more.
    """
    wrong = _sums(block, check)
    if not any(wrong):
        return block
    locator = _locator(wrong)
    errors = len(locator) - 1
    # Where the locator is zero there a byte is wrong; the highest power belongs to the first byte.
    places = [at for at in range(len(block)) if _value(locator, POWERS[(255 - at) % 255]) == 0]
    if errors > check // 2 or len(places) != errors:
        raise NoCode
    product = [0] * check
    for i, one in enumerate(wrong):
        for j, other in enumerate(locator):
            if i + j < check:
                product[i + j] ^= _times(one, other)
    right = list(block)
    for at in places:
        inverse = POWERS[(255 - at) % 255]
        slope = 0
        for power in range(1, len(locator), 2):
            slope ^= _times(locator[power], POWERS[LOGS[inverse] * (power - 1) % 255])
        if not slope:
            raise NoCode
        amount = _times(POWERS[at % 255], _times(_value(product, inverse), POWERS[255 - LOGS[slope]]))
        right[len(block) - 1 - at] ^= amount
    if any(_sums(right, check)):
        raise NoCode
    return right


def _sums(block: list[int], check: int) -> list[int]:
    return [_value(block[::-1], POWERS[power]) for power in range(check)]


def _value(polynomial: list[int], at: int) -> int:
    """The value of a polynomial, its lowest coefficient first."""
    found = 0
    for one in reversed(polynomial):
        found = _times(found, at) ^ one
    return found


def _locator(sums: list[int]) -> list[int]:
    """The polynomial whose zeros say where the wrong bytes are (Berlekamp and Massey), lowest first."""
    now, before = [1], [1]
    length, shift, last = 0, 1, 1
    for at, one in enumerate(sums):
        gap = one
        for back in range(1, length + 1):
            if back < len(now):
                gap ^= _times(now[back], sums[at - back])
        if not gap:
            shift += 1
            continue
        ratio = _times(gap, POWERS[255 - LOGS[last]])
        longer = now + [0] * max(0, len(before) + shift - len(now))
        for power, other in enumerate(before):
            longer[power + shift] ^= _times(ratio, other)
        if 2 * length <= at:
            length, before, last, shift = at + 1 - length, now, gap, 1
        else:
            shift += 1
        now = longer
    while len(now) > 1 and now[-1] == 0:
        now.pop()
    return now
