"""Array functions as an evaluator calls them: lists, whole numbers, frames; and no figure from what does not fit."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.least_squares import fit_least_squares
from outcome_contracts.baseline.estimators.residuals import autocorrelation, ljung_box
from outcome_contracts.baseline.estimators.segmented_design import segmented_design
from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.estimators.structural_forecast import regression_effect, structural_forecast
from outcome_contracts.baseline.estimators.two_by_two import TwoByTwo
from outcome_contracts.baseline.estimators.two_way_regression import cluster_robust_se, difference_in_differences
from outcome_contracts.baseline.inference.agreed_drift import agreed_drift_log_se, drift_of_random_walk
from outcome_contracts.baseline.inference.conformal import (
    mixture_residuals,
    moving_block_interval,
    moving_block_p,
)
from outcome_contracts.baseline.inference.cross_fitting import cross_fitted_effect
from outcome_contracts.baseline.inference.permutation import deviations
from outcome_contracts.baseline.inference.placebo_in_space import Contrasts, index_contrasts, placebo_t
from outcome_contracts.baseline.inference.sampling import block_weights, hac_part
from outcome_contracts.baseline.inference.size_adjustment import dispersion_of_years
from outcome_contracts.baseline.inference.student_t import central_quantile, two_sided_p
from outcome_contracts.baseline.methods.demeaned_synthetic_control import demeaned_synthetic_control
from outcome_contracts.baseline.methods.linear_trend import trend_line
from outcome_contracts.baseline.methods.seasonal_naive import seasonal_naive
from outcome_contracts.baseline.methods.segmented_regression import segmented_least_squares, segmented_regression
from outcome_contracts.baseline.methods.synthetic_control import in_turn, synthetic_control
from outcome_contracts.baseline.methods.synthetic_did import placebo_standard_error, synthetic_did
from outcome_contracts.notices import UsageError

WHOLE = np.random.default_rng(1).integers(50, 150, size=(6, 20))
LEVELS = WHOLE.astype(float)
ONES = np.ones(24)
SEASON = np.arange(24.0) % 12
SERIES = {
    "times": np.arange(24), "terms": ("trend", "step"), "start": 12, "slope_from": 12, "harmonics": 1,
    "season_length": 12,
}  # fmt: skip


def weigh(target, donors):
    return simplex_weights(target, donors).weights


EFFECTS = {
    "synthetic_control": lambda units: synthetic_control(units, 10).effect,
    "demeaned_synthetic_control": lambda units: demeaned_synthetic_control(units, 10).effect,
    "in_turn": lambda units: in_turn(units, 10, synthetic_control)[3].effect,
    "synthetic_did": lambda units: synthetic_did(units, 10, time_weights="estimated", treated=2).effect,
    "placebo_standard_error": partial(
        placebo_standard_error, before=10, time_weights="uniform", treated=2, repetitions=5, seed=1
    ),
    "moving_block_p": partial(moving_block_p, before=10, effect=0.5, residuals=mixture_residuals),
    "cross_fitted_effect": lambda units: cross_fitted_effect(units, 10, folds=3, weigh=weigh).effect,
    "difference_in_differences": partial(difference_in_differences, treated=[1, 1, 0, 0, 0, 0], before=10),
    "dispersion_of_years": lambda units: dispersion_of_years(units, np.ones((6, 20)).tolist()).dispersion,
}


@pytest.mark.parametrize("name", EFFECTS)
def test_lists_and_whole_numbers_are_the_figures_that_they_say(name) -> None:
    effect = EFFECTS[name](LEVELS)
    assert EFFECTS[name](WHOLE) == effect
    assert EFFECTS[name](WHOLE.tolist()) == effect
    assert EFFECTS[name](LEVELS.astype(np.float32)) == effect


@pytest.mark.parametrize("name", EFFECTS)
@pytest.mark.parametrize(
    "units", [[["a"]], [[1.0, 2.0], [3.0]], LEVELS + 0j, np.ma.masked_greater(LEVELS, 120)], ids=str
)
def test_what_are_no_figures_is_refused(name, units) -> None:
    with pytest.raises(UsageError):
        EFFECTS[name](units)


def test_counts_of_one_kind_or_another_are_one_count() -> None:
    x = np.random.default_rng(1).normal(size=(20, 1))
    found = [
        structural_forecast(x[:12, 0] ** 2, x, times=np.arange(20), season_length=length).variance
        for length in (1, np.int64(1))
    ]
    assert found[0] == found[1]
    assert synthetic_control(LEVELS, np.int64(10)).effect == synthetic_control(LEVELS, 10).effect


did = partial(synthetic_did, LEVELS, 10)
error_of_did = partial(placebo_standard_error, LEVELS, 10, time_weights="uniform", repetitions=5, seed=1)
conformal = partial(moving_block_p, LEVELS, 10, effect=0.0)
crossed = partial(cross_fitted_effect, LEVELS, 10, folds=3)
count = partial(segmented_regression, ONES + SEASON, exposure=ONES)
fitted = count(**SERIES)
line = fit_least_squares(SEASON, segmented_design(**SERIES))

REFUSED = {
    "time weights of no kind": partial(did, time_weights="unifrom"),
    "time weights left open": partial(did, time_weights=None),
    "a ridge below zero": partial(did, time_weights="uniform", zeta=-1.0),
    "two and a half treated units": partial(did, time_weights="uniform", treated=2.5),
    "half a repetition": partial(error_of_did, repetitions=5.5),
    "a seed below zero": partial(error_of_did, seed=-1),
    "a start between two times": partial(synthetic_control, LEVELS, 10.5),
    "a start between two times, of means": partial(difference_in_differences, LEVELS, [1, 0, 0, 0, 0, 0], before=2.5),
    "a start between two times, of a regression": partial(regression_effect, SEASON, ONES[:, None], before=9.5),
    "residuals that are no numbers": partial(conformal, residuals=lambda units: units[0] * math.nan),
    "residuals of some times": partial(conformal, residuals=lambda units: units[0][:15]),
    "residuals of all units": partial(conformal, residuals=lambda units: units),
    "an effect that is no number": partial(conformal, effect=math.nan, residuals=mixture_residuals),
    "an effect for each time": partial(conformal, effect=np.zeros(10), residuals=mixture_residuals),
    "a grid in no order": partial(
        moving_block_interval, LEVELS, 10, confidence=0.9, grid=[-9, 0, -8, 9], residuals=mixture_residuals
    ),
    "half a fold": partial(crossed, folds=2.5, weigh=weigh),
    "weights of two donors": partial(crossed, weigh=lambda target, donors: np.ones(2)),
    "weights that are no numbers": partial(crossed, weigh=lambda target, donors: np.full(5, math.nan)),
    "a fit in the place of weights": partial(crossed, weigh=simplex_weights),
    "a confidence of 95": partial(crossed(weigh=weigh).interval, 95),
    "a confidence of one": partial(crossed(weigh=weigh).interval, 1),
    "a confidence of text": partial(fitted.poisson().interval, "step", confidence="0.95", distribution="t"),
    "a harmonic and a half": partial(count, **SERIES | {"harmonics": 1.5}),
    "harmonics of text": partial(count, **SERIES | {"harmonics": "1"}),
    "times in no order": partial(count, **SERIES | {"times": np.arange(24)[::-1]}),
    "times of two units below each other": partial(count, **SERIES | {"times": np.arange(24) % 12}),
    "one lag and a half, of counts": partial(fitted.hac, lags=1.5),
    "one lag and a half": partial(line.hac, lags=1.5),
    "one lag and a half, of residuals": partial(autocorrelation, SEASON, lag=1.5),
    "months between two months": partial(hac_part, [0.1, -0.1, 0.2], months=[1, 2.5, 4], lags=0, parameters=1),
    "blocks of two rows and a half": partial(block_weights, 10, block=2.5, replicates=1, seed=0),
    "a season of four and a half": partial(trend_line, SEASON, times=np.arange(30), season_length=4.5),
    "a season of no length": partial(trend_line, SEASON, times=np.arange(30), season_length=math.nan),
    "a trend against the time": partial(trend_line, SEASON, times=np.arange(30)[::-1], season_length=1),
    "a naive season of four and a half": partial(seasonal_naive, SEASON, times=np.arange(30), season_length=4.5),
    "naive times between two times": partial(seasonal_naive, SEASON, times=np.arange(30) / 12, season_length=12),
    "months of text": partial(seasonal_naive, SEASON, times=["2016-01"] * 30, season_length=12),
    "months and a half": partial(drift_of_random_walk, 0.005, reference_months=36.5, measurement_months=36),
    "a drift of text": partial(agreed_drift_log_se, sampling_log_se="x", drift_sd=0.01),
    "changes of nobody": partial(deviations, []),
    "a t that is no number": partial(two_sided_p, math.nan, 3),
    "no degrees of freedom": partial(central_quantile, 0.95, 0),
    "a quantile beyond certainty": partial(central_quantile, 1.5, 3),
    "days of text": partial(
        index_contrasts, days_before=["x"] * 5, exposure_before=ONES[:5], days_after=ONES[:5], exposure_after=ONES[:5]
    ),
    "placebos of text": partial(Contrasts, 0.1, ["x"] * 4),
    "complex counts": partial(segmented_regression, ONES + 1j, exposure=ONES, **SERIES),
}


@pytest.mark.parametrize("case", REFUSED)
def test_arguments_that_do_not_fit_are_refused_and_never_answered(case) -> None:
    with pytest.raises(UsageError):
        REFUSED[case]()


def test_a_shuffled_series_would_have_another_robust_error_and_is_refused() -> None:
    shuffled = np.random.default_rng(1).permutation(24)
    with pytest.raises(UsageError, match="OC-B070"):
        segmented_least_squares(SEASON[shuffled], **SERIES | {"times": shuffled})


def test_a_masked_observation_is_a_unit_that_was_not_seen() -> None:
    after = np.ma.masked_equal([2.0, 3, 9, 4, 5, 6], 9)
    plain = np.array([2.0, 3, np.nan, 4, 5, 6])
    before, treated = np.arange(6.0), [1, 1, 1, 0, 0, 0]
    assert TwoByTwo(before, after, treated).effect == TwoByTwo(before, plain, treated).effect


def test_placebos_in_a_list_give_the_interval_of_an_array() -> None:
    lists, arrays = (
        Contrasts([0.1], [[0.1, -0.1, 0.2, 0.3]]),
        Contrasts(np.array([0.1]), np.array([[0.1, -0.1, 0.2, 0.3]])),
    )
    assert placebo_t(lists, confidence=0.95).low == placebo_t(arrays, confidence=0.95).low


@pytest.mark.parametrize("constant", [0.1, 0.3, 1 / 3, 1e9 + 0.1])
@pytest.mark.parametrize("count", [7, 9, 49])
def test_residuals_that_do_not_vary_have_no_autocorrelation_whatever_their_mean_rounds_to(constant, count) -> None:
    assert autocorrelation(np.full(count, constant), lag=1) is None
    assert ljung_box(np.full(count, constant), lags=2) is None


@pytest.mark.parametrize("always", [1, 7])
def test_a_unit_that_is_always_treated_is_no_second_cluster(always) -> None:
    """One unit starts; the always treated ones lose their treatment to their own level."""
    treatment = np.zeros((9, 14))
    treatment[0, 7:] = 1
    treatment[1 : 1 + always] = 1
    with pytest.raises(UsageError, match="OC-B084"):
        cluster_robust_se(np.random.default_rng(1).normal(size=(9, 14)), treatment)


@pytest.mark.parametrize("season_length", [4, 12])
def test_the_difference_of_two_series_is_the_multiple_group_model(season_length) -> None:
    """Linden 2015: a regression of both groups, every term with an interaction; the interactions are the answer."""
    random, times = np.random.default_rng(1), np.arange(48)
    terms = SERIES | {"times": times, "season_length": season_length, "terms": ("trend", "step", "slope_change")}
    own, other = random.normal(size=(2, 48)).cumsum(axis=1)
    design = segmented_design(**terms).matrix
    stacked = np.vstack([np.hstack([design, design]), np.hstack([design, 0 * design])])
    both = np.linalg.lstsq(stacked, np.concatenate([own, other]), rcond=None)[0]
    found = segmented_least_squares(own - other, **terms)
    assert found.values == pytest.approx(both[design.shape[1] :], abs=1e-9)
