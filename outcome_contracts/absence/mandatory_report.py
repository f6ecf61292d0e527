"""The mandatory sickness report of municipal employers: seven indicators of a full year, by hours.

    1 total      minutes missed / ordinary minutes
    2 long-term  minutes missed in spells of at least 60 days / minutes missed (not ordinary minutes)
    3, 4         women, men
    5, 6, 7      at most 29, 30–49, at least 50 years old at the end of the year

Indicators 3–7 are 1 within the group, over the group's own ordinary minutes. A person's time is in the numerator
only where it is in the denominator: minutes without a schedule are in neither. A group of ten persons or fewer is not
shown, and then one more of its division is not shown either, since the total would give it away. Sources:
Government Bill 2002/03:6; the employers' association's instruction on mandatory sickness reporting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from outcome_contracts.absence.absence_totals import LONG_SPELL_DAYS
from outcome_contracts.absence.days import Flags, Integers, day_number
from outcome_contracts.absence.groups import require_shown
from outcome_contracts.absence.joined_spells import Counts, joined, spell_of
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.reported_period import require_covered
from outcome_contracts.absence.schedules import Schedule, require_missed_minutes, require_months
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN
from outcome_contracts.period import Period, month_index

YOUNG, OLD = 29, 50


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Persons:
    """What the report divides persons by, per person code: the persons in the order of their delivered ids.

    women: flags; birth_year: int32; shape (p,) each.
    """

    women: Flags
    birth_year: Integers

    def __repr__(self) -> str:
        return f"Persons({len(self.women)})"


@dataclass(frozen=True, slots=True)
class MandatoryReport:
    """The indicators of a year as exact shares; None for what is not shown."""

    year: int
    total: Fraction
    long_term: Fraction | None
    women: Fraction | None
    men: Fraction | None
    at_most_29: Fraction | None
    from_30_to_49: Fraction | None
    at_least_50: Fraction | None


def mandatory_report(records: AbsenceRecords, persons: Persons, year: int) -> MandatoryReport:
    """The seven indicators of a calendar year.

    Raises DataRejected: OC-D053 for months not covered, OC-D104–OC-D107 for a schedule that is missing, incomplete or
    at odds with the spells, OC-D113 for attributes of another number of persons, OC-D110 for an employer of ten or
    fewer, OC-D115 for one without ordinary time.
    """
    require_covered(records, Period(month_index(year, 1), month_index(year, 12)))
    count = int(records.employments.person[-1]) + 1 if len(records.employments) else 0
    if persons.women.shape != (count,) or persons.birth_year.shape != (count,):
        raise DataRejected([Notice("OC-D113", facts=(("persons", count), ("women", persons.women.size)))])
    schedule = records.schedule
    if schedule is None:
        raise DataRejected([Notice("OC-D104")])
    require_months(schedule, records.spells)
    require_missed_minutes(schedule, records.spells)
    hours = _Hours.of(records, schedule, year, count)
    if not hours.ordinary.sum():
        raise DataRejected([Notice("OC-D115", facts=(("group", str(year)),))])
    everybody = np.ones(count, dtype=np.bool_)
    require_shown({str(year): hours.persons(everybody)})
    age = year - persons.birth_year
    women, men = hours.division((persons.women, ~persons.women))
    young, middle, old = hours.division((age <= YOUNG, (age > YOUNG) & (age < OLD), age >= OLD))
    total = hours.rate(everybody)
    return MandatoryReport(year, total, hours.long_share(), women, men, young, middle, old)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Hours:
    """Minutes of a year by person code: scheduled, missed, and missed in long spells."""

    ordinary: Counts
    missed: Counts
    long: Counts

    @classmethod
    def of(cls, records: AbsenceRecords, schedule: Schedule, year: int, count: int) -> _Hours:
        low, high = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
        rows = np.flatnonzero((schedule.day >= low) & (schedule.day <= high))
        employment, day = schedule.employment[rows], schedule.day[rows]
        starts = np.flatnonzero(np.diff(records.employments.employment, prepend=-1))
        person = records.employments.person[starts][employment]
        missed = np.zeros(len(rows), dtype=np.int64) if schedule.missed is None else schedule.missed[rows]
        whole = joined(records.spells)
        absent = missed > 0
        long = np.zeros(len(rows), dtype=np.bool_)
        long[absent] = whole.length[spell_of(whole, employment[absent], day[absent])] >= LONG_SPELL_DAYS
        sums = [np.zeros(count, dtype=np.int64) for _ in range(3)]
        for column, minutes in zip(sums, (schedule.minutes[rows], missed, missed * long), strict=True):
            np.add.at(column, person, minutes)
        return cls(*sums)

    def persons(self, group: Flags) -> int:
        """Persons of a group with ordinary time."""
        return int((group & (self.ordinary > 0)).sum())

    def rate(self, group: Flags) -> Fraction:
        """Minutes missed over ordinary minutes of a group."""
        return Fraction(int(self.missed[group].sum()), int(self.ordinary[group].sum()))

    def long_share(self) -> Fraction | None:
        """Long-term minutes over all minutes missed; None where one to ten persons have them, or nothing was missed."""
        total, few = int(self.missed.sum()), int((self.long > 0).sum())
        if not total or 0 < few < SMALLEST_GROUP_SHOWN:
            return None
        return Fraction(int(self.long.sum()), total)

    def division(self, groups: tuple[Flags, ...]) -> tuple[Fraction | None, ...]:
        """The rate of each group; None for one of ten or fewer, and for the smallest other one beside a single such."""
        sizes = [self.persons(group) for group in groups]
        hidden = {place for place, size in enumerate(sizes) if size < SMALLEST_GROUP_SHOWN}
        small = [place for place in hidden if sizes[place]]
        if len(small) == 1:
            others = [place for place in range(len(groups)) if place not in hidden]
            hidden |= {min(others, key=lambda place: sizes[place])} if others else set()
        return tuple(None if place in hidden else self.rate(group) for place, group in enumerate(groups))
