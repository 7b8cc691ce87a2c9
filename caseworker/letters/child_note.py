# SPDX-License-Identifier: AGPL-3.0-or-later
"""The note that asks for the protection of a child alone. It rests on the case and on no rules."""

from __future__ import annotations

from dataclasses import replace

from caseworker.domain.case.applicant import Applicant
from caseworker.letters.content import (
    FooterWords,
    LetterContent,
    Notice,
    Pair,
    Paragraph,
    Section,
    Signature,
    Signatures,
)
from caseworker.words import Words

from .child_protection import authority
from .said import LetterFacts, name_of
from .texts import say


def compose_note(person: Applicant, facts: LetterFacts, words: Words) -> LetterContent:
    """The note for one child in the language of `words`."""
    pairs = (
        Pair(say(words, "facts", "case"), facts.case_number),
        Pair(say(words, "facts", "note"), facts.number),
        Pair(say(words, "facts", "caseworker"), facts.caseworker),
    )
    return LetterContent(
        language=words.language,
        paper=facts.paper,
        state=facts.state,
        training=facts.training,
        letterhead=facts.letterhead,
        title=say(words, "title", "handover"),
        number=facts.number,
        case_number=facts.case_number,
        issued_on=words.day(facts.issued_on),
        addressee=(say(words, "addressee", "authority"), authority(person, words)),
        facts=tuple(pair for pair in pairs if pair.value),
        statement=say(words, "statement", "note"),
        result=say(words, "result_handover", "all"),
        result_kind="needs_review",
        sections=_sections(person, facts, words),
        footer=replace(footer(words), verify=say(words, "footer", "verify_note")),
        short_header=short_header(facts),
    )


def footer(words: Words, rules_checked: str = "") -> FooterWords:
    """What stands at the foot of every page of a letter or note."""
    return FooterWords(
        page=say(words, "footer", "page"),
        draft=say(words, "footer", "draft"),
        training=say(words, "footer", "training"),
        rules_checked=rules_checked,
        verify=say(words, "footer", "verify"),
    )


def contact_of(facts: LetterFacts, words: Words) -> str:
    """How the office is reached, or room to write it by hand."""
    return facts.letterhead.contact.strip() or say(words, "review", "blank")


def short_header(facts: LetterFacts) -> str:
    """What heads the pages after the first."""
    return " · ".join(part for part in (facts.case_number, facts.number) if part)


def _sections(person: Applicant, facts: LetterFacts, words: Words) -> tuple[Section, ...]:
    who = [name_of(person), words.day_text(person.born_on)]
    if isinstance(person.located_in, str):
        who.append(say(words, "handover", "where", country=words.country(person.located_in)))
    signed = Signature(
        say(words, "signatures", "written"),
        facts.written_by or say(words, "signatures", "nobody"),
        words.day(facts.issued_on) if facts.written_by else "",
    )
    asked = (
        Paragraph(say(words, "handover", "text")),
        Notice(" · ".join(part for part in who if part)),
        Paragraph(say(words, "handover", "reach", contact=contact_of(facts, words))),
    )
    return (
        Section("", asked),
        Section(say(words, "headings", "signatures"), (Signatures((signed,)),)),
    )
