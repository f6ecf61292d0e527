"""indexed and compound: prices that follow an index, and money that grows with time (payout primitives P29, P30).

An index of the same level now as at the base changes nothing. A return cap is solved for money, not for a rate: what
an investor may receive at most is what was paid in, each part grown at the agreed rate until the day it is repaid.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain, whole
from outcome_contracts.terms.functions.refusals import refuse_unless, require_above_zero
from outcome_contracts.terms.tree import Call, Number
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")

_YEAR = Unit((("year", 1),))
_ZERO, _ONE = Fraction(0), Fraction(1)


class Indexed(Function):
    """A price of the base date at today's level of an index: price · now / base.

    Which publication of the index counts, the first or the latest, is said by the measure or constant that holds
    it. Refused where the index is not above 0, now or at the base.
    """

    name: ClassVar[str] = "indexed"
    signature: ClassVar[str] = "indexed(price, now, base)"
    primitives: ClassVar[str] = "P29"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("indexed(4700 SEK/claim, 412.5, 330)", "5875 SEK/claim"),
        Example("indexed(4700 SEK/claim, 330, 330)", "4700 SEK/claim"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("indexed(4700 SEK, x, 330)", "200", "500", ("330",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        price, now, base = call.arguments
        units.same(now, base)
        return units.number(price)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic = reader.arithmetic
        price, *indices = map(reader.number, call.arguments)
        now, base = [require_above_zero("OC-T031", call, index, reader) for index in indices]
        return arithmetic.divide(arithmetic.multiply(price, now), base, call.at)


class Compound(Function):
    """How much 1 has become after so many years at a yearly rate: (1 + rate)^years, half even at so many decimals.

    The years, a number or a time in years, may be broken (a day count divided by the days of a year) or below 0,
    which discounts. The last argument says at how many decimals, 0 to 20, the factor is taken. Refused where the rate
    is −100 % or lower, and for powers above 10^30 or more than 1000 years.
    """

    name: ClassVar[str] = "compound"
    signature: ClassVar[str] = "compound(rate, years, digits)"
    primitives: ClassVar[str] = "P29, P30"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("compound(5 %, 2, 4)", "1.1025"),
        Example("compound(5 %, 2, 3)", "1.102"),
        Example("compound(21 %, 0.5 year, 6)", "1.1"),
        Example("compound(3 %, 730 / 365, 6)", "1.0609"),
        Example("compound(3.5 %, -10 year, 6)", "0.708919"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("compound(15 %, x, 6)", "0 year", "10 year", ("5 year",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments[:2]) and whole(call.arguments[2])

    def unit(self, call: Call, units: UnitReader) -> Unit:
        rate, years, _ = call.arguments
        units.expect(rate, RATIO)
        units.expect(years, RATIO, _YEAR)
        return RATIO

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, digits = reader.arithmetic, int(cast(Number, call.arguments[2]).value)
        rate, years = reader.number(call.arguments[0]), reader.number(call.arguments[1])
        base = arithmetic.add(rate, arithmetic.number(_ONE))
        refuse_unless(arithmetic.compare(">", base, arithmetic.number(_ZERO)), "OC-T030", call, rate, reader)
        return arithmetic.power(base, years, digits=digits, at=call.at)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        return Fraction(1, 10 ** int(cast(Number, call.arguments[2]).value))
