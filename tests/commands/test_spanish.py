# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every command in Spanish, with good input and bad: not a line of English, whoever speaks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from caseworker.cli import main
from caseworker.paths import resource

from ..words.english import is_english

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
ENTRIES = Path(__file__).parent.parent / "fixtures" / "entry"
# In the file that somebody would send: the commands run in its folder.
FILES = {
    "cut.json": b'{"format":1',
    "faulty.json": b'{"format":1,"applicants":[{"id":3,"born_on":"2022-13-01","foo":1}]}',
    "list.json": b"[1]",
    "binary.json": bytes(range(128, 148)),
    "deep.json": b"[" * 5000,
    "key.pub": b"no key",
    "broken.pub": b"caseworker-key-1 !!! Casa",
    "letter.txt": b"not a letter",
    "empty.toml": b'id = "x"',
    "cut.toml": b"id = ",
    "wrong.toml": resource("programmes", "cuba.toml")
    .read_bytes()
    .replace(b"status = ", b"stat = ", 1)
    .replace(b'like = "passport"', b'like = "pasport"', 1)
    .replace(b"is = 30000", b"iss = 30000", 1),
}
COMMANDS = [
    "--help",
    "assess --help",
    "letter --help",
    "programmes show --help",
    "verify --help",
    "withdrawn --help",
    "jump",
    "letter",
    "assess --on",
    "check --json",
    "letter CASE -o out.pdf --paper A3",
    "assess CASE",
    "assess CASE CASE --on 2023-02-01",
    "assess CASE --on 20221",
    "assess CASE --on 1990-01-01",
    "assess CASE --programme zz",
    "assess missing.json",
    "assess .",
    *(f"assess {name}" for name in FILES if name.endswith(".json")),
    "entry ENTRY",
    "entry faulty.json",
    "letter CASE -o out.pdf",
    "letter CASE -o missing/out.pdf",
    "letter CASE -o key.pub/out.pdf",
    "letter CASE -o out.pdf --language fr",
    "letter CASE -o out.pdf --applicant zz",
    "verify missing.pdf",
    "verify letter.txt",
    "verify letter.txt --key key.pub",
    "verify letter.txt --key broken.pub",
    "verify letter.txt --key key.pub --list key.pub",
    "withdrawn -o out.txt --store missing",
    "programmes list",
    *(f"programmes show {one.stem}" for one in sorted(resource("programmes").glob("*.toml"))),
    "programmes show venezuela --on 2020-01-01",
    "programmes show zz",
    "programmes check CUBA",
    *(f"programmes check {name}" for name in FILES if name.endswith(".toml")),
    "demo key.pub/out",
    "check --store .",
    "check --store missing",
    "rebuild-index --store missing",
]


@pytest.fixture(autouse=True)
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "es_MX.UTF-8")
    monkeypatch.chdir(tmp_path)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)


@pytest.mark.parametrize("typed", COMMANDS)
def test_no_english_on_the_command_line(typed: str, capsys: Any) -> None:
    named = {
        "CASE": str(CASES / "S05.json"),
        "ENTRY": str(ENTRIES / "E01.json"),
        "CUBA": str(resource("programmes", "cuba.toml")),
    }
    main([named.get(part, part) for part in typed.split()])
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert lines or typed == "letter CASE -o out.pdf"
    # Keys and codes of a file are the same in every language.
    said_in_words = [re.sub(r"'is'|is = |(?<=use uno de: ).*|^group-of-five", "", line) for line in lines]
    assert [line for line in said_in_words if is_english(line)] == []


def test_english_is_still_spoken_to_others(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert main(["letter"]) == 2
    assert "the following arguments are required" in capsys.readouterr().err
