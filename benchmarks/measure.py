"""Clocks and summaries."""

import math
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def median(values: Iterable[float]) -> float:
    """The median, rounded to a tenth of a thousandth: no figure here is better than that."""
    return round(statistics.median(values), 4)


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values are at or below."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("percentile of no values")
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 4)


def geometric_mean(values: Iterable[float]) -> float:
    """The geometric mean of positive numbers."""
    return round(statistics.geometric_mean(values), 3)


def cpu_ms(pid: int) -> float:
    """The CPU time (user and system, all threads) that a process has used so far, in milliseconds.

    Linux gives every process a clock; its number is the process id in the kernel's encoding (clock_getcpuclockid(3)).
    /proc and psutil only count whole ticks of 10 ms.
    """
    return time.clock_gettime_ns(~pid << 3 | 2) / 1e6


def rss_bytes(pid: int) -> int:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def median_ms(function: Callable[[], object], repetitions: int) -> float:
    """The median time of one call in milliseconds of this process's own CPU."""
    times: list[float] = []
    for _ in range(repetitions):
        start = time.process_time_ns()
        function()
        times.append((time.process_time_ns() - start) / 1e6)
    return median(times)


def work_unit_ms() -> float:
    """How long a fixed piece of Python work takes here: what figures from two machines can be divided by.

    Dictionaries, strings and small objects, as rendering uses them; about 20 ms on a machine of 2025.
    """

    def work() -> int:
        rows = [
            {"id": number, "label": f"row {number}", "cells": [str(number), "x" * (number % 7)]}
            for number in range(20_000)
        ]
        text = "".join(f"<tr><td>{row['id']}</td><td>{row['label']}</td></tr>" for row in rows)
        return len(text)

    return median_ms(work, 9)
