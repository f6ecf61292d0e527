"""What absence is divided by: days of employment, full-time days and heads, by unit and month.

A stretch from day a to day b is employed from a and no longer from b + 1. Each of the two moments t adds (or
takes away) the rest of its month and every whole month after it, so the time of all stretches comes from two
counts per unit and month and one running sum, however long they last:

    days(u, m) = Σ_t in m sign × (days from t to the end of m) + days in m × Σ_t before m sign

A person with two employments at once has the days of both; heads count the person once per unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from outcome_contracts.absence.days import Flags, Integers, day_number, month_starts
from outcome_contracts.absence.population import Population
from outcome_contracts.absence.records import AbsenceRecords, Employments
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.panel import Counts
from outcome_contracts.period import Period

# 300 years have 3,600 months; 63 − 24 bits are left for person × units, 67 million persons at 8,192 units.
_MONTH_BITS = 12
_MONTH_MASK = (1 << _MONTH_BITS) - 1


@dataclass(frozen=True, eq=False, slots=True)
class EmployedTime:
    """Denominators in the steps of a panel, shape (units, months) each."""

    person_days: Counts
    fte_days: Counts
    heads: Counts


def employed_time(employments: Employments, units: int, period: Period, measured: Flags | None) -> EmployedTime:
    """The time of all stretches in every month of the period, exact.

    measured: which stretches belong to the population, shape (k,); None for all.
    """
    kept = slice(None) if measured is None else measured
    unit, extent = employments.unit[kept], employments.extent[kept]
    starts = month_starts(period.first, period.last + 1)
    # A moment before the period acts like its first day, one after it like the day after its last.
    lengths = np.append(np.diff(starts), 0)
    begin, end = (
        np.clip(moment, starts[0], starts[-1]) - starts[0]
        for moment in (employments.first_day[kept], employments.last_day[kept] + 1)
    )
    month = np.repeat(np.arange(len(lengths)), np.append(lengths[:-1], 1))
    rest = (starts + lengths)[month] - np.arange(len(month)) - starts[0]
    moments = tuple((month[moment], rest[moment], sign) for moment, sign in ((begin, 1), (end, -1)))
    shape, row = (units, len(lengths)), unit.astype(np.int64) * len(lengths)
    return EmployedTime(
        person_days=_days(moments, row, np.ones_like(extent), lengths, shape),
        fte_days=_days(moments, row, extent, lengths, shape),
        heads=_heads(employments.person[kept] * np.int64(units) + unit, month[begin], month[end] - 1, shape),
    )


def heads_on_dates(records: AbsenceRecords, found: Population, days: tuple[date, ...]) -> Counts:
    """Persons employed on the given days, shape (units, days); a person at two units counts once at each.

    Raises DataRejected (OC-D108) for days that the delivery does not cover.
    """
    first, last = records.covers
    if min(days) < first or max(days) > last:
        needed = f"{min(days)}/{max(days)}"
        raise DataRejected([Notice("OC-D108", facts=(("needed", needed), ("covers", f"{first}/{last}")))])
    employments = found.employments
    place = employments.person * np.int64(found.units) + employments.unit
    heads = {}
    for day in set(days):
        here = (employments.first_day <= day_number(day)) & (employments.last_day >= day_number(day))
        if found.measured is not None:
            here &= found.measured
        heads[day] = np.bincount(np.unique(place[here]) % found.units, minlength=found.units)
    return np.column_stack([heads[day] for day in days]).astype(np.int64)


def _days(
    moments: tuple[tuple[Counts, Counts, int], ...],
    row: Counts,
    weights: Integers,
    lengths: Counts,
    shape: tuple[int, int],
) -> Counts:
    """Σ weight × days; moments: month, days left in it, and sign, per stretch."""
    partial, begun = (np.zeros(shape[0] * shape[1], dtype=np.int64) for _ in range(2))
    for month, rest, sign in moments:
        cell, weight = row + month, weights * np.int64(sign)
        np.add.at(partial, cell, weight * rest)
        np.add.at(begun, cell, weight)
    before = np.cumsum(begun.reshape(shape), axis=1) - begun.reshape(shape)
    return (partial.reshape(shape) + before * lengths)[:, :-1].copy()


def _heads(place: Counts, first: Counts, last: Counts, shape: tuple[int, int]) -> Counts:
    """Distinct persons on the last day of each month; place: person × units + unit, with its months."""
    place, first, last = _without_repeats(place, first, last)
    row, change = (place % shape[0]) * shape[1], np.zeros(shape[0] * shape[1], dtype=np.int64)
    np.add.at(change, row + first, 1)
    np.subtract.at(change, row + last + 1, 1)
    return np.cumsum(change.reshape(shape), axis=1)[:, :-1].copy()


def _without_repeats(place: Counts, first: Counts, last: Counts) -> tuple[Counts, Counts, Counts]:
    """Spans of months per place with every month at most once; empty spans fall away."""
    filled = first <= last
    if (np.diff(place) > 0).all():  # nobody has two stretches
        return place[filled], first[filled], last[filled]
    keys = (place[filled] << 2 * _MONTH_BITS) | (first[filled] << _MONTH_BITS) | last[filled]
    keys.sort()
    place, first, last = keys >> 2 * _MONTH_BITS, (keys >> _MONTH_BITS) & _MONTH_MASK, keys & _MONTH_MASK
    # On the line place × 2^12 + month the latest end so far never reaches into the next place.
    line = place << _MONTH_BITS
    latest = np.maximum.accumulate(line + last)[:-1]
    first[1:] = np.maximum(first[1:], latest + 1 - line[1:])
    kept = first <= last
    return place[kept], first[kept], last[kept]
