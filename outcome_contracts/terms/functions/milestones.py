"""milestones: a sum for each thing that is reached, in order or not (payout primitives P03, P16)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader
from outcome_contracts.terms.tree import Call, Mode, Point
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Milestones(Function):
    """The sum of the amounts of the milestones that are reached.

    With `in_order` a milestone counts only when all that stand before it are reached too, and what comes after one that
    is not reached is not asked; so B counts only if all of A is met. With `any_order` each counts for itself. A
    milestone that was reached counts in every period in which its condition holds: pay it once by what earlier
    statements paid, or by a condition that holds once.
    """

    name: ClassVar[str] = "milestones"
    signature: ClassVar[str] = (
        "milestones(in_order, condition1 -> amount1, condition2 -> amount2, …) or milestones(any_order, …)"
    )
    primitives: ClassVar[str] = "P03, P16"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("milestones(in_order, 3 >= 3 -> 1000 USD, 5 >= 6 -> 2000 USD, 12 >= 12 -> 4000 USD)", "1000 USD"),
        Example("milestones(any_order, 3 >= 3 -> 1000 USD, 5 >= 6 -> 2000 USD, 12 >= 12 -> 4000 USD)", "5000 USD"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "milestones(in_order, x >= 3 month -> 1000 USD, x >= 6 month -> 2000 USD, x >= 12 month -> 4000 USD)",
            "0 month",
            "15 month",
            ("3 month", "6 month", "12 month"),
        ),
    )

    def fits(self, call: Call) -> bool:
        mode, *reached = call.arguments
        named = isinstance(mode, Mode) and mode.word in ("in_order", "any_order")
        return named and len(reached) >= 1 and all(isinstance(each, Point) for each in reached)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        _, milestones = _parts(call)
        for milestone in milestones:
            units.truth(milestone.x)
        return units.same(*(milestone.y for milestone in milestones))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (mode, (first, *others)) = reader.arithmetic, _parts(call)
        zero, reached = arithmetic.number(Fraction(0)), reader.truth(first.x)
        total = arithmetic.where(reached, reader.number(first.y), zero)
        for milestone in others:
            if mode.word == "in_order":
                reached = arithmetic.both(reached, partial(reader.truth, milestone.x))
            else:
                reached = reader.truth(milestone.x)
            total = arithmetic.add(total, arithmetic.where(reached, reader.number(milestone.y), zero))
        return total

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        _, milestones = _parts(call)
        return grids.common(*(milestone.y for milestone in milestones))


def _parts(call: Call) -> tuple[Mode, tuple[Point, ...]]:
    mode, *milestones = call.arguments
    return cast(Mode, mode), cast("tuple[Point, ...]", tuple(milestones))
