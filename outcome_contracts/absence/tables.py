"""A delivered table as columns of raw values, before anything is understood.

Text arrives from CSV, typed columns from data frames; both become a `RawColumn` of one NumPy kind with a
mask of what is missing. Nothing is converted here, so what a cell means is decided in one place (`columns`)
for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.days import Flags
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.panel import LONGEST_NAME

TableName = Literal["spells", "employments"]

# Which columns each table of a delivery must have, and may have.
DELIVERED_COLUMNS: dict[TableName, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "spells": (("person", "employment", "first_day", "last_day", "extent"), ("reason",)),
    "employments": (("person", "employment", "unit", "first_day", "last_day", "extent"), ("pay_form",)),
}

_LONGEST_ID = 64
_EXCEL_ROWS = (65_536, 1_048_576)
_SHOWN_NAME = 40
_MISSING = np.array(["", "nan", "nat", "none", "null", "<na>", "na", "n/a"])
_LONGEST_MISSING = 4


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawColumn:
    """A column as it was delivered.

    values: text (kind U), integers (i, u), floats (f) or days (M), shape (n,). missing: which are none. coded: the
    different values and the place of each cell among them, where the file itself keeps a column that way.
    """

    values: NDArray[np.generic]
    missing: Flags
    coded: tuple[NDArray[np.generic], NDArray[np.int64]] | None = None

    def __repr__(self) -> str:
        return f"RawColumn({len(self.values)} cells)"

    @classmethod
    def joined(cls, parts: Sequence[RawColumn]) -> RawColumn:
        """The parts of a column, one below the other."""
        values, missing = ([part.values for part in parts], [part.missing for part in parts])
        return cls(np.concatenate(values), np.concatenate(missing))

    def take(self, kept: Flags | NDArray[np.int64]) -> RawColumn:
        """Some of the cells."""
        return RawColumn(self.values[kept], self.missing[kept])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawTable:
    """The usable columns of a table by name, and where its rows stand.

    A column that was delivered in an unusable form is left out here; the finding has been recorded. notices: what the
    reader of another format let through; it goes into the records that are made of the table.
    """

    rows: Rows
    columns: Mapping[str, RawColumn]
    notices: tuple[Notice, ...] = ()

    def __repr__(self) -> str:
        return f"RawTable({len(self.rows.numbers)} rows, {', '.join(self.columns)}, {len(self.notices)} notices)"

    def take(self, kept: Flags | NDArray[np.int64]) -> RawTable:
        """Some of the rows."""
        columns = {name: column.take(kept) for name, column in self.columns.items()}
        return RawTable(self.rows.take(kept), columns, self.notices)


def longest_text(column: str) -> int:
    """How many characters a text of a column may have: a unit's name as many as in a panel, others as an id."""
    return LONGEST_NAME if column == "unit" else _LONGEST_ID


def text_column(column: str, values: Sequence[str]) -> RawColumn:
    """Text cells; what is too long is cut one character after the longest permitted, and refused later."""
    if "\0" in "".join(values):  # NumPy drops trailing zeros: "a" and "a\\0" would become one id
        values = [value.replace("\0", "\1") for value in values]
    width = min(max(map(len, values), default=0), longest_text(column)) + 1
    text = np.array(values, dtype=f"U{width}")
    stripped = np.strings.strip(text)
    missing = np.strings.str_len(stripped) <= _LONGEST_MISSING
    missing[missing] = np.isin(np.strings.lower(stripped[missing]), _MISSING)
    return RawColumn(text, missing)


def report_columns(
    findings: Findings, file: str, names: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> bool:
    """Find missing, unknown and ambiguous columns (OC-D003, OC-D004, OC-D006); is the header of use?"""
    known, where = (*required, *optional), f"{file}:{HEADER_ROW}"
    folded = [name.strip().casefold() for name in names]
    repeated = len(folded) - len(set(folded))
    if repeated:
        findings.add("OC-D006", where, count=repeated)
    for name in required:
        if name not in names:
            findings.add("OC-D003", where, column=name)
    recognised = any(name in known for name in names)
    for position, name in enumerate(names):
        if name not in known:
            # Without a single column of ours the first row may be data: then not even a name is shown.
            shown = recognised and len(name) <= _SHOWN_NAME and name.replace("_", "").replace(" ", "").isalpha()
            findings.add("OC-D004", where, column=name if shown else f"no. {position + 1}")
    return not repeated


def report_row_count(findings: Findings, rows: Rows, count: int) -> None:
    """Find a table without rows (OC-D002) or with exactly the rows of an Excel sheet (OC-D059)."""
    if not count:
        findings.add("OC-D002", f"{rows.file}:{HEADER_ROW}")
    if count + HEADER_ROW in _EXCEL_ROWS:
        findings.add("OC-D059", f"{rows.file}:{count + HEADER_ROW}", count=count + HEADER_ROW)
