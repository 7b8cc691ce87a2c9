# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text in the printed code: what it says, and that nothing else passes for it."""

import random
from dataclasses import fields, replace
from itertools import product

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from caseworker.letters.content import CriteriaTable, Section
from caseworker.letters.sealing.payload import KINDS, OUTCOMES, STATES, STATUSES, SealPayload
from caseworker.letters.sealing.seal import SealRefused, canonical_text, is_code, read_seal, seal, text_hash
from caseworker.paths import resource
from tests.letters.samples import (
    OTHER_KEY,
    OTHER_PUBLIC,
    OUR_KEY,
    OUR_PUBLIC,
    ROWS,
    SPANISH,
    older_code,
    payload_of,
)

PAYLOAD = payload_of(SPANISH)
TEXT = seal(PAYLOAD, OUR_KEY)


def test_a_seal_says_what_was_sealed() -> None:
    assert read_seal(TEXT, OUR_PUBLIC) == PAYLOAD


def test_it_fits_a_printed_code() -> None:
    assert len(TEXT) <= 300
    assert set(TEXT) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def payloads(words: st.SearchStrategy[str], *, numbers: int = 25) -> st.SearchStrategy[SealPayload]:
    """Payloads whose texts are made of such letters, for any outcome, programme and office."""
    days = st.dates().map(lambda day: day.isoformat())
    return st.builds(
        SealPayload,
        number=st.text(words, max_size=numbers),
        kind=st.sampled_from(KINDS),
        issuer=st.text(words, max_size=200),
        issued_on=days,
        initials=st.text(words, max_size=6),
        birth_year=st.none() | st.integers(1900, 2100),
        text_hash=st.binary(min_size=16, max_size=16),
        outcome=st.sampled_from(OUTCOMES),
        reference_day=st.just("") | days,
        programme=st.text(words, max_size=40),
        programme_status=st.sampled_from(STATUSES),
        state=st.sampled_from(STATES),
        training=st.booleans(),
    )


@given(
    payloads(st.characters(max_codepoint=0x7F)) | payloads(st.characters(min_codepoint=0x10000), numbers=8)
)
def test_every_payload_comes_back_whole_but_for_the_issuer_and_then_the_programme(
    payload: SealPayload,
) -> None:
    text = seal(payload, OUR_KEY)
    read = read_seal(text, OUR_PUBLIC)
    assert len(text) <= 300
    assert replace(read, issuer=payload.issuer, programme=payload.programme) == payload
    assert payload.issuer.startswith(read.issuer.removesuffix("…"))
    if read.issuer != payload.issuer:
        shorter = replace(payload, issuer=payload.issuer[: len(read.issuer) + 1] + "…")
        # Nothing was cut that had room.
        assert seal(shorter, OUR_KEY) == text or not payload.issuer[len(read.issuer) :].strip()
    assert read.programme == payload.programme or (read.programme, read.issuer) == ("", "")


def test_an_office_with_the_longest_name_has_room_for_every_result_and_programme() -> None:
    names = [path.stem for path in resource("programmes").glob("*.toml")]
    longest = "Організація допомоги " * 20
    # A name is cut letter by letter: one that is cut where the longest is gives the same code, and sooner.
    start = longest[:40]
    for at, (name, outcome, status) in enumerate(product(names, OUTCOMES, STATUSES)):
        payload = replace(
            PAYLOAD,
            number="L-TIJUANA1-2026-K7-000042",
            issuer=start,
            initials="ЇЇЇЇЇЇ",
            outcome=outcome,
            programme=name,
            programme_status=status,
            training=True,
        )
        text = seal(payload, OUR_KEY)
        if at % 40 == 0:
            assert seal(replace(payload, issuer=longest), OUR_KEY) == text
        read = read_seal(text, OUR_PUBLIC)
        assert len(text) <= 300
        assert replace(read, issuer=payload.issuer) == payload
        assert read.issuer.startswith("Організа")
        assert read.issuer.endswith("…")


def test_the_code_of_an_older_letter_is_still_read() -> None:
    older = replace(
        PAYLOAD,
        outcome="",
        reference_day="",
        programme="",
        programme_status="",
        case_number="TIJ-2022-000042",
    )
    code = older_code(older)
    assert is_code(code)
    assert read_seal(code, OUR_PUBLIC) == older
    assert refused(code, OTHER_PUBLIC)
    assert refused(code[:150] + ("A" if code[150] != "A" else "B") + code[151:])


def test_a_code_is_told_by_its_form_whoever_signed_it() -> None:
    assert is_code(TEXT)
    assert is_code(seal(PAYLOAD, OTHER_KEY))
    assert is_code(TEXT[:40])
    for other in ("", "letter.pdf", "/home/ana/letter.pdf", "LETTER/1.PDF", "RRQT.pdf"):
        assert not is_code(other)


def test_a_long_issuer_is_shortened_not_refused() -> None:
    long = replace(PAYLOAD, issuer="Організація допомоги " * 20)
    text = seal(long, OUR_KEY)
    read = read_seal(text, OUR_PUBLIC)
    assert len(text) <= 300
    assert read.issuer.startswith("Організація")
    assert read.issuer.endswith("…")
    assert replace(read, issuer=long.issuer) == long


@pytest.mark.parametrize(
    "change",
    [
        {"number": "N" * 200},
        {"text_hash": b"short"},
        {"state": "lost"},
        {"issued_on": "soon"},
        {"outcome": "perhaps"},
        {"programme_status": "sleeping"},
    ],
)
def test_what_cannot_be_sealed_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        seal(replace(PAYLOAD, **change), OUR_KEY)  # type: ignore[arg-type]


def test_another_key_is_not_ours() -> None:
    with pytest.raises(SealRefused) as refused:
        read_seal(seal(PAYLOAD, OTHER_KEY), OUR_PUBLIC)
    assert refused.value.reason == "not_ours"
    with pytest.raises(SealRefused):
        read_seal(TEXT, OTHER_PUBLIC)


def test_it_is_cose_that_others_can_read() -> None:
    tag = cbor2.loads(base45.b45decode(TEXT))
    assert tag.tag == 18
    protected, unprotected, payload, signature = tag.value
    assert dict(cbor2.loads(protected))[1] == -8
    assert not unprotected
    signed = cbor2.dumps(["Signature1", protected, b"caseworker-letter-1", payload])
    Ed25519PublicKey.from_public_bytes(OUR_PUBLIC).verify(signature, signed)


def refused(text: object, key: bytes = OUR_PUBLIC) -> bool:
    """Whether reading ends in SealRefused; any other exception fails the test."""
    try:
        read_seal(text, key)  # type: ignore[arg-type]
    except SealRefused:
        return True
    return False


def test_no_mutation_is_accepted() -> None:
    chance = random.Random(20221012)
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    for round_ in range(12_000):
        letters = list(TEXT)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            at = chance.randrange(len(letters))
            match round_ % 5:
                case 0:
                    letters[at] = chance.choice(alphabet)
                case 1:
                    del letters[at]
                case 2:
                    letters.insert(at, chance.choice(alphabet + "é\n\x00a"))
                case 3:
                    letters = letters[:at] or ["A"]
                case _:
                    other = chance.randrange(len(letters))
                    letters[at], letters[other] = letters[other], letters[at]
        mutated = "".join(letters)
        assert refused(mutated) is (mutated != TEXT), mutated


def test_no_mutation_of_the_bytes_is_accepted() -> None:
    message = base45.b45decode(TEXT)
    for at in range(len(message)):
        for bit in range(8):
            changed = bytearray(message)
            changed[at] ^= 1 << bit
            assert refused(base45.b45encode(bytes(changed)).decode())
    for more in (b"\x00", b"\xf6", message):
        assert refused(base45.b45encode(message + more).decode())


@given(st.text(max_size=320) | st.binary(max_size=200).map(lambda raw: base45.b45encode(raw).decode()))
def test_rubbish_is_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize("text", [None, 5, b"", "", "\ud800", "A" * 1_000_000, TEXT + "\n", TEXT.lower()])
def test_what_is_no_text_of_ours_is_refused(text: object) -> None:
    assert refused(text)


@pytest.mark.parametrize("key", [b"", bytes(32), b"\xff" * 32, bytes(33)])
def test_a_bad_key_accepts_nothing(key: bytes) -> None:
    assert refused(TEXT, key)


def test_other_tags_and_algorithms_are_refused() -> None:
    tag = cbor2.loads(base45.b45decode(TEXT))
    protected, _, payload, signature = tag.value
    for number, parts in (
        (17, [protected, {}, payload, signature]),
        (18, [cbor2.dumps({1: 0, 4: b"12345678"}), {}, payload, signature]),
        (18, [b"", {1: -8}, payload, signature]),
        (18, [protected, {"x": 1}, payload, signature]),
        (18, [protected, {}, payload, b""]),
        (18, [protected, {}, None, signature]),
        (18, []),
        (24, cbor2.dumps([1])),
    ):
        assert refused(base45.b45encode(cbor2.dumps(cbor2.CBORTag(number, parts))).decode())


def test_the_hash_stands_for_the_words_but_not_for_the_seal() -> None:
    assert text_hash(replace(SPANISH, seal="X")) == text_hash(SPANISH)
    assert len(text_hash(SPANISH)) == 16
    changed = [
        replace(SPANISH, result="Otra cosa."),
        replace(SPANISH, state="draft"),
        replace(SPANISH, training=True),
        replace(SPANISH, number="X"),
        replace(SPANISH, result_kind="eligible"),
        replace(SPANISH, language="en"),
        replace(SPANISH, addressee=("Otra persona",)),
        replace(
            SPANISH,
            sections=(
                Section(
                    SPANISH.sections[0].heading,
                    (
                        CriteriaTable(
                            ("Condición", "Resultado", "Razón y pruebas"),
                            (replace(ROWS[0], result_code="not_met"), *ROWS[1:]),
                        ),
                    ),
                ),
                *SPANISH.sections[1:],
            ),
        ),
    ]
    assert len({text_hash(one) for one in (SPANISH, *changed)}) == len(changed) + 1


def test_the_canonical_text_is_readable_and_cannot_be_shifted() -> None:
    assert SPANISH.statement in canonical_text(SPANISH).decode()
    one = replace(SPANISH, addressee=("a", "b"))
    other = replace(SPANISH, addressee=("a\nb",))
    assert canonical_text(one) != canonical_text(other)


def test_a_seal_names_no_one_in_full() -> None:
    assert {field.name for field in fields(SealPayload)}.isdisjoint({"name", "born_on", "document"})
