"""Is it self-financing? The published figures of a Swedish municipality, and the laws of the formula."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.decimals import fixed_text
from outcome_contracts.design import break_even, saving
from outcome_contracts.design.break_even import cost_needed, target_margin
from outcome_contracts.notices import UsageError

MILLION = 1_000_000
DAYS_A_YEAR = 32_667
DAY_VALUES = (1_200, 1_500, 1_800, 2_143, 2_500, 3_000)


def test_the_published_figures() -> None:
    """22 million against 70 million a year: about ten per cent breaks even, twelve gives 25.2 million."""
    found = break_even(22 * MILLION, annual_cost=70 * MILLION, years=3)
    assert found.reduction == Fraction(22, 210)
    assert saving("0.12", annual_cost=70 * MILLION, years=3) == 25_200_000


def test_a_year_of_ramp_up_costs_a_sixth() -> None:
    assert saving("0.12", annual_cost=70 * MILLION, years=3, ramp_up_months=12) == 21 * MILLION
    assert break_even(22 * MILLION, annual_cost=70 * MILLION, years=3, ramp_up_months=12).reduction == Fraction(22, 175)


def test_a_ramp_up_longer_than_the_horizon() -> None:
    """Growing over six years, half the effect is reached after three: a quarter on average."""
    assert saving(1, annual_cost=4, years=3, ramp_up_months=72) == 3
    assert saving(1, annual_cost=4, years=3, ramp_up_months=36) == 6


@pytest.mark.parametrize(
    ("reduction", "row"),
    [
        ("0.02", "2.4 2.9 3.5 4.2 4.9 5.9"),
        ("0.04", "4.7 5.9 7.1 8.4 9.8 11.8"),
        ("0.06", "7.1 8.8 10.6 12.6 14.7 17.6"),
        ("0.08", "9.4 11.8 14.1 16.8 19.6 23.5"),
        ("0.10", "11.8 14.7 17.6 21.0 24.5 29.4"),
        ("0.12", "14.1 17.6 21.2 25.2 29.4 35.3"),
        ("0.15", "17.6 22.1 26.5 31.5 36.8 44.1"),
    ],
)
def test_the_table_of_savings(reduction, row) -> None:
    saved = [saving(reduction, annual_cost=DAYS_A_YEAR * value, years=3) for value in DAY_VALUES]
    assert " ".join(fixed_text(amount / MILLION, 1) for amount in saved) == row


def test_the_row_of_break_evens() -> None:
    found = [break_even(22 * MILLION, annual_cost=DAYS_A_YEAR * value, years=3).reduction for value in DAY_VALUES]
    assert " ".join(fixed_text(100 * share, 1) for share in found) == "18.7 15.0 12.5 10.5 9.0 7.5"


def test_it_may_not_exist() -> None:
    found = break_even(22 * MILLION, annual_cost=7 * MILLION, years=3)
    assert found.reduction is None
    assert (
        found.text("sv") == "Ingen minskning betalar tillbaka investeringen på 22\u00a0000\u00a0000 kr på 36 månader."
    )
    assert break_even(21, annual_cost=7, years=3).reduction == 1


def test_the_sentence() -> None:
    found = break_even(22 * MILLION, annual_cost=70 * MILLION, years=3, ramp_up_months=12)
    assert found.text("en") == (
        "The investment of 22,000,000 SEK is paid back within 36 months (with 12 months of ramp-up)"
        " if the cost falls by at least 12.572 %."
    )
    assert found.text("sv") == (
        "Investeringen på 22\u00a0000\u00a0000 kr betalar sig på 36 månader (med 12 månaders upptrappning)"
        " om kostnaden minskar med minst 12,572 %."
    )


def test_the_cost_bases_on_which_twelve_per_cent_breaks_even() -> None:
    found = [cost_needed(amount * MILLION, reduction="12 %", years=3) for amount in (22, 18)]
    assert [fixed_text(cost / MILLION, 1) for cost in found] == ["61.1", "50.0"]


def test_the_target_and_the_break_even_are_reconciled() -> None:
    """10.48 % is the published "about 10 %"; 12 % leaves a margin, or is the break-even of another cost base."""
    found = break_even(22 * MILLION, annual_cost=70 * MILLION, years=3).against("12 %")
    assert (found.saving, found.surplus) == (25_200_000, 3_200_000)
    assert found.margin == Fraction(12, 100) - Fraction(22, 210)
    assert found.cost_needed == Fraction(22 * MILLION * 100, 36)
    assert found.text("en").endswith(
        "if the cost falls by at least 10.48 %. The target of 12 % saves 25,200,000 SEK: 3,200,000 SEK above"
        " the investment, a margin of 1.52 percentage points. 12 % would itself be the break-even if the cost were"
        " 61,111,111 SEK a year."
    )
    assert "en marginal på 1,52 procentenheter" in found.text("sv") and "61\u00a0111\u00a0111 kr" in found.text("sv")


def test_a_target_below_the_break_even_says_so() -> None:
    found = break_even(22 * MILLION, annual_cost=70 * MILLION, years=3, ramp_up_months=12).against("12 %")
    assert (found.surplus, found.margin < 0) == (-1_000_000, True)
    assert "1,000,000 SEK below the investment, a margin of −0.57" in found.text("en")
    assert "under investeringen" in found.text("sv")
    assert break_even(22, annual_cost=7, years=3).against("12 %").margin is None
    with pytest.raises(UsageError, match="OC-W002"):
        break_even(22, annual_cost=7, years=3).against(12)


def test_a_target_is_answered_also_where_no_reduction_breaks_even() -> None:
    found = break_even(22 * MILLION, annual_cost=7 * MILLION, years=3).against("12 %")
    assert found.text("en") == (
        "No reduction pays back the investment of 22,000,000 SEK within 36 months. The target of 12 % saves"
        " 2,520,000 SEK: 19,480,000 SEK below the investment. 12 % would itself be the break-even if the cost were"
        " 61,111,111 SEK a year."
    )
    assert "under investeringen. 12 % vore" in found.text("sv")


def test_one_month_is_no_months() -> None:
    found = break_even(1, annual_cost=100, years=Fraction(1, 12), ramp_up_months=1)
    assert "within 1 month (with 1 month of ramp-up)" in found.text("en")
    assert "på 1 månad (med 1 månads upptrappning)" in found.text("sv")


def test_months_that_are_not_whole_are_not_rounded_away() -> None:
    found = break_even(1, annual_cost=1, years="1.04", ramp_up_months="0.5")
    assert "within 12.48 months (with 0.5 months of ramp-up)" in found.text("en")
    assert "på 12,48 månader (med 0,5 månaders upptrappning)" in found.text("sv")


AMOUNTS = st.fractions(min_value=Fraction(1, 100), max_value=10**9)
YEARS = st.fractions(min_value=Fraction(1, 12), max_value=20)
MONTHS = st.fractions(min_value=0, max_value=400)


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, YEARS, MONTHS)
def test_at_break_even_the_saving_is_the_investment(investment, cost, years, ramp) -> None:
    found = break_even(investment, annual_cost=cost, years=years, ramp_up_months=ramp)
    whole = saving(1, annual_cost=cost, years=years, ramp_up_months=ramp)
    if found.reduction is None:
        assert whole < investment
    else:
        assert saving(found.reduction, annual_cost=cost, years=years, ramp_up_months=ramp) == investment


@settings(deadline=None, max_examples=60)
@given(YEARS, MONTHS)
def test_a_ramp_up_never_saves_more_and_keeps_at_least_its_start(years, ramp) -> None:
    whole, ramped = (saving(1, annual_cost=1, years=years, ramp_up_months=months) for months in (0, ramp))
    assert whole == years
    assert 0 < ramped <= whole
    assert ramped >= whole / 2 or ramp > 12 * years


def test_everything_wrong_with_a_call_is_said_at_once() -> None:
    with pytest.raises(UsageError) as refusal:
        break_even(22e6, annual_cost="70 MSEK", years=0, ramp_up_months=-1)
    assert [notice.code for notice in refusal.value.notices] == ["OC-U005", "OC-U006", "OC-W002", "OC-W002"]
    with pytest.raises(UsageError, match="OC-W002"):
        saving(12, annual_cost=1, years=1)


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, YEARS, MONTHS)
def test_the_reduction_that_is_shown_pays_back(investment, cost, years, ramp) -> None:
    found = break_even(investment, annual_cost=cost, years=years, ramp_up_months=ramp)
    if found.reduction is not None:
        shown = Fraction(found.text("en").rsplit("at least ", 1)[1].removesuffix(" %."))
        assert shown * cost / 100 * saving(1, annual_cost=1, years=years, ramp_up_months=ramp) >= investment


def test_a_loss_of_an_öre_is_not_shown_as_nothing() -> None:
    found = break_even("12.01", annual_cost=100, years=1).against("12 %")
    assert "saves 12 SEK: 1 SEK below the investment" in found.text("en")


def test_a_target_and_its_figures_are_read_in_one_pass() -> None:
    figures = {"annual_cost": 70 * MILLION, "years": 3}
    assert target_margin("12 %", investment=22 * MILLION, **figures) == break_even(22 * MILLION, **figures).against(
        "12 %"
    )
    with pytest.raises(UsageError) as refusal:
        target_margin(12, investment=0, annual_cost="x", years=0.5)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-U006", "OC-U005", "OC-W002"]
