"""Segmented regression: one series, its trend, its season, and a break where the project starts.

    log E D_t = log exposure_t + a + b (t − t0) + Fourier_k(t) + step · 1[t ≥ t0] + slope change · (t − t0) 1[t ≥ t0]

Lopez Bernal, Cummins and Gasparrini 2017, International Journal of Epidemiology 46, 348-355, with the correction of
2020; Linden 2015, Stata Journal 15, 480-500, for least squares. Net days are no counts of events: the likelihood is
quasi-Poisson, with its dispersion printed. What is assumed to go on is the series' own trend, so a shock late in
the project is taken for its failure or, with a slope of its own, for its success: in simulation −26 % where −12 % was
true. It describes, and is not of settlement grade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.estimators.least_squares import LeastSquaresFit, fit_least_squares
from outcome_contracts.baseline.estimators.poisson_regression import PoissonFit, fit_poisson
from outcome_contracts.baseline.estimators.residuals import residual_diagnostics
from outcome_contracts.baseline.estimators.segmented_design import Term, segmented_design
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.assumptions import NOTHING_ELSE_HAPPENED, RECORDED_ALIKE
from outcome_contracts.baseline.methods.interrupted_path import InterruptedPath, design_of, interrupted_path
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice, UsageError

Floats = NDArray[np.float64]
Model = Literal["step", "step_and_slope", "extrapolation"]

FEWEST_REFERENCE_MONTHS = 24
TERMS: Mapping[Model, tuple[Term, ...]] = {
    "step": ("trend", "step"),
    "step_and_slope": ("trend", "step", "slope_change"),
    "extrapolation": ("trend",),
}

ASSUMPTIONS = (
    Assumption(
        en="Without the project, the rate would have gone on along its own trend and season.",
        sv="Utan projektet hade nivån fortsatt längs sin egen trend och årstid.",
    ),
    NOTHING_ELSE_HAPPENED,
    RECORDED_ALIKE,
)


def segmented_regression(
    counts: Floats,
    *,
    times: Floats,
    exposure: Floats,
    terms: Sequence[Term],
    start: float,
    slope_from: float,
    harmonics: int,
    season_length: float,
) -> PoissonFit:
    """The regression of counts, shape (n,), ≥ 0, with an exposure, shape (n,), > 0, at times of shape (n,).

    The other arguments are those of `segmented_design`. exp(coefficient of `step`) is the rate ratio at `slope_from`;
    `poisson()`, `quasi_poisson()` and `hac()` of the result differ in their standard errors alone.
    Raises UsageError and DataRejected as `segmented_design` and `fit_poisson` do.
    """
    design = segmented_design(
        times, terms=terms, start=start, slope_from=slope_from, harmonics=harmonics, season_length=season_length
    )
    return fit_poisson(counts, design, exposure=exposure)


def segmented_least_squares(
    values: Floats,
    *,
    times: Floats,
    terms: Sequence[Term],
    start: float,
    slope_from: float,
    harmonics: int,
    season_length: float,
) -> LeastSquaresFit:
    """The same by least squares, for values of shape (n,) in any units, levels or logarithms.

    With a comparison group, give the difference of the two series: its coefficients are those of a regression of both
    in which every term has an interaction with the group, and its HAC error knows that they move together.
    Raises UsageError as `segmented_design` and `fit_least_squares` do.
    """
    design = segmented_design(
        times, terms=terms, start=start, slope_from=slope_from, harmonics=harmonics, season_length=season_length
    )
    return fit_least_squares(values, design)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids the method, and always what the figure is not (OC-B071).

    OC-B075 fewer than 24 reference months, OC-B076 an extrapolation longer than the reference, OC-B070 and OC-B072
    columns that these months cannot tell apart.
    """
    plan = evidence.plan
    require_reference(evidence, findings)
    if plan.model == "extrapolation":
        require_short_extrapolation(evidence, findings)
    require_columns(evidence, _terms(plan), findings)
    findings.add("OC-B071", method=plan.method)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The rate of row 0 without the intervention, with the residual diagnostics of the fit.

    Raises DataRejected as `fit_poisson` does (OC-B072, OC-B073, OC-B074).
    """
    found = interrupted_path(
        table.days[0],
        table.exposure[0],
        months=table.months,
        before=table.before,
        terms=_terms(plan),
        harmonics=cast(int, plan.harmonics),
    )
    return prediction(found, found.expected / table.exposure[0], plan)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected as `predict` and `estimate_by_month` do.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.DESCRIPTIVE, assumptions=ASSUMPTIONS)


def prediction(found: InterruptedPath, path: Floats, plan: BaselinePlan) -> Prediction:
    """A path, shape (m,), with the sampling part where the plan has lags, and the diagnostics of its residuals."""
    months = found.months[: len(found.fit.counts)]
    rows = residual_diagnostics(found.fit.pearson_residuals, months=months, dispersion=found.fit.dispersion)
    if plan.lags is None:
        return Prediction(path, diagnostics=rows)
    part = found.sampling_part(lags=plan.lags, estimand=plan.estimand)
    return Prediction(
        path,
        sampling_log_se=part.log_se,
        sampling_degrees_of_freedom=part.degrees_of_freedom,
        diagnostics=rows,
    )


def require_reference(evidence: Evidence, findings: Findings) -> None:
    """Record a reference of fewer than 24 months that count (OC-B075)."""
    months = len(evidence.before)
    if months < FEWEST_REFERENCE_MONTHS:
        findings.add("OC-B075", method=evidence.plan.method, months=months, needed=FEWEST_REFERENCE_MONTHS)


def require_short_extrapolation(evidence: Evidence, findings: Findings) -> None:
    """Record a measurement of more months than the reference that is carried over it (OC-B076)."""
    before, after = len(evidence.before), len(evidence.after)
    if after > before:
        findings.add("OC-B076", method=evidence.plan.method, reference=before, measurement=after)


def require_columns(evidence: Evidence, terms: Sequence[Term], findings: Findings) -> None:
    """Record columns that the months of a fit cannot tell apart (OC-B070, OC-B072)."""
    if not evidence.before or not evidence.after:
        return
    months = evidence.before if "step" not in terms else (*evidence.before, *evidence.after)
    try:
        design_of(np.array(months), start=evidence.after[0], terms=terms, harmonics=cast(int, evidence.plan.harmonics))
    except UsageError as refusal:
        findings.extend(refusal.notices)


def _terms(plan: BaselinePlan) -> tuple[Term, ...]:
    """The terms of the plan's model; a plan of this method cannot be built without one, nor without harmonics."""
    return TERMS[cast(Model, plan.model)]
