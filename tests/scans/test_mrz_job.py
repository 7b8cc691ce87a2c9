# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zone read by the reading process: its lines and its picture, believed only within limits."""

from __future__ import annotations

import json
import random
import sys

import pytest
from PIL import Image

from caseworker.domain.errors import ATTACHMENT_REASONS, AttachmentRefused
from caseworker.scans import reader
from caseworker.scans.limits import MRZ_CUT, Cost
from tests.conftest import PATIENT

from . import papers, passports
from .hostile import HOSTILE
from .papers import jpeg
from .passports import FIXTURES
from .test_reader import SAY

LINES: dict[str, list[str]] = json.loads((FIXTURES / "lines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LINES)
def test_every_format_is_read_with_a_picture_of_its_zone(name: str) -> None:
    kind, *lines = LINES[name]
    found = reader.zone((FIXTURES / name).read_bytes())
    assert found is not None
    assert (found.format, list(found.lines), found.sound) == (kind, lines, True)
    # Upright, whatever way the paper lay.
    assert MRZ_CUT[0] >= found.cut.width > 2 * found.cut.height
    assert reader.encoded(found.cut).startswith(b"\xff\xd8")


def test_a_page_without_a_zone_has_none() -> None:
    page = Image.fromarray(passports.text_page(random.Random("page"), 12))
    assert reader.zone(papers.saved(page, "JPEG")) is None


@pytest.mark.parametrize("name", sorted(HOSTILE)[::6])
def test_hostile_files_are_refused_or_have_no_zone(name: str) -> None:
    one = HOSTILE[name]
    quick = Cost(cpu_seconds=1, wall_seconds=20) if "too_slow" in one.allowed else PATIENT
    try:
        came = "clean" if reader.zone(one.make(), cost=quick) is None else "a zone"
    except AttachmentRefused as refused:
        came = refused.reason
    assert came in {*ATTACHMENT_REASONS, "clean"}


ZONE = """
line = "A" * 44
cut = {"mode": "L", "width": 4, "height": 2}
def zone(data=bytes(8), **other):
    said = {"format": "TD3", "lines": [line, line], "sound": True, "cut": cut}
    say({"found": {"zone": {**said, **other}}}, data)
"""


def lying(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(reader, "command", lambda: [sys.executable, "-S", "-c", SAY + ZONE + script])


def test_what_an_honest_process_says_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    lying(monkeypatch, "zone()")
    found = reader.zone(jpeg())
    assert found is not None
    assert found.cut.data == bytes(8)


@pytest.mark.parametrize(
    "script",
    [
        "say({'found': {'zone': None}}, b'x')",
        "say({'found': {}})",
        "zone(format='TD4')",
        "zone(format='TD1')",
        "zone(lines=[line])",
        "zone(lines=[line, line, line, line])",
        "zone(lines=[line, 'a' * 44])",
        "zone(lines=[line, '<b>' + 'A' * 41])",
        "zone(lines=[line, line[:43] + chr(10)])",
        "zone(sound='yes')",
        "zone(data=bytes(9))",
        "zone(data=bytes(901 * 2), cut={'mode': 'L', 'width': 901, 'height': 2})",
        "zone(cut=None)",
        "zone(more=1)",
    ],
)
def test_what_no_honest_process_says_is_a_refusal(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    lying(monkeypatch, script)
    with pytest.raises(AttachmentRefused, match="reader_stopped"):
        reader.zone(jpeg())
