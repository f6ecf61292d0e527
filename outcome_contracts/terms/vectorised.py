"""The vectorised reading: the same trees over NumPy arrays, one element per scenario.

A number is a rational where scenarios do not differ, and `scale · array + offset` where they do, with exact
rational scale and offset. Multiplying or adding what is common to all scenarios therefore costs nothing and loses
nothing, and a rounded line is an array of whole numbers with the rounding step as its scale: money travels as whole
öre. A result equals the exact reading but for float error, except within that error of an edge, where the exact
reading decides. The reading itself computes nothing: it writes down a `Program`, which then runs over the scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.terms.exact import EXACT
from outcome_contracts.terms.problems import EvaluationError, problem
from outcome_contracts.terms.program import Operation, Program, Register, select
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Node, Sign, names_in

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Values = Mapping[str, Fraction | Floats | bool | Truths]

_ONE, _ZERO = Fraction(1), Fraction(0)
_NUDGE = 2.0**-50
_FLOAT_BITS = 1024
_COMPARE: dict[Sign, Operation] = {
    ">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "=": np.equal,
}  # fmt: skip
_MIRRORED: dict[Sign, Sign] = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}


@dataclass(frozen=True, slots=True)
class Scaled:
    """A number that differs between scenarios: scale · array + offset; the scale is not zero."""

    array: Register
    scale: Fraction = _ONE
    offset: Fraction = _ZERO

    def within(self, value: Fraction) -> float:
        """Where a common value lies on the scale of the array."""
        return float((value - self.offset) / self.scale)


Number = Fraction | Scaled
Truth = bool | Register
Read = TypeVar("Read", Number, Truth)


class ArrayArithmetic:
    """Scaled arrays where scenarios differ, rationals where they do not; operations are written into a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._branch: Register | None = None

    def number(self, value: Fraction) -> Number:
        """A literal is the same in every scenario."""
        return value

    def negate(self, value: Number) -> Number:
        """−a."""
        return self.multiply(value, -_ONE)

    def sum(self, parts: Iterable[Number]) -> Number:
        """a + b + …, each added as soon as it is read, so that few arrays are held at once."""
        return reduce(self.add, parts)

    def product(self, parts: Iterable[Number]) -> Number:
        """a · b · …, likewise."""
        return reduce(self.multiply, parts)

    def add(self, left: Number, right: Number) -> Number:
        """a + b."""
        if isinstance(left, Scaled):
            if isinstance(right, Scaled):
                return self._sum(left, right)
            return Scaled(left.array, left.scale, left.offset + right)
        return Scaled(right.array, right.scale, right.offset + left) if isinstance(right, Scaled) else left + right

    def subtract(self, left: Number, right: Number) -> Number:
        """a − b."""
        return self.add(left, self.multiply(right, -_ONE))

    def multiply(self, left: Number, right: Number) -> Number:
        """a · b."""
        if isinstance(left, Scaled):
            if isinstance(right, Scaled):
                product = self._program.emit(np.multiply, self._unshifted(left), self._unshifted(right))
                return Scaled(product, left.scale * right.scale)
            return Scaled(left.array, left.scale * right, left.offset * right) if right else _ZERO
        return self.multiply(right, left) if isinstance(right, Scaled) else left * right

    def divide(self, left: Number, right: Number, at: int) -> Number:
        """a / b. Raises EvaluationError (OC-T010) where b is 0; one that differs is found when the program runs."""
        if not isinstance(right, Scaled):
            if not right:
                self._refuse(True, EvaluationError(problem("OC-T010", at)))
                return _ZERO
            return self.multiply(left, 1 / right)
        divisor = self._unshifted(right)
        if self._branch is not None:
            divisor = self._program.emit(select, self._branch, divisor, 1.0)
        if isinstance(left, Scaled):
            return Scaled(self._program.emit(np.divide, self._unshifted(left), divisor), left.scale / right.scale)
        return Scaled(self._program.emit(np.divide, float(left / right.scale), divisor))

    def minimum(self, left: Number, right: Number) -> Number:
        """The smaller."""
        return self._extreme(left, right, np.minimum, np.maximum)

    def maximum(self, left: Number, right: Number) -> Number:
        """The larger."""
        return self._extreme(left, right, np.maximum, np.minimum)

    def compare(self, sign: Sign, left: Number, right: Number) -> Truth:
        """Whether the comparison holds, per scenario."""
        if isinstance(left, Scaled):
            if isinstance(right, Scaled):
                return self._program.emit_truth(_COMPARE[sign], self._plain(left), self._plain(right))
            seen = sign if left.scale > 0 else _MIRRORED[sign]
            return self._program.emit_truth(_COMPARE[seen], left.array, left.within(right))
        if isinstance(right, Scaled):
            return self.compare(_MIRRORED[sign], right, left)
        return EXACT.compare(sign, left, right)

    def both(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """And; what would have no value on the right is refused only where the left holds."""
        if isinstance(left, bool):
            return right() if left else False
        return self._all(left, self._within(left, right))

    def either(self, left: Truth, right: Callable[[], Truth]) -> Truth:
        """Or; what would have no value on the right is refused only where the left does not hold."""
        if isinstance(left, bool):
            return True if left else right()
        other = self._within(self.opposite(left), right)
        if isinstance(other, bool):
            return True if other else left
        return self._program.emit_truth(np.logical_or, left, other)

    def opposite(self, truth: Truth) -> Truth:
        """Not."""
        return (not truth) if isinstance(truth, bool) else self._program.emit_truth(np.logical_not, truth)

    def choose(self, condition: Truth, then: Callable[[], Number], otherwise: Callable[[], Number]) -> Number:
        """One or the other, per scenario; what would have no value in the one not chosen is not refused."""
        if isinstance(condition, bool):
            return then() if condition else otherwise()
        chosen = self._within(condition, then), self._within(self.opposite(condition), otherwise)
        return self.where(condition, *chosen)

    def _within(self, condition: Truth, branch: Callable[[], Read]) -> Read:
        """What is read of a branch that counts only where its condition, and those around it, hold."""
        outer = self._branch
        self._branch = cast(Register, condition if outer is None else self._all(outer, condition))
        try:
            return branch()
        finally:
            self._branch = outer

    def _all(self, left: Register, right: Truth) -> Truth:
        """Both, of truths that are read already."""
        if isinstance(right, bool):
            return left if right else False
        return self._program.emit_truth(np.logical_and, left, right)

    def where(self, condition: Truth, then: Number, otherwise: Number) -> Number:
        """One or the other, per scenario."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        return Scaled(self._program.emit(select, condition, self._plain(then), self._plain(otherwise)))

    def round(self, value: Number, rounding: Rounding) -> Number:
        """The declared multiple: whole numbers of the rounding step.

        What lies within a few units in the last place of a tie or a multiple is taken to lie on it: 1.005 is a
        float just below, and half up it is 1.01. So steps are moved that little, away from zero (`up`: towards it);
        for `half_even`, which must meet the tie itself, their last three bits are rounded away.
        """
        if not isinstance(value, Scaled):
            return rounding.apply(value)
        emit, mode = self._program.emit, rounding.mode
        moved = 1.0 if mode == "half_even" else 1 - _NUDGE if mode == "up" else 1 + _NUDGE
        steps = emit(np.multiply, self._unshifted(value), float(value.scale / rounding.to) * moved)
        if mode == "half_even":
            eightfold = emit(np.multiply, steps, 9.0)
            steps = emit(np.subtract, eightfold, emit(np.subtract, eightfold, steps))
        if mode == "up":
            return Scaled(emit(np.copysign, emit(np.ceil, emit(np.abs, steps)), steps), rounding.to)
        return Scaled(emit(np.trunc if mode == "down" else np.rint, steps), rounding.to)

    def require_ascending(self, edges: Sequence[Number], at: int) -> None:
        """Refuse (OC-T011) unless every edge is above the one before, in every scenario."""
        for left, right in pairwise(edges):
            self._refuse(self.compare(">=", left, right), EvaluationError(problem("OC-T011", at)))

    def require_not_crossed(self, lowest: Number, highest: Number, at: int) -> None:
        """Refuse (OC-T011) where the lower limit is above the higher in any scenario."""
        self._refuse(self.compare(">", lowest, highest), EvaluationError(problem("OC-T011", at)))

    def plain(self, value: Scaled) -> Register:
        """The values themselves, as an array without −0: where nothing is added, 0 is."""
        return self._program.emit(np.add, self._unscaled(value), float(value.offset))

    def _refuse(self, condition: Truth, error: EvaluationError) -> None:
        """Refuse where a condition holds in any scenario that comes to this branch."""
        if self._branch is not None and condition is not False:
            condition = self._branch if condition is True else self._all(self._branch, condition)
        if condition is True:
            raise error
        if isinstance(condition, Register):
            self._program.refuse_any(condition, error)

    def _extreme(self, left: Number, right: Number, rising: Operation, falling: Operation) -> Number:
        """A choice by size; on an array with a negative scale the order is the other way round."""
        if isinstance(left, Scaled):
            if isinstance(right, Scaled):
                return Scaled(self._program.emit(rising, self._plain(left), self._plain(right)))
            choose = rising if left.scale > 0 else falling
            return Scaled(self._program.emit(choose, left.array, left.within(right)), left.scale, left.offset)
        if isinstance(right, Scaled):
            return self._extreme(right, left, rising, falling)
        return min(left, right) if rising is np.minimum else max(left, right)

    def _sum(self, left: Scaled, right: Scaled) -> Scaled:
        """Both on the finer of the two scales, so that whole numbers stay whole."""
        fine, coarse = (left, right) if abs(left.scale) <= abs(right.scale) else (right, left)
        other, ratio = coarse.array, coarse.scale / fine.scale
        if ratio == -1:
            total = self._program.emit(np.subtract, fine.array, other)
        else:
            other = other if ratio == 1 else self._program.emit(np.multiply, other, float(ratio))
            total = self._program.emit(np.add, fine.array, other)
        return Scaled(total, fine.scale, left.offset + right.offset)

    def _unshifted(self, value: Scaled) -> Register:
        """The array with the offset taken into it, still to be multiplied by the scale."""
        if not value.offset:
            return value.array
        return self._program.emit(np.add, value.array, float(value.offset / value.scale))

    def _unscaled(self, value: Scaled) -> Register:
        """The array multiplied by the scale, the offset still to be added."""
        return value.array if value.scale == 1 else self._program.emit(np.multiply, value.array, float(value.scale))

    def _plain(self, value: Number) -> Register | float:
        if not isinstance(value, Scaled):
            return float(value)
        array = self._unscaled(value)
        return self._program.emit(np.add, array, float(value.offset)) if value.offset else array


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
    Raises EvaluationError for a division by zero (OC-T010) or crossed edges (OC-T011) in any scenario, and for a number
    beyond float64 anywhere, also in a branch that no scenario takes (OC-T018).
    """
    try:
        return _evaluated(formulas, values, outputs)
    except (FloatingPointError, OverflowError) as error:
        if isinstance(error, OverflowError) or "overflow" in str(error):
            raise EvaluationError(problem("OC-T018", -1, limit=_FLOAT_BITS)) from None
        raise EvaluationError(problem("OC-T010", -1)) from None


def _evaluated(
    formulas: Mapping[str, tuple[Node, Rounding | None]], values: Values, outputs: Sequence[str]
) -> dict[str, Floats]:
    varying = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    known: dict[str, Number | Truth] = {
        name: value for name, value in values.items() if not isinstance(value, np.ndarray)
    }
    program = Program(varying)
    for name, register in program.registers.items():
        known[name] = register if varying[name].dtype == np.bool_ else Scaled(register)
    arithmetic = ArrayArithmetic(program)
    reading: Reading[Number, Truth] = Reading(arithmetic, known)
    for name, (formula, rounding) in _needed(formulas, outputs).items():
        value = reading.number(formula)
        known[name] = value if rounding is None else arithmetic.round(value, rounding)
    wanted = [cast(Number, known[name]) for name in outputs]
    differing = [arithmetic.plain(value) for value in wanted if isinstance(value, Scaled)]
    arrays = iter(program.run(differing))
    return {
        name: next(arrays) if isinstance(value, Scaled) else np.array([float(value)])
        for name, value in zip(outputs, wanted, strict=True)
    }


def _needed(
    formulas: Mapping[str, tuple[Node, Rounding | None]], outputs: Sequence[str]
) -> dict[str, tuple[Node, Rounding | None]]:
    """The formulas on which the outputs depend, in the order given."""
    needed = set(outputs)
    for name in reversed(list(formulas)):
        if name in needed:
            needed |= names_in(formulas[name][0])
    return {name: formula for name, formula in formulas.items() if name in needed}
