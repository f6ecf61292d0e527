"""The ordinary dirt of HR exports, one kind at a time, each at a place that the seed decides.

A kind takes an export and gives it back dirty, with the number of rows it touched; one row in 200 unless the
kind concerns a whole file. Kinds are applied in the order of `Dirt`, rows first and the form of the files
last, and every kind draws from its own stream, whatever the order and company in which they are asked for.
Rows that an earlier kind has spoilt beyond reading are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from outcome_contracts.absence.synthetic.export import Export, Table
from outcome_contracts.absence.synthetic.streams import Stream
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.period import month_of


class Dirt(StrEnum):
    """The kinds.

    missing_month: all spells that touch one month are lost. late_rows: a quarter of the spells that begin in
    the last month have not been reported yet. duplicates: rows stand twice. overlaps: a second spell of the
    employment lies on the last day of a spell. end_before_start: first and last day have changed places.
    swapped_dates: day and month have changed places, so that the month is above 12. outside_employment: a
    spell ten days after the employment ended. extent_out_of_range: 1.5, −0.25 or 100. empty_extent: nothing
    where the extent belongs. nan_text: `NaN` as extent, `NaT` as last day. unknown_unit: a unit that nobody
    declared.
    unknown_column: one more column of codes. free_text_column: a column of remarks. excel_serial_dates: the
    dates of both files are day numbers of a spreadsheet (43738 is 2019-09-30). semicolon_decimal_comma: both
    files as a Swedish spreadsheet writes them. wrong_encoding: both files in ISO 8859-1.
    """

    MISSING_MONTH = "missing_month"
    LATE_ROWS = "late_rows"
    DUPLICATES = "duplicates"
    OVERLAPS = "overlaps"
    END_BEFORE_START = "end_before_start"
    SWAPPED_DATES = "swapped_dates"
    OUTSIDE_EMPLOYMENT = "outside_employment"
    EXTENT_OUT_OF_RANGE = "extent_out_of_range"
    EMPTY_EXTENT = "empty_extent"
    NAN_TEXT = "nan_text"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_COLUMN = "unknown_column"
    FREE_TEXT_COLUMN = "free_text_column"
    EXCEL_SERIAL_DATES = "excel_serial_dates"
    SEMICOLON_DECIMAL_COMMA = "semicolon_decimal_comma"
    WRONG_ENCODING = "wrong_encoding"


UNDECLARED_UNIT = "Okänd enhet 99"

_ONE_ROW_IN = 200
_DIRT_STREAMS = 2_000_000  # above every municipality's
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_REMARKS = ("ringde på morgonen", "intyg inlämnat", "åter på måndag")

Dirtied = tuple[Export, int]


def parse_dirt(text: str) -> tuple[Dirt, ...]:
    """Read `duplicates,overlaps`. Raises UsageError (OC-U001), all unknown names at once."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = [kind.value for kind in Dirt]
    unknown = [
        Notice("OC-U001", facts=(("name", name[:40]), ("known", ", ".join(known))))
        for name in names
        if name not in known
    ]
    if unknown:
        raise UsageError(unknown)
    return tuple(kind for kind in Dirt if kind in names)


def add_dirt(export: Export, kinds: Collection[Dirt], *, seed: int) -> tuple[Export, dict[Dirt, int]]:
    """The export with the chosen kinds of dirt, and how many rows each of them touched."""
    touched = {}
    for position, kind in enumerate(Dirt):
        if kind in kinds:
            export, touched[kind] = _KINDS[kind](export, Stream(seed=seed, key=_DIRT_STREAMS + position))
    return export, touched


def _missing_month(export: Export, stream: Stream) -> Dirtied:
    spans = [_months(row) for row in _spans(export.spells)]
    months = sorted({month for span in spans for month in span})
    inner = months[1:-1] or months
    if not inner:
        return export, 0
    lost = inner[int(stream.integers(1, below=len(inner))[0])]
    return _without(export, [row for row, span in enumerate(spans) if lost in span])


def _late_rows(export: Export, stream: Stream) -> Dirtied:
    begun = [None if span is None else month_of(span[0]) for span in _spans(export.spells)]
    last = max((month for month in begun if month is not None), default=None)
    candidates = [row for row, month in enumerate(begun) if month is not None and month == last]
    return _without(export, _pick(stream, candidates, -(-len(candidates) // 4)))


def _duplicates(export: Export, stream: Stream) -> Dirtied:
    rows = export.spells.rows
    picked = set(_pick(stream, range(len(rows)), _few(rows)))
    doubled = tuple(row for position, row in enumerate(rows) for _ in range(1 + (position in picked)))
    return _with_spells(export, doubled), len(picked)


def _overlaps(export: Export, stream: Stream) -> Dirtied:
    table = export.spells
    spans, first = _spans(table), table.header.index("first_day")
    candidates = [row for row, span in enumerate(spans) if span is not None and span[0] < span[1]]
    picked = set(_pick(stream, candidates, _few(table.rows)))
    rows: list[tuple[str, ...]] = []
    for position, row in enumerate(table.rows):
        rows.append(row)
        span = spans[position]
        if position in picked and span is not None:
            rows.append((*row[:first], span[1].isoformat(), *row[first + 1 :]))
    return _with_spells(export, tuple(rows)), len(picked)


def _end_before_start(export: Export, stream: Stream) -> Dirtied:
    table = export.spells
    candidates = [row for row, span in enumerate(_spans(table)) if span is not None and span[0] < span[1]]
    picked = set(_pick(stream, candidates, _few(table.rows)))
    first, last = table.column("first_day"), table.column("last_day")
    swapped = table.with_column("first_day", [last[row] if row in picked else day for row, day in enumerate(first)])
    swapped = swapped.with_column("last_day", [first[row] if row in picked else day for row, day in enumerate(last)])
    return replace(export, spells=swapped), len(picked)


def _swapped_dates(export: Export, stream: Stream) -> Dirtied:
    table = export.spells
    candidates = [row for row, span in enumerate(_spans(table)) if span is not None and span[0].day > 12]
    picked = set(_pick(stream, candidates, _few(table.rows)))
    for name in ("first_day", "last_day"):
        days = table.column(name)
        table = table.with_column(
            name,
            [f"{day[:4]}-{day[8:]}-{day[5:7]}" if row in picked else day for row, day in enumerate(days)],
        )
    return replace(export, spells=table), len(picked)


def _outside_employment(export: Export, stream: Stream) -> Dirtied:
    table = export.employments
    ends: dict[tuple[str, str], date | None] = {}
    for person, employment, text in zip(*map(table.column, ("person", "employment", "last_day")), strict=True):
        ends[person, employment] = _day(text)  # rows are in order, so that the last stretch decides
    horizon = max((span[1] for span in _spans(export.spells) if span is not None), default=date.min)
    gone = [(who, day) for who, day in ends.items() if day is not None and day + timedelta(days=12) <= horizon]
    added = []
    for position in _pick(stream, range(len(gone)), _few(export.spells.rows)):
        (person, employment), day = gone[position]
        cells = {"person": person, "employment": employment, "extent": "1"}
        cells["first_day"] = (day + timedelta(days=10)).isoformat()
        cells["last_day"] = (day + timedelta(days=12)).isoformat()
        added.append(tuple(cells.get(name, "") for name in export.spells.header))
    return _with_spells(export, (*export.spells.rows, *added)), len(added)


def _extent_out_of_range(export: Export, stream: Stream) -> Dirtied:
    return _overwrite(export, stream, "extent", ("1.5", "-0.25", "100"))


def _empty_extent(export: Export, stream: Stream) -> Dirtied:
    return _overwrite(export, stream, "extent", ("",))


def _nan_text(export: Export, stream: Stream) -> Dirtied:
    export, extents = _overwrite(export, stream, "extent", ("NaN",))
    export, days = _overwrite(export, stream, "last_day", ("NaT",))
    return export, extents + days


def _unknown_unit(export: Export, stream: Stream) -> Dirtied:
    table = export.employments
    picked = set(_pick(stream, range(len(table.rows)), _few(table.rows)))
    units = [UNDECLARED_UNIT if row in picked else unit for row, unit in enumerate(table.column("unit"))]
    return replace(export, employments=table.with_column("unit", units)), len(picked)


def _unknown_column(export: Export, stream: Stream) -> Dirtied:
    codes = stream.integers(len(export.spells.rows), below=9).tolist()
    return replace(export, spells=export.spells.with_column("loneart", [str(101 + code) for code in codes])), len(codes)


def _free_text_column(export: Export, stream: Stream) -> Dirtied:
    count = len(export.spells.rows)
    picked = _pick(stream, range(count), _few(export.spells.rows))
    remarks = [""] * count
    for turn, row in enumerate(picked):
        remarks[row] = _REMARKS[turn % len(_REMARKS)]
    return replace(export, spells=export.spells.with_column("kommentar", remarks)), len(picked)


def _excel_serial_dates(export: Export, stream: Stream) -> Dirtied:
    tables, touched = [], 0
    for table in (export.spells, export.employments):
        before = table
        for name in ("first_day", "last_day"):
            table = table.with_column(name, [_serial(text) for text in table.column(name)])
        touched += sum(old != new for old, new in zip(before.rows, table.rows, strict=True))
        tables.append(table)
    return replace(export, spells=tables[0], employments=tables[1]), touched


def _semicolon_decimal_comma(export: Export, stream: Stream) -> Dirtied:
    tables = [
        table.with_column("extent", [extent.replace(".", ",") for extent in table.column("extent")])
        for table in (export.spells, export.employments)
    ]
    dirty = replace(export, spells=tables[0], employments=tables[1], delimiter=";")
    return dirty, len(tables[0].rows) + len(tables[1].rows)


def _wrong_encoding(export: Export, stream: Stream) -> Dirtied:
    rows = (*export.spells.rows, *export.employments.rows)
    return replace(export, encoding="iso-8859-1"), sum(not "".join(row).isascii() for row in rows)


_KINDS: dict[Dirt, Callable[[Export, Stream], Dirtied]] = {
    Dirt.MISSING_MONTH: _missing_month,
    Dirt.LATE_ROWS: _late_rows,
    Dirt.DUPLICATES: _duplicates,
    Dirt.OVERLAPS: _overlaps,
    Dirt.END_BEFORE_START: _end_before_start,
    Dirt.SWAPPED_DATES: _swapped_dates,
    Dirt.OUTSIDE_EMPLOYMENT: _outside_employment,
    Dirt.EXTENT_OUT_OF_RANGE: _extent_out_of_range,
    Dirt.EMPTY_EXTENT: _empty_extent,
    Dirt.NAN_TEXT: _nan_text,
    Dirt.UNKNOWN_UNIT: _unknown_unit,
    Dirt.UNKNOWN_COLUMN: _unknown_column,
    Dirt.FREE_TEXT_COLUMN: _free_text_column,
    Dirt.EXCEL_SERIAL_DATES: _excel_serial_dates,
    Dirt.SEMICOLON_DECIMAL_COMMA: _semicolon_decimal_comma,
    Dirt.WRONG_ENCODING: _wrong_encoding,
}


def _pick(stream: Stream, candidates: Collection[int], count: int) -> list[int]:
    """At most `count` of the candidates, each as likely, in the order of the candidates."""
    order = np.argsort(stream.uniforms(len(candidates)), kind="stable")[:count]
    positions = list(candidates)
    return [positions[position] for position in np.sort(order).tolist()]


def _few(rows: tuple[tuple[str, ...], ...]) -> int:
    return -(-len(rows) // _ONE_ROW_IN)


def _overwrite(export: Export, stream: Stream, name: str, values: tuple[str, ...]) -> Dirtied:
    """Put the values, in turn, into a column of some spells."""
    column = list(export.spells.column(name))
    picked = _pick(stream, range(len(column)), _few(export.spells.rows))
    for turn, row in enumerate(picked):
        column[row] = values[turn % len(values)]
    return replace(export, spells=export.spells.with_column(name, column)), len(picked)


def _with_spells(export: Export, rows: tuple[tuple[str, ...], ...]) -> Export:
    return replace(export, spells=Table(export.spells.header, rows))


def _without(export: Export, lost: Collection[int]) -> Dirtied:
    gone = frozenset(lost)
    kept = tuple(row for position, row in enumerate(export.spells.rows) if position not in gone)
    return _with_spells(export, kept), len(gone)


def _spans(table: Table) -> list[tuple[date, date] | None]:
    """First and last day of every row; None where one of them cannot be read."""
    days = zip(map(_day, table.column("first_day")), map(_day, table.column("last_day")), strict=True)
    return [None if first is None or last is None else (first, last) for first, last in days]


def _months(span: tuple[date, date] | None) -> range:
    return range(0) if span is None else range(month_of(span[0]), month_of(span[1]) + 1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _serial(text: str) -> str:
    day = _day(text)
    return text if day is None else str((day - _SERIAL_DAY_ZERO).days)
