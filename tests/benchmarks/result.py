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
