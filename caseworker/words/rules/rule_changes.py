# SPDX-License-Identifier: AGPL-3.0-or-later
"""What differs between two days of a programme, in plain words, with both texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caseworker.domain.rules.programme import Caution, Criterion, Programme
from caseworker.domain.rules.rule_changes import KINDS, RuleChange, RulesOn, changes_between, changes_of_file

from .. import N_, Words
from .rules import Line, criterion_text, dated_value_text, said_in, value_label
from .why import OTHERWISE

HEADINGS = {
    "version": N_("Version"),
    "status": N_("Status"),
    "value": N_("Dated values"),
    "criterion": N_("Conditions"),
    "caution": N_("Doubts"),
}
WHAT = {"began": N_("Begins"), "ended": N_("No longer in force"), "changed": N_("Changes")}
FROM = N_("In the rules from {day}")
SAME_RULES = N_("The file changes nothing that is shown here.")
NOTHING = N_("none")
UNSHOWN = N_("Only parts that are not shown here changed, such as codes or the words of letters.")
BETWEEN = N_("What changed from {first} to {last}")
SAME = N_("Nothing changed between these two days.")
NO_RULES = N_("No rules of this programme are in force on {day}.")


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One change: `what` it is (New, No longer, Changed), of what, and the lines that differ."""

    what: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesText:
    """All changes in words, grouped; `notes` say what else is to be known, such as that nothing changed."""

    heading: str
    notes: tuple[str, ...]
    groups: tuple[tuple[str, tuple[ChangeText, ...]], ...]


def changes_text(before: RulesOn, after: RulesOn, words: Words) -> ChangesText:
    """What differs from one day to the other, in words."""
    heading = words(BETWEEN, first=words.day(before.on), last=words.day(after.on))
    notes = [words(NO_RULES, day=words.day(one.on)) for one in (before, after) if one.version is None]
    changes = changes_between(before, after)
    if not changes:
        notes.append(words(SAME))
    return ChangesText(heading, tuple(notes), _groups(changes, before, after, words))


def file_changes_text(old: Programme, new: Programme, words: Words) -> tuple[ChangesText, ...]:
    """What another file of a programme changes in its rules, in words, from which day on."""
    found = tuple(
        ChangesText(words(FROM, day=words.day(after.on)), (), _groups(changes, before, after, words))
        for before, after, changes in changes_of_file(old, new)
    )
    return found or (ChangesText("", (words(SAME_RULES),), ()),)


def _groups(
    changes: tuple[RuleChange, ...], before: RulesOn, after: RulesOn, words: Words
) -> tuple[tuple[str, tuple[ChangeText, ...]], ...]:
    groups = []
    for kind in KINDS:
        found = tuple(_change(one, before, after, words) for one in changes if one.kind == kind)
        if found:
            groups.append((words(HEADINGS[kind]), found))
    return tuple(groups)


def _change(one: RuleChange, before: RulesOn, after: RulesOn, words: Words) -> ChangeText:
    what = words(WHAT[one.what])
    if one.kind == "criterion":
        return _criterion(one, before, after, words)
    if one.kind == "caution":
        return ChangeText(what, "", _caution(one.before, words), _caution(one.after, words))
    if one.kind == "value":
        old, new = (
            (dated_value_text(one.id, value, rules.programme, words) or words(NOTHING),)
            if value is not None
            else ()
            for value, rules in ((one.before, before), (one.after, after))
        )
        return ChangeText(what, value_label(one.id, words), old, new)
    if one.kind == "status":
        return ChangeText(what, "", _status(before, words), _status(after, words))
    return ChangeText(what, "", _version(before, words), _version(after, words))


def _criterion(one: RuleChange, before: RulesOn, after: RulesOn, words: Words) -> ChangeText:
    old = tuple(_lines(one.before, before, words)) if one.before else ()
    new = tuple(_lines(one.after, after, words)) if one.after else ()
    title = said_in((one.after or one.before).title, words) or one.id
    if one.before and one.after:
        old, new = _only(old, new), _only(new, old)
        if not old and not new:
            new = (words(UNSHOWN),)
    return ChangeText(words(WHAT[one.what]), title, old, new)


def _lines(one: Criterion, rules: RulesOn, words: Words) -> Iterator[str]:
    text = criterion_text(one, rules, words)
    yield text.title
    if text.rule:
        yield text.rule
    yield from _tests(text.applies)
    for answer in text.answers:
        yield f"{answer.result}: {answer.text}"
        yield from _tests(answer.tests or ((0, words(OTHERWISE)),))
    if text.unknown:
        yield text.unknown
    if text.sources:
        yield words(N_("Source: {sources}"), sources="; ".join(text.sources))


def _tests(lines: Iterable[Line]) -> Iterator[str]:
    yield from (f"{'  ' * (depth + 1)}{text}" for depth, text in lines)


def _only(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    known = set(those)
    return tuple(line for line in these if line not in known)


def _caution(one: Caution | None, words: Words) -> tuple[str, ...]:
    return (said_in(one.words, words),) if one else ()


def _status(rules: RulesOn, words: Words) -> tuple[str, ...]:
    if rules.status is None:
        return ()
    note = said_in(rules.note, words)
    label = words.label("status", rules.status)
    return (f"{label}: {note}" if note else label,)


def _version(rules: RulesOn, words: Words) -> tuple[str, ...]:
    version = rules.version
    return (f"{said_in(version.title, words)} ({said_in(version.cite, words)})",) if version else ()
