# SPDX-License-Identifier: AGPL-3.0-or-later
"""What checking a letter came to, in words: what it means, what to do next, and what to compare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from caseworker.domain.checked_letter import Checked
from caseworker.domain.rules.programme import Programme

from . import N_, Words

MEANS = {
    "genuine": N_("Every word of this file is as our office issued it."),
    "genuine_code": N_(
        "The code says nothing of the paper it stands on: it can be copied onto another one. Compare each "
        "line with the paper. If one differs, or you are in doubt, do not rely on the paper; ask the office."
    ),
    "seal_missing": N_(
        "The file itself is not sealed, as when another program saved it or a paper was scanned. A code can "
        "be copied, so nothing shows that its words are those the office issued. Ask for the file as it was "
        "issued. Until then compare each line below with this copy; if one differs, do not rely on it."
    ),
    "draft": N_("It carries no seal: it was never issued. Do not rely on it."),
    "altered": N_("Something was changed, added or cut off since our office issued it. Do not rely on it."),
    "superseded": N_("A later letter replaced the letter with this number. Ask for the newer one."),
    "revoked": N_(
        "The office took the letter with this number out of force. Do not rely on it, whatever the paper "
        "says; ask the office."
    ),
    "not_ours": N_(
        "No seal of our office was found, neither in the file nor in a square code that could be read on it. "
        "If it shows one, read it with a phone and paste its text here. Do not rely on it before the "
        "organisation named on it has confirmed it."
    ),
}
OF_CODES = {
    "draft": N_("It is the code of a draft: no letter was issued with it. Do not rely on the paper."),
    "altered": N_(
        "The code begins as ours do, but was changed or is not whole. Scan or paste it once more, all of it. "
        "If the answer stays, do not rely on the paper; ask the office."
    ),
    "not_ours": N_(
        "A number or a name cannot be checked, only the text that a phone reads from the square code, all of "
        "it. If this is that text, our office did not make it: do not rely on the paper before the "
        "organisation named on it has confirmed it."
    ),
}
# Papers of ours that somebody may take for a letter: what they are, and what to do with them.
NO_LETTERS = {
    "recovery": (
        N_("A recovery sheet, not a letter"),
        N_(
            "It says nothing of any case. Whoever holds its key can get into the store: put the page back "
            "into its envelope, and do not keep it as a file."
        ),
    ),
    "sheet": (
        N_("Another paper of Caseworker, not a letter"),
        N_("It carries no seal and decides nothing. Choose the PDF of a letter."),
    ),
}
UNKNOWN = N_(
    "Whether a later letter replaced it, or the office revoked it, is not known here: ask the office, or for "
    "its list of withdrawn letters."
)
BY_LIST = N_(
    "By the list that the office made on {day} ({age}) it was neither replaced nor revoked. What happened "
    "since is not in it."
)
LISTED = N_("So says the list that the office made on {day} ({age}).")
OLD_LIST = N_(
    "The list was made on {day} ({age}), before this letter was issued: it says nothing of it. Ask the "
    "office for a newer one."
)
WITHDRAWN = ("superseded", "revoked")
COMPARE = N_("Compare these with the paper:")
SAYS = N_("Its seal says:")
TRAINING = N_("It was issued from a training store: it is not about a real person.")
# As the letters themselves put it, so that a reader finds it there.
OUTCOMES = {
    "eligible": N_("meets the published conditions"),
    "more_evidence_needed": N_("cannot be said yet: some things are missing"),
    "needs_review": N_("cannot be said yet: part of the case has to be looked at"),
    "not_eligible": N_("does not meet the published conditions"),
    "closed": N_("the programme is closed and takes no new requests"),
}


def title(found: Checked, words: Words) -> str:
    """The answer in a few words."""
    if found.paper in NO_LETTERS:
        return words(NO_LETTERS[found.paper][0])
    if found.paper == "code" and found.state == "not_ours":
        return words(N_("Not a code of this organisation"))
    return words.label("verification", found.state)


def means(found: Checked, words: Words) -> str:
    """What the answer means, and what to do next."""
    if found.paper in NO_LETTERS:
        return words(NO_LETTERS[found.paper][1])
    if found.paper == "code" and found.state in OF_CODES:
        return words(OF_CODES[found.state])
    return words(MEANS[found.state])


def in_force(found: Checked, words: Words, today: date) -> str:
    """Whether the letter is known to be in force, and by what; nothing where that is no question."""
    if found.list_made_on:
        made = date.fromisoformat(found.list_made_on)
        said = LISTED if found.state in WITHDRAWN else BY_LIST if found.known_by else OLD_LIST
        return words(said, day=words.day(made), age=_age((today - made).days, words))
    return words(UNKNOWN) if found.number and not found.known_by and found.state != "draft" else ""


def _age(days: int, words: Words) -> str:
    if days < 0:
        return words(N_("by the clock of this computer, in the future"))
    return words.many("{count} day ago", "{count} days ago", days) if days else words(N_("today"))


def heading(found: Checked, words: Words) -> str:
    """What stands above the rows."""
    said = COMPARE if found.state in ("genuine_code", "seal_missing") else SAYS
    return words(said)


def rows(
    found: Checked, words: Words, programmes: Mapping[str, Programme] | None = None
) -> list[tuple[str, str]]:
    """What the seal says, each with its label, in the order of a letter; nothing where there is no seal.

    `programmes` gives the names; a programme that is not known here is named by its id.
    """
    if not found.number:
        return []
    known = None if programmes is None else programmes.get(found.programme)
    programme = known.name.get(words.language, found.programme) if known else found.programme
    said = [
        (words(N_("Letter")), found.number),
        (words(N_("Issued by")), found.issuer),
        (words(N_("Day of issue")), words.day_text(found.issued_on)),
        (words(N_("Case")), found.case_number),
        (words(N_("Programme")), programme),
        (words(N_("Programme on the day of issue")), _status(found, words)),
        (words(N_("Reference day")), words.day_text(found.reference_day)),
        (words(N_("Result on the reference day")), _outcome(found, words)),
        (words(N_("Initials of the person")), found.initials),
        (words(N_("Year of birth")), str(found.birth_year or words(N_("not known")))),
    ]
    return [(label, value) for label, value in said if value]


def _status(found: Checked, words: Words) -> str:
    return words.label("status", found.programme_status) if found.programme_status else ""


def _outcome(found: Checked, words: Words) -> str:
    if found.kind == "note":
        return words(N_("none: it asks for the protection of a child and decides nothing"))
    return words(OUTCOMES[found.outcome]) if found.outcome else ""
