# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy set aside is whole, opens like the store, and a failed one leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.domain.errors import StoreDamaged
from caseworker.store.cases.case_list import count_cases
from caseworker.store.opened.store import Store
from caseworker.store.opening import copy_before_upgrade
from caseworker.store.opening.copy_before_upgrade import set_aside_copy
from caseworker.store.opening.opening import open_store

from ..conftest import LATER, NOW, PASSPHRASE, add_case


def test_a_copy_opens_with_the_same_passphrase(store: Store) -> None:
    add_case(store)
    copy = set_aside_copy(store, LATER)
    assert copy.parent == store.folder / "before-upgrade"
    add_case(store)
    with open_store(copy, PASSPHRASE, now=NOW) as other:
        assert (count_cases(other), count_cases(store)) == (1, 2)
    assert all(path.stat().st_mode & 0o077 == 0 for path in [copy, *copy.iterdir()])


def test_a_copy_that_is_not_whole_does_not_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = copy_before_upgrade._copy

    def cut(folder: Path, part: Path, *rest: object) -> None:
        whole(folder, part, *rest)  # type: ignore[arg-type]
        database = part / "case.db"
        database.write_bytes(database.read_bytes()[:-4096])

    monkeypatch.setattr(copy_before_upgrade, "_copy", cut)
    with pytest.raises(StoreDamaged):
        set_aside_copy(store, LATER)
    assert list((store.folder / "before-upgrade").iterdir()) == []
