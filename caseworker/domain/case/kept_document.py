# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases from documents that `document.read_case` has read before: nothing is checked a second time.

Much faster, for going through a whole store. A document from anywhere else is read by `read_case`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
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
    """A function from a JSON object to a record of the dataclass `of`.

    A frozen record's own `__init__` takes six times as long: fields are put into a plain object with the
    same slots, which then becomes the record.
    """
    assert isinstance(of, type)  # noqa: S101 - kinds name dataclasses
    known = fields(of)
    plain = type(of.__name__, (), {"__slots__": tuple(one.name for one in known)})
    given: dict[str, Any] = {"plain": plain, "of": of, "NOT_ASKED": NOT_ASKED}
    lines = ["def make(raw):", " get = raw.get", " made = plain()"]
    for at, one in enumerate(known):
        key, read = key_of(one.name), _reader(one.metadata["kind"])
        lines.append(
            f" value = raw[{key!r}]" if one.default is MISSING else f" value = get({key!r}, NOT_ASKED)"
        )
        if read is not None:
            given[f"read{at}"] = read
            lines.append(f" if value is not None and value is not NOT_ASKED: value = read{at}(value)")
        lines.append(f" made.{one.name} = value")
    # Nothing of a document stands in the source: only the names of our own fields.
    exec("\n".join([*lines, " made.__class__ = of", " return made"]), given)  # noqa: S102
    made: Make = given["make"]
    return made


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
