# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the reading process: a new one for each file, limited, and believed only within limits.

Safe to call from any thread; a call takes about 0.1 s and waits without holding Python up.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, JpegImagePlugin  # noqa: F401 - loaded now, not at the first page

from caseworker.domain.errors import AttachmentRefused
from caseworker.temp_folders import TempFolder

from . import answers
from .answers import CodesFound, Distrusted, Examined, Pixels, ZoneFound
from .jobs import box_of, refused_kind
from .kinds import kind_of
from .limits import CODE_COST, COST, MAX_BYTES, MAX_WIDTH, MIN_WIDTH, MRZ_COST, MRZ_CUT, THUMBNAIL, Cost
from .wire import CutOff, Garbled, receive, send
from .worker import COMMAND

_JPEG_QUALITY = 85


def examine(data: bytes, *, cost: Cost = COST, ahead: Ahead | None = None) -> Examined:
    """What a file is. Raises AttachmentRefused with a code of `ATTACHMENT_REASONS`."""
    head, _ = ask("examine", data, {}, most=0, cost=cost, ahead=ahead)
    try:
        examined = answers.examined_of(head)
        if examined.media_type != kind_of(data):
            raise Distrusted
    except Distrusted:
        raise AttachmentRefused("reader_stopped") from None
    return examined


def page(data: bytes, number: int, width: int, *, cost: Cost = COST) -> bytes:
    """Page `number` (from 1) as a JPEG at most `width` pixels wide (brought within 32 to 3200).

    Upright, and with nothing in it but the pixels. Raises AttachmentRefused.
    """
    wide = min(max(width, MIN_WIDTH), MAX_WIDTH)
    return encoded(_pixels("page", data, {"number": number, "width": wide}, box_of(wide), cost))


def thumbnail(data: bytes, *, cost: Cost = COST, ahead: Ahead | None = None) -> bytes:
    """The first page as a JPEG within 256 x 256 pixels. Raises AttachmentRefused."""
    return encoded(_pixels("thumbnail", data, {}, (THUMBNAIL, THUMBNAIL), cost, ahead))


def zone(data: bytes, *, cost: Cost = MRZ_COST) -> ZoneFound | None:
    """The machine-readable zone of the first page, or None where nothing looks like one.

    Raises AttachmentRefused.
    """
    head, found = ask("mrz", data, {}, most=MRZ_CUT[0] * MRZ_CUT[1] * 3, cost=cost)
    try:
        return answers.zone_of(head, found)
    except Distrusted:
        raise AttachmentRefused("reader_stopped") from None


def codes(data: bytes, *, cost: Cost = CODE_COST) -> CodesFound:
    """The texts of the square codes that can be read on its pages. Raises AttachmentRefused."""
    head, _ = ask("code", data, {}, most=0, cost=cost)
    try:
        return answers.codes_of(head)
    except Distrusted:
        raise AttachmentRefused("reader_stopped") from None


def _pixels(
    job: str,
    data: bytes,
    arguments: dict[str, Any],
    box: tuple[int, int],
    cost: Cost,
    ahead: Ahead | None = None,
) -> Pixels:
    head, found = ask(job, data, arguments, most=box[0] * box[1] * 3, cost=cost, ahead=ahead)
    try:
        return answers.pixels_of(head, found, box)
    except Distrusted:
        raise AttachmentRefused("reader_stopped") from None


def encoded(pixels: Pixels) -> bytes:
    """A page as a JPEG with nothing in it but the pixels."""
    # Made on this side: what reaches the window's decoder was never written by the reading process.
    out = io.BytesIO()
    picture = Image.frombuffer(
        pixels.mode, (pixels.width, pixels.height), pixels.data, "raw", pixels.mode, 0, 1
    )
    picture.save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()


def ask(
    job: str,
    data: bytes,
    arguments: Mapping[str, Any],
    *,
    most: int,
    cost: Cost = COST,
    ahead: Ahead | None = None,
) -> tuple[bytes, bytes]:
    """Has a new process do a job on a file; returns its description (JSON) and at most `most` bytes.

    Raises AttachmentRefused; OSError where no process can be started.
    """
    if not data:
        raise AttachmentRefused("empty")
    if len(data) > MAX_BYTES:
        raise AttachmentRefused("too_big")
    if kind_of(data) is None:
        raise refused_kind(data)
    request = {
        "job": job,
        "arguments": dict(arguments),
        "cpu_seconds": cost.cpu_seconds,
        "memory": cost.memory,
    }
    reading = ahead.take() if ahead else _Reading()
    answer = reading.answer(json.dumps(request).encode(), data, most, cost.wall_seconds)
    if answer is None:
        raise AttachmentRefused(reading.why)
    try:
        return answers.found_in(answer[0]), answer[1]
    except Distrusted:
        raise AttachmentRefused("reader_stopped") from None


def command() -> list[str]:
    """How the reading process is started: this program again, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, COMMAND]
    return [sys.executable, "-m", "caseworker", COMMAND]


def environment() -> dict[str, str]:
    """All that the reading process learns of ours: where Python finds the program."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        # Each further thread or arena would reserve address space of which there is little.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


class Ahead:
    """For several files one after the other: the next process starts while this one works.

    `with Ahead(count) as ahead:` and hand it to the calls, all from one thread. Each process still
    reads one file only.
    """

    def __init__(self, count: int) -> None:
        self._left = count
        self._next: _Reading | None = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Ends the process that waits for a file, where there is one."""
        waiting, self._next = self._next, None
        if waiting is not None:
            waiting.end()

    def take(self) -> _Reading:
        """A process for one file; begins the next where one will be needed."""
        taken, self._next = self._next or _Reading(), None
        self._left -= 1
        if self._left > 0:
            self._next = _Reading()
        return taken


class _Reading:
    """One reading process from start to end."""

    def __init__(self) -> None:
        self.why = "reader_stopped"
        more: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            more = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
        self._nowhere = TempFolder()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._nowhere.path,
                env=environment(),
                **more,
            )
        except BaseException:
            self._nowhere.close()
            raise

    def answer(self, head: bytes, data: bytes, most: int, seconds: float) -> tuple[bytes, bytes] | None:
        """Its answer, or None, and then `why` is the code. The process has ended afterwards."""
        clock = threading.Timer(seconds, self._too_late)
        feeder = threading.Thread(target=self._feed, args=(head, data))
        clock.daemon = feeder.daemon = True
        clock.start()
        feeder.start()
        source = self._process.stdout
        assert source is not None  # noqa: S101 - asked for above
        try:
            return receive(source, most)
        except CutOff:
            self._wait_for_its_end()
            return None
        except (Garbled, OSError):
            return None
        finally:
            # The clock first: once the process is collected, its number may be another's.
            clock.cancel()
            clock.join()
            self.end(feeder)

    def end(self, feeder: threading.Thread | None = None) -> None:
        """Ends the process with all that it started, and takes its folder away."""
        self._kill()
        status = self._process.wait()
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            self.why = "too_slow"
        if feeder is not None:
            feeder.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._nowhere.close()

    def _feed(self, head: bytes, data: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError):
            send(pipe, head, data)
        with contextlib.suppress(OSError):
            pipe.close()

    def _too_late(self) -> None:
        self.why = "too_slow"
        self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _wait_for_its_end(self) -> None:
        # Without collecting it, so that its number stays its own until the group is killed.
        with contextlib.suppress(OSError, AttributeError):
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
