"""previous, sum_previous, cumulative: what earlier statements said (requirement R7, payout primitives P24–P26, P28).

previous(line, initial) = the line's value on the latest earlier statement, or the initial value on the first one.
sum_previous(line) = the sum of its values on all earlier statements; cumulative(line) = that sum and its value now.
They are inputs of the period, not dependencies within it: a line may stand in its own formula as it was before.
Worked: due = entitlement - sum_previous(due): interim payments whose sum is always the entitlement.
"""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, UnitReader, plain
from outcome_contracts.terms.tree import Call, Name, earlier_name
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class _Earlier(Function):
    """A number that earlier statements give."""

    def _name(self, call: Call) -> str:
        return earlier_name(call.function, cast(Name, call.arguments[0]).name)

    @abstractmethod
    def fits(self, call: Call) -> bool: ...

    def unit(self, call: Call, units: UnitReader) -> Unit:
        then = units.earlier(call, cast(Name, call.arguments[0]).name)
        others = [units.number(node) for node in call.arguments[1:]]
        return units.agreed(call, then, *others)


class Previous(_Earlier):
    """What the latest earlier statement said of a line, or the initial value where there is none.

    The line must declare its unit. It is no dependency within the period: a line may stand in its own formula as it
    was before, balance = previous(balance, 0) + saving.
    """

    name: ClassVar[str] = "previous"
    signature: ClassVar[str] = "previous(line, initial)"
    primitives: ClassVar[str] = "P24, P26, P28"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("previous(balance, 0) + 40000 SEK", "340000 SEK", (("previous.balance", ("300000 SEK",)),)),
        Example("previous(balance, 0) + 40000 SEK", "40000 SEK"),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and isinstance(call.arguments[0], Name) and plain(*call.arguments)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        then = reader.earlier(self._name(call))
        return reader.number(call.arguments[1]) if then is None else then

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(Name(self._name(call)), call.arguments[1])


class SumPrevious(_Earlier):
    """The sum of what all earlier statements said of a line; 0 where there is none.

    What is due less what was due before, due = entitlement - sum_previous(due), pays the whole entitlement by the
    last period, whatever the interim payments were; where it is below zero it is a repayment, and the contract says
    whether that is paid or carried. The line must declare its unit.
    """

    name: ClassVar[str] = "sum_previous"
    signature: ClassVar[str] = "sum_previous(line)"
    primitives: ClassVar[str] = "P24, P26"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("900000 SEK - sum_previous(due)", "150000 SEK", (("sum_previous.due", ("750000 SEK",)),)),
        Example("900000 SEK - sum_previous(due)", "900000 SEK"),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 1 and isinstance(call.arguments[0], Name)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        then = reader.earlier(self._name(call))
        return reader.arithmetic.number(Fraction(0)) if then is None else then

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.step(Name(self._name(call)))


class Cumulative(SumPrevious):
    """The sum of a line over all earlier statements, and its value on this one.

    A share that switches on the running balance is a difference: bands(cumulative(saving), …) less
    bands(sum_previous(saving), …). The line must declare its unit.
    """

    name: ClassVar[str] = "cumulative"
    signature: ClassVar[str] = "cumulative(line)"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "bands(cumulative(saving), 0 -> 95 %, 4500000 SEK -> 40 %)",
            "4475000 SEK",
            (("sum_previous.saving", ("4000000 SEK",)), ("saving", ("1000000 SEK",))),
        ),
    )

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        return reader.arithmetic.add(super().value(call, reader), reader.number(call.arguments[0]))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.common(Name(self._name(call)), call.arguments[0])
