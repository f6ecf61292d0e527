"""The functions of the language in typed Python, each under its own name and with its arguments in their own order.

Nothing is defined here but how Python says a call: what a function means, its form and its units stand in
`terms.functions`. A corner `x -> y` is a pair; an edge is `at_least(x, y)`, `above(x, y)`, `at_most(x, y)` or
`below(x, y)`; `from x retroactive`, `else "…"` and `because "…"` are keywords. As `min` and `max` are Python's
too, write `from outcome_contracts.contract import build` and `build.min(…)`.
"""

from __future__ import annotations

from functools import partial
from typing import Literal, TypeVar

from outcome_contracts.contract.build.expressions import (
    Condition,
    Expression,
    Operand,
    Quantity,
    called,
    condition,
    kept,
    over,
    quantity,
    ref,
    refused,
    said,
)
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.tree import MODES, ModeWord, Side

Corner = tuple[Operand, Operand]
E = TypeVar("E", bound=Expression)
P = TypeVar("P", bound=tuple[object, object])


class LowerEdge(Expression):
    """`>= x -> y` or `> x -> y`: what counts from an edge upwards."""

    __slots__ = ()


class UpperEdge(Expression):
    """`<= x -> y` or `< x -> y`: what counts from an edge downwards."""

    __slots__ = ()


def at_least(x: Operand, y: Operand) -> LowerEdge:
    """y from x on; x itself belongs."""
    return _edge(LowerEdge, ">=", x, y)


def above(x: Operand, y: Operand) -> LowerEdge:
    """y above x; x itself does not belong."""
    return _edge(LowerEdge, ">", x, y)


def at_most(x: Operand, y: Operand) -> UpperEdge:
    """y up to x; x itself belongs."""
    return _edge(UpperEdge, "<=", x, y)


def below(x: Operand, y: Operand) -> UpperEdge:
    """y below x; x itself does not belong."""
    return _edge(UpperEdge, "<", x, y)


def min(a: Operand, b: Operand, *others: Operand) -> Quantity:
    """The smallest."""
    return called("min", *map(quantity, (a, b, *others)))


def max(a: Operand, b: Operand, *others: Operand) -> Quantity:
    """The largest."""
    return called("max", *map(quantity, (a, b, *others)))


def clamp(x: Operand, lowest: Operand, highest: Operand) -> Quantity:
    """x within two limits."""
    return called("clamp", *map(quantity, (x, lowest, highest)))


def cap(x: Operand, limit: Operand) -> Quantity:
    """x, at most the limit."""
    return called("cap", *map(quantity, (x, limit)))


def floor(x: Operand, limit: Operand) -> Quantity:
    """x, at least the limit."""
    return called("floor", *map(quantity, (x, limit)))


def ramp(x: Operand, first: Corner, second: Corner, *others: Corner) -> Quantity:
    """Straight lines between the corners, flat outside them."""
    return called("ramp", quantity(x), *map(_corner, (first, second, *others)))


def line(x: Operand, first: Corner, second: Corner, *others: Corner) -> Quantity:
    """Straight lines between the corners, extended beyond the ends."""
    return called("line", quantity(x), *map(_corner, (first, second, *others)))


def steps(x: Operand, first: LowerEdge, *others: LowerEdge) -> Quantity:
    """The whole amount of the last edge passed."""
    return called("steps", quantity(x), *_lower(first, *others))


def slab(x: Operand, first: LowerEdge, *others: LowerEdge) -> Quantity:
    """All of x at the rate of the last edge passed."""
    return called("slab", quantity(x), *_lower(first, *others))


def bands(x: Operand, first: Corner, *others: Corner, retroactive_from: Operand | None = None) -> Quantity:
    """Each part of x at its own rate. retroactive_from: nothing below it and everything from it on."""
    entry = () if retroactive_from is None else (over(Expression, t.Entry, quantity(retroactive_from)),)
    return called("bands", quantity(x), *entry, *map(_corner, (first, *others)))


def corridor(x: Operand, low: UpperEdge, high: LowerEdge) -> Quantity:
    """One value below the corridor, one above it, 0 within."""
    return called("corridor", quantity(x), kept(UpperEdge, "edge", low, "@an_upper_edge"), *_lower(high))


def deadband(x: Operand, low: Operand, high: Operand, counted: Literal["excess", "first_unit"]) -> Quantity:
    """0 within the band; outside it what goes beyond, or all of x from the first unit."""
    return called("deadband", *map(quantity, (x, low, high)), _mode(counted))


def gate(open_where: Condition, *, otherwise: str) -> Quantity:
    """1 where the condition holds, else 0 with the reason on the statement."""
    return called("gate", condition(open_where), said(t.Reason, otherwise))


def share(amount: Operand, rate: Operand) -> Quantity:
    """A part of a gain, never of a loss."""
    return called("share", *map(quantity, (amount, rate)))


def loss_share(amount: Operand, rate: Operand) -> Quantity:
    """A part of a loss, never of a gain; negative."""
    return called("loss_share", *map(quantity, (amount, rate)))


def fee_at_risk(fee: Operand, at_risk: Operand, score: Operand) -> Quantity:
    """The fee, of which a part is earned by the score."""
    return called("fee_at_risk", *map(quantity, (fee, at_risk, score)))


def weighted(scores: Literal["offsetting", "capped"], first: Corner, *others: Corner) -> Quantity:
    """The sum of weights times scores; whether a score beyond its target makes up for another is said."""
    return called("weighted", _mode(scores), *map(_corner, (first, *others)))


def mean(a: Operand, b: Operand, *others: Operand) -> Quantity:
    """The arithmetic mean."""
    return called("mean", *map(quantity, (a, b, *others)))


def geometric_mean(digits: int, a: Operand, b: Operand, *others: Operand) -> Quantity:
    """The geometric mean at so many decimals."""
    return called("geometric_mean", *map(quantity, (digits, a, b, *others)))


def milestones(
    order: Literal["in_order", "any_order"],
    first: tuple[Condition, Operand],
    *others: tuple[Condition, Operand],
) -> Quantity:
    """The sum of the amounts of the milestones reached."""
    pairs = map(_pair, (first, *others))
    reached = [over(Expression, t.Point, condition(when), quantity(then)) for when, then in pairs]
    return called("milestones", _mode(order), *reached)


def shrink(x: Operand, prior: Operand, credibility: Operand) -> Quantity:
    """What is measured and what was believed before, weighted by the credibility of the measurement."""
    return called("shrink", *map(quantity, (x, prior, credibility)))


def deemed(breached: Condition, credited: Operand, measured: Operand, *, because: str) -> Quantity:
    """What is credited where the condition holds, with the reason on the statement; else what was measured."""
    return called("deemed", condition(breached), quantity(credited), quantity(measured), said(t.Because, because))


def indexed(price: Operand, now: Operand, base: Operand) -> Quantity:
    """A price at the index of now, agreed at that of the base."""
    return called("indexed", *map(quantity, (price, now, base)))


def guarantee(loss: Operand, share: Operand, limit: Operand) -> Quantity:
    """What a guarantor covers of a loss."""
    return called("guarantee", *map(quantity, (loss, share, limit)))


def compound(rate: Operand, years: Operand, digits: int) -> Quantity:
    """(1 + rate) to the power of the years, at so many decimals."""
    return called("compound", *map(quantity, (rate, years, digits)))


def part(amount: Operand, place: int, step: Operand, weight: Operand, *weights: Operand) -> Quantity:
    """The part of the party at a place when an amount is divided by weights, in whole steps."""
    return called("part", *map(quantity, (amount, place, step, weight, *weights)))


def total(table: str, expression: Operand) -> Quantity:
    """The sum of an expression over the rows of a table."""
    return called("total", ref(table), quantity(expression))


def previous(line: str, initial: Operand) -> Quantity:
    """A line's value on the latest earlier statement; the initial value where there is none."""
    return called("previous", ref(line), quantity(initial))


def sum_previous(line: str) -> Quantity:
    """The sum of a line over all earlier statements."""
    return called("sum_previous", ref(line))


def cumulative(line: str) -> Quantity:
    """The sum of a line over all earlier statements and this one."""
    return called("cumulative", ref(line))


def _corner(corner: Corner) -> Expression:
    x, y = _pair(corner)
    return over(Expression, t.Point, quantity(x), quantity(y))


def _pair(point: P) -> P:
    """What stands on both sides of an arrow. Raises UsageError (OC-C060) for what are not two."""
    if not isinstance(point, tuple) or len(point) != 2:
        raise refused("point", point, "@a_pair")
    return point


def _edge(kind: type[E], sign: Side, x: Operand, y: Operand) -> E:
    return over(kind, partial(t.Step, sign), quantity(x), quantity(y))


def _lower(*edges: LowerEdge) -> tuple[LowerEdge, ...]:
    return tuple(kept(LowerEdge, "edge", edge, "@a_lower_edge") for edge in edges)


def _mode(word: ModeWord) -> Expression:
    if word not in MODES:
        raise refused("mode", word, ", ".join(MODES))
    return Expression(t.Mode(word))
