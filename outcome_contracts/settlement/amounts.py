"""Amounts over references: what a contract pays for each of many values that the reference may have.

    amount(r) = the contract's flow with every counterfactual measure at r, all other measures as they are

The settlement knows one reference; an interval of the payment, a backtest and a simulation ask about many. The
reference enters the terms as in a settlement, at its declared rounding and nowhere else. An end of its interval is no
reference: where it would have lain in another draw, nobody has said, and a contract that pays by one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.contract.distribution import flow_name
from outcome_contracts.contract.measures import CounterfactualMeasure
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.settlement.scenarios import settle_scenarios
from outcome_contracts.settlement.settled_values import read_of_earlier, settled_values
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Name
from outcome_contracts.terms.vectorised import evaluate_scenarios

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Figures
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures
    from outcome_contracts.settlement.statement import Statement
    from outcome_contracts.terms.exact import Values

Floats = NDArray[np.float64]

# Amounts are whole öre; what lies within half of one is the same amount.
HALF_ORE = 0.005
# The widest effects that are looked at: −99.99 % and +900 %.
_LARGEST_FACTOR, _SMALLEST_FACTOR = 10_000.0, 0.1
_FIRST_STATEMENT: Mapping[str, Values] = MappingProxyType({})
_GRID = 200_001  # 0.006 % of the reference from one to the next


def reference_measures(contract: Contract) -> tuple[CounterfactualMeasure, ...]:
    """The measures whose value is a reference; empty where the contract is settled on given figures."""
    return tuple(measure for measure in contract.measures if isinstance(measure, CounterfactualMeasure))


def other_measures(statement: Statement) -> dict[str, Figures]:
    """The measures of a statement that are no reference, as they entered the lines; by row where they stand by tables.

    By row id for an agreed table, in a tuple for one with given rows, as a settlement is handed them.
    """
    contract, drawn = statement.contract, {measure.id for measure in reference_measures(statement.contract)}
    values, by = settled_values(statement).figures.values, contract.terms.tables.by
    others = [measure.id for measure in contract.measures if measure.id not in drawn]
    return {name: _by_row(contract, by.get(name, ()), values[name]) for name in others}


def _by_row(contract: Contract, by: Sequence[str], value: Values) -> Figures:
    if not isinstance(value, tuple):
        return value
    rows = tuple([_by_row(contract, by[1:], each) for each in value])
    agreed = next(table.agreed_rows for table in contract.tables if table.id == by[0])
    return {row.id: each for row, each in zip(agreed, rows, strict=True)} if agreed else rows


def observed_rate(statement: Statement) -> float:
    """The rate with which the statement's reference is compared. Raises DataRejected (OC-S040) where it has none."""
    if statement.counterfactual is None:
        raise DataRejected([Notice("OC-S040", facts=(("method", "–"),))])
    return float(str(statement.counterfactual["observed"]))


def rounded(values: Floats, rounding: Rounding) -> Floats:
    """Each value at its declared rounding, as the vectorised reading rounds; shape kept."""
    name = "value"
    return evaluate_scenarios({"rounded": (Name(name), rounding)}, {name: values}, outputs=("rounded",))["rounded"]


def statement_amounts(statement: Statement, reference: Floats) -> dict[str, Floats]:
    """`amounts_at` for the contract of a statement, with its other measures and what it read of earlier statements."""
    earlier = read_of_earlier(statement)
    return amounts_at(statement.contract, other_measures(statement), reference, earlier=earlier)


def amounts_at(
    contract: Contract,
    measures: ScenarioFigures,
    reference: Floats,
    *,
    earlier: Mapping[str, Values] = _FIRST_STATEMENT,
) -> dict[str, Floats]:
    """What every flow would be at each reference, in the contract's direction and currency, shape (n,) each.

    measures: the others by name, exact or one per scenario, already rounded as the contract says. reference: net days
    per year of exposure, before its rounding, shape (n,). earlier: what earlier statements said; none for the first.
    Raises DataRejected as `settle_scenarios` does, OC-S040 for a contract without a reference, OC-S082 for one that
    pays by an end of its interval, and OC-S105 for one that pays by its months.
    """
    wanted = reference_measures(contract)
    if not wanted:
        raise DataRejected([Notice("OC-S040", facts=(("method", "–"),))])
    if ends := [one.id for one in wanted if one.end is not None and one.id in contract.terms.upstream]:
        raise DataRejected([Notice("OC-S082", f"measures.{name}", (("measure", name),)) for name in ends])
    if by_month := [one.id for one in wanted if one.by and one.id in contract.terms.upstream]:
        raise DataRejected([Notice("OC-S105", f"measures.{name}", (("measure", name),)) for name in by_month])
    figures = dict(measures) | {one.id: _entered(reference, one, contract, measures) for one in wanted}
    names = {flow.id: flow_name(flow.id) for flow in contract.transfers}
    found = settle_scenarios(contract, figures, outputs=tuple(names.values()), earlier=earlier)
    return {flow: np.broadcast_to(found[name], reference.shape) for flow, name in names.items()}


def _entered(
    reference: Floats, measure: CounterfactualMeasure, contract: Contract, others: ScenarioFigures
) -> Floats | tuple[Floats, ...]:
    """A reference as it enters the lines; one that stands by months, and decides no amount, is the same in each."""
    value = rounded(reference, measure.round.rounding)
    if not measure.by:
        return value
    rows = [others[name] for name, by in contract.terms.tables.by.items() if by[:1] == measure.by and name in others]
    return (value,) * (len(rows[0]) if rows and isinstance(rows[0], (tuple, list)) else 1)


def largest_amounts(
    contract: Contract,
    measures: ScenarioFigures,
    observed: float,
    *,
    earlier: Mapping[str, Values] = _FIRST_STATEMENT,
) -> dict[str, Fraction | None]:
    """The largest amount that each flow can have at any effect, or None where it keeps growing with the effect.

    measures, earlier: as for `amounts_at`, exact. observed: the rate it is compared with, > 0. Effects from −99.99 % to
    +900 % are searched on a grid of 200,001 references that is even on the log scale, and around the best of it every
    reference that the rounding lets occur; a peak narrower than the grid could be missed. An amount that only the last
    tenth of the references reaches is taken to grow without end.
    """
    step = min(float(one.round.rounding.to) for one in reference_measures(contract))
    lowest = max(1.0, np.ceil(observed * _SMALLEST_FACTOR / step))
    highest = max(lowest + 1.0, np.ceil(observed * _LARGEST_FACTOR / step))
    steps = np.unique(np.rint(np.geomspace(lowest, highest, _GRID)))
    at = partial(amounts_at, contract, measures, earlier=earlier)
    return {flow: _largest(at, flow, steps, amounts, step) for flow, amounts in at(steps * step).items()}


def _largest(
    at: Callable[[Floats], Mapping[str, Floats]], flow: str, steps: Floats, amounts: Floats, step: float
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
        amounts = at(steps * step)[flow]
        best = max(best, float(amounts.max()))
        if every:
            return Fraction(round(best * 100), 100)
