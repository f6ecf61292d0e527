"""Unit by month: what a delivery says of each, so that a missing month is never taken for a healthy one.

    absent    somebody is employed, and somebody is absent      zero      somebody is employed, nobody is absent
    doubtful  zero, in a unit with 20 spells a month or more    missing   nobody is employed, but before and after
    none      nobody is employed, before or after               small     ten persons or fewer: nothing more is said

Only what has employments can be zero; what has none is missing, unless it is declared that the unit had no staff in
that month: then it is `none`. The person-days of a month are compared with those of the month before per calendar day,
exactly, so that February is not a fall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import fingerprint
from outcome_contracts.absence.days import EARLIEST, LATEST, Flags, month_starts, months_of
from outcome_contracts.absence.employed_time import employed_time
from outcome_contracts.absence.measure import SPELLS_A_MONTH_WITHOUT_DOUBT
from outcome_contracts.absence.records import Employments, Spells
from outcome_contracts.absence.stretches import first_stretches, lay_on_stretches
from outcome_contracts.decimals import percent_text
from outcome_contracts.notices import Findings
from outcome_contracts.notices.signs import visible
from outcome_contracts.panel import LONGEST_NAME, SMALLEST_GROUP_SHOWN, Counts, first_few, unit_name
from outcome_contracts.period import Period, month_text, months_text
from outcome_contracts.quality import MonthMap

# By unit, the months in which it is said to have had no staff.
WithoutStaff = Mapping[str, Sequence[Period]]
NONE_WITHOUT_STAFF: WithoutStaff = MappingProxyType({})

_BLOCK = 1 << 20  # pieces at a time, so that what is computed on the way stays near
_STATES = np.array(list("nasmzd"))
_NONE, _ABSENT, _SMALL, _MISSING, _ZERO, _DOUBTFUL = range(len(_STATES))


def unit_months(
    spells: Spells,
    employments: Employments,
    units: tuple[str, ...],
    period: Period,
    findings: Findings,
    *,
    largest_fall: Fraction | None,
    without_staff: WithoutStaff = NONE_WITHOUT_STAFF,
) -> MonthMap:
    """The state of every unit in every month.

    spells: inside their employments. largest_fall: the share by which person-days may fall from one month to the next;
    None where nobody has said it. without_staff: months in which units had nobody, as declared. Findings: months
    missing (OC-D050), doubtful zeros (OC-D054 where no unit has absence, OC-D216), valid zeros (OC-D217), falls
    (OC-D218), groups that are not judged (OC-D219), and what is declared (OC-D275 to OC-D278).
    """
    time = employed_time(employments, len(units), period, None)
    begun, touched = _absence(spells, employments, len(units), period)
    employed = time.person_days > 0
    small = employed & (time.heads < SMALLEST_GROUP_SHOWN)
    zero = employed & ~touched & ~small
    often = begun >= SPELLS_A_MONTH_WITHOUT_DOUBT * employed.sum(axis=1)
    doubtful = zero & often[:, None]
    declared = declared_months(without_staff, units, period, findings)
    missing = _between(employed) & ~employed & ~declared
    state = np.select([missing, small, doubtful, zero, employed], [_MISSING, _SMALL, _DOUBTFUL, _ZERO, _ABSENT], _NONE)
    everywhere = np.logical_and(~touched.any(axis=0), begun.sum() >= SPELLS_A_MONTH_WITHOUT_DOUBT * len(period))
    if everywhere.any():
        findings.add("OC-D054", months=_months(everywhere, period), count=int(everywhere.sum()))
    _report_units(findings, "OC-D050", missing, units, period)
    _report_units(findings, "OC-D216", doubtful & ~everywhere, units, period)
    _report_units(findings, "OC-D275", declared & ~employed, units, period)
    _report_units(findings, "OC-D276", declared & employed, units, period)
    for code, found in (("OC-D217", zero & ~doubtful), ("OC-D219", small)):
        if found.any():
            findings.add(code, count=int(found.sum()), units=int(found.any(axis=1).sum()))
    if largest_fall is not None:
        judged = (time.heads >= SMALLEST_GROUP_SHOWN)[:, :-1] & ~missing[:, 1:] & ~declared[:, 1:]
        falls = np.zeros_like(employed)
        falls[:, 1:] = judged & _falls(time.person_days, period, largest_fall)
        shown = np.where(small, 0, time.person_days)
        _report_falls(findings, falls, shown, units, period, limit=f"{percent_text(largest_fall)}%")
    return MonthMap(units, period, tuple("".join(row) for row in _STATES[state]))


def declared_months(without_staff: WithoutStaff, units: tuple[str, ...], period: Period, findings: Findings) -> Flags:
    """The months of a period in which units are said to have had no staff, shape (n, m).

    Findings: a unit that the delivery does not have (OC-D277), months that lie outside the period (OC-D278). Where
    somebody was employed after all (OC-D276), and what the declaration explains (OC-D275), is told by `unit_months`.
    """
    rows, declared = {unit: row for row, unit in enumerate(units)}, np.zeros((len(units), len(period)), dtype=np.bool_)
    for name, spans in without_staff.items():
        unit = unit_name(name) or visible(name)[:LONGEST_NAME]
        if unit not in rows:
            findings.add("OC-D277", unit=unit, known=first_few(units))
            continue
        months = {month for span in spans for month in span}
        inside = [month - period.first for month in months if month in period]
        declared[rows[unit], inside] = True
        if outside := months - set(period):
            findings.add("OC-D278", unit=unit, months=months_text(outside), count=len(outside))
    return declared


def inside_employment(spells: Spells, employments: Employments) -> Flags:
    """Which spells lie between the first and the last day of their employment, shape (n,)."""
    starts = first_stretches(employments.employment)
    first = employments.first_day[starts][spells.employment]
    last = np.maximum.reduceat(employments.last_day, starts)[spells.employment]
    inside: Flags = (spells.first_day >= first) & (spells.last_day <= last)
    return inside


def _absence(spells: Spells, employments: Employments, units: int, period: Period) -> tuple[Counts, Flags]:
    """Spells of each unit that touch the period, shape (n,), and which months have absence, shape (n, m)."""
    pieces, person_first = lay_on_stretches(spells, employments, None), first_stretches(employments.person)
    months = months_of(np.arange(EARLIEST, LATEST + 1)) - period.first
    width = len(period) + 1  # what ends before the period begins and ends with it, and so for what begins after it
    begins, ends = (np.clip(months + later, 0, width - 1).astype(np.int32) for later in (0, 1))
    row = employments.unit * np.int32(width)
    if pieces.stretch is None:
        row = row[person_first]
    begun, ended = np.zeros((2, units * width), dtype=np.int64)
    for start in range(0, len(pieces), _BLOCK):
        block = slice(start, start + _BLOCK)
        place = pieces.person[block]
        if pieces.stretch is not None:
            place = person_first[place] + pieces.stretch[block]
        here, begin = row[place], begins[pieces.first_day[block] - EARLIEST]
        end = np.maximum(ends[pieces.last_day[block] - EARLIEST], begin)
        begun += np.bincount(here + begin, minlength=len(begun))
        ended += np.bincount(here + end, minlength=len(ended))
    shape = (units, width)
    begun, ended = begun.reshape(shape), ended.reshape(shape)
    touched: Flags = np.cumsum(begun - ended, axis=1)[:, :-1] > 0
    return begun[:, :-1].sum(axis=1) - ended[:, 0], touched


def _between(employed: Flags) -> Flags:
    """The months from the first to the last in which a unit employs somebody."""
    before = np.logical_or.accumulate(employed, axis=1)
    after = np.logical_or.accumulate(employed[:, ::-1], axis=1)[:, ::-1]
    between: Flags = before & after
    return between


def _falls(person_days: Counts, period: Period, largest: Fraction) -> Flags:
    """Whether the person-days per calendar day fell by more than a share from the month before, shape (n, m − 1)."""
    lengths = np.diff(month_starts(period.first, period.last + 1)).astype(object)
    kept = 1 - largest
    days = person_days.astype(object)  # whole numbers without bound: the share may have any denominator
    now = days[:, 1:] * lengths[:-1] * kept.denominator
    before = days[:, :-1] * lengths[1:] * kept.numerator
    falls: Flags = (now < before).astype(np.bool_)
    return falls


def _report_units(
    findings: Findings, code: str, found: Flags, units: tuple[str, ...], period: Period, **facts: str
) -> None:
    """One finding for each unit that has some."""
    for row in np.flatnonzero(found.any(axis=1)).tolist():
        months = found[row]
        findings.add(code, unit=units[row], months=_months(months, period), count=int(months.sum()), **facts)


def _report_falls(
    findings: Findings, falls: Flags, person_days: Counts, units: tuple[str, ...], period: Period, *, limit: str
) -> None:
    """One finding for each unit that has fallen; how far is its fingerprint, so that a deeper fall is another finding.

    person_days: 0 in groups of ten or fewer.
    """
    for row in np.flatnonzero(falls.any(axis=1)).tolist():
        places = np.flatnonzero(falls[row])
        mark = fingerprint(np.concatenate((person_days[row, places - 1], person_days[row, places])))
        months = _months(falls[row], period)
        findings.add("OC-D218", unit=units[row], months=months, count=len(places), limit=limit, fingerprint=mark)


def _months(found: NDArray[np.bool_], period: Period) -> str:
    return ", ".join(month_text(period.first + place) for place in np.flatnonzero(found).tolist())
