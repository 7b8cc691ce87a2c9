# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the program promises people is written somewhere, and a test that is there shows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "promises.md"
NOT_PROMISED = "Restoring a backup"
# What stands for a test: another row, no promise, or what every test is held to.
EXCUSES = ("as above", "not promised", "in every test a connection")
# How a sentence of this kind sounds. "Nothing was changed" alone is said of what was refused.
PROMISES = re.compile(
    r"(data|everything saved( before)?|case( itself)?|saved before) is safe|nothing (of (it|them) )?is lost|"
    r"kept as (it|they) (is|was|were)|kept as an? |was kept, encrypted|encrypted; only|"
    r"put back\b|as it was\b|reading only|opens nothing from then on|"
    r"(?<!not )\bencrypted\b|is saved by|also on a full disk|are never|edited afterwards|"
    r"cannot be (edited|undone)|(cannot|can) be changed (later|:|\.)|cannot be changed[:.]|"
    r"no file is left|no network|without (a|the) (network|internet)|checked on this computer|\boffline\b|"
    r"kept nowhere|(is|are) kept (for|with|encrypted)|nothing (of it )?is (written|sent|kept|added|deleted)|"
    r"(sends it to|and to) nobody|the check fails|byte of it|survives? a|no letter of Caseworker has",
    re.IGNORECASE,
)
SPANISH = re.compile(
    r"(datos|casos?|est\u00e1n?|guardado)[^.]{0,30} a salvo\b|no se pierde|no se perdi\u00f3|"
    r"(?<!no est\u00e1 )\bcifrad[oa]s?\b|solo lectura|sin internet|no se usa (internet|ninguna red)|"
    r"no se guarda en ning|en ninguna parte|nunca se usan|disco lleno|la comprobaci\u00f3n falla|"
    r"(env\u00eda|ni|y) a nadie\b",
    re.IGNORECASE,
)
# Not promises, though they sound like some.
OTHERWISE = (
    "The part of the program that encrypts",
    "the disk can only be read",
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


def test_each_sentence_has_a_test_and_not_only_a_file() -> None:
    bare = [sentence for sentence, tests in rows() if "::" not in tests and not tests.startswith(EXCUSES)]
    assert bare == []


def sentences(text: str) -> list[str]:
    """The sentences of a guide, without marks of form between them."""
    parts = re.split(r"(?<=[.!?])\s+(?=\W*[A-Z])|\n\s*\n|\n- |\n\d\. ", text)
    return [flat(one) for one in parts if one.strip()]


def in_letters(language: str) -> list[str]:
    """The texts of letters, in the order of their file."""
    with (ROOT / "resources" / "letters" / "decision.toml").open("rb") as file:
        return list(_texts(tomllib.load(file), language))


def _texts(found: object, language: str) -> Iterator[str]:
    if isinstance(found, dict):
        other = {"en": "es", "es": "en"}[language]
        for key, one in found.items():
            if key != other:
                yield from _texts(one, language)
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one, language)
    elif isinstance(found, str):
        yield found


def written(language: str) -> list[str]:
    texts = [(ROOT / "resources" / "help" / f"{language}.md").read_text("utf-8"), *in_letters(language)]
    if language == "en":
        texts += [(ROOT / "README.md").read_text("utf-8"), (ROOT / "docs/guide/README.md").read_text("utf-8")]
    return [one for text in texts for one in sentences(text)]


def test_no_promise_in_the_window_is_left_out() -> None:
    promised = [flat(one) for one in catalogue() if PROMISES.search(flat(one))]
    assert promised
    assert unlisted(promised) == []


def test_no_promise_in_letters_guide_and_readme_is_left_out() -> None:
    promised = [one for one in written("en") if PROMISES.search(one)]
    assert len(promised) > 12
    assert unlisted(promised) == []


def unlisted(promised: list[str]) -> list[str]:
    listed = [sentence for sentence, _ in rows()]
    return [
        text
        for text in promised
        if not any(one in text or text in one for one in listed) and not any(one in text for one in OTHERWISE)
    ]


def test_in_spanish_nothing_is_promised_that_is_not_promised_in_english() -> None:
    with (ROOT / "resources" / "locale" / "es.po").open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file) if isinstance(one.id, str) and one.id]
    pairs += zip(in_letters("en"), in_letters("es"), strict=True)
    guides = [(ROOT / "resources" / "help" / f"{one}.md").read_text("utf-8") for one in ("en", "es")]
    english, spanish = (re.split(r"\n\s*\n", guide) for guide in guides)
    pairs += zip(english, spanish, strict=True)
    listed = [sentence for sentence, _ in rows()]
    more = [
        there
        for here, there in pairs
        if SPANISH.search(flat(str(there)))
        and not PROMISES.search(flat(here))
        and not any(one in flat(here) for one in (*listed, *OTHERWISE))
    ]
    assert more == []
