# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who signs a decision letter: who decided, and the second reader or why there was none."""

from __future__ import annotations

from caseworker.letters.content import Signature, Signatures
from caseworker.words import Words

from .said import LetterFacts
from .texts import say


def signatures(facts: LetterFacts, words: Words) -> Signatures:
    """The lines to sign on."""
    nobody = say(words, "signatures", "nobody")
    second = facts.approved_by or nobody
    if facts.approver_appointed:
        second = say(words, "signatures", "appointed", name=second)
    if facts.alone_reason:
        second = say(words, "signatures", "alone", reason=facts.alone_reason)
    decided, approved = (words.day(on) if on else "" for on in (facts.determined_on, facts.approved_on))
    return Signatures(
        (
            Signature(say(words, "signatures", "determined"), facts.determined_by or nobody, decided),
            Signature(say(words, "signatures", "approved"), second, approved),
        )
    )
