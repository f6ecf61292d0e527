"""What needs floats: quotients of which the divisor differs between scenarios, and powers; with bounds of their errors.

|a/b - c/d| ≤ (|a - c| + |a/b| · |b - d|) / |d|
|x^a - y^b| ≤ x^a · (e^m - 1),   m = |b| · |ln x - ln y| + |ln x| · |a - b|
|x^a - y^a| ≤ |x - y|^a          for 0 < a ≤ 1, also where y is 0
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import exp, inf, log

import numpy as np

from outcome_contracts.terms.arrays.aligned import measured_from, on
from outcome_contracts.terms.arrays.bounds import ROUNDING, Number, Varying, float_ends, known_bound
from outcome_contracts.terms.arrays.program import Program, Register

_TINY = 2.0**-1000  # in place of 0 and what is refused, so that a power has a value
_LARGEST_LOG = 700.0
_SMALLEST_DIVISOR = 2.0**-20

# Whether an array may come within so much of an edge in some scenario.
Near = Callable[[Register, float, float], bool]


def divided(program: Program, above: Number, divisor: Varying, near: Near) -> Varying:
    """above / divisor; the divisor is refused elsewhere where it is 0. near: whether an array comes near an edge."""
    divisor = measured_from(program, divisor, Fraction(0))
    if isinstance(above, Varying):
        above = measured_from(program, above, Fraction(0))
        array, scale = program.emit(np.divide, above.array, divisor.array), above.scale / divisor.scale
        size, error = above.size, above.error
    else:
        array, scale = program.emit(np.divide, float(above / divisor.scale), divisor.array), Fraction(1)
        size, error = abs(float(above / divisor.scale)), 0.0
    least = _least(divisor, near)
    if not least > 0:
        return Varying(array, -inf, inf, scale, error=inf)
    largest = size / (least + divisor.error) * (1 + 4 * ROUNDING)
    lowest = 0.0 if _same_sign(above, divisor) else -largest
    error = (error + largest * divisor.error) / least + 2 * ROUNDING * largest
    return Varying(array, lowest, largest, scale, error=known_bound(error))


def _same_sign(above: Number, divisor: Varying) -> bool:
    """Whether no quotient of the arrays is negative."""
    if isinstance(above, Varying):
        return (above.low >= 0 and divisor.low > 0) or (above.high <= 0 and divisor.high < 0)
    return divisor.low > 0 if above / divisor.scale > 0 else divisor.high < 0


def _least(divisor: Varying, near: Near) -> float:
    """The smallest absolute value that the exact divisor can have."""
    if divisor.low > 0 or divisor.high < 0:
        return float(min(abs(divisor.low), abs(divisor.high))) - divisor.error
    if divisor.whole and not divisor.error:
        return 1.0
    small = _SMALLEST_DIVISOR * divisor.size
    return 0.0 if near(divisor.array, 0.0, small) else small - divisor.error


def raised(program: Program, base: Number, exponent: Number) -> Varying:
    """base^exponent; one of them differs between scenarios. A base of 0 or less is refused elsewhere, or gives 0."""
    below, base_ends, base_error = _floats(program, base)
    above, exponent_ends, exponent_error = _floats(program, exponent)
    if isinstance(below, Register):
        below = program.emit(np.maximum, below, _TINY)
    array = program.emit(np.power, below, above)
    least = max(base_ends[0], _TINY)
    logs = [log(least), log(max(base_ends[1], _TINY))]
    corners = [one * other for one in logs for other in exponent_ends]
    if not max(corners) < _LARGEST_LOG:
        return Varying(array, -inf, inf, error=inf)
    low, high = float_ends(*(exp(max(corner, -_LARGEST_LOG)) for corner in corners))
    by_base = base_error / max(base_ends[0] - base_error, _TINY) * max(map(abs, exponent_ends))
    by_exponent = max(map(abs, logs)) * exponent_error
    error = _moved(high, by_base + by_exponent)
    if min(exponent_ends) > 0 and max(exponent_ends) <= 1:
        error = min(error, max(base_error**end for end in exponent_ends) + _moved(high, by_exponent))
    return Varying(array, low, high, error=error + 8 * ROUNDING * high + _TINY ** max(min(exponent_ends), 0.0))


def _moved(power: float, by: float) -> float:
    """How far a power moves with its logarithm."""
    return known_bound(power * (exp(by) - 1)) if by < 1 else inf


def _floats(program: Program, value: Number) -> tuple[Register | float, tuple[float, float], float]:
    """A number as floats, its ends and its error."""
    if not isinstance(value, Varying):
        return float(value), (float(value), float(value)), ROUNDING * abs(float(value))
    plain = on(program, value, Fraction(1), Fraction(0))
    return plain.array, (float(plain.low), float(plain.high)), plain.error
