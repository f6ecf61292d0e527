"""corridor and deadband: two-sided payments that leave the middle alone (payout primitive P10).

Bonus and malus, gain and loss share, performance commitments: small deviations count nothing, in either direction. A
corridor gives each side its own value and says with its signs to whom the edges belong. A deadband gives the deviation
itself, in one of two forms that must be told apart: the excess beyond the edge, or all of it from the first unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_ascending, require_not_crossed
from outcome_contracts.terms.tree import Call, Mode, Step
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Corridor(Function):
    """One value below the corridor, another above it, 0 inside.

    corridor(x, < a -> p, > b -> q) = p where x < a, q where x > b, else 0. The signs say whether the edges belong
    to the corridor: with `<=` and `>=` they do not. What is paid outside may itself depend on x, and may jump at the
    edge: a minimum saving rate of 2 % that pays from the first unit is corridor(rate, <= -2 % -> rate, >= 2 % -> rate).
    Refused where a is above b, and where both signs claim one and the same edge.
    """

    name: ClassVar[str] = "corridor"
    signature: ClassVar[str] = "corridor(x, < low -> below, > high -> above)"
    primitives: ClassVar[str] = "P10"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("corridor(-3 %, < -2 % -> -100000 SEK, > 2 % -> 150000 SEK)", "-100000 SEK"),
        Example("corridor(-2 %, < -2 % -> -100000 SEK, > 2 % -> 150000 SEK)", "0 SEK"),
        Example("corridor(-2 %, <= -2 % -> -100000 SEK, > 2 % -> 150000 SEK)", "-100000 SEK"),
        Example("corridor(2.5 %, < -2 % -> -100000 SEK, > 2 % -> 150000 SEK)", "150000 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "corridor(x, < -2 % -> -100000 SEK, >= 2 % -> 150000 SEK)",
            "-4 %",
            "4 %",
            ("-2 %", "2 %"),
        ),
    )

    def fits(self, call: Call) -> bool:
        match call.arguments:
            case (x, Step("<" | "<="), Step(">" | ">=")):
                return plain(x)
        return False

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, below, above = _sides(call)
        units.same(x, below.x, above.x)
        return units.same(below.y, above.y)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (node, below, above) = reader.arithmetic, _sides(call)
        x, low, high = reader.number(node), reader.number(below.x), reader.number(above.x)
        if (below.sign, above.sign) == ("<=", ">="):  # an edge that both sides claim belongs to neither
            require_ascending(call, (low, high), reader)
        else:
            require_not_crossed(call, low, high, reader)
        inside = arithmetic.number(Fraction(0))
        upper = arithmetic.where(arithmetic.compare(above.sign, x, high), reader.number(above.y), inside)
        return arithmetic.where(arithmetic.compare(below.sign, x, low), reader.number(below.y), upper)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        _, below, above = _sides(call)
        return grids.common(below.y, above.y)


class Deadband(Function):
    """A deviation, or 0 where it lies between two edges; both edges belong to the band.

    With `excess` what counts is the part beyond the edge, x − high or x − low: continuous. With `first_unit` it is
    all of x as soon as x is outside: a jump at each edge. Refused where low is above high.
    """

    name: ClassVar[str] = "deadband"
    signature: ClassVar[str] = "deadband(x, low, high, excess) or deadband(x, low, high, first_unit)"
    primitives: ClassVar[str] = "P10"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("deadband(5 day, -2 day, 3 day, excess)", "2 day"),
        Example("deadband(5 day, -2 day, 3 day, first_unit)", "5 day"),
        Example("deadband(3 day, -2 day, 3 day, first_unit)", "0 day"),
        Example("deadband(-6 day, -2 day, 3 day, excess)", "-4 day"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "deadband(x, -2 day, 3 day, excess)",
            "-6 day",
            "6 day",
            ("-2 day", "3 day"),
        ),
        Shape(
            "deadband(x, -2 day, 3 day, first_unit)",
            "-6 day",
            "6 day",
            ("-2 day", "3 day"),
        ),
    )

    def fits(self, call: Call) -> bool:
        match call.arguments:
            case (x, low, high, Mode("excess" | "first_unit")):
                return plain(x, low, high)
        return False

    def unit(self, call: Call, units: UnitReader) -> Unit:
        return units.same(*call.arguments[:3])

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, mode = reader.arithmetic, cast(Mode, call.arguments[3])
        x, low, high = map(reader.number, call.arguments[:3])
        require_not_crossed(call, low, high, reader)
        inside = arithmetic.minimum(arithmetic.maximum(x, low), high)
        if mode.word == "excess":
            return arithmetic.subtract(x, inside)
        return arithmetic.where(arithmetic.compare("=", x, inside), arithmetic.number(Fraction(0)), x)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        *numbers, mode = call.arguments
        return grids.common(*numbers) if cast(Mode, mode).word == "excess" else grids.step(numbers[0])


def _sides(call: Call) -> tuple[Step, Step, Step]:
    """x, what lies below and what lies above; x is no step, but is only handed on."""
    return cast("tuple[Step, Step, Step]", call.arguments)
