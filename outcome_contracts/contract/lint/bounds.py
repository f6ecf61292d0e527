"""Bounds: between which amounts a contract can pay, read from its terms alone.

The same walk over the same trees as a settlement, with an interval in place of a number: what a measure could be goes
in, what a line or a flow could be comes out. A cap is an upper bound, a gate is 0 or 1, and what nobody has limited is
infinite. Bounds are outer bounds: no value lies beyond them, but where one measure stands twice in a formula
they can be wider than what is ever reached. Earlier statements are taken as none: the bounds are of a first statement.

With a *pin*, an expression is held at one value and everything that depends on it is read again: the bounds
just below an edge and on it show what crossing it can be worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.contract.lint.interval import (
    ANYTHING,
    NOT_NEGATIVE,
    ZERO,
    Bound,
    Interval,
    IntervalArithmetic,
    Truth,
    as_float,
    hull,
    times,
)  # fmt: skip
from outcome_contracts.decimals import parse_decimal_or_percent
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import OVER_ROWS, Call, Node, names_in, walk
from outcome_contracts.terms.units import TRUTH, Unit, is_currency

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.safeguards import Plausible
    from outcome_contracts.terms.rounding import Rounding


class Pin(NamedTuple):
    """An expression and the number at which it is held."""

    node: Node
    at: float


def natural(unit: Unit) -> Interval | None:
    """What a figure of a unit could be: money and ratios anything, what is counted not negative; None for a truth."""
    if unit == TRUTH:
        return None
    above = [base for base, power in unit.powers if power > 0]
    counted = above and not any(map(is_currency, above))
    return NOT_NEGATIVE if counted else ANYTHING


def measure_bounds(contract: Contract, plausible: Mapping[str, Plausible] | None = None) -> dict[str, Bound]:
    """What every measure could be: as its unit says, or where a range is plausible, within that."""
    found: dict[str, Bound] = {}
    for measure in contract.measures:
        expected = (plausible or {}).get(measure.id)
        bound = _natural_of(contract, measure) if expected is None else _expected(expected)
        found[measure.id] = _by(contract.terms.tables, measure.id, bound)
    return found


def bounds(contract: Contract, measures: Mapping[str, Bound]) -> dict[str, Bound]:
    """The bounds of every name whose value is known, flows as `flow.<id>`; measures: as `measure_bounds` gives them."""
    cells = {
        column: tuple(Interval(as_float(cell), as_float(cell)) for cell in cells)
        for column, cells in contract.terms.cells.items()
    }
    formulas = contract.terms.formulas
    return _read(contract, formulas, {**measures, **cells}, None, frozenset(formulas))


def pinned(contract: Contract, known: Mapping[str, Bound], pin: Pin, affected: frozenset[str]) -> dict[str, Bound]:
    """The bounds with an expression held at one value wherever it stands.

    known: the bounds without it. affected: the names that depend on it, which alone are read again.
    """
    return _read(contract, contract.terms.formulas, known, pin, affected)


def pinned_unrounded(
    contract: Contract, known: Mapping[str, Bound], pin: Pin, affected: frozenset[str]
) -> dict[str, Bound]:
    """The same without rounding points, for slopes: rounded to thousands, a straight line is a flight of stairs."""
    unrounded = {name: (formula, None) for name, (formula, _) in contract.terms.formulas.items()}
    return _read(contract, unrounded, known, pin, affected)


def expression_bounds(contract: Contract, known: Mapping[str, Bound], node: Node) -> Interval | None:
    """What one expression could be, given what every name could be; None where a name in it is not known.

    A name that stands by tables counts, where the expression does not sum over them, as any of their rows.
    """
    names = frozenset(name for name in names_in(node) if "." not in name)  # the others are of earlier statements
    if not names <= known.keys():
        return None
    by = contract.terms.tables.by
    totals = [part for part in walk(node) if isinstance(part, Call) and part.function in OVER_ROWS]
    values = dict(known)
    for name in names:
        summed = {getattr(total.arguments[0], "name", "") for total in totals if name in names_in(total)}
        for table in by.get(name, ()):  # the outermost first, as a sum enters them
            if table not in summed:
                values[name] = _any_row(values[name])
    return _reading(contract.terms.tables, values, None).number(node)


def _any_row(bound: Bound) -> Bound:
    """The bounds of any row of the outermost table; what stands by more tables keeps the rows of the others."""
    if isinstance(bound, Interval) or not isinstance(bound, tuple):
        return bound
    inner = [row for row in bound if isinstance(row, tuple) and not isinstance(row, Interval)]
    if inner:
        return tuple(_any_row(column) for column in zip(*inner, strict=True))
    return hull(bound)


def in_every_row(like: Bound, value: float | bool) -> Bound:
    """One value in every row of the tables that a measure stands by; like: any bound of that measure."""
    if isinstance(like, tuple) and not isinstance(like, Interval):
        return tuple(in_every_row(row, value) for row in like)
    return value if isinstance(value, bool) else Interval(value, value)


def number(text: str | None) -> float | None:
    """A decimal string or per cent as a float; None where there is none."""
    value = parse_decimal_or_percent(text or "")
    return None if value is None else as_float(value)


def _expected(expected: Plausible) -> Interval | Truth:
    if expected.typical in ("true", "false"):
        return None
    typical = number(expected.typical)
    low, high = number(expected.low), number(expected.high)
    if typical is None:
        return ANYTHING
    return Interval(typical if low is None else low, typical if high is None else high)


def _natural_of(contract: Contract, measure: Measure) -> Interval | Truth:
    match measure.origin:
        case "adjustment":
            return ZERO
        case "period" if measure.of == "last":
            return None
        case "period":
            return Interval(1.0, float(contract.term.months))
        case "day_value" if measure.stated is not None:
            value = number(measure.stated) or 0.0
            return Interval(value, value)
        case "day_value" if measure.dated:
            values = [number(row.value) or 0.0 for row in measure.dated]
            return Interval(min(values), max(values))
    return natural(contract.terms.units[measure.id])


def _by(tables: Tables, name: str, bound: Interval | Truth) -> Bound:
    """The same bound in every row of the tables that a name stands by."""
    nested: Bound = bound
    for table in reversed(tables.by.get(name, ())):
        nested = (nested,) * (tables.rows[table] or 1)
    return nested


def _read(
    contract: Contract,
    formulas: Mapping[str, tuple[Node, Rounding | None]],
    known: Mapping[str, Bound],
    pin: Pin | None,
    names: frozenset[str],
) -> dict[str, Bound]:
    """The formulas of some names in their order, given what is known of the others."""
    terms, values = contract.terms, dict(known)
    reading = _reading(terms.tables, values, pin)
    held = reading.held_name
    if held:
        values[held] = _by(terms.tables, held, reading.held)
    for name, (formula, rounding) in formulas.items():
        if name in names and name != held:
            values[name] = _value(reading, terms.tables.by.get(name, ()), formula, rounding, terms.units[name])
    return values


def _value(reading: _BoundsReading, by: Sequence[str], formula: Node, rounding: Rounding | None, unit: Unit) -> Bound:
    """The bounds of a formula, in every row of the tables that it stands by."""
    if by:
        rows = reading.each_row(by[0], names_in(formula))
        return tuple(_value(reading, by[1:], formula, rounding, unit) for _ in rows)
    if unit == TRUTH:
        return reading.truth(formula)
    value = reading.number(formula)
    return value if rounding is None else reading.arithmetic.round(value, rounding)


def _reading(tables: Tables, values: dict[str, Bound], pin: Pin | None) -> _BoundsReading:
    """A reading in which a table whose rows come with the data has one row, for all of them."""
    given = frozenset(table for table, rows in tables.rows.items() if not rows)
    rows = {table: count or 1 for table, count in tables.rows.items()}
    return _BoundsReading(values, Tables(rows, tables.by), given, pin)


class _BoundsReading(Reading[Interval, Truth]):
    def __init__(self, values: dict[str, Bound], tables: Tables, given: frozenset[str], pin: Pin | None) -> None:
        super().__init__(IntervalArithmetic(), values, tables)
        self._given = given
        self._pin = pin
        self.held = Interval(pin.at, pin.at) if pin else ZERO

    @property
    def held_name(self) -> str | None:
        """The name that the pin holds, where it is a name."""
        return None if self._pin is None else getattr(self._pin.node, "name", None)

    def number(self, node: Node) -> Interval:
        """The bounds of a node; of the pinned one, where it is held."""
        return self.held if self._pin is not None and node == self._pin.node else super().number(node)

    def rows(self, table: str, node: Node) -> list[Interval]:
        """One bound per row; of a table whose rows come with the data, any number of times the one."""
        found = super().rows(table, node)
        return [times(NOT_NEGATIVE, bound) for bound in found] if table in self._given else found
