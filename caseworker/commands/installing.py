# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes install`, `installed`, `use-shipped`: an office's own programme files."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.domain.errors import CaseworkerError
from caseworker.exchange.assessment_file import encode
from caseworker.exchange.programme.faults import FaultyProgramme
from caseworker.services.programmes import installing, sentences
from caseworker.services.programmes.impact import Impact, impact_of
from caseworker.services.programmes.installing import Candidate, UnreadableFile
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from .desk import desk_at
from .output import write_json
from .rules_shown import print_changes

if TYPE_CHECKING:
    from caseworker.services.desk import Desk

YES = {"y", "yes", "s", "si", "sí"}


def install(parsed: argparse.Namespace, words: Words) -> int:
    """Checks a file, lists its impact, and puts it in force where that is accepted."""
    with desk_at(parsed, words) as desk:
        try:
            candidate = installing.read_candidate(desk, Path(parsed.file))
        except UnreadableFile as error:
            raise WrongInput(f"{parsed.file}: {sentences.unreadable_text(error, words)}") from None
        except FaultyProgramme as error:
            for fault in error.faults[1:]:
                print(f"{parsed.file}: {fault.in_words(words)}")
            raise WrongInput(f"{parsed.file}: {error.faults[0].in_words(words)}") from None
        return _offer(desk, candidate, parsed, words)


def use_shipped(parsed: argparse.Namespace, words: Words) -> int:
    """Goes back to the file that came with the program."""
    with desk_at(parsed, words) as desk:
        try:
            candidate = installing.shipped_candidate(desk, parsed.id)
        except CaseworkerError as error:
            raise WrongInput(f"{parsed.id}: {error_text(error, words)}") from None
        return _offer(desk, candidate, parsed, words)


def installed(parsed: argparse.Namespace, words: Words) -> int:
    """Lists the programmes as in force in a store, and where their files are from."""
    with desk_at(parsed, words) as desk:
        found = installing.in_force(desk)
    if parsed.json:
        write_json(encode([_in_force(one) for one in found], pretty=True))
        return DONE
    for one in found:
        print(f"{one.programme_id:<22} {sentences.origin_text(one, words)}")
        if one.checked_on:
            checked = words(N_("Last checked against the sources on {day}."), day=words.day(one.checked_on))
            print(f"{'':<22} {checked}")
        print(f"{'':<22} SHA-256 {one.sha256}")
        if newer := sentences.newer_text(one, words):
            print(f"{'':<22} {newer}")
        if one.fault is not None:
            refused = words(N_("Refused: {fault}"), fault=one.fault.in_words(words))
            print(f"{'':<22} {refused}")
    return DONE


def _offer(desk: Desk, candidate: Candidate, parsed: argparse.Namespace, words: Words) -> int:
    found = impact_of(desk, candidate, lambda *_: None, lambda: False)
    if not parsed.json:
        _say(candidate, found, words)
    accepted = parsed.yes or (not parsed.json and _asked(words))
    if accepted:
        try:
            done = installing.accept(desk, candidate, lambda *_: None, lambda: False)
        except CaseworkerError as error:
            raise WrongInput(f"{candidate.programme_id}: {error_text(error, words)}") from None
        if not parsed.json:
            said = N_("It is in force now. Cases with another outcome in the list: {count}.")
            print(words(said, count=done.changed))
    elif not parsed.json:
        print(words(N_("Nothing was changed. Add --yes to accept it.")))
    if parsed.json:
        write_json(encode(_offered(candidate, found, accepted=accepted), pretty=True))
    return DONE if accepted else NEGATIVE


def _say(candidate: Candidate, found: Impact, words: Words) -> None:
    for line in sentences.candidate_lines(candidate, words):
        print(line)
    for changes in sentences.rules_changed(candidate, words):
        print_changes(changes)
    print()
    for line in sentences.impact_lines(found, words):
        print(line)
    for change in found.changes:
        print(f"  {change.case_number}  {change.applicant}: {sentences.outcome_text(change, words)}")
        for finding in change.findings:
            print(f"    {sentences.finding_text(finding, words)}")


def _asked(words: Words) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input(words(N_("Accept it? (y/n) "))).strip().casefold() in YES
    except EOFError:
        return False


def _offered(candidate: Candidate, found: Impact, *, accepted: bool) -> dict[str, Any]:
    programme = candidate.programme
    return {
        "programme": candidate.programme_id,
        "file": candidate.file or None,
        "file_sha256": candidate.text.file_sha256 if candidate.text else None,
        "sha256": programme.digest if programme else None,
        "open_cases": found.open_cases,
        "decided_cases": found.decided,
        "changes": [
            asdict(one) | {"findings": [_finding(finding) for finding in one.findings]}
            for one in found.changes
        ],
        "accepted": accepted,
    }


def _finding(found: Any) -> dict[str, Any]:
    return asdict(found) | {"title": dict(found.title)}


def _in_force(one: installing.InForce) -> dict[str, Any]:
    return {
        "id": one.programme_id,
        "installed": one.installed,
        "file": one.file or None,
        "sha256": one.sha256,
        "file_sha256": one.file_sha256 or None,
        "checked_on": one.checked_on.isoformat() if one.checked_on else None,
        "installed_at": one.installed_at or None,
        "refused": str(one.fault) if one.fault else None,
    }
