"""Days as integers: days since 1970-01-01, as NumPy counts them, in the years that a delivery may speak of.

A year outside 1900-2199 is a typing error or another system's way of writing "open" (9999-12-31); it is
refused where it is read, so that every day fits 17 bits and every table over the days is small.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]

_UNIX_EPOCH = date(1970, 1, 1).toordinal()

EARLIEST = date(1900, 1, 1).toordinal() - _UNIX_EPOCH
LATEST = date(2199, 12, 31).toordinal() - _UNIX_EPOCH
DAY_BITS = 17


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _UNIX_EPOCH


def months_of(days: Integers | NDArray[np.int64]) -> NDArray[np.int64]:
    """The month index (year × 12 + month − 1, as in `Period`) of each day, same shape."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def month_starts(first: int, last: int) -> NDArray[np.int64]:
    """The first day of every month from index `first` to index `last`, shape (last − first + 1,)."""
    months = np.arange(first - 1970 * 12, last - 1970 * 12 + 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)
