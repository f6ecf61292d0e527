"""A third arithmetic: every value with a bound on what floats can have done to it.

A number is a pair (exact value, error bound). Where the bound reaches over an edge, a tie or a zero divisor, floats
cannot decide, and neither does this reading: it raises Undecided. So the vectorised reading can be held to a proven
tolerance instead of a guessed one.
"""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction

UNIT = Fraction(1, 2**50)
ZERO = (Fraction(0), Fraction(0))


class Undecided(Exception):
    """Within float error of an edge, a rounding tie or a zero divisor."""


def inexact(value, error):
    """A computed value: its error, and one more rounding."""
    return value, error + UNIT * abs(value)


class Bounded:
    """Pairs (value, error); truths are decided or Undecided."""

    def number(self, value):
        return value, Fraction(0) if Fraction(float(value)) == value else UNIT * abs(value)

    def negate(self, value):
        return self.subtract(ZERO, value)

    def sum(self, parts):
        return functools.reduce(self.add, parts)

    def product(self, parts):
        return functools.reduce(self.multiply, parts)

    def add(self, left, right):
        return inexact(left[0] + right[0], left[1] + right[1])

    def subtract(self, left, right):
        return inexact(left[0] - right[0], left[1] + right[1])

    def multiply(self, left, right):
        error = abs(left[0]) * right[1] + abs(right[0]) * left[1] + left[1] * right[1]
        return inexact(left[0] * right[0], error)

    def divide(self, left, right, at):
        if abs(right[0]) <= 2 * right[1]:
            raise Undecided
        value = left[0] / right[0]
        return inexact(value, 2 * (left[1] + abs(value) * right[1]) / abs(right[0]))

    def minimum(self, left, right):
        return min(left[0], right[0]), max(left[1], right[1])

    def maximum(self, left, right):
        return max(left[0], right[0]), max(left[1], right[1])

    def compare(self, sign, left, right):
        error = left[1] + right[1]
        if error and abs(left[0] - right[0]) <= error:
            raise Undecided
        a, b = left[0], right[0]
        return {">=": a >= b, ">": a > b, "<=": a <= b, "<": a < b, "=": a == b}[sign]

    def both(self, left, right):
        return left and right()

    def either(self, left, right):
        return left or right()

    def opposite(self, truth):
        return not truth

    def choose(self, condition, then, otherwise):
        return then() if condition else otherwise()

    def where(self, condition, then, otherwise):
        return then if condition else otherwise

    def round(self, value, rounding):
        slack = value[1] + 8 * UNIT * abs(value[0])
        result = rounding.apply(value[0])
        if {rounding.apply(value[0] - slack), rounding.apply(value[0] + slack)} != {result}:
            raise Undecided
        return inexact(result, Fraction(0))

    def require_ascending(self, edges, at):
        for left, right in itertools.pairwise(edges):
            if not self.compare("<", left, right):
                raise Undecided

    def require_not_crossed(self, lowest, highest, at):
        if self.compare(">", lowest, highest):
            raise Undecided
