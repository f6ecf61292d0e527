"""From ten million spells on file to the panel: streamed, against pandas, Polars and DuckDB doing the same.

Every run is a process of its own, so that memory is its own and the time of all its threads and children is counted;
engines take turns, and medians are told, once every engine, format and order of rows has given one checksum.
`SCALE_ROWS` sets the rows (ten million without), `SCALE_TURNS` how often each engine runs, `SCALE_LARGEST` the rows of
the largest run from which the exponent is taken (five times the rows without; 0 for none).

The floor is what no such measurement can do without: reading the batches, one sort of as many integers, and one pass of
the kernel over keys that are sorted and checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.result import Result

ROWS = int(os.environ.get("SCALE_ROWS", "10000000"))
TURNS = int(os.environ.get("SCALE_TURNS", "3"))
LARGEST = int(os.environ.get("SCALE_LARGEST", str(5 * ROWS)))
PEERS = ("pandas", "polars", "polars_line", "duckdb")
_A_PERSON_OF_MANY = 12  # spells; so that the employments of the largest run fit (OC-D213)
COLUMNS = ("net_days", "person_days", "fte_days", "heads", "spells")


@dataclass(frozen=True, slots=True)
class Run:
    """CPU seconds of one process with its children, the growth of its peak memory in bytes, and the checksum."""

    seconds: float
    bytes: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Memory:
    """Growth of peak memory over one run."""

    name: str
    bytes: int
    rows: int

    def text(self) -> str:
        """The growth on one line."""
        return f"{self.name}: {self.bytes / 1e6:.0f} MB, {self.bytes / self.rows:.1f} bytes a row of {self.rows:,}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times one thing costs the other."""

    name: str
    value: float

    def text(self) -> str:
        """The ratio on one line."""
        return f"{self.name}: {self.value:.2f}"


def run() -> Iterator[Result | Memory | Ratio]:
    """Compare, after checking that every way to the panel gives the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _of_process("data", folder, str(ROWS))
        engines, forms = ("ours", *PEERS), ("parquet", "csv")
        first = {form: {engine: _measured(engine, folder, form) for engine in engines} for form in forms}
        shuffled = _measured("ours", folder, "parquet", "SHUFFLED")
        checksums = {shuffled.checksum, *(each.checksum for turn in first.values() for each in turn.values())}
        if len(checksums) > 1:
            raise AssertionError("the engines, the formats or the order of rows do not agree")
        ours: dict[str, Run] = {}
        for form in forms:
            more = [{engine: _measured(engine, folder, form) for engine in engines} for _ in range(TURNS - 1)]
            turns = [first[form], *more]
            middle = {engine: statistics.median(turn[engine].seconds for turn in turns) for engine in engines}
            ours[form] = Run(middle["ours"], turns[0]["ours"].bytes, "")
            for peer in PEERS:
                ratio = middle[peer] / middle["ours"]
                name = f"scale, {ROWS:,} spells from {form}"
                yield Result(name, peer, ratio, middle["ours"], middle[peer], ours[form].bytes / 1e6)
            for engine in engines:
                yield Memory(f"memory, {form}, {engine}", turns[0][engine].bytes, ROWS)
        floor = statistics.median(_measured("floor", folder, "parquet").seconds for _ in range(TURNS))
        kernel = statistics.median(_measured("kernel", folder, "parquet").seconds for _ in range(TURNS))
        yield Ratio("times the floor (decode, one sort, one sweep)", ours["parquet"].seconds / floor)
        yield Ratio("with every check / without (decode, keys, sort, sweep)", ours["parquet"].seconds / kernel)
    if LARGEST:
        yield Ratio(f"exponent of CPU time in rows, {LARGEST // 50:,} to {LARGEST:,}", _exponent())


def _exponent() -> float:
    """Slope of log CPU seconds on log rows."""
    sizes, seconds = [LARGEST // 50, LARGEST // 10, LARGEST], []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            _of_process("data", Path(name), str(size), _A_PERSON_OF_MANY)
            turns = [_measured("ours", Path(name), "parquet").seconds for _ in range(TURNS)]
            seconds.append(statistics.median(turns))
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _measured(engine: str, folder: Path, form: str, *more: str) -> Run:
    return Run(**json.loads(_of_process(engine, folder, form, *more)))


def _of_process(*arguments: object) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.scale", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _usage() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _engine(name: str) -> Callable[[Path, str], dict[str, np.ndarray]]:
    """The engine by its name, its libraries loaded."""
    if name in PEERS:
        from tests.benchmarks import scale_peers

        found: Callable[[Path, str], dict[str, np.ndarray]] = getattr(scale_peers, f"with_{name}")
        return found
    import pyarrow.parquet  # noqa: F401

    from tests.benchmarks import scale_ours

    return {"ours": scale_ours.ours, "floor": scale_ours.floor, "kernel": scale_ours.kernel}[name]


def _alone(engine: str, folder: Path, form: str, *more: str) -> None:
    """One run in this process, told on standard output."""
    if engine == "data":
        from tests.benchmarks.scale_data import write_data

        write_data(folder, int(form), a_person=int(more[0])) if more else write_data(folder, int(form))
        return
    measure, used, peak = _engine(engine), _usage(), _peak()
    columns = measure(folder, form if not more else "shuffled")
    told = {"seconds": _usage() - used, "bytes": _peak() - peak, "checksum": _checksum(columns)}
    print(json.dumps(told))


def _checksum(columns: dict[str, np.ndarray]) -> str:
    """SHA-256 of all integers of the panel, in a fixed order."""
    total = hashlib.sha256()
    for name in COLUMNS:
        if name in columns:
            total.update(np.ascontiguousarray(columns[name], dtype="<i8").tobytes())
    return total.hexdigest()


if __name__ == "__main__":
    engine, folder, *rest = sys.argv[1:]
    _alone(engine, Path(folder), *rest)
