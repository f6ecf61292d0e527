"""How like the project its mixture of comparators is, in the months before there was anything to find.

    rmspe   √mean (rate − mixture)² / mean rate          worth   1 / Σw²: as many comparators as if equally weighted
    bias    Σ (rate − mixture) / Σ rate                          all over the reference months

A synthetic control is believed for its likeness, so what lacks it is refused, and what is doubtful is flagged. The
limits are proposals, not results; they are the same for every method that weighs comparators.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Diagnostic, Grade, Verdict
from outcome_contracts.baseline.diagnostics.pre_fit import BIAS_THRESHOLD, RMSPE_THRESHOLD
from outcome_contracts.baseline.estimators.simplex import Array
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.cross_fitting import require_folds
from outcome_contracts.baseline.methods.comparator_index import FEWEST_COMPARATORS
from outcome_contracts.baseline.monthly import Predict, Prediction, estimate_by_month
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

FEWEST_REFERENCE_MONTHS = 24
PLACEBO_RATIO_THRESHOLD = 1.5
LARGEST_WEIGHT_THRESHOLD = 0.9
FEWEST_EFFECTIVE_COMPARATORS = 2.0
# The same mixture computed twice differs by less; no real series is met by another as closely.
PERFECT_FIT = 1e-9

Mixture = Callable[[Table], Prediction]


def require_enough(evidence: Evidence, findings: Findings) -> None:
    """Record too few comparators (OC-B021), too few reference months (OC-B080), folds that do not fit (OC-B068)."""
    plan, months = evidence.plan, len(evidence.before)
    if len(plan.comparators) < FEWEST_COMPARATORS:
        findings.add("OC-B021", count=len(plan.comparators), needed=FEWEST_COMPARATORS)
    if months < FEWEST_REFERENCE_MONTHS:
        findings.add("OC-B080", method=plan.method, months=months, needed=FEWEST_REFERENCE_MONTHS)
    if plan.folds is not None:
        require_folds(months, len(evidence.after), plan.folds, findings)


def is_refused(findings: Findings) -> bool:
    """Whether something forbids to go on, so that there may be nothing that could be fitted."""
    return any(notice.severity == "error" for notice in findings)


def require_level(evidence: Evidence, mixture: Mixture, findings: Findings) -> None:
    """Record a mean rate outside those of the comparators (OC-B062), and one that the mixture misses (OC-B064)."""
    table = evidence.table()
    means = table.rates[:, : table.before].mean(axis=1)
    rate, low, high = float(means[0]), float(means[1:].min()), float(means[1:].max())
    if not low <= rate <= high:
        findings.add("OC-B062", rate=f"{rate:.2f}", low=f"{low:.2f}", high=f"{high:.2f}")
    bias = float(_residuals(table, mixture(table).path).mean()) / rate
    if abs(bias) > BIAS_THRESHOLD:
        findings.add("OC-B064", percent=f"{bias:+.1%}", threshold=f"{BIAS_THRESHOLD:.0%}")


def require_likeness(evidence: Evidence, mixture: Mixture, findings: Findings) -> None:
    """Record a path that is missed (OC-B063), and flag what makes a good fit doubtful (OC-B065, OC-B066, OC-B069)."""
    table = evidence.table()
    found = mixture(table)
    error, usual = _rmspe(table, found.path), median_placebo_rmspe(table, mixture)
    if error > RMSPE_THRESHOLD:
        findings.add("OC-B063", percent=f"{error:.1%}", threshold=f"{RMSPE_THRESHOLD:.0%}")
    if error > PLACEBO_RATIO_THRESHOLD * usual:
        findings.add("OC-B065", ratio=_ratio_text(error, usual), threshold=f"{PLACEBO_RATIO_THRESHOLD}")
    if error < PERFECT_FIT:
        findings.add("OC-B069", months=table.before)
    effective, largest = _worth(found.weights), max(found.weights)
    if effective < FEWEST_EFFECTIVE_COMPARATORS:  # as it always is where one weight exceeds its limit
        findings.add(
            "OC-B066",
            effective=f"{effective:.1f}",
            threshold=f"{FEWEST_EFFECTIVE_COMPARATORS:.0f}",
            comparator=evidence.comparators.units[found.weights.index(largest)],
            percent=f"{largest:.0%}",
        )


def estimate_with_likeness(
    evidence: Evidence,
    notices: tuple[Notice, ...],
    *,
    predict: Predict,
    mixture: Mixture,
    grade: Grade,
    assumptions: tuple[Assumption, ...],
) -> Counterfactual:
    """`estimate_by_month`, and how the fit compares with that of the placebos among the diagnostics."""
    found = estimate_by_month(evidence, notices, predict=predict, grade=grade, assumptions=assumptions)
    table, name = evidence.table(), "pre_fit_rmspe_against_median_placebo"
    usual, error = median_placebo_rmspe(table, mixture), _rmspe(table, mixture(table).path)
    row = Diagnostic(name, None, PLACEBO_RATIO_THRESHOLD, Verdict.NOT_POSSIBLE)
    if usual > 0:
        row = _judged(name, error / usual, PLACEBO_RATIO_THRESHOLD, flagged=error / usual > PLACEBO_RATIO_THRESHOLD)
    return replace(found, diagnostics=(*found.diagnostics, row))


def weight_rows(weights: Array) -> tuple[Diagnostic, ...]:
    """How many comparators the weights are worth, and the largest of them."""
    effective, largest = _worth(tuple(weights.tolist())), float(weights.max())
    return (
        _judged(
            "effective_comparators",
            effective,
            FEWEST_EFFECTIVE_COMPARATORS,
            flagged=effective < FEWEST_EFFECTIVE_COMPARATORS,
        ),
        _judged("largest_weight", largest, LARGEST_WEIGHT_THRESHOLD, flagged=largest > LARGEST_WEIGHT_THRESHOLD),
    )


def median_placebo_rmspe(table: Table, mixture: Mixture) -> float:
    """How well the same method imitates the comparators themselves: the median of their RMSPE."""
    placebos = [table.placebo(row) for row in range(1, len(table.days))]
    return median(_rmspe(one, mixture(one).path) for one in placebos)


def _rmspe(table: Table, path: Array) -> float:
    residuals = _residuals(table, path)
    return math.sqrt(float((residuals * residuals).mean())) / float(table.rates[0, : table.before].mean())


def _residuals(table: Table, path: Array) -> Array:
    return table.rates[0, : table.before] - path[: table.before]


def _worth(weights: tuple[float, ...]) -> float:
    return 1 / math.fsum(weight * weight for weight in weights)


def _ratio_text(error: float, usual: float) -> str:
    return f"{error / usual:.1f}" if usual > 0 else "∞"


def _judged(name: str, value: float, threshold: float, *, flagged: bool) -> Diagnostic:
    return Diagnostic(name, value, threshold, Verdict.FLAGGED if flagged else Verdict.PASSED)
