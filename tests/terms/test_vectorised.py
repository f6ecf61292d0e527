"""The vectorised reading: what it refuses, what it leaves alone, and numbers that people take for decimals."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.vectorised import evaluate_scenarios


def test_what_no_scenario_changes_is_exact_and_computed_once():
    formulas = {"third": (parse("1 / 3"), None), "y": (parse("third * x * 3"), None)}
    assert evaluate_scenarios(formulas, {"x": np.array([1.0, 2.0])}, outputs=("y",))["y"].tolist() == [1.0, 2.0]
    assert evaluate_scenarios(formulas, {}, outputs=("third",))["third"].tolist() == [float(Fraction(1, 3))]


def test_blocks_meet_without_a_seam():
    x = np.arange(100_007, dtype=float)
    result = evaluate_scenarios({"y": (parse("clamp(x, 5, 70000) + 1"), None)}, {"x": x}, outputs=("y",))["y"]
    assert np.array_equal(result, np.clip(x, 5, 70000) + 1)


def test_inputs_are_left_as_they_were():
    x = np.array([0.125, -3.5, 7.0])
    before = x.copy()
    formulas = {"y": (parse("0 + x"), Rounding(Fraction(1), "half_up")), "z": (parse("1 * y - 0"), None)}
    evaluate_scenarios(formulas, {"x": x}, outputs=("y", "z"))
    assert np.array_equal(x, before)


@pytest.mark.parametrize("formula", ["1 / x", "min(1 / x, 5)", "max(1 / x, 5)", "clamp(1 / x, 0, 2)", "0 * (1 / x)"])
def test_a_division_by_zero_in_any_scenario_is_refused(formula):
    with pytest.raises(EvaluationError) as refusal:
        evaluate_scenarios({"y": (parse(formula), None)}, {"x": np.array([1.0, 0.0])}, outputs=("y",))
    assert refusal.value.problem.code == "OC-T010"


def test_a_division_by_zero_that_the_formula_avoids_is_none():
    formula = parse("if x > 0 then 6 / x else 0")
    result = evaluate_scenarios({"y": (formula, None)}, {"x": np.array([2.0, 0.0])}, outputs=("y",))["y"]
    assert result.tolist() == [3.0, 0.0]


@pytest.mark.parametrize(
    "formula",
    ["if x > 0 then 1 / z else 5", "if x > 0 then 1 / (z - z) else 5", "if x > 0 and 1 / z > 2 then 1 else 5",
     "if x <= 0 or 1 / z > 2 then 5 else 1", "if x <= 0 or not (z > 0 and 1 / z > 2) and agreed then 5 else 1"],
)  # fmt: skip
@pytest.mark.parametrize("z", [Fraction(0), np.array([0.0, 0.0])])
def test_what_no_scenario_comes_to_is_not_refused_and_what_one_comes_to_is(formula, z):
    names = {"x": np.array([-1.0, -2.0]), "z": z, "agreed": True}
    assert set(evaluate_scenarios({"y": (parse(formula), None)}, names, outputs=("y",))["y"].tolist()) == {5.0}
    if formula.startswith("if x > 0"):
        with pytest.raises(EvaluationError) as refusal:
            evaluate_scenarios({"y": (parse(formula), None)}, names | {"x": np.array([-1.0, 2.0])}, outputs=("y",))
        assert refusal.value.problem.code == "OC-T010"


@pytest.mark.parametrize("formula", ["-x", "0 - x", "x * -1", "x / -3", "max(-x, 0)", "if x < 1 then -x else 1"])
@pytest.mark.parametrize("rounding", [None, Rounding(Fraction(1, 100), "half_up"), Rounding(Fraction(1), "up")])
def test_nothing_has_no_sign(formula, rounding):
    result = evaluate_scenarios({"y": (parse(formula), rounding)}, {"x": np.array([0.0, -0.0])}, outputs=("y",))["y"]
    assert result.tolist() == [0.0, 0.0]
    assert not np.signbit(result).any()


def test_a_loss_below_half_a_step_rounds_to_nothing_without_a_sign():
    for mode in ("half_up", "half_even", "down"):
        rounding = Rounding(Fraction(1, 100), mode)
        result = evaluate_scenarios({"y": (parse("x"), rounding)}, {"x": np.array([-0.001])}, outputs=("y",))["y"]
        assert not np.signbit(result).any()


@settings(max_examples=150)
@given(st.integers(-(10**9), 10**9), st.sampled_from(("half_up", "half_even", "down", "up")), st.sampled_from((2, 3)))
def test_a_decimal_on_a_tie_or_a_multiple_is_rounded_as_the_decimal(count, mode, digits):
    """1.015 is no float, but is rounded as 1.015 and not as the float beside it."""
    decimal, rounding = Fraction(count * (5 if digits == 3 else 1), 10**digits), Rounding(Fraction(1, 100), mode)
    result = evaluate_scenarios({"y": (parse("x"), rounding)}, {"x": np.array([float(decimal)])}, outputs=("y",))["y"]
    assert round(float(result[0]) * 100) == rounding.apply(decimal) * 100


@pytest.mark.parametrize(
    ("formula", "names"),
    [("x * x", {"x": np.array([1e200, 1.0])}), ("x / y", {"x": np.array([1e200]), "y": np.array([1e-200])}),
     ("a * x", {"a": Fraction(10**400), "x": np.array([1.0])}), ("a", {"a": Fraction(10**400)})],
)  # fmt: skip
def test_a_number_beyond_floats_is_refused(formula, names):
    with pytest.raises(EvaluationError) as refusal:
        evaluate_scenarios({"y": (parse(formula), None)}, names, outputs=("y",))
    assert refusal.value.problem.code == "OC-T018"


def test_edges_that_cross_in_one_scenario_are_refused():
    for formula in ("ramp(1, x -> 0, 2 -> 1)", "clamp(1, x, 2)", "steps(1, >= x -> 0, > 2 -> 1)"):
        with pytest.raises(EvaluationError) as refusal:
            evaluate_scenarios({"y": (parse(formula), None)}, {"x": np.array([1.0, 3.0])}, outputs=("y",))
        assert refusal.value.problem.code == "OC-T011"
