# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules, their changes and their impact as rich text; whatever a file says is shown literally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from caseworker.domain.rules.programme import Programme
from caseworker.services.programmes import sentences
from caseworker.services.programmes.impact import Impact
from caseworker.services.programmes.installing import Candidate
from caseworker.services.programmes.replay import Replayed
from caseworker.words import N_, Words
from caseworker.words.rules.rule_changes import ChangesText
from caseworker.words.rules.rules import CriterionText, RulesText

MOST = 500


def rules_html(text: RulesText, words: Words) -> str:
    """The rules on a day, grouped by step."""
    out = [
        f"<h2>{escape(text.name)}</h2>",
        f"<p><b>{escape(text.version)}</b> ({escape(text.cite)}) · {escape(text.status)} · "
        f"{escape(text.day)}</p>",
    ]
    if text.note:
        out.append(f"<p>{escape(text.note)}</p>")
    out.append(f"<p><b>⚠ {escape(text.stale)}</b></p>" if text.stale else f"<p>{escape(text.checked)}</p>")
    for step, criteria in text.steps:
        out.append(f"<h3>{escape(step)}</h3>")
        out += [_criterion(one, words) for one in criteria]
    if text.doubts:
        doubts = words(N_("Doubts"))
        out.append(f"<h3>{escape(doubts)}</h3>")
        for doubt, sources in text.doubts:
            out.append(f"<p>{escape(doubt)}{_sources(sources, words)}</p>")
    return "".join(out)


def changes_html(text: ChangesText) -> str:
    """What changed between two days, with both texts."""
    out = [f"<h2>{escape(text.heading)}</h2>"] if text.heading else []
    out += [f"<p>{escape(note)}</p>" for note in text.notes]
    for heading, changes in text.groups:
        out.append(f"<h3>{escape(heading)}</h3>")
        for one in changes:
            title = f": {escape(one.title)}" if one.title else ""
            out.append(f"<p><b>{escape(one.what)}{title}</b></p>")
            lines = [*_marked("−", one.before), *_marked("+", one.after)]
            out.append(f"<p style='margin-left:16px'>{'<br>'.join(lines)}</p>")
    return "".join(out)


def impact_html(candidate: Candidate, impact: Impact, words: Words) -> str:
    """What a programme file is, and whose outcome it would change."""
    out = [_paragraphs(sentences.candidate_lines(candidate, words))]
    out.append(_paragraphs(sentences.impact_lines(impact, words)))
    for one in impact.changes[:MOST]:
        name = one.applicant or words(N_("No name yet"))
        out.append(
            f"<p><b>{escape(one.case_number)} · {escape(name)}</b><br>"
            f"{escape(sentences.outcome_text(one, words))}</p>"
        )
        out.append(_list(sentences.finding_text(finding, words) for finding in one.findings))
    if len(impact.changes) > MOST:
        more = words(N_("And {count} more people."), count=len(impact.changes) - MOST)
        out.append(f"<p>{escape(more)}</p>")
    out += [changes_html(one) for one in sentences.rules_changed(candidate, words)]
    return "".join(out)


def replay_html(found: Replayed, programmes: Mapping[str, Programme], words: Words) -> str:
    """What a replay came to, and every decision that is not the same. `programmes` are by id."""
    out = [_paragraphs(sentences.replay_lines(found, words))]
    decision = N_("Decision {id}, case {number}: {what}")
    said = [
        words(
            decision,
            id=one.determination_id,
            number=one.case_number,
            what=sentences.difference_text(one, programmes, words),
        )
        for one in found.differences[:MOST]
    ]
    said += [
        words(
            decision,
            id=one.determination_id,
            number=one.case_number,
            what=sentences.not_replayed_text(one, words),
        )
        for one in found.not_replayed[:MOST]
    ]
    out.append(_list(said))
    more = max(len(found.differences) - MOST, 0) + max(len(found.not_replayed) - MOST, 0)
    if more:
        text = words(N_("And {count} more decisions."), count=more)
        out.append(f"<p>{escape(text)}</p>")
    return "".join(out)


def _criterion(one: CriterionText, words: Words) -> str:
    rule = f"<br>{escape(one.rule)}" if one.rule else ""
    answers = [f"{answer.result}: {answer.text}" for answer in one.answers]
    if one.unknown:
        answers.append(one.unknown)
    sources = _sources(one.sources, words)
    return f"<p><b>{escape(one.title)}</b>{rule}</p>{_list(answers)}<p>{sources.removeprefix('<br>')}</p>"


def _sources(cites: tuple[str, ...], words: Words) -> str:
    if not cites:
        return ""
    said = words(N_("Source: {sources}"), sources="; ".join(cites))
    return f"<br><i>{escape(said)}</i>"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        # The depth of a test is written as spaces before it.
        depth = "&nbsp;" * 2 * (len(line) - len(line.lstrip()))
        yield f"{mark} {depth}{escape(line.lstrip())}"


def _paragraphs(lines: Iterable[str]) -> str:
    return f"<p>{'<br>'.join(escape(line) for line in lines)}</p>"


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""
