"""Synthetic difference in differences: weights on comparators and on months, then a difference of differences.

    ω  min Σ_t (ȳ_t − ω_0 − Σ_j ω_j y_jt)² + ζ² T0 Σ ω_j²         over the reference months, ω ≥ 0, Σω = 1
    λ  min Σ_j (y_j after − λ_0 − Σ_t λ_t y_jt)² + ζ_λ² N0 Σ λ_t²   over the comparators, λ ≥ 0, Σλ = 1
    effect = (ȳ after − Σ λ_t ȳ_t) − Σ_j ω_j (y_j after − Σ λ_t y_jt)
    ζ = (N1 T1)^(1/4) σ, ζ_λ = 10⁻⁶ σ, σ = sd of the comparators' first differences over the reference months

Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021, American Economic Review 111, 4088-4118). Both programmes are
solved exactly. The published program iterates 10,000 steps of Frank and Wolfe after setting small weights to zero,
which leaves the unit weights up to 0.0034 from the optimum on its own example (effect −15.6038; exactly −15.6054).
Monthly settlements take it on log rates. Estimated time weights pick few months and inherit their season; where
there are more reference months than comparators, nothing but ζ_λ decides between them. `uniform` gives every reference
month the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.counterfactual import Counterfactual, Diagnostic, Grade, Verdict
from outcome_contracts.baseline.estimators.simplex import (
    LARGEST,
    Array,
    checked_movements,
    is_whole,
    refuse,
    simplex_weights,
    without_means,
)
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods.demeaned_synthetic_control import ASSUMPTIONS
from outcome_contracts.baseline.methods.likeness import (
    estimate_with_likeness,
    is_refused,
    require_enough,
    require_likeness,
    weight_rows,
)
from outcome_contracts.baseline.methods.log_rates import at_level, log_rates, require_log_rates
from outcome_contracts.baseline.monthly import Prediction
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

TimeWeights = Literal["uniform", "estimated"]

FEWEST_EFFECTIVE_MONTHS = 12.0
_LAMBDA_RIDGE = 1e-6  # as published: makes λ unique, and no more


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticDid:
    """The effect in the units of the outcome, and how it came about.

    unit_weights: ω, shape (N0,). time_weights: λ, shape (T0,). zeta: ζ, in the units of the outcome.
    """

    effect: float
    unit_weights: Array
    time_weights: Array
    zeta: float


def synthetic_did(
    outcomes: ArrayLike, before: int, *, time_weights: TimeWeights, treated: int = 1, zeta: float | None = None
) -> SyntheticDid:
    """The effect on the first `treated` rows, against the rows below.

    outcomes: shape (N1 + N0, m), levels or logarithms, equally spaced times; the first `before` columns lie before
    the start, two of them or more. zeta: not negative; None for ζ as above.
    Raises UsageError (OC-B060).
    """
    outcomes = checked_movements(outcomes, before)
    if not is_whole(treated) or not 1 <= treated < len(outcomes):
        refuse("treated", str(treated), f"1 ≤ N1 < {len(outcomes)}")
    if time_weights not in get_args(TimeWeights):
        refuse("time_weights", "–", " | ".join(get_args(TimeWeights)))
    if zeta is not None and not 0 <= zeta <= LARGEST:
        refuse("zeta", f"{zeta:g}", "0 ≤ ζ ≤ 1e100")
    project, controls = outcomes[:treated].mean(axis=0), outcomes[treated:]
    noise = _noise(controls[:, :before])
    if zeta is None:
        zeta = (treated * (outcomes.shape[1] - before)) ** 0.25 * noise
    unit = simplex_weights(
        without_means(project[:before]), without_means(controls[:, :before]).T, ridge=zeta * zeta * before
    ).weights
    time = _time_weights(controls, before, ridge=(_LAMBDA_RIDGE * noise) ** 2 * len(controls), kind=time_weights)
    gaps = project - unit @ controls
    return SyntheticDid(float(gaps[before:].mean() - time @ gaps[:before]), unit, time, zeta)


def placebo_standard_error(
    outcomes: ArrayLike, before: int, *, time_weights: TimeWeights, treated: int = 1, repetitions: int, seed: int
) -> float:
    """The standard error of `synthetic_did` by placebos among the comparators.

    Each repetition draws as many comparators as there are treated units, without replacement, treats them as if they
    were those, and estimates both weights anew against the remaining comparators, with the ζ of the treated units.
    The standard error is the standard deviation of these effects, divided by their number. Draw b takes words
    b · N0 … (b + 1) · N0 − 1 of the raw stream of PCG64 and picks the comparators with the smallest.
    Raises UsageError (OC-B060), also where there are no more comparators than treated units.
    """
    zeta = synthetic_did(outcomes, before, time_weights=time_weights, treated=treated).zeta
    controls = checked_movements(outcomes, before)[treated:]
    if treated >= len(controls) or not is_whole(repetitions) or repetitions < 2:
        refuse("treated, repetitions", f"{treated}, {repetitions}", f"treated < {len(controls)}, repetitions ≥ 2")
    if not is_whole(seed) or seed < 0:
        refuse("seed", str(seed), "seed ≥ 0")
    stream, effects = np.random.PCG64(seed), np.empty(repetitions)
    for place in range(repetitions):
        order = np.argsort(stream.random_raw(len(controls)), kind="stable")
        placebo = synthetic_did(controls[order], before, time_weights=time_weights, treated=treated, zeta=zeta)
        effects[place] = placebo.effect
    return float(effects.std())


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids the method, and what should be known of it.

    Errors: OC-B021 comparators, OC-B080 months, OC-B082 months without net days, OC-B063 path missed. Warnings:
    OC-B065 worse than the placebos, OC-B066 few comparators carry it, OC-B067 few months carry it, OC-B069 perfect fit.
    """
    require_enough(evidence, findings)
    require_log_rates(evidence, findings)
    if is_refused(findings):
        return
    kind, table = _kind(evidence.plan), evidence.table()
    require_likeness(evidence, lambda one: mixture(one, kind), findings)
    worth = _worth(synthetic_did(log_rates(table), table.before, time_weights=kind).time_weights)
    if worth < FEWEST_EFFECTIVE_MONTHS:
        findings.add("OC-B067", effective=f"{worth:.1f}", threshold=f"{FEWEST_EFFECTIVE_MONTHS:.0f}")


def mixture(table: Table, kind: TimeWeights) -> Prediction:
    """The weighted comparators' rate at the level of the project in the weighted reference months."""
    return _mixture_and_time_weights(table, kind)[0]


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The weighted comparators' rate, with the time weights of the plan, at the level of the months that weigh."""
    found, weights = _mixture_and_time_weights(table, _kind(plan))
    return replace(found, path=at_level(found.path, table, plan, weights=weights))


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far."""
    kind = _kind(evidence.plan)
    return estimate_with_likeness(
        evidence,
        notices,
        predict=predict,
        mixture=lambda table: mixture(table, kind),
        grade=Grade.SETTLEMENT,
        assumptions=ASSUMPTIONS,
    )


def _mixture_and_time_weights(table: Table, kind: TimeWeights) -> tuple[Prediction, Array]:
    logs, before = log_rates(table), table.before
    found = synthetic_did(logs, before, time_weights=kind)
    level = found.time_weights @ (logs[0, :before] - found.unit_weights @ logs[1:, :before])
    worth = _worth(found.time_weights)
    flag = Verdict.FLAGGED if worth < FEWEST_EFFECTIVE_MONTHS else Verdict.PASSED
    prediction = Prediction(
        np.exp(found.unit_weights @ logs[1:] + level),
        weights=tuple(found.unit_weights.tolist()),
        diagnostics=(
            *weight_rows(found.unit_weights),
            Diagnostic("effective_reference_months", worth, FEWEST_EFFECTIVE_MONTHS, flag),
        ),
    )
    return prediction, found.time_weights


def _kind(plan: BaselinePlan) -> TimeWeights:
    """The plan's time weights, which `plan` demands of this method."""
    if plan.time_weights is None:
        refuse("time_weights", "None", "uniform | estimated")
    return plan.time_weights


def _noise(controls: Array) -> float:
    """σ: the standard deviation of first differences, all units taken together; 0 where there is only one."""
    differences = np.diff(controls, axis=1)
    return float(differences.std(ddof=1)) if differences.size > 1 else 0.0


def _worth(weights: Array) -> float:
    """1 / Σw²."""
    return 1 / float(weights @ weights)


def _time_weights(controls: Array, before: int, *, ridge: float, kind: TimeWeights) -> Array:
    """λ, shape (before,): each reference month the same, or as the comparators' later mean is best predicted."""
    if kind == "uniform":
        return np.full(before, 1 / before)
    after = without_means(controls[:, before:].mean(axis=1))
    return simplex_weights(after, without_means(controls[:, :before].T).T, ridge=ridge).weights
