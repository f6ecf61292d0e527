"""Figures that differ between scenarios, and the step on which they lie.

A figure of two decimals, 1000.01, is no float, but the float nearest to it can be recognised: it is the quotient of
a whole number of hundredths, k / 100, and no other float is. Where all values of an array are so, the array stands for
the whole numbers k. That is looked at when the program runs, as long as the values are in the processor's cache.

k is found by multiplying, which three roundings can carry to the next whole number from k = 2^51 on; from 2^52 on, two
multiples can share a float, and the figure is no longer known. Whole numbers themselves are so up to 2^53.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

import numpy as np

from outcome_contracts.terms.arrays.bounds import LARGEST, ROUNDING, Varying
from outcome_contracts.terms.arrays.program import BLOCK, Floats, Program, Register


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """array: one finite number per scenario, shape (n,). low, high: the least and the largest of them.

    step: they are taken to be whole multiples of it, as near as floats come; None where they are any floats.
    """

    array: Floats
    low: float
    high: float
    step: Fraction | None = None


_FOUND_BY_MULTIPLYING, _TOLD_APART = 2**50, 2**52


class OffStep(Exception):
    """A value that is not the float nearest to a whole multiple of its step."""


def draws(array: Floats, step: Fraction | None = None) -> Draws:
    """An array with its ends; without the step where the numbers of steps are too large for float64."""
    low, high = _ends(array) if array.size else (0.0, 0.0)
    return Draws(array, low, high, step if step is not None and _countable(max(-low, high), step) else None)


def put_in(program: Program, drawn: Draws) -> Varying:
    """The numbers of a program that the values stand for; raises OffStep, when it runs, where one stands for none."""
    array, step = program.input(drawn.array), drawn.step
    if step is None:
        return Varying(array, drawn.low, drawn.high, error=ROUNDING * max(-drawn.low, drawn.high))
    low, high = (round(Fraction(end) / step) for end in (drawn.low, drawn.high))
    count = program.emit(np.rint, array if step == 1 else program.emit(np.multiply, array, float(1 / step)))
    program.refuse_any(program.emit_truth(np.not_equal, _nearest(program, count, step), array), OffStep())
    return Varying(count, low, high, step, whole=True)


def off_step(array: Floats, step: Fraction) -> int:
    """How many values are not the float nearest to a whole multiple of a step; those that are not finite are."""
    off = 0
    for start in range(0, array.size, BLOCK):
        block = array[start : start + BLOCK]
        sound = block[np.isfinite(block)]
        sound = sound[np.abs(sound) <= float(_limit(step, _TOLD_APART) * step)]
        above, below = map(float, step.as_integer_ratio())
        counts = np.rint(sound * float(1 / step))
        near = [(counts + beside) * above / below == sound for beside in (-1, 0, 1)]
        off += block.size - int(np.count_nonzero(np.logical_or.reduce(near)))
    return off


def _ends(array: Floats) -> tuple[float, float]:
    """The least and the largest value, in one pass over the memory."""
    blocks = [array[start : start + BLOCK] for start in range(0, array.size, BLOCK)]
    ends = [(block.min(), block.max()) for block in blocks]
    return float(np.min([low for low, _ in ends])), float(np.max([high for _, high in ends]))


def _countable(size: float, step: Fraction) -> bool:
    """Whether numbers of this size are whole numbers of steps, and these of the unit above, in float64."""
    above, below = step.as_integer_ratio()
    if not isfinite(size) or max(above, below) > LARGEST:
        return False
    return Fraction(size) * below <= LARGEST and Fraction(size) <= _limit(step, _FOUND_BY_MULTIPLYING) * step


def _limit(step: Fraction, otherwise: int) -> int:
    """How many steps a figure may be: whole numbers are themselves."""
    return LARGEST if step == 1 else otherwise


def _nearest(program: Program, count: Register, step: Fraction) -> Register:
    above, below = map(float, step.as_integer_ratio())
    value = count if above == 1 else program.emit(np.multiply, count, above)
    return value if below == 1 else program.emit(np.divide, value, below)
