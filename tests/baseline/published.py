"""Published data sets as arrays: the treated unit in row 0, the others below in the order of their names."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

OWN = Path(__file__).parents[1] / "data"
ELSEWHERE = Path(__file__).parents[2].parent / "shared" / "benchmarks"


def folder(name: str) -> Path:
    """Where a data set stands: with the tests, or, where nobody may hand it on, beside the repository."""
    for place in (OWN / name, ELSEWHERE / name):
        if place.is_dir():
            return place
    pytest.skip(f"{name}: no data set of this name beside the repository")


def expected(name: str) -> dict[str, dict]:
    return {one["id"]: one for one in json.loads((folder(name) / "expected.json").read_text())["checks"]}


def outcomes(name: str, *, unit: str, time: str, outcome: str, treated: str):
    """The outcome by unit and time, the names of the rows below the first, and the times."""
    with (folder(name) / "data.csv").open(newline="") as file:
        cells = {(row[unit], int(row[time])): float(row[outcome]) for row in csv.DictReader(file)}
    times = sorted({when for _, when in cells})
    others = sorted({who for who, _ in cells} - {treated})
    return np.array([[cells[who, when] for when in times] for who in (treated, *others)]), others, times
