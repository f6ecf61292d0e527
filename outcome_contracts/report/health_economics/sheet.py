"""A worksheet that is written from top to bottom: texts, numbers, and formulas with the figure they should give.

Texts are cells of their own type, so that none of them can become a formula.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.report.wording import visible

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST_CELL = 32767
_A4 = 9
_SMALL = 10
_AMOUNT_WIDTH, _MOST_WIDTH = 16, 60


class Sheet:
    """A worksheet that is written from top to bottom."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.name = name
        self.row = 0
        self._sheet: Worksheet = book.add_worksheet(name)
        self._widths: dict[int, int] = {}
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._head: Format = book.add_format({"bold": True, "bottom": 1})
        self._number: Format = book.add_format({"num_format": "#,##0.00", "align": "right"})
        # A rate, a share or a return: two decimals, and up to four where there are more, as 0.035 is not 0.04.
        self._small: Format = book.add_format({"num_format": "#,##0.00##", "align": "right"})
        self._count: Format = book.add_format({"num_format": "0", "align": "right"})

    def text(self, column: int, text: str) -> None:
        self._widen(column, text)
        self._sheet.write_string(self.row, column, visible(text)[:_LONGEST_CELL])

    def number(self, column: int, value: Fraction | float) -> str:
        self._widen(column)
        self._sheet.write_number(self.row, column, float(value), self._format(value))
        return self.at(column)

    def count(self, column: int, value: int) -> str:
        self._sheet.write_number(self.row, column, value, self._count)
        return self.at(column)

    def count_formula(self, column: int, formula: str, value: int) -> str:
        """A formula that counts, with the analysis' own count."""
        self._sheet.write_formula(self.row, column, f"={formula}", self._count, value)
        return self.at(column)

    def formula(self, column: int, formula: str, value: Fraction | float | str) -> str:
        """A formula with the analysis' own figure; the cell's address on its own sheet."""
        known = value if isinstance(value, str) else float(value)
        self._widen(column)
        self._sheet.write_formula(self.row, column, f"={formula}", self._format(value), known)
        return self.at(column)

    def heads(self, *names: str) -> None:
        for column, name in enumerate(names):
            self._widen(column, name)
            self._sheet.write_string(self.row, column, visible(name)[:_LONGEST_CELL], self._head)
        self.row += 1

    def _format(self, value: Fraction | float | str) -> Format:
        return self._number if isinstance(value, str) or abs(float(value)) >= _SMALL else self._small

    def _widen(self, column: int, text: str = "") -> None:
        """Make the column as wide as its longest text, or as an amount in millions, within limits."""
        width = min(max(len(text) + 2, _AMOUNT_WIDTH), _MOST_WIDTH)
        if width > self._widths.get(column, 0):
            self._widths[column] = width
            self._sheet.set_column(column, column, width)

    def at(self, column: int) -> str:
        """The address of a cell in the row that is being written."""
        return f"{letter(column)}{self.row + 1}"

    def elsewhere(self, address: str) -> str:
        """That address as other sheets name it."""
        return f"'{self.name}'!{address}"


def letter(column: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
