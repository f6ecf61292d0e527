"""Does a column hold direct identifiers? They must not come in at all, not even into this package.

A Swedish personal identity number is YYMMDD-NNNC, with or without century, with any separators; a coordination
number has 60 added to the day. The last digit C makes the sum of the digits, every other one doubled and reduced
to its own sum of digits, divisible by ten. About one in 140 random ten-digit numbers looks like one, so among
numeric pseudonyms a few are let pass, and more than one in ten are not. A pseudonym is made of plain letters,
digits and a few signs: what has blanks, an @ or other letters may be a name or an address.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags

_DIGITS = 10
_CENTURY = 2
_COORDINATION = 60
_SEPARATORS = "-+. _"
_DECIMAL = ".0"  # as a column of numbers with a gap is written
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = 128
_PIECE = 65_536
_PLAIN = ("\0" + _LETTERS + "0123456789-_.:/#").encode()
_MORE_THAN_CHANCE = 10
# 18YYMMDDNNNC to 20YYMMDDNNNC
_CENTURIES = (18 * 10**_DIGITS, 21 * 10**_DIGITS)
_WEIGHTS = np.array([2, 1, 2, 1, 2, 1, 2, 1, 2, 1])


def identity_numbers(ids: NDArray[np.generic]) -> Flags:
    """Which ids, integers or text, have the form, the date and the check digit of an identity number.

    None of them where they are no more than chance gives among all the numbers of that length.
    """
    found = np.zeros(len(ids), dtype=np.bool_)
    if not len(ids) or (ids.dtype.kind in "iu" and _are_short(ids)):
        return found
    if ids.dtype.kind in "iu":
        return _among_integers(ids.astype(np.int64, copy=False))
    text = ids.astype(np.str_)
    decimal = np.strings.endswith(text, _DECIMAL)
    if decimal.any():
        text = np.where(decimal, np.strings.rpartition(text, ".")[0], text)
    letters = np.ascontiguousarray(text).view(np.uint32)
    for separator in _SEPARATORS:
        if (letters == ord(separator)).any():  # to look is cheaper than to make every text anew
            text = np.strings.replace(text, separator, "")
    text = np.strings.strip(text, _LETTERS)
    length, numeric = np.strings.str_len(text), np.strings.isdigit(text)
    candidates = 0
    for century in (0, _CENTURY):
        width = _DIGITS + century
        asked = np.flatnonzero(numeric & (length == width))
        candidates += len(asked)
        if len(asked):
            codes = text[asked].astype(f"U{width}").view(np.uint32).reshape(-1, width).astype(np.int64)
            found[asked] = _are_identity_numbers(codes, century)
    if int(found.sum()) * _MORE_THAN_CHANCE <= candidates:
        found[:] = False
    return found


def _among_integers(ids: NDArray[np.int64]) -> Flags:
    """The same for integers; a sign is a separator."""
    found, candidates = np.zeros(len(ids), dtype=np.bool_), 0
    for start in range(0, len(ids), _PIECE):
        numbers = np.abs(ids[start : start + _PIECE])
        for century in (0, _CENTURY):
            width = _DIGITS + century
            candidates += int(np.count_nonzero((numbers >= 10 ** (width - 1)) & (numbers < 10**width)))
            low, high = _CENTURIES if century else (10 ** (_DIGITS - 1), 10**_DIGITS)
            asked = np.flatnonzero((numbers >= low) & (numbers < high))
            digits = numbers[asked, None] // 10 ** np.arange(width - 1, -1, -1) % 10
            found[start + asked] = _are_identity_numbers(digits + ord("0"), century)
    if int(found.sum()) * _MORE_THAN_CHANCE <= candidates:
        found[:] = False
    return found


def _are_short(ids: NDArray[np.generic]) -> bool:
    """Whether no integer has as many digits as an identity number."""
    numbers, limit = ids.astype(np.int64, copy=False), 10 ** (_DIGITS - 1)
    return bool(numbers.max() < limit and numbers.min() > -limit)


def no_pseudonyms(ids: NDArray[np.generic]) -> Flags:
    """Which ids hold anything but the letters a–z, digits and a few signs."""
    if ids.dtype.kind != "U" or not len(ids):
        return np.zeros(len(ids), dtype=np.bool_)
    found = np.zeros(len(ids), dtype=np.bool_)
    codes = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), -1)
    for start in range(0, len(ids), _PIECE):
        piece = codes[start : start + _PIECE]
        if piece.max(initial=0) >= _ASCII or piece.astype(np.uint8).tobytes().translate(None, _PLAIN):
            found[start : start + _PIECE] = ~np.isin(piece, list(_PLAIN)).all(axis=1)
    return found


def _are_identity_numbers(codes: NDArray[np.int64], century: int) -> Flags:
    """The same for code points of one length, shape (n, length)."""
    valid = np.ones(len(codes), dtype=np.bool_)
    if century:
        hundreds = (codes[:, 0] - ord("0")) * 10 + codes[:, 1] - ord("0")
        valid &= (hundreds >= 18) & (hundreds <= 20)
        codes = codes[:, century:]
    digits = codes - ord("0")
    month, day = digits[:, 2:4] @ [10, 1], digits[:, 4:6] @ [10, 1]
    day = np.where(day > _COORDINATION, day - _COORDINATION, day)
    valid &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    products = digits * _WEIGHTS
    valid &= (products // 10 + products % 10).sum(axis=1) % 10 == 0
    return valid
