"""A CSV table as batches: plain blocks by arithmetic, any other by the reader of small files.

A block ends at the end of a line. As long as no quotation mark has been met, that is the end of a row; from the first
one on, the rest of the file is cut by the standard library's reader, batch by batch. Rows are numbered as there.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.delivered import Layout
from outcome_contracts.absence.file_kinds import offered_as_csv
from outcome_contracts.absence.partitioned.batches import EMPLOYMENT_COLUMNS, SPELL_COLUMNS, PlainSpells, plain_spells
from outcome_contracts.absence.plain_csv import PADDING, Fields
from outcome_contracts.absence.tables import RawColumn, RawTable, report_columns, text_column
from outcome_contracts.notices import Findings
from outcome_contracts.panel import EXTENT_STEPS

_BLOCK = 1 << 19
_NEWLINE = ord("\n")
_ROWS = 65_536
_BYTES_A_ROW = 45
_ASCII_WITHIN = frozenset(codecs.lookup(name).name for name in ("utf-8", "ascii", "latin-1", "cp1252"))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CsvBatch:
    """Rows of a CSV file: a block that may be plain, or the rows that the standard reader cut.

    cells: the rows, or the block's bytes with padding; broken: whether the reader gave up after the last row.
    """

    file: str
    first_row: int
    weight: int
    header: tuple[str, ...]
    layout: Layout
    cells: bytes | Sequence[Sequence[str]]
    broken: bool = False

    def plain(self) -> PlainSpells | None:
        """The spells, where the block is plain."""
        fields = self.fields()
        if fields is None:
            return None
        at = self.header.index
        person, employment = fields.numbers(at("person")), fields.numbers(at("employment"))
        first, last = fields.days(at("first_day")), fields.days(at("last_day"))
        steps = fields.steps(at("extent"))
        if person is None or employment is None or first is None or last is None or steps is None or last[1].any():
            return None
        if first[1].any():
            return None
        return plain_spells(person, employment, first[0].astype(np.int32), last[0].astype(np.int32), steps)

    def fields(self) -> Fields | None:
        """The fields of a block that may be plain."""
        ascii_within = codecs.lookup(self.layout.encoding).name in _ASCII_WITHIN
        if not isinstance(self.cells, bytes) or not ascii_within:
            return None
        return Fields.of(self.cells, len(self.header), self.layout.delimiter)

    def rows(self) -> Sequence[Sequence[str]]:
        """The rows as text; a block holds no quotation marks, so its lines are rows."""
        if not isinstance(self.cells, bytes):
            return self.cells
        text = bytes(self.cells[PADDING:-PADDING]).decode(self.layout.encoding)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.layout.delimiter, strict=True))

    def numbers(self, count: int) -> NDArray[np.int64]:
        """Row numbers."""
        return np.arange(count, dtype=np.int64) + self.first_row

    def table(self, findings: Findings) -> RawTable:
        """The rows as raw cells; those with more or fewer fields than the header are left out (OC-D005)."""
        try:
            rows = self.rows()
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            line = self.first_row + before.count(b"\n")
            findings.add(
                "OC-D001", f"{self.file}:{line}", encoding=self.layout.encoding, byte=error.start - before.rfind(b"\n")
            )
            rows = []
        except csv.Error:
            findings.add("OC-D008", f"{self.file}:{self.first_row}")
            rows = []
        if self.broken:
            findings.add("OC-D008", f"{self.file}:{self.first_row + len(rows)}")
        numbers = np.arange(len(rows), dtype=np.int64) + self.first_row
        whole = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows)) == len(self.header)
        if not whole.all():
            count = int((~whole).sum())
            where = f"{self.file}:{numbers[~whole][0]}"
            findings.add("OC-D005", where, count=count, fields=len(self.header))
            rows = [row for row, right in zip(rows, whole.tolist(), strict=True) if right]
        cells = list(zip(*rows, strict=True)) or [()] * len(self.header)
        columns = {name: text_column(name, cells[place]) for place, name in enumerate(self.header)}
        return RawTable(Rows(self.file, numbers[whole]), columns)


class CsvTable:
    """The files of a table of spells, each with the columns of spells and no other."""

    def __init__(self, files: Sequence[Path], layout: Layout, findings: Findings) -> None:
        self._files, self._layout, self.weight = files, layout, 0
        self._headers: list[tuple[str, ...]] = []
        for file in files:
            self.weight += file.stat().st_size
            header = _header(file, layout, findings) if offered_as_csv(file, findings) else None
            if header is not None:
                report_columns(findings, file.name, header, SPELL_COLUMNS, ())
                self._headers.append(tuple(header))
        self.expected_rows = self.weight // _BYTES_A_ROW

    def batches(self) -> Iterator[CsvBatch]:
        """All rows, in the order of the files."""
        for file, header in zip(self._files, self._headers, strict=True):
            yield from csv_batches(file, header, self._layout)


def csv_batches(file: Path, header: tuple[str, ...], layout: Layout) -> Iterator[CsvBatch]:
    """The rows of one file below its header."""
    with file.open("rb") as stream:
        begin, row = len(stream.readline()), HEADER_ROW + 1
        rest = b""
        while data := rest + stream.read(_BLOCK):
            end = data.rfind(b"\n") + 1
            last = len(data) - len(rest) < _BLOCK
            block, rest = (data, b"") if last else (data[:end], data[end:])
            if b'"' in block or not block.endswith(b"\n"):
                yield from _cut_rows(file, begin, row, header, layout)
                return
            padded = b"".join((bytes(PADDING), block, bytes(PADDING)))
            yield CsvBatch(file.name, row, len(block), header, layout, padded)
            lines = np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE)
            begin, row = begin + len(block), row + int(lines)


def plain_employments(file: Path, layout: Layout) -> RawTable | None:
    """A whole table of employments, None unless every block of it is plain; what is wrong is then found elsewhere."""
    header = _header(file, layout, Findings()) if offered_as_csv(file, Findings()) else None
    if header is None or len(header) != len(EMPLOYMENT_COLUMNS) or set(header) != set(EMPLOYMENT_COLUMNS):
        return None
    parts: dict[str, list[RawColumn]] = {name: [] for name in header}
    for batch in csv_batches(file, tuple(header), layout):
        fields = batch.fields()
        columns = None if fields is None else {name: _raw(fields, place, name) for place, name in enumerate(header)}
        if columns is None:
            return None
        for name, column in columns.items():
            if column is None:
                return None
            parts[name].append(column)
    if not parts[header[0]]:
        return None
    whole = {name: RawColumn.joined(each) for name, each in parts.items()}
    return RawTable(Rows.of_frame(file.name, len(whole["person"].values)), whole)


def _raw(fields: Fields, place: int, name: str) -> RawColumn | None:
    """A column of plain employments."""
    if name == "unit":
        return fields.texts(place, name)
    if name in ("first_day", "last_day"):
        found = fields.days(place)
        return None if found is None else RawColumn(found[0].astype("datetime64[D]"), found[1])
    numbers = fields.steps(place) if name == "extent" else fields.numbers(place)
    if numbers is None:
        return None
    values = numbers / EXTENT_STEPS if name == "extent" else numbers
    return RawColumn(values, np.zeros(len(values), dtype=np.bool_))


def _cut_rows(file: Path, begin: int, row: int, header: tuple[str, ...], layout: Layout) -> Iterator[CsvBatch]:
    """The rows from a byte on, by the standard library's reader."""
    with file.open("rb") as stream:
        stream.seek(begin)
        left = file.stat().st_size - begin
        lines = io.TextIOWrapper(stream, encoding=layout.encoding, newline="")
        reader = csv.reader(_with_line_feeds(lines), delimiter=layout.delimiter, strict=True)
        while True:
            rows: list[list[str]] = []
            broken = False
            try:
                rows.extend(islice(reader, _ROWS))
            except csv.Error:
                broken = True
            weight = left if len(rows) < _ROWS else min(left, sum(map(len, chain.from_iterable(rows))) + len(rows))
            if rows or broken:
                yield CsvBatch(file.name, row, weight, header, layout, rows, broken)
            left, row = left - weight, row + len(rows)
            if broken or len(rows) < _ROWS:
                return


def _with_line_feeds(lines: Iterator[str]) -> Iterator[str]:
    """Lines as the reader of small files sees them: with line feeds alone."""
    return (line.replace("\r\n", "\n") for line in lines)


def _header(file: Path, layout: Layout, findings: Findings) -> list[str] | None:
    """The headings of a file; None where they cannot be read (OC-D001, OC-D002, OC-D008, OC-D064, OC-D065)."""
    try:
        with file.open("rb") as stream:
            line = stream.readline().decode(layout.encoding).removeprefix("\ufeff").replace("\r\n", "\n")
            empty = not stream.read(1)
        header = next(csv.reader([line], delimiter=layout.delimiter, strict=True), [])
    except LookupError:
        findings.add("OC-D065", file.name)
        return None
    except UnicodeDecodeError as error:
        findings.add("OC-D001", f"{file.name}:{HEADER_ROW}", encoding=layout.encoding, byte=error.start + 1)
        return None
    except OSError:
        findings.add("OC-D064", file.name)
        return None
    except csv.Error:
        findings.add("OC-D008", f"{file.name}:{HEADER_ROW}")
        return None
    if empty or not header:
        findings.add("OC-D002", f"{file.name}:{HEADER_ROW}")
        return None
    return header
