# SPDX-License-Identifier: AGPL-3.0-or-later
"""What checking a letter came to, in words: what it means, what to do next, and what to compare."""

from __future__ import annotations

from datetime import date

from caseworker.domain.checked_letter import Checked, Line, Printed
from caseworker.domain.errors import AttachmentRefused

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
    "altered": N_("Something was changed, added or cut off since it was issued. Do not rely on it."),
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
# Of a whole file where nobody named the key.
KEY_UNKNOWN = N_("Whole, but it is not known whose key sealed it")
WHOEVERS_KEY = N_(
    "Every word of this file is as whoever has this key sealed it. Whether that is the "
    "organisation named on the letter is not known: nobody named the key with --key."
)
# Where the key is not our own, nothing is said of our office.
MEANS_BY_KEY = MEANS | {
    "genuine": N_("Every word of this file is as the office that has this key issued it."),
    "not_ours": N_(
        "No seal made with this key was found, neither in the file nor in a square code that could be "
        "read on it. If it shows one, read it with a phone and give its text here. Do not rely on it "
        "before the organisation named on it has confirmed it."
    ),
}
OF_CODES_BY_KEY = OF_CODES | {
    "altered": N_(
        "The code begins as those made with this key, but was changed or is not whole. Scan or paste it once "
        "more, all of it. If the answer stays, do not rely on the paper; ask the office."
    ),
    "not_ours": N_(
        "A number or a name cannot be checked, only the text that a phone reads from the square code, all of "
        "it. If this is that text, it was not made with this key: do not rely on the paper before the "
        "organisation named on it has confirmed it."
    ),
}
TITLES_BY_KEY = {
    "genuine_code": N_("This code was made with the key"),
    "seal_missing": N_("No seal, but the code on it was made with the key"),
    "not_ours": N_("No seal of this key"),
}
CODE_NOT_OURS, CODE_NOT_OF_KEY = N_("Not a code of this organisation"), N_("Not a code made with this key")
# What it was checked with, and how to know whose that is.
OWN_KEY = N_("Checked with the key of this office, fingerprint {fingerprint}.")
KEY = N_("Checked with the key in {file}; its fingerprint is {fingerprint}. The file names {name}.")
KEY_WITHOUT_NAME = N_("Checked with the key in {file}; its fingerprint is {fingerprint}. It names nobody.")
HOW_TO_KNOW = N_(
    "Anybody can make a key with any name on it. It is the office's if its fingerprint is the one that the "
    "office itself told you, on paper, at its desk or by telephone; the office sees it under Settings."
)
LAY_BESIDE = N_(
    "Nobody named this key with --key: it lay in that folder, where whoever forges a letter can lay a key of "
    "their own. Compare the fingerprint; if it is the office's, name the key with --key. Until then do not "
    "rely on this answer."
)
LIST_USED = N_("The list of withdrawn letters is {file}, signed with the same key.")
# A page with a key on it that is no letter, scanned or saved by another program, looks like any other.
IF_RECOVERY = N_(
    "If it is a recovery sheet, a page with the key of a store: put the page back into its envelope, and do "
    "not keep it as a file."
)
PARTLY = N_(
    "Only {looked} of its {pages} pages were looked at for a code, from both ends. If the letter is "
    "among the others, check its pages by themselves."
)
SEVERAL = N_(
    "Codes of several letters are on this file: {numbers}. Each speaks of its own letter only, and nothing "
    "shows which page belongs to which."
)
# Why a file could not be looked at: then nothing is said of it.
UNREAD = {
    "empty": N_("The file is empty: nothing was checked. Ask for it again."),
    "encrypted": N_(
        "The file opens only with a password, so it was not looked at: no letter of Caseworker has one. Ask "
        "for the file as it was issued. Or print it and scan the page with the square code."
    ),
    "damaged": N_(
        "The file is damaged or cut off, so it could not be looked at, and it carries no seal of this key. "
        "Ask for the file as it was issued."
    ),
    "too_many_pages": N_(
        "The file has more pages than are looked at, and it carries no seal of this key. Check the "
        "pages of the letter by themselves."
    ),
    "other_kind": N_(
        "This is a file of the kind {kind}, which is not looked at: nothing was checked. Choose the "
        "PDF of the letter, or a PDF or JPEG of the page with the square code."
    ),
    "unknown_kind": N_(
        "This is neither a PDF nor a picture, and it does not hold the text of a letter's code: nothing was "
        "checked. Choose the PDF of the letter, or paste the text of its code."
    ),
    "": N_(
        "The file could not be looked at on this computer, and it carries no seal of this key. Scan or "
        "photograph the page with the square code and choose that, or read the code with a phone and "
        "paste its text."
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
# The end of a name that was too long for a seal.
CUT = "\u2026"
COMPARE = N_("Compare these with the paper:")
OF_THE_PERSON = N_("Compare these with the name on the paper and the person's own document:")
BESIDES = N_("The code says besides, which the paper need not print:")
SAYS = N_("Its seal says:")
OTHER_LANGUAGE = N_("The same in {language}")
TRAINING = N_("It was issued from a training store: it is not about a real person.")
# For where the sentence of the letter is not known here.
OUTCOMES = {
    "eligible": N_("meets the published conditions"),
    "more_evidence_needed": N_("cannot be said yet: some things are missing"),
    "needs_review": N_("cannot be said yet: part of the case has to be looked at"),
    "not_eligible": N_("does not meet the published conditions"),
    "closed": N_("the programme is closed and takes no new requests"),
}


def title(found: Checked, words: Words) -> str:
    """The answer in a few words."""
    own = found.key_from == "office"
    if found.paper in NO_LETTERS:
        return words(NO_LETTERS[found.paper][0])
    if _by_anybodys_key(found):
        return words(KEY_UNKNOWN)
    if found.paper == "code" and found.state == "not_ours":
        return words(CODE_NOT_OURS if own else CODE_NOT_OF_KEY)
    if not own and found.state in TITLES_BY_KEY:
        return words(TITLES_BY_KEY[found.state])
    return words.label("verification", found.state)


def means(found: Checked, words: Words) -> str:
    """What the answer means, and what to do next."""
    own = found.key_from == "office"
    if found.paper in NO_LETTERS:
        return words(NO_LETTERS[found.paper][1])
    of_codes = OF_CODES if own else OF_CODES_BY_KEY
    if found.paper == "code" and found.state in of_codes:
        return words(of_codes[found.state])
    meant = (MEANS if own else MEANS_BY_KEY)[found.state]
    said = [words(WHOEVERS_KEY if _by_anybodys_key(found) else meant)]
    numbers = dict.fromkeys(one.number for one in (found, *found.also) if one.number)
    if len(numbers) > 1:
        said.append(words(SEVERAL, numbers=", ".join(numbers)))
    if found.pages_looked < found.pages:
        said.append(words(PARTLY, looked=found.pages_looked, pages=found.pages))
    if found.state == "not_ours":
        said.append(words(IF_RECOVERY))
    return " ".join(said)


def _by_anybodys_key(found: Checked) -> bool:
    """Whether a file is whole by a key that only lay beside it, where a forger can lay one too."""
    return found.state == "genuine" and found.key_from == "beside"


def checked_with(found: Checked, words: Words, key_file: str = "", list_file: str = "") -> tuple[str, ...]:
    """What it was checked with, and how to know whose key that is, a sentence or two each."""
    if found.key_from == "office":
        return (words(OWN_KEY, fingerprint=found.fingerprint),)
    key = KEY if found.key_name else KEY_WITHOUT_NAME
    said = [words(key, file=key_file, fingerprint=found.fingerprint, name=f"\u201c{found.key_name}\u201d")]
    said += [words(LIST_USED, file=list_file)] if list_file else []
    said += [words(LAY_BESIDE)] if found.key_from == "beside" else []
    return (*said, words(HOW_TO_KNOW))


def unread(error: AttachmentRefused, words: Words) -> str:
    """Why a file was not checked, and what to do."""
    return words(UNREAD.get(error.reason, UNREAD[""]), **error.details)


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


def groups(found: Checked, printed: Printed, words: Words) -> list[tuple[str, list[Line]]]:
    """What the seal says, each part under its heading; nothing where there is no seal.

    Of a code, what the paper prints stands apart from what it does not print.
    """
    if not found.number:
        return []
    lines = [
        *printed.lines[:1],
        (words(N_("Issued by")), found.issuer.removesuffix(CUT)),
        (words(N_("Day of issue")), words.day_text(found.issued_on)),
        *((label or words(N_("Result")), value) for label, value in printed.lines[1:]),
    ]
    if found.issuer.endswith(CUT):
        lines[1] = (words(N_("Issued by, the name begins with")), lines[1][1])
    for language, same in printed.elsewhere.items():
        there = [value for line, (_, value) in zip(printed.lines, same, strict=True) if value != line[1]]
        lines += [(words(OTHER_LANGUAGE, language=language), " \u00b7 ".join(there))] if there else []
    person = [
        (words(N_("Initials of the person")), found.initials),
        (words(N_("Year of birth")), str(found.birth_year or words(N_("not known")))),
    ]
    parts = [(COMPARE, lines), (OF_THE_PERSON, person), (BESIDES, _unprinted(found, printed, words))]
    if found.state not in ("genuine_code", "seal_missing"):
        parts = [(SAYS, [row for _, rows in parts for row in rows])]
    kept = [(words(said), [row for row in rows if row[1]]) for said, rows in parts]
    return [(said, rows) for said, rows in kept if rows]


def _unprinted(found: Checked, printed: Printed, words: Words) -> list[Line]:
    shown = [value for _, value in printed.lines]
    day = words.day_text(found.reference_day)
    # A note has no result; of a letter the sentence with it is the one line without a label.
    unsaid = found.kind != "note" and all(label for label, _ in printed.lines) and found.outcome
    return [
        (words(N_("Programme")), "" if printed.programme in shown else printed.programme),
        (words(N_("Programme on the day of issue")), _status(found, words)),
        (words(N_("Reference day")), "" if day in shown else day),
        (words(N_("Result on the reference day")), words(OUTCOMES[found.outcome]) if unsaid else ""),
    ]


def _status(found: Checked, words: Words) -> str:
    return words.label("status", found.programme_status) if found.programme_status else ""
