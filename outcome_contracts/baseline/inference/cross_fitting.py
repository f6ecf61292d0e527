"""Cross-fitting: the bias of a synthetic control and the spread of its effect, from the reference months themselves.

    K blocks of r = min(⌊T0 / K⌋, T1) months at the end of the reference period
    τ_k = mean gap after the start − mean gap in block k,       both with weights fitted without block k
    τ = mean τ_k      SE = √(1 + K r / T1) · sd(τ_k) / √K       (τ − effect) / SE ~ t(K − 1)

The debiased t-test of Chernozhukov, Wüthrich and Zhu ("A t-test for synthetic controls", arXiv 1812.10820, 2022). It
needs no placebos, and asks instead that the gaps are stationary over time. On monthly rates the gaps are log effects
by the plan's estimand, and the path of the method is moved by one factor, so that its effect is τ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.simplex import Array, checked_outcomes, checked_values, is_whole, refuse
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.baseline.monthly import Prediction, log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings

FEWEST_MONTHS_OF_A_BLOCK = 12

Columns = NDArray[np.int64]
Weigh = Callable[[Array, Array], Array]


@dataclass(frozen=True, slots=True)
class CrossFit:
    """The debiased effect with its standard error and degrees of freedom K − 1.

    parts: τ_k, one per fold. In the units of the outcome, or on the log scale.
    """

    effect: float
    standard_error: float
    parts: tuple[float, ...]

    @property
    def degrees_of_freedom(self) -> int:
        """K − 1."""
        return len(self.parts) - 1

    def interval(self, confidence: float) -> tuple[float, float]:
        """τ ± t(K − 1) · SE. Raises UsageError (OC-B060) for a confidence that is not between 0 and 1."""
        if not 0 < confidence < 1:
            refuse("confidence", f"{confidence:g}", "0 < x < 1")
        half_width = central_quantile(confidence, self.degrees_of_freedom) * self.standard_error
        return self.effect - half_width, self.effect + half_width


def cross_fitted_effect(outcomes: ArrayLike, before: int, *, folds: int, weigh: Weigh) -> CrossFit:
    """The debiased mean effect on row 0 after the start.

    outcomes: shape (1 + J, m), the first `before` columns before the start. folds: 2 ≤ K ≤ before. weigh: weights,
    shape (J,), from a target (T,) and donors (T, J), such as `simplex_weights(…).weights`.
    Raises UsageError (OC-B060), also for weights of another shape or that are not finite.
    """
    outcomes = checked_outcomes(outcomes, before)
    if not is_whole(folds) or not 2 <= folds <= before:
        refuse("folds", str(folds), f"2 ≤ K ≤ {before}")
    after, parts = outcomes.shape[1] - before, []
    for block in _blocks(before, after, folds):
        training = np.delete(np.arange(before), block)
        weights = checked_values("weigh", weigh(outcomes[0, training], outcomes[1:, training].T))
        if weights.shape != (len(outcomes) - 1,):
            refuse("weigh", str(weights.shape), f"({len(outcomes) - 1},)")
        gaps = outcomes[0] - weights @ outcomes[1:]
        parts.append(float(gaps[before:].mean() - gaps[block].mean()))
    return _summary(parts, before, after)


def debiased(table: Table, plan: BaselinePlan, mixture: Callable[[Table], Prediction]) -> Prediction:
    """A method's path, moved by one factor to the cross-fitted effect of the plan's folds, with that effect's error.

    mixture: the path of the method from the reference months alone. `require_folds` has let the plan through.
    Raises DataRejected (OC-B032, OC-B033).
    """
    months, before, folds = len(table.months), table.before, plan.folds
    if folds is None or not 2 <= folds <= before:
        refuse("folds", str(folds), f"2 ≤ K ≤ {before}")
    parts = []
    for block in _blocks(before, months - before, folds):
        training = np.delete(np.arange(before), block)
        without_block = _of_months(table, np.concatenate((training, np.arange(before, months), block)), len(training))
        path, after = mixture(without_block).path, len(training) + months - before
        parts.append(
            _gap(without_block, path, np.arange(len(training), after), plan)
            - _gap(without_block, path, np.arange(after, len(path)), plan)
        )
    found, plain = _summary(parts, before, months - before), mixture(table)
    bias = log_effect(table, plain.path, plan) - found.effect
    return replace(
        plain,
        path=plain.path * math.exp(bias),
        sampling_log_se=found.standard_error,
        sampling_degrees_of_freedom=found.degrees_of_freedom,
    )


def require_folds(before: int, after: int, folds: int, findings: Findings) -> None:
    """Record blocks of less than a year (OC-B068)."""
    length = min(before // folds, after)
    if length < FEWEST_MONTHS_OF_A_BLOCK:
        needed = FEWEST_MONTHS_OF_A_BLOCK
        findings.add("OC-B068", months=before, after=after, folds=folds, length=length, needed=needed)


def _blocks(before: int, after: int, folds: int) -> tuple[Columns, ...]:
    """The columns of each block; months left over stand first and are in no block."""
    length = min(before // folds, after)
    first = before - folds * length
    return tuple(np.arange(first + fold * length, first + (fold + 1) * length) for fold in range(folds))


def _summary(parts: list[float], before: int, after: int) -> CrossFit:
    folds = len(parts)
    length = min(before // folds, after)
    effect = math.fsum(parts) / folds
    variance = math.fsum((part - effect) ** 2 for part in parts) / (folds - 1)
    return CrossFit(effect, math.sqrt((1 + folds * length / after) * variance / folds), tuple(parts))


def _of_months(table: Table, columns: Columns, before: int) -> Table:
    return Table(table.days[:, columns], table.exposure[:, columns], table.months[columns], before)


def _gap(table: Table, path: Array, columns: Columns, plan: BaselinePlan) -> float:
    """The log effect over some months alone."""
    return log_effect(_of_months(table, columns, 0), path[columns], plan)
