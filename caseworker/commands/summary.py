# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker summary` writes what is known of a case, and what it comes to, as a PDF for staff."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from caseworker.commands.status import DONE
from caseworker.services import summary as summaries
from caseworker.services.programmes.library import load_library
from caseworker.words import Words, words_for

from .output import write_whole
from .reading import case_in_file, known_language, read_day


def summary(parsed: argparse.Namespace, words: Words) -> int:
    """Writes the summary of a case file, in the person's own language or that of --language."""
    library = load_library()
    on = read_day(parsed.on, words)
    language = known_language("--language", parsed.language or words.language, words)
    case, programme, day = case_in_file(parsed.file, library, on, words)
    assessment = library.assess(case, programme, day)
    today = datetime.now().astimezone().date()
    pdf = summaries.summary(case, assessment, today, parsed.paper, words_for(language))
    write_whole(Path(parsed.output), pdf, words)
    return DONE
