"""On which step amounts lie: whether what leaves is in whole öre by what the contract declares.

A given figure lies on its digits, a rounded line on its rounding, a column on what all its cells share; a sum on what
its parts share. What earlier statements say of a line lies where the line lies, which may depend on just that: it
starts as nothing, which lies on every step, and is looked at again until it stays; where it does not, it has no step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.distribution import ORE
from outcome_contracts.terms.check import GridReading, lies_on
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Negate, Node, Number, line_before

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.money import Waterfall
    from outcome_contracts.contract.tables import Table

Formulas = Mapping[str, tuple[Node, Rounding | None]]
Steps = dict[str, Fraction | None]

_PASSES = 8  # a figure is followed back over so many statements; each pass may read every formula again


def steps_of_flows(contract: Contract, formulas: Formulas, refers_to: Mapping[str, frozenset[str]]) -> Steps:
    """The steps of the amounts that leave and of all that decides them; None where one has none.

    formulas: those whose value is known, each after those it refers to.
    """
    asked = _asked(formulas, refers_to)
    steps: Steps = {measure.id: declared_step(measure) for measure in contract.measures if measure.id in asked}
    steps |= {name: _shared(cells) for name, cells in cells_of(contract).items()}
    earlier = {name: line for name in asked if (line := line_before(name))}
    steps |= dict.fromkeys(earlier, Fraction(0))
    for _ in range(_PASSES):
        _read(steps, formulas, asked)
        if all(steps[name] == steps.get(line) for name, line in earlier.items()):
            return steps
        steps |= {name: steps.get(line) for name, line in earlier.items()}
    steps |= dict.fromkeys(earlier)
    _read(steps, formulas, asked)
    return steps


def _read(steps: Steps, formulas: Formulas, asked: set[str]) -> None:
    for name, (formula, rounding) in formulas.items():
        if name in asked:
            steps[name] = rounding.to if rounding else GridReading(steps).of_line(formula)


def _asked(formulas: Formulas, refers_to: Mapping[str, frozenset[str]]) -> set[str]:
    """The names whose step decides whether an amount lies on the öre: back from the flows to what is rounded."""
    waiting = [name for name in formulas if name.startswith("flow.")]
    asked = set(waiting)
    while waiting:
        name = waiting.pop()
        if line := line_before(name):
            others = frozenset({line})
        elif name in formulas and formulas[name][1] is None:
            others = refers_to[name]
        else:
            continue
        waiting += others - asked
        asked |= others
    return asked


def open_ranks(waterfall: Waterfall, steps: Steps) -> Iterator[tuple[str, ...]]:
    """Where a waterfall needs a rounding point: its pot, and ranks with a limit; the last has what these leave."""
    path = ("waterfalls", waterfall.id)
    if not lies_on(steps.get(waterfall.id), ORE):
        yield path
    for rank in waterfall.tranches:
        if rank.until is not None:
            step = rank.round.rounding.to if rank.round else GridReading(steps).step(rank.until)
            if not lies_on(step, ORE):
                yield (*path, "tranches", rank.id)


def cells_of(contract: Contract) -> dict[str, tuple[Fraction, ...]]:
    """The figures of agreed tables, by column, one per row; 0 for a cell that is refused elsewhere."""
    return {
        column.id: tuple([_cell(table, row, place) for row in range(len(table.agreed_rows))])
        for table in contract.tables
        for place, column in enumerate(table.columns)
    }


def _cell(table: Table, row: int, place: int) -> Fraction:
    cells = table.agreed_rows[row].cells
    literal = literal_of(cells[place]) if place < len(cells) else None
    if literal is None:
        return Fraction(0)
    return -literal.value if isinstance(cells[place], Negate) else literal.value


def literal_of(cell: Node) -> Number | None:
    """The literal of a cell, without its sign; None where it is none."""
    inner = cell.operand if isinstance(cell, Negate) else cell
    return inner if isinstance(inner, Number) else None


def _shared(cells: tuple[Fraction, ...]) -> Fraction | None:
    """The greatest step that all figures of a column lie on."""
    return GridReading({}).common(*map(Number, cells))


def declared_step(measure: Measure) -> Fraction:
    """What every figure of a measure is a whole multiple of, by the contract."""
    if measure.origin in ("given", "adjustment"):
        return Fraction(1, 10**measure.digits)
    return Fraction(1) if measure.round is None else measure.round.rounding.to
