"""The two files of an HR export, as text: what leaves the generator, and what dirt gets into.

`spells.csv` has one row per absence spell, `employments.csv` one per stretch of employment. Days are
inclusive ISO dates, extents are fractions with at most two decimals, an empty last day means that the
employment goes on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from outcome_contracts.plain_files import write_whole

SPELL_COLUMNS = ("person", "employment", "first_day", "last_day", "extent")
EMPLOYMENT_COLUMNS = ("person", "employment", "unit", "first_day", "last_day", "extent", "pay_form")


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A header and rows of text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"Table({len(self.rows)} rows × {len(self.header)} columns)"

    def column(self, name: str) -> tuple[str, ...]:
        """The values of one column, in row order. Raises ValueError for a column it does not have."""
        position = self.header.index(name)
        return tuple(row[position] for row in self.rows)

    def with_column(self, name: str, values: Iterable[str]) -> Table:
        """The same table with a column replaced, or added at the end."""
        if name not in self.header:
            added = tuple((*row, value) for row, value in zip(self.rows, values, strict=True))
            return Table((*self.header, name), added)
        position = self.header.index(name)
        replaced = tuple(
            (*row[:position], value, *row[position + 1 :]) for row, value in zip(self.rows, values, strict=True)
        )
        return Table(self.header, replaced)

    def csv(self, delimiter: str) -> str:
        """The table as CSV text with one line feed per row."""
        text = StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return text.getvalue()


@dataclass(frozen=True, slots=True)
class Export:
    """Both files, and how they are written."""

    spells: Table
    employments: Table
    delimiter: str = ","
    encoding: str = "utf-8"

    def files(self) -> dict[str, bytes]:
        """File name → content."""
        tables = {"spells.csv": self.spells, "employments.csv": self.employments}
        return {name: table.csv(self.delimiter).encode(self.encoding) for name, table in tables.items()}

    def write(self, folder: Path) -> None:
        """Write both files; each appears whole or not at all. Raises OSError where the folder refuses."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files().items():
            write_whole(folder / name, content)
