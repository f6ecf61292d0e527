"""The vectorised reading: the same trees over NumPy arrays, one element per scenario, one period after the other.

A number that differs between scenarios is `scale · array + offset`, and the array holds whole numbers wherever that can
be shown from the actual figures (`bounds`): then all arithmetic is exact, money travels as whole öre at the speed of
floats, and a value is the float nearest to the exact reading's. Elsewhere it carries a bound of its error. The reading
itself computes nothing: it writes down a `Program`, which then runs over the scenarios, all periods of a block at once,
so that what one period leaves to the next stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import getitem
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.terms.arrays.aligned import fits, is_float, made
from outcome_contracts.terms.arrays.arithmetic import ArrayArithmetic
from outcome_contracts.terms.arrays.bounds import ROUNDING, Condition, Number, Truth, Varying, known_bound
from outcome_contracts.terms.arrays.draws import Draws, draws, put_in
from outcome_contracts.terms.arrays.program import Floats, Program, Register
from outcome_contracts.terms.problems import EvaluationError, problem
from outcome_contracts.terms.reading import Reading
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tables import NO_TABLES, Tables
from outcome_contracts.terms.tree import TRUTHS, Node, line_before, names_in

Truths = NDArray[np.bool_]
Given = Fraction | bool | Draws | Truths | tuple["Given", ...]
Value = Fraction | Floats | bool | Truths | tuple["Value", ...]
Values = Mapping[str, Value]
# A formula, and which row of each table it stands by.
Cell = tuple[str, tuple[int, ...]]
Formulas = Mapping[str, tuple[Node, Rounding | None]]

_NO_CELLS: Mapping[str, Cell] = MappingProxyType({})
_FLOAT_BITS = 1024
_SUM = "sum_previous."
# The bounds are sums and products of floats themselves, each rounded; all of that is far below this part of them.
_ROOM = 1 + 2.0**-20


@dataclass(frozen=True, slots=True)
class Evaluated:
    """values: by output, shape (n, periods). errors: by output, how far a value is at most from the exact reading's.

    Where the error is 0, every value is the float nearest to the exact one.
    """

    values: Mapping[str, Floats]
    errors: Mapping[str, float]


def evaluate_scenarios(
    formulas: Formulas,
    values: Values,
    *,
    outputs: Sequence[str],
    cells: Mapping[str, Cell] = _NO_CELLS,
    tables: Tables = NO_TABLES,
) -> dict[str, Floats]:
    """The values of formulas for many scenarios at once.

    formulas: by name, each after those it refers to, with its rounding point if it has one.
    values: rationals and truths common to all scenarios, and arrays of one shape (n,) for what differs.
    outputs: which formulas to give; a truth as 1 or 0. cells: the outputs that are one row of a line by tables.
    Returns float64 arrays of shape (n,), or of length 1 where nothing differs.
    Raises EvaluationError for a division by zero (OC-T010) or crossed edges (OC-T011) in any scenario, and for a number
    beyond float64 anywhere, also in a branch that no scenario takes (OC-T018).
    """
    wanted = {name: cells.get(name, (name, ())) for name in outputs}
    known = {name: _with_ends(value) for name, value in values.items()}
    try:
        written = _Written(formulas, (known,), wanted, tables)
        found, _ = written.run(())
    except (FloatingPointError, OverflowError) as error:
        raise _no_value(error) from None
    return {name: found[name][: None if name in written.differing else 1, 0] for name in outputs}


def evaluate_lives(
    formulas: Formulas,
    periods: Sequence[Mapping[str, Given]],
    *,
    outputs: Sequence[str],
    cells: Mapping[str, Cell] = _NO_CELLS,
    tables: Tables = NO_TABLES,
) -> Evaluated:
    """The values of formulas for many scenarios, period after period, and how exact they are.

    periods: for each the values of the names: rationals, truths, `Draws` and arrays of truths, all of one length. What
    formulas read of earlier statements are the values of the periods before.
    Raises EvaluationError as `evaluate_scenarios` does, and OffStep where a value is not on the step of its array.
    """
    doubted: frozenset[int] = frozenset()
    try:
        while True:
            wanted = {name: cells.get(name, (name, ())) for name in outputs}
            written = _Written(formulas, periods, wanted, tables, doubted)
            values, hit = written.run(written.watched)
            if hit <= doubted:
                return Evaluated(values, written.errors)
            # What may be on the other side of an edge counts in full; with that, more may be within reach of an edge.
            doubted = doubted | hit if not doubted else frozenset(range(len(written.watched)))
    except (FloatingPointError, OverflowError) as error:
        raise _no_value(error) from None


class _Written:
    """The program of the formulas over all periods, and what is proven of its outputs.

    watched: conditions under which floats cannot decide; doubted: those, by number, that hold in some scenario.
    differing: the formulas that depend on an array.
    """

    def __init__(
        self,
        formulas: Formulas,
        periods: Sequence[Mapping[str, Given]],
        outputs: Mapping[str, Cell],
        tables: Tables,
        doubted: frozenset[int] = frozenset(),
    ) -> None:
        self._program = Program()
        self._arithmetic = ArrayArithmetic(self._program, doubted)
        self._tables = tables
        self._inputs: dict[int, Number | Truth] = {}
        self._needed = _needed(formulas, [name for name, _ in outputs.values()])
        self._results: dict[str, list[Register | float]] = {name: [] for name in outputs}
        self.errors = dict.fromkeys(outputs, 0.0)
        self.differing: set[str] = set()
        known: dict[str, Any] = {}
        for values in periods:
            known = self._period(values, known)
            for output, (name, rows) in outputs.items():
                result, error = self._output(reduce(getitem, rows, known[name]))
                self._results[output].append(result)
                self.errors[output] = max(self.errors[output], error * _ROOM)
        self.differing |= {output for output, (name, _) in outputs.items() if name in self.differing}

    @property
    def watched(self) -> Sequence[Register]:
        """The conditions under which floats cannot decide, in the order of the walk."""
        return self._arithmetic.watched

    def run(self, watched: Sequence[Register]) -> tuple[dict[str, Floats], frozenset[int]]:
        """The outputs by name, shape (n, periods), one period after the other in memory; which conditions held."""
        size = self._program.size
        values = {name: np.empty((len(results), size)) for name, results in self._results.items()}
        places: list[tuple[Register, Floats]] = []
        for name, results in self._results.items():
            for row, result in zip(values[name], results, strict=True):
                if isinstance(result, Register):
                    places.append((result, row))
                else:
                    row[:] = result
        hit = self._program.run(places, watched)
        return {name: array.T for name, array in values.items()}, frozenset(hit)

    def _period(self, values: Mapping[str, Given], before: Mapping[str, Any]) -> dict[str, Any]:
        """The values of all names in one period. before: those of the one before it, empty for the first."""
        known: dict[str, Any] = {name: self._given(value) for name, value in values.items()}
        self.differing |= {name for name, value in values.items() if _differs(value)}
        for name in self._needed.earlier if before else ():
            line = name.partition(".")[2]
            first = name not in before or not name.startswith(_SUM)
            known[name] = before[line] if first else self._arithmetic.add(before[name], before[line])
            self.differing |= {name} if line in self.differing else set()
        reading: Reading[Number, Truth] = Reading(self._arithmetic, known, self._tables)
        for name, (formula, rounding) in self._needed.formulas.items():
            known[name] = self._read(reading, self._tables.by.get(name, ()), formula, rounding)
            self.differing |= {name} if names_in(formula) & self.differing else set()
        return known

    def _read(
        self, reading: Reading[Number, Truth], by: Sequence[str], formula: Node, rounding: Rounding | None
    ) -> Any:
        """The value of a formula, or one per row of the tables that its line stands by."""
        if by:
            rows = reading.each_row(by[0], names_in(formula))
            return tuple([self._read(reading, by[1:], formula, rounding) for _ in rows])
        if type(formula) in TRUTHS:
            return reading.truth(formula)
        value = reading.number(formula)
        return value if rounding is None else self._arithmetic.round(value, rounding)

    def _output(self, value: Number | Truth) -> tuple[Register | float, float]:
        if isinstance(value, (bool, Condition)):
            value = self._arithmetic.where(value, Fraction(1), Fraction(0))
        return _plain(self._program, value)

    def _given(self, value: Given) -> Any:
        if isinstance(value, tuple):
            return tuple([self._given(row) for row in value])
        if isinstance(value, (Draws, np.ndarray)):
            if id(value) not in self._inputs:
                self._inputs[id(value)] = self._input(value)
            return self._inputs[id(value)]
        return value

    def _input(self, value: Draws | Truths) -> Number | Truth:
        if not isinstance(value, Draws):
            return Condition(self._program.input(value))
        return made(put_in(self._program, value))


@dataclass(frozen=True, slots=True)
class _Needed:
    """formulas: on which outputs depend, in the order given. earlier: what these read of earlier statements."""

    formulas: Formulas
    earlier: tuple[str, ...]


def _needed(formulas: Formulas, outputs: Sequence[str]) -> _Needed:
    needed, waiting = set[str](), list(outputs)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            if line := line_before(name):
                waiting.append(line)
            elif name in formulas:
                waiting += names_in(formulas[name][0])
    earlier = tuple(sorted(name for name in needed if line_before(name)))
    return _Needed({name: formula for name, formula in formulas.items() if name in needed}, earlier)


def _plain(program: Program, value: Number) -> tuple[Register | float, float]:
    """The values themselves, without −0, and how far they are at most from the exact ones."""
    if not isinstance(value, Varying):
        return float(value), 0.0
    scale, offset = value.scale, value.offset
    per = lcm(scale.denominator, offset.denominator)
    times, plus = int(scale * per), int(offset * per)
    ends = [int(end) * times for end in (value.low, value.high)] if value.whole else []
    if value.whole and fits(per, *ends, *(end + plus for end in ends)) and is_float(times) and is_float(plus):
        above = value.array if times == 1 else program.emit(np.multiply, value.array, float(times))
        above = program.emit(np.add, above, float(plus))
        array = above if per == 1 else program.emit(np.divide, above, float(per))
        divided = ROUNDING * max(abs(end + plus) for end in ends) / per
        return array, value.error and value.error * abs(float(scale)) + divided
    factor, shift = float(scale), float(offset)
    array = program.emit(np.add, program.emit(np.multiply, value.array, factor), shift)
    largest = value.size * abs(factor) + abs(shift)
    return array, known_bound(value.error * abs(factor) + 3 * ROUNDING * largest)


def _with_ends(value: Value) -> Given:
    """Arrays of numbers with their ends; what is common to all, and truths, as they are."""
    if isinstance(value, tuple):
        return tuple([_with_ends(row) for row in value])
    if isinstance(value, np.ndarray) and value.dtype != np.bool_:
        return draws(cast(Floats, value))
    return cast("Fraction | bool | Truths", value)


def _differs(value: Given) -> bool:
    return any(map(_differs, value)) if isinstance(value, tuple) else isinstance(value, (Draws, np.ndarray))


def _no_value(error: FloatingPointError | OverflowError) -> EvaluationError:
    """What the machine refuses as what the formula has no value for."""
    if isinstance(error, OverflowError) or "overflow" in str(error):
        return EvaluationError(problem("OC-T018", -1, limit=_FLOAT_BITS))
    return EvaluationError(problem("OC-T010", -1))
