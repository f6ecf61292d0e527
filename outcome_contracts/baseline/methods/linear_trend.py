"""The linear trend: least squares on time and calendar month before the project, carried on over it.

    log y_t = a_month(t) + b t        or, in levels,        y_t = a_month(t) + b t

A line through levels can fall below zero, which no rate does: the method takes logarithms, and `level_trend` refuses
such a line. The exponential of a mean logarithm is less than a mean, so that for totals the path is multiplied
by one factor, with which the reference months sum to the days observed in them; for a mean of log ratios it is not.
With 36 months the error of such a line has an sd of some 11 points over 36 more, as large as the effects agreed on: it
describes, and is not of settlement grade.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.estimators.design_matrix import Design, checked, require_whole
from outcome_contracts.baseline.estimators.least_squares import LeastSquaresFit, fit_least_squares
from outcome_contracts.baseline.estimators.residuals import residual_diagnostics
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.sampling import hac_part, month_weights, observed_influence
from outcome_contracts.baseline.methods.assumptions import NOTHING_ELSE_HAPPENED, RECORDED_ALIKE
from outcome_contracts.baseline.methods.log_rates import require_log_rates
from outcome_contracts.baseline.methods.seasonal_naive import require_forerunners
from outcome_contracts.baseline.methods.segmented_regression import require_reference, require_short_extrapolation
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError

Floats = NDArray[np.float64]
MONTHS_A_YEAR = 12

ASSUMPTIONS = (
    Assumption(
        en="Without the project, the rate would have changed by the same factor every month, season aside.",
        sv="Utan projektet hade nivån ändrats med samma faktor varje månad, bortsett från årstiden.",
    ),
    NOTHING_ELSE_HAPPENED,
    RECORDED_ALIKE,
)


@dataclass(frozen=True, slots=True, eq=False)
class TrendLine:
    """line: at all m times, shape (m,), in the units of the fit. columns: at all times, shape (m, p). fit: before."""

    line: Floats
    columns: Floats
    fit: LeastSquaresFit

    def __repr__(self) -> str:
        return f"TrendLine({len(self.fit.fitted)} + {len(self.line) - len(self.fit.fitted)} times)"


def trend_line(values: Floats, *, times: Floats, season_length: int) -> TrendLine:
    """Fit a line and a mean for every place of the season to the values before the start, and carry them on.

    values: before the start, in any units, shape (n,). times: before the start and after it, ascending, shape
    (n + h,); with a season whole numbers in its steps. season_length: 12 for months, 4 for quarters, 1 for no season.
    Raises UsageError: OC-B070 arguments that do not fit, OC-B072 too few times to tell trend and season apart;
    DataRejected: OC-B079 times after the start at a place of the season that no time before it has.
    """
    findings = Findings()
    values = checked(values, "values", (None,), "finite", findings)
    times, before = checked(times, "times", (None,), "finite", findings), len(values)
    if len(times) < before:
        findings.add("OC-B070", argument="times", found=str(times.shape), needed=f"(n ≥ {before})")
    require_whole(season_length, "season_length", findings, least=1)
    if (np.diff(times) <= 0).any():
        findings.add("OC-B070", argument="times", found="x(t+1) ≤ x(t)", needed="x(t) < x(t+1)")
    if season_length != 1 and (times != np.floor(times)).any():
        findings.add("OC-B070", argument="times", found="x ≠ ⌊x⌋", needed="x = 0, ±1, ±2, …")
    findings.refuse(UsageError)
    places = times % season_length if season_length > 1 else np.zeros(len(times))
    known = np.unique(places[:before])
    if missing := int(np.count_nonzero(~np.isin(places, known))):
        findings.add("OC-B079", count=missing, method="linear_trend")
    findings.refuse(DataRejected)
    columns = np.column_stack([places[:, None] == known, times - times[:1]])
    names = (*(f"season_{place + 1:g}" for place in known.tolist()), "trend")
    fit = fit_least_squares(values, Design(names, columns[:before]))
    return TrendLine(columns @ fit.values, columns, fit)


def level_trend(values: Floats, *, times: Floats, season_length: int) -> TrendLine:
    """The line of levels such as rates. Raises as `trend_line`, and DataRejected (OC-B078) for one below zero."""
    found = trend_line(values, times=times, season_length=season_length)
    findings, below = Findings(), int(np.count_nonzero(found.line < 0))
    if below:
        findings.add("OC-B078", count=below, total=len(found.line))
    findings.refuse(DataRejected)
    return found


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids the method, and always what the figure is not (OC-B071).

    OC-B075 fewer than 24 reference months, OC-B076 an extrapolation longer than the reference, OC-B079 a calendar
    month that the reference lacks, OC-B082 months without net days.
    """
    require_reference(evidence, findings)
    require_short_extrapolation(evidence, findings)
    require_forerunners(evidence, findings)
    require_log_rates(evidence, findings)
    findings.add("OC-B071", method=evidence.plan.method)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The rate of row 0 along its own trend, with the residual diagnostics of the line.

    Raises UsageError (OC-B072) for months that do not tell trend and season apart.
    """
    days, exposure, before = table.days[0], table.exposure[0], slice(table.before)
    logs, times = np.log(days[before] / exposure[before]), table.months.astype(np.float64)
    found = trend_line(logs, times=times, season_length=MONTHS_A_YEAR)
    path = np.exp(found.line)
    if plan.estimand == "mean_over_period":
        path = path * (days[before].sum() / (path * exposure)[before].sum())
    rows = residual_diagnostics(found.fit.residuals, months=table.months[before], dispersion=None)
    if plan.lags is None:
        return Prediction(path, diagnostics=rows)
    influence = _influence(days, path * exposure, found, plan)
    part = hac_part(influence, months=table.months, lags=plan.lags, parameters=len(found.fit.values) + 1)
    return Prediction(
        path,
        sampling_log_se=part.log_se,
        sampling_degrees_of_freedom=part.degrees_of_freedom,
        diagnostics=rows,
    )


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected as `estimate_by_month` does.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.DESCRIPTIVE, assumptions=ASSUMPTIONS)


def _influence(days: Floats, expected: Floats, found: TrendLine, plan: BaselinePlan) -> Floats:
    """What each month adds to θ through its residual: the days observed, the line, the factor of the totals.

    As in `interrupted_path`, with the errors of the logarithms in the line. days, expected: shape (m,).
    """
    before = len(found.fit.fitted)
    goal = month_weights(expected[before:], estimand=plan.estimand) @ found.columns[before:]
    total = np.zeros(before)
    if plan.estimand == "mean_over_period":
        shares = expected[:before] / expected[:before].sum()
        goal = goal - shares @ found.columns[:before]
        total = (days[:before] - expected[:before]) / expected[:before].sum()
    design = found.fit.design
    line = (design.basis @ (design.to_columns.T @ goal)) * found.fit.residuals
    moved = expected[before:] * (days[before:].sum() / expected[before:].sum())
    measured = observed_influence(days[before:], moved, estimand=plan.estimand)
    return np.concatenate([-line - total, measured])
