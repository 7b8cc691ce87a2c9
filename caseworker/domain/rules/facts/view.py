# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts: the named values that criteria test, each with where it came from.

A fact is a function of one applicant of one case on one day. What nobody knows is `UNKNOWN`, which
is neither true nor false; its `paths` then say what is missing.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ...case.applicant import Applicant
from ...case.case import Case
from ...case.evidence import Evidence
from ...case.fields import NOT_ASKED
from ...case.sponsor import Sponsor
from ..reference import Reference


class Unknown(enum.Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown.UNKNOWN
_NO_DETAILS: Final[Mapping[str, Any]] = MappingProxyType({})


class Fact:
    """A value, the document paths it was read from (or that are missing), the evidence behind it.

    `details` are figures and names for sentences, raw: dates, amounts, codes.
    """

    __slots__ = ("details", "evidence", "paths", "value")

    def __init__(
        self,
        value: Any,
        paths: tuple[str, ...] = (),
        evidence: tuple[str, ...] = (),
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.value = value
        self.paths = paths
        self.evidence = evidence
        self.details: Mapping[str, Any] = details or _NO_DETAILS

    @property
    def known(self) -> bool:
        return self.value is not UNKNOWN


@dataclass(slots=True, eq=False)
class View:
    """One applicant of one case on one day; facts are computed once and kept while it lives.

    `common` is what the applicants of the case share: the facts that are read from the case alone. Views
    with another case, day or programme never share it.
    """

    case: Case
    applicant: Applicant
    on: date
    reference: Reference
    status: str = "open"
    facts: dict[Any, Fact] = field(default_factory=dict)
    cache: dict[Any, Any] = field(default_factory=dict)
    common: dict[Any, Any] = field(default_factory=dict)
    path: str = field(init=False)
    sponsor: Sponsor | None = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"applicants/{self.applicant.id}"
        self.sponsor = self.case.sponsor if isinstance(self.case.sponsor, Sponsor) else None

    def evidence(self) -> tuple[Evidence, ...]:
        found = self.cache.get("evidence")
        if found is None:
            found = self.cache["evidence"] = self.case.evidence_about(self.applicant.id)
        return found


FactFunction = Callable[..., Fact]


def field_fact(value: Any, path: str) -> Fact:
    """The fact that a field states, or that it is missing."""
    return Fact(UNKNOWN if value is NOT_ASKED else value, (path,))


def unknown(*paths: str) -> Fact:
    """Not known, for want of these fields."""
    return Fact(UNKNOWN, paths)


def tri_any(values: list[bool | None]) -> bool | None:
    """Kleene's or: true, false, or None for not known."""
    if True in values:
        return True
    return None if None in values else False
