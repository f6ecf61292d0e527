"""From a path to a counterfactual: what every method has in common that predicts the rate month by month.

    mean_over_period   θ = log(Σ observed days / Σ path · exposure)        over the measurement months
    mean_of_months     θ = mean of log(observed rate / path)

A method gives the path of one unit against the others; the same function on each comparator in turn, with the
project left out, gives the placebos, so that the interval is that of the method as it is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import (
    Assumption,
    Counterfactual,
    Diagnostic,
    Estimate,
    Grade,
    Placebo,
    Spread,
)
from outcome_contracts.baseline.diagnostics.rows import diagnose_by_month
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.spread import spread
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import observed_rate
from outcome_contracts.baseline.recognised import recognised
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What a method says of row 0 of a table.

    path: net days per year of exposure without the project, fitted in the reference months and predicted in the
    measurement months, shape (m,). weights: of the other rows, where the method weighs them. sampling_log_se: the
    error of θ that the method itself finds, where it does (the sampling part, or the cross-fitted one), with its
    degrees of freedom. diagnostics: what the method has to tell of its own fit.
    """

    path: NDArray[np.float64]
    weights: tuple[float, ...] = ()
    sampling_log_se: float | None = None
    sampling_degrees_of_freedom: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


Predict = Callable[[Table, BaselinePlan], Prediction]


def log_effect(table: Table, path: NDArray[np.float64], plan: BaselinePlan) -> float:
    """θ of row 0 against a path, by the plan's estimand.

    Raises DataRejected (OC-B032) where the path is not above zero in every measurement month, since no rate can be.
    """
    after = slice(table.before, None)
    days, exposure, expected = table.days[0, after], table.exposure[0, after], path[after]
    findings, impossible = Findings(), int(np.count_nonzero(~(np.isfinite(expected) & (expected > 0))))
    if impossible:
        findings.add("OC-B032", count=impossible, method=plan.method)
    if plan.estimand == "mean_of_months" and (days <= 0).any():
        findings.add("OC-B033", count=int(np.count_nonzero(days <= 0)))
    findings.refuse(DataRejected)
    if plan.estimand == "mean_of_months":
        return math.fsum(np.log(days / exposure / expected)) / len(days)
    return math.log(math.fsum(days) / math.fsum(expected * exposure))


def placebo_effects(table: Table, plan: BaselinePlan, predict: Predict) -> tuple[float, ...]:
    """θ_j of every comparator by the same method against the others, in the order of the rows."""
    others = [table.placebo(row) for row in range(1, len(table.days))]
    return tuple(log_effect(other, predict(other, plan).path, plan) for other in others)


def without_one(table: Table, plan: BaselinePlan, predict: Predict) -> tuple[float | None, ...]:
    """θ with one comparator left out at a time; None where the method has no answer without it."""
    count, thetas = len(table.days), list[float | None]()
    for left_out in range(1, count if count > 2 else 1):
        fewer = table.only([row for row in range(count) if row != left_out])
        try:
            thetas.append(log_effect(fewer, predict(fewer, plan).path, plan))
        except DataRejected:
            thetas.append(None)
    return tuple(thetas)


def estimate_by_month(
    evidence: Evidence,
    notices: tuple[Notice, ...],
    *,
    predict: Predict,
    grade: Grade,
    assumptions: tuple[Assumption, ...],
) -> Counterfactual:
    """The counterfactual of a method that predicts by month.

    grade: of the method; an interval that leaves out what happens between units, or none, makes it descriptive.
    Raises DataRejected (OC-B030, OC-B032, OC-B033, and what `predict` refuses).
    """
    plan, table = evidence.plan, evidence.table()
    found = predict(table, plan)
    theta = log_effect(table, found.path, plan)
    placebos = placebo_effects(table, plan, predict) if plan.inference.startswith("placebo") else ()
    error = spread(plan, table, placebos, found, predict)
    rows = diagnose_by_month(evidence, table, found.path, theta, placebos, without_one(table, plan, predict))
    return from_log_effect(
        evidence,
        notices,
        theta=theta,
        ends=interval(theta, error, plan),
        error=error,
        grade=Grade.DESCRIPTIVE if plan.inference in ("sampling_only", "none") else grade,
        placebos=tuple(map(Placebo, evidence.comparators.units, placebos)),
        diagnostics=(*rows, *found.diagnostics),
        assumptions=assumptions,
    )


def from_log_effect(
    evidence: Evidence,
    notices: tuple[Notice, ...],
    *,
    theta: float,
    ends: tuple[float | None, float | None],
    error: Spread | None,
    grade: Grade,
    placebos: tuple[Placebo, ...],
    diagnostics: tuple[Diagnostic, ...],
    assumptions: tuple[Assumption, ...],
) -> Counterfactual:
    """The counterfactual of θ and the ends of its interval, for the observed days of the months that count."""
    plan, (low, high) = evidence.plan, ends
    rate = float(
        observed_rate(evidence.project, evidence.after, denominator=plan.denominator, year_days=plan.year_days)
    )
    return Counterfactual(
        method=plan.method,
        grade=grade,
        plan=plan.digest,
        denominator=plan.denominator,
        reference_period=plan.reference,
        measurement_period=evidence.measurement,
        confidence=plan.confidence,
        observed=rate,
        reference=Estimate(rate * math.exp(-theta), level(rate, high), level(rate, low)),
        effect=Estimate(math.expm1(theta), relative(low), relative(high)),
        log_effect=theta,
        spread=error,
        placebos=placebos,
        diagnostics=diagnostics,
        assumptions=assumptions,
        notices=notices,
        recognised=recognised(plan),
    )


def interval(theta: float, error: Spread | None, plan: BaselinePlan) -> tuple[float | None, float | None]:
    """θ ± t · SE at the plan's confidence, or nothing where there is no spread."""
    if error is None:
        return None, None
    half_width = central_quantile(float(plan.confidence), error.degrees_of_freedom) * error.log_se
    return theta - half_width, theta + half_width


def relative(log_effect: float | None) -> float | None:
    """exp(θ) − 1 at an end of the interval."""
    return None if log_effect is None else math.expm1(log_effect)


def level(rate: float, log_effect: float | None) -> float | None:
    """The reference that an observed rate has at an end of the interval."""
    return None if log_effect is None else rate * math.exp(-log_effect)
