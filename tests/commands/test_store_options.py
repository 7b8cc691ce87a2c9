# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which store a command uses, only looking at one, and no option that is silently passed over."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseworker.paths import default_store, resource
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.store.opening.create import create_store
from caseworker.store.secrets.keys import FLOOR_KDF
from tests.domain.examples import CASES, FIXTURES

from .conftest import Run

CASE = FIXTURES / "cases" / "S01.json"


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training store, closed."""
    from caseworker.app import now

    folder = tmp_path_factory.mktemp("options") / "store"
    create_training_store(folder, load_library(), now).store.close()
    return folder


@pytest.fixture
def good(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "good"))


@pytest.fixture
def bad(whole: Path, tmp_path: Path) -> Path:
    """The same, with a page that was changed."""
    folder = Path(shutil.copytree(whole, tmp_path / "bad"))
    with (folder / "case.db").open("r+b") as file:
        file.seek(5 * 4096 + 100)
        file.write(b"\x00" * 64)
    return folder


def picture(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Every name below a folder, with what it holds, its mode and when it was written."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        seen = path.lstat()
        data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (data, seen.st_mode, seen.st_mtime_ns)
    return found


COMMANDS = [("check",), ("replay",), ("replay", "--json"), ("programmes", "installed"), ("rebuild-index",)]
READING = COMMANDS[:4]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_store_is_the_one_that_is_named_before_or_after(
    run: Run, good: Path, bad: Path, command: tuple[str, ...]
) -> None:
    shutil.copytree(good, default_store())
    missing = bad.parent / "nowhere"
    for named in (("--store", missing, *command), (*command, "--store", missing)):
        said = run(*named)
        assert said.status == 2
        assert said.err.startswith(f"{missing}: ")
    for named in (
        ("--store", good, *command),
        (*command, "--store", good),
        ("--store", good, *command, "--store", good),
    ):
        assert run(*named).status == 0


def test_damage_is_found_in_the_store_that_is_named_before_the_command(
    run: Run, good: Path, bad: Path
) -> None:
    shutil.copytree(good, default_store())
    for said in (run("--store", bad, "check"), run("check", "--store", bad)):
        assert said.status in (1, 2)
        assert "whole" not in said.out
    assert run("check").status == 0


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_two_stores_are_refused(run: Run, good: Path, bad: Path, command: tuple[str, ...]) -> None:
    said = run("--store", good, *command, "--store", bad)
    assert (said.status, said.out) == (2, "")
    assert said.err == f"--store: {good} and {bad} are two stores; name one\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--store", "X", "assess", CASE),
        ("--store", "X", "entry", CASE),
        ("--store", "X", "letter", CASE, "-o", "out.pdf"),
        ("--store", "X", "summary", CASE, "-o", "out.pdf"),
        ("--store", "X", "verify", "letter.pdf"),
        ("--store", "X", "demo", "out"),
        ("--store", "X", "programmes", "list"),
        ("--store", "X", "programmes", "check", "x.toml"),
        ("--read-only", "assess", CASE),
        ("--read-only", "demo", "out"),
        ("--read-only", "rebuild-index"),
        ("--read-only", "programmes", "install", "x.toml"),
        ("--read-only", "programmes", "use-shipped", "venezuela"),
        ("--demo", "check"),
        ("--demo", "--store", "X"),
        ("--demo", "--read-only"),
        ("programmes", "show", "venezuela", "--paper", "A4"),
    ],
    ids=lambda arguments: " ".join(str(one) for one in arguments[:3] if one is not CASE),
)
def test_an_option_that_would_do_nothing_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*arguments)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("--")
    assert list(tmp_path.iterdir()) == []


def test_without_a_display_a_named_store_is_not_passed_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one a demonstration is written, which is not what somebody wants who names a store."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a display")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for arguments in (("--store", tmp_path), ("--read-only",)):
        said = run(*arguments)
        assert (said.status, said.out) == (2, "")
        assert "there is no display" in said.err
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_looking_only_leaves_the_folder_byte_for_byte(run: Run, good: Path, command: tuple[str, ...]) -> None:
    before = picture(good)
    for arguments in (("--read-only", "--store", good, *command), (*command, "--read-only", "--store", good)):
        said = run(*arguments)
        assert said.status == 0
        assert said.err == f"{good}: open for reading only\n"
        if "--json" in command:
            json.loads(said.out)
    assert picture(good) == before


def test_looking_only_serves_where_nothing_can_be_written(run: Run, good: Path) -> None:
    for path in [*good.rglob("*"), good]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        assert run("check", "--store", good, "--read-only").status == 0
    finally:
        good.chmod(0o700)


def test_a_store_in_use_is_not_looked_at_meanwhile(run: Run, good: Path) -> None:
    from caseworker.store.opening.opening import open_store

    with open_store(good, now="2022-11-02T10:00:00+00:00"):
        said = run("check", "--store", good, "--read-only")
    assert said.status == 2
    assert "open" in said.err


def secret_store(folder: Path) -> None:
    """A store with a passphrase, closed."""
    create_store(
        folder,
        "correct horse battery staple",
        staff_name="Ana",
        roles=("supervisor",),
        site="TIJ",
        organisation="Casa",
        now="2022-11-02T10:00:00+00:00",
        kdf=FLOOR_KDF,
    ).store.close()


def test_without_anybody_to_type_a_passphrase_one_is_asked_for_in_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret_store(tmp_path / "s")
    monkeypatch.delenv("CASEWORKER_PASSPHRASE", raising=False)

    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)
    said = run("check", "--store", tmp_path / "s")
    assert said.status == 2
    assert "opens with a passphrase" in said.err
    monkeypatch.setenv("CASEWORKER_PASSPHRASE", "not the passphrase at all")
    said = run("check", "--store", tmp_path / "s")
    assert said.status == 2
    assert "does not open the store" in said.err


def test_a_command_waits_after_wrong_passphrases_and_then_answers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret_store(tmp_path / "s")
    slept: list[float] = []
    clock = [1_700_000_000.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr("caseworker.app.now", lambda: datetime.fromtimestamp(clock[0], UTC))
    monkeypatch.setenv("CASEWORKER_PASSPHRASE", "not the passphrase at all")
    assert "has to wait 1 s" in run("check", "--store", tmp_path / "s").err
    assert slept == []
    said = run("check", "--store", tmp_path / "s")
    assert said.err.splitlines()[0] == "After wrong passphrases the next attempt waits 1 s."
    assert "has to wait 2 s" in said.err
    monkeypatch.setenv("CASEWORKER_PASSPHRASE", "correct horse battery staple")
    said = run("check", "--store", tmp_path / "s")
    assert (said.status, said.err) == (0, "After wrong passphrases the next attempt waits 2 s.\n")
    assert slept == [1, 2]
    assert run("check", "--store", tmp_path / "s").err == ""


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal of its own")
def test_at_a_terminal_the_passphrase_is_asked_for_again(tmp_path: Path) -> None:
    import pty

    secret_store(tmp_path / "s")
    environment = {key: value for key, value in os.environ.items() if key != "CASEWORKER_PASSPHRASE"}
    child, terminal = pty.fork()
    if not child:
        arguments = [sys.executable, "-m", "caseworker", "check", "--store", str(tmp_path / "s")]
        os.execve(sys.executable, arguments, environment | {"LANGUAGE": "en"})  # noqa: S606
    shown = b""
    typed = iter([b"not the passphrase\n", b"correct horse battery staple\n"])
    asked = 0
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 4096):
            shown += part
            if shown.count(b"Passphrase: ") > asked:
                asked += 1
                os.write(terminal, next(typed))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    assert (status, asked) == (0, 2)
    said = shown.decode().splitlines()
    assert "does not open the store" in said[1]
    assert "After wrong passphrases the next attempt waits 1 s." in said
    assert "not the passphrase" not in shown.decode()


def test_an_old_library_is_named_before_any_passphrase_is_asked(
    run: Run, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseworker.store.database import connection

    monkeypatch.setattr(connection, "library_found", lambda: connection.Library("3.51.0", "4.12.0 community"))
    monkeypatch.setattr("getpass.getpass", lambda _: pytest.fail("a passphrase was asked for"))
    said = run("check", "--store", good)
    assert said.status == 2
    assert "found SQLite 3.51.0, SQLCipher 4.12.0" in said.err
    assert "needed SQLite 3.53.3" in said.err


@pytest.mark.parametrize("language", ["fr", "EN", "e", "español"])
def test_a_language_there_is_not_is_refused_with_those_there_are(
    run: Run, tmp_path: Path, language: str
) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(json.loads(CASE.read_bytes()) | {"language": language}), encoding="utf-8")
    out = tmp_path / "out.pdf"
    for arguments in (
        ("letter", CASE, "-o", out, "--language", language),
        ("letter", case, "-o", out),
        ("summary", CASE, "-o", out, "--language", language),
        ("programmes", "show", "venezuela", "--language", language),
        ("programmes", "show", "venezuela", "-o", out, "--language", language),
    ):
        said = run(*arguments)
        assert (said.status, said.out) == (2, "")
        assert f'there are no texts in "{language}"; use one of en, es' in said.err
    assert not out.exists()
    # What the case says of the person's language is no fault where no letter is written.
    assert run("assess", case).status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
@pytest.mark.parametrize("before", ["nothing", "open file", "link"])
def test_what_a_command_writes_is_for_this_person_alone(run: Run, tmp_path: Path, before: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name, arguments in {
        "letter.pdf": ("letter", CASE),
        "summary.pdf": ("summary", CASE),
        "sheet.pdf": ("programmes", "show", "venezuela"),
    }.items():
        out = tmp_path / name
        elsewhere.write_bytes(b"somebody else's")
        if before == "open file":
            out.write_bytes(b"older")
            out.chmod(0o666)
        elif before == "link":
            out.symlink_to(elsewhere)
        old = os.umask(0)
        try:
            assert run(*arguments, "-o", out).status == 0
        finally:
            os.umask(old)
        assert not out.is_symlink()
        assert stat.S_IMODE(out.lstat().st_mode) == 0o600
        assert out.read_bytes().startswith(b"%PDF-")
        assert elsewhere.read_bytes() == b"somebody else's"
    assert {path.name for path in tmp_path.iterdir()} == {
        "elsewhere",
        "letter.pdf",
        "summary.pdf",
        "sheet.pdf",
    }


def test_a_referral_is_printed_by_its_name(run: Run) -> None:
    names = {one["id"]: one["name"]["en"] for one in json.loads(run("programmes", "list", "--json").out)}
    seen = set()
    for path in CASES:
        codes = {
            code for one in run("assess", path, "--json").json()["applicants"] for code in one["referrals"]
        }
        lines = [line for line in run("assess", path).out.splitlines() if "Referral: " in line]
        said = {line.partition("Referral: ")[2] for line in lines}
        wanted = {names.get(code, "") for code in codes} - {""}
        assert wanted <= said
        assert not said & codes
        seen |= codes
    assert seen & set(names), "no case refers to another programme"


@pytest.mark.parametrize("name", ["a key of 20,000 parts", "tables in tables"])
def test_a_programme_file_nested_too_deeply_is_one_line(run: Run, tmp_path: Path, name: str) -> None:
    from tests.exchange.test_toml_text import DEEP

    file = tmp_path / "deep.toml"
    file.write_bytes(DEEP[name])
    for arguments in (
        ("programmes", "check", file),
        ("programmes", "check", resource("programmes", "cuba.toml"), "--situations", file),
    ):
        said = run(*arguments)
        assert said.status == 2
        assert "nested far too deeply at line 1" in said.err
        assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [("--store", "", "check"), ("check", "--store="), ("--store=", "rebuild-index")]
)
def test_an_empty_path_is_refused(run: Run, good: Path, arguments: tuple[str, ...]) -> None:
    """An unset variable in a script: the default store is not what was meant."""
    shutil.copytree(good, default_store())
    said = run(*arguments)
    assert (said.status, said.out) == (2, "")
    assert said.err == "--store: the path is empty; name the folder of a store\n"


def test_a_command_opens_nothing_by_a_first_passphrase_or_the_recovery_key(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseworker.services.staff import people
    from caseworker.store.staff import slots
    from tests.services.office import Office

    monkeypatch.setitem(slots.add_passphrase.__kwdefaults__, "kdf", FLOOR_KDF)
    office = Office(tmp_path / "s", load_library())
    staff_id, first = people.add(office.desk, "Ben Soto", ("intake",), "es")
    office.desk.store.close()
    for given, why in (
        (first, "has to be replaced by your own"),
        (office.recovery_key, "does not open the store"),
    ):
        monkeypatch.setattr("time.sleep", lambda _: None)
        monkeypatch.setattr("caseworker.store.secrets.attempts.wait_after", lambda _: 0)
        monkeypatch.setenv("CASEWORKER_PASSPHRASE", given)
        for options in ((), ("--read-only",)):
            said = run("check", "--store", tmp_path / "s", *options)
            assert (said.status, said.out) == (2, "")
            assert why in said.err
    people.deactivate(office.sit("Ana Ruiz"), staff_id)
    office.desk.store.close()
    monkeypatch.setenv("CASEWORKER_PASSPHRASE", first)
    assert run("check", "--store", tmp_path / "s").status == 2
