# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slip for a person whose decision waits for the office: that it waits, and that no letter is needed yet.

It tells no outcome: none is given before a second person has read the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from reportlab.platypus import Flowable, Spacer

from caseworker.drawing.paper import Paper
from caseworker.letters.content import Pair
from caseworker.words import N_, Words

from ..blocks import box, bullets, pairs, text
from .sheet import Sheet, drawn_sheet

TITLE = N_("Your case waits for our office")
WAITS = N_(
    "A second person of our office reads your case before you get a letter. That has not happened yet."
)
NO_LETTER = N_("This is not a decision and not a letter. It gives no permission to travel.")
TO_DO = (
    N_("You do not have to do anything now, and you pay nothing. Nobody may ask you for money for this."),
    N_("Keep your papers with you and this slip. Show it when you come back or call."),
    N_("If something about you changes, such as your address or your papers, tell us."),
)
ASK = N_("Ask us here:")
TRAINING = N_("Training: invented people")


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """Whose case waits, and whom to ask. `day` is in words."""

    organisation: str
    address: tuple[str, ...]
    contact: str
    name: str
    case_number: str
    day: str
    paper: Paper
    training: bool


def waiting_slip(facts: SlipFacts, words: Words) -> bytes:
    """The slip as a PDF in the language of `words`. Calls wait for one another."""
    mark = words(TRAINING) if facts.training else words(NO_LETTER)
    sheet = Sheet(facts.paper, "slip", words(TITLE), facts.case_number, mark)
    return drawn_sheet(sheet, partial(_story, facts, words), words)


def _story(facts: SlipFacts, words: Words, width: float) -> Iterator[Flowable]:
    yield text(facts.organisation, "heading")
    yield text(words(TITLE), "title")
    rows = [
        Pair(words(N_("Name")), facts.name),
        Pair(words(N_("Case")), facts.case_number),
        Pair(words(N_("Day")), facts.day),
    ]
    table = pairs([one for one in rows if one.value], width)
    if table is not None:
        yield table
    yield Spacer(1, 10)
    yield box([text(words(WAITS), "value"), text(words(NO_LETTER), "value")], width, shade=False, border=1.2)
    yield Spacer(1, 8)
    yield from bullets([words(one) for one in TO_DO])
    yield Spacer(1, 8)
    yield text(words(ASK), "label")
    for line in (*facts.address, facts.contact):
        if line:
            yield text(line, "value")
