# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker letter` writes a draft."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from caseworker.commands.status import DONE, WrongInput
from caseworker.services.letter import drafting
from caseworker.services.letter.child_note import children_alone
from caseworker.services.programmes.library import load_library
from caseworker.words import Words
from caseworker.words.refusals import REFUSED

from .output import write_whole
from .reading import case_in_file, known_language, people_in_file, read_day


def letter(parsed: argparse.Namespace, words: Words) -> int:
    """Writes a draft letter for one applicant of a case file, and says what keeps it from being issued.

    For a child alone it is the note that asks for protection, which needs no rules.
    """
    library = load_library()
    on = read_day(parsed.on, words)
    name = parsed.file
    case = people_in_file(name, library, words)
    if parsed.language:
        language = known_language("--language", parsed.language, words)
    else:
        said = case.language if isinstance(case.language, str) else "en"
        language = known_language(f"{name}: language", said, words)
    people = [one.id for one in case.people()]
    applicant = parsed.applicant or people[0]
    if applicant not in people:
        wrong = words(
            '--applicant: there is no "{id}" in the case; use one of {known}',
            id=applicant,
            known=", ".join(people),
        )
        raise WrongInput(f"{name}: {wrong}")
    today = datetime.now().astimezone().date()
    assessment = None
    if applicant not in children_alone(case, None, today):
        assessment = library.assess(*case_in_file(name, library, on, words))
    draft = drafting.draft(case, assessment, applicant, language, parsed.paper, today, library)
    write_whole(Path(parsed.output), draft.pdf, words)
    for fault in draft.faults:
        print(f"{name}: {fault.path}: {words(REFUSED[fault.code])}", file=sys.stderr)
    return DONE
