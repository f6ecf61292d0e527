"""Straight pieces: at every point what the exact reading gives, and refused where a formula is no straight line."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.piecewise import NotStraight, PiecewiseArithmetic, piecewise, value_at
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tables import NO_TABLES, Tables

LOW, HIGH = Fraction(-1), Fraction(2)
STRAIGHT = (
    "3",
    "x",
    "a - x / 4",
    "ramp(x, 0 -> 0, 0.5 -> 1) * a",
    "steps(x, >= 0.25 -> 2, >= 1 -> 5)",
    "if x > 0.5 then a else x * b",
    "if x >= 0.5 and not x > 1 or x = 1.5 then 1 else -x",
    "min(a, x * 3)",
    "max(x, 1 - x, 0.5)",
    "clamp(x, 0, 1) * 10",
    "deadband(x - 0.5, -0.2, 0.3, excess)",
    "deadband(x, -0.2, 0.3, first_unit)",
    "corridor(x, < -0.5 -> -3, > 0.5 -> 2)",
    "bands(max(x, 0), 0 -> 0.1, 0.5 -> 0.4, 1 -> 0)",
    "if 1 > 2 then 1 / (a - a) else x",
)
CROOKED = ("x * x", "a / x", "1 / (x - x)", "ramp(x, 0 -> x, 1 -> 1) * x", "if x > 0 then x / x else 0")


def straight(text, **values):
    formulas = {f"f{place}": parse(part) for place, part in enumerate(text.split(";"))}
    return piecewise(
        formulas, values or {"a": Fraction(7, 3), "b": Fraction(-2)}, NO_TABLES,
        truths=frozenset(), variable="x", low=LOW, high=HIGH,
    )["f0"]  # fmt: skip


points = st.fractions(LOW, HIGH, max_denominator=40)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(STRAIGHT), st.sampled_from(STRAIGHT), st.sampled_from("+-"), points)
def test_at_every_point_it_is_the_exact_reading(one, other, sign, x):
    text = f"({one}) {sign} ({other})" if not {"if"} & {one[:2], other[:2]} else one
    found = straight(text)
    for at in {x, *found.cuts}:
        names = {"x": at, "a": Fraction(7, 3), "b": Fraction(-2)}
        assert value_at(found, at) == evaluate(parse(text), names)[0]


@pytest.mark.parametrize("text", STRAIGHT)
def test_a_cut_is_where_something_happens(text):
    found = straight(text)
    assert found.cuts[0] == LOW and found.cuts[-1] == HIGH
    for place, (before, after) in enumerate(pairwise(found.between), 1):
        cut = found.cuts[place]
        assert before != after or before.at(cut) != found.at[place]


@pytest.mark.parametrize("text", CROOKED)
def test_what_is_no_straight_line_is_refused(text):
    with pytest.raises(NotStraight):
        straight(text)


def test_truths_and_sums_over_rows_are_read_too():
    texts = {"reached": "x >= 0.5", "paid": "price * x", "due": "if reached then total(card, paid) else 0"}
    formulas = {name: parse(text) for name, text in texts.items()}
    tables = Tables({"card": 2}, {"price": ("card",), "paid": ("card",)})
    found = piecewise(
        formulas, {"price": (Fraction(3), Fraction(4))}, tables,
        truths=frozenset({"reached"}), variable="x", low=LOW, high=HIGH,
    )  # fmt: skip
    assert set(found) == {"due"}
    assert [value_at(found["due"], x) for x in (Fraction(0), Fraction(1, 2), Fraction(2))] == [0, Fraction(7, 2), 14]


def test_öre_are_passed_over_and_coarser_steps_are_not():
    arithmetic = PiecewiseArithmetic(LOW, HIGH)
    assert arithmetic.round(arithmetic.variable, Rounding(Fraction(1, 100), "down")) == arithmetic.variable
    with pytest.raises(NotStraight):
        arithmetic.round(arithmetic.variable, Rounding(Fraction(1), "down"))
    third = arithmetic.number(Fraction(1, 3))
    assert arithmetic.round(third, Rounding(Fraction(1), "half_up")) == arithmetic.number(Fraction(0))
