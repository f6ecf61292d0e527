"""One protocol for every method: evidence in, refusals collected, a counterfactual out.

A new method is one file with these three functions, named as the method is, and one entry in `REQUIREMENTS`.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from outcome_contracts.baseline.counterfactual import Counterfactual
from outcome_contracts.baseline.diagnostics.all_months import beside_all_months
from outcome_contracts.baseline.diagnostics.panel_rules import check_evidence
from outcome_contracts.baseline.evidence import Evidence, gather
from outcome_contracts.baseline.monthly import Prediction
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period


class Method(Protocol):
    """What a method has to be able to do; a module can."""

    def require(self, evidence: Evidence, findings: Findings, /) -> None:
        """Record every reason not to compute, and what should be known if it is computed."""

    def predict(self, table: Table, plan: BaselinePlan, /) -> Prediction:
        """The rate of the unit in row 0 without the project, month by month."""

    def estimate(self, evidence: Evidence, notices: tuple[Notice, ...], /) -> Counterfactual:
        """Compute, from evidence in which nothing forbids it."""


def method_of(plan: BaselinePlan) -> Method:
    """The method that a plan names; its module is loaded when it is first used."""
    return cast(Method, import_module(f"outcome_contracts.baseline.methods.{plan.method}"))


def fit(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    *,
    shocks: Shocks = NO_SHOCKS,
) -> Counterfactual:
    """What would have been observed in `period` without the project, by the method of the plan.

    panel: the project's units, taken together; it covers the plan's reference period and `period`.
    comparators: holds at least the units that the plan names, over the same months; None for a method
        without comparators. A pure function: the same arguments give the same result.
    shocks: the dated events that are known, and what the contract's clause makes of their months.
    Raises DataRejected with every reason that was found; the codes stand in `notices/baseline.toml`.
    """
    findings, method = Findings(), method_of(plan)
    evidence = gather(plan, panel, comparators, period, findings, shocks)
    method.require(evidence, findings)
    notices, remarks = findings.refuse(DataRejected), Findings()
    rows = check_evidence(evidence, remarks)
    found = method.estimate(evidence, (*notices, *remarks))
    found = replace(found, diagnostics=(*found.diagnostics, *rows))
    if shocks.left_out or shocks.capped:
        found = replace(found, recognised=None)  # a clause of this contract is no part of a published specification
    if len(evidence.before) + len(evidence.after) == len(plan.reference) + len(period) and not shocks.capped:
        return found
    return beside_all_months(found, evidence, comparators, method.predict)
