# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sizes of paper that an office prints on."""

from __future__ import annotations

from typing import Literal

Paper = Literal["A4", "Letter"]
PAPERS: tuple[Paper, ...] = ("A4", "Letter")


def paper_named(name: object) -> Paper:
    """The size of that name; A4 where there is none of it."""
    return next((one for one in PAPERS if one == name), "A4")
