"""Days that are written as moments of a time zone, or as a spreadsheet's numbers: read as declared, or not at all.

    2020-03-28T23:00:00Z    2020-03-29 in Stockholm, 2020-03-28 in London
    43738                   2019-09-30 counted from 1900, 2023-10-01 counted from 1904

A day of Stockholm begins at midnight there, also in the two nights when the clock is moved, so no day is lost or
doubled. Counted from 1900 the first two months are left out: the programs count a 29th of February that there was not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.notices import Notice, UsageError

DateSystem = Literal["1900", "1904"]

_DAY_COLUMNS = ("first_day", "last_day", "day")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_MIDNIGHT = re.compile(r"00:00(:00(\.0+)?)?", re.ASCII)
_SERIAL = re.compile(r"[0-9]{5}", re.ASCII)
_DAY_ZERO: dict[DateSystem, date] = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
_FIRST_SERIAL: dict[DateSystem, int] = {"1900": 61, "1904": 0}
_LAST_SERIAL = 99_999
# Some names are no zone of any place: of this machine's clock, or of a clock that counts leap seconds.
_ZONE = re.compile(r"(?!localtime|posixrules|Factory|right/|posix/)[A-Za-z][A-Za-z0-9_+/-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeclaredDays:
    """How days are written. tz: name of the zone whose days are meant. date_system: what numbers count from.

    None where nothing is declared: such cells are then refused (OC-D057, OC-D058).
    Raises UsageError (OC-D253) for a zone or a system that does not exist.
    """

    tz: str | None = None
    date_system: DateSystem | None = None

    def __post_init__(self) -> None:
        if self.tz is not None and not is_zone(self.tz):
            raise UsageError([Notice("OC-D253", facts=(("name", "tz"), ("expected", "Europe/Stockholm")))])
        if self.date_system is not None and self.date_system not in _DAY_ZERO:
            raise UsageError([Notice("OC-D253", facts=(("name", "date_system"), ("expected", "1900, 1904")))])

    def read(self, table: RawTable) -> RawTable:
        """The table with the days of its columns of days as declared; what is written otherwise stays as it is."""
        if self.tz is None and self.date_system is None:
            return table
        columns = dict(table.columns)
        for name in _DAY_COLUMNS:
            if name in columns:
                columns[name] = self._column(columns[name])
        return replace(table, columns=columns)

    def text(self, written: str) -> str:
        """One cell: a moment with a zone by the clock of the declared one, a number as its day."""
        if self.date_system is not None and _SERIAL.fullmatch(written):
            return day_of_serial(int(written), self.date_system) or written
        found = _MOMENT.fullmatch(written)
        if self.tz is None or found is None or found[3] is None:
            return written
        try:
            local = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(ZoneInfo(self.tz))
        except (ValueError, OverflowError):
            return written
        return local.replace(tzinfo=None).isoformat(" ")

    def _column(self, column: RawColumn) -> RawColumn:
        values = column.values
        if values.dtype.kind == "U":
            distinct, which = np.unique(values, return_inverse=True)
            read = np.array([self.text(text) for text in distinct.tolist()], dtype=np.str_)
            return RawColumn(read[which], column.missing)
        if values.dtype.kind not in "iuf" or self.date_system is None:
            return column
        present = np.where(column.missing, 0, values)
        low = _FIRST_SERIAL[self.date_system]
        if not ((present >= low) & (present <= _LAST_SERIAL) & (present == np.floor(present)))[~column.missing].all():
            return column  # refused as numbers, all of them: some are no days
        days = present.astype(np.int64) + day_number(_DAY_ZERO[self.date_system])
        return RawColumn(days.astype("datetime64[D]"), column.missing)


def is_zone(name: str) -> bool:
    """Whether a time zone of that name exists."""
    try:
        return bool(_ZONE.fullmatch(name)) and bool(ZoneInfo(name))
    except (OSError, ValueError, KeyError):
        return False


def day_of_serial(number: int, system: DateSystem) -> str:
    """The day of a spreadsheet's number as `YYYY-MM-DD`, empty for one that has none."""
    if not _FIRST_SERIAL[system] <= number <= _LAST_SERIAL:
        return ""
    return (_DAY_ZERO[system] + timedelta(number)).isoformat()


def midnights(texts: NDArray[np.generic]) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """The day of each moment that is midnight and says no zone, else `?`; and which moments say one. Shape (n,)."""
    distinct, which = np.unique(texts, return_inverse=True)
    found = [_MOMENT.fullmatch(text) for text in distinct.tolist()]
    days = [one[1] if one and not one[3] and _MIDNIGHT.fullmatch(one[2]) else "?" for one in found]
    zoned = np.array([bool(one and one[3]) for one in found], dtype=np.bool_)
    return np.array(days, dtype=np.str_)[which], zoned[which]
