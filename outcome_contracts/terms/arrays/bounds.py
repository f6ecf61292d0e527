"""What is known of a number that differs between scenarios: where it lies, and how far the float is from it.

    true value = scale · (array ± error) + offset,   low ≤ array ≤ high

Scale and offset are exact rationals. Where the array holds whole numbers of at most 2^53, adding, multiplying and
comparing them is exact in float64, so the error stays 0: money travels as whole öre, or as whole parts of an öre. Where
that cannot be shown, the array is rounded after every operation, and the error says by how much at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf, isfinite

from outcome_contracts.terms.arrays.program import Register

LARGEST = 2**53
# One rounding of float64 is at most half of this, relatively; bounds are themselves computed in floats.
ROUNDING = 2.0**-52

_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Varying:
    """scale · array + offset; the scale is not zero.

    low, high: of the array as computed, whole numbers where `whole`. error: of the array at most; 0 where it is
    exact.
    """

    array: Register
    low: float
    high: float
    scale: Fraction = _ONE
    offset: Fraction = _ZERO
    whole: bool = False
    error: float = 0.0

    @property
    def size(self) -> float:
        """The largest absolute value of the array."""
        return max(abs(self.low), abs(self.high))

    @property
    def lowest(self) -> float:
        """What the exact array is never below."""
        return self.low - self.error if self.error else self.low

    @property
    def highest(self) -> float:
        """What the exact array is never above."""
        return self.high + self.error if self.error else self.high

    @property
    def spread(self) -> float:
        """How far apart two scenarios can be."""
        return self.highest - self.lowest

    def within(self, value: Fraction) -> Fraction:
        """Where a common value lies on the scale of the array."""
        return (value - self.offset) / self.scale


@dataclass(frozen=True, slots=True)
class Condition:
    """A truth that differs between scenarios. doubtful: in some scenario it may be the other one."""

    array: Register
    doubtful: bool = False


Number = Fraction | Varying
Truth = bool | Condition


def common_step(*steps: Fraction) -> Fraction:
    """The largest number, above zero, of which all are whole multiples."""
    above, below = 0, 1
    for step in steps:
        numerator, denominator = step.as_integer_ratio()
        above, below = gcd(above * denominator, numerator * below), below * denominator
    return Fraction(above, below)


def float_ends(*values: float) -> tuple[float, float]:
    """An interval of floats around values that were computed in floats; all numbers where one has none."""
    low, high = float(min(values)), float(max(values))
    if not all(map(isfinite, map(float, values))):
        return -inf, inf
    room = 4 * ROUNDING * max(-low, high)
    return low - room, high + room


def known_bound(value: float) -> float:
    """A bound of an error as a number; what has none is infinite."""
    return value if value == value else inf
