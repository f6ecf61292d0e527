"""Lives drawn for any contract, and the exact reading of them.

Figures lie on the decimals that the contract declares: on the numbers that stand in its formulas, one step beside them,
and anywhere between. What stands by tables is drawn row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from math import inf
from operator import getitem

import numpy as np

from outcome_contracts.contract.grids import declared_step
from outcome_contracts.contract.measures import DayValueMeasure, PeriodMeasure
from outcome_contracts.notices import DataRejected
from outcome_contracts.period import Period, month_of
from outcome_contracts.settlement.evaluation import Start, cell_name, evaluated, row_names
from outcome_contracts.settlement.lives import settle_lives
from outcome_contracts.settlement.measured_values import MeasureValue, day_value_in
from outcome_contracts.settlement.measures import of_period
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import Number, walk
from outcome_contracts.terms.units import TRUTH

GIVEN_ROWS = 2
LARGEST_PERIODS = 12


@dataclass(frozen=True)
class Cell:
    """One figure of a measure, by its name and the row of each table it stands by."""

    measure: str
    rows: tuple[int, ...]


def periods_of(contract):
    """Up to twelve months of the term, each a statement."""
    first = month_of(contract.term.start)
    return [Period(first + place, first + place) for place in range(min(LARGEST_PERIODS, contract.term.months))]


def handed_in(contract):
    return [each for each in contract.measures if not isinstance(each, (PeriodMeasure, DayValueMeasure))]


def tables_of(contract):
    rows = {table.id: GIVEN_ROWS if table.rows == "given" else len(table.agreed_rows) for table in contract.tables}
    return Tables(rows, contract.terms.tables.by)


def cells_of(contract):
    tables = tables_of(contract)
    for measure in handed_in(contract):
        by = tables.by.get(measure.id, ())
        for rows in product(*(range(tables.rows[table]) for table in by)):
            yield measure, Cell(measure.id, rows)


def marks(contract, unit):
    """The numbers of a unit that stand in the contract's formulas, with those that constants name."""
    trees = [formula for formula, _ in contract.terms.formulas.values()]
    return {node.value for tree in trees for node in walk(tree) if isinstance(node, Number) and node.unit == unit}


def drawn(contract, lives, random):
    """By cell: whole numbers of steps, shape (lives, periods), or truths."""
    shape, found = (lives, len(periods_of(contract))), {}
    for measure, cell in cells_of(contract):
        unit, step = contract.terms.units[measure.id], declared_step(measure)
        if unit == TRUTH:
            found[cell] = random.random(shape) < 0.7
            continue
        near = sorted({max(round(mark / step) + beside, 1) for mark in marks(contract, unit) for beside in (-1, 0, 1)})
        near = near or [1]
        top = max(round((1 if str(unit) == "ratio" else 1000) / step), min(near[-1], 10**9))
        anywhere = random.integers(1, top + top // 5 + 2, shape)
        steps = np.where(random.random(shape) < 0.4, random.choice(near, shape), anywhere)
        found[cell] = np.where(random.random(shape) < 0.01, 0, steps)
    return found


def figures(contract, drawn_steps, order):
    """What `settle_lives` is given: the lives in an order, with repetitions, as floats or truths."""
    found = {}
    for measure in handed_in(contract):
        step = declared_step(measure)
        above, below = step.as_integer_ratio()
        arrays = {
            cell.rows: steps[order] if steps.dtype == np.bool_ else steps[order] * above / below
            for cell, steps in drawn_steps.items()
            if cell.measure == measure.id
        }
        found[measure.id] = _by_rows(contract, contract.terms.tables.by.get(measure.id, ()), arrays, ())
    return found


def _by_rows(contract, by, arrays, above):
    if not by:
        return arrays[above]
    table = next(each for each in contract.tables if each.id == by[0])
    count = tables_of(contract).rows[by[0]]
    rows = [_by_rows(contract, by[1:], arrays, (*above, row)) for row in range(count)]
    return rows if table.rows == "given" else {row.id: each for row, each in zip(table.agreed_rows, rows, strict=True)}


def settled_life(contract, drawn_steps, life):
    """The exact values of all names in every period of one life, or None where a period has none."""
    before, sums, statements = {}, dict.fromkeys(contract.terms.earlier, Fraction(0)), []
    for place, period in enumerate(periods_of(contract)):
        measures = {name: MeasureValue(value) for name, value in _in_period(contract, drawn_steps, life, place).items()}
        for measure in contract.measures:
            if isinstance(measure, PeriodMeasure):
                value = of_period(measure, contract, period, months=len(period), number=place + 1, longer=0)
                measures[measure.id] = MeasureValue(value)
            elif isinstance(measure, DayValueMeasure):
                measures[measure.id] = MeasureValue(day_value_in(measure, tuple(period)).value)
        earlier = {f"sum_previous.{name}": value for name, value in sums.items()}
        earlier |= {f"previous.{name}": before[name] for name in contract.terms.earlier if before}
        try:
            start = Start(contract, measures, {**contract.terms.cells, **earlier}, tables_of(contract))
            before = evaluated(start).values
        except DataRejected:
            return None
        sums = {name: total + before[name] for name, total in sums.items()}
        statements.append(before)
    return statements


def _in_period(contract, drawn_steps, life, place):
    tables, values = tables_of(contract), {}

    def nested(measure, by, above):
        if by:
            return tuple(nested(measure, by[1:], (*above, row)) for row in range(tables.rows[by[0]]))
        steps = drawn_steps[Cell(measure.id, above)][life, place]
        return bool(steps) if isinstance(steps, np.bool_) else int(steps) * declared_step(measure)

    for measure in handed_in(contract):
        values[measure.id] = nested(measure, tables.by.get(measure.id, ()), ())
    return values


def outputs_of(contract):
    """Every line and flow, row by row where it stands by tables."""
    tables, names = tables_of(contract), {}
    rows = row_names(contract, tables)
    constants = {constant.id for constant in contract.constants}
    for name in contract.terms.formulas:
        by = tables.by.get(name, ())
        for places in product(*(range(tables.rows[table]) for table in by)):
            cell = cell_name(name, [rows[table][place] for table, place in zip(by, places, strict=True)])
            if name not in constants:
                names[cell] = (name, places)
    return names


def compared(contract, drawn_steps, order):
    """How exact `settle_lives` says that each output is, after comparing every value with the exact reading.

    order: which of the lives the scenarios are, shape (n,); those that the exact reading refuses are left out.
    """
    count = max((steps.shape[0] for steps in drawn_steps.values()), default=1)
    lives = [settled_life(contract, drawn_steps, life) for life in range(count)]
    order = np.array([life for life in (order % count).tolist() if lives[life] is not None])
    assert order.size, f"{contract.id}: no life can be settled"
    outputs = outputs_of(contract)
    given = figures(contract, drawn_steps, order)
    found = settle_lives(contract, given, periods=periods_of(contract), outputs=tuple(outputs))
    for name, (formula, rows) in outputs.items():
        exact = {life: [reduce(getitem, rows, said[formula]) for said in lives[life]] for life in set(order.tolist())}
        kept = order[: len(found.values[name])].tolist()
        if found.errors[name] == 0:
            nearest = {life: [float(value) for value in values] for life, values in exact.items()}
            assert np.array_equal(found.values[name], np.array([nearest[life] for life in kept])), name
        elif found.errors[name] < inf:
            first = {life: row for row, life in reversed(list(enumerate(kept)))}
            for life, row in first.items():
                pairs = zip(found.values[name][row].tolist(), exact[life], strict=True)
                assert max(abs(Fraction(value) - want) for value, want in pairs) <= found.errors[name], name
    return found.errors
