"""The seasonal naive reference: every month as the same month was the last time before the project.

    reference of month t = rate of month t − 12 k,   k the smallest for which that month is in the reference

It is the yardstick of forecasters (Hyndman and Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2)
and, over whole years, the reference mean of one year. Like that it takes every trend and every epidemic for an
effect, has no interval and describes only. A month that the plan leaves out is passed over to the year before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.estimators.design_matrix import checked, require_whole
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.assumptions import RECORDED_ALIKE
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError

Floats = NDArray[np.float64]

ASSUMPTIONS = (
    Assumption(
        en="Without the project, every month would have been as the same month of the last year before it.",
        sv="Utan projektet hade varje månad varit som samma månad det sista året före det.",
    ),
    RECORDED_ALIKE,
)


def seasonal_naive(values: Floats, *, times: NDArray[np.int64], season_length: int) -> Floats:
    """For every point in time the last value before the start at the same place of the season, shape (n + h,).

    values: before the start, in any units, levels or logarithms, shape (n,). times: before the start and after it,
    whole numbers in steps of the season, ascending, shape (n + h,). season_length: 12 for months, 4 for quarters, 1 for
    none. Before the start too the answer is that last season, so that its own points are met exactly.
    Raises UsageError (OC-B070) for arguments that do not fit, DataRejected (OC-B079) for places of the season without a
    value before the start.
    """
    findings = Findings()
    values, steps = (
        checked(given, name, (None,), "finite", findings) for given, name in ((values, "values"), (times, "times"))
    )
    if len(steps) < len(values):
        findings.add("OC-B070", argument="times", found=str(steps.shape), needed=f"(n ≥ {len(values)})")
    elif (steps != np.floor(steps)).any() or (np.diff(steps) <= 0).any():
        findings.add("OC-B070", argument="times", found="x ≠ ⌊x⌋, x(t+1) ≤ x(t)", needed="x = ⌊x⌋, x(t) < x(t+1)")
    require_whole(season_length, "season_length", findings, least=1)
    findings.refuse(UsageError)
    places = (steps % season_length).tolist()
    last = dict(zip(places, values.tolist(), strict=False))
    if missing := sum(place not in last for place in places):
        findings.add("OC-B079", count=missing, method="seasonal_naive")
    findings.refuse(DataRejected)
    return np.array([last[place] for place in places])


def require(evidence: Evidence, findings: Findings) -> None:
    """Record months without a forerunner (OC-B079), and always what the figure is not (OC-B071)."""
    require_forerunners(evidence, findings)
    findings.add("OC-B071", method=evidence.plan.method)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The rate of the same month in the last year before. Raises DataRejected (OC-B079)."""
    return Prediction(seasonal_naive(table.rates[0, : table.before], times=table.months, season_length=12))


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected as `estimate_by_month` does.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.DESCRIPTIVE, assumptions=ASSUMPTIONS)


def require_forerunners(evidence: Evidence, findings: Findings) -> None:
    """Record measurement months of a name that no month of the reference has (OC-B079)."""
    names = {month % 12 for month in evidence.before}
    if missing := sum(month % 12 not in names for month in evidence.after):
        findings.add("OC-B079", count=missing, method=evidence.plan.method)
