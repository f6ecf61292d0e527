"""The panel, day by day: plain sets and dicts, no NumPy, slow and obviously right.

A delivery is a list of `Spell` and a list of `Stretch`. A person is absent on a day on which one of the
person's employments is absent (extent above 0) in a stretch of the measured population.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import floor

from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.period import Period, first_day, month_of

Cell = tuple[str, int]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    person: str
    employment: str
    first: date
    last: date
    extent: int = 10_000


@dataclass(frozen=True)
class Stretch:
    person: str
    employment: str
    unit: str
    first: date
    last: date
    extent: int = 10_000
    monthly: bool = True


def days(first: date, last: date):
    while first <= last:
        yield first
        first += DAY


Schedule = dict[tuple[str, date], tuple[int, int]]  # (employment, day) → minutes scheduled, minutes missed


def panel(
    spells: list[Spell], stretches: list[Stretch], rules: MeasureRules, period: Period, schedule: Schedule | None = None
) -> dict[str, dict[Cell, int]]:
    """Every column of the panel as (unit, month) → integer in the panel's steps; cells of 0 are left out."""
    work = {place: minutes for place, minutes in (schedule or {}).items() if minutes[0]}
    pay = {"monthly_paid": (True,), "hourly_paid": (False,)}.get(rules.population, (True, False))
    measured = [item for item in stretches if item.monthly in pay]
    in_force = {(item.employment, day): item for item in measured for day in days(item.first, item.last)}
    counts = _counted_days(stretches, rules)
    extent = {
        (person, employment, day): share
        for (person, employment, day), share in _absence(spells, work, rules).items()
        if (employment, day) in in_force
    }
    net, begun = defaultdict(int), defaultdict(int)
    paid = _paid(extent, _short_term(set(extent), rules), work, rules)
    for (person, employment, day), share in extent.items():
        stretch = in_force[employment, day]
        cell = (stretch.unit, month_of(day))
        if not counts(person, day):
            continue
        if (person, day) in paid:
            of = stretch.extent if rules.extent_basis == "of_full_time" else 10_000
            if rules.day_basis == "calendar":
                net[cell] += share * of
            elif (employment, day) in work:
                minutes, missed = work[employment, day]
                hours = Fraction(10_000 * of * missed, minutes)
                net[cell] += floor(hours + Fraction(1, 2)) if rules.day_basis == "hours" else share * of
        if (person, employment, day - DAY) not in extent:
            begun[cell] += 1
    person_days, fte_days, present = defaultdict(int), defaultdict(int), defaultdict(set)
    for stretch in measured:
        for day in days(max(stretch.first, period.first_day), min(stretch.last, period.last_day)):
            cell = (stretch.unit, month_of(day))
            if not counts(stretch.person, day):
                continue
            person_days[cell] += 1
            fte_days[cell] += stretch.extent
        for month in period.months:
            day = _counting_day(month, rules)
            if stretch.first <= day <= stretch.last and counts(stretch.person, day):
                present[stretch.unit, month].add(stretch.person)
    heads = {cell: len(persons) for cell, persons in present.items()}
    columns = {
        "net_days": net,
        "person_days": person_days,
        "fte_days": fte_days,
        "heads": heads,
        "spells": begun,
    }
    return {
        name: {cell: value for cell, value in column.items() if value and cell[1] in period}
        for name, column in columns.items()
    }


def _absence(spells: list[Spell], work: Schedule, rules: MeasureRules) -> dict[tuple[str, str, date], int]:
    """The extent of every day of absence, after overlaps and days off at the end."""
    said = defaultdict(list)
    for spell in spells:
        for day in days(spell.first, spell.last) if spell.extent else ():
            said[spell.person, spell.employment, day].append(spell.extent)
    extent = {day: max(all_of) if rules.overlap == "max" else min(sum(all_of), 10_000) for day, all_of in said.items()}
    if rules.days_off_at_end == "not_counted":
        for person, employment, day in sorted(extent, reverse=True):  # backwards: an end that goes makes another end
            ends = (person, employment, day + DAY) not in extent
            if ends and (employment, day) not in work:
                del extent[person, employment, day]
    return extent


def _counted_days(stretches: list[Stretch], rules: MeasureRules):
    """Whether a person's day is counted, for the population of those employed all year."""
    if rules.population != "employed_all_year":
        return lambda person, day: True
    employed = {(item.person, day) for item in stretches for day in days(item.first, item.last)}

    @cache
    def all_year(person: str, year: int) -> bool:
        return all((person, day) in employed for day in days(date(year, 1, 1), date(year, 12, 31)))

    return lambda person, day: all_year(person, day.year)


def _counting_day(month: int, rules: MeasureRules) -> date:
    last = first_day(month + 1) - DAY
    if rules.heads_date is None:
        return last
    return max(
        day
        for day in (date.fromisoformat(f"{year}-{rules.heads_date}") for year in (last.year - 1, last.year))
        if day <= last
    )


def _paid(extent: dict, short_term: dict[tuple[str, date], int], work: Schedule, rules: MeasureRules) -> set:
    """The short-term days without the waiting day of each period, where that does not count."""
    if rules.waiting_day != "not_counted":
        return set(short_term)
    first = {}
    for person, employment, day in extent:
        if (person, day) in short_term and (employment, day) in work:
            period = person, short_term[person, day]
            first[period] = min(first.get(period, day), day)
    return {item for item, period in short_term.items() if first.get((item[0], period)) != item[1]}


def _short_term(absent: set[tuple[str, str, date]], rules: MeasureRules) -> dict[tuple[str, date], int]:
    """The (person, day) that are short-term, with the number of their period."""
    employments = defaultdict(set)
    for person, employment, day in absent:
        employments[person, day].add(employment)
    periods: list[list[tuple[str, date]]] = []
    for person, day in sorted(employments):
        if periods and periods[-1][-1][0] == person:
            previous = periods[-1][-1][1]
            same_spell = day - previous == DAY and employments[person, day] & employments[person, previous]
            if (day - previous).days <= rules.relapse_days or same_spell:
                periods[-1].append((person, day))
                continue
        periods.append([(person, day)])
    if rules.short_term == "periods_up_to_14_days":
        return {item: number for number, period in enumerate(periods) if len(period) <= 14 for item in period}
    longest = rules.longest_period or 10**6
    kept = (period[:14] if len(period) <= longest else [] for period in periods)
    return {item: number for number, period in enumerate(kept) for item in period}
