"""min, max and clamp: caps, floors and collars (payout primitives P09, P27).

clamp(x, a, b) = min(max(x, a), b). `min(4000000 SEK, 12 % * saving)`. All are idempotent; a cap and a
floor commute only where the floor is not above the cap, and clamp refuses limits that cross.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import ClassVar, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Function, GridReader, UnitReader, plain
from outcome_contracts.terms.tree import Call
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class _SameUnit(Function):
    """A choice among its arguments: the same unit in and out, on the same grid."""

    def unit(self, call: Call, units: UnitReader) -> Unit:
        return units.same(*call.arguments)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(*call.arguments)


class Min(_SameUnit):
    """The smallest of its arguments."""

    name: ClassVar[str] = "min"
    signature: ClassVar[str] = "min(a, b, …)"

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 2 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return reduce(reader.arithmetic.minimum, map(reader.number, call.arguments))


class Max(_SameUnit):
    """The largest of its arguments."""

    name: ClassVar[str] = "max"
    signature: ClassVar[str] = "max(a, b, …)"

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 2 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return reduce(reader.arithmetic.maximum, map(reader.number, call.arguments))


class Clamp(_SameUnit):
    """x, but never below the first limit nor above the second: clamp(13 %, 0 %, 12 %) = 12 %."""

    name: ClassVar[str] = "clamp"
    signature: ClassVar[str] = "clamp(x, lowest, highest)"

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        x, lowest, highest = map(reader.number, call.arguments)
        reader.arithmetic.require_not_crossed(lowest, highest, call.at)
        return reader.arithmetic.minimum(reader.arithmetic.maximum(x, lowest), highest)
