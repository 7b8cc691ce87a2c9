# SPDX-License-Identifier: AGPL-3.0-or-later
"""The alphabets of the cells: as many as cells, and the specimens of ICAO 9303 fit them."""

import pytest

from caseworker.domain.mrz import read_mrz
from caseworker.scans.mrz.layout import alphabets, guarded, kinds
from tests.domain.test_mrz import MRV_A, MRV_B, TD1, TD2, TD3, TODAY

SPECIMENS = {"TD3": TD3, "TD2": TD2, "TD1": TD1, "MRV-A": MRV_A, "MRV-B": MRV_B}


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_specimens_fit(kind: str) -> None:
    text = SPECIMENS[kind]
    whole = text.replace("\n", "")
    assert len(alphabets(kind)) == len(whole)
    assert all(ch in alphabet for ch, alphabet in zip(whole, alphabets(kind), strict=True))
    lines = text.split("\n")
    assert kind in kinds(len(lines), len(lines[0]))


@pytest.mark.parametrize("kind", SPECIMENS)
def test_what_is_guarded_is_what_the_parser_checks(kind: str) -> None:
    lines = SPECIMENS[kind].split("\n")
    whole = "".join(lines)
    width = len(lines[0])
    checked = set()
    for at, ch in enumerate(whole):
        other = "1" if ch not in "1BLV" else "2"  # those differ by tens: the same to a check digit
        changed = whole[:at] + other + whole[at + 1 :]
        text = "\n".join(changed[n : n + width] for n in range(0, len(whole), width))
        if not (kind.startswith("MRV") and at == 0) and not read_mrz(text, TODAY).sound:
            checked.add(at)
    assert checked == set(guarded(kind))


def test_other_counts_are_no_zone() -> None:
    assert kinds(3, 44) == ()
