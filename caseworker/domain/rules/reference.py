# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference tables that rules and checks lean on: guidelines, identifiers, ZIP ranges, zones, papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ..case.document import Vocabulary
from ..case.evidence import EvidenceType

CONTIGUOUS = "48"


class NoValueInForce(LookupError):
    """No value was in force on that day: an error, never a default."""

    def __init__(self, what: str, on: date) -> None:
        super().__init__(f"{what} on {on}")
        self.what = what
        self.on = on


@dataclass(frozen=True, slots=True)
class Guideline:
    """One year's HHS poverty guideline: US dollars a year by area (48, AK, HI)."""

    year: int
    effective: date
    cite: str
    first_person: Mapping[str, int]
    each_additional: Mapping[str, int]

    def amount(self, area: str, people: int) -> int:
        """The guideline for a household of `people` (1 or more)."""
        return self.first_person[area] + self.each_additional[area] * (people - 1)


@dataclass(frozen=True, slots=True)
class IdentifierRules:
    """Structure rules for SSN and EIN; they never show that a number was issued to that person."""

    known_bogus_ssn: frozenset[str]
    ein_prefixes: frozenset[str]

    def ssn_fits(self, text: str) -> bool:
        match = re.fullmatch(r"(\d{3})-?(\d{2})-?(\d{4})", text.strip(), re.ASCII)
        if match is None:
            return False
        area, group, serial = match.groups()
        return not (
            area in ("000", "666")
            or area >= "900"
            or group == "00"
            or serial == "0000"
            or f"{area}-{group}-{serial}" in self.known_bogus_ssn
        )

    def ein_fits(self, text: str) -> bool:
        match = re.fullmatch(r"(\d{2})-?(\d{7})", text.strip(), re.ASCII)
        return match is not None and match[1] in self.ein_prefixes

    def a_number_fits(self, text: str) -> bool:
        return re.fullmatch(r"[Aa]?-?\d{7,9}", text.strip().replace(" ", ""), re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class ZipRange:
    state: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference tables; loaded once, shared by every assessment."""

    guidelines: tuple[Guideline, ...]
    identifiers: IdentifierRules
    zip_ranges: tuple[ZipRange, ...]
    evidence_types: Mapping[str, EvidenceType]
    zones: Mapping[str, tuple[str, ...]]
    countries: frozenset[str]
    us_territories: frozenset[str] = frozenset({"USA", "PRI", "GUM", "VIR", "MNP", "ASM"})
    checked_on: date | None = None
    _states: frozenset[str] = field(default=frozenset())

    @property
    def us_states(self) -> frozenset[str]:
        return self._states or frozenset(row.state for row in self.zip_ranges)

    def vocabulary(self) -> Vocabulary:
        """The codes that a case document may use."""
        return Vocabulary(self.countries, frozenset(self.evidence_types), self.us_states)

    def guideline(self, on: date) -> Guideline:
        """The guideline in force on that day. Raises NoValueInForce."""
        found = None
        for row in self.guidelines:
            if row.effective <= on and (found is None or row.effective > found.effective):
                found = row
        if found is None:
            raise NoValueInForce("poverty guideline", on)
        return found

    def states_of_zip(self, text: str) -> frozenset[str]:
        """Every state whose ranges hold the ZIP code; none for a code outside all ranges."""
        five = text.strip()[:5]
        if re.fullmatch(r"\d{5}(-\d{4})?", text.strip(), re.ASCII) is None:
            return frozenset()
        return frozenset(row.state for row in self.zip_ranges if row.first <= five <= row.last)


def guideline_area(state: str) -> str:
    """The guideline's area for a state; territories have none of their own and take the 48 states'."""
    return state if state in ("AK", "HI") else CONTIGUOUS
