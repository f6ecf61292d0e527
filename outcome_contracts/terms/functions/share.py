"""share: a part of a gain, never of a loss (payout primitive P11).

share(amount, rate) = rate · max(amount, 0). Worked: share(-500000 SEK, 60 %) = 0 SEK.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Function, GridReader, UnitReader, plain
from outcome_contracts.terms.tree import Call
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Share(Function):
    """A rate of what is above zero."""

    name: ClassVar[str] = "share"
    signature: ClassVar[str] = "share(amount, rate)"

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        amount, rate = call.arguments
        return units.number(amount).times(units.number(rate))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        amount, rate = map(reader.number, call.arguments)
        arithmetic = reader.arithmetic
        return arithmetic.multiply(rate, arithmetic.maximum(amount, arithmetic.number(Fraction(0))))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        amount, rate = map(grids.step, call.arguments)
        return None if amount is None or rate is None else amount * rate
