"""Odds from draws, and intervals of ratios."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.design.self_financing import Uncertain, fieller, odds, reduction_draws, self_financing
from outcome_contracts.notices import UsageError
from tests.baseline.worlds import MEASUREMENT
from tests.design.self_financing.plans import MILLION, plans, published
from tests.report.estimates import agreed, panels

WHO = ["Municipality"]


def test_the_probability_is_the_share_of_draws_beyond_the_break_even():
    reductions = np.linspace(0, 0.2, 1001)
    found = odds(published(), WHO, reductions)
    limit = float(self_financing(published(), WHO).reduction)
    assert found.probability.value == np.mean(reductions >= limit)
    assert (found.low.value, found.draws) == (reductions[50] * 210 * MILLION - 22 * MILLION, 1001)
    for lang in ("sv", "en"):
        assert "48\u00a0%" in found.text(lang) and "Municipality" in found.text(lang)
    assert found.digest.startswith("sha256:")


@settings(deadline=None, max_examples=30)
@given(plans(), st.sampled_from([("a",), ("b", "c")]), st.lists(st.integers(-400, 400), min_size=1, max_size=8))
def test_the_floats_are_the_exact_nets(plan, purse, parts):
    exact = [float(plan.net(purse, Fraction(part, 400))) for part in parts]
    scale = max(1.0, float(plan.saving_at_full), float(plan.investment))
    assert np.allclose(plan.nets_at(purse, np.array(parts) / 400), exact, atol=1e-9 * scale, rtol=0)


def test_draws_of_a_reference_are_reductions_with_its_effect_in_the_middle():
    project, comparators = panels()
    found = fit(agreed(), project, comparators, MEASUREMENT)
    reductions = reduction_draws(found)
    assert reductions.shape == (found.spread.draws,)
    assert np.quantile(reductions, 0.05) < -found.effect.point < np.quantile(reductions, 0.95)
    chance = odds(published(), WHO, reductions).probability
    assert 0 <= chance.value <= 1 and chance.error <= 0.5 / math.sqrt(reductions.size)


def test_a_plain_list_of_draws_is_read_too():
    assert odds(published(), WHO, [0.1, 0.2]) == odds(published(), WHO, np.array([0.1, 0.2]))


@pytest.mark.parametrize("wrong", [[], [[0.1]], [float("nan")], [1.5]])
def test_what_are_no_reductions_is_refused(wrong):
    with pytest.raises(UsageError, match="OC-W065"):
        odds(published(), WHO, np.array(wrong))


def test_fieller_on_an_agreed_denominator_is_the_plain_interval():
    t = central_quantile(0.95, 20)
    low, high = fieller(
        Uncertain(22.0, 2.0), Uncertain(210.0, 0.0), covariance=0, confidence=0.95, degrees_of_freedom=20
    ).interval
    assert math.isclose(low, (22 - t * 2) / 210) and math.isclose(high, (22 + t * 2) / 210)


def test_a_small_error_of_a_large_amount_is_not_lost():
    """In b² − ac the squares of a billion kronor swallow those of one."""
    t = central_quantile(0.95, 30)
    low, high = fieller(
        Uncertain(1e9, 1.0), Uncertain(1.0, 0.0), covariance=0, confidence=0.95, degrees_of_freedom=30
    ).interval
    assert math.isclose(high - low, 2 * t, rel_tol=1e-6)


def test_a_ratio_to_what_may_be_nothing_has_no_interval():
    found = fieller(Uncertain(22.0, 0.0), Uncertain(0.1, 0.2), covariance=0, confidence=0.95, degrees_of_freedom=30)
    assert (round(found.point), found.interval) == (220, None)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-50, 50), st.floats(0, 10), st.floats(1, 50), st.floats(0, 10), st.floats(-0.9, 0.9),
    st.sampled_from([0.8, 0.95]),
)  # fmt: skip
def test_the_ends_are_the_ratios_that_the_test_just_does_not_reject(x, s, y, u, correlation, confidence):
    covariance = correlation * s * u
    found = fieller(
        Uncertain(x, s), Uncertain(y, u), covariance=covariance, confidence=confidence, degrees_of_freedom=12
    )
    t = central_quantile(confidence, 12)
    if found.interval is None:
        assert t * u >= y
        return
    low, high = found.interval
    slack = 1e-9 * (1 + abs(found.point))
    assert low - slack <= found.point <= high + slack
    for end in found.interval:
        variance = max(0.0, s * s - 2 * end * covariance + end * end * u * u)
        assert math.isclose(abs(x - end * y), t * math.sqrt(variance), rel_tol=1e-6, abs_tol=1e-5 * (1 + abs(end)))


def test_a_ratio_of_impossible_estimates_is_refused():
    for above, below, covariance in (
        (Uncertain(1.0, -1.0), Uncertain(1.0, 1.0), 0.0),
        (Uncertain(1.0, 1.0), Uncertain(0.0, 1.0), 0.0),
        (Uncertain(1.0, 1.0), Uncertain(1.0, 1.0), 2.0),
        (Uncertain(float("inf"), 1.0), Uncertain(1.0, 1.0), 0.0),
    ):
        with pytest.raises(UsageError, match="OC-W072"):
            fieller(above, below, covariance=covariance, confidence=0.9, degrees_of_freedom=5)


@pytest.mark.parametrize("wrong", ["0.1", None, ["0.1", "x"], [0.1, None], [[0.1], [0.1, 0.2]], [True], [0.1j], {0.1}])
def test_draws_that_are_no_real_numbers_are_refused(wrong):
    with pytest.raises(UsageError, match="OC-W065"):
        odds(published(), WHO, wrong)


@pytest.mark.parametrize("wrong", ["22", None, True, 10**400, 1e80, Fraction(10) ** 80])
def test_fieller_refuses_what_is_no_number_and_what_floats_cannot_square(wrong):
    fine = Uncertain(1.0, 1.0)
    for above, below, covariance in (
        (Uncertain(wrong, 1.0), fine, 0), (Uncertain(1.0, wrong), fine, 0), (fine, Uncertain(wrong, 1.0), 0),
        (fine, fine, wrong), (wrong, fine, 0), (fine, Uncertain(1e-80, 1.0), 0),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="OC-W072"):
            fieller(above, below, covariance=covariance, confidence=0.9, degrees_of_freedom=5)


def test_fieller_says_everything_that_is_wrong_at_once():
    with pytest.raises(UsageError) as refusal:
        fieller("a", "b", covariance="c", confidence="95 %", degrees_of_freedom=2.5)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W072", "OC-W002", "OC-W002"]
    for confidence, degrees in ((0, 5), (1, 5), (0.9, 0), (0.9, True), (0.9, None)):
        with pytest.raises(UsageError, match="OC-W002"):
            fieller(Uncertain(1, 1), Uncertain(1, 1), covariance=0, confidence=confidence, degrees_of_freedom=degrees)
