"""Laws over several statements, of money among several, and of the return cap: primitives P23 to P36."""

from datetime import date
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.index_series import Published
from tests.primitives.cases import contract, paid
from tests.primitives.lives import YEARS, law, lives, ore, steps, values

AMOUNT = st.integers(0, 300_000_000)
# Three uneven periods that fill a term of 36 months.
SPLITS = st.tuples(st.integers(1, 17), st.integers(18, 34)).map(lambda cut: (cut[0], cut[1] - cut[0], 36 - cut[1]))


def spans(months):
    """Consecutive periods of so many months from January 2026."""
    first = Period.parse("2026-01").first
    ends = list(accumulate(months))
    return tuple(Period(first + end - length, first + end - 1) for end, length in zip(ends, months, strict=True))


@law
@given(SPLITS)
def test_a_standing_charge_does_not_depend_on_how_the_term_is_cut(months):
    (life,) = ore("p23_standing_charge", "standing", {"claims": 0}, periods=spans(months))
    assert sum(life) == 36 * 2_500_000


@law
@given(lives(0, 2000))
def test_interims_and_true_up_sum_to_the_final_amount(claims):
    due = ore("p24_interim_true_up", "due", {"claims_so_far": claims}, periods=YEARS)
    final = ore("p24_interim_true_up", "entitlement", {"claims_so_far": claims}, periods=YEARS)
    assert [sum(life) for life in due] == [life[-1] for life in final]


@law
@given(lives(0, 10**9), st.booleans())
def test_a_holdback_and_what_was_paid_sum_to_what_was_earned(earned, approved):
    figures = {"earned": earned, "approved": [(False, False, approved)] * len(earned)}
    due, held = (ore("p25_holdback", line, figures, periods=YEARS) for line in ("due", "held"))
    for life, paid_, kept in zip(earned, due, held, strict=True):
        assert list(accumulate(life)) == [a + b for a, b in zip(accumulate(paid_), kept, strict=True)]
        assert [abs(10 * kept[year] - sum(life[: year + 1])) <= 5 for year in range(2)] == [True, True]
        assert (kept[2] == 0) if approved else abs(10 * kept[2] - sum(life)) <= 5


@law
@given(lives(0, 30), st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=1, max_size=20))
def test_a_clawback_never_takes_more_than_its_limit(claims, stood):
    figures = {"claims": claims, "stood": tuple([months] * len(claims) for months in stood)}
    due, taken = (ore("p26_clawback", line, figures, periods=YEARS) for line in ("due", "taken_back"))
    for life, paid_, back in zip(claims, due, taken, strict=True):
        for year in range(3):
            assert 2 * sum(back[: year + 1]) <= 1_000_000 * sum(life[:year])
            assert sum(paid_[: year + 1]) >= 0


@law
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_better_and_the_worse_of_two_are_the_two(cohort, pooled):
    figures = {"by_cohort": [cohort], "pooled": [pooled]}
    better, worse = (ore("p27_better_of_two", line, figures)[0] for line in ("better", "worse"))
    assert {better, worse} == {200_000 * cohort, 200_000 * pooled}
    assert better >= worse


@law
@given(st.lists(st.tuples(*[st.integers(700, 1100)] * 3), min_size=1, max_size=20))
def test_each_unit_is_paid_once_by_its_cohort_or_by_the_pool(observed):
    figures = {"expected": 1000, "observed": observed}
    due = ore("p28_cohort_then_pool", "due", figures, periods=YEARS)
    for life, paid_ in zip(observed, due, strict=True):
        avoided = [1000 - each for each in life]
        by_cohort = sum(each for each in avoided if each >= 100)
        passes = 40 * sum(avoided) >= 3 * 3000
        assert sum(paid_) == 200_000 * (max(by_cohort, sum(avoided)) if passes else by_cohort)


def indexed(month_value, claims=10):
    """The first year of the contract with this figure of the index, at 330 in the base month."""
    figures = (
        Published.of("2025-10", "330", date(2025, 12, 15)),
        Published.of("2026-10", month_value, date(2026, 12, 15)),
    )
    data = SettlementData(given={"claims": claims}, series={"wages": figures}, as_of=date(2028, 2, 1))
    return paid(settle(contract("p29_indexation"), data, "2027-01/2027-12"))["provider"]


@law
@given(st.integers(1, 10_000))
def test_an_index_of_the_same_level_is_the_identity_and_others_scale_the_price(level):
    assert indexed("330") == 82_500
    ratio = Fraction(round(Fraction(level, 330) * 100_000), 100_000)
    assert abs(indexed(str(level)) - 82_500 * ratio) <= Fraction(1, 200)
    assert indexed(str(level), 0) == 0


@law
@given(SPLITS, st.integers(10**6, 10**9), AMOUNT, st.tuples(AMOUNT, AMOUNT))
def test_the_rate_of_the_flows_never_exceeds_the_cap_and_is_the_cap_where_it_binds(months, drawn, second, success):
    figures = {"drawn": [(drawn, second, 0)], "success": [(0, *success)]}
    (due,) = ore("p30_return_cap", "due", figures, periods=spans(months))
    (balance,) = ore("p30_return_cap", "balance", figures, periods=spans(months))
    years = [Fraction(month, 12) for month in accumulate(months)]
    net = [back - put for back, put in zip(due, (drawn, second, 0), strict=True)]
    assume(sum(due) > 0 and net[0] < 0)

    def value(rate):
        return sum(each * float(1 + rate) ** -float(year) for each, year in zip(net, years, strict=True))

    assert value(0.10) <= 0.01  # öre: what the twelve digits of the growth leave
    assert 0 <= sum(due) <= 12 * (drawn + second) // 10
    if balance[-1] == 0:
        assert brentq(value, -0.99, 1.0, xtol=1e-12) == pytest.approx(0.10, abs=3 / (drawn * 0.07))


@law
@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=10))
def test_a_waterfall_conserves_money_and_fills_each_rank_before_the_next(received):
    def found(line):
        return ore("p31_waterfall", line, {"received": received}, periods=YEARS)

    ranks = {name: found(name) for name in ("fees", "senior_interest", "senior_principal", "junior", "rest")}
    parties = [found(f"flow.{name}") for name in ("rest.provider", "rest.investor", "junior.fund", "junior.region")]
    unpaid, principal = found("interest_unpaid"), found("principal")
    for life, pots in enumerate(received):
        for year, pot in enumerate(pots):
            assert sum(rank[life][year] for rank in ranks.values()) == pot
            assert all(rank[life][year] >= 0 for rank in ranks.values())
            junior, rest = ranks["junior"][life][year], ranks["rest"][life][year]
            if junior or rest:
                assert (unpaid[life][year], principal[life][year]) == (0, 0)
            assert not rest or sum(ranks["junior"][life][: year + 1]) == 50_000_000
            assert parties[0][life][year] - parties[1][life][year] in (0, 1)
            assert sum(each[life][year] for each in parties) == junior + rest


@law
@given(steps(0, 1_200_000_000))
def test_a_guarantee_lies_between_nothing_and_the_loss(repaid):
    for line in ("first_loss", "pro_rata"):
        called = ore("p32_guarantee", line, {"repaid": repaid})
        losses = [max(960_000_000 - each, 0) for each in repaid]
        assert all(0 <= call <= min(loss, 720_000_000) for call, loss in zip(called, losses, strict=True))
        assert called == sorted(called, reverse=True)


@law
@given(lives(0, 10**8), lives(0, 10**8))
def test_recycling_conserves_money(repaid, needed):
    count = min(len(repaid), len(needed))
    figures = {"repaid": repaid[:count], "needed": needed[:count]}
    used, back, left = (
        ore("p33_recycling", line, figures, periods=YEARS) for line in ("recycled", "handed_back", "left")
    )
    for life in range(count):
        assert sum(used[life]) + sum(back[life]) == sum(repaid[life])
        assert left[life][-1] == 0
        assert all(0 <= spent <= need for spent, need in zip(used[life], needed[life], strict=True))


@law
@given(st.integers(0, 50), steps(0, 200_000_000))
def test_netting_is_never_below_zero_nor_above_what_was_earned(children, costs):
    due = ore("p34_netting", "due", {"children": children, "own_cost": costs})
    assert due == [max(3_000_000 * children - cost, 0) for cost in costs]


@law
@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=10))
def test_what_several_payers_pay_sums_exactly(amounts):
    figures = dict.fromkeys(("shared", "work", "health", "housing"), amounts)
    by_shares = [
        ore("p35_several_payers", f"flow.by_shares.{who}", figures, periods=YEARS) for who in ("city", "region", "fund")
    ]
    by_order = [ore("p35_several_payers", f"flow.by_order_{who}", figures, periods=YEARS) for who in ("city", "region")]
    for row, life in enumerate(amounts):
        assert [sum(each[row][year] for each in by_shares) for year in range(3)] == list(life)
        assert [sum(each[row][year] for each in by_order) for year in range(3)] == list(life)
        assert all(by_shares[0][row][year] - by_shares[2][row][year] in (0, 1) for year in range(3))
        assert sum(by_order[0][row]) == min(sum(life), 10_000_000)


@law
@given(st.integers(-2000, 3000), st.integers(-2000, 3000))
def test_a_combined_effect_lies_between_the_two_and_says_where_they_disagree(randomised, matched):
    figures = {"randomised": [randomised], "matched": [matched]}
    (effect,), (differ,) = (values("p36_combined_estimates", line, figures)[0] for line in ("effect", "signs_differ"))
    low, high = sorted((randomised, matched))
    assert low - 1e-6 <= 10_000 * effect <= high + 1e-6
    assert bool(differ) is (randomised * matched < 0)
