"""Cohorts: the panels of those who stayed, came and went, and spells by how long they last.

    stayers   employed on some day of both periods
    joiners   only of the second            leavers   only of the first

The three are whole persons, so their sums over a period add up to those of all, to the last step. Spells by
length come from the same kernel: every spell is laid on a stretch of its own whose unit is its length band, so that
net days by band add up too. Only aggregates leave; a group of ten persons or fewer is refused, not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags, Integers, day_number, month_starts
from outcome_contracts.absence.joined_spells import JoinedSpells, joined
from outcome_contracts.absence.measure import measure, measure_batch
from outcome_contracts.absence.population import counted, population
from outcome_contracts.absence.records import AbsenceRecords, Employments, Spells
from outcome_contracts.absence.schedules import Schedule
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import COLUMNS, NET_DAY_STEPS, SMALLEST_GROUP_SHOWN, Panel
from outcome_contracts.period import Period

# Longest spell of each band in calendar days, and a last band of all that is longer.
USUAL_BANDS = (1, 3, 7, 14)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The panels of three groups over the months from the first period to the second; one unit each.

    A single month can hold few of a group, so no course over the months is shown: every month of a period has an
    equal share of the period's sum, exact in total. Months between the periods have nobody, and are refused if used.
    """

    stayers: Panel
    joiners: Panel
    leavers: Panel


@dataclass(frozen=True, slots=True)
class SpellLengths:
    """Spells that begin in a period and short-term net days that fall into it, by length of the spell.

    longest: calendar days of the longest spell of each band; None for the last, which has no end.
    spells, net_days: one figure per band; net days in steps of the panel, 1/10^8 day.
    """

    period: Period
    longest: tuple[int | None, ...]
    spells: tuple[int, ...]
    net_days: tuple[int, ...]

    @property
    def days(self) -> tuple[float, ...]:
        """Net days per band, in days."""
        return tuple(steps / NET_DAY_STEPS for steps in self.net_days)


def cohorts(records: AbsenceRecords, rules: MeasureRules, *, before: Period, after: Period) -> Cohorts:
    """The panels of stayers, joiners and leavers of the measured population.

    before, after: two periods, the second later. Who is employed in neither is in no group.
    Raises what `measure` raises over the months of both and between, UsageError (OC-B100) for periods that do not
    follow each other, and DataRejected (OC-B102) for a group of one to ten persons.
    """
    findings = Findings()
    if after.first <= before.last:
        findings.add("OC-B100", name="after", expected=f"> {before}", found=str(after))
    findings.refuse(UsageError)
    span = Period(before.first, after.last)
    measure(records, rules, span)  # for its refusals: completeness can only be judged on the whole delivery
    first, second = (_employed(records, rules, period) for period in (before, after))
    groups = {"stayers": first & second, "joiners": second & ~first, "leavers": first & ~second}
    for name, persons in groups.items():
        if 0 < int(persons.sum()) < SMALLEST_GROUP_SHOWN:
            findings.add("OC-B102", group=name, period=str(span), needed=SMALLEST_GROUP_SHOWN)
    findings.refuse(DataRejected)
    panels = {
        name: _evened(measure_batch(_of(records, persons), rules, span).total(name), before, after)
        for name, persons in groups.items()
    }
    return Cohorts(panels["stayers"], panels["joiners"], panels["leavers"])


def spell_lengths(
    records: AbsenceRecords, rules: MeasureRules, period: Period, *, longest: Sequence[int] = USUAL_BANDS
) -> SpellLengths:
    """Spells and net days of all units by length of the spell, in calendar days.

    longest: the longest spell of each band, ascending from at least 1; a last band for all that is longer is added.
    Rows of one employment that follow on without a day between are one spell. A spell that crosses a unit's border
    is one spell; one of extent 0 is none.
    Raises what `measure` raises, UsageError (OC-B100) for bands that do not ascend, and DataRejected (OC-B102) for a
    band in which one to ten persons have a spell that begins in the period, or net days without one.
    """
    findings = Findings()
    if not longest or longest[0] < 1 or any(one >= other for one, other in pairwise(longest)):
        findings.add("OC-B100", name="longest", expected="1 ≤ a < b < …", found=", ".join(map(str, longest)))
    findings.refuse(UsageError)
    measure(records, rules, period)  # for its refusals, as above
    runs = joined(records.spells)
    bands = np.searchsorted(np.asarray(longest), runs.last_day - runs.first_day + 1)
    names = tuple(f"band {number}" for number in range(len(longest) + 2))
    panel = measure_batch(_on_bands(records, runs, bands, names), rules, period)
    spells, net = (column[1:].sum(axis=1) for column in (panel.spells, panel.net_days))
    begins = _begins(runs, records, rules, period)
    ends = (*longest, None)
    for band, end in enumerate(ends):
        persons = len(np.unique(runs.person[begins & (bands == band)]))
        if (spells[band] or net[band]) and persons < SMALLEST_GROUP_SHOWN:
            name = f"> {longest[-1]}" if end is None else f"≤ {end}"
            findings.add("OC-B102", group=name, period=str(period), needed=SMALLEST_GROUP_SHOWN)
    findings.refuse(DataRejected)
    return SpellLengths(period, ends, tuple(spells.tolist()), tuple(net.tolist()))


def _employed(records: AbsenceRecords, rules: MeasureRules, period: Period) -> Flags:
    """Which persons have a measured stretch that touches the period, by code."""
    found = population(records, rules, period)
    employments, measured = found.employments, counted(found, records)
    start, end = month_starts(period.first, period.last + 1)[[0, -1]]
    here = (employments.first_day < end) & (employments.last_day >= start)
    if measured is not None:
        here &= measured
    persons: Flags = np.zeros(int(employments.person[-1]) + 1 if len(employments) else 0, dtype=np.bool_)
    persons[employments.person[here]] = True
    return persons


def _evened(panel: Panel, before: Period, after: Period) -> Panel:
    """The same sums over both periods, spread evenly over their months; what does not divide goes to the first."""
    columns = {name: np.zeros_like(getattr(panel, name)) for name in COLUMNS}
    for period in (before, after):
        months = panel.columns_of(period)
        for name, column in columns.items():
            share, rest = np.divmod(getattr(panel, name)[:, months].sum(axis=1, keepdims=True), len(period))
            column[:, months] = share + (np.arange(len(period)) < rest)
    return Panel(panel.units, panel.period, panel.measured_by, **columns)


def _begins(runs: JoinedSpells, records: AbsenceRecords, rules: MeasureRules, period: Period) -> Flags:
    """Which spells begin in the period, in a measured stretch."""
    begins: Flags = runs.first_day >= day_number(period.first_day)
    begins &= runs.first_day <= day_number(period.last_day)
    found = population(records, rules, period)
    employments, measured = found.employments, counted(found, records)
    if measured is not None and len(measured):
        starts = _keys(employments.employment, employments.first_day)
        begins &= measured[np.searchsorted(starts, _keys(runs.employment, runs.first_day), side="right") - 1]
    return begins


def _of(records: AbsenceRecords, persons: Flags) -> AbsenceRecords:
    """The records of some persons, numbered anew from 0 in the same order."""
    old, spells = records.employments, records.spells
    kept, rows = persons[old.person], persons[spells.person]
    person_code = (np.cumsum(persons) - 1).astype(np.int32)
    jobs = np.zeros(int(old.employment[-1]) + 1 if len(old) else 0, dtype=np.bool_)
    jobs[old.employment[kept]] = True
    job_code = (np.cumsum(jobs) - 1).astype(np.int32)
    employments = Employments(
        person=person_code[old.person[kept]],
        employment=job_code[old.employment[kept]],
        unit=old.unit[kept],
        first_day=old.first_day[kept],
        last_day=old.last_day[kept],
        extent=old.extent[kept],
        monthly=None if old.monthly is None else old.monthly[kept],
    )
    chosen = Spells(
        person=person_code[spells.person[rows]],
        employment=job_code[spells.employment[rows]],
        first_day=spells.first_day[rows],
        last_day=spells.last_day[rows],
        extent=spells.extent[rows],
    )
    return replace(records, spells=chosen, employments=employments, schedule=_schedule_of(records, jobs))


def _schedule_of(records: AbsenceRecords, jobs: Flags) -> Schedule | None:
    """The schedule of some employments, numbered anew from 0 in the same order."""
    old = records.schedule
    if old is None:
        return None
    kept, code = jobs[old.employment], (np.cumsum(jobs) - 1).astype(np.int32)
    missed = None if old.missed is None else old.missed[kept]
    return Schedule(code[old.employment[kept]], old.day[kept], old.minutes[kept], missed)


def _on_bands(
    records: AbsenceRecords, runs: JoinedSpells, bands: NDArray[np.int64], names: tuple[str, ...]
) -> AbsenceRecords:
    """The same records with stretches cut where spells begin and end; unit 0 without absence, else 1 + band."""
    old = records.employments
    starts = _keys(old.employment, old.first_day)
    run_starts, run_ends = _keys(runs.employment, runs.first_day), _keys(runs.employment, runs.last_day)
    cuts = np.concatenate((run_starts, run_ends + 1))
    stretch = np.searchsorted(starts, cuts, side="right") - 1
    inside = cuts <= _keys(old.employment, old.last_day)[stretch] if len(cuts) else np.zeros(0, dtype=np.bool_)
    keys = np.unique(np.concatenate((starts, cuts[inside])))
    source = np.searchsorted(starts, keys, side="right") - 1
    first = (keys & ((1 << DAY_BITS) - 1)) + EARLIEST
    same = np.append(source[1:] == source[:-1], False)
    last = np.where(same, np.append(first[1:], 0) - 1, old.last_day[source])
    run = np.searchsorted(run_starts, keys, side="right") - 1
    absent = (run >= 0) & (keys <= run_ends[run]) if len(runs.person) else np.zeros(len(keys), dtype=np.bool_)
    unit = np.zeros(len(keys), dtype=np.int32)
    unit[absent] = bands[run[absent]] + 1
    employments = Employments(
        person=old.person[source],
        employment=old.employment[source],
        unit=unit,
        first_day=first.astype(np.int32),
        last_day=last.astype(np.int32),
        extent=old.extent[source],
        monthly=None if old.monthly is None else old.monthly[source],
    )
    return replace(records, employments=employments, units=names)


def _keys(employment: Integers, day: Integers) -> NDArray[np.int64]:
    """Employment and day as one number that sorts like the pair."""
    keys: NDArray[np.int64] = (employment.astype(np.int64) << DAY_BITS) + (day - EARLIEST)
    return keys
