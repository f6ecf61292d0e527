"""Ordinary least squares with plain or HAC standard errors, one series or thousands over the same columns.

    b = (X'X)⁻¹ X'y        V = σ² (X'X)⁻¹
    HAC                    V = n / (n − p) · (X'X)⁻¹ [Σ_l w_l Σ_t x_t e_t e_(t+l) x_(t+l)'] (X'X)⁻¹

With the small-sample factor the HAC form is that of Newey-West in Stata and of statsmodels with `use_correction`.
For many series the robust variance of a coefficient k is a quadratic form, e' K e with
K_st = a_s a_t w_|s−t| and a the row k of (X'X)⁻¹ X': one matrix product for all series together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.coefficients import Coefficients, Variance
from outcome_contracts.baseline.estimators.design_matrix import Design, checked
from outcome_contracts.baseline.estimators.long_run_variance import bartlett_weights, long_run_sum
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]

# Series at a time: products of this size stay on one core, where a second one would cost more than it brings.
_PIECE = 64


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquaresFit:
    """One fit. values: b, shape (p,). fitted, residuals: shape (n,), in the units of the response."""

    design: Design
    values: Floats
    fitted: Floats
    residuals: Floats

    def __repr__(self) -> str:
        return f"LeastSquaresFit(n {len(self.fitted)}):\n{self.plain()!r}"

    @property
    def degrees_of_freedom(self) -> int:
        """n − p."""
        return len(self.fitted) - len(self.values)

    def plain(self) -> Coefficients:
        """Coefficients whose variance takes the errors for independent and equally large."""
        inverse = self.design.to_columns @ self.design.to_columns.T
        variance = float(self.residuals @ self.residuals) / self.degrees_of_freedom
        return self._coefficients(variance * inverse, "least_squares")

    def hac(self, *, lags: int) -> Coefficients:
        """Coefficients with the robust variance, with Bartlett weights up to `lags` and the factor n / (n − p).

        The rows are one series, in the order of time and equally spaced: neighbours are what stands next to each other.
        Raises UsageError (OC-B070) for lags below 0 or not below n.
        """
        scores = (self.design.basis @ self.design.to_columns.T) * self.residuals[:, None]
        factor = len(self.fitted) / self.degrees_of_freedom
        return self._coefficients(factor * long_run_sum(scores, lags=lags), "hac")

    def _coefficients(self, covariance: Floats, variance: Variance) -> Coefficients:
        return Coefficients(self.design.names, self.values, covariance, variance, self.degrees_of_freedom)


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquaresFits:
    """Fits of B series over the same columns. values, hac_standard_errors: shape (B, p)."""

    names: tuple[str, ...]
    values: Floats
    hac_standard_errors: Floats

    def __repr__(self) -> str:
        return f"LeastSquaresFits({len(self.values)} × ({', '.join(self.names)}))"


def fit_least_squares(response: Floats, design: Design) -> LeastSquaresFit:
    """Fit one response of shape (n,), in any units.

    Raises UsageError (OC-B070) for a shape or values that do not fit, or where n is not above p.
    """
    findings = Findings()
    response = checked(response, "response", (len(design.matrix),), "finite", findings)
    require_degrees_of_freedom(design, findings)
    findings.refuse(UsageError)
    turned = response @ design.basis
    fitted = design.basis @ turned
    return LeastSquaresFit(design, design.to_columns @ turned, fitted, response - fitted)


def fit_many_least_squares(responses: Floats, design: Design, *, lags: int) -> LeastSquaresFits:
    """Fit every row of responses, shape (B, n), with the HAC standard errors of `LeastSquaresFit.hac`.

    Raises UsageError (OC-B070) for a shape or values that do not fit, n not above p, or impossible lags.
    """
    findings = Findings()
    length, columns = design.matrix.shape
    responses = checked(responses, "responses", (None, length), "finite", findings)
    require_degrees_of_freedom(design, findings)
    findings.refuse(UsageError)
    turned = responses @ design.basis
    residuals = responses - turned @ design.basis.T
    weights = bartlett_weights(length, lags=lags)
    variances = np.empty((len(responses), columns))
    forms = [weights * row[:, None] * row[None, :] for row in design.to_columns @ design.basis.T]
    for first in range(0, len(responses), _PIECE):
        piece = residuals[first : first + _PIECE]
        for place, form in enumerate(forms):
            variances[first : first + _PIECE, place] = ((piece @ form) * piece).sum(axis=1)
    errors = np.sqrt(np.maximum(0.0, length / (length - columns) * variances))
    return LeastSquaresFits(design.names, turned @ design.to_columns.T, errors)


def require_degrees_of_freedom(design: Design, findings: Findings) -> None:
    """Record a design with as many columns as rows (OC-B070): it fits anything and measures no error."""
    rows, columns = design.matrix.shape
    if rows <= columns:
        findings.add("OC-B070", argument="matrix", found=f"({rows}, {columns})", needed=f"(n > {columns}, {columns})")
