"""The variance of a sum whose terms depend on each other: heteroscedasticity- and autocorrelation-consistent (HAC).

    V = Σ_l w_l Σ_t u_t u_(t+l)'        w_l = 1 − |l| / (L + 1), |l| ≤ L          (Bartlett weights)

Newey and West 1987, Econometrica 55, 703-708. The weights keep V from being negative. For monthly data L = 12; the
factor n / (n − p) for p estimated coefficients is that of the usual programs. What comes out is the sampling part of
an error alone: on simulated municipal absence such intervals covered 40 to 82 % instead of 95 %.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import require_whole
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]


def long_run_sum(terms: Floats, *, lags: int) -> Floats:
    """V of the sum over the first axis: shape (p, p) for terms of shape (n, p), equally spaced in time.

    lags: L; 0 leaves the squares alone. Raises UsageError (OC-B070) for lags below 0 or not below n.
    """
    require_lags(lags, len(terms))
    total = terms.T @ terms
    for lag in range(1, lags + 1):
        shifted = terms[lag:].T @ terms[:-lag]
        total = total + (1 - lag / (lags + 1)) * (shifted + shifted.T)
    return np.asarray(total)


def bartlett_weights(length: int, *, lags: int) -> Floats:
    """The weights w_|s−t| of every pair of points in time, shape (length, length). Raises as `long_run_sum`."""
    require_lags(lags, length)
    steps = np.arange(length)
    return np.asarray(np.maximum(0.0, 1 - np.abs(steps[:, None] - steps[None, :]) / (lags + 1)))


def on_calendar(terms: Floats, months: NDArray[np.int64]) -> Floats:
    """Terms of some months, shape (n,), set into the calendar from the first month to the last, shape (N,).

    Months that were left out count with zero, so that pairs keep their true distance in time and V cannot become
    negative.
    """
    filled = np.zeros(int(months[-1] - months[0]) + 1)
    filled[months - months[0]] = terms
    return filled


def require_lags(lags: int, length: int) -> None:
    """Refuse lags (OC-B070) that are below 0 or not below the number of points in time."""
    findings = Findings()
    require_whole(lags, "lags", findings, least=0, most=length - 1)
    findings.refuse(UsageError)
