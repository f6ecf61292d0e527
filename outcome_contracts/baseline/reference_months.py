"""The months of a reference: how what is expected without the project lies over the months of a period.

    shape of month m = path_m / (Σ path · exposure / Σ exposure)        reference of m = reference · shape of m

A method gives a course month by month and one figure for the period; the course carries the season, so that a winter
is expected to be worse than a summer. Scaled like this the months, weighted by exposure, give the figure of the period
and nothing else, whatever the estimand. A single month is no result: its error is several times that of the period.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from outcome_contracts.baseline.evidence import gather
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period


def shape_by_month(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    *,
    shocks: Shocks = NO_SHOCKS,
) -> Mapping[int, float]:
    """By month that counts, what the period's reference is multiplied by; arguments and refusals as for `fit`."""
    findings, method = Findings(), method_of(plan)
    evidence = gather(plan, panel, comparators, period, findings, shocks)
    method.require(evidence, findings)
    findings.refuse(DataRejected)
    table = evidence.table()
    after = slice(table.before, None)
    path, exposure = method.predict(table, plan).path[after], table.exposure[0, after]
    shape = path / (np.sum(path * exposure) / np.sum(exposure))
    return dict(zip(table.months[after].tolist(), shape.tolist(), strict=True))
