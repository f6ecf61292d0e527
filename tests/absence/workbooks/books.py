"""Workbooks for the tests: a good one, and the way to put one thing wrong into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("Personnr", "Anställningsnr", "Fr.o.m.", "T.o.m.", "Omfattning", "Orsak", "Kommentar")
ROWS = (
    ("p1", "00471", date(2020, 2, 3), date(2020, 2, 6), 50, "SJK", "ring chefen"),
    ("p2", "00472", date(2020, 3, 2), date(2020, 3, 3), 37.5, "SJK", None),
)
STAFF = ("Personnr", "Anställningsnr", "Enhet", "Fr.o.m.", "T.o.m.", "Omfattning")
STAFF_ROWS = (
    ("p1", "00471", "Åsele", date(2019, 1, 1), "TV", 100),
    ("p2", "00472", "Umeå", date(2019, 1, 1), "TV", 75.5),
)

Change = Callable[[Worksheet], object]


def book(path: Path, change: Change = lambda sheet: None, *, staff: bool = False) -> Path:
    """A workbook with one sheet of spells; change: what is done to it before it is saved."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Frånvaro"
    for row in (HEADINGS, *ROWS):
        sheet.append(row)
    if staff:
        other = workbook.create_sheet("Anställningar")
        for row in (STAFF, *STAFF_ROWS):
            other.append(row)
    change(sheet)
    workbook.save(path)
    return path


def repacked(path: Path, *, add: dict[str, bytes] | None = None, replace: dict[str, tuple[bytes, bytes]] | None = None):
    """The same package with files added, or bytes of a file replaced."""
    with ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    for name, (before, after) in (replace or {}).items():
        assert before in content[name]
        content[name] = content[name].replace(before, after)
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, text in (content | (add or {})).items():
            new.writestr(name, text)
    return path
