# SPDX-License-Identifier: AGPL-3.0-or-later
"""A training store for services, made once a session and copied for each test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from caseworker.app import desk_of
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.training import create_training_store
from caseworker.store.opening.opening import open_store

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Clock:
    """A clock that moves a second at each look."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    folder = tmp_path_factory.mktemp("training") / "store"
    create_training_store(folder, library, Clock()).store.close()
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, library: Library) -> Iterator[Desk]:
    folder = tmp_path / "store"
    shutil.copytree(made, folder)
    store = open_store(folder, None, now=NOON.isoformat())
    yield desk_of(store, library, Clock())
    store.close()
