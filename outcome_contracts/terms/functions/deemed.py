"""deemed: a figure that is credited instead of measured, with the reason (payout primitive P22)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.tree import Because, Call
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Deemed(Function):
    """What is credited where the condition holds, else what was measured; the statement prints the reason.

    For outcomes that the payer itself has made impossible to reach or to measure: too few referrals, no data. What
    does not count is not asked: a measured figure that has no value is not refused where another is credited. A reason
    that says nothing is none.
    """

    name: ClassVar[str] = "deemed"
    signature: ClassVar[str] = 'deemed(condition, credited, measured, because "reason")'
    primitives: ClassVar[str] = "P22"
    examples: ClassVar[tuple[Example, ...]] = (
        Example('deemed(40 person < 60 person, 45 claim, 38 claim, because "6.2 too few referrals")', "45 claim"),
        Example('deemed(60 person < 60 person, 45 claim, 38 claim, because "6.2 too few referrals")', "38 claim"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            'deemed(x < 60 person, 45 claim, 38 claim, because "6.2 too few referrals")',
            "40 person",
            "80 person",
            ("60 person",),
        ),
    )

    def fits(self, call: Call) -> bool:
        match call.arguments:
            case (condition, credited, measured, Because(text)):
                return plain(condition, credited, measured) and bool(text.strip())
        return False

    def unit(self, call: Call, units: UnitReader) -> Unit:
        condition, credited, measured, _ = call.arguments
        units.truth(condition)
        return units.same(credited, measured)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        condition, credited, measured, because = call.arguments
        holds = reader.truth(condition)
        value = reader.arithmetic.choose(holds, partial(reader.number, credited), partial(reader.number, measured))
        reader.note(call, closed=holds, reason=cast(Because, because).text)
        return value

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(*call.arguments[1:3])
