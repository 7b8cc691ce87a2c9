#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two commands, and a few more for those who change the program. Standard library only.

python3 dev.py run [arguments]     start Caseworker; the first time, fetch what it needs
python3 dev.py test [arguments]    run the tests, then the checks
python3 dev.py check               ruff, mypy, import-linter, the translations
python3 dev.py i18n                collect the words to translate, compile the translations
python3 dev.py shots [folder]      pictures of the screens
python3 dev.py lock                renew uv.lock and requirements/ (needs uv)
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "caseworker"

# How the words are collected. Line numbers would change with every edit, so only files are named.
EXTRACT = (
    *("extract", "-F", "resources/locale/babel.cfg"),
    *("--add-location=file", "--sort-by-file", "--project", "Caseworker"),
    *("-k", "N_", "-k", "words", "-k", "many:1,2"),
    *("--header-comment", "# SPDX-License-Identifier: AGPL-3.0-or-later\n# The words of PROJECT."),
)

CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    # It has no `-m` of its own.
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "catalogue": ["-m", "tests.words.catalogue"],
}


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def call(
    *command: str | Path,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    quiet: bool = False,
    into: IO[str] | None = None,
) -> int:
    """Run a program, wait for its end, and return its exit status. What it says can go `into` a file."""
    out = subprocess.DEVNULL if quiet else into
    err = subprocess.STDOUT if into else None
    return subprocess.run(
        [str(part) for part in command], check=False, env=env, cwd=cwd, stdout=out, stderr=err
    ).returncode


def names_in(text: str) -> list[str]:
    """Return the package names of a list: one a line, `#` starts a comment."""
    return [name for line in text.splitlines() if (name := line.split("#")[0].strip())]


def installed_names(report: str) -> set[str]:
    """Return the names of installed packages, and what they provide, from dpkg-query's report."""
    names: set[str] = set()
    for line in report.splitlines():
        status, name, provides = [*line.split("\t"), "", ""][:3]
        if status.endswith(" installed"):
            names.add(name)
            # Newer releases renamed libraries (libglib2.0-0t64) and only provide the old names.
            names.update(part.split()[0] for part in provides.split(",") if part.strip())
    return names


def missing_packages(wanted: Iterable[str]) -> list[str]:
    """Return those of the Debian packages that are not installed; none where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    report = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}\t${Package}\t${Provides}\n"],
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    have = installed_names(report)
    return [name for name in wanted if name not in have]


def can_make_venv() -> bool:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def provide_packages(lists: Sequence[str]) -> list[str]:
    """Install the Debian packages on the lists as far as we may. Return those still missing."""
    wanted = [n for part in lists for n in names_in((ROOT / "packaging" / part).read_text("utf-8"))]
    if not VENV.exists() and not can_make_venv():
        wanted.insert(0, "python3-venv")
    missing = missing_packages(wanted)
    if not missing:
        return []
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        say("system packages are missing. Install them with:")
        print("sudo " + " ".join(install), flush=True)
        return missing
    say(f"installing system packages: {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "-qq", "update", env=env, quiet=True)
    if call("apt-get", "-qq", *install[1:], env=env, quiet=True) != 0:
        # One name this release does not know must not keep the others away.
        for name in missing:
            call("apt-get", "-qq", *install[1:4], name, env=env, quiet=True)
    still = missing_packages(missing)
    if still:
        say(f"could not install: {' '.join(still)}")
    return still


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def requirements_mark(name: str) -> str:
    """Return the line that says `requirements/NAME.txt`, as it is now, is installed."""
    text = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return f"{name} {hashlib.sha256(text).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}"


def provide_venv(name: str) -> None:
    """Make `.venv` hold what `requirements/NAME.txt` names, with its hashes. A second call does nothing."""
    marks = VENV / "requirements.installed"
    present = marks.read_text("utf-8").splitlines() if marks.exists() else []
    if venv_python().exists() and requirements_mark(name) in present:
        return
    if not venv_python().exists() or call(venv_python(), "-m", "pip", "--version", quiet=True) != 0:
        say("making .venv")
        if call(sys.executable, "-m", "venv", "--clear", VENV) != 0:
            raise SystemExit("dev.py: no virtual environment. On Debian: sudo apt-get install python3-venv")
    say(f"installing the packages of requirements/{name}.txt")
    listed = ROOT / "requirements" / f"{name}.txt"
    pip = (venv_python(), "-m", "pip", "install", "-q", "--disable-pip-version-check")
    # As locked, byte for byte; nothing is built here, so no package's own code runs while installing.
    if call(*pip, "--require-hashes", "--only-binary=:all:", "-r", listed) != 0:
        raise SystemExit("dev.py: pip could not install the packages (see above); nothing was started")
    # dev.txt holds everything of app.txt
    done = {requirements_mark(part) for part in (("app", "dev") if name == "dev" else (name,))}
    marks.write_text("\n".join(sorted(done)) + "\n", "utf-8")


def window_can_start() -> bool:
    """Try a window in a process of its own: a missing library aborts it."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"
    env = dict(os.environ)
    if not display and sys.platform != "darwin":
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    trial = "from PySide6.QtWidgets import QApplication as A; A([])"
    return call(venv_python(), "-c", trial, env=env) == 0


def babel(*command: str | Path) -> int:
    return call(venv_python(), "-m", "babel.messages.frontend", "-q", *command, cwd=ROOT)


def compile_catalogues() -> None:
    """Write the .mo files that are older than their .po."""
    for po in sorted(LOCALE.glob("*.po")):
        mo = LOCALE / po.stem / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        if babel("compile", "-l", po.stem, "-i", po, "-o", mo):
            raise SystemExit(f"dev.py: {po} could not be compiled")


def collect_words() -> int:
    """Renew the template from the source, and each catalogue from the template."""
    pot = LOCALE / f"{DOMAIN}.pot"
    old = pot.read_text("utf-8") if pot.exists() else ""
    if babel(*EXTRACT, "-o", pot, "."):
        return 1
    # A template that differs in its date alone is the same template.
    if old and undated(old) == undated(pot.read_text("utf-8")):
        pot.write_text(old, "utf-8")
    update = ["update", "-N", "--ignore-obsolete", "--ignore-pot-creation-date"]
    for po in sorted(LOCALE.glob("*.po")):
        if babel(*update, "-i", pot, "-o", po, "-l", po.stem):
            return 1
    compile_catalogues()
    return 0


def undated(template: str) -> str:
    """Return a template without the lines that say when and with what it was made."""
    dated = ('"POT-Creation-Date:', '"Generated-By:')
    return "".join(line for line in template.splitlines(keepends=True) if not line.startswith(dated))


def run(arguments: list[str]) -> int:
    missing = provide_packages(["apt-run.txt"])
    provide_venv("app")
    if missing and not window_can_start():
        say("a window cannot start without the packages named above")
        return 2
    compile_catalogues()
    call(venv_python(), "-m", "compileall", "-q", ROOT / "caseworker")
    env = dict(os.environ)
    # The folder you stand in stays, so that file names among the arguments mean what you typed.
    env["PYTHONPATH"] = os.pathsep.join(part for part in (str(ROOT), env.get("PYTHONPATH")) if part)
    return call(venv_python(), "-m", "caseworker", *arguments, env=env)


def checked(command: Sequence[str]) -> tuple[int, str]:
    """Run one check and return its exit status and what it said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        status = call(venv_python(), *command, cwd=ROOT, into=said)
        said.seek(0)
        return status, said.read()


def check(arguments: list[str]) -> int:
    """Run every check side by side, and say one after another what came of it; return 1 if any failed."""
    provide_venv("dev")
    failed = []
    with ThreadPoolExecutor(len(CHECKS)) as at_once:
        running = {name: at_once.submit(checked, command) for name, command in CHECKS.items()}
        for name, done in running.items():
            print(f"== {name}", flush=True)
            status, said = done.result()
            print(said, end="", flush=True)
            if status != 0:
                failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all checks passed", flush=True)
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    provide_packages(["apt-run.txt", "apt-test.txt"])
    provide_venv("dev")
    compile_catalogues()
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    # Off screen, a virtual display for each worker would be started for nothing.
    display = ("--no-xvfb",) if env["QT_QPA_PLATFORM"] == "offscreen" else ()
    # Dozens of tests start the program in a process of its own; each would compile all of it again.
    call(venv_python(), "-m", "compileall", "-q", ROOT / "caseworker")
    print("== pytest", flush=True)
    tests = call(venv_python(), "-m", "pytest", "-n", "auto", *display, *arguments, cwd=ROOT, env=env)
    checks = check([])
    print(f"== pytest {'failed' if tests else 'passed'}", flush=True)
    return tests or checks


def shots(arguments: list[str]) -> int:
    provide_packages(["apt-run.txt", "apt-test.txt"])
    provide_venv("dev")
    compile_catalogues()
    return call(venv_python(), "-m", "tests.shots", *(arguments or ["shots"]), cwd=ROOT)


def i18n(arguments: list[str]) -> int:
    provide_venv("app")
    return collect_words()


def lock(arguments: list[str]) -> int:
    uv = shutil.which("uv")
    if not uv:
        say("lock needs uv (https://docs.astral.sh/uv/); nothing was changed")
        return 2
    export = [uv, "export", "--frozen", "--no-emit-project"]
    app = [*export, "--no-default-groups", "-o", "requirements/app.txt"]
    dev = [*export, "--group", "dev", "-o", "requirements/dev.txt"]
    package = [*export, "--no-default-groups", "--group", "package", "-o", "requirements/package.txt"]
    return (
        call(uv, "lock", *arguments, cwd=ROOT)
        or call(*app, cwd=ROOT, quiet=True)
        or call(*dev, cwd=ROOT, quiet=True)
        or call(*package, cwd=ROOT, quiet=True)
    )


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "shots": shots,
    "i18n": i18n,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said in words, before anything is installed
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 2
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
