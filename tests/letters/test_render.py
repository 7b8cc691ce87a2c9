# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as they come out on paper: what they say, on which page, and that nothing is lost."""

import contextlib
import io
import random
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from caseworker.letters.content import Bullets, CriteriaTable, Notice, Paragraph, Section, words
from caseworker.letters.fonts import NOT_DRAWABLE, literal, missing_glyphs, missing_in
from caseworker.letters.logo import LogoRefused, read_logo
from caseworker.letters.render import render
from caseworker.letters.sealing.seal import seal
from caseworker.letters.shapes import code_modules
from tests.letters.samples import OUR_KEY, ROWS, SPANISH, logo, many_rows, payload_of, row, sealed

DRAFT = replace(SPANISH, state="draft")


def pages(data: bytes) -> list[str]:
    """The text of each page, words separated by single spaces."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def picture(data: bytes, page: int, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page % len(document)].render(scale=dpi / 72).to_pil()
    finally:
        document.close()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_word_of_the_letter_is_on_the_paper(paper: str) -> None:
    content = replace(SPANISH, paper=paper, seal=seal(payload_of(SPANISH), OUR_KEY))  # type: ignore[arg-type]
    squeezed = "".join(pages(render(content))).replace(" ", "")
    for text in words(content):
        if text != content.footer.page:
            assert text.replace(" ", "") in squeezed


def test_the_same_words_give_the_same_bytes() -> None:
    assert render(SPANISH) == render(SPANISH)


def test_sizes_of_paper() -> None:
    for paper, size in {"A4": (595, 842), "Letter": (612, 792)}.items():
        document = pypdfium2.PdfDocument(render(replace(SPANISH, paper=paper)))  # type: ignore[arg-type]
        assert tuple(round(side) for side in document[0].get_size()) == size
        document.close()


def test_the_file_names_the_letter_and_its_language_but_no_person() -> None:
    data = render(SPANISH)
    document = pypdfium2.PdfDocument(data)
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"] == SPANISH.number
    assert "Núñez" not in "".join(about.values())
    assert b"/Lang (es)" in data


def test_every_page_says_which_it_is_and_how_many_there_are() -> None:
    said = pages(render(many_rows(60)))
    assert len(said) > 4
    for number, text in enumerate(said, start=1):
        assert f"Página {number} de {len(said)}" in text
        assert "Reglas revisadas por última vez" in text
        if number > 1:
            assert "TIJ-2022-000042 · Carta TIJ-2022-000042-C1" in text


def test_a_long_table_repeats_its_headers_and_keeps_its_order() -> None:
    said = pages(render(many_rows(60)))
    table_pages = [text for text in said if ROWS[0].reason in text]
    assert len(table_pages) > 3
    assert all("Razón y pruebas" in text for text in table_pages)
    whole = " ".join(said)
    places = [whole.index(f" {at}. ") for at in range(1, 61)]
    assert places == sorted(places)


def test_twelve_pages() -> None:
    said = pages(render(many_rows(130)))
    assert len(said) >= 12
    assert f"Página 12 de {len(said)}" in said[11]


def test_a_row_longer_than_a_page_goes_on_over_the_next() -> None:
    reason = " ".join(f"palabra{at}" for at in range(1500))
    table = CriteriaTable(("C", "R", "Z"), (row("Una", "Se cumple", "met", reason, "Prueba"), *ROWS))
    said = pages(render(replace(SPANISH, sections=(Section("Condiciones", (table,)),))))
    assert "palabra0 " in " ".join(said)
    assert "palabra1499" in " ".join(said)


def test_a_notice_longer_than_a_page() -> None:
    text = " ".join(f"palabra{at}" for at in range(1500))
    said = pages(render(replace(SPANISH, sections=(Section("Aviso", (Notice(text),)),))))
    assert "palabra1499" in " ".join(said)


def test_drafts_and_training_letters_are_marked_on_every_page() -> None:
    for state, training, marked in (
        ("draft", False, "BORRADOR"),
        ("issued", True, "CAPACITACIÓN"),
        ("draft", True, "BORRADOR · CAPACITACIÓN"),
    ):
        content = replace(many_rows(20), state=state, training=training)  # type: ignore[arg-type]
        for text in pages(render(content)):
            assert text.count(marked) == 2  # across the page, and in its foot
    assert not any("BORRADOR" in text or "CAPACITACIÓN" in text for text in pages(render(many_rows(20))))


def test_text_is_drawn_literally() -> None:
    odd = "<b>Ñ & %s</b> &amp; <br/> {page} \\n 'x' \"y\" <img src=file:///etc/passwd/>"
    content = replace(
        SPANISH,
        addressee=(odd,),
        title=odd,
        result=odd,
        sections=(Section(odd, (Paragraph(odd), Bullets((odd,)), Notice(odd))),),
    )
    text = "".join(pages(render(content))).replace(" ", "")
    assert text.count(odd.replace(" ", "")) == 7


def test_cyrillic_and_accents_are_drawn() -> None:
    name = "Олена Шевченко-Ґалаґан, Їжакевич, Désiré Façade, Łukasz Çelik, São João"
    content = replace(SPANISH, addressee=(name,))
    assert missing_glyphs(content) == set()
    assert name in " ".join(pages(render(content)))


def test_a_decomposed_accent_is_one_letter() -> None:
    assert missing_glyphs(replace(SPANISH, addressee=("Jose\u0301",))) == set()
    assert "José" in pages(render(replace(SPANISH, addressee=("Jose\u0301",))))[0]


@given(st.text())
def test_what_would_be_printed_as_a_gap_is_named_before(text: str) -> None:
    assert (NOT_DRAWABLE in literal(text)) == bool(missing_in(text))


def test_what_no_typeface_has_leaves_a_visible_mark() -> None:
    content = replace(SPANISH, addressee=("中文 علي 😀 x",))
    assert missing_glyphs(content) == set("中文علي😀")
    assert f"{NOT_DRAWABLE * 2} {NOT_DRAWABLE * 3} {NOT_DRAWABLE} x" in pages(render(content))[0]


def test_control_characters_do_no_harm() -> None:
    content = replace(SPANISH, addressee=("A\x00B\x1b[31m\u202eC\ud800",))
    assert missing_glyphs(content) == {"\x00", "\x1b", "\ud800"}
    assert f"A{NOT_DRAWABLE}B{NOT_DRAWABLE}[31mC{NOT_DRAWABLE}" in pages(render(content))[0]


def test_very_long_names_stay_on_the_paper() -> None:
    name = "Wolfeschlegelsteinhausen" * 12
    content = replace(
        many_rows(12),
        addressee=(name, "y " * 400),
        number="N" * 200,
        short_header=name,
        letterhead=replace(SPANISH.letterhead, name=name),
        footer=replace(SPANISH.footer, rules_checked=name),
    )
    data = render(content)
    assert name in "".join(pages(data)).replace(" ", "")
    for page in range(len(pages(data))):
        margin = picture(data, page, 40).convert("L").crop((0, 0, 28, 460))
        assert margin.getextrema() == (255, 255)


def test_an_empty_letter_is_still_a_letter() -> None:
    empty = replace(SPANISH, addressee=(), facts=(), sections=(), number="", short_header="")
    assert len(pages(render(empty))) == 1


def test_headings_stay_with_what_they_head() -> None:
    """However much stands above, no page ends with a heading."""
    for lines in range(12, 40):
        above = Section("Antes", tuple(Paragraph(f"Línea {at}.") for at in range(lines)))
        below = Section("ENCABEZADO", (Paragraph("seguido de texto " * 30),))
        table = Section("TABLA", (CriteriaTable(("C", "R", "Z"), ROWS),))
        for section, next_words in ((below, "seguido de texto"), (table, ROWS[0].reason)):
            content = replace(SPANISH, sections=(above, section))
            on = [text for text in pages(render(content)) if section.heading in text]
            assert len(on) == 1
            assert next_words in on[0].split(section.heading)[1]


def test_letters_may_be_drawn_from_several_threads() -> None:
    made: list[bytes] = []
    workers = [threading.Thread(target=lambda: made.append(render(SPANISH))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(made)) == 1
    assert len(made) == 4


def test_results_are_told_apart_without_colour() -> None:
    """Each mark has its own picture in grey."""
    pictures = set()
    for code in ("met", "not_met", "not_known", "needs_review", "not_applicable"):
        table = CriteriaTable(("C", "R", "Z"), (row("Una", "igual", code, "igual"),))  # type: ignore[arg-type]
        data = render(replace(SPANISH, sections=(Section("", (table,)),)))
        pictures.add(picture(data, 0, 60).convert("L").tobytes())
    assert len(pictures) == 5


def test_a_draft_has_no_code_to_check() -> None:
    assert "Para comprobar" not in " ".join(pages(render(DRAFT)))


def test_the_code_stands_on_the_last_page() -> None:
    said = pages(render(replace(many_rows(30), seal=seal(payload_of(SPANISH), OUR_KEY))))
    assert ["Para comprobar" in text for text in said] == [False] * (len(said) - 1) + [True]


def test_the_printed_code_holds_the_modules_of_the_seal_at_35_mm_or_more() -> None:
    text = seal(payload_of(SPANISH), OUR_KEY)
    modules = code_modules(text)
    data = render(replace(SPANISH, seal=text))
    paper = picture(data, -1, 600).convert("L").point(lambda v: 255 * (v < 128))
    # On the right of the page, the code is the lowest thing above the foot.
    width, height = paper.size
    area = paper.crop((width * 7 // 10, 0, width, height * 9 // 10))
    inked = [bool(area.crop((0, y, area.width, y + 1)).getbbox()) for y in range(area.height)]
    bottom = len(inked) - inked[::-1].index(True)
    gap = 600 // 8
    top = next(y for y in range(bottom, 0, -1) if not any(inked[y - gap : y]))
    area = area.crop((0, top, area.width, bottom))
    box = area.getbbox()
    assert box is not None
    side = box[2] - box[0]
    assert side / 600 * 25.4 >= 35
    step = side / len(modules)
    seen = [
        [
            bool(area.getpixel((int(box[0] + (x + 0.5) * step), int(box[1] + (y + 0.5) * step))))
            for x in range(len(modules))
        ]
        for y in range(len(modules))
    ]
    assert seen == modules


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="zbarimg (Debian: zbar-tools) reads the code back")
def test_a_skewed_blurred_copy_at_150_dpi_is_read(tmp_path: Path) -> None:
    text = seal(payload_of(SPANISH), OUR_KEY)
    paper = picture(render(replace(SPANISH, seal=text)), -1, 150).convert("L")
    for degrees in (-1.7, 0.0, 1.2):
        copy = paper.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        copy.filter(ImageFilter.GaussianBlur(0.6)).save(tmp_path / "copy.png")
        read = subprocess.run(
            ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", tmp_path / "copy.png"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert read.stdout.rstrip("\n") == text


def _png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"%PDF-1.4 no picture", "not_a_picture"),
        (_png((30_000, 10)), "too_large"),
        (_png((12_000, 12_000)), "too_large"),
        (b"\x89PNG" + b"x" * 2_000_001, "too_large"),
        (logo()[:300], "damaged"),
    ],
)
def test_a_hostile_logo_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(LogoRefused) as refused:
        render(replace(SPANISH, letterhead=replace(SPANISH.letterhead, logo=data)))
    assert refused.value.code == code


def test_a_mutated_logo_is_drawn_or_refused() -> None:
    chance = random.Random(7)
    good = logo()
    for _ in range(300):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        with contextlib.suppress(LogoRefused):
            assert max(read_logo(bytes(bad)).size) <= 800


def test_readers_open_a_sealed_file() -> None:
    assert pages(sealed()) == pages(render(replace(SPANISH, seal=seal(payload_of(SPANISH), OUR_KEY))))


def test_a_picture_far_too_large_is_called_so_whatever_limit_pillow_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    with pytest.raises(LogoRefused) as refused:
        read_logo(_png((12_000, 12_000)))
    assert refused.value.code == "too_large"
