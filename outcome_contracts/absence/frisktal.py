"""Frisktal: the share of employees who were hardly ill, in every definition that is published.

    Swedish Agency for Government Employers   ≤ 40 hours and ≤ 3 occasions in a year, by ordinary working time
    Mark municipality                         ≤ 5 sick days in a year, by heads
    others                                    0 days; ≤ 7 days; no absence in two years ("långtidsfriska")

The same staff has a frisktal of 40 or of 75 per cent by the definition alone, so there is none without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcome_contracts.absence.days import Flags, day_number
from outcome_contracts.absence.groups import Share, require_shown, share_of_persons
from outcome_contracts.absence.joined_spells import Counts, days_of_persons, joined
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.reported_period import require_covered
from outcome_contracts.notices import DataRejected, Notice, UsageError
from outcome_contracts.period import Period


@dataclass(frozen=True, slots=True)
class Frisktal:
    """Who counts as well, and how persons are weighted.

    most_days: calendar days of absence in the period, or None. most_minutes: minutes missed, or None. most_spells:
    spells that touch the period, or None. weight: each person alike, or by minutes of scheduled work. population:
    persons employed on every day of the period, or on any. months: length of the period.
    Raises UsageError (OC-D114) where nothing is limited.
    """

    most_days: int | None
    most_minutes: int | None
    most_spells: int | None
    weight: Literal["heads", "ordinary_time"]
    population: Literal["employed_throughout", "employed_any_day"]
    months: int

    def __post_init__(self) -> None:
        if (self.most_days, self.most_minutes, self.most_spells) == (None, None, None):
            raise UsageError([Notice("OC-D114", facts=(("name", "most_days"), ("expected", "≥ 0")))])

    @property
    def needs_schedule(self) -> bool:
        """Whether hours are counted."""
        return self.most_minutes is not None or self.weight == "ordinary_time"


GOVERNMENT_EMPLOYERS = Frisktal(None, 40 * 60, 3, "ordinary_time", "employed_any_day", 12)
MARK = Frisktal(5, None, None, "heads", "employed_throughout", 12)
NO_ABSENCE = Frisktal(0, None, None, "heads", "employed_throughout", 12)
AT_MOST_A_WEEK = Frisktal(7, None, None, "heads", "employed_throughout", 12)
LONG_TERM_WELL = Frisktal(0, None, None, "heads", "employed_throughout", 24)


def frisktal(records: AbsenceRecords, definition: Frisktal, period: Period) -> Share:
    """The share of the population that was well, in persons or in minutes of ordinary time.

    Raises UsageError (OC-D114) for a period of another length than the definition's, and DataRejected: OC-D053 for
    months not covered, OC-D104 and OC-D107 without the schedule or the minutes it needs, OC-D110 where a group of one
    to ten persons would show, OC-D115 where there is nobody.
    """
    if len(period) != definition.months:
        raise UsageError([Notice("OC-D114", facts=(("name", "period"), ("expected", str(definition.months))))])
    require_covered(records, period)
    employments, whole = records.employments, joined(records.spells)
    persons = int(employments.person[-1]) + 1 if len(employments) else 0
    employed = days_of_persons(employments, persons, period)
    throughout = definition.population == "employed_throughout"
    counted: Flags = employed == _days(period) if throughout else employed > 0
    well = counted.copy()
    if definition.most_days is not None:
        well &= days_of_persons(whole, persons, period) <= definition.most_days
    if definition.most_spells is not None:
        touches = (whole.first_day <= day_number(period.last_day)) & (whole.last_day >= day_number(period.first_day))
        well &= np.bincount(whole.person[touches], minlength=persons) <= definition.most_spells
    if not definition.needs_schedule:
        return share_of_persons("frisktal", int(well.sum()), int(counted.sum()))
    ordinary, missed = _minutes(records, persons, period)
    if definition.most_minutes is not None:
        well &= missed <= definition.most_minutes
    of_persons = share_of_persons("frisktal", int(well.sum()), int(counted.sum()))
    if definition.weight == "heads":
        return of_persons
    part, total = int(ordinary[well].sum()), int(ordinary[counted].sum())
    require_shown({"frisktal": int((ordinary[counted] > 0).sum())})
    if not total:
        raise DataRejected([Notice("OC-D115", facts=(("group", "frisktal"),))])
    return Share(part, total)


def _days(period: Period) -> int:
    return (period.last_day - period.first_day).days + 1


def _minutes(records: AbsenceRecords, persons: int, period: Period) -> tuple[Counts, Counts]:
    """Minutes scheduled and missed of each person in a period, by code."""
    schedule = records.schedule
    if schedule is None or schedule.missed is None:
        raise DataRejected([Notice("OC-D104" if schedule is None else "OC-D107")])
    inside = (schedule.day >= day_number(period.first_day)) & (schedule.day <= day_number(period.last_day))
    starts = np.flatnonzero(np.diff(records.employments.employment, prepend=-1))
    person = records.employments.person[starts][schedule.employment[inside]]
    ordinary, missed = (np.zeros(persons, dtype=np.int64) for _ in range(2))
    np.add.at(ordinary, person, schedule.minutes[inside])
    np.add.at(missed, person, schedule.missed[inside])
    return ordinary, missed
