"""Recording: did spells become fewer and longer at once, as they do when they are written down differently?

    f = spells / exposure      ℓ = net days / spells      both against the pooled comparators, as changes of logarithms
    gap = 2 · min(|Δf|, |Δℓ|) where one went up and the other down, else 0

A new sick-call routine that joins two days of absence into one spell lowers f and raises ℓ by the same factor and
leaves the net days alone; less sickness lowers f, ℓ or both. Where an effect makes spells fewer, their length moves a
little by chance, up as often as down; so only what both moved counts. Each comparator against the others shows how
large a gap is where nothing changed. The thresholds are proposals.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict, relative
from outcome_contracts.baseline.disputes.effect_parts import spell_sums
from outcome_contracts.baseline.estimators.arrays import numbers
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.placebo_in_space import against_others
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.baseline.rates import monthly
from outcome_contracts.notices import Findings, UsageError

# A proposal: spells a tenth fewer and a tenth longer than those of the comparators are a gap of log(1.1 / 0.9) = 0.20;
# half of that is looked at. Above it the gap also has to exceed what the comparators show among themselves, at 95 %.
# Simulated: spells joined to 92 % of their number were flagged in 98 % of the worlds, none joined in 0 to 2 %.
GAP_THRESHOLD = 0.10
GAP_CONFIDENCE = 0.95


def recording_break(*, spells: ArrayLike, days: ArrayLike, exposure: ArrayLike, findings: Findings) -> Diagnostic:
    """Whether spells and mean length moved apart; flagged with OC-B104, passed, or not possible.

    spells, days, exposure: before and after, shape (n, 2); row 0 is the project, the others its comparators, of which
    at least two are needed. value: the gap. threshold: the larger of
    `GAP_THRESHOLD` and t · √(mean gap_j²). Not possible where a unit has no spells or no days in one of the periods.
    Raises UsageError (OC-B100) for arrays that do not fit.
    """
    spells, days, exposure = _columns(spells=spells, days=days, exposure=exposure)
    if len(spells) < 3 or min(spells.min(), days.min(), exposure.min()) <= 0:
        return Diagnostic("recording_gap", None, GAP_THRESHOLD, Verdict.NOT_POSSIBLE)
    frequency, length = (
        against_others(above[:, 0], below[:, 0], above[:, 1], below[:, 1])
        for above, below in ((spells, exposure), (days, spells))
    )
    placebos = (length - frequency)[1:].tolist()
    fewer, longer = float(frequency[0]), float(length[0])
    gap = 2 * min(abs(fewer), abs(longer)) if fewer * longer < 0 else 0.0
    spread = math.sqrt(math.fsum(one * one for one in placebos) / len(placebos))
    threshold = max(GAP_THRESHOLD, central_quantile(GAP_CONFIDENCE, len(placebos) - 1) * spread)
    if gap > threshold:
        findings.add("OC-B104", spells=f"{relative(fewer):+.1%}", length=f"{relative(longer):+.1%}")
    return Diagnostic("recording_gap", gap, threshold, Verdict.FLAGGED if gap > threshold else Verdict.PASSED)


def recording_of(evidence: Evidence, findings: Findings) -> Diagnostic:
    """`recording_break` of the project and the comparators of a plan, over the months that count."""
    sides, plan = (evidence.project, evidence.comparators), evidence.plan
    columns = []
    for months in (evidence.before, evidence.after):
        rows = []
        for side in sides:
            _, years = monthly(side, months, denominator=plan.denominator, year_days=plan.year_days)
            rows.append(np.stack([*spell_sums(side, months), years.sum(axis=1)]))
        columns.append(np.concatenate(rows, axis=1))
    spells, days, exposure = np.stack(columns, axis=2)
    return recording_break(spells=spells, days=days, exposure=exposure, findings=findings)


def one_day_share(*, before: ArrayLike, after: ArrayLike) -> tuple[Diagnostic, Diagnostic]:
    """The share of spells that last one day, before and after: information, without a threshold.

    before, after: spells by length band, shape (b,), the first band that of one day, as `absence.cohorts` gives them.
    Raises UsageError (OC-B100) for arrays that do not fit.
    """
    findings = Findings()
    sides = [numbers(name, side, 1, findings) for name, side in (("before", before), ("after", after))]
    findings.refuse(UsageError)
    one, other = (
        Diagnostic(f"one_day_share_{name}", float(side[0] / side.sum()), None, Verdict.INFORMATION)
        if side.size and side.sum() > 0
        else Diagnostic(f"one_day_share_{name}", None, None, Verdict.NOT_POSSIBLE)
        for name, side in zip(("before", "after"), sides, strict=True)
    )
    return one, other


def _columns(**columns: ArrayLike) -> list[NDArray[np.float64]]:
    """Arrays of one shape (n, 2), finite and not negative; refuses all that are not."""
    findings = Findings()
    found = [numbers(name, column, 2, findings) for name, column in columns.items()]
    findings.refuse(UsageError)
    shapes = {column.shape for column in found}
    if len(shapes) != 1 or found[0].shape[1] != 2:
        findings.add("OC-B100", name=", ".join(columns), expected="(n, 2)", found=" ".join(map(str, sorted(shapes))))
    findings.refuse(UsageError)
    return found
