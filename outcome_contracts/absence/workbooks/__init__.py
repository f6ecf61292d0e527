"""Workbooks (.xlsx): a sheet of typed cells in the library's own words.

In: a file that somebody calls a workbook, the profile that says what its columns are called, and the sheet that is
meant. Out: a raw table for `read_records` or `read_delivery`. Never: a macro, a link, a hidden sheet or a formula
without its value; a number taken for an id or a date that nobody declared; more unpacked than was measured first.
"""

from outcome_contracts.absence.workbooks.reading import read_workbook

__all__ = ["read_workbook"]
