"""How much effect a horizon holds, and what later money counts for."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.design.horizon import (
    UNDISCOUNTED,
    Discounting,
    Horizon,
    Payment,
    Timing,
    discounting,
    effect_by,
    horizon,
)
from outcome_contracts.notices import UsageError

MONTHS = st.fractions(Fraction(1, 2), 120, max_denominator=4)
RATES = st.fractions(0, Fraction(1, 5), max_denominator=200)
TIMINGS = st.sampled_from(list(Timing))


def years(months, ramp=0, rate=0, timing=Timing.END_OF_YEAR):
    return horizon(months=months, ramp_up_months=ramp, discounting=discounting(rate, timing=timing)).effect_years()


def test_the_published_horizons():
    assert years(36) == 3
    assert years(36, ramp=12) == Fraction(5, 2)
    assert years(36, ramp=72) == Fraction(3, 4)


def test_end_of_year_is_the_annuity_of_the_textbook():
    """1/1.05 + 1/1.05² + 1/1.05³ = 2.72325."""
    assert years(36, rate="5 %") == sum(1 / Fraction(21, 20) ** year for year in (1, 2, 3))


def test_mid_year_is_half_a_year_of_interest_more():
    middle, end = (years(36, rate="21 %", timing=timing) for timing in (Timing.MID_YEAR, Timing.END_OF_YEAR))
    assert abs(middle / end - Fraction(11, 10)) < Fraction(1, 10**11)  # √1.21


def test_a_ramp_up_falls_in_its_own_years():
    """12 months of ramp-up: half a year of effect in the first year, whole ones after."""
    rate = Fraction(1, 10)
    assert years(36, ramp=12, rate=rate) == Fraction(1, 2) / (1 + rate) + 1 / (1 + rate) ** 2 + 1 / (1 + rate) ** 3


def test_a_cut_year_is_discounted_at_its_own_end():
    found = Horizon(Fraction(18), Fraction(0), discounting("44 %", timing=Timing.END_OF_YEAR))
    by_hand = 1 / Fraction("1.44") + Fraction(1, 2) / Fraction("1.728")  # 1.2², 1.2³
    assert abs(found.effect_years() - by_hand) < Fraction(1, 10**11)


def test_payments_at_the_start_count_in_full_and_at_the_end_least():
    found = Horizon(Fraction(36), Fraction(0), discounting("5 %", timing=Timing.END_OF_YEAR))
    assert found.present(Payment.AT_START) == 1
    assert found.present(Payment.AT_END) == 1 / Fraction(21, 20) ** 3
    assert found.present(Payment.EVENLY) == found.effect_years() / 3


@settings(deadline=None, max_examples=30)
@given(MONTHS, MONTHS, TIMINGS)
def test_without_interest_the_moment_does_not_matter(months, ramp, timing):
    found = Horizon(months, ramp, Discounting(Fraction(0), timing))
    assert found.effect_years() == Horizon(months, ramp, UNDISCOUNTED).effect_years() == effect_by(months, ramp) / 12
    assert {found.present(payment) for payment in Payment} == {1}


@settings(deadline=None, max_examples=30)
@given(MONTHS, MONTHS, RATES, TIMINGS)
def test_a_higher_rate_never_counts_more(months, ramp, rate, timing):
    low, high = (Horizon(months, ramp, Discounting(each, timing)) for each in (rate, rate + Fraction(1, 100)))
    assert 0 < high.effect_years() < low.effect_years() <= effect_by(months, ramp) / 12
    assert high.present(Payment.EVENLY) < low.present(Payment.EVENLY)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(UsageError) as refusal:
        horizon(months=0, ramp_up_months=0.5, discounting=UNDISCOUNTED)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-U005"]
    for rate in (5, "-1 %"):
        with pytest.raises(UsageError, match="OC-W002"):
            discounting(rate, timing=Timing.MID_YEAR)
    with pytest.raises(UsageError, match="OC-W002"):
        Horizon(Fraction(1201), Fraction(0), UNDISCOUNTED)


def test_a_moment_is_one_of_the_named_and_never_a_text():
    """`"end_of_month"` would else be read as the end of the year: half a year of interest."""
    with pytest.raises(UsageError, match=r"OC-W002.*timing.*Timing\.END_OF_MONTH"):
        discounting("3 %", timing="end_of_month")
    with pytest.raises(UsageError, match="OC-W002"):
        Discounting(Fraction(0), None)


def test_numbers_too_fine_for_a_power_are_refused_and_not_counted_as_nothing():
    fine = Fraction(1, 3) + Fraction(1, 2**5000)
    with pytest.raises(UsageError, match="OC-W002"):
        Discounting(fine, Timing.MID_YEAR)
    with pytest.raises(UsageError, match="OC-W002"):
        Horizon(fine, Fraction(0), UNDISCOUNTED)
    for rate, months in ((Fraction(1, 10**999), Fraction(1200)), (Fraction(1), 1200 - Fraction(1, 10**999))):
        assert Horizon(months, Fraction(0), Discounting(rate, Timing.MID_YEAR)).effect_years() > 0


@pytest.mark.parametrize("timing", list(Timing))
@pytest.mark.parametrize("rate", ["0", "3.5 %"])
def test_by_months_is_every_horizon_by_itself(rate, timing):
    ramped = horizon(months=7, ramp_up_months="15.5", discounting=discounting(rate, timing=timing))
    for months, (held, counts) in enumerate(ramped.by_months(40), start=1):
        alone = replace(ramped, months=Fraction(months))
        assert held == alone.effect_years()
        assert counts == {payment: alone.present(payment) for payment in Payment}
    assert months == 40
