"""How well a path fits the reference months, where nothing had happened yet.

    bias      Σ (observed − fitted) / Σ observed                   a level that is off before is off afterwards
    rmspe     √mean (observed − fitted)² / mean observed           the same as CV(RMSE) without a lost degree
    acf(k)    autocorrelation of the residuals at lag k            what the model leaves is not noise

Rates, every month with the same weight. A method that does not fit the reference months (a path that is only a
level) shows season as residuals; the rows are then what they are, information.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.table import Table

# CalTRACK 2.0, 4.3.2.1 lets a portfolio through at CV(RMSE) ≤ 100 %; a settlement of one project is asked for more.
RMSPE_THRESHOLD = 0.15
BIAS_THRESHOLD = 0.03


def pre_fit_rows(table: Table, path: NDArray[np.float64]) -> tuple[Diagnostic, ...]:
    """Bias, RMSPE and autocorrelation at lags 1 and 12 of the reference months that the path fits."""
    observed, fitted = table.rates[0, : table.before], path[: table.before]
    known = np.isfinite(fitted)
    if not known.any():
        return ()
    residuals, mean = (observed - fitted)[known], float(observed[known].mean())
    bias = float(residuals.sum()) / float(observed[known].sum())
    rmspe = math.sqrt(float((residuals * residuals).mean())) / mean
    return (
        _judged("pre_fit_bias", abs(bias), BIAS_THRESHOLD),
        _judged("pre_fit_rmspe", rmspe, RMSPE_THRESHOLD),
        _acf(residuals, 1),
        _acf(residuals, 12),
    )


def _judged(name: str, value: float, threshold: float) -> Diagnostic:
    return Diagnostic(name, value, threshold, Verdict.FLAGGED if value > threshold else Verdict.PASSED)


def _acf(residuals: NDArray[np.float64], lag: int) -> Diagnostic:
    name, centred = f"residual_acf_{lag}", residuals - residuals.mean()
    total = float(centred @ centred)
    if len(residuals) <= 2 * lag or total == 0:
        return Diagnostic(name, None, None, Verdict.NOT_POSSIBLE)
    return Diagnostic(name, float(centred[lag:] @ centred[:-lag]) / total, None, Verdict.INFORMATION)
