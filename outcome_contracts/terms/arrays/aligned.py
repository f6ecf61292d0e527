"""The same number on another scale: whole numbers stay whole where that can be shown.

    scale · array + offset = scale' · array' + offset'

Two numbers are added, compared or chosen between on one scale: the largest on which both are whole, where the whole
numbers stay at most 2^53.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from outcome_contracts.terms.arrays.bounds import LARGEST, ROUNDING, Number, Varying, common_step, float_ends
from outcome_contracts.terms.arrays.program import Program, Register

_FLOAT_BITS = 1023


def made(value: Varying) -> Number:
    """A number that turns out to be the same in every scenario is a rational."""
    if value.whole and value.low == value.high and not value.error:
        return value.scale * int(value.low) + value.offset
    return value


def on(program: Program, value: Varying, scale: Fraction, offset: Fraction) -> Varying:
    """The same number on another scale and offset; in floats where it is not whole there."""
    if value.scale == scale and value.offset == offset:
        return value
    times, plus = value.scale / scale, (value.offset - offset) / scale
    low, high = _ends(value, times, plus)
    if _is_whole(value, times, plus):
        array = _moved(program, value.array, times, plus)
        return Varying(array, int(low), int(high), scale, offset, True, value.error * float(abs(times)))
    factor, shift = float(times), float(plus)
    array = _moved(program, value.array, times, plus)
    largest = value.size * abs(factor) + abs(shift)
    ends = float_ends(float(low), float(high))
    return Varying(array, *ends, scale, offset, False, value.error * abs(factor) + 3 * ROUNDING * largest)


def aligned(program: Program, left: Varying, right: Varying) -> tuple[Varying, Varying]:
    """Two numbers on one scale and offset, so that their arrays compare as they do, or the other way round."""
    scale = left.scale
    step = common_step(left.scale, right.scale, left.offset - right.offset)
    step = step if scale > 0 else -step
    if all(_is_whole(each, each.scale / step, (each.offset - left.offset) / step) for each in (left, right)):
        scale = step
    return on(program, left, scale, left.offset), on(program, right, scale, left.offset)


def beside(program: Program, value: Varying, other: Fraction) -> tuple[Varying, Fraction]:
    """A number on a scale on which a common value is whole too, where there is one; and where that one lies on it."""
    step = common_step(value.scale, other - value.offset)
    step = step if value.scale > 0 else -step
    if _is_whole(value, value.scale / step, Fraction(0)):
        value = on(program, value, step, value.offset)
    return value, value.within(other)


def measured_from(program: Program, value: Varying, offset: Fraction) -> Varying:
    """The same number with another offset, whole where that can be shown."""
    step = common_step(value.scale, value.offset - offset)
    step = step if value.scale > 0 else -step
    whole = _is_whole(value, value.scale / step, (value.offset - offset) / step)
    return on(program, value, step if whole else value.scale, offset)


def fits(*values: Fraction | float) -> bool:
    """Whether whole numbers of this size are exact in float64."""
    return all(-LARGEST <= value <= LARGEST for value in values)


def is_float(number: int) -> bool:
    """Whether a float is this very number; a large offset need not be one, though what it is added to fits."""
    return -LARGEST <= number <= LARGEST or (abs(number).bit_length() <= _FLOAT_BITS and int(float(number)) == number)


def _is_whole(value: Varying, times: Fraction, plus: Fraction) -> bool:
    if not value.whole or times.denominator != 1 or plus.denominator != 1:
        return False
    low, high, shift = int(value.low) * times.numerator, int(value.high) * times.numerator, plus.numerator
    return fits(low, high, low + shift, high + shift) and is_float(times.numerator) and is_float(shift)


def _ends(value: Varying, times: Fraction, plus: Fraction) -> tuple[Fraction | float, Fraction | float]:
    """The interval of times · array + plus; exact where the array is whole."""
    ends: tuple[Fraction | float, ...]
    if value.whole and times.denominator == plus.denominator == 1:
        ends = tuple([int(end) * times.numerator + plus.numerator for end in (value.low, value.high)])
    elif value.whole:
        ends = tuple([int(end) * times + plus for end in (value.low, value.high)])
    else:
        ends = tuple([end * float(times) + float(plus) for end in (value.low, value.high)])
    return min(ends), max(ends)


def _moved(program: Program, array: Register, times: Fraction, plus: Fraction) -> Register:
    """times · array + plus, in as few operations as it takes."""
    if times == -1 and plus:
        return program.emit(np.subtract, float(plus), array)
    array = array if times == 1 else program.emit(np.multiply, array, float(times))
    return program.emit(np.add, array, float(plus)) if plus else array
