# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery sheet: one page with the key that opens a store when every passphrase is forgotten."""

from __future__ import annotations

from datetime import date

from caseworker.domain.letter import FooterWords, LetterContent, Letterhead, Notice, Paragraph, Section
from caseworker.words import N_, Words

from .render import render

KEEP = N_(
    "Keep this page in a sealed envelope, away from the computer, where two people you trust know of it. "
    "Whoever holds it can open the store."
)
USE = N_("To use it: start Caseworker, and type the key into the second box of the first screen.")


def recovery_sheet(key: str, words: Words, on: date) -> bytes:
    """The sheet as a PDF."""
    content = LetterContent(
        language=words.language,
        paper="A4",
        state="issued",
        training=False,
        letterhead=Letterhead("Caseworker"),
        title=words(N_("Recovery sheet")),
        number="",
        case_number="",
        issued_on=words.day(on),
        addressee=(),
        facts=(),
        statement=words(KEEP),
        result=key,
        result_kind="eligible",
        sections=(Section("", (Paragraph(words(USE)), Notice(key))),),
        footer=FooterWords(words(N_("Page {page} of {pages}")), "", "", "", ""),
    )
    return render(content)
