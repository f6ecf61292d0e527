"""What the residuals of one series say about its model: do they still know something about each other?

    r_k = Σ e_t e_(t+k) / Σ e_t²        Q = n (n + 2) Σ_(k ≤ K) r_k² / (n − k), compared with χ²(K)

e are residuals less their mean. Ljung and Box 1978, Biometrika 65, 297-303. For whole degrees of freedom the tail of
χ² is a finite sum (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5), so that nothing else is needed for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.estimators.design_matrix import checked, require_whole
from outcome_contracts.baseline.estimators.long_run_variance import on_calendar
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]

# Proposals: above them, the errors that a regression prints are known to be too small.
DISPERSION_THRESHOLD = 10.0
ACF_THRESHOLD = 0.4
LJUNG_BOX_LAGS = 12
# Residuals that differ by less, as a share of the largest, do not vary: their mean is not exact.
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class LjungBox:
    """Q, its degrees of freedom (the number of lags) and the probability of a larger one by chance."""

    statistic: float
    degrees_of_freedom: int
    p: float


def autocorrelation(residuals: Floats, *, lag: int) -> float | None:
    """r_k of residuals of shape (n,), equally spaced, for 1 ≤ lag < n; None where they do not vary.

    Raises UsageError (OC-B070) for values that are not finite or another lag.
    """
    e = _centred(residuals, lag)
    total = float(e @ e)
    return float(e[lag:] @ e[:-lag]) / total if total > 0 else None


def ljung_box(residuals: Floats, *, lags: int) -> LjungBox | None:
    """The test that r_1 … r_lags are all zero, 1 ≤ lags < n; None where the residuals do not vary.

    The degrees of freedom are not lowered for estimated coefficients. Raises as `autocorrelation`.
    """
    e = _centred(residuals, lags)
    total, n = float(e @ e), len(e)
    if not total > 0:
        return None
    terms = [(float(e[k:] @ e[:-k]) / total) ** 2 / (n - k) for k in range(1, lags + 1)]
    statistic = n * (n + 2) * math.fsum(terms)
    return LjungBox(statistic, lags, chi_square_p(statistic, lags))


def chi_square_p(x: float, df: int) -> float:
    """P(χ² ≥ x) for x ≥ 0 and whole df ≥ 1."""
    if x <= 0:
        return 1.0
    half = x / 2
    first = math.erfc(math.sqrt(half)) if df % 2 else 0.0
    powers = (k + (df % 2) / 2 for k in range(df // 2))
    return min(1.0, first + math.fsum(math.exp(k * math.log(half) - half - math.lgamma(k + 1)) for k in powers))


def residual_diagnostics(
    residuals: Floats, *, months: NDArray[np.int64], dispersion: float | None
) -> tuple[Diagnostic, ...]:
    """Rows on residuals of months, shape (n,), for the diagnostics of a method: ACF(1), ACF(12), Ljung-Box p.

    months: which they are, ascending, shape (n,); a month that was left out between them is no neighbour of any, and
    its residual counts as zero. dispersion: φ of a regression of counts, None for one of logarithms. A flag informs
    and never refuses.
    """
    residuals = on_calendar(residuals - residuals.mean(), months)
    rows = [] if dispersion is None else [_limited("dispersion", dispersion, DISPERSION_THRESHOLD)]
    long_enough = len(residuals) > LJUNG_BOX_LAGS
    test = ljung_box(residuals, lags=LJUNG_BOX_LAGS) if long_enough else None
    rows.append(_limited("residual_acf_1", autocorrelation(residuals, lag=1), ACF_THRESHOLD))
    rows.append(_information("residual_acf_12", autocorrelation(residuals, lag=12) if long_enough else None))
    rows.append(_information("ljung_box_p", None if test is None else test.p))
    return tuple(rows)


def _centred(residuals: Floats, lag: int) -> Floats:
    findings = Findings()
    residuals = checked(residuals, "residuals", (None,), "finite", findings)
    require_whole(lag, "lag", findings, least=1, most=residuals.size - 1)
    findings.refuse(UsageError)
    e = residuals - residuals.mean()
    return np.zeros(len(e)) if np.abs(e).max() <= _ROUNDING * np.abs(residuals).max() else e


def _limited(name: str, value: float | None, threshold: float) -> Diagnostic:
    if value is None:
        return Diagnostic(name, None, threshold, Verdict.NOT_POSSIBLE)
    return Diagnostic(name, value, threshold, Verdict.FLAGGED if value > threshold else Verdict.PASSED)


def _information(name: str, value: float | None) -> Diagnostic:
    return Diagnostic(name, value, None, Verdict.NOT_POSSIBLE if value is None else Verdict.INFORMATION)
