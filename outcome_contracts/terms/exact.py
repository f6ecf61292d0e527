"""The exact reading: rationals, rounding only at declared points, every step recorded. It decides the money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import lcm, prod
from operator import mul
from typing import NamedTuple

from outcome_contracts.terms.problems import EvaluationError, problem
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Call, Node, Sign

Value = Fraction | bool

_ZERO = Fraction(0)
_FEW = 8


class Recorded(NamedTuple):
    """One recorded step of an evaluation.

    call: the call as a tree; value: what it gave; reason: why a gate is closed, else empty.
    """

    call: Call
    value: Fraction
    reason: str = ""


class ExactArithmetic:
    """Rationals and Python truths.

    A short run is brought to lowest terms once, at its end, and a long one after every part: the common divisor of
    two very large numbers would take longer to find than all of them.
    """

    def number(self, value: Fraction) -> Fraction:
        """The value itself."""
        return value

    def negate(self, value: Fraction) -> Fraction:
        """−a."""
        return -value

    def sum(self, parts: Iterable[Fraction]) -> Fraction:
        """a + b + …"""
        numbers = list(parts)
        if len(numbers) > _FEW:
            return sum(numbers, _ZERO)
        ratios = [number.as_integer_ratio() for number in numbers]
        common = lcm(*[below for _, below in ratios])
        return Fraction(sum([above * (common // below) for above, below in ratios]), common)

    def product(self, parts: Iterable[Fraction]) -> Fraction:
        """a · b · …"""
        numbers = list(parts)
        if len(numbers) > _FEW:
            return reduce(mul, numbers)
        ratios = [number.as_integer_ratio() for number in numbers]
        return Fraction(prod([above for above, _ in ratios]), prod([below for _, below in ratios]))

    def add(self, left: Fraction, right: Fraction) -> Fraction:
        """a + b."""
        return self.sum((left, right))

    def subtract(self, left: Fraction, right: Fraction) -> Fraction:
        """a − b."""
        (above, below), (taken, per) = left.as_integer_ratio(), right.as_integer_ratio()
        return Fraction(above * per - taken * below, below * per)

    def multiply(self, left: Fraction, right: Fraction) -> Fraction:
        """a · b."""
        return self.product((left, right))

    def divide(self, left: Fraction, right: Fraction, at: int) -> Fraction:
        """a / b. Raises EvaluationError (OC-T010) where b is 0."""
        (above, below), (divisor, per) = left.as_integer_ratio(), right.as_integer_ratio()
        if not divisor:
            raise EvaluationError(problem("OC-T010", at))
        return Fraction(above * per, below * divisor)

    def minimum(self, left: Fraction, right: Fraction) -> Fraction:
        """The smaller."""
        return min(left, right)

    def maximum(self, left: Fraction, right: Fraction) -> Fraction:
        """The larger."""
        return max(left, right)

    def compare(self, sign: Sign, left: Fraction, right: Fraction) -> bool:
        """Whether the comparison holds, exactly."""
        match sign:
            case ">=":
                return left >= right
            case ">":
                return left > right
            case "<=":
                return left <= right
            case "<":
                return left < right
            case _:
                return left == right

    def both(self, left: bool, right: Callable[[], bool]) -> bool:
        """And; the right is asked only where the left holds."""
        return left and right()

    def either(self, left: bool, right: Callable[[], bool]) -> bool:
        """Or; the right is asked only where the left does not hold."""
        return left or right()

    def opposite(self, truth: bool) -> bool:
        """Not."""
        return not truth

    def choose(self, condition: bool, then: Callable[[], Fraction], otherwise: Callable[[], Fraction]) -> Fraction:
        """One or the other; the one not chosen is not computed."""
        return then() if condition else otherwise()

    def where(self, condition: bool, then: Fraction, otherwise: Fraction) -> Fraction:
        """One or the other."""
        return then if condition else otherwise

    def round(self, value: Fraction, rounding: Rounding) -> Fraction:
        """The declared multiple."""
        return rounding.apply(value)

    def require_ascending(self, edges: Sequence[Fraction], at: int) -> None:
        """Raise EvaluationError (OC-T011) unless every edge is above the one before."""
        if any(left >= right for left, right in pairwise(edges)):
            raise EvaluationError(problem("OC-T011", at))

    def require_not_crossed(self, lowest: Fraction, highest: Fraction, at: int) -> None:
        """Raise EvaluationError (OC-T011) where the lower limit is above the higher."""
        if lowest > highest:
            raise EvaluationError(problem("OC-T011", at))


EXACT = ExactArithmetic()


class ExactReading(Reading[Fraction, bool]):
    """The exact reading of formulas; `steps` holds their calls in the order in which they were evaluated."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__(EXACT, values)
        self.steps: list[Recorded] = []
        self._reason = ""

    def note(self, call: Call, *, closed: bool, reason: str) -> None:
        """Remember why a gate is closed."""
        self._reason = reason if closed else ""

    def call(self, node: Call, value: Fraction) -> Fraction:
        """Record a call with its value."""
        self.steps.append(Recorded(node, value, self._reason))
        self._reason = ""
        return value

    def evaluate(self, formula: Node) -> tuple[Fraction, tuple[Recorded, ...]]:
        """The value of one formula and its own steps. Raises EvaluationError where it has none."""
        self.steps.clear()
        value = self.number(formula)
        return value, tuple(self.steps)


def evaluate(formula: Node, values: Mapping[str, Value]) -> tuple[Fraction, tuple[Recorded, ...]]:
    """The exact value of a formula and the recorded steps. Raises EvaluationError where it has none."""
    return ExactReading(values).evaluate(formula)
