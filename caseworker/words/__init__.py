# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for people: catalogues, days and money, labels of codes, sentences of findings and faults.

One gettext catalogue serves window, letters and messages. `Words` speaks one language; the window
and a letter may each hold their own.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from caseworker.paths import resource

from .marking import N_ as N_

if TYPE_CHECKING:
    from babel import Locale

    from caseworker.domain.case.days import Days

LANGUAGES = ("en", "es")
# As CLDR has them, without its Sept: the list of cases shows days before Babel is loaded.
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
}
LANGUAGE_NAMES = {"en": "English", "es": "Español"}
# How much of Central America writes September; CLDR's Mexican Spanish has the other spelling only.
ALSO = {9: "setiembre"}


class Words:
    """Everything said in one language (an ISO 639-1 code); an unknown language falls back to English."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._catalogue = gettext.translation(
            "caseworker", str(resource("locale")), languages=[self.language], fallback=True
        )

    def __call__(self, text: str, /, **values: Any) -> str:
        """The text in this language, with `{names}` filled in."""
        found = self._catalogue.gettext(text) if text else ""
        return found.format(**values) if values else found

    def many(self, one: str, many: str, count: int, **values: Any) -> str:
        """The text for `count` things."""
        return self._catalogue.ngettext(one, many, count).format(count=count, **values)

    @cached_property
    def locale(self) -> Locale:
        from babel import Locale

        return Locale.parse({"en": "en_GB", "es": "es_MX"}[self.language])

    def day(self, on: date) -> str:
        """A long day: 11 October 2022, 11 de octubre de 2022."""
        from babel.dates import format_date

        pattern = {"en": "d MMMM y", "es": "d 'de' MMMM 'de' y"}[self.language]
        return format_date(on, pattern, locale=self.locale)

    def short_day(self, on: date) -> str:
        """A short day that no reader mistakes: 11 Oct 2022, 11 oct 2022."""
        return f"{on.day} {SHORT_MONTHS[self.language].split()[on.month - 1]} {on.year}"

    def days(self, found: Days) -> str:
        """Days as understood: exact, a month, a year, or from..to."""
        from babel.dates import format_date

        from caseworker.domain.case.days import Days, days_of

        if found.exact:
            return self.day(found.first)
        first, last = found.first, found.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return self(N_("some day in {year}"), year=first.year)
        if first.day == 1 and Days(first, last) == days_of(f"{first:%Y-%m}"):
            pattern = {"en": "MMMM y", "es": "MMMM 'de' y"}[self.language]
            month = format_date(first, pattern, locale=self.locale)
            return self(N_("some day in {month}"), month=month)
        return self(N_("between {first} and {last}"), first=self.day(first), last=self.day(last))

    def day_text(self, text: object) -> str:
        """An EDTF text in words; the text itself where it is not a day."""
        from caseworker.domain.case.days import NotADay, days_of

        if not isinstance(text, str):
            return ""
        try:
            return self.days(days_of(text.partition("T")[0]))
        except NotADay:
            return text

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12."""
        return str(self.locale.months["stand-alone"]["wide"][number])

    def money(self, amount: float, currency: str = "USD") -> str:
        """An amount without cents where there are none: $18,310; CA$16,500; £350. `currency` is ISO 4217."""
        from babel.numbers import format_currency

        pattern = "¤#,##0" if float(amount).is_integer() else "¤#,##0.00"
        return format_currency(amount, currency, format=pattern, locale="en_US", currency_digits=False)

    def number(self, count: int) -> str:
        """A count with its thousands apart, as in both languages of the window: 24,000."""
        return f"{count:,}"

    def country(self, code: str) -> str:
        """The country's name, or the code where CLDR has none."""
        two = _alpha_2().get(code, "")
        return str(self.locale.territories.get(two, code))

    def listing(self, items: Iterable[str]) -> str:
        """A list in words: a, b and c."""
        from babel.lists import format_list

        parts = list(items)
        return format_list(parts, locale=self.locale) if parts else ""

    def choice(self, items: Iterable[str]) -> str:
        """A choice in words: a, b or c."""
        from babel.lists import format_list

        parts = list(items)
        return format_list(parts, style="or", locale=self.locale) if parts else ""

    def label(self, kind: str, code: object) -> str:
        """The word for a code, such as `outcome` `eligible`; see `words.labels`."""
        from .labels import LABELS

        text = LABELS.get(f"{kind}.{code}")
        return self(text) if text else str(code)


@lru_cache
def words_for(language: str) -> Words:
    """The words of a language, kept once read."""
    return Words(language)


@lru_cache
def _alpha_2() -> dict[str, str]:
    import tomllib

    return dict(tomllib.loads(resource("reference", "countries.toml").read_text(encoding="utf-8")))
