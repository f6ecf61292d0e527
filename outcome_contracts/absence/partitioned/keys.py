"""A spell as one unsigned integer of 64 bits, so that sorting the integers brings everything along.

    employment (22 bits) | first day (17) | days after it (11) | extent in ten-thousandths (14)

The fields below the employment are those of a `timeline.Layout`: where every person has one stretch of employment, a
sorted run of keys is a line of time. No id is in it, and no row: the rows of what is found are looked up afterwards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Integers
from outcome_contracts.absence.records import LONGEST_SPELL
from outcome_contracts.absence.timeline import EXTENT_BITS, Layout

Keys = NDArray[np.uint64]

EMPLOYMENT_BITS = 22
LAYOUT = Layout(0, EARLIEST, day_bits=DAY_BITS, length_bits=LONGEST_SPELL.bit_length(), stretch_bits=0)

_LENGTH_MASK = (1 << LAYOUT.length_bits) - 1
_EXTENT_MASK = (1 << EXTENT_BITS) - 1
_DAY_MASK = (1 << DAY_BITS) - 1
_DAY_SHIFT = LAYOUT.length_bits + EXTENT_BITS


def packed(employment: Integers, first_day: Integers, last_day: Integers, extent: NDArray[np.int64], out: Keys) -> None:
    """Write the keys of some spells into `out`, shape (n,)."""
    keys = out.view(np.int64)
    np.copyto(keys, employment)
    keys <<= DAY_BITS
    keys += first_day
    keys -= EARLIEST
    keys <<= LAYOUT.length_bits
    keys += last_day
    keys -= first_day
    keys <<= EXTENT_BITS
    keys |= extent


def packed_line(begin: NDArray[np.int64], end: NDArray[np.int64], extent: NDArray[np.int64]) -> Keys:
    """Keys of spans on a line of employments and days, end being the day after the last."""
    keys = begin << LAYOUT.length_bits
    keys += end
    keys -= begin
    keys -= 1
    keys <<= EXTENT_BITS
    keys |= extent
    return keys.view(np.uint64)


def employments_of(keys: Keys) -> NDArray[np.int64]:
    """Employment codes."""
    return (keys >> np.uint64(LAYOUT.person_shift)).view(np.int64)


def first_days(keys: Keys) -> NDArray[np.int64]:
    """First days, since 1970-01-01."""
    return ((keys.view(np.int64) >> _DAY_SHIFT) & _DAY_MASK) + EARLIEST


def lengths(keys: Keys) -> NDArray[np.int64]:
    """Days of each spell."""
    return ((keys.view(np.int64) >> EXTENT_BITS) & _LENGTH_MASK) + 1


def extents(keys: Keys) -> NDArray[np.int64]:
    """Extents, in ten-thousandths."""
    return keys.view(np.int64) & _EXTENT_MASK


def net_steps(keys: Keys) -> int:
    """Σ days × extent, in ten-thousandths of a day."""
    return int((lengths(keys) * extents(keys)).sum())


def border(employment: int) -> np.uint64:
    """The lowest key of an employment."""
    return np.uint64(employment << LAYOUT.person_shift)
