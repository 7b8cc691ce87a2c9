# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes`: what there is, the rules on a day in plain words, and checking a file."""

from __future__ import annotations

import argparse
from datetime import date

from caseworker.commands.status import DONE, WrongInput
from caseworker.domain.programme import STEPS, Programme
from caseworker.domain.reference import NoValueInForce
from caseworker.exchange.assessment_file import encode
from caseworker.services.library import Library, load_library
from caseworker.words import N_, Words, words_for
from caseworker.words.reasons import blanked

from .programme_check import check
from .reading import read_day, unknown_programme
from .writing import write_json


def programmes(parsed: argparse.Namespace, words: Words) -> int:
    """Lists, shows or checks."""
    library = load_library()
    if parsed.programmes_command == "check":
        return check(parsed, library, words)
    if parsed.programmes_command == "show":
        return _show(parsed, library, words)
    return _list(library, getattr(parsed, "json", False), words)


def _list(library: Library, as_json: bool, words: Words) -> int:
    if as_json:
        rows = [
            {
                "id": one.id,
                "kind": one.kind,
                "name": dict(one.name),
                "versions": [str(version.span.first) for version in one.versions],
            }
            for one in library.programmes.values()
        ]
        write_json(encode(rows, pretty=True))
        return DONE
    for one in library.programmes.values():
        print(f"{one.id:<22} {one.name.get(words.language, one.id)}")
        for version in one.versions:
            if version.span.first is not None:
                day = words.short_day(version.span.first)
                print(f"{'':<22} {day:<12} {version.title.get(words.language, '')} ({version.cite})")
    for refused in library.refused:
        print(
            words("{file} was refused: {fault}", file=refused.file, fault=refused.faults[0].in_words(words))
        )
    return DONE


def _show(parsed: argparse.Namespace, library: Library, words: Words) -> int:
    if parsed.id not in library.programmes:
        raise WrongInput(unknown_programme(parsed.id, library, words))
    programme = library.programmes[parsed.id]
    said = words_for(parsed.language) if parsed.language else words
    on = read_day(parsed.on, words) or programme.versions[-1].span.first
    assert on is not None  # noqa: S101 - every version says from when
    try:
        version = programme.version_on(on)
    except NoValueInForce:
        first = programme.versions[0].span.first
        raise WrongInput(
            words(
                '--on: no rules of "{name}" are in force on {day}; the first are of {first}',
                name=programme.id,
                day=on.isoformat(),
                first=str(first),
            )
        ) from None
    if parsed.json:
        write_json(encode(_shown(programme, on), pretty=True))
        return DONE
    status = said.label("status", programme.status_on(on))
    print(f"{programme.name.get(said.language, programme.id)} · {said.day(on)} · {status}")
    print(f"{version.title.get(said.language, '')} ({version.cite})")
    print(said(N_("Last checked against the sources on {day}."), day=said.day(programme.checked_on)))
    for step in STEPS:
        criteria = [one for one in programme.criteria_on(on) if one.step == step]
        if criteria:
            print(f"\n{said.label('step', step)}")
        for one in criteria:
            print(f"  {one.title.get(said.language, one.id)}")
            if one.rule:
                rule = said(N_("Rule: {words}"), words=one.rule.get(said.language, ""))
                print(f"    {rule}")
            for answer in one.answers:
                if answer.result in ("met", "not_met", "not_known"):
                    mark = said.label("result", answer.result)
                    print(f"    {mark}: {blanked(answer.reason.get(said.language, ''))}")
            for source in one.sources:
                print(f"    [{programme.sources[source].cite}]")
    cautions = programme.cautions_on(on)
    if cautions:
        print("\n" + said(N_("Doubts")))
    for caution in cautions:
        print(f"  {caution.words.get(said.language, '')}")
    return DONE


def _shown(programme: Programme, on: date) -> dict[str, object]:
    return {
        "id": programme.id,
        "on": on.isoformat(),
        "status": programme.status_on(on),
        "criteria": [
            {
                "id": one.id,
                "step": one.step,
                "title": dict(one.title),
                "rule": dict(one.rule),
                "sources": [programme.sources[source].cite for source in one.sources],
                "codes": [answer.code for answer in one.answers if answer.code],
            }
            for one in programme.criteria_on(on)
        ],
        "cautions": [dict(one.words) for one in programme.cautions_on(on)],
    }
