"""The roster of the usual delivery, without the detours of the unusual one.

Everybody has one employment, at one unit, in one row; ids are whole numbers, and no cell is in doubt. Then nothing is
to be joined or put in order, and the code of an employment is its row. Anything else is None, and read cell by cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.coding import distinct_codes
from outcome_contracts.absence.days import EARLIEST, LATEST
from outcome_contracts.absence.identity_numbers import identity_numbers
from outcome_contracts.absence.lookup import OwnedIds
from outcome_contracts.absence.partitioned.batches import LARGEST_ID, steps_of
from outcome_contracts.absence.partitioned.keys import EMPLOYMENT_BITS
from outcome_contracts.absence.partitioned.roster import Roster
from outcome_contracts.absence.readers import read_employment_cells
from outcome_contracts.absence.records import Employments
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.notices import Findings
from outcome_contracts.panel import EXTENT_STEPS, unit_name

_COLUMNS = frozenset({"person", "employment", "unit", "first_day", "last_day", "extent"})


def roster_of(table: RawTable, units: tuple[str, ...] | None, findings: Findings) -> Roster:
    """The roster of a table of employments, with everything that is wrong with it in `findings`.

    Raises DataRejected for a table that cannot be understood at all, and what `Roster.of` raises.
    """
    return plain_roster(table, units) or Roster.of(read_employment_cells(table, findings), units, findings)


def plain_roster(table: RawTable, units: tuple[str, ...] | None) -> Roster | None:
    """The roster of a table of employments, None unless every row is beyond doubt and every id stands once."""
    columns = table.columns
    if columns.keys() != _COLUMNS or not 0 < len(table.rows.numbers) < 1 << EMPLOYMENT_BITS or table.notices:
        return None
    person, employment = (_different_ids(columns[name]) for name in ("person", "employment"))
    first, last = _days(columns["first_day"]), _days(columns["last_day"], open_end=LATEST)
    extent = None if columns["extent"].missing.any() else steps_of(columns["extent"].values)
    if person is None or employment is None or first is None or last is None or extent is None:
        return None
    if (first > last).any() or extent.min() <= 0 or extent.max() > EXTENT_STEPS:
        return None
    placed = _units(columns["unit"], units)
    if placed is None:
        return None
    names, unit = placed
    rows = np.arange(len(person), dtype=np.int32)
    stretches = Employments(
        person=rows,
        employment=rows.copy(),
        unit=unit,
        first_day=first,
        last_day=last,
        extent=extent.astype(np.int32),
        monthly=None,
    )
    every = np.ones(len(person), dtype=np.bool_)
    numbers = OwnedIds.of(employment, person)
    return Roster(stretches, names, every, len(person), employment, person, every, numbers, rows.astype(np.int64))


def _different_ids(column: RawColumn) -> NDArray[np.int64] | None:
    """Ids that are whole numbers, none of them twice and none a direct identifier."""
    if column.values.dtype.kind not in "iu" or column.values.dtype == np.uint64 or column.missing.any():
        return None
    ids = column.values.astype(np.int64, copy=False)
    ordered = np.sort(ids)
    if ordered[0] < 0 or ordered[-1] > LARGEST_ID or (ordered[1:] == ordered[:-1]).any():
        return None
    return None if identity_numbers(ids).any() else ids


def _days(column: RawColumn, *, open_end: int | None = None) -> NDArray[np.int32] | None:
    """Days of a column of dates; open_end: what a missing one stands for, None where none may be missing."""
    if column.values.dtype != np.dtype("datetime64[D]") or (open_end is None and column.missing.any()):
        return None
    days = column.values.astype(np.int64)
    if open_end is not None:
        days = np.where(column.missing, open_end, days)
    return days.astype(np.int32) if days.min() >= EARLIEST and days.max() <= LATEST else None


def _in_order(values: NDArray[np.generic], places: NDArray[np.int64]) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
    """The values that occur, each once and in their order, and the place of every cell among them."""
    used = np.flatnonzero(np.bincount(places, minlength=len(values)))
    distinct, which = np.unique(values[used], return_inverse=True)
    place = np.zeros(len(values), dtype=np.int64)
    place[used] = which
    return distinct, place.take(places)


def _units(column: RawColumn, units: tuple[str, ...] | None) -> tuple[tuple[str, ...], NDArray[np.int32]] | None:
    """The names of the units, and the place of each row's among them."""
    if column.values.dtype.kind != "U" or column.missing.any():
        return None
    distinct, which = distinct_codes(column.values) if column.coded is None else _in_order(*column.coded)
    found = distinct.tolist()
    if any(unit_name(name) != name for name in found) or identity_numbers(distinct).any():
        return None
    if units is None:
        return tuple(found), which.astype(np.int32)
    place = {name: number for number, name in enumerate(units)}
    if not place.keys() >= set(found):
        return None
    return units, np.array([place[name] for name in found], dtype=np.int32)[which]
