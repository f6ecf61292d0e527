"""CSV that is beyond doubt, read by arithmetic on its bytes: a block of whole lines at a time, no cell on its own.

Plain is a block of ASCII without quotes in which every line has as many fields as the header, ids are whole numbers
without leading zeros, days `YYYY-MM-DD`, and extents decimals of at most four places. Eight characters are read as one
64-bit word and checked at once: a digit d is the byte 48 + d, so

    t = word xor "00000000";   (t + 118 in every byte) or t   has a top bit set exactly where t is no digit

and pairs, fours and eights of digits come together by three multiplications. Whatever is not plain is None, and goes to
the reader of `csv_tables`: nothing is understood here that is refused there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import month_starts
from outcome_contracts.absence.tables import RawColumn, longest_text

Words = NDArray[np.uint64]
Places = NDArray[np.int64]

PADDING = 16
_NEWLINE, _RETURN, _QUOTE, _DIGIT = 10, 13, 34, 48
_EIGHT, _TOP = 0x0101010101010101, np.uint64(0x8080808080808080)
_ZEROS, _NO_DIGIT = np.uint64(_DIGIT * _EIGHT), np.uint64(118 * _EIGHT)
_LONGEST_NUMBER = 16
_DATE_LENGTH, _LONGEST_EXTENT = 10, 6
_FIRST_YEAR, _YEARS = 1900, 300


def _word(text: str, *, fixed: str = "") -> tuple[np.uint64, np.uint64]:
    """Eight characters to compare with, and what is added to find what is no digit, or not the fixed character."""
    codes = [ord(character) for character in text]
    added = [127 if character in fixed else 118 for character in text]
    return tuple(np.uint64(sum(code << 8 * place for place, code in enumerate(each))) for each in (codes, added))  # type: ignore[return-value]


_YEAR_MONTH, _YEAR_MONTH_ADDED = _word("0000-00-", fixed="-")
_DAY, _DAY_ADDED = _word("00")
_EXTENT, _EXTENT_ADDED = _word("0.000000", fixed=".")
_KEPT = np.array([(1 << 8 * length) - 1 for length in range(_LONGEST_EXTENT + 1)], dtype=np.uint64)
_STARTS = month_starts(_FIRST_YEAR * 12, (_FIRST_YEAR + _YEARS) * 12)
_LENGTHS = np.diff(_STARTS)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fields:
    """Where the fields of a block stand. starts, ends: of each field, shape (columns, lines)."""

    codes: NDArray[np.uint8]
    starts: Places
    ends: Places

    @classmethod
    def of(cls, block: bytes, columns: int, delimiter: str) -> Fields | None:
        """The fields of a block with `PADDING` bytes before and after it, None unless all lines have `columns`."""
        codes = np.frombuffer(block, dtype=np.uint8)
        inner = codes[PADDING : len(codes) - PADDING]
        if not len(inner) or inner[-1] != _NEWLINE or block.find(_QUOTE, PADDING) >= 0 or int(inner.max()) > 127:
            return None
        cuts = np.flatnonzero((inner == _NEWLINE) | (inner == ord(delimiter)))
        cuts += PADDING
        if len(cuts) % columns:
            return None
        ends = cuts.reshape(-1, columns)
        newlines = codes[ends] == _NEWLINE
        if not newlines[:, -1].all() or newlines[:, :-1].any():
            return None
        ends = np.ascontiguousarray(ends.T)
        starts = np.empty_like(ends)
        np.add(ends[:-1], 1, out=starts[1:])
        np.add(ends[-1, :-1], 1, out=starts[0, 1:])
        starts[0, 0] = PADDING
        if (codes[ends[-1] - 1] == _RETURN).all():
            ends[-1] -= 1
        return cls(codes, starts, ends)

    @property
    def words(self) -> Words:
        """The eight bytes from each byte on."""
        shape = (len(self.codes) - 7,)
        return np.ndarray(shape, dtype="<u8", buffer=self.codes, strides=(1,))

    def numbers(self, column: int) -> NDArray[np.int64] | None:
        """Whole numbers from 0, of at most 16 digits, without leading zeros."""
        start, end = self.starts[column], self.ends[column]
        length = end - start
        shortest, longest = int(length.min()), int(length.max())
        if shortest < 1 or longest > _LONGEST_NUMBER:
            return None
        if ((self.codes[start] == _DIGIT) & (length > 1)).any():
            return None
        same = shortest == longest
        value = _eight_digits(self.words[end - 8], shortest if same else length)
        if longest > 8:
            more = _eight_digits(self.words[end - 16], (shortest if same else length) - 8)
            value = None if value is None or more is None else value + more * np.uint64(10**8)
        return None if value is None else value.view(np.int64)

    def days(self, column: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
        """Days since 1970-01-01 of dates from 1900 to 2199, and which are missing."""
        start, length = self.starts[column], self.ends[column] - self.starts[column]
        missing = length == 0
        if missing.any():
            whole = np.flatnonzero(~missing)
            if not len(whole):
                return np.zeros(len(start), dtype=np.int64), missing
            start = np.where(missing, start[whole[0]], start)
        if not ((length == _DATE_LENGTH) | missing).all():
            return None
        front = self.words[start] ^ _YEAR_MONTH
        back = (self.words[start + 2] >> np.uint64(48)) ^ _DAY
        wrong = ((front + _YEAR_MONTH_ADDED) | front | (back + _DAY_ADDED) | back) & _TOP
        if wrong.any():
            return None
        front = (front * np.uint64(10) + (front >> np.uint64(8))).view(np.int64)
        month = (front & 0xFF) * 1200 + ((front >> 16) & 0xFF) * 12 - _FIRST_YEAR * 12 - 1
        number = (front >> 40) & 0xFF
        month += number
        back = back.view(np.int64)
        day = (back & 0xFF) * 10 + (back >> 8)
        if number.min() < 1 or number.max() > 12 or month.min() < 0 or month.max() >= len(_LENGTHS) or day.min() < 1:
            return None
        if (day > _LENGTHS.take(month)).any():
            return None
        day += _STARTS.take(month)
        day -= 1
        return day, missing

    def steps(self, column: int) -> NDArray[np.int64] | None:
        """Ten-thousandths of decimals below ten with at most four places."""
        start, length = self.starts[column], self.ends[column] - self.starts[column]
        if length.min() < 1 or length.max() > _LONGEST_EXTENT or (length == 2).any():
            return None
        digits = (self.words[start] ^ _EXTENT) & _KEPT.take(length)
        if (((digits + _EXTENT_ADDED) | digits) & _TOP).any():
            return None
        each = digits.view(np.int64)
        places = zip((0, 16, 24, 32, 40), (10_000, 1_000, 100, 10, 1), strict=True)
        steps: NDArray[np.int64] = sum(((each >> shift) & 0xFF) * weight for shift, weight in places)
        return steps

    def texts(self, column: int, name: str) -> RawColumn | None:
        """Text as it stands, of at most as many characters as the column may have; none of it missing."""
        start, length = self.starts[column], self.ends[column] - self.starts[column]
        width = int(length.max())
        if width > longest_text(name) or int(length.min()) < 5:  # what may be missing has fewer
            return None
        place = np.arange(width)
        characters = self.codes[np.minimum(start[:, None] + place, len(self.codes) - 1)].astype(np.uint32)
        characters[place >= length[:, None]] = 0
        if ((characters < 32) & (place < length[:, None])).any():
            return None
        text = characters.view(f"U{width}").reshape(-1)
        return RawColumn(text, np.zeros(len(text), dtype=np.bool_))


def _eight_digits(word: Words, length: int | Places) -> Words | None:
    """The number that the last `length` of eight characters make, up to eight; None unless all of them are digits."""
    digits = word ^ _ZEROS
    if isinstance(length, int):
        other = np.uint64(8 * max(8 - length, 0))
        digits = (digits >> other) << other
    else:
        others = (8 * np.clip(8 - length, 0, 7)).astype(np.uint64)
        digits = (digits >> others) << others
        digits[length <= 0] = 0
    if (((digits + _NO_DIGIT) | digits) & _TOP).any():
        return None
    digits = digits * np.uint64(10) + (digits >> np.uint64(8))
    digits &= np.uint64(0x00FF00FF00FF00FF)
    digits = digits * np.uint64(100) + (digits >> np.uint64(16))
    digits &= np.uint64(0x0000FFFF0000FFFF)
    return (digits & np.uint64(0xFFFFFFFF)) * np.uint64(10_000) + (digits >> np.uint64(32))
