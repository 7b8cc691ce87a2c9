# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes show`: the rules on a day, what changed against another, or a sheet to sign."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from caseworker import app
from caseworker.commands.status import DONE, WrongInput
from caseworker.domain.rules.programme import Programme
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rule_changes import RulesOn, changes_between, in_force
from caseworker.exchange.assessment_file import encode, plain_value
from caseworker.services.programmes.library import Library
from caseworker.services.programmes.sheet import sheet
from caseworker.words import N_, Words, words_for
from caseworker.words.rules.rule_changes import ChangesText, changes_text
from caseworker.words.rules.rules import RulesText, rules_text

from .desk import desk_at
from .output import write_json, write_whole
from .reading import known_language, read_day, unknown_programme


def show(parsed: argparse.Namespace, library: Library, words: Words) -> int:
    """Prints the rules, or what changed, or writes the sheet; of a store's own files with --store."""
    with desk_at(parsed, words) if parsed.store else nullcontext() as desk:
        used = desk.library if desk else library
        return _show(parsed, used, words)


def _show(parsed: argparse.Namespace, library: Library, words: Words) -> int:
    if parsed.id not in library.programmes:
        raise WrongInput(unknown_programme(parsed.id, library, words))
    programme = library.programmes[parsed.id]
    said = words_for(known_language("--language", parsed.language, words)) if parsed.language else words
    if parsed.paper and not parsed.output:
        raise WrongInput(words(N_("--paper: is of the sheet; name its file with --output")))
    on = read_day(parsed.on, words) or programme.versions[-1].span.first
    assert on is not None  # noqa: S101 - every version says from when
    rules = _rules(programme, on, "--on", words)
    against = read_day(parsed.against, words, "--against")
    today = app.now().date()
    if parsed.output and against is not None:
        raise WrongInput(words(N_("--output: the sheet shows one day; leave out --against")))
    if parsed.output:
        pdf = sheet(library, parsed.id, on, today, said, parsed.paper or "A4")
        write_whole(Path(parsed.output), pdf, words)
        return DONE
    if against is not None:
        other = _rules(programme, against, "--against", words)
        before, after = sorted((rules, other), key=lambda one: one.on)
        if parsed.json:
            write_json(encode(_changes(before, after), pretty=True))
        else:
            print_changes(changes_text(before, after, said))
        return DONE
    text = rules_text(rules, today, said)
    assert text is not None  # noqa: S101 - a version is in force
    if parsed.json:
        write_json(encode(_shown(rules, text), pretty=True))
    else:
        _print_rules(text, said)
    return DONE


def _rules(programme: Programme, on: date, option: str, words: Words) -> RulesOn:
    try:
        programme.version_on(on)
    except NoValueInForce:
        first = programme.versions[0].span.first
        raise WrongInput(
            words(
                '{option}: no rules of "{name}" are in force on {day}; the first are of {first}',
                option=option,
                name=programme.id,
                day=on.isoformat(),
                first=str(first),
            )
        ) from None
    return in_force(programme, on)


def _print_rules(text: RulesText, words: Words) -> None:
    print(f"{text.name} · {text.day} · {text.status}")
    print(f"{text.version} ({text.cite})")
    if text.note:
        print(text.note)
    print(text.stale or text.checked)
    for step, criteria in text.steps:
        print(f"\n{step}")
        for one in criteria:
            print(f"  {one.title}")
            if one.rule:
                print(f"    {one.rule}")
            for answer in one.answers:
                print(f"    {answer.result}: {answer.text}")
            for source in one.sources:
                print(f"    [{source}]")
    if text.doubts:
        print("\n" + words(N_("Doubts")))
    for doubt, sources in text.doubts:
        print(f"  {doubt}")
        for source in sources:
            print(f"    [{source}]")


def print_changes(text: ChangesText) -> None:
    """What changed, in lines: - before, + after."""
    if text.heading:
        print(text.heading)
    for note in text.notes:
        print(note)
    for heading, changes in text.groups:
        print(f"\n{heading}")
        for one in changes:
            print(f"  {one.what}: {one.title}" if one.title else f"  {one.what}")
            for mark, lines in (("-", one.before), ("+", one.after)):
                for line in lines:
                    print(f"    {mark} {line}")


def _changes(before: RulesOn, after: RulesOn) -> dict[str, Any]:
    return {
        "id": before.programme.id,
        "from": before.on.isoformat(),
        "to": after.on.isoformat(),
        "changes": [
            {
                "kind": one.kind,
                "id": one.id,
                "what": one.what,
                **(
                    {"before": plain_value(one.before), "after": plain_value(one.after)}
                    if one.kind in ("value", "status")
                    else {}
                ),
            }
            for one in changes_between(before, after)
        ],
    }


def _shown(rules: RulesOn, text: RulesText) -> dict[str, object]:
    programme = rules.programme
    return {
        "id": programme.id,
        "on": rules.on.isoformat(),
        "status": rules.status,
        "sha256": programme.digest,
        "checked_on": programme.checked_on.isoformat(),
        "stale": bool(text.stale),
        "criteria": [
            {
                "id": one.id,
                "step": one.step,
                "title": dict(one.title),
                "rule": dict(one.rule),
                "sources": [programme.sources[source].cite for source in one.sources],
                "codes": [answer.code for answer in one.answers if answer.code],
            }
            for one in rules.criteria.values()
        ],
        "cautions": [dict(one.words) for one in rules.cautions.values()],
    }
