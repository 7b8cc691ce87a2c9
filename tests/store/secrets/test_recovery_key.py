# SPDX-License-Identifier: AGPL-3.0-or-later
"""The printed key survives being read aloud and typed, and a typing error is told from a wrong key."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.errors import MistypedRecoveryKey
from caseworker.store.secrets import recovery_key

SECRETS = st.binary(min_size=20, max_size=20)


@given(SECRETS)
def test_what_is_printed_is_read_back(secret: bytes) -> None:
    text = recovery_key.written(secret)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{6}-){5}[0-9A-HJKMNP-TV-Z]{6}", text)
    assert recovery_key.read(text) == secret
    assert recovery_key.read(text.lower().replace("-", " ")) == secret
    assert recovery_key.read(text.replace("0", "o").replace("1", "l")) == secret


@given(SECRETS, st.integers(0, 35), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_wrong_letter_is_noticed(secret: bytes, place: int, letter: str) -> None:
    letters = recovery_key.written(secret).replace("-", "")
    wrong = letters[:place] + letter + letters[place + 1 :]
    if wrong == letters:
        return
    with contextlib.suppress(MistypedRecoveryKey):
        # Two bytes of checksum let one error in 65,536 through, which then opens no slot.
        assert recovery_key.read(wrong) != secret


@given(st.text(max_size=60))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MistypedRecoveryKey):
        recovery_key.read(text)
