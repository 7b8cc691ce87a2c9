# SPDX-License-Identifier: AGPL-3.0-or-later
"""A programme file as text with the shared files it names: what is kept so that its rules can be read again.

It is packed as one deterministic blob. What stands in the texts is read in `programme_file`.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ..toml_text import UnreadableToml, read_toml

FORMAT = "caseworker/programme-text@1"
LARGEST = 64_000_000
_ENCODER = msgspec.json.Encoder(order="sorted")


class TextsDamaged(ValueError):
    """A blob that `packed` did not make, or that was changed since."""


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """A programme file, and the files of shared criteria that it names, by name."""

    text: bytes
    shared: Mapping[str, bytes]

    @property
    def file_sha256(self) -> str:
        """The SHA-256 of the programme file alone, as any tool gives it."""
        return hashlib.sha256(self.text).hexdigest()


def programme_text(text: bytes, shared: Mapping[str, bytes]) -> ProgrammeText:
    """The file with those of the shared files that it names; a file that cannot be read names none."""
    return ProgrammeText(text, {name: shared[name] for name in shares_of(text) if name in shared})


def shares_of(text: bytes) -> tuple[str, ...]:
    """The names of the shared files that a programme file asks for."""
    try:
        named = read_toml(text).get("shares", [])
    except UnreadableToml:
        return ()
    return tuple(one for one in named if isinstance(one, str)) if isinstance(named, list) else ()


def pack_text(found: ProgrammeText) -> bytes:
    """The texts as one blob; the same texts give the same value inside."""
    shared = {name: text.decode("utf-8") for name, text in found.shared.items()}
    return packed(canonical({"format": FORMAT, "file": found.text.decode("utf-8"), "shared": shared}))


def unpack_text(content: bytes) -> ProgrammeText:
    """The texts in a blob of `pack_text`. Raises TextsDamaged."""
    found = decoded(unpacked(content), FORMAT)
    try:
        shared = {str(name): str(text).encode() for name, text in found["shared"].items()}
        return ProgrammeText(str(found["file"]).encode(), shared)
    except (KeyError, AttributeError):
        raise TextsDamaged("shape") from None


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: equal values are equal bytes."""
    return _ENCODER.encode(value)


def decoded(data: bytes, form: str) -> dict[str, Any]:
    """The JSON object in `data`, which must say that it is of this form. Raises TextsDamaged."""
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise TextsDamaged("json") from None
    if not isinstance(found, dict) or found.get("format") != form:
        raise TextsDamaged("format")
    return found


def packed(data: bytes) -> bytes:
    """The bytes compressed. Hashes are taken of what is inside, so that another zlib changes none."""
    return zlib.compress(data, 9)


def unpacked(content: bytes) -> bytes:
    """What `packed` was given. Raises TextsDamaged."""
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(content, LARGEST)
    except zlib.error:
        raise TextsDamaged("compression") from None
    if not reader.eof:
        raise TextsDamaged("compression")
    return data
