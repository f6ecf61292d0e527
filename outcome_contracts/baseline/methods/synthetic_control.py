"""Synthetic control: the mixture of comparators that stood where the project stood before it began.

    w = the weights, w ≥ 0 and Σw = 1, with the smallest Σ (y_0t − Σ_j w_j y_jt)² over the reference months
    reference_t = Σ_j w_j y_jt                       effect = mean of y_0t − reference_t over the measurement months

Abadie, Diamond and Hainmueller (2010, Journal of the American Statistical Association 105, 493-505), with outcomes
only and the exact optimum. Nothing is extrapolated, so the project has to lie within what mixtures can reach: the
method is for levels, and is refused where the level or the path cannot be met.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.estimators.simplex import Array, checked_outcomes, simplex_weights
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.cross_fitting import debiased
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, RECORDED_ALIKE_EVERYWHERE
from outcome_contracts.baseline.methods.likeness import (
    estimate_with_likeness,
    is_refused,
    require_enough,
    require_level,
    require_likeness,
    weight_rows,
)
from outcome_contracts.baseline.monthly import Prediction
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its rate would have kept to the mixture of comparators that it kept to before.",
        sv="Utan projektet hade dess nivå fortsatt att följa den blandning av jämförelseenheter som den följde förut.",
    ),
    Assumption(
        en="The project lies within the range of the comparators, in level as in season.",
        sv="Projektet ligger inom jämförelseenheternas spännvidd, i nivå som i årstid.",
    ),
    NOTHING_REACHED_THEM,
    RECORDED_ALIKE_EVERYWHERE,
)


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """What one unit's synthetic control says, in the units of the outcome.

    weights: of the other units, shape (J,). gaps: observed less synthetic, shape (m,), of which the first `before`
    lie before the start.
    """

    weights: Array
    gaps: Array
    before: int

    @property
    def effect(self) -> float:
        """The mean gap after the start."""
        return float(self.gaps[self.before :].mean())

    @property
    def rmspe_before(self) -> float:
        """Root mean square of the gaps before the start."""
        return _root_mean_square(self.gaps[: self.before])

    @property
    def rmspe_after(self) -> float:
        """Root mean square of the gaps after the start."""
        return _root_mean_square(self.gaps[self.before :])

    @property
    def ratio(self) -> float:
        """rmspe_after / rmspe_before; infinite where the fit is perfect."""
        before = self.rmspe_before
        return self.rmspe_after / before if before else math.inf

    @property
    def effective_donors(self) -> float:
        """1 / Σw²: how many equally weighted donors would be as concentrated."""
        return 1 / float(self.weights @ self.weights)


Synthesis = Callable[[Array, int], SyntheticControl]


def synthetic_control(outcomes: ArrayLike, before: int) -> SyntheticControl:
    """The synthetic control of row 0 from the rows below.

    outcomes: shape (1 + J, m), any unit, equally spaced times; the first `before` columns lie before the start.
    Raises UsageError (OC-B060) for arrays that do not fit, are not finite, or have nothing before or after.
    """
    outcomes = checked_outcomes(outcomes, before)
    weights = simplex_weights(outcomes[0, :before], outcomes[1:, :before].T).weights
    return SyntheticControl(weights, outcomes[0] - weights @ outcomes[1:], before)


def in_turn(units: ArrayLike, before: int, synthesise: Synthesis) -> tuple[SyntheticControl, ...]:
    """Every unit against all others, as if it had been the treated one: placebos in space, in the order of rows.

    units: shape (n, m), n ≥ 2; leave out the treated unit where its effect is not to be mixed into the placebos.
    synthesise: `synthetic_control`, `demeaned_synthetic_control`. Raises UsageError (OC-B060).
    """
    units = checked_outcomes(units, before)
    order = np.arange(len(units))
    return tuple(synthesise(units[np.concatenate(([row], order[order != row]))], before) for row in order)


def ratio_p(project: SyntheticControl, placebos: tuple[SyntheticControl, ...]) -> float:
    """The share of units, the project among them, whose RMSPE grew at least as much: no less than 1 / (J + 1)."""
    return (1 + sum(one.ratio >= project.ratio for one in placebos)) / (1 + len(placebos))


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids a mixture in levels, and what should be known of it.

    Errors: OC-B021 comparators, OC-B080 months, OC-B068 folds, OC-B062 level outside those of the comparators,
    OC-B063 path missed, OC-B064 level missed. Warnings: OC-B065 worse than the placebos, OC-B066 few comparators
    carry it, OC-B069 perfect fit. The fit is looked at where nothing else forbids it.
    """
    require_enough(evidence, findings)
    if not is_refused(findings):
        require_level(evidence, mixture, findings)
        require_likeness(evidence, mixture, findings)


def mixture(table: Table) -> Prediction:
    """The mixture's rate, month by month."""
    rates = table.rates
    weights = simplex_weights(rates[0, : table.before], rates[1:, : table.before].T).weights
    return Prediction(weights @ rates[1:], weights=tuple(weights.tolist()), diagnostics=weight_rows(weights))


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The mixture's rate; where the plan's inference is cross-fitted, without the bias that cross-fitting finds."""
    return debiased(table, plan, mixture) if plan.inference == "cross_fitted_t" else mixture(table)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far."""
    return estimate_with_likeness(
        evidence, notices, predict=predict, mixture=mixture, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS
    )


def _root_mean_square(values: Array) -> float:
    return math.sqrt(float(values @ values) / len(values))
