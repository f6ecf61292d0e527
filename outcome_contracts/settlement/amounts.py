"""Amounts over references: what a contract pays for each of many values that the reference may have.

    amount(r) = the contract's flow with every counterfactual measure at r, all other measures as they are

The settlement knows one reference; an interval of the payment, a backtest and a simulation ask about many. The
reference enters the terms as in a settlement, at its declared rounding and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.contract.distribution import flow_name
from outcome_contracts.contract.measures import CounterfactualMeasure
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.settlement.scenarios import settle_scenarios
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Name
from outcome_contracts.terms.vectorised import evaluate_scenarios

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.statement import Statement

Floats = NDArray[np.float64]
Values = Mapping[str, Fraction | bool | Floats]

# Amounts are whole öre; what lies within half of one is the same amount.
HALF_ORE = 0.005
# The widest effects that are looked at: −99.99 % and +900 %.
_LARGEST_FACTOR, _SMALLEST_FACTOR = 10_000.0, 0.1
_GRID = 200_001  # 0.006 % of the reference from one to the next


def reference_measures(contract: Contract) -> tuple[CounterfactualMeasure, ...]:
    """The measures whose value is a reference; empty where the contract is settled on given figures."""
    return tuple(measure for measure in contract.measures if isinstance(measure, CounterfactualMeasure))


def other_measures(statement: Statement) -> dict[str, Fraction | bool]:
    """The measures of a statement that are no reference, as they entered the lines."""
    drawn = {measure.id for measure in reference_measures(statement.contract)}
    others = [measure.id for measure in statement.contract.measures if measure.id not in drawn]
    return {name: cast("Fraction | bool", statement[name].exact) for name in others}


def observed_rate(statement: Statement) -> float:
    """The rate with which the statement's reference is compared. Raises DataRejected (OC-S040) where it has none."""
    if statement.counterfactual is None:
        raise DataRejected([Notice("OC-S040", facts=(("method", "–"),))])
    return float(str(statement.counterfactual["observed"]))


def rounded(values: Floats, rounding: Rounding) -> Floats:
    """Each value at its declared rounding, as the vectorised reading rounds; shape kept."""
    name = "value"
    return evaluate_scenarios({"rounded": (Name(name), rounding)}, {name: values}, outputs=("rounded",))["rounded"]


def amounts_at(contract: Contract, measures: Values, reference: Floats) -> dict[str, Floats]:
    """What every flow would be at each reference, in the contract's direction and currency, shape (n,) each.

    measures: the others by name, exact or one per scenario, already rounded as the contract says. reference: net days
    per year of exposure, before its rounding, shape (n,).
    Raises DataRejected as `settle_scenarios` does, and OC-S040 for a contract without a reference.
    """
    wanted = reference_measures(contract)
    if not wanted:
        raise DataRejected([Notice("OC-S040", facts=(("method", "–"),))])
    figures = dict(measures) | {one.id: rounded(reference, one.round.rounding) for one in wanted}
    names = {flow.id: flow_name(flow.id) for flow in contract.transfers}
    found = settle_scenarios(contract, figures, outputs=tuple(names.values()))
    return {flow: np.broadcast_to(found[name], reference.shape) for flow, name in names.items()}


def largest_amounts(
    contract: Contract, measures: Mapping[str, Fraction | bool], observed: float
) -> dict[str, Fraction | None]:
    """The largest amount that each flow can have at any effect, or None where it keeps growing with the effect.

    measures: all but the reference, exact. observed: the rate it is compared with, > 0. Effects from −99.99 % to
    +900 % are searched on a grid of 200,001 references that is even on the log scale, and around the best of it every
    reference that the rounding lets occur; a peak narrower than the grid could be missed. An amount that only the last
    tenth of the references reaches is taken to grow without end.
    """
    step = min(float(one.round.rounding.to) for one in reference_measures(contract))
    lowest = max(1.0, np.ceil(observed * _SMALLEST_FACTOR / step))
    highest = max(lowest + 1.0, np.ceil(observed * _LARGEST_FACTOR / step))
    steps = np.unique(np.rint(np.geomspace(lowest, highest, _GRID)))
    found = amounts_at(contract, measures, steps * step)
    return {flow: _largest(contract, measures, flow, steps, amounts, step) for flow, amounts in found.items()}


def _largest(
    contract: Contract, measures: Mapping[str, Fraction | bool], flow: str, steps: Floats, amounts: Floats, step: float
) -> Fraction | None:
    """The largest amount of one flow, refined until the neighbours of the best are all that can occur."""
    best = float(amounts.max())
    if float(amounts[steps <= steps[-1] / 10].max(initial=-np.inf)) < best - HALF_ORE:
        return None
    while True:
        place = int(np.argmax(amounts))
        low, high = steps[max(place - 1, 0)], steps[min(place + 1, steps.size - 1)]
        every = high - low < _GRID
        steps = np.arange(low, high + 1) if every else np.unique(np.rint(np.linspace(low, high, _GRID)))
        amounts = amounts_at(contract, measures, steps * step)[flow]
        best = max(best, float(amounts.max()))
        if every:
            return Fraction(round(best * 100), 100)
