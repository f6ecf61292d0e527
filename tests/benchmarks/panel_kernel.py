"""From a million spells to a panel: the kernel against vectorised pandas and Polars.

The same definition three times: the first 14 sick days of every period (relapse window 5), × extent, by unit
and month, with days of employment, heads and spells begun. The peers are written as a good user of theirs
would: interval algebra with cumulative and grouped operations, no row-wise Python, days never exploded
beyond the at most two months of a spell, and all of it lazy in Polars. The panels must be equal to the last
step before anything is timed. Data are in memory in each library's own form; all use the dense integer
codes.
"""

from __future__ import annotations

import statistics
import tracemalloc

import numpy as np
import pandas as pd
import polars as pl

from outcome_contracts.absence import AbsenceRecords, Employments, Spells, measure
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.period import Period
from tests.benchmarks.result import Result, cpu_seconds, interleaved

ROWS = 1_000_000
UNITS = 290
PERIOD = Period.parse("2016-01/2020-12")
RULES = MeasureRules(
    short_term="first_14_days",
    relapse_days=5,
    day_basis="calendar",
    extent_basis="of_full_time",
    denominator="person_years",
    year_days="365.25",
    population="all_employed",
    overlap="reject",
)
_FIRST = np.datetime64(PERIOD.first_day, "D").astype(int)
_LAST = np.datetime64(PERIOD.last_day, "D").astype(int)


def run() -> list[Result]:
    """Compare, after checking that all three give the same panel."""
    records = delivery(ROWS)
    spells, employments = pandas_frames(records)
    lazy_spells, lazy_employments = pl.from_pandas(spells).lazy(), pl.from_pandas(employments).lazy()
    ours = measure(records, RULES, PERIOD)
    for columns in (with_pandas(spells, employments), with_polars(lazy_spells, lazy_employments)):
        for name, column in columns.items():
            if not np.array_equal(column, getattr(ours, name)):
                raise AssertionError(f"a peer disagrees on {name}")
    memory, exponent = peak_mb(records), scaling_exponent()
    results = []
    for peer, call in (
        ("pandas", lambda: with_pandas(spells, employments)),
        ("polars", lambda: with_polars(lazy_spells, lazy_employments)),
    ):
        mine, theirs = interleaved(lambda: measure(records, RULES, PERIOD), call)
        results.append(Result("panel_kernel", peer, theirs / mine, mine, theirs, memory, exponent))
    return results


def peak_mb(records: AbsenceRecords) -> float:
    """Growth of peak memory in one measurement, in 10^6 bytes; at 10^6 rows also the bytes a row."""
    tracemalloc.start()
    try:
        measure(records, RULES, PERIOD)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def scaling_exponent() -> float:
    """Slope of log CPU seconds on log rows, from 250 thousand to 2 million rows."""
    sizes = [ROWS // 4, ROWS // 2, ROWS, ROWS * 2]
    seconds = [median_seconds(delivery(rows)) for rows in sizes]
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def median_seconds(records: AbsenceRecords) -> float:
    """Median CPU seconds of one measurement."""
    return statistics.median(cpu_seconds(lambda: measure(records, RULES, PERIOD)) for _ in range(5))


def delivery(rows: int, *, seed: int = 7) -> AbsenceRecords:
    """Ten spells a person over 60 months in shuffled order; about 12 % of them are relapses."""
    random = np.random.default_rng(seed)
    persons = rows // 10
    length = np.minimum(random.geometric(0.2, rows), 400)
    relapse = random.random(rows) < 0.12
    gap = np.where(relapse, random.integers(1, 6, rows), random.integers(6, 310, rows))
    first = (np.cumsum((gap + length).reshape(persons, 10), axis=1).reshape(-1) - length) + _FIRST
    last = first + length - 1
    kept = np.flatnonzero(last <= _LAST + 400)
    order = random.permutation(kept)
    person = np.repeat(np.arange(persons), 10)

    def column(values: np.ndarray) -> np.ndarray:
        return values.astype(np.int32)

    return AbsenceRecords(
        Spells(
            person=column(person[order]),
            employment=column(person[order]),
            first_day=column(first[order]),
            last_day=column(last[order]),
            extent=column(random.choice([2_500, 5_000, 7_500, 10_000], rows, p=[0.02, 0.04, 0.01, 0.93])[order]),
        ),
        Employments(
            person=column(np.arange(persons)),
            employment=column(np.arange(persons)),
            unit=column(random.integers(0, UNITS, persons)),
            first_day=column(_FIRST - random.integers(0, 900, persons)),
            last_day=column(np.full(persons, _LAST + 4_000)),
            extent=column(random.choice([5_000, 7_500, 10_000], persons, p=[0.15, 0.25, 0.6])),
            monthly=None,
        ),
        tuple(f"unit {number:03d}" for number in range(UNITS)),
        (PERIOD.first_day, PERIOD.last_day),
    )


def pandas_frames(records: AbsenceRecords) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The delivery as two pandas frames of integers."""
    names = ("person", "first_day", "last_day", "extent")
    spells = pd.DataFrame({name: getattr(records.spells, name) for name in names})
    employments = pd.DataFrame({name: getattr(records.employments, name) for name in (*names, "unit")})
    return spells, employments


def with_pandas(spells: pd.DataFrame, employments: pd.DataFrame) -> dict[str, np.ndarray]:
    """The panel's columns by sorting, shifting and cumulative sums, and one grouped sum."""
    spells = spells.sort_values(["person", "first_day"], ignore_index=True)
    job = employments.loc[spells["person"], ["unit", "extent"]].reset_index(drop=True)
    new_person = spells["person"].diff().ne(0)
    gap = spells["first_day"] - spells["last_day"].shift(fill_value=0)
    opens = new_person | (gap > RULES.relapse_days)
    days = (spells["last_day"] - spells["first_day"] + 1).astype("int64")
    before = days.cumsum() - days
    left = 14 - (before - before.where(opens, 0).cummax())
    short = np.minimum(left.clip(lower=0), days)
    calendar = _calendar(int(spells["first_day"].min()), int(spells["last_day"].max()))
    at = calendar.loc[spells["first_day"]].reset_index(drop=True)
    here = np.minimum(short, at["rest"])
    weight = spells["extent"].astype("int64") * job["extent"]
    begun = (new_person | (gap != 1)).astype("int64")
    first = pd.DataFrame({"unit": job["unit"], "month": at["month"], "net": here * weight, "spells": begun})
    spills = short > here
    second = pd.DataFrame(
        {
            "unit": job["unit"][spills],
            "month": at["month"][spills] + 1,
            "net": ((short - here) * weight)[spills],
            "spells": 0,
        }
    )
    cells = _index()
    sums = pd.concat([first, second]).groupby(["unit", "month"], sort=False).sum().reindex(cells, fill_value=0)
    return _shaped(sums["net"], sums["spells"]) | _pandas_time(employments, cells)


def _pandas_time(employments: pd.DataFrame, cells: pd.MultiIndex) -> dict[str, np.ndarray]:
    begin = employments["first_day"].clip(_FIRST, _LAST + 1)
    end = (employments["last_day"] + 1).clip(_FIRST, _LAST + 1)
    calendar, parts = _calendar(_FIRST, _LAST + 1), []
    for moment, sign in ((begin, 1), (end, -1)):
        at = calendar.loc[moment].reset_index(drop=True)
        part = pd.DataFrame({"unit": employments["unit"], "month": at["month"], "heads": sign})
        part["fte"] = sign * employments["extent"].astype("int64")
        part["rest"], part["fte_rest"] = sign * at["rest"], part["fte"] * at["rest"]
        parts.append(part)
    sums = pd.concat(parts).groupby(["unit", "month"], sort=False).sum().reindex(cells, fill_value=0)
    heads, fte = (sums.groupby(level="unit")[name].cumsum().to_numpy() for name in ("heads", "fte"))
    lengths = np.tile(calendar.groupby("month")["rest"].max().to_numpy()[: len(PERIOD)], UNITS)
    person_days = sums["rest"].to_numpy() + (heads - sums["heads"].to_numpy()) * lengths
    fte_days = sums["fte_rest"].to_numpy() + (fte - sums["fte"].to_numpy()) * lengths
    shape = (UNITS, len(PERIOD))
    return {
        "person_days": person_days.reshape(shape),
        "fte_days": fte_days.reshape(shape),
        "heads": heads.reshape(shape),
    }


def with_polars(spells: pl.LazyFrame, employments: pl.LazyFrame) -> dict[str, np.ndarray]:
    """The same in one lazy query for the absence and one for the employed time."""
    first_day, last_day = _FIRST, _LAST + 4_000
    calendar = pl.from_pandas(_calendar(first_day, last_day).reset_index(names="day")).lazy()
    day = pl.col("first_day")
    numbered = (
        spells.sort("person", "first_day")
        .with_columns(
            (pl.col("person") != pl.col("person").shift(1, fill_value=-1)).alias("new_person"),
            (day - pl.col("last_day").shift(1, fill_value=0)).alias("gap"),
            (pl.col("last_day") - day + 1).cast(pl.Int64).alias("days"),
        )
        .with_columns(
            (pl.col("new_person") | (pl.col("gap") > RULES.relapse_days)).alias("opens"),
            (pl.col("days").cum_sum() - pl.col("days")).alias("before"),
        )
        .with_columns((14 - pl.col("before") + (pl.col("before") * pl.col("opens")).cum_max()).alias("left"))
        .with_columns(pl.min_horizontal(pl.col("left").clip(lower_bound=0), "days").alias("short"))
        .join(employments.select("person", "unit", job="extent"), on="person", how="left")
        .join(calendar, left_on="first_day", right_on="day", how="left")
        .with_columns(
            pl.min_horizontal("short", "rest").alias("here"),
            (pl.col("extent").cast(pl.Int64) * pl.col("job")).alias("weight"),
        )
    )
    first = numbered.select(
        "unit",
        "month",
        net=pl.col("here") * pl.col("weight"),
        spells=(pl.col("new_person") | (pl.col("gap") != 1)).cast(pl.Int64),
    )
    second = numbered.filter(pl.col("short") > pl.col("here")).select(
        "unit",
        pl.col("month") + 1,
        net=(pl.col("short") - pl.col("here")) * pl.col("weight"),
        spells=pl.lit(0, dtype=pl.Int64),
    )
    sums = pl.concat([first, second]).group_by("unit", "month").sum()
    cells = (
        pl.from_pandas(_index().to_frame(index=False))
        .lazy()
        .cast(pl.Int32)
        .with_columns(pl.col("month").cast(pl.Int64))
    )
    absent, employed = pl.collect_all(
        [
            cells.join(sums, on=("unit", "month"), how="left", maintain_order="left").fill_null(0),
            _polars_time(employments, cells, calendar),
        ]
    )
    shape = (UNITS, len(PERIOD))
    columns = {name: employed[name].to_numpy().reshape(shape) for name in ("person_days", "fte_days", "heads")}
    return _shaped(absent["net"], absent["spells"]) | columns


def _polars_time(employments: pl.LazyFrame, cells: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    moments = [
        employments.select(
            "unit", day=moment.clip(_FIRST, _LAST + 1), sign=sign, fte=sign * pl.col("extent").cast(pl.Int64)
        )
        for moment, sign in ((pl.col("first_day"), 1), (pl.col("last_day") + 1, -1))
    ]
    sums = (
        pl.concat(moments)
        .join(calendar, on="day")
        .group_by("unit", "month")
        .agg(
            heads=pl.col("sign").sum(),
            fte=pl.col("fte").sum(),
            rest=(pl.col("sign") * pl.col("rest")).sum(),
            fte_rest=(pl.col("fte") * pl.col("rest")).sum(),
        )
    )
    lengths = calendar.group_by("month").agg(length=pl.col("rest").max())
    return (
        cells.join(sums, on=("unit", "month"), how="left", maintain_order="left")
        .fill_null(0)
        .join(lengths, on="month", how="left", maintain_order="left")
        .with_columns(
            pl.col("heads").cum_sum().over("unit").alias("heads"),
            (pl.col("heads").cum_sum().over("unit") - pl.col("heads")).alias("heads_before"),
            (pl.col("fte").cum_sum().over("unit") - pl.col("fte")).alias("fte_before"),
        )
        .select(
            "heads",
            person_days=pl.col("rest") + pl.col("heads_before") * pl.col("length"),
            fte_days=pl.col("fte_rest") + pl.col("fte_before") * pl.col("length"),
        )
    )


def _calendar(first: int, last: int) -> pd.DataFrame:
    """Per day: its month index and the days to the end of the month, itself included."""
    days = pd.RangeIndex(first, last + 1)
    dates = pd.DatetimeIndex(np.asarray(days).astype("datetime64[D]"))
    months = (dates.year * 12 + dates.month - 1).to_numpy().astype("int64")
    rest = (dates.days_in_month - dates.day + 1).to_numpy().astype("int64")
    return pd.DataFrame({"month": months, "rest": rest}, index=days)


def _index() -> pd.MultiIndex:
    return pd.MultiIndex.from_product([range(UNITS), PERIOD.months], names=["unit", "month"])


def _shaped(net: pd.Series | pl.Series, spells: pd.Series | pl.Series) -> dict[str, np.ndarray]:
    shape = (UNITS, len(PERIOD))
    return {"net_days": net.to_numpy().reshape(shape), "spells": spells.to_numpy().reshape(shape)}
