# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers as people write them: which amount or count a text means, and an amount said back.

`52000.5`, `52,000.50`, `52.000,50`, `52 000`, `52'000`, `$52,000` and `USD 52000` are understood, in the
digits of any script. One mark with one or two digits behind it stands before cents; with three behind it, it
parts thousands: `1.500` is one thousand five hundred. Whatever is none of these is no number: nothing is left
out of a text to make it one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from .. import Words

MOST_MONEY = 10**12
MOST_COUNT = 10_000
_LONGEST = 60
# How dollars are marked, before or behind; letters in any case.
DOLLARS = ("$", "us$", "usd", "usd$", "usdollars", "usdollar", "dollars", "dollar", "dólares", "dólar")
# The decimal mark of Arabic, which is that and nothing else.
_POINT = "\0"
# Marks as other keyboards and scripts give them.
_SAME = {
    **dict.fromkeys("’‘ʼ′＇`´", "'"),
    "٬": "'",
    "٫": _POINT,
    "，": ",",
    "．": ".",
    "＄": "$",
    "﹩": "$",
}
_MARKED = re.compile(r"(?P<before>[^\d]*?)\s*(?P<number>[.,]?\d[\d.,' \0]*)\s*(?P<behind>[^\d]*)", re.DOTALL)


def read_amount(text: str, signs: Collection[str] = ()) -> int | float | None:
    """The amount that a text means, to the cent, from 0 to 10^12, or None.

    `signs` are the marks of the currency, in small letters and without spaces, that may stand beside it.
    """
    plain = _plain(text)
    found = _MARKED.fullmatch(plain) if plain else None
    if found is None:
        return None
    sides = ["".join(found[side].split()).casefold() for side in ("before", "behind")]
    if any(side and side not in signs for side in sides) or all(sides):
        return None
    exact = _exact(found["number"].strip())
    if exact is None or exact > MOST_MONEY:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def read_count(text: str, least: int = 0) -> int | None:
    """The whole number from `least` to 10,000 that a text means, or None."""
    found = read_amount(text)
    return found if isinstance(found, int) and least <= found <= MOST_COUNT else None


def number_shown(amount: float, words: Words) -> str:
    """An amount as it stands in its box, in the window's language; `read_amount` reads the same again."""
    from babel.numbers import format_decimal

    pattern = "#,##0" if float(amount).is_integer() else "#,##0.00"
    return format_decimal(_decimal(amount), format=pattern, locale=words.locale)


def amount_said(amount: float, words: Words, currency: str = "USD") -> str:
    """An amount with the name of its currency: `52,000.50 US dollars`. `currency` is ISO 4217."""
    from babel.numbers import get_currency_name

    shown = number_shown(amount, words)
    return f"{shown} {get_currency_name(currency, count=amount, locale=words.locale)}"


def _decimal(amount: float) -> Decimal:
    return Decimal(str(amount))


def _plain(text: str) -> str:
    """The text in ASCII digits, spaces and marks; empty where a sign in it is none of any number."""
    if len(text) > _LONGEST:
        return ""
    out = []
    for sign in text:
        category = unicodedata.category(sign)
        if category == "Nd":
            out.append(str(unicodedata.decimal(sign)))
        elif category.startswith("N"):  # ², ½ and Ⅻ are no digits, though Python calls some of them so
            return ""
        elif sign.isspace():
            out.append(" ")
        elif category == "Cc":
            return ""
        elif category != "Cf":  # what turns the direction of reading is not seen
            out.append(_SAME.get(sign, sign))
    return "".join(out).strip()


def _exact(number: str) -> Decimal | None:
    head, mark, tail = number.partition(_POINT)
    if mark:
        whole = _grouped(head)
        return _joined(whole, tail) if whole is not None and re.fullmatch(r"\d{1,2}", tail) else None
    points, commas = number.count("."), number.count(",")
    if points and commas:
        last = "." if number.rindex(".") > number.rindex(",") else ","
        if number.count(last) > 1:
            return None
        head, _, tail = number.partition(last)
    elif points + commas == 1:
        last = "." if points else ","
        head, _, tail = number.partition(last)
        if len(tail) == 3 and re.fullmatch(r"[1-9]\d{0,2}", head):
            head, tail = head + tail, ""
    else:
        head, tail = number, ""
    whole = _grouped(head or "0")
    return _joined(whole, tail) if whole is not None and re.fullmatch(r"\d{0,2}", tail) else None


def _grouped(head: str) -> str | None:
    """Digits alone, or parted by one and the same mark into threes."""
    marks = set(re.findall(r"\D+", head))
    if not marks:
        return head
    if len(marks) > 1 or not (mark := marks.pop()) or len(mark) > 1:
        return None
    first, *groups = head.split(mark)
    if not re.fullmatch(r"[1-9]\d{0,2}", first) or any(len(group) != 3 for group in groups):
        return None
    return first + "".join(groups)


def _joined(whole: str, tail: str) -> Decimal:
    return Decimal(f"{whole}.{tail or '0'}")
