"""What a method may look at: the project as one, the plan's comparators, two periods, and nothing else.

Gathering it is also where the refusals stand that hold for every method. They are collected, not raised,
so that a method can add its own and one error shows them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import Change, changes, monthly
from outcome_contracts.baseline.table import Table
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
    """The plan with the data it names; one row per comparator found, in the order of the plan.

    before, after: the months of the reference and of the measurement period that count, without those the plan
    leaves out.
    """

    plan: BaselinePlan
    project: Panel
    comparators: ComparatorPanel
    measurement: Period
    before: tuple[int, ...]
    after: tuple[int, ...]

    def changes(self, before: Collection[int], after: Collection[int]) -> tuple[Change, tuple[Change, ...]]:
        """The sums of the project and of every comparator in two sets of months that the panels cover."""
        of = self.plan.denominator
        project = changes(self.project, before=before, after=after, denominator=of)
        return project[0], changes(self.comparators, before=before, after=after, denominator=of)

    def table(self) -> Table:
        """Net days and exposure by month: the project in row 0, the comparators below, in the order of the plan."""
        months, plan = (*self.before, *self.after), self.plan
        parts = [
            monthly(side, months, denominator=plan.denominator, year_days=plan.year_days)
            for side in (self.project, self.comparators)
        ]
        days, exposure = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return Table(days, exposure, np.array(months, dtype=np.int64), len(self.before))


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
    groups, OC-B022 no net days, OC-B023 no exposure, OC-B031 no month left,
    OC-B045 (hold) units that are not there all the time.
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
    chosen = _pick(plan, comparators, panel, findings)
    before, after = (_counted(plan, span, findings) for span in (plan.reference, period))
    evidence = Evidence(plan, panel.total(), chosen, period, before, after)
    for span, months in ((plan.reference, before), (period, after)):
        for side in (evidence.project, evidence.comparators):
            _require_data(plan, side, span, months, findings)
        _hold_changing_units(panel, span, findings)
    return evidence


def _counted(plan: BaselinePlan, span: Period, findings: Findings) -> tuple[int, ...]:
    """The months of a span that the plan does not leave out; that none is left is recorded."""
    months = tuple(month for month in span.months if month not in plan.left_out)
    if not months:
        findings.add("OC-B031", period=str(span))
    return months


def _pick(plan: BaselinePlan, comparators: ComparatorPanel | None, panel: Panel, findings: Findings) -> ComparatorPanel:
    """The plan's comparators; those that do not exist are recorded and left out."""
    known = set() if comparators is None else set(comparators.units)
    for name in plan.comparators:
        if name not in known:
            findings.add("OC-B020", comparator=name, known=len(known))
    source = stacked([panel]) if comparators is None else comparators
    return source.only(name for name in plan.comparators if name in known)


def _require_data(
    plan: BaselinePlan, side: UnitMonths, span: Period, months: tuple[int, ...], findings: Findings
) -> None:
    """Record units without data, with too few people, without absence or without exposure in a span."""
    try:
        require_months(side, months)
    except DataRejected as refusal:
        findings.extend(refusal.notices)
    if not months or months[0] not in side.period or months[-1] not in side.period:
        return
    columns = [month - side.period.first for month in months]
    small = (side.person_days[:, columns] > 0) & (side.heads[:, columns] < SMALLEST_GROUP_SHOWN)
    sums = changes(side, before=months, after=months, denominator=plan.denominator)
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
