# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small parts of a programme file: texts, days, words, citations, each checked where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from caseworker.domain.rules.programme import Span
from caseworker.domain.rules.reference import Reference
from caseworker.words import LANGUAGES, N_

from .faults import DAY_WRITTEN, ProgrammeFault, Said, said

_COUNTRY = re.compile(r"[A-Z]{3}")


class PartReader:
    """Reads parts and gathers what is wrong in `faults`."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.faults: list[ProgrammeFault] = []
        self.value_names: set[str] = set()
        self.source_ids: set[str] = set()

    def fault(self, place: str, fault: Said, remedy: Said) -> None:
        self.faults.append(ProgrammeFault(place, fault, remedy))

    def keys(self, table: Mapping[str, Any], place: str, allowed: str) -> None:
        for key in table:
            if key not in allowed.split():
                near = get_close_matches(key, allowed.split(), n=1)
                self.fault(
                    place,
                    said(N_("unknown key {key!r}"), key=key),
                    said(N_("did you mean {near!r}?"), near=near[0]) if near else said(N_("remove it")),
                )

    def text(self, table: Mapping[str, Any], key: str, place: str) -> str:
        found = table.get(key)
        if not isinstance(found, str) or not found:
            self.fault(place, said(N_("{key} is missing"), key=key), said(N_("give {key} as text"), key=key))
            return ""
        return found

    def day(self, table: Mapping[str, Any], key: str, place: str) -> date | None:
        found = table.get(key)
        if found is None or (isinstance(found, date) and type(found) is date):
            return found
        self.fault(place, said(N_("{key} is not a day"), key=key), said(DAY_WRITTEN))
        return None

    def checked_on(self, table: Mapping[str, Any]) -> date:
        if "checked_on" not in table:
            self.fault("file", said(N_("{key} is missing"), key="checked_on"), said(DAY_WRITTEN))
        return self.day(table, "checked_on", "file") or date.min

    def span(self, table: Mapping[str, Any], place: str) -> Span:
        span = Span(self.day(table, "from", place), self.day(table, "until", place))
        if span.first and span.last and span.last < span.first:
            self.fault(place, said(N_("until lies before from")), said(N_("swap or mend the days")))
        return span

    def words(self, found: Any, place: str) -> dict[str, str]:
        if not isinstance(found, dict):
            self.fault(
                place,
                said(N_("words are missing")),
                said(N_("give them in {languages}"), languages=", ".join(LANGUAGES)),
            )
            return {}
        for language in LANGUAGES:
            if not found.get(language):
                self.fault(
                    place,
                    said(N_("the words in {language!r} are missing"), language=language),
                    said(N_("add {what}"), what=f"{place}.{language}"),
                )
        return {str(key): str(value).strip() for key, value in found.items()}

    def optional(self, table: Mapping[str, Any], key: str, place: str) -> dict[str, str]:
        return self.words(table[key], f"{place}: {key}") if key in table else {}

    def sources(self, found: Any, place: str) -> tuple[str, ...]:
        ids = tuple(found or ())
        for one in ids:
            if one not in self.source_ids:
                self.fault(
                    place,
                    said(N_("unknown source {name!r}"), name=one),
                    said(N_("add a [[source]] with this id")),
                )
        if not ids:
            self.fault(place, said(N_("no source")), said(N_("cite at least one source")))
        return ids

    def check_countries(self, value: Any, place: str) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and _COUNTRY.fullmatch(one) and one not in self.reference.countries:
                self.fault(
                    place, said(N_("unknown country {name!r}"), name=one), said(N_("use ISO 3166-1 alpha-3"))
                )
