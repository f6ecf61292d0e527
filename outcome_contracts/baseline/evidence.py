"""What a method may look at: the project as one, the plan's comparators, two periods, and nothing else.

Gathering it is also where the refusals stand that hold for every method. They are collected, not raised,
so that a method can add its own and one error shows them all.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import Change, changes
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import (
    SMALLEST_GROUP_SHOWN,
    ComparatorPanel,
    Panel,
    UnitMonths,
    require_months,
    stacked,
)
from outcome_contracts.period import Period


@dataclass(frozen=True, slots=True)
class Evidence:
    """The plan with the data it names; one row per comparator found, in the order of the plan."""

    plan: BaselinePlan
    project: Panel
    comparators: ComparatorPanel
    measurement: Period

    def changes(self, before: Period, after: Period) -> tuple[Change, tuple[Change, ...]]:
        """The sums of the project and of every comparator in two periods that the panels cover."""
        of = self.plan.denominator
        project = changes(self.project, before=before, after=after, denominator=of)
        return project[0], changes(self.comparators, before=before, after=after, denominator=of)


def gather(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    findings: Findings,
) -> Evidence:
    """Total the project, pick the plan's comparators, and record what forbids any method to go on.

    Records: OC-B020 unknown comparator, OC-B024 a unit of the project among the comparators, OC-B025
    measurement not after reference, OC-B026 other measure rules, OC-D050 months missing, OC-B029 small
    groups, OC-B022 no net days, OC-B023 no exposure, OC-B045 (hold) units that are not there all the time.
    """
    for name in plan.comparators:
        if name in panel.units:
            findings.add("OC-B024", unit=name)
    if period.first <= plan.reference.last:
        findings.add("OC-B025", reference=str(plan.reference), measurement=str(period))
    if panel.measured_by != plan.measured_by:
        findings.add("OC-B026", panel="project")
    if comparators is not None and plan.comparators and comparators.measured_by != plan.measured_by:
        findings.add("OC-B026", panel="comparators")
    evidence = Evidence(plan, panel.total(), _pick(plan, comparators, panel, findings), period)
    for span in (plan.reference, period):
        for side in (evidence.project, evidence.comparators):
            _require_data(plan, side, span, findings)
        _hold_changing_units(panel, span, findings)
    return evidence


def _pick(plan: BaselinePlan, comparators: ComparatorPanel | None, panel: Panel, findings: Findings) -> ComparatorPanel:
    """The plan's comparators; those that do not exist are recorded and left out."""
    known = set() if comparators is None else set(comparators.units)
    for name in plan.comparators:
        if name not in known:
            findings.add("OC-B020", comparator=name, known=len(known))
    source = stacked([panel]) if comparators is None else comparators
    return source.only(name for name in plan.comparators if name in known)


def _require_data(plan: BaselinePlan, side: UnitMonths, span: Period, findings: Findings) -> None:
    """Record units without data, with too few people, without absence or without exposure in a span."""
    try:
        require_months(side, span)
    except DataRejected as refusal:
        findings.extend(refusal.notices)
    if span.first not in side.period or span.last not in side.period:
        return
    months = side.columns_of(span)
    small = (side.person_days[:, months] > 0) & (side.heads[:, months] < SMALLEST_GROUP_SHOWN)
    sums = changes(side, before=span, after=span, denominator=plan.denominator)
    for unit, count, total in zip(side.units, small.sum(axis=1).tolist(), sums, strict=True):
        if count:
            findings.add("OC-B029", unit=unit, count=count, period=str(span))
        if not total.days_before:
            findings.add("OC-B022", unit=unit, period=str(span))
        if not total.exposure_before:
            findings.add("OC-B023", unit=unit, period=str(span), denominator=plan.denominator)


def _hold_changing_units(panel: Panel, span: Period, findings: Findings) -> None:
    """Record units that employ nobody in some months: closed, opened, or not delivered."""
    if span.first not in panel.period or span.last not in panel.period:
        return
    empty = (panel.person_days[:, panel.columns_of(span)] == 0).sum(axis=1).tolist()
    for unit, count in zip(panel.units, empty, strict=True):
        if count:
            findings.add("OC-B045", unit=unit, count=count, period=str(span))
