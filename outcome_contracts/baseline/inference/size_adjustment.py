"""Size adjustment: the interval of a project much smaller than its comparators.

Chance weighs more in a small unit, and the placebos of large ones do not show it. Their part of chance is taken
out, the project's own put in:

    s²   = φ (1/D_before + 1/D_after) + p                   D = net days, φ = dispersion, p = person term
    SE²  = max(0, mean(θ_j² − s_j²)) + s_project²
    ν    = (J − 1) · (SE² / mean θ_j²)²                     Satterthwaite 1946, Biometrics Bulletin 2, 110-114

Only mean θ_j² is estimated, with J − 1 degrees of freedom; φ is agreed. Where the project is as large as its
comparators, ν is J − 1 and the interval that of the plain placebos; where chance is all there is, it is nearly that
of a known standard error. With J − 1 throughout, the interval of 300 employees covers 98 % and not 95 %.
The adjustment only widens: where the formula gives less than mean θ_j², as for a project larger than its comparators,
the plain interval stands, since so little of the difference would be known (ν falls to 1).

φ is the variance of the net days of a year over their mean, from one year's days of every person, those without
absence included. It is computed where the records are and only its value leaves; or, from a panel of years, by
`dispersion_of_years`. Since it contains the differences between persons, it holds for whole staffs that change
places; where most stay, it errs on the wide side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.inference.placebo_in_space import (
    MOST_DEGREES_OF_FREEDOM,
    Contrasts,
    Floats,
    Intervals,
    floats,
    require_positive,
    require_shapes,
    t_intervals,
)
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, UsageError

FEWEST_PAIRS_OF_YEARS = 20


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedError:
    """Standard error of θ, log scale, and its degrees of freedom, whole and at least J − 1; each of shape (…)."""

    log_se: Floats
    degrees_of_freedom: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DispersionOfYears:
    """dispersion: φ. drift_variance: of the yearly log change of a unit against the others beyond chance."""

    dispersion: float
    drift_variance: float


def sampling_variance(
    *, days_before: ArrayLike, days_after: ArrayLike, dispersion: float, person_term: float = 0.0
) -> Floats:
    """s²: the part of chance in the variance of log(rate after / rate before), shape as the days.

    days_before, days_after: net days of the two periods, > 0, shapes alike. dispersion: φ > 0. person_term: p ≥ 0,
    variance that comes with persons and not with days; 0 for the φ of whole years of persons, which contains it.
    Raises UsageError: OC-B090, OC-B091, OC-B093.
    """
    findings, before, after = Findings(), floats(days_before), floats(days_after)
    require_shapes({"days_after": after}, before.shape, findings)
    require_positive({"days_before": before, "days_after": after}, findings)
    if not 0 < dispersion < np.inf:
        findings.add("OC-B093", field="dispersion", allowed="> 0")
    if not 0 <= person_term < np.inf:
        findings.add("OC-B093", field="person_term", allowed="≥ 0")
    findings.refuse(UsageError)
    return np.asarray(dispersion * (1 / before + 1 / after) + person_term)


def size_adjusted(placebos: ArrayLike, *, own_variance: ArrayLike, placebo_variances: ArrayLike) -> AdjustedError:
    """SE and ν from the placebos and everybody's part of chance.

    placebos: θ_j, shape (…, J). own_variance: s² of the project, shape (…). placebo_variances: s_j², shape (…, J).
    Raises UsageError: OC-B090, OC-B091, OC-B092.
    """
    findings, effects = Findings(), floats(placebos)
    own, others = floats(own_variance), floats(placebo_variances)
    require_shapes({"placebo_variances": others}, effects.shape, findings)
    require_shapes({"own_variance": own}, effects.shape[:-1], findings)
    require_positive({"own_variance": own, "placebo_variances": others}, findings)
    findings.refuse(UsageError)
    found = Contrasts(np.zeros(effects.shape[:-1]), effects)
    between = np.mean(found.placebos**2, axis=-1)
    adjusted = np.maximum(0.0, between - np.mean(others, axis=-1)) + own
    squared = np.maximum(between, adjusted)
    with np.errstate(divide="ignore", over="ignore"):
        df = (found.placebos.shape[-1] - 1) * (squared / between) ** 2
    # Cut off and not rounded: fewer degrees of freedom are the wider interval.
    whole = np.minimum(np.floor(df + 1e-9), MOST_DEGREES_OF_FREEDOM).astype(np.int64)
    return AdjustedError(np.sqrt(squared), whole)


def size_adjusted_t(
    found: Contrasts, *, own_variance: ArrayLike, placebo_variances: ArrayLike, confidence: float
) -> Intervals:
    """θ ± t(ν) · SE; arguments and what is raised as for `size_adjusted`, and OC-B093 for no confidence."""
    error = size_adjusted(found.placebos, own_variance=own_variance, placebo_variances=placebo_variances)
    return t_intervals(found.theta, error.log_se, error.degrees_of_freedom, confidence=confidence)


def table_error(table: Table, placebos: Sequence[float], *, dispersion: float) -> tuple[float, int]:
    """SE and ν of a plan: row 0 of the table is the project, placebos are those of the rows below, in their order.

    dispersion: φ, as the plan states it. Raises UsageError: OC-B090, OC-B091, OC-B092, OC-B093.
    """
    before, after = table.days[:, : table.before].sum(axis=1), table.days[:, table.before :].sum(axis=1)
    chance = sampling_variance(days_before=before, days_after=after, dispersion=dispersion)
    error = size_adjusted(np.array(placebos), own_variance=chance[0], placebo_variances=chance[1:])
    return float(error.log_se), int(error.degrees_of_freedom)


def dispersion_of_years(days: ArrayLike, exposure: ArrayLike) -> DispersionOfYears:
    """φ from the past years of many units, large and small, to be agreed before the outcome is known.

    days, exposure: net days and years of exposure by unit and year, > 0, shape (n, years). For every unit and pair of
    years in a row, the log change against the pooled others has the variance φ (1/D + 1/D of the next year) + τ²;
    both by maximum likelihood. Small units show φ, large ones τ²: without both it says little.
    Raises UsageError: OC-B090, OC-B091, OC-B096; OC-B097 where chance explains nothing of the changes.
    """
    findings, days, exposure = Findings(), floats(days), floats(exposure)
    require_shapes({"exposure": exposure}, days.shape, findings)
    require_positive({"days": days, "exposure": exposure}, findings)
    units, years = days.shape if days.ndim == 2 else (0, 0)
    pairs = max(0, units * (years - 1)) if units > 1 else 0
    if pairs < FEWEST_PAIRS_OF_YEARS:
        findings.add("OC-B096", count=pairs, needed=FEWEST_PAIRS_OF_YEARS)
    findings.refuse(UsageError)
    rest_days, rest_exposure = days.sum(axis=0) - days, exposure.sum(axis=0) - exposure
    against_others = np.log(days / exposure) - np.log(rest_days / rest_exposure)
    squares = (np.diff(against_others, axis=1) ** 2).ravel()
    chance = (1 / days[:, 1:] + 1 / days[:, :-1]).ravel()
    dispersion, drift_variance = _most_likely(chance, squares)
    if not dispersion > 0:
        findings.add("OC-B097", count=pairs)
    findings.refuse(UsageError)
    return DispersionOfYears(dispersion, drift_variance)


def _most_likely(chance: Floats, squares: Floats) -> tuple[float, float]:
    """φ and τ² of squares of normal numbers with the variance φ · chance + τ² = φ · (chance + r).

    For each r on a grid of ratios, φ is the mean of squares / (chance + r); the likelihood then chooses r. At the end
    of the grid chance says nothing, and φ is 0.
    """
    if not squares.any():
        return 0.0, 0.0
    ratios = np.concatenate([[0.0], np.geomspace(chance.min() / 100, chance.max() * 100, 400)])
    variances = chance + ratios[:, None]
    dispersions = np.mean(squares / variances, axis=1)
    best = int(np.argmin(np.log(dispersions) + np.mean(np.log(variances), axis=1)))
    if best == len(ratios) - 1:
        return 0.0, float(np.mean(squares))
    return float(dispersions[best]), float(dispersions[best] * ratios[best])
