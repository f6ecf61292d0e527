"""One walk over the tree, whatever the arithmetic: what a formula means stands here, once.

`Reading` gives the number or truth of a node from the values of names. The exact and the vectorised reading
differ only in the arithmetic they bring and in what they note.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Generic, TypeVar, cast

from outcome_contracts.terms.arithmetic import Arithmetic
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.tree import (
    Add,
    And,
    Call,
    Compare,
    Divide,
    If,
    Multiply,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Or,
    Subtract,
)  # fmt: skip

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

    def note(self, call: Call, *, closed: B, reason: str) -> None:
        """Hear that a gate is closed, and why. The plain reading keeps no notes."""

    def number(self, node: Node) -> N:
        """The number that a node stands for."""
        of, a = self.number, self._arithmetic
        match node:
            case Number(value):
                return a.number(value)
            case Name(name):
                return cast(N, self._values[name])
            case Multiply(left, right):
                return a.multiply(of(left), of(right))
            case Add(left, right):
                return a.add(of(left), of(right))
            case Subtract(left, right):
                return a.subtract(of(left), of(right))
            case Divide(left, right):
                return a.divide(of(left), of(right), node.at)
            case Call(function):
                return self.call(node, FUNCTIONS[function].value(node, self))
            case Negate(operand):
                return a.subtract(a.number(_ZERO), of(operand))
            case If(condition, then, otherwise):
                return a.choose(self.truth(condition), lambda: of(then), lambda: of(otherwise))
            case _:
                raise TypeError(f"{type(node).__name__} is not a number")

    def truth(self, node: Node) -> B:
        """The truth that a node stands for."""
        a = self._arithmetic
        match node:
            case Compare(sign, left, right):
                return a.compare(sign, self.number(left), self.number(right))
            case And(left, right):
                return a.both(self.truth(left), self.truth(right))
            case Or(left, right):
                return a.either(self.truth(left), self.truth(right))
            case Not(operand):
                return a.opposite(self.truth(operand))
            case Name(name):
                return cast(B, self._values[name])
            case _:
                raise TypeError(f"{type(node).__name__} is not a truth")

    def call(self, node: Call, value: N) -> N:
        """Hear what a call gave. The plain reading passes it on."""
        return value
