"""The months of a result: they end in the result, and nothing is shown of months that do not count."""

import math

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan, fit
from outcome_contracts.baseline.month_by_month import month_by_month
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, panel, plan
from tests.report.estimates import NAMES, WITHOUT_MAY, agreed, fitted, panels

METHODS = {
    "comparator_index": {},
    "median_index": {},
    "two_way_effects": {},
    "demeaned_synthetic_control": {},
    "controlled_series": {"model": "step", "harmonics": 0},
    "synthetic_did": {"time_weights": "uniform"},
    "reference_mean": {"comparators": [], "inference": "none", "draws": 0},
    "linear_trend": {"comparators": [], "inference": "none", "draws": 0},
}


@pytest.mark.parametrize("shocks", [NO_SHOCKS, WITHOUT_MAY], ids=["all months", "one left out"])
@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
@pytest.mark.parametrize("method", METHODS)
def test_the_running_effect_ends_in_the_effect_of_the_result(method, estimand, shocks):
    project, comparators = panels()
    stated = agreed(estimand=estimand).to_dict() | {"method": method} | METHODS[method]
    try:
        agreed_plan = BaselinePlan.from_dict(stated)
        found = fit(agreed_plan, project, comparators, MEASUREMENT, shocks=shocks)
    except DataRejected as refusal:
        assert method in ("linear_trend", "reference_mean") and shocks.events, refusal
        return
    months = month_by_month(agreed_plan, project, comparators, MEASUREMENT, shocks=shocks)
    assert months.running[-1] == pytest.approx(found.log_effect, abs=1e-12)
    assert [math.expm1(one) for one in months.placebos[:, -1]] == pytest.approx(
        [math.expm1(placebo.log_effect) for placebo in found.placebos], abs=1e-9
    )
    assert set(months.months[months.before :].tolist()) == set(MEASUREMENT) - set(found.left_out)


def test_the_days_saved_are_those_of_the_reference():
    found, months = fitted()
    years = math.fsum(months.exposure[months.before :])
    assert months.days_saved[-1] == pytest.approx((found.reference.point - found.observed) * years, rel=1e-9)


def test_months_of_ten_people_are_refused_and_not_shown():
    project, _ = panels()
    days = np.full((5, len(BOTH)), 100)
    days[0, -1] = 3
    heads = np.full((5, len(BOTH)), 300)
    heads[0, -1] = 10
    with pytest.raises(DataRejected) as refusal:
        month_by_month(agreed(), project, panel(ComparatorPanel, NAMES, days, heads), MEASUREMENT)
    assert {notice.code for notice in refusal.value.notices if notice.severity == "error"} == {"OC-B029"}


def test_without_a_path_there_are_no_months():
    project, _ = panels()
    external = plan(method="external_estimate", comparators=[], inference="none", draws=100)
    with pytest.raises(DataRejected):
        month_by_month(external, project, None, MEASUREMENT)


def test_nothing_observed_yet_is_no_effect_yet():
    project, comparators = panels()
    days = np.full((1, len(BOTH)), 100)
    days[0, 24] = 0
    quiet = panel(type(project), ("p",), days, 300)
    months = month_by_month(agreed(), quiet, comparators, MEASUREMENT)
    assert months.running[0] == -math.inf and np.isfinite(months.running[1:]).all()


def test_a_representation_holds_no_figures():
    assert repr(fitted(shocks=Shocks())[1]) == "MonthByMonth(comparator_index, 24 + 24 months)"
    assert Period.parse("2018-01").first in fitted()[1].months
