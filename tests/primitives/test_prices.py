"""Laws of prices, bands, ladders and caps: primitives P01 to P09."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.contract.lint import lint
from outcome_contracts.settlement import SettlementData, settle
from tests.primitives.cases import contract, paid
from tests.primitives.lives import YEARS, law, lives, ore, steps, values

COUNTS = st.integers(0, 9)
PERSON = st.fixed_dictionaries(
    {"registered": st.booleans(), "started": COUNTS, "month_in_work": COUNTS, "half_year": COUNTS, "whole_year": COUNTS}
)


@law
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_a_unit_price_is_additive(pairs):
    apart = [ore("p01_linear_unit_price", "due", {"avoided": list(each)}) for each in zip(*pairs, strict=True)]
    together = ore("p01_linear_unit_price", "due", {"avoided": [sum(pair) for pair in pairs]})
    assert together == [sum(each) for each in zip(*apart, strict=True)]
    assert together == [1512 * sum(pair) for pair in pairs]


def carded(people):
    claims = [{name: person[name] for name in ("started", "month_in_work")} for person in people]
    figures = {name: [person[name] for person in people] for name in ("registered", "half_year", "whole_year")}
    statement = settle(
        contract("p02_rate_card"), SettlementData(given={"claims": claims, **figures}), "2026-01/2026-12"
    )
    return paid(statement)["provider"]


@law
@given(st.lists(PERSON, max_size=6).flatmap(lambda people: st.tuples(st.just(people), st.permutations(people))))
def test_a_rate_card_is_free_of_order(both):
    people, shuffled = both
    assert carded(people) == carded(shuffled) == sum(carded([person]) for person in people)


@law
@given(
    st.lists(PERSON, min_size=1, max_size=3), st.sampled_from(("started", "month_in_work", "half_year", "whole_year"))
)
def test_another_claim_never_lowers_pay(people, name):
    more = [{**people[0], name: people[0][name] + 1}, *people[1:]]
    assert carded(people) <= carded(more) <= 9000 * len(people)


@law
@given(steps(0, 40), st.booleans())
def test_a_ladder_is_monotone_in_time_and_in_order_never_pays_more(months, started):
    figures = {"started": started, "in_home": months}
    in_order, any_order = (ore("p03_milestone_ladder", name, figures) for name in ("reached", "each_for_itself"))
    assert in_order == sorted(in_order)
    assert all(ladder <= each for ladder, each in zip(in_order, any_order, strict=True))


@law
@given(lives(0, 40))
def test_a_milestone_is_paid_once(years):
    figures = {"started": True, "in_home": years}
    due = ore("p03_milestone_ladder", "due", figures, periods=YEARS)
    best = ore("p03_milestone_ladder", "reached", {"started": True, "in_home": [max(life) for life in years]})
    assert [sum(life) for life in due] == best
    assert all(amount >= 0 for life in due for amount in life)


@law
@given(steps(-2000, 10000))
def test_a_step_table_has_only_its_own_amounts_and_ascends(reductions):
    due = ore("p04_step_table", "due", {"reduction": reductions})
    assert set(due) <= {0, 480_000_000, 960_000_000}
    assert due == sorted(due)


@law
@given(st.integers(-2000, 9999))
def test_marginal_bands_are_continuous_and_a_retroactive_entry_is_the_one_jump(reduction):
    figures = {"reduction": [reduction, reduction + 1]}
    low, high = ore("p05_marginal_bands", "had_it_been_marginal", figures)
    assert 0 <= high - low <= 160_000  # 160,000 USD a percentage point, in cents for a hundredth of one
    low, high = ore("p05_marginal_bands", "due", figures)
    assert high - low == 320_000_000 if reduction == 1999 else 0 <= high - low <= 160_000


@law
@given(steps(-2000, 10000))
def test_bands_with_falling_prices_are_concave_above_their_entry(reductions):
    reductions = [each for each in reductions if each >= 2000]
    due = ore("p05_marginal_bands", "due", {"reduction": reductions or [2000]})
    slopes = [(b - a) / (y - x) for (x, a), (y, b) in pairwise(zip(reductions, due, strict=False))]
    assert slopes == sorted(slopes, reverse=True)


def test_a_retroactive_price_that_falls_is_not_monotone_and_the_lint_says_so():
    below, at = ore("p06_slab", "due", {"days": [999, 1000]})
    assert below > at
    assert "OC-L004" in {finding.code for finding in lint(contract("p06_slab"))}


@law
@given(steps(0, 5000))
def test_a_slab_held_up_by_the_price_before_is_monotone(days):
    held = ore("p06_slab", "never_less", {"days": days})
    assert held == sorted(held)
    assert all(due <= each for due, each in zip(ore("p06_slab", "due", {"days": days}), held, strict=True))


@law
@given(st.integers(0, 999))
def test_a_ramp_is_continuous(restored):
    figures = {"restored": [restored * 10, restored * 10 + 1]}
    low, high = ore("p07_ramp", "due", figures)
    assert 0 <= high - low <= 63_000  # 7,000,000 SEK · 0.9 for a hundredth of a per cent
    low, high = values("p07_ramp", "without_ends", figures)[:, 0].tolist()
    assert 0 < high - low < 1e-4


@law
@given(steps(0, 100))
def test_a_threshold_pays_all_or_nothing(persons):
    due = ore("p08_threshold", "due", {"in_work": persons})
    assert due == [8_000_000 if each >= 20 else 0 for each in persons]


@law
@given(
    st.lists(st.tuples(*[st.tuples(COUNTS, COUNTS, COUNTS, st.integers(0, 40))] * 3), min_size=1, max_size=8),
    st.integers(1, 300),
)
def test_every_cap_holds_and_none_changes_what_lies_below_it(years, persons):
    names = ("claims", "courses")
    figures = {name: ([[year[place] for year in life] for life in years],) for place, name in enumerate(names)}
    figures |= {"persons": (persons,), "in_work": [[year[3] for year in life] for life in years]}

    def found(line):
        return ore("p09_caps", line, figures, periods=YEARS)

    support, together, periods, due, city = map(
        found, ("support", "all_together", "of_the_period", "due", "by_the_city")
    )
    for row, life in enumerate(years):
        for column, (claims, courses, _, in_work) in enumerate(life):
            person = min(100_000 * min(claims, 3) + 50_000 * courses, 400_000)
            assert support[row][column] == min(persons * person, 40_000_000)
            both = support[row][column] + 2_000_000 * in_work
            assert together[row][column] == min(max(both, 5_000_000), 65_000_000)
            assert periods[row][column] == min(together[row][column], 60_000_000)
        assert sum(due[row]) == min(sum(periods[row]), 100_000_000)
        assert sum(city[row]) == min(sum(due[row]), 35_000_000)
        assert all(0 <= part <= whole for part, whole in zip(city[row], due[row], strict=True))
