"""Reading an export: the cells of the system in the library's words.

Every sign is the profile's; a cell that is written otherwise keeps what makes it wrong, so that it is found with its
row like any other. What has not ended has no last day: an employment goes on, and a spell of absence is cut at the day
that the caller names, held until somebody acknowledges it, for that figure will change.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import numpy as np

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.exports.profile import Profile
from outcome_contracts.absence.exports.sniffing import sniffed_decimal, sniffed_delimiter, sniffed_encoding
from outcome_contracts.absence.identity_numbers import identity_numbers
from outcome_contracts.absence.pseudonyms import Kind, PseudonymKey, of_two_lengths
from outcome_contracts.absence.tables import RawColumn, RawTable, text_column
from outcome_contracts.notices import DataRejected, Findings

_COLUMNS = {
    "spells": (("person", "employment", "first_day", "last_day", "extent"), ("reason",)),
    "employments": (("person", "employment", "unit", "first_day", "last_day", "extent"), ("pay_form",)),
}
_IDS: tuple[Kind, ...] = ("person", "employment")
_WRONG = "?"  # no day and no extent: found as such, with its row, by who reads the cells
_CLOCK = re.compile(r"(.*?)[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)
_MIDNIGHT = re.compile(r".*[ T]00:00(:00)?", re.ASCII)
_SHORT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_STEP = Decimal("0.0001")
_PAY_FORMS = {"Månadslön": "monthly", "Månad": "monthly", "Timlön": "hourly", "Timme": "hourly"}


def read_export(
    path: str | os.PathLike[str],
    profile: Profile,
    *,
    table: Literal["spells", "employments"],
    key: PseudonymKey | None = None,
    open_until: date | None = None,
) -> RawTable:
    """The table of an exported CSV file, for `read_records` or `read_delivery`.

    table: which of the two it is. key: what makes pseudonyms of all ids; without it a column of identity numbers is
    refused (OC-D190). open_until: the day at which spells that have not ended are cut (held, OC-D204); without it they
    are refused (OC-D205).
    Raises DataRejected with every finding; what is let through stands in the table's notices.
    """
    source, findings = Path(path), Findings()
    raw = _raw(source, profile, table, findings)
    if raw is None:
        raise DataRejected(findings)
    columns = dict(raw.columns)
    decimal = profile.decimal
    if decimal == "sniffed" and "extent" in columns:
        decimal = sniffed_decimal(columns["extent"].values, source.name, findings) or "."  # type: ignore[assignment]
    meanings: dict[str, Callable[[str], str]] = {
        "extent": lambda text: _extent(text, decimal, profile.extent),
        "first_day": lambda text: _day(text, profile),
        "last_day": lambda text: _day(text, profile),
        "pay_form": lambda text: _PAY_FORMS.get(text, text),
    }
    ends = columns.get("last_day")
    if ends is not None and profile.clock_times == "whole_day":
        _report_midnights(raw.rows, ends, findings)
    ongoing = np.isin(ends.values, profile.open_end) if ends is not None and profile.open_end else None
    for name in columns.keys() & meanings.keys():
        columns[name] = _meant(name, columns[name], meanings[name])
    raw = replace(raw, columns=columns)
    if table == "spells" and ongoing is not None and "first_day" in columns:
        columns["last_day"] = _ended(raw, ongoing, open_until, findings)
    _hide(replace(raw, columns=columns), columns, key, findings)
    return RawTable(raw.rows, columns, findings.refuse(DataRejected))


def _raw(source: Path, profile: Profile, table: str, findings: Findings) -> RawTable | None:
    """The cells as they stand, under our names."""
    encoding: str | None = profile.encoding
    delimiter: str | None = profile.delimiter
    if "sniffed" in (encoding, delimiter):
        try:
            content = source.read_bytes()
        except (OSError, ValueError):
            findings.add("OC-D064", source.name)
            return None
        if encoding == "sniffed":
            encoding = sniffed_encoding(content, source.name, findings)
        first = content.split(b"\n", 1)[0].decode(encoding or "cp1252", "replace").strip().removeprefix("\ufeff")
        if delimiter == "sniffed":
            headings = {*profile.names, *profile.names.values()}
            delimiter = sniffed_delimiter(first, headings, source.name, findings)
    if encoding is None or delimiter is None:
        return None
    required, optional = _COLUMNS[table]
    return read_csv(
        source,
        required,
        optional,
        findings,
        delimiter=delimiter,
        encoding=encoding,
        names=profile.names,
        passed_over=profile.passed_over,
    )


def _meant(name: str, column: RawColumn, meaning: Callable[[str], str]) -> RawColumn:
    """The column with what each cell means in its place; looked up once per distinct text."""
    distinct, which = np.unique(column.values, return_inverse=True)
    found = text_column(name, [meaning(text) for text in distinct.tolist()])
    return RawColumn(found.values[which], column.missing | found.missing[which])


def _extent(text: str, decimal: str, unit: str) -> str:
    """An extent as a decimal from 0 to 1 with a point."""
    other = "," if decimal == "." else "."
    number = text.removesuffix("%").rstrip() if unit == "percent" else text
    if not text or other in text:
        return _WRONG if text else ""
    number = number.replace(decimal, ".")
    if not _NUMBER.fullmatch(number):
        return _WRONG
    if unit == "share":
        return number.rstrip("0").rstrip(".") if "." in number else number
    share = Decimal(number) / 100
    exact = share <= 1 and share == share.quantize(_STEP)
    return format(share.quantize(_STEP), "f") if exact else _WRONG


def _day(text: str, profile: Profile) -> str:
    """A day as `YYYY-MM-DD`, empty for an open end."""
    if text in profile.open_end:
        return ""
    clock = _CLOCK.fullmatch(text)
    if clock and profile.clock_times == "whole_day":
        text = clock[1]
    if profile.days == "YYYYMMDD" and text:
        short = _SHORT_DAY.fullmatch(text)
        return "-".join(short.groups()) if short else _WRONG
    return text


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
        table.rows.report(findings, "OC-D198", of_two_lengths(ids.values), column=name)
        if key is None:
            table.rows.report(findings, "OC-D190", identity_numbers(ids.values) & ~ids.missing, column=name)
        else:
            hidden = key.pseudonyms(np.where(ids.missing, "", ids.values.astype(np.str_)), name)
            columns[name] = RawColumn(hidden, ids.missing)
