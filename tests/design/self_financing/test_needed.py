"""The balance solved for another input: cost base, value, heads, months, rate."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts.design.horizon as horizon_module
from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.horizon import Discounting, Timing
from outcome_contracts.design.self_financing import (
    CostBase,
    cost_of_days,
    difference_error,
    months_needed,
    needed,
    rates_needed,
    sampling_error,
    saving_table,
    self_financing,
    value_table,
)
from outcome_contracts.notices import UsageError
from outcome_contracts.valuation import Basis, stated
from tests.design.self_financing.plans import MILLION, plans, published, shared, shares

WHO = ["Municipality"]


def test_the_published_cost_bases():
    assert fixed_text(needed(published(), WHO, "12 %").per_year / MILLION, 1) == "61.1"
    assert needed(published(investment=18 * MILLION), WHO, "12 %").per_year == 50 * MILLION


def test_value_and_heads_that_are_needed_are_those_that_break_even():
    cost = cost_of_days(stated(1500, "x"), heads=6000, days_per_head=5)
    plan = replace(published(), cost=cost)
    found = needed(plan, WHO, "12 %")
    assert found.day_value == Fraction(22 * MILLION) / (Fraction(12, 100) * 30_000 * 3)
    for changed in (
        cost_of_days(stated(found.day_value, "x"), heads=6000, days_per_head=5),
        cost_of_days(stated(1500, "x"), heads=found.heads, days_per_head=5),
    ):
        assert self_financing(replace(published(), cost=changed), WHO).reduction == Fraction(12, 100)


@settings(deadline=None, max_examples=40)
@given(plans(), st.sampled_from([("a",), ("b", "c")]), shares)
def test_on_the_cost_that_is_needed_the_net_is_zero(plan, purse, reduction):
    per_year = needed(plan, purse, reduction).per_year
    if per_year is not None:
        assert replace(plan, cost=replace(plan.cost, per_year=per_year)).net(purse, reduction) == 0


def test_there_may_be_no_cost_that_would_do():
    assert needed(published(), WHO, 0).per_year is None
    assert needed(published(), WHO, "-5 %").per_year is None
    assert needed(shared(), ["Supplier"], "12 %").per_year is None


def test_heads_that_cost_money_are_not_needed_in_a_negative_number():
    cash = CostBase(Fraction(-27 * MILLION), Basis.CASH_RELEASING, "x", Fraction(30_000), Fraction(6000))
    found = needed(replace(published(), cost=cash), WHO, "12 %")
    assert found.heads is None and found.day_value == found.per_year / 30_000 > 0


def test_months_until_it_is_paid_back():
    """22 / (70 · 0.12 / 12) = 31.4 months; with a year of ramp-up half a year later."""
    assert months_needed(published(), WHO, "12 %", at_most=60) == 32
    assert months_needed(published(ramp=12), WHO, "12 %", at_most=60) == 38
    assert months_needed(published(), WHO, "1 %", at_most=60) is None
    with pytest.raises(UsageError, match="OC-W002"):
        months_needed(published(), WHO, "12 %", at_most=0)


def test_the_internal_rate_is_where_the_gain_turns():
    (found,) = rates_needed(published(), WHO, "12 %", timing=Timing.END_OF_YEAR, highest="50 %", tolerance="0.00001")
    low, high = found
    assert high - low <= Fraction(1, 100_000)
    # 22 = 8.4 · (1/(1+i) + 1/(1+i)² + 1/(1+i)³) at i = 7.1101 %
    assert low < Fraction("0.0711012") and high > Fraction("0.0711002")
    for rate, gains in ((low, True), (high, False)):
        horizon = replace(published().horizon, discounting=Discounting(rate, Timing.END_OF_YEAR))
        assert (replace(published(), horizon=horizon).net(WHO, "12 %") >= 0) is gains


def test_no_rate_turns_a_loss_into_a_gain():
    assert rates_needed(published(), WHO, "5 %", timing=Timing.MID_YEAR, highest=1, tolerance="0.01") == ()
    with pytest.raises(UsageError) as refusal:
        rates_needed(published(), WHO, "5 %", timing=Timing.MID_YEAR, highest=2, tolerance=0)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-W002"]


SAVINGS = """
2 2.4 2.9 3.5 4.2 4.9 5.9
4 4.7 5.9 7.1 8.4 9.8 11.8
6 7.1 8.8 10.6 12.6 14.7 17.6
8 9.4 11.8 14.1 16.8 19.6 23.5
10 11.8 14.7 17.6 21.0 24.5 29.4
12 14.1 17.6 21.2 25.2 29.4 35.3
15 17.6 22.1 26.5 31.5 36.8 44.1
"""
VALUES = """
5500 2778 2222 2042 1852 1587 1389
6000 2546 2037 1872 1698 1455 1273
6500 2350 1880 1728 1567 1343 1175
"""


def rows(text):
    return [line.split() for line in text.split("\n") if line]


def test_the_table_of_savings_in_full():
    found = saving_table(
        [f"{row[0]} %" for row in rows(SAVINGS)], [1200, 1500, 1800, 2143, 2500, 3000],
        days_per_year=32_667, investment=22 * MILLION, years=3, ramp_up_months=0,
    )  # fmt: skip
    assert [[fixed_text(100 * share, 0), *(fixed_text(cell / MILLION, 1) for cell in cells)]
            for share, cells in zip(found.reductions, found.savings, strict=True)] == rows(SAVINGS)  # fmt: skip
    assert [fixed_text(100 * share, 1) for share in found.break_evens] == ["18.7", "15.0", "12.5", "10.5", "9.0", "7.5"]


def test_the_table_of_values_in_full():
    found = value_table(
        [5500, 6000, 6500], [4, 5, "5.44", 6, 7, 8],
        investment=22 * MILLION, reduction="12 %", years=3, ramp_up_months=0,
    )  # fmt: skip
    assert [[fixed_text(heads, 0), *(fixed_text(cell, 0) for cell in cells)]
            for heads, cells in zip(found.heads, found.values, strict=True)] == rows(VALUES)  # fmt: skip


def test_a_table_refuses_what_is_no_number():
    with pytest.raises(UsageError) as refusal:
        saving_table(["2 %"], [0, 0.5], days_per_year=-1, investment=1, years=1, ramp_up_months=0)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-W002", "OC-U005"]
    with pytest.raises(UsageError, match="OC-W002"):
        value_table([10], [0], investment=1, reduction="12 %", years=1, ramp_up_months=0)


def test_the_published_noise():
    """A mean of 5.44 days: sampling 1.4–2.4 %; a common shock of 5 % or 8 %, one or three years of reference."""
    sampled = [sampling_error(sd_days=sd, mean_days=5.44, heads=6000) for sd in (6, 10)]
    assert [f"{100 * error:.1f}" for error in sampled] == ["1.4", "2.4"]
    found = [
        difference_error(sampling=0, common_shock=shock, reference_years=years, project_years=3)
        for shock in (0.05, 0.08) for years in (1, 3)
    ]  # fmt: skip
    assert [f"{100 * error:.1f}" for error in found] == ["5.8", "4.1", "9.2", "6.5"]
    assert [f"{0.12 / error:.1f}" for error in (found[0], found[2])] == ["2.1", "1.3"]
    with pytest.raises(UsageError, match="OC-W002"):
        difference_error(sampling=-1, common_shock=float("nan"), reference_years=1, project_years=3)
    with pytest.raises(UsageError, match="OC-W002"):
        sampling_error(sd_days=6, mean_days=0, heads=6000)


@settings(deadline=None, max_examples=30)
@given(plans(), st.sampled_from([("a",), ("b", "c")]), shares, st.integers(1, 40))
def test_the_months_counted_together_are_those_of_each_horizon_by_itself(plan, purse, reduction, most):
    def pays(months):
        horizon = replace(plan.horizon, months=Fraction(months))
        return replace(plan, horizon=horizon).net(purse, reduction) >= 0

    first = next((months for months in range(1, most + 1) if pays(months)), None)
    assert months_needed(plan, purse, reduction, at_most=most) == first


@pytest.mark.parametrize("timing", list(Timing))
def test_a_hundred_years_of_months_are_counted_once_each(timing, monkeypatch):
    """Not the square of 1,200: a power of the rate is asked for a few times a month."""
    asked = []
    powers = horizon_module._factor
    monkeypatch.setattr(horizon_module, "_factor", lambda rate, years: asked.append(years) or powers(rate, years))
    plan = published(discounting=Discounting(Fraction(3, 100), timing))
    asked.clear()
    assert months_needed(plan, WHO, "0.1 %", at_most=1200) is None
    assert len(asked) <= 3 * 1200


def test_the_months_may_be_given_as_a_text_and_nothing_but_whole_ones():
    assert months_needed(published(), WHO, "12 %", at_most="60") == 32
    for wrong, code in (("6x", "OC-U006"), (60.0, "OC-U005"), ("1.5", "OC-W002"), (None, "OC-U006")):
        with pytest.raises(UsageError, match=code):
            months_needed(published(), WHO, "12 %", at_most=wrong)


@pytest.mark.parametrize("wrong", ["6", None, True, float("nan"), 10**400])
def test_noise_of_what_is_no_number_is_refused(wrong):
    with pytest.raises(UsageError, match="OC-W002"):
        sampling_error(sd_days=wrong, mean_days=5, heads=6000)
    with pytest.raises(UsageError, match="OC-W002"):
        difference_error(sampling=0.01, common_shock=wrong, reference_years=1, project_years=3)
