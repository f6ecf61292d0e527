"""The sampling part of an error: how far θ would move if the same months happened again by chance.

    HAC               SE² = n / (n − p) · Σ_l w_l Σ_t u_t u_(t+l)      u_t: what month t adds to θ by its residual
    block bootstrap   months drawn again in blocks, the regression repeated, the standard deviation of its answers
    quasi-Poisson     the square root of φ times the inverse information

One series cannot show what happens to a municipality for reasons of its own that last: on simulated municipal absence
these intervals covered 40 to 82 % instead of 95 %, and 81 % even without any local drift. The part is therefore always
labelled as a part, and an interval made of it alone is descriptive. Only months enter, never persons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.coefficients import Coefficients, Variance
from outcome_contracts.baseline.estimators.design_matrix import checked, require_whole
from outcome_contracts.baseline.estimators.long_run_variance import long_run_sum, on_calendar
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.estimators.poisson_regression import PoissonFit
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]
Source = Literal["block_bootstrap"] | Variance
Estimand = Literal["mean_over_period", "mean_of_months"]


@dataclass(frozen=True, slots=True)
class SamplingPart:
    """The standard error of a log effect from sampling alone, by what it was found, with its degrees of freedom."""

    source: Source
    log_se: float
    degrees_of_freedom: int

    def __repr__(self) -> str:
        return f"SamplingPart({self.source}, {self.log_se:.4f}: a part of the uncertainty, never the whole)"


def hac_part(influence: Floats, *, months: NDArray[np.int64], lags: int, parameters: int) -> SamplingPart:
    """The part from what each of n months adds to θ, shape (n,).

    months: which they are, as whole numbers, ascending, shape (n,); those left out between them count as zero.
    parameters: coefficients that were estimated, p. Raises UsageError (OC-B070) for values that are not finite, months
    that do not ascend, p not below n, or lags not below the months from the first to the last.
    """
    findings, count = Findings(), np.size(months)
    calendar = checked(months, "months", (None,), "finite", findings)
    influence = checked(influence, "influence", (count,), "finite", findings)
    if (calendar != np.floor(calendar)).any() or (np.diff(calendar) <= 0).any():
        findings.add("OC-B070", argument="months", found="x ≠ ⌊x⌋, x(t+1) ≤ x(t)", needed="x = ⌊x⌋, x(t) < x(t+1)")
    require_whole(parameters, "parameters", findings, least=0, most=count - 1)
    findings.refuse(UsageError)
    total = float(long_run_sum(on_calendar(influence, calendar.astype(np.int64))[:, None], lags=lags)[0, 0])
    return SamplingPart("hac", math.sqrt(max(0.0, count / (count - parameters) * total)), count - parameters)


def coefficient_part(coefficients: Coefficients, name: str) -> SamplingPart:
    """The part from the standard error of one coefficient, such as the step of a segmented regression of counts."""
    return SamplingPart(coefficients.variance, coefficients.standard_error(name), coefficients.degrees_of_freedom)


def bootstrap_part(fit: PoissonFit, name: str, *, block: int, replicates: int, seed: int) -> SamplingPart:
    """The part from a moving-block bootstrap of months: the standard deviation of a coefficient over the refits.

    block: months that are drawn together, 12 to keep years whole. Raises UsageError (OC-B070) for arguments that do not
    fit, fewer than two replicates, and what `refits` raises.
    """
    findings, place = Findings(), [column == name for column in fit.design.names]
    if not any(place):
        findings.add("OC-B070", argument="name", found="–", needed=" | ".join(fit.design.names))
    require_whole(replicates, "replicates", findings, least=2)
    findings.refuse(UsageError)
    weights = block_weights(len(fit.counts), block=block, replicates=replicates, seed=seed)
    answers = refits(fit, weights)[:, place][:, 0]
    return SamplingPart("block_bootstrap", float(answers.std(ddof=1)), fit.degrees_of_freedom)


def block_weights(rows: int, *, block: int, replicates: int, seed: int) -> NDArray[np.int64]:
    """How often each of n rows is drawn when blocks of neighbours are drawn until there are n again, shape (B, n).

    Every block starts with the same chance at any row from which it fits; the last is cut. The starts come from the raw
    words of PCG64, so that they are the same with every version of NumPy. (Künsch 1989, Annals of Statistics 17,
    1217-1241.) Raises UsageError (OC-B070) for 1 ≤ block ≤ rows, replicates ≥ 1 or seed ≥ 0 not kept.
    """
    findings = Findings()
    bounds = {"rows": (rows, 1, 2**31), "block": (block, 1, rows), "replicates": (replicates, 1, 2**31)}
    for argument, (value, low, high) in (bounds | {"seed": (seed, 0, 2**63)}).items():
        require_whole(value, argument, findings, least=low, most=high)
    findings.refuse(UsageError)
    blocks = -(-rows // block)
    words = np.asarray(np.random.PCG64(seed).random_raw(replicates * blocks), dtype=np.uint64)
    places = rows - block + 1
    starts = ((words >> np.uint64(32)) * np.uint64(places) >> np.uint64(32)).astype(np.int64).reshape(-1, blocks)
    lengths = np.full(blocks, block)
    lengths[-1] = rows - block * (blocks - 1)
    offsets = np.arange(replicates)[:, None] * (rows + 1)
    size = replicates * (rows + 1)
    begun = np.bincount((offsets + starts).reshape(-1), minlength=size)
    ended = np.bincount((offsets + starts + lengths).reshape(-1), minlength=size)
    return np.asarray(np.cumsum((begun - ended).reshape(replicates, rows + 1), axis=1)[:, :rows], dtype=np.int64)


def month_weights(expected: Floats, *, estimand: Estimand) -> Floats:
    """How much each measurement month weighs in θ, by the expected net days without the project; sums to one."""
    if estimand == "mean_of_months":
        return np.full(len(expected), 1 / len(expected))
    return np.asarray(expected / expected.sum())


def observed_influence(days: Floats, fitted: Floats, *, estimand: Estimand) -> Floats:
    """What each measurement month adds to θ through the days observed in it: their residual over the fitted days."""
    return np.asarray(month_weights(fitted, estimand=estimand) * (days - fitted) / fitted)
