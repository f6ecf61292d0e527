"""The values of a contract's measures for one period: observed, counterfactual, given, priced.

An observed measure is exact (integers of the panel) and taken over the months of the reference it is compared with; a
counterfactual is a statistical estimate and enters here, once, at the contract's declared rounding. Every reason why
a measure has no value is found in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outcome_contracts.contract.measures import (
    AdjustmentMeasure,
    CounterfactualMeasure,
    DayValueMeasure,
    GivenMeasure,
    IndexMeasure,
    PanelMeasure,
    PeriodMeasure,
)  # fmt: skip
from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import Period, month_of, months_text, term_end
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.deviations import require_plan
from outcome_contracts.settlement.earlier import Earlier, earlier_statements
from outcome_contracts.settlement.given import given_figures
from outcome_contracts.settlement.index_series import index_values
from outcome_contracts.settlement.measured_values import (
    MeasureValue,
    columns,
    day_value_in,
    estimated_value,
    observed_value,
    require_dated,
)
from outcome_contracts.settlement.regime import Regime, extension, regime
from outcome_contracts.terms.tables import Tables

if TYPE_CHECKING:
    from outcome_contracts.baseline import BaselinePlan, Counterfactual
    from outcome_contracts.panel import Panel, UnitMonths

Status = Literal["provisional", "final"]


@dataclass(frozen=True, slots=True)
class Measured:
    """All measure values of one settlement, and what they were computed from.

    panel: the project as one unit. measured: the months from the first to the last that counts. notices: of reading
    the data, and of units that the total no longer shows. tables: with the rows that were given. earlier: what the
    statements before said, where the contract reads it.
    """

    values: Mapping[str, MeasureValue]
    panel: Panel | None
    measured: Period
    counterfactual: Counterfactual | None
    notices: tuple[Notice, ...]
    tables: Tables
    earlier: tuple[Earlier, ...]


def measured(contract: Contract, data: SettlementData, period: Period, status: Status, findings: Findings) -> Measured:
    """The value of every measure.

    findings: what has been found so far, to which what should be known is added; raises DataRejected with it and every
    reason why a measure has no value.
    """
    events = Findings()
    ruled = regime(contract, data.events, period, events)
    given = given_figures(contract, data, _months(ruled, None), findings)
    indices = index_values(contract, data, period, findings)
    earlier = earlier_statements(contract, data.earlier, period, status, findings)
    findings.extend(tuple(events))
    _require_panels(contract, data, ruled, findings)
    findings.refuse(DataRejected)
    panel = data.panel.total() if data.panel is not None and contract.measure_rules is not None else None
    counterfactual, unit_notices = _counterfactual(contract, data, panel, ruled)
    _require_grade(contract, counterfactual, status, findings)
    if panel is not None:
        _require_carried_groups(data, panel, counterfactual, ruled.measured, findings)
    findings.refuse(DataRejected)
    months = _months(ruled, counterfactual)
    require_dated(contract, months, findings)
    findings.refuse(DataRejected)
    if panel is not None and len(months) < len(period):
        left_out = sorted(set(period.months) - set(months))
        findings.add("OC-S036", count=len(months), of=len(period), months=months_text(left_out))
    given = given.only(contract, months)
    shape = _shape(contract, data, panel, ruled, months)
    values: dict[str, MeasureValue] = {}
    for measure in contract.measures:
        match measure:
            case GivenMeasure() | AdjustmentMeasure():
                values[measure.id] = MeasureValue(given.values[measure.id])
            case PanelMeasure() if panel is not None and contract.measure_rules is not None:
                values[measure.id] = observed_value(measure, contract.measure_rules, panel, months)
            case CounterfactualMeasure() if counterfactual is not None:
                values[measure.id] = estimated_value(counterfactual, measure, shape)
            case IndexMeasure():
                ratio, exactly = indices[measure.id]
                values[measure.id] = MeasureValue(ratio, None if ratio == exactly else exactly)
            case DayValueMeasure():
                values[measure.id] = day_value_in(measure, months)
            case PeriodMeasure():
                values[measure.id] = MeasureValue(
                    of_period(
                        measure,
                        contract,
                        period,
                        months=ruled.months,
                        number=len(earlier) + 1,
                        longer=extension(contract, data.events),
                    )
                )
    tables = given.tables(contract)
    return Measured(values, panel, ruled.measured, counterfactual, data.notices + unit_notices, tables, earlier)


def of_period(
    measure: PeriodMeasure, contract: Contract, period: Period, *, months: int, number: int, longer: int
) -> Fraction | bool:
    """What a period says of itself.

    months: of it, that count. number: 1 for the first statement. longer: by how many months the term is extended.
    """
    term = contract.term
    if measure.of == "number":
        return Fraction(number)
    if measure.of == "elapsed_months":  # whole months, as periods are: a term that starts in one starts with the next
        return Fraction(period.last - month_of(term.start) + (term.start.day == 1))
    if measure.of == "last":
        return Period(period.last + 1, period.last + 1).last_day > term_end(term.start, term.months + longer)
    return Fraction(months)


def _months(ruled: Regime, counterfactual: Counterfactual | None) -> tuple[int, ...]:
    """The months that are measured: those of the reference, where there is one."""
    left_out = ruled.left_out if counterfactual is None else frozenset(counterfactual.left_out)
    return tuple(month for month in ruled.measured if month not in left_out)


def _require_panels(contract: Contract, data: SettlementData, ruled: Regime, findings: Findings) -> None:
    """The panel and plan that the contract's measures need, measured and frozen as the contract says."""
    rules = contract.measure_rules
    needs_panel = [measure.id for measure in contract.measures if measure.origin in ("panel", "counterfactual")]
    if needs_panel and data.panel is None:
        findings.add("OC-S006", measures=", ".join(needs_panel))
    if data.panel is not None and rules is not None and data.panel.measured_by != rules.digest:
        findings.add("OC-S007", found=data.panel.measured_by[:19], agreed=rules.digest[:19])
    if needs_panel and data.panel is not None:
        _require_groups(data.panel.total(), _months(ruled, None), findings)
    for measure in contract.measures:
        if isinstance(measure, CounterfactualMeasure):
            if data.plan is None:
                findings.add("OC-S008", f"measures.{measure.id}", measure=measure.id)
            else:
                require_plan(measure, data.plan, findings)
                _flag_reference_in_term(contract, measure, data.plan, findings)


def _flag_reference_in_term(
    contract: Contract, measure: CounterfactualMeasure, plan: BaselinePlan, findings: Findings
) -> None:
    """A reference with whole months of the term in it may hold the effect itself (OC-S047)."""
    start = contract.term.start
    first = month_of(start) + (start.day > 1)
    inside = [month for month in plan.reference if month >= first and month not in plan.left_out]
    if inside:
        findings.add("OC-S047", f"measures.{measure.id}.plan", months=months_text(inside), start=str(start))


def _require_groups(project: Panel, months: tuple[int, ...], findings: Findings) -> None:
    """The project's own panel covers the months, and nobody can be recognised in it."""
    from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, require_months

    try:
        require_months(project, months)
    except DataRejected as refusal:
        findings.extend(refusal.notices)
        return
    small = int((project.heads[:, columns(project, months)] < SMALLEST_GROUP_SHOWN).sum())
    if small:
        findings.add("OC-P010", months=small, least=SMALLEST_GROUP_SHOWN)


def _require_carried_groups(
    data: SettlementData, panel: Panel, counterfactual: Counterfactual | None, span: Period, findings: Findings
) -> None:
    """Nobody can be recognised in any month that the statement carries, the ones left out and in between included."""
    from outcome_contracts.panel import SMALLEST_GROUP_SHOWN

    sides: list[UnitMonths] = [panel]
    if counterfactual is not None and data.plan is not None:
        span = Period(min(counterfactual.reference_period.first, span.first), span.last)
        sides += [] if data.comparators is None else [data.comparators.only(data.plan.comparators)]
    for side in sides:
        columns = side.columns_of(span)
        small = (side.person_days[:, columns] > 0) & (side.heads[:, columns] < SMALLEST_GROUP_SHOWN)
        for unit, count in zip(side.units, small.sum(axis=1).tolist(), strict=True):
            if count:
                findings.add("OC-B029", unit=unit, count=count, period=str(span))


def _counterfactual(
    contract: Contract, data: SettlementData, panel: Panel | None, ruled: Regime
) -> tuple[Counterfactual | None, tuple[Notice, ...]]:
    """The reference of the project as one, and what only its single units tell (they stay out of the statement)."""
    rules = contract.measure_rules
    if data.plan is None or data.panel is None or panel is None or rules is None:
        return None, ()
    if not any(isinstance(measure, CounterfactualMeasure) for measure in contract.measures):
        return None, ()
    if (data.plan.method == "external_estimate") is not (data.external is not None):
        raise DataRejected([Notice("OC-S046", "plan", (("method", data.plan.method),))])
    data.plan.require_measure(measured_by=rules.digest, denominator=rules.denominator, year_days=rules.year_days)
    from outcome_contracts.baseline.evidence import require_units

    units = Findings()
    require_units(data.plan, data.panel, ruled.measured, units)
    try:
        counterfactual = _estimate(data, data.plan, panel, ruled)
    except DataRejected as refusal:
        raise DataRejected([*units, *(notice for notice in refusal.notices if notice not in set(units))]) from None
    units.refuse(DataRejected)
    return counterfactual, tuple(notice for notice in units if notice not in counterfactual.notices)


def _estimate(data: SettlementData, plan: BaselinePlan, panel: Panel, ruled: Regime) -> Counterfactual:
    """The reference by the method of the plan, or as somebody else computed it."""
    if data.external is not None:
        from outcome_contracts.baseline.methods.external_estimate import adopt

        return adopt(data.external, plan, panel, ruled.measured, shocks=ruled.shocks(data.events))
    from outcome_contracts.baseline import fit

    return fit(plan, panel, data.comparators, ruled.measured, shocks=ruled.shocks(data.events))


def _shape(
    contract: Contract, data: SettlementData, panel: Panel | None, ruled: Regime, months: tuple[int, ...]
) -> tuple[float, ...]:
    """How the reference lies over the months that count; nothing where no measure of it stands by months (OC-S101)."""
    by_month = [each.id for each in contract.measures if isinstance(each, CounterfactualMeasure) and each.by]
    if not by_month or panel is None or data.plan is None:
        return ()
    if data.external is not None:
        facts = ("method", data.plan.method)
        raise DataRejected([Notice("OC-S101", f"measures.{name}", (("measure", name), facts)) for name in by_month])
    from outcome_contracts.baseline.reference_months import shape_by_month

    shocks = ruled.shocks(data.events)
    found = shape_by_month(data.plan, panel, data.comparators, ruled.measured, shocks=shocks)
    return tuple(found[month] for month in months)


def _require_grade(
    contract: Contract, counterfactual: Counterfactual | None, status: Status, findings: Findings
) -> None:
    """A final settlement takes a descriptive estimate only where the contract itself names its method."""
    if counterfactual is None:
        return
    from outcome_contracts.baseline import Grade

    for measure in contract.measures:
        if isinstance(measure, CounterfactualMeasure):
            where, named = f"measures.{measure.id}", measure.method == counterfactual.method
            if measure.method is not None and not named:
                findings.add("OC-S011", where, named=measure.method, method=counterfactual.method)
            elif counterfactual.method == "external_estimate" and not named:
                findings.add("OC-S045", where, measure=measure.id)
            elif counterfactual.grade is Grade.DESCRIPTIVE and status == "final" and not named:
                findings.add("OC-S010", where, method=counterfactual.method)
