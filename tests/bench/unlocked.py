# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store as it is after unlocking: its keys lie beside it, which only a bench may do."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseworker.store.opened.store import Store

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
AT = NOW.isoformat(timespec="milliseconds")
NAME = "unlocked.json"


def keep(store: Store, beside: Path) -> None:
    """Writes the keys of an open store of invented people where `opened` finds them."""
    assert store.training
    keys = {one.name: getattr(store.keys, one.name).hex() for one in dataclasses.fields(store.keys)}
    said = {"store_id": store.store_id, "keys": keys}
    (beside / NAME).write_text(json.dumps(said), encoding="ascii")


def opened(folder: Path) -> Store:
    """The store in `folder`, open."""
    from caseworker.store.database.lock import take_lock
    from caseworker.store.opening.opening import finish_opening
    from caseworker.store.secrets.key_file import read_key_file
    from caseworker.store.secrets.keys import TRAINING, Keys

    said = json.loads((folder.parent / NAME).read_text(encoding="ascii"))
    keys = Keys(**{name: bytes.fromhex(value) for name, value in said["keys"].items()})
    slot = next(one for one in read_key_file(folder).slots if one.kind == TRAINING)
    return finish_opening(folder, said["store_id"], keys, slot, take_lock(folder, AT), now=AT)
