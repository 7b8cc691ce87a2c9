# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

import pytest

from caseworker.store.database.ids import least_id, new_id


def test_ids_are_version_7_and_sort_by_time() -> None:
    early = [new_id("2022-11-02T10:00:00+00:00") for _ in range(50)]
    late = [new_id("2022-11-02T10:00:00.001+00:00") for _ in range(50)]
    assert max(early) < min(late)
    assert len({*early, *late}) == 100
    assert all(UUID(one).version == 7 and UUID(one).variant == "specified in RFC 4122" for one in early)


def test_an_instant_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        new_id("2022-11-02T10:00:00")


def test_the_least_id_parts_what_was_made_before_from_what_came_later() -> None:
    at, before = "2022-11-02T10:00:00.005+00:00", "2022-11-02T10:00:00.004+00:00"
    for _ in range(50):
        assert new_id(before) < least_id(at) <= new_id(at)
