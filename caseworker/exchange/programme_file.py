# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programme files: TOML in, a checked `Programme` out, or every fault with its place and remedy.

A criterion may say `like = "id"`: it then takes what it does not state itself from the criterion of
that id in `shared/`, so that one sentence of law is worded once. The digest covers both files.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from caseworker.domain.facts import FACTS
from caseworker.domain.programme import (
    CONSEQUENCES,
    RESULTS,
    STATUSES,
    STEPS,
    All,
    Answer,
    Caution,
    Criterion,
    DatedValue,
    FactTest,
    Not,
    Programme,
    Some,
    Source,
    Span,
    Status,
    Test,
    ValueName,
    Version,
    tests_of,
)
from caseworker.domain.reference import Reference
from caseworker.domain.sponsor import CURRENCIES
from caseworker.domain.truth import OPERATORS
from caseworker.words import N_

from .programme_check import parameters_of, run_faults
from .programme_faults import DAY_WRITTEN, TEST_WRITTEN, FaultyProgramme, ProgrammeFault, Said, not_toml, said
from .programme_places import Place, located
from .programme_reach import Reach, reach
from .programme_shape import shape_faults

__all__ = ["FaultyProgramme", "ProgrammeFault", "check_programme", "read_programme", "with_lines"]

LANGUAGES = ("en", "es")
_COUNTRY = re.compile(r"[A-Z]{3}")
_DEFAULT_THEN = {"met": "note", "not_applicable": "note", "not_known": "more_evidence_needed"}


def read_programme(text: bytes, shared: Mapping[str, bytes], reference: Reference) -> Programme:
    """The programme in a TOML file; `shared` are the files of shared criteria by name.

    Raises FaultyProgramme with every fault found.
    """
    reader = _Reader(reference)
    try:
        return _read(reader, text, shared)
    except FaultyProgramme as error:
        raise FaultyProgramme(with_lines(error.faults, text, shared)) from None


def check_programme(
    text: bytes, shared: Mapping[str, bytes], reference: Reference
) -> tuple[Programme, Reach]:
    """As `read_programme`, and that every criterion and answer can be reached, which takes longer.

    Raises FaultyProgramme with every fault found.
    """
    programme = read_programme(text, shared, reference)
    rows = _table(text)[0].get("criterion", ())
    narrowed = {one.get("id", one.get("like")) for one in rows if "like" in one and "applies" in one}
    found = reach(programme, narrowed - {one.get("id") for one in rows if "answer" in one})
    if found.faults:
        raise FaultyProgramme(with_lines(found.faults, text, shared))
    return programme, found


def _read(reader: _Reader, text: bytes, shared: Mapping[str, bytes]) -> Programme:
    table = reader.toml(text, "file")
    pool: dict[str, dict[str, Any]] = {}
    used = table.get("shares", [])
    for name in used:
        if name not in shared:
            reader.fault(
                "shares",
                said(N_("there is no shared file {name!r}"), name=name),
                said(N_("use one of {known}"), known=sorted(shared)),
            )
            continue
        for one in reader.toml(shared[name], name).get("criterion", []):
            pool[one.get("id", "")] = one
    digest = hashlib.sha256(text + b"".join(shared[name] for name in used if name in shared)).hexdigest()
    programme = reader.programme(table, pool, digest)
    # A test that could not be read stands as an empty one: its own fault says enough.
    faults = reader.faults or run_faults(programme, reader.reference)
    if faults:
        raise FaultyProgramme(faults)
    return programme


def with_lines(
    faults: Sequence[ProgrammeFault], text: bytes, shared: Mapping[str, bytes]
) -> list[ProgrammeFault]:
    """The faults of a programme file with the lines they stand in, in it or in a shared file."""
    try:
        own = Place("", _table(text)[0], text.decode("utf-8"))
        used = [name for name in own.table.get("shares", ()) if name in shared]
        pool = [Place(f"{name}.toml", _table(shared[name])[0], shared[name].decode("utf-8")) for name in used]
    except (ValueError, TypeError, RecursionError):
        # What is no TOML says its own line.
        return list(faults)
    return located(faults, own, pool)


@functools.lru_cache(maxsize=4)
def _table(text: bytes) -> tuple[dict[str, Any], tuple[ProgrammeFault, ...]]:
    # Kept, for all programmes read the same shared file. Nobody changes the table.
    table = tomllib.loads(text.decode("utf-8"))
    return table, tuple(shape_faults(table))


class _Reader:
    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.faults: list[ProgrammeFault] = []
        self.value_names: set[str] = set()
        self.source_ids: set[str] = set()

    def fault(self, place: str, fault: Said, remedy: Said) -> None:
        self.faults.append(ProgrammeFault(place, fault, remedy))

    def toml(self, text: bytes, name: str) -> dict[str, Any]:
        try:
            table, faults = _table(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            self.fault(name, not_toml(error), said(N_("mend the line")))
            raise FaultyProgramme(self.faults) from None
        self.faults += faults
        if self.faults:
            raise FaultyProgramme(self.faults)
        return table

    def programme(self, table: dict[str, Any], pool: dict[str, dict[str, Any]], digest: str) -> Programme:
        self.keys(
            table,
            "file",
            "id kind name checked_on shares countries_first source version status value criterion caution",
        )
        sources = {one.get("id", ""): self.source(one) for one in table.get("source", [])}
        self.source_ids = set(sources)
        values = tuple(self.value(one) for one in table.get("value", []))
        self.value_names = {one.name for one in values}
        versions = tuple(self.version(one) for one in table.get("version", []))
        criteria = tuple(self.criterion(one, pool) for one in table.get("criterion", []))
        programme = Programme(
            id=self.text(table, "id", "file"),
            kind=table.get("kind", "entry"),
            name=self.words(table.get("name"), "name"),
            versions=versions,
            statuses=tuple(self.status(one) for one in table.get("status", [])),
            values=values,
            criteria=criteria,
            cautions=tuple(self.caution(one) for one in table.get("caution", [])),
            sources=sources,
            checked_on=self.checked_on(table),
            digest=digest,
            countries_first=tuple(table.get("countries_first", ())),
        )
        self.check_spans("version", [one.span for one in versions])
        for name in sorted(self.value_names):
            self.check_spans(f"value {name}", [one.span for one in values if one.name == name], gaps=False)
        self.check_values_in_force(programme)
        return programme

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

    def source(self, one: dict[str, Any]) -> Source:
        self.keys(one, "source", "id cite seen confidence")
        place = f"source {one.get('id')}"
        return Source(
            self.text(one, "id", place),
            self.text(one, "cite", place),
            one.get("seen", ""),
            one.get("confidence", ""),
        )

    def version(self, one: dict[str, Any]) -> Version:
        self.keys(one, "version", "from until title cite")
        place = f"version {one.get('from')}"
        if not one.get("from"):
            self.fault(
                place, said(N_("{key} is missing"), key="from"), said(N_("say from which day it is in force"))
            )
        return Version(
            self.span(one, place), self.words(one.get("title"), f"{place}: title"), one.get("cite", "")
        )

    def status(self, one: dict[str, Any]) -> Status:
        self.keys(one, "status", "from status note")
        place = f"status {one.get('from')}"
        if one.get("status") not in STATUSES:
            self.fault(
                place,
                said(N_("unknown status {name!r}"), name=one.get("status")),
                said(N_("use one of {known}"), known=", ".join(STATUSES)),
            )
        note = self.optional(one, "note", place)
        return Status(self.day(one, "from", place) or date.min, str(one.get("status")), note)

    def value(self, one: dict[str, Any]) -> DatedValue:
        self.keys(one, "value", "name from until is source")
        place = f"value {one.get('name')}"
        if one.get("source", "") not in ("", *self.source_ids):
            self.sources([one["source"]], place)
        if "is" not in one:
            self.fault(place, said(N_("has no value")), said(N_("give it as: is = ...")))
        found = one.get("is")
        self.check_countries(found, place)
        return DatedValue(
            self.text(one, "name", place),
            self.span(one, place),
            tuple(found) if isinstance(found, list) else found,
            one.get("source", ""),
        )

    def caution(self, one: dict[str, Any]) -> Caution:
        self.keys(one, "caution", "id from until words when source letter")
        place = f"caution {one.get('id')}"
        return Caution(
            self.text(one, "id", place),
            self.span(one, place),
            self.words(one.get("words"), f"{place}: words"),
            self.test(one["when"], f"{place}: when") if "when" in one else None,
            self.sources(one.get("source"), place),
            one.get("letter", True),
        )

    def criterion(self, own: dict[str, Any], pool: dict[str, dict[str, Any]]) -> Criterion:
        like = own.get("like")
        if like is not None and like not in pool:
            near = get_close_matches(str(like), pool, n=1)
            self.fault(
                f"criterion {like}",
                said(N_("there is no shared criterion of that id")),
                said(N_("did you mean {near!r}?"), near=near[0])
                if near
                else said(N_("define it in a shared file")),
            )
        one = {**pool.get(like or "", {}), **{key: value for key, value in own.items() if key != "like"}}
        place = f"criterion {one.get('id')}"
        self.keys(
            one,
            place,
            "id step from until title source applies answer unknown if_unknown proofs cure cure_letter "
            "in_letters rule",
        )
        if one.get("step") not in STEPS:
            self.fault(
                place,
                said(N_("unknown step {name!r}"), name=one.get("step")),
                said(N_("use one of {known}"), known=", ".join(STEPS)),
            )
        if one.get("if_unknown", "note") not in CONSEQUENCES:
            self.fault(
                place,
                said(N_("unknown if_unknown {name!r}"), name=one["if_unknown"]),
                said(N_("use one of {known}"), known=", ".join(CONSEQUENCES)),
            )
        for kind in one.get("proofs", ()):
            if kind not in self.reference.evidence_types:
                near = get_close_matches(kind, self.reference.evidence_types, n=1)
                self.fault(
                    place,
                    said(N_("unknown evidence type {name!r}"), name=kind),
                    said(N_("did you mean {near}?"), near=near),
                )
        answers = tuple(
            self.answer(answer, f"{place}: answer {at + 1}")
            for at, answer in enumerate(one.get("answer", []))
        )
        if not answers:
            self.fault(place, said(N_("finds nothing")), said(N_("add at least one [[criterion.answer]]")))
        for at, answer in enumerate(answers[:-1]):
            if answer.when is None:
                self.fault(
                    f"{place}: answer {at + 2}",
                    said(N_("can never be reached")),
                    said(N_("give the one before it a `when`")),
                )
        return Criterion(
            id=self.text(one, "id", place),
            step=str(one.get("step")),
            span=self.span(one, place),
            title=self.words(one.get("title"), f"{place}: title"),
            answers=answers,
            sources=self.sources(one.get("source"), place),
            applies=self.test(one["applies"], f"{place}: applies") if "applies" in one else None,
            unknown=self.optional(one, "unknown", place),
            if_unknown=one.get("if_unknown", "more_evidence_needed"),
            proofs=tuple(one.get("proofs", ())),
            cure=self.optional(one, "cure", place),
            cure_letter=self.words(one.get("cure_letter"), f"{place}: cure_letter")
            if "cure_letter" in one
            else {},
            in_letters=one.get("in_letters", True),
            rule=self.optional(one, "rule", place),
        )

    def answer(self, one: dict[str, Any], place: str) -> Answer:
        self.keys(one, place, "when result then code reason referral refer_elsewhere letter")
        result = one.get("result")
        if result not in RESULTS:
            self.fault(
                place,
                said(N_("unknown result {name!r}"), name=result),
                said(N_("use one of {known}"), known=", ".join(RESULTS)),
            )
        then = one.get("then", _DEFAULT_THEN.get(str(result), ""))
        if then not in CONSEQUENCES:
            self.fault(
                place,
                said(N_("what follows is missing")),
                said(N_("give then = one of {known}"), known=", ".join(CONSEQUENCES)),
            )
        return Answer(
            when=self.test(one["when"], f"{place}: when") if "when" in one else None,
            result=str(result),
            then=str(then),
            code=one.get("code"),
            reason=self.words(one.get("reason"), f"{place}: reason"),
            referral=one.get("referral"),
            refer_elsewhere=one.get("refer_elsewhere", False),
            letter=self.optional(one, "letter", place),
        )

    def test(self, found: Any, place: str) -> Test:
        if not isinstance(found, dict):
            self.fault(place, said(N_("is not a test")), said(TEST_WRITTEN))
            return All(())
        if set(found) in ({"all"}, {"any"}):
            key = next(iter(found))
            parts = tuple(self.test(one, place) for one in found[key])
            return All(parts) if key == "all" else Some(parts)
        if set(found) == {"not"}:
            return Not(self.test(found["not"], place))
        return self.fact_test(found, place)

    def fact_test(self, found: dict[str, Any], place: str) -> Test:
        name = found.get("fact")
        if name not in FACTS:
            near = get_close_matches(str(name), FACTS, n=1)
            self.fault(
                place,
                said(N_("unknown fact {name!r}"), name=name),
                said(N_("did you mean {near!r}?"), near=near[0]) if near else said(N_("see FACTS")),
            )
            return All(())
        operators = [key for key in found if key in OPERATORS]
        if len(operators) != 1:
            self.fault(
                place,
                said(N_("{name} has no single operator"), name=name),
                said(N_("use one of {known}"), known=", ".join(OPERATORS)),
            )
            return All(())
        parameters = parameters_of(str(name))
        takes = list(parameters)[1:]
        params = []
        for key, value in found.items():
            if key in ("fact", operators[0]):
                continue
            if key not in takes:
                self.fault(
                    place,
                    said(N_("{name} takes no {key!r}"), name=name, key=key),
                    said(N_("it takes {what}"), what=", ".join(takes) or said(N_("nothing"))),
                )
            if key == "currency":
                self.check_currency(value, f"{place}: {key}")
                params.append((key, value))
            else:
                params.append((key, self.operand(value, f"{place}: {key}")))
        needed = [
            key
            for key, parameter in parameters.items()
            if parameter.default is inspect.Parameter.empty and key != "view"
        ]
        for key in needed:
            if key not in found:
                self.fault(
                    place,
                    said(N_("{name} needs {key!r}"), name=name, key=key),
                    said(N_("add {what}"), what=f"{key} = ..."),
                )
        return FactTest(
            name, tuple(params), operators[0], self.operand(found[operators[0]], f"{place}: {operators[0]}")
        )

    def operand(self, value: Any, place: str) -> Any:
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in self.value_names:
                self.fault(
                    place,
                    said(N_("unknown value {name!r}"), name=value),
                    said(N_("add a [[value]] of that name")),
                )
            return ValueName(value[1:])
        if isinstance(value, list):
            return tuple(self.operand(one, place) for one in value)
        self.check_countries(value, place)
        return value

    def check_countries(self, value: Any, place: str) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and _COUNTRY.fullmatch(one) and one not in self.reference.countries:
                self.fault(
                    place, said(N_("unknown country {name!r}"), name=one), said(N_("use ISO 3166-1 alpha-3"))
                )

    def check_currency(self, value: Any, place: str) -> None:
        if value not in CURRENCIES:
            self.fault(
                place,
                said(N_("unknown currency {name!r}"), name=value),
                said(N_("use one of {known}"), known=", ".join(CURRENCIES)),
            )

    def check_spans(self, place: str, spans: list[Span], *, gaps: bool = True) -> None:
        ordered = sorted(spans, key=lambda span: span.first or date.min)
        for one, after in itertools.pairwise(ordered):
            if one.last is None or (after.first is not None and one.last >= after.first):
                self.fault(
                    place,
                    said(N_("two are in force on {day}"), day=after.first),
                    said(N_("end the earlier one the day before")),
                )
            elif gaps and after.first is not None and after.first - one.last > timedelta(days=1):
                self.fault(
                    place,
                    said(N_("nothing is in force after {day}"), day=one.last),
                    said(N_("close the gap")),
                )

    def check_values_in_force(self, programme: Programme) -> None:
        """A value that a criterion names must be in force as long as the criterion is."""
        for criterion in programme.criteria:
            for test in tests_of(criterion):
                named = [one for _, one in (*test.params, ("", test.operand))]
                flat = [part for one in named for part in (one if isinstance(one, tuple) else (one,))]
                for one in flat:
                    if isinstance(one, ValueName):
                        self.check_covered(programme, criterion, one.name)

    def check_covered(self, programme: Programme, criterion: Criterion, name: str) -> None:
        first = criterion.span.first or min(one.span.first or date.min for one in programme.versions)
        days = [first, *(day for day in programme.boundaries() if criterion.span.holds(day) and day >= first)]
        for day in days:
            if not any(one.name == name and one.span.holds(day) for one in programme.values):
                self.fault(
                    f"criterion {criterion.id}",
                    said(N_("value {name!r} is not in force on {day}"), name=name, day=day),
                    said(N_("extend the value")),
                )
                return
