# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever a file holds, a command ends with 0 or 2, and 2 comes with one line that helps."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.examples import CASES, ENTRIES, FIXTURES, GONE, base, changed, document, places

from .conftest import Run, Said

ROOT = FIXTURES.parent.parent
TEXT = json.dumps(base())


def refused(said: Said, path: object, *parts: str) -> None:
    """Status 2, nothing on standard output, one line that names the file, what is wrong, what to do."""
    assert (said.status, said.out) == (2, "")
    assert said.err.endswith("\n")
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(f"{path}: ")
    assert all(char.isprintable() for char in said.err.rstrip("\n"))
    assert len(said.err) < 1000
    assert ";" in said.err
    for part in parts:
        assert part in said.err


@pytest.mark.parametrize(
    ("place", "value", "wrong", "remedy"),
    [
        ("applicants[0].borne_on", "1990", "is not a field", 'did you mean "born_on"'),
        ("sponsor.address.zipcode", "77002", "is not a field", 'did you mean "zip"'),
        ("evidence[1].x9qz", {}, "is not a field", "remove it"),
        ("colour", "red", "is not a field", "remove it"),
        ("format", "caseworker/case@2", 'has "caseworker/case@2"', 'use "caseworker/case@1"'),
        ("format", None, "has", 'use "caseworker/case@1"'),
        ("format", GONE, "is missing", "add it"),
        ("applicants", {}, "is not a list", "[ ... ]"),
        ("applicants[0]", "Ana", "is not an object", "{ ... }"),
        ("applicants[0].id", GONE, "is missing", "add it"),
        ("applicants[0].id", "", "is missing", "add it"),
        ("applicants[0].id", 7, "is not text", "quotes"),
        ("applicants[0].id", None, "is not text", "quotes"),
        ("applicants[0].given_names", 7, "is not text", "quotes"),
        ("applicants[0].given_names", "x" * 400, "has 400 characters", "keep it to 300"),
        ("applicants[0].given_names", "Ana\x00", "control characters", "type it again"),
        ("applicants[0].given_names", "Ana\x1b[31m", "control characters", "type it again"),
        ("applicants[0].born_on", "2022-02-30", '"2022-02-30" is a day that does not exist', "compare"),
        ("applicants[0].born_on", "2022-13", '"2022-13" is a day that does not exist', "compare"),
        ("applicants[0].born_on", "2023-02-29", "does not exist", "compare"),
        ("applicants[0].born_on", "0000-01-01", "does not exist", "compare"),
        ("applicants[0].born_on", "9999-01-01", "does not exist", "compare"),
        ("applicants[0].born_on", "14/05/1990", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", "", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", "1990-05-14 ", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", "１９９０-05-14", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", "1990-05-14T10:00Z", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", "1991/1990", '"1991/1990" ends before it begins', "earlier day first"),
        ("applicants[0].born_on", "1990-05-14/1990-05-13", "ends before it begins", "earlier day first"),
        ("applicants[0].born_on", "1990/1991/1992", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].born_on", 19900514, "is not a day", "2022-10-07"),
        ("applicants[0].born_on", ["1990"], "is not a day", "2022-10-07"),
        ("opened_on", "2022-10", "is not an exact day", "2022-10-07"),
        ("assess_on", "2022-10-03/2022-10-09", "is not an exact day", "2022-10-07"),
        ("assess_on", "2022-10-32", "does not exist", "compare"),
        ("applicants[0].nationalities", "VEN", "is not a list", "[ ... ]"),
        ("applicants[0].nationalities[0]", "VE", '"VE" is not a country code', 'did you mean "VEN"'),
        ("applicants[0].nationalities[0]", "XXX", '"XXX" is not a country code', "ISO 3166-1"),
        ("applicants[0].nationalities[0]", None, "is not a country code", "ISO 3166-1"),
        ("applicants[0].nationalities[0]", {"a": 1}, "is not a country code", "ISO 3166-1"),
        ("applicants[0].located_in", "Mexico", "is not a country code", "ISO 3166-1"),
        ("applicants[0].entry_manner.MX", "irregular", "is not a country code", "MEX"),
        ("applicants[0].entry_manner.MEX", "swimming", "is not one of the choices", "irregular"),
        ("applicants[0].entry_manner", ["MEX"], "is not an object", "{ ... }"),
        ("applicants[0].role", "boss", '"boss" is not one of the choices', "principal, family_member"),
        ("applicants[0].vaccinations_attested", "yes", "is neither yes nor no", "true or false"),
        ("applicants[0].vaccinations_attested", 1, "is neither yes nor no", "true or false"),
        ("applicants[0].passport", "A123", "is not an object", "{ ... }"),
        ("applicants[0].passport.expires_on", "soon", "cannot be read as a day", "2022-10-07"),
        ("applicants[0].us_border", [{"on": "2022-10-40"}], "[0].on", "does not exist"),
        ("sponsor", [], "is not an object", "{ ... }"),
        ("sponsor.kind", "person", "is not one of the choices", "individual"),
        ("sponsor.address.state", "Texas", "is not a state", "TX"),
        ("sponsor.household_size", -1, "is not a whole number", "0 to 10000"),
        ("sponsor.household_size", 2.5, "is not a whole number", "0 to 10000"),
        ("sponsor.household_size", True, "is not a whole number", "0 to 10000"),
        ("sponsor.household_size", 10**30, "is not a whole number", "0 to 10000"),
        ("sponsor.annual_income_usd", "52,000", "is not an amount of money", "52000.50"),
        ("sponsor.annual_income_usd", -0.01, "is not an amount of money", "52000.50"),
        ("sponsor.annual_income_usd", 1e300, "is not an amount of money", "52000.50"),
        ("sponsor.documents_seen", ["identity", "tattoo"], "[1]", "identity, us_status"),
        ("evidence[0].type", "crystal_ball", "is not a kind of evidence", "evidence_types.toml"),
        ("evidence[0].type", "comar_constanca", "is not a kind", 'did you mean "comar_constancia"'),
        ("evidence[0].on", "2022-10-05T25:00Z", "does not exist", "compare"),
        ("evidence[0].on", "2022-10-05T10:00+99:00", "does not exist", "compare"),
        ("evidence[0].on", "2022-10-05 10:00", "cannot be read as a day", "2022-10-07"),
        ("evidence[0].about", ["a1", "a9"], '"a9" is not an applicant of this case', "use one of a1"),
        ("evidence[1].id", "a1e1", 'the id "a1e1" is used twice', "its own id"),
        ("evidence", [{"id": f"e{at}"} for at in range(501)], "has 501 items", "keep it to 500"),
        ("gaps", {"sponsor/ssn": "shy"}, "is not one of the choices", "refused"),
        ("programme", "atlantis", 'no programme "atlantis"', "venezuela"),
        ("programme", GONE, "is missing", "add it"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(
    run: Run, tmp_path: Path, place: str, value: Any, wrong: str, remedy: str
) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed(base(), place, value)), encoding="utf-8")
    said = run("assess", path, "--json")
    refused(said, path, place, wrong, remedy)


def test_two_applicants_with_one_id_or_two_principals_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    twin = base()["applicants"][0]
    path.write_text(json.dumps(changed(base(), "applicants[1]", twin)), encoding="utf-8")
    refused(run("assess", path), path, "applicants[1].id", "used twice")
    path.write_text(json.dumps(changed(base(), "applicants[1]", {**twin, "id": "a2"})), encoding="utf-8")
    refused(run("assess", path), path, "applicants[1].role", "second principal")


@pytest.mark.parametrize("nobody", [GONE, None, []])
def test_a_case_about_nobody_is_refused(run: Run, tmp_path: Path, nobody: Any) -> None:
    path = tmp_path / "case.json"
    found = changed(changed(base(), "evidence", GONE), "applicants", nobody)
    path.write_text(json.dumps(found), encoding="utf-8")
    refused(run("assess", path), path, "applicants: is missing; add it")


@pytest.mark.parametrize(("command", "good"), [("assess", CASES[0]), ("entry", ENTRIES[0])])
def test_one_bad_file_among_many_writes_nothing(run: Run, tmp_path: Path, command: str, good: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("{}", encoding="utf-8")
    refused(run(command, good, path, good, "--json"), path)
    refused(run(command, good, path, good), path)


def test_more_faults_are_counted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    found = changed(changed(base(), "applicants[0].born_on", "never"), "sponsor.kind", "person")
    path.write_text(json.dumps(found), encoding="utf-8")
    refused(run("assess", path), path, "(and 1 more fault)")


def test_a_day_without_rules_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed(base(), "assess_on", "2022-10-11")), encoding="utf-8")
    refused(run("assess", path), path, "assess_on", "2022-10-11", "--on")


DEEP = [300, 700, 900, 960, 975, 980, 985, 990, 995, 1000, 1100, 5000, 100_000]


@pytest.mark.parametrize("levels", DEEP)
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")], ids=["lists", "objects"])
def test_deep_nesting_is_refused(run: Run, tmp_path: Path, levels: int, opens: str, closes: str) -> None:
    path = tmp_path / "case.json"
    deep = opens * levels + "1" + closes * levels
    for text in (deep, TEXT.replace('"VEN"', deep, 1), TEXT.replace('"Carmen Ortega"', deep)):
        path.write_text(text, encoding="utf-8")
        refused(run("assess", path), path)
        refused(run("entry", path), path)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "ends too early"),
        (b" \n", "ends too early"),
        (TEXT.encode()[:700], "ends too early"),
        (TEXT.encode()[:-1], "ends too early"),
        (TEXT.encode() + b"}", "is not JSON"),
        (TEXT.replace(":", "=", 1).encode(), "is not JSON (byte 9)"),
        (b"\x00" * 1000, "is not JSON"),
        (bytes(range(256)) * 40, "is not UTF-8 text (byte 128)"),
        (TEXT.encode("utf-16"), "is not UTF-8"),
        (TEXT.replace("Carmen", "Cármen").encode("latin-1"), "is not"),
        (json.dumps(base(), ensure_ascii=False).encode("latin-1"), "is not UTF-8"),
        (TEXT.replace("Carmen", "\\ud800").encode(), "is not JSON"),
        (TEXT.replace('"name"', '"\\udfff"').encode(), "is not JSON"),
        (TEXT.replace("Carmen", "\\u0000").encode(), "control characters"),
        (TEXT.replace("Carmen", "\x01").encode(), "is not JSON"),
        (TEXT.replace('"name"', '"\\u001b[31m\\u0007"').encode(), "is not a field"),
        (TEXT.replace('"name"', '"a\\nb\\u2028\\u202e"').encode(), "is not a field"),
        (TEXT.replace('"name"', '""').encode(), "is not a field"),
        (TEXT.replace('"name"', '"' + "k" * 100_000 + '"').encode(), "is not a field"),
        (TEXT.replace('"VEN"', '"' + "V" * 1_000_000 + '"', 1).encode(), "is not a country code"),
        (TEXT.replace("52000", "1e400").encode(), "a number that is too large"),
        (TEXT.replace("52000", "-1e400").encode(), "a number that is too large"),
        (TEXT.replace("52000", "1" * 5000).encode(), "too large"),
        (TEXT.replace("52000", "NaN").encode(), "is not JSON"),
        (TEXT.replace("52000", "Infinity").encode(), "is not JSON"),
        (TEXT.replace("52000", "0x10").encode(), "is not JSON"),
        (b"null", "is not an object"),
        (b"12", "is not an object"),
        (b'"case"', "is not an object"),
        (b"[{}]", "is not an object"),
        (b"{}", "is missing"),
        (b"%PDF-1.7\n", "is not JSON"),
        (b"PK\x03\x04\x14\x00\x08", "is not JSON"),
    ],
)
def test_bytes_that_are_no_case_are_refused(run: Run, tmp_path: Path, data: bytes, wrong: str) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(data)
    refused(run("assess", path, "--json"), path, wrong)


def test_a_file_with_a_byte_order_mark_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert run("assess", path).status == 0


@pytest.mark.parametrize("command", ["assess", "entry", "programmes check"])
def test_a_hundred_megabytes_are_refused_at_once(run: Run, tmp_path: Path, command: str) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    refused(run(*command.split(), path), path, "larger than 10 MB")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end_is_refused(run: Run) -> None:
    refused(run("assess", "/dev/zero"), "/dev/zero", "larger than 10 MB")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_to_its_end(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[TEXT.encode()])
    writer.start()
    assert run("assess", path).status == 0
    writer.join()


def test_a_line_of_a_hundred_megabytes_is_refused_and_the_next_is_read(run: Run) -> None:
    said = run("assess", "-", stdin=b'"' + b"a" * 20_000_000 + b'"\n' + TEXT.encode() + b"\n")
    first, second = said.lines()
    assert said.status == 2
    assert "larger than 10 MB" in first["error"]
    assert "error" not in second


@pytest.mark.parametrize("command", ["assess", "entry", "programmes check"])
def test_what_is_no_file_is_refused(run: Run, tmp_path: Path, command: str) -> None:
    refused(run(*command.split(), tmp_path), tmp_path, "is a folder")
    missing = tmp_path / "missing.json"
    refused(run(*command.split(), missing), missing, "there is no such file")
    said = run(*command.split(), tmp_path / "a\x1b[31m\n\udcff.json")
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert said.err.rstrip("\n").isprintable()
    assert run(*command.split(), "nul\x00.json").status == 2
    assert run(*command.split(), "n" * 5000).status == 2


def test_a_thousand_faults_are_named_soon(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    many = {f"field_number_{at}": at for at in range(20_000)}
    path.write_text(json.dumps({**base(), **many}), encoding="utf-8")
    refused(run("assess", path), path, "(and 19999 more faults)")


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess"],
        ["entry"],
        ["conjure"],
        ["conj\x1b[31mure\nx"],
        ["assess", "--on"],
        ["assess", CASES[0], "--colour"],
        ["assess", CASES[0], "--on", "2022-13-01"],
        ["assess", CASES[0], "--on", "2022-10"],
        ["assess", CASES[0], "--on", ""],
        ["assess", CASES[0], "--programme", ""],
        ["assess", CASES[0], "--programme", "../venezuela"],
        ["assess", CASES[0], "--on", "1900-01-01"],
        ["programmes", "show"],
        ["programmes", "show", ""],
        ["programmes", "dance"],
    ],
)
def test_wrong_usage_is_refused_with_one_line(run: Run, arguments: list[object]) -> None:
    said = run(*arguments)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert said.err.rstrip("\n").isprintable()


@pytest.mark.parametrize("arguments", [["--help"], ["assess", "--help"], ["programmes", "show", "--help"]])
def test_help_ends_with_0(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("usage: caseworker")


def test_a_terminal_without_accents_gets_no_traceback_and_json_stays_utf_8() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LANGUAGE": "es"}
    command = [sys.executable, "-m", "caseworker", "assess", str(CASES[0])]
    plain = subprocess.run(command, env=env, capture_output=True, check=False, cwd=ROOT)
    assert (plain.returncode, plain.stderr) == (0, b"")
    found = subprocess.run([*command, "--json"], env=env, capture_output=True, check=False, cwd=ROOT)
    assert "Tiene la nacionalidad de un país" in found.stdout.decode("utf-8")


@functools.cache
def places_of(path: Path) -> list[str]:
    return list(places(document(path)))


@functools.cache
def values_seen() -> list[Any]:
    """Every value of the examples: put elsewhere they are the likeliest mistakes."""
    seen: dict[str, Any] = {}
    for path in (*CASES, *ENTRIES):
        for value in _values(document(path)):
            seen[json.dumps(value)] = value
    return list(seen.values())


def _values(found: Any) -> Iterator[Any]:
    yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _values(one)


ODD = st.sampled_from(
    [
        *[
            None,
            True,
            False,
            0,
            -1,
            1.5,
            10**18,
            -(10**18),
            1e-320,
            "",
            " ",
            [],
            {},
            [[]],
            [None],
            {"": None},
        ],
        *["2022", "2022-10", "2022-10-01/2022-10-31", "2024-02-29", "2022-10-12T00:30", "2022-10-12T04:30Z"],
        *[
            "1900",
            "2100-12-31",
            "2100-12-31T23:59-12:00",
            "1900-01-01T00:00+14:00",
            "MEX",
            "USA",
            "PAN",
            "a1",
        ],
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@functools.cache
def values_put() -> st.SearchStrategy[Any]:
    """What is put in a place. Made once: with this many values, making it takes longer than drawing."""
    return st.just(GONE) | ODD | st.sampled_from(values_seen()) | JSON


@functools.cache
def a_place_of(path: Path) -> st.SearchStrategy[str]:
    return st.sampled_from(places_of(path))


@st.composite
def mutated(draw: st.DrawFn, paths: list[Path]) -> Any:
    """An example with one to four places changed, emptied, moved or taken away."""
    path = draw(st.sampled_from(paths))
    found = document(path)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(a_place_of(path))
        value = draw(values_put())
        try:
            found = changed(found, place, value)
        except (KeyError, IndexError, TypeError):
            continue  # the place went with an earlier change
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(found=mutated(CASES))
def test_a_changed_case_is_assessed_or_refused(run: Run, found: Any) -> None:
    data = json.dumps(found).encode()
    said = run("assess", "-", stdin=data + b"\n")
    assert said.status in (0, 2)
    (line,) = said.lines()
    if said.status == 2:
        assert set(line) == {"error"}
        assert len(said.err.splitlines()) == 1
    else:
        assert line["format"] == "caseworker/assessment@1"
        assert said.err == ""


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(found=mutated(ENTRIES))
def test_a_changed_entry_document_is_proved_or_refused(run: Run, found: Any) -> None:
    said = run("entry", "-", stdin=json.dumps(found).encode() + b"\n")
    assert said.status in (0, 2)
    (line,) = said.lines()
    assert (set(line) == {"error"}) == (said.status == 2)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cut=st.integers(0, len(TEXT)), put=st.binary(max_size=6), skip=st.integers(0, 40))
def test_broken_bytes_are_assessed_or_refused(run: Run, cut: int, put: bytes, skip: int) -> None:
    data = (TEXT.encode()[:cut] + put + TEXT.encode()[cut + skip :]).replace(b"\n", b" ")
    said = run("assess", "-", stdin=data)
    assert said.status in (0, 2)
    assert len(said.out.splitlines()) <= 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_verify_says_that_a_pipe_a_device_or_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    pipe, folder = tmp_path / "letter.pdf", tmp_path / "letters"
    os.mkfifo(pipe)
    folder.mkdir()
    for name in (pipe, Path(os.devnull)):
        refused(run("verify", name), name, "is not a file that can be read")
    refused(run("verify", folder), folder, "is a folder")
