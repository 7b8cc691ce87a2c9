# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is drawn rather than written: result marks and the code that proves a letter."""

from reportlab.graphics.barcode import qrencoder
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from caseworker.letters.styles import INK

CODE_SIZE = 37 * mm  # of the printed modules; 35 mm is what a phone reads from a 150 dpi copy
QUIET_MODULES = 4
MASK = 3  # any mask is allowed; searching for the prettiest would cost five times the drawing

OUTCOME_MARKS = {
    "eligible": "met",
    "not_eligible": "not_met",
    "needs_review": "needs_review",
    "more_evidence_needed": "not_known",
    "closed": "not_applicable",
}


def draw_mark(canvas: Canvas, code: str, x: float, y: float, size: float) -> None:
    """Draw the mark of a result in the square of `size` whose lower left corner is `x, y`.

    Each differs in outline, not only in what is inside, so that it survives a photocopy.
    """
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.setLineWidth(size * 0.11)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)

    def line(*points: tuple[float, float]) -> None:
        path = canvas.beginPath()
        path.moveTo(x + points[0][0] * size, y + points[0][1] * size)
        for px, py in points[1:]:
            path.lineTo(x + px * size, y + py * size)
        canvas.drawPath(path, stroke=1, fill=0)

    def dot(px: float, py: float) -> None:
        canvas.circle(x + px * size, y + py * size, size * 0.075, stroke=0, fill=1)

    match code:
        case "met":
            canvas.circle(x + size / 2, y + size / 2, size * 0.5, stroke=0, fill=1)
            canvas.setStrokeColorRGB(1, 1, 1)
            line((0.26, 0.5), (0.44, 0.31), (0.75, 0.68))
        case "not_met":
            canvas.rect(x + size * 0.05, y + size * 0.05, size * 0.9, size * 0.9, stroke=1, fill=0)
            line((0.28, 0.28), (0.72, 0.72))
            line((0.28, 0.72), (0.72, 0.28))
        case "needs_review":
            line((0.5, 0.98), (0.02, 0.06), (0.98, 0.06), (0.5, 0.98), (0.02, 0.06))
            line((0.5, 0.64), (0.5, 0.42))
            dot(0.5, 0.23)
        case "not_applicable":
            line((0.12, 0.5), (0.88, 0.5))
        case _:
            canvas.circle(x + size / 2, y + size / 2, size * 0.45, stroke=1, fill=0)
            hook = canvas.beginPath()
            hook.moveTo(x + 0.33 * size, y + 0.63 * size)
            hook.curveTo(
                *(x + 0.33 * size, y + 0.85 * size),
                *(x + 0.70 * size, y + 0.83 * size),
                *(x + 0.67 * size, y + 0.6 * size),
            )
            hook.curveTo(
                *(x + 0.65 * size, y + 0.5 * size),
                *(x + 0.5 * size, y + 0.52 * size),
                *(x + 0.5 * size, y + 0.38 * size),
            )
            canvas.drawPath(hook, stroke=1, fill=0)
            dot(0.5, 0.2)
    canvas.restoreState()


class MarkedWords(Flowable):
    """A result mark with its words beside it. Not split over pages: the words are few."""

    def __init__(self, code: str, text: Paragraph, size: float = 9) -> None:
        super().__init__()
        self.code, self.text, self.size = code, text, size
        self.gap = size + 5

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, tall = self.text.wrap(max(width - self.gap, 20), height)
        self.width, self.height = width, max(tall, self.size)
        return width, self.height

    def draw(self) -> None:
        style = self.text.style
        # On the first line, centred on the height of its small letters.
        baseline = self.height - style.fontSize
        draw_mark(self.canv, self.code, 0, baseline + style.fontSize * 0.36 - self.size / 2, self.size)
        self.text.drawOn(self.canv, self.gap, self.height - self.text.height)


def code_modules(text: str) -> list[list[bool]]:
    """Return the dark modules of the QR code of `text`, row by row; level Q.

    Raises ValueError if `text` holds a character outside base45's.
    """
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.Q)
    code.addData(qrencoder.QRAlphaNum(text))
    code.version = code.calculate_version()  # type: ignore[no-untyped-call]
    code.makeImpl(False, MASK)
    return [[bool(dark) for dark in row] for row in code.modules]


class SealCode(Flowable):
    """The QR code of a seal, with its quiet zone, as one path."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.modules = code_modules(text)
        self.step = CODE_SIZE / len(self.modules)
        self.width = self.height = CODE_SIZE + 2 * QUIET_MODULES * self.step

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas, step = self.canv, self.step
        path = canvas.beginPath()
        for row, modules in enumerate(self.modules):
            y = self.height - (QUIET_MODULES + row + 1) * step
            column = 0
            while column < len(modules):
                end = column
                while end < len(modules) and modules[end]:
                    end += 1
                if end > column:  # one rectangle a run: no hairlines between modules
                    path.rect((QUIET_MODULES + column) * step, y, (end - column) * step, step)
                column = max(end, column + 1)
        canvas.saveState()
        canvas.setFillGray(0)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()
