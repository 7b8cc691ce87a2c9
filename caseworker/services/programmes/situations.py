# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running a programme's situations: what came out otherwise than told, and what no situation reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from caseworker.domain.rules.assess import assess
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import Programme
from caseworker.domain.rules.reference import NoValueInForce, Reference
from caseworker.domain.rules.rules import Rules, rules_on
from caseworker.exchange.situations import NO_RULES, NOT_IN_FORCE, Situation, Situations
from caseworker.paths import bundle_root

RulesOf = Callable[[date], Rules]


@dataclass(frozen=True, slots=True)
class Result:
    """What a situation tells or what came out for it; `rules_from` and `status` are None
    where they do not matter, `finds` are the results of criteria by id.
    """

    outcome: str
    codes: frozenset[str] = frozenset()
    referrals: frozenset[str] = frozenset()
    rules_from: date | None = None
    status: str | None = None
    finds: Mapping[str, str] = field(default_factory=dict)

    def agrees(self, told: Result) -> bool:
        """Whether this, come out, is as told."""
        if any(self.finds.get(name, NOT_IN_FORCE) != result for name, result in told.finds.items()):
            return False
        return (self.outcome, self.codes, self.referrals) == (
            told.outcome,
            told.codes,
            told.referrals,
        ) and (told.rules_from in (None, self.rules_from) and told.status in (None, self.status))


@dataclass(frozen=True, slots=True)
class Failure:
    """A situation that came out otherwise than told."""

    situation: Situation
    told: Result
    came_out: Result


@dataclass(frozen=True, slots=True)
class Coverage:
    """All situations run: failures, and what none of them reaches.

    `codes` are reported by the programme and neither told nor excused; `answers` are (criterion id,
    position from 1) that no situation comes to; `criteria` the ids never found at all.
    """

    failures: tuple[Failure, ...]
    codes: tuple[str, ...]
    answers: tuple[tuple[str, int], ...]
    criteria: tuple[str, ...]


def told(situation: Situation) -> Result:
    """What the situation says must come out."""
    return Result(
        situation.outcome,
        situation.codes,
        situation.referrals,
        situation.rules_from,
        situation.status,
        situation.finds,
    )


def come_out(
    situation: Situation, rules_of: RulesOf, reference: Reference, others: Sequence[Programme]
) -> tuple[Result, tuple[Finding, ...]]:
    """What comes out for a situation, with the findings."""
    try:
        rules = rules_of(situation.on)
        assessment = assess(situation.case, rules, situation.on, reference, others)
    except NoValueInForce:
        return Result(NO_RULES), ()
    one = assessment.of(situation.applicant)
    result = Result(
        one.outcome,
        frozenset(one.codes),
        frozenset(one.referrals),
        assessment.version.span.first,
        assessment.status,
        {finding.criterion.id: finding.result for finding in one.findings},
    )
    return result, one.findings


def compiled(programme: Programme) -> RulesOf:
    """The rules of the programme by day, each compiled once."""
    known: dict[date, Rules] = {}

    def rules_of(on: date) -> Rules:
        if on not in known:
            known[on] = rules_on(programme, on)
        return known[on]

    return rules_of


def run(
    programme: Programme, found: Situations, reference: Reference, others: Mapping[str, Programme]
) -> Coverage:
    """Runs every situation; `others` are the programmes that somebody may be referred to."""
    among = {**others, programme.id: programme}
    rules_of = compiled(programme)
    failures = []
    reached: set[tuple[str, int]] = set()
    seen: set[str] = set()
    for one in found.situations:
        result, findings = come_out(one, rules_of, reference, list(among.values()))
        if not result.agrees(told(one)):
            failures.append(Failure(one, told(one), result))
        for finding in findings:
            seen.add(finding.criterion.id)
            if finding.answer is not None:
                at = [answer is finding.answer for answer in finding.criterion.answers].index(True)
                reached.add((finding.criterion.id, at + 1))
    codes = {answer.code for one in programme.criteria for answer in one.answers if answer.code}
    codes -= {code for one in found.situations for code in one.codes}
    answers = {(one.id, at) for one in programme.criteria for at in range(1, len(one.answers) + 1)}
    return Coverage(
        tuple(failures),
        tuple(sorted(codes - set(found.never))),
        tuple(sorted(one for one in answers - reached if not _excused(programme, one, found.never))),
        tuple(sorted({one.id for one in programme.criteria} - seen)),
    )


def _excused(programme: Programme, answer: tuple[str, int], never: Mapping[str, str]) -> bool:
    """Whether the file says why nobody comes to that answer: by its place, or by its code."""
    name, at = answer
    codes = {
        one.answers[at - 1].code for one in programme.criteria if one.id == name and len(one.answers) >= at
    }
    return f"{name}/{at}" in never or any(code in never for code in codes if code)


def situations_beside(file: Path, programme_id: str) -> Path | None:
    """The situations of a programme file: beside it, else those of a checkout, else None."""
    beside = file.with_name(f"{programme_id}.situations.toml")
    checkout = bundle_root() / "tests" / "programmes" / f"{programme_id}.toml"
    return next((path for path in (beside, checkout) if path.is_file()), None)
