"""total: a sum over the rows of a table (payout primitives P02, P14, P21, P35).

total(table, expression) = the expression in the first row + in the second + …; inside it every name that stands by
the table is that row's figure. A rate card is total(card, price * claims); with at most so many claims a person
and so much money a person, over groups of persons with the same claims,
total(people, persons * cap(total(card, price * cap(count, repeats)), person_cap)).
The order of the rows changes nothing. A table without rows gives 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, UnitReader, plain
from outcome_contracts.terms.tree import Call, Name, Node
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Total(Function):
    """The sum of an expression over the rows of a table.

    Inside it, every name that stands by the table is the figure of the row; other names are what they are. A sum may
    stand inside another, over another table. The order of the rows changes nothing; a table without rows gives 0.
    """

    name: ClassVar[str] = "total"
    signature: ClassVar[str] = "total(table, expression)"
    primitives: ClassVar[str] = "P02, P21, P35"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "total(card, price * claims)",
            "6380 USD",
            (("price", ("240 USD/claim", "700 USD/claim")), ("claims", ("12 claim", "5 claim"))),
        ),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and isinstance(call.arguments[0], Name) and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        table, expression = _parts(call)
        return units.within(table, expression)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        table, expression = _parts(call)
        rows = reader.rows(table.name, expression)
        return reader.arithmetic.sum(rows) if rows else reader.arithmetic.number(Fraction(0))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return grids.step(call.arguments[1])


def _parts(call: Call) -> tuple[Name, Node]:
    table, expression = call.arguments
    return cast(Name, table), expression
