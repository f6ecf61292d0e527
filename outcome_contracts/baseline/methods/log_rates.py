"""Logarithms of monthly rates: what the methods that compare factors instead of differences work on.

    log rate = log(net days / years of exposure)

A shock that strikes everybody by the same factor moves logarithms by the same step, whatever the level; arithmetic
differences would take a difference of levels for an effect. A month without any absence has no logarithm, and there
is no number that could honestly stand in for it.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings
from outcome_contracts.panel import UnitMonths


def log_rates(table: Table) -> NDArray[np.float64]:
    """log(net days per year of exposure), shape (n, m), of a table that `require_log_rates` let through."""
    return np.asarray(np.log(table.rates))


def log_pooled_rate(table: Table) -> NDArray[np.float64]:
    """The log rate of rows 1, 2, … as one unit, shape (m,)."""
    return np.asarray(np.log(table.days[1:].sum(axis=0) / table.exposure[1:].sum(axis=0)))


def at_level(
    path: NDArray[np.float64], table: Table, plan: BaselinePlan, *, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """A path that was fitted to logarithms, at the project's level of the reference months, shape (m,).

    For `mean_over_period` it is scaled by one factor so that the reference months sum to the days observed in them: the
    mean of logarithms lies below the logarithm of the mean, by more the fewer people there are, and what is compared
    afterwards are sums (in 1,500 simulated worlds of 300 to 1,000 employees the bias was 1.5 points). For
    `mean_of_months` both sides are means of logarithms, and nothing is scaled. weights: of the reference months, where
    the path has its level from some more than from others, shape (before,).
    """
    if plan.estimand == "mean_of_months":
        return path
    before, share = slice(table.before), np.ones(table.before) if weights is None else weights
    expected = path[before] * table.exposure[0, before]
    return np.asarray(path * ((share * table.days[0, before]).sum() / (share * expected).sum()))


def require_log_rates(evidence: Evidence, findings: Findings) -> None:
    """Record every unit that employs people in a month but has no net days in it (OC-B082)."""
    for side in (evidence.project, evidence.comparators):
        for unit, count in zip(side.units, _empty_months(side, (*evidence.before, *evidence.after)), strict=True):
            if count:
                findings.add("OC-B082", unit=unit, count=count, method=evidence.plan.method)


def _empty_months(side: UnitMonths, months: Collection[int]) -> list[int]:
    """By unit, the months in which it is there and has no net days; those outside the panel are refused elsewhere."""
    columns = [month - side.period.first for month in months if month in side.period]
    empty = (side.net_days[:, columns] == 0) & (side.person_days[:, columns] > 0)
    counts: list[int] = empty.sum(axis=1).tolist()
    return counts
