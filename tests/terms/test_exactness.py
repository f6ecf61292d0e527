"""How exact the vectorised reading says that it is, is true: 0 differences where it says exact, a bound elsewhere."""

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.arrays.draws import Draws, draws
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree_json import tree_from_json
from outcome_contracts.terms.units import TRUTH
from outcome_contracts.terms.vectorised import evaluate_lives
from tests.terms.formulas import UNITS, formulas

CENT = Fraction(1, 100)
MODES = ("half_up", "half_even", "down", "up")
steps = st.sampled_from((CENT, Fraction(1, 10), Fraction(1), Fraction(50), Fraction(1, 4), Fraction(1, 3)))
roundings = st.builds(Rounding, steps, st.sampled_from(MODES))
hundredths = st.one_of(st.integers(-4000, 4000), st.sampled_from((0, 100, 200, 1200, 2500)))
floats = st.one_of(st.floats(-40, 40, width=32), st.sampled_from((0.0, 1.0, 2.0, 0.25)))
THREE = st.tuples(formulas("ratio", depth=3), formulas("SEK", depth=3), formulas("SEK", depth=2))
THREE_POINTS = st.tuples(st.none() | roundings, st.none() | roundings, st.none() | roundings)


def scenarios(numbers):
    row = {name: numbers if unit != TRUTH else st.booleans() for name, unit in UNITS.items()}
    return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=5)


def renamed(tree, names):
    """The tree with names replaced by others."""
    if tree[0] == "name":
        return ["name", names.get(tree[1], tree[1])]
    return [renamed(part, names) if isinstance(part, list) else part for part in tree]


def lines_of(trees, points):
    """Three lines of which each refers to those before it, with their rounding points."""
    first, second, third = trees
    trees = (first, renamed(second, {"alpha": "first"}), renamed(third, {"alpha": "first", "fee": "second"}))
    return dict(zip(("first", "second", "third"), zip(map(tree_from_json, trees), points, strict=True), strict=True))


def columns(rows, step, common=()):
    """The scenarios as arrays; what is common to all as one exact number."""
    names = {name: np.array([row[name] for row in rows]) for name in UNITS}
    found = {name: each if each.dtype == np.bool_ else draws(each, step) for name, each in names.items()}
    return found | {name: exactly(rows[0], step)[name] for name in common}


def exactly(row, step):
    """The figures of one scenario as exact numbers: decimals where there is a step, else the floats themselves."""
    to = Fraction if step is None else lambda value: round(Fraction(value) / step) * step
    return {name: value if isinstance(value, bool) else to(value) for name, value in row.items()}


def settled(lines, known):
    """The lines one after the other by the exact reading."""
    known = dict(known)
    for name, (tree, rounding) in lines.items():
        value = evaluate(tree, known)[0]
        known[name] = rounding.apply(value) if rounding else value
    return known


def claims_hold(found, name, expected, period=0):
    """Whether every value is the float nearest to the exact one, or within the bound that is given."""
    error = found.errors[name]
    for value, exact in zip(found.values[name][:, period].tolist(), expected, strict=True):
        if error == 0:
            assert value == float(exact)
        elif error < inf:
            assert abs(Fraction(value) - exact) <= Fraction(error)


def read_both_ways(lines, rows, step, common=()):
    arrays = columns(rows, step, common)
    if not any(isinstance(each, (np.ndarray, Draws)) for each in arrays.values()):
        rows = rows[:1]
    try:
        expected = [settled(lines, exactly(row, step)) for row in rows]
    except EvaluationError:
        with pytest.raises(EvaluationError):
            evaluate_lives(lines, (arrays,), outputs=tuple(lines))
        return
    found = evaluate_lives(lines, (arrays,), outputs=tuple(lines))
    for name in lines:
        claims_hold(found, name, [known[name] for known in expected])


@settings(max_examples=150, deadline=None)
@given(THREE, THREE_POINTS, scenarios(hundredths), st.sets(st.sampled_from(sorted(UNITS))))
def test_what_is_said_to_be_exact_is_bit_equal_and_what_is_not_lies_within_its_bound(trees, points, rows, common):
    rows = [{name: value if isinstance(value, bool) else value / 100 for name, value in row.items()} for row in rows]
    rows = [{**row, **{name: rows[0][name] for name in common}} for row in rows]
    read_both_ways(lines_of(trees, points), rows, CENT, common)


@settings(max_examples=100, deadline=None)
@given(THREE, THREE_POINTS, scenarios(floats))
def test_numbers_that_are_any_floats_lie_within_their_bound(trees, points, rows):
    try:
        read_both_ways(lines_of(trees, points), rows, None)
    except EvaluationError as error:  # a divisor that is 0 but for what floats lose
        assume(error.problem.code != "OC-T010")
        raise
