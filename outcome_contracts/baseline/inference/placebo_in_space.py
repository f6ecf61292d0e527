"""Placebos in space for many cases at once: portfolios, simulated worlds, power before signing.

    θ    = log change of unit 0 − log change of the pooled units 1 … J
    θ_j  = log change of unit j − log change of the pooled others, without unit 0
    SE²  = mean θ_j²          interval θ ± t(J − 1) · SE

What the method finds where there is nothing to find is the size of its error (the idea of Conley and Taber 2011).
The last axis is that of the units; the axes before it are whatever there are many of. `contrast` does the same for
one case in whole numbers, and the two agree in every digit that a result shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.arrays import as_floats
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.notices import DataRejected, Findings, UsageError

Floats = NDArray[np.float64]

# With three placebos the 95 % interval would be 4.3 standard errors wide to each side, from an SE itself hardly known.
FEWEST_PLACEBOS = 4
# Above this, Student t is the normal distribution to three digits of any quantile that a contract names.
MOST_DEGREES_OF_FREEDOM = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """θ of the unit in question, shape (…), and θ_j of the units it is compared with, shape (…, J); log scale.

    Raises UsageError: OC-B090 for shapes that do not fit, OC-B092 for fewer than four comparators, OC-B091 for values
    that are not finite.
    """

    theta: Floats
    placebos: Floats

    def __post_init__(self) -> None:
        findings = Findings()
        for name in ("theta", "placebos"):
            object.__setattr__(self, name, floats(getattr(self, name)))
        require_shapes({"theta": self.theta}, np.shape(self.placebos)[:-1], findings)
        if np.ndim(self.placebos) == 0 or np.shape(self.placebos)[-1] < FEWEST_PLACEBOS:
            count = 0 if np.ndim(self.placebos) == 0 else np.shape(self.placebos)[-1]
            findings.add("OC-B092", count=count, needed=FEWEST_PLACEBOS)
        for name, values in (("theta", self.theta), ("placebos", self.placebos)):
            if impossible := int(np.count_nonzero(~np.isfinite(values))):
                findings.add("OC-B091", argument=name, count=impossible, allowed="−∞ < x < ∞")
        findings.refuse(UsageError)

    def __repr__(self) -> str:
        return f"Contrasts({self.theta.size} × 1 against {self.placebos.shape[-1]})"


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """θ with its standard error, degrees of freedom and interval, each of shape (…); log scale."""

    theta: Floats
    log_se: Floats
    degrees_of_freedom: NDArray[np.int64]
    low: Floats
    high: Floats

    def __repr__(self) -> str:
        return f"Intervals({self.theta.size})"


def index_contrasts(
    *, days_before: ArrayLike, exposure_before: ArrayLike, days_after: ArrayLike, exposure_after: ArrayLike
) -> Contrasts:
    """The comparator index and its placebos from the sums of two periods.

    Each array has the shape (…, 1 + J), unit 0 first; days and exposure in any units, > 0.
    Raises UsageError: OC-B090 shapes that differ, OC-B091 values not above zero, OC-B092 fewer than four comparators.
    """
    columns = {
        "days_before": floats(days_before),
        "exposure_before": floats(exposure_before),
        "days_after": floats(days_after),
        "exposure_after": floats(exposure_after),
    }
    findings = Findings()
    shape = columns["days_before"].shape
    require_shapes(columns, shape, findings)
    require_positive(columns, findings)
    if not shape or shape[-1] <= FEWEST_PLACEBOS:
        count = max(0, shape[-1] - 1) if shape else 0
        findings.add("OC-B092", count=count, needed=FEWEST_PLACEBOS)
    findings.refuse(UsageError)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused by `Contrasts`
        theta = against_others(*columns.values())
    return Contrasts(theta[..., 0], theta[..., 1:])


def against_others(above_before: Floats, below_before: Floats, above_after: Floats, below_after: Floats) -> Floats:
    """Log change of a ratio in every unit less that of the pooled others, shape (…, 1 + J), J ≥ 2, all sums > 0.

    Unit 0 is compared with all others, every other one with those that are left without unit 0.
    """
    sums = (above_before, below_before, above_after, below_after)
    return _log_change(*sums) - _log_change(*map(_others, sums))


def placebo_t(found: Contrasts, *, confidence: float) -> Intervals:
    """The interval whose width is what the method finds in the comparators, where there is no effect.

    confidence: of the interval, between 0 and 1. Raises UsageError (OC-B093) for another, and DataRejected (OC-B030)
    where all comparators of a case change by the same factor.
    """
    log_se = np.sqrt(np.mean(found.placebos**2, axis=-1))
    _require_spread(found, log_se)
    df = np.full(log_se.shape, found.placebos.shape[-1] - 1, dtype=np.int64)
    return t_intervals(found.theta, log_se, df, confidence=confidence)


def t_intervals(theta: Floats, log_se: Floats, df: NDArray[np.int64], *, confidence: float) -> Intervals:
    """θ ± t(df) · SE, elementwise; each of shape (…), df ≥ 1. Raises UsageError (OC-B093) for no confidence."""
    if not 0 < confidence < 1:
        findings = Findings()
        findings.add("OC-B093", field="confidence", allowed="0 < x < 1")
        findings.refuse(UsageError)
    degrees, place = np.unique(np.minimum(df, MOST_DEGREES_OF_FREEDOM), return_inverse=True)
    quantiles = np.array([central_quantile(confidence, degree) for degree in degrees.tolist()])
    half_width = quantiles[place].reshape(np.shape(df)) * log_se
    return Intervals(theta, log_se, df, theta - half_width, theta + half_width)


def floats(values: ArrayLike) -> Floats:
    """Values as floats; where they are no numbers one NaN, which no check lets through."""
    found = as_floats(values)
    return np.array(np.nan) if found is None else found


def require_shapes(arrays: Mapping[str, Floats], shape: tuple[int, ...], findings: Findings) -> None:
    """Record arrays of another shape (OC-B090)."""
    for name, values in arrays.items():
        if np.shape(values) != shape:
            findings.add("OC-B090", argument=name, shape=str(np.shape(values)), needed=str(shape))


def require_positive(arrays: Mapping[str, Floats], findings: Findings) -> None:
    """Record values that are not finite and above zero (OC-B091)."""
    for name, values in arrays.items():
        if impossible := int(np.count_nonzero(~(np.isfinite(values) & (np.asarray(values) > 0)))):
            findings.add("OC-B091", argument=name, count=impossible, allowed="0 < x < ∞")


def _log_change(days_before: Floats, exposure_before: Floats, days_after: Floats, exposure_after: Floats) -> Floats:
    """log(rate after / rate before)."""
    return np.asarray(np.log(days_after / exposure_after * (exposure_before / days_before)))


def _others(column: Floats) -> Floats:
    """What every unit is compared with: the project with all comparators, a comparator with the others of them.

    Added up from both sides and not subtracted from the whole, in which a large unit would drown the others.
    """
    units = column[..., 1:]
    up, down = np.cumsum(units, axis=-1), np.cumsum(units[..., ::-1], axis=-1)[..., ::-1]
    others = np.empty_like(column)
    others[..., 0] = up[..., -1]
    others[..., 1] = down[..., 1]
    others[..., 2:-1] = up[..., :-2] + down[..., 2:]
    others[..., -1] = up[..., -2]
    return others


def _require_spread(found: Contrasts, log_se: Floats) -> None:
    findings = Findings()
    if (log_se == 0).any():
        findings.add("OC-B030", count=found.placebos.shape[-1])
    findings.refuse(DataRejected)
