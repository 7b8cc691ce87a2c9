# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letterhead and the staff."""

import pytest

from caseworker.domain.errors import Refused
from caseworker.services import settings
from caseworker.services.desk import Desk


def test_the_letterhead_comes_back_with_its_logo(desk: Desk) -> None:
    new = settings.Office("Casa Nueva", "Calle 1\nTijuana", "664", "Letter", b"\x89PNG...")
    settings.set_office(desk, new)
    assert settings.office(desk) == new


def test_a_huge_logo_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="logo_too_large"):
        settings.set_office(desk, settings.Office("x", logo=b"0" * 3_000_000))
