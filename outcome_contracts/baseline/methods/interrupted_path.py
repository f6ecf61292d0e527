"""The path of one series without its interruption, from a regression of counts: what M3 and M4 have in common.

    E D_t = exposure_t · exp(x_t' b)        path_t = exp(x_t' b) with step and change of slope taken out

With a step among the terms the fit is over all months, and the total of the measurement months is fitted exactly;
without one it is over the reference months alone, and the path is carried on. θ moves with the residual
r_t = D_t − fitted_t of a month in two ways, through the days observed and through the coefficients:

    u_t = a_t r_t / fitted_t [measured]  −  x̄' (X' diag(μ) X)⁻¹ x_t r_t [in the fit]

a_t are the weights of the months in θ, x̄ the mean of the columns without intervention by the weights of the path. For a
model with a step alone and the estimand over the period, Σ u_t is exactly what moves the coefficient of the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import Design
from outcome_contracts.baseline.estimators.poisson_regression import PoissonFit, fit_poisson
from outcome_contracts.baseline.estimators.segmented_design import Term, segmented_design, without_intervention
from outcome_contracts.baseline.inference.sampling import (
    Estimand,
    SamplingPart,
    hac_part,
    month_weights,
    observed_influence,
)

Floats = NDArray[np.float64]
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedPath:
    """The fit, and the days expected without the intervention in all m months.

    days: observed, shape (m,). expected: without the intervention, shape (m,). before: months before the start.
    """

    fit: PoissonFit
    columns: Floats
    days: Floats
    expected: Floats
    months: NDArray[np.int64]
    before: int

    def __repr__(self) -> str:
        return f"InterruptedPath({self.before} + {len(self.days) - self.before} months, {self.fit.design!r})"

    def sampling_part(self, *, lags: int, estimand: Estimand) -> SamplingPart:
        """The sampling part of the error of θ, with Bartlett weights up to `lags` in the calendar."""
        after, fitted_rows = slice(self.before, None), len(self.fit.counts)
        carried_on = fitted_rows == self.before
        days, expected = self.days[after], self.expected[after]
        mean = month_weights(expected, estimand=estimand) @ self.columns[after]
        influence = np.zeros(len(self.days))
        scores = self.fit.design.matrix * (self.fit.counts - self.fit.fitted)[:, None]
        influence[:fitted_rows] -= scores @ (self.fit.inverse_information @ mean)
        # Without a fit of its own, a month is measured against the path moved by the one effect θ.
        fitted = expected * (days.sum() / expected.sum()) if carried_on else self.fit.fitted[after]
        influence[after] += observed_influence(days, fitted, estimand=estimand)
        parameters = len(self.fit.values) + carried_on
        return hac_part(influence, months=self.months, lags=lags, parameters=parameters)


def interrupted_path(
    days: Floats,
    exposure: Floats,
    *,
    months: NDArray[np.int64],
    before: int,
    terms: Sequence[Term],
    harmonics: int,
) -> InterruptedPath:
    """Fit days, shape (m,), with an exposure, shape (m,), over months as whole numbers, the first `before` of them
    before the start.

    terms: as in `segmented_design`; a fit without a step is over the months before alone. harmonics: pairs of a year.
    Raises UsageError and DataRejected as `segmented_design` and `fit_poisson` do.
    """
    whole = design_of(months, start=int(months[before]), terms=terms, harmonics=harmonics)
    rows = len(days) if "step" in terms else before
    design = whole if rows == len(days) else Design(whole.names, whole.matrix[:rows])
    fit = fit_poisson(days[:rows], design, exposure=exposure[:rows])
    columns = without_intervention(whole)
    return InterruptedPath(fit, columns, days, exposure * np.exp(columns @ fit.values), months, before)


def design_of(months: NDArray[np.int64], *, start: int, terms: Sequence[Term], harmonics: int) -> Design:
    """The columns over months as whole numbers of which every twelfth has the same name, centred at the start."""
    return segmented_design(
        months.astype(np.float64),
        terms=terms,
        start=start,
        slope_from=start,
        harmonics=harmonics,
        season_length=MONTHS_A_YEAR,
    )
