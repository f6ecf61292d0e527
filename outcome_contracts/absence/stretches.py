"""Which unit a day of absence belongs to: spells laid on the stretches of their employment.

A day counts at the unit of the stretch in force on that day. Nearly always an employment has one stretch and
nothing needs doing; a spell across several is cut into one piece per stretch. The pieces follow on one
another in the same employment, so they remain one spell and keep their places in the sick period. Pieces in
stretches outside the measured population are left out, of the day numbers too: who is not measured has no
sick period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags, Integers
from outcome_contracts.absence.records import Employments, Spells


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Pieces:
    """Parts of spells that lie in one stretch each, any order, shape (n,).

    person: codes. first_day, last_day: closed. extent: of the absence, in ten-thousandths, never 0. stretch:
    index among the stretches of the person, or None where every person has exactly one.
    """

    person: Integers
    first_day: Integers
    last_day: Integers
    extent: Integers
    stretch: Integers | None

    def __len__(self) -> int:
        return len(self.person)

    def take(self, kept: Flags | NDArray[np.int64]) -> Pieces:
        """Some of the pieces."""
        return Pieces(
            self.person[kept],
            self.first_day[kept],
            self.last_day[kept],
            self.extent[kept],
            None if self.stretch is None else self.stretch[kept],
        )


def first_stretches(codes: Integers) -> NDArray[np.int64]:
    """The first row of each code in a column of employments; codes are sorted, 0, 1, ... without a gap."""
    return np.flatnonzero(np.diff(codes, prepend=-1))


def lay_on_stretches(spells: Spells, employments: Employments, measured: Flags | None) -> Pieces:
    """Cut spells at the borders of stretches; drop extent 0 and stretches that are not measured.

    measured: which stretches belong to the population, shape (k,); None for all. Days outside all stretches
    cannot occur: records with such days cannot be built.
    """
    person_first = first_stretches(employments.person)
    if len(person_first) == len(employments):
        pieces = Pieces(spells.person, spells.first_day, spells.last_day, spells.extent, None)
        absent = pieces.extent > 0
        if measured is not None:
            absent &= measured[pieces.person]
        return pieces if absent.all() else pieces.take(absent)
    employment_first = first_stretches(employments.employment)
    stretch = employment_first[spells.employment]
    several = np.diff(employment_first, append=len(employments)) > 1
    moving = np.flatnonzero(several[spells.employment])
    ends = stretch.copy()
    stretch[moving] = _stretch_on(employments, spells.employment[moving], spells.first_day[moving])
    ends[moving] = _stretch_on(employments, spells.employment[moving], spells.last_day[moving])
    first, last, extent, person = spells.first_day, spells.last_day, spells.extent, spells.person
    parts = ends - stretch + 1
    if (parts > 1).any():
        rows = np.repeat(np.arange(len(spells)), parts)
        stretch = stretch[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(parts) - parts, parts)
        first = np.maximum(first[rows], employments.first_day[stretch])
        last = np.minimum(last[rows], employments.last_day[stretch])
        extent, person = extent[rows], person[rows]
    absent = extent > 0
    if measured is not None:
        absent &= measured[stretch]
    local = (stretch - person_first[person]).astype(np.int32)
    pieces = Pieces(person, first, last, extent, local)
    return pieces if absent.all() else pieces.take(absent)


def _stretch_on(employments: Employments, employment: Integers, day: Integers) -> NDArray[np.int64]:
    """The row of the stretch of each employment in force on a day that one of them covers."""
    keys = (employments.employment.astype(np.int64) << DAY_BITS) + (employments.first_day - EARLIEST)
    asked = (employment.astype(np.int64) << DAY_BITS) + (day - EARLIEST)
    return np.searchsorted(keys, asked, side="right") - 1
