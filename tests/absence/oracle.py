"""The panel, day by day: plain sets and dicts, no NumPy, slow and obviously right.

A delivery is a list of `Spell` and a list of `Stretch`. A person is absent on a day on which one of the
person's employments is absent (extent above 0) in a stretch of the measured population.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.period import Period, month_of

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


def panel(
    spells: list[Spell], stretches: list[Stretch], rules: MeasureRules, period: Period
) -> dict[str, dict[Cell, int]]:
    """Every column of the panel as (unit, month) → integer in the panel's steps; cells of 0 are left out."""
    counted = [item for item in stretches if item.monthly or rules.population == "all_employed"]
    in_force = {(item.employment, day): item for item in counted for day in days(item.first, item.last)}
    extent = {
        (spell.person, spell.employment, day): spell.extent
        for spell in spells
        for day in days(spell.first, spell.last)
        if spell.extent and (spell.employment, day) in in_force
    }
    net, begun = defaultdict(int), defaultdict(int)
    short_term = _short_term(set(extent), rules)
    for (person, employment, day), share in extent.items():
        stretch = in_force[employment, day]
        cell = (stretch.unit, month_of(day))
        if (person, day) in short_term:
            net[cell] += share * (stretch.extent if rules.extent_basis == "of_full_time" else 10_000)
        if (person, employment, day - DAY) not in extent:
            begun[cell] += 1
    person_days, fte_days, present = defaultdict(int), defaultdict(int), defaultdict(set)
    for stretch in counted:
        for day in days(max(stretch.first, period.first_day), min(stretch.last, period.last_day)):
            cell = (stretch.unit, month_of(day))
            person_days[cell] += 1
            fte_days[cell] += stretch.extent
            if month_of(day + DAY) != month_of(day):
                present[cell].add(stretch.person)
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


def _short_term(absent: set[tuple[str, str, date]], rules: MeasureRules) -> set[tuple[str, date]]:
    """The (person, day) that are short-term: the first 14 sick days, or all days of the short periods."""
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
        return {item for period in periods if len(period) <= 14 for item in period}
    return {item for period in periods for item in period[:14]}
