# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines in a picture of a passport reach the domain's reader; a file that cannot be read says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseworker.domain.errors import AttachmentRefused
from caseworker.domain.mrz import read_mrz
from caseworker.services.evidence.passport_picture import read_passport_file, read_passport_picture
from tests.scans.passports import FIXTURES


def test_a_picture_gives_lines_that_the_domain_reads() -> None:
    found = read_passport_file(FIXTURES / "00-td3-clean.jpg")
    assert found is not None
    assert found.clear
    assert found.zone.startswith(b"\xff\xd8")
    reading = read_mrz(found.text, date(2026, 3, 5))
    assert (reading.format, reading.sound) == ("TD3", True)


def test_a_file_that_is_not_there_or_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AttachmentRefused, match="unreadable"):
        read_passport_file(tmp_path / "none.jpg")
    with pytest.raises(AttachmentRefused, match="unreadable"):
        read_passport_file(tmp_path)
    with pytest.raises(AttachmentRefused, match="unknown_kind"):
        read_passport_picture(b"no picture at all")
