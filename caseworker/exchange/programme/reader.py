# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a programme file: sources, versions, values, cautions, criteria and their answers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from caseworker.domain.case.days import Days, NotADay, days_of
from caseworker.domain.rules.programme import (
    CONSEQUENCES,
    FOLLOWS,
    RESULTS,
    STATUSES,
    STEPS,
    Answer,
    Caution,
    Criterion,
    DatedValue,
    Programme,
    Source,
    Span,
    Status,
    ValueName,
    Version,
    tests_of,
)
from caseworker.words import N_

from .conditions import ConditionReader
from .faults import said

_DEFAULT_THEN = {"met": "note", "not_applicable": "note", "not_known": "more_evidence_needed"}


class ProgrammeReader(ConditionReader):
    """Reads one programme; the faults it found are in `faults`."""

    def programme(self, table: dict[str, Any], pool: dict[str, dict[str, Any]], digest: str) -> Programme:
        self.keys(
            table,
            "file",
            "id kind name country checked_on shares countries_first next source version status value "
            "criterion caution",
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
            country=self.country(table),
            next=tuple(self.next(one, at) for at, one in enumerate(table.get("next", []), start=1)),
        )
        self.check_spans("version", [one.span for one in versions])
        for name in sorted(self.value_names):
            self.check_spans(f"value {name}", [one.span for one in values if one.name == name], gaps=False)
        self.check_values_in_force(programme)
        return programme

    def country(self, table: Mapping[str, Any]) -> str:
        found = table.get("country", "")
        if found and found not in self.reference.countries:
            self.fault(
                "file", said(N_("unknown country {name!r}"), name=found), said(N_("use ISO 3166-1 alpha-3"))
            )
        return str(found)

    def next(self, one: dict[str, Any], at: int) -> dict[str, str]:
        self.keys(one, f"next {at}", "words")
        return self.words(one.get("words"), f"next {at}: words")

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
        cite = one.get("cite", "")
        return Version(
            self.span(one, place),
            self.words(one.get("title"), f"{place}: title"),
            {"en": cite} if isinstance(cite, str) else self.words(cite, f"{place}: cite"),
        )

    def status(self, one: dict[str, Any]) -> Status:
        self.keys(one, "status", "from status note published")
        place = f"status {one.get('from')}"
        if one.get("status") not in STATUSES:
            self.fault(
                place,
                said(N_("unknown status {name!r}"), name=one.get("status")),
                said(N_("use one of {known}"), known=", ".join(STATUSES)),
            )
        note = self.optional(one, "note", place)
        since = self.day(one, "from", place) or date.min
        return Status(since, str(one.get("status")), note, self.published(one, since, place))

    def published(self, one: dict[str, Any], since: date, place: str) -> str:
        """The month or year that was published where no day was; the day assumed lies in it or follows it."""
        found = str(one.get("published", ""))
        try:
            days = days_of(found) if found else None
        except NotADay:
            days = Days(date.min, date.min)
        if days is not None and (days.exact or not days.first <= since <= days.last + timedelta(days=1)):
            self.fault(
                place,
                said(N_("{key} is no month or year that {day} follows"), key="published", day=since),
                said(N_("write it as 2024-07, or leave it out where the day was published")),
            )
        return found

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
        self.keys(one, place, "when result then code reason referral refer_elsewhere letter follows")
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
            follows=self.follows(one, place),
        )

    def follows(self, one: dict[str, Any], place: str) -> str:
        found = one.get("follows", "")
        if found not in ("", *FOLLOWS):
            self.fault(
                place,
                said(N_("unknown follows {name!r}"), name=found),
                said(N_("use one of {known}"), known=", ".join(FOLLOWS)),
            )
        return str(found)

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
