"""What a statement, or a contract without data, has values for: the measures and rows to compute from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from outcome_contracts.period import month_text, parse_month
from outcome_contracts.settlement.earlier import Earlier, earlier_values
from outcome_contracts.settlement.given import month_tables
from outcome_contracts.settlement.recomputation import Cell, Recomputation, recomputation
from outcome_contracts.settlement.statement import Statement
from outcome_contracts.terms.exact import Value, Values

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract


@dataclass(frozen=True, slots=True)
class SettledValues:
    """A contract and its figures. statement: the digest of what they come from. rows: ids of the rows of each table."""

    contract: Contract
    statement: str
    figures: Recomputation
    rows: Mapping[str, tuple[str, ...]]

    def cell(self, name: str, by: tuple[str, ...], row: str) -> Cell:
        """The cell of a row written `row` or `row.row`; given rows are numbered from 1, and any number has one.

        A month that the period does not have has a number after all rows.
        """
        parts = row.split(".") if by else []
        return Cell(name, tuple(self._number(table, part) for table, part in zip(by, parts, strict=True)))

    def name(self, cell: Cell) -> str:
        """`cost.kultur`; a row of a table is written `table.row`."""
        by = self.contract.terms.tables.by.get(cell.name, (cell.name,))
        rows = (self.row(table, number) for table, number in zip(by, cell.rows, strict=False))
        return ".".join((cell.name, *rows))

    def _number(self, table: str, row: str) -> int:
        rows = self.rows.get(table, ())
        if row in rows:
            return rows.index(row)
        return int(row) - 1 if row.isdecimal() else len(rows) + parse_month(row)

    def row(self, table: str, number: int) -> str:
        """The name of a row, or its number from 1 where it has none."""
        rows = self.rows.get(table, ())
        if number < len(rows):
            return rows[number]
        return month_text(number - len(rows)) if table in month_tables(self.contract) else str(number + 1)


def settled_values(settled: Statement | Contract) -> SettledValues:
    """The values of a statement, or those that a contract has without any data."""
    contract = settled.contract if isinstance(settled, Statement) else settled
    rows = {table.id: tuple(row.id for row in table.agreed_rows) for table in contract.tables}
    inputs: dict[str, Values] = {}
    if isinstance(settled, Statement):
        by = contract.terms.tables.by
        for measure in contract.measures:
            values = _by_row(settled, measure.id)
            for place, table in enumerate(by.get(measure.id, ())):
                rows[table] = rows[table] or tuple(dict.fromkeys(row[place] for row in values))
            inputs[measure.id] = _nested(values, [rows[table] for table in by.get(measure.id, ())])
        for line in contract.every_line:  # a table of months by which nothing is measured has them in its lines
            for place, table in enumerate(by.get(line.id, ())):
                rows[table] = rows[table] or tuple(dict.fromkeys(row[place] for row in _by_row(settled, line.id)))
        inputs |= read_of_earlier(settled)
    figures = recomputation(contract, inputs, {table: len(ids) for table, ids in rows.items()})
    return SettledValues(contract, settled.digest if isinstance(settled, Statement) else "", figures, rows)


def read_of_earlier(statement: Statement) -> dict[str, Values]:
    """What the statement read of earlier ones, by `previous.line` and `sum_previous.line`."""
    kept = cast("Sequence[Mapping[str, object]]", statement.inputs.get("earlier", ()))
    return earlier_values(statement.contract, [Earlier.from_dict(each) for each in kept])


def _by_row(statement: Statement, name: str) -> dict[tuple[str, ...], Value]:
    """The figures of a measure by the ids of its rows; of one that stands by no table, by nothing."""
    lines = (line for line in (*statement.lines, *statement.disclosures) if line.id.partition(".")[0] == name)
    return {tuple(line.id.split(".")[1:]): line.exact for line in lines if line.exact is not None}


def _nested(values: Mapping[tuple[str, ...], Value], rows: list[tuple[str, ...]]) -> Values:
    if not rows:
        return values[()]
    parts = [{key[1:]: value for key, value in values.items() if key[0] == row} for row in rows[0]]
    return tuple(_nested(part, rows[1:]) for part in parts)
