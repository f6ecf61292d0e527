"""The laws of the functions, one property each, and the worked examples that stand beside them."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.tables import NO_TABLES, Tables
from tests.terms.calls import numbers, positive, value


def worked(example):
    """The value of an example's formula; a name with several figures stands by a table with as many rows."""
    names = {name: tuple(map(value, figures)) for name, figures in example.given}
    rows = {len(figures) for figures in names.values() if len(figures) > 1}
    tables = (
        Tables({"card": max(rows)}, {name: ("card",) for name in names if len(names[name]) > 1}) if rows else NO_TABLES
    )
    known = {name: figures if len(figures) > 1 else figures[0] for name, figures in names.items()}
    return evaluate(parse(example.formula), known, tables)[0]


@st.composite
def tables(draw, low=2, high=5):
    """Ascending edges with a value each."""
    edges = sorted(draw(st.lists(numbers, min_size=low, max_size=high, unique=True)))
    return [(edge, draw(numbers)) for edge in edges]


def call(function, x, table, head="", first=""):
    """A call over a table; its numbers go in as names, so that they may be negative."""
    names = (
        {"x": x} | {f"x{k}": edge for k, (edge, _) in enumerate(table)} | {f"y{k}": y for k, (_, y) in enumerate(table)}
    )
    points = ", ".join(f"{head}x{k} -> y{k}" for k in range(len(table)))
    return value(f"{function}(x, {first}{points})", **names)


@pytest.mark.parametrize(
    "example",
    [example for function in FUNCTIONS.values() for example in function.examples],
    ids=lambda example: example.formula,
)
def test_worked_examples(example):
    assert worked(example) == value(example.value)


def test_every_function_has_worked_examples_that_are_its_own():
    for name, function in FUNCTIONS.items():
        assert function.primitives.startswith("P")
        assert all(f"{name}(" in example.formula for example in function.examples), name
        assert function.examples


@settings(max_examples=40)
@given(tables())
def test_a_ramp_passes_through_its_points_and_is_flat_outside(table):
    for edge, y in table:
        assert call("ramp", edge, table) == y
    assert call("ramp", table[0][0] - 1, table) == table[0][1]
    assert call("ramp", table[-1][0] + 1, table) == table[-1][1]


@settings(max_examples=40)
@given(tables(), numbers, st.fractions(0, Fraction(1, 1000)))
def test_a_ramp_is_continuous(table, x, step):
    steepest = max(abs((b[1] - a[1]) / (b[0] - a[0])) for a, b in pairwise(table))
    assert abs(call("ramp", x + step, table) - call("ramp", x, table)) <= steepest * step


@settings(max_examples=40)
@given(tables(), numbers, positive)
def test_a_ramp_is_monotone_when_its_points_are(table, x, step):
    rising = list(zip((edge for edge, _ in table), sorted(y for _, y in table), strict=True))
    assert call("ramp", x, rising) <= call("ramp", x + step, rising)


@settings(max_examples=40)
@given(tables(1), numbers, st.sampled_from((">= ", "> ")))
def test_steps_are_piecewise_constant_and_the_sign_decides_on_the_edge(table, x, sign):
    result = call("steps", x, table, sign)
    assert result in {Fraction(0), *(y for _, y in table)}
    passed = [y for edge, y in table if x > edge or (x == edge and sign == ">= ")]
    assert result == (passed[-1] if passed else 0)
    edge, y = table[0]
    assert call("steps", edge, table, sign) == (y if sign == ">= " else 0)


@settings(max_examples=40)
@given(tables(1), numbers)
def test_marginal_bands_are_the_integral_of_their_rates(table, x):
    corners = sorted({edge for edge, _ in table if edge < x} | {min(table[0][0], x), x})
    area = Fraction(0)
    for left, right in pairwise(corners):
        rates = [rate for edge, rate in table if edge <= left]
        area += (rates[-1] if rates else 0) * (right - left)
    assert call("bands", x, table) == area


@settings(max_examples=40)
@given(tables(1), numbers, numbers)
def test_a_retroactive_entry_counts_nothing_below_and_everything_from_there_on(table, x, entry):
    names = {"x": x, "entry": entry} | {f"x{k}": e for k, (e, _) in enumerate(table)}
    names |= {f"y{k}": y for k, (_, y) in enumerate(table)}
    points = ", ".join(f"x{k} -> y{k}" for k in range(len(table)))
    result = value(f"bands(x, from entry retroactive, {points})", **names)
    assert result == (call("bands", x, table) if x >= entry else 0)


@settings(max_examples=40)
@given(numbers, numbers, numbers)
def test_clamp_is_idempotent_and_keeps_its_limits(x, a, b):
    lowest, highest = min(a, b), max(a, b)
    once = value("clamp(x, a, b)", x=x, a=lowest, b=highest)
    assert lowest <= once <= highest
    assert value("clamp(x, a, b)", x=once, a=lowest, b=highest) == once
    assert once == value("min(max(x, a), b)", x=x, a=lowest, b=highest)


@settings(max_examples=40)
@given(st.lists(numbers, min_size=2, max_size=5))
def test_min_and_max_do_not_depend_on_the_order(parts):
    names = {f"a{k}": part for k, part in enumerate(parts)}
    for function, expected in (("min", min(parts)), ("max", max(parts))):
        assert value(f"{function}({', '.join(names)})", **names) == expected
        assert value(f"{function}({', '.join(reversed(names))})", **names) == expected


@settings(max_examples=40)
@given(numbers, st.fractions(0, 1, max_denominator=50))
def test_a_share_is_never_of_a_loss_and_never_above_the_gain(amount, rate):
    shared = value("share(amount, rate)", amount=amount, rate=rate)
    assert 0 <= shared <= max(amount, 0)
    assert shared == rate * max(amount, 0)


@settings(max_examples=50)
@given(numbers, numbers)
def test_a_gate_is_open_or_closed_with_a_reason(x, t):
    result, steps = evaluate(parse('gate(x >= t, else "below the minimum")'), {"x": x, "t": t})
    assert result == (1 if x >= t else 0)
    assert steps[-1].reason == ("" if x >= t else "below the minimum")


def test_every_function_says_its_form_and_what_it_is():
    for name, function in FUNCTIONS.items():
        assert function.name == name
        assert function.signature.startswith(f"{name}(")
        assert type(function).__doc__
