# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: the same services without a window.

Exit status: 0 done; 1 done, and the answer is negative; 2 wrong usage or input, with one line that
names the file, the place in it, what is wrong and what to do. Bad input never shows a traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from caseworker.commands.status import DONE, WRONG, WrongInput
from caseworker.words import words_for


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter gets its number, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    words = words_for(_language())
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        parsed = _parser().parse_args(arguments)
    except SystemExit as stop:
        return WRONG if stop.code else DONE
    try:
        if parsed.command is None:
            from caseworker import app

            if not app.has_display():
                from caseworker.commands.store import write_without_display

                return write_without_display(words)
            return app.open_window(parsed.store, demo=parsed.demo, words=words)
        from caseworker import commands

        return commands.run(parsed, words)
    except WrongInput as error:
        print(_one_line(str(error)), file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        # The reader of our output went away; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def _one_line(text: str) -> str:
    # Names of files and keys may hold anything, commands to the terminal among it.
    return "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))


def _language() -> str:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2].lower()
    return "en"


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        line = f"{self.prog}: {message}; see {self.prog} --help"
        print(_one_line(line), file=sys.stderr)
        raise SystemExit(WRONG)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(
        prog="caseworker",
        description="From intake to decision letter for humanitarian entry programmes. "
        "Without a command it opens the window.",
    )
    parser.add_argument("--store", metavar="PATH", help="open the store in this folder")
    parser.add_argument("--demo", action="store_true", help="open a throw-away training store")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("assess", help="assess case files; no store needed")
    one.add_argument("files", nargs="+", metavar="CASE.json", help="case files, or - for JSON lines")
    one.add_argument("--on", metavar="DAY", help="the reference day, instead of the case's own")
    one.add_argument("--programme", metavar="ID", help="the programme, instead of the case's own")
    one.add_argument("--json", action="store_true", help="print caseworker/assessment@1")

    one = commands.add_parser("entry", help="prove an entry date from evidence")
    one.add_argument("files", nargs="+", metavar="EVIDENCE.json", help="evidence files, or - for JSON lines")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = commands.add_parser("letter", help="write a draft letter as PDF")
    one.add_argument("file", metavar="CASE.json")
    one.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
    one.add_argument("--language", metavar="CODE", help="en or es; the case's own if left out")
    one.add_argument("--applicant", metavar="ID", help="the principal applicant if left out")
    one.add_argument("--on", metavar="DAY", help="the reference day, instead of the case's own")
    one.add_argument("--paper", choices=("A4", "Letter"), default="A4")

    one = commands.add_parser("demo", help="write a training store and two letters, without a display")
    one.add_argument("out", metavar="OUT", help="a folder; what it needs is made in it")

    one = commands.add_parser("programmes", help="the rules in force in plain words; validation")
    _programmes(one)

    one = commands.add_parser("verify", help="check a letter offline")
    one.add_argument("letter", metavar="LETTER.pdf", help="the PDF file, or the text of its QR code")
    one.add_argument("--key", metavar="organisation.pub", help="the organisation's public key")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = commands.add_parser("check", help="check a store: damage, ledger, index")
    one.add_argument("--store", metavar="PATH")
    one = commands.add_parser("rebuild-index", help="make the index tables anew from the cases")
    one.add_argument("--store", metavar="PATH")
    return parser


def _programmes(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="programmes_command", metavar="list | show | check")
    kinds.add_parser("list", help="the programmes").add_argument("--json", action="store_true")
    show = kinds.add_parser("show", help="the rules of one programme on a day")
    show.add_argument("id", metavar="ID")
    show.add_argument("--on", metavar="DAY", help="the day; the first day of the newest version if left out")
    show.add_argument("--language", metavar="CODE")
    show.add_argument("--json", action="store_true")
    check = kinds.add_parser("check", help="check a programme file")
    check.add_argument("file", metavar="FILE")


if __name__ == "__main__":
    raise SystemExit(main())
