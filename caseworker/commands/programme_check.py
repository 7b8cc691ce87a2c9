# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes check`: a programme file, its situations, and what no situation would notice."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.domain.rules.programme import Programme
from caseworker.exchange.programme.faults import FaultyProgramme, ProgrammeFault, said
from caseworker.exchange.programme.file import check_programme, with_lines
from caseworker.exchange.situations import Situations, read_situations
from caseworker.exchange.toml_lines import key_lines
from caseworker.paths import resource
from caseworker.services.programmes.library import Library
from caseworker.services.programmes.mutations import mutate
from caseworker.services.programmes.shipped import shared_criteria
from caseworker.services.programmes.situations import Coverage, Failure, Result, run, situations_beside
from caseworker.words import N_, Words

from .reading import read_bytes


def check(parsed: argparse.Namespace, library: Library, words: Words) -> int:
    """Faults of the file end it; then its situations are run, and with --mutations its mutants."""
    data = read_bytes(parsed.file, words)
    try:
        programme, reach = check_programme(data, shared_criteria(resource()), library.reference)
    except FaultyProgramme as error:
        raise _refused(parsed.file, error.faults, words) from None
    name = Path(parsed.file).name
    print(words("{file}: in order ({count} criteria)", file=name, count=len(programme.criteria)))
    for criterion in reach.undecided:
        print(
            words(
                N_("{file}: criterion {name}: too many combinations to say whether every answer is reached"),
                file=name,
                name=criterion,
            )
        )
    beside = situations_beside(Path(parsed.file), programme.id)
    path = parsed.situations or (str(beside) if beside else "")
    if not path:
        print(
            words(
                N_("{file}: no situations; write them in {beside} and every rule is tried"),
                file=name,
                beside=f"{programme.id}.situations.toml",
            )
        )
        return DONE
    told = read_bytes(path, words)
    situations = _situations(path, told, programme, library, words)
    status = _run((parsed.file, path), (data, told), programme, situations, library, words)
    if parsed.mutations and status == DONE:
        status = _mutate(path, programme, situations, library, words)
    return status


def _refused(name: str, faults: Sequence[ProgrammeFault], words: Words) -> WrongInput:
    """Prints every fault but the first, and gives the error that says it."""
    for fault in faults[1:]:
        print(f"{name}: {fault.in_words(words)}")
    first = f"{name}: {faults[0].in_words(words)}"
    print(first, flush=True)
    return WrongInput(first)


def _situations(path: str, told: bytes, programme: Programme, library: Library, words: Words) -> Situations:
    try:
        found = read_situations(told, library.reference.vocabulary())
    except FaultyProgramme as error:
        raise _refused(path, error.faults, words) from None
    if found.programme != programme.id:
        raise WrongInput(
            words(
                N_('{file}: is of the programme "{other}", not of "{name}"; name another file'),
                file=path,
                other=found.programme,
                name=programme.id,
            )
        )
    return found


def _run(
    names: tuple[str, str],
    texts: tuple[bytes, bytes],
    programme: Programme,
    found: Situations,
    library: Library,
    words: Words,
) -> int:
    """Runs the situations of a programme; names and texts are those of the two files."""
    coverage = run(programme, found, library.reference, library.programmes)
    name = Path(names[1]).name
    failed = len(coverage.failures)
    print(
        words(
            N_("{file}: {count} situations, {failed} failed"),
            file=name,
            count=len(found.situations),
            failed=failed,
        )
    )
    lines = key_lines(texts[1].decode("utf-8")) if coverage.failures else {}
    for failure in coverage.failures:
        at = found.situations.index(failure.situation)
        _print_failure(f"{name}:{lines['situation', at]}", failure, words)
    for fault in with_lines(_uncovered(programme, coverage), texts[0], shared_criteria(resource())):
        print(f"{Path(names[0]).name}: {fault.in_words(words)}")
    return NEGATIVE if coverage.failures or coverage.codes else DONE


def _print_failure(name: str, failure: Failure, words: Words) -> None:
    told, found = failure.told, failure.came_out
    print(words(N_("{file}: situation {title}"), file=name, title=failure.situation.title))
    print("  " + words(N_("expected: {what}"), what=_said(told, told)))
    print("  " + words(N_("came out: {what}"), what=_said(found, told)))


def _said(result: Result, told: Result) -> str:
    """A result by its codes, with what the situation tells of beyond outcome and codes."""
    parts = [result.outcome, *sorted(result.codes)]
    if told.referrals or result.referrals:
        parts.append(f"referrals = {sorted(result.referrals)}")
    if told.rules_from:
        parts.append(f"rules_from = {result.rules_from}")
    if told.status:
        parts.append(f"status = {result.status}")
    parts += [f"{name} = {result.finds.get(name, '-')}" for name in sorted(told.finds)]
    return ", ".join(parts)


def _uncovered(programme: Programme, coverage: Coverage) -> list[ProgrammeFault]:
    """What no situation reaches, each in its place in the programme file; codes first."""
    remedy = said(N_("write one, or say why not under [never] in the situations"))
    found = []
    places = {
        answer.code: f"criterion {one.id}: answer {at}"
        for one in reversed(programme.criteria)
        for at, answer in reversed(list(enumerate(one.answers, 1)))
    }
    for code in coverage.codes:
        found.append(
            ProgrammeFault(places[code], said(N_("no situation has the code {code}"), code=code), remedy)
        )
    for name in coverage.criteria:
        found.append(ProgrammeFault(f"criterion {name}", said(N_("no situation asks it")), remedy))
    for name, at in coverage.answers:
        place = f"criterion {name}: answer {at}"
        if place not in {one.place for one in found} and name not in coverage.criteria:
            found.append(ProgrammeFault(place, said(N_("no situation comes to it")), remedy))
    return found


def _mutate(path: str, programme: Programme, found: Situations, library: Library, words: Words) -> int:
    result = mutate(programme, found, library.reference, library.programmes)
    name = Path(path).name
    print(
        words(
            N_("{file}: {count} small changes of the rules, {left} that no situation notices"),
            file=name,
            count=result.count,
            left=len(result.survivors),
        )
    )
    for one in result.survivors:
        change = words(N_("left out")) if one.change == "-" else one.change
        print(f"  {one.place}: {change}")
    return NEGATIVE if result.survivors else DONE
