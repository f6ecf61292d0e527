"""Bounds on time and memory, taken in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import re, resource
from pathlib import Path
from outcome_contracts.notices import DataRejected
{setup}
import numpy, pydantic
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    read()
except DataRejected as refused:
    codes = [notice.code for notice in refused.notices]
after = resource.getrusage(resource.RUSAGE_SELF)
# Not ru_maxrss, which a process takes over from the one that started it.
peak = int(re.search("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) / 1000
print(*codes, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)
"""


def in_bounds(setup: str, code: str, *, seconds: float = 2, megabytes: float = 200) -> None:
    """Require that `read`, which `setup` defines, refuses with a code within seconds of CPU and peak memory."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc/self/status")
    program = _PROGRAM.format(setup=setup)
    run = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    *codes, took, peak = run.stdout.split()
    assert code in codes
    assert float(took) < seconds
    assert float(peak) < megabytes
