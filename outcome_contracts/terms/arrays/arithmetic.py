"""Arithmetic over scenarios: the operations are written into a program, and what is proven of them beside it.

A number is a rational where scenarios do not differ, and `Varying` where they do; multiplying or adding what is common
to all costs nothing and loses nothing. A comparison that all scenarios decide alike is decided here, a limit that none
reaches is left out. Proof and program come out of the same walk, so there is no second definition that could differ.

Where floats are within their error of an edge, the scenario might belong on its other side. That is asked of the
scenarios themselves (`watched`); `doubted` says where it was so the last time, and there the jump counts in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from typing import TypeVar

import numpy as np

from outcome_contracts.terms.arrays.aligned import aligned, beside, fits, made, measured_from, on
from outcome_contracts.terms.arrays.bounds import (
    ROUNDING,
    Condition,
    Number,
    Truth,
    Varying,
    common_step,
    float_ends,
    known_bound,
)
from outcome_contracts.terms.arrays.in_floats import divided, raised
from outcome_contracts.terms.arrays.program import Operation, Program, Register, as_number
from outcome_contracts.terms.arrays.quotients import rounded
from outcome_contracts.terms.exact import EXACT
from outcome_contracts.terms.problems import EvaluationError, Problem, problem
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Sign

Read = TypeVar("Read", Number, Truth)

_ONE, _ZERO = Fraction(1), Fraction(0)
_COMPARE: dict[Sign, Operation] = {
    ">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "=": np.equal,
}  # fmt: skip
_MIRRORED: dict[Sign, Sign] = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}


class ArrayArithmetic:
    """Rationals where scenarios do not differ, `Varying` where they do."""

    def __init__(self, program: Program, doubted: frozenset[int] = frozenset()) -> None:
        """doubted: the watched conditions, by number, that are known to hold in some scenario."""
        self._program = program
        self._doubted = doubted
        self._branch: Condition | None = None
        self.watched: list[Register] = []

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
        if isinstance(left, Varying):
            if isinstance(right, Varying):
                return self._sum(left, right)
            return _with(left, left.scale, left.offset + right)
        return _with(right, right.scale, right.offset + left) if isinstance(right, Varying) else left + right

    def subtract(self, left: Number, right: Number) -> Number:
        """a − b."""
        return self.add(left, self.multiply(right, -_ONE))

    def multiply(self, left: Number, right: Number) -> Number:
        """a · b."""
        if isinstance(left, Varying):
            if isinstance(right, Varying):
                return self._product(left, right)
            return _with(left, left.scale * right, left.offset * right) if right else _ZERO
        return self.multiply(right, left) if isinstance(right, Varying) else left * right

    def divide(self, left: Number, right: Number, at: int) -> Number:
        """a / b. Raises EvaluationError (OC-T010) where b is 0; one that differs is found when the program runs."""
        nothing = EvaluationError(problem("OC-T010", at))
        if isinstance(right, Varying) and self._branch is not None:
            self._refuse(self.compare("=", right, _ZERO), nothing)
            right = self.where(self._branch, right, _ONE)
        if not isinstance(right, Varying):
            if not right:
                self._refuse(True, nothing)
                return _ZERO
            return self.multiply(left, 1 / right)
        if self._branch is None:
            self._refuse(self.compare("=", right, _ZERO), nothing)
        return divided(self._program, left, right, self._near) if left else _ZERO

    def minimum(self, left: Number, right: Number) -> Number:
        """The smaller."""
        return self._extreme(left, right, np.minimum)

    def maximum(self, left: Number, right: Number) -> Number:
        """The larger."""
        return self._extreme(left, right, np.maximum)

    def compare(self, sign: Sign, left: Number, right: Number) -> Truth:
        """Whether the comparison holds, per scenario; one truth where it is the same in all."""
        if not isinstance(left, Varying):
            if isinstance(right, Varying):
                return self.compare(_MIRRORED[sign], right, left)
            return EXACT.compare(sign, left, right)
        if not isinstance(right, Varying):
            return self._compared(sign if left.scale > 0 else _MIRRORED[sign], left, left.within(right))
        a, b = aligned(self._program, left, right)
        seen, error = sign if a.scale > 0 else _MIRRORED[sign], a.error + b.error
        decided = _decided(seen, a.lowest - b.highest, a.highest - b.lowest, 0)
        if decided is not None:
            return decided
        truth = self._program.emit_truth(_COMPARE[seen], a.array, b.array)
        if not error:
            return Condition(truth)
        return Condition(truth, self._near(self._program.emit(np.subtract, a.array, b.array), 0.0, error))

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
        return self._joined(np.logical_or, left, other)

    def opposite(self, truth: Truth) -> Truth:
        """Not."""
        if isinstance(truth, bool):
            return not truth
        return Condition(self._program.emit_truth(np.logical_not, truth.array), truth.doubtful)

    def choose(self, condition: Truth, then: Callable[[], Number], otherwise: Callable[[], Number]) -> Number:
        """One or the other, per scenario; what would have no value in the one not chosen is not refused."""
        if isinstance(condition, bool):
            return then() if condition else otherwise()
        chosen = self._within(condition, then), self._within(self.opposite(condition), otherwise)
        return self.where(condition, *chosen)

    def where(self, condition: Truth, then: Number, otherwise: Number) -> Number:
        """One or the other, per scenario: by arithmetic with 1 and 0, which processors do faster than choosing."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if isinstance(then, Varying) and isinstance(otherwise, Varying):
            return self._chosen(condition, then, otherwise)
        if not isinstance(then, Varying) and isinstance(otherwise, Varying):
            return self.where(self.opposite(condition), otherwise, then)
        if isinstance(otherwise, Varying):
            raise TypeError("both numbers that differ are chosen between above")
        holds = self._program.emit(as_number, condition.array)
        if not isinstance(then, Varying):
            error = float(condition.doubtful)
            return Varying(holds, 0, 1, then - otherwise, otherwise, True, error) if then != otherwise else then
        value = measured_from(self._program, then, otherwise)
        if not value.whole:
            return self._or_common(condition.doubtful, holds, then, otherwise)
        array = self._program.emit(np.multiply, holds, value.array)
        low, high = int(min(value.low, 0)), int(max(value.high, 0))
        jump = max(-value.lowest, value.highest, 0.0) if condition.doubtful else 0.0
        return Varying(array, low, high, value.scale, otherwise, True, value.error + jump)

    def round(self, value: Number, rounding: Rounding) -> Number:
        """The declared multiple, per scenario."""
        if not isinstance(value, Varying):
            return rounding.apply(value)
        return made(rounded(self._program, value, rounding, self._watch))

    def power(self, base: Number, exponent: Number, *, digits: int, at: int) -> Number:
        """base^exponent at so many decimals, half even. Raises EvaluationError (OC-T033) where it is too large."""
        if not isinstance(base, Varying) and not isinstance(exponent, Varying):
            try:
                return EXACT.power(base, exponent, digits=digits, at=at)
            except EvaluationError as error:
                self._refuse(True, error)
                return _ONE
        if self._branch is not None:
            base = self.where(self._branch, base, _ONE)
        to = Rounding(Fraction(1, 10**digits), "half_even")
        return self.round(raised(self._program, base, exponent), to)

    def require(self, condition: Truth, otherwise: Callable[[], Problem]) -> None:
        """Refuse where the condition does not hold in some scenario."""
        if condition is not True:
            self._refuse(self.opposite(condition), EvaluationError(otherwise()))

    def shown(self, value: Number) -> str:
        """A number in a message, where it is the same in all scenarios."""
        return "@differs" if isinstance(value, Varying) else EXACT.shown(value)

    def _compared(self, sign: Sign, value: Varying, edge: Fraction) -> Truth:
        """A comparison of the array itself with an edge on its scale."""
        decided = _decided(sign, value.lowest, value.highest, edge)
        if decided is not None:
            return decided
        if value.whole and sign == "=" and edge.denominator != 1 and not value.error:
            return False
        if value.whole and not value.error:
            # Between two whole numbers every edge is like one of them.
            beyond = edge.__ceil__() if sign in (">=", "<") else edge.__floor__()
            return Condition(self._program.emit_truth(_COMPARE[sign], value.array, float(beyond)))
        truth = self._program.emit_truth(_COMPARE[sign], value.array, float(edge))
        return Condition(truth, self._near(value.array, float(edge), value.error + ROUNDING * abs(float(edge))))

    def _near(self, array: Register, edge: float, error: float) -> bool:
        """Whether some scenario is within the error of an edge."""
        emit = self._program.emit
        away = emit(np.abs, emit(np.subtract, array, edge) if edge else array)
        return self._watch(self._program.emit_truth(np.less_equal, away, error * (1 + ROUNDING)))

    def _watch(self, condition: Register) -> bool:
        self.watched.append(condition)
        return len(self.watched) - 1 in self._doubted

    def _sum(self, left: Varying, right: Varying) -> Number:
        """Both on the largest scale on which they are whole."""
        if left.array == right.array:
            scale, offset = left.scale + right.scale, left.offset + right.offset
            return made(_with(left, scale, offset)) if scale else offset
        scale = common_step(left.scale, right.scale)
        sizes = [each.size * abs(each.scale / scale) for each in (left, right)]
        whole = left.whole and right.whole and fits(*sizes, sum(sizes))
        if not whole:
            scale = min(abs(left.scale), abs(right.scale))
        scale = scale if left.scale > 0 or right.scale > 0 else -scale
        offset, against = left.offset + right.offset, (left.scale > 0) is not (right.scale > 0)
        if against and left.scale < 0:
            left, right = right, left
        a = on(self._program, left, scale, left.offset)
        b = on(self._program, right, -scale if against else scale, right.offset)
        array = self._program.emit(np.subtract if against else np.add, a.array, b.array)
        low, high = (a.low - b.high, a.high - b.low) if against else (a.low + b.low, a.high + b.high)
        if against and self._program.is_part(b.array, a.array):
            low = max(low, 0)
        if against and self._program.is_part(a.array, b.array):
            high = min(high, 0)
        return self._computed(array, (low, high), scale, offset, whole=whole, error=a.error + b.error)

    def _product(self, left: Varying, right: Varying) -> Number:
        a, b = measured_from(self._program, left, _ZERO), measured_from(self._program, right, _ZERO)
        array = self._program.emit(np.multiply, a.array, b.array)
        ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        whole = a.whole and b.whole and fits(*ends)
        error = a.error and a.error * (b.size + b.error)
        error += b.error and b.error * a.size
        return self._computed(array, ends, a.scale * b.scale, _ZERO, whole=whole, error=error)

    def _extreme(self, left: Number, right: Number, choose: Operation) -> Number:
        """A choice by size; on an array with a negative scale the order is the other way round."""
        if not isinstance(left, Varying):
            if isinstance(right, Varying):
                return self._extreme(right, left, choose)
            return min(left, right) if choose is np.minimum else max(left, right)
        seen = choose if left.scale > 0 else np.maximum if choose is np.minimum else np.minimum
        if not isinstance(right, Varying):
            return self._limited(left, right, seen)
        same = left.array == right.array and left.offset == right.offset and not (left.error or right.error)
        if same and (left.low >= 0 or left.high <= 0):
            scales = left.scale, right.scale
            up = (left.high > 0) is (choose is np.maximum)
            return _with(left, max(scales) if up else min(scales), left.offset)
        a, b = aligned(self._program, left, right)
        if not a.error and not b.error and (a.high <= b.low or b.high <= a.low):
            return left if (a.high <= b.low) is (seen is np.minimum) else right
        pick, array = min if seen is np.minimum else max, self._program.emit(seen, a.array, b.array)
        low, high = pick(a.low, b.low), pick(a.high, b.high)
        whole = a.whole and b.whole
        return made(Varying(array, low, high, a.scale, a.offset, whole, max(a.error, b.error)))

    def _limited(self, value: Varying, limit: Fraction, choose: Operation) -> Number:
        """One side cut off; nothing is done where no scenario is beyond the limit."""
        edge, least = value.within(limit), choose is np.minimum
        if value.high <= edge if least else value.low >= edge:
            return value
        if value.lowest >= edge if least else value.highest <= edge:
            return limit
        value, edge = beside(self._program, value, limit)
        whole = value.whole and edge.denominator == 1
        end: float = int(edge) if whole else float(edge)
        array = self._program.emit(choose, value.array, float(edge))
        low, high = (min(value.low, end), end) if least else (end, max(value.high, end))
        error = value.error if whole else max(value.error, ROUNDING * abs(end))
        ends = (low, high) if whole else float_ends(float(low), float(high))
        return made(Varying(array, *ends, value.scale, value.offset, whole, error))

    def _or_common(self, doubtful: bool, holds: Register, then: Varying, otherwise: Fraction) -> Number:
        """Floats where a condition holds, elsewhere a number common to all: neither is moved."""
        emit, edge = self._program.emit, float(then.within(otherwise))
        kept = emit(np.multiply, holds, then.array)
        array = emit(np.add, kept, emit(np.multiply, emit(np.subtract, 1.0, holds), edge)) if edge else kept
        jump = max(then.highest - edge, edge - then.lowest, 0.0) if doubtful else 0.0
        ends = float_ends(min(then.low, edge), max(then.high, edge))
        error = known_bound(then.error + ROUNDING * abs(edge) + jump)
        return Varying(array, *ends, then.scale, then.offset, False, error)

    def _chosen(self, condition: Condition, then: Varying, otherwise: Varying) -> Number:
        """One array or the other: b + c (a − b), or c a + (1 − c) b where a − b would lose something."""
        emit, holds = self._program.emit, self._program.emit(as_number, condition.array)
        a, b = aligned(self._program, then, otherwise)
        low, high, whole = min(a.low, b.low), max(a.high, b.high), a.whole and b.whole
        if whole and fits(a.high - b.low, b.high - a.low):
            part = emit(np.multiply, holds, emit(np.subtract, a.array, b.array))
            array = emit(np.add, b.array, part)
        else:
            rest = emit(np.multiply, emit(np.subtract, 1.0, holds), b.array)
            array = emit(np.add, emit(np.multiply, holds, a.array), rest)
        jump = max(a.highest - b.lowest, b.highest - a.lowest, 0.0) if condition.doubtful else 0.0
        error = max(a.error, b.error) + jump
        return made(Varying(array, low, high, a.scale, a.offset, whole, error))

    def _computed(
        self, array: Register, ends: Iterable[float], scale: Fraction, offset: Fraction, *, whole: bool, error: float
    ) -> Number:
        """A result: whole, or rounded once more to a float."""
        if whole:
            return made(Varying(array, int(min(ends)), int(max(ends)), scale, offset, True, error))
        low, high = float_ends(*ends)
        return Varying(array, low, high, scale, offset, False, known_bound(error + ROUNDING * max(-low, high)))

    def _within(self, branch: Truth, read: Callable[[], Read]) -> Read:
        """What is read where a condition holds; what is refused outside is not."""
        before = self._branch
        if isinstance(branch, Condition):
            self._branch = branch if before is None else self._joined(np.logical_and, before, branch)
        try:
            return read()
        finally:
            self._branch = before

    def _all(self, left: Condition, right: Truth) -> Truth:
        if isinstance(right, bool):
            return left if right else False
        return self._joined(np.logical_and, left, right)

    def _joined(self, operation: Operation, left: Condition, right: Condition) -> Condition:
        array = self._program.emit_truth(operation, left.array, right.array)
        return Condition(array, left.doubtful or right.doubtful)

    def _refuse(self, condition: Truth, error: EvaluationError) -> None:
        """Refuse where a condition holds in any scenario that comes to this branch."""
        if self._branch is not None and condition is not False:
            condition = self._branch if condition is True else self._all(self._branch, condition)
        if condition is True:
            raise error
        if isinstance(condition, Condition):
            self._program.refuse_any(condition.array, error)


def _with(value: Varying, scale: Fraction, offset: Fraction) -> Varying:
    """The same array with another scale and offset."""
    return Varying(value.array, value.low, value.high, scale, offset, value.whole, value.error)


def _decided(sign: Sign, lowest: float, highest: float, edge: Fraction | int) -> bool | None:
    """What all scenarios decide alike."""
    match sign:
        case ">=":
            return True if lowest >= edge else False if highest < edge else None
        case ">":
            return True if lowest > edge else False if highest <= edge else None
        case "<=":
            return True if highest <= edge else False if lowest > edge else None
        case "<":
            return True if highest < edge else False if lowest >= edge else None
        case _:
            return False if edge < lowest or edge > highest else None
