"""What the cells of an export mean in the library's words, whichever kind of file they stood in.

Every sign is the profile's; a cell that is written otherwise keeps what makes it wrong, so that it is found with its
row like any other. What has not ended has no last day: an employment goes on, and a spell of absence is cut at the day
that the caller names, held until somebody acknowledges it, for that figure will change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.exports.profile import DayForm, Profile
from outcome_contracts.absence.identity_numbers import identity_numbers
from outcome_contracts.absence.pseudonyms import Kind, PseudonymKey, report_unfit
from outcome_contracts.absence.tables import RawColumn, RawTable, TableName, text_column
from outcome_contracts.notices import DataRejected, Findings

_IDS: tuple[Kind, ...] = ("person", "employment")
_DAYS = ("first_day", "last_day")
_WRONG = "?"  # no day and no extent: found as such, with its row, by who reads the cells
_CLOCK = re.compile(r"(.*?)[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)
_MIDNIGHT = re.compile(r".*[ T]00:00(:00)?", re.ASCII)
_SERIAL = re.compile(r"[0-9]{5}", re.ASCII)
_ZONED = re.compile(r"[ T][0-9:.]+ ?(Z|[+-][0-9:]+)$", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_STEP = Decimal("0.0001")
_PAY_FORMS = {"Månadslön": "monthly", "Månad": "monthly", "Timlön": "hourly", "Timme": "hourly"}
_PARTS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "DD": "(?P<day>[0-9]{2})"}


def understood(
    raw: RawTable,
    profile: Profile,
    *,
    table: TableName,
    key: PseudonymKey | None,
    open_until: date | None,
    findings: Findings,
) -> RawTable:
    """The table in the library's words, from cells that stand under its names as the system writes them.

    profile: with a decimal sign that is declared. key, open_until: as in `read_export`. Raises DataRejected with every
    finding, those recorded before included.
    """
    columns = dict(raw.columns)
    meanings: dict[str, Callable[[str], str]] = {
        "extent": lambda text: _extent(text, profile),
        "first_day": lambda text: _day(text, profile),
        "last_day": lambda text: _day(text, profile),
        "pay_form": lambda text: _PAY_FORMS.get(text, text),
    }
    for name in columns.keys() & set(_DAYS):
        columns[name] = _meant(name, columns[name], lambda text: _declared(text, profile))
    ends = columns.get("last_day")
    if ends is not None and profile.clock_times == "whole_day":
        _report_midnights(raw.rows, ends, findings)
    ongoing = None
    if ends is not None:
        ongoing = np.isin(ends.values, np.array(profile.open_end, dtype=np.str_))
        if table == "employments" or open_until is not None:  # else whoever links the tables finds it
            raw.rows.report(findings, "OC-D055", ends.missing & ~ongoing, column="last_day")
    if "extent" in columns and profile.extent == "percent":
        _report_shares(raw.rows, columns["extent"], profile.decimal, findings)
    for name in columns.keys() & meanings.keys():
        columns[name] = _meant(name, columns[name], meanings[name])
    raw = replace(raw, columns=columns)
    if table == "spells" and ongoing is not None and "first_day" in columns:
        columns["last_day"] = _ended(raw, ongoing, open_until, findings)
    _hide(replace(raw, columns=columns), columns, key, findings)
    return RawTable(raw.rows, columns, findings.refuse(DataRejected))


def written_day(day: str, form: DayForm) -> str:
    """A day `YYYY-MM-DD` as a profile writes its days."""
    year, month, number = day.split("-")
    return form.replace("YYYY", year).replace("MM", month).replace("DD", number)


def _meant(name: str, column: RawColumn, meaning: Callable[[str], str]) -> RawColumn:
    """The column with what each cell means in its place; looked up once per distinct text."""
    distinct, which = np.unique(column.values, return_inverse=True)
    found = text_column(name, [meaning(text) for text in distinct.tolist()])
    return RawColumn(found.values[which], column.missing | found.missing[which])


def _extent(text: str, profile: Profile) -> str:
    """An extent as a decimal from 0 to 1 with a point."""
    other = "," if profile.decimal == "." else "."
    percent = profile.extent == "percent"
    number = text.removesuffix("%").rstrip() if percent else text
    if not text or other in text:
        return _WRONG if text else ""
    number = number.replace(profile.decimal, ".")
    if not _NUMBER.fullmatch(number):
        return _WRONG
    if not percent:
        return number.rstrip("0").rstrip(".") if "." in number else number
    share = Decimal(number) / 100
    exact = share <= 1 and share == share.quantize(_STEP)
    return format(share.quantize(_STEP), "f") if exact else _WRONG


def _report_shares(rows: Rows, extents: RawColumn, decimal: str, findings: Findings) -> None:
    """Find extents of a column in per cent that are shares by their size (OC-D240)."""
    other = "," if decimal == "." else "."
    plain = {text: text.replace(decimal, ".") for text in np.unique(extents.values).tolist() if other not in text}
    small = [text for text, number in plain.items() if _NUMBER.fullmatch(number) and 0 < Decimal(number) <= 1]
    rows.report(findings, "OC-D240", np.isin(extents.values, small), column="extent")


def _declared(text: str, profile: Profile) -> str:
    """A moment of a time zone by the declared clock, a number as its day; other cells as they are."""
    if text in profile.open_end:
        return text
    read = profile.declared_days.text(text)
    if read == text:
        return text
    day, blank, clock = read.partition(" ")
    return written_day(day, profile.days) + blank + clock


def _day(text: str, profile: Profile) -> str:
    """A day as `YYYY-MM-DD`, empty for an open end."""
    if text in profile.open_end:
        return ""
    clock = _CLOCK.fullmatch(text)
    if clock and (profile.clock_times == "whole_day" or _MIDNIGHT.fullmatch(text)):
        text = clock[1]
    if profile.days == "YYYY-MM-DD" or not text:
        return text
    found = re.fullmatch(_pattern(profile.days), text, re.ASCII)
    if found:
        return f"{found['year']}-{found['month']}-{found['day']}"
    return text if _SERIAL.fullmatch(text) or _ZONED.search(text) else _WRONG


@cache
def _pattern(form: DayForm) -> str:
    """What a day of that form looks like."""
    pattern = re.escape(form)
    for part, digits in _PARTS.items():
        pattern = pattern.replace(part, digits)
    return pattern


def _report_midnights(rows: Rows, ends: RawColumn, findings: Findings) -> None:
    """Find last moments at midnight among others (OC-D210): whether the day that begins then counts is not said."""
    clocks = [text for text in np.unique(ends.values).tolist() if _CLOCK.fullmatch(text)]
    midnights = [text for text in clocks if _MIDNIGHT.fullmatch(text)]
    if midnights and len(midnights) < len(clocks):
        rows.report(findings, "OC-D210", np.isin(ends.values, midnights))


def _ended(table: RawTable, ongoing: Flags, open_until: date | None, findings: Findings) -> RawColumn:
    """The last days of spells; the ongoing ones cut at a day, but not before they began."""
    last = table.columns["last_day"]
    if open_until is None:
        table.rows.report(findings, "OC-D205", ongoing)
        return RawColumn(last.values, last.missing & ~ongoing)  # the cell has been told
    table.rows.report(findings, "OC-D204", ongoing, day=str(open_until))
    first, until = table.columns["first_day"].values.astype("U11"), open_until.isoformat()
    cut = np.where(ongoing, np.where(first > until, first, until), last.values.astype("U11"))
    return RawColumn(cut, last.missing & ~ongoing)


def _hide(table: RawTable, columns: dict[str, RawColumn], key: PseudonymKey | None, findings: Findings) -> None:
    """Pseudonyms in place of ids; without a key, no identity numbers."""
    for name in _IDS:
        if name not in columns:
            continue
        ids = columns[name]
        report_unfit(ids, name, table.rows, findings)
        if key is None:
            table.rows.report(findings, "OC-D190", identity_numbers(ids.values) & ~ids.missing, column=name)
        else:
            hidden = key.pseudonyms(np.where(ids.missing, "", ids.values.astype(np.str_)), name)
            columns[name] = RawColumn(hidden, ids.missing)
