"""Powers with fractions as exponents, rounded to an agreed number of decimals, alike on every machine.

base^exponent = e^(exponent · ln base), in decimal arithmetic of 100 digits. Its logarithm and exponential function are
correctly rounded by their specification (Cowlishaw, General Decimal Arithmetic), so no machine's own mathematics
decides. What the last ten of the hundred digits cannot tell from a tie is a tie: the root of 2.25 is 1.5.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from outcome_contracts.terms.rounding import Rounding

LARGEST_POWER = "10^30"

_LARGEST_EXPONENT = 1000
_LARGEST_BITS = 4096
_WORKING = Context(prec=100, rounding=ROUND_HALF_EVEN)
_KEPT = Context(prec=90, rounding=ROUND_HALF_EVEN)
_LARGEST_LOG, _SMALLEST_LOG = _WORKING.multiply(30, _WORKING.ln(10)), Decimal(-100)


def rounded_power(base: Fraction, exponent: Fraction, *, digits: int) -> Fraction | None:
    """base^exponent, half even at so many decimals (0 to 20).

    base: 0 or more; 0 only with an exponent above 0. None where the power has no such value or is above
    `LARGEST_POWER`, the exponent beyond ±1000, or one of the two has more than 4096 bits: nothing is computed then.
    """
    sizes = [part.bit_length() for number in (base, exponent) for part in number.as_integer_ratio()]
    if max(sizes) > _LARGEST_BITS or abs(exponent) > _LARGEST_EXPONENT or base < 0 or (not base and exponent <= 0):
        return None
    if not base:
        return Fraction(0)
    log = _WORKING.multiply(_decimal(exponent), _WORKING.ln(_decimal(base)))
    if log > _LARGEST_LOG:
        return None
    power = _KEPT.plus(_WORKING.exp(max(log, _SMALLEST_LOG)))  # what is smaller is 0 at 20 decimals too
    return Rounding(Fraction(1, 10**digits), "half_even").apply(Fraction(power))


def _decimal(number: Fraction) -> Decimal:
    above, below = number.as_integer_ratio()
    return _WORKING.divide(Decimal(above), Decimal(below))
