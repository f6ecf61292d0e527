"""min, max, cap, floor and clamp: caps, floors and collars (payout primitives P09, P27, P34).

clamp(x, a, b) = min(max(x, a), b). `min(4000000 SEK, 12 % * saving)`. All are idempotent; a cap and a
floor commute only where the floor is not above the cap, and clamp refuses limits that cross.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import ClassVar, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_not_crossed
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
    primitives: ClassVar[str] = "P09, P27"
    examples: ClassVar[tuple[Example, ...]] = (Example("min(4000000 SEK, 12 % * 40000000 SEK)", "4000000 SEK"),)
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("min(x, 60 SEK)", "0 SEK", "100 SEK", ("60 SEK",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 2 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return reduce(reader.arithmetic.minimum, map(reader.number, call.arguments))


class Max(_SameUnit):
    """The largest of its arguments."""

    name: ClassVar[str] = "max"
    signature: ClassVar[str] = "max(a, b, …)"
    primitives: ClassVar[str] = "P09, P27"
    examples: ClassVar[tuple[Example, ...]] = (Example("max(0 SEK, 150000 SEK, 120000 SEK)", "150000 SEK"),)
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("max(x, 40 SEK)", "0 SEK", "100 SEK", ("40 SEK",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) >= 2 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return reduce(reader.arithmetic.maximum, map(reader.number, call.arguments))


class Cap(Min):
    """x, but never above a limit: the smaller of the two. A second time it changes nothing."""

    name: ClassVar[str] = "cap"
    signature: ClassVar[str] = "cap(x, limit)"
    primitives: ClassVar[str] = "P09"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("cap(4200000 SEK, 4000000 SEK)", "4000000 SEK"),
        Example("cap(-1 SEK, 4000000 SEK)", "-1 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("cap(x, 60 SEK)", "0 SEK", "100 SEK", ("60 SEK",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and plain(*call.arguments)


class Floor(Max):
    """x, but never below a limit: the larger of the two. Netting of a payer's cost is floor(pay - cost, 0)."""

    name: ClassVar[str] = "floor"
    signature: ClassVar[str] = "floor(x, limit)"
    primitives: ClassVar[str] = "P09, P34"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("floor(100000 SEK - 130000 SEK, 0)", "0 SEK"),
        Example("floor(5 %, 0 %)", "5 %"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("floor(x - 30 SEK, 0)", "0 SEK", "100 SEK", ("30 SEK",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and plain(*call.arguments)


class Clamp(_SameUnit):
    """x, but never below the first limit nor above the second. Refused where the limits cross."""

    name: ClassVar[str] = "clamp"
    signature: ClassVar[str] = "clamp(x, lowest, highest)"
    primitives: ClassVar[str] = "P09"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("clamp(13 %, 0 %, 12 %)", "12 %"),
        Example("clamp(-3 %, 0 %, 12 %)", "0 %"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "clamp(x, 0 %, 12 %)",
            "-6 %",
            "18 %",
            ("0 %", "12 %"),
        ),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        x, lowest, highest = map(reader.number, call.arguments)
        require_not_crossed(call, lowest, highest, reader)
        return reader.arithmetic.minimum(reader.arithmetic.maximum(x, lowest), highest)
