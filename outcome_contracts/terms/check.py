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
from math import gcd, lcm
from operator import mul
from typing import Any

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import Problem, problem
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, TRUTH, Unit, unify

_SEARCHED = 200


class UnitReading:
    """The units of formulas, given those of the names.

    `problems` collects what does not agree, `literals` the units written in the latest formula and where.
    """

    def __init__(self, units: Mapping[str, Unit | None]) -> None:
        """units: by name; None for a name whose own formula is already reported."""
        self._units = units
        self.problems: list[Problem] = []
        self.literals: list[tuple[Unit, int]] = []

    def unit(self, formula: Node) -> Unit:
        """The unit of a formula, with its own problems and literals."""
        self.problems.clear()
        self.literals.clear()
        return self.number(formula)

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
        unit = self._units[name]
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

    def common(self, *nodes: Node) -> Fraction | None:
        """The greatest step that all of several numbers share."""
        known = self._known(nodes)
        if known is None:
            return None
        denominator = lcm(*[step.denominator for step in known])
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
        return None if known is None else reduce(mul, known)

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
    **dict.fromkeys((t.Divide, *t.TRUTHS, *t.ARGUMENTS), GridReading._unknown),
}


def lies_on(step: Fraction | None, grid: Fraction) -> bool:
    """Whether everything on `step` lies on `grid` too."""
    if step is None:
        return False
    (numerator, denominator), (wide, per) = step.as_integer_ratio(), grid.as_integer_ratio()
    return numerator * per % (denominator * wide) == 0


def _shown(node: Node) -> str:
    text = formula_text(node)
    return text if len(text) <= 60 else text[:59] + "…"
