# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programme files that were installed: kept for good, at most one of each programme in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from ..database.tables import programmes
from ..opened.transaction import Transaction

_SHOWN = [column for column in programmes.c if column.name != "content"]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """An installed programme file. `file` is its name when it came, `sha256` that of its rules."""

    id: str
    programme: str
    file: str
    sha256: str
    installed_at: str
    installed_by: str
    in_force: bool


def install_programme(tx: Transaction, row: ProgrammeRow, content: bytes) -> None:
    """Keep an installed file and put it in force instead of the one before."""
    take_out_programme(tx, row.programme)
    tx.changed("programme", row.id)
    values = {name: getattr(row, name) for name in ProgrammeRow.__slots__}
    tx.execute(insert(programmes), values | {"content": content, "in_force": int(row.in_force)})


def take_out_programme(tx: Transaction, programme: str) -> str:
    """Let no installed file of this programme be in force; return the id of the one that was, or empty."""
    query = select(programmes.c.id).where(programmes.c.programme == programme, programmes.c.in_force == 1)
    found = [str(row.id) for row in tx.execute(query)]
    for one in found:
        tx.changed("programme", one)
        tx.execute(update(programmes).where(programmes.c.id == one).values(in_force=0))
    return found[-1] if found else ""


def list_programmes(tx: Transaction) -> list[ProgrammeRow]:
    """Return every file that was ever installed, oldest first."""
    query = select(*_SHOWN).order_by(programmes.c.installed_at, programmes.c.id)
    return [
        ProgrammeRow(
            row.id,
            row.programme,
            row.file,
            row.sha256,
            row.installed_at,
            row.installed_by,
            bool(row.in_force),
        )
        for row in tx.execute(query)
    ]
