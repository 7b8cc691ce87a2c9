# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every small change of a programme is noticed by some situation: survivors are situations to be written."""

from __future__ import annotations

import pytest

from caseworker.services.mutations import mutate
from tests.domain.examples import library

from .test_situations import FILES

PROGRAMMES = library().programmes


@pytest.mark.parametrize("name", FILES)
def test_no_mutant_survives(name: str) -> None:
    run = mutate(PROGRAMMES[name], FILES[name], library().reference, PROGRAMMES)
    assert run.count > len(PROGRAMMES[name].criteria)
    assert [(one.place, one.change) for one in run.survivors] == []
