# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of one case together: for whom one act does the same, and who stands apart, and why."""

from __future__ import annotations

from dataclasses import dataclass

from caseworker.domain.letter_state import stands
from caseworker.domain.reasons.matrix import matrix_of
from caseworker.services.cases import Determination, Letter
from caseworker.services.letter.child_note import children_alone
from caseworker.services.waivers import uncovered
from caseworker.words import N_, Words

from ..widgets.findings.assessment_panel import person_name
from .case_editor import CaseEditor

OTHER_OUTCOME = N_("the assessment says: {outcome}")
NOTHING_SHOWS = N_("nothing shows some conditions yet")
DECIDED = N_("decided already")
UNDECIDED = N_("no decision yet")
OUT_OF_DATE = N_("facts changed since the decision")
SENT_BACK = N_("the decision was sent back")
UNAPPROVED = N_("no second person has approved yet")
LETTERED = N_("has the letter already")
CHOSEN = N_("another outcome is chosen and not recorded yet")
ALONE = N_("a child alone: the note to child protection comes instead")


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody whom the act leaves out: their id, their name, and why in words."""

    applicant_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Family:
    """`ready` are ids and names of those whom the act is for, in the order of the case."""

    ready: tuple[tuple[str, str], ...]
    apart: tuple[Apart, ...]


def to_decide(editor: CaseEditor, words: Words) -> tuple[Family, str]:
    """Who can be decided as assessed in one act, with the outcome that they share: that of the first person
    who waits for a decision.
    """
    ready: list[tuple[str, str]] = []
    apart: list[Apart] = []
    shared = ""
    notes = children_alone(editor.case, editor.assessment, editor.day_of_issue)
    for who, name in _people(editor, words):
        one = editor.assessment.of(who) if editor.assessment is not None else None
        before = in_force(editor, who)
        if one is None:
            continue
        if who in notes:
            apart.append(Apart(who, name, words(ALONE)))
        elif before is not None and not _late(editor, who) and before.sent_back is None:
            apart.append(Apart(who, name, words(DECIDED)))
        elif uncovered(matrix_of(one), editor.waivers):
            apart.append(Apart(who, name, words(NOTHING_SHOWS)))
        elif editor.text(f"reason/{who}").partition("\n")[0] not in ("", one.outcome):
            apart.append(Apart(who, name, words(CHOSEN)))
        elif shared and one.outcome != shared:
            said = words(OTHER_OUTCOME, outcome=words.label("outcome", one.outcome))
            apart.append(Apart(who, name, said))
        else:
            shared = one.outcome
            ready.append((who, name))
    return Family(tuple(ready), tuple(apart)), shared


def to_issue(editor: CaseEditor, words: Words, language: str) -> Family:
    """Whose letters in a language can be issued in one act: approved, up to date, and not told yet in it."""
    ready: list[tuple[str, str]] = []
    apart: list[Apart] = []
    notes = children_alone(editor.case, editor.assessment, editor.day_of_issue)
    for who, name in _people(editor, words):
        one, told = in_force(editor, who), standing_letter(editor, who, language)
        why = ""
        if who in notes:
            why = ALONE
        elif one is None:
            why = UNDECIDED
        elif one.sent_back is not None:
            why = SENT_BACK
        elif _late(editor, who):
            why = OUT_OF_DATE
        elif told is not None and told.determination_id == one.id:
            why = LETTERED
        elif not one.approved_by:
            why = UNAPPROVED
        if why:
            apart.append(Apart(who, name, words(why)))
        else:
            ready.append((who, name))
    return Family(tuple(ready), tuple(apart))


def to_hand_over(editor: CaseEditor, words: Words, language: str) -> list[Letter]:
    """The issued letters of the case in a language that nobody received yet."""
    found = [standing_letter(editor, who, language) for who, _ in _people(editor, words)]
    return [one for one in found if one is not None and one.state == "issued" and current(editor, one)]


def current(editor: CaseEditor, letter: Letter) -> bool:
    """Whether a letter tells of the decision that stands, by the facts as they are; a note always does."""
    if letter.kind == "note":
        return True
    one = in_force(editor, letter.applicant_id)
    stands = one is not None and one.id == letter.determination_id and one.sent_back is None
    return stands and not _late(editor, letter.applicant_id)


def also_wanting(editor: CaseEditor, criterion: str) -> tuple[str, ...]:
    """The other people of the case for whom nothing shows this condition either, and nobody waived it."""
    assessment = editor.assessment
    if assessment is None:
        return ()
    found = []
    for one in assessment.applicants:
        who = one.applicant.id
        lacking = [row.criterion for row in uncovered(matrix_of(one), editor.waivers)]
        if who != editor.applicant_id and criterion in lacking:
            found.append(who)
    return tuple(found)


def in_force(editor: CaseEditor, applicant_id: str) -> Determination | None:
    """The determination of a person that no later one supersedes."""
    found = [one for one in editor.determinations if one.in_force and one.applicant_id == applicant_id]
    return found[-1] if found else None


def standing_letter(editor: CaseEditor, applicant_id: str, language: str) -> Letter | None:
    """The last letter of a person in a language that no later one replaced."""
    found = [one for one in standing_letters(editor, applicant_id) if one.language == language]
    return found[-1] if found else None


def standing_letters(editor: CaseEditor, applicant_id: str) -> list[Letter]:
    """The letters of a person that no later one replaced, in whatever language."""
    return [one for one in editor.letters if one.applicant_id == applicant_id and stands(one.state)]


def _late(editor: CaseEditor, applicant_id: str) -> bool:
    found = editor.outdated.of(applicant_id)
    return found is not None and found.outdated


def _people(editor: CaseEditor, words: Words) -> list[tuple[str, str]]:
    people = editor.document.get("applicants") or []
    return [(one["id"], person_name(one, at, words)) for at, one in enumerate(people)]
