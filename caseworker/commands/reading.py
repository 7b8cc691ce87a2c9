# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what the person named: files and days, with one line for whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from caseworker.commands.status import WrongInput
from caseworker.domain.case.case import Case
from caseworker.domain.case.days import NotADay, days_of
from caseworker.domain.case.document import Fault, FaultyDocument, read_case
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.exchange.case_file import LARGEST, UnreadableJson, decode_json
from caseworker.services.programmes.library import Library
from caseworker.words import LANGUAGES, N_, Words
from caseworker.words.faults import fault_line

UNREADABLE = {
    "too_large": N_("is larger than {limit} MB; split it or remove what does not belong in it"),
    "not_utf8": N_("is not UTF-8 text (byte {where}); save it as UTF-8 JSON"),
    "truncated": N_("ends too early (after byte {where}); copy or export it again"),
    "too_deep": N_("is nested far too deeply for a case; export it again"),
    "number_too_large": N_("holds a number that is too large; compare it with the paper"),
    "malformed": N_("is not JSON (byte {where}); mend or export it again"),
}


def read_bytes(name: str, words: Words) -> bytes:
    """The bytes of a file. Raises WrongInput where it cannot be read or is far too large."""
    path = Path(name)
    try:
        if path.is_dir():
            raise WrongInput(words("{name}: is a folder; name a file", name=name))
        # Devices and pipes say no size: read no more than a case may have, and one byte.
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise WrongInput(words("{name}: there is no such file; check the name", name=name)) from None
    except (OSError, ValueError):
        raise WrongInput(words("{name}: cannot be read; check the name and its rights", name=name)) from None
    if len(data) > LARGEST:
        raise WrongInput(f"{name}: {unreadable_text(UnreadableJson('too_large'), words)}")
    return data


def read_json(name: str, words: Words) -> Any:
    """The JSON value in a file."""
    try:
        return decode_json(read_bytes(name, words))
    except UnreadableJson as error:
        raise WrongInput(f"{name}: {unreadable_text(error, words)}") from None


def unreadable_text(error: UnreadableJson, words: Words) -> str:
    """Why bytes are not JSON, and what to do."""
    return words(UNREADABLE[error.code], where=error.where, limit=LARGEST // 1_000_000)


def document_text(error: FaultyDocument, words: Words) -> str:
    """The first fault, and how many more there are."""
    first = fault_line(error.faults[0], words)
    more = len(error.faults) - 1
    if not more:
        return first
    return first + words.many(" (and {count} more fault)", " (and {count} more faults)", more)


def line_text(number: int, fault: str, words: Words) -> str:
    """What is wrong in one of many lines."""
    return words(N_("line {number}: {fault}"), number=number, fault=fault)


def read_day(text: str | None, words: Words, option: str = "--on") -> date | None:
    """An exact day given as an option."""
    if text is None:
        return None
    try:
        days = days_of(text)
    except NotADay:
        days = None
    if days is None or not days.exact:
        wrong = words('{option}: "{text}" is not a day; write it as 2022-10-20', option=option, text=text)
        raise WrongInput(wrong)
    return days.first


def known_language(option: str, language: str, words: Words) -> str:
    """The language, which must be one that the program speaks. Raises WrongInput, which lists them."""
    if language not in LANGUAGES:
        wrong = N_('{option}: there are no texts in "{language}"; use one of {known}')
        raise WrongInput(words(wrong, option=option, language=language, known=", ".join(LANGUAGES)))
    return language


def case_in_file(name: str, library: Library, on: date | None, words: Words) -> tuple[Case, str, date]:
    """The case in a file with its programme and reference day. Raises WrongInput, which names the file."""
    case = people_in_file(name, library, words)
    try:
        return (case, *programme_and_day(case, library, None, on, words))
    except FaultyDocument as error:
        raise WrongInput(f"{name}: {document_text(error, words)}") from None
    except WrongInput as error:
        raise WrongInput(f"{name}: {error}") from None


def people_in_file(name: str, library: Library, words: Words) -> Case:
    """The case in a file, by whatever rules; it has applicants. Raises WrongInput, which names the file."""
    document = read_json(name, words)
    try:
        case = read_case(document, library.reference.vocabulary())
        if not case.applicants:
            raise FaultyDocument([Fault("applicants", "missing")])
    except FaultyDocument as error:
        raise WrongInput(f"{name}: {document_text(error, words)}") from None
    return case


def programme_and_day(
    case: Case, library: Library, programme: str | None, on: date | None, words: Words
) -> tuple[str, date]:
    """The programme and the reference day of a case. Raises FaultyDocument or WrongInput."""
    if not case.applicants:
        raise FaultyDocument([Fault("applicants", "missing")])
    chosen = programme
    if chosen is None and isinstance(case.programme, str):
        chosen = case.programme
    if chosen is None:
        raise FaultyDocument([Fault("programme", "missing")])
    if chosen not in library.programmes:
        raise WrongInput(unknown_programme(chosen, library, words))
    day = on or case.reference_day()
    if day is None:
        raise FaultyDocument([Fault("assess_on", "missing")])
    try:
        if library.rules(chosen, day).asks("sponsor.income"):
            library.reference.guideline(day)
    except NoValueInForce as error:
        raise WrongInput(
            words(
                'assess_on: no value of "{what}" is in force on {day}; give another day with --on',
                what=error.what,
                day=error.on.isoformat(),
            )
        ) from None
    return chosen, day


def unknown_programme(name: str, library: Library, words: Words) -> str:
    """What to say of a programme that is not there, or whose file was refused."""
    for refused in library.refused:
        if refused.file == f"{name}.toml":
            return words(
                'programme: the file of "{name}" was refused: {fault}',
                name=name,
                fault=refused.faults[0].in_words(words),
            )
    known = ", ".join(sorted(library.programmes))
    return words('programme: there is no programme "{name}"; use one of {known}', name=name, known=known)


def lines_of(stream: Any) -> Iterator[bytes]:
    """The lines of a byte stream, none longer than a case may be; blank lines are passed over."""
    while line := stream.readline(LARGEST + 1):
        if len(line) > LARGEST and not line.endswith(b"\n"):
            yield line
            while rest := stream.readline(LARGEST):
                if rest.endswith(b"\n"):
                    break
            continue
        if line.strip():
            yield line
