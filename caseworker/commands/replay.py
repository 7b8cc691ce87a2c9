# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker replay`: every stored determination run again from what was frozen with it."""

from __future__ import annotations

import argparse
from typing import Any

from caseworker.commands.status import DONE, NEGATIVE
from caseworker.exchange.assessment_file import encode
from caseworker.services.programmes import sentences
from caseworker.services.programmes.replay import Replayed, replay_all
from caseworker.words import N_, Words

from .desk import desk_at
from .output import write_json


def replay(parsed: argparse.Namespace, words: Words) -> int:
    """Says how many agree and lists the rest. Exit status 1 for a difference or for kept rules that fail."""
    with desk_at(parsed, words) as desk:
        found = replay_all(desk, lambda *_: None, lambda: False)
        programmes = dict(desk.library.programmes)
    if parsed.json:
        write_json(encode(_document(found), pretty=True))
        return DONE if found.sound else NEGATIVE
    for line in sentences.replay_lines(found, words):
        print(line)
    decision = N_("Decision {id}, case {number}: {what}")
    for one in found.differences:
        what = sentences.difference_text(one, programmes, words)
        print(words(decision, id=one.determination_id, number=one.case_number, what=what))
    for other in found.not_replayed:
        what = sentences.not_replayed_text(other, words)
        print(words(decision, id=other.determination_id, number=other.case_number, what=what))
    return DONE if found.sound else NEGATIVE


def _document(found: Replayed) -> dict[str, Any]:
    return {
        "agree": found.agree,
        "differ": found.differing,
        "differences": [
            {
                "determination": one.determination_id,
                "case": one.case_number,
                "applicant": one.applicant_id,
                "finding": one.finding or None,
                "part": one.part,
                "before": one.before,
                "after": one.after,
            }
            for one in found.differences
        ],
        "not_replayed": [
            {
                "determination": one.determination_id,
                "case": one.case_number,
                "why": one.why,
                "fault": str(one.fault) if one.fault else None,
            }
            for one in found.not_replayed
        ],
    }
