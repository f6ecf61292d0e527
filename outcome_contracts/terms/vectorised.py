"""The vectorised reading: the same trees over NumPy arrays, one element per scenario.

A value is an array where scenarios differ and stays a rational where they do not, so whatever is common to all
scenarios is computed once and exactly. Arrays are float64: a result equals the exact reading but for float error,
except within that error of an edge or a rounding tie, where the exact reading decides. Scenarios are worked
through in blocks that stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.terms.exact import EXACT
from outcome_contracts.terms.problems import EvaluationError, problem
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Node, Sign, names_in

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Number = Fraction | Floats
Truth = bool | Truths
Values = Mapping[str, Fraction | Floats | bool | Truths]

BLOCK = 32_768

_NUDGE = 2.0**-50

_COMPARE = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "=": np.equal}


class ArrayArithmetic:
    """Arrays where scenarios differ, rationals where they do not."""

    def number(self, value: Fraction) -> Number:
        """A literal is the same in every scenario."""
        return value

    def add(self, left: Number, right: Number) -> Number:
        """a + b."""
        if type(left) is Fraction:
            return left + right if type(right) is Fraction else np.add(float(left), right) if left else right
        if type(right) is Fraction:
            return np.add(left, float(right)) if right else left
        return np.add(left, right)

    def subtract(self, left: Number, right: Number) -> Number:
        """a − b."""
        if type(left) is Fraction:
            if type(right) is Fraction:
                return left - right
            return np.subtract(float(left), right) if left else np.negative(right)
        if type(right) is Fraction:
            return np.subtract(left, float(right)) if right else left
        return np.subtract(left, right)

    def multiply(self, left: Number, right: Number) -> Number:
        """a · b."""
        if type(left) is Fraction:
            return left * right if type(right) is Fraction else np.multiply(right, float(left)) if left != 1 else right
        if type(right) is Fraction:
            return np.multiply(left, float(right)) if right != 1 else left
        return np.multiply(left, right)

    def divide(self, left: Number, right: Number, at: int) -> Number:
        """a / b. Raises EvaluationError (OC-T010) where b is 0 in all scenarios; see `evaluate_scenarios`."""
        if type(right) is Fraction:
            if type(left) is Fraction or not right:
                return EXACT.divide(cast(Fraction, left), right, at)
            return np.divide(left, float(right)) if right != 1 else left
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = np.divide(_float(left), right)
        if not right.all():
            quotient[right == 0] = np.nan  # an infinity would come out of `min` as a cap
        return quotient

    def minimum(self, left: Number, right: Number) -> Number:
        """The smaller."""
        if type(left) is Fraction and type(right) is Fraction:
            return min(left, right)
        return np.minimum(_float(left), _float(right))

    def maximum(self, left: Number, right: Number) -> Number:
        """The larger."""
        if type(left) is Fraction and type(right) is Fraction:
            return max(left, right)
        return np.maximum(_float(left), _float(right))

    def compare(self, sign: Sign, left: Number, right: Number) -> Truth:
        """Whether the comparison holds, per scenario."""
        if type(left) is Fraction and type(right) is Fraction:
            return EXACT.compare(sign, left, right)
        return cast(Truths, _COMPARE[sign](_float(left), _float(right)))

    def both(self, left: Truth, right: Truth) -> Truth:
        """And."""
        return (left and right) if isinstance(left, bool) and isinstance(right, bool) else np.logical_and(left, right)

    def either(self, left: Truth, right: Truth) -> Truth:
        """Or."""
        return (left or right) if isinstance(left, bool) and isinstance(right, bool) else np.logical_or(left, right)

    def opposite(self, truth: Truth) -> Truth:
        """Not."""
        return (not truth) if isinstance(truth, bool) else np.logical_not(truth)

    def where(self, condition: Truth, then: Number, otherwise: Number) -> Number:
        """One or the other, per scenario."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        return np.where(condition, _float(then), _float(otherwise))

    def round(self, value: Number, rounding: Rounding) -> Number:
        """The declared multiple of the float.

        What lies within a few units in the last place of a tie or a multiple is taken to lie on it: 1.005 is a
        float just below, and half up it is 1.01.
        """
        if type(value) is Fraction:
            return rounding.apply(value)
        step, mode = rounding.to, rounding.mode
        if mode == "half_even":
            steps = np.multiply(value, float(1 / step))
            np.rint(steps, out=steps)
        elif mode == "half_up":
            steps = np.multiply(value, float(1 / step) * (1 + _NUDGE))
            np.rint(steps, out=steps)
        elif mode == "down":
            steps = np.multiply(value, float(1 / step) * (1 + _NUDGE))
            np.trunc(steps, out=steps)
        else:
            steps = np.multiply(value, float(1 / step) * (1 - _NUDGE))
            np.copysign(np.ceil(np.abs(steps)), steps, out=steps)
        if step.numerator == 1:
            return np.divide(steps, float(step.denominator), out=steps)
        return np.multiply(steps, float(step), out=steps)

    def require_ascending(self, edges: Sequence[Number], at: int) -> None:
        """Raise EvaluationError (OC-T011) unless every edge is above the one before, in every scenario."""
        if any(bool(np.any(self.compare(">=", left, right))) for left, right in pairwise(edges)):
            raise EvaluationError(problem("OC-T011", at))

    def require_not_crossed(self, lowest: Number, highest: Number, at: int) -> None:
        """Raise EvaluationError (OC-T011) where the lower limit is above the higher in any scenario."""
        if bool(np.any(self.compare(">", lowest, highest))):
            raise EvaluationError(problem("OC-T011", at))


ARRAYS = ArrayArithmetic()


def _float(value: Number) -> float | Floats:
    return float(value) if type(value) is Fraction else cast(Floats, value)


def evaluate_scenarios(
    formulas: Mapping[str, tuple[Node, Rounding | None]],
    values: Values,
    *,
    outputs: Sequence[str],
) -> dict[str, Floats]:
    """The values of formulas for many scenarios at once.

    formulas: by name, each after those it refers to, with its rounding point if it has one.
    values: rationals and truths common to all scenarios, and arrays of one shape (n,) for what differs.
    outputs: which formulas to give. Returns float64 arrays of shape (n,), or of length 1 where nothing differs.
    Raises EvaluationError (OC-T010) where a division by zero leaves an output without a value.
    """
    common = {name: value for name, value in values.items() if not isinstance(value, np.ndarray)}
    varying = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    size = max((len(array) for array in varying.values()), default=1)
    pending = _settle_common(formulas, common, set(varying))
    out = {name: np.empty(size) for name in outputs}
    for start in range(0, size, BLOCK):
        block = slice(start, min(start + BLOCK, size))
        known = {**common, **{name: array[block] for name, array in varying.items()}}
        _read(pending, known)
        for name, array in out.items():
            array[block] = _float(cast(Number, known[name]))
    if any(not np.isfinite(array.sum()) and not np.isfinite(array).all() for array in out.values()):
        raise EvaluationError(problem("OC-T010", -1))
    return out


def _settle_common(
    formulas: Mapping[str, tuple[Node, Rounding | None]],
    common: dict[str, Fraction | bool],
    varying: set[str],
) -> dict[str, tuple[Node, Rounding | None]]:
    """Evaluate once what no scenario changes; return the formulas that remain."""
    pending, moved = {}, set(varying)
    for name, (formula, rounding) in formulas.items():
        if names_in(formula) & moved:
            moved.add(name)
            pending[name] = (formula, rounding)
        else:
            _read({name: (formula, rounding)}, common)  # type: ignore[arg-type]
    return pending


def _read(
    formulas: Mapping[str, tuple[Node, Rounding | None]],
    known: dict[str, Fraction | Floats | bool | Truths],
) -> None:
    """Add the value of every formula to what is known."""
    reading: Reading[Number, Truth] = Reading(ARRAYS, cast("Mapping[str, Number | Truth]", known))
    for name, (formula, rounding) in formulas.items():
        value = reading.number(formula)
        known[name] = value if rounding is None else ARRAYS.round(value, rounding)
