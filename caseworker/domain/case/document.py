# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases to and from plain JSON values, with every fault found in its place.

`read_case` checks a document against the fields of `domain.case`; `document_of` writes it back,
leaving out what nobody asked. Neither touches a file.
"""

from __future__ import annotations

import dataclasses
import reprlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .case import FORMAT, Case
from .days import NotADay, clock_of, days_of, local_days_of
from .evidence import Mark
from .fields import NOT_ASKED, Kind, listed

# `from` is a word of Python; what we keep beyond the public format bears the mark it gives to extras.
_KEYS = {"from_": "from", "consent": "x_consent"}
MAX_ITEMS = 500
MAX_PAIRS = 5000  # of what is said by field, for all people together
LONGEST_KEY = 80
# Looking for a near name is slow; nobody reads the hint of the twentieth fault.
HINTED_FAULTS = 20
HINTED_LENGTH = 60  # of what may be a code mistyped; comparing takes time with its length


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a document.

    `place` is like `applicants[0].passport.expires_on`, `code` names what is wrong, `value` is what
    stood there (shortened), `hint` a value or list that would do. Words are made elsewhere.
    """

    place: str
    code: str
    value: str = ""
    hint: str = ""


class FaultyDocument(ValueError):
    """A document with faults; `faults` has at least one."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes a document may use besides those of the format itself."""

    countries: frozenset[str]
    evidence_types: frozenset[str]
    us_states: frozenset[str]


def key_of(name: str) -> str:
    """The key of a document under which the field `name` stands."""
    return _KEYS.get(name, name)


def read_case(document: Any, vocabulary: Vocabulary) -> Case:
    """The case in a decoded JSON document. Raises `FaultyDocument` with every fault found."""
    reader = _Reader(vocabulary)
    if not isinstance(document, dict):
        raise FaultyDocument([Fault("", "not_an_object", shown(document))])
    known = {key_of(name) for name in Case.__dataclass_fields__}
    kept = {key: value for key, value in document.items() if key in known or not _ignored(key)}
    case = reader.record(kept, Case, "")
    if case is not None:
        reader.check_references(case)
    if reader.faults or case is None:
        raise FaultyDocument(reader.faults)
    assert isinstance(case, Case)  # noqa: S101 - record() made it
    return case


def _ignored(key: object) -> bool:
    return isinstance(key, str) and key.startswith(("expected", "x_"))


def read_record(data: Any, of: type[Any], place: str, vocabulary: Vocabulary) -> Any:
    """One record of the dataclass `of`, as `read_case` reads it. Raises `FaultyDocument`."""
    reader = _Reader(vocabulary)
    result = reader.record(data, of, place)
    if reader.faults:
        raise FaultyDocument(reader.faults)
    return result


def document_of(item: Any) -> dict[str, Any]:
    """The JSON document of a case or of one of its records."""
    out: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if value is not NOT_ASKED:
            key = key_of(field.name)
            out[key] = _plain(value, field.metadata["kind"])
    return out


def _plain(value: Any, kind: Kind) -> Any:
    if kind.name in ("by_country", "by_path") and value is not None:
        return dict(value)
    if isinstance(value, tuple):
        return [document_of(one) if dataclasses.is_dataclass(one) else one for one in value]
    return document_of(value) if dataclasses.is_dataclass(value) else value


def shown(value: Any) -> str:
    """A value as a message may show it: one short line without control characters."""
    # reprlib goes only a few levels down, however deep the value is nested.
    text = value[:100] if isinstance(value, str) else reprlib.repr(value)
    text = "".join(ch if unicodedata.category(ch)[0] != "C" else "?" for ch in text)
    return text if len(text) <= 40 else text[:39] + "…"


def _place(place: str, key: object) -> str:
    name = str(key)
    if not name.isprintable() or len(name) > LONGEST_KEY:
        name = shown(name)
    return f"{place}.{name}" if place else name


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []

    def fault(self, place: str, code: str, value: Any = "", hint: str = "") -> None:
        self.faults.append(Fault(place, code, shown(value) if value != "" else "", hint))

    def record(self, data: Any, of: type[Any], place: str) -> Any:
        if not isinstance(data, dict):
            self.fault(place, "not_an_object", data)
            return None
        fields = {key_of(name): name for name in of.__dataclass_fields__}
        values: dict[str, Any] = {}
        before = len(self.faults)
        for key, raw in data.items():
            where = _place(place, key)
            if key not in fields:
                hinted = len(str(key)) <= HINTED_LENGTH and len(self.faults) < HINTED_FAULTS
                near = get_close_matches(str(key), fields, n=1) if hinted else []
                self.fault(where, "unknown_key", hint=near[0] if near else "")
                continue
            kind = of.__dataclass_fields__[fields[key]].metadata["kind"]
            values[fields[key]] = self.value(raw, kind, where)
        for field in dataclasses.fields(of):
            if field.default is dataclasses.MISSING and field.name not in values:
                where = f"{place}.{field.name}" if place else field.name
                self.fault(where, "missing", hint=FORMAT if field.name == "format" else "")
        return of(**values) if len(self.faults) == before else None

    def value(self, raw: Any, kind: Kind, place: str) -> Any:
        if raw is None and kind.name not in ("format", "id", "page", "fraction"):
            return None
        read = getattr(self, f"_{kind.name}")
        return read(raw, kind, place)

    def items(self, raw: Any, place: str) -> list[Any]:
        if not isinstance(raw, list):
            self.fault(place, "not_a_list", raw)
            return []
        if len(raw) > MAX_ITEMS:
            self.fault(place, "too_many", str(len(raw)), str(MAX_ITEMS))
            return []
        return raw

    def _format(self, raw: Any, kind: Kind, place: str) -> Any:
        if raw != FORMAT:
            self.fault(place, "wrong_format", raw, FORMAT)
        return raw

    def _text(self, raw: Any, kind: Kind, place: str) -> Any:
        if not isinstance(raw, str):
            self.fault(place, "not_text", raw)
        elif len(raw) > kind.limit:
            self.fault(place, "too_long", str(len(raw)), str(kind.limit))
        elif any(unicodedata.category(ch) in ("Cc", "Cs") and ch not in "\n\t" for ch in raw):
            self.fault(place, "control_characters")
        return raw

    def _id(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, str) and not raw.strip():
            self.fault(place, "missing")
            return raw
        return self._text(raw, kind, place)

    def _day(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._dated(raw, place, days_of)

    def _moment(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._dated(raw, place, local_days_of)

    def _exact_day(self, raw: Any, kind: Kind, place: str) -> Any:
        if self._dated(raw, place, days_of) is not None and isinstance(raw, str) and len(raw) != 10:
            self.fault(place, "not_an_exact_day", raw)
        return raw

    def _clock(self, raw: Any, kind: Kind, place: str) -> Any:
        try:
            clock_of(raw)
        except NotADay:
            self.fault(place, "not_a_time", raw)
        return raw

    def _dated(self, raw: Any, place: str, read: Any) -> Any:
        if not isinstance(raw, str):
            self.fault(place, "not_a_day", raw)
            return None
        try:
            read(raw)
        except NotADay as error:
            self.fault(place, f"day_{error.code}", raw)
            return None
        return raw

    def _country(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._coded(raw, self.vocabulary.countries, "unknown_country", place)

    def _us_state(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._coded(raw, self.vocabulary.us_states, "unknown_state", place)

    def _evidence_type(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._coded(raw, self.vocabulary.evidence_types, "unknown_evidence_type", place)

    def _coded(self, raw: Any, known: frozenset[str], code: str, place: str) -> Any:
        if not isinstance(raw, str) or raw not in known:
            hinted = isinstance(raw, str) and len(raw) <= HINTED_LENGTH and len(self.faults) < HINTED_FAULTS
            near = get_close_matches(raw, known, n=1, cutoff=0.5) if hinted else []
            self.fault(place, code, raw, near[0] if near else "")
        return raw

    def _choice(self, raw: Any, kind: Kind, place: str) -> Any:
        if not isinstance(raw, str) or raw not in kind.choices:
            self.fault(place, "not_a_choice", raw, ", ".join(kind.choices))
        return raw

    def _yes_no(self, raw: Any, kind: Kind, place: str) -> Any:
        if not isinstance(raw, bool):
            self.fault(place, "not_yes_or_no", raw)
        return raw

    def _count(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 10_000:
            self.fault(place, "not_a_count", raw)
        return raw

    def _page(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MAX_ITEMS:
            self.fault(place, "not_a_page", raw, str(MAX_ITEMS))
        return raw

    def _fraction(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1:
            self.fault(place, "not_a_fraction", raw)
        return raw

    def _money(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1e12:
            self.fault(place, "not_an_amount", raw)
        return raw

    def _record(self, raw: Any, kind: Kind, place: str) -> Any:
        return self.record(raw, kind.record, place)  # type: ignore[arg-type]

    def _text_or_record(self, raw: Any, kind: Kind, place: str) -> Any:
        if isinstance(raw, bool):
            return raw
        return self._text(raw, kind, place) if isinstance(raw, str) else self._record(raw, kind, place)

    def _records(self, raw: Any, kind: Kind, place: str) -> Any:
        items = self.items(raw, place)
        read = [self._record(one, kind, f"{place}[{at}]") for at, one in enumerate(items)]
        seen: set[str] = set()
        for at, one in enumerate(read):
            item_id = getattr(one, "id", None)
            if item_id is not None and item_id in seen:
                self.fault(f"{place}[{at}].id", "repeated_id", item_id)
            elif item_id is not None:
                seen.add(item_id)
        return tuple(read)

    def _ids(self, raw: Any, kind: Kind, place: str) -> Any:
        read = self._many(raw, kind, place, self._id)
        for at, one in enumerate(read):
            if one in read[:at]:
                self.fault(f"{place}[{at}]", "repeated_id", one)
        return read

    def _texts(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._many(raw, kind, place, self._text)

    def _days(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._many(raw, kind, place, self._day)

    def _countries(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._many(raw, kind, place, self._country)

    def _choices(self, raw: Any, kind: Kind, place: str) -> Any:
        return self._many(raw, kind, place, self._choice)

    def _many(self, raw: Any, kind: Kind, place: str, read: Any) -> Any:
        return tuple(read(one, kind, f"{place}[{at}]") for at, one in enumerate(self.items(raw, place)))

    def _by_country(self, raw: Any, kind: Kind, place: str) -> Any:
        pairs = self._by_path(raw, kind, place)
        for country, _ in pairs:
            self._country(country, kind, _place(place, country))
        return pairs

    def _by_path(self, raw: Any, kind: Kind, place: str) -> Any:
        if not isinstance(raw, Mapping):
            self.fault(place, "not_an_object", raw)
            return ()
        if len(raw) > MAX_PAIRS:
            self.fault(place, "too_many", str(len(raw)), str(MAX_PAIRS))
            return ()
        return tuple((key, self._choice(one, kind, _place(place, key))) for key, one in raw.items())

    def check_references(self, case: Case) -> None:
        people = {person.id for person in listed(case.applicants)}
        for at, item in enumerate(listed(case.evidence)):
            for who in listed(item.about):
                if who not in people:
                    self.fault(f"evidence[{at}].about", "unknown_applicant", who, ", ".join(sorted(people)))
            for number, mark in enumerate(listed(item.marks)):
                self._check_mark(mark, listed(item.attachments), f"evidence[{at}].marks[{number}]")
        principals = [at for at, one in enumerate(listed(case.applicants)) if one.role == "principal"]
        if len(principals) > 1:
            self.fault(f"applicants[{principals[1]}].role", "second_principal")

    def _check_mark(self, mark: Mark, files: tuple[str, ...], place: str) -> None:
        if mark.attachment not in files:
            self.fault(f"{place}.attachment", "mark_of_no_file", mark.attachment)
        # Written with four decimals, an edge may lie beyond the page by one of the last.
        if not mark.w or not mark.h or mark.x + mark.w > 1.0001 or mark.y + mark.h > 1.0001:
            self.fault(place, "mark_outside")
