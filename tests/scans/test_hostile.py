# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile files are refused with a code or shown as pixels, in bounded time and memory."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from PIL import Image

from caseworker.domain.errors import ATTACHMENT_REASONS, AttachmentRefused
from caseworker.scans import reader
from caseworker.scans.limits import Cost
from caseworker.words import words_for
from caseworker.words.errors import error_text
from tests.conftest import PATIENT

from .hostile import CLEAN, HOSTILE, OTHER_KINDS

# What may be given up for its time is given up soon; how fast the machine is, is nobody's business.
QUICKEST = Cost(cpu_seconds=1, wall_seconds=20)
PARENT_GROWTH = 120 * 2**20
CHILD_MOST = 1100 * 2**20


def resident() -> int:
    """Bytes of this process in memory, where the system tells."""
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def children() -> int:
    """The most bytes that any process started from here had in memory."""
    if sys.platform == "win32":
        return 0
    import resource

    found = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return int(found) if sys.platform == "darwin" else int(found) * 1024


def test_there_are_many_and_each_says_what_must_come_of_it() -> None:
    assert len(HOSTILE) >= 60
    assert all(one.allowed and one.allowed <= {*ATTACHMENT_REASONS, CLEAN} for one in HOSTILE.values())


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_code_or_shown_as_pixels(name: str) -> None:
    one = HOSTILE[name]
    data, cost = one.make(), QUICKEST if "too_slow" in one.allowed else PATIENT
    before = resident()
    try:
        examined = reader.examine(data, cost=cost)
        assert set(examined.flags) - {"repaired"} == one.flags
        assert len(examined.sizes) == examined.pages
        came = CLEAN
        shown = reader.page(data, 1, 100, cost=cost)
    except AttachmentRefused as refused:
        came = refused.reason
    assert came in one.allowed
    assert resident() - before < PARENT_GROWTH
    assert children() < CHILD_MOST
    if came == CLEAN:
        picture = Image.open(io.BytesIO(shown), formats=("JPEG",))
        picture.load()
        assert max(picture.width, picture.height // 4) <= 100
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert shown.endswith(b"\xff\xd9")


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_a_kind_that_is_not_shown_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(AttachmentRefused, match="other_kind") as refused:
        reader.examine(OTHER_KINDS[name])
    for language in ("en", "es"):
        said = error_text(refused.value, words_for(language))
        assert name in said
        assert "JPEG" in said
