"""What a method may look at: the project as one, the plan's comparators, two periods, and nothing else.

Gathering it is also where the refusals stand that hold for every method. They are collected, not raised,
so that a method can add its own and one error shows them all. Months that the plan, its rule or the contract's clause
leaves out are left out here, in both periods and on both sides, and said.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from outcome_contracts.baseline.non_routine import departures, in_runs, outliers
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import Change, changes, monthly
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks, require_no_shock
from outcome_contracts.baseline.table import Table
from outcome_contracts.decimals import steps_text
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import (
    SMALLEST_GROUP_SHOWN,
    ComparatorPanel,
    Panel,
    UnitMonths,
    require_months,
    stacked,
)
from outcome_contracts.period import Period, months_text


@dataclass(frozen=True, slots=True)
class Evidence:
    """The plan with the data it names; one row per comparator found, in the order of the plan.

    before, after: the months of the reference and of the measurement period that count, without those left out.
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
    shocks: Shocks = NO_SHOCKS,
) -> Evidence:
    """Total the project, pick the plan's comparators, and record what forbids any method to go on.

    shocks: what happened, and which months the contract leaves out or caps for it.
    Records: OC-B020 unknown comparator, OC-B024 a unit of the project among the comparators, OC-B025
    measurement not after reference, OC-B026 other measure rules, OC-D050 months missing, OC-B029 small
    groups, OC-B022 no net days, OC-B023 no exposure, OC-B031 no month left, OC-B112 and OC-B113 a rule for
    non-routine months without a forecast, OC-B114 a shock inside an extrapolation, OC-B116 a cap without comparators,
    OC-B045 (hold) units that are not there all the time; and says which months are left out (OC-B110, OC-B111) and
    which a person should look at (OC-B118).
    """
    require_units(plan, panel, period, findings)
    if period.first <= plan.reference.last:
        findings.add("OC-B025", reference=str(plan.reference), measurement=str(period))
    if panel.measured_by != plan.measured_by:
        findings.add("OC-B026", panel="project")
    if comparators is not None and plan.comparators and comparators.measured_by != plan.measured_by:
        findings.add("OC-B026", panel="comparators")
    chosen = _pick(plan, comparators, panel, findings)
    omitted = plan.left_out | shocks.left_out
    before, after = (_counted(omitted, span, findings) for span in (plan.reference, period))
    evidence = Evidence(plan, panel.total(), chosen, period, before, after)
    for span, months in ((plan.reference, before), (period, after)):
        for side in (evidence.project, evidence.comparators):
            _require_data(plan, side, span, months, findings)
    _say_left_out("OC-B110", evidence, omitted, findings)
    if any(finding.severity == "error" for finding in findings):
        return evidence  # the index of months that are not there would be none
    evidence = _without_non_routine(evidence, findings)
    require_no_shock(plan, shocks.events, (*evidence.before, *evidence.after), findings)
    return _capped(evidence, shocks, findings)


def require_units(plan: BaselinePlan, panel: Panel, period: Period, findings: Findings) -> None:
    """Record what only the project's single units tell, and the project as one no longer does.

    panel: the project's units. OC-B024 for one among the comparators, OC-B045 (hold) for one that is not there all the
    time. `gather` does this too; a settlement, which carries the project as one, asks apart.
    """
    for name in plan.comparators:
        if name in panel.units:
            findings.add("OC-B024", unit=name)
    for span in (plan.reference, period):
        _hold_changing_units(panel, span, findings)


def _without_non_routine(evidence: Evidence, findings: Findings) -> Evidence:
    """The evidence without the months that the plan's rule finds in the comparators' index."""
    rule, comparators = evidence.plan.non_routine, evidence.comparators
    if rule is None:
        return evidence
    if not comparators.units:
        findings.add("OC-B113", method=evidence.plan.method)
        return evidence
    try:
        departure = _departures(evidence)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return evidence
    months = np.array((*evidence.before, *evidence.after), dtype=np.int64)
    found = in_runs(months, far=np.abs(departure) > float(rule.above), at_least=rule.months)
    unusual = [int(month) for month in months[outliers(departure) & ~found]]
    if unusual:
        findings.add("OC-B118", count=len(unusual), months=months_text(unusual))
    omitted = frozenset(map(int, months[found]))
    facts = ("above", f"{(Decimal(rule.above) * 100).normalize():f} %"), ("at_least", rule.months)
    _say_left_out("OC-B111", evidence, omitted, findings, facts)
    return replace(
        evidence,
        before=_counted(omitted, evidence.before, findings),
        after=_counted(omitted, evidence.after, findings),
    )


def _departures(evidence: Evidence) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How far the comparators' index stands from its forecast in the months that count."""
    table = evidence.table()
    reference = np.arange(len(table.months)) < table.before
    return departures(table.days[1:], table.exposure[1:], table.months, reference=reference)


def _capped(evidence: Evidence, shocks: Shocks, findings: Findings) -> Evidence:
    """The evidence with the comparators' index of capped months no farther from its forecast than was agreed.

    Every comparator's net days are scaled alike, so that their differences, from which the interval comes, stay.
    """
    comparators = evidence.comparators
    if not shocks.capped:
        return evidence
    if not comparators.units:
        findings.add("OC-B116", method=evidence.plan.method)
        return evidence
    try:
        index = 1 + _departures(evidence)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return evidence
    most = float(shocks.at_most)
    factor = np.clip(index, 1 - most, 1 + most) / index
    net_days = comparators.net_days.copy()
    for month, scale in zip((*evidence.before, *evidence.after), factor, strict=True):
        if month in shocks.capped:
            column = month - comparators.period.first
            net_days[:, column] = np.rint(net_days[:, column] * scale).astype(np.int64)
    capped = ComparatorPanel(
        comparators.units, comparators.period, comparators.measured_by, net_days,
        comparators.person_days, comparators.fte_days, comparators.heads, comparators.spells,
    )  # fmt: skip
    return replace(evidence, comparators=capped)


def _say_left_out(
    code: str,
    evidence: Evidence,
    omitted: frozenset[int],
    findings: Findings,
    rule: tuple[tuple[str, str | int], ...] = (),
) -> None:
    """Name the months of the two periods that are left out, and how many of the project's net days they hold.

    rule: the facts of the rule that found them, if one did. The days are not said where a month has too few people to
    be shown, or is not in the panel at all.
    """
    project = evidence.project
    both = (*evidence.plan.reference.months, *evidence.measurement.months)
    months = [month for month in both if month in omitted]
    if not months:
        return
    days, percent = None, "–"
    columns = [month - project.period.first for month in months]
    if all(month in project.period for month in both) and (project.heads[:, columns] >= SMALLEST_GROUP_SHOWN).all():
        held = int(project.net_days[:, columns].sum())
        total = int(project.net_days[:, [month - project.period.first for month in both]].sum())
        days, percent = steps_text(held, 8), f"{held / total:.0%}" if total else "–"
    said: tuple[tuple[str, str | int], ...] = (("months", months_text(months)), ("count", len(months)))
    findings.extend((Notice(code, "", (*said, ("percent", percent), *rule), days),))


def _counted(omitted: Collection[int], span: Collection[int], findings: Findings) -> tuple[int, ...]:
    """The months of a span that are not left out; that none is left is recorded."""
    months = tuple(month for month in span if month not in omitted)
    if not months:
        findings.add("OC-B031", period=months_text(span))
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
    sums = changes(side, before=months, after=(), denominator=plan.denominator)
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
