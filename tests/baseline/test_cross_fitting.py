"""Cross-fitting by hand, its laws, and how often its interval holds the truth."""

from __future__ import annotations

import math
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.inference.cross_fitting import CrossFit, cross_fitted_effect
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.baseline.methods.demeaned_synthetic_control import demeaned_synthetic_control
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import UsageError
from tests.baseline.test_synthetic_control import world
from tests.baseline.test_synthetic_refusals import BEFORE, MONTHS, days, errors
from tests.baseline.worlds import plan

METHODS = pytest.mark.parametrize("method", ["synthetic_control", "demeaned_synthetic_control"])
ESTIMANDS = pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])


def exact(target: np.ndarray, donors: np.ndarray) -> np.ndarray:
    return simplex_weights(target, donors).weights


def equal(target: np.ndarray, donors: np.ndarray) -> np.ndarray:
    return np.full(donors.shape[1], 1 / donors.shape[1])


def monthly(world: np.ndarray) -> Table:
    return Table(world, np.full(world.shape, 300.0), np.arange(world.shape[1], dtype=np.int64), BEFORE)


def agreed(method: str, estimand: str = "mean_over_period", folds: int = 3):
    return plan(method=method, estimand=estimand, inference="cross_fitted_t", folds=folds)


def test_blocks_by_hand() -> None:
    """Seven months in three blocks of two: the first month is in none. The gaps are those of equal weights."""
    gaps = np.array([9.0, 1, 3, 2, 2, 0, 4, 10, 14, 12])
    values = np.vstack((gaps, np.zeros((2, 10))))
    found = cross_fitted_effect(values, 7, folds=3, weigh=equal)
    assert found.parts == (12 - 2, 12 - 2, 12 - 2)
    gaps[1] = 7
    found = cross_fitted_effect(np.vstack((gaps, np.zeros((2, 10)))), 7, folds=3, weigh=equal)
    assert found.parts == (7, 10, 10)
    assert found.effect == pytest.approx(9)
    assert found.standard_error == pytest.approx(math.sqrt(1 + 3 * 2 / 3) * stdev(found.parts) / math.sqrt(3))
    assert found.degrees_of_freedom == 2


def test_few_months_after_the_start_make_short_blocks() -> None:
    gaps = np.arange(12.0)
    found = cross_fitted_effect(np.vstack((gaps, np.zeros(12))), 10, folds=2, weigh=equal)
    assert found.parts == (10.5 - 6.5, 10.5 - 8.5)  # months 6, 7 and 8, 9


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.floats(-30, 30), st.integers(2, 6))
def test_what_is_added_after_the_start_moves_the_effect_and_not_its_error(seed, added, folds) -> None:
    values = world(seed)
    changed = values.copy()
    changed[0, 30:] += added
    one, other = (cross_fitted_effect(each, 30, folds=folds, weigh=exact) for each in (values, changed))
    assert other.effect - one.effect == pytest.approx(added, abs=1e-9)
    assert other.standard_error == pytest.approx(one.standard_error, abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.floats(-30, 30))
def test_a_lasting_difference_of_levels_is_no_effect(seed, level) -> None:
    values = world(seed)
    higher = values.copy()
    higher[0] += level
    one, other = (cross_fitted_effect(each, 30, folds=3, weigh=equal) for each in (values, higher))
    assert other.effect == pytest.approx(one.effect, abs=1e-9)


def test_the_interval_is_that_of_student() -> None:
    found = CrossFit(2.0, 0.5, (1.0, 2.0, 3.0))
    assert found.interval(0.9) == pytest.approx((2 - 2.919985580 * 0.5, 2 + 2.919985580 * 0.5))


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    """400 worlds of stationary gaps, weights estimated: 90 per cent, give or take three standard errors of a count."""
    hits, random = 0, np.random.default_rng(20)
    for _ in range(400):
        common = random.normal(size=60)
        values = common + random.normal(size=(6, 60))
        low, high = cross_fitted_effect(values, 36, folds=3, weigh=exact).interval(0.9)
        hits += low < 0 < high
    assert abs(hits / 400 - 0.9) < 3 * math.sqrt(0.09 / 400)


@METHODS
@ESTIMANDS
def test_the_path_of_a_settlement_has_the_cross_fitted_effect(method, estimand) -> None:
    table, terms = monthly(days(4)), agreed(method, estimand)
    found = method_of(terms).predict(table, terms)
    theta = log_effect(table, found.path, terms)
    parts = []
    for first in (0, 12, 24):
        kept = [month for month in range(MONTHS) if not first <= month < first + 12]
        order = [*kept, *range(first, first + 12)]
        turned = Table(table.days[:, order], table.exposure[:, order], table.months[order], BEFORE - 12)
        path = method_of(terms).mixture(turned).path
        rates = turned.rates[0]

        def effect(columns, rates=rates, path=path) -> float:
            if estimand == "mean_of_months":
                return float(np.log(rates[columns] / path[columns]).mean())
            return math.log(rates[columns].sum() / path[columns].sum())  # exposure is the same in every month

        parts.append(effect(slice(BEFORE - 12, MONTHS - 12)) - effect(slice(MONTHS - 12, None)))
    assert theta == pytest.approx(np.mean(parts), abs=1e-12)
    assert found.sampling_log_se == pytest.approx(math.sqrt(1 + 36 / 24) * stdev(parts) / math.sqrt(3), rel=1e-9)
    assert found.sampling_degrees_of_freedom == 2


def test_months_as_an_array_and_as_a_settlement_agree() -> None:
    table, terms = monthly(days(5)), agreed("demeaned_synthetic_control", "mean_of_months")

    def demeaned(target: np.ndarray, donors: np.ndarray) -> np.ndarray:
        stacked = np.vstack((target, donors.T, donors.T))[: 1 + donors.shape[1]]
        return demeaned_synthetic_control(np.hstack((stacked, stacked[:, :1])), len(target)).weights

    array = cross_fitted_effect(np.log(table.rates), BEFORE, folds=3, weigh=demeaned)
    found = method_of(terms).predict(table, terms)
    assert log_effect(table, found.path, terms) == pytest.approx(array.effect, abs=1e-12)
    assert found.sampling_log_se == pytest.approx(array.standard_error, rel=1e-9)


@METHODS
def test_blocks_of_less_than_a_year_are_refused(method) -> None:
    assert errors(method, days(), inference="cross_fitted_t", folds=4) == ["OC-B068"]


@pytest.mark.parametrize("folds", [0, 1, 31])
def test_folds_that_do_not_fit_are_refused(folds) -> None:
    with pytest.raises(UsageError) as refusal:
        cross_fitted_effect(world(1), 30, folds=folds, weigh=exact)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B060"]


def test_student_quantiles_are_those_of_the_library() -> None:
    assert central_quantile(0.9, 2) == pytest.approx(2.919985580)
