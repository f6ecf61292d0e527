"""From absence records to a panel: the short-term sick days of every period, by unit and month.

    net days(u, m) = Σ short-term days at u in m × extent of the absence [× extent of the employment]

Where the rules go by the schedule, a day weighs what `scheduled_days` says instead.

Sick periods are built from all spells before anything is cut to the months that are asked for; each day then
counts in its own calendar month, at the unit of the stretch in force. Persons are independent of one another,
so the panels of any batches of whole persons add up to the panel of all, to the last step. A month without
data is refused: it is not zero absence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np

from outcome_contracts.absence.cell_sums import CellSums
from outcome_contracts.absence.days import Flags, day_number, month_starts
from outcome_contracts.absence.employed_time import employed_time, heads_on_dates
from outcome_contracts.absence.population import Population, population
from outcome_contracts.absence.records import AbsenceRecords, Spells
from outcome_contracts.absence.schedules import (
    WorkingDays,
    require_missed_minutes,
    require_months,
    without_days_off_at_end,
    working_days,
)
from outcome_contracts.absence.stretches import lay_on_stretches
from outcome_contracts.absence.timeline import timelines
from outcome_contracts.contract.measure_rules import MeasureRules, clashing_rules, open_rules
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, Counts, Panel
from outcome_contracts.period import Period, month_text

SPELLS_A_MONTH_WITHOUT_DOUBT = 20


def measure(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Panel:
    """The panel of a delivery: all its units, the months of `period`, measured by `rules`.

    Raises DataRejected: months outside what the delivery covers (OC-D053); months without any day of absence
    though the months of the period have at least 20 spells on average (OC-D054); heads of a counting day that would
    hide a group of ten or fewer (OC-D118); and what `measure_batch` raises.
    """
    require_covered(records.covers, period)
    panel = measure_batch(records, rules, period)
    require_whole(panel, records, rules, partial(_touched, records.spells))
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
    sums = CellSums(found.employments, rules, units=found.units, period=period, working=working)
    for line in timelines(lay_on_stretches(spells, found.employments, found.measured)):
        for block in line.blocks():
            sums.add(block)
    return panel_of(records, rules, found, sums.columns(), period)


def panel_of(
    records: AbsenceRecords, rules: MeasureRules, found: Population, absence: tuple[Counts, Counts], period: Period
) -> Panel:
    """The panel of some absence over the employed time of the records, whose own spells are not asked.

    absence: net days and spells begun, as `CellSums.columns` gives them.
    """
    net, begun = absence
    time = employed_time(found.employments, found.units, period, found.measured)
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


def require_covered(covers: tuple[date, date], period: Period) -> None:
    """Raise DataRejected (OC-D053) for months that a delivery does not cover from their first day to their last."""
    findings = Findings()
    first, last = (day_number(day) for day in covers)
    starts = month_starts(period.first, period.last + 1)
    _report_months(findings, "OC-D053", (starts[:-1] < first) | (starts[1:] - 1 > last), period)
    findings.refuse(DataRejected)


def require_whole(
    panel: Panel, records: AbsenceRecords, rules: MeasureRules, touched: Callable[[Counts, Flags], Flags]
) -> None:
    """Raise DataRejected for what only the panel of a whole delivery shows: OC-D118 and OC-D054, as in `measure`.

    touched: given the first days of the months, and of the one after, which of those asked for some absence touches.
    """
    if rules.heads_date is not None:
        _require_groups_at_month_ends(records, rules, panel)
    if int(panel.spells.sum()) < SPELLS_A_MONTH_WITHOUT_DOUBT * len(panel.period):
        return
    asked = panel.net_days.sum(axis=0) == 0
    if asked.any():
        findings, starts = Findings(), month_starts(panel.period.first, panel.period.last + 1)
        _report_months(findings, "OC-D054", asked & ~touched(starts, asked), panel.period)
        findings.refuse(DataRejected)


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


def _touched(spells: Spells, starts: Counts, asked: Flags) -> Flags:
    """Which of the months asked for some spell of absence touches, shape (m,)."""
    absent, found = spells.extent > 0, np.zeros_like(asked)
    for month in np.flatnonzero(asked):
        found[month] = (absent & (spells.first_day < starts[month + 1]) & (spells.last_day >= starts[month])).any()
    return found


def _report_months(findings: Findings, code: str, bad: Flags, period: Period) -> None:
    months = [month_text(period.first + int(position)) for position in np.flatnonzero(bad)]
    if months:
        findings.add(code, months=", ".join(months), count=len(months))
