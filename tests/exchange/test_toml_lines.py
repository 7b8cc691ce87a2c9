# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of keys: the same keys that `tomllib` reads, each on a line where it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.exchange.toml_lines import key_lines
from caseworker.paths import bundle_root, resource

OURS = sorted([*resource().rglob("*.toml"), *bundle_root().joinpath("tests", "programmes").glob("*.toml")])


def paths(found: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key and place in what `tomllib` gives."""
    if path:
        yield path
    for key, value in found.items() if isinstance(found, dict) else enumerate(found):
        here = (*path, key)
        if isinstance(value, dict | list):
            yield from paths(value, here)
        else:
            yield here


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_own_files_have_the_keys_that_tomllib_reads(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = key_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    written = text.splitlines()
    for at, line in lines.items():
        name = next(part for part in reversed(at) if isinstance(part, str))
        # A place in a list of many lines stands below its key.
        assert name in written[line - 1] or isinstance(at[-1], int), at


def test_each_key_stands_on_its_line() -> None:
    text = (
        'a = 1 # b = 2\n"c d".e = """\nx = 3\n"""\n\n[t]\nf = [\n  1, # one\n  { g = "]" },\n]\n'
        "[[u]]\nh = '#'\n[[u.v]]\ni = 2022-01-01 10:00:00\n[[u]]\nj = {}\n[u.w]\nk = []\n"
    )
    assert key_lines(text) == {
        ("a",): 1,
        ("c d",): 2,
        ("c d", "e"): 2,
        ("t",): 6,
        ("t", "f"): 7,
        ("t", "f", 0): 8,
        ("t", "f", 1): 9,
        ("t", "f", 1, "g"): 9,
        ("u",): 11,
        ("u", 0): 11,
        ("u", 0, "h"): 12,
        ("u", 0, "v"): 13,
        ("u", 0, "v", 0): 13,
        ("u", 0, "v", 0, "i"): 14,
        ("u", 1): 15,
        ("u", 1, "j"): 16,
        ("u", 1, "w"): 17,
        ("u", 1, "w", "k"): 18,
    }


@pytest.mark.parametrize(
    "text",
    [
        'a = "\\""\nb = 1\n',
        'a = """x\\"""y"""\nb = 1\n',
        'a = """x"""""\nb = 1\n',
        "a = '''x''''\nb = 1\n",
        'a = "\\\\"\nb = 1\n',
        "a = 1\r\nb = 2\r\n",
        "a.b = 1\na.c = 2",
        "# nothing",
        "",
        "[a.b]\nc = 1\n[a]\nd = 2\n",
        '["]"]\na = 1\n',
        "'[' = 1\n",
    ],
)
def test_texts_that_are_easy_to_misread(text: str) -> None:
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


KEYS = st.sampled_from(["a", "b-c", "d_1", '"e f"', "'g.h'", '"\\u0069"', "1"])
SCALARS = st.sampled_from(
    [
        *("1", "-2.5", "true", "2022-10-12", "2022-10-12T15:00:00", "10:00:00", '"x # y"', "'[[z]]'"),
        *('"a\\"]"', '"""\nk = 1\n[t]\n"""', "'''\n\"\n'''", '""', "''"),
    ]
)
SPACE = st.sampled_from(["", " ", "\t"])
BREAK = st.sampled_from(["", " ", "\n", "\n# ] } =\n", "\n\n  "])


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["scalar", "list", "table"])) if depth else "scalar"
    if kind == "scalar":
        return draw(SCALARS)
    size = draw(st.integers(0, 3))
    if kind == "list":
        items = [f"{draw(BREAK)}{draw(values(depth=depth - 1))}{draw(BREAK)}" for _ in range(size)]
        return f"[{','.join(items)}{draw(BREAK)}]"
    names = draw(st.lists(KEYS, min_size=size, max_size=size, unique=True))
    pairs = [f"{draw(SPACE)}{name} = {draw(values(depth=depth - 1))}" for name in names]
    return "{" + ",".join(pairs) + "}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    def pairs() -> str:
        names = draw(st.lists(KEYS, max_size=3, unique=True))
        return "".join(
            f"{name}{draw(SPACE)}={draw(SPACE)}{draw(values())}{draw(st.sampled_from(['', ' # = [']))}\n"
            for name in names
        )

    text = pairs()
    for number in range(draw(st.integers(0, 3))):
        text += f"{draw(BREAK)}\n[t{number}.u]\n{pairs()}"
    for _ in range(draw(st.integers(0, 3))):
        text += f"[[row]]\n{pairs()}"
        for _ in range(draw(st.integers(0, 2))):
            text += f"[[row.inner]]\n{pairs()}"
    return text


@given(documents())
def test_any_document_has_the_keys_that_tomllib_reads(text: str) -> None:
    lines = key_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
