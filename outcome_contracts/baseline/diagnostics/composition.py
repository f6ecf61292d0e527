"""Composition: is the project still the same kind of staff, as far as the comparators are?

    mix shift = ½ Σ_g |Δp_g(project) − mean_j Δp_g(j)|            p_g: share of the staff in group g
    turnover  = turnover of the project − median turnover of the comparators

What changes in the same way everywhere is carried by the comparators; what changes in the project alone is taken for
an effect. Groups come as shares of aggregates (sector, age, degree), never as persons. The thresholds are proposals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.estimators.arrays import numbers
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import unit_name

# Proposals. Five in a hundred employees that change group: where one group has twice the absence of the other, this
# moves the rate by about 3 %, a quarter of a 12 % target. Turnover of municipal staff is about 14 % a year.
MIX_THRESHOLD = 0.05
TURNOVER_THRESHOLD = 0.10
_SUM_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class StaffMix:
    """Shares of the staff by group: the project in row 0, its comparators below.

    feature: what the groups divide by, such as `age`, as `panel.unit_name` has it. before, after: shape (n, g), g ≥ 2
    groups, each row with sum 1. Raises UsageError (OC-B100) for anything else.
    """

    feature: str
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    def __post_init__(self) -> None:
        findings = Findings()
        if unit_name(self.feature) != self.feature:
            findings.add("OC-B100", name="feature", expected="1 – 200", found="–")
        before, after = (numbers(name, getattr(self, name), 2, findings) for name in ("before", "after"))
        findings.refuse(UsageError)
        if before.shape != after.shape or before.shape[1] < 2:
            findings.add("OC-B100", name="before, after", expected="(n, g ≥ 2)", found=f"{before.shape}, {after.shape}")
        for name, side in (("before", before), ("after", after)):
            if not np.allclose(side.sum(axis=1), 1, rtol=0, atol=_SUM_TOLERANCE):
                findings.add("OC-B100", name=name, expected="Σ = 1", found="Σ ≠ 1")
            kept = side.copy()
            kept.flags.writeable = False
            object.__setattr__(self, name, kept)
        findings.refuse(UsageError)


def mix_shift(mix: StaffMix, findings: Findings) -> Diagnostic:
    """How much of the staff changed group in the project beyond the comparators; flagged with OC-B107.

    Not possible without comparators.
    """
    name, change = f"mix_shift_{mix.feature}", mix.after - mix.before
    if len(change) < 2:
        return Diagnostic(name, None, MIX_THRESHOLD, Verdict.NOT_POSSIBLE)
    shift = float(np.abs(change[0] - change[1:].mean(axis=0)).sum() / 2)
    return _judged(name, shift, MIX_THRESHOLD, findings)


def turnover_gap(turnover: ArrayLike, findings: Findings) -> Diagnostic:
    """How much more of the staff came and went in the project; flagged with OC-B107 on either side of the comparators.

    turnover: joiners and leavers as a share of the mean staff, for the same span everywhere, shape (n,); the project
    first. Not possible without comparators. Raises UsageError (OC-B100) for anything else.
    """
    own_findings = Findings()
    rates = numbers("turnover", turnover, 1, own_findings)
    own_findings.refuse(UsageError)
    if len(rates) < 2:
        return Diagnostic("turnover_gap", None, TURNOVER_THRESHOLD, Verdict.NOT_POSSIBLE)
    return _judged("turnover_gap", float(rates[0] - np.median(rates[1:])), TURNOVER_THRESHOLD, findings)


def _judged(name: str, value: float, threshold: float, findings: Findings) -> Diagnostic:
    if abs(value) <= threshold:
        return Diagnostic(name, value, threshold, Verdict.PASSED)
    findings.add("OC-B107", test=name, change=f"{value:+.1%}", threshold=f"{threshold:.1%}")
    return Diagnostic(name, value, threshold, Verdict.FLAGGED)
