"""What a cell means: days, extents, ids and names from raw columns, a whole column at a time.

Each reader returns integers or text together with the rows that are good, and records what is wrong with the
others. Dates are `YYYY-MM-DD`; extents are decimals from 0 to 1 with at most four places. Text is read by its
code points as a table of characters, so that no cell is ever handled alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.coding import distinct_codes
from outcome_contracts.absence.days import EARLIEST, LATEST, Flags, Integers
from outcome_contracts.absence.declared_days import midnights
from outcome_contracts.absence.identity_numbers import identity_numbers, no_pseudonyms
from outcome_contracts.absence.tables import RawColumn, longest_text
from outcome_contracts.notices import Findings
from outcome_contracts.panel import EXTENT_STEPS, unit_name

Text = NDArray[np.str_]

_PLACES = 4
_PIECE = 65_536
_DATE_LENGTH = 10
_SERIAL_LENGTH = 5
_ZERO, _NINE, _POINT, _MINUS = (ord(character) for character in "09.-")
_LARGEST_NUMBER = 10**9
_UNSEEN = (
    (0x00AD, 0x00AD), (0x061C, 0x061C), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF,
    0xFEFF),
)  # fmt: skip


def read_days(
    raw: RawColumn, column: str, rows: Rows, findings: Findings, *, open_end: int | None = None
) -> tuple[Integers, Flags]:
    """Days since 1970-01-01 and which rows have one, shape (n,) each.

    open_end: the day that a missing one stands for; None where the column is required (OC-D055). Findings
    besides: no date or no such date (OC-D009), a moment with a time zone (OC-D057), a number where a date belongs
    (OC-D058), an impossible year (OC-D042). Midnight without a zone is its day.
    """
    values, number, zoned = raw.values, *np.zeros((2, len(raw.values)), dtype=np.bool_)
    if values.dtype.kind == "U":
        days, valid, number = _days_of_text(values)
        other = np.flatnonzero(~valid & ~number & ~raw.missing)
        if len(other):
            texts, zoned[other] = midnights(values[other])
            days[other], valid[other], _ = _days_of_text(texts)
    elif values.dtype.kind == "M":
        days = values.astype("datetime64[D]").astype(np.int64)
        valid = values == values.astype("datetime64[D]")
    else:
        days, valid, number = np.zeros(len(values), dtype=np.int64), number, ~raw.missing
    rows.report(findings, "OC-D058", number & ~raw.missing, column=column)
    rows.report(findings, "OC-D057", zoned, column=column)
    rows.report(findings, "OC-D009", ~valid & ~number & ~zoned & ~raw.missing, column=column)
    valid = valid & ~raw.missing
    far = valid & ((days < EARLIEST) | (days > LATEST))
    rows.report(findings, "OC-D042", far, column=column)
    days = np.where(valid & ~far, days, EARLIEST)
    if open_end is None:
        rows.report(findings, "OC-D055", raw.missing, column=column)
        return days.astype(np.int32), valid & ~far
    return np.where(raw.missing, open_end, days).astype(np.int32), (valid & ~far) | raw.missing


def read_extents(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> tuple[Integers, Flags]:
    """Extents in ten-thousandths and which rows have one, shape (n,) each.

    Findings: missing (OC-D055), no decimal from 0 to 1 with at most four places (OC-D020), per cent among
    fractions (OC-D021).
    """
    values = raw.values
    if values.dtype.kind == "U":
        steps, valid = _steps_of_text(values)
    elif values.dtype.kind == "f":
        near = np.where(raw.missing | (np.abs(values) > _LARGEST_NUMBER), -1, values)
        rounded = np.rint(near.astype(np.float64) * EXTENT_STEPS)
        # A float is taken as the four-place decimal that it prints as, in its own precision, or not at all.
        steps, valid = rounded.astype(np.int64), (rounded / EXTENT_STEPS).astype(values.dtype) == near
    elif values.dtype.kind in "iu":
        steps = np.clip(values, -1, 101).astype(np.int64) * EXTENT_STEPS
        valid = np.ones(len(values), dtype=np.bool_)
    else:
        steps, valid = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.bool_)
    rows.report(findings, "OC-D055", raw.missing, column=column)
    valid = valid & (steps >= 0) & ~raw.missing
    percent = valid & (steps > EXTENT_STEPS) & (steps <= 100 * EXTENT_STEPS)
    if (valid & (steps > 0) & (steps < EXTENT_STEPS)).any():
        rows.report(findings, "OC-D021", percent, column=column)
    else:
        percent = np.zeros(len(values), dtype=np.bool_)
    good = valid & (steps <= EXTENT_STEPS)
    rows.report(findings, "OC-D020", ~good & ~percent & ~raw.missing, column=column)
    return np.where(good, steps, 0).astype(np.int32), good


def read_ids(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> tuple[NDArray[np.generic], Flags]:
    """Ids as delivered, integers or text, and which rows have one.

    Findings: those of `read_codes`, and text that may be a name or an address (OC-P004).
    """
    values, good = read_codes(raw, column, rows, findings)
    names = no_pseudonyms(values) & good
    rows.report(findings, "OC-P004", names, column=column)
    return values, good & ~names


def read_codes(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> tuple[NDArray[np.generic], Flags]:
    """Codes as delivered, integers or text, and which rows have one.

    Findings: missing (OC-D055), unusable text (OC-D046, OC-D047), a type that is no code (OC-D007), a personal
    identity number (OC-P001).
    """
    rows.report(findings, "OC-D055", raw.missing, column=column)
    if raw.values.dtype.kind in "fM":
        rows.report(findings, "OC-D007", ~raw.missing, column=column)
        return np.zeros(len(raw.values), dtype=np.int64), np.zeros(len(raw.values), dtype=np.bool_)
    good = ~raw.missing & usable_text(raw, column, rows, findings)
    direct = identity_numbers(raw.values) & ~raw.missing
    rows.report(findings, "OC-P001", direct, column=column)
    return raw.values, good & ~direct


def read_names(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> tuple[Text, Flags]:
    """Names as `unit_name` has them, so that one name is one, and which rows have one.

    Findings: missing (OC-D055), too long (OC-D047), unusable (OC-D046), a type that is no name (OC-D007), a personal
    identity number (OC-P001), letters put together of several characters, which is told (OC-D262).
    """
    rows.report(findings, "OC-D055", raw.missing, column=column)
    if raw.values.dtype.kind in "fM":
        rows.report(findings, "OC-D007", ~raw.missing, column=column)
        return np.zeros(len(raw.values), dtype="U1"), np.zeros(len(raw.values), dtype=np.bool_)
    distinct, which = distinct_codes(raw.values.astype(np.str_, copy=False))
    names = [unit_name(name) for name in distinct.tolist()]
    long = np.strings.str_len(distinct.astype(np.str_, copy=False)) > longest_text(column)
    good = np.array([name is not None for name in names], dtype=np.bool_)
    direct = identity_numbers(distinct)[which] & ~raw.missing
    rows.report(findings, "OC-P001", direct, column=column)
    rows.report(findings, "OC-D047", long[which], column=column, limit=longest_text(column))
    rows.report(findings, "OC-D046", (~good & ~long)[which] & ~raw.missing, column=column)
    composed = np.array([name or "" for name in names], dtype=np.str_)
    rows.report(findings, "OC-D262", (good & (composed != distinct))[which] & ~raw.missing, column=column)
    return composed[which], (good & ~long)[which] & ~raw.missing & ~direct


def usable_text(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> Flags:
    """Which cells are neither too long (OC-D047) nor hold characters that cannot be seen (OC-D046)."""
    if raw.values.dtype.kind != "U":
        return np.ones(len(raw.values), dtype=np.bool_)
    text = raw.values.astype(np.str_, copy=False)
    long = np.strings.str_len(text) > longest_text(column)
    rows.report(findings, "OC-D047", long, column=column, limit=longest_text(column))
    codes = _characters(text)
    doubtful = ((codes > 0) & (codes < 32)) | (codes >= 127)
    unseen = np.strings.strip(text) != text
    if doubtful.any():
        unseen |= ((codes > 0) & (codes < 32)).any(axis=1) | ((codes >= 127) & (codes < 160)).any(axis=1)
        for low, high in _UNSEEN:
            unseen |= ((codes >= low) & (codes <= high)).any(axis=1)
    rows.report(findings, "OC-D046", unseen & ~raw.missing, column=column)
    good: Flags = ~long & ~unseen
    return good


def _characters(text: Text) -> NDArray[np.int64]:
    """Code points, 0 after the end, shape (n, width)."""
    width = text.dtype.itemsize // np.dtype(np.uint32).itemsize
    return np.ascontiguousarray(text).view(np.uint32).reshape(len(text), width).astype(np.int64)


def _days_of_text(text: NDArray[np.generic]) -> tuple[NDArray[np.int64], Flags, Flags]:
    """Days of `YYYY-MM-DD`, which cells are such a date, and which a number as Excel stores dates; piece by piece."""
    pieces = [_days_of_piece(text[start : start + _PIECE]) for start in range(0, len(text) or 1, _PIECE)]
    days, valid, number = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return days, valid, number


def _days_of_piece(text: NDArray[np.generic]) -> tuple[NDArray[np.int64], Flags, Flags]:
    """The same for few enough cells that their characters take little memory."""
    codes = _characters(text.astype(f"U{_DATE_LENGTH + 1}"))
    digit = (codes >= _ZERO) & (codes <= _NINE)
    digits = np.where(digit, codes - _ZERO, 0)
    valid = digit[:, [0, 1, 2, 3, 5, 6, 8, 9]].all(axis=1) & (codes[:, _DATE_LENGTH] == 0)
    valid &= (codes[:, 4] == _MINUS) & (codes[:, 7] == _MINUS)
    year, month, day = digits[:, :4] @ [1000, 100, 10, 1], digits[:, 5:7] @ [10, 1], digits[:, 8:10] @ [10, 1]
    valid &= (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0)
    start, following = (
        (months + step).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) for step in (0, 1)
    )
    valid &= (day >= 1) & (start + day <= following)
    number = digit[:, :_SERIAL_LENGTH].all(axis=1) & (codes[:, _SERIAL_LENGTH] == 0)
    return start + day - 1, valid, number


def _steps_of_text(text: NDArray[np.generic]) -> tuple[NDArray[np.int64], Flags]:
    """Ten-thousandths of plain decimals with at most four places, and which cells are such."""
    codes = _characters(text.astype("U13"))
    digit, point = (codes >= _ZERO) & (codes <= _NINE), codes == _POINT
    after = np.cumsum(point, axis=1) > 0
    places, wholes = (digit & after).sum(axis=1), (digit & ~after).sum(axis=1)
    points = point.sum(axis=1)
    valid = (digit | point | (codes == 0)).all(axis=1) & (codes[:, -1] == 0) & (wholes > 0)
    valid &= (points == 0) | ((points == 1) & (places > 0) & (places <= _PLACES))
    value = np.zeros(len(codes), dtype=np.int64)
    for position in range(codes.shape[1]):
        here = digit[:, position]
        value = np.where(here, value * 10 + codes[:, position] - _ZERO, value)
    return np.where(valid, value * 10 ** np.clip(_PLACES - places, 0, _PLACES), 0), valid
