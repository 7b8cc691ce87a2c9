# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of programme files, of their impact and of a replay: the same in window and shell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from caseworker.domain.rules.programme import Programme
from caseworker.exchange.programme.faults import FaultyProgramme
from caseworker.exchange.toml_text import LARGEST
from caseworker.words import N_, Words
from caseworker.words.rules.referrals import referral_name
from caseworker.words.rules.rule_changes import ChangesText, file_changes_text

from .impact import FindingChange, Impact, OutcomeChange
from .installing import Candidate, InForce, UnreadableFile
from .replay import Difference, NotReplayed, Replayed

LONGEST = 160
NOTHING = N_("nothing")
UNREADABLE = {
    "missing": N_("there is no such file; check the name"),
    "folder": N_("is a folder; name a file"),
    "too_large": N_("is larger than {limit} MB: that is no programme file; choose another"),
    "unreadable": N_("cannot be read; check the medium and the rights to the file"),
}
ARROW = N_("{before} → {after}")
NO_RULES = N_("no rules in force")
NOT_ASKED = N_("not asked")
LOOKED_AT = N_("Open cases assessed both ways: {count}.")
NOBODY = N_("Nobody's outcome would change.")
CHANGES = N_("People whose outcome would change: {people} (cases: {cases}).")
DECIDED = N_("Decided cases, which stay as they are: {count}.")
UNREAD = N_("Cases that cannot be assessed until their data are mended: {count}.")
LOOK_STOPPED = N_("Stopped: the list is not complete.")
AGREE = N_("Decisions that come out the same: {count}.")
DIFFER = N_("Decisions that come out otherwise: {count}.")
NOT_RUN = N_("Decisions that cannot be run again: {count}.")
ALL_AGREE = N_("Every decision comes out as it was recorded: {count}.")
NONE_YET = N_("There are no decisions yet.")
RUN_STOPPED = N_("Stopped: not all decisions were run again.")
WHY_NOT = {
    "no_rulebook": N_("it was taken before the program kept the rules with each decision"),
    "rulebook_missing": N_(
        "the rules kept with it are missing; keep the folder as it is and ask who looks after the computers"
    ),
    "rulebook_damaged": N_(
        "the rules kept with it are damaged; keep the folder as it is and ask who looks after the computers"
    ),
    "rules_unreadable": N_("this version of the program cannot read the rules kept with it"),
    "document_unreadable": N_("this version of the program cannot read the case kept with it"),
    "no_rules": N_("the rules kept with it are not in force on its day"),
}
PARTS = {
    "outcome": N_("outcome"),
    "result": N_("result"),
    "code": N_("code"),
    "codes": N_("codes"),
    "then": N_("what follows"),
    "reason": N_("reason"),
    "facts": N_("facts"),
    "missing": N_("what is missing"),
    "evidence": N_("evidence"),
    "sources": N_("sources"),
    "referrals": N_("referrals"),
    "entry": N_("entry"),
    "next_proofs": N_("proofs that would help"),
    "step": N_("step"),
}


def unreadable_text(error: UnreadableFile, words: Words) -> str:
    """Why a file cannot be read, and what to do."""
    return words(UNREADABLE[error.code], limit=LARGEST // 1_000_000)


def fault_lines(error: Exception, words: Words) -> list[str]:
    """Every fault of a programme file: where, what, what to do; none for another error."""
    return [one.in_words(words) for one in error.faults] if isinstance(error, FaultyProgramme) else []


def candidate_lines(candidate: Candidate, words: Words) -> Iterator[str]:
    """What a programme file is: its programme, when it was checked, its hashes, its shared files."""
    programme, text = candidate.programme, candidate.text
    if programme is None:
        yield words(N_("The program ships no such programme: it would be gone."))
        return
    yield programme.name.get(words.language, programme.id)
    yield words(N_("Last checked against the sources on {day}."), day=words.day(programme.checked_on))
    if text is None:
        yield words(N_("This is the file that came with the program."))
    else:
        yield words(N_("SHA-256 of the file: {sha256}"), sha256=text.file_sha256)
    yield words(N_("SHA-256 of the rules, shared files included: {sha256}"), sha256=programme.digest)
    if candidate.beside:
        names = words.listing(f"shared/{name}.toml" for name in candidate.beside)
        yield words(N_("Taken along from the folder beside it: {names}"), names=names)


def rules_changed(candidate: Candidate, words: Words) -> tuple[ChangesText, ...]:
    """What the file changes in the rules; nothing where the programme is new or would be gone."""
    if candidate.programme is None or candidate.before is None:
        return ()
    return file_changes_text(candidate.before, candidate.programme, words)


def impact_lines(impact: Impact, words: Words) -> Iterator[str]:
    """The counts of an impact, a line each."""
    if not impact.whole:
        yield words(LOOK_STOPPED)
    yield words(LOOKED_AT, count=impact.open_cases)
    if impact.changes:
        yield words(CHANGES, people=len(impact.changes), cases=impact.cases_changed)
    else:
        yield words(NOBODY)
    yield words(DECIDED, count=impact.decided)
    if impact.unread:
        yield words(UNREAD, count=impact.unread)


def outcome_text(change: OutcomeChange, words: Words) -> str:
    """The outcome of a person before and after."""
    return words(ARROW, before=_outcome(change.before, words), after=_outcome(change.after, words))


def finding_text(change: FindingChange, words: Words) -> str:
    """A finding before and after, with what follows where the result itself is the same."""
    before = words.label("result", change.before) if change.before else words(NOT_ASKED)
    after = words.label("result", change.after) if change.after else words(NOT_ASKED)
    if before == after:
        before = f"{before} ({words.label('outcome', change.before_then)})"
        after = f"{after} ({words.label('outcome', change.after_then)})"
    title = change.title.get(words.language) or change.title.get("en", change.criterion)
    return f"{title}: {words(ARROW, before=before, after=after)}"


def origin_text(one: InForce, words: Words) -> str:
    """Where the file in force is from."""
    if not one.installed:
        return words(N_("The file that came with the program."))
    day = words.day_text(one.installed_at[:10])
    return words(N_("{file}, installed on {day} by {name}."), file=one.file, day=day, name=one.installed_by)


def newer_text(one: InForce, words: Words) -> str:
    """That the program ships a file checked later than the office's own; else empty."""
    shipped = one.shipped_checked_on
    if not one.installed or shipped is None or one.checked_on is None or shipped <= one.checked_on:
        return ""
    return words(
        N_("The file that came with the program was checked later, on {day}."), day=words.day(shipped)
    )


def replay_lines(found: Replayed, words: Words) -> Iterator[str]:
    """What a replay came to, a line each."""
    if not found.whole:
        yield words(RUN_STOPPED)
    if found.whole and not found.differing and not found.not_replayed:
        yield words(ALL_AGREE, count=found.agree) if found.agree else words(NONE_YET)
        return
    yield words(AGREE, count=found.agree)
    if found.differing:
        yield words(DIFFER, count=found.differing)
    if found.not_replayed:
        yield words(NOT_RUN, count=len(found.not_replayed))


def difference_text(one: Difference, programmes: Mapping[str, Programme], words: Words) -> str:
    """What comes out otherwise, with both values; `programmes`, by id, have their names."""
    title = one.title.get(words.language) or one.finding
    part = words(PARTS[one.part]) if one.part in PARTS else one.part
    before, after = (_value(one.part, value, programmes, words) for value in (one.before, one.after))
    head = " · ".join(text for text in (one.applicant or one.applicant_id, title, part) if text)
    return f"{head}: {words(ARROW, before=before, after=after)}"


def not_replayed_text(one: NotReplayed, words: Words) -> str:
    """Why a determination cannot be run again."""
    why = words(WHY_NOT[one.why])
    return f"{why} ({one.fault.in_words(words)})" if one.fault else why


def _outcome(code: str, words: Words) -> str:
    return words.label("outcome", code) if code else words(NO_RULES)


def _value(part: str, value: Any, programmes: Mapping[str, Programme], words: Words) -> str:
    if value is None:
        return words(NOTHING)
    if part == "outcome":
        return words.label("outcome", value)
    if part == "result":
        return words.label("result", value)
    if part == "referrals" and isinstance(value, list | tuple):
        return words.listing(referral_name(str(code), programmes, words) for code in value) or words(NOTHING)
    if part == "reason" and isinstance(value, dict):
        value = value.get(words.language, value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
