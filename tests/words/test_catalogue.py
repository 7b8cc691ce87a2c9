# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue is whole: every text in the source is in it, translated, with the same blanks to fill."""

from __future__ import annotations

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import dev
from caseworker.words import LANGUAGES, words_for
from caseworker.words.errors import ATTACHMENT_REFUSED, ERRORS
from caseworker.words.faults import FAULTS
from caseworker.words.labels import LABELS
from caseworker.words.refusals import REFUSED

from . import catalogue

# What the texts are looked up with, under whatever name a module calls it.
LOOK_UPS = {"N_", "words", "_words", "said", "self", "many", "_"}
# As wide as the place it stands in, without wrapping: the rail, the stations, the buttons of a row.
TIGHT = {
    **dict.fromkeys(("Start", "Cases", "Programmes", "Verify a letter", "Settings", "Lock"), 16),
    **dict.fromkeys(("Intake", "Sponsor", "Entry", "Decision", "Letter", "Back", "Next", "Approve"), 14),
    **dict.fromkeys(("Yes", "No", "None", "Seen", "Not seen", "Not asked"), 14),
    **dict.fromkeys(("day", "month", "year"), 6),
}


def message_ids() -> set[str]:
    found = catalogue.read(catalogue.TEMPLATE)
    return {part for one in found if one.id for part in _parts(one)}


def _parts(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def texts_in(source: str) -> Iterator[tuple[int, str]]:
    """Every text that is looked up or marked in a module, and its line; also where Babel does not look."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = node.args[:2] if name == "many" else node.args[:1]
            for text in texts if name in LOOK_UPS else ():
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                    yield node.lineno, text.value


def test_the_template_is_what_the_source_gives() -> None:
    assert list(catalogue.template_faults()) == []


@pytest.mark.parametrize("language", catalogue.languages())
def test_a_catalogue_is_whole(language: str) -> None:
    assert list(catalogue.catalogue_faults(language)) == []


def test_every_language_but_english_has_a_catalogue() -> None:
    assert ["en", *catalogue.languages()] == sorted(LANGUAGES)


def test_no_text_is_marked_where_babel_does_not_look() -> None:
    """Inside an f-string, or looked up under another name, a text would silently stay English."""
    known = message_ids()
    lost = [
        f"{path.relative_to(dev.ROOT)}:{line} {text!r}"
        for path in sorted((dev.ROOT / "caseworker").rglob("*.py"))
        for line, text in texts_in(path.read_text("utf-8"))
        if text not in known
    ]
    assert lost == []


def test_the_tables_of_texts_are_in_the_catalogue() -> None:
    texts = {*LABELS.values(), *ERRORS.values(), *REFUSED.values(), *ATTACHMENT_REFUSED.values()}
    texts |= {part for pair in FAULTS.values() for part in pair}
    assert texts - message_ids() == set()


@pytest.mark.parametrize("language", catalogue.languages())
def test_the_compiled_catalogue_is_the_one_in_the_tree(language: str) -> None:
    compiled = gettext.translation(dev.DOMAIN, str(dev.LOCALE), languages=[language])
    for one in catalogue.read(dev.LOCALE / f"{language}.po", language):
        if isinstance(one.id, str) and one.id:
            assert compiled.gettext(one.id) == one.string
            assert words_for(language)(one.id) == one.string


@pytest.mark.parametrize("language", catalogue.languages())
def test_texts_fit_where_they_do_not_wrap(language: str) -> None:
    words = words_for(language)
    long = {text: words(text) for text, most in TIGHT.items() if len(words(text)) > most}
    assert long == {}


@pytest.mark.parametrize(
    ("original", "text", "same"),
    [
        ("{a} of {b}", "de {b}, {a}", True),
        ("{a} of {b}", "{a} de {c}", False),
        ("write {{ ... }}", "escriba {{ ... }}", True),
        ("{a}", "{a", False),
        ("unknown %(choice)r", "%(choice)r no se conoce", True),
        ("unknown %(choice)r", "%(choise)r no se conoce", False),
        ("no %s", "no", False),
    ],
)
def test_blanks_are_compared(original: str, text: str, same: bool) -> None:
    assert (catalogue.names_in(original) == catalogue.names_in(text)) is same


def test_a_text_in_an_f_string_is_found() -> None:
    source = "f'{words(N_(\"Doubts\"))}'; words.many('one', 'more', 2); other('no')"
    assert {text for _, text in texts_in(source)} == {"Doubts", "one", "more"}


def test_a_stale_template_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "caseworker.pot"
    old.write_text(catalogue.TEMPLATE.read_text("utf-8") + '\nmsgid "gone"\nmsgstr ""\n', "utf-8")
    monkeypatch.setattr(catalogue, "TEMPLATE", old)
    assert "stale" in next(catalogue.template_faults())


def test_a_missing_unsure_or_misfilled_text_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "caseworker.pot").write_text('msgid "{a}"\nmsgstr ""\n\nmsgid "new"\nmsgstr ""\n', "utf-8")
    (tmp_path / "es.po").write_text(
        'msgid "{a}"\nmsgstr "{b}"\n\n#, fuzzy\nmsgid "c"\nmsgstr "d"\n\nmsgid "e"\nmsgstr ""\n', "utf-8"
    )
    monkeypatch.setattr(dev, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogue, "TEMPLATE", tmp_path / "caseworker.pot")
    said = "\n".join(catalogue.catalogue_faults("es"))
    for fault in ("'new' is not in", "'{a}' fills in ['b']", "'c' is marked fuzzy", "'e' is not translated"):
        assert fault in said
    assert catalogue.main() == 1
