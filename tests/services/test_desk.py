# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: who may is asked of one moment of the store, whatever others write meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from caseworker.services import settings
from caseworker.services.desk import Desk


class Between:
    """A connection that lets somebody save between a look at the ledger and one at the account."""

    def __init__(self, connection: Any, save: Any) -> None:
        self.connection, self.save = connection, save
        self.read_the_ledger = False

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        if "FROM staff" in sql and self.read_the_ledger and self.save is not None:
            save, self.save = self.save, None
            save()
        self.read_the_ledger |= "FROM ledger" in sql
        return self.connection.execute(sql, values)


def test_what_is_saved_between_two_looks_is_no_alteration(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, saved = desk.store.raw, []

    def save() -> None:
        monkeypatch.setattr(desk.store, "raw", raw)
        settings.set_language(desk, "es" if desk.worker.language == "en" else "en")
        saved.append(True)

    @contextlib.contextmanager
    def between() -> Iterator[Any]:
        with raw() as connection:
            yield Between(connection, save)

    monkeypatch.setattr(desk.store, "raw", between)
    desk.allow("read_cases")
    assert saved == [True]
    assert "read_cases" in desk.permitted()
