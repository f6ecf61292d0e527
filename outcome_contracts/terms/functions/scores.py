"""weighted, mean, geometric_mean and shrink: one number from several (payout primitives P14, P15, P16, P19, P36).

Weighted scores pay for several things at once; whether a very good one may make up for a bad one is a term of the
contract, so the words are two: `offsetting` and `capped`. A mean counts all alike. A geometric mean is low as soon as
one of them is. Shrinkage moves an uncertain figure towards one that was known before, instead of a cliff that pays
all or nothing for it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain, whole
from outcome_contracts.terms.functions.refusals import refuse_unless, require_share, require_weights
from outcome_contracts.terms.tree import Call, Mode, Node, Number, Point
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")

_ZERO, _ONE = Fraction(0), Fraction(1)


class Weighted(Function):
    """The sum of scores, each times its weight; the weights must sum to 1.

    With `offsetting` a score counts as it is, so that one above 1 makes up for another below. With `capped` every
    score is first held between 0 and 1, so that none makes up for another. Estimates are combined in the same way,
    with weights that were fixed before: weighted(offsetting, 40 % -> first, 60 % -> second). Refused where the
    weights do not sum to exactly 1 or one is negative.
    """

    name: ClassVar[str] = "weighted"
    signature: ClassVar[str] = (
        "weighted(offsetting, weight1 -> score1, weight2 -> score2, …) or weighted(capped, weight1 -> score1, …)"
    )
    primitives: ClassVar[str] = "P14, P36"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("weighted(offsetting, 40 % -> 1.5, 60 % -> 0.5)", "0.9"),
        Example("weighted(capped, 40 % -> 1.5, 60 % -> 0.5)", "0.7"),
        Example("weighted(offsetting, 25 % -> 12 day, 75 % -> 8 day)", "9 day"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape("weighted(offsetting, 40 % -> x, 60 % -> 0.5)", "-0.5", "1.5", ("0", "1")),
        Shape("weighted(capped, 40 % -> x, 60 % -> 0.5)", "-0.5", "1.5", ("0", "1")),
    )

    def fits(self, call: Call) -> bool:
        mode, *scores = call.arguments
        named = isinstance(mode, Mode) and mode.word in ("offsetting", "capped")
        return named and len(scores) >= 1 and all(isinstance(score, Point) for score in scores)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        mode, scores = _weighted(call)
        for score in scores:
            units.expect(score.x, RATIO)
        if mode.word == "offsetting":
            return units.same(*(score.y for score in scores))
        for score in scores:
            units.expect(score.y, RATIO)
        return RATIO

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (mode, scores) = reader.arithmetic, _weighted(call)
        weights, one = [reader.number(score.x) for score in scores], arithmetic.number(_ONE)
        total = require_weights(call, weights, reader)
        refuse_unless(arithmetic.compare("=", total, one), "OC-T026", call, total, reader)
        values = [reader.number(score.y) for score in scores]
        if mode.word == "capped":
            values = [arithmetic.minimum(arithmetic.maximum(value, arithmetic.number(_ZERO)), one) for value in values]
        return arithmetic.sum(map(arithmetic.multiply, weights, values))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        mode, scores = _weighted(call)
        one: tuple[Node, ...] = (Number(_ONE),) if mode.word == "capped" else ()
        weights, values = (
            grids.common(*(score.x for score in scores)),
            grids.common(*one, *(score.y for score in scores)),
        )
        return None if weights is None or values is None else weights * values


class Mean(Function):
    """The sum of numbers divided by how many they are: each counts alike, one makes up for another."""

    name: ClassVar[str] = "mean"
    signature: ClassVar[str] = "mean(a, b, …)"
    primitives: ClassVar[str] = "P15"
    examples: ClassVar[tuple[Example, ...]] = (Example("mean(60 %, 90 %, 30 %)", "60 %"),)
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("mean(x, 50 %)", "0 %", "100 %", ()),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 2 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        return units.same(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic = reader.arithmetic
        total = arithmetic.sum(map(reader.number, call.arguments))
        return arithmetic.multiply(total, arithmetic.number(Fraction(1, len(call.arguments))))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        step = grids.common(*call.arguments)
        return None if step is None else step / len(call.arguments)


class GeometricMean(Function):
    """The n-th root of the product of n ratios, rounded half even at so many decimals: low as soon as one is low.

    A ratio of 0 makes it 0; a negative one is refused. The root is seldom a decimal, so the first argument says at how
    many decimals, 0 to 20, it is taken.
    """

    name: ClassVar[str] = "geometric_mean"
    signature: ClassVar[str] = "geometric_mean(digits, a, b, …)"
    primitives: ClassVar[str] = "P15"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("geometric_mean(4, 0.9, 0.4)", "0.6"),
        Example("geometric_mean(4, 50 %, 90 %, 60 %)", "0.6463"),
        Example("geometric_mean(4, 0, 0.9)", "0"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("geometric_mean(6, x, 50 %)", "10 %", "100 %", ("50 %",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 3 and whole(call.arguments[0]) and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        for node in call.arguments[1:]:
            units.expect(node, RATIO)
        return RATIO

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, digits = reader.arithmetic, int(cast(Number, call.arguments[0]).value)
        ratios, zero = list(map(reader.number, call.arguments[1:])), arithmetic.number(_ZERO)
        for ratio in ratios:
            refuse_unless(arithmetic.compare(">=", ratio, zero), "OC-T032", call, ratio, reader)
        nth = arithmetic.number(Fraction(1, len(ratios)))
        return arithmetic.power(arithmetic.product(ratios), nth, digits=digits, at=call.at)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return Fraction(1, 10 ** int(cast(Number, call.arguments[0]).value))


class Shrink(Function):
    """What was observed and what was known before, mixed by how far the observation can be trusted.

    credibility · x + (1 − credibility) · prior, the credibility from 0 to 1: at 0 only the prior counts, at 1 only x.
    A credibility that grows with the number observed, n / (n + k), pays small groups mostly by what was known before.
    """

    name: ClassVar[str] = "shrink"
    signature: ClassVar[str] = "shrink(x, prior, credibility)"
    primitives: ClassVar[str] = "P19"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("shrink(12 %, 4 %, 25 %)", "6 %"),
        Example("shrink(12 %, 4 %, 60 person / (60 person + 20 person))", "10 %"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("shrink(12 %, 4 %, x)", "0", "1", ()),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, prior, credibility = call.arguments
        units.expect(credibility, RATIO)
        return units.same(x, prior)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic = reader.arithmetic
        x, prior, credibility = map(reader.number, call.arguments)
        require_share(call, credibility, reader)
        moved = arithmetic.multiply(credibility, arithmetic.subtract(x, prior))
        return arithmetic.add(prior, moved)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        x, prior, credibility = call.arguments
        both, step, known = grids.common(x, prior), grids.step(credibility), grids.step(prior)
        if both is None or step is None or known is None:
            return None
        return grids.common(Number(both * step), Number(known))


def _weighted(call: Call) -> tuple[Mode, tuple[Point, ...]]:
    mode, *scores = call.arguments
    return cast(Mode, mode), cast("tuple[Point, ...]", tuple(scores))
