# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter: from the case to the PDF, and drawing alone, against the same lines by plain canvas calls.

`python -m tests.bench.letter [ROUNDS]`; `... letter child ours|plain` is one cold process.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caseworker.services.programmes.library import Library

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "tests" / "fixtures" / "cases" / "S01.json"
LINES = ROOT / "build" / "bench" / "letter-lines.json"
TODAY = date(2026, 11, 25)
# (words, left, base line, size) for each line of each page, in points.
Pages = list[list[tuple[str, float, float, float]]]


def drafted(library: Library) -> bytes:
    """The draft letter of a fixture case, the whole way from its document."""
    from caseworker.domain.case.document import read_case
    from caseworker.services.letter.drafting import draft

    document = json.loads(CASE.read_text(encoding="utf-8"))
    document.pop("expected")
    case = read_case(document, library.reference.vocabulary())
    on = case.reference_day()
    assert on is not None
    assert isinstance(case.programme, str)
    assessment = library.assess(case, case.programme, on)
    return draft(case, assessment, case.people()[0].id, "es", "A4", TODAY, library).pdf


def lines_of(pdf: bytes) -> Pages:
    """The lines of a letter and where they stand."""
    import pypdfium2

    pages: Pages = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        lines = []
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            if top - bottom > 40:  # the word across a draft
                continue
            said = " ".join(text.get_text_bounded(left, bottom, right, top).split())
            lines.append((said, left, bottom, min(top - bottom, 14.0)))
        pages.append(lines)
    document.close()
    return pages


def plain(pages: Pages) -> bytes:
    """The same lines by plain canvas calls: no paragraphs, no tables, nothing to break or to place."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name in ("Regular", "Bold"):
        if f"plain-{name}" not in pdfmetrics.getRegisteredFontNames():
            file = ROOT / "resources" / "fonts" / f"NotoSans-{name}.ttf"
            pdfmetrics.registerFont(TTFont(f"plain-{name}", str(file)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for lines in pages:
        for at, (said, left, bottom, size) in enumerate(lines):
            canvas.setFont("plain-Regular" if at % 4 else "plain-Bold", size)
            canvas.drawString(left, bottom, said)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def once(kind: str) -> float:
    """Seconds of a new process from exec until its letter is there."""
    command = [sys.executable, "-m", "tests.bench.letter", "child", kind]
    begun = time.clock_gettime(time.CLOCK_MONOTONIC)
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout.split()[0]) - begun


def child(kind: str) -> None:
    """Makes one letter and tells when it was there."""
    if kind == "ours":
        from caseworker.services.programmes.library import load_library

        made = drafted(load_library())
    else:
        made = plain(json.loads(LINES.read_text(encoding="utf-8")))
    assert made.startswith(b"%PDF")
    print(time.clock_gettime(time.CLOCK_MONOTONIC))


def main(count: int = 15) -> None:
    """Measures and prints."""
    from unittest import mock

    from caseworker.letters import render as drawing
    from caseworker.services.programmes.library import load_library

    from .rounds import machine, rounds, table
    from .start import compiled

    compiled()
    library = load_library()
    contents: list[Any] = []
    draw = drawing.render
    with mock.patch.object(drawing, "render", lambda content: (contents.append(content), draw(content))[1]):
        pages = lines_of(drafted(library))
    LINES.parent.mkdir(parents=True, exist_ok=True)
    LINES.write_text(json.dumps(pages), encoding="utf-8")
    warm = {
        "plain canvas, warm": lambda: plain(pages),
        "drawing the letter, warm": lambda: draw(contents[0]),
        "case to letter, warm": lambda: drafted(library),
    }
    cold = {
        "plain canvas, new process": lambda: once("plain"),
        "case to letter, new process": lambda: once("ours"),
    }
    print(f"{machine()}; {count} rounds; {len(pages)} pages, {sum(map(len, pages))} lines\n")
    print(table(rounds(warm, count * 3), "plain canvas, warm"), end="\n\n")
    print(table(rounds(cold, count, told=True), "plain canvas, new process"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2])
    else:
        main(*(int(one) for one in sys.argv[1:]))
