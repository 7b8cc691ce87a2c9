# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every small change of a programme is noticed by some situation: survivors are situations to be written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseworker.services.mutations import mutate
from tests.domain.examples import library

from .test_situations import FILES

PROGRAMMES = library().programmes


@pytest.mark.parametrize("name", FILES)
def test_no_mutant_survives(name: str) -> None:
    run = mutate(PROGRAMMES[name], FILES[name], library().reference, PROGRAMMES)
    assert run.count > len(PROGRAMMES[name].criteria)
    assert [one.name for one in run.survivors] == []


@pytest.mark.parametrize("name", FILES)
def test_only_what_really_changes_nothing_is_excused(name: str) -> None:
    excused = FILES[name].same
    bare = replace(FILES[name], same={})
    survivors = {
        one.name for one in mutate(PROGRAMMES[name], bare, library().reference, PROGRAMMES).survivors
    }
    assert set(excused) == survivors
    # Days, amounts and dropped criteria are never excused.
    assert all(" without " in one or one.endswith(("False -> True", "True -> False")) for one in excused)
