# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a field of a case may hold. The reader, the writer and the forms all go by these kinds.

Absent is not the same as empty: `NOT_ASKED` means nobody asked, `None` (or an empty tuple) means
asked, and there is none.
"""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, Union


class NotAsked(enum.Enum):
    """The type of `NOT_ASKED`, the value of a field nobody has asked about."""

    NOT_ASKED = "not_asked"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_ASKED"


NOT_ASKED: Final = NotAsked.NOT_ASKED
T = TypeVar("T")
# mypy wants the alias spelled out.
Maybe: TypeAlias = Union[T, NotAsked, None]  # noqa: UP007


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `name` says how to read it; the rest narrows it.

    `choices` for `choice` and `choices`, `record` for `record`, `records` and `one_of`, `limit` the
    longest text in characters.
    """

    name: str
    choices: tuple[str, ...] = ()
    record: type[Any] | None = None
    limit: int = 300


TEXT = Kind("text")
LONG_TEXT = Kind("text", limit=20_000)
TEXTS = Kind("texts")
ID = Kind("id", limit=80)
IDS = Kind("ids", limit=80)
DAY = Kind("day")
MOMENT = Kind("moment")
CLOCK = Kind("clock")
DAYS = Kind("days")
COUNTRY = Kind("country")
COUNTRIES = Kind("countries")
YES_NO = Kind("yes_no")
COUNT = Kind("count")
MONEY = Kind("money")
PAGE = Kind("page")
FRACTION = Kind("fraction")
EVIDENCE_TYPE = Kind("evidence_type")


def choice(*values: str) -> Kind:
    """One of `values`."""
    return Kind("choice", choices=values)


def choices(*values: str) -> Kind:
    """A list of some of `values`."""
    return Kind("choices", choices=values)


def record(of: type[Any]) -> Kind:
    """One record of the dataclass `of`."""
    return Kind("record", record=of)


def records(of: type[Any]) -> Kind:
    """A list of records of the dataclass `of`."""
    return Kind("records", record=of)


def asked(kind: Kind) -> Any:
    """A field that may be absent."""
    return dataclasses.field(default=NOT_ASKED, metadata={"kind": kind})


def required(kind: Kind) -> Any:
    """A field without which the record says nothing."""
    return dataclasses.field(metadata={"kind": kind})


def kind_of(of: type[Any], name: str) -> Kind:
    """The kind of the field `name` of the dataclass `of`."""
    kind = of.__dataclass_fields__[name].metadata["kind"]
    assert isinstance(kind, Kind)  # noqa: S101 - asked() and required() put it there
    return kind


def listed(value: Maybe[tuple[T, ...]]) -> tuple[T, ...]:
    """The items of a list field; none where it is empty or nobody asked."""
    return value if isinstance(value, tuple) else ()
