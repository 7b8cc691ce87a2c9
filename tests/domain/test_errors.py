# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors have stable codes and texts a person can act on."""

import pickle
import re

import pytest

from caseworker.domain import errors
from caseworker.domain.errors import AttachmentRefused, CaseworkerError, Refused, StoreInUse

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, CaseworkerError) and kind is not Refused
]


def test_codes_are_unique_and_plain() -> None:
    codes = [kind.code for kind in [*KINDS, Refused]]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z_]+", code) for code in codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_text_says_what_happened_what_is_safe_and_what_to_do(kind: type[CaseworkerError]) -> None:
    text = kind("damaged").text if issubclass(kind, Refused) else str(kind())
    assert len(re.findall(r"[^.]+\.", text)) >= 3 or ";" in text
    assert re.search(r"safe|not changed|Nothing was|not written", text, re.I)


def test_details_are_shown_in_order() -> None:
    error = StoreInUse(since="2022-11-02", host="desk", pid="7")
    assert error.details["host"] == "desk"
    assert str(error).endswith("(host: desk, pid: 7, since: 2022-11-02)")


def test_a_refusal_carries_its_reason() -> None:
    error = Refused("four_eyes", kind="determination")
    assert (error.reason, error.code) == ("four_eyes", "refused")
    assert "four_eyes" in str(error)


@pytest.mark.parametrize(
    "error", [StoreInUse(pid="7"), Refused("four_eyes", kind="letter"), AttachmentRefused("damaged")]
)
def test_errors_survive_the_way_between_processes(error: CaseworkerError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert str(again) == str(error)
