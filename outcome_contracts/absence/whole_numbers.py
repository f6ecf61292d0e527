"""Whole numbers of a raw column: of plain digits, or of a type that has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.tables import RawColumn

_DIGITS = 4


def whole_numbers(column: RawColumn) -> tuple[NDArray[np.int64], Flags]:
    """The number of each cell and which cells have one, of at most four plain digits; shape (n,) each.

    0.5, 1e3, −1, full-width digits and truths are none; 480.0 is one, since frames make floats of integers with gaps.
    """
    values = column.values
    if values.dtype.kind == "U":
        text = values.astype(f"U{_DIGITS + 1}")  # a longer one keeps a fifth letter, and is refused
        good = np.strings.isdigit(text) & (np.strings.str_len(text) <= _DIGITS) & _ascii(text)
        numbers = np.where(good, text, "0").astype(np.int64)
    elif values.dtype.kind in "iuf":
        near = np.where(column.missing, 0, np.clip(values.astype(np.float64), -1, 10**_DIGITS))
        good = (near >= 0) & (near < 10**_DIGITS) & (near == np.floor(near))
        numbers = np.where(good, near, 0).astype(np.int64)
    else:
        numbers, good = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.bool_)
    found: Flags = good & ~column.missing
    return numbers, found


def _ascii(text: NDArray[np.str_]) -> Flags:
    """Which texts have no letter beyond ASCII: full-width digits are digits to Unicode and not to us."""
    letters = np.ascontiguousarray(text).view(np.uint32).reshape(len(text), -1)
    plain: Flags = np.asarray((letters < 128).all(axis=1))
    return plain
