"""steps: a table of whole amounts (payout primitives P04, P08).

steps(x, >= a -> p, >= b -> q, …): the value of the last edge that x has passed, 0 before the first. The sign
says whether x on the edge itself has passed it. The edges must ascend; the jumps are meant.
Worked: steps(9.99 %, >= 8.5 % -> 4800000 USD, >= 10 % -> 9600000 USD) = 4800000 USD.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Function, GridReader, UnitReader, plain
from outcome_contracts.terms.tree import Call, Step
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Steps(Function):
    """The whole amount of the last edge passed."""

    name: ClassVar[str] = "steps"
    signature: ClassVar[str] = "steps(x, >= x1 -> y1, >= x2 -> y2, …)"

    def fits(self, call: Call) -> bool:
        x, *steps = call.arguments or (None,)
        upward = all(isinstance(step, Step) and step.sign in (">=", ">") for step in steps)
        return x is not None and plain(x) and len(steps) >= 1 and upward

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, *steps = cast("tuple[Step, ...]", call.arguments)
        units.same(x, *(step.x for step in steps))
        return units.same(*(step.y for step in steps))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, steps = reader.arithmetic, cast("tuple[Step, ...]", call.arguments[1:])
        x, edges = reader.number(call.arguments[0]), [reader.number(step.x) for step in steps]
        arithmetic.require_ascending(edges, call.at)
        value = arithmetic.number(Fraction(0))
        for step, edge in zip(steps, edges, strict=True):
            value = arithmetic.where(arithmetic.compare(step.sign, x, edge), reader.number(step.y), value)
        return value

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(*(step.y for step in cast("tuple[Step, ...]", call.arguments[1:])))
