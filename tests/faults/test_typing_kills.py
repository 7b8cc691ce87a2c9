# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kill at any moment takes no more than the last second of typing, whatever the speed of the hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from caseworker.app import now
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store

from .typing_kills import kill_while_typing

# Long enough that a program which waits for a pause would have lost all of it.
MOMENTS = {90: (0.4, 1.5, 2.6), 12: (0.3, 1.2, 2.2)}


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("delay", MOMENTS)
def test_a_kill_takes_no_more_than_the_last_second_of_typing(tmp_path: Path, delay: int) -> None:
    library, folder = load_library(), tmp_path / "store"
    create_training_store(folder, library, now).store.close()
    found = [kill_while_typing(folder, library, delay, at, tmp_path / "log") for at in MOMENTS[delay]]
    assert all(one.typed for one in found)
    assert [one for one in found if not one.allowed] == []
