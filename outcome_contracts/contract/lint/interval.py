"""Intervals: the arithmetic of what a number could be.

Sums, products, choices and roundings of intervals [low, high]; a truth is true, false, or None where it could be
either. It is one more arithmetic under the functions of the language, so that each of them has bounds too.
Floats suffice: nothing is settled by them, and where they could fall on the wrong side of an edge, both sides count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, cast

from outcome_contracts.terms.tree import Sign

if TYPE_CHECKING:
    from outcome_contracts.terms.problems import Problem
    from outcome_contracts.terms.rounding import Rounding

INFINITE = math.inf
_LOST = 1e-12


class Interval(NamedTuple):
    """From low to high, both belonging to it; ±∞ where there is no limit."""

    low: float
    high: float

    @property
    def is_point(self) -> bool:
        """Whether it is one finite number."""
        return self.low == self.high and math.isfinite(self.low)


Truth = bool | None
Bound = Interval | Truth | tuple["Bound", ...]

ANYTHING = Interval(-INFINITE, INFINITE)
NOT_NEGATIVE = Interval(0.0, INFINITE)
ZERO = Interval(0.0, 0.0)


class IntervalArithmetic:
    """Sums, products and choices of intervals; a truth that could be either is None."""

    def number(self, value: Fraction) -> Interval:
        """A literal."""
        return Interval(as_float(value), as_float(value))

    def negate(self, value: Interval) -> Interval:
        """−a."""
        return Interval(-value.high, -value.low)

    def sum(self, parts: Iterable[Interval]) -> Interval:
        """a + b + …"""
        return reduce(self.add, parts)

    def product(self, parts: Iterable[Interval]) -> Interval:
        """a · b · …"""
        return reduce(times, parts)

    def add(self, left: Interval, right: Interval) -> Interval:
        """a + b."""
        return Interval(_defined(left.low + right.low, -INFINITE), _defined(left.high + right.high, INFINITE))

    def subtract(self, left: Interval, right: Interval) -> Interval:
        """a − b."""
        return self.add(left, self.negate(right))

    def multiply(self, left: Interval, right: Interval) -> Interval:
        """a · b."""
        return times(left, right)

    def divide(self, left: Interval, right: Interval, at: int) -> Interval:
        """a / b, for the b that are not 0."""
        if right.low < 0 < right.high or right == ZERO:
            return ANYTHING
        low = -INFINITE if right.high == 0 else 1 / right.high
        high = INFINITE if right.low == 0 else 1 / right.low
        return times(left, Interval(low, high))

    def minimum(self, left: Interval, right: Interval) -> Interval:
        """The smaller."""
        return Interval(min(left.low, right.low), min(left.high, right.high))

    def maximum(self, left: Interval, right: Interval) -> Interval:
        """The larger."""
        return Interval(max(left.low, right.low), max(left.high, right.high))

    def compare(self, sign: Sign, left: Interval, right: Interval) -> Truth:
        """Whether the comparison always holds, never, or now and then."""
        if _nearly(left, right):
            return None
        match sign:
            case ">=":
                return _decided(left.low >= right.high, left.high < right.low)
            case ">":
                return _decided(left.low > right.high, left.high <= right.low)
            case "<=":
                return _decided(left.high <= right.low, left.low > right.high)
            case "<":
                return _decided(left.high < right.low, left.low >= right.high)
            case _:
                apart = left.high < right.low or left.low > right.high
                return _decided(left.is_point and left == right, apart)

    def both(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """And."""
        if left is False:
            return False
        other = right()
        return other if left else (False if other is False else None)

    def either(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """Or."""
        if left is True:
            return True
        other = right()
        return other if left is False else (True if other is True else None)

    def opposite(self, truth: Truth) -> Truth:
        """Not."""
        return None if truth is None else not truth

    def choose(self, condition: Truth, then: Callable[[], Interval], otherwise: Callable[[], Interval]) -> Interval:
        """One or the other; both where the condition could be either."""
        if condition is None:
            return _hull(then(), otherwise())
        return then() if condition else otherwise()

    def where(self, condition: Truth, then: Interval, otherwise: Interval) -> Interval:
        """One or the other."""
        return _hull(then, otherwise) if condition is None else then if condition else otherwise

    def round(self, value: Interval, rounding: Rounding) -> Interval:
        """The declared multiple, at both ends."""
        return Interval(*(_rounded(end, rounding) for end in value))

    def power(self, base: Interval, exponent: Interval, *, digits: int, at: int) -> Interval:
        """base^exponent at the corners; anything where a base could be 0 or less."""
        if base.low <= 0:
            return ANYTHING
        corners = [round(_power(b, e), digits) for b, e in product(base, exponent)]
        return Interval(min(corners), max(corners))

    def require(self, condition: Truth, otherwise: Callable[[], Problem]) -> None:
        """Nothing is refused here: a settlement does that."""

    def shown(self, value: Interval) -> str:
        """The interval, for a message that is never given."""
        return f"{value.low}…{value.high}"


def hull(bound: Bound) -> Interval | None:
    """The bounds of all rows together; None for a truth."""
    if isinstance(bound, Interval):
        return bound
    if not isinstance(bound, tuple):
        return None
    parts = [part for part in map(hull, cast("tuple[Bound, ...]", bound)) if part is not None]
    return reduce(_hull, parts) if parts else None


def _hull(left: Interval, right: Interval) -> Interval:
    return Interval(min(left.low, right.low), max(left.high, right.high))


def times(left: Interval, right: Interval) -> Interval:
    ends = [0.0 if 0.0 in (a, b) else a * b for a, b in product(left, right)]  # 0 · ∞: nothing, however often
    return Interval(min(ends), max(ends))


def _nearly(left: Interval, right: Interval) -> bool:
    """Whether the two touch but for what floats lose: then either could be the larger."""
    gaps = (abs(left.low - right.high), abs(left.high - right.low))
    room = _LOST * max(1.0, *(abs(end) for end in (*left, *right) if math.isfinite(end)), 1.0)
    return any(0 < gap <= room for gap in gaps)


def _decided(always: bool, never: bool) -> Truth:
    return True if always else False if never else None


def _defined(value: float, otherwise: float) -> float:
    """∞ − ∞ is no number: then the bound is open."""
    return otherwise if math.isnan(value) else value


def as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return INFINITE if value > 0 else -INFINITE


def _rounded(end: float, rounding: Rounding) -> float:
    return as_float(rounding.apply(Fraction(end))) if math.isfinite(end) else end


def _power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return INFINITE
