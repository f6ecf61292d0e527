"""A Parquet table as batches: one file, or the files of a folder, in the order of their names.

Rows are numbered as if each file had a header: the first is row 2. pyarrow is imported only here, and only when such a
file comes in (extra `parquet`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.frames import frame_columns
from outcome_contracts.absence.partitioned.batches import LARGEST_ID, PlainSpells, plain_spells, steps_of
from outcome_contracts.absence.tables import RawColumn, RawTable, report_columns, report_row_count, text_column
from outcome_contracts.notices import Findings

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

_BATCH = 131_072
_MUCH_ALIKE = ("unit", "pay_form")  # few different texts, so they are read as a dictionary

Number = TypeVar("Number", np.int32, np.int64, np.float64)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ParquetBatch:
    """Rows of a Parquet file."""

    file: str
    first_row: int
    weight: int
    columns: pyarrow.RecordBatch

    def plain(self) -> PlainSpells | None:
        """The spells, where ids are whole numbers, days are dates, extents numbers and nothing is missing."""
        return plain_columns(self.columns)

    def numbers(self, count: int) -> NDArray[np.int64]:
        """Row numbers."""
        return np.arange(count, dtype=np.int64) + self.first_row

    def table(self, findings: Findings) -> RawTable:
        """The rows as raw cells."""
        import pyarrow as pa

        rows = Rows(self.file, np.arange(self.columns.num_rows, dtype=np.int64) + self.first_row)
        return RawTable(rows, frame_columns(pa.Table.from_batches([self.columns]), rows, findings))


class ParquetTable:
    """The files of a table that has exactly the columns of `known`."""

    def __init__(self, files: Sequence[Path], known: tuple[str, ...], findings: Findings) -> None:
        self._files, self._known, self.weight, self.expected_rows = files, known, 0, 0
        for file in files:
            opened = _opened(file, findings)
            if opened is None:
                continue
            with opened:
                report_columns(findings, file.name, opened.schema_arrow.names, known, ())
                self.expected_rows += opened.metadata.num_rows
            self.weight += file.stat().st_size
        report_row_count(findings, Rows.of_frame(files[0].name, 0), self.expected_rows)

    def batches(self) -> Iterator[ParquetBatch]:
        """All rows, in the order of the files."""
        import pyarrow.parquet as pq

        for file in self._files:
            first_row, size = HEADER_ROW + 1, file.stat().st_size
            with pq.ParquetFile(file, memory_map=True) as opened:
                rows = max(opened.metadata.num_rows, 1)
                for columns in opened.iter_batches(_BATCH, columns=list(self._known), use_threads=False):
                    yield ParquetBatch(file.name, first_row, size * columns.num_rows // rows, columns)
                    first_row += columns.num_rows


def read_parquet(
    file: Path, required: tuple[str, ...], optional: tuple[str, ...], findings: Findings
) -> RawTable | None:
    """A whole file as raw cells; None where it cannot be used."""
    import pyarrow.parquet as pq

    opened = _opened(file, findings)
    if opened is None:
        return None
    with opened:
        names = opened.schema_arrow.names
        if not report_columns(findings, file.name, names, required, optional):
            return None
        much_alike = [name for name in _MUCH_ALIKE if name in names]
        wanted = [name for name in (*required, *optional) if name in names]
        with pq.ParquetFile(file, memory_map=True, metadata=opened.metadata, read_dictionary=much_alike) as as_codes:
            table = as_codes.read(wanted, use_threads=False)
    rows = Rows.of_frame(file.name, table.num_rows)
    report_row_count(findings, rows, table.num_rows)
    columns = {name: _at_once(table.column(name), name) for name in table.column_names}
    found = {name: column for name, column in columns.items() if column is not None}
    rest = [name for name in table.column_names if name not in found]
    return RawTable(rows, {**(frame_columns(table.select(rest), rows, findings) if rest else {}), **found})


def _at_once(column: pyarrow.ChunkedArray, name: str) -> RawColumn | None:
    """A column of dates, numbers, or text kept as a dictionary; None for any other, which goes value by value."""
    import pyarrow as pa

    whole = column.combine_chunks()
    if column.type == pa.date32():
        return RawColumn(values_of(whole, np.int32).astype("datetime64[D]"), _missing(whole))
    if pa.types.is_dictionary(column.type):
        distinct = text_column(name, [*whole.dictionary.to_pylist(), ""])  # a missing text is an empty one
        places = values_of(whole.indices, np.int32).astype(np.int64)
        if whole.null_count:
            return distinct.take(np.where(_missing(whole), len(whole.dictionary), places))
        return replace(distinct.take(places), coded=(distinct.values, places))
    if column.null_count:
        return None
    if column.type == pa.float64():
        shares = values_of(whole, np.float64)
        return RawColumn(shares, np.isnan(shares))
    numbers = whole_numbers(whole)
    if numbers is None or (len(numbers) and (numbers.min() < -LARGEST_ID or numbers.max() > LARGEST_ID)):
        return None
    return RawColumn(numbers, np.zeros(len(numbers), dtype=np.bool_))


def values_of(column: pyarrow.Array, kind: type[Number]) -> NDArray[Number]:
    """The values of a column of fixed width as they lie in memory; what is missing has any value.

    pyarrow's own way to NumPy loads pandas first, which takes longer than reading a million rows.
    """
    if not len(column):
        return np.empty(0, dtype=kind)
    offset = column.offset * np.dtype(kind).itemsize
    values: NDArray[Number] = np.frombuffer(column.buffers()[1], dtype=kind, count=len(column), offset=offset)
    return values


def _missing(column: pyarrow.Array) -> Flags:
    """Which values of a column are missing, shape (n,)."""
    if not column.null_count:
        return np.zeros(len(column), dtype=np.bool_)
    bits = np.frombuffer(column.buffers()[0], dtype=np.uint8)
    present = np.unpackbits(bits, bitorder="little")[column.offset : column.offset + len(column)]
    missing: Flags = present == 0
    return missing


def _opened(file: Path, findings: Findings) -> pyarrow.parquet.ParquetFile | None:
    """The file, or None where it is none (OC-D212)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(file, memory_map=True)
    except (OSError, pa.ArrowException):
        findings.add("OC-D212", file.name)
        return None


def plain_columns(columns: pyarrow.RecordBatch) -> PlainSpells | None:
    """The spells of some rows, None unless they are plain."""
    person, employment = (whole_numbers(columns.column(name)) for name in ("person", "employment"))
    first_day, last_day = (days_of(columns.column(name)) for name in ("first_day", "last_day"))
    extent = extents_of(columns.column("extent"))
    if person is None or employment is None or first_day is None or last_day is None or extent is None:
        return None
    return plain_spells(person, employment, first_day, last_day, extent)


def whole_numbers(column: pyarrow.Array) -> NDArray[np.int64] | None:
    """A column of integers without gaps; None for any other."""
    import pyarrow as pa

    if column.null_count or not pa.types.is_integer(column.type) or column.type == pa.uint64():
        return None
    if column.type == pa.int64():
        return values_of(column, np.int64)
    values: NDArray[np.int64] = column.to_numpy(zero_copy_only=False).astype(np.int64)
    return values


def days_of(column: pyarrow.Array) -> NDArray[np.int32] | None:
    """Days since 1970-01-01 of a column of dates without gaps; None for any other."""
    import pyarrow as pa

    return None if column.null_count or column.type != pa.date32() else values_of(column, np.int32)


def extents_of(column: pyarrow.Array) -> NDArray[np.int64] | None:
    """Ten-thousandths of a column of numbers without gaps; None for any other."""
    import pyarrow as pa

    if column.null_count:
        return None
    if column.type == pa.float64():
        return steps_of(values_of(column, np.float64))
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    elif not pa.types.is_integer(column.type):
        return None
    return steps_of(column.to_numpy(zero_copy_only=False))
