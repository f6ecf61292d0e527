"""Codes and orders of whole columns by sorting values rather than places: the same as np.unique and np.lexsort give.

Sorting integers themselves is many times faster than sorting the places of integers. Where a column and the number of
its row fit 64 bits together, they are sorted as one integer and come apart again; where they do not, NumPy does it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.lookup import IdTable

Codes = NDArray[np.int64]
Values = NDArray[np.generic]

_WORD = 64
_SAMPLE = 65_536
_MIX = np.uint64(0x9E3779B97F4A7C15)


def distinct_codes(values: Values) -> tuple[Values, Codes]:
    """The different values in their order, and the place of each value among them, shape (n,)."""
    if values.dtype.kind in "iu":
        order = _packed_order(values)
        if order is not None and len(values):
            ordered = values[order]
            opens = np.append(True, ordered[1:] != ordered[:-1])
            codes = np.empty(len(values), dtype=np.int64)
            codes[order] = np.cumsum(opens) - 1
            return ordered[opens], codes
    elif values.dtype.kind == "U" and len(values) > 2 * _SAMPLE:
        found = _few_texts(values)
        if found is not None:
            return found
    distinct, codes = np.unique(values, return_inverse=True)
    return distinct, codes.astype(np.int64)


def order_of(*columns: Values) -> Codes:
    """The rows sorted by the first column, then the next, rows of the same values in their order."""
    order = _packed_order(*columns)
    return np.lexsort(columns[::-1]) if order is None else order


def _packed_order(*columns: Values) -> Codes | None:
    """The order by one sort of packed values; None where they do not fit, or are no integers."""
    count = len(columns[0])
    if not count:
        return np.empty(0, dtype=np.int64)
    rows = (count - 1).bit_length()
    if any(column.dtype.kind not in "iu" or column.dtype == np.uint64 for column in columns):
        return None
    spans = [(int(column.min()), int(column.max())) for column in columns]
    bits = [(high - low).bit_length() for low, high in spans]
    if sum(bits) + rows > _WORD:
        return None
    keys = np.zeros(count, dtype=np.uint64)
    for column, (low, _), width in zip(columns, spans, bits, strict=True):
        keys <<= np.uint64(width)
        keys |= (column.astype(np.int64) - low).view(np.uint64)
    keys <<= np.uint64(rows)
    keys |= np.arange(count, dtype=np.uint64)
    keys.sort()
    keys &= np.uint64((1 << rows) - 1)
    return keys.view(np.int64)


def _few_texts(values: Values) -> tuple[Values, Codes] | None:
    """The same for texts of which many are equal; None where they are not, or two have one fingerprint."""
    width = values.dtype.itemsize // np.dtype(np.uint32).itemsize
    pairs = np.ascontiguousarray(values, dtype=f"U{width + width % 2}").view(np.uint64).reshape(len(values), -1)
    prints = np.zeros(len(values), dtype=np.uint64)
    for position in range(pairs.shape[1]):
        prints += pairs[:, position]
        prints *= _MIX
        prints ^= prints >> np.uint64(29)
    marks = prints.view(np.int64)
    known = np.unique(marks[:_SAMPLE])
    if 2 * len(known) > _SAMPLE:
        return None
    place, missing = IdTable.of(known).places(marks)
    if len(missing):
        known = np.unique(np.concatenate((known, marks[missing])))
        place, _ = IdTable.of(known).places(marks)
    one = np.empty(len(known), dtype=np.int64)
    one[place[::-1]] = np.arange(len(values))[::-1]
    texts = values[one]
    if (texts[place] != values).any():
        return None
    order = np.argsort(texts)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return texts[order], rank[place]
