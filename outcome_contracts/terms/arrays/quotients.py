"""Rounding to a declared step over arrays: the exact whole quotient where that can be shown.

A number to be rounded to the step `to` is n / d steps, n whole, d a whole number that all scenarios share. For
|n| < 2^52, rint(n / d) in float64 is the half-even quotient: a tie divides exactly, and what is no tie lies at least
1 / 2d from one, further than the division errs. For half up, where a tie goes away from zero, the quotient is first
made larger by a part that is too small to carry over a tie what lies below it: 2^−50 of it for |n| < 2^48, where
multiplying by the reciprocal is enough, 2^−52 for |n| < 2^50 after a division. `down` is treated likewise, so that
what is whole does not fall below itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, lcm

import numpy as np

from outcome_contracts.terms.arrays.bounds import ROUNDING, Varying, float_ends
from outcome_contracts.terms.arrays.program import Program, Register
from outcome_contracts.terms.rounding import Mode, Rounding

_NUDGE = 1 + 2.0**-50
_SMALLEST_NUDGE = 1 + 2.0**-52
_BY_RECIPROCAL, _NUDGED, _BY_DIVISION, _WHOLE = 2**48, 2**50, 2**52, 2**53

# Asked whether the error may reach a tie or a multiple in some scenario; given the condition under which it does.
Doubt = Callable[[Register], bool]


def rounded(program: Program, value: Varying, rounding: Rounding, doubt: Doubt) -> Varying:
    """The declared multiple in every scenario: whole numbers of the rounding step.

    What lies within a few units in the last place of a tie or a multiple is taken to lie on it where the number itself
    is a float: 1.005 is a float just below, and half up it is 1.01.
    """
    times, plus = value.scale / rounding.to, value.offset / rounding.to
    if value.whole and times.denominator == plus.denominator == 1:
        return value
    quotient = _quotient(program, value, rounding) if value.whole else None
    if quotient is None:
        return _rounded_floats(program, value, rounding, doubt)
    per, (low, high) = _fraction(value, times, plus)
    array = _landed(program, quotient, rounding.mode, sign=_sign(low, high))
    steps = Rounding(Fraction(1), rounding.mode)
    least, most = (int(steps.apply(Fraction(end, per))) for end in (low, high))
    error = value.error and value.error * float(abs(times)) + 8 * ROUNDING * max(-low, high) / per
    error = _flipped(program, quotient, error, rounding.mode, doubt)
    return Varying(array, least, most, rounding.to, Fraction(0), True, error)


def _fraction(value: Varying, times: Fraction, plus: Fraction) -> tuple[int, tuple[int, int]]:
    """d, and the ends of n."""
    per = lcm(times.denominator, plus.denominator)
    ends = [int((end * times + plus) * per) for end in (int(value.low), int(value.high))]
    return per, (min(ends), max(ends))


def _quotient(program: Program, value: Varying, rounding: Rounding) -> Register | None:
    """n / d, moved where the mode asks for it; None where n is too large for the rounding of it to be exact."""
    times, plus = value.scale / rounding.to, value.offset / rounding.to
    per, ends = _fraction(value, times, plus)
    factor, shift, largest = int(times * per), int(plus * per), max(map(abs, ends))
    emit, mode = program.emit, rounding.mode
    if max(abs(factor * value.low), abs(factor * value.high), largest) >= _WHOLE:
        return None
    nudged = mode in ("half_up", "down")
    if largest < _BY_RECIPROCAL and (nudged or (mode == "half_even" and per % 2)):
        above = value.array
        # Where neither part is below 0, both err with the size of the quotient.
        if nudged and shift > 0 and min(factor * value.low, factor * value.high) >= 0:
            return emit(np.add, emit(np.multiply, above, float(Fraction(factor, per)) * _NUDGE), shift / per * _NUDGE)
        if shift % factor == 0 and shift:
            above, shift = emit(np.add, above, float(shift // factor)), 0
        elif shift:
            above, factor = emit(np.add, emit(np.multiply, above, float(factor)), float(shift)), 1
        return emit(np.multiply, above, float(Fraction(factor, per)) * (_NUDGE if nudged else 1.0))
    if largest >= {"half_up": _NUDGED, "half_even": _BY_DIVISION, "down": _WHOLE, "up": _WHOLE}[mode]:
        return None
    above = value.array if factor == 1 else emit(np.multiply, value.array, float(factor))
    above = emit(np.add, above, float(shift)) if shift else above
    quotient = emit(np.divide, above, float(per))
    return emit(np.multiply, quotient, _SMALLEST_NUDGE) if mode == "half_up" else quotient


def _landed(program: Program, steps: Register, mode: Mode, *, sign: int) -> Register:
    """The whole number that the mode chooses. sign: 1 or −1 where all scenarios have it, else 0."""
    emit = program.emit
    if mode != "up":
        return emit(np.trunc if mode == "down" else np.rint, steps)
    if sign:
        return emit(np.ceil if sign > 0 else np.floor, steps)
    return emit(np.copysign, emit(np.ceil, emit(np.abs, steps)), steps)


def _sign(low: float, high: float) -> int:
    return 1 if low >= 0 else -1 if high <= 0 else 0


def _rounded_floats(program: Program, value: Varying, rounding: Rounding, doubt: Doubt) -> Varying:
    """Floats, moved by 2^−50 away from zero (`up`: towards it).

    For `half_even`, which must meet the tie itself, their last three bits are rounded away instead.
    """
    emit, mode, ratio = program.emit, rounding.mode, value.scale / rounding.to
    array = emit(np.add, value.array, float(value.offset / value.scale)) if value.offset else value.array
    moved = 1.0 if mode == "half_even" else 2 - _NUDGE if mode == "up" else _NUDGE
    steps = emit(np.multiply, array, float(ratio) * moved)
    shift = float(value.offset / rounding.to)
    ends = value.low * float(ratio) + shift, value.high * float(ratio) + shift
    low, high = float_ends(*ends)
    largest = max(-low, high)
    error = value.error * abs(float(ratio)) + 16 * ROUNDING * (largest + abs(shift))
    if mode == "half_even":
        eightfold = emit(np.multiply, steps, 9.0)
        steps = emit(np.subtract, eightfold, emit(np.subtract, eightfold, steps))
    landed = _landed(program, steps, mode, sign=0)
    flipped = _flipped(program, steps, error, mode, doubt)
    whole = largest < _NUDGED
    if not whole:
        return Varying(landed, *float_ends(low - 1, high + 1), rounding.to, Fraction(0), False, error + 1)
    return Varying(landed, int(low) - 1, int(high) + 1, rounding.to, Fraction(0), True, flipped)


def _flipped(program: Program, steps: Register, error: float, mode: Mode, doubt: Doubt) -> float:
    """The error of what was rounded: 0 where the error of the quotient reaches no tie, or multiple, in any scenario."""
    if not error:
        return 0.0
    if not error < 0.25:
        return float(int(error) + 1) if error < inf else inf
    emit = program.emit
    away = emit(np.abs, emit(np.subtract, steps, emit(np.rint, steps)))
    half = mode in ("half_up", "half_even")
    near = program.emit_truth(np.greater_equal if half else np.less_equal, away, 0.5 - error if half else error)
    return 1.0 if doubt(near) else 0.0
