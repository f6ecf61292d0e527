"""ramp: straight lines between points, flat outside them (payout primitive P07).

ramp(x, a -> p, b -> q, …) = p + Σ slope_k · clamp(x − x_k, 0, x_{k+1} − x_k), slope_k the rise over the run of
segment k. Continuous; at every point exactly that point's value. The points must ascend.
Worked: ramp(4 %, 0 % -> 0, 12 % -> 1) = 1/3.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Function, UnitReader, plain
from outcome_contracts.terms.tree import Call, Point
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")

_ZERO = Fraction(0)


class Ramp(Function):
    """Straight lines between at least two points, flat before the first and after the last."""

    name: ClassVar[str] = "ramp"
    signature: ClassVar[str] = "ramp(x, x1 -> y1, x2 -> y2, …)"

    def fits(self, call: Call) -> bool:
        x, *points = call.arguments or (None,)
        return x is not None and plain(x) and len(points) >= 2 and all(isinstance(point, Point) for point in points)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, *points = cast("tuple[Point, ...]", call.arguments)
        units.same(x, *(point.x for point in points))
        return units.same(*(point.y for point in points))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        of, arithmetic = reader.number, reader.arithmetic
        first, *rest = cast("tuple[Point, ...]", call.arguments[1:])
        x, corners = of(call.arguments[0]), [(of(point.x), of(point.y)) for point in (first, *rest)]
        arithmetic.require_ascending([edge for edge, _ in corners], call.at)
        total, zero = corners[0][1], arithmetic.number(_ZERO)
        for (left, low), (right, high) in pairwise(corners):
            run = arithmetic.subtract(right, left)
            slope = arithmetic.divide(arithmetic.subtract(high, low), run, call.at)
            along = arithmetic.minimum(arithmetic.maximum(arithmetic.subtract(x, left), zero), run)
            total = arithmetic.add(total, arithmetic.multiply(slope, along))
        return total
