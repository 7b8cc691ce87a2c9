# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases from documents that `document.read_case` has read before: nothing is checked a second time.

Much faster, for going through a whole store. A document from anywhere else is read by `read_case`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any

from .case import Case
from .document import key_of
from .fields import NOT_ASKED, Kind

Make = Callable[[Any], Any]


def kept_case(document: dict[str, Any]) -> Case:
    """The case in a document of our own store, the same as `read_case` gives.

    What it does with a faulty document is not defined: it raises some exception or returns a case that
    is as faulty.
    """
    case: Case = _maker(Case)(document)
    return case


@lru_cache(maxsize=64)
def _maker(of: Callable[..., Any]) -> Make:
    """A function from a JSON object to a record of the dataclass `of`."""
    assert isinstance(of, type)  # noqa: S101 - kinds name dataclasses
    known = [(one.name, key_of(one.name), _reader(one.metadata["kind"])) for one in fields(of)]

    def make(raw: dict[str, Any]) -> Any:
        said = {}
        for name, key, read in known:
            value = raw.get(key, NOT_ASKED)
            if value is not NOT_ASKED:
                said[name] = value if value is None or read is None else read(value)
        return of(**said)

    return make


def _reader(kind: Kind) -> Make | None:
    """How a value of this kind is made, or None where it stays as it is."""
    if kind.name == "records":
        make = _maker(_of(kind))
        return lambda raw: tuple([make(one) for one in raw])
    if kind.name == "record":
        return _maker(_of(kind))
    if kind.name == "text_or_record":
        record = _maker(_of(kind))
        return lambda raw: record(raw) if isinstance(raw, dict) else raw
    if kind.name in ("texts", "ids", "days", "countries", "choices"):
        return tuple
    if kind.name in ("by_country", "by_path"):
        return lambda raw: tuple(raw.items())
    return None


def _of(kind: Kind) -> Callable[..., Any]:
    assert kind.record is not None  # noqa: S101 - record() and records() put it there
    return kind.record
