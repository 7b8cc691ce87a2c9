# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two commands: what they install, when they do nothing, and what they say."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`dev.py` of a checkout in a folder of its own, where nothing is really installed."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOCALE", tmp_path / "resources" / "locale")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "packaging").mkdir()
    for name in ("app", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n", "utf-8")
    (tmp_path / "packaging" / "apt-run.txt").write_text("libgl1 # window\nlibegl1\n", "utf-8")
    return module


@pytest.fixture
def calls(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; making a venv makes its python."""
    made: list[list[str]] = []

    def call(*command: object, **_: object) -> int:
        words = [str(word) for word in command]
        made.append(words)
        if "venv" in words:
            dev.venv_python().parent.mkdir(parents=True)
            dev.venv_python().touch()
        return 0

    monkeypatch.setattr(dev, "call", call)
    return made


def test_lists_of_packages_have_comments() -> None:
    for name in ("apt-run.txt", "apt-test.txt"):
        lines = (ROOT / "packaging" / name).read_text("utf-8").splitlines()
        assert lines
        assert all(line.startswith("#") or line == line.strip() for line in lines)


def test_names_in_a_list(dev: ModuleType) -> None:
    assert dev.names_in("# all\nlibgl1\n\n  libegl1  # window\n") == ["libgl1", "libegl1"]


def test_a_renamed_library_counts_as_installed(dev: ModuleType) -> None:
    report = (
        "install ok installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.80.0)\n"
        "deinstall ok config-files\tlibegl1\t\n"
        "install ok installed\tlibgl1\t\n"
    )
    assert dev.installed_names(report) == {"libglib2.0-0t64", "libglib2.0-0", "libgl1"}


def test_the_first_run_makes_the_venv_and_the_second_does_nothing(
    dev: ModuleType, calls: list[list[str]]
) -> None:
    dev.provide_venv("app")
    pip = calls[-1]
    assert pip[1:4] == ["-m", "pip", "install"]
    assert {"--require-hashes", "--only-binary=:all:"} <= set(pip)
    assert not any("index" in word or "://" in word for word in pip)
    calls.clear()
    dev.provide_venv("app")
    assert calls == []


def test_what_the_tests_need_covers_what_the_program_needs(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.provide_venv("dev")
    calls.clear()
    dev.provide_venv("app")
    assert calls == []


def test_changed_requirements_are_installed_again(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.provide_venv("app")
    (dev.ROOT / "requirements" / "app.txt").write_text("app==2\n", "utf-8")
    calls.clear()
    dev.provide_venv("app")
    assert any("install" in call for call in calls)


def test_a_failed_install_is_tried_again(
    dev: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    works = dev.call
    monkeypatch.setattr(dev, "call", lambda *c, **m: 1 if "install" in c else works(*c, **m))
    with pytest.raises(SystemExit, match="nothing was started"):
        dev.provide_venv("app")
    monkeypatch.setattr(dev, "call", works)
    calls.clear()
    dev.provide_venv("app")
    assert any("install" in call for call in calls)


def test_without_root_the_line_to_type_is_shown(
    dev: ModuleType,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda names: [n for n in names if n != "libgl1"])
    monkeypatch.setattr(dev, "can_make_venv", lambda: False)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    assert dev.provide_packages(["apt-run.txt"]) == ["python3-venv", "libegl1"]
    line = "sudo apt-get install -y --no-install-recommends python3-venv libegl1"
    assert line in capsys.readouterr().out
    assert calls == []


def test_run_stops_with_2_where_no_window_can_start(
    dev: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "provide_packages", lambda lists: ["libegl1"])
    monkeypatch.setattr(dev, "window_can_start", lambda: False)
    assert dev.run([]) == 2
    assert not any("caseworker" in call for call in calls)


def test_catalogues_are_compiled_once(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.LOCALE.mkdir(parents=True)
    (dev.LOCALE / "es.po").touch()
    dev.compile_catalogues()
    mo = dev.LOCALE / "es" / "LC_MESSAGES" / "caseworker.mo"
    assert str(mo) in calls[-1]
    mo.touch()
    calls.clear()
    dev.compile_catalogues()
    assert calls == []


def test_every_check_runs_and_one_failure_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "provide_venv", lambda name: None)
    monkeypatch.setattr(dev, "call", lambda *command, **_: 1 if "mypy" in command else 0)
    assert dev.check([]) == 1
    said = capsys.readouterr().out
    assert [name for name in dev.CHECKS if f"== {name}\n" in said] == list(dev.CHECKS)
    assert "failed: mypy" in said


def test_an_unknown_command_shows_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py", "jump"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "python3 dev.py run" in done.stderr


def test_dev_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "dev.py", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
