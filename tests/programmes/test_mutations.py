# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every small change of a programme is noticed by some situation: survivors are situations to be written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseworker.services.programmes.mutations import mutate
from tests.domain.examples import library

from .test_situations import FILES

PROGRAMMES = library().programmes


@pytest.mark.parametrize("name", FILES)
def test_no_mutant_survives_but_those_excused_and_only_what_changes_nothing_is_excused(name: str) -> None:
    excused = FILES[name].same
    run = mutate(PROGRAMMES[name], replace(FILES[name], same={}), library().reference, PROGRAMMES)
    assert run.count > len(PROGRAMMES[name].criteria)
    assert {one.name for one in run.survivors} == set(excused)
    # Days, amounts and dropped criteria are never excused.
    assert all(" without " in one or one.endswith(("False -> True", "True -> False")) for one in excused)


def test_what_a_situation_file_excuses_is_no_survivor() -> None:
    """For the programme with the fewest mutants among those that excuse any."""
    name = min((one for one in FILES if FILES[one].same), key=lambda one: len(PROGRAMMES[one].criteria))
    run = mutate(PROGRAMMES[name], FILES[name], library().reference, PROGRAMMES)
    assert run.survivors == ()
    assert run.count > len(FILES[name].same) > 0
