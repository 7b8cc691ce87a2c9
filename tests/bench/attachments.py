# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files: small pictures, hashing and sealing, and how long many pages hold Python up.

`python -m tests.bench.attachments [ROUNDS] [PAGES]`
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.scans import jobs, reader
from caseworker.scans.answers import Pixels
from caseworker.scans.limits import THUMBNAIL
from caseworker.store.secrets.sealed_bytes import seal, unseal

from .rounds import machine, quantile, rounds, seconds, table

if TYPE_CHECKING:
    from caseworker.services.desk import Desk

SIDES = (4032, 3024)
KEY = bytes(range(32))
PAUSE = 0.100  # what a person would notice
BEAT = 0.001


def photo(seed: int = 1, sides: tuple[int, int] = SIDES) -> bytes:
    """A photo of a paper: lines of print on an uneven ground, held upright by a phone (EXIF 6)."""
    from PIL import Image, ImageDraw, ImageFilter

    draw = random.Random(seed)
    ground = Image.effect_noise((sides[0] // 8, sides[1] // 8), 24).resize(sides, Image.Resampling.BICUBIC)
    picture = Image.merge("RGB", (ground.point(lambda v: min(255, v + 90)),) * 3)
    pen = ImageDraw.Draw(picture)
    for line in range(sides[1] // 12, sides[1] * 11 // 12, max(1, sides[1] // 60)):
        left = sides[0] // 12
        while left < sides[0] * 10 // 12:
            width = draw.randint(1, max(2, sides[0] // 20))
            pen.rectangle((left, line, left + width, line + sides[1] // 150), fill=(40, 40, 60))
            left += width + sides[0] // 100
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def small_pictures(data: bytes) -> dict[str, Callable[[], object]]:
    """A small picture of a photo by every way there is."""

    def pillow() -> bytes:
        from PIL import Image, ImageOps

        picture = Image.open(io.BytesIO(data))
        picture.draft("RGB", (THUMBNAIL, THUMBNAIL))
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        ImageOps.exif_transpose(picture).save(out, "JPEG", quality=85)
        return out.getvalue()

    def pillow_whole() -> bytes:
        from PIL import Image, ImageOps

        picture = Image.open(io.BytesIO(data))
        picture.load()
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        ImageOps.exif_transpose(picture).save(out, "JPEG", quality=85)
        return out.getvalue()

    def qt() -> bytes:
        from PySide6.QtCore import QBuffer, QByteArray, QIODevice
        from PySide6.QtGui import QImageReader

        source = QBuffer()
        source.setData(QByteArray(data))
        source.open(QIODevice.OpenModeFlag.ReadOnly)
        decoder = QImageReader(source)
        decoder.setAutoTransform(True)
        decoder.setScaledSize(decoder.size().scaled(THUMBNAIL, THUMBNAIL, _keep_ratio()))
        image = decoder.read()
        out = QBuffer()
        out.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(out, "JPEG", 85)
        return bytes(out.data().data())

    def ours() -> bytes:
        head, pixels = jobs.thumbnail(data, {})
        return reader.encoded(Pixels(data=pixels, **head))

    found: dict[str, Callable[[], object]] = {
        "Pillow, whole picture": pillow_whole,
        "Pillow, draft": pillow,
        "Qt, scaled": qt,
        "ours, the work alone": ours,
        "ours, with its process": lambda: reader.thumbnail(data),
    }
    if importlib.util.find_spec("pyvips"):
        import pyvips

        found["pyvips"] = lambda: pyvips.Image.thumbnail_buffer(data, THUMBNAIL).jpegsave_buffer(Q=85)
    return found


def one_of_many(data: bytes, count: int = 10) -> float:
    """Seconds for one small picture of so many, each with its process."""
    begun = time.perf_counter()
    with reader.Ahead(count) as ahead:
        for _ in range(count):
            reader.thumbnail(data, ahead=ahead)
    return (time.perf_counter() - begun) / count


def _keep_ratio() -> Any:
    from PySide6.QtCore import Qt

    return Qt.AspectRatioMode.KeepAspectRatio


def sealing(data: bytes) -> dict[str, Callable[[], object]]:
    """What attaching and opening do to the bytes, against hashing them once."""
    sealed = seal(KEY, "bench", data)
    return {
        "SHA-256": lambda: hashlib.sha256(data).digest(),
        "hash and seal": lambda: (hashlib.sha256(data).digest(), seal(KEY, "bench", data)),
        "open and hash": lambda: hashlib.sha256(unseal(KEY, "bench", sealed) or b"").digest(),
    }


class Heart:
    """A thread that wants to run every millisecond, as the window does; it notes how late it was."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Heart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        last = time.perf_counter()
        while not self._stop.is_set():
            time.sleep(BEAT)
            now = time.perf_counter()
            self.late.append(now - last - BEAT)
            last = now


def many_pages(desk: Desk, case_id: str, evidence_id: str, pages: list[bytes]) -> dict[str, list[float]]:
    """How late the heart beat: with nothing going on, and while pages are attached and looked at."""
    from caseworker.services.evidence import papers

    digests: list[str] = []

    def attach() -> None:
        files = [papers.Incoming(f"{number}.jpg", data) for number, data in enumerate(pages)]
        done = papers.attach_all(desk, case_id, evidence_id, files, lambda *_: None, lambda: False)
        digests.extend(one.sha256 for one in done.attached)

    steps: dict[str, Callable[[], object]] = {
        "nothing": lambda: time.sleep(1),
        "attaching": attach,
        "small pictures": lambda: papers.prepare(desk, case_id, lambda *_: None, lambda: False),
        "a page of each, 1,200 wide": lambda: [papers.page(desk, one, 1, 1200) for one in digests],
        "all again, from the copies": lambda: [papers.page(desk, one, 1, 1200) for one in digests],
        "whether files changed": lambda: papers.changed_files(desk, case_id),
    }
    late = {}
    for name, act in steps.items():
        with Heart() as heart:
            act()
        late[name] = heart.late or [0.0]
    return late


def main(count: int = 15, pages: int = 50) -> None:
    """Measures and prints."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from caseworker.app import after_first_picture
    from caseworker.services.programmes.library import load_library
    from caseworker.services.training import create_training_store

    from .unlocked import NOW

    application = QGuiApplication.instance() or QGuiApplication([])
    data = photo()
    print(f"{machine()}; {count} rounds; a photo of {SIDES[0]} x {SIDES[1]}, {len(data) / 2**20:.1f} MB\n")
    ways: dict[str, Callable[[], object]] = {
        name: lambda act=act: seconds(act)  # type: ignore[misc]
        for name, act in small_pictures(data).items()
    }
    ways["ours, with its process, one of ten"] = lambda: one_of_many(data)
    print(table(rounds(ways, count, told=True), "Pillow, draft"), end="\n\n")
    bulk = random.Random(2).randbytes(2**20) * 20
    print(table(rounds(sealing(bulk), count), "SHA-256"), end="\n\n")
    with tempfile.TemporaryDirectory(prefix="caseworker-bench-") as folder:
        desk = create_training_store(Path(folder) / "store", load_library(), lambda: NOW)
        begun = time.perf_counter()
        after_first_picture(desk)
        late = many_pages(
            desk, *case_with_evidence(desk), [photo(seed, (2016, 1512)) for seed in range(pages)]
        )
        spent = time.perf_counter() - begun
        desk.store.close()
    print(f"{pages} pages, in {spent:.1f} s altogether; how late a thread ran that wanted to every ms:\n")
    print("| while | longest, ms | 99 of 100 below, ms | pauses over 100 ms |\n|---|---|---|---|")
    for name, found in late.items():
        over = sum(one > PAUSE for one in found)
        print(f"| {name} | {max(found) * 1e3:.1f} | {quantile(found, 0.99) * 1e3:.2f} | {over} |")
    print(f"\nmedian lateness at rest: {statistics.median(late['nothing']) * 1e3:.2f} ms")
    del application


def case_with_evidence(desk: Desk) -> tuple[str, str]:
    """A case of the store, and the first piece of evidence in it."""
    from caseworker.services import cases

    for row in cases.listing(desk):
        items = cases.open_case(desk, row.id).document.get("evidence")
        if items:
            return row.id, items[0]["id"]
    raise LookupError("no case has evidence")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
