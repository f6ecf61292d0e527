"""Overlapping spells of one employment, where the parties have agreed what they mean.

    max          the day counts with the largest extent        two registrations of one illness
    capped_sum   with the sum of the extents, at most 1        a second illness beside part-time sick leave

The days that spells share are cut at every border of a spell, and each cut gets the extent that the rule gives it,
so that afterwards no two spells of an employment share a day. Spells that share none stay as they were delivered.
Two employments of one person are two; nothing between them is an overlap.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags
from outcome_contracts.absence.records import Spells
from outcome_contracts.panel import EXTENT_STEPS

_DAY_MASK = (1 << DAY_BITS) - 1


def overlapping(spells: Spells) -> Flags:
    """Which rows share a day with another row of the same employment, shape (n,); rows of extent 0 share none."""
    found = np.zeros(len(spells), dtype=np.bool_)
    rows = np.flatnonzero(spells.extent > 0)
    rows = rows[np.lexsort((spells.first_day[rows], spells.employment[rows]))]
    first, end = _bounds(spells.take(rows))
    if len(rows):
        latest = np.maximum.accumulate(end)
        joins = np.append(False, first[1:] < latest[:-1])
        found[rows] = joins | np.append(joins[1:], False)
    return found


def resolve_overlaps(spells: Spells, rule: Literal["max", "capped_sum"]) -> Spells:
    """The same absence with at most one spell of an employment on any day; rows of extent 0 are none and fall away."""
    shared = overlapping(spells)
    apart = spells.take(np.flatnonzero(~shared & (spells.extent > 0)))
    rows = spells.take(np.flatnonzero(shared))
    return _together(apart, _resolve_shared(rows, rule)) if len(rows) else apart


def _resolve_shared(rows: Spells, rule: Literal["max", "capped_sum"]) -> Spells:
    """The same for rows that each share a day with another one; at least one."""
    begin, end, extent = resolved_line(*_bounds(rows), rows.extent, rule)
    employment = begin >> DAY_BITS
    person = np.zeros(int(rows.employment.max()) + 1, dtype=np.int32)
    person[rows.employment] = rows.person
    return Spells(
        person=person[employment],
        employment=employment.astype(np.int32),
        first_day=((begin & _DAY_MASK) + EARLIEST).astype(np.int32),
        last_day=((end & _DAY_MASK) + EARLIEST - 1).astype(np.int32),
        extent=extent.astype(np.int32),
    )


def resolved_line(
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    extents: NDArray[np.generic],
    rule: Literal["max", "capped_sum"],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Spans of a line of employments, cut where any begins or ends, with the extent that the rule gives each cut.

    first, end: of each span, the day after the last; at least one. Returns begin, end and extent of the cuts that some
    span covers, in their order.
    """
    borders = np.concatenate((first, end))
    borders.sort()
    borders = borders[np.append(True, borders[1:] != borders[:-1])]
    low, high = np.searchsorted(borders, first), np.searchsorted(borders, end)
    parts = high - low
    row = np.repeat(np.arange(len(first)), parts)
    part = low[row] + np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    extent = np.zeros(len(borders), dtype=np.int64)
    (np.maximum if rule == "max" else np.add).at(extent, part, extents[row].astype(np.int64))
    kept = np.flatnonzero(extent)
    return borders[kept], borders[kept + 1], np.minimum(extent[kept], EXTENT_STEPS)


def _bounds(spells: Spells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First day and the day after the last, on a line of employments."""
    lifted = spells.employment.astype(np.int64) << DAY_BITS
    return lifted + (spells.first_day - EARLIEST), lifted + (spells.last_day - EARLIEST + 1)


def _together(one: Spells, other: Spells) -> Spells:
    names = ("person", "employment", "first_day", "last_day", "extent")
    columns = {name: np.concatenate((getattr(one, name), getattr(other, name))) for name in names}
    return Spells(**columns)
