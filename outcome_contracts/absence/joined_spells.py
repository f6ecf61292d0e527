"""Whole spells: rows of one employment that follow on one another without a day between are one absence.

The published statistics count occasions and days of whole spells, as long as they last, and not of the rows in which
a system happened to store them. Rows of extent 0 are no absence. Days of a person are counted once, however many of
the person's employments they concern.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Integers, day_number
from outcome_contracts.absence.records import Employments, Spells
from outcome_contracts.period import Period

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JoinedSpells:
    """Spells of one employment without a day between them, sorted by employment and day, shape (n,) each."""

    person: Integers
    employment: Integers
    first_day: Integers
    last_day: Integers

    @property
    def length(self) -> Counts:
        """Calendar days of each spell."""
        return self.last_day.astype(np.int64) - self.first_day + 1


def joined(spells: Spells) -> JoinedSpells:
    """Rows that follow on, joined."""
    rows = np.flatnonzero(spells.extent > 0)
    rows = rows[np.lexsort((spells.first_day[rows], spells.employment[rows]))]
    employment, first, last = spells.employment[rows], spells.first_day[rows], spells.last_day[rows]
    opens = np.ones(len(rows), dtype=np.bool_)
    opens[1:] = (employment[1:] != employment[:-1]) | (first[1:] != last[:-1] + 1)
    starts = np.flatnonzero(opens)
    ends = np.append(starts[1:], len(rows))[: len(starts)] - 1
    return JoinedSpells(spells.person[rows][starts], employment[starts], first[starts], last[ends])


def spell_of(whole: JoinedSpells, employment: Integers, day: Integers) -> Counts:
    """Which joined spell each day of absence belongs to, by its place."""
    lifted = whole.employment.astype(np.int64) * _LIFT + whole.first_day
    return np.searchsorted(lifted, employment.astype(np.int64) * _LIFT + day, side="right") - 1


def days_inside(first: Integers, last: Integers, period: Period) -> Counts:
    """How many days of each closed span lie in a period."""
    low = np.maximum(first.astype(np.int64), day_number(period.first_day))
    days: Counts = np.maximum(np.minimum(last, day_number(period.last_day)) - low + 1, 0)
    return days


def days_of_persons(table: JoinedSpells | Employments, persons: int, period: Period) -> Counts:
    """Distinct days of a period that the spans of each person cover, by code, shape (persons,)."""
    order = np.lexsort((table.first_day, table.person))
    person = table.person[order].astype(np.int64)
    first, last = day_number(period.first_day), day_number(period.last_day)
    begin = np.clip(table.first_day[order], first, last + 1) + person * _LIFT
    end = np.maximum(np.clip(table.last_day[order] + 1, first, last + 1) + person * _LIFT, begin)
    latest = np.maximum.accumulate(np.append(np.iinfo(np.int64).min, end[:-1])) if len(end) else end
    days = np.zeros(persons, dtype=np.int64)
    np.add.at(days, person, np.maximum(end - np.maximum(begin, latest), 0))
    return days


# More than the days of 1900–2199, before and after 1970, so that two employments never share a number.
_LIFT = 1 << 18
