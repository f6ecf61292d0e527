"""The effect of all months beside that of the months that count: leaving months out changes what is estimated.

Where months are left out, the payment rests on the effect in the others. Whoever reads it should see what the same
method says with every month counted; where the two part, the choice of months decides.
"""

from __future__ import annotations

import math
from dataclasses import replace

from outcome_contracts.baseline.counterfactual import Counterfactual, Diagnostic, Verdict
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.monthly import Predict, log_effect
from outcome_contracts.notices import OutcomeContractsError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, ComparatorPanel


def beside_all_months(
    found: Counterfactual, evidence: Evidence, comparators: ComparatorPanel | None, predict: Predict
) -> Counterfactual:
    """The counterfactual with the months left out of its measurement period, and two more diagnostics.

    evidence: what the method saw. comparators: as they were delivered, no month capped.
    `effect_normal_months` is the effect itself, `effect_all_months` that with every month as it was, both relative;
    the latter is not possible where a month has too few people or the method no answer.
    """
    whole = replace(evidence, before=tuple(evidence.plan.reference.months), after=tuple(evidence.measurement.months))
    if comparators is not None:
        whole = replace(whole, comparators=comparators.only(evidence.plan.comparators))
    theta = _theta(whole, predict)
    effect = None if theta is None else math.expm1(theta)
    verdict = Verdict.NOT_POSSIBLE if effect is None else Verdict.INFORMATION
    rows = (
        Diagnostic("effect_normal_months", found.effect.point, None, Verdict.INFORMATION),
        Diagnostic("effect_all_months", effect, None, verdict),
    )
    left_out = tuple(month for month in evidence.measurement.months if month not in evidence.after)
    return replace(found, left_out=left_out, diagnostics=(*found.diagnostics, *rows))


def _theta(whole: Evidence, predict: Predict) -> float | None:
    """θ over all months, or None where it has none."""
    months = (*whole.before, *whole.after)
    for side in (whole.project, whole.comparators):
        if any(month not in side.period for month in months):
            return None
        columns = [month - side.period.first for month in months]
        if (side.heads[:, columns] < SMALLEST_GROUP_SHOWN).any():
            return None
    try:
        table = whole.table()
        return log_effect(table, predict(table, whole.plan).path, whole.plan)
    except OutcomeContractsError:
        return None
