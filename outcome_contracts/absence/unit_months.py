"""Unit by month: what a delivery says of each, so that a missing month is never taken for a healthy one.

    absent    somebody is employed, and somebody is absent      zero      somebody is employed, nobody is absent
    doubtful  zero, in a unit with 20 spells a month or more    missing   nobody is employed, but before and after
    none      nobody is employed, before or after               small     ten persons or fewer: nothing more is said

Only what has employments can be zero; what has none is missing. The person-days of a month are compared with those of
the month before per calendar day, exactly, so that February is not a fall.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import EARLIEST, LATEST, Flags, Integers, month_starts, months_of
from outcome_contracts.absence.employed_time import employed_time
from outcome_contracts.absence.measure import SPELLS_A_MONTH_WITHOUT_DOUBT
from outcome_contracts.absence.records import Employments, Spells
from outcome_contracts.absence.stretches import first_stretches, lay_on_stretches
from outcome_contracts.decimals import percent_text
from outcome_contracts.notices import Findings
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, Counts
from outcome_contracts.period import Period, month_text
from outcome_contracts.quality import MonthMap

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
) -> MonthMap:
    """The state of every unit in every month.

    spells: inside their employments. largest_fall: the share by which person-days may fall from one month to the next;
    None where nobody has said it. Findings: months missing (OC-D050), doubtful zeros (OC-D054 where no unit has
    absence, OC-D216), valid zeros (OC-D217), falls (OC-D218), groups that are not judged (OC-D219).
    """
    time = employed_time(employments, len(units), period, None)
    begun, touched = _absence(spells, employments, len(units), period)
    employed = time.person_days > 0
    small = employed & (time.heads < SMALLEST_GROUP_SHOWN)
    zero = employed & ~touched & ~small
    often = begun >= SPELLS_A_MONTH_WITHOUT_DOUBT * employed.sum(axis=1)
    doubtful = zero & often[:, None]
    missing = _between(employed) & ~employed
    state = np.select([missing, small, doubtful, zero, employed], [_MISSING, _SMALL, _DOUBTFUL, _ZERO, _ABSENT], _NONE)
    everywhere = np.logical_and(~touched.any(axis=0), begun.sum() >= SPELLS_A_MONTH_WITHOUT_DOUBT * len(period))
    if everywhere.any():
        findings.add("OC-D054", months=_months(everywhere, period), count=int(everywhere.sum()))
    _report_units(findings, "OC-D050", missing, units, period)
    _report_units(findings, "OC-D216", doubtful & ~everywhere, units, period)
    for code, found in (("OC-D217", zero & ~doubtful), ("OC-D219", small)):
        if found.any():
            findings.add(code, count=int(found.sum()), units=int(found.any(axis=1).sum()))
    if largest_fall is not None:
        judged = (time.heads >= SMALLEST_GROUP_SHOWN)[:, :-1] & ~missing[:, 1:]
        falls = np.zeros_like(employed)
        falls[:, 1:] = judged & _falls(time.person_days, period, largest_fall)
        _report_units(findings, "OC-D218", falls, units, period, limit=f"{percent_text(largest_fall)}%")
    return MonthMap(units, period, tuple("".join(row) for row in _STATES[state]))


def inside_employment(spells: Spells, employments: Employments) -> Flags:
    """Which spells lie between the first and the last day of their employment, shape (n,)."""
    starts = first_stretches(employments.employment)
    first = employments.first_day[starts][spells.employment]
    last = np.maximum.reduceat(employments.last_day, starts)[spells.employment]
    inside: Flags = (spells.first_day >= first) & (spells.last_day <= last)
    return inside


def _absence(spells: Spells, employments: Employments, units: int, period: Period) -> tuple[Counts, NDArray[np.bool_]]:
    """Spells of each unit that touch the period, shape (n,), and which months have absence, shape (n, m)."""
    pieces = lay_on_stretches(spells, employments, None)
    stretch = first_stretches(employments.person)[pieces.person]
    if pieces.stretch is not None:
        stretch = stretch + pieces.stretch
    first, last = _month_of(pieces.first_day, period), _month_of(pieces.last_day, period)
    kept = (first <= last) & (last >= 0) & (first < len(period))
    width = len(period) + 1
    row = employments.unit[stretch[kept]].astype(np.int64)
    begins = row * width + np.maximum(first[kept], 0)
    ends = row * width + np.minimum(last[kept], len(period) - 1) + 1
    change = np.bincount(begins, minlength=units * width) - np.bincount(ends, minlength=units * width)
    touched = np.cumsum(change.reshape(units, width), axis=1)[:, :-1] > 0
    return np.bincount(row, minlength=units), touched


def _month_of(days: Integers, period: Period) -> NDArray[np.int64]:
    """The month of each day, 0 for the first of the period."""
    months = months_of(np.arange(EARLIEST, LATEST + 1)) - period.first
    found: NDArray[np.int64] = months[days - EARLIEST]
    return found


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


def _months(found: NDArray[np.bool_], period: Period) -> str:
    return ", ".join(month_text(period.first + place) for place in np.flatnonzero(found).tolist())
