# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case files: bytes to a checked case, a case to bytes. The public format is `caseworker/case@1`."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import Any

import msgspec

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import Fault, FaultyDocument, Vocabulary, document_of, read_case

# A case of 500 people with 500 papers stays far below this.
LARGEST = 10_000_000


class UnreadableJson(ValueError):
    """Bytes that are not JSON; `code` is `too_large`, `not_utf8`, `truncated`, `malformed`,
    `too_deep` or `number_too_large`."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where


def decode_json(data: bytes) -> Any:
    """The JSON value in `data`. Raises UnreadableJson, and nothing else, for rubbish.

    A byte order mark, as some editors write it, is passed over.
    """
    if len(data) > LARGEST:
        raise UnreadableJson("too_large")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableJson("not_utf8", str(error.start)) from None
    try:
        return msgspec.json.decode(data.removeprefix(BOM_UTF8))
    except msgspec.DecodeError as error:
        text = str(error)
        if "truncated" in text:
            raise UnreadableJson("truncated", str(len(data))) from None
        if "out of range" in text:
            raise UnreadableJson("number_too_large") from None
        raise UnreadableJson("malformed", text.rpartition("byte ")[2].rstrip(")")) from None
    except RecursionError:
        raise UnreadableJson("too_deep") from None


def read_case_file(data: bytes, vocabulary: Vocabulary) -> Case:
    """The case in the bytes of a case file. Raises UnreadableJson or FaultyDocument."""
    return read_case(decode_json(data), vocabulary)


def write_case_file(case: Case) -> bytes:
    """The case as a case file, indented for people."""
    return msgspec.json.format(msgspec.json.encode(document_of(case)), indent=1) + b"\n"


__all__ = [
    "LARGEST",
    "Fault",
    "FaultyDocument",
    "UnreadableJson",
    "decode_json",
    "read_case_file",
    "write_case_file",
]
