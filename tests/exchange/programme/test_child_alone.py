# SPDX-License-Identifier: AGPL-3.0-or-later
"""No programme file comes into force under which a child alone would get a decision letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.exchange.programme.faults import FaultyProgramme, ProgrammeFault
from caseworker.exchange.programme.file import check_programme, read_new_programme, read_programme
from caseworker.paths import resource
from caseworker.services.programmes.shipped import shared_criteria
from caseworker.words import LANGUAGES, words_for
from tests.domain.examples import library

NAMES = sorted(library().programmes)
CARE = {"parole": "minor-accompanied", "sponsorship": "minor-cared-for"}
ONLY_BELOW_16 = 'applies = { fact = "applicant.age", below = 16 }\n'
UNMARRIED = '{ fact = "applicant.unmarried", is = true }'
ONLY_UNMARRIED = f'applies = {{ all = [{{ fact = "applicant.age", below = 18 }}, {UNMARRIED}] }}\n'


def faults(text: bytes, shared: dict[str, bytes]) -> tuple[ProgrammeFault, ...]:
    assert read_programme(text, shared, library().reference)
    try:
        read_new_programme(text, shared, library().reference)
    except FaultyProgramme as error:
        return error.faults
    return ()


def file_of(name: str) -> bytes:
    return resource("programmes", f"{name}.toml").read_bytes()


def with_own(name: str, line: str) -> bytes:
    """The file of a programme, whose care for children is asked as `line` has it."""
    text = file_of(name).decode()
    (care,) = [one for one in CARE.values() if f'like = "{one}"' in text]
    return text.replace(f'like = "{care}"\n', f'like = "{care}"\n{line}').encode()


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_with_the_program_is_in_order(name: str) -> None:
    assert faults(file_of(name), shared_criteria(resource())) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_whose_only_answer_is_the_contact_is_refused(name: str) -> None:
    shared = {
        one: text.replace(b"child_protection_note", b"child_protection_contact")
        for one, text in shared_criteria(resource()).items()
    }
    (found,) = faults(file_of(name), shared)
    assert found.place.removeprefix("criterion ") in CARE.values()
    assert found.line
    assert "a child of 0 with nobody gets a letter" in found.fault


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("line", "age"), [(ONLY_BELOW_16, 16), (ONLY_UNMARRIED, 0)])
def test_a_file_that_leaves_some_children_out_is_refused(name: str, line: str, age: int) -> None:
    (found, *_) = faults(with_own(name, line), shared_criteria(resource()))
    assert f"a child of {age} with nobody" in found.fault
    for language in LANGUAGES:
        said = found.in_words(words_for(language))
        assert "child_protection_note" in said
        assert ("a child of" in said) == (language == "en")
        assert "{" not in said


@given(limit=st.integers(0, 30), name=st.sampled_from(NAMES))
def test_every_child_is_covered_or_the_file_is_refused(limit: int, name: str) -> None:
    line = f'applies = {{ fact = "applicant.age", below = {limit} }}\n'
    assert bool(faults(with_own(name, line), shared_criteria(resource()))) == (limit < 18)


def test_rules_that_say_nothing_of_children_are_in_order_since_the_case_decides() -> None:
    silent = {
        one: b"\n".join(line for line in text.splitlines() if not line.startswith(b"follows"))
        for one, text in shared_criteria(resource()).items()
    }
    assert faults(file_of("venezuela"), silent) == ()


def test_the_check_of_a_file_names_it_too() -> None:
    with pytest.raises(FaultyProgramme, match="with nobody gets a letter"):
        check_programme(with_own("cuaet", ONLY_BELOW_16), shared_criteria(resource()), library().reference)
