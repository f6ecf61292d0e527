"""The value of one measure: over the whole period, or in each month of it that counts.

Month by month the same things are measured in the same way, each figure at the measure's rounding; the reference of a
month is that of the period in the shape that its method gives it (`baseline.reference_months`). What an avoided day is
worth is read from the contract: one value, or the one that is in force in each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import months_text

if TYPE_CHECKING:
    from outcome_contracts.baseline import Counterfactual
    from outcome_contracts.contract.day_value import DatedValue
    from outcome_contracts.contract.measure_rules import MeasureRules
    from outcome_contracts.contract.measures import CounterfactualMeasure, DayValueMeasure, PanelMeasure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.panel import Panel
    from outcome_contracts.terms.exact import Values
    from outcome_contracts.terms.rounding import Rounding


class MeasureValue(NamedTuple):
    """value: as it enters the lines. before: before its rounding, where it was rounded. ends: the interval.

    Of a measure that stands by months, the value and the ends are tuples, and before is not kept.
    """

    value: Values
    before: Fraction | None = None
    ends: tuple[Values, Values] | None = None


def observed_value(measure: PanelMeasure, rules: MeasureRules, panel: Panel, months: tuple[int, ...]) -> MeasureValue:
    """An observed figure of the whole project over the months that count, or in each of them."""
    rounding = measure.round.rounding
    if not measure.by:
        return rounded_value(_observed(measure, rules, panel, months), rounding)
    return MeasureValue(tuple(rounding.apply(_observed(measure, rules, panel, (month,))) for month in months))


def estimated_value(
    counterfactual: Counterfactual, measure: CounterfactualMeasure, shape: Sequence[float]
) -> MeasureValue:
    """The reference, or the end of its interval that the contract names, at the measure's rounding.

    shape: of the months that count, for a measure that stands by them. Raises DataRejected (OC-S070) for an end of an
    interval that the method does not have.
    """
    reference, rounding = counterfactual.reference, measure.round.rounding

    def entered(level: float) -> Values:
        if not measure.by:
            return rounding.apply(Fraction(level))
        return tuple(rounding.apply(Fraction(level * each)) for each in shape)

    ends = None
    if reference.low is not None and reference.high is not None:
        ends = (entered(reference.low), entered(reference.high))
    if measure.end is not None:
        if ends is None:
            raise DataRejected([Notice("OC-S070", f"measures.{measure.id}", (("end", measure.end),))])
        return MeasureValue(ends[0] if measure.end == "low" else ends[1])
    return MeasureValue(entered(reference.point), None, ends)


def day_value_in(measure: DayValueMeasure, months: Sequence[int]) -> MeasureValue:
    """What a net day is worth in a period, or in each of the months; for months that `require_dated` found covered."""
    rounding = measure.round.rounding
    if not measure.by:
        return rounded_value(day_value(measure), rounding)
    if not measure.dated:
        return MeasureValue((rounding.apply(day_value(measure)),) * len(months))
    in_force = [next(row for row in measure.dated if month in row.period) for month in months]
    return MeasureValue(tuple(rounding.apply(exact(row.value, "value")) for row in in_force))


def day_value(measure: DayValueMeasure) -> Fraction:
    """The price of a net day by the contract's own figures, where it is one for the whole term."""
    from outcome_contracts.valuation import Overhead, OverheadBase, forsakringskassan, stated

    model = measure.forsakringskassan
    if model is None and measure.basis == "cash_releasing":
        return exact(measure.stated or "", "stated")
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


def require_dated(contract: Contract, months: Iterable[int], findings: Findings) -> None:
    """Record OC-S100 for months without a dated value, and which rows are in force in the others (OC-S102, OC-S103)."""
    counted = tuple(months)
    for measure in contract.measures:
        if measure.origin != "day_value" or not measure.dated:
            continue
        missing = [month for month in counted if not any(month in row.period for row in measure.dated)]
        if missing:
            findings.add("OC-S100", f"measures.{measure.id}", measure=measure.id, months=months_text(missing))
        for place, row in enumerate(measure.dated):
            if used := [month for month in counted if month in row.period]:
                _say_in_force(contract, measure, row, f"measures.{measure.id}.dated.{place}", used, findings)


def _say_in_force(
    contract: Contract, measure: DayValueMeasure, row: DatedValue, where: str, months: list[int], findings: Findings
) -> None:
    unit = str(contract.terms.units[measure.id])
    value = exact_text(measure.round.rounding.apply(exact(row.value, "value")))
    facts: Mapping[str, str] = {
        "measure": measure.id,
        "value": f"{value} {unit}",
        "months": months_text(months),
        "source": row.source.rstrip("."),
        "why_sv": f"{row.why.sv.rstrip('.')}.",
        "why_en": f"{row.why.en.rstrip('.')}.",
    }
    findings.extend((Notice("OC-S103" if row.supplied else "OC-S102", where, tuple(facts.items())),))


def rounded_value(value: Fraction, rounding: Rounding) -> MeasureValue:
    """A value at its rounding, with what it was before where that changed it."""
    rounded = rounding.apply(value)
    return MeasureValue(rounded, None if rounded == value else value)


def _observed(measure: PanelMeasure, rules: MeasureRules, panel: Panel, months: tuple[int, ...]) -> Fraction:
    """An observed figure of the whole project over some months, exact."""
    from outcome_contracts.baseline import exposure, observed_rate
    from outcome_contracts.panel import NET_DAY_STEPS

    if measure.per is not None:
        return observed_rate(panel, months, denominator=rules.denominator, year_days=rules.year_days)
    if measure.of == "net_days":
        return Fraction(int(panel.net_days[:, columns(panel, months)].sum()), NET_DAY_STEPS)
    if measure.of == "mean_heads":
        return Fraction(int(panel.heads[:, columns(panel, months)].sum()), len(months))
    return exposure(panel, months, denominator=measure.of, year_days=rules.year_days)


def columns(panel: Panel, months: tuple[int, ...]) -> list[int]:
    """Where months that the panel covers stand in it."""
    return [month - panel.period.first for month in months]
