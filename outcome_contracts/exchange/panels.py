"""Panels as files: one CSV row per unit and month, read whole or not at all.

    unit, month, net_days, person_days, fte_days, heads, spells

Comma-separated UTF-8 with a header; months as YYYY-MM; amounts as plain decimals with a point, net days with
at most eight decimals and full-time days with at most four, the steps of the panel. Every unit has a row for
every month between the first and the last of the file: a unit that employs nobody says 0, and a row that is
missing is a finding, not a zero. Nothing is filled in, rounded or dropped. Names of units are brought to
Unicode form C, in which the two spellings of å are one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from outcome_contracts.decimals import parse_steps
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import COLUMNS, ComparatorPanel, Counts, Panel, UnitMonths, first_few, unit_name
from outcome_contracts.period import Period, month_text, parse_month
from outcome_contracts.plain_files import Unreadable, read_text, write_whole

_HEADER = ("unit", "month", *COLUMNS)
_PART_OF_PERSON_DAYS = ("net_days", "fte_days", "heads")
_CODES = {
    "empty": "OC-D086",
    "text": "OC-D087",
    "negative": "OC-D088",
    "fine": "OC-D089",
    "large": "OC-D090",
}
# Up to ten million days in one unit and month: sums over units and years stay far within 64 bits.
_MOST_WHOLE_DIGITS = 7
_LARGEST_FILE = 200_000_000
# A row with one of these findings has no known unit or month; it cannot be told which rows are missing.
_HIDES_ROWS = frozenset({"OC-D084", "OC-D085", "OC-D092"})


@dataclass(frozen=True, slots=True)
class _Cells:
    """What was read: steps of the panel per (unit, month), column by column of the header."""

    units: tuple[str, ...]
    period: Period
    steps: Mapping[tuple[str, int], tuple[int, ...]]

    def column(self, name: str) -> Counts:
        """One column, shape (units, months)."""
        place, months = list(COLUMNS).index(name), self.period.months
        return np.array([[self.steps[unit, month][place] for month in months] for unit in self.units], dtype=np.int64)


@dataclass(slots=True)
class _Rows:
    """The rows in which each thing is wrong, so that a thousand alike make one finding."""

    file: str
    wrong: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, code: str, row: int, column: str = "") -> None:
        self.wrong.setdefault((code, column), []).append(row)

    def record(self, findings: Findings) -> None:
        for (code, column), rows in self.wrong.items():
            where = f"{self.file}:{rows[0]}"
            findings.add(code, where, column=column, count=len(rows), rows=first_few(map(str, rows)))


def read_panel(path: str | Path, *, measured_by: str) -> Panel:
    """Read the project's panel from a CSV file.

    measured_by: digest of the measure rules by which whoever made the file measured.
    Raises DataRejected with everything that is wrong with the file: OC-D050 and OC-D080 to OC-D094.
    """
    cells = _read(Path(path))
    return Panel(cells.units, cells.period, measured_by, *map(cells.column, COLUMNS))


def read_comparator_panel(path: str | Path, *, measured_by: str) -> ComparatorPanel:
    """Read the panel of the comparators; otherwise as `read_panel`."""
    cells = _read(Path(path))
    return ComparatorPanel(cells.units, cells.period, measured_by, *map(cells.column, COLUMNS))


def write_panel(panel: UnitMonths, path: str | Path) -> None:
    """Write a panel so that reading it gives the same panel; the file appears whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(_lines(panel))
    write_whole(Path(path), text.getvalue().encode())


def _lines(panel: UnitMonths) -> Iterator[list[object]]:
    """The rows of the file, unit by unit in the order of the panel."""
    units: Sequence[Mapping[str, Sequence[object]]] = panel.to_dict()["units"]  # type: ignore[assignment]
    for unit in units:
        columns = zip(*(unit[name] for name in COLUMNS), strict=True)
        for month, values in zip(panel.period.months, columns, strict=True):
            yield [unit["unit"], month_text(month), *values]


def _read(path: Path) -> _Cells:
    """All cells of a file, or a refusal with everything that is wrong with it."""
    findings = Findings()
    records = _records(path, findings)
    findings.refuse(DataRejected)
    order = _header(records[0] if records else [], path.name, findings)
    findings.refuse(DataRejected)
    wrong, steps = _Rows(path.name), dict[tuple[str, int], tuple[int, ...]]()
    for number, record in enumerate(records[1:], 2):
        _read_row(record, order, number, steps, wrong)
    wrong.record(findings)
    if len(records) < 2:
        findings.add("OC-D082", path.name)
    if not steps:
        raise DataRejected(findings)
    units = tuple(dict.fromkeys(unit for unit, _ in steps))
    months = [month for _, month in steps]
    period = Period(min(months), max(months))
    if not any(code in _HIDES_ROWS for code, _ in wrong.wrong):
        _require_every_month(units, period, steps, findings)
    findings.refuse(DataRejected)
    return _Cells(units, period, steps)


def _records(path: Path, findings: Findings) -> list[list[str]]:
    """The file as lists of text; what keeps it from being read is recorded."""
    try:
        text = read_text(path, largest=_LARGEST_FILE)
    except Unreadable as error:
        findings.add("OC-D083" if error.reason == "encoding" else "OC-D094", error.where)
        return []
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        findings.add("OC-D083", f"{path.name}:{len(records) + 1}")
    return records


def _header(header: list[str], file: str, findings: Findings) -> dict[str, int]:
    """The place of every column. A wrong heading is named by its place: it may be data."""
    if not header:
        findings.add("OC-D082", file)
        return {}
    for place, heading in enumerate(header, 1):
        if heading not in _HEADER or header.index(heading) != place - 1:
            findings.add("OC-D080", f"{file}:1", place=place, known=", ".join(_HEADER))
    missing = [name for name in _HEADER if name not in header]
    if missing:
        findings.add("OC-D081", f"{file}:1", columns=", ".join(missing))
    return {name: header.index(name) for name in _HEADER if name in header}


def _read_row(
    record: list[str],
    order: Mapping[str, int],
    number: int,
    steps: dict[tuple[str, int], tuple[int, ...]],
    wrong: _Rows,
) -> None:
    """Read one row into `steps`, or record what is wrong with it."""
    if len(record) != len(order):
        wrong.add("OC-D084", number)
        return
    values = tuple(_steps(record[order[name]], name, number, wrong) for name in COLUMNS)
    person_days = values[list(COLUMNS).index("person_days")]
    for name, value in zip(COLUMNS, values, strict=True):
        if name in _PART_OF_PERSON_DAYS and value > person_days * 10 ** COLUMNS[name] >= 0:
            wrong.add("OC-D093", number, name)
    unit, month = unit_name(record[order["unit"]]), _month(record[order["month"]])
    if unit is None:
        wrong.add("OC-D092", number, "unit")
    if month is None:
        wrong.add("OC-D085", number, "month")
    if unit is None or month is None:
        return
    if (unit, month) in steps:
        wrong.add("OC-D091", number)
    steps[unit, month] = values


def _steps(text: str, column: str, number: int, wrong: _Rows) -> int:
    """A decimal as a count of the column's steps; −1, with the reason recorded, where it is none."""
    count = parse_steps(text, COLUMNS[column])
    if isinstance(count, int):
        if count < 10 ** (_MOST_WHOLE_DIGITS + COLUMNS[column]):
            return count
        count = "large"
    wrong.add(_CODES[count], number, column)
    return -1


def _month(text: str) -> int | None:
    try:
        return parse_month(text)
    except UsageError:
        return None


def _require_every_month(
    units: tuple[str, ...],
    period: Period,
    steps: Mapping[tuple[str, int], tuple[int, ...]],
    findings: Findings,
) -> None:
    """Record, per unit, the months of the file for which it has no row (OC-D050)."""
    rows_of = dict.fromkeys(units, 0)
    for unit, _ in steps:
        rows_of[unit] += 1
    for unit, rows in rows_of.items():
        if rows < len(period):
            missing = (month_text(month) for month in period.months if (unit, month) not in steps)
            findings.add("OC-D050", unit=unit, months=first_few(missing), count=len(period) - rows)
