# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was read once is read again without checks, to the very same case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from caseworker.domain.case.document import document_of
from caseworker.domain.case.kept_document import kept_case
from tests.domain.case.test_document import cases
from tests.domain.examples import CASES, case_of, document


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_kept_document_is_the_case_that_was_read(path: Any) -> None:
    found = document(path)
    assert kept_case(found) == case_of(found)
    assert kept_case(document_of(case_of(found))) == case_of(found)


@settings(max_examples=60)
@given(cases())
def test_any_document_that_was_read_is_read_again(found: Any) -> None:
    assert kept_case(found) == case_of(found)
