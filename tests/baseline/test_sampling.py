"""The sampling part: residual diagnostics, blocks of months, and the drift that is agreed beside it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.counterfactual import Verdict
from outcome_contracts.baseline.estimators.residuals import (
    autocorrelation,
    chi_square_p,
    ljung_box,
    residual_diagnostics,
)
from outcome_contracts.baseline.inference.agreed_drift import agreed_drift_log_se, drift_of_random_walk
from outcome_contracts.baseline.inference.sampling import block_weights, bootstrap_part, coefficient_part, hac_part
from outcome_contracts.baseline.methods.segmented_regression import segmented_regression
from outcome_contracts.notices import UsageError

stats = pytest.importorskip("scipy.stats")

few = settings(deadline=None, max_examples=20)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 11, 12, 13, 60, 201])
def test_the_tail_of_chi_square_against_scipy(df) -> None:
    for x in (0.0, 1e-9, 0.3, 1.0, 5.0, 21.03, 100.0, 900.0, 1e5):
        assert chi_square_p(x, df) == pytest.approx(stats.chi2.sf(x, df), rel=1e-11, abs=1e-300)


def test_autocorrelation_and_ljung_box_against_statsmodels() -> None:
    tools = pytest.importorskip("statsmodels.tsa.stattools")
    residuals = np.cumsum(np.random.default_rng(4).normal(size=72))
    for lag, value in enumerate(tools.acf(residuals, nlags=12)):
        assert lag == 0 or autocorrelation(residuals, lag=lag) == pytest.approx(value, rel=1e-12)
    statistic, p = tools.q_stat(tools.acf(residuals, nlags=12)[1:], 72)
    found = ljung_box(residuals, lags=12)
    assert (found.statistic, found.degrees_of_freedom) == (pytest.approx(statistic[-1], rel=1e-12), 12)
    assert found.p == pytest.approx(p[-1], rel=1e-9)


def test_what_the_diagnostics_of_residuals_flag() -> None:
    smooth = np.sin(np.arange(36) / 6)
    rows = {row.name: row for row in residual_diagnostics(smooth, months=np.arange(len(smooth)), dispersion=10.5)}
    assert rows["dispersion"].verdict is rows["residual_acf_1"].verdict is Verdict.FLAGGED
    rows = {
        row.name: row for row in residual_diagnostics(np.tile([1.0, -1.0], 6), months=np.arange(12), dispersion=9.5)
    }
    assert rows["dispersion"].verdict is rows["residual_acf_1"].verdict is Verdict.PASSED
    assert rows["residual_acf_12"].verdict is rows["ljung_box_p"].verdict is Verdict.NOT_POSSIBLE
    flat = residual_diagnostics(np.zeros(36), months=np.arange(36), dispersion=None)
    assert [(row.value, row.verdict) for row in flat] == [(None, Verdict.NOT_POSSIBLE)] * 3


@few
@given(st.integers(1, 80), st.data())
def test_every_draw_is_as_long_as_the_series_and_made_of_whole_blocks(rows, data) -> None:
    block = data.draw(st.integers(1, rows))
    weights = block_weights(rows, block=block, replicates=50, seed=data.draw(st.integers(0, 2**53)))
    assert weights.shape == (50, rows)
    assert (weights.sum(axis=1) == rows).all()
    assert weights.min() >= 0
    if block == rows:
        assert (weights == 1).all()


def test_every_block_has_the_same_chance() -> None:
    weights = block_weights(12, block=4, replicates=60_000, seed=7)
    mean = np.convolve(np.ones(9) / 9, np.ones(4)) * 3
    assert weights.mean(axis=0) == pytest.approx(mean, abs=0.015)


def test_draws_are_those_of_the_seed() -> None:
    first = block_weights(60, block=12, replicates=10, seed=1)
    assert (first == block_weights(60, block=12, replicates=20, seed=1)[:10]).all()
    assert (first != block_weights(60, block=12, replicates=10, seed=2)).any()
    drawn = np.zeros(60, dtype=int)
    for start in (7, 15, 25, 46, 46):
        drawn[start : start + 12] += 1
    assert (first[0] == drawn).all()


def series(seed: int = 1):
    random = np.random.default_rng(seed)
    months = np.arange(72)
    counts = random.poisson(500 * np.exp(0.2 * np.cos(2 * np.pi * months / 12))).astype(float)
    return segmented_regression(
        counts, times=months, exposure=np.ones(72), terms=("step",), start=36, slope_from=36, harmonics=1,
        season_length=12,
    )  # fmt: skip


def test_on_independent_counts_all_parts_agree() -> None:
    """Poisson counts of 500 a month, 36 against 36: SE of the step = √(2 / 18,000) = 0.0105."""
    quasi, hac, boot = [], [], []
    for seed in range(30):
        fit = series(seed)
        quasi.append(coefficient_part(fit.quasi_poisson(), "step").log_se)
        hac.append(coefficient_part(fit.hac(lags=3), "step").log_se)
        boot.append(bootstrap_part(fit, "step", block=3, replicates=300, seed=seed).log_se)
    for parts in (quasi, hac, boot):
        assert np.mean(parts) == pytest.approx(math.sqrt(2 / 18_000), rel=0.1)


def test_a_part_says_that_it_is_a_part() -> None:
    part = bootstrap_part(series(), "step", block=12, replicates=50, seed=3)
    assert "part of the uncertainty, never the whole" in repr(part)
    assert (part.source, part.degrees_of_freedom) == ("block_bootstrap", 72 - 4)


def test_the_part_of_an_influence_is_that_of_a_mean() -> None:
    values = np.random.default_rng(2).normal(size=50)
    part = hac_part((values - values.mean()) / 50, months=np.arange(50), lags=0, parameters=1)
    assert part.log_se == pytest.approx(values.std(ddof=1) / math.sqrt(50), rel=1e-12)


@few
@given(st.floats(1e-6, 1), st.floats(1e-6, 1))
def test_an_agreed_drift_adds_as_variances_do(sampling, drift) -> None:
    total = agreed_drift_log_se(sampling_log_se=sampling, drift_sd=drift)
    assert max(sampling, drift) <= total <= sampling + drift
    assert total**2 == pytest.approx(sampling**2 + drift**2, rel=1e-12)


def test_the_drift_of_a_random_walk_against_simulated_walks() -> None:
    walks = np.cumsum(np.random.default_rng(3).normal(0, 0.005, (20_000, 72)), axis=1)
    simulated = (walks[:, 36:].mean(axis=1) - walks[:, :36].mean(axis=1)).std()
    assert drift_of_random_walk(0.005, reference_months=36, measurement_months=36) == pytest.approx(simulated, rel=0.02)
    assert drift_of_random_walk(0.01, reference_months=1, measurement_months=1) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "call",
    [
        lambda: block_weights(10, block=11, replicates=1, seed=1),
        lambda: block_weights(10, block=0, replicates=1, seed=1),
        lambda: block_weights(10, block=2, replicates=0, seed=1),
        lambda: block_weights(10, block=2, replicates=1, seed=-1),
        lambda: bootstrap_part(series(), "steps", block=2, replicates=9, seed=1),
        lambda: bootstrap_part(series(), "step", block=2, replicates=1, seed=1),
        lambda: hac_part(np.ones(3), months=np.array([1, 1, 2]), lags=0, parameters=1),
        lambda: hac_part(np.ones(3), months=np.arange(3), lags=3, parameters=1),
        lambda: hac_part(np.ones(3), months=np.arange(3), lags=0, parameters=3),
        lambda: hac_part(np.full(3, np.nan), months=np.arange(3), lags=0, parameters=1),
        lambda: autocorrelation(np.ones(5), lag=5),
        lambda: ljung_box(np.array([1.0, np.nan]), lags=1),
        lambda: agreed_drift_log_se(sampling_log_se=0.01, drift_sd=0.0),
        lambda: agreed_drift_log_se(sampling_log_se=math.nan, drift_sd=0.1),
        lambda: drift_of_random_walk(0.01, reference_months=0, measurement_months=1),
    ],
)
def test_arguments_that_do_not_fit(call) -> None:
    with pytest.raises(UsageError, match="OC-B070"):
        call()


def test_months_that_were_left_out_are_no_neighbours() -> None:
    """A pure season of twelve months, of which seven are cut out: still the same month of the year before, lag 12."""
    months = np.delete(np.arange(96), np.arange(40, 47))
    rows = {
        row.name: row.value for row in residual_diagnostics(np.sin(months * np.pi / 6), months=months, dispersion=None)
    }
    assert rows["residual_acf_12"] == pytest.approx(1, abs=0.3)
