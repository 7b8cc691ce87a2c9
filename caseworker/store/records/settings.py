# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the office, each a JSON value under a key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from ..database.json_text import from_json, to_json
from ..database.tables import settings
from ..opened.transaction import Transaction

# Whether the office lets some letters go out without a second person.
LETTERS_ALONE = "letters_alone"


def get_setting(tx: Transaction, key: str, default: Any = None) -> Any:
    """Return the value of a setting, or `default`."""
    text = tx.execute(select(settings.c.json).where(settings.c.key == key)).scalar()
    return default if text is None else from_json(text)


def set_setting(tx: Transaction, key: str, value: Any) -> None:
    """Keep a JSON value. Raises Refused (`not_json`)."""
    tx.changed("setting", key)
    row = {"key": key, "json": to_json(value)}
    statement = insert(settings).values(row)
    tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"json": row["json"]}))


def clear_setting(tx: Transaction, key: str) -> None:
    """Forget a setting; it need not exist."""
    tx.changed("setting", key)
    tx.execute(delete(settings).where(settings.c.key == key))


def list_settings(tx: Transaction, prefix: str = "") -> dict[str, Any]:
    """Return all settings whose key begins with `prefix`."""
    query = select(settings).where(settings.c.key.startswith(prefix, autoescape=True))
    return {row.key: from_json(row.json) for row in tx.execute(query.order_by(settings.c.key))}


def keep_letters_alone(tx: Transaction, now: str) -> None:
    """Let an office from before the eighth migration go on sending letters out alone, if it ever did."""
    from .ledger import append_ledger

    if tx.run("SELECT 1 FROM ledger WHERE action = 'issue_alone' LIMIT 1").first() is None:
        return
    set_setting(tx, LETTERS_ALONE, value=True)
    append_ledger(tx, at=now, staff_id="", action="upgrade", object_kind="setting", object_id=LETTERS_ALONE)
