"""Workplaces of high and of rising absence: where an employer should look, by aggregates only.

    rate(unit)  net days of every length / days of employment
    high        rate in the period ≥ high_from × that of all units
    rising      rate in the period ≥ rising_from × the unit's own in the period before

Units with ten persons or fewer in either period, or one to ten who were absent in it, are left out and counted: the
list says how many were not judged. It is of workplaces, never of persons or of their managers, and it ranks by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from outcome_contracts.absence.days import Integers
from outcome_contracts.absence.groups import require_shown
from outcome_contracts.absence.joined_spells import Counts, days_inside
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.reported_period import require_covered
from outcome_contracts.absence.stretches import first_stretches, lay_on_stretches
from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import EXTENT_STEPS, SMALLEST_GROUP_SHOWN
from outcome_contracts.period import Period

Multiple = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Workplace:
    """A unit that is listed. rate, before: net days per day of employment in the two periods, exact."""

    unit: str
    rate: Fraction
    before: Fraction
    high: bool
    rising: bool


@dataclass(frozen=True, slots=True)
class WorkplaceList:
    """The listed units in the order of their names, the rate of all units, and how many were too small to judge."""

    listed: tuple[Workplace, ...]
    rate: Fraction
    not_judged: int


def workplaces(
    records: AbsenceRecords, *, before: Period, period: Period, high_from: Multiple, rising_from: Multiple
) -> WorkplaceList:
    """The units of high or rising absence.

    before, period: two periods, the second later, of the same length and beginning in the same calendar month, so
    that no season is taken for a rise. high_from, rising_from: multiples above 1, such as "1.5".
    Raises UsageError for periods or multiples of another kind (OC-D114) and inexact multiples (OC-U005, OC-U006), and
    DataRejected: OC-D053 for months not covered, OC-D110 where all units together have ten or fewer persons absent,
    OC-D115 without employment.
    """
    high, rising = exact(high_from, "high_from"), exact(rising_from, "rising_from")
    comparable = len(before) == len(period) and (period.first - before.first) % 12 == 0 and before.last < period.first
    findings = Findings()
    for name, right in {"before": comparable, "high_from": high > 1, "rising_from": rising > 1}.items():
        if not right:
            findings.add("OC-D114", name=name, expected="= period − 12 · n" if name == "before" else "> 1")
    findings.refuse(UsageError)
    require_covered(records, before, period)
    then, now = (_sums(records, span) for span in (before, period))
    if not now.employed.sum():
        raise DataRejected([Notice("OC-D115", facts=(("group", str(period)),))])
    require_shown({str(period): int(now.absent.sum())})
    overall = Fraction(int(now.net.sum()), int(now.employed.sum()) * EXTENT_STEPS)
    judged = then.shown & now.shown
    listed = []
    for unit in np.flatnonzero(judged):
        rate, earlier = now.rate(unit), then.rate(unit)
        is_high, is_rising = bool(rate) and rate >= high * overall, bool(rate) and rate >= rising * earlier
        if is_high or is_rising:
            listed.append(Workplace(records.units[unit], rate, earlier, is_high, is_rising))
    present = int(((then.employed > 0) | (now.employed > 0)).sum())
    return WorkplaceList(tuple(sorted(listed, key=lambda one: one.unit)), overall, present - int(judged.sum()))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Sums:
    """By unit: net days in ten-thousandths, days of employment, persons employed and persons absent."""

    net: Counts
    employed: Counts
    persons: Counts
    absent: Counts

    @property
    def shown(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which units have groups large enough."""
        few_absent = (self.absent > 0) & (self.absent < SMALLEST_GROUP_SHOWN)
        return (self.persons >= SMALLEST_GROUP_SHOWN) & ~few_absent

    def rate(self, unit: np.int64) -> Fraction:
        """Net days per day of employment."""
        return Fraction(int(self.net[unit]), int(self.employed[unit]) * EXTENT_STEPS)


def _sums(records: AbsenceRecords, period: Period) -> _Sums:
    employments, units = records.employments, len(records.units)
    employed = days_inside(employments.first_day, employments.last_day, period)
    pieces = lay_on_stretches(records.spells, employments, None)
    stretch = first_stretches(employments.person)[pieces.person]
    if pieces.stretch is not None:
        stretch = stretch + pieces.stretch
    unit = employments.unit[stretch]
    days = days_inside(pieces.first_day, pieces.last_day, period)
    net, time = (np.zeros(units, dtype=np.int64) for _ in range(2))
    np.add.at(net, unit, days * pieces.extent)
    np.add.at(time, employments.unit, employed)
    here, away = employed > 0, days > 0
    return _Sums(
        net,
        time,
        _persons(employments.person[here], employments.unit[here], units),
        _persons(pieces.person[away], unit[away], units),
    )


def _persons(person: Integers, unit: Integers, units: int) -> Counts:
    """Distinct persons by unit."""
    distinct = np.unique(person.astype(np.int64) * units + unit) % units
    return np.bincount(distinct, minlength=units).astype(np.int64)
