"""The month-split person file, in the shape of the sick-pay statistics: its rows are joined into spells again.

    person; first_day; last_day; full_days; part_days        one row per person, sick-pay period and month

A spell that is open at the turn of a month stands there as two rows with a first and a last day each. They are one
spell again if the second begins the day after the first ends; counted apart, every long spell would be two short ones.
The file knows no employment, so the person's id stands for it too. A part day is a scheduled day of which part was
missed; how large a part the file does not say, so it must be declared, or such rows are refused. Source: the record of
Statistics Sweden's statistics on sick pay (KSju, now SUS).
"""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.columns import read_days
from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.days import Flags, months_of
from outcome_contracts.absence.identity_numbers import identity_numbers
from outcome_contracts.absence.pseudonyms import PseudonymKey, report_unfit
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import EXTENT_STEPS

_COLUMNS = ("person", "first_day", "last_day", "full_days", "part_days")
_MOST_DIGITS = 2

_Integers = NDArray[np.int64]


def read_month_split(
    path: str | os.PathLike[str],
    *,
    delimiter: str,
    encoding: str,
    key: PseudonymKey | None = None,
    part_day: str | Decimal | Fraction | None = None,
) -> RawTable:
    """The spells of a month-split file, for `read_records` or `read_delivery`.

    key: what makes pseudonyms of the ids, as `person` and as `employment`; without it identity numbers are refused
    (OC-D190). part_day: the share of a day that a part day counts, above 0 and at most 1, with at most four decimals;
    the days of a row count their mean, to the nearest ten-thousandth (told, OC-D186). Without it rows with part days
    are refused (OC-D206).
    Raises DataRejected with every finding: besides those of days and ids, days that do not fit between the first and
    the last (OC-D207), a row that crosses a month (OC-D208), a part day that is no share (OC-D207). How many rows were
    joined is told (OC-D209).
    """
    source, findings = Path(path), Findings()
    raw = read_csv(source, _COLUMNS, (), findings, delimiter=delimiter, encoding=encoding)
    if raw is None or len(raw.columns) < len(_COLUMNS):
        raise DataRejected(findings)
    rows, ids = raw.rows, raw.columns["person"]
    rows.report(findings, "OC-D055", ids.missing, column="person")
    report_unfit(ids, "person", rows, findings)
    if key is None:
        rows.report(findings, "OC-D190", identity_numbers(ids.values) & ~ids.missing, column="person")
    days = {name: read_days(raw.columns[name], name, rows, findings) for name in ("first_day", "last_day")}
    (first, begins), (last, ends) = days["first_day"], days["last_day"]
    good = begins & ends & ~ids.missing
    backward = good & (last < first)
    rows.report(findings, "OC-D011", backward)
    crossing = good & ~backward & (months_of(first) != months_of(last))
    rows.report(findings, "OC-D208", crossing)
    extent = _extents(raw, last.astype(np.int64) - first + 1, part_day, good & ~backward, findings)
    findings.refuse(DataRejected)
    joined = _joined(rows, ids, first.astype(np.int64), last.astype(np.int64), extent, findings)
    return _table(*joined, key, findings)


def _extents(
    raw: RawTable, calendar: _Integers, part_day: str | Decimal | Fraction | None, good: Flags, findings: Findings
) -> _Integers:
    """The mean share of the days of each row, in ten-thousandths."""
    rows = raw.rows
    full, part = (_whole_days(raw.columns[name], name, rows, findings) for name in ("full_days", "part_days"))
    worked = full + part
    stated = Fraction(EXTENT_STEPS) if part_day is None else exact(part_day, "part_day") * EXTENT_STEPS
    share = stated.numerator
    no_share = stated.denominator > 1 or not 0 < share <= EXTENT_STEPS
    unfit = good & (full >= 0) & (part >= 0) & ((worked < 1) | (worked > calendar) | no_share)
    rows.report(findings, "OC-D207", unfit)
    if part_day is None:
        rows.report(findings, "OC-D206", part > 0)
    total, divisor = full * EXTENT_STEPS + part * share, np.maximum(worked, 1)
    steps: _Integers = (2 * total + divisor) // (2 * divisor)
    rows.report(findings, "OC-D186", good & (steps * divisor != total))
    return steps


def _whole_days(column: RawColumn, name: str, rows: Rows, findings: Findings) -> _Integers:
    """Days of each row; −1 for what is no whole number of days, which is found (OC-D055, OC-D020)."""
    text = column.values.astype(f"U{_MOST_DIGITS + 1}")
    plain = np.strings.isdecimal(text) & (np.strings.str_len(text) <= _MOST_DIGITS)
    plain &= (np.strings.encode(text, "ascii", "ignore").astype(text.dtype) == text) & ~column.missing
    rows.report(findings, "OC-D055", column.missing, column=name)
    rows.report(findings, "OC-D020", ~plain & ~column.missing, column=name)
    return np.where(plain, np.where(plain, text, "0").astype(np.int64), -1)


def _joined(
    rows: Rows, ids: RawColumn, first: _Integers, last: _Integers, extent: _Integers, findings: Findings
) -> tuple[Rows, NDArray[np.str_], _Integers, _Integers, _Integers]:
    """The rows with those of one spell joined: rows, ids, first and last days, extents."""
    person = np.unique(ids.values, return_inverse=True)[1]
    order = np.lexsort((last, first, person))
    who, begin, end, share = (column[order] for column in (person, first, last, extent))
    follows = np.zeros(len(order), dtype=np.bool_)
    follows[1:] = (np.diff(who) == 0) & (begin[1:] == end[:-1] + 1) & (np.diff(share) == 0)
    follows[1:] &= months_of(begin[1:]) != months_of(end[:-1])
    joins = np.zeros(len(order), dtype=np.bool_)
    joins[order] = follows
    rows.report(findings, "OC-D209", joins)
    starts = np.flatnonzero(~follows)
    ends = np.append(starts[1:], len(order))[: len(starts)] - 1
    place = order[starts]
    return rows.take(place), ids.values[place].astype(np.str_), begin[starts], end[ends], share[starts]


def _table(
    rows: Rows,
    ids: NDArray[np.str_],
    first: _Integers,
    last: _Integers,
    extent: _Integers,
    key: PseudonymKey | None,
    findings: Findings,
) -> RawTable:
    present = np.zeros(len(ids), dtype=np.bool_)
    values = {
        "person": ids if key is None else key.pseudonyms(ids, "person"),
        "employment": ids if key is None else key.pseudonyms(ids, "employment"),
        "first_day": first.astype("datetime64[D]"),
        "last_day": last.astype("datetime64[D]"),
        "extent": extent / EXTENT_STEPS,
    }
    return RawTable(rows, {name: RawColumn(column, present) for name, column in values.items()}, tuple(findings))
