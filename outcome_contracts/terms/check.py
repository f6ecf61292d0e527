"""The static reading: names, units and the grid on which amounts lie. No numbers are needed for it.

Units: only equal ones add, compare and stand for each other. Grid: a step of which a formula is always a whole
multiple (literals and rounded lines have one; a quotient has none); an amount that leaves as money must
lie on the öre, so a payment whose grid is unknown has an open rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from operator import mul

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import Problem, problem
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, RATIO, TRUTH, Unit, unify

_SEARCHED = 200


class UnitReading:
    """The units of formulas, given those of the names.

    `problems` collects what does not agree, `literals` the units written in the formula and where.
    """

    def __init__(self, units: Mapping[str, Unit | None]) -> None:
        """units: by name; None for a name whose own formula is already reported."""
        self._units = units
        self.problems: list[Problem] = []
        self.literals: list[tuple[Unit, int]] = []

    def number(self, node: Node) -> Unit:
        """The unit of a number."""
        match node:
            case t.Number(value, unit):
                if unit is not RATIO:
                    self.literals.append((unit, node.at))
                return ANY if not value and unit == RATIO and not node.percent else unit
            case t.Name():
                return self._named(node, truth=False)
            case t.Negate(operand):
                return self.number(operand)
            case t.Add(parts) | t.Subtract(parts):
                return self._agree(node, *parts)
            case t.Multiply(parts):
                return reduce(Unit.times, map(self.number, parts))
            case t.Divide(parts):
                return reduce(Unit.per, map(self.number, parts))
            case t.If(condition, then, otherwise):
                self.truth(condition)
                return self.same(then, otherwise)
            case t.Call(function):
                return FUNCTIONS[function].unit(node, self)
            case _:
                self.problems.append(problem("OC-T016", node.at, text=_shown(node)))
                return ANY

    def truth(self, node: Node) -> None:
        """Check that a node is a condition, and its parts."""
        match node:
            case t.Compare(_, left, right):
                self._agree(node, left, right)
            case t.And(parts) | t.Or(parts):
                for part in parts:
                    self.truth(part)
            case t.Not(operand):
                self.truth(operand)
            case t.Name():
                self._named(node, truth=True)
            case _:
                self.problems.append(problem("OC-T017", node.at, text=_shown(node)))

    def same(self, *nodes: Node) -> Unit:
        """The one unit of several numbers; reports the first that differs."""
        unit = self.number(nodes[0])
        for node in nodes[1:]:
            other = self.number(node)
            unit = self._unified(unit, other, node, nodes[0], node)
        return unit

    def _agree(self, node: Node, first: Node, *rest: Node) -> Unit:
        """The one unit of the operands of a sign; where two differ, the place is the sign's."""
        unit = self.number(first)
        for other in rest:
            unit = self._unified(unit, self.number(other), node, first, other)
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
        if node.name not in self._units:
            near = self._nearest(node.name)
            self.problems.append(problem("OC-T005", node.at, name=node.name[:60], near=near))
            return ANY
        unit = self._units[node.name]
        if unit is not None and (unit == TRUTH) is not truth:
            self.problems.append(problem("OC-T017" if truth else "OC-T016", node.at, text=node.name[:60]))
            return ANY
        return ANY if unit is None else unit


class GridReading:
    """The steps on which formulas lie, given those of the names (None where unknown)."""

    def __init__(self, grids: Mapping[str, Fraction | None]) -> None:
        self._grids = grids

    def step(self, node: Node) -> Fraction | None:
        """A step of which the number is always a whole multiple; 0 for what is always 0; None where unknown."""
        match node:
            case t.Number(value):
                return value
            case t.Name(name):
                return self._grids.get(name)
            case t.Negate(operand):
                return self.step(operand)
            case t.Add(parts) | t.Subtract(parts):
                return self.common(*parts)
            case t.If(_, then, otherwise):
                return self.common(then, otherwise)
            case t.Multiply(parts):
                known = self._known(parts)
                return None if known is None else reduce(mul, known)
            case t.Call(function):
                return FUNCTIONS[function].grid(node, self)
            case _:
                return None

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


def lies_on(step: Fraction | None, grid: Fraction) -> bool:
    """Whether everything on `step` lies on `grid` too."""
    return step is not None and (step / grid).denominator == 1


def _shown(node: Node) -> str:
    text = formula_text(node)
    return text if len(text) <= 60 else text[:59] + "…"
