# SPDX-License-Identifier: AGPL-3.0-or-later
"""The square code of a letter, read from pages as programs save and scanners see them."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import numpy
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from caseworker.domain.errors import AttachmentRefused
from caseworker.letters.render import render
from caseworker.letters.sealing.seal import seal
from caseworker.letters.shapes import code_modules
from caseworker.scans import reader
from caseworker.scans.code.frame import read_codes
from caseworker.scans.code.words import ALPHABET, NoCode, text_of
from caseworker.scans.limits import CODE_PAGES
from tests.letters.samples import OUR_KEY, SPANISH, payload_of, sealed

CODE = seal(payload_of(SPANISH), OUR_KEY)


def last_page(pdf: bytes, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page: Image.Image = document[len(document) - 1].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()
    return page


@given(st.text(ALPHABET, min_size=180, max_size=300))
def test_every_code_that_we_print_is_read(text: str) -> None:
    assert text_of(numpy.array(code_modules(text))) == text


@given(st.text(ALPHABET, min_size=180, max_size=300), st.integers(0, 10**6))
def test_wrong_modules_are_put_right(text: str, seed: int) -> None:
    chance = random.Random(seed)
    modules = numpy.array(code_modules(text))
    for _ in range(chance.choice((5, 20, 40))):
        at = chance.randrange(len(modules)), chance.randrange(len(modules))
        modules[at] = not modules[at]
    assert text_of(modules) == text


@given(st.integers(9, 15), st.integers(0, 10**6))
def test_modules_of_anything_are_no_code(version: int, seed: int) -> None:
    side = 17 + 4 * version
    noise = numpy.random.default_rng(seed).random((side, side)) < 0.5
    with pytest.raises(NoCode):
        text_of(noise)


@pytest.mark.parametrize("dpi", [120, 150, 200, 300])
@pytest.mark.parametrize("turned", [0, 90, 180, 270, -1.7, 1.2])
def test_it_is_read_from_a_page_however_it_lies(dpi: int, turned: float) -> None:
    paper = last_page(sealed(), dpi).rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert read_codes(numpy.asarray(paper)) == [CODE]


def test_it_is_read_from_a_scan_that_is_neither_sharp_nor_clean() -> None:
    paper = last_page(sealed(), 200).rotate(-0.8, Image.Resampling.BICUBIC, fillcolor=255)
    grey = numpy.asarray(paper.filter(ImageFilter.GaussianBlur(1))).astype(float) * 0.6 + 70
    speckled = grey + numpy.random.default_rng(20221012).normal(0, 12, grey.shape)
    assert read_codes(numpy.clip(speckled, 0, 255).astype("uint8")) == [CODE]


def test_a_page_without_one_has_none() -> None:
    document = pypdfium2.PdfDocument(sealed())
    first = numpy.asarray(document[0].render(scale=2).to_pil().convert("L"))
    document.close()
    assert read_codes(first) == []
    for blank in (numpy.zeros((50, 40), "uint8"), numpy.full((1, 1), 255, "uint8")):
        assert read_codes(blank) == []


def test_the_reading_process_finds_it_in_a_copy_saved_again_and_in_a_picture() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed())) as pdf:
        pdf.save(out)
    assert reader.codes(out.getvalue()).texts == (CODE,)
    picture = io.BytesIO()
    last_page(sealed(), 150).save(picture, "JPEG")
    assert reader.codes(picture.getvalue()).texts == (CODE,)


def on_pages(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


@pytest.mark.parametrize(("before", "after"), [(0, 40), (40, 0), (25, 25)])
def test_it_is_found_among_many_pages(before: int, after: int) -> None:
    blank, paper = Image.new("L", (300, 400), 255), last_page(sealed(), 150)
    found = reader.codes(on_pages(*[blank] * before, paper, *[blank] * after))
    assert (found.texts, found.looked) == ((CODE,), found.pages)


def test_of_a_file_with_more_pages_it_is_told_how_many_were_looked_at() -> None:
    blank = Image.new("L", (300, 400), 255)
    found = reader.codes(on_pages(*[blank] * 100))
    assert (found.texts, found.looked, found.pages) == ((), CODE_PAGES, 100)


def test_all_codes_are_read_whether_on_one_page_or_on_several() -> None:
    other = sealed(replace(SPANISH, number="TIJ-2022-000043-C1"))
    one, two = last_page(sealed(), 150), last_page(other, 150)
    both = Image.new("L", (one.width * 2, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(two, (one.width, 0))
    apart = set(reader.codes(on_pages(one, two)).texts)
    assert len(apart) == 2
    assert set(read_codes(numpy.asarray(both))) == apart


def test_the_reading_process_finds_none_in_a_draft() -> None:
    found = reader.codes(render(replace(SPANISH, state="draft")))
    assert (found.texts, found.looked) == ((), found.pages)


def test_a_job_that_may_cost_more_than_others_gets_it() -> None:
    # Sixty pages full of what looks like corner marks: some 15 seconds, where other jobs have 10.
    mark = numpy.ones((9, 9), bool)
    mark[1:8, 1:8] = False
    mark[2:7, 2:7] = True
    mark[3:6, 3:6] = False
    page = numpy.full((2200, 1700), 255, "uint8")
    for y in range(60, 1400, 215):
        for x in range(60, 1000, 215):
            page[y : y + 45, x : x + 45] = numpy.kron(mark, numpy.ones((5, 5))) * 255
    found = reader.codes(on_pages(*[Image.fromarray(page)] * CODE_PAGES))
    assert (found.texts, found.pages) == ((), CODE_PAGES)
    assert found.looked > 10


def test_what_cannot_be_opened_is_refused() -> None:
    with pytest.raises(AttachmentRefused):
        reader.codes(b"%PDF-1.7\nand nothing more")
