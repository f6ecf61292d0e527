"""The combination: several methods at once, their log effects averaged with weights agreed beforehand.

    θ = Σ w_k θ_k,   Σ w_k = 1        θ_j = Σ w_k θ_jk        SE² = mean θ_j²

Each comparator's placebo is combined as the project is, so that errors which the methods share stay in the spread
and those which they do not share cancel as much as they really do. No formula for a variance of means is needed, and
none would know how the methods' errors hang together.
"""

from __future__ import annotations

import math

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Diagnostic, Grade, Verdict
from outcome_contracts.baseline.estimators.design_matrix import Floats, checked
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, ONE_OF_THEM
from outcome_contracts.baseline.methods.parts import parts_of, require_combination, require_part, weights_of
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month, log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice, UsageError

ASSUMPTIONS = (
    Assumption(
        en="No method of the combination is right alone; their weighted mean is what the parties agreed to settle by.",
        sv="Ingen av metoderna är rätt på egen hand; parterna har enats om att avräkna efter deras vägda medelvärde.",
    ),
    ONE_OF_THEM,
    NOTHING_REACHED_THEM,
)


def combined(effects: Floats, weights: Floats) -> Floats:
    """Σ w_k θ_k over the first axis.

    effects: log scale, of the k methods, shape (k, …): (k,) for the project, (k, J) for its placebos. weights:
    positive, shape (k,). Raises UsageError (OC-B070) for other shapes, and weights whose sum is not 1 to rounding.
    """
    findings = Findings()
    shares = checked(weights, "weights", (None,), "positive", findings)
    values = checked(effects, "effects", (len(shares), *np.shape(effects)[1:]), "finite", findings)
    if not math.isclose(math.fsum(shares.flat), 1.0, abs_tol=1e-12):
        findings.add("OC-B070", argument="weights", found=f"Σ = {math.fsum(shares.flat)}", needed="Σ = 1")
    findings.refuse(UsageError)
    return np.asarray(np.tensordot(shares, values, axes=1))


def require(evidence: Evidence, findings: Findings) -> None:
    """Record parts that do not make one combination (OC-B089), and what forbids any of their methods."""
    require_combination(evidence.plan, findings)
    for part in parts_of(evidence.plan):
        require_part(evidence, part, findings)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The weighted geometric mean of the parts' paths.

    Under the estimand of the period the measurement months are scaled together, so that the effect on the sum is the
    weighted mean of the parts' effects on it; under that of the months it is so already.
    """
    weights = np.array([float(weight) for weight in weights_of(plan)])
    paths = [method_of(part.plan).predict(table, part.plan).path for part in parts_of(plan)]
    effects = [log_effect(table, path, part.plan) for path, part in zip(paths, parts_of(plan), strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):  # a part may have no rate above zero where nothing is settled
        path = np.exp(weights @ np.log(paths))
    theta = float(weights @ effects)
    path[table.before :] *= math.exp(log_effect(table, path, plan) - theta)
    rows = tuple(
        Diagnostic(f"log_effect_of_part_{number}", effect, None, Verdict.INFORMATION)
        for number, effect in enumerate(effects, 1)
    )
    return Prediction(path, diagnostics=rows)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected for what a part refuses, and OC-B030 where the placebos have no spread.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)
