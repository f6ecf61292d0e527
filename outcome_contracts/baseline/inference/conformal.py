"""Conformal inference: is a supposed effect compatible with how the gaps behave otherwise?

    under the hypothesis, subtract the effect from row 0 after the start, fit over ALL times, take the residuals u
    S(s) = Σ |u| over the T1 times from s on, cyclically      p = #{s : S(s) ≥ S(start)} / T

Moving blocks of Chernozhukov, Wüthrich and Zhu (2021, Journal of the American Statistical Association 116,
1849-1864). Since the fit sees no difference between before and after, p is exact when the residuals are exchangeable
by cyclic shifts, and approximate when they are stationary. It moves in steps of 1/T, which is also its floor: with T
times no interval has more than 1 − 1/T confidence. The interval holds the effects that are not rejected.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.estimators.simplex import (
    Array,
    checked_outcomes,
    checked_values,
    refuse,
    simplex_weights,
)

# Sums that are equal but for rounding are equal: rejecting by rounding would be no test.
_ROUNDING = 1e-12

Residuals = Callable[[Array], Array]


def mixture_residuals(outcomes: Array) -> Array:
    """Row 0 less its synthetic control, fitted over all times, shape (m,); outcomes: shape (1 + J, m)."""
    return np.asarray(outcomes[0] - simplex_weights(outcomes[0], outcomes[1:].T).weights @ outcomes[1:])


def demeaned_residuals(outcomes: Array) -> Array:
    """The same after each row has lost its mean over all times."""
    return mixture_residuals(outcomes - outcomes.mean(axis=1, keepdims=True))


def moving_block_p(outcomes: ArrayLike, before: int, *, effect: float, residuals: Residuals) -> float:
    """The p-value of the hypothesis that row 0 is changed by `effect` at every time after the start.

    outcomes: shape (1 + J, m), the first `before` columns before the start. residuals: shape (m,) from outcomes as
    they would be without the effect, such as `mixture_residuals`. A multiple of 1 / m, at least 1 / m.
    Raises UsageError (OC-B060).
    """
    values, supposed = checked_outcomes(outcomes, before), checked_values("effect", effect)
    if supposed.ndim:
        refuse("effect", str(supposed.shape), "()")
    return _p(values, before, float(supposed), residuals)


def moving_block_interval(
    outcomes: ArrayLike, before: int, *, confidence: float, grid: ArrayLike, residuals: Residuals
) -> tuple[float, float]:
    """The smallest and the largest effect of the grid that is not rejected: p > 1 − confidence.

    grid: ascending effects, shape (g,). Effects between the two may be rejected as well.
    Raises UsageError (OC-B060): arrays that do not fit, a confidence above 1 − 1 / m, a grid in which nothing is
    accepted, or whose first or last value is, so that the interval may reach beyond it.
    """
    values, effects = checked_outcomes(outcomes, before), checked_values("grid", grid)
    times = values.shape[1]
    if not 0 < confidence <= 1 - 1 / times:
        refuse("confidence", f"{confidence:g}", f"0 < x ≤ 1 − 1/{times}")
    if effects.ndim != 1 or len(effects) < 3:
        refuse("grid", str(effects.shape), "(g,), g ≥ 3")
    if (np.diff(effects) <= 0).any():
        refuse("grid", "Δ ≤ 0", "Δ > 0")
    # 1 − 0.9 is a little less than 0.1 in binary, and p = 0.1 is to be rejected.
    limit = 1 - confidence + 1e-9
    accepted = np.flatnonzero([_p(values, before, effect, residuals) > limit for effect in effects.tolist()])
    if not len(accepted) or accepted[0] == 0 or accepted[-1] == len(effects) - 1:
        ends = f"{effects[0]:g} – {effects[-1]:g}"
        refuse("grid", f"{len(accepted)} / {len(effects)}, {ends}", "p(first), p(last) ≤ 1 − confidence < p(some)")
    return float(effects[accepted[0]]), float(effects[accepted[-1]])


def _p(outcomes: Array, before: int, effect: float, residuals: Residuals) -> float:
    changed = outcomes.copy()
    changed[0, before:] -= effect
    sizes, after = np.abs(checked_values("residuals", residuals(changed))), outcomes.shape[1] - before
    if sizes.shape != outcomes.shape[1:]:
        refuse("residuals", str(sizes.shape), str(outcomes.shape[1:]))
    sums = np.lib.stride_tricks.sliding_window_view(np.concatenate((sizes, sizes[: after - 1])), after).sum(axis=1)
    return int(np.count_nonzero(sums >= sums[before] * (1 - _ROUNDING))) / len(sums)
