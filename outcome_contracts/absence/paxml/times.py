"""The rules of a time transaction: which days a row is about, and how much of them was missed.

    datum, or datumfrom and datumtom, or starttid and sluttid      exactly one of the three
    neither timmar nor omfattning                                  100 % of the schedule
    omfattning                                                     per cent of the schedule; never for attendance
    timmar, or starttid and sluttid                                hours missed / hours scheduled that day

Hours stand on a single day only, and never beside an extent. Hours become an extent only where the file itself says
how many were scheduled. Source: PAXml 2.0, the published schema and specification.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.columns import read_days
from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags, day_number
from outcome_contracts.absence.schedules import MINUTES_A_DAY
from outcome_contracts.absence.tables import RawColumn
from outcome_contracts.notices import Findings
from outcome_contracts.panel import EXTENT_STEPS

Integers64 = NDArray[np.int64]

NOT_GIVEN = -1

_CLOCK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])(:00(\.0+)?)?", re.ASCII)
_ZONED = re.compile(r".*T.*(Z|[+-][0-9]{2}:[0-9]{2})(\[.*\])?", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2}0*)?", re.ASCII)
_HOURS = re.compile(r"[0-9]{1,2}(\.[0-9]{1,20})?", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])(:00(\.0+)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Scheduled:
    """Scheduled minutes by employment and day, keys ascending, shape (k,) each.

    start: minute of the day at which work begins, NOT_GIVEN where the file gives hours only. end: likewise.
    """

    keys: Integers64
    minutes: Integers64
    start: Integers64
    end: Integers64

    def rows_of(self, keys: Integers64) -> tuple[Integers64, Flags]:
        """The row of each key, and which keys have one; the others' rows mean nothing."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.bool_)
        row = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return row, self.keys[row] == keys


def key_of(employment: Integers64, day: Integers64) -> Integers64:
    """Employment code and day as one number."""
    return (employment << DAY_BITS) + (day - EARLIEST)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days of time transactions, since 1970-01-01, closed, and minutes of the clock; shape (n,) each.

    good: rows whose days are said in one way and exist. start, end: minute of the day, NOT_GIVEN without a clock.
    """

    first: Integers64
    last: Integers64
    start: Integers64
    end: Integers64
    good: Flags

    def take(self, place: Integers64) -> Days:
        """Some of the rows."""
        return Days(self.first[place], self.last[place], self.start[place], self.end[place], self.good[place])


def days_of(cells: Mapping[str, RawColumn], attendance: Flags, rows: Rows, findings: Findings) -> Days:
    """Which days each row is about: OC-D009, OC-D011, OC-D057, OC-D178 to OC-D181, OC-D184."""
    given = {name: ~column.missing for name, column in cells.items()}
    single, interval = given["datum"], given["datumfrom"] & given["datumtom"]
    clock, hours, extent = given["starttid"] & given["sluttid"], given["timmar"], given["omfattning"]
    half = (given["datumfrom"] != given["datumtom"]) | (given["starttid"] != given["sluttid"])
    ways = single.astype(np.int64) + interval + clock
    no_day = half | (ways != 1)
    rows.report(findings, "OC-D178", no_day)
    spanned = hours & (given["datumfrom"] | given["datumtom"])
    rows.report(findings, "OC-D179", spanned)
    both = (hours & extent) | (clock & (hours | extent))
    rows.report(findings, "OC-D180", both)
    present = attendance & extent
    rows.report(findings, "OC-D181", present)
    good = ~(no_day | spanned | both | present)
    days = {}
    for name in ("datum", "datumfrom", "datumtom"):
        found, usable = read_days(cells[name], name, rows, findings, open_end=EARLIEST)
        days[name], good = found.astype(np.int64), good & usable
    begins, ends = (_clock_times(cells[name], name, rows, findings) for name in ("starttid", "sluttid"))
    good &= begins.good & ends.good
    first = np.where(clock, begins.day, np.where(interval, days["datumfrom"], days["datum"]))
    last = np.where(clock, ends.day, np.where(interval, days["datumtom"], days["datum"]))
    backward = good & ((last < first) | (clock & (last == first) & (ends.minute <= begins.minute)))
    rows.report(findings, "OC-D011", backward)
    overnight = good & clock & (last > first)
    rows.report(findings, "OC-D184", overnight & ~attendance)
    return Days(first, last, begins.minute, ends.minute, good & ~backward & ~overnight)


def extents_of(
    cells: Mapping[str, RawColumn],
    days: Days,
    employment: Integers64,
    scheduled: Scheduled,
    rows: Rows,
    found: Findings,
) -> tuple[Integers64, Flags]:
    """How much of its days each row takes, in ten-thousandths, and which rows have it.

    Findings: OC-D257 an extent or hours that are none, OC-D182 hours without a schedule, OC-D183 more hours than
    scheduled, OC-D184 a clock that the schedule does not settle, OC-D186 what was taken to the nearest minute or
    ten-thousandth.
    """
    steps = np.full(len(employment), EXTENT_STEPS, dtype=np.int64)
    stated, hours = ~cells["omfattning"].missing, ~cells["timmar"].missing
    percent = by_distinct(cells["omfattning"].values, steps_of_percent)
    wrong = stated & (percent <= 0)
    rows.report(found, "OC-D257", wrong, column="omfattning", expected="@per_cent_of_a_day")
    missed = by_distinct(cells["timmar"].values, minutes_of)
    no_hours = hours & (missed < 0)
    rows.report(found, "OC-D257", no_hours, column="timmar", expected="@hours_of_a_day")
    clock = days.start != NOT_GIVEN
    row, known = scheduled.rows_of(key_of(employment, days.first))
    asked = days.good & (hours | clock) & ~no_hours
    unknown = asked & ~known
    if len(scheduled.keys):
        unknown |= asked & (scheduled.minutes[row] == 0)
    rows.report(found, "OC-D182", unknown)
    good = days.good & ~wrong & ~no_hours & ~unknown
    if len(scheduled.keys):
        minutes = np.where(good & asked, scheduled.minutes[row], 1)
        inside, settled = _missed_by_clock(days, scheduled, row)
        rows.report(found, "OC-D184", good & clock & ~settled)
        good &= ~clock | settled
        missed = np.where(clock, inside, missed)
        more = good & asked & (missed > minutes)
        rows.report(found, "OC-D183", more)
        good &= ~more
        shares = (2 * missed * EXTENT_STEPS + minutes) // (2 * minutes)
        rounded = (shares * minutes != missed * EXTENT_STEPS) | (hours & in_part_minutes(cells["timmar"].values))
        rows.report(found, "OC-D186", good & asked & rounded)
        steps = np.where(asked, shares, steps)
    return np.where(stated, percent, steps), good


def minutes_of(hours: str) -> int:
    """Whole minutes of decimal hours of at most a day, to the nearest; −1 for what is none."""
    if not _HOURS.fullmatch(hours):
        return -1
    minutes = Decimal(hours) * 60
    return int(minutes + Decimal("0.5")) if minutes <= MINUTES_A_DAY else -1


def in_part_minutes(hours: NDArray[np.generic]) -> Flags:
    """Which decimal hours are no whole minutes, and were taken to the nearest."""
    parts: Flags = by_distinct(hours, lambda text: bool(_HOURS.fullmatch(text)) and Decimal(text) * 60 % 1 != 0) == 1
    return parts


def minute_of(time: str) -> int:
    """The minute of the day that a time of the clock is; −1 for what is none."""
    match = _TIME.fullmatch(time)
    minute = 60 * int(match[1]) + int(match[2]) if match else -1
    return minute if minute <= MINUTES_A_DAY else -1


def steps_of_percent(text: str) -> int:
    """Ten-thousandths of a per cent from 0 to 100 with at most two decimals; −1 for what is none."""
    steps = int(Decimal(text) * 100) if _PERCENT.fullmatch(text) else NOT_GIVEN
    return steps if steps <= EXTENT_STEPS else NOT_GIVEN


def by_distinct(values: NDArray[np.generic], meaning: Callable[[str], int]) -> Integers64:
    """What each text means, looked up once per distinct text; shape (n,)."""
    distinct, which = np.unique(values, return_inverse=True)
    return np.array([meaning(text) for text in distinct.tolist()], dtype=np.int64)[which]


@dataclass(frozen=True, slots=True, eq=False)
class _ClockTimes:
    day: Integers64
    minute: Integers64
    good: Flags


def _clock_times(column: RawColumn, name: str, rows: Rows, findings: Findings) -> _ClockTimes:
    """Day and minute of `2020-02-03T13:30:00`; good where there is none: OC-D009, OC-D057 for a time zone."""
    zoned = by_distinct(column.values, lambda text: bool(_ZONED.fullmatch(text))) == 1
    both = by_distinct(column.values, _moment)
    rows.report(findings, "OC-D057", zoned, column=name)
    wrong = ~column.missing & ~zoned & (both < 0)
    rows.report(findings, "OC-D009", wrong, column=name)
    none = both < 0
    day, minute = np.divmod(np.where(none, 0, both), MINUTES_A_DAY)
    return _ClockTimes(day + EARLIEST, np.where(none, NOT_GIVEN, minute), ~wrong & ~zoned)


def _moment(text: str) -> int:
    """Minutes since the earliest day; −1 for what is no moment."""
    match = _CLOCK.fullmatch(text)
    if not match:
        return -1
    try:
        day = day_number(date.fromisoformat(match[1])) - EARLIEST
    except ValueError:
        return -1
    return day * MINUTES_A_DAY + 60 * int(match[2]) + int(match[3]) if day >= 0 else -1


def _missed_by_clock(days: Days, scheduled: Scheduled, row: Integers64) -> tuple[Integers64, Flags]:
    """Scheduled minutes between two times, and where they are settled: no break of unknown place lies between."""
    start, end, minutes = scheduled.start[row], scheduled.end[row], scheduled.minutes[row]
    inside = np.maximum(np.minimum(days.end, end) - np.maximum(days.start, start), 0)
    whole = (days.start <= start) & (days.end >= end)
    settled = (start != NOT_GIVEN) & (whole | (minutes == end - start)) & (inside > 0)
    return np.where(whole, minutes, inside), settled
