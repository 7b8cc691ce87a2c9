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
from pathlib import Path

from caseworker.commands.status import DONE, WRONG, WrongInput
from caseworker.words import N_, Words, argument_words, words_for


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter gets its number, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    words = words_for(_language())
    try:
        parsed = _parser(words).parse_args(arguments)
    except SystemExit as stop:
        return WRONG if stop.code else DONE
    except _Misused as error:
        prog, message = error.args
        line = words(N_("{prog}: {message}; see {prog} --help"), prog=prog, message=message)
        print(_one_line(line), file=sys.stderr)
        return WRONG
    try:
        if "" in (parsed.store, getattr(parsed, "store_after", None)):
            # As an unset variable leaves it; the default store is not what was meant.
            raise WrongInput(words(N_("--store: the path is empty; name the folder of a store")))
        if parsed.command is None:
            from caseworker import app

            if parsed.demo and (parsed.store or parsed.read_only):
                other = "--store" if parsed.store else "--read-only"
                wrong = N_("--demo: makes a training store of its own; leave out {option}")
                raise WrongInput(words(wrong, option=other))
            if not app.has_display():
                if parsed.store or parsed.read_only:
                    wrong = N_(
                        "--store: there is no display to open a window on; use a command such as check"
                    )
                    raise WrongInput(words(wrong))
                from caseworker.commands.store import write_without_display

                return write_without_display(words)
            return app.open_window(parsed.store, demo=parsed.demo, read_only=parsed.read_only, words=words)
        _settle_store(parsed, words)
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


def _settle_store(parsed: argparse.Namespace, words: Words) -> None:
    """Brings together what stands before and after the command. Raises WrongInput for what it cannot use."""
    name = " ".join(filter(None, (parsed.command, getattr(parsed, "programmes_command", None))))
    if parsed.demo:
        raise WrongInput(words(N_("--demo: opens a window; leave out {command}"), command=name))
    takes_store, reads = hasattr(parsed, "store_after"), hasattr(parsed, "read_only_after")
    if parsed.store and not takes_store:
        raise WrongInput(words(N_("--store: {command} needs no store; leave it out"), command=name))
    if parsed.read_only and not reads:
        wrong = N_("--read-only: {command} opens no store for reading; leave it out")
        raise WrongInput(words(wrong, command=name))
    if takes_store:
        before, after = parsed.store, parsed.store_after
        if before and after and Path(before).absolute() != Path(after).absolute():
            wrong = N_("--store: {before} and {after} are two stores; name one")
            raise WrongInput(words(wrong, before=before, after=after))
        parsed.store = after or before
    parsed.read_only = parsed.read_only or getattr(parsed, "read_only_after", False)


def _one_line(text: str) -> str:
    # Names of files and keys may hold anything, commands to the terminal among it.
    return "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))


def _language() -> str:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2].lower()
    return "en"


class _Misused(Exception):
    """Arguments that do not fit: of which command, and why."""


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise _Misused(self.prog, message)


def _parser(words: Words) -> argparse.ArgumentParser:
    argument_words.bind()
    parser = _OneLineParser(
        prog="caseworker",
        description=words(
            "From intake to decision letter for humanitarian entry programmes. "
            "Without a command it opens the window."
        ),
    )
    parser.add_argument("--store", metavar=words("PATH"), help=words("open the store in this folder"))
    parser.add_argument(
        "--read-only", action="store_true", help=words("only look: nothing in the folder is changed")
    )
    parser.add_argument("--demo", action="store_true", help=words("open a throw-away training store"))
    commands = parser.add_subparsers(dest="command", metavar=words("COMMAND"))

    one = commands.add_parser("assess", help=words("assess case files; no store needed"))
    one.add_argument("files", nargs="+", metavar="CASE.json", help=words("case files, or - for JSON lines"))
    one.add_argument("--on", metavar=words("DAY"), help=words("the reference day, instead of the case's own"))
    one.add_argument("--programme", metavar="ID", help=words("the programme, instead of the case's own"))
    one.add_argument("--json", action="store_true", help=words("print caseworker/assessment@1"))
    one.add_argument(
        "--why",
        action="store_true",
        help=words("also the tests behind each finding, with their values"),
    )

    one = commands.add_parser("entry", help=words("prove an entry date from evidence"))
    one.add_argument(
        "files", nargs="+", metavar="EVIDENCE.json", help=words("evidence files, or - for JSON lines")
    )
    one.add_argument("--json", action="store_true", help=words("print JSON"))

    one = commands.add_parser("letter", help=words("write a draft letter as PDF"))
    one.add_argument("file", metavar="CASE.json")
    one.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
    one.add_argument("--language", metavar=words("CODE"), help=words("en or es; the case's own if left out"))
    one.add_argument("--applicant", metavar="ID", help=words("the principal applicant if left out"))
    one.add_argument("--on", metavar=words("DAY"), help=words("the reference day, instead of the case's own"))
    one.add_argument("--paper", choices=("A4", "Letter"), default="A4")

    one = commands.add_parser("summary", help=words("write a summary of a case for staff as PDF"))
    one.add_argument("file", metavar="CASE.json")
    one.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
    one.add_argument("--language", metavar=words("CODE"), help=words("en or es; your own if left out"))
    one.add_argument("--on", metavar=words("DAY"), help=words("the reference day, instead of the case's own"))
    one.add_argument("--paper", choices=("A4", "Letter"), default="A4")

    one = commands.add_parser("demo", help=words("write a training store and two letters, without a display"))
    one.add_argument("out", metavar=words("OUT"), help=words("a folder; what it needs is made in it"))

    one = commands.add_parser("programmes", help=words("the rules in force in plain words; validation"))
    _programmes(one, words)

    one = commands.add_parser(
        "verify",
        help=words("check a letter offline"),
        description=words(
            "Exit status 0 for a genuine file only; 1 for every other answer, also for a code: it says "
            "nothing of the paper it stands on. Without --key an organisation.pub beside the file is taken; "
            "a forger can lay one there too, so name the key, or compare its fingerprint."
        ),
    )
    one.add_argument("letter", metavar="LETTER.pdf", help=words("the PDF file, or the text of its code"))
    one.add_argument("--key", metavar="organisation.pub", help=words("the organisation's public key"))
    one.add_argument(
        "--list", metavar=words("FILE"), help=words("the office's list of letters replaced or revoked")
    )
    one.add_argument("--json", action="store_true", help=words("print JSON"))

    one = commands.add_parser(
        "withdrawn", help=words("write the list of letters replaced or revoked, for those who check letters")
    )
    one.add_argument("-o", "--output", required=True, metavar=words("FILE"))
    _of_a_store(one, words, reads=True)

    one = commands.add_parser("check", help=words("check a store: damage, ledger, index"))
    _of_a_store(one, words, reads=True)
    one = commands.add_parser("rebuild-index", help=words("make the index tables anew from the cases"))
    _of_a_store(one, words)
    one = commands.add_parser("replay", help=words("run every recorded decision again and compare"))
    _of_a_store(one, words, reads=True)
    one.add_argument("--json", action="store_true", help=words("print JSON"))
    return parser


def _of_a_store(parser: argparse.ArgumentParser, words: Words, *, reads: bool = False) -> None:
    # Under a name of its own: what is left out here must not undo what stands before the command.
    parser.add_argument(
        "--store", dest="store_after", metavar=words("PATH"), help=words("the store in this folder")
    )
    if reads:
        parser.add_argument(
            "--read-only",
            dest="read_only_after",
            action="store_true",
            help=words("only look: nothing in the folder is changed"),
        )


def _programmes(parser: argparse.ArgumentParser, words: Words) -> None:
    kinds = parser.add_subparsers(
        dest="programmes_command", metavar="list | show | check | install | installed | use-shipped"
    )
    kinds.add_parser("list", help=words("the programmes")).add_argument("--json", action="store_true")
    show = kinds.add_parser("show", help=words("the rules of one programme on a day"))
    show.add_argument("id", metavar="ID")
    show.add_argument(
        "--on", metavar=words("DAY"), help=words("the day; the first day of the newest version if left out")
    )
    show.add_argument("--against", metavar=words("DAY"), help=words("what changed between the two days"))
    show.add_argument("-o", "--output", metavar="OUT.pdf", help=words("write a sheet to read and sign"))
    show.add_argument("--paper", choices=("A4", "Letter"))
    show.add_argument("--language", metavar=words("CODE"))
    _of_a_store(show, words, reads=True)
    show.add_argument("--json", action="store_true")
    check = kinds.add_parser("check", help=words("check a programme file and its situations"))
    check.add_argument("file", metavar=words("FILE"))
    check.add_argument(
        "--situations",
        metavar=words("FILE"),
        help=words("what must come out; ID.situations.toml beside the file if left out"),
    )
    check.add_argument(
        "--mutations",
        action="store_true",
        help=words("change every day and amount by a little and name what no situation notices"),
    )
    install = kinds.add_parser(
        "install", help=words("check a programme file, list what it changes, accept it")
    )
    install.add_argument("file", metavar=words("FILE"))
    back = kinds.add_parser("use-shipped", help=words("go back to the file that came with the program"))
    back.add_argument("id", metavar="ID")
    installed = kinds.add_parser("installed", help=words("the programme files in force in a store"))
    for one in (install, back):
        one.add_argument("--yes", action="store_true", help=words("accept it without being asked"))
    for one in (install, back, installed):
        _of_a_store(one, words, reads=one is installed)
        one.add_argument("--json", action="store_true", help=words("print JSON"))


if __name__ == "__main__":
    raise SystemExit(main())
