"""The exact reading against the reference, which knows nothing of the package."""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.exact import EXACT, ExactReading, evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tree_json import tree_from_json
from tests.terms import reference
from tests.terms.formulas import formulas, truths, values


def value(formula, **names):
    return evaluate(parse(formula), {name: Fraction(number) for name, number in names.items()})[0]


@settings(max_examples=150)
@given(formulas(), values)
def test_exact_equals_the_reference(tree, names):
    try:
        expected = reference.value(tree, names)
    except reference.NoValue:
        with pytest.raises(EvaluationError):
            evaluate(tree_from_json(tree), names)
    else:
        assert evaluate(tree_from_json(tree), names)[0] == expected


@given(st.lists(st.fractions(), min_size=1, max_size=20))
def test_short_and_long_runs_are_exact(parts):
    assert EXACT.sum(parts) == sum(parts)
    assert EXACT.product(parts) == prod(parts)
    assert EXACT.negate(parts[0]) == -parts[0]
    assert EXACT.subtract(parts[0], parts[-1]) == parts[0] - parts[-1]
    if parts[-1]:
        assert EXACT.divide(parts[0], parts[-1], -1) == parts[0] / parts[-1]


@settings(max_examples=80)
@given(truths(), values)
def test_truths_equal_the_reference(tree, names):
    try:
        expected = reference.value(tree, names)
    except reference.NoValue:
        with pytest.raises(EvaluationError):
            ExactReading(names).truth(tree_from_json(tree))
    else:
        assert ExactReading(names).truth(tree_from_json(tree)) is expected


def test_a_target_met_exactly_is_met():
    reached = "if (predicted - observed) / predicted >= 12 % then 1 else 0"
    assert value(reached, predicted="10.00", observed="8.80") == 1
    assert value(reached, predicted="10.00", observed="8.8001") == 0
    assert 1 - 8.8 / 10 < 0.12, "the reason why floats do not decide"


@pytest.mark.parametrize(
    ("reduction", "fee"),
    [("0", 1_000_000), ("4", 2_000_000), ("8", 3_000_000), ("12", 4_000_000), ("15", 4_000_000), ("-3", 1_000_000)],
)
def test_fee_at_risk_over_a_ramp(reduction, fee):
    formula = "(1 - 75 %) * 4000000 SEK + 75 % * 4000000 SEK * ramp(reduction, 0 % -> 0, 12 % -> 1)"
    assert value(formula, reduction=Fraction(reduction) / 100) == fee


def test_calls_are_recorded_in_the_order_in_which_they_were_evaluated():
    formula = parse('gate(min(x, 1) > 2, else "too low") * max(x, 3)')
    result, steps = evaluate(formula, {"x": Fraction(5)})
    assert [(step.call.function, step.value, step.reason) for step in steps] == [
        ("min", 1, ""), ("gate", 0, "too low"), ("max", 5, ""),
    ]  # fmt: skip
    assert result == 0


def test_an_open_gate_has_no_reason():
    assert [step.reason for step in evaluate(parse('gate(x > 2, else "too low")'), {"x": Fraction(3)})[1]] == [""]


def test_only_the_branch_taken_is_evaluated():
    assert value("if x > 0 then 6 / x else 0", x=0) == 0
    assert value("if x > 0 then 6 / x else 0", x=2) == 3


def test_of_and_and_or_only_what_decides_is_evaluated():
    assert value("if x > 0 and 1 / x > 2 then 1 else 5", x=0) == 5
    assert value("if x = 0 or 1 / x > 2 or 1 / x < 0 then 5 else 1", x=0) == 5
    with pytest.raises(EvaluationError):
        value("if x >= 0 and 1 / x > 2 then 1 else 5", x=0)


def test_three_hundred_terms_are_a_sum_and_no_stack_of_calls():
    formula = parse(" + ".join(f"a{k}" for k in range(300)) + " - 1 SEK" * 300)
    names = {f"a{k}": Fraction(k) for k in range(300)}
    assert evaluate(formula, names)[0] == 299 * 150 - 300


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("1 / x", "OC-T010"),
        ("min(1, 1 / x)", "OC-T010"),
        ("ramp(x, y -> 0, 0 -> 1)", "OC-T011"),
        ("ramp(x, 0 -> 0, 0 -> 1)", "OC-T011"),
        ("steps(x, >= y -> 0, >= 0 -> 1)", "OC-T011"),
        ("bands(x, y -> 0, 0 -> 1)", "OC-T011"),
        ("clamp(x, y, 0)", "OC-T011"),
    ],
)
def test_a_formula_without_a_value_is_refused(formula, code):
    with pytest.raises(EvaluationError) as refusal:
        value(formula, x=0, y=1)
    assert refusal.value.problem.code == code
    assert refusal.value.problem.at >= 0


@given(st.fractions(), st.fractions(), st.fractions())
def test_numbers_are_added_exactly(a, b, c):
    assert value("a + b - c", a=a, b=b, c=c) == a + b - c
