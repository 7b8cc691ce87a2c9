# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working copies in `work/`: pages and small pictures made from attached files, apart from them.

Each is encrypted under a key of its own and can be made again at any time, so none is synced, checked
or backed up, and losing all of them loses nothing. Their names on disk tell nothing.
"""

from __future__ import annotations

import contextlib
import hmac
from hashlib import sha256
from pathlib import Path

from ..database.files import make_folder, make_private
from ..opened.store import Store
from ..secrets.sealed_bytes import seal, unseal

FOLDER = "work"
MOST_BYTES = 256 * 1024 * 1024


def get_copy(store: Store, what: str) -> bytes | None:
    """Return the copy kept under this description, or None where there is none that is whole."""
    name = _name(store, what)
    try:
        whole = (store.folder / FOLDER / name).read_bytes()
    except OSError:
        return None
    return unseal(store.keys.work, name, whole)


def put_copy(store: Store, what: str, data: bytes) -> None:
    """Keep a copy under this description, if the disk allows it; a viewer keeps none."""
    if store.viewer:
        return
    name = _name(store, what)
    path = store.folder / FOLDER / name
    part = path.with_name(f"{name}.part")
    with contextlib.suppress(OSError):
        try:
            make_folder(path.parent)
            part.unlink(missing_ok=True)
            make_private(part)
            part.write_bytes(seal(store.keys.work, name, data))
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def trim_copies(store: Store, most: int = MOST_BYTES) -> int:
    """Remove the oldest copies until all together have at most `most` bytes; return how many went."""
    if store.viewer:
        return 0
    gone = 0
    with contextlib.suppress(OSError):
        found = [(path.stat(), path) for path in _copies(store.folder)]
        total = sum(one.st_size for one, _ in found)
        for one, path in sorted(found, key=lambda pair: pair[0].st_mtime_ns):
            if total <= most:
                break
            path.unlink(missing_ok=True)
            total -= one.st_size
            gone += 1
    return gone


def _copies(folder: Path) -> list[Path]:
    return list((folder / FOLDER).glob("*"))


def _name(store: Store, what: str) -> str:
    # The plain hash of a known paper would show that it lies here.
    return hmac.new(store.keys.work, what.encode(), sha256).hexdigest()[:32]
