"""The laws of caps, lines, slabs, corridors, deadbands, milestones and deemed figures."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from tests.terms.calls import numbers, positive, refusal, value

TINY = Fraction(1, 10**9)
two = st.tuples(numbers, numbers).map(sorted)


@settings(max_examples=30, deadline=None)
@given(numbers, numbers)
def test_a_cap_and_a_floor_are_idempotent_and_keep_their_limit(x, limit):
    for function, kept in (("cap", min(x, limit)), ("floor", max(x, limit))):
        assert value(f"{function}(x, limit)", x=x, limit=limit) == kept
        assert value(f"{function}({function}(x, limit), limit)", x=x, limit=limit) == kept


@settings(max_examples=30, deadline=None)
@given(numbers, two)
def test_a_cap_and_a_floor_commute_where_the_floor_is_not_above_the_cap(x, limits):
    names = {"x": x, "low": limits[0], "high": limits[1]}
    assert value("cap(floor(x, low), high)", **names) == value("floor(cap(x, high), low)", **names)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(numbers, min_size=2, max_size=4, unique=True).map(sorted),
    st.lists(numbers, min_size=4, max_size=4),
    numbers,
)
def test_a_line_is_its_ramp_within_the_points_and_goes_on_straight_outside(edges, heights, x):
    names = {"x": x} | {f"x{k}": edge for k, edge in enumerate(edges)} | {f"y{k}": y for k, y in enumerate(heights)}
    points = ", ".join(f"x{k} -> y{k}" for k in range(len(edges)))
    line = value(f"line(x, {points})", **names)
    if edges[0] <= x <= edges[-1]:
        assert line == value(f"ramp(x, {points})", **names)
        return
    (left, right), (low, high) = (
        (edges[:2], heights[:2]) if x < edges[0] else (edges[-2:], heights[len(edges) - 2 : len(edges)])
    )
    assert (line - low) * (right - left) == (high - low) * (x - left)


@settings(max_examples=30, deadline=None)
@given(numbers, numbers, numbers, numbers)
def test_a_slab_prices_every_unit_at_the_rate_of_the_last_edge_passed(x, edge, low, high):
    names = {"x": x, "edge": edge, "low": low, "high": high}
    for sign, passed in ((">=", x >= edge), (">", x > edge)):
        slab = value(f"slab(x, >= edge - 1 -> low, {sign} edge -> high)", **names)
        assert slab == x * (high if passed else low if x >= edge - 1 else 0)
        on_it = value(f"slab(edge, >= edge - 1 -> low, {sign} edge -> high)", **names)
        assert on_it == edge * (high if sign == ">=" else low)


@settings(max_examples=30, deadline=None)
@given(numbers, two, numbers, numbers, st.sampled_from(("<", "<=")), st.sampled_from((">", ">=")))
def test_a_corridor_is_0_inside_and_its_signs_decide_on_the_edges(x, edges, below, above, under, over):
    low, high = edges[0], edges[1] + TINY
    names = {"low": low, "high": high, "below": below, "above": above}
    formula = f"corridor(x, {under} low -> below, {over} high -> above)"
    expected = below if x < low else above if x > high else 0
    if x not in (low, high):
        assert value(formula, x=x, **names) == expected
    assert value(formula, x=low, **names) == (below if under == "<=" else 0)
    assert value(formula, x=high, **names) == (above if over == ">=" else 0)


def test_a_corridor_whose_edges_cross_or_that_two_sides_claim_is_refused():
    names = {"a": Fraction(1), "b": Fraction(0)}
    assert refusal("corridor(3, < a -> 1, > b -> 2)", **names)[0] == "OC-T011"
    assert refusal("corridor(3, <= a -> 1, >= a -> 2)", **names)[0] == "OC-T011"
    assert value("corridor(1, < a -> 1, >= a -> 2)", **names) == 2
    assert value("corridor(1, <= a -> 1, > a -> 2)", **names) == 1
    assert value("corridor(1, < a -> 1, > a -> 2)", **names) == 0


@settings(max_examples=30, deadline=None)
@given(numbers, two, st.fractions(0, Fraction(1, 1000)))
def test_the_excess_of_a_deadband_is_continuous_and_the_first_unit_jumps_only_at_its_edges(x, edges, step):
    names = {"low": edges[0], "high": edges[1]}
    excess, first_unit = ("deadband(x, low, high, excess)", "deadband(x, low, high, first_unit)")
    assert 0 <= value(excess, x=x + step, **names) - value(excess, x=x, **names) <= step
    inside = edges[0] <= x <= edges[1]
    assert value(first_unit, x=x, **names) == (0 if inside else x)
    assert (value(excess, x=x, **names) == 0) is inside
    for edge, outside in ((edges[0], edges[0] - TINY), (edges[1], edges[1] + TINY)):
        assert value(first_unit, x=edge, **names) == 0
        assert value(first_unit, x=outside, **names) == outside


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), positive), min_size=1, max_size=5), st.integers(0, 4))
def test_milestones_never_fall_when_one_more_is_reached_and_in_order_is_never_above_any_order(reached, place):
    place %= len(reached)
    names = {f"c{k}": holds for k, (holds, _) in enumerate(reached)} | {f"y{k}": y for k, (_, y) in enumerate(reached)}
    points = ", ".join(f"c{k} -> y{k}" for k in range(len(reached)))
    ordered, any_order = (value(f"milestones({mode}, {points})", **names) for mode in ("in_order", "any_order"))
    assert any_order == sum(y for holds, y in reached if holds)
    first_missed = next((k for k, (holds, _) in enumerate(reached) if not holds), len(reached))
    assert ordered == sum(y for _, y in reached[:first_missed]) <= any_order
    names[f"c{place}"] = True
    assert value(f"milestones(in_order, {points})", **names) >= ordered


def test_what_comes_after_a_milestone_that_is_not_reached_is_not_asked():
    names = {"zero": Fraction(0)}
    assert value("milestones(in_order, 1 >= 2 -> 5, 1 / zero > 2 -> 7)", **names) == 0
    assert refusal("milestones(any_order, 1 >= 2 -> 5, 1 / zero > 2 -> 7)", **names)[0] == "OC-T010"


@settings(max_examples=30, deadline=None)
@given(numbers, numbers, st.booleans())
def test_a_deemed_figure_says_why(credited, measured, short):
    names = {"short": short, "credited": credited, "measured": measured}
    result, steps = evaluate(parse('deemed(short, min(credited, 200), min(measured, 200), because "6.2")'), names)
    assert result == (credited if short else measured)
    assert [step.reason for step in steps] == ["", "6.2" if short else ""]


def test_a_measured_figure_without_a_value_is_not_asked_where_another_is_credited():
    formula = 'deemed(none, 4, 1 / count, because "no data")'
    assert value(formula, none=True, count=Fraction(0)) == 4
    assert refusal(formula, none=False, count=Fraction(0))[0] == "OC-T010"


@pytest.mark.parametrize(
    "formula",
    [
        "cap(1)", "cap(1, 2, 3)", "line(x, 1 -> 2)", "slab(x, <= 1 -> 2)", "corridor(x, > 1 -> 2, < 3 -> 4)",
        "corridor(x, < 1 -> 2)", "deadband(x, 1, 2)", "deadband(x, 1, 2, capped)", "milestones(capped, a -> 1)",
        "milestones(in_order)", "weighted(in_order, 1 -> 2)", "weighted(1 -> 2)", 'deemed(a, 1, 2, else "x")',
        'deemed(a, 1, 2, because " ")',
        "geometric_mean(0.5, a, b)", "geometric_mean(21, a, b)", "geometric_mean(a, b, c)", "geometric_mean(2 %, a, b)",
        "compound(1 %, 2, 50 %)", "compound(1 %, 2, d)", "part(1, 2, 0.01, w)", "part(1, 0, 0.01, w)",
        "part(1, 1, 0, w)", "part(1, 1, s, w)", "part(1, 1, 1 %, w)", "part(1, 1, 0.01)", "min(excess, 1)",
    ],
)  # fmt: skip
def test_arguments_of_another_form_are_refused_where_the_call_stands(formula):
    from outcome_contracts.terms.problems import FormulaError

    with pytest.raises(FormulaError) as refused:
        parse(formula)
    assert (refused.value.problem.code, refused.value.problem.at) == ("OC-T004", 0)
