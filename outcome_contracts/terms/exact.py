"""The exact reading: rationals, rounding only at declared points, every step recorded. It decides the money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm, prod
from typing import NamedTuple

from outcome_contracts.decimals import exact_text
from outcome_contracts.terms.powers import LARGEST_POWER, rounded_power
from outcome_contracts.terms.problems import EvaluationError, Problem, problem
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tables import NO_TABLES, Tables
from outcome_contracts.terms.tree import TRUTHS, Call, Node, Sign, names_in

Value = Fraction | bool
Values = Value | tuple["Values", ...]

_ZERO = Fraction(0)
_FEW = 8
_LARGEST_BITS = 8_000  # of what stands inside a formula; its value has a limit of its own
_SHOWN = 40


class Recorded(NamedTuple):
    """One recorded step of an evaluation.

    call: the call as a tree; value: what it gave; reason: why a gate is closed, else empty.
    """

    call: Call
    value: Fraction
    reason: str = ""


Evaluation = tuple[Value, tuple[Recorded, ...]]


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
            return reduce(_sum_within_limit, numbers)
        ratios = [number.as_integer_ratio() for number in numbers]
        common = lcm(*[below for _, below in ratios])
        return _within_limit(sum([above * (common // below) for above, below in ratios]), common)

    def product(self, parts: Iterable[Fraction]) -> Fraction:
        """a · b · …"""
        numbers = list(parts)
        if len(numbers) > _FEW:
            return reduce(_product_within_limit, numbers)
        ratios = [number.as_integer_ratio() for number in numbers]
        return _within_limit(prod([above for above, _ in ratios]), prod([below for _, below in ratios]))

    def add(self, left: Fraction, right: Fraction) -> Fraction:
        """a + b."""
        return self.sum((left, right))

    def subtract(self, left: Fraction, right: Fraction) -> Fraction:
        """a − b."""
        (above, below), (taken, per) = left.as_integer_ratio(), right.as_integer_ratio()
        return _within_limit(above * per - taken * below, below * per)

    def multiply(self, left: Fraction, right: Fraction) -> Fraction:
        """a · b."""
        return self.product((left, right))

    def divide(self, left: Fraction, right: Fraction, at: int) -> Fraction:
        """a / b. Raises EvaluationError (OC-T010) where b is 0."""
        (above, below), (divisor, per) = left.as_integer_ratio(), right.as_integer_ratio()
        if not divisor:
            raise EvaluationError(problem("OC-T010", at))
        return _within_limit(above * per, below * divisor)

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

    def power(self, base: Fraction, exponent: Fraction, *, digits: int, at: int) -> Fraction:
        """base^exponent at so many decimals, half even. Raises EvaluationError (OC-T033) where it is too large."""
        power = rounded_power(base, exponent, digits=digits)
        if power is None:
            facts = {"base": self.shown(base), "exponent": self.shown(exponent), "limit": LARGEST_POWER}
            raise EvaluationError(problem("OC-T033", at, **facts))
        return power

    def require(self, condition: bool, otherwise: Callable[[], Problem]) -> None:
        """Raise EvaluationError with the problem unless the condition holds."""
        if not condition:
            raise EvaluationError(otherwise())

    def shown(self, value: Fraction) -> str:
        """A number in a message."""
        text = exact_text(value)
        return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _within_limit(above: int, below: int) -> Fraction:
    """above / below. Raises EvaluationError (OC-T018) for numbers whose common divisor would take too long to find."""
    if above.bit_length() > _LARGEST_BITS or below.bit_length() > _LARGEST_BITS:
        raise EvaluationError(problem("OC-T018", -1, limit=_LARGEST_BITS))
    return Fraction(above, below)


def _sum_within_limit(left: Fraction, right: Fraction) -> Fraction:
    (above, below), (added, per) = left.as_integer_ratio(), right.as_integer_ratio()
    if below == per:
        return _within_limit(above + added, per)
    return _within_limit(above * per + added * below, below * per)


def _product_within_limit(left: Fraction, right: Fraction) -> Fraction:
    (above, below), (factor, per) = left.as_integer_ratio(), right.as_integer_ratio()
    return _within_limit(above * factor, below * per)


EXACT = ExactArithmetic()


class ExactReading(Reading[Fraction, bool]):
    """The exact reading of formulas; `steps` holds their calls in the order in which they were evaluated."""

    def __init__(self, values: MutableMapping[str, Values], tables: Tables = NO_TABLES) -> None:
        super().__init__(EXACT, values, tables)
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

    def evaluate(self, formula: Node) -> Evaluation:
        """The value of one formula and its own steps. Raises EvaluationError where it has none."""
        self.steps.clear()
        value = self.truth(formula) if type(formula) in TRUTHS else self.number(formula)
        return value, tuple(self.steps)

    def evaluate_by(self, by: Sequence[str], formula: Node) -> Iterator[tuple[tuple[int, ...], Evaluation]]:
        """The same in every row of the tables that a line stands by, with the rows' numbers, the last table fastest."""
        if not by:
            yield (), self.evaluate(formula)
            return
        for row in self.each_row(by[0], names_in(formula)):
            for rows, evaluation in self.evaluate_by(by[1:], formula):
                yield (row, *rows), evaluation


def evaluate(formula: Node, values: Mapping[str, Values], tables: Tables = NO_TABLES) -> Evaluation:
    """The exact value of a formula and the recorded steps. Raises EvaluationError where it has none."""
    return ExactReading(dict(values), tables).evaluate(formula)
