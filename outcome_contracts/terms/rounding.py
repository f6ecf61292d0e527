"""Rounding: where a contract rounds, to what, and which way a tie goes.

`half_up` takes a tie away from zero (the commercial rule), `half_even` to the even neighbour, `down` cuts
towards zero, `up` goes away from zero. Rounding happens only at a declared point.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "half_even", "down", "up"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """to: the step, in the unit of what is rounded (1/100 for öre). mode: which way."""

    to: Fraction
    mode: Mode

    def apply(self, value: Fraction) -> Fraction:
        """The multiple of `to` that the mode chooses for a value."""
        step, per = self.to.as_integer_ratio()
        numerator, denominator = value.as_integer_ratio()
        whole, rest = divmod(abs(numerator) * per, unit := denominator * step)
        if self.mode == "half_even":
            whole += 2 * rest + whole % 2 > unit
        elif self.mode == "half_up":
            whole += 2 * rest >= unit
        elif self.mode == "up":
            whole += rest > 0
        return Fraction((whole if numerator >= 0 else -whole) * step, per)
