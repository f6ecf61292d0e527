"""The months of a reference: weighted by exposure they give the reference, and they follow the method's course."""

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.baseline.reference_months import shape_by_month
from outcome_contracts.baseline.shocks import NO_SHOCKS
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.test_month_by_month import METHODS
from tests.baseline.worlds import BOTH, MEASUREMENT, REFERENCE, panel, plan
from tests.report.estimates import WITHOUT_MAY, agreed, fitted, panels


@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
@pytest.mark.parametrize("method", METHODS)
def test_months_weighted_by_exposure_give_the_figure_of_the_period(method, estimand):
    project, comparators = panels()
    stated = agreed(estimand=estimand).to_dict() | {"method": method} | METHODS[method]
    shape = shape_by_month(BaselinePlan.from_dict(stated), project, comparators, MEASUREMENT)
    weights = project.person_days[0, len(REFERENCE) :]
    assert list(shape) == list(MEASUREMENT)
    assert (np.array(list(shape.values())) * weights).sum() / weights.sum() == pytest.approx(1)


def test_the_shape_is_that_of_the_path():
    found, months = fitted()
    shape = shape_by_month(months.plan, *panels(), MEASUREMENT)
    path = months.path[months.before :]
    assert list(shape.values()) == pytest.approx((path / found.reference.point).tolist(), rel=1e-9)


def test_months_that_are_left_out_have_no_shape():
    shape = shape_by_month(agreed(), *panels(), MEASUREMENT, shocks=WITHOUT_MAY)
    assert set(MEASUREMENT) - shape.keys() == WITHOUT_MAY.left_out


def test_two_halves_of_a_period_expect_what_the_whole_does():
    """By the index of comparators: the course of a month does not depend on the period it is settled in."""
    rising = [[100 + month for month in range(len(BOTH))]] * 4
    others = panel(ComparatorPanel, ("a", "b", "c", "d"), np.array(rising))
    project = panel(Panel, ("p",), 100)
    half = Period(MEASUREMENT.first, MEASUREMENT.first + 11)
    whole = shape_by_month(plan(), project, others, MEASUREMENT)
    part = shape_by_month(plan(), project, others, half)
    ratios = [part[month] / whole[month] for month in half]
    assert ratios == pytest.approx([ratios[0]] * 12)


def test_what_fit_refuses_has_no_months_either():
    project, comparators = panels()
    with pytest.raises(DataRejected, match="OC-B025"):
        shape_by_month(agreed(), project, comparators, REFERENCE, shocks=NO_SHOCKS)
