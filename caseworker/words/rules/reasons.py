# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of findings: the programme file's templates filled with the figures of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.days import Days
from caseworker.domain.case.evidence import Evidence, EvidenceType
from caseworker.domain.case.fields import listed
from caseworker.domain.rules.finding import Finding

from .. import N_, Words
from ..labels import field_label

_MONEY = (
    *("total_income", "limit", "shortfall", "own_income", "co_sponsor_income", "limit_alone"),
    *("needed", "available", "short_by"),
)
_LABELLED = {"documents": "sponsor_document", "identifiers": "identifier"}
UNKNOWN = N_("Not known yet: {missing}.")


def reason(finding: Finding, words: Words) -> str:
    """Why the finding is what it is, in one or two sentences."""
    template = finding.words().get(words.language) or finding.words().get("en", "")
    if template:
        return fill(template, finding.details(), finding, words)
    if finding.result == "not_applicable":
        return words(N_("Does not apply here."))
    return words(UNKNOWN, missing=missing_text(finding, words))


def cure(finding: Finding, words: Words) -> str:
    """What would settle or mend it, or an empty text; while its figures are not known, what is missing."""
    return _cure(finding.criterion.cure, finding, words)


def letter_reason(finding: Finding, words: Words) -> str:
    """The reason as a letter gives it: without other people's figures."""
    own = finding.answer.letter if finding.answer else {}
    template = own.get(words.language) or own.get("en", "")
    return fill(template, finding.details(), finding, words) if template else reason(finding, words)


def letter_cure(finding: Finding, words: Words) -> str:
    """What would settle or mend it, as a letter says it."""
    return _cure(finding.criterion.cure_letter or finding.criterion.cure, finding, words)


def _cure(said: Mapping[str, str], finding: Finding, words: Words) -> str:
    template = said.get(words.language) or said.get("en", "")
    details = finding.details()
    if any(details.get(name) is None for name in _names(template)):
        return reason(finding, words)
    return fill(template, details, finding, words) if template else ""


def missing_text(finding: Finding, words: Words) -> str:
    """The fields that are missing, by name, each once."""
    names = dict.fromkeys(words(field_label(path)) for path in finding.missing())
    return words.listing(names)


def fill(template: str, details: Mapping[str, Any], finding: Finding, words: Words) -> str:
    """The template with its `{names}` filled; a name without a value is left as an ellipsis.

    `{people:person|people}` is a number with its noun: the first for one, the second for any other.
    """
    case = finding.view.case
    types = finding.view.reference.evidence_types
    currency = str(details.get("currency", "USD"))
    values = {
        name: words.money(details[name], currency)
        if name in _MONEY and details.get(name) is not None
        else _shown(name, details.get(name), case, types, words)
        for name in _names(template)
    }
    return template.format(**{name: _Blank(text, details.get(name) == 1) for name, text in values.items()})


@dataclass(frozen=True, slots=True)
class _Blank:
    """What fills a blank; with the nouns for one and for many it names what is counted."""

    text: str
    one: bool

    def __format__(self, nouns: str) -> str:
        one, _, many = nouns.partition("|")
        return f"{self.text} {one if self.one else many}" if nouns else self.text


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def evidence_text(item: Evidence, types: Mapping[str, EvidenceType], words: Words) -> str:
    """A piece of evidence by kind, place and day; never its number."""
    kind = types.get(item.type) if isinstance(item.type, str) else None
    name = kind.name(words.language) if kind else words(N_("Evidence"))
    parts = [name]
    if isinstance(item.place, str) and item.place and (kind is None or not kind.place):
        parts.append(words.country(item.place))
    if isinstance(item.on, str):
        parts.append(words.day_text(item.on))
    return ", ".join(parts)


def _shown(name: str, value: Any, case: Case, types: Mapping[str, EvidenceType], words: Words) -> str:
    if value is None:
        return "…"
    if name in _LABELLED:
        return words.listing(words.label(_LABELLED[name], one) for one in value)
    if name == "countries":
        return words.listing(words.country(one) for one in value)
    if name == "clash":
        named = [one for one in listed(case.evidence) if one.id in value]
        return "; ".join(evidence_text(one, types, words) for one in named)
    if isinstance(value, Days):
        return words.days(value)
    if isinstance(value, date):
        return words.day(value)
    return str(value)


def blanked(text: str) -> str:
    """A template as a rule reads: its blanks as an ellipsis."""
    out = ""
    for before, name, nouns, _ in Formatter().parse(text):
        many = f" {nouns.partition('|')[2]}" if nouns else ""
        out += before + (f"…{many}" if name else "")
    return out.replace("….", "…")
