"""The structural series: the project's log rate explained by that of the pooled comparators and a level that may drift.

    log rate of the project = level + season + β · log rate of the comparators + noise

The reference months alone fit it; the comparators carry it through the measurement months (`structural_forecast`).
In simulation a model of this kind with one pooled comparator on logarithms covered 94 % without a shock and 85 %
with one, so what the fit itself says of its error is the sampling part, and the interval comes from placebos.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Diagnostic, Grade, Verdict
from outcome_contracts.baseline.estimators.structural_forecast import structural_forecast
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, RECORDED_ALIKE_EVERYWHERE
from outcome_contracts.baseline.methods.comparator_index import FEWEST_COMPARATORS, same_calendar
from outcome_contracts.baseline.methods.log_rates import at_level, log_pooled_rate, log_rates, require_log_rates
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError

FEWEST_REFERENCE_MONTHS = 24
# A drift this small beside the noise is none: the likelihood has its maximum at the end of its range.
PILE_UP = 1e-6

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its log rate would have kept its relation to the comparators' log rate.",
        sv="Utan projektet hade dess logaritmerade nivå behållit sitt samband med jämförelseenheternas.",
    ),
    Assumption(
        en="What the comparators do not explain drifts as slowly after the start as it did before.",
        sv="Det som jämförelseenheterna inte förklarar glider lika långsamt efter starten som före.",
    ),
    NOTHING_REACHED_THEM,
    RECORDED_ALIKE_EVERYWHERE,
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids the method and what should be known of it (OC-B040).

    OC-B021 fewer than four comparators, OC-B072 a season of the plan without a calendar month to learn it from,
    OC-B080 fewer than 24 reference months, OC-B082 months without net days.
    """
    plan, count = evidence.plan, len(evidence.plan.comparators)
    if count < FEWEST_COMPARATORS:
        findings.add("OC-B021", count=count, needed=FEWEST_COMPARATORS)
    if len(evidence.before) < FEWEST_REFERENCE_MONTHS:
        months = len(evidence.before)
        findings.add("OC-B080", method=plan.method, months=months, needed=FEWEST_REFERENCE_MONTHS)
    if plan.components == "level_and_season" and (unseen := set(range(12)) - {month % 12 for month in evidence.before}):
        columns = ", ".join(f"season_{month}" for month in sorted(unseen))
        findings.add("OC-B072", columns=columns, rows=len(evidence.before))
    require_log_rates(evidence, findings)
    if not same_calendar(plan.reference, evidence.measurement):
        findings.add("OC-B040", reference=str(plan.reference), measurement=str(evidence.measurement))


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The path of row 0 from the pooled log rate of the other rows: exp of the forecast, at the level of `at_level`.

    Raises DataRejected (OC-B081, OC-B072), the latter where the comparators' rate never changes.
    """
    season_length = 12 if plan.components == "level_and_season" else 1
    own, pooled = log_rates(table)[0, : table.before], log_pooled_rate(table)[:, np.newaxis]
    try:
        found = structural_forecast(own, pooled, times=table.months, season_length=season_length)
    except UsageError as refusal:  # the arguments are the data here
        raise DataRejected(refusal.notices) from None
    # At zero the level is said never to drift, which a short series cannot know: its own interval is too narrow.
    stuck = found.drift_share <= PILE_UP
    return Prediction(
        path=at_level(np.exp(np.concatenate([found.fitted, found.forecast])), table, plan),
        sampling_log_se=found.mean_se,
        sampling_degrees_of_freedom=found.degrees_of_freedom,
        diagnostics=(
            Diagnostic("level_drift_share", found.drift_share, PILE_UP, Verdict.FLAGGED if stuck else Verdict.PASSED),
            Diagnostic("coefficient_of_comparators", float(found.coefficients[0]), None, Verdict.INFORMATION),
        ),
    )


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected (OC-B030, OC-B081).
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)
