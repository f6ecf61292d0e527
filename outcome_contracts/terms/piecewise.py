"""Formulas over a whole range of one number at once: every value as straight pieces, exact, with its jumps.

A number is what it is at each cut x₀ < x₁ < … < xₙ and, between two cuts, a straight line a·x + b; a truth is true or
false at each cut and between. Sums, differences, the smaller, the larger and a choice of such numbers are again such
numbers, so a contract whose terms are piecewise linear in one measure is known everywhere, and where an amount passes
zero is solved, not searched. A product of two numbers that both move, or a quotient by one that moves, is no straight
line: `NotStraight` says so, and whoever asked has to search.

The rounding points of lines are passed over: rounded to the öre, a straight line is a flight of a million stairs. The
exact reading decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar, cast

from outcome_contracts.terms.exact import EXACT
from outcome_contracts.terms.problems import EvaluationError, Problem
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import Node, Sign, names_in

V = TypeVar("V")
G = TypeVar("G")

ORE = Fraction(1, 100)

# Beyond so many cuts a contract is searched instead: every step of the way is work on all of them.
_MOST_CUTS = 2_000


class NotStraight(Exception):
    """Some value is no piecewise straight line over the range, or has no value on all of it."""


class Line(NamedTuple):
    """slope · x + intercept."""

    slope: Fraction
    intercept: Fraction

    def at(self, x: Fraction) -> Fraction:
        """Its value at x."""
        return self.slope * x + self.intercept


@dataclass(frozen=True, slots=True)
class Pieces(Generic[V, G]):
    """cuts: rising, the ends of the range among them. at: the value on each cut; between: one for each gap."""

    cuts: tuple[Fraction, ...]
    at: tuple[V, ...]
    between: tuple[G, ...]


Straight = Pieces[Fraction, Line]
Truth = Pieces[bool, bool]


def value_at(straight: Straight, x: Fraction) -> Fraction:
    """The value at x, which lies in the range."""
    place = bisect_left(straight.cuts, x)
    return straight.at[place] if straight.cuts[place] == x else straight.between[place - 1].at(x)


class PiecewiseArithmetic:
    """Straight pieces and truths over one range. Raises NotStraight for what is none."""

    def __init__(self, low: Fraction, high: Fraction) -> None:
        self._ends = (low, high)

    @property
    def variable(self) -> Straight:
        """The number that runs through the range."""
        return Pieces(self._ends, self._ends, (Line(Fraction(1), Fraction(0)),))

    def number(self, value: Fraction) -> Straight:
        """The same everywhere."""
        return Pieces(self._ends, (value, value), (Line(Fraction(0), value),))

    def truth(self, value: bool) -> Truth:
        """The same everywhere."""
        return Pieces(self._ends, (value, value), (value,))

    def negate(self, value: Straight) -> Straight:
        """−a."""
        return _scaled(value, Fraction(-1))

    def sum(self, parts: Iterable[Straight]) -> Straight:
        """a + b + …"""
        return reduce(self.add, parts)

    def product(self, parts: Iterable[Straight]) -> Straight:
        """a · b · …, of which one may move."""
        return reduce(self.multiply, parts)

    def add(self, left: Straight, right: Straight) -> Straight:
        """a + b."""
        return _paired(left, right, lambda a, b: a + b, lambda a, b: Line(a.slope + b.slope, a.intercept + b.intercept))

    def subtract(self, left: Straight, right: Straight) -> Straight:
        """a − b."""
        return self.add(left, self.negate(right))

    def multiply(self, left: Straight, right: Straight) -> Straight:
        """a · b, in every piece one of them the same."""
        return _paired(left, right, lambda a, b: a * b, _product)

    def divide(self, left: Straight, right: Straight, at: int) -> Straight:
        """a / b, b the same in every piece and nowhere 0."""
        return _paired(left, right, lambda a, b: EXACT.divide(a, b, at), _quotient)

    def minimum(self, left: Straight, right: Straight) -> Straight:
        """The smaller."""
        return self.where(self.compare("<=", left, right), left, right)

    def maximum(self, left: Straight, right: Straight) -> Straight:
        """The larger."""
        return self.where(self.compare(">=", left, right), left, right)

    def compare(self, sign: Sign, left: Straight, right: Straight) -> Truth:
        """Whether the comparison holds, with a cut wherever that changes."""
        gap = _cut_at_zeros(self.subtract(left, right))
        nothing = Fraction(0)
        between = (_middle(line, *ends) for line, ends in zip(gap.between, pairwise(gap.cuts), strict=True))
        return _simple(
            Pieces(
                gap.cuts,
                tuple(EXACT.compare(sign, value, nothing) for value in gap.at),
                tuple(EXACT.compare(sign, value, nothing) for value in between),
            ),
            _same_truth,
        )

    def both(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """And; the right is asked only where the left can hold."""
        return left if _never(left) else _joined(left, right(), lambda a, b: a and b)

    def either(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """Or; the right is asked only where the left can fail."""
        return left if _always(left) else _joined(left, right(), lambda a, b: a or b)

    def opposite(self, truth: Truth) -> Truth:
        """Not."""
        return Pieces(truth.cuts, tuple(not one for one in truth.at), tuple(not one for one in truth.between))

    def choose(self, condition: Truth, then: Callable[[], Straight], otherwise: Callable[[], Straight]) -> Straight:
        """One or the other; the one that is nowhere chosen is not computed."""
        if _always(condition):
            return then()
        return otherwise() if _never(condition) else self.where(condition, then(), otherwise())

    def where(self, condition: Truth, then: Straight, otherwise: Straight) -> Straight:
        """One or the other, place by place."""
        cuts = _merged(condition.cuts, then.cuts, otherwise.cuts)
        truth, yes, no = _recut(condition, cuts), _recut(then, cuts), _recut(otherwise, cuts)
        return _simple(
            Pieces(
                cuts,
                tuple(a if true else b for true, a, b in zip(truth.at, yes.at, no.at, strict=True)),
                tuple(a if true else b for true, a, b in zip(truth.between, yes.between, no.between, strict=True)),
            ),
            _same_line,
        )

    def round(self, value: Straight, rounding: Rounding) -> Straight:
        """What moves, as it is where only öre are cut from money (`part`); else it would be stairs."""
        return value if rounding.to <= ORE else self.number(rounding.apply(_constant(value)))

    def power(self, base: Straight, exponent: Straight, *, digits: int, at: int) -> Straight:
        """base^exponent, where both are the same everywhere."""
        return self.number(EXACT.power(_constant(base), _constant(exponent), digits=digits, at=at))

    def require(self, condition: Truth, otherwise: Callable[[], Problem]) -> None:
        """Raise NotStraight unless the condition holds on the whole range."""
        if not _always(condition):
            raise NotStraight

    def shown(self, value: Straight) -> str:
        """Never part of a message: who asks for the exact number gets it from the exact reading."""
        return ""


def piecewise(
    formulas: Mapping[str, Node],
    values: Mapping[str, object],
    tables: Tables,
    *,
    truths: frozenset[str],
    variable: str,
    low: Fraction,
    high: Fraction,
) -> dict[str, Straight]:
    """The formulas, in the order given, as straight pieces of one name over its range.

    values: of all other names, exact numbers and truths, nested where they stand by tables. truths: the names of
    formulas that are true or false; they are left out of the answer, as is what stands by tables. low < high.
    Raises NotStraight where some value is no such line.
    """
    arithmetic = PiecewiseArithmetic(low, high)

    def constant(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(constant, value))
        return arithmetic.truth(value) if isinstance(value, bool) else arithmetic.number(cast(Fraction, value))

    known: dict[str, Any] = {name: constant(value) for name, value in values.items()}
    known[variable] = arithmetic.variable
    reading: Reading[Straight, Truth] = Reading(arithmetic, known, tables)

    def read(formula: Node, by: Sequence[str], ask: Callable[[Node], object]) -> object:
        if not by:
            return ask(formula)
        return tuple(read(formula, by[1:], ask) for _ in reading.each_row(by[0], names_in(formula)))

    try:
        for name, formula in formulas.items():
            known[name] = read(formula, tables.by.get(name, ()), reading.truth if name in truths else reading.number)
    except EvaluationError:
        raise NotStraight from None
    return {name: known[name] for name in formulas if name not in truths and name not in tables.by}


def _constant(value: Straight) -> Fraction:
    """The number that it is everywhere."""
    if len(value.between) > 1 or value.between[0].slope or value.at[0] != value.at[-1]:
        raise NotStraight
    return value.at[0]


def _scaled(value: Straight, factor: Fraction) -> Straight:
    between = tuple(Line(line.slope * factor, line.intercept * factor) for line in value.between)
    return Pieces(value.cuts, tuple(one * factor for one in value.at), between)


def _paired(
    left: Straight,
    right: Straight,
    at: Callable[[Fraction, Fraction], Fraction],
    between: Callable[[Line, Line], Line],
) -> Straight:
    """Two numbers joined place by place."""
    cuts = _merged(left.cuts, right.cuts)
    one, other = _recut(left, cuts), _recut(right, cuts)
    return _simple(
        Pieces(cuts, tuple(map(at, one.at, other.at)), tuple(map(between, one.between, other.between))), _same_line
    )


def _joined(left: Truth, right: Truth, join: Callable[[bool, bool], bool]) -> Truth:
    cuts = _merged(left.cuts, right.cuts)
    one, other = _recut(left, cuts), _recut(right, cuts)
    return _simple(
        Pieces(cuts, tuple(map(join, one.at, other.at)), tuple(map(join, one.between, other.between))), _same_truth
    )


def _merged(*cuts: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """The cuts of several numbers in order, each once."""
    merged = tuple(sorted({cut for each in cuts for cut in each}))
    if len(merged) > _MOST_CUTS:
        raise NotStraight
    return merged


def _product(one: Line, other: Line) -> Line:
    if one.slope and other.slope:
        raise NotStraight
    moving, factor = (one, other.intercept) if not other.slope else (other, one.intercept)
    return Line(moving.slope * factor, moving.intercept * factor)


def _quotient(one: Line, other: Line) -> Line:
    if other.slope or not other.intercept:
        raise NotStraight
    return Line(one.slope / other.intercept, one.intercept / other.intercept)


def _recut(value: Pieces[V, G], cuts: tuple[Fraction, ...]) -> Pieces[V, G]:
    """The same with more cuts: those it had are among them."""
    if value.cuts == cuts:
        return value
    at: list[V] = []
    between: list[G] = []
    gap = 0
    for cut in cuts:
        if cut == value.cuts[gap]:
            at.append(value.at[gap])
            gap += 1
        else:
            at.append(cast(V, _within(value.between[gap - 1], cut)))
        if cut != cuts[-1]:
            between.append(value.between[gap - 1])
    return Pieces(cuts, tuple(at), tuple(between))


def _within(piece: object, x: Fraction) -> object:
    """What a piece gives inside its gap: a line its value, a truth itself."""
    return piece.at(x) if isinstance(piece, Line) else piece


def _cut_at_zeros(value: Straight) -> Straight:
    """The same, cut wherever a line passes zero inside its gap."""
    zeros = {
        -line.intercept / line.slope
        for line, (low, high) in zip(value.between, pairwise(value.cuts), strict=True)
        if line.slope and low < -line.intercept / line.slope < high
    }
    return _recut(value, tuple(sorted({*value.cuts, *zeros}))) if zeros else value


def _middle(line: Line, low: Fraction, high: Fraction) -> Fraction:
    return line.at((low + high) / 2)


def _simple(value: Pieces[V, G], same: Callable[[G, V, G, Fraction], bool]) -> Pieces[V, G]:
    """The same without the cuts at which nothing happens."""
    inner = range(1, len(value.cuts) - 1)
    kept = [
        0,
        *(n for n in inner if not same(value.between[n - 1], value.at[n], value.between[n], value.cuts[n])),
        len(value.cuts) - 1,
    ]
    if len(kept) == len(value.cuts):
        return value
    return Pieces(
        tuple(value.cuts[n] for n in kept), tuple(value.at[n] for n in kept), tuple(value.between[n] for n in kept[:-1])
    )


def _same_line(before: Line, at: Fraction, after: Line, cut: Fraction) -> bool:
    return before == after and before.at(cut) == at


def _same_truth(before: bool, at: bool, after: bool, cut: Fraction) -> bool:
    return before is at is after


def _always(truth: Truth) -> bool:
    return all(truth.at) and all(truth.between)


def _never(truth: Truth) -> bool:
    return not any(truth.at) and not any(truth.between)
