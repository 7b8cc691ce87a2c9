# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands of the letter of one person in one language, what may be done about it, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from caseworker.services.cases import Determination, Letter
from caseworker.services.letter.child_note import children_alone
from caseworker.words import N_, Words

from .case_editor import CaseEditor
from .family import in_force, standing_letters

DRAFT = N_("This is a draft of the case as it stands now. Record a decision, then issue the letter.")
AS_IT_STANDS = N_("This is a draft of the case as it stands now.")
READY = N_(
    "The decision is approved. Issuing gives the letter its number and seal; it is stored and cannot "
    "be changed."
)
ALONE = N_(
    "No second person has approved. Say why the letter must go out now; it will be in the letter and "
    "the record."
)
WAITS = N_(
    "This decision waits for a second person, and no letter goes out before one approves it. Tell the person "
    "that it waits for the office."
)
BACK = N_("The second person sent this decision back. Look at the remarks and record a new decision.")
NOTE = N_(
    "This note asks for the protection of a child; it decides nothing and waits for no paper, decision or "
    "approval. Issuing gives it its number and seal."
)
NOT_YOURS = N_(
    "Caseworkers and supervisors issue letters. Once one is issued you can print and hand it over."
)
ISSUED = N_("Letter {number}, issued on {day}.")
HANDED = N_("Letter {number}, issued on {day}, handed over on {handed}.")
NOTE_ISSUED = N_("Note {number}, issued on {day}.")
NOTE_HANDED = N_("Note {number}, issued on {day}, handed over on {handed}.")
NEWER = N_("A newer decision was recorded. Issue a new letter; this one will count as superseded.")
NO_LONGER = N_("This is no longer what is written for this person; what is issued next replaces it.")
ELSEWHERE = N_("Letter {number} was issued in {language}. In the language chosen here there is a draft only.")


@dataclass(frozen=True, slots=True)
class LetterNow:
    """The letter of one person in one language, as it stands.

    `letter` was issued and is shown; without one a draft is. `others` were issued in other languages.
    `note` where a note to those who protect children is written instead of a letter. `waits` for a second
    person, `back` sent back by one, `alone` may go out without one.
    """

    letter: Letter | None
    others: tuple[Letter, ...]
    determination: Determination | None
    note: bool
    stale: bool
    wanted: bool
    waits: bool
    back: bool
    alone: bool
    may_issue: bool
    held_up: bool

    @property
    def decide(self) -> bool:
        """Whether the next step is at the decision."""
        return not self.note and (self.determination is None or (self.waits and not self.alone))

    def said(self, words: Words) -> str:
        """How it stands, in words."""
        if self.letter is not None:
            return self._said_issued(self.letter, words)
        text = words(self._next())
        if self.others and self.wanted:
            other = self.others[-1]
            language = words.label("language", other.language)
            text = f"{words(ELSEWHERE, language=language, number=other.number)} {text}"
        return text

    def _said_issued(self, letter: Letter, words: Words) -> str:
        day = words.day_text(letter.issued_at[:10])
        handed = words.day_text(letter.handed_over_at[:10]) if letter.handed_over_at else ""
        note = letter.kind == "note"
        said = (NOTE_HANDED if note else HANDED) if handed else (NOTE_ISSUED if note else ISSUED)
        text = words(said, number=letter.number, day=day, handed=handed)
        if not self.stale:
            return text
        return f"{text} {words(NO_LONGER if self.note or note else NEWER)}"

    def _next(self) -> str:
        if self.note:
            return NOTE if self.may_issue else NOT_YOURS
        if self.determination is None:
            return DRAFT
        if self.held_up:
            return AS_IT_STANDS
        if self.back:
            return BACK
        if self.alone:
            return ALONE
        if self.waits:
            return WAITS
        return READY if self.may_issue else NOT_YOURS


def letter_now(editor: CaseEditor, language: str, *, held_up: bool) -> LetterNow:
    """How the letter of the person who is shown stands; `held_up` while the decision is out of date."""
    who = editor.applicant_id
    determination = in_force(editor, who)
    note = who in children_alone(editor.case, editor.assessment, editor.day_of_issue)
    standing = standing_letters(editor, who)
    mine = [one for one in standing if one.language == language]
    letter = mine[-1] if mine else None
    stale = letter is not None and not _tells(letter, determination, note=note)
    wanted = (letter is None or stale) and (note or (determination is not None and not held_up))
    waits = wanted and not note and determination is not None and not determination.approved_by
    back = waits and determination is not None and determination.sent_back is not None
    alone = (
        waits
        and not back
        and editor.alone
        and determination is not None
        and not determination.needs_second_person
    )
    right = "hand_over" if note else "issue"
    return LetterNow(
        letter,
        tuple(one for one in standing if one.language != language and _tells(one, determination, note=note)),
        determination,
        note,
        stale,
        wanted,
        waits,
        back,
        alone,
        wanted and right in editor.permitted and (not waits or alone),
        held_up,
    )


def _tells(letter: Letter, determination: Determination | None, *, note: bool) -> bool:
    """Whether the letter says what is written for the person now."""
    if note or letter.kind == "note":
        return note and letter.kind == "note"
    return determination is None or letter.determination_id == determination.id
