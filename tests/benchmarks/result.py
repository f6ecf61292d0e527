"""What a benchmark reports, and how two callables are timed fairly.

Both run in one process, interleaved (ours, peer, ours, peer, ...), so that a noisy machine slows both; CPU
time of all threads, medians over the pairs.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison. ratio: peer's CPU seconds / ours. peak_mb: growth of our peak memory, in 10^6 bytes.

    scaling_exponent: slope of log(seconds) on log(rows); None where the size was not varied.
    """

    name: str
    peer: str
    ratio: float
    cpu_seconds: float
    peer_cpu_seconds: float
    peak_mb: float
    scaling_exponent: float | None = None

    def text(self) -> str:
        """The comparison on one line."""
        exponent = "" if self.scaling_exponent is None else f"  exponent {self.scaling_exponent:.2f}"
        return (
            f"{self.name}: {self.ratio:.1f}× {self.peer}"
            f"  (CPU {self.cpu_seconds:.4f} s against {self.peer_cpu_seconds:.4f} s,"
            f" peak {self.peak_mb:.1f} MB){exponent}"
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often an interval held the truth, with the Monte Carlo error of that share and its limits; shares of 1."""

    name: str
    share: float
    error: float
    lowest: float
    highest: float
    worlds: int

    def text(self) -> str:
        """The share on one line."""
        verdict = "within" if self.lowest <= self.share <= self.highest else "OUTSIDE"
        return (
            f"{self.name}: {100 * self.share:.1f} % ± {100 * self.error:.1f}"
            f"  ({self.worlds} worlds, {verdict} {100 * self.lowest:.0f}–{100 * self.highest:.0f} %)"
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many."""

    name: str
    count: int
    of: int

    def text(self) -> str:
        """The count on one line."""
        return f"{self.name}: {self.count:,} of {self.of:,} ({100 * self.count / self.of:.1f} %)"


def cpu_seconds(run: Callable[[], object]) -> float:
    """CPU seconds of one call, all threads, without the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        run()
        return time.process_time() - start
    finally:
        gc.enable()


def interleaved(ours: Callable[[], object], peer: Callable[[], object], *, pairs: int = 7) -> tuple[float, float]:
    """Median CPU seconds of both, after one run each to warm up."""
    ours(), peer()
    times = [(cpu_seconds(ours), cpu_seconds(peer)) for _ in range(pairs)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)
