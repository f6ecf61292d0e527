"""steps and slab: a table of whole amounts, or of prices for all units (payout primitives P04, P06, P08).

steps(x, >= a -> p, >= b -> q, …): the value of the last edge that x has passed, 0 before the first. The sign
says whether x on the edge itself has passed it. The edges must ascend; the jumps are meant.
Worked: steps(9.99 %, >= 8.5 % -> 4800000 USD, >= 10 % -> 9600000 USD) = 4800000 USD.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_ascending
from outcome_contracts.terms.tree import Call, Step
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Steps(Function):
    """The whole amount of the last edge that x has passed; 0 before the first.

    The sign says whether x on the edge itself has passed it. The edges must ascend. One edge is a threshold: all or
    nothing. The jumps are meant.
    """

    name: ClassVar[str] = "steps"
    signature: ClassVar[str] = "steps(x, >= x1 -> y1, >= x2 -> y2, …)"
    primitives: ClassVar[str] = "P04, P08"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("steps(9.99 %, >= 8.5 % -> 4800000 USD, >= 10 % -> 9600000 USD)", "4800000 USD"),
        Example("steps(10 %, >= 8.5 % -> 4800000 USD, >= 10 % -> 9600000 USD)", "9600000 USD"),
        Example("steps(10 %, >= 8.5 % -> 4800000 USD, > 10 % -> 9600000 USD)", "4800000 USD"),
        Example("steps(8.49 %, >= 8.5 % -> 4800000 USD, >= 10 % -> 9600000 USD)", "0 USD"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "steps(x, >= 8.5 % -> 4800000 USD, > 10 % -> 9600000 USD)",
            "7 %",
            "12 %",
            ("8.5 %", "10 %"),
        ),
    )

    def fits(self, call: Call) -> bool:
        x, *steps = call.arguments or (None,)
        upward = all(isinstance(step, Step) and step.sign in (">=", ">") for step in steps)
        return x is not None and plain(x) and len(steps) >= 1 and upward

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, *steps = cast("tuple[Step, ...]", call.arguments)
        units.same(x, *(step.x for step in steps))
        return units.same(*(step.y for step in steps))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return _last_passed(call, reader.number(call.arguments[0]), reader)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(*(step.y for step in cast("tuple[Step, ...]", call.arguments[1:])))


class Slab(Steps):
    """All of x at the rate of the last edge that x has passed; 0 before the first.

    Retroactive: passing an edge reprices every unit, also those below it, so the total jumps, and falls where the
    rate falls. Marginal prices, each part at its own rate, are `bands`. The sign says whether the edge itself has
    passed. The edges must ascend.
    """

    name: ClassVar[str] = "slab"
    signature: ClassVar[str] = "slab(x, >= edge1 -> rate1, >= edge2 -> rate2, …)"
    primitives: ClassVar[str] = "P06"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("slab(99 claim, >= 0 claim -> 1100 USD/claim, >= 100 claim -> 1000 USD/claim)", "108900 USD"),
        Example("slab(100 claim, >= 0 claim -> 1100 USD/claim, >= 100 claim -> 1000 USD/claim)", "100000 USD"),
        Example("slab(100 claim, >= 0 claim -> 1100 USD/claim, > 100 claim -> 1000 USD/claim)", "110000 USD"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "slab(x, >= 0 claim -> 1100 USD/claim, >= 100 claim -> 800 USD/claim)",
            "0 claim",
            "200 claim",
            ("100 claim",),
        ),
    )

    def unit(self, call: Call, units: UnitReader) -> Unit:
        return units.number(call.arguments[0]).times(super().unit(call, units))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        x = reader.number(call.arguments[0])
        return reader.arithmetic.multiply(x, _last_passed(call, x, reader))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        x, rates = grids.step(call.arguments[0]), super().grid(call, grids)
        return None if x is None or rates is None else x * rates


def _last_passed(call: Call, x: N, reader: Reader[N, B]) -> N:
    """What stands at the last edge that x has passed, 0 before the first."""
    arithmetic, steps = reader.arithmetic, cast("tuple[Step, ...]", call.arguments[1:])
    edges = [reader.number(step.x) for step in steps]
    require_ascending(call, edges, reader)
    value = arithmetic.number(Fraction(0))
    for step, edge in zip(steps, edges, strict=True):
        value = arithmetic.where(arithmetic.compare(step.sign, x, edge), reader.number(step.y), value)
    return value
