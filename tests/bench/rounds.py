# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounds: every way is measured once a round, in another order each time, so that all share the weather."""

from __future__ import annotations

import gc
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

Ways = Mapping[str, Callable[[], object]]


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes once."""
    gc.collect()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def rounds(ways: Ways, count: int, *, told: bool = False) -> dict[str, list[float]]:
    """The seconds of each way in `count` interleaved rounds; with `told` the ways tell them themselves."""
    order = random.Random(1)
    names = list(ways)
    found: dict[str, list[float]] = {name: [] for name in names}
    for name in names:  # once for the caches
        ways[name]()
    for _ in range(count):
        order.shuffle(names)
        for name in names:
            spent = ways[name]() if told else seconds(ways[name])
            assert isinstance(spent, float)
            found[name].append(spent)
    return found


def quantile(values: list[float], at: float) -> float:
    """The value below which the share `at` of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))]


def table(found: Mapping[str, list[float]], base: str, unit: str = "ms") -> str:
    """Medians, 95 of 100, and the ratio of medians to `base`, as a Markdown table."""
    scale = {"ms": 1e3, "us": 1e6}[unit]
    bottom = statistics.median(found[base])
    lines = [f"| way | median {unit} | 95 of 100 below | ratio |", "|---|---|---|---|"]
    for name, values in found.items():
        middle, high = statistics.median(values), quantile(values, 0.95)
        lines.append(f"| {name} | {middle * scale:.2f} | {high * scale:.2f} | {middle / bottom:.2f} |")
    return "\n".join(lines)


def machine() -> str:
    """One line about where and when this was measured."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - not a file of anybody
            model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    today = datetime.now(UTC).date().isoformat()
    return (
        f"{today}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    )
