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
        steps = value / self.to
        if self.mode == "half_even":
            return round(steps) * self.to
        whole, rest = divmod(abs(steps.numerator), steps.denominator)
        if self.mode == "half_up":
            whole += 2 * rest >= steps.denominator
        elif self.mode == "up":
            whole += rest > 0
        return (whole if steps >= 0 else -whole) * self.to
