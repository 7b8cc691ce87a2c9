# SPDX-License-Identifier: AGPL-3.0-or-later
"""What differs between the rules in force on two days, or between two files of one programme."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .programme import Caution, Criterion, Programme, Span, Version
from .reference import NoValueInForce

KINDS = ("version", "status", "value", "criterion", "caution")
_EVER = Span()


@dataclass(frozen=True, slots=True)
class RulesOn:
    """A programme as in force on a day; without a version that day there are no rules at all."""

    programme: Programme
    on: date
    version: Version | None
    status: str | None
    note: Mapping[str, str]
    values: Mapping[str, Any]
    criteria: Mapping[str, Criterion]
    cautions: Mapping[str, Caution]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One thing that began, ended (`after` is None) or changed.

    `before` and `after` are a Version, a status, the value of `id`, a Criterion or a Caution, by `kind`.
    """

    kind: str
    id: str
    before: Any
    after: Any

    @property
    def what(self) -> str:
        """`began`, `ended` or `changed`."""
        if self.before is None:
            return "began"
        return "ended" if self.after is None else "changed"


def in_force(programme: Programme, on: date) -> RulesOn:
    """Everything of a programme that is in force on a day."""
    try:
        version = programme.version_on(on)
    except NoValueInForce:
        return RulesOn(programme, on, None, None, {}, {}, {}, {})
    past = [one for one in programme.statuses if one.since <= on]
    status = max(past, key=lambda one: one.since) if past else None
    return RulesOn(
        programme,
        on,
        version,
        status.status if status else None,
        status.note if status else {},
        {one.name: one.value for one in programme.values if one.span.holds(on)},
        {one.id: one for one in programme.criteria_on(on)},
        {one.id: one for one in programme.cautions_on(on)},
    )


def changes_between(before: RulesOn, after: RulesOn) -> tuple[RuleChange, ...]:
    """What is not the same, in the order of `KINDS`; when something is in force is not part of it."""
    return tuple(_changes(before, after))


FileChange = tuple[RulesOn, RulesOn, tuple[RuleChange, ...]]


def changes_of_file(old: Programme, new: Programme) -> tuple[FileChange, ...]:
    """What another file of a programme changes, by the day from which on it does.

    For each such day the rules of both files, and the changes not told for an earlier day.
    """
    told: list[Any] = []
    found = []
    for day in sorted({*old.boundaries(), *new.boundaries()}):
        before, after = in_force(old, day), in_force(new, day)
        fresh = []
        for one in changes_between(before, after):
            key = (one.kind, one.id, _plain(one.before), _plain(one.after))
            if key not in told:
                told.append(key)
                fresh.append(one)
        if fresh:
            found.append((before, after, tuple(fresh)))
    return tuple(found)


def _plain(found: Any) -> Any:
    return _timeless(found) if isinstance(found, Version | Criterion | Caution) else found


def _changes(before: RulesOn, after: RulesOn) -> Iterator[RuleChange]:
    if _timeless(before.version) != _timeless(after.version):
        yield RuleChange("version", "", before.version, after.version)
    if (before.status, dict(before.note)) != (after.status, dict(after.note)):
        yield RuleChange("status", "", before.status, after.status)
    for name in dict.fromkeys((*before.values, *after.values)):
        old, new = before.values.get(name), after.values.get(name)
        if old != new:
            yield RuleChange("value", name, old, new)
    for kind, olds, news in (
        ("criterion", before.criteria, after.criteria),
        ("caution", before.cautions, after.cautions),
    ):
        for name in dict.fromkeys((*olds, *news)):
            old, new = olds.get(name), news.get(name)
            if _timeless(old) != _timeless(new):
                yield RuleChange(kind, name, old, new)


def _timeless(found: Version | Criterion | Caution | None) -> Any:
    return None if found is None else dataclasses.replace(found, span=_EVER)
