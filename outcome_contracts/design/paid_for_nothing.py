"""Paid for nothing: what a contract pays beyond what it pays at an effect of zero, where the true effect is zero.

    amount(observed, reference) − amount(observed, observed)

A fixed fee is due with or without an effect and is not paid for nothing; what comes on top of it because of an error
of the reference is. The first amount has the reference as estimated, the second the observed rate in its place, and
all other figures are the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.contract.measures import (
    AdjustmentMeasure,
    CounterfactualMeasure,
    DayValueMeasure,
    GivenMeasure,
    PanelMeasure,
    PeriodMeasure,
)
from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.settlement.amounts import HALF_ORE, amounts_at, reference_measures, rounded
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.measured_values import day_value

if TYPE_CHECKING:
    from outcome_contracts.baseline.rates import Denominator
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.settlement.data import Figures, Given

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """n periods in which nothing was done, each of `months` months.

    days: net days observed, > 0. exposure: years of it by the denominator, > 0. log_effect: θ that was found. counted:
    months that the three are of, without those left out. Each of shape (n,).
    """

    days: Floats
    exposure: Floats
    log_effect: Floats
    counted: Floats
    months: int
    denominator: Denominator

    def __repr__(self) -> str:
        return f"Cases({self.days.size} × {self.months} months)"


@dataclass(frozen=True, slots=True)
class PaidForNothing:
    """One flow over all cases, in the contract's currency.

    rate: share of the cases in which something is paid for nothing. mean: over all cases, those without included.
    largest: in one case. The standard errors hold for independent cases; those of a backtest are not.
    """

    flow: str
    cases: int
    rate: float
    rate_error: float
    mean: float
    mean_error: float
    largest: float

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        numbers = ("rate", "rate_error", "mean", "mean_error", "largest")
        return {"flow": self.flow, "cases": self.cases} | {name: quantised(getattr(self, name)) for name in numbers}


def beyond_no_effect(contract: Contract, cases: Cases, *, given: Mapping[str, Given]) -> dict[str, Floats]:
    """What each flow pays for nothing in each case, shape (n,); below zero where the error costs the payee.

    given: the given figures, the same in all cases.
    Raises DataRejected: OC-S040 for a contract without a reference, OC-B124 for a measure that cases do not have,
    OC-S083 for a given one that stands by tables, and what `settle_scenarios` refuses.
    """
    findings = Findings()
    if not reference_measures(contract):
        findings.add("OC-S040", method="–")
    measures = _measures(contract, cases, SettlementData(given=given).figures, findings)
    findings.refuse(DataRejected)
    observed = cases.days / cases.exposure
    estimated = amounts_at(contract, measures, observed / np.exp(cases.log_effect))
    without = amounts_at(contract, measures, observed)
    return {flow: amounts - without[flow] for flow, amounts in estimated.items()}


def paid_for_nothing(extra: Mapping[str, Floats]) -> tuple[PaidForNothing, ...]:
    """The rows of what `beyond_no_effect` found, one per flow; only payments count, not what is withheld."""
    return tuple(_row(flow, np.where(amounts > HALF_ORE, amounts, 0.0)) for flow, amounts in extra.items())


def _row(flow: str, paid: Floats) -> PaidForNothing:
    count = paid.size
    rate = int(np.count_nonzero(paid)) / count
    return PaidForNothing(
        flow=flow,
        cases=count,
        rate=rate,
        rate_error=math.sqrt(rate * (1 - rate) / count),
        mean=math.fsum(paid) / count,
        mean_error=float(paid.std()) / math.sqrt(count),
        largest=float(paid.max()),
    )


def _measures(
    contract: Contract, cases: Cases, given: Mapping[str, Figures], findings: Findings
) -> dict[str, Fraction | bool | Floats | tuple[()]]:
    """The value of every measure but the reference, as it enters the lines; one that cannot be had is recorded."""
    values: dict[str, Fraction | bool | Floats | tuple[()]] = {}
    for measure in contract.measures:
        match measure:
            case CounterfactualMeasure():
                pass
            case PanelMeasure() | DayValueMeasure() if measure.by and measure.id in contract.terms.upstream:
                findings.add("OC-S083", f"measures.{measure.id}", name=measure.id, tables=", ".join(measure.by))
            case PanelMeasure() | DayValueMeasure() if measure.by:
                values[measure.id] = ()  # no flow depends on it, and none of its lines is evaluated
            case GivenMeasure() if isinstance(figure := given.get(measure.id), (Fraction, bool)):
                values[measure.id] = figure
            case GivenMeasure() if measure.id in given and measure.by:
                tables = ", ".join(measure.by)
                findings.add("OC-S083", f"measures.{measure.id}", name=measure.id, tables=tables)
            case GivenMeasure():
                findings.add("OC-S002", f"measures.{measure.id}", name=measure.id, unit=measure.unit)
            case PeriodMeasure():  # one statement over all months of a case
                months = Fraction(cases.months)
                values[measure.id] = measure.of == "last" or (Fraction(1) if measure.of == "number" else months)
            case AdjustmentMeasure():
                values[measure.id] = Fraction(0)  # nobody decides anything in a simulation
            case _ if measure.id not in contract.terms.upstream:
                values[measure.id] = Fraction(0)  # no flow depends on it, and none of its lines is evaluated
            case DayValueMeasure():
                values[measure.id] = measure.round.rounding.apply(day_value(measure))
            case PanelMeasure():
                observed = _observed(measure, cases)
                if observed is None:
                    findings.add("OC-B124", f"measures.{measure.id}", measure=measure.id)
                else:
                    values[measure.id] = rounded(observed, measure.round.rounding)
    return values


def _observed(measure: Measure, cases: Cases) -> Floats | None:
    """A measure of the panel in every case, or None for a denominator that the cases do not have."""
    if isinstance(measure, PanelMeasure) and measure.of == "net_days":
        return cases.days if measure.per is None else cases.days / cases.exposure
    if not isinstance(measure, PanelMeasure) or measure.of != cases.denominator:
        return None
    return cases.exposure * 12 / cases.counted if measure.of == "mean_heads" else cases.exposure
