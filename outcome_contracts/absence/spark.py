"""The measure on Spark: every group of whole persons goes through the kernel that one machine runs.

    spells by a bucket of the person → keys → sweep and sums → cells of integers, which add up

The employments are read and checked where the call is made, and sent to every worker; a group gives back unit, month
and two integers, and what it found. Integers have one sum in any order, so the panel is that of `measure_partitioned`
to the last step. pyspark (extra `spark`) is imported by the caller, who brings a session of an engine that exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.days import months_of
from outcome_contracts.absence.delivered import Layout
from outcome_contracts.absence.frames import frame_columns
from outcome_contracts.absence.measure import panel_of, require_covered, require_rules, require_whole
from outcome_contracts.absence.partitioned.batches import SPELL_COLUMNS, PlainSpells
from outcome_contracts.absence.partitioned.files import employment_table
from outcome_contracts.absence.partitioned.found import RowSearch, merged
from outcome_contracts.absence.partitioned.keys import Keys, first_days, lengths
from outcome_contracts.absence.partitioned.linked_keys import KeyReader
from outcome_contracts.absence.partitioned.parquet import plain_columns
from outcome_contracts.absence.partitioned.plain_roster import roster_of
from outcome_contracts.absence.partitioned.roster import Roster
from outcome_contracts.absence.partitioned.runs import Runs
from outcome_contracts.absence.partitioned.streaming import Measured, Sums, refused, without_spells
from outcome_contracts.absence.partitioned.sweep import Sweep
from outcome_contracts.absence.tables import RawTable, report_columns
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import Counts, unit_name
from outcome_contracts.period import Period

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import SparkSession

_FILE, _ROW, _BUCKET = "oc_file", "oc_row", "oc_bucket"
_CELLS = "unit int, month int, net_days long, spells long, touched long, rows long, notice string"
_NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _GroupBatch:
    """The rows of one file within a group."""

    file: str
    rows: NDArray[np.int64]
    columns: pyarrow.RecordBatch
    weight: int = 0

    def plain(self) -> PlainSpells | None:
        return plain_columns(self.columns)

    def numbers(self, count: int) -> NDArray[np.int64]:
        return self.rows

    def table(self, findings: Findings) -> RawTable:
        import pyarrow as pa

        rows = Rows(self.file, self.rows)
        return RawTable(rows, frame_columns(pa.Table.from_batches([self.columns]), rows, findings))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Kernel:
    """What every worker needs to measure a group."""

    roster: Roster
    rules: MeasureRules
    period: Period
    covers: tuple[date, date]

    def cells(self, group: pyarrow.Table) -> pyarrow.Table:
        """The cells, the months touched and the findings of some whole persons, as rows of `_CELLS`."""
        import pyarrow as pa

        findings = Findings()
        batches = list(_batches(group))
        reader, sweep = KeyReader(self.roster, findings), Sweep(self.roster, self.rules.overlap)
        sums = Sums(without_spells(self.roster, self.covers), self.rules, self.period)
        touched = np.zeros(len(self.period), dtype=np.int64)
        with Runs(group.num_rows) as runs:
            for batch in batches:
                reader.write(batch, runs)
            for keys in runs.ranges([0, self.roster.usable]):
                left = sweep.checked(keys)
                sums.add(left, sweep)
                touched += _months_touched(left, self.period)
        search = RowSearch(sweep.doubts)
        for batch in batches:
            search.look(batch.file, *reader.keys(batch))
        net, begun = sums.cells.columns()
        unit, month = np.nonzero((net > 0) | (begun > 0))
        found = [_written(notice) for notice in merged((*findings, *search.notices()))]
        empty = np.zeros(len(touched) + 1 + len(found), dtype=np.int64)
        nowhere = np.full(len(empty), _NOWHERE)
        return pa.table(
            {
                "unit": pa.array(np.append(unit, nowhere), pa.int32()),
                "month": pa.array(
                    np.concatenate((month, np.arange(len(touched)), nowhere[len(touched) :])), pa.int32()
                ),
                "net_days": np.append(net[unit, month], empty),
                "spells": np.append(begun[unit, month], empty),
                "touched": np.concatenate((np.zeros(len(unit), dtype=np.int64), touched, empty[len(touched) :])),
                "rows": np.concatenate(
                    (np.zeros(len(unit) + len(touched), dtype=np.int64), [runs.count], empty[len(touched) + 1 :])
                ),
                "notice": pa.array([None] * (len(unit) + len(touched) + 1) + found, pa.string()),
            }
        )


def measure_with_spark(
    session: SparkSession,
    spells: str,
    employments: Path,
    rules: MeasureRules,
    period: Period,
    *,
    covers: tuple[date, date],
    buckets: int,
    units: tuple[str, ...] | None = None,
) -> Measured:
    """The panel of spells that an existing Spark reads, the same as `measure_partitioned` gives to the last step.

    spells: where Spark finds the Parquet files, such as `s3a://…/spells`. employments: a file or folder that this
    machine reads. buckets: groups of whole persons; a group should fit the memory of a worker, about 100 bytes a spell.
    The rest, and what is raised, is as for `measure_partitioned`; rows are told by the name of their file.
    """
    from pyspark.sql import functions

    require_rules(rules)
    require_covered(covers, period)
    findings = Findings()
    if rules.needs_schedule:
        findings.add("OC-D214")
        findings.refuse(DataRejected)
    table = employment_table(employments, Layout(",", "utf-8"), findings)
    frame = session.read.parquet(spells)
    report_columns(findings, "spells", frame.columns, SPELL_COLUMNS, ())
    names = None if units is None else tuple(unit_name(name) or name for name in units)
    if table is None or refused(findings):
        raise DataRejected(findings)
    roster = roster_of(table, names, findings)
    findings.refuse(DataRejected)
    kernel = session.sparkContext.broadcast(_Kernel(roster, rules, period, covers))

    def measured_group(group: pyarrow.Table) -> pyarrow.Table:  # a plain function: Spark reads its arguments
        return kernel.value.cells(group)

    rows = (
        frame.select(
            *SPELL_COLUMNS,
            functions.col("_metadata.file_name").alias(_FILE),
            functions.col("_metadata.row_index").alias(_ROW),
        )
        .withColumn(_BUCKET, functions.pmod(functions.xxhash64("person"), functions.lit(buckets)))
        .groupBy(_BUCKET)
        .applyInArrow(measured_group, schema=_CELLS)
    )
    try:
        sums = Sums(without_spells(roster, covers), rules, period)
        return _panel(rows.toArrow(), sums, rules, period, findings)
    finally:
        kernel.unpersist()


def _panel(rows: pyarrow.Table, sums: Sums, rules: MeasureRules, period: Period, findings: Findings) -> Measured:
    """The sum of all cells, and the findings of all groups as one report."""
    column = {name: rows.column(name).to_numpy() for name in ("unit", "month", "net_days", "spells", "touched", "rows")}
    found = (_read(text) for text in rows.column("notice").to_pylist() if text is not None)
    together = merged((*findings, *found))
    if refused(together):
        raise DataRejected(together)
    net, begun = (np.zeros((sums.found.units, len(period)), dtype=np.int64) for _ in range(2))
    cell = column["unit"] >= 0
    for total, name in ((net, "net_days"), (begun, "spells")):
        np.add.at(total, (column["unit"][cell], column["month"][cell]), column[name][cell])
    touched = np.zeros(len(period), dtype=np.int64)
    of_month = (column["unit"] == _NOWHERE) & (column["month"] >= 0)
    np.add.at(touched, column["month"][of_month], column["touched"][of_month])
    panel = panel_of(sums.records, rules, sums.found, (net, begun), period)
    require_whole(panel, sums.records, rules, lambda starts, asked: asked & (touched > 0))
    return Measured(panel, together, int(column["rows"].sum()))


def _batches(group: pyarrow.Table) -> Iterator[_GroupBatch]:
    """The rows of a group in the order of files and rows."""
    ordered = group.sort_by([(_FILE, "ascending"), (_ROW, "ascending")]).combine_chunks()
    names = ordered.column(_FILE).to_numpy(zero_copy_only=False)
    numbers = ordered.column(_ROW).to_numpy() + HEADER_ROW + 1
    borders = np.flatnonzero(np.append(True, names[1:] != names[:-1])).tolist()
    for first, end in zip(borders, [*borders[1:], len(names)], strict=True):
        columns = ordered.select(list(SPELL_COLUMNS)).slice(first, end - first).combine_chunks().to_batches()
        yield _GroupBatch(str(names[first]), numbers[first:end], columns[0])


def _months_touched(keys: Keys, period: Period) -> Counts:
    """How many spells touch each month of a period, shape (m,)."""
    first = first_days(keys)
    low, high = (
        np.clip(months_of(days) - period.first, edge, len(period) + edge)
        for days, edge in ((first, 0), (first + lengths(keys) - 1, -1))
    )
    change = np.bincount(low, minlength=len(period) + 1) - np.bincount(high + 1, minlength=len(period) + 1)
    return np.cumsum(change)[: len(period)].astype(np.int64)


def _written(notice: Notice) -> str:
    return json.dumps([notice.to_dict(), notice.rows])


def _read(text: str) -> Notice:
    content, rows = json.loads(text)
    return replace(Notice.from_dict(content), rows=tuple(rows))
