"""part: money divided to the last öre among several (payout primitive P35).

Everybody first gets the whole steps of the exact share; the steps that are then missing go one each to the largest
remainders, ties to the first named (the method of largest remainder, or Hamilton). So the parts sum exactly to
the amount, whatever it is, and each differs from its exact share by less than one step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Arithmetic, Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain, whole
from outcome_contracts.terms.functions.refusals import require_above_zero, require_weights
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Call, Node, Number
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")

_ZERO, _ONE = Fraction(0), Fraction(1)


class Part(Function):
    """What the one in a place gets of an amount that is divided by weights, in whole steps, by largest remainder.

    place: 1 for the first weight. step: the smallest coin, 0.01 SEK. A negative amount is divided like its opposite.
    What of the amount is no whole step goes, after the missing steps, to the next largest remainder. Ties go to the
    first named. The parts sum exactly to the amount. Refused where a weight is negative or all are 0.
    """

    name: ClassVar[str] = "part"
    signature: ClassVar[str] = "part(amount, place, step, weight1, weight2, …)"
    primitives: ClassVar[str] = "P31, P35"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("part(100 SEK, 1, 0.01 SEK, 1, 1, 1)", "33.34 SEK"),
        Example("part(100 SEK, 2, 0.01 SEK, 1, 1, 1)", "33.33 SEK"),
        Example("part(0.05 SEK, 2, 0.01 SEK, 70 %, 30 %)", "0.01 SEK"),
        Example("part(-100 SEK, 1, 0.01 SEK, 1, 1, 1)", "-33.34 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape("part(x, 1, 1 SEK, 1, 1, 1)", "0 SEK", "7 SEK", ("1 SEK", "3 SEK", "4 SEK", "6 SEK")),
    )

    def fits(self, call: Call) -> bool:
        if len(call.arguments) < 4 or not plain(*call.arguments):
            return False
        _, place, step, *weights = call.arguments
        coin = isinstance(step, Number) and not step.percent and step.value > 0
        return coin and whole(place, most=len(weights)) and cast(Number, place).value >= 1

    def unit(self, call: Call, units: UnitReader) -> Unit:
        amount, _, step, *weights = call.arguments
        units.same(*weights)
        return units.same(amount, step)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (node, place, step, weights) = reader.arithmetic, _parts(call)
        signed, zero, sizes = reader.number(node), arithmetic.number(_ZERO), list(map(reader.number, weights))
        whole_weight = require_above_zero("OC-T029", call, require_weights(call, sizes, reader), reader)
        amount = arithmetic.maximum(signed, arithmetic.negate(signed))
        steps, remainders = [], []
        for size in sizes:
            exact = arithmetic.divide(arithmetic.multiply(amount, size), whole_weight, call.at)
            steps.append(arithmetic.round(exact, Rounding(step, "down")))
            remainders.append(arithmetic.subtract(exact, steps[-1]))
        missing = arithmetic.subtract(amount, arithmetic.sum(steps))
        served = arithmetic.multiply(_ahead(place, remainders, arithmetic), arithmetic.number(step))
        left = arithmetic.maximum(arithmetic.subtract(missing, served), zero)
        part = arithmetic.add(steps[place], arithmetic.minimum(left, arithmetic.number(step)))
        return arithmetic.where(arithmetic.compare("<", signed, zero), arithmetic.negate(part), part)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        amount, _, step, *_ = call.arguments
        return grids.common(amount, step)


def _ahead(place: int, remainders: list[N], arithmetic: Arithmetic[N, B]) -> N:
    """How many get a missing step before the one in a place: larger remainders, and equal ones named earlier."""
    one, zero = arithmetic.number(_ONE), arithmetic.number(_ZERO)
    earlier = [arithmetic.compare(">=", other, remainders[place]) for other in remainders[:place]]
    later = [arithmetic.compare(">", other, remainders[place]) for other in remainders[place + 1 :]]
    return arithmetic.sum([zero, *(arithmetic.where(ahead, one, zero) for ahead in (*earlier, *later))])


def _parts(call: Call) -> tuple[Node, int, Fraction, tuple[Node, ...]]:
    """The amount, the place counted from 0, the step and the weights."""
    amount, place, step, *weights = call.arguments
    return amount, int(cast(Number, place).value) - 1, cast(Number, step).value, tuple(weights)
