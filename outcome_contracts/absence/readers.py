"""Reading a delivery: two tables in, records or a complete list of findings out.

    spells:      person, employment, first_day, last_day, extent
    employments: person, employment, unit, first_day, last_day, extent [, pay_form]

A row of employments is one stretch of one employment at one unit with one extent; an empty last_day means
still employed at the end of what the delivery covers. Dates are `YYYY-MM-DD` and closed, extents decimals
from 0 to 1. Everything is checked in one pass over both tables; either all is well or nothing is returned.
Findings name the file and the row (the header is row 1) and never what stands there.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.absence.columns import read_days, read_extents, read_ids, read_names
from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.days import LATEST, Flags, Integers
from outcome_contracts.absence.frames import read_frame
from outcome_contracts.absence.linking import EmploymentCells, Ids, SpellCells, link
from outcome_contracts.absence.records import LONGEST_SPELL, AbsenceRecords
from outcome_contracts.absence.schedule_reader import COLUMNS, OPTIONAL, linked_schedule, schedule_cells
from outcome_contracts.absence.tables import RawTable, report_columns
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import unit_name

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrame

    from outcome_contracts.absence.vintages.reasons import ReasonCodes

    Delivered = str | os.PathLike[str] | RawTable | IntoDataFrame

_SPELL_COLUMNS = ("person", "employment", "first_day", "last_day", "extent")
_EMPLOYMENT_COLUMNS = ("person", "employment", "unit", "first_day", "last_day", "extent")
_PAY_FORMS = ("monthly", "hourly")


def read_records(
    spells: Delivered,
    employments: Delivered,
    *,
    covers: tuple[date, date],
    units: tuple[str, ...] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
    overlap: Overlap = "reject",
    reasons: ReasonCodes | None = None,
    schedule: Delivered | None = None,
) -> AbsenceRecords:
    """Absence records from two CSV files, data frames (pandas, Polars, Arrow) or tables that a reader of a format made.

    covers: first and last day for which the delivery is complete. units: the permitted unit names, in the
    order of the panel; without them every name in the delivery is a unit, in alphabetical order. delimiter,
    encoding: of the CSV files; a byte order mark is accepted. overlap: the contract's measure rule for spells of one
    employment that share days; without it they are refused (OC-D010, OC-D013), with it resolved and told (OC-D103).
    reasons: what the codes of the column `reason` mean and which count; exactly where the spells have that column.
    schedule: days of scheduled work, where the measure rules go by them (`schedule_reader`).
    Raises DataRejected with every finding of all tables. What can be let through, exact duplicates counted
    once (OC-D012, OC-D015), stands in the records' notices and must be acknowledged.
    """
    findings = Findings()
    layout = (delimiter, encoding)
    optional = () if reasons is None else ("reason",)
    absence = _table(spells, "spells", _SPELL_COLUMNS, optional, layout, findings)
    employed = _table(employments, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), layout, findings)
    spell_cells = None if absence is None else _counted_cells(absence, reasons, findings)
    employment_cells = None if employed is None else _employment_cells(employed, findings)
    work = None if schedule is None else _table(schedule, "schedule", COLUMNS, OPTIONAL, layout, findings)
    work_cells = None if work is None else schedule_cells(work, findings)
    linked = scheduled = None
    if spell_cells is not None and employment_cells is not None:
        names = None if units is None else tuple(unit_name(name) or name for name in units)
        linked = link(spell_cells, employment_cells, names, findings, overlap)
        scheduled = None if work_cells is None else linked_schedule(work_cells, employment_cells, findings)
    notices = findings.refuse(DataRejected)
    if linked is None:  # a table that cannot be linked has had an error
        raise DataRejected(notices)
    return AbsenceRecords(*linked, covers, notices, scheduled, overlap)


def read_cells(
    spells: Delivered, employments: Delivered, findings: Findings, *, delimiter: str, encoding: str
) -> tuple[SpellCells, EmploymentCells, Ids | None]:
    """The cells of two tables whose ids and reasons are to be remembered, before they are linked.

    The third is the column `reason` of the spells, None where it was not delivered. All findings of both tables are
    recorded. Raises DataRejected with them where a table cannot be understood at all.
    """
    layout = (delimiter, encoding)
    absence = _table(spells, "spells", _SPELL_COLUMNS, ("reason",), layout, findings)
    employed = _table(employments, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), layout, findings)
    spell_cells = employment_cells = reasons = None
    if absence is not None:
        spell_cells, reasons = _cells_and_reasons(absence, findings)
    if employed is not None:
        employment_cells = _employment_cells(employed, findings)
    if spell_cells is None or employment_cells is None:
        raise DataRejected(findings)
    return spell_cells, employment_cells, reasons


def read_spell_cells(
    spells: Delivered, findings: Findings, *, delimiter: str, encoding: str
) -> tuple[SpellCells, Ids | None]:
    """The cells of a table of spells and its column `reason`, None where it was not delivered.

    All findings of the table are recorded. Raises DataRejected with them where it cannot be understood at all.
    """
    absence = _table(spells, "spells", _SPELL_COLUMNS, ("reason",), (delimiter, encoding), findings)
    cells, reasons = (None, None) if absence is None else _cells_and_reasons(absence, findings)
    if cells is None:
        raise DataRejected(findings)
    return cells, reasons


def _table(
    source: Delivered,
    name: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    layout: tuple[str, str],
    findings: Findings,
) -> RawTable | None:
    """One table from where it is; layout: delimiter and encoding of a CSV file."""
    if isinstance(source, RawTable):
        findings.extend(source.notices)
        if not report_columns(findings, source.rows.file, tuple(source.columns), required, optional):
            return None
        columns = {column: source.columns[column] for column in (*required, *optional) if column in source.columns}
        if not len(source.rows.numbers):
            findings.add("OC-D002", source.rows.file)
        return RawTable(source.rows, columns)
    if isinstance(source, (str, os.PathLike)):
        delimiter, encoding = layout
        return read_csv(Path(source), required, optional, findings, delimiter=delimiter, encoding=encoding)
    return read_frame(source, name, required, optional, findings)


def _counted_cells(table: RawTable, reasons: ReasonCodes | None, findings: Findings) -> SpellCells | None:
    """The cells of the spells; where reasons are told apart, only those that count are good."""
    cells, codes = _cells_and_reasons(table, findings)
    if reasons is None or cells is None:
        return cells
    if codes is None:
        findings.add("OC-D138", table.rows.file)
        return cells
    counted = np.isin(reasons.read(codes, cells, findings), sorted(reasons.counted))
    return replace(cells, good=cells.good & counted)


def _cells_and_reasons(table: RawTable, findings: Findings) -> tuple[SpellCells | None, Ids | None]:
    """The cells of the spells and their column `reason`, None where it was not delivered."""
    raw = table.columns.get("reason")
    others = {name: column for name, column in table.columns.items() if name != "reason"}
    cells = _spell_cells(RawTable(table.rows, others), findings)
    if raw is None or cells is None:
        return cells, None
    reasons, usable = read_ids(raw, "reason", table.rows, findings)
    return replace(cells, good=cells.good & usable), reasons


def _spell_cells(table: RawTable, findings: Findings) -> SpellCells | None:
    """The cells of the spells, or None where a column is missing."""
    numbers, texts, good = _cells(table, findings, open_end=None)
    if not {*numbers, *texts} >= set(_SPELL_COLUMNS):
        return None
    rows, first, last = table.rows, numbers["first_day"], numbers["last_day"]
    long = good & (last - first >= LONGEST_SPELL)
    rows.report(findings, "OC-D042", long, column="last_day")
    backward = good & (last < first)
    rows.report(findings, "OC-D011", backward)
    return SpellCells(
        rows, texts["person"], texts["employment"], first, last, numbers["extent"], good & ~long & ~backward
    )


def _employment_cells(table: RawTable, findings: Findings) -> EmploymentCells | None:
    """The cells of the employments, or None where a column is missing."""
    numbers, texts, good = _cells(table, findings, open_end=LATEST)
    monthly = None
    if "pay_form" in texts:
        known = np.isin(texts["pay_form"], _PAY_FORMS)
        table.rows.report(findings, "OC-D048", good & ~known)
        monthly, good = texts["pay_form"] == _PAY_FORMS[0], good & known
    if not {*numbers, *texts} >= set(_EMPLOYMENT_COLUMNS):
        return None
    first, last = numbers["first_day"], numbers["last_day"]
    backward = good & (last < first)
    table.rows.report(findings, "OC-D011", backward)
    return EmploymentCells(
        table.rows,
        texts["person"],
        texts["employment"],
        texts["unit"],
        first,
        last,
        numbers["extent"],
        monthly,
        good & ~backward,
    )


def _cells(
    table: RawTable, findings: Findings, *, open_end: int | None
) -> tuple[dict[str, Integers], dict[str, Ids], Flags]:
    """Numbers and texts of the columns that were delivered, and the rows in which all of them are good.

    open_end: what an empty last day means, None where it must not be empty.
    """
    numbers: dict[str, Integers] = {}
    texts: dict[str, Ids] = {}
    good = np.ones(len(table.rows.numbers), dtype=np.bool_)
    for name, raw in table.columns.items():
        match name:
            case "first_day":
                numbers[name], usable = read_days(raw, name, table.rows, findings)
            case "last_day":
                numbers[name], usable = read_days(raw, name, table.rows, findings, open_end=open_end)
            case "extent":
                numbers[name], usable = read_extents(raw, name, table.rows, findings)
            case "unit" | "pay_form":
                texts[name], usable = read_names(raw, name, table.rows, findings)
            case _:
                texts[name], usable = read_ids(raw, name, table.rows, findings)
        good &= usable
    return numbers, texts, good
