"""The reference mean: the reference rate itself, as if nothing else had changed.

    reference = D_pre / P_pre          θ = log(project's rate after / before)

It has no interval, because one series cannot tell its own trend from an effect, and it is never of
settlement grade: in simulation a national trend of 1 % a year alone moved it by 2.8 points, a pandemic by 27.
Both periods are whole years, so that every calendar month has the same weight in both.
"""

from __future__ import annotations

import math

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Estimate, Grade
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.assumptions import RECORDED_ALIKE
from outcome_contracts.baseline.methods.comparator_index import same_calendar
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import observed_rate
from outcome_contracts.baseline.recognised import recognised
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

ASSUMPTIONS = (
    Assumption(
        en="Without the project, the rate would have stayed as in the reference period: no trend, no shock.",
        sv="Utan projektet hade nivån blivit densamma som i referensperioden: ingen trend, ingen chock.",
    ),
    RECORDED_ALIKE,
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record periods that are not whole years (OC-B027) or not of the same calendar months (OC-B034).

    What the figure is not is always said (OC-B044).
    """
    for span in (evidence.plan.reference, evidence.measurement):
        if len(span) % 12:
            findings.add("OC-B027", period=str(span), months=len(span))
    if evidence.before and evidence.after and not same_calendar(evidence.before, evidence.after):
        findings.add("OC-B034", period=str(evidence.measurement))
    findings.add("OC-B044")


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The reference rate in every month."""
    before = slice(table.before)
    level = math.fsum(table.days[0, before]) / math.fsum(table.exposure[0, before])
    return Prediction(np.full(len(table.months), level))


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far."""
    plan, measurement = evidence.plan, evidence.measurement
    if plan.estimand == "mean_of_months":
        return estimate_by_month(evidence, notices, predict=predict, grade=Grade.DESCRIPTIVE, assumptions=ASSUMPTIONS)
    project, _ = evidence.changes(evidence.before, evidence.after)
    rate = observed_rate(evidence.project, evidence.after, denominator=plan.denominator, year_days=plan.year_days)
    return Counterfactual(
        method=plan.method,
        grade=Grade.DESCRIPTIVE,
        plan=plan.digest,
        denominator=plan.denominator,
        reference_period=plan.reference,
        measurement_period=measurement,
        confidence=plan.confidence,
        observed=float(rate),
        reference=Estimate(float(rate / project.ratio), None, None),
        effect=Estimate(float(project.ratio - 1), None, None),
        log_effect=project.log_ratio(),
        spread=None,
        placebos=(),
        diagnostics=(),
        assumptions=ASSUMPTIONS,
        notices=notices,
        recognised=recognised(plan),
    )
