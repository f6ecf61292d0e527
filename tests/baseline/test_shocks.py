"""Shocks: dated events, the rule for non-routine months, and what a method that extrapolates may not do."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.non_routine import departures, in_runs, outliers
from outcome_contracts.baseline.shocks import ShockEvent, Shocks, extrapolates, require_no_shock
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period, months_text
from tests.baseline.worlds import BOTH, MEASUREMENT, REFERENCE, mean_plan, panel, plan

SHOCK = Period.parse("2018-06/2018-09")
RULE = {"above": "0.25", "months": 2}
SEASON = np.array([1.25, 1.4, 1.25, 1.0, 0.9, 0.75, 0.5, 0.75, 1.05, 1.1, 1.1, 0.95])
EPIDEMIC = {"sv": "Epidemin", "en": "The epidemic", "months": SHOCK, "mechanism": "behaviour", "source": "An authority"}


def event(**changes):
    return ShockEvent(**(EPIDEMIC | changes))


def struck(kind, units, *, by=1.6, months=SHOCK, effect=1.0, period=BOTH):
    """Units with a season and their own small ways, and `by` times the days in some months."""
    index = np.array(period.months)
    own = 1 + 0.03 * np.sin(np.arange(len(units))[:, None] * 7 + index / 5)
    days = 60 * SEASON[index % 12] * own * np.where((index >= months.first) & (index <= months.last), by, 1)
    return panel(kind, units, days * np.where(index >= MEASUREMENT.first, effect, 1), 1000, period=period)


def world(**changes):
    return struck(Panel, ("p",), effect=0.9, **changes), struck(ComparatorPanel, tuple("abcd"), **changes)


def rows(found):
    return {row.name: row.value for row in found.diagnostics}


def errors(*arguments, **more):
    with pytest.raises(DataRejected) as refusal:
        fit(*arguments, **more)
    return [notice.code for notice in refusal.value.notices if notice.severity == "error"]


def test_the_rule_leaves_shock_months_out_on_both_sides_and_says_so():
    project, others = world()
    ruled, excluded = plan(non_routine=RULE), plan(excluded=[str(SHOCK)])
    found, by_hand = (fit(agreed, project, others, MEASUREMENT) for agreed in (ruled, excluded))
    assert found.left_out == by_hand.left_out == tuple(SHOCK.months)
    assert found.effect == by_hand.effect
    assert found.observed == by_hand.observed
    (said,) = (notice for notice in found.notices if notice.code == "OC-B111")
    assert "OC-B118" not in {notice.code for notice in found.notices}
    facts = dict(said.facts)
    assert (facts["count"], facts["months"], facts["above"]) == (4, "2018-06/2018-09", "25 %")
    held = project.net_days[0, SHOCK.first - BOTH.first : SHOCK.last + 1 - BOTH.first].sum()
    assert Fraction(said.net_days) == Fraction(int(held), 10**8)
    assert facts["percent"] == f"{held / project.net_days.sum():.0%}"


def test_the_effect_of_all_months_is_shown_beside_that_of_normal_ones():
    project, others = world()
    normal, everything = (fit(agreed, project, others, MEASUREMENT) for agreed in (plan(non_routine=RULE), plan()))
    assert rows(normal)["effect_normal_months"] == normal.effect.point
    assert rows(normal)["effect_all_months"] == pytest.approx(everything.effect.point)
    assert "effect_all_months" not in rows(everything)
    assert everything.left_out == ()
    assert "left_out" not in everything.to_dict()


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 3))
def test_the_rule_does_not_look_at_the_project(factor):
    others = world()[1]
    seen = fit(plan(non_routine=RULE), struck(Panel, ("p",), by=factor), others, MEASUREMENT)
    assert seen.left_out == tuple(SHOCK.months)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 3))
def test_what_happens_in_months_left_out_changes_nothing(factor):
    agreed = plan(excluded=[str(SHOCK)])
    first, second = (fit(agreed, *world(by=by), MEASUREMENT) for by in (1.0, factor))
    assert (first.effect, first.observed, first.spread) == (second.effect, second.observed, second.spread)


def test_a_quiet_world_has_no_non_routine_month():
    quiet = world(by=1.0)
    found = fit(plan(non_routine=RULE), *quiet, MEASUREMENT)
    assert found.left_out == ()
    assert found.effect == fit(plan(), *quiet, MEASUREMENT).effect


@pytest.mark.parametrize(("by", "count"), [(1.35, 4), (1.15, 0), (0.65, 4), (0.85, 0)])
def test_the_rule_looks_both_ways_from_the_agreed_share_on(by, count):
    found = fit(plan(non_routine=RULE), *world(by=by), MEASUREMENT)
    assert len(found.left_out) == count


def test_one_month_alone_is_flagged_and_kept():
    found = fit(plan(non_routine=RULE), *world(months=Period.parse("2018-06")), MEASUREMENT)
    assert found.left_out == ()
    (flag,) = (notice for notice in found.notices if notice.code == "OC-B118")
    assert dict(flag.facts)["months"] == "2018-06"


def test_a_rule_that_finds_every_month_leaves_none():
    codes = errors(plan(non_routine=RULE), *world(months=MEASUREMENT), MEASUREMENT)
    assert codes == ["OC-B031"]


def test_a_shock_in_the_reference_is_left_out_where_other_years_show_it():
    period = Period.parse("2015-01/2019-12")
    winter = Period.parse("2016-02/2016-04")
    project, others = (
        struck(kind, units, by=2.5, months=winter, period=period)
        for kind, units in ((Panel, ("p",)), (ComparatorPanel, tuple("abcd")))
    )
    agreed = plan(non_routine=RULE, reference_period="2015-01/2017-12")
    found = fit(agreed, project, others, MEASUREMENT)
    assert found.left_out == ()
    assert dict(next(n for n in found.notices if n.code == "OC-B111").facts)["months"] == "2016-02/2016-04"


def test_a_rule_without_a_forecast_or_without_comparators_is_refused():
    agreed = plan(non_routine=RULE, excluded=["2016-06/2016-06", "2017-06/2017-06"])
    assert errors(agreed, *world(), MEASUREMENT) == ["OC-B112"]
    assert errors(mean_plan(non_routine=RULE), world()[0], None, MEASUREMENT) == ["OC-B113"]
    capped = Shocks(capped=frozenset(SHOCK.months), at_most=Fraction(1, 4))
    assert errors(mean_plan(), world()[0], None, MEASUREMENT, shocks=capped) == ["OC-B116"]


def test_a_small_month_that_is_left_out_tells_no_days():
    heads = np.full((1, len(BOTH)), 100)
    heads[0, SHOCK.first - BOTH.first] = 5
    project = panel(Panel, ("p",), 50.0, heads)
    found = fit(plan(excluded=[str(SHOCK)]), project, world()[1], MEASUREMENT)
    (said,) = (notice for notice in found.notices if notice.code == "OC-B110")
    assert (said.net_days, dict(said.facts)["percent"]) == (None, "–")
    assert rows(found)["effect_all_months"] is None


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"method": "reference_mean"}, True),
        ({"method": "seasonal_naive"}, True),
        ({"method": "linear_trend"}, True),
        ({"method": "segmented_regression", "model": "extrapolation", "harmonics": 2}, True),
        ({"method": "segmented_regression", "model": "step", "harmonics": 2}, False),
        ({"method": "structural_series", "components": "level", "comparators": ["a"], "draws": 9,
          "inference": "placebo_in_space_t"}, True),
        ({"method": "comparator_index", "comparators": ["a", "b"], "draws": 9, "inference": "placebo_in_space_t"},
         False),
    ],
)  # fmt: skip
def test_a_shock_inside_an_extrapolation_is_refused(changes, refused):
    agreed, findings = mean_plan(**changes), Findings()
    require_no_shock(agreed, [event()], BOTH, findings)
    require_no_shock(agreed, [event()], [month for month in BOTH if month not in SHOCK], findings)
    assert [notice.code for notice in findings] == ["OC-B114"] * refused
    assert extrapolates(agreed) is refused


def test_a_shock_is_refused_before_an_extrapolation_is_computed():
    project = world()[0]
    assert errors(mean_plan(), project, None, MEASUREMENT, shocks=Shocks((event(),))) == ["OC-B114"]
    outside = event(months=Period.parse("2021-01"))
    assert fit(mean_plan(), project, None, MEASUREMENT, shocks=Shocks((outside,)))
    left_out = Shocks((event(),), left_out=frozenset(SHOCK.months))
    assert errors(mean_plan(), project, None, MEASUREMENT, shocks=left_out) == ["OC-B034"]


def test_a_cap_scales_all_comparators_alike_and_keeps_their_differences():
    project, others = world()
    shocks = Shocks(capped=frozenset(SHOCK.months), at_most=Fraction(1, 4))
    free, capped = fit(plan(), project, others, MEASUREMENT), fit(plan(), project, others, MEASUREMENT, shocks=shocks)
    assert capped.effect.point > free.effect.point
    assert capped.left_out == ()
    assert rows(capped)["effect_all_months"] == pytest.approx(free.effect.point)
    table = struck(ComparatorPanel, tuple("abcd"), by=1.25)
    as_if = fit(plan(), project, table, MEASUREMENT)
    assert capped.effect.point == pytest.approx(as_if.effect.point, abs=0.005)


def test_a_cap_holds_the_months_of_the_event_and_no_others():
    project, others = world()
    first_two, all_four = (
        fit(plan(), project, others, MEASUREMENT, shocks=Shocks(capped=frozenset(months), at_most=Fraction(1, 4)))
        for months in (SHOCK.months[:2], SHOCK.months)
    )
    assert fit(plan(), project, others, MEASUREMENT).effect.point < first_two.effect.point < all_four.effect.point


@settings(max_examples=50, deadline=None)
@given(st.floats(0.01, 100), st.permutations(range(3)))
def test_departures_do_not_depend_on_units_of_days_or_order_of_comparators(scale, order):
    rng = np.random.default_rng(3)
    days, exposure, months = rng.uniform(50, 90, (3, 48)), rng.uniform(5, 9, (3, 48)), np.arange(24_000, 24_048)
    reference = months < 24_024
    whole = departures(days, exposure, months, reference=reference)
    order = list(order)
    again = departures(days[order] * scale, exposure[order], months, reference=reference)
    assert np.allclose(whole, again, rtol=1e-12, atol=1e-12)
    lifted = days * np.where(months == 24_030, 2.0, 1.0)
    assert departures(lifted, exposure, months, reference=reference)[30] == pytest.approx(2 * (1 + whole[30]) - 1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 5))
def test_a_run_is_of_far_months_next_to_each_other_and_long_enough(far, at_least):
    months = np.arange(len(far)) + 24_000
    text = "".join("x" if one else "." for one in far)
    expected = [
        one and len(text[:place].split(".")[-1]) + len(text[place:].split(".")[0]) >= at_least
        for place, one in enumerate(far)
    ]
    assert in_runs(months, far=np.array(far), at_least=at_least).tolist() == expected


def test_a_month_that_is_missing_ends_a_run():
    months = np.array([1, 2, 4, 5, 6])
    assert in_runs(months, far=np.ones(5, bool), at_least=3).tolist() == [False, False, True, True, True]


def test_outliers_are_three_interquartile_ranges_above_the_median():
    departure = np.concatenate([np.linspace(-0.1, 0.1, 41), [0.299, 0.31]])
    low, middle, high = np.quantile(departure, [0.25, 0.5, 0.75])
    assert outliers(departure).tolist() == (departure > middle + 3 * (high - low)).tolist()
    assert not outliers(-np.abs(departure))[-1]
    assert not outliers(np.zeros(5)).any()


def test_arrays_that_give_no_departure_are_refused():
    days, months, reference = np.ones((2, 24)), np.arange(24), np.arange(24) < 12

    def codes(*arguments, reference=reference):
        with pytest.raises(UsageError) as refusal:
            departures(*arguments, reference=reference)
        return [notice.code for notice in refusal.value.notices]

    assert codes(days[:, :1], days, months) == ["OC-B090"] * 3
    assert codes(np.ones(24), days, months)[0] == "OC-B090"
    assert codes(np.ones((0, 24)), np.ones((0, 24)), months) == ["OC-B090"]
    assert codes(days * 0, days, months) == ["OC-B091"]
    assert codes(days, days * 0, months) == ["OC-B091"]
    assert codes(days * np.nan, days, months) == ["OC-B091"]
    assert codes(days, days, months, reference=np.arange(24) < 11) == ["OC-B112"]
    assert codes(days, days, months, reference=np.zeros(24, bool)) == ["OC-B112"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sv": ""}, ["sv"]), ({"en": "a\nb"}, ["en"]), ({"source": "x" * 201}, ["source"]),
        ({"months": "2018-06"}, ["months"]),
        ({"sv": "@cap", "mechanism": "weather"}, ["sv", "mechanism"]),
    ],
)  # fmt: skip
def test_an_event_that_is_none_is_refused(changes, fields):
    with pytest.raises(UsageError) as refusal:
        event(**changes)
    assert [dict(notice.facts)["field"] for notice in refusal.value.notices] == fields
    assert {notice.code for notice in refusal.value.notices} == {"OC-B117"}


def test_an_event_is_read_back_as_it_was_written():
    assert ShockEvent.from_dict(event().to_dict()) == event()
    with pytest.raises(KeyError):
        ShockEvent.from_dict({"sv": "x"})


def test_months_are_written_as_spans():
    months = [*SHOCK.months, REFERENCE.first, MEASUREMENT.last]
    assert months_text(months) == "2016-01, 2018-06/2018-09, 2019-12"
    assert months_text([]) == ""
