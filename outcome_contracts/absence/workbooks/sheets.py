"""The cells of one sheet, by our names, as the workbook types them.

The sheet is the one that is named, or the only one; its first row is the header. Rows are streamed, and of a column
that nobody needs not a cell is kept. A formula stands for the value that was stored with it. openpyxl, which reads the
XML, is imported only here and only when a workbook comes in.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zipfile import ZipFile

import numpy as np

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.declared_days import DateSystem
from outcome_contracts.absence.tables import report_columns, report_row_count
from outcome_contracts.absence.unwanted_columns import report_dropped, unwanted
from outcome_contracts.notices import Findings, Notice, UsageError

if TYPE_CHECKING:
    from openpyxl import Workbook

_WIDEST_ROW = 1_000
_MOST_ROWS = 1_048_576
_PIECE = 1 << 20
_FORMULA = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?f[\s/>]")
_LONGEST_TAG = 80
_WRITTEN_OUT = re.compile(r'"[^"]*"|\\.')  # in a format: signs that are shown and mean nothing


@dataclass(frozen=True, slots=True)
class Percentage:
    """A number that its cell shows in per cent: 0.5 is 50 %."""

    share: float


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell without a value that can be read: an error of the spreadsheet, or a formula whose value was not stored."""

    code: str


_ERROR, _NOT_CALCULATED = NoValue("OC-D250"), NoValue("OC-D248")

Cell = str | bool | int | float | date | datetime | time | timedelta | Percentage | NoValue | None


class _TypedCell(Protocol):
    """A cell as openpyxl gives it; empty ones have the value None."""

    @property
    def value(self) -> Cell: ...
    @property
    def data_type(self) -> str: ...
    @property
    def number_format(self) -> str: ...


_Row = tuple[_TypedCell, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sheet:
    """rows: where each row stands. columns: by our name. date_system: what the workbook's own dates count from."""

    rows: Rows
    columns: Mapping[str, Sequence[Cell]]
    date_system: DateSystem

    def __repr__(self) -> str:
        return f"Sheet({len(self.rows.numbers)} rows, {', '.join(self.columns)})"


class _Unreadable(Exception):
    """The workbook does not hold together; the finding is OC-D251."""


def read_sheet(
    path: Path,
    sheet: str | None,
    required: Sequence[str],
    optional: Sequence[str],
    findings: Findings,
    *,
    names: Mapping[str, str],
    passed_over: Collection[str],
) -> Sheet | None:
    """The sheet of an admitted workbook, or None where not even its header can be used; findings say why.

    names: our column for a heading; passed_over: headings of no use. Findings besides those of a CSV file's header:
    which sheet is not said (OC-D245) or hidden (OC-D246), cells without a heading (OC-D247), a row of more than a
    thousand cells (OC-D242), a workbook that does not hold together (OC-D251).
    Raises UsageError (OC-U004) without openpyxl.
    """
    try:
        with _opened(path) as (values, formulas):
            number = _chosen(values, sheet, path.name, findings)
            if number is None:
                return None
            file = path.name if len(values.sheetnames) == 1 else f"{path.name}#{number + 1}"
            reading = _Reading(file, required, optional, findings, names, passed_over)
            others = repeat(()) if formulas is None else _cells(formulas, number)
            rows = zip(_cells(values, number), others, strict=False)
            columns = reading.columns(rows)
            return None if columns is None else Sheet(reading.rows, columns, _date_system(values))
    except _Unreadable:
        findings.add("OC-D251", path.name)
        return None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Workbook, Workbook | None]]:
    """The workbook with its stored values, and again with its formulas where it has any."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError(
            [Notice("OC-U004", facts=(("what", "read_workbook"), ("package", "openpyxl"), ("extra", "excel")))]
        ) from None
    with ExitStack() as closing, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out nothing is a cell
        books: list[Workbook] = []
        try:
            for stored in (True, False) if _has_formulas(path) else (True,):
                books.append(load_workbook(path, read_only=True, data_only=stored, keep_links=False))
                closing.callback(books[-1].close)
        except Exception:  # a damaged workbook ends in any error of openpyxl's, and none is for the user
            raise _Unreadable from None
        yield books[0], books[1] if len(books) > 1 else None


def _has_formulas(path: Path) -> bool:
    with ZipFile(path) as package:
        for member in package.infolist():
            if member.filename.lower().startswith("xl/worksheets/"):
                with package.open(member) as stream:
                    end = b""
                    while piece := stream.read(_PIECE):
                        if _FORMULA.search(end + piece):
                            return True
                        end = piece[-_LONGEST_TAG:]
    return False


def _chosen(book: Workbook, sheet: str | None, file: str, findings: Findings) -> int | None:
    """The place of the sheet that is meant."""
    sheets = book.worksheets
    hidden = [each.title for each in sheets if each.sheet_state != "visible"]
    if sheet in hidden or (sheet is None and hidden):
        findings.add("OC-D246", file, count=len(hidden))
        return None
    names = [each.title for each in sheets]
    if sheet is None and len(sheets) == 1:
        return 0
    if sheet not in names:
        findings.add("OC-D245", file, count=len(sheets))
        return None
    return names.index(sheet)


def _date_system(book: Workbook) -> DateSystem:
    return "1904" if book.epoch.year == 1904 else "1900"


def _cells(book: Workbook, number: int) -> Iterator[_Row]:
    """The rows of a sheet, each as long as its last cell; what the sheet says of its own size is not believed."""
    sheet = book.worksheets[number]
    sheet.reset_dimensions()
    try:
        yield from sheet.iter_rows()
    except Exception:  # as above
        raise _Unreadable from None


@dataclass(slots=True, eq=False, repr=False)
class _Reading:
    """One pass over the rows of a sheet."""

    file: str
    required: Sequence[str]
    optional: Sequence[str]
    findings: Findings
    names: Mapping[str, str]
    passed_over: Collection[str]
    last: int = HEADER_ROW  # the last row in which something stands
    stray: set[int] = field(default_factory=set)  # columns with cells and without a heading

    @property
    def rows(self) -> Rows:
        return Rows(self.file, np.arange(HEADER_ROW + 1, self.last + 1, dtype=np.int64))

    def columns(self, rows: Iterator[tuple[_Row, _Row]]) -> dict[str, list[Cell]] | None:
        """The cells of the columns of ours, down to the last row that is not empty; None where there is no table."""
        first, _ = next(rows, ((), ()))
        header = self._header(first)
        if header is None:
            return None
        known = (*self.required, *self.optional)
        wanted = [(header.index(name), name) for name in known if name in header]
        dropped = {at: 0 for at, name in enumerate(header) if name and name not in known and unwanted(name)}
        columns: dict[str, list[Cell]] = {name: [] for _, name in wanted}
        for number, (cells, formulas) in enumerate(rows, HEADER_ROW + 1):
            if number > _MOST_ROWS:
                raise _Unreadable
            if len(cells) > _WIDEST_ROW:
                self.findings.add("OC-D242", f"{self.file}:{number}", part="@part_width", limit=str(_WIDEST_ROW))
                return None
            filled = [at for at, cell in enumerate(formulas or cells) if cell.value is not None]
            if not filled:  # a row between others is filled in when the next one comes
                continue
            gap = [None] * (number - self.last - 1)
            for at, name in wanted:
                columns[name] += [*gap, _value(cells, formulas, at, name)]
            for at in dropped:
                dropped[at] += at in filled
            self.last = number
            self.stray.update(at for at in filled if at >= len(header) or not header[at])
        for at, count in dropped.items():
            report_dropped(self.findings, self.file, header[at], count)
        if self.stray:
            self.findings.add("OC-D247", f"{self.file}:{HEADER_ROW}", count=len(self.stray))
        report_row_count(self.findings, self.rows, self.last - HEADER_ROW)
        return columns

    def _header(self, cells: _Row) -> list[str] | None:
        """Our name or the heading of each column, empty where there is none."""
        found = [cell.value for cell in cells[:_WIDEST_ROW]]
        while found and found[-1] is None:
            found.pop()
        if not found:
            self.findings.add("OC-D002", f"{self.file}:{HEADER_ROW}")
            return None
        strange = sum(not isinstance(heading, str) or not heading.strip() for heading in found)
        if strange:
            self.findings.add("OC-D247", f"{self.file}:{HEADER_ROW}", count=strange)
            return None
        header = [self.names.get(str(heading), str(heading)) for heading in found]
        known = (*self.required, *self.optional)
        used = [name for name in header if name in known or not (name in self.passed_over or unwanted(name))]
        usable = report_columns(self.findings, self.file, used, self.required, self.optional)
        return header if usable else None


def _value(cells: _Row, formulas: _Row, at: int, name: str) -> Cell:
    """What one cell holds."""
    value = cells[at].value if at < len(cells) else None
    if value is None:
        return _NOT_CALCULATED if at < len(formulas) and formulas[at].data_type == "f" else None
    cell = cells[at]
    if cell.data_type == "e":
        return _ERROR
    if isinstance(value, bool) or name != "extent":
        return value
    if isinstance(value, (int, float)) and "%" in _WRITTEN_OUT.sub("", _format(cell)):
        return Percentage(float(value))
    return value


def _format(cell: _TypedCell) -> str:
    try:
        return cell.number_format
    except (IndexError, KeyError):  # a style that the workbook does not have
        raise _Unreadable from None
