"""The backtest: no error where there is no noise, the right one where it was put in, and no origin lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.robustness.backtest import backtest
from outcome_contracts.canonical import canonical
from outcome_contracts.notices import UsageError
from outcome_contracts.panel import PROJECT, ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import mean_plan, panel, plan

SPAN = Period.parse("2014-01/2018-12")
REFERENCE = "2014-01/2017-12"
NAMES = ("a", "b", "c", "d")
SEASON = 100 + 30 * np.cos(2 * np.pi * np.arange(60) / 12)


def panels(days):
    """The project in row 0, four comparators below."""
    rows = np.round(np.broadcast_to(days, (5, 60)), 6)
    return panel(Panel, ("p",), rows[:1], period=SPAN), panel(ComparatorPanel, NAMES, rows[1:], period=SPAN)


def noisy(seed=1):
    return SEASON * np.exp(np.random.default_rng(seed).normal(0, 0.05, (5, 60)))


def run(days, agreed=None, **months):
    agreed = agreed or plan(reference_period=REFERENCE)
    chosen = {"reference_months": 24, "measurement_months": 12, "every": 3} | months
    return backtest(agreed, *panels(days), **chosen)


@pytest.mark.parametrize("method", ["comparator_index", "median_index"])
@pytest.mark.parametrize("growth", [0.0, 0.02])
def test_without_noise_there_is_no_error(method, growth):
    """All units of different size, the same season, the same trend."""
    sizes = np.array([1.0, 0.5, 2, 3, 1.5])[:, None]
    found = run(sizes * SEASON * np.exp(growth * np.arange(60)), plan(reference_period=REFERENCE, method=method))
    assert len(found.origins) == 5 * 5
    assert max(abs(origin.rate_error) for origin in found.origins) < 1e-6
    assert found.root_mean_square_error < 1e-6


def test_without_noise_and_trend_the_reference_mean_has_no_error():
    found = run(SEASON, mean_plan(reference_period=REFERENCE))
    assert [origin.unit for origin in found.origins] == [PROJECT] * 5
    assert abs(found.mean_error) < 1e-9


def test_the_last_origin_is_what_the_plan_itself_says_of_those_months():
    found = run(noisy())
    last = next(one for one in found.origins if one.unit == PROJECT and str(one.measurement) == "2017-01/2017-12")
    direct = fit(plan(reference_period="2015-01/2016-12"), *panels(noisy()), last.measurement)
    assert last.log_effect == pytest.approx(direct.log_effect, abs=1e-12)
    assert last.rate_error == pytest.approx(direct.observed - direct.reference.point, abs=1e-9)
    placebos = {one.comparator: one.log_effect for one in direct.placebos}
    others = {one.unit: one.log_effect for one in found.origins if one.measurement == last.measurement}
    assert {name: others[name] for name in NAMES} == pytest.approx(placebos, abs=1e-12)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.3, 3.0))
def test_what_happens_after_the_reference_period_is_not_looked_at(factor):
    after = noisy()
    after[:, 48:] *= factor
    assert run(after).origins == run(noisy()).origins


@settings(max_examples=10, deadline=None)
@given(st.integers(12, 36), st.integers(1, 12), st.integers(1, 12))
def test_every_origin_lies_in_the_reference_period_and_none_is_lost(before, after, every):
    found = run(noisy(), reference_months=before, measurement_months=after, every=every)
    starts = len(range(48 - after, before - 1, -every))
    assert len(found.origins) + len(found.refused) == 5 * starts
    for origin in found.origins:
        assert Period.parse(REFERENCE).first <= origin.reference.first
        assert origin.reference.last + 1 == origin.measurement.first
        assert origin.measurement.last <= Period.parse(REFERENCE).last


def test_an_error_that_was_put_in_is_found():
    shifted = SEASON * np.ones((5, 1))
    shifted[0, 36:48] *= 0.9
    found = run(shifted, every=12)
    last = next(one for one in found.origins if one.unit == PROJECT and str(one.measurement) == "2017-01/2017-12")
    assert last.log_effect == pytest.approx(np.log(0.9), abs=1e-9)
    assert last.days_error == pytest.approx(-0.1 * 1200, rel=1e-6)


def test_an_origin_that_the_plan_refuses_is_listed_with_its_reason():
    silent = noisy()
    silent[0, 12:36] = 0
    found = run(silent, every=12)
    refused = {str(one.measurement): [notice.code for notice in one.notices] for one in found.refused}
    assert refused["2016-01/2016-12"] == ["OC-B022"]


def test_without_an_origin_there_is_no_error():
    """Nothing looked at is not nothing wrong."""
    found = run(0 * noisy())
    assert not found.origins
    assert found.to_dict()["mean_error"] is found.to_dict()["root_mean_square_error"] is None
    for error in ("mean_error", "root_mean_square_error"):
        with pytest.raises(UsageError, match="OC-B125"):
            getattr(found, error)


def test_months_that_are_left_out_are_not_counted():
    found = run(noisy(), plan(reference_period=REFERENCE, excluded=["2016-03/2016-05"]))
    counted = {str(one.measurement): one.counted for one in found.origins}
    assert counted["2016-01/2016-12"] == 9
    assert counted["2017-01/2017-12"] == 12


def test_months_that_are_none_are_refused_all_at_once():
    with pytest.raises(UsageError) as refusal:
        run(noisy(), reference_months=0, measurement_months=60, every=0)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B121", "OC-B121", "OC-B122"]


def test_a_part_of_a_month_is_no_month():
    with pytest.raises(UsageError, match=r"OC-B121.*every"):
        run(noisy(), every=1.5)


def test_it_is_plain_data():
    assert canonical(run(noisy()).to_dict())
    assert len(repr(run(noisy())).splitlines()) <= 12


def test_the_parts_of_a_combination_move_with_it():
    part = {"weight": "0.5"}
    inner = plan(reference_period=REFERENCE).to_dict()
    parts = [part | {"plan": inner}, part | {"plan": inner | {"method": "median_index"}}]
    combined = plan(reference_period=REFERENCE, method="combination", parts=parts)
    found = run(noisy(), combined)
    assert not found.refused
    both = [
        run(noisy(), plan(reference_period=REFERENCE, method=name)) for name in ("comparator_index", "median_index")
    ]
    for one, *others in zip(found.origins, *(each.origins for each in both), strict=True):
        assert one.log_effect == pytest.approx(sum(other.log_effect for other in others) / 2, abs=1e-9)
