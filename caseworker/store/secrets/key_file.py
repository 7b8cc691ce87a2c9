# SPDX-License-Identifier: AGPL-3.0-or-later
"""`keys.cbor`: the slots of a store, with a checksum, kept twice.

Both copies are renewed at a change, one after the other: at every moment one of them is whole, and a
passphrase that was changed opens neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from caseworker import cbor
from caseworker.domain.errors import Refused, StoreDamaged, StoreMissing, StoreTooNew

from ..database.files import write_whole
from .keys import KINDS, Kdf, Slot

NAME, SECOND = COPIES = "keys.cbor", "keys.cbor.bak"
MAGIC = "caseworker-keys"
VERSION = 1
MAX_BYTES = 256 * 1024
MAX_SLOTS = 200
_CHECKSUM = 32
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What `keys.cbor` holds."""

    store_id: str
    slots: tuple[Slot, ...]


class _Unreadable(Exception):
    pass


class _TooNew(Exception):
    pass


def read_key_file(folder: Path) -> KeyFile:
    """Return the slots of the store in `folder`, of both copies, those of the first before the others.

    The copies differ after a kill, or where one was put back: which slots may open the store, the database
    says. Raises StoreMissing (neither copy), StoreTooNew, StoreDamaged (no copy is whole).
    """
    newer = found = False
    whole: list[KeyFile] = []
    for name in COPIES:
        try:
            whole.append(_read(folder / name))
        except FileNotFoundError:
            continue
        except _TooNew:
            newer = True
        except (OSError, _Unreadable):
            found = True
    if whole:
        return _of_one_store(whole, whole[0].store_id)
    if newer:
        raise StoreTooNew(part="keys")
    if found:
        raise StoreDamaged(part="keys")
    raise StoreMissing(part="keys")


def _of_one_store(copies: list[KeyFile], store_id: str) -> KeyFile:
    slots = [slot for one in copies if one.store_id == store_id for slot in one.slots]
    return KeyFile(store_id, tuple(dict.fromkeys(slots)))


def stores_in_key_files(folder: Path) -> tuple[KeyFile, ...]:
    """What the copies hold, store by store: two where somebody copied another store's key file over one."""
    whole = [one for one in read_copies(folder).values() if one is not None]
    return tuple(_of_one_store(whole, store_id) for store_id in dict.fromkeys(one.store_id for one in whole))


def read_copies(folder: Path) -> dict[str, KeyFile | None]:
    """Return each copy by its name; None for one that is missing or does not read."""
    found: dict[str, KeyFile | None] = {}
    for name in COPIES:
        try:
            found[name] = _read(folder / name)
        except (OSError, _TooNew, _Unreadable):
            found[name] = None
    return found


def write_key_file(folder: Path, keys: KeyFile) -> None:
    """Replace both copies, the first before the second. Raises OSError; then one copy is whole.

    Raises Refused (`too_many_slots`) before anything is written.
    """
    if len(keys.slots) > MAX_SLOTS:
        raise Refused("too_many_slots", most=str(MAX_SLOTS))
    data = encoded(keys)
    if decoded(data) != keys:
        raise OSError("keys.cbor would not read back as written")
    for name in COPIES:
        write_whole(folder / name, data)
        if (folder / name).read_bytes() != data:
            raise OSError("keys.cbor did not read back as written")


def _read(path: Path) -> KeyFile:
    with path.open("rb") as file:
        return decoded(file.read(MAX_BYTES + 1))


def encoded(keys: KeyFile) -> bytes:
    """Return the bytes of a key file."""
    import hashlib

    import cbor2

    slots = [
        {
            "id": slot.id,
            "kind": slot.kind,
            "owner": slot.owner,
            "kdf": ["argon2id", slot.kdf.passes, slot.kdf.memory_kib, slot.kdf.lanes],
            "salt": slot.salt,
            "nonce": slot.nonce,
            "wrapped": slot.wrapped,
        }
        for slot in keys.slots
    ]
    body = cbor2.dumps({"magic": MAGIC, "version": VERSION, "store": keys.store_id, "slots": slots})
    return body + hashlib.sha256(body).digest()


def decoded(data: bytes) -> KeyFile:
    """Return what the bytes of a key file say; any fault raises one private error."""
    import hashlib

    body, checksum = data[:-_CHECKSUM], data[-_CHECKSUM:]
    if len(data) > MAX_BYTES or hashlib.sha256(body).digest() != checksum:
        raise _Unreadable
    try:
        return _key_file(cbor.loads(body))
    except (_TooNew, _Unreadable):
        raise
    except Exception as error:  # foreign bytes may raise anything; all of it means the same
        raise _Unreadable from error


def _key_file(content: Any) -> KeyFile:
    if not isinstance(content, dict) or content.get("magic") != MAGIC:
        raise _Unreadable
    version = _typed(content["version"], int)
    if version > VERSION:
        raise _TooNew
    raw = _typed(content["slots"], list)
    if version != VERSION or len(raw) > MAX_SLOTS:
        raise _Unreadable
    slots = tuple(_slot(one) for one in raw)
    return KeyFile(_typed(content["store"], str), slots)


def _slot(raw: Any) -> Slot:
    name, passes, memory, lanes = raw["kdf"]
    if name != "argon2id" or raw["kind"] not in KINDS:
        # The checksum held: somebody meant it, later than we were written.
        _typed(name, str), _typed(raw["kind"], str)
        raise _TooNew
    return Slot(
        _typed(raw["id"], str),
        raw["kind"],
        _typed(raw["owner"], str),
        Kdf(_typed(passes, int), _typed(memory, int), _typed(lanes, int)),
        _sized(raw["salt"], 16),
        _sized(raw["nonce"], 12),
        _sized(raw["wrapped"], 48),
    )


def _typed(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise _Unreadable
    return value


def _sized(value: Any, size: int) -> bytes:
    if len(_typed(value, bytes)) != size:
        raise _Unreadable
    return bytes(value)
