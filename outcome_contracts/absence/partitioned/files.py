"""Which files a table is made of: one, or those of a folder, all Parquet or all CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.delivered import Layout, delivered_table
from outcome_contracts.absence.partitioned.batches import EMPLOYMENT_COLUMNS, SPELL_COLUMNS, SpellSource
from outcome_contracts.absence.partitioned.csv_blocks import CsvTable, plain_employments
from outcome_contracts.absence.partitioned.parquet import ParquetTable, read_parquet
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.notices import Findings

_PAY_FORM = ("pay_form",)
_FORMATS: Mapping[str, str] = MappingProxyType({".parquet": "parquet", ".csv": "csv"})


class TableFiles(NamedTuple):
    """The files of a table, in the order of their names, and the format of all of them."""

    files: tuple[Path, ...]
    form: str


@dataclass(frozen=True, slots=True, eq=False)
class RowsOfFiles(Rows):
    """Rows that come from several files. names, firsts: of the files, and the position at which each begins."""

    names: tuple[str, ...] = ()
    firsts: tuple[int, ...] = ()
    positions: NDArray[np.int64] | None = None

    def at(self, position: int) -> str:
        """`file:row` of one row."""
        whole = position if self.positions is None else int(self.positions[position])
        return f"{self.names[int(np.searchsorted(self.firsts, whole, side='right')) - 1]}:{self.numbers[position]}"

    def take(self, kept: Flags | NDArray[np.int64]) -> Rows:
        """Some of the rows."""
        whole = np.arange(len(self.numbers)) if self.positions is None else self.positions
        return RowsOfFiles(self.file, self.numbers[kept], None, self.names, self.firsts, whole[kept])


def spell_source(path: Path, layout: Layout, findings: Findings) -> SpellSource | None:
    """The table of spells, opened; None where that is not possible."""
    found = _table_files(path, findings)
    if found is None:
        return None
    errors = len(findings)
    source: SpellSource
    if found.form == "parquet":
        source = ParquetTable(found.files, SPELL_COLUMNS, findings)
    else:
        source = CsvTable(found.files, layout, findings)
    return source if len(findings) == errors else None


def employment_table(path: Path, layout: Layout, findings: Findings) -> RawTable | None:
    """The whole table of employments; None where it cannot be used."""
    found = _table_files(path, findings)
    if found is None:
        return None
    tables = []
    for file in found.files:
        if found.form == "parquet":
            tables.append(read_parquet(file, EMPLOYMENT_COLUMNS, _PAY_FORM, findings))
        else:
            plain = plain_employments(file, layout)
            tables.append(
                plain or delivered_table(file, "employments", EMPLOYMENT_COLUMNS, _PAY_FORM, layout, findings)
            )
    usable = [table for table in tables if table is not None]
    if len(usable) < len(tables):
        return None
    return usable[0] if len(usable) == 1 else _together(path.name, usable, findings)


def _table_files(path: Path, findings: Findings) -> TableFiles | None:
    """The files at a path (OC-D212 where there are none, or of several formats)."""
    files = sorted(file for file in path.iterdir() if file.suffix in _FORMATS) if path.is_dir() else [path]
    forms = {_FORMATS.get(file.suffix) for file in files}
    form = forms.pop() if len(forms) == 1 else None
    if form is None or not all(file.is_file() for file in files):
        findings.add("OC-D212", path.name)
        return None
    return TableFiles(tuple(files), form)


def _together(name: str, tables: Sequence[RawTable], findings: Findings) -> RawTable | None:
    """Tables of the same columns, one below the other (OC-D212 where they are not the same)."""
    if len({frozenset(table.columns) for table in tables}) > 1:
        findings.add("OC-D212", name)
        return None
    columns = {
        column: RawColumn(
            np.concatenate([table.columns[column].values for table in tables]),
            np.concatenate([table.columns[column].missing for table in tables]),
        )
        for column in tables[0].columns
    }
    sizes = [len(table.rows.numbers) for table in tables]
    firsts = tuple((np.cumsum(sizes) - sizes).tolist())
    numbers = np.concatenate([table.rows.numbers for table in tables])
    rows = RowsOfFiles(name, numbers, None, tuple(table.rows.file for table in tables), firsts)
    return RawTable(rows, columns, tuple(notice for table in tables for notice in table.notices))
