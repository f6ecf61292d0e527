"""fee_at_risk: a fee of which a part depends on the outcome (payout primitive P13)."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_share
from outcome_contracts.terms.tree import Call, Number
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")


class FeeAtRisk(Function):
    """The fixed part of a fee, and the part at risk times the score: fee · (1 − at_risk) + fee · at_risk · score.

    With a score from 0 to 1 it lies between fee · (1 − at_risk) and the fee; a score above 1 pays more than the fee,
    one below 0 less than the fixed part, so a score that must not do that is clamped where it is defined. Refused
    where at_risk is not from 0 to 1.
    """

    name: ClassVar[str] = "fee_at_risk"
    signature: ClassVar[str] = "fee_at_risk(fee, at_risk, score)"
    primitives: ClassVar[str] = "P13"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("fee_at_risk(6000000 SEK, 75 %, 0)", "1500000 SEK"),
        Example("fee_at_risk(6000000 SEK, 75 %, 0.5)", "3750000 SEK"),
        Example("fee_at_risk(6000000 SEK, 75 %, 1)", "6000000 SEK"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (Shape("fee_at_risk(6000000 SEK, 75 %, x)", "0", "1", ()),)

    def fits(self, call: Call) -> bool:
        return len(call.arguments) == 3 and plain(*call.arguments)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        fee, at_risk, score = call.arguments
        units.expect(at_risk, RATIO)
        units.expect(score, RATIO)
        return units.number(fee)

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic = reader.arithmetic
        fee, at_risk, score = map(reader.number, call.arguments)
        require_share(call, at_risk, reader)
        varied = arithmetic.multiply(fee, at_risk)
        return arithmetic.add(arithmetic.subtract(fee, varied), arithmetic.multiply(varied, score))

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        fee, at_risk, score = map(grids.step, call.arguments)
        if fee is None or at_risk is None or score is None:
            return None
        varied = fee * at_risk
        return grids.common(Number(fee), Number(varied), Number(varied * score))
