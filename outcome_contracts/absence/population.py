"""The population: whose employment and absence a measure counts.

    monthly_paid, hourly_paid   stretches with that form of pay; who is not measured has no sick period
    employed_all_year           person × calendar year, if some employment covers every day of the year

The two kinds differ in what lies outside. Another form of pay is another population: its absence begins no sick
period. A year in which a person came or went is the same person's: the sick days run on through it, as they run
through the months before a measurement, and only its days are not counted. That is done by laying such years at a
unit of their own beyond the panel's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from outcome_contracts.absence.days import Flags, day_number
from outcome_contracts.absence.records import AbsenceRecords, Employments
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.panel import Counts
from outcome_contracts.period import Period


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Population:
    """Stretches of employment as a measure sees them.

    employments: those of the records, cut at the turns of the year where the population goes by years. measured:
    which of them take part at all, shape (k,); None for all. units: how many units stretches are laid on; the last
    one, where it lies beyond those of the records, holds what takes part and is not counted.
    """

    employments: Employments
    measured: Flags | None
    units: int


def population(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Population:
    """The population of the rules in the years of a period.

    Raises DataRejected: no pay form though the population goes by it (OC-D061), years that the delivery does not
    cover though the population goes by years (OC-D108).
    """
    employments, units = records.employments, len(records.units)
    match rules.population:
        case "all_employed":
            return Population(employments, None, units)
        case "employed_all_year":
            return _by_years(records, _years(rules, period))
    if employments.monthly is None:
        raise DataRejected([Notice("OC-D061")])
    monthly = rules.population == "monthly_paid"
    return Population(employments, employments.monthly if monthly else ~employments.monthly, units)


def counted(found: Population, records: AbsenceRecords) -> Flags | None:
    """Which stretches of a population are counted, shape (k,); None for all."""
    if found.units == len(records.units):
        return found.measured
    here: Flags = found.employments.unit < len(records.units)
    return here


def _years(rules: MeasureRules, period: Period) -> range:
    """The calendar years that the panel needs: those of its months, and of a counting day before the first of them."""
    earlier = 1 if rules.heads_date is not None else 0
    return range(period.first // 12 - earlier, period.last // 12 + 1)


def _by_years(records: AbsenceRecords, years: range) -> Population:
    first, last = records.covers
    if first > date(years[0], 1, 1) or last < date(years[-1], 12, 31):
        span = f"{years[0]}-01-01/{years[-1]}-12-31"
        raise DataRejected([Notice("OC-D108", facts=(("needed", span), ("covers", f"{first}/{last}")))])
    starts = np.array([day_number(date(year, 1, 1)) for year in (*years, years[-1] + 1)])
    employments, place = _cut(records.employments, starts)
    whole = np.column_stack([_employed_throughout(records.employments, span) for span in pairwise(starts.tolist())])
    inside = (place > 0) & (place < len(starts))
    outside = inside.copy()
    outside[inside] = ~whole[employments.person[inside], place[inside] - 1]
    beyond = np.where(outside, np.int32(len(records.units)), employments.unit).astype(np.int32)
    return Population(replace(employments, unit=beyond), None, len(records.units) + 1)


def _cut(employments: Employments, starts: Counts) -> tuple[Employments, Counts]:
    """Stretches cut before each of the days, and how many of the days lie at or before each."""
    low, high = (np.searchsorted(starts, days, side="right") for days in (employments.first_day, employments.last_day))
    parts = high - low + 1
    rows = np.repeat(np.arange(len(employments)), parts)
    place = low[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(parts) - parts, parts)
    bounds = np.concatenate(([np.iinfo(np.int32).min], starts, [np.iinfo(np.int32).max]))
    return (
        Employments(
            person=employments.person[rows],
            employment=employments.employment[rows],
            unit=employments.unit[rows],
            first_day=np.maximum(employments.first_day[rows], bounds[place]).astype(np.int32),
            last_day=np.minimum(employments.last_day[rows], bounds[place + 1] - 1).astype(np.int32),
            extent=employments.extent[rows],
            monthly=None if employments.monthly is None else employments.monthly[rows],
        ),
        place,
    )


def _employed_throughout(employments: Employments, span: tuple[int, int]) -> Flags:
    """Which persons have some employment on every day from the first of a span to before its second, by code."""
    order = np.lexsort((employments.first_day, employments.person))
    person = employments.person[order].astype(np.int64)
    first = np.maximum(employments.first_day[order], span[0]).astype(np.int64)
    last = np.minimum(employments.last_day[order], span[1] - 1).astype(np.int64)
    length = span[1] - span[0]
    # On a line of spans, one per person, the latest end so far never reaches into the next person's.
    begin, end = (person * (length + 1) + np.clip(days - span[0], 0, length) for days in (first, last + 1))
    end = np.maximum(begin, end)
    latest = np.maximum.accumulate(np.append(0, end[:-1])) if len(end) else end
    days = np.zeros(int(person[-1]) + 1 if len(person) else 0, dtype=np.int64)
    np.add.at(days, person, np.maximum(end - np.maximum(begin, latest), 0))
    throughout: Flags = days == length
    return throughout
