"""Month by month: what was observed and what the plan's method expects, as far as single months can say it.

    running effect of month k     log(Σ observed days / Σ path · exposure) over the measurement months up to k
                                  (`mean_of_months`: mean of the monthly log ratios up to k)

The last running effect is θ itself; those before it say how it came about. A single month is no result: its error is
several times that of the period, and the interval of a `Counterfactual` holds for the whole period alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.evidence import gather
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MonthByMonth:
    """The months that count, the first `before` of them in the reference period.

    months: indexes as in `period`, ascending, shape (m,). days: net days observed, exposure: years of it by the
    plan's denominator, path: net days per year of exposure without the project, each of shape (m,). running: log
    effect so far, shape (m − before,). comparators: names, J of them. placebos: the running log effect that the same
    method finds for each comparator against the others, shape (J, m − before), (0, m − before) for an inference
    without placebos. weights: of the comparators, empty where the method gives none.
    """

    plan: BaselinePlan
    months: NDArray[np.int64]
    before: int
    days: Floats
    exposure: Floats
    path: Floats
    running: Floats
    comparators: tuple[str, ...]
    placebos: Floats
    weights: tuple[float, ...]

    def __repr__(self) -> str:
        return f"MonthByMonth({self.plan.method}, {self.before} + {len(self.months) - self.before} months)"

    @property
    def rates(self) -> Floats:
        """Net days observed per year of exposure, shape (m,)."""
        return self.days / self.exposure

    @property
    def days_saved(self) -> Floats:
        """Net days expected − observed, summed up to each measurement month, shape (m − before,)."""
        after = slice(self.before, None)
        return np.cumsum(self.path[after] * self.exposure[after] - self.days[after])


def month_by_month(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    *,
    shocks: Shocks = NO_SHOCKS,
) -> MonthByMonth:
    """The months of a fit; arguments as for `fit`, and the same refusals.

    Months with ten employees or fewer are refused there, so that no month here is about so few. Raises DataRejected
    with every reason; for a method without a path (`external_estimate`) too.
    """
    findings, method = Findings(), method_of(plan)
    evidence = gather(plan, panel, comparators, period, findings, shocks)
    method.require(evidence, findings)
    findings.refuse(DataRejected)
    table = evidence.table()
    found = method.predict(table, plan)
    log_effect(table, found.path, plan)  # refuses a path that no rate can have
    count = len(table.days) if plan.inference.startswith("placebo") else 1
    others = map(table.placebo, range(1, count))
    placebos = [running_log_effect(other, method.predict(other, plan).path, plan) for other in others]
    return MonthByMonth(
        plan=plan,
        months=table.months,
        before=table.before,
        days=table.days[0],
        exposure=table.exposure[0],
        path=found.path,
        running=running_log_effect(table, found.path, plan),
        comparators=evidence.comparators.units,
        placebos=np.array(placebos).reshape(count - 1, len(table.months) - table.before),
        weights=found.weights,
    )


def running_log_effect(table: Table, path: Floats, plan: BaselinePlan) -> Floats:
    """The log effect of row 0 over the measurement months up to each of them, shape (m − before,).

    −∞ as long as no net day was observed. path: shape (m,).
    """
    after = slice(table.before, None)
    days, expected = table.days[0, after], path[after] * table.exposure[0, after]
    with np.errstate(divide="ignore"):
        if plan.estimand == "mean_of_months":
            return np.cumsum(np.log(days / expected)) / np.arange(1, len(days) + 1)
        return np.log(np.cumsum(days) / np.cumsum(expected))
