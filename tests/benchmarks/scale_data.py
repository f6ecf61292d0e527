"""Ten million spells of a million persons, on file: what the benchmark of scale reads.

Ten spells a person over five years at 2,900 units, ids of twelve digits without order, rows shuffled; 12 % of the
spells are relapses, 3 % share days with the spell before and 0.5 % of the rows stand twice. The same rows as Parquet
and as CSV. One seed, so that a run can be repeated.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.period import Period

UNITS = 2_900
SPELLS_OF_A_PERSON = 10
PERIOD = Period.parse("2016-01/2020-12")
COVERS = (PERIOD.first_day, PERIOD.last_day)
RULES = MeasureRules(
    short_term="first_14_days",
    relapse_days=5,
    day_basis="calendar",
    extent_basis="of_full_time",
    denominator="person_years",
    year_days="365.25",
    population="all_employed",
    overlap="max",
)
FIRST = int(np.datetime64(PERIOD.first_day, "D").astype(int))
ORIGIN = FIRST - 400
LAST = int(np.datetime64(PERIOD.last_day, "D").astype(int))


def write_data(folder: Path, rows: int, *, a_person: int = SPELLS_OF_A_PERSON, seed: int = 7) -> None:
    """Both tables in both formats: `spells.parquet`, `employments.csv`, …; half as many row groups would do."""
    spells, employments = tables(rows, a_person=a_person, seed=seed)
    for name, table in (("spells", spells), ("employments", employments)):
        table.write_parquet(folder / f"{name}.parquet", compression="snappy", row_group_size=1_000_000)
        table.write_csv(folder / f"{name}.csv")


def tables(rows: int, *, a_person: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two tables as they are delivered, rows in no order."""
    random = np.random.default_rng(seed)
    repeated = rows // 200
    single = rows - repeated
    persons = rows // a_person
    person = np.repeat(np.arange(persons), a_person)[:single]
    length = np.minimum(random.geometric(0.2, len(person)), 400)
    kind = random.random(len(person))
    gap = random.integers(6, 270, len(person))
    gap[kind < 0.12] = random.integers(1, 6, int((kind < 0.12).sum()))
    gap[kind > 0.97] = random.integers(-2, 1, int((kind > 0.97).sum()))
    span = gap + length
    line = np.cumsum(span)
    first = line - length - (line - span)[person * a_person] + FIRST - 200
    order = random.permutation(np.concatenate((np.arange(single), random.integers(0, single, repeated))))
    ids, jobs = (_sparse_ids(random, persons) for _ in range(2))
    extent = random.choice([0.25, 0.5, 0.75, 1.0], single, p=[0.02, 0.04, 0.01, 0.93])
    spells = {
        "person": ids[person[order]],
        "employment": jobs[person[order]],
        "first_day": _days(first[order]),
        "last_day": _days((first + length - 1)[order]),
        "extent": extent[order],
    }
    employments = {
        "person": ids,
        "employment": jobs,
        "unit": np.char.add("unit ", np.char.zfill(random.integers(0, UNITS, persons).astype(str), 4)),
        "first_day": _days(FIRST - random.integers(210, 900, persons)),
        "last_day": _days(LAST + random.integers(1_500, 4_000, persons)),
        "extent": random.choice([0.5, 0.75, 1.0], persons, p=[0.15, 0.25, 0.6]),
    }
    return pl.DataFrame(spells), pl.DataFrame(employments)


def _days(numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers.astype(np.int32)).cast(pl.Date)


def _sparse_ids(random: np.random.Generator, count: int) -> np.ndarray:
    """Different numbers of twelve digits in no order."""
    low, high = 10**11, 10**12
    step = (high - low) // count
    return random.permutation(low + np.arange(count) * step + random.integers(0, step, count))
