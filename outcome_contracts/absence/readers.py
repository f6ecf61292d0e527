"""Reading a delivery: two tables in, records or a complete list of findings out.

    spells:      person, employment, first_day, last_day, extent
    employments: person, employment, unit, first_day, last_day, extent [, pay_form]

A row of employments is one stretch of one employment at one unit with one extent; an empty last_day means still
employed at the end of what the delivery covers. Dates are `YYYY-MM-DD` and closed, extents decimals from 0 to 1.
Everything is checked in one pass over both tables; either all is well or nothing is returned. Findings name the
file and the row (the header is row 1) and never what stands there.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.columns import composed_name, read_days, read_extents, read_ids, read_names
from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.days import LATEST, Flags
from outcome_contracts.absence.frames import read_frame
from outcome_contracts.absence.linking import EmploymentCells, SpellCells, link
from outcome_contracts.absence.records import LONGEST_SPELL, AbsenceRecords
from outcome_contracts.absence.tables import RawTable
from outcome_contracts.notices import DataRejected, Findings

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrame

    Delivered = str | os.PathLike[str] | IntoDataFrame

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
) -> AbsenceRecords:
    """Absence records from two CSV files or two data frames (pandas, Polars, Arrow).

    covers: first and last day for which the delivery is complete. units: the permitted unit names, in the order
    of the panel; without them every name in the delivery is a unit, in alphabetical order. delimiter, encoding:
    of the CSV files; a byte order mark is accepted.
    Raises DataRejected with every finding of both tables. What can be let through, exact duplicates counted
    once (OC-D012, OC-D015), stands in the records' notices and must be acknowledged.
    """
    findings = Findings()
    layout = (delimiter, encoding)
    absence = _table(spells, "spells", _SPELL_COLUMNS, (), layout, findings)
    employed = _table(employments, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), layout, findings)
    spell_cells = None if absence is None else _spell_cells(absence, findings)
    employment_cells = None if employed is None else _employment_cells(employed, findings)
    linked = None
    if spell_cells is not None and employment_cells is not None:
        names = None if units is None else tuple(composed_name(name) for name in units)
        linked = link(spell_cells, employment_cells, names, findings)
    notices = findings.refuse(DataRejected)
    if linked is None:  # a table that cannot be linked has had an error
        raise DataRejected(notices)
    return AbsenceRecords(*linked, covers, notices)


def _table(
    source: Delivered,
    name: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    layout: tuple[str, str],
    findings: Findings,
) -> RawTable | None:
    """One table from where it is; layout: delimiter and encoding of a CSV file."""
    if isinstance(source, (str, os.PathLike)):
        delimiter, encoding = layout
        return read_csv(Path(source), required, optional, findings, delimiter=delimiter, encoding=encoding)
    return read_frame(source, name, required, optional, findings)


def _spell_cells(table: RawTable, findings: Findings) -> SpellCells | None:
    """The cells of the spells, or None where a column is missing."""
    cells, rows = _cells(table, findings, open_end=None), table.rows
    if not cells.keys() >= set(_SPELL_COLUMNS):
        return None
    good = np.logical_and.reduce([good for _, good in cells.values()])
    first, last = cells["first_day"][0], cells["last_day"][0]
    long = good & (last - first >= LONGEST_SPELL)
    rows.report(findings, "OC-D042", long, column="last_day")
    backward = good & (last < first)
    rows.report(findings, "OC-D011", backward)
    values = {name: cells[name][0] for name in _SPELL_COLUMNS}
    return SpellCells(rows=rows, **values, good=good & ~long & ~backward)


def _employment_cells(table: RawTable, findings: Findings) -> EmploymentCells | None:
    """The cells of the employments, or None where a column is missing."""
    cells, rows = _cells(table, findings, open_end=LATEST), table.rows
    if not cells.keys() >= set(_EMPLOYMENT_COLUMNS):
        return None
    monthly = None
    if "pay_form" in cells:
        form, readable = cells["pay_form"]
        known = np.isin(form, _PAY_FORMS)
        rows.report(findings, "OC-D048", readable & ~known)
        cells["pay_form"], monthly = (form, readable & known), form == _PAY_FORMS[0]
    good = np.logical_and.reduce([good for _, good in cells.values()])
    backward = good & (cells["last_day"][0] < cells["first_day"][0])
    rows.report(findings, "OC-D011", backward)
    values = {name: cells[name][0] for name in _EMPLOYMENT_COLUMNS}
    return EmploymentCells(rows=rows, **values, monthly=monthly, good=good & ~backward)


def _cells(
    table: RawTable, findings: Findings, *, open_end: int | None
) -> dict[str, tuple[NDArray[np.generic], Flags]]:
    """Values and good rows of every column that was delivered; open_end: what an empty last day means."""
    cells: dict[str, tuple[NDArray[np.generic], Flags]] = {}
    for name, raw in table.columns.items():
        match name:
            case "first_day":
                cells[name] = read_days(raw, name, table.rows, findings)
            case "last_day":
                cells[name] = read_days(raw, name, table.rows, findings, open_end=open_end)
            case "extent":
                cells[name] = read_extents(raw, name, table.rows, findings)
            case "unit" | "pay_form":
                cells[name] = read_names(raw, name, table.rows, findings)
            case _:
                cells[name] = read_ids(raw, name, table.rows, findings)
    return cells
