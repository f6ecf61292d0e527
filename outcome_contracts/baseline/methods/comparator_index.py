"""The comparator index: the reference rate, moved as the comparators moved.

    reference = D_pre / P_pre × C_post / C_pre           C = net days / exposure of the pooled comparators
    θ = log(observed / reference)                        interval θ ± t(J − 1) · SE, SE² = mean θ_j²

The spread is that between municipalities, not between employees: what happens to a municipality for reasons
of its own is what the effect has to stand out from, and more employees do not make it smaller. The method
is difference in differences on logarithms with placebos in space as its inference (the idea of Conley and
Taber 2011). On simulated municipal absence its 95 % interval covered 94 to 96 % in each of 13 scenarios,
where intervals from one series alone (HAC, block bootstrap, quasi-Poisson) covered 30 to 82 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from outcome_contracts.baseline.counterfactual import (
    Assumption,
    Counterfactual,
    Estimate,
    Grade,
    Placebo,
)
from outcome_contracts.baseline.diagnostics.rows import diagnose
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.contrast import contrast
from outcome_contracts.baseline.inference.placebo_in_space import FEWEST_PLACEBOS
from outcome_contracts.baseline.inference.spread import spread
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, ONE_OF_THEM, RECORDED_ALIKE_EVERYWHERE
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month, interval, level, relative
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import observed_rate
from outcome_contracts.baseline.recognised import recognised
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

FEWEST_COMPARATORS = FEWEST_PLACEBOS
FEWEST_REFERENCE_MONTHS = 12

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its rate would have changed by the factor of the comparators' pooled rate.",
        sv="Utan projektet hade dess nivå ändrats med samma faktor som jämförelseenheternas samlade nivå.",
    ),
    NOTHING_REACHED_THEM,
    ONE_OF_THEM,
    RECORDED_ALIKE_EVERYWHERE,
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids an index (OC-B011, OC-B021) and what should be known of it (OC-B040)."""
    count = len(evidence.plan.comparators)
    if count < FEWEST_COMPARATORS:
        findings.add("OC-B021", count=count, needed=FEWEST_COMPARATORS)
    if len(evidence.before) < FEWEST_REFERENCE_MONTHS:
        findings.add("OC-B011", months=len(evidence.before), needed=FEWEST_REFERENCE_MONTHS)
    if not same_calendar(evidence.before, evidence.after):
        findings.add("OC-B040", reference=str(evidence.plan.reference), measurement=str(evidence.measurement))


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The reference rate moved as the pooled comparators moved, month by month.

    The measurement months are scaled so that together they give the reference of the whole period, of which the
    index is one ratio of sums; months alone would weigh the comparators by the project's exposure.
    """
    before, after = slice(table.before), slice(table.before, None)
    days, exposure = table.days, table.exposure
    pool = days[1:].sum(axis=0) / exposure[1:].sum(axis=0)
    level_before = days[1:, before].sum() / exposure[1:, before].sum()
    level_after = days[1:, after].sum() / exposure[1:, after].sum()
    path = days[0, before].sum() / exposure[0, before].sum() * pool / level_before
    path[after] *= level_after * exposure[0, after].sum() / (pool[after] * exposure[0, after]).sum()
    return Prediction(path)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected (OC-B030) when all comparators move in exactly the same way.
    """
    plan, measurement = evidence.plan, evidence.measurement
    if plan.estimand == "mean_of_months":
        return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)
    found = contrast(*evidence.changes(evidence.before, evidence.after))
    table = evidence.table()
    months = predict(table, plan)
    error = spread(plan, table, found.placebos, months, predict)
    rate = observed_rate(evidence.project, evidence.after, denominator=plan.denominator, year_days=plan.year_days)
    factor = found.project.ratio / found.pool.ratio
    low, high = interval(found.theta, error, plan)
    rows, remarks = diagnose(evidence, found, table, months.path)
    return Counterfactual(
        method=plan.method,
        grade=Grade.SETTLEMENT,
        plan=plan.digest,
        denominator=plan.denominator,
        reference_period=plan.reference,
        measurement_period=measurement,
        confidence=plan.confidence,
        observed=float(rate),
        reference=Estimate(float(rate / factor), level(float(rate), high), level(float(rate), low)),
        effect=Estimate(float(factor - 1), relative(low), relative(high)),
        log_effect=found.theta,
        spread=error,
        placebos=tuple(map(Placebo, evidence.comparators.units, found.placebos)),
        diagnostics=rows,
        assumptions=ASSUMPTIONS,
        notices=notices + remarks,
        recognised=recognised(plan),
    )


def same_calendar(one: Collection[int], other: Collection[int]) -> bool:
    """Whether every calendar month has the same share of both sets of months."""
    ours, theirs = (Counter(month % 12 for month in months) for months in (one, other))
    return all(ours[month] * len(other) == theirs[month] * len(one) for month in range(12))
