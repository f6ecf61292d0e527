"""From absence records to a panel: the first fourteen sick days of every period, by unit and month.

    net days(u, m) = Σ short-term days at u in m × extent of the absence [× extent of the employment]

Sick periods are built from all spells before anything is cut to the months that are asked for; each day then
counts in its own calendar month, at the unit of the stretch in force. Persons are independent of one another,
so the panels of any batches of whole persons add up to the panel of all, to the last step. A month without
data is refused: it is not zero absence.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.absence.days import Flags, Integers, day_number, month_starts, months_of
from outcome_contracts.absence.employed_time import employed_time
from outcome_contracts.absence.records import AbsenceRecords, Employments
from outcome_contracts.absence.sick_periods import short_term_days
from outcome_contracts.absence.stretches import Pieces, first_stretches, lay_on_stretches
from outcome_contracts.absence.timeline import Block, Layout, Line, timelines
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import EXTENT_STEPS, Counts, Panel
from outcome_contracts.period import Period, month_text

SPELLS_A_MONTH_WITHOUT_DOUBT = 20

_REST_BITS = 5
_REST_MASK = (1 << _REST_BITS) - 1


def measure(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Panel:
    """The panel of a delivery: all its units, the months of `period`, measured by `rules`.

    Raises DataRejected: months outside what the delivery covers (OC-D053); months without any day of absence
    though the months of the period have at least 20 spells on average (OC-D054); a population of the monthly
    paid without a pay form (OC-D061).
    """
    findings = Findings()
    first, last = (day_number(day) for day in records.covers)
    starts = month_starts(period.first, period.last + 1)
    outside = (starts[:-1] < first) | (starts[1:] - 1 > last)
    _report_months(findings, "OC-D053", outside, period)
    findings.refuse(DataRejected)
    panel = measure_batch(records, rules, period)
    if int(panel.spells.sum()) >= SPELLS_A_MONTH_WITHOUT_DOUBT * len(period):
        _report_months(findings, "OC-D054", _without_absence(records, panel), period)
        findings.refuse(DataRejected)
    return panel


def measure_batch(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Panel:
    """The panel of some whole persons, as `AbsenceRecords.of_persons` gives them.

    What can only be judged on the whole delivery, its completeness, is left to `measure`.
    Raises DataRejected (OC-D061) for a population of the monthly paid without a pay form.
    """
    employments, units = records.employments, len(records.units)
    measured = counted_stretches(employments, rules)
    pieces = lay_on_stretches(records.spells, employments, measured)
    net, spells = _absence(pieces, employments, rules, units, period)
    time = employed_time(employments, units, period, measured)
    return Panel(
        records.units,
        period,
        rules.digest,
        net_days=net,
        person_days=time.person_days,
        fte_days=time.fte_days,
        heads=time.heads,
        spells=spells,
    )


def _absence(
    pieces: Pieces, employments: Employments, rules: MeasureRules, units: int, period: Period
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
            short, follows = short_term_days(block, employment, rules.short_term, rules.relapse_days)
            day, extent = block.day, block.extent
            if rules.extent_basis == "of_full_time":
                extent *= employments.extent[stretch]
            rest, cell = calendar[day], row[stretch]
            here = cell + (rest >> _REST_BITS)
            rest &= _REST_MASK
            np.add.at(net, here, np.minimum(short, rest) * extent)
            np.add.at(spells, here, 1)
            np.subtract.at(spells, here[follows], 1)
            later = np.flatnonzero(short > rest)  # at most 14 days touch at most two months
            there = cell[later] + (calendar[day[later] + rest[later]] >> _REST_BITS)
            np.add.at(net, there, (short[later] - rest[later]) * extent[later])
    if rules.extent_basis == "of_employment":
        net *= EXTENT_STEPS
    return tuple(column.reshape(units, width)[:, 1:-1].copy() for column in (net, spells))  # type: ignore[return-value]


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


def counted_stretches(employments: Employments, rules: MeasureRules) -> Flags | None:
    """Which stretches are measured, or None for all. Raises DataRejected (OC-D061) without a pay form."""
    if rules.population == "all_employed":
        return None
    if employments.monthly is None:
        raise DataRejected([Notice("OC-D061")])
    return employments.monthly


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
