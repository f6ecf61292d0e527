"""The laws of weighted scores, means, shrinkage, fees at risk, shares of losses, guarantees, indices and growth."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.powers import rounded_power
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.vectorised import evaluate_scenarios
from tests.terms import reference
from tests.terms.calls import listed, numbers, positive, refusal, shares, value

weights = st.lists(st.integers(0, 20), min_size=1, max_size=5).filter(any).map(
    lambda sizes: [Fraction(size, sum(sizes)) for size in sizes]
)  # fmt: skip
scores = st.lists(st.fractions(-2, 3, max_denominator=20), min_size=5, max_size=5)
above_zero = st.fractions(Fraction(1, 50), 100, max_denominator=50)


def weighted(mode, sizes, values):
    points = ", ".join(f"w{k} -> s{k}" for k in range(len(sizes)))
    return value(f"weighted({mode}, {points})", **listed(w=sizes, s=values))


@settings(max_examples=30, deadline=None)
@given(weights, scores)
def test_weighted_scores_lie_among_the_scores(sizes, values):
    values = values[: len(sizes)]
    offsetting, capped = (weighted(mode, sizes, values) for mode in ("offsetting", "capped"))
    assert min(values) <= offsetting <= max(values)
    assert 0 <= capped <= 1
    held = [min(max(score, Fraction(0)), Fraction(1)) for score in values]
    assert capped == weighted("offsetting", sizes, held)


@settings(max_examples=30, deadline=None)
@given(weights, scores, positive)
def test_with_capped_scores_no_score_above_1_makes_up_for_another(sizes, values, more):
    values = [max(values[0], Fraction(1)), *values[1 : len(sizes)]]
    assert weighted("capped", sizes, values) == weighted("capped", sizes, [values[0] + more, *values[1:]])


@pytest.mark.parametrize(
    ("first", "code", "found"), [("0.5", "OC-T026", "0.9"), ("0.7", "OC-T026", "1.1"), ("-0.1", "OC-T027", "-0.1")]
)
def test_weights_that_do_not_sum_to_1_are_refused_with_their_sum(first, code, found):
    facts = {"function": "weighted", "found": found}
    assert refusal("weighted(capped, w -> 1, 40 % -> 1)", w=Fraction(first)) == (code, facts)


@settings(max_examples=30, deadline=None)
@given(st.lists(positive, min_size=2, max_size=4), st.integers(0, 8))
def test_a_geometric_mean_is_the_root_and_never_above_the_mean(parts, digits):
    arguments, names = ", ".join(f"a{k}" for k in range(len(parts))), listed(a=parts)
    mean, geometric = value(f"mean({arguments})", **names), value(f"geometric_mean({digits}, {arguments})", **names)
    assert mean == sum(parts) / len(parts)
    assert geometric <= mean + Fraction(1, 10**digits)
    product = Fraction(1)
    for part in parts:
        product *= part
    assert geometric == reference.root(product, len(parts), digits)


def test_a_geometric_mean_of_a_negative_ratio_is_refused():
    assert refusal("geometric_mean(4, a, a)", a=Fraction(-1)) == (
        "OC-T032", {"function": "geometric_mean", "found": "-1"},
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(numbers, numbers, shares)
def test_shrinkage_lies_between_what_was_observed_and_what_was_known(x, prior, credibility):
    shrunk = value("shrink(x, prior, k)", x=x, prior=prior, k=credibility)
    assert min(x, prior) <= shrunk <= max(x, prior)
    assert shrunk == credibility * x + (1 - credibility) * prior


@settings(max_examples=30, deadline=None)
@given(positive, shares, shares)
def test_a_fee_at_risk_lies_between_its_fixed_part_and_the_fee(fee, at_risk, score):
    due = value("fee_at_risk(fee, at_risk, score)", fee=fee, at_risk=at_risk, score=score)
    assert fee * (1 - at_risk) <= due <= fee
    assert due == fee * (1 - at_risk) + fee * at_risk * score


@settings(max_examples=30, deadline=None)
@given(numbers, shares)
def test_a_gain_and_a_loss_share_at_one_rate_are_that_rate_of_the_amount(amount, rate):
    names = {"amount": amount, "rate": rate}
    loss = value("loss_share(amount, rate)", **names)
    assert loss <= 0
    assert loss + value("share(amount, rate)", **names) == rate * amount
    assert loss == -value("share(-amount, rate)", **names)


@settings(max_examples=30, deadline=None)
@given(numbers, shares, positive)
def test_a_guarantee_is_never_below_0_above_the_loss_or_above_its_limit(loss, share, limit):
    paid = value("guarantee(loss, share, limit)", loss=loss, share=share, limit=limit)
    assert 0 <= paid <= min(max(loss, 0), limit)
    assert paid in (0, limit, share * loss)


@pytest.mark.parametrize("formula", ["guarantee(1, r, 5)", "fee_at_risk(1, r, 5)", "shrink(1, 2, r)"])
@pytest.mark.parametrize("rate", ["-0.01", "1.01"])
def test_a_share_outside_0_to_1_is_refused(formula, rate):
    facts = {"function": formula.partition("(")[0], "found": rate}
    assert refusal(formula, r=Fraction(rate)) == ("OC-T028", facts)


def test_a_guarantee_with_a_limit_below_0_is_refused():
    assert refusal("guarantee(1, 50 %, a)", a=Fraction(-1))[0] == "OC-T011"


@settings(max_examples=30, deadline=None)
@given(numbers, above_zero, above_zero)
def test_an_index_that_stands_still_changes_nothing_and_a_doubled_one_doubles(price, now, base):
    names = {"price": price, "now": now, "base": base}
    assert value("indexed(price, base, base)", **names) == price
    assert value("indexed(price, now, base)", **names) == price * now / base
    assert value("indexed(price, 2 * now, base)", **names) == 2 * value("indexed(price, now, base)", **names)


@pytest.mark.parametrize("formula", ["indexed(1, a, 5)", "indexed(1, 5, a)"])
def test_an_index_of_0_or_below_is_refused(formula):
    for level in ("0", "-3"):
        assert refusal(formula, a=Fraction(level)) == ("OC-T031", {"function": "indexed", "found": level})


@settings(max_examples=30, deadline=None)
@given(
    st.fractions(Fraction(-1, 2), 2, max_denominator=100), st.integers(-40, 40), st.integers(0, 8), st.integers(1, 4)
)
def test_growth_is_the_power_in_whole_numbers_and_rises_with_the_rate(rate, quarters, digits, more):
    years = Fraction(quarters, 4)
    factor = value(f"compound(rate, years, {digits})", rate=rate, years=years)
    assert factor == reference.root((1 + rate) ** years.numerator, years.denominator, digits)
    steeper = value(f"compound(rate, years, {digits})", rate=rate + Fraction(more, 100), years=years)
    assert steeper >= factor if years >= 0 else steeper <= factor


@settings(max_examples=30, deadline=None)
@given(st.fractions(0, 1, max_denominator=100), st.integers(0, 12), st.integers(1, 12))
def test_growth_is_monotone_in_time_and_starts_at_1(rate, quarters, more):
    earlier, later = (
        value("compound(rate, years, 9)", rate=rate, years=Fraction(count, 4)) for count in (quarters, quarters + more)
    )
    assert 1 <= earlier <= later
    assert value("compound(rate, 0, 9)", rate=rate) == 1


@pytest.mark.parametrize(("rate", "years"), [("-1", "1"), ("-3", "2")])
def test_a_rate_at_or_below_minus_100_per_cent_is_refused(rate, years):
    names = {"rate": Fraction(rate), "years": Fraction(years)}
    assert refusal("compound(rate, years, 2)", **names) == ("OC-T030", {"function": "compound", "found": rate})


@pytest.mark.parametrize(
    ("rate", "years"),
    [
        ("1", "101"),
        ("0.0001", "1001"),
        ("0.5", "-1001"),
        ("1" + "0" * 31, "1"),
        ("0.1", "1" * 40),
        (f"1/{7**2000}", "2"),
    ],
)
def test_absurd_growth_is_refused_before_it_is_computed(rate, years):
    code, facts = refusal("compound(rate, years, 2)", rate=Fraction(rate), years=Fraction(years))
    assert code == "OC-T033"
    assert max(map(len, facts.values())) <= 40


def test_a_root_that_is_a_decimal_is_that_decimal_and_a_tie_goes_to_the_even_neighbour():
    half = Fraction(1, 2)
    assert rounded_power(Fraction("2.25"), half, digits=1) == Fraction("1.5")
    assert rounded_power(Fraction("2.25"), half, digits=0) == 2
    assert rounded_power(Fraction("6.25"), half, digits=0) == 2
    assert rounded_power(Fraction("1.1025"), Fraction(1), digits=3) == Fraction("1.102")
    assert rounded_power(Fraction(10), Fraction(30), digits=20) == 10**30
    assert rounded_power(Fraction(10) + Fraction(1, 10**9), Fraction(30), digits=2) is None
    assert rounded_power(Fraction(1, 2), Fraction(1000), digits=20) == 0


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("weighted(capped, x -> 1, 40 % -> 1)", "OC-T026"), ("weighted(capped, -x -> 1, 160 % -> 1)", "OC-T027"),
        ("part(5, 1, 0.01, x - 60 %, 1)", "OC-T027"), ("part(5, 1, 0.01, x - 50 %)", "OC-T029"),
        ("shrink(1, 2, x + 45 %)", "OC-T028"), ("compound(-x - 45 %, 2, 4)", "OC-T030"),
        ("indexed(5, x - 50 %, 1)", "OC-T031"), ("indexed(5, 1, x - 50 %)", "OC-T031"),
        ("geometric_mean(4, x - 60 %, 1)", "OC-T032"),
        ("corridor(1, < x -> 1, > 55 % -> 2)", "OC-T011"), ("guarantee(1, 50 %, x - 60 %)", "OC-T011"),
    ],
)  # fmt: skip
def test_what_is_refused_for_one_figure_is_refused_in_any_scenario_that_comes_to_it(formula, code):
    refused = np.array([0.5, 0.6]) if code != "OC-T031" else np.array([0.6, 0.5])
    for tree in (parse(formula), parse(f"if agreed then {formula} else 0")):
        with pytest.raises(EvaluationError) as found:
            evaluate_scenarios({"y": (tree, None)}, {"x": refused, "agreed": True}, outputs=("y",))
        assert found.value.problem.code == code
    avoided = {"y": (parse(f"if agreed and x > 2 then {formula} else 7"), None)}
    values = evaluate_scenarios(avoided, {"x": refused, "agreed": np.array([True, False])}, outputs=("y",))["y"]
    assert values.tolist() == [7, 7]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-50, 300), min_size=1, max_size=4), st.integers(-8, 8))
def test_growth_of_many_scenarios_is_that_of_each(rates, years):
    formula, rates = {"y": (parse("compound(rate, years, 6)"), None)}, np.array(rates) / 100
    values = evaluate_scenarios(formula, {"rate": rates, "years": Fraction(years, 2)}, outputs=("y",))["y"]
    for rate, found in zip(rates.tolist(), values.tolist(), strict=True):
        exact = value("compound(rate, years, 6)", rate=Fraction(rate), years=Fraction(years, 2))
        assert abs(Fraction(found) - exact) <= Fraction(1, 10**6)
