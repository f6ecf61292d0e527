"""Two-way effects: every unit has its level, every month its shock, and the effect is what is left.

    log y_it = a_i + g_t + θ D_it + e_it        least squares; in a balanced panel from means alone

With one start for all treated units θ is a difference of differences of period means. The method here predicts the
project's path as its own mean log rate before plus the comparators' mean log rate relative to theirs before, every
comparator with the same weight. In simulation its placebo interval covered 95 %, the cluster-robust one 30 to 50 %.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, ONE_OF_THEM, RECORDED_ALIKE_EVERYWHERE
from outcome_contracts.baseline.methods.comparator_index import (
    FEWEST_COMPARATORS,
    FEWEST_REFERENCE_MONTHS,
    same_calendar,
)
from outcome_contracts.baseline.methods.log_rates import at_level, log_rates, require_log_rates
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its log rate would have moved as the comparators' log rates did on average.",
        sv="Utan projektet hade dess logaritmerade nivå rört sig som jämförelseenheternas i genomsnitt.",
    ),
    NOTHING_REACHED_THEM,
    ONE_OF_THEM,
    RECORDED_ALIKE_EVERYWHERE,
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids the method (OC-B021, OC-B080, OC-B082) and what should be known of it (OC-B040)."""
    plan, count = evidence.plan, len(evidence.plan.comparators)
    if count < FEWEST_COMPARATORS:
        findings.add("OC-B021", count=count, needed=FEWEST_COMPARATORS)
    if len(evidence.before) < FEWEST_REFERENCE_MONTHS:
        months = len(evidence.before)
        findings.add("OC-B080", method=plan.method, months=months, needed=FEWEST_REFERENCE_MONTHS)
    require_log_rates(evidence, findings)
    if not same_calendar(plan.reference, evidence.measurement):
        findings.add("OC-B040", reference=str(plan.reference), measurement=str(evidence.measurement))


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """exp(ȳ_0 + c_t − c̄): the means over the reference months, c_t the mean log rate of the other rows."""
    logs, count = log_rates(table), len(table.days) - 1
    common = logs[1:].mean(axis=0)
    path = logs[0, : table.before].mean() + common - common[: table.before].mean()
    return Prediction(at_level(np.exp(path), table, plan), weights=(1 / count,) * count)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected (OC-B030) when all comparators move in exactly the same way.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)
