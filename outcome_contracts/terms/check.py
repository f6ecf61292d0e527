"""The static reading: names, units and the grid on which amounts lie. No numbers are needed for it.

Units: only equal ones add, compare and stand for each other. Grid: a step of which a formula is always a whole
multiple (literals and rounded lines have one; a quotient has none); an amount that leaves as money must
lie on the öre, so a payment whose grid is unknown has an open rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import reduce
from math import gcd, lcm, prod
from types import MappingProxyType
from typing import Any

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import Problem, problem
from outcome_contracts.terms.tables import NO_TABLES, Tables
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, TRUTH, Unit, unify

_SEARCHED = 200
_HIGHEST_POWER = 12
_LARGEST_BITS = 2_000


class UnitReading:
    """The units of formulas, given those of the names.

    `problems` collects what does not agree, `literals` the units written in the latest formula and where.
    """

    def __init__(
        self,
        units: Mapping[str, Unit | None],
        tables: Tables = NO_TABLES,
        earlier: Mapping[str, Unit | None] = MappingProxyType({}),
    ) -> None:
        """units: by name; None for a name whose own formula is already reported. earlier: of what statements keep."""
        self._units = units
        self._tables = tables
        self._earlier = earlier
        self._inside: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        self.literals: list[tuple[Unit, int]] = []

    def unit(self, formula: Node, by: tuple[str, ...] = ()) -> Unit:
        """The unit of a formula, read in the rows of the tables it stands by, with its own problems and literals."""
        self.problems.clear()
        self.literals.clear()
        self._inside = by
        if type(formula) in t.TRUTHS:
            self.truth(formula)
            return TRUTH
        unit = self.number(formula)
        if any(abs(power) > _HIGHEST_POWER for _, power in unit.powers):
            self.problems.append(problem("OC-X013", formula.at, limit=_HIGHEST_POWER))
            return ANY
        return unit

    def number(self, node: Node) -> Unit:
        """The unit of a number."""
        return _UNITS[type(node)](self, node)

    def truth(self, node: Node) -> None:
        """Check that a node is a condition, and its parts."""
        _TRUTHS[type(node)](self, node)

    def same(self, *nodes: Node) -> Unit:
        """The one unit of several numbers; reports the first that differs."""
        unit = self.number(nodes[0])
        for node in nodes[1:]:
            if (other := self.number(node)) is not unit:
                unit = self._unified(unit, other, node, nodes[0], node)
        return unit

    def agreed(self, call: t.Call, *units: Unit) -> Unit:
        """The one unit of the arguments of a call whose units are known; reports the first that differs."""
        unit, first = units[0], call.arguments[0]
        for other, argument in zip(units[1:], call.arguments[1:], strict=True):
            unit = self._unified(unit, other, argument, first, argument)
        return unit

    def expect(self, node: Node, *units: Unit) -> None:
        """Check that a number is in one of some units; reports one that is not."""
        found = self.number(node)
        if all(unify(found, unit) is None for unit in units):
            needed = " / ".join(map(str, units))
            self.problems.append(problem("OC-T025", node.at, text=_shown(node), unit=str(found), needed=needed))

    def earlier(self, call: t.Call, line: str) -> Unit:
        """The unit of what earlier statements said of a line; it must be a line that declares what it counts."""
        if line not in self._units:
            return self._named(t.Name(line, at=call.arguments[0].at), truth=False)
        if self._earlier.get(line, TRUTH) == TRUTH or self._tables.by.get(line):
            self.problems.append(problem("OC-T023", call.at, function=call.function, name=line[:60]))
            return ANY
        return self._earlier[line] or ANY

    def within(self, table: t.Name, node: Node) -> Unit:
        """The unit of a number in the rows of a table."""
        if table.name not in self._tables.rows:
            known = ", ".join(self._tables.rows)[:200] or "–"
            self.problems.append(problem("OC-T022", table.at, name=table.name[:60], known=known))
            return ANY
        if table.name in self._inside:
            self.problems.append(problem("OC-T021", table.at, table=table.name))
            return ANY
        self._inside = (*self._inside, table.name)
        unit = self.number(node)
        self._inside = self._inside[:-1]
        return unit

    def _agree(self, node: Node, *operands: Node) -> Unit:
        """The one unit of the operands of a sign; where two differ, the place is the sign's."""
        unit = self.number(operands[0])
        for operand in operands[1:]:
            if (other := self.number(operand)) is not unit:
                unit = self._unified(unit, other, node, operands[0], operand)
        return unit

    def _unified(self, unit: Unit, other: Unit, place: Node, left: Node, right: Node) -> Unit:
        both = unify(unit, other)
        if both is None:
            facts = {"left": _shown(left), "left_unit": str(unit), "right": _shown(right), "right_unit": str(other)}
            self.problems.append(problem("OC-T006", place.at, **facts))
            return ANY
        return both

    def _nearest(self, name: str) -> str:
        """The known name most like another; not looked for among very many, where every search takes long."""
        known = [other for other in self._units if other.isascii() and other.isidentifier()]
        known = known if len(known) <= _SEARCHED else []
        return next(iter(get_close_matches(name, known, n=1)), "@nothing_near")

    def _named(self, node: t.Name, *, truth: bool) -> Unit:
        name = node.name
        if name not in self._units:
            self.problems.append(problem("OC-T005", node.at, name=name[:60], near=self._nearest(name)))
            return ANY
        unit, by = self._units[name], self._tables.by.get(name, ())
        if by and tuple(table for table in self._inside if table in by) != by:
            self.problems.append(problem("OC-T020", node.at, name=name[:60], tables=", ".join(by)))
            return ANY
        if unit is not None and (unit == TRUTH) is not truth:
            self.problems.append(problem("OC-T017" if truth else "OC-T016", node.at, text=name[:60]))
            return ANY
        return ANY if unit is None else unit

    def _number_named(self, node: t.Name) -> Unit:
        return self._named(node, truth=False)

    def _literal(self, node: t.Number) -> Unit:
        if node.unit.powers:
            self.literals.append((node.unit, node.at))
        elif not node.value and not node.percent:
            return ANY
        return node.unit

    def _negate(self, node: t.Negate) -> Unit:
        return self.number(node.operand)

    def _sum(self, node: t.Add | t.Subtract) -> Unit:
        return self._agree(node, *node.parts)

    def _product(self, node: t.Multiply) -> Unit:
        return reduce(Unit.times, map(self.number, node.parts))

    def _quotient(self, node: t.Divide) -> Unit:
        return reduce(Unit.per, map(self.number, node.parts))

    def _choice(self, node: t.If) -> Unit:
        self.truth(node.condition)
        return self.same(node.then, node.otherwise)

    def _call(self, node: t.Call) -> Unit:
        return FUNCTIONS[node.function].unit(node, self)

    def _no_number(self, node: Node) -> Unit:
        self.problems.append(problem("OC-T016", node.at, text=_shown(node)))
        return ANY

    def _truth_named(self, node: t.Name) -> None:
        self._named(node, truth=True)

    def _compared(self, node: t.Compare) -> None:
        self._agree(node, node.left, node.right)

    def _joined(self, node: t.And | t.Or) -> None:
        for part in node.parts:
            self.truth(part)

    def _opposite(self, node: t.Not) -> None:
        self.truth(node.operand)

    def _no_truth(self, node: Node) -> None:
        self.problems.append(problem("OC-T017", node.at, text=_shown(node)))


# How each kind of node is checked where a number is asked for, and where a truth is.
_UNITS: Mapping[type[Node], Callable[[UnitReading, Any], Unit]] = {
    t.Name: UnitReading._number_named,
    t.Number: UnitReading._literal,
    t.Negate: UnitReading._negate,
    t.Add: UnitReading._sum,
    t.Subtract: UnitReading._sum,
    t.Multiply: UnitReading._product,
    t.Divide: UnitReading._quotient,
    t.If: UnitReading._choice,
    t.Call: UnitReading._call,
    **dict.fromkeys((*t.TRUTHS, *t.ARGUMENTS), UnitReading._no_number),
}
_TRUTHS: Mapping[type[Node], Callable[[UnitReading, Any], None]] = {
    t.Name: UnitReading._truth_named,
    t.Compare: UnitReading._compared,
    t.And: UnitReading._joined,
    t.Or: UnitReading._joined,
    t.Not: UnitReading._opposite,
    **dict.fromkeys((*t.NUMBERS, *t.ARGUMENTS), UnitReading._no_truth),
}


class GridReading:
    """The steps on which formulas lie, given those of the names (None where unknown)."""

    def __init__(self, grids: Mapping[str, Fraction | None]) -> None:
        self._grids = grids

    def step(self, node: Node) -> Fraction | None:
        """A step of which the number is always a whole multiple; 0 for what is always 0; None where unknown."""
        return _STEPS[type(node)](self, node)

    def of_line(self, formula: Node) -> Fraction | None:
        """The step of a whole formula; None also where it has grown beyond all use."""
        step = self.step(formula)
        return None if step is None else _within_limit(step)

    def common(self, *nodes: Node) -> Fraction | None:
        """The greatest step that all of several numbers share."""
        known = self._known(nodes)
        if known is None:
            return None
        denominator = 1
        for step in known:
            denominator = lcm(denominator, step.denominator)
            if denominator.bit_length() > _LARGEST_BITS:
                return None
        return Fraction(gcd(*[step.numerator * (denominator // step.denominator) for step in known]), denominator)

    def _known(self, nodes: tuple[Node, ...]) -> list[Fraction] | None:
        """The steps of several numbers, or None where one is unknown."""
        steps = [step for node in nodes if (step := self.step(node)) is not None]
        return steps if len(steps) == len(nodes) else None

    def _literal(self, node: t.Number) -> Fraction:
        return node.value

    def _named(self, node: t.Name) -> Fraction | None:
        return self._grids.get(node.name)

    def _negate(self, node: t.Negate) -> Fraction | None:
        return self.step(node.operand)

    def _sum(self, node: t.Add | t.Subtract) -> Fraction | None:
        return self.common(*node.parts)

    def _product(self, node: t.Multiply) -> Fraction | None:
        known = self._known(node.parts)
        step = None if known is None else Fraction(1)
        for other in known or ():
            step = None if step is None else _within_limit(step * other)
        return step

    def _quotient(self, node: t.Divide) -> Fraction | None:
        """A quotient by literals, such as a price for each percentage point, lies on the quotient of the step."""
        first, *divisors = node.parts
        step = self.step(first)
        values = [part.value for part in divisors if isinstance(part, t.Number) and part.value]
        return None if step is None or len(values) < len(divisors) else _within_limit(step / prod(values))

    def _choice(self, node: t.If) -> Fraction | None:
        return self.common(node.then, node.otherwise)

    def _call(self, node: t.Call) -> Fraction | None:
        return FUNCTIONS[node.function].grid(node, self)

    def _unknown(self, _: Node) -> None:
        return None


# On which step the number lies that each kind of node stands for.
_STEPS: Mapping[type[Node], Callable[[GridReading, Any], Fraction | None]] = {
    t.Number: GridReading._literal,
    t.Name: GridReading._named,
    t.Negate: GridReading._negate,
    t.Add: GridReading._sum,
    t.Subtract: GridReading._sum,
    t.Multiply: GridReading._product,
    t.If: GridReading._choice,
    t.Call: GridReading._call,
    t.Divide: GridReading._quotient,
    **dict.fromkeys((*t.TRUTHS, *t.ARGUMENTS), GridReading._unknown),
}


def _within_limit(step: Fraction) -> Fraction | None:
    """A step, unless it is so fine or so wide that nothing which is paid lies on it."""
    return step if max(map(int.bit_length, step.as_integer_ratio())) <= _LARGEST_BITS else None


def lies_on(step: Fraction | None, grid: Fraction) -> bool:
    """Whether everything on `step` lies on `grid` too."""
    if step is None:
        return False
    (numerator, denominator), (wide, per) = step.as_integer_ratio(), grid.as_integer_ratio()
    return numerator * per % (denominator * wide) == 0


def _shown(node: Node) -> str:
    text = formula_text(node)
    return text if len(text) <= 60 else text[:59] + "…"
