"""Regressions by the thousand: a bootstrap of one Poisson regression, and robust standard errors of many series.

The peer is statsmodels in a loop, as its user would write it: resampled rows into `GLM(...).fit()`, one response after
another into `OLS(...).fit(cov_type="HAC")`. Its loops are run on a sample and scaled to the whole, which the name of
the peer says. Coefficients and standard errors must agree to 1e-10 before anything is timed. 60 months, six columns.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import Design
from outcome_contracts.baseline.estimators.least_squares import fit_many_least_squares
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.estimators.poisson_regression import fit_poisson
from outcome_contracts.baseline.estimators.segmented_design import segmented_design
from outcome_contracts.baseline.inference.sampling import block_weights
from tests.benchmarks.result import Result, interleaved

MONTHS = 60
REFITS = 2_000
SAMPLE = 25
BLOCK = 12
LAGS = 12
TOLERANCE = 1e-10

Floats = NDArray[np.float64]


def run() -> list[Result]:
    """The two comparisons."""
    return [_bootstrap(), _robust_errors()]


def _bootstrap() -> Result:
    import statsmodels.api as sm

    random = np.random.default_rng(5)
    design = _design()
    exposure = random.uniform(480, 520, MONTHS)
    true = np.array([-0.4, 0.001, 0.2, 0.1, 0.05, -0.05])
    counts = random.poisson(exposure * np.exp(design.matrix @ true)).astype(np.float64)
    weights = block_weights(MONTHS, block=BLOCK, replicates=REFITS, seed=2018)
    fit = fit_poisson(counts, design, exposure=exposure)

    def ours() -> Floats:
        return refits(fit, weights)

    def peer() -> Floats:
        found = []
        for row in weights[:SAMPLE]:
            picked = np.repeat(np.arange(MONTHS), row)
            model = sm.GLM(
                counts[picked], design.matrix[picked], family=sm.families.Poisson(), offset=np.log(exposure[picked])
            )
            found.append(model.fit().params)
        return np.array(found)

    _require_agreement(ours()[:SAMPLE], peer())
    return _timed("2,000 Poisson refits, block bootstrap", "statsmodels GLM", ours, peer)


def _robust_errors() -> Result:
    import statsmodels.api as sm

    design = _design()
    responses = np.random.default_rng(6).normal(size=(REFITS, MONTHS))
    options = {"maxlags": LAGS, "use_correction": True}

    def ours() -> Floats:
        found = fit_many_least_squares(responses, design, lags=LAGS)
        return np.hstack([found.values, found.hac_standard_errors])

    def peer() -> Floats:
        fits = [sm.OLS(row, design.matrix).fit(cov_type="HAC", cov_kwds=options) for row in responses[:SAMPLE]]
        return np.array([np.concatenate([fit.params, fit.bse]) for fit in fits])

    _require_agreement(ours()[:SAMPLE], peer())
    return _timed("2,000 least squares with HAC errors", "statsmodels OLS", ours, peer)


def _timed(name: str, peer_name: str, ours: Callable[[], Floats], peer: Callable[[], Floats]) -> Result:
    own, sampled = interleaved(ours, peer, pairs=15)
    whole = sampled * REFITS / SAMPLE
    return Result(name, f"{peer_name}, {SAMPLE} scaled to {REFITS}", whole / own, own, whole, _peak_mb(ours))


def _design() -> Design:
    return segmented_design(
        np.arange(MONTHS, dtype=np.float64),
        terms=("trend",), start=MONTHS / 2, slope_from=MONTHS / 2, harmonics=2, season_length=12,
    )  # fmt: skip


def _require_agreement(ours: Floats, theirs: Floats) -> None:
    worst = float(np.abs(ours - theirs).max())
    if not worst <= TOLERANCE:
        raise ValueError(f"coefficients differ by {worst:.1e}")


def _peak_mb(work: Callable[[], Floats]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
