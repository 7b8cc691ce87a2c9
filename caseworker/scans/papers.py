# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDFs, in the reading process only: whether one is whole and quiet, and its pages as pixels.

pikepdf (QPDF) reads strictly and sees every object; PDFium shows, and repairs what it can.
"""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import AttachmentRefused

from .limits import MAX_PDF_PAGES, MAX_PDF_POINTS, PDF_PIXELS_PER_POINT

if TYPE_CHECKING:
    from PIL import Image

# What makes a PDF do something by itself, by key and by value of a name (ISO 32000-1, 12.6 and 7.11).
_KEYS = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/XFA": "xfa",
    "/EmbeddedFiles": "embedded_file",
    "/EF": "embedded_file",
    "/URI": "uri",
}
_NAMES = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/EmbeddedFile": "embedded_file",
    "/URI": "uri",
    "/SubmitForm": "other_action",
    "/ImportData": "other_action",
    "/GoToR": "other_action",
    "/GoToE": "other_action",
    "/RichMedia": "other_action",
    "/Movie": "other_action",
    "/Rendition": "other_action",
}
_RAW = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|EF|XFA|URI|SubmitForm|ImportData|GoTo[RE])\b")
_PROBE = 64


def examine(data: bytes) -> dict[str, Any]:
    """Pages, their sizes in pixels at 200 dpi, and flags; the first page is drawn once.

    Raises AttachmentRefused and whatever the libraries raise for a damaged file.
    """
    flags = _structure(data)
    document = _shown(data)
    count = len(document)
    if count > MAX_PDF_PAGES:
        raise AttachmentRefused("too_many_pages")
    if count < 1:
        raise AttachmentRefused("damaged")
    sizes = []
    for at in range(count):
        width, height = _points(*document.get_page_size(at))
        sizes.append(
            [max(1, round(width * PDF_PIXELS_PER_POINT)), max(1, round(height * PDF_PIXELS_PER_POINT))]
        )
    _drawn(document[0], (_PROBE, _PROBE))
    return {"pages": count, "sizes": sizes, "flags": sorted(flags), "photo": None}


def page(data: bytes, number: int, box: tuple[int, int]) -> Image.Image:
    """Page `number` (from 1) drawn to fill `box` in one direction. Raises AttachmentRefused and others."""
    document = _shown(data)
    if not 1 <= number <= len(document):
        raise AttachmentRefused("no_such_page")
    return _drawn(document[number - 1], box)


def _structure(data: bytes) -> set[str]:
    import pikepdf

    def read(recover: bool) -> set[str]:
        # Without a password: what opens so, and only limits editing or printing, is as open as any paper.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=recover, suppress_warnings=True) as pdf:
            if not recover and len(pdf.pages) > MAX_PDF_PAGES:
                raise AttachmentRefused("too_many_pages")
            return _active(pdf)

    try:
        return read(recover=False)
    except pikepdf.PasswordError:
        raise AttachmentRefused("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        flags = {"repaired"}
    try:
        return flags | read(recover=True)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        # Not even mended can it be walked: the plain bytes tell what they can.
        found = {f"/{one.decode()}" for one in _RAW.findall(data)}
        return flags | {(_KEYS | _NAMES | {"/EmbeddedFiles": "embedded_file"})[one] for one in found}


def _active(pdf: Any) -> set[str]:
    """Flags of everything active in the objects and, at any depth, in what stands directly in them."""
    import pikepdf

    containers = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)
    flags: set[str] = set()
    for top in (pdf.trailer, *pdf.objects):
        waiting = [top]
        while waiting:
            at = waiting.pop()
            if not isinstance(at, containers):
                continue
            if isinstance(at, pikepdf.Array):
                inside: list[Any] = list(at)
            else:
                keys = at.keys()
                flags.update(_KEYS[key] for key in keys & _KEYS.keys())
                inside = [at.get(key) for key in keys]
            for one in inside:
                if isinstance(one, pikepdf.Name):
                    found = _NAMES.get(str(one))
                    if found:
                        flags.add(found)
                elif isinstance(one, containers) and one.objgen == (0, 0):
                    waiting.append(one)
    return flags


def _shown(data: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error) or "ecurity" in str(error)
        raise AttachmentRefused("encrypted" if locked else "damaged") from None
    # What was filled in is drawn over the page. PDFium is built without a JavaScript engine and without XFA,
    # and nobody tells it that the document was opened or a button pressed: no action of the form ever runs.
    document.init_forms()
    return document


def _points(width: float, height: float) -> tuple[float, float]:
    if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) <= 0:
        raise AttachmentRefused("damaged")
    if max(width, height) > MAX_PDF_POINTS:
        raise AttachmentRefused("too_many_pixels")
    return width, height


def _drawn(paper: Any, box: tuple[int, int]) -> Image.Image:
    width, height = _points(*paper.get_size())
    scale = min(box[0] / width, box[1] / height)
    picture: Image.Image = paper.render(scale=scale, rev_byteorder=True).to_pil()
    # Rounding up may give a pixel more than was asked for.
    return picture.crop((0, 0, min(picture.width, box[0]), min(picture.height, box[1]))).convert("RGB")
