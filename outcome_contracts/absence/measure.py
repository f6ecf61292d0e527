"""From absence records to a panel: the short-term sick days of every period, by unit and month.

    net days(u, m) = Σ short-term days at u in m × extent of the absence [× extent of the employment]

Where the rules go by the schedule, a day weighs what `scheduled_days` says instead.

Sick periods are built from all spells before anything is cut to the months that are asked for; each day then
counts in its own calendar month, at the unit of the stretch in force. Persons are independent of one another,
so the panels of any batches of whole persons add up to the panel of all, to the last step. A month without
data is refused: it is not zero absence.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from outcome_contracts.absence.days import Flags, Integers, day_number, month_starts, months_of
from outcome_contracts.absence.employed_time import employed_time, heads_on_dates
from outcome_contracts.absence.population import population
from outcome_contracts.absence.records import AbsenceRecords, Employments, Spells
from outcome_contracts.absence.scheduled_days import scheduled_net_days
from outcome_contracts.absence.schedules import (
    WorkingDays,
    require_missed_minutes,
    require_months,
    without_days_off_at_end,
    working_days,
)
from outcome_contracts.absence.sick_periods import short_term_days
from outcome_contracts.absence.stretches import Pieces, first_stretches, lay_on_stretches
from outcome_contracts.absence.timeline import Block, Layout, Line, timelines
from outcome_contracts.contract.measure_rules import MeasureRules, clashing_rules, open_rules
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import EXTENT_STEPS, SMALLEST_GROUP_SHOWN, Counts, Panel
from outcome_contracts.period import Period, month_text

SPELLS_A_MONTH_WITHOUT_DOUBT = 20

_REST_BITS = 5
_REST_MASK = (1 << _REST_BITS) - 1


def measure(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Panel:
    """The panel of a delivery: all its units, the months of `period`, measured by `rules`.

    Raises DataRejected: months outside what the delivery covers (OC-D053); months without any day of absence
    though the months of the period have at least 20 spells on average (OC-D054); heads of a counting day that would
    hide a group of ten or fewer (OC-D118); and what `measure_batch` raises.
    """
    findings = Findings()
    first, last = (day_number(day) for day in records.covers)
    starts = month_starts(period.first, period.last + 1)
    outside = (starts[:-1] < first) | (starts[1:] - 1 > last)
    _report_months(findings, "OC-D053", outside, period)
    findings.refuse(DataRejected)
    panel = measure_batch(records, rules, period)
    if rules.heads_date is not None:
        _require_groups_at_month_ends(records, rules, panel)
    if int(panel.spells.sum()) >= SPELLS_A_MONTH_WITHOUT_DOUBT * len(period):
        _report_months(findings, "OC-D054", _without_absence(records, panel), period)
        findings.refuse(DataRejected)
    return panel


def measure_batch(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Panel:
    """The panel of some whole persons, as `AbsenceRecords.of_persons` gives them.

    What can only be judged on the whole delivery, its completeness and its small groups, is left to `measure`.
    Raises UsageError for rules that are open (OC-D101) or clash (OC-D100), and DataRejected: a population that goes
    by pay form without one (OC-D061) or by years that are not covered (OC-D108), spells resolved by another rule
    (OC-D102), and where the rules need a schedule: none (OC-D104), months without (OC-D105), minutes missed that were
    not delivered (OC-D107) or disagree with the spells (OC-D106).
    """
    require_rules(rules)
    found = population(records, rules, period)
    spells, working = _spells_and_work(records, rules)
    employments, units = found.employments, found.units
    pieces = lay_on_stretches(spells, employments, found.measured)
    net, begun = _absence(pieces, employments, rules, units, period, working)
    time = employed_time(employments, units, period, found.measured)
    heads = time.heads
    if rules.heads_date is not None:
        heads = heads_on_dates(records, found, _counting_days(rules.heads_date, period))
    counted_units = slice(len(records.units))  # beyond them lies what is not counted
    return Panel(
        records.units,
        period,
        rules.digest,
        net_days=net[counted_units],
        person_days=time.person_days[counted_units],
        fte_days=time.fte_days[counted_units],
        heads=heads[counted_units],
        spells=begun[counted_units],
    )


def require_rules(rules: MeasureRules) -> None:
    """Raise UsageError unless every rule that is needed is said (OC-D101) and none that means nothing (OC-D100)."""
    findings = Findings()
    for rule in open_rules(rules):
        findings.add("OC-D101", f"measure_rules.{rule}", rule=rule)
    for rule, other in clashing_rules(rules):
        findings.add("OC-D100", f"measure_rules.{rule}", rule=rule, other=other)
    findings.refuse(UsageError)


def _spells_and_work(records: AbsenceRecords, rules: MeasureRules) -> tuple[Spells, WorkingDays | None]:
    """The spells as the rules see them, and the days with work where net days go by them."""
    if records.overlap not in ("reject", rules.overlap):
        facts = (("read", records.overlap), ("agreed", rules.overlap))
        raise DataRejected([Notice("OC-D102", facts=facts)])
    spells, schedule = records.spells, records.schedule
    if not rules.needs_schedule:
        return spells, None
    if schedule is None:
        raise DataRejected([Notice("OC-D104")])
    require_months(schedule, spells)
    if rules.day_basis == "hours":
        require_missed_minutes(schedule, spells)
    if rules.days_off_at_end == "not_counted":
        spells = without_days_off_at_end(spells, schedule)
    return spells, None if rules.day_basis == "calendar" else working_days(schedule)


def _counting_days(heads_date: str, period: Period) -> tuple[date, ...]:
    """For every month of a period the latest counting day up to its end."""
    month, day = map(int, heads_date.split("-"))
    years = (number // 12 if number % 12 + 1 >= month else number // 12 - 1 for number in period.months)
    return tuple(date(year, month, day) for year in years)


def _absence(
    pieces: Pieces,
    employments: Employments,
    rules: MeasureRules,
    units: int,
    period: Period,
    working: WorkingDays | None,
) -> tuple[Counts, Counts]:
    """Net days in panel steps and spells begun, shape (units, months) each."""
    width = len(period) + 2  # a column for each month, and one before and one after for all other days
    net, spells = (np.zeros(units * width, dtype=np.int64) for _ in range(2))
    row = employments.unit.astype(np.int64) * width
    person_first = first_stretches(employments.person)
    for line in timelines(pieces):
        calendar = _calendar(line.layout, period)
        for block in line.blocks():
            stretch, employment = _stretch_and_employment(block, employments, person_first)
            short_term = short_term_days(block, employment, rules)
            cell = row[stretch]
            here = cell + (calendar[block.day] >> _REST_BITS)
            np.add.at(spells, here, 1)
            np.subtract.at(spells, here[short_term.follows], 1)
            if working is None:
                extent = block.extent
                if rules.extent_basis == "of_full_time":
                    extent *= employments.extent[stretch]
                _add_calendar_days(net, short_term.count, extent, block.day, cell, calendar)
                continue
            piece, day, weight = scheduled_net_days(
                block,
                short_term,
                working,
                rules,
                employment=employments.employment[stretch],
                employment_extent=employments.extent[stretch],
            )
            np.add.at(net, cell[piece] + (calendar[day] >> _REST_BITS), weight)
    if working is None and rules.extent_basis == "of_employment":
        net *= EXTENT_STEPS
    return tuple(column.reshape(units, width)[:, 1:-1].copy() for column in (net, spells))  # type: ignore[return-value]


def _add_calendar_days(net: Line, short: Line, extent: Line, day: Line, cell: Line, calendar: Line) -> None:
    """Add the first `short` days of each piece to the months in which they lie."""
    rest = calendar[day]
    here = cell + (rest >> _REST_BITS)
    rest &= _REST_MASK
    np.add.at(net, here, np.minimum(short, rest) * extent)
    later = np.flatnonzero(short > rest)  # at most 14 days touch at most two months
    there = cell[later] + (calendar[day[later] + rest[later]] >> _REST_BITS)
    np.add.at(net, there, (short[later] - rest[later]) * extent[later])


def _stretch_and_employment(block: Block, employments: Employments, person_first: Line) -> tuple[Line, Integers | None]:
    """The row of the stretch of each piece, and its employment (None where every person has one stretch)."""
    if len(person_first) == len(employments):
        return block.person, None
    stretch = person_first[block.person]
    if block.stretch is not None:
        stretch += block.stretch
    return stretch, employments.employment[stretch]


def _calendar(layout: Layout, period: Period) -> Line:
    """Per day of the layout: 32 × column of its month + days to the end of the month, itself included."""
    days = np.arange(1 << layout.day_bits, dtype=np.int64) + layout.lowest_day
    months = months_of(days)
    rest = month_starts(int(months[0]), int(months[-1]) + 1)[months - months[0] + 1] - days
    column = np.clip(months - period.first + 1, 0, len(period) + 1)
    calendar: Line = (column << _REST_BITS) | rest
    return calendar


def _require_groups_at_month_ends(records: AbsenceRecords, rules: MeasureRules, panel: Panel) -> None:
    """Raise DataRejected (OC-D118) where a unit had more than ten persons on the counting day and fewer now.

    Whoever shows a panel goes by its heads; those of another day must not make a small group look large.
    """
    found = population(records, rules, panel.period)
    present = employed_time(found.employments, found.units, panel.period, found.measured).heads[: len(records.units)]
    hidden = (panel.person_days > 0) & (present < SMALLEST_GROUP_SHOWN) & (panel.heads >= SMALLEST_GROUP_SHOWN)
    if hidden.any():
        facts = (("count", int(hidden.sum())), ("units", int(hidden.any(axis=1).sum())))
        raise DataRejected([Notice("OC-D118", facts=facts)])


def _without_absence(records: AbsenceRecords, panel: Panel) -> Flags:
    """Which months of the panel no spell of absence touches, shape (m,)."""
    touched = panel.net_days.sum(axis=0) > 0
    spells, starts = records.spells, month_starts(panel.period.first, panel.period.last + 1)
    absent = spells.extent > 0
    for month in np.flatnonzero(~touched):
        touched[month] = (absent & (spells.first_day < starts[month + 1]) & (spells.last_day >= starts[month])).any()
    empty: Flags = ~touched
    return empty


def _report_months(findings: Findings, code: str, bad: Flags, period: Period) -> None:
    months = [month_text(period.first + int(position)) for position in np.flatnonzero(bad)]
    if months:
        findings.add(code, months=", ".join(months), count=len(months))
