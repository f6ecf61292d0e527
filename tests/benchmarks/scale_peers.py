"""The same measure in pandas, Polars and DuckDB, as a good user of each would write it.

All by interval algebra: rows that stand twice once; rows that share days with another, the few, laid out by the day
with the largest extent; then positions on one line of time, running sums, the first 14 days of every period cut at the
end of the month, and one grouped sum. Days of employment from differences and a running sum. Polars is lazy with its
streaming engine, DuckDB one statement for the absence; both have windows over employments. pandas, and Polars a second
time, put all employments on one line of time, as we do, and need no windows. pandas reads CSV with its fastest engine.
None checks its data.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from tests.benchmarks.scale_data import FIRST, LAST, ORIGIN, PERIOD, RULES

_SHIFT = 1 << 17
_STEPS = 10_000
_MONTHS = len(PERIOD)


def with_pandas(folder: Path, form: str) -> dict[str, np.ndarray]:
    """Both tables read, and the columns of the panel, shape (units, months) each."""
    spells, employments = (_pandas_table(folder / f"{name}.{form}") for name in ("spells", "employments"))
    employments["unit"] = pd.factorize(employments["unit"], sort=True)[0]
    units = int(employments["unit"].max()) + 1
    employments["code"] = np.arange(len(employments), dtype=np.int64)
    for table in (spells, employments):
        table["extent"] = (table["extent"] * _STEPS).round().astype("int64")
        for day in ("first_day", "last_day"):
            table[day] = table[day].to_numpy().astype("datetime64[D]").astype("int64")
    spells = spells.drop_duplicates()
    job = employments[["employment", "code"]]
    spells = spells.merge(job, on="employment", how="inner")
    line = pd.DataFrame(
        {
            "begin": spells["code"] * _SHIFT + spells["first_day"],
            "end": spells["code"] * _SHIFT + spells["last_day"],
            "extent": spells["extent"],
        }
    ).sort_values("begin", ignore_index=True)
    latest = line["end"].cummax().shift(fill_value=-_SHIFT)
    overlaps = line["begin"] <= latest
    shared = overlaps | overlaps.shift(-1, fill_value=False)
    few = line[shared]
    lengths = (few["end"] - few["begin"] + 1).to_numpy()
    offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    days = pd.DataFrame(
        {"begin": np.repeat(few["begin"].to_numpy(), lengths) + offset, "extent": np.repeat(few["extent"], lengths)}
    )
    days = days.groupby("begin", as_index=False, sort=False)["extent"].max()
    days["end"] = days["begin"]
    line = pd.concat([line[~shared], days]).sort_values("begin", ignore_index=True)
    begin, end = line["begin"], line["end"]
    gap = begin - end.shift(fill_value=-_SHIFT)
    opens = gap > RULES.relapse_days
    length = end - begin + 1
    before = length.cumsum() - length
    left = 14 - (before - before.where(opens, 0).cummax())
    short = np.minimum(left.clip(lower=0), length)
    code = (begin // _SHIFT).to_numpy()
    month, rest = _calendar()
    day = (begin % _SHIFT).to_numpy() - ORIGIN
    here = np.minimum(short, rest[day])
    unit = employments["unit"].to_numpy()[code]
    weight = line["extent"] * employments["extent"].to_numpy()[code]
    first = pd.DataFrame(
        {"unit": unit, "month": month[day], "net": here * weight, "spells": (gap != 1).astype("int64")}
    )
    over = (short > here).to_numpy()
    second = pd.DataFrame(
        {"unit": unit[over], "month": month[day[over]] + 1, "net": ((short - here) * weight)[over], "spells": 0}
    )
    sums = pd.concat([first, second]).groupby(["unit", "month"], sort=False).sum()
    columns = _placed(units, sums.index.get_level_values(0), sums.index.get_level_values(1), sums)
    moments = []
    for moment, sign in ((employments["first_day"], 1), (employments["last_day"] + 1, -1)):
        at = moment.clip(FIRST, LAST + 1).to_numpy() - ORIGIN
        part = pd.DataFrame({"unit": employments["unit"], "month": month[at], "begun": sign})
        part["fte"] = sign * employments["extent"]
        part["rest"], part["fte_rest"] = part["begun"] * rest[at], part["fte"] * rest[at]
        moments.append(part)
    sums = pd.concat(moments).groupby(["unit", "month"], sort=False).sum()
    employed = _placed(units, sums.index.get_level_values(0), sums.index.get_level_values(1), sums)
    return columns | _employed_time(employed)


def _pandas_table(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, engine="pyarrow")


def with_polars(folder: Path, form: str) -> dict[str, np.ndarray]:
    """The same, lazily, with windows over employments and sick periods as the manual of Polars has them."""
    spells, job, units = _polars_tables(folder, form)
    line = (
        spells.select("person", "employment", *_integers())
        .unique()
        .sort("employment", "first_day", "last_day", "extent")
        .with_columns(latest=pl.col("last_day").cum_max().shift(1).over("employment"))
        .with_columns(overlaps=(pl.col("first_day") <= pl.col("latest")).fill_null(False))
        .with_columns(shared=pl.col("overlaps") | pl.col("overlaps").shift(-1).over("employment").fill_null(False))
    ).collect(engine="streaming")
    days = (
        line.lazy()
        .filter("shared")
        .select("employment", pl.int_ranges("first_day", pl.col("last_day") + 1).alias("first_day"), "extent")
        .explode("first_day")
        .group_by("employment", "first_day")
        .agg(pl.col("extent").max())
        .select("employment", "first_day", pl.col("first_day").alias("last_day"), "extent")
    )
    alone = line.lazy().filter(~pl.col("shared")).select("employment", "first_day", "last_day", "extent")
    length = pl.col("last_day") - pl.col("first_day") + 1
    numbered = (
        pl.concat([alone, days])
        .sort("employment", "first_day")
        .with_columns(
            gap=(pl.col("first_day") - pl.col("last_day").shift(1))
            .over("employment")
            .fill_null(RULES.relapse_days + 1),
            length=length,
        )
        .with_columns(period=(pl.col("gap") > RULES.relapse_days).cum_sum())
        .with_columns(before=(pl.col("length").cum_sum() - pl.col("length")).over("period"))
        .with_columns(
            short=pl.min_horizontal((14 - pl.col("before")).clip(lower_bound=0), "length"),
            day=pl.col("first_day") - ORIGIN,
        )
        .join(job.select("employment", "place", job="extent"), on="employment")
    )
    return _polars_panel(numbered, job, units)


def with_polars_line(folder: Path, form: str) -> dict[str, np.ndarray]:
    """The same on one line of time, which is our own idea in the words of Polars: no windows at all."""
    spells, job, units = _polars_tables(folder, form)
    line = (
        spells.select("person", "employment", *_integers())
        .unique()
        .join(job.select("employment", "code"), on="employment")
        .select(
            begin=pl.col("code") * _SHIFT + pl.col("first_day"),
            end=pl.col("code") * _SHIFT + pl.col("last_day"),
            extent="extent",
        )
        .sort("begin")
        .with_columns(overlaps=pl.col("begin") <= pl.col("end").cum_max().shift(1, fill_value=-_SHIFT))
        .with_columns(shared=pl.col("overlaps") | pl.col("overlaps").shift(-1, fill_value=False))
    ).collect(engine="streaming")
    days = (
        line.lazy()
        .filter("shared")
        .select(pl.int_ranges("begin", pl.col("end") + 1).alias("begin"), "extent")
        .explode("begin")
        .group_by("begin")
        .agg(pl.col("extent").max())
        .select("begin", pl.col("begin").alias("end"), "extent")
    )
    alone = line.lazy().filter(~pl.col("shared")).select("begin", "end", "extent")
    length = pl.col("end") - pl.col("begin") + 1
    numbered = (
        pl.concat([alone, days])
        .sort("begin")
        .with_columns(gap=pl.col("begin") - pl.col("end").shift(1, fill_value=-_SHIFT), length=length)
        .with_columns(opens=pl.col("gap") > RULES.relapse_days, before=pl.col("length").cum_sum() - pl.col("length"))
        .with_columns(left=14 - pl.col("before") + (pl.col("before") * pl.col("opens")).cum_max())
        .with_columns(
            short=pl.min_horizontal(pl.col("left").clip(lower_bound=0), "length"),
            code=pl.col("begin") // _SHIFT,
            day=pl.col("begin") % _SHIFT - ORIGIN,
        )
        .join(job.select("code", "place", job="extent"), on="code")
    )
    return _polars_panel(numbered, job, units)


def _polars_tables(folder: Path, form: str) -> tuple[pl.LazyFrame, pl.LazyFrame, int]:
    """The spells, the employments with their codes and the places of their units, and how many units there are."""
    spells, employments = (_polars_table(folder / f"{name}.{form}") for name in ("spells", "employments"))
    units = employments.select("unit").unique().sort("unit").with_row_index("place")
    jobs = (
        employments.with_row_index("code")
        .join(units, on="unit")
        .select("employment", pl.col("code").cast(pl.Int64), *_integers(), place=pl.col("place").cast(pl.Int64))
        .collect(engine="streaming")
    )
    return spells, jobs.lazy(), units.collect().height


def _polars_panel(numbered: pl.LazyFrame, job: pl.LazyFrame, units: int) -> dict[str, np.ndarray]:
    """Grouped sums of spells with their short-term days, and of the days of employment."""
    calendar = pl.DataFrame(dict(zip(("month", "rest"), _calendar(), strict=True))).with_row_index("day").lazy()
    calendar = calendar.with_columns(pl.col("day").cast(pl.Int64))
    numbered = numbered.join(calendar, on="day").with_columns(
        here=pl.min_horizontal("short", "rest"), weight=pl.col("extent") * pl.col("job")
    )
    first = numbered.select(
        "place", "month", net=pl.col("here") * pl.col("weight"), spells=(pl.col("gap") != 1).cast(pl.Int64)
    )
    second = numbered.filter(pl.col("short") > pl.col("here")).select(
        "place",
        pl.col("month") + 1,
        net=(pl.col("short") - pl.col("here")) * pl.col("weight"),
        spells=pl.lit(0, dtype=pl.Int64),
    )
    sums = pl.concat([first, second]).group_by("place", "month").sum().collect(engine="streaming")
    moments = [
        job.select(
            "place",
            day=moment.clip(FIRST, LAST + 1) - ORIGIN,
            begun=pl.lit(sign, dtype=pl.Int64),
            fte=sign * pl.col("extent"),
        )
        for moment, sign in ((pl.col("first_day"), 1), (pl.col("last_day") + 1, -1))
    ]
    employed = (
        pl.concat(moments)
        .join(calendar, on="day")
        .group_by("place", "month")
        .agg(
            pl.col("begun").sum(),
            pl.col("fte").sum(),
            rest=(pl.col("begun") * pl.col("rest")).sum(),
            fte_rest=(pl.col("fte") * pl.col("rest")).sum(),
        )
        .collect(engine="streaming")
    )
    absent = _placed(units, sums["place"], sums["month"], {name: sums[name] for name in ("net", "spells")})
    time = {name: employed[name] for name in ("begun", "fte", "rest", "fte_rest")}
    return absent | _employed_time(_placed(units, employed["place"], employed["month"], time))


def _polars_table(path: Path) -> pl.LazyFrame:
    if path.suffix == ".parquet":
        return pl.scan_parquet(path)
    return pl.scan_csv(path, try_parse_dates=True)


def _integers() -> list[pl.Expr]:
    days = [pl.col(name).to_physical().cast(pl.Int64) for name in ("first_day", "last_day")]
    return [*days, (pl.col("extent") * _STEPS).round().cast(pl.Int64)]


_ABSENCE = """
WITH line AS (
    SELECT DISTINCT s.person, j.code,
        j.code * {shift} + (s.first_day - DATE '1970-01-01') AS begin,
        j.code * {shift} + (s.last_day - DATE '1970-01-01') AS finish,
        CAST(round(s.extent * 10000) AS BIGINT) AS extent
    FROM {source} s JOIN job j USING (employment)
), ordered AS (
    SELECT code, begin, finish, extent,
        begin <= max(finish) OVER earlier AS shares,
        lead(begin) OVER whole <= max(finish) OVER whole AS follows
    FROM line
    WINDOW whole AS (PARTITION BY code ORDER BY begin, finish, extent ROWS UNBOUNDED PRECEDING),
        earlier AS (
            PARTITION BY code ORDER BY begin, finish, extent ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), pieces AS (
    SELECT code, begin, finish, extent FROM ordered WHERE NOT (coalesce(shares, false) OR coalesce(follows, false))
    UNION ALL
    SELECT code, day, day, max(extent) FROM (
        SELECT code, extent, unnest(range(begin, finish + 1)) AS day
        FROM ordered WHERE coalesce(shares, false) OR coalesce(follows, false)
    ) GROUP BY code, day
), numbered AS (
    SELECT code, begin, extent, finish - begin + 1 AS length,
        begin - lag(finish) OVER whole AS gap,
        sum(finish - begin + 1) OVER whole - (finish - begin + 1) AS before
    FROM pieces WINDOW whole AS (PARTITION BY code ORDER BY begin ROWS UNBOUNDED PRECEDING)
), short AS (
    SELECT code, begin, extent, coalesce(gap, 99) <> 1 AS begins, least(length, greatest(0, 14 - before + max(
        CASE WHEN coalesce(gap, 99) > {relapse} THEN before ELSE 0 END
    ) OVER (PARTITION BY code ORDER BY begin ROWS UNBOUNDED PRECEDING))) AS days
    FROM numbered
), placed AS (
    SELECT j.place, c.month, least(days, c.rest) AS here, days, s.extent * j.extent AS weight, begins
    FROM short s JOIN job j USING (code) JOIN calendar c ON c.day = s.begin % {shift} - {origin}
)
SELECT place, month, CAST(sum(net) AS BIGINT) AS net, CAST(sum(spells) AS BIGINT) AS spells FROM (
    SELECT place, month, here * weight AS net, CAST(begins AS BIGINT) AS spells FROM placed
    UNION ALL
    SELECT place, month + 1, (days - here) * weight, 0 FROM placed WHERE days > here
) GROUP BY place, month
"""

_JOBS = """
CREATE TEMP TABLE job AS
SELECT employment, row_number() OVER () - 1 AS code, dense_rank() OVER (ORDER BY unit) - 1 AS place,
    first_day - DATE '1970-01-01' AS first_day, last_day - DATE '1970-01-01' AS last_day,
    CAST(round(extent * 10000) AS BIGINT) AS extent
FROM {source}
"""

_TIME = """
SELECT place, month, CAST(sum(begun) AS BIGINT) AS begun, CAST(sum(fte) AS BIGINT) AS fte,
    CAST(sum(begun * rest) AS BIGINT) AS rest, CAST(sum(fte * rest) AS BIGINT) AS fte_rest
FROM (
    SELECT place, least(greatest(first_day, {first}), {last} + 1) - {origin} AS day, 1 AS begun, extent AS fte FROM job
    UNION ALL
    SELECT place, least(greatest(last_day + 1, {first}), {last} + 1) - {origin}, -1, -extent FROM job
) JOIN calendar USING (day) GROUP BY place, month
"""


def with_duckdb(folder: Path, form: str) -> dict[str, np.ndarray]:
    """The same in SQL, with total orders in every window."""
    words = {"shift": _SHIFT, "relapse": RULES.relapse_days, "first": FIRST, "last": LAST, "origin": ORIGIN}
    reader = f"read_{form}"
    with duckdb.connect() as database:
        calendar = pd.DataFrame(dict(zip(("month", "rest"), _calendar(), strict=True))).rename_axis("day").reset_index()
        database.register("calendar", calendar)
        database.execute(_JOBS.format(source=f"{reader}('{folder / 'employments'}.{form}')"))
        absence = database.execute(
            _ABSENCE.format(source=f"{reader}('{folder / 'spells'}.{form}')", **words)
        ).fetchnumpy()
        time = database.execute(_TIME.format(**words)).fetchnumpy()
        (units,) = database.execute("SELECT max(place) + 1 FROM job").fetchone() or (0,)
    absent = _placed(units, absence["place"], absence["month"], {name: absence[name] for name in ("net", "spells")})
    employed = {name: time[name] for name in ("begun", "fte", "rest", "fte_rest")}
    return absent | _employed_time(_placed(units, time["place"], time["month"], employed))


def _calendar() -> tuple[np.ndarray, np.ndarray]:
    """Per day from the origin on: its month, 0 for the first of the period, and the days left in it."""
    days = np.arange(ORIGIN, LAST + 5_000).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    rest = ((months + 1).astype("datetime64[D]") - days).astype(np.int64)
    return months.astype(np.int64) - (PERIOD.first - 1970 * 12), rest


def _placed(units: int, place: object, month: object, sums: object) -> dict[str, np.ndarray]:
    """Sums by unit and month in their places; a column more than the period has for what lies after it."""
    month = np.clip(np.asarray(month), -1, _MONTHS) + 1
    columns = {}
    for name in sums:
        columns[name] = np.zeros((units, _MONTHS + 2), dtype=np.int64)
        np.add.at(columns[name], (np.asarray(place), month), np.asarray(sums[name]))
    columns = {name: column[:, 1:] for name, column in columns.items()}
    if "net" not in columns:
        return columns
    return {"net_days": columns["net"][:, :_MONTHS], "spells": columns["spells"][:, :_MONTHS]}


def _employed_time(sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Days and heads from what begins and ends."""
    starts = np.arange(PERIOD.first - 1970 * 12, PERIOD.last - 1970 * 12 + 2).astype("datetime64[M]")
    lengths = np.append(np.diff(starts.astype("datetime64[D]")).astype(np.int64), 0)
    heads, fte = (np.cumsum(sums[name], axis=1) for name in ("begun", "fte"))
    days = sums["rest"] + (heads - sums["begun"]) * lengths
    fte_days = sums["fte_rest"] + (fte - sums["fte"]) * lengths
    return {"person_days": days[:, :_MONTHS], "fte_days": fte_days[:, :_MONTHS], "heads": heads[:, :_MONTHS]}
