"""Bounds on time and memory, taken in a process of their own."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import resource, time
from outcome_contracts.notices import DataRejected
{setup}
import numpy, pydantic
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    read()
except DataRejected as refused:
    codes = [notice.code for notice in refused.notices]
after = resource.getrusage(resource.RUSAGE_SELF)
print(*codes, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1000)
"""


def in_bounds(setup: str, code: str, *, seconds: float = 2, megabytes: float = 200) -> None:
    """Require that `read`, which `setup` defines, refuses with a code within seconds of CPU and peak memory."""
    run = subprocess.run([sys.executable, "-c", _PROGRAM.format(setup=setup)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    *codes, took, peak = run.stdout.split()
    assert code in codes
    assert float(took) < seconds
    assert float(peak) < megabytes
