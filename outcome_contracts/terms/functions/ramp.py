"""ramp and line: straight lines between points (payout primitive P07).

Σ over the segments of slope · the part of x within the segment, counted from the first point's value; slope_k the rise
over the run of segment k. A ramp is flat outside its points; a line goes on beyond its ends. Both are continuous, and
at every point exactly that point's value. The points must ascend.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_ascending
from outcome_contracts.terms.tree import Call, Point
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")

_ZERO = Fraction(0)


class Ramp(Function):
    """Straight lines between at least two points, flat before the first and after the last.

    Continuous; at every point exactly that point's value. The points must ascend.
    """

    name: ClassVar[str] = "ramp"
    signature: ClassVar[str] = "ramp(x, x1 -> y1, x2 -> y2, …)"
    primitives: ClassVar[str] = "P07, P18, P20"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("ramp(4 %, 0 % -> 0, 12 % -> 1)", "1 / 3"),
        Example("ramp(13 %, 0 % -> 0, 12 % -> 1)", "1"),
        Example("ramp(-5 %, 0 % -> 0, 12 % -> 1)", "0"),
        Example("ramp(32500 person, 5000 person -> 3.9 %, 60000 person -> 2 %)", "2.95 %"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "ramp(x, 0 % -> 0, 12 % -> 1)",
            "-4 %",
            "16 %",
            ("0 %", "12 %"),
        ),
    )

    def fits(self, call: Call) -> bool:
        x, *points = call.arguments or (None,)
        return x is not None and plain(x) and len(points) >= 2 and all(isinstance(point, Point) for point in points)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, *points = cast("tuple[Point, ...]", call.arguments)
        units.same(x, *(point.x for point in points))
        return units.same(*(point.y for point in points))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (x, corners) = reader.arithmetic, _read(call, reader)
        total, zero = corners[0][1], arithmetic.number(_ZERO)
        for left, right in pairwise(corners):
            run = arithmetic.subtract(right[0], left[0])
            along = arithmetic.minimum(arithmetic.maximum(arithmetic.subtract(x, left[0]), zero), run)
            total = arithmetic.add(total, arithmetic.multiply(_slope(call, left, right, reader), along))
        return total


class Line(Ramp):
    """Straight lines between at least two points; the first and the last go on beyond the ends.

    With two points it is one straight line. Continuous; at every point exactly that point's value; without limits
    in either direction, so a cap or a floor is a term of its own. The points must ascend.
    """

    name: ClassVar[str] = "line"
    signature: ClassVar[str] = "line(x, x1 -> y1, x2 -> y2, …)"
    primitives: ClassVar[str] = "P07"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("line(15 %, 0 % -> 0 SEK, 10 % -> 1000000 SEK)", "1500000 SEK"),
        Example("line(-2 %, 0 % -> 0 SEK, 10 % -> 1000000 SEK)", "-200000 SEK"),
        Example("line(30 %, 0 % -> 0 SEK, 10 % -> 1000000 SEK, 20 % -> 1500000 SEK)", "2000000 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "line(x, 0 % -> 0 SEK, 10 % -> 1000000 SEK, 20 % -> 1500000 SEK)",
            "-5 %",
            "30 %",
            ("0 %", "10 %", "20 %"),
        ),
    )

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (x, corners) = reader.arithmetic, _read(call, reader)
        total, zero, last = corners[0][1], arithmetic.number(_ZERO), len(corners) - 2
        for place, (left, right) in enumerate(pairwise(corners)):
            along = arithmetic.subtract(x, left[0])
            if place > 0:
                along = arithmetic.maximum(along, zero)
            if place < last:
                along = arithmetic.minimum(along, arithmetic.subtract(right[0], left[0]))
            total = arithmetic.add(total, arithmetic.multiply(_slope(call, left, right, reader), along))
        return total


def _read(call: Call, reader: Reader[N, B]) -> tuple[N, list[tuple[N, N]]]:
    """x, and the points in ascending order."""
    x, *points = cast("tuple[Point, ...]", call.arguments)
    value, corners = reader.number(x), [(reader.number(point.x), reader.number(point.y)) for point in points]
    require_ascending(call, [edge for edge, _ in corners], reader)
    return value, corners


def _slope(call: Call, left: tuple[N, N], right: tuple[N, N], reader: Reader[N, B]) -> N:
    arithmetic = reader.arithmetic
    return arithmetic.divide(arithmetic.subtract(right[1], left[1]), arithmetic.subtract(right[0], left[0]), call.at)
