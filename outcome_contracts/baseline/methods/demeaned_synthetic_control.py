"""Demeaned synthetic control: the mixture of comparators that moved as the project moved, whatever its level.

    min over w of Σ ((y_0t − ȳ_0) − Σ_j w_j (y_jt − ȳ_j))²        w ≥ 0, Σw = 1, means over the reference months
    reference_t = ȳ_0 + Σ_j w_j (y_jt − ȳ_j)

Synthetic control with an intercept (Doudchenko and Imbens 2016; Ferman and Pinto 2021, Quantitative Economics 12,
1197-1221). Settlements take it on log rates, where an intercept is a factor: the project may lie above or below all
comparators, and a shock that strikes everybody by the same factor cancels.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.estimators.simplex import checked_movements, simplex_weights
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.cross_fitting import debiased
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, RECORDED_ALIKE_EVERYWHERE
from outcome_contracts.baseline.methods.likeness import (
    estimate_with_likeness,
    is_refused,
    require_enough,
    require_likeness,
    weight_rows,
)
from outcome_contracts.baseline.methods.log_rates import at_level, log_rates, require_log_rates
from outcome_contracts.baseline.methods.synthetic_control import SyntheticControl
from outcome_contracts.baseline.monthly import Prediction
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its log rate would have kept its distance to a mixture of the comparators' log rates.",
        sv="Utan projektet hade dess logaritmerade nivå behållit avståndet till en blandning av jämförelseenheternas.",
    ),
    NOTHING_REACHED_THEM,
    Assumption(
        en="Effect aside, the project departs from its mixture as much as the comparators depart from theirs.",
        sv="Effekten borträknad avviker projektet från sin blandning lika mycket som jämförelseenheterna från sina.",
    ),
    RECORDED_ALIKE_EVERYWHERE,
)


def demeaned_synthetic_control(outcomes: ArrayLike, before: int) -> SyntheticControl:
    """The demeaned synthetic control of row 0 from the rows below.

    outcomes: shape (1 + J, m), levels or logarithms, equally spaced times; the first `before` columns lie before
    the start. Raises UsageError (OC-B060) for arrays that do not fit, are not finite, or have less than two
    times before or nothing after.
    """
    outcomes = checked_movements(outcomes, before)
    centred = outcomes - outcomes[:, :before].mean(axis=1, keepdims=True)
    weights = simplex_weights(centred[0, :before], centred[1:, :before].T).weights
    return SyntheticControl(weights, centred[0] - weights @ centred[1:], before)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids a mixture of movements, and what should be known of it.

    Errors: OC-B021 comparators, OC-B080 months, OC-B068 folds, OC-B082 months without net days, OC-B063 path missed.
    Warnings: OC-B065 worse than the placebos, OC-B066 few comparators carry it, OC-B069 perfect fit.
    """
    require_enough(evidence, findings)
    require_log_rates(evidence, findings)
    if not is_refused(findings):
        require_likeness(evidence, mixture, findings)


def mixture(table: Table) -> Prediction:
    """The mixture's rate at the project's level, month by month."""
    logs = log_rates(table)
    found = demeaned_synthetic_control(logs, table.before)
    path = np.asarray(np.exp(logs[0] - found.gaps))
    return Prediction(path, weights=tuple(found.weights.tolist()), diagnostics=weight_rows(found.weights))


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The mixture's rate; where the plan's inference is cross-fitted, without the bias that cross-fitting finds."""
    if plan.inference == "cross_fitted_t":
        return debiased(table, plan, mixture)
    found = mixture(table)
    return replace(found, path=at_level(found.path, table, plan))


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far."""
    return estimate_with_likeness(
        evidence, notices, predict=predict, mixture=mixture, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS
    )
