"""Laws of corridors, shares of gain and loss, scores and fees at risk: primitives P10 to P16."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tests.primitives.lives import YEARS, law, ore, steps, values

SCORE = st.integers(-500, 2000)
SCORES = st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=20)
ABOVE_ZERO = st.tuples(*[st.integers(1, 1000)] * 3)


@law
@given(st.integers(0, 9999))
def test_the_excess_form_is_continuous_and_the_first_unit_form_jumps_at_the_edges(score):
    figures = {"score": [score, score + 1]}
    low, high = ore("p10_bonus_malus", "due", figures)
    assert 0 <= high - low <= 20_000
    low, high = ore("p10_bonus_malus", "from_the_first_unit", figures)
    assert (high - low > 20_000) is (score in (7299, 7700))


@law
@given(steps(0, 10000))
def test_bonus_and_malus_ascend_within_their_limits_and_are_zero_in_the_band(scores):
    for line in ("due", "from_the_first_unit", "edge_included"):
        found = ore("p10_bonus_malus", line, {"score": scores})
        assert found == sorted(found)
        assert all(-10_000_000 <= amount <= 15_000_000 for amount in found)
        assert all(not amount for score, amount in zip(scores, found, strict=True) if 7300 < score < 7700)


@law
@given(st.integers(200, 600))
def test_a_symmetric_corridor_pays_as_it_takes(deviation):
    for line in ("due", "from_the_first_unit", "edge_included"):
        up, down = ore("p10_bonus_malus", line, {"score": [7500 + deviation, 7500 - deviation]})
        assert up + down == 0 or down == -10_000_000


@law
@given(st.tuples(*[st.integers(-(10**9), 10**9)] * 3))
def test_a_share_on_the_running_balance_does_not_depend_on_the_order_of_years(savings):
    orders = list(permutations(savings))
    totals = {sum(life) for life in ore("p11_gain_share", "due", {"saving": orders}, periods=YEARS)}
    together = sum(savings)
    whole = 95 * max(min(together, 450_000_000), 0) + 40 * max(together - 450_000_000, 0)
    assert totals == {(whole + 50) // 100}
    assert 0 <= totals.pop() <= max(together, 0)


@law
@given(steps(0, 300_000_000))
def test_loss_share_is_gain_share_the_other_way_up_to_its_limit(savings):
    gain = ore("p12_loss_share", "due", {"saving": savings})
    loss = ore("p12_loss_share", "due", {"saving": [-each for each in savings]})
    assert loss == [max(-each, -72_000_000) for each in gain]


@law
@given(steps(-10000, 10000))
def test_a_fee_at_risk_lies_between_its_fixed_part_and_the_fee(reductions):
    due = ore("p13_fee_at_risk", "due", {"reduction": reductions})
    assert due == sorted(due)
    assert all(150_000_000 <= amount <= 600_000_000 for amount in due)


@law
@given(SCORES)
def test_capped_scores_are_a_convex_combination_and_never_more_than_offsetting_ones_above(scores):
    figures = {"enrolled": [a for a, _ in scores], "learned": [b for _, b in scores]}
    capped = ore("p14_weighted_metrics", "due", figures)
    offsetting = ore("p14_weighted_metrics", "had_one_made_up_for_the_other", figures)
    for (a, b), held, free in zip(scores, capped, offsetting, strict=True):
        low, high = sorted(min(max(score, 0), 1000) for score in (a, b))
        assert 100_000 * low <= held <= 100_000 * high
        assert free == 20_000 * a + 80_000 * b


@law
@given(st.lists(ABOVE_ZERO, min_size=1, max_size=20))
def test_the_weakest_is_below_the_geometric_and_that_below_the_arithmetic_mean(scores):
    figures = dict(zip(("health", "school", "home"), map(list, zip(*scores, strict=True)), strict=True))
    weakest, geometric, arithmetic = (
        values("p15_composite_index", line, figures)[:, 0] for line in ("weakest", "geometric", "arithmetic")
    )
    assert (weakest <= geometric + 5e-7).all()
    assert (geometric <= arithmetic + 5e-7).all()


@law
@given(st.lists(st.tuples(st.integers(850, 1000), st.integers(750, 900), st.integers(0, 99)), min_size=1, max_size=20))
def test_b_counts_only_if_all_of_a_is_met(people):
    figures = dict(zip(("attended", "retained", "promoted"), map(list, zip(*people, strict=True)), strict=True))
    due = ore("p16_lexicographic", "due", figures)
    met = [attended >= 900 and retained >= 800 for attended, retained, _ in people]
    assert due == [all_ * (30_000_000 + 1_000_000 * each[2]) for all_, each in zip(met, people, strict=True)]
    assert due == ore("p16_lexicographic", "as_a_ladder", figures)
