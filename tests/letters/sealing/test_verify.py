# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is this letter genuine: files and printed codes, ours, altered and foreign."""

import random
from dataclasses import replace
from functools import lru_cache

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.letters import render as rendering
from caseworker.letters.render import render
from caseworker.letters.sealing.seal import seal
from caseworker.letters.sealing.verify import (
    DRAFT_MARK,
    HEAD,
    ISSUED_MARK,
    attach_seal,
    verify_pdf,
    verify_text,
)
from tests.letters.samples import (
    OTHER_KEY,
    OTHER_PUBLIC,
    OUR_KEY,
    OUR_PUBLIC,
    SPANISH,
    payload_of,
    sealed,
)


@lru_cache(maxsize=1)
def letter() -> bytes:
    return sealed()


def state(data: bytes) -> str:
    return verify_pdf(data, OUR_PUBLIC).state


def test_our_letter_is_genuine_and_says_what_was_sealed() -> None:
    found = verify_pdf(letter(), OUR_PUBLIC)
    assert found.state == "genuine"
    assert found.payload == payload_of(SPANISH)


def test_a_letter_of_another_organisation_is_not_ours() -> None:
    assert verify_pdf(sealed(key=OTHER_KEY), OUR_PUBLIC).state == "not_ours"
    assert verify_pdf(letter(), OTHER_PUBLIC).state == "not_ours"


def test_a_draft_is_a_draft() -> None:
    draft = render(replace(SPANISH, state="draft"))
    assert state(draft) == "draft"
    assert verify_pdf(draft, OUR_PUBLIC).payload is None


def test_an_issued_letter_without_its_seal_is_altered() -> None:
    assert state(render(SPANISH)) == "altered"


def test_the_marks_are_those_that_are_written() -> None:
    for mark, kind in ((ISSUED_MARK, "issued"), (DRAFT_MARK, "draft")):
        data = render(replace(SPANISH, state=kind))  # type: ignore[arg-type]
        assert mark in data[:HEAD]
        assert rendering.head_comment(kind) in data


def test_any_changed_byte_is_noticed() -> None:
    data = letter()
    chance = random.Random(1)
    tail = range(len(data) - 900, len(data))
    for at in (*range(HEAD), *tail, *(chance.randrange(len(data)) for _ in range(1_500))):
        changed = bytearray(data)
        changed[at] ^= 1 << chance.randrange(8)
        assert state(bytes(changed)) == "altered", at


def test_any_truncation_is_noticed() -> None:
    data = letter()
    chance = random.Random(2)
    for length in (
        *range(HEAD, 400),
        *range(len(data) - 900, len(data)),
        *chance.sample(range(len(data)), 300),
    ):
        assert state(data[: max(length, HEAD)]) == "altered"


@pytest.mark.parametrize(
    "more", [b"\n", b" ", b"%", b"\x00", b"%%EOF\n", b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"]
)
def test_anything_appended_is_noticed(more: bytes) -> None:
    assert state(letter() + more) == "altered"


def test_a_seal_taken_from_another_letter_is_noticed() -> None:
    line = letter()[letter().rindex(b"\n%caseworker") + 1 :]
    assert state(render(replace(SPANISH, result="Usted cumple.")) + line) == "altered"
    assert state(letter() + line) == "altered"


def test_a_seal_for_the_code_does_not_pass_for_one_of_the_file() -> None:
    text = seal(payload_of(SPANISH), OUR_KEY)
    assert verify_text(text, OUR_PUBLIC).state == "genuine_code"
    import base64

    import base45

    forged = render(SPANISH) + b"%caseworker-seal-1 " + base64.b64encode(base45.b45decode(text)) + b"\n"
    assert state(forged) == "altered"


@given(st.binary(max_size=2_000))
def test_rubbish_is_not_ours_and_does_no_harm(data: bytes) -> None:
    assert state(data) == "not_ours"
    assert state(b"%PDF-1.4\n" + bytes(HEAD) + b"\n%caseworker-seal-1 " + data) == "not_ours"


def test_a_bad_key_finds_nothing_genuine() -> None:
    for key in (b"", bytes(32), b"\xff" * 32, bytes(40)):
        assert verify_pdf(letter(), key).state in {"altered", "not_ours"}


def test_readers_open_the_sealed_file() -> None:
    document = pypdfium2.PdfDocument(letter())
    assert len(document) == 2
    document.close()


def test_a_file_without_a_last_line_end_can_be_sealed() -> None:
    text = seal(payload_of(SPANISH), OUR_KEY)
    assert state(attach_seal(render(SPANISH).rstrip(b"\n"), OUR_KEY, text)) == "genuine"


def test_printed_codes() -> None:
    text = seal(payload_of(SPANISH), OUR_KEY)
    assert verify_text(text, OUR_PUBLIC).payload == payload_of(SPANISH)
    assert verify_text(f"\r\n{text}\n", OUR_PUBLIC).state == "genuine_code"
    assert verify_text(f" {text[:76]}\r\n{text[76:152]}\n{text[152:]} ", OUR_PUBLIC).state == "genuine_code"
    assert verify_text(text, OTHER_PUBLIC).state == "not_ours"
    assert verify_text(text[:-3], OUR_PUBLIC).state == "altered"
    assert (
        verify_text(text[:150] + ("A" if text[150] != "A" else "B") + text[151:], OUR_PUBLIC).state
        == "altered"
    )
    assert verify_text("https://example.org", OUR_PUBLIC).state == "not_ours"
    draft = seal(payload_of(replace(SPANISH, state="draft")), OUR_KEY)
    assert verify_text(draft, OUR_PUBLIC).state == "draft"


def test_verify_text_never_raises() -> None:
    for text in (None, 7, b"x", "", "\ud800"):
        assert verify_text(text, OUR_PUBLIC).state == "not_ours"  # type: ignore[arg-type]
