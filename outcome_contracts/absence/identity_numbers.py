"""Does a column hold personal identity numbers? They must not come in at all, not even into this package.

A Swedish personal identity number is YYMMDD-NNNC, with or without century and separator; a coordination
number has 60 added to the day. The last digit C makes the sum of the digits, every other one doubled and
reduced to its own sum of digits, divisible by ten. About one in 140 random ten-digit numbers looks like one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags

_DIGITS = 10
_CENTURY = 2
_BEFORE_SEPARATOR = 6
_COORDINATION = 60
_WEIGHTS = np.array([2, 1, 2, 1, 2, 1, 2, 1, 2, 1])


def identity_numbers(ids: NDArray[np.generic]) -> Flags:
    """Which ids, integers or text, have the form, the date and the check digit of an identity number."""
    text = ids.astype(np.str_)
    found = np.zeros(len(text), dtype=np.bool_)
    length = np.strings.str_len(text)
    for century in (0, _CENTURY):
        for separator in (0, 1):
            asked = np.flatnonzero(length == _DIGITS + century + separator)
            if len(asked):
                width = _DIGITS + century + separator
                codes = text[asked].astype(f"U{width}").view(np.uint32).reshape(-1, width).astype(np.int64)
                found[asked] = _are_identity_numbers(codes, century)
    return found


def _are_identity_numbers(codes: NDArray[np.int64], century: int) -> Flags:
    """The same for code points of one length, shape (n, length)."""
    valid = np.ones(len(codes), dtype=np.bool_)
    if century:
        hundreds = (codes[:, 0] - ord("0")) * 10 + codes[:, 1] - ord("0")
        valid &= (hundreds >= 18) & (hundreds <= 20)
        codes = codes[:, century:]
    if codes.shape[1] > _DIGITS:
        mark = codes[:, _BEFORE_SEPARATOR]
        valid &= (mark == ord("-")) | (mark == ord("+"))
        codes = np.delete(codes, _BEFORE_SEPARATOR, axis=1)
    digits = codes - ord("0")
    valid &= ((digits >= 0) & (digits <= 9)).all(axis=1)
    month, day = digits[:, 2:4] @ [10, 1], digits[:, 4:6] @ [10, 1]
    day = np.where(day > _COORDINATION, day - _COORDINATION, day)
    valid &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    products = digits * _WEIGHTS
    valid &= (products // 10 + products % 10).sum(axis=1) % 10 == 0
    return valid
