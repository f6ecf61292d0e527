"""Recomputation: all values of a contract from its inputs, and what one would be if others were different.

A *cell* is one figure: a name, and the numbers of the rows where the name stands by tables. Only what lies between
what is replaced and what is asked for is evaluated again; nothing is rounded but where the contract rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from outcome_contracts.terms.exact import ExactReading, Value, Values
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import Add, Call, Name, Node, Number, line_before, walk
from outcome_contracts.terms.units import Unit

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.terms import Terms


class Cell(NamedTuple):
    """One figure of a contract. rows: numbers from 0, one per table that the name stands by, the outermost first."""

    name: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recomputation:
    """The values of a contract's names, and of any of them with others replaced.

    places: of the formulas in the order of evaluation. values: by name, of all that has one. rows: the only row of a
    table that is looked at, where it is one (`only`); in such a part that row has the number 0.
    """

    terms: Terms
    tables: Tables
    places: Mapping[str, int]
    values: Mapping[str, Values]
    rows: Mapping[str, int]

    def only(self, cell: Cell) -> Recomputation:
        """The part in which a cell is computed: its own row alone, of tables over which nothing before it sums."""
        if not cell.rows:
            return self
        names = self.upstream(cell.name)
        summed = {table for name in names & self.places.keys() for table in _summed(self.terms.formulas[name][0])}
        own = zip(self.tables.by.get(cell.name, ()), cell.rows, strict=True)
        rows = {table: row for table, row in own if table not in summed}
        values = {
            name: _row_of(self.values[name], self.tables.by.get(name, ()), rows)
            for name in names
            if name in self.values
        }
        tables = replace(self.tables, rows={**self.tables.rows, **dict.fromkeys(rows, 1)})
        return replace(self, tables=tables, values=values, rows=rows)

    def inside(self, cell: Cell) -> Cell | None:
        """A cell of the whole as it is numbered in this part, or None where it is not in it."""
        by = self.tables.by.get(cell.name, ())
        pairs = [(self.rows.get(table), row) for table, row in zip(by, cell.rows, strict=True)]
        if cell.name not in self.values or any(only not in (None, row) for only, row in pairs):
            return None
        return Cell(cell.name, tuple(row if only is None else 0 for only, row in pairs))

    def outside(self, cell: Cell) -> Cell:
        """A cell of this part as it is numbered in the whole; so is a row, which is named by its table."""
        by = self.tables.by.get(cell.name, (cell.name,))
        return Cell(cell.name, tuple(self.rows.get(table, row) for table, row in zip(by, cell.rows, strict=False)))

    def unit(self, cell: Cell) -> Unit:
        """What a cell counts; what earlier statements said of a line counts what the line counts."""
        return self.terms.units[line_before(cell.name) or cell.name]

    def value(self, cell: Cell) -> Value | None:
        """The value of a cell, or None where it has none."""
        return _taken(self.values.get(cell.name), cell.rows)

    def upstream(self, name: str) -> frozenset[str]:
        """The names on which a name depends, itself among them."""
        found, waiting = {name}, [name]
        while waiting:
            others = self.terms.refers_to.get(waiting.pop(), frozenset()) - found
            found |= others
            waiting += others
        return frozenset(found)

    def downstream(self, name: str) -> Iterator[str]:
        """The formulas that depend on a name, in the order of evaluation."""
        found = {name}
        for other in self.terms.formulas:
            if other != name and self.terms.refers_to[other] & found:
                found.add(other)
                yield other

    def instead(self, cell: Cell, replaced: Mapping[Cell, Value]) -> Value | None:
        """The value of a cell if others were what `replaced` says; None where it has no value then."""
        return _taken(self._with(cell.name, replaced), cell.rows)

    def moved(self, name: str, replaced: Mapping[Cell, Value]) -> Fraction | None:
        """By how much a name changes, summed over its rows, if other cells were what `replaced` says."""
        found, before = self._with(name, replaced), self.values.get(name)
        if found is None or before is None:
            return None
        pairs = ((_taken(found, cell.rows), _taken(before, cell.rows)) for cell in self._cells(name))
        return sum((Fraction(new or 0) - Fraction(old or 0) for new, old in pairs), Fraction(0))

    def effort(self, name: str) -> int:
        """How many figures are evaluated to have a name once more."""
        return sum(self._count(other) for other in self.upstream(name) & self.places.keys())

    def inputs(self, cell: Cell) -> Iterator[Cell]:
        """The figures that a cell is computed from and that are no results themselves; those of its own row first."""
        own = dict(zip(self.tables.by.get(cell.name, ()), cell.rows, strict=True))
        names = [name for name in sorted(self.upstream(cell.name) & self.values.keys()) if self._is_input(name)]
        for name in names:
            yield from self._cells(name, own)
        for name in names:
            near = set(self._cells(name, own))
            yield from (other for other in self._cells(name) if other not in near)

    def parts(self, cell: Cell) -> tuple[tuple[Cell, Fraction], ...]:
        """The parts of which a value is plainly the sum: those of a + b, or the rows of a total; else none.

        A row of a total is named by its table.
        """
        formula = self.terms.formulas[cell.name][0] if cell.name in self.terms.formulas else None
        if cell.rows or cell.name not in self.values:
            return ()
        if isinstance(formula, Add):
            names = [part.name for part in formula.parts if isinstance(part, Name)]
            return tuple((Cell(name), Fraction(self.value(Cell(name)) or 0)) for name in names)
        if isinstance(formula, Call) and formula.function == "total":
            table, expression = formula.arguments
            name = table.name if isinstance(table, Name) else ""
            rows = ExactReading(dict(self.values), self.tables).rows(name, expression)
            return tuple((Cell(name, (row,)), part) for row, part in enumerate(rows))
        return ()

    def _is_input(self, name: str) -> bool:
        return name not in self.terms.formulas or isinstance(self.terms.formulas[name][0], Number)

    def _count(self, name: str) -> int:
        return prod(self.tables.rows[table] for table in self.tables.by.get(name, ()))

    def _cells(self, name: str, own: Mapping[str, int] = MappingProxyType({})) -> Iterator[Cell]:
        """The cells of a name, in the order of the rows; only those of the rows in `own`, where it stands by them."""
        by, rows = self.tables.by.get(name, ()), self.tables.rows
        every = product(*((own[table],) if table in own else range(rows[table]) for table in by))
        return (Cell(name, each) for each in every)

    def _with(self, wanted: str, replaced: Mapping[Cell, Value]) -> Values | None:
        """The values of a name with other cells replaced; only what lies between is evaluated again."""
        needed = self.upstream(wanted)
        values = {name: self.values[name] for name in needed if name in self.values}
        changed = set[str]()
        for cell, value in replaced.items():
            if cell.name in values:
                values[cell.name] = _put(values[cell.name], cell.rows, value)
                changed.add(cell.name)
        for name in sorted(needed & values.keys() & self.places.keys(), key=self.places.__getitem__):
            if self.terms.refers_to[name] & changed:
                found = self._evaluated(name, values)
                if found is None:
                    return None
                for cell, value in replaced.items():
                    found = _put(found, cell.rows, value) if cell.name == name else found
                values[name] = found
                changed.add(name)
        return values.get(wanted)

    def _evaluated(self, name: str, values: dict[str, Values]) -> Values | None:
        return _evaluated(self.terms, self.tables, name, values)


def recomputation(contract: Contract, inputs: Mapping[str, Values], rows: Mapping[str, int]) -> Recomputation:
    """All values of a contract.

    inputs: by measure, and by `previous.line` and `sum_previous.line`. rows: how many each table has. What depends on a
    measure that is not among the inputs, or has no value for them, is left without one.
    """
    terms, values = contract.terms, {**contract.terms.cells, **inputs}
    tables = replace(terms.tables, rows=rows)
    for name in terms.formulas:
        if all(other in values or line_before(other) for other in terms.refers_to[name]):
            value = _evaluated(terms, tables, name, values)
            values |= {} if value is None else {name: value}
    places = {name: place for place, name in enumerate(terms.formulas)}
    return Recomputation(terms, tables, places, values, {})


def _evaluated(terms: Terms, tables: Tables, name: str, values: dict[str, Values]) -> Values | None:
    """The value of a formula, one per row where it stands by tables; None where one of them has none."""
    formula, rounding = terms.formulas[name]
    by = tables.by.get(name, ())
    try:
        found = [
            rounding.apply(value) if rounding is not None and isinstance(value, Fraction) else value
            for _, (value, _) in ExactReading(values, tables).evaluate_by(by, formula)
        ]
    except EvaluationError:
        return None
    return found[0] if not by else _nested(found, [tables.rows[table] for table in by])


def _summed(formula: Node) -> Iterator[str]:
    """The tables over whose rows a formula sums."""
    for node in walk(formula):
        if isinstance(node, Call) and node.function == "total" and isinstance(node.arguments[0], Name):
            yield node.arguments[0].name


def _row_of(values: Values, by: tuple[str, ...], rows: Mapping[str, int]) -> Values:
    """The values of a name with one row alone of some of its tables."""
    if not by:
        return values
    column = cast("tuple[Values, ...]", values)
    kept = column if by[0] not in rows else column[rows[by[0]] : rows[by[0]] + 1]
    return tuple(_row_of(value, by[1:], rows) for value in kept)


def _nested(flat: list[Value], lengths: list[int]) -> tuple[Values, ...]:
    """A flat list, the last table fastest, as tuples of tuples."""
    if len(lengths) == 1:
        return tuple(flat)
    size = len(flat) // lengths[0] if lengths[0] else 0
    return tuple(_nested(flat[start * size : (start + 1) * size], lengths[1:]) for start in range(lengths[0]))


def _taken(values: Values | None, rows: tuple[int, ...]) -> Value | None:
    """The figure of a cell; None where there is no such row, or no value."""
    for row in rows:
        column = cast("tuple[Values, ...]", values or ())
        values = column[row] if row < len(column) else None
    return cast("Value | None", values)


def _put(values: Values, rows: tuple[int, ...], value: Value) -> Values:
    if not rows:
        return value
    column = cast("tuple[Values, ...]", values)
    return (*column[: rows[0]], _put(column[rows[0]], rows[1:], value), *column[rows[0] + 1 :])
