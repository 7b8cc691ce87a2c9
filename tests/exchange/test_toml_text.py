# SPDX-License-Identifier: AGPL-3.0-or-later
"""TOML from outside is read as `tomllib` reads it, or refused before it costs anything."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.exchange import toml_text
from caseworker.exchange.programme.file import FaultyProgramme, read_programme
from caseworker.exchange.programme.text import shares_of
from caseworker.exchange.situations import read_situations
from caseworker.exchange.toml_text import UnreadableToml, look_through, read_toml
from caseworker.paths import resource
from tests.domain.examples import library

DEEP = {
    "a key of 20,000 parts": b"a." * 19_999 + b"a = 1",
    "a key of 100,000 parts": b"a." * 99_999 + b"a = 1",
    "quoted parts": b'"a" . ' * 20_000 + b"a = 1",
    "parts of literals": b"'a'." * 20_000 + b"a = 1",
    "a header of 20,000 parts": b"[" + b"a." * 19_999 + b"a]",
    "a header of a list": b"[[" + b"a." * 19_999 + b"a]]",
    "lists in lists": b"a = " + b"[" * 100_000,
    "tables in tables": b"a = " + b"{a=" * 100_000,
    "a key within a table": b"a = {" + b"b." * 20_000 + b"b = 1}",
    "behind a text with quotes": b'x = """ a "" b \\""" """\n' + b"a." * 20_000 + b"a = 1",
    "behind a comment with a quote": b'# it\'s """\n' + b"a." * 20_000 + b"a = 1",
    "behind a literal": b"x = '''it's \\'''\n" + b"a." * 20_000 + b"a = 1",
}
OTHER = {
    "a number of a million digits": (b"a = " + b"1" * 900_000, "too_long"),
    "a hexadecimal one": (b"a = 0x" + b"f" * 900_000, "too_long"),
    "a number of 5,000 digits": (b"a = " + b"9" * 5_000, "too_long"),
    "a table in every line": ("\n".join(f"[k{at}.b.c.d.e.f]" for at in range(5_000)).encode(), "too_many"),
    "a list of tables": (b"x = [" + b"{}," * 20_000 + b"]", "too_many"),
    "too many bytes": (b"#" * (toml_text.LARGEST + 1), "too_large"),
    "no UTF-8": (b"a = '\xff'", "not_utf8"),
    "a day that does not exist": (b"a = 2022-02-30", "malformed"),
    "a text without an end": (b'a = "' + b"a." * 20_000, "malformed"),
    "two of one key": (b"a = 1\na = 2", "malformed"),
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deeply_never_reaches_the_parser(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tomllib, "loads", lambda _: pytest.fail("it was parsed"))
    with pytest.raises(UnreadableToml) as told:
        read_toml(DEEP[name])
    assert told.value.code == "too_deep"
    assert told.value.line >= 1


@pytest.mark.parametrize("name", OTHER)
def test_what_else_is_wrong_has_one_code(name: str) -> None:
    data, code = OTHER[name]
    with pytest.raises(UnreadableToml) as told:
        read_toml(data)
    assert told.value.code == code


@pytest.mark.parametrize("name", DEEP)
def test_every_reader_of_foreign_toml_refuses_it(name: str) -> None:
    reference = library().reference
    for read in (
        lambda: read_programme(DEEP[name], {}, reference),
        lambda: read_situations(DEEP[name], reference.vocabulary()),
        lambda: read_programme(b'shares = ["deep"]\n', {"deep": DEEP[name]}, reference),
    ):
        with pytest.raises(FaultyProgramme, match="nested far too deeply"):
            read()
    assert shares_of(DEEP[name]) == ()


@pytest.mark.parametrize(
    "path",
    sorted([*resource().rglob("*.toml"), *(Path(__file__).parent.parent / "programmes").glob("*.toml")]),
    ids=lambda p: p.name,
)
def test_all_that_ships_is_within_the_bounds(path: Path) -> None:
    assert read_toml(path.read_bytes()) == tomllib.loads(path.read_text(encoding="utf-8"))


@given(st.text(st.sampled_from("a.\"'\\\n#[]{}=, 1-"), max_size=60))
def test_small_texts_are_read_as_before(text: str) -> None:
    try:
        wanted = tomllib.loads(text)
    except (ValueError, RecursionError):
        with pytest.raises(UnreadableToml):
            read_toml(text.encode())
        return
    if text.count(".") < toml_text.MOST_PARTS and text.count("[") + text.count("{") <= toml_text.DEEPEST:
        assert read_toml(text.encode()) == wanted


@given(st.text(st.sampled_from("a.\"'\\\n# "), max_size=12))
def test_nothing_before_a_deep_key_hides_it(before: str) -> None:
    """Whatever precedes: where the parser would come to the key, it is seen."""
    text = f"{before}\n{'a.' * 40}a = 1"
    try:
        tomllib.loads(text)
    except ValueError:
        return
    if tomllib.loads(text).get("a") is None:
        return
    with pytest.raises(UnreadableToml):
        look_through(text)
