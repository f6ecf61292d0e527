"""Two-way fixed effects on arrays: the coefficient from double demeaning, and a standard error that is refused.

    D̃_it = D_it − D̄_i − D̄_t + D̄        θ = Σ D̃ y / Σ D̃²        (Frisch and Waugh 1933)
    V = G/(G−1) · (N−1)/(N−K) · Σ_i (Σ_t D̃_it e_it)² / (Σ D̃²)²    clusters = units, the form called CR1

The last line rests on many treated units: with a single one its residuals sum to almost nothing by construction,
and the standard error is far too small (Conley and Taber 2011, Review of Economics and Statistics 93, 113-125).
With one start for all, θ is the difference of differences of period means.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.design_matrix import checked, require_whole
from outcome_contracts.notices import Findings, Notice, UsageError

Floats = NDArray[np.float64]

# Demeaned treatment whose squares sum to less than this share of its own is gone, to rounding.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class ComparisonOnly:
    """A standard error that is printed beside others and that nothing may be settled by; why says the reason."""

    value: float
    why: str


def mean_changes(outcome: ArrayLike, *, before: int) -> Floats:
    """Mean after − mean before of every unit, shape (n,).

    outcome: in any units, shape (n, m), of which the first `before` times stand before the start.
    Raises UsageError (OC-B070) for another form.
    """
    findings = Findings()
    values = checked(outcome, "outcome", (None, None), "finite", findings)
    findings.refuse(UsageError)
    require_whole(before, "before", findings, least=1, most=values.shape[1] - 1)
    findings.refuse(UsageError)
    return np.asarray(values[:, before:].mean(axis=1) - values[:, :before].mean(axis=1))


def difference_in_differences(outcome: ArrayLike, treated: ArrayLike, *, before: int) -> float:
    """The mean change of the treated units minus that of the others, in the units of the outcome.

    outcome: shape (n, m). treated: 0 or 1, shape (n,). before: as in `mean_changes`.
    Raises UsageError (OC-B070) for another form, and where all or none are treated.
    """
    changes = mean_changes(outcome, before=before)
    chosen = _marks(treated, "treated", changes.shape)
    if chosen.all() or not chosen.any():
        _refuse("treated", f"Σ = {int(chosen.sum())}", f"0 < Σ < {len(chosen)}")
    return float(changes[chosen].mean() - changes[~chosen].mean())


def two_way_effect(outcome: ArrayLike, treatment: ArrayLike) -> float:
    """θ of a balanced panel, in the units of the outcome, whenever and however often each unit is treated.

    outcome: shape (n, m). treatment: 0 or 1, shape (n, m). Where units start at different times and effects change
    with time, θ is a weighted mean of effects in which weights may be negative.
    Raises UsageError (OC-B070) for another form, and where the treatment is the same for all units or all times.
    """
    values, demeaned = _demeaned(outcome, treatment)
    return float((demeaned * values).sum() / (demeaned**2).sum())


def cluster_robust_se(outcome: ArrayLike, treatment: ArrayLike) -> float:
    """The cluster-robust standard error of θ, by unit; arguments as in `two_way_effect`.

    Raises UsageError: OC-B084 where the treatment begins or ends in a single unit, or stays as it is in a single one (a
    unit that is always treated is one of the others: its level takes the treatment up); OC-B070 as there.
    """
    se = cluster_robust_se_for_comparison(outcome, treatment).value
    marks = np.asarray(treatment, dtype=np.float64)
    changing = (marks != marks[:, :1]).any(axis=1)
    treated, others = int(changing.sum()), int((~changing).sum())
    if 1 in (treated, others):
        raise UsageError([Notice("OC-B084", facts=(("treated", treated), ("others", others)))])
    return se


def cluster_robust_se_for_comparison(outcome: ArrayLike, treatment: ArrayLike) -> ComparisonOnly:
    """What `cluster_robust_se` would say, also where it refuses; published tables print it. Raises OC-B070 as there."""
    values, demeaned = _demeaned(outcome, treatment)
    units, times = values.shape
    if units * times <= units + times:
        _refuse("outcome", str(values.shape), "n · m > n + m")
    squares = float((demeaned**2).sum())
    residuals = _without_means(values) - demeaned * ((demeaned * values).sum() / squares)
    scores = (demeaned * residuals).sum(axis=1)
    factor = units / (units - 1) * (units * times - 1) / (units * times - units - times)
    se = math.sqrt(factor * float(scores @ scores)) / squares
    return ComparisonOnly(se, "cluster-robust: too small unless many units are treated")


def _demeaned(outcome: ArrayLike, treatment: ArrayLike) -> tuple[Floats, Floats]:
    findings = Findings()
    values = checked(outcome, "outcome", (None, None), "finite", findings)
    findings.refuse(UsageError)
    marks = _marks(treatment, "treatment", values.shape).astype(np.float64)
    demeaned = _without_means(marks) if marks.size else marks
    if (demeaned**2).sum() <= _NOTHING * max(marks.sum(), 1.0):
        _refuse("treatment", "D̃ = 0", "D̃ ≠ 0")
    return values, demeaned


def _without_means(values: Floats) -> Floats:
    """Minus the means of rows and of columns, plus the mean of all."""
    rows, columns = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    return np.asarray(values - rows - columns + values.mean())


def _marks(values: ArrayLike, argument: str, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    findings = Findings()
    marks = checked(values, argument, shape, "finite", findings)
    findings.refuse(UsageError)
    if not np.isin(marks, (0.0, 1.0)).all():
        _refuse(argument, f"{np.count_nonzero(~np.isin(marks, (0.0, 1.0)))} × x", "x = 0, 1")
    return marks.astype(bool)


def _refuse(argument: str, found: str, needed: str) -> None:
    raise UsageError([Notice("OC-B070", facts=(("argument", argument), ("found", found), ("needed", needed)))])
