"""The schedule: on which days an employment had work, how much, and how much of it was missed.

    day off       minutes = 0, or no row in a month that has rows
    day share     missed / minutes        5 hours missed of a day of 10: half a day

A delivery that says nothing of a month does not say that the month was free: a month in which an employment
has absence needs at least one row. Minutes missed and days of absence must agree, day by day, for otherwise one
of them is wrong and either would give a panel. Source of the day share: net workdays by hours as municipal
statistics define them; the days off at the end of a spell: what the sick-pay statistics cannot see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, LATEST, Flags, Integers, months_of
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.panel import EXTENT_STEPS

if TYPE_CHECKING:
    from outcome_contracts.absence.records import Spells

MINUTES_A_DAY = 24 * 60

_MONTH_BITS = 12


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Schedule:
    """Scheduled work, one row per employment and day, sorted by the two, shape (k,) each; int32.

    employment: codes. day: days since 1970-01-01. minutes: scheduled, 0 for a day off that is stated. missed:
    minutes of them that were absence; None where the delivery does not say.
    Raises DataRejected (OC-D072) for columns that are not of that form, more missed than scheduled included.
    """

    employment: Integers
    day: Integers
    minutes: Integers
    missed: Integers | None

    def __post_init__(self) -> None:
        missed = self.minutes if self.missed is None else self.missed
        limits: dict[str, tuple[Integers, int, int | Integers]] = {
            "employment": (self.employment, 0, np.iinfo(np.int32).max),
            "day": (self.day, EARLIEST, LATEST),
            "minutes": (self.minutes, 0, MINUTES_A_DAY),
            "missed": (missed, 0, self.minutes),
        }
        for name, (column, lowest, highest) in limits.items():
            fits = column.dtype == np.int32 and column.ndim == 1 and column.shape == self.employment.shape
            if not fits or (column < lowest).any() or (column > highest).any():
                raise DataRejected([Notice("OC-D072", facts=(("table", "schedule"), ("column", name)))])
            column.flags.writeable = False
        if (np.diff(self.keys) <= 0).any():
            raise DataRejected([Notice("OC-D072", facts=(("table", "schedule"), ("column", "day")))])

    def __len__(self) -> int:
        return len(self.day)

    def __repr__(self) -> str:
        return f"Schedule({len(self)} days)"

    @property
    def keys(self) -> NDArray[np.int64]:
        """Employment and day as one number that sorts like the pair."""
        return _keys(self.employment, self.day)

    def of_employments(self, first: int, last: int) -> Schedule:
        """The rows of the employments `first` to `last` − 1, numbered anew from 0."""
        low, high = np.searchsorted(self.employment, (first, last))
        rows = slice(low, high)
        missed = None if self.missed is None else self.missed[rows]
        return Schedule(self.employment[rows] - np.int32(first), self.day[rows], self.minutes[rows], missed)


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class WorkingDays:
    """The days of a schedule on which there was work, ready to be looked up; keys ascend, shape (k,) each."""

    keys: NDArray[np.int64]
    minutes: NDArray[np.int64]
    missed: NDArray[np.int64]

    def rows_of(self, employment: NDArray[np.generic], day: NDArray[np.int64]) -> tuple[NDArray[np.int64], Flags]:
        """The row of each employment and day, and which of them have one; the others' rows mean nothing."""
        asked = _keys(employment, day)
        if not len(self.keys):
            return np.zeros(len(asked), dtype=np.int64), np.zeros(len(asked), dtype=np.bool_)
        row = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        return row, self.keys[row] == asked


def working_days(schedule: Schedule) -> WorkingDays:
    """The days with work; minutes missed are 0 where the delivery does not say."""
    work = schedule.minutes > 0
    missed = np.zeros_like(schedule.minutes) if schedule.missed is None else schedule.missed
    return WorkingDays(schedule.keys[work], schedule.minutes[work].astype(np.int64), missed[work].astype(np.int64))


def require_months(schedule: Schedule, spells: Spells) -> None:
    """Raise DataRejected (OC-D105) for months in which an employment has absence and the schedule no row."""
    absent = np.flatnonzero(spells.extent > 0)
    if not len(absent):
        return
    month_of = months_of(np.arange(EARLIEST, LATEST + 1))
    month_of -= month_of[0]
    first, last = (month_of[days[absent] - EARLIEST] for days in (spells.first_day, spells.last_day))
    parts = last - first + 1
    rows = np.repeat(np.arange(len(absent)), parts)
    month = first[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(parts) - parts, parts)
    asked = (spells.employment[absent][rows].astype(np.int64) << _MONTH_BITS) + month
    known = (schedule.employment.astype(np.int64) << _MONTH_BITS) + month_of[schedule.day - EARLIEST]
    known = known[np.diff(known, prepend=-1) != 0]  # sorted as the schedule is
    place = np.searchsorted(known, asked)
    found = known[np.minimum(place, len(known) - 1)] == asked if len(known) else np.zeros(len(asked), dtype=np.bool_)
    missing = len(np.unique(asked[~found]))
    if missing:
        raise DataRejected([Notice("OC-D105", "schedule", (("count", missing),))])


def require_missed_minutes(schedule: Schedule, spells: Spells) -> None:
    """Raise DataRejected: no minutes missed (OC-D107), or minutes that disagree with the spells (OC-D106).

    Minutes are missed only on days of a spell of that employment; on a day of full absence with work some are.
    """
    if schedule.missed is None:
        raise DataRejected([Notice("OC-D107", "schedule")])
    missed = schedule.missed > 0
    beside = int((missed & ~_covered(schedule, spells, lowest=1)).sum())
    without = int(((schedule.minutes > 0) & ~missed & _covered(schedule, spells, lowest=EXTENT_STEPS)).sum())
    if beside or without:
        raise DataRejected([Notice("OC-D106", "schedule", (("beside", beside), ("without", without)))])


def without_days_off_at_end(spells: Spells, schedule: Schedule) -> Spells:
    """The spells up to their last scheduled day; a spell without any is no absence.

    Rows of one employment that follow on without a day between are one spell, and only its end is cut: a weekend
    in the middle of an illness is kept wherever the rows are split.
    """
    rows = np.flatnonzero(spells.extent > 0)
    rows = rows[np.lexsort((spells.first_day[rows], spells.employment[rows]))]
    if not len(rows):
        return spells.take(rows)
    first, last = (_keys(spells.employment[rows], days[rows]) for days in (spells.first_day, spells.last_day))
    opens = np.append(True, first[1:] != last[:-1] + 1)  # keys of two employments never follow on
    run = np.cumsum(opens) - 1
    run_first = first[opens]
    run_last = last[np.append(np.flatnonzero(opens)[1:] - 1, len(rows) - 1)]
    work = working_days(schedule).keys
    place = np.searchsorted(work, run_last, side="right") - 1
    kept_last = work[np.maximum(place, 0)] if len(work) else run_last
    kept_last = np.where(place >= 0, kept_last, run_first - 1)[run]  # one before the spell drops all of it
    kept = first <= kept_last
    cut = (np.minimum(last, kept_last) & ((1 << DAY_BITS) - 1)) + EARLIEST
    return spells.take(rows[kept]).ending(cut[kept].astype(np.int32))


def _covered(schedule: Schedule, spells: Spells, *, lowest: int) -> Flags:
    """Which days of the schedule a spell of at least that extent covers."""
    rows = np.flatnonzero(spells.extent >= lowest)
    keys, employment, size = schedule.keys, spells.employment[rows], len(schedule) + 1
    begins = np.searchsorted(keys, _keys(employment, spells.first_day[rows]))
    ends = np.searchsorted(keys, _keys(employment, spells.last_day[rows]), side="right")
    under_way = np.cumsum(np.bincount(begins, minlength=size) - np.bincount(ends, minlength=size))
    covered: Flags = under_way[:-1] > 0
    return covered


def _keys(employment: NDArray[np.generic], day: NDArray[np.generic]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (employment.astype(np.int64) << DAY_BITS) + (day.astype(np.int64) - EARLIEST)
    return keys
