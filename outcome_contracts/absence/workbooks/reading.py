"""Reading a workbook: typed cells as a system's export would write them, and then as any other export.

    date                      its day, whatever the form that the profile has
    number in place of one    refused, or a day by `date_system`
    number shown with %       per cent; other numbers as the profile has extents
    text                      as in CSV, leading zeros and all
    number in place of one    only where no zero is lost

A number has lost no zero if all numbers of its column have the same count of digits; among texts, or of unequal
length, 471 may have been 00471.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np

from outcome_contracts.absence.exports.meaning import understood, written_day
from outcome_contracts.absence.exports.profile import Profile
from outcome_contracts.absence.exports.sniffing import sniffed_decimal
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.tables import DELIVERED_COLUMNS, RawColumn, RawTable, TableName, text_column
from outcome_contracts.absence.workbooks.package import admitted
from outcome_contracts.absence.workbooks.sheets import Cell, NoValue, Percentage, Sheet, read_sheet
from outcome_contracts.notices import DataRejected, Findings

_DAYS = ("first_day", "last_day")
_DIGITS_KEPT = 15


def read_workbook(
    path: str | os.PathLike[str],
    profile: Profile,
    *,
    table: TableName,
    sheet: str | None = None,
    key: PseudonymKey | None = None,
    open_until: date | None = None,
) -> RawTable:
    """The table of a sheet of an Excel workbook (.xlsx), for `read_records` or `read_delivery`.

    profile: what the columns are called and how extents and texts are written; its delimiter and encoding have no
    meaning here. sheet: its name; None where the workbook has one sheet only. The rest is as in `read_export`.
    Raises DataRejected with every finding: besides those of `read_export`, what is no plain workbook (OC-D241, OC-D242,
    OC-D244, OC-D251), the sheet (OC-D245, OC-D246), its header (OC-D247), formulas without a stored value (OC-D248),
    numbers that may have lost zeros (OC-D249), the spreadsheet's own errors (OC-D250). Numbers by another date system
    than the workbook's are held (OC-D252). Raises UsageError (OC-U004) without the extra `excel`.
    """
    source, findings = Path(path), Findings()
    required, optional = DELIVERED_COLUMNS[table]
    found = None
    if admitted(source, findings):
        found = read_sheet(
            source, sheet, required, optional, findings, names=profile.names, passed_over=profile.passed_over
        )
    if found is None:
        raise DataRejected(findings)
    signed = _signed(found, profile, findings)
    columns = {name: _column(found, name, cells, signed, findings) for name, cells in found.columns.items()}
    raw = RawTable(found.rows, columns)
    return understood(raw, signed, table=table, key=key, open_until=open_until, findings=findings)


def _signed(sheet: Sheet, profile: Profile, findings: Findings) -> Profile:
    """The profile with a decimal sign: that of the extents that are texts, for numbers have none."""
    if profile.decimal != "sniffed":
        return profile
    texts = [cell for cell in sheet.columns.get("extent", ()) if isinstance(cell, str)]
    sign = sniffed_decimal(np.array(texts, dtype=np.str_), sheet.rows.file, findings) if texts else "."
    return profile.model_copy(update={"decimal": sign or "."})


def _column(sheet: Sheet, name: str, cells: Sequence[Cell], profile: Profile, findings: Findings) -> RawColumn:
    """One column as text; what has no text is found with its row."""
    rows = sheet.rows
    valueless = {code: np.array([isinstance(cell, NoValue) and cell.code == code for cell in cells], dtype=np.bool_)
                 for code in ("OC-D248", "OC-D250")}  # fmt: skip
    for code, found in valueless.items():
        rows.report(findings, code, found, column=name)
    numbers = np.array([type(cell) in (int, float) for cell in cells], dtype=np.bool_)
    if name in _DAYS:
        texts = [_day(cell, profile) for cell in cells]
        if profile.date_system not in (None, sheet.date_system):
            facts = {"declared": str(profile.date_system), "own": sheet.date_system}
            rows.report(findings, "OC-D252", numbers, **facts)
    elif name == "extent":
        texts = [_extent(cell, profile) for cell in cells]
    else:
        texts = [_text(cell) for cell in cells]
        kept = [text or "" for text, number in zip(texts, numbers, strict=True) if number]
        present = sum(cell is not None for cell in cells)
        whole = all(text.isdigit() and len(text) <= _DIGITS_KEPT for text in kept)
        if kept and (len(kept) < present or len(set(map(len, kept))) > 1 or not whole):
            rows.report(findings, "OC-D249", numbers, column=name)
    strange = np.array([text is None for text in texts], dtype=np.bool_)
    rows.report(findings, "OC-D007", strange, column=name)
    column = text_column(name, [text or "" for text in texts])
    told = strange | valueless["OC-D248"] | valueless["OC-D250"]
    return RawColumn(column.values, column.missing & ~told)


def _day(cell: Cell, profile: Profile) -> str | None:
    if isinstance(cell, date):
        moment = cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
        day, blank, clock = moment.partition(" ")
        if clock == "00:00:00":
            blank = clock = ""
        return day if day in profile.open_end and not clock else written_day(day, profile.days) + blank + clock
    return _text(cell)


def _extent(cell: Cell, profile: Profile) -> str | None:
    if isinstance(cell, Percentage):
        share = Decimal(repr(cell.share))
        written = f"{share * 100:f} %" if profile.extent == "percent" else f"{share:f}"
    elif type(cell) in (int, float):
        written = f"{Decimal(str(cell)):f}"
    else:
        return _text(cell)
    return written.replace(".", profile.decimal)


def _text(cell: Cell) -> str | None:
    """A cell as text, empty for nothing; None for a type that has no text of its own."""
    if cell is None or isinstance(cell, NoValue):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_DIGITS_KEPT:
        return str(int(cell))
    return str(cell) if type(cell) in (str, int, float) else None
