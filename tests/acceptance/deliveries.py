"""Deliveries as a tester makes them: CSV text in a folder, rules said in full, and a run of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import outcome_contracts as oc

DATA = Path(__file__).parents[1] / "data"
ACCEPTANCE = DATA / "acceptance"
ABSENCE = DATA / "absence"
YEAR_2020 = (date(2020, 1, 1), date(2020, 12, 31))
HALF_2020 = (date(2020, 1, 1), date(2020, 6, 30))
SPELLS = "person,employment,first_day,last_day,extent"
EMPLOYMENTS = "person,employment,unit,first_day,last_day,extent"
ONE_JOB = ("p1,e1,north,2019-01-01,,1",)


def rules(**choices: object) -> oc.MeasureRules:
    said = {
        "short_term": "first_14_days",
        "relapse_days": 5,
        "day_basis": "calendar",
        "extent_basis": "of_employment",
        "denominator": "person_years",
        "year_days": "365",
        "population": "all_employed",
        "overlap": "reject",
    }
    return oc.MeasureRules.model_validate(said | choices)


def read(folder: Path, spells: tuple[str, ...], employments: tuple[str, ...] = ONE_JOB, covers=YEAR_2020):
    (folder / "spells.csv").write_text("\n".join((SPELLS, *spells)) + "\n", encoding="utf-8")
    (folder / "employments.csv").write_text("\n".join((EMPLOYMENTS, *employments)) + "\n", encoding="utf-8")
    return oc.read_records(folder / "spells.csv", folder / "employments.csv", covers=covers)


def net_days(records: oc.AbsenceRecords, months: str, **choices: object) -> list[Fraction]:
    """Net days of each month, all units together, in days."""
    panel = oc.measure(records, rules(**choices), oc.Period.parse(months))
    return [Fraction(int(steps), 10**8) for steps in panel.net_days.sum(axis=0)]


def contract() -> oc.Contract:
    return oc.read_contract(ACCEPTANCE / "contract.toml")


def measured(spells: Path = ACCEPTANCE / "spells.csv", employments: Path = ACCEPTANCE / "employments.csv") -> oc.Panel:
    records = oc.read_records(spells, employments, covers=HALF_2020)
    agreed = contract().measure_rules
    assert agreed is not None
    return oc.measure(records, agreed, oc.Period.parse("2020-01/2020-06"))


def data_file(folder: Path, spells: Path, employments: Path) -> Path:
    """A data file for the contract above, with copies of two tables of absence beside it."""
    text = (ACCEPTANCE / "data.toml").read_text(encoding="utf-8")
    for name, table in (("spells.csv", spells), ("employments.csv", employments)):
        (folder / table.name).write_bytes(table.read_bytes())
        text = text.replace(f'"{name}"', f'"{table.name}"')
    (folder / "data.toml").write_text(text, encoding="utf-8")
    return folder / "data.toml"


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "outcome_contracts.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )
