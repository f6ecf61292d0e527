"""gate: a condition with a reason (payout primitives P08, P17, P18, P20).

gate(condition, else "reason") = 1 where the condition holds, else 0, and the statement prints the reason: a
gate never closes silently. It multiplies what depends on it.
Worked: gate(saving_rate >= 3.9 %, else "5.3 below the minimum saving") * saving.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.tree import Call, Reason
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")


class Gate(Function):
    """1 where the condition holds, else 0, and the statement prints the reason.

    It multiplies what depends on it, so that nothing is ever silently zero.
    """

    name: ClassVar[str] = "gate"
    signature: ClassVar[str] = 'gate(condition, else "reason")'
    primitives: ClassVar[str] = "P08, P17, P18, P20, P21"
    examples: ClassVar[tuple[Example, ...]] = (
        Example('gate(4.1 % >= 3.9 %, else "5.3 below the minimum saving") * 250000 SEK', "250000 SEK"),
        Example('gate(3.8 % >= 3.9 %, else "5.3 below the minimum saving") * 250000 SEK', "0 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape('gate(x >= 3.9 %, else "5.3 below the minimum saving")', "3 %", "5 %", ("3.9 %",)),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and plain(call.arguments[0]) and isinstance(call.arguments[1], Reason)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        units.truth(call.arguments[0])
        return RATIO

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, open_ = reader.arithmetic, reader.truth(call.arguments[0])
        reader.note(call, closed=arithmetic.opposite(open_), reason=cast(Reason, call.arguments[1]).text)
        return arithmetic.where(open_, arithmetic.number(Fraction(1)), arithmetic.number(Fraction(0)))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return Fraction(1)
