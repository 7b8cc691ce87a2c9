# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing: how many people a second get all their findings, and how many documents a second are read.

`python -m tests.bench.assess [ROUNDS]`
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from caseworker.domain.case.document import read_case
from caseworker.domain.rules.assess import assess_applicant
from caseworker.services.programmes.library import Library, load_library

from .rounds import machine, rounds

CASES = Path(__file__).resolve().parents[1] / "fixtures" / "cases"
NAMES = ("S01", "S15", "S34", "S50", "S71")
AIM = 20_000
REPEATS = 200


def chosen(names: tuple[str, ...] = NAMES) -> dict[str, dict[str, Any]]:
    """Fixture documents by name, without what is expected of them."""
    found = {}
    for name in names:
        found[name] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        found[name].pop("expected", None)
    return found


def ways(documents: dict[str, dict[str, Any]], library: Library, repeats: int) -> dict[str, Any]:
    """What is timed: for each document, assessing its first applicant and reading it, `repeats` times."""
    found: dict[str, Callable[[], None]] = {}
    vocabulary = library.reference.vocabulary()
    others = tuple(library.programmes.values())
    for name, document in documents.items():
        case = read_case(document, vocabulary)
        on = case.reference_day()
        assert on is not None
        assert isinstance(case.programme, str)
        rules, one = library.rules(case.programme, on), case.people()[0]

        def assess(case=case, one=one, rules=rules, on=on) -> None:  # type: ignore[no-untyped-def]
            for _ in range(repeats):
                assess_applicant(case, one, rules, on, library.reference, others)

        def read(document=document) -> None:  # type: ignore[no-untyped-def]
            for _ in range(repeats):
                read_case(document, vocabulary)

        found[f"assess {name}"] = assess
        found[f"read {name}"] = read
    return found


def main(count: int = 15) -> None:
    """Measures and prints."""
    library = load_library()
    documents = chosen()
    found = rounds(ways(documents, library, REPEATS), count)
    print(f"{machine()}; {count} rounds of {REPEATS}\n")
    print("| case | people assessed a second | of the aim | documents read a second |\n|---|---|---|---|")
    for name in documents:
        rate = {what: REPEATS / statistics.median(found[f"{what} {name}"]) for what in ("assess", "read")}
        print(f"| {name} | {rate['assess']:,.0f} | {rate['assess'] / AIM:.2f} | {rate['read']:,.0f} |")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
