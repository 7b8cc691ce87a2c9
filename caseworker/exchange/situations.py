# SPDX-License-Identifier: AGPL-3.0-or-later
"""Situation files: what must come out for people in given situations, written for a lawyer to read.

TOML in, checked situations out, or every fault with its place and remedy. Running them is elsewhere.

`base` is a case in which everything is in order; each situation adds people and changes fields of it,
names the reference day and says the outcome, the codes, and where it matters the referrals, the first
day of the version in force, the status, and what single criteria come to (`finds`). "(none)" stands for
null, "(not asked)" takes the field away.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import FaultyDocument, Vocabulary, read_case
from caseworker.domain.rules.programme import RESULTS, STATUSES
from caseworker.domain.rules.rules import OUTCOMES
from caseworker.words import N_

from .programme.faults import DAY_WRITTEN, FaultyProgramme, ProgrammeFault, Said, not_toml, said
from .programme.places import Place, located
from .toml_text import UnreadableToml, read_toml

NO_RULES = "no rules"
NOT_ASKED = "(not asked)"
NONE = "(none)"
NOT_IN_FORCE = "(not in force)"
_KEYS = (
    *("title", "on", "by", "outcome", "codes", "referrals", "rules_from", "status", "finds"),
    *("change", "add", "applicant"),
)
_FILE_KEYS = ("programme", "never", "same", "base", "people", "situation")


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation: the case, the day, and what must come out for one applicant.

    `outcome` is one of OUTCOMES, or NO_RULES where no rules are in force that day.
    """

    title: str
    on: date
    by: str
    case: Case
    applicant: str
    outcome: str
    codes: frozenset[str]
    referrals: frozenset[str]
    rules_from: date | None
    status: str | None
    finds: Mapping[str, str]
    told: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Situations:
    """The situations of one programme; `never` says why codes, outcomes or answers cannot come out.

    Its keys are codes, outcomes, or answers as `criterion-id/2`. `same` says why small changes of the
    rules change nothing; its keys are the names of mutants.
    """

    programme: str
    never: Mapping[str, str]
    same: Mapping[str, str]
    situations: tuple[Situation, ...]
    base: Mapping[str, Any] = field(repr=False)


def read_situations(text: bytes, vocabulary: Vocabulary) -> Situations:
    """The situations in a TOML file. Raises FaultyProgramme with every fault found."""
    try:
        table = read_toml(text)
        body = text.decode("utf-8")
    except UnreadableToml as error:
        raise FaultyProgramme([ProgrammeFault("file", not_toml(error), said(N_("mend the line")))]) from None
    try:
        return _Reader(vocabulary).file(table)
    except FaultyProgramme as error:
        raise FaultyProgramme(located(error.faults, Place("", table, body))) from None


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[ProgrammeFault] = []

    def fault(self, place: str, fault: Said, remedy: Said) -> None:
        self.faults.append(ProgrammeFault(place, fault, remedy))

    def file(self, table: dict[str, Any]) -> Situations:
        self.keys(table, _FILE_KEYS, "file")
        programme = table.get("programme")
        if not isinstance(programme, str):
            self.fault(
                "file",
                said(N_("{key} is missing"), key="programme"),
                said(N_("give {key} as text"), key="programme"),
            )
        never = self.shaped(table, "never", dict, {})
        same = self.shaped(table, "same", dict, {})
        base = self.shaped(table, "base", dict, {})
        people = self.shaped(table, "people", dict, {})
        rows = self.shaped(table, "situation", list, [])
        found = [
            self.situation(row, at, base, people) for at, row in enumerate(rows, 1) if self.is_table(row, at)
        ]
        if not found:
            self.fault(
                "file",
                said(N_("there is none")),
                said(N_("add a {what} with its first day"), what="[[situation]]"),
            )
        told: dict[str, str] = {}
        for one in found:
            if one is not None and one.told in told:
                self.fault(
                    f"situation {one.title}",
                    said(N_("tells the same as {title!r}"), title=told[one.told]),
                    said(N_("remove one of them")),
                )
            elif one is not None:
                told[one.told] = one.title
        if self.faults:
            raise FaultyProgramme(self.faults)
        return Situations(str(programme), never, same, tuple(one for one in found if one is not None), base)

    def shaped(
        self, table: Mapping[str, Any], key: str, kind: type[Any], default: Any, place: str = "file"
    ) -> Any:
        found = table.get(key, default)
        if isinstance(found, kind):
            return found
        self.fault(place, said(N_("{key} has another shape"), key=key), said(N_("write it as a table")))
        return default

    def is_table(self, row: Any, at: int) -> bool:
        if isinstance(row, dict):
            return True
        self.fault(f"situation {at}", said(N_("has another shape")), said(N_("write it as a table")))
        return False

    def keys(self, table: Mapping[str, Any], allowed: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in allowed:
                near = get_close_matches(key, allowed, n=1)
                self.fault(
                    place,
                    said(N_("unknown key {key!r}"), key=key),
                    said(N_("did you mean {near!r}?"), near=near[0]) if near else said(N_("remove it")),
                )

    def situation(
        self, row: dict[str, Any], at: int, base: dict[str, Any], people: dict[str, Any]
    ) -> Situation | None:
        title = row.get("title")
        place = f"situation {title if isinstance(title, str) and title else at}"
        before = len(self.faults)
        self.keys(row, _KEYS, place)
        for key in ("title", "by"):
            if not isinstance(row.get(key), str) or not row[key]:
                self.fault(
                    place, said(N_("{key} is missing"), key=key), said(N_("give {key} as text"), key=key)
                )
        for key in ("on", "rules_from"):
            if (key == "on" or key in row) and type(row.get(key)) is not date:
                self.fault(place, said(N_("{key} is not a day"), key=key), said(DAY_WRITTEN))
        outcome = row.get("outcome")
        if outcome not in (*OUTCOMES, NO_RULES):
            self.fault(
                place,
                said(N_("unknown outcome {name!r}"), name=outcome),
                said(N_("use one of {known}"), known=", ".join((*OUTCOMES, NO_RULES))),
            )
        if row.get("status", "open") not in STATUSES:
            self.fault(
                place,
                said(N_("unknown status {name!r}"), name=row["status"]),
                said(N_("use one of {known}"), known=", ".join(STATUSES)),
            )
        codes, referrals = self.texts(row, "codes", place), self.texts(row, "referrals", place)
        if "codes" not in row:
            self.fault(
                place, said(N_("{key} is missing"), key="codes"), said(N_('write it as ["...", "..."]'))
            )
        finds = self.shaped(row, "finds", dict, {}, place)
        for name, result in finds.items():
            if result not in (*RESULTS, NOT_IN_FORCE):
                self.fault(
                    f"{place}: finds: {name}",
                    said(N_("unknown result {name!r}"), name=result),
                    said(N_("use one of {known}"), known=", ".join((*RESULTS, NOT_IN_FORCE))),
                )
        case = self.case(row, place, base, people)
        applicant = row.get("applicant", "a1")
        if case is None or len(self.faults) > before:
            return None
        if applicant not in {one.id for one in case.people()}:
            self.fault(
                place,
                said(N_("there is no applicant {name!r}"), name=applicant),
                said(N_("use an id of the base or of an added person")),
            )
            return None
        told = repr((row["on"], row.get("add"), applicant, row.get("change")))
        return Situation(
            row["title"],
            row["on"],
            row["by"],
            case,
            applicant,
            row["outcome"],
            frozenset(codes),
            frozenset(referrals),
            row.get("rules_from"),
            row.get("status"),
            finds,
            told,
        )

    def texts(self, row: dict[str, Any], key: str, place: str) -> list[str]:
        found = row.get(key, [])
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
        self.fault(
            place, said(N_("{key} has another shape"), key=key), said(N_('write it as ["...", "..."]'))
        )
        return []

    def case(
        self, row: dict[str, Any], place: str, base: dict[str, Any], people: dict[str, Any]
    ) -> Case | None:
        document = copy.deepcopy(base)
        added = row.get("add", [])
        for name in added if isinstance(added, list) else [added]:
            if not isinstance(name, str) or name not in people:
                self.fault(
                    place,
                    said(N_("there is nobody {name!r} among the people"), name=name),
                    said(N_("use one of {known}"), known=", ".join(people)),
                )
                return None
            document.setdefault("applicants", []).append(copy.deepcopy(people[name]))
        change = row.get("change", {})
        if not isinstance(change, dict):
            self.shaped(row, "change", dict, {}, place)
            return None
        for path, value in change.items():
            try:
                _put(document, path.split("/"), value)
            except (KeyError, StopIteration, TypeError):
                self.fault(
                    f"{place}: change: {path}",
                    said(N_("leads nowhere")),
                    said(N_("write a path such as {what}"), what="applicants/a1/born_on"),
                )
                return None
        try:
            return read_case(document, self.vocabulary)
        except FaultyDocument as error:
            first = error.faults[0]
            where = first.place or "case"
            self.fault(
                place,
                said(N_("the case is wrong at {where} ({code})"), where=where, code=first.code),
                said(N_("mend the case")),
            )
            return None


def _put(found: Any, path: list[str], value: Any) -> None:
    """Sets what stands at the path; items of lists go by their id or their place from 0."""
    *way, last = path
    for part in way:
        if isinstance(found, list):
            found = (
                found[int(part)]
                if part.isdigit() and int(part) < len(found)
                else next(one for one in found if one["id"] == part)
            )
        else:
            found = found.setdefault(part, {})
    if value == NOT_ASKED:
        del found[last]
    else:
        found[last] = None if value == NONE else copy.deepcopy(value)
