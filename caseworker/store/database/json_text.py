# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON as it stands in a column: compact text, keys sorted, so that equal values are equal texts."""

from typing import Any

import msgspec

from caseworker.domain.errors import Refused

from .faults import SuspectedDamage

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder()


def to_json(value: Any) -> str:
    """Return the text of a JSON value. Raises Refused if it has no JSON form or is no Unicode text."""
    try:
        return _ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        raise Refused("text_not_unicode") from None
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        raise Refused("not_json") from None


def from_json(text: str) -> Any:
    """Return the value of a text that `to_json` made. Raises SuspectedDamage if it is none any more."""
    try:
        return _DECODER.decode(text)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        raise SuspectedDamage(part="json") from None
