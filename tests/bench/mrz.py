# SPDX-License-Identifier: AGPL-3.0-or-later
"""Zones read from pictures: the whole hold-out, by kind, time, memory; beside rapidocr where there is one.

`python -m tests.bench.mrz [PICTURES OF TD3 AND OF TD1 A KIND]`; `... child READER FILE` is one new process.
"""

from __future__ import annotations

import importlib.util
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from caseworker.scans.mrz.reader import read_mrz
from tests.scans.passports import FORMATS, KINDS, Passport, camera, font_there, passport, picture

from .rounds import machine, quantile

ROOT = Path(__file__).resolve().parents[2]
SEED = "hold-out 2026-11-25"  # thresholds were set on other seeds
OTHERS = 4  # pictures of each kind and format for the other reader
# The lines read and whether they would be taken without asking.
Read = tuple[tuple[str, ...], bool]
Reader = Callable[[Any], Read]


def holdout(seen: str, count: int, formats: tuple[str, ...] = FORMATS) -> Iterator[tuple[Passport, Any, int]]:
    """The papers of one kind, their pictures, and which of its format each is; visas and TD2 by fives."""
    for kind in formats:
        for at in range(count if kind in ("TD3", "TD1") else -(-count // 5)):
            rng = random.Random(f"{SEED}-{seen}-{kind}-{at}")
            paper = passport(kind, rng)
            yield paper, picture(paper, camera(seen, rng), rng), at


def ours() -> Reader:
    """Our reader."""

    def read(pixels: Any) -> Read:
        reading = read_mrz(pixels)
        return (reading.lines, reading.sound) if reading else ((), False)

    return read


def rapidocr() -> Reader:
    """PP-OCRv4 as the wheel rapidocr-onnxruntime brings it; its lines made as long as a zone's."""
    from caseworker.domain import mrz

    engine = importlib.import_module("rapidocr_onnxruntime").RapidOCR()

    def read(pixels: Any) -> Read:
        found, _ = engine(np.stack([pixels] * 3, axis=2))
        lines: list[tuple[float, float, float, str]] = []
        for box, text, _score in found or []:
            ys, xs = [y for _, y in box], [x for x, _ in box]
            lines.append((statistics.mean(ys), max(ys) - min(ys), min(xs), text))
        rows: list[list[tuple[float, float, float, str]]] = []
        for one in sorted(lines):
            if rows and one[0] - rows[-1][-1][0] < 0.5 * one[1]:
                rows[-1].append(one)
            else:
                rows.append([one])
        texts = ["".join(part[3] for part in sorted(row, key=lambda part: part[2])) for row in rows]
        clean = [
            re.sub("[^A-Z0-9<]", "", text.upper().replace("«", "<<").replace("‹", "<")) for text in texts
        ]
        for count, width in ((3, 30), (2, 44), (2, 36)):
            last = [fitted(line, width) for line in clean if abs(len(line) - width) <= 0.3 * width][-count:]
            if len(last) == count and all(last) and sum("<" in line for line in last):
                return tuple(last), mrz.read_mrz("\n".join(last), mrz.date(2000, 1, 1)).sound
        return (), False

    return read


def fitted(line: str, width: int) -> str:
    """The line with its longest run of fillers so long that it has `width` characters; empty if it cannot."""
    runs = [match.span() for match in re.finditer("<+", line)]
    if not runs:
        return line if len(line) == width else ""
    begin, end = max(runs, key=lambda run: run[1] - run[0])
    fill = end - begin + width - len(line)
    return line[:begin] + "<" * fill + line[end:] if fill > 0 else ""


READERS: dict[str, Callable[[], Reader]] = {"ours": ours, "rapidocr-onnxruntime": rapidocr}


def child(which: str, file: str) -> None:
    """Reads one picture in a new process; prints the seconds that took, and its peak of memory, MB."""
    begun = time.perf_counter()
    read = READERS[which]()
    pixels = np.asarray(Image.open(file).convert("L"), np.uint8)
    read(pixels)
    spent = time.perf_counter() - begun
    # The kernel's own line: getrusage would tell the peak of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    print(spent, int(peak[1]) / 1024 if peak else float("nan"))


def main(count: int = 10) -> None:
    """Measures and prints."""
    if not font_there():
        raise SystemExit("install fonts-ocr-b (packaging/apt-test.txt): the hold-out is drawn with it")
    names = ["ours"]
    if importlib.util.find_spec("rapidocr_onnxruntime"):
        names.append("rapidocr-onnxruntime")
    readers = {name: READERS[name]() for name in names}
    warm = np.asarray(next(holdout("clean", 1))[1])
    for read in readers.values():
        read(warm)
    spent: dict[str, list[float]] = {name: [] for name in names}
    exact: dict[tuple[str, str, str], list[bool]] = {}
    wrong = dict.fromkeys(names, 0)
    for seen in KINDS:
        for paper, pixels, at in holdout(seen, count):
            for name, read in readers.items():
                if name != "ours" and (at >= OTHERS or paper.format not in ("TD3", "TD1")):
                    continue
                begun = time.perf_counter()
                lines, taken = read(pixels)
                spent[name].append(time.perf_counter() - begun)
                group = paper.format if paper.format in ("TD3", "TD1") else "others"
                right = lines == paper.lines and (taken or name != "ours")
                exact.setdefault((name, seen, group), []).append(right)
                wrong[name] += taken and lines != paper.lines
    print(f"{machine()}; seed {SEED!r}, cut OCRBS, 1740x1290 JPEG\n")
    print(report(names, exact))
    print()
    print(
        "| reader | pictures | exact | taken, wrong | median ms | 95 of 100 below | new process s | peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.png"
        Image.fromarray(warm).save(file)
        for name in names:
            command = [sys.executable, "-m", "tests.bench.mrz", "child", name, str(file)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            first, peak = (float(one) for one in done.stdout.split()[-2:])
            whole = [one for (reader, *_), some in exact.items() if reader == name for one in some]
            middle, high = statistics.median(spent[name]), quantile(spent[name], 0.95)
            share = sum(whole) / len(whole)
            print(
                f"| {name} | {len(whole)} | {share:.3f} | {wrong[name]} | {middle * 1e3:.0f} "
                f"| {high * 1e3:.0f} | {first:.2f} | {peak:.0f} |"
            )


def report(names: list[str], exact: dict[tuple[str, str, str], list[bool]]) -> str:
    """The share read exactly of each kind and format, as a Markdown table."""
    groups = [
        (name, group)
        for name in names
        for group in ("TD3", "TD1", "others")
        if any(key[0] == name and key[2] == group for key in exact)
    ]
    head = " | ".join(f"{name} {group}" for name, group in groups)
    lines = [f"| kind | {head} |", "|---|" + "---|" * len(groups)]
    for seen in dict.fromkeys(key[1] for key in exact):
        parts = []
        for name, group in groups:
            some = exact.get((name, seen, group), [])
            parts.append(f"{sum(some) / len(some):.2f} of {len(some)}" if some else "")
        lines.append(f"| {seen} | {' | '.join(parts)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:4])
    else:
        main(*(int(one) for one in sys.argv[1:]))
