"""share, loss_share and guarantee: who bears how much of a gain or a loss (payout primitives P11, P12, P32).

A gain is paid and a loss is charged, each at its own rate, and never one for the other; the sum of the two is a
two-sided contract. A guarantee pays a share of a loss up to a limit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_not_crossed, require_share
from outcome_contracts.terms.tree import Call, Number
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")

_ZERO = Fraction(0)


class Share(Function):
    """A part of a gain, never of a loss: rate · max(amount, 0)."""

    name: ClassVar[str] = "share"
    signature: ClassVar[str] = "share(amount, rate)"
    primitives: ClassVar[str] = "P11"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("share(500000 SEK, 60 %)", "300000 SEK"),
        Example("share(-500000 SEK, 60 %)", "0 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("share(x, 60 %)", "-500000 SEK", "500000 SEK", ("0 SEK",)),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 2 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        amount, rate = call.arguments
        return units.number(amount).times(units.number(rate))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        amount, rate = map(reader.number, call.arguments)
        arithmetic = reader.arithmetic
        return arithmetic.multiply(rate, arithmetic.maximum(amount, arithmetic.number(_ZERO)))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        amount, rate = map(grids.step, call.arguments)
        return None if amount is None or rate is None else amount * rate


class LossShare(Share):
    """A part of a loss, never of a gain: rate · min(amount, 0), which is below zero.

    Its limits, of a benchmark or of revenue, are floors around it: floor(loss_share(saving, 60 %), -5 % * benchmark).
    """

    name: ClassVar[str] = "loss_share"
    signature: ClassVar[str] = "loss_share(amount, rate)"
    primitives: ClassVar[str] = "P12"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("loss_share(-500000 SEK, 60 %)", "-300000 SEK"),
        Example("loss_share(500000 SEK, 60 %)", "0 SEK"),
        Example("floor(loss_share(-500000 SEK, 60 %), -5 % * 4000000 SEK)", "-200000 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("loss_share(x, 60 %)", "-500000 SEK", "500000 SEK", ("0 SEK",)),)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        amount, rate = map(reader.number, call.arguments)
        arithmetic = reader.arithmetic
        return arithmetic.multiply(rate, arithmetic.minimum(amount, arithmetic.number(_ZERO)))


class Guarantee(Function):
    """What a guarantor pays of a loss: the share of it that is covered, up to a limit; nothing where there is no loss.

    min(share · max(loss, 0), limit). With a share of 100 % it is a first-loss guarantee, with a lower one it bears
    the loss pro rata. Never below 0 and never above the loss. Refused where the share is not from 0 to 1, or the
    limit is below 0.
    """

    name: ClassVar[str] = "guarantee"
    signature: ClassVar[str] = "guarantee(loss, share, limit)"
    primitives: ClassVar[str] = "P32"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("guarantee(7200000 USD, 100 %, 6000000 USD)", "6000000 USD"),
        Example("guarantee(7200000 USD, 75 %, 6000000 USD)", "5400000 USD"),
        Example("guarantee(-100 USD, 75 %, 6000000 USD)", "0 USD"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "guarantee(x, 75 %, 6000000 USD)",
            "-2000000 USD",
            "12000000 USD",
            ("0 USD", "8000000 USD"),
        ),
    )

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        loss, share, limit = call.arguments
        units.expect(share, RATIO)
        return units.same(loss, limit)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, zero = reader.arithmetic, reader.arithmetic.number(_ZERO)
        loss, share, limit = map(reader.number, call.arguments)
        require_share(call, share, reader)
        require_not_crossed(call, zero, limit, reader)
        return arithmetic.minimum(arithmetic.multiply(share, arithmetic.maximum(loss, zero)), limit)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        loss, share, limit = map(grids.step, call.arguments)
        if loss is None or share is None or limit is None:
            return None
        return grids.common(Number(loss * share), Number(limit))
