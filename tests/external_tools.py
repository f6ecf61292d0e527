"""Programs that a test needs beside Python: found by name, or the test is skipped and says which one is missing.

Where `REQUIRE_TOOLS` is set, as `.ci/run` does after it has installed them, a missing one is a failure.
"""

from __future__ import annotations

import os
import shutil

import pytest


def tool(name: str, *, package: str) -> str:
    """The path of a program, by the name of the package that brings it."""
    path = shutil.which(name)
    if path is not None:
        return path
    said = f"{package}: no {name} on the path"
    if os.environ.get("REQUIRE_TOOLS"):
        pytest.fail(said)
    pytest.skip(said)
