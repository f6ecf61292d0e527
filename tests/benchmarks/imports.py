"""Importing the package against importing numpy and pydantic: child processes, CPU time, in turn."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

from tests.benchmarks.result import Result

PAIRS = 15


def run() -> list[Result]:
    """The import of the package, less the bare interpreter, against that of numpy and pydantic."""
    commands = {"bare": "pass", "ours": "import outcome_contracts", "peer": "import numpy, pydantic"}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(PAIRS):
        for name, command in commands.items():
            times[name].append(_child_cpu_seconds(command))
    bare, ours, peer = (statistics.median(times[name]) for name in commands)
    own = max(ours - bare, 1e-4)
    return [Result("import outcome_contracts", "import numpy, pydantic", (peer - bare) / own, own, peer - bare, 0.0)]


def _child_cpu_seconds(command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", command], check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
