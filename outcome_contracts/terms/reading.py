"""One walk over the tree, whatever the arithmetic: what a formula means stands here, once.

`Reading` gives the number or truth of a node from the values of names. The exact and the vectorised reading
differ only in the arithmetic they bring and in what they note.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial, reduce
from typing import Generic, TypeVar, cast

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.arithmetic import Arithmetic
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.tree import Node

N = TypeVar("N")
B = TypeVar("B")

_ZERO = Fraction(0)


class Reading(Generic[N, B]):
    """The values of formulas, given the values of the names in them."""

    def __init__(self, arithmetic: Arithmetic[N, B], values: Mapping[str, N | B]) -> None:
        self._arithmetic = arithmetic
        self._values = values

    @property
    def arithmetic(self) -> Arithmetic[N, B]:
        """The arithmetic of this reading."""
        return self._arithmetic

    def note(self, call: t.Call, *, closed: B, reason: str) -> None:
        """Hear that a gate is closed, and why. The plain reading keeps no notes."""

    def number(self, node: Node) -> N:
        """The number that a node stands for."""
        a = self._arithmetic
        match node:
            case t.Name(name):
                return cast(N, self._values[name])
            case t.Number(value):
                return a.number(value)
            case t.Multiply(parts):
                return reduce(a.multiply, map(self.number, parts))
            case t.Call(function):
                return self.call(node, FUNCTIONS[function].value(node, self))
            case t.Add(parts):
                return reduce(a.add, map(self.number, parts))
            case t.Subtract(parts):
                return reduce(a.subtract, map(self.number, parts))
            case t.Divide((first, *rest)):
                quotient = self.number(first)
                for divisor in rest:
                    quotient = a.divide(quotient, self.number(divisor), node.at)
                return quotient
            case t.Negate(operand):
                return a.subtract(a.number(_ZERO), self.number(operand))
            case t.If(condition, then, otherwise):
                return a.choose(self.truth(condition), partial(self.number, then), partial(self.number, otherwise))
            case _:
                raise TypeError(f"{type(node).__name__} is not a number")

    def truth(self, node: Node) -> B:
        """The truth that a node stands for; of `and` and `or` only as many parts are read as decide it."""
        a = self._arithmetic
        match node:
            case t.Compare(sign, left, right):
                return a.compare(sign, self.number(left), self.number(right))
            case t.Name(name):
                return cast(B, self._values[name])
            case t.And((first, *rest)):
                return reduce(a.both, (partial(self.truth, part) for part in rest), self.truth(first))
            case t.Or((first, *rest)):
                return reduce(a.either, (partial(self.truth, part) for part in rest), self.truth(first))
            case t.Not(operand):
                return a.opposite(self.truth(operand))
            case _:
                raise TypeError(f"{type(node).__name__} is not a truth")

    def call(self, node: t.Call, value: N) -> N:
        """Hear what a call gave. The plain reading passes it on."""
        return value
