"""One protocol for every method: evidence in, refusals collected, a counterfactual out.

A new method is one file with these two functions and one entry in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from outcome_contracts.baseline import comparator_index, reference_mean
from outcome_contracts.baseline.counterfactual import Counterfactual
from outcome_contracts.baseline.evidence import Evidence, gather
from outcome_contracts.baseline.plan import BaselinePlan, MethodName
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period


class Method(Protocol):
    """What a method has to be able to do; a module can."""

    def require(self, evidence: Evidence, findings: Findings, /) -> None:
        """Record every reason not to compute, and what should be known if it is computed."""

    def estimate(self, evidence: Evidence, notices: tuple[Notice, ...], /) -> Counterfactual:
        """Compute, from evidence in which nothing forbids it."""


METHODS: Mapping[MethodName, Method] = {
    "comparator_index": comparator_index,
    "reference_mean": reference_mean,
}


def fit(plan: BaselinePlan, panel: Panel, comparators: ComparatorPanel | None, period: Period) -> Counterfactual:
    """What would have been observed in `period` without the project, by the method of the plan.

    panel: the project's units, taken together; it covers the plan's reference period and `period`.
    comparators: holds at least the units that the plan names, over the same months; None for a method
        without comparators. A pure function: the same arguments give the same result.
    Raises DataRejected with every reason that was found; the codes stand in `notices/baseline.toml`.
    """
    findings, method = Findings(), METHODS[plan.method]
    evidence = gather(plan, panel, comparators, period, findings)
    method.require(evidence, findings)
    return method.estimate(evidence, findings.refuse(DataRejected))
