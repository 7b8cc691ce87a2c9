# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the program promises people is written somewhere, and a test that is there shows it."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "promises.md"
NOT_PROMISED = "Restoring a backup"
# How a sentence of this kind sounds in English. "Nothing was changed" alone is said of what was refused.
PROMISES = re.compile(
    r"(data|everything saved( before)?|case( itself)?|saved before) is safe|nothing (of it )?is lost|"
    r"kept as (it|they) (is|was|were)|kept as an? |was kept, encrypted|encrypted; only|"
    r"put back: it was typed|as it was\b|reading only|opens nothing from then on",
    re.IGNORECASE,
)


def rows() -> list[tuple[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return [(sentence, tests) for sentence, tests in cells if sentence != "Sentence"]


def catalogue() -> list[str]:
    with (ROOT / "resources" / "locale" / "caseworker.pot").open("rb") as file:
        found = read_po(file)
    ids = [one.id for one in found if one.id]
    return [text for one in ids for text in ((one,) if isinstance(one, str) else one)]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_each_sentence_is_one_that_people_read() -> None:
    places = ["README.md", "resources/help/en.md", "resources/letters/decision.toml"]
    places += ["caseworker/domain/errors.py"]
    # A sentence may go on in the next line of source.
    read = [
        flat((ROOT / one).read_text("utf-8").replace('"\n', "\n").replace('\n        "', "\n"))
        for one in places
    ]
    texts = read + [flat(one) for one in catalogue()]
    gone = [one for one, _ in rows() if one != NOT_PROMISED and not any(one in text for text in texts)]
    assert gone == []


def test_each_test_is_there() -> None:
    named = [one for _, tests in rows() for one in re.findall(r"`(tests/[^`]+)`", tests)]
    assert len(named) > len(rows()) / 2
    missing = []
    for one in named:
        path, _, name = one.partition("::")
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text("utf-8")):
            missing.append(one)
    assert missing == []


def test_no_promise_in_the_window_is_left_out() -> None:
    listed = [sentence for sentence, _ in rows()]
    promised = [flat(one) for one in catalogue() if PROMISES.search(flat(one))]
    assert promised
    assert [text for text in promised if not any(one in text for one in listed)] == []
