"""Poisson regression of counts on columns, with an exposure; quasi-Poisson where counts spread more than that.

    E y_t = exposure_t · exp(x_t' b)        φ = Σ (y − μ)² / μ / (n − p)        V = φ (X' diag(μ) X)⁻¹

McCullagh and Nelder 1989, Generalized Linear Models, chapters 6 and 9. Net days are not counts of events, so their
φ is well above one and the Poisson variance (φ = 1) too small; the estimates are the same. The likelihood is concave:
Newton steps, halved where they would lose, lead to the one maximum or there is none. statsmodels has this regression
and is the oracle of the tests; but its import takes longer than everything else a settlement does, and a fit with
the placebos of every comparator needs dozens. `poisson_refits` repeats a fit by the thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.coefficients import Coefficients, Variance
from outcome_contracts.baseline.estimators.design_matrix import Design, checked
from outcome_contracts.baseline.estimators.long_run_variance import long_run_sum
from outcome_contracts.notices import DataRejected, Findings, UsageError

Floats = NDArray[np.float64]

_MOST_STEPS = 60
_MOST_HALVINGS = 30
# A step this short changes no fitted log rate by more; convergence is quadratic, so that what is left is rounding.
_SHORT_STEP = 1e-8
# A pivot this small against its own diagonal is zero to rounding: the rows with weight do not tell the columns apart.
SMALLEST_PIVOT = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class PoissonFit:
    """One fit.

    counts, exposure, weights: as given, shape (n,). values: b, log rates, shape (p,). fitted: μ, in the units of the
    counts, shape (n,). inverse_information: (X' diag(w μ) X)⁻¹, shape (p, p).
    """

    design: Design
    counts: Floats
    exposure: Floats
    weights: Floats
    values: Floats
    fitted: Floats
    inverse_information: Floats

    def __repr__(self) -> str:
        return f"PoissonFit(n {len(self.counts)}, dispersion {self.dispersion:.4g}):\n{self.quasi_poisson()!r}"

    @property
    def degrees_of_freedom(self) -> int:
        """Σ weights − p."""
        return int(self.weights.sum()) - len(self.values)

    @property
    def pearson_residuals(self) -> Floats:
        """(y − μ) / √μ, shape (n,)."""
        return np.asarray((self.counts - self.fitted) / np.sqrt(self.fitted))

    @property
    def dispersion(self) -> float:
        """φ: the Pearson statistic over its degrees of freedom; 1 for Poisson counts."""
        return float(self.weights @ self.pearson_residuals**2) / self.degrees_of_freedom

    def poisson(self) -> Coefficients:
        """Coefficients with the variance of Poisson counts, φ = 1."""
        return self._coefficients(self.inverse_information, "poisson")

    def quasi_poisson(self) -> Coefficients:
        """Coefficients with the variance multiplied by the dispersion."""
        return self._coefficients(self.dispersion * self.inverse_information, "quasi_poisson")

    def hac(self, *, lags: int) -> Coefficients:
        """Coefficients with Bartlett weights up to `lags` and the factor n / (n − p), for a fit without weights.

        The rows are one series, in the order of time and equally spaced: neighbours are what stands next to each other.
        Raises UsageError (OC-B070) for lags below 0 or not below n, or for a fit with weights other than one.
        """
        findings = Findings()
        if (self.weights != 1).any():
            findings.add("OC-B070", argument="weights", found="x ≠ 1", needed="x = 1")
        findings.refuse(UsageError)
        scores = self.design.matrix * (self.counts - self.fitted)[:, None]
        middle = long_run_sum(scores @ self.inverse_information, lags=lags)
        return self._coefficients(len(self.counts) / self.degrees_of_freedom * middle, "hac")

    def _coefficients(self, covariance: Floats, variance: Variance) -> Coefficients:
        return Coefficients(self.design.names, self.values, covariance, variance, self.degrees_of_freedom)


def fit_poisson(counts: Floats, design: Design, *, exposure: Floats, weights: Floats | None = None) -> PoissonFit:
    """Fit counts, shape (n,), ≥ 0, whole or not, with an exposure, shape (n,), > 0, in any units.

    weights: how many times each row counts, whole, shape (n,); None for once. A weight of 2 is the row twice.
    Raises UsageError (OC-B070) for shapes or values that do not fit, or where Σ weights is not above p; DataRejected:
    OC-B072 for columns that the rows with weight cannot tell apart, OC-B073 for counts of zero that push a coefficient
    beyond all bounds, OC-B074 where the steps do not end for another reason.
    """
    findings, rows = Findings(), len(design.matrix)
    counts = checked(counts, "counts", (rows,), "not_negative", findings)
    exposure = checked(exposure, "exposure", (rows,), "positive", findings)
    weights = checked(np.ones(rows) if weights is None else weights, "weights", (rows,), "whole", findings)
    if weights.sum() <= len(design.names):
        findings.add("OC-B070", argument="Σ weights", found=f"{weights.sum():.0f}", needed=f"x > {len(design.names)}")
    findings.refuse(UsageError)
    if not weights.all() and (columns := design.dependent(weights > 0)):
        findings.add("OC-B072", columns=", ".join(columns), rows=int((weights > 0).sum()))
    findings.refuse(DataRejected)
    place = maximum(counts, design.basis, log_exposure=np.log(exposure), weights=weights)
    if place is None:
        raise DataRejected(_why_no_maximum(counts, design, weights))
    fitted = exposure * np.exp(design.basis @ place)
    information = (design.basis.T * (weights * fitted)) @ design.basis
    inverse = design.to_columns @ np.linalg.inv(information) @ design.to_columns.T
    return PoissonFit(design, counts, exposure, weights, design.to_columns @ place, fitted, inverse)


def maximum(counts: Floats, basis: Floats, *, log_exposure: Floats, weights: Floats) -> Floats | None:
    """The coefficients of an orthonormal basis at the maximum, shape (p,); None where the steps do not end."""
    # The unit of the counts is a factor of the exposure: with their largest as the unit, nothing can overflow.
    largest = float(counts.max()) or 1.0
    counts, log_exposure = counts / largest, log_exposure - np.log(largest)
    place = _start(counts, basis, log_exposure=log_exposure, weights=weights)
    for _ in range(_MOST_STEPS):
        expected = weights * np.exp(log_exposure + basis @ place)
        information = (basis.T * expected) @ basis
        if not _is_definite(information):
            return None
        step = np.linalg.solve(information, basis.T @ (weights * counts - expected))
        if np.abs(basis @ step).max() < _SHORT_STEP:
            return np.asarray(place + step)
        start = _log_likelihood(place, counts, basis, log_exposure, weights)
        for _ in range(_MOST_HALVINGS):
            if _log_likelihood(place + step, counts, basis, log_exposure, weights) >= start - 1e-12 * abs(start):
                break
            step = step / 2
        place = place + step
    return None


def _start(counts: Floats, basis: Floats, *, log_exposure: Floats, weights: Floats) -> Floats:
    """The first weighted regression: from expected counts half way between each count and the common rate."""
    shares = np.exp(log_exposure - log_exposure.max())
    total = float(weights @ counts) or 1.0
    expected = (counts + total * shares / float(weights @ shares)) / 2
    response = np.log(expected) - log_exposure + (counts - expected) / expected
    root = np.sqrt(weights * expected)
    return np.asarray(np.linalg.lstsq(basis * root[:, None], root * response, rcond=None)[0])


def _log_likelihood(place: Floats, counts: Floats, basis: Floats, log_exposure: Floats, weights: Floats) -> float:
    """Σ w (y η − μ), without the part that does not depend on the coefficients; −∞ where μ overflows."""
    linear = log_exposure + basis @ place
    with np.errstate(over="ignore"):
        return float(weights @ (counts * linear)) - float(weights @ np.exp(linear))


def _is_definite(information: Floats) -> bool:
    """Whether the rows with weight tell the columns apart, to rounding."""
    try:
        pivots = np.linalg.cholesky(information).diagonal() ** 2
    except np.linalg.LinAlgError:
        return False
    return bool((pivots > SMALLEST_PIVOT * information.diagonal()).all())


def _why_no_maximum(counts: Floats, design: Design, weights: Floats) -> Findings:
    """Rows with counts above zero that tell all columns apart guarantee a maximum; which do they not tell apart?"""
    findings, zero = Findings(), (counts == 0) & (weights > 0)
    if columns := design.dependent((counts > 0) & (weights > 0)):
        findings.add("OC-B073", columns=", ".join(columns), count=int(zero.sum()), rows=int((weights > 0).sum()))
    else:
        findings.add("OC-B074", count=1, total=1)
    return findings
