"""Support: does the reference lie where the comparators have been, and where absence can be?

A weighted mean of comparators is never below the lowest nor above the highest of them. A project that lies outside
their range in its reference months lies outside their convex hull, and no weights reach it in levels. A reference
rate of zero or less is no rate at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, UsageError

# A proposal: outside in most months, it is the level and not a month. In a simulation with ten comparators 41 % of
# projects like any other were outside in more than a tenth of the months, since in each month two of eleven are.
OUTSIDE_THRESHOLD = 0.50


def outside_the_range(table: Table, findings: Findings) -> Diagnostic:
    """The share of the reference months in which the project is above or below all comparators; OC-B103.

    Inside the range is necessary for the convex hull, not sufficient. Not possible without two comparators, a
    reference month, or exposure.
    """
    days, exposure = table.days[:, : table.before], table.exposure[:, : table.before]
    if len(days) < 3 or not days.shape[1] or not (exposure > 0).all():
        return Diagnostic("months_outside_the_range", None, OUTSIDE_THRESHOLD, Verdict.NOT_POSSIBLE)
    rates = days / exposure
    above, below = rates[0] > rates[1:].max(axis=0), rates[0] < rates[1:].min(axis=0)
    share = float((above | below).mean())
    if share <= OUTSIDE_THRESHOLD:
        return Diagnostic("months_outside_the_range", share, OUTSIDE_THRESHOLD, Verdict.PASSED)
    findings.add(
        "OC-B103",
        months=days.shape[1],
        comparators=len(days) - 1,
        above=int(above.sum()),
        below=int(below.sum()),
    )
    return Diagnostic("months_outside_the_range", share, OUTSIDE_THRESHOLD, Verdict.FLAGGED)


def lowest_reference(path: ArrayLike, *, method: str, findings: Findings) -> Diagnostic:
    """The lowest rate that a method predicts; refused with OC-B032 where it is not above zero.

    path: net days per year of exposure in the measurement months, shape (m,), m ≥ 1; it may be below zero.
    Raises UsageError (OC-B100) for another shape or a rate that is not finite.
    """
    own_findings, rates = Findings(), np.asarray(path, dtype=np.float64)
    if rates.ndim != 1 or not rates.size or not np.isfinite(rates).all():
        own_findings.add("OC-B100", name="path", expected="(m ≥ 1,)", found=f"{rates.shape}, NaN, ∞")
    own_findings.refuse(UsageError)
    impossible, lowest = int(np.count_nonzero(rates <= 0)), float(rates.min())
    if impossible:
        findings.add("OC-B032", count=impossible, method=method)
    return Diagnostic("lowest_reference", lowest, 0.0, Verdict.FLAGGED if impossible else Verdict.PASSED)
