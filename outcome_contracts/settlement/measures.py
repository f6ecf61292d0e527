"""The values of a contract's measures for one period: observed, counterfactual, given, priced.

An observed measure is exact (integers of the panel); a counterfactual is a statistical estimate and enters here,
once, at the contract's declared rounding. Every reason why a measure has no value is found in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outcome_contracts.contract.model import (
    Contract,
    CounterfactualMeasure,
    DayValueMeasure,
    GivenMeasure,
    PanelMeasure,
)  # fmt: skip
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import Period
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.units import RATIO, TRUTH

if TYPE_CHECKING:
    from outcome_contracts.baseline import Counterfactual
    from outcome_contracts.contract.measure_rules import MeasureRules
    from outcome_contracts.panel import Panel

Status = Literal["provisional", "final"]


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """value: as it enters the lines. before: before its rounding, where it was rounded. ends: the interval."""

    value: Fraction | bool
    before: Fraction | None = None
    ends: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """All measure values of one settlement, and what they were computed from.

    panel: the project as one unit. notices: of reading the data, and of units that the total no longer shows.
    """

    values: Mapping[str, MeasureValue]
    panel: Panel | None
    counterfactual: Counterfactual | None
    notices: tuple[Notice, ...]


def measured(contract: Contract, data: SettlementData, period: Period, status: Status, findings: Findings) -> Measured:
    """The value of every measure.

    findings: what has been found so far; raises DataRejected with it and every reason why a measure has no value.
    """
    _require_given(contract, data, findings)
    _require_panels(contract, data, period, findings)
    findings.refuse(DataRejected)
    panel = data.panel.total() if data.panel is not None and contract.measure_rules is not None else None
    counterfactual, unit_notices = _counterfactual(contract, data, panel, period)
    _require_grade(contract, counterfactual, status, findings)
    findings.refuse(DataRejected)
    values: dict[str, MeasureValue] = {}
    for measure in contract.measures:
        match measure:
            case GivenMeasure():
                value = data.given[measure.id]
                values[measure.id] = MeasureValue(value if isinstance(value, bool) else Fraction(value))
            case PanelMeasure() if panel is not None and contract.measure_rules is not None:
                observed = _observed(measure, contract.measure_rules, panel, period)
                values[measure.id] = _rounded(observed, measure.round.rounding)
            case CounterfactualMeasure() if counterfactual is not None:
                values[measure.id] = _estimated(counterfactual, measure.round.rounding)
            case DayValueMeasure():
                values[measure.id] = _rounded(_day_value(measure), measure.round.rounding)
            case _:
                values[measure.id] = MeasureValue(Fraction(len(period)))
    return Measured(values, panel, counterfactual, data.notices + unit_notices)


def _require_given(contract: Contract, data: SettlementData, findings: Findings) -> None:
    given = {measure.id: measure for measure in contract.measures if isinstance(measure, GivenMeasure)}
    for name in sorted(data.given.keys() - given.keys()):
        findings.add("OC-S003", f"given.{name[:60]}", name=name[:60], known=", ".join(given) or "–")
    for name, measure in given.items():
        where = f"given.{name}"
        if name not in data.given:
            findings.add("OC-S002", where, name=name, unit=measure.unit)
            continue
        value = data.given[name]
        unit = contract.terms.units[name]
        if isinstance(value, bool) is not (unit == TRUTH) or (name in data.percentages and unit != RATIO):
            findings.add("OC-S004", where, name=name, unit=measure.unit)
        elif not isinstance(value, bool) and (Fraction(value) * 10**measure.digits).denominator != 1:
            findings.add("OC-S005", where, name=name, digits=measure.digits)


def _require_panels(contract: Contract, data: SettlementData, period: Period, findings: Findings) -> None:
    """The panel and plan that the contract's measures need, measured and frozen as the contract says."""
    rules = contract.measure_rules
    needs_panel = [measure.id for measure in contract.measures if measure.origin in ("panel", "counterfactual")]
    if needs_panel and data.panel is None:
        findings.add("OC-S006", measures=", ".join(needs_panel))
    if data.panel is not None and rules is not None and data.panel.measured_by != rules.digest:
        findings.add("OC-S007", found=data.panel.measured_by[:19], agreed=rules.digest[:19])
    if needs_panel and data.panel is not None:
        _require_groups(data.panel.total(), period, findings)
    for measure in contract.measures:
        if isinstance(measure, CounterfactualMeasure):
            if data.plan is None:
                findings.add("OC-S008", f"measures.{measure.id}", measure=measure.id)
            elif data.plan.digest != measure.plan:
                where = f"measures.{measure.id}.plan"
                findings.add("OC-S009", where, found=data.plan.digest[:19], agreed=measure.plan[:19])


def _require_groups(project: Panel, period: Period, findings: Findings) -> None:
    """The project's own panel covers the period, and nobody can be recognised in it."""
    from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, require_months

    try:
        require_months(project, period)
    except DataRejected as refusal:
        findings.extend(refusal.notices)
        return
    small = int((project.window(period).heads < SMALLEST_GROUP_SHOWN).sum())
    if small:
        findings.add("OC-P010", months=small, least=SMALLEST_GROUP_SHOWN)


def _counterfactual(
    contract: Contract, data: SettlementData, panel: Panel | None, period: Period
) -> tuple[Counterfactual | None, tuple[Notice, ...]]:
    """The reference of the project as one, and what only its single units tell (they stay out of the statement)."""
    rules = contract.measure_rules
    if data.plan is None or data.panel is None or panel is None or rules is None:
        return None, ()
    if not any(isinstance(measure, CounterfactualMeasure) for measure in contract.measures):
        return None, ()
    from outcome_contracts.baseline import fit

    data.plan.require_measure(measured_by=rules.digest, denominator=rules.denominator, year_days=rules.year_days)
    by_unit = fit(data.plan, data.panel, data.comparators, period)
    counterfactual = fit(data.plan, panel, data.comparators, period)
    return counterfactual, tuple(notice for notice in by_unit.notices if notice not in counterfactual.notices)


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
            elif counterfactual.grade is Grade.DESCRIPTIVE and status == "final" and not named:
                findings.add("OC-S010", where, method=counterfactual.method)


def _observed(measure: PanelMeasure, rules: MeasureRules, panel: Panel, period: Period) -> Fraction:
    """An observed figure of the whole project over the period, exact."""
    from outcome_contracts.baseline import exposure, observed_rate
    from outcome_contracts.panel import net_days

    if measure.per is not None:
        return observed_rate(panel, period, denominator=rules.denominator, year_days=rules.year_days)
    if measure.of == "net_days":
        return net_days(panel.window(period))
    if measure.of == "mean_heads":
        return Fraction(int(panel.window(period).heads.sum()), len(period))
    return exposure(panel, period, denominator=measure.of, year_days=rules.year_days)


def _estimated(counterfactual: Counterfactual, rounding: Rounding) -> MeasureValue:
    reference = counterfactual.reference
    low, high = (None if value is None else Fraction(value) for value in (reference.low, reference.high))
    ends = None if low is None or high is None else (rounding.apply(low), rounding.apply(high))
    return MeasureValue(rounding.apply(Fraction(reference.point)), None, ends)


def _rounded(value: Fraction, rounding: Rounding) -> MeasureValue:
    rounded = rounding.apply(value)
    return MeasureValue(rounded, None if rounded == value else value)


def _day_value(measure: DayValueMeasure) -> Fraction:
    """The price of a net day by the contract's own figures."""
    from outcome_contracts.valuation import Overhead, OverheadBase, forsakringskassan, stated

    model = measure.forsakringskassan
    if model is None:
        return stated(measure.stated or "", measure.source).value
    costs = forsakringskassan(
        yearly_pay=model.yearly_pay,
        contributions=model.contributions,
        vacation=model.vacation,
        supplement=model.supplement,
        overhead=model.overhead,
        overhead_base=OverheadBase(model.overhead_base),
    )
    price = costs.day_value(
        hours_per_day=model.hours_per_day,
        waiting_day_share=model.waiting_day_share,
        overhead=Overhead(model.overhead_counted),
        source=measure.source,
    )
    return price.value
