# SPDX-License-Identifier: AGPL-3.0-or-later
"""Findings: what a criterion came to for an applicant, and the facts that were looked at for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .facts import UNKNOWN, Fact, View
from .programme import Answer, Criterion, shown_as


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """What one criterion comes to by one verdict, whoever the applicant is.

    `waits` is true where it is not even known yet whether the criterion is asked at all; `then` is the
    consequence, `keys` are those of the facts that may have been looked at.
    """

    criterion: Criterion
    result: str
    answer: Answer | None
    keys: tuple[str, ...]
    then: str
    waits: bool = False


class Finding:
    """What one criterion came to for one applicant: the ruling, and the view it was read from."""

    __slots__ = ("ruling", "view")

    def __init__(self, ruling: Ruling, view: View) -> None:
        self.ruling = ruling
        self.view = view

    @property
    def criterion(self) -> Criterion:
        return self.ruling.criterion

    @property
    def result(self) -> str:
        """met, not_met, not_known or not_applicable, or what else the answer says."""
        return self.ruling.result

    @property
    def shown_as(self) -> str:
        """The result as people are shown it."""
        return shown_as(self.result, self.then)

    @property
    def answer(self) -> Answer | None:
        return self.ruling.answer

    @property
    def waits(self) -> bool:
        """Whether it is not even known yet if the criterion is asked at all."""
        return self.ruling.waits

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the facts that the criterion may look at."""
        return self.ruling.keys

    @property
    def code(self) -> str | None:
        return self.ruling.answer.code if self.ruling.answer else None

    @property
    def then(self) -> str:
        """The consequence that this finding has."""
        return self.ruling.then

    def facts(self) -> dict[str, Fact]:
        """The facts that were looked at, by key."""
        get, found = self.view.facts.get, {}
        for key in self.ruling.keys:
            fact = get(key)
            if fact is not None:
                found[key] = fact
        return found

    def evidence(self) -> tuple[str, ...]:
        """The ids of the evidence used, each once."""
        return tuple(dict.fromkeys(one for fact in self.facts().values() for one in fact.evidence))

    def missing(self) -> tuple[str, ...]:
        """The document paths of the facts that are not known."""
        facts = self.facts().values()
        return tuple(dict.fromkeys(path for fact in facts if fact.value is UNKNOWN for path in fact.paths))

    def paths(self) -> tuple[str, ...]:
        """The document paths that this finding was read from or waits for."""
        return tuple(dict.fromkeys(path for fact in self.facts().values() for path in fact.paths))

    def details(self) -> dict[str, Any]:
        """Figures and names for the sentence, raw."""
        out: dict[str, Any] = {}
        for fact in self.facts().values():
            out.update(fact.details)
        return out

    def words(self) -> Mapping[str, str]:
        """The templates of the reason, by language."""
        if self.answer is not None:
            return self.answer.reason
        return self.criterion.unknown if self.result == "not_known" else {}
