"""The specification curve in money: what would have been due by each plan that could have been agreed.

Each specification's effect is put to the contract's own observed rate, so that the amounts differ by the plan and by
nothing else; a specification over fewer months does not change what was observed. What is due is the agreed plan's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.robustness.multiverse import Multiverse
from outcome_contracts.decimals import exact_text
from outcome_contracts.settlement.amounts import observed_rate, statement_amounts

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement


@dataclass(frozen=True, slots=True)
class SpecificationPayout:
    """One fitted specification: its relative effect, and by flow what would be due, in the contract's direction."""

    name: str
    own: bool
    effect: float
    amounts: Mapping[str, Fraction]

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        amounts = {flow: exact_text(amount) for flow, amount in self.amounts.items()}
        return {"name": self.name, "own": self.own, "effect": quantised(self.effect), "amounts": amounts}


def specification_payouts(statement: Statement, found: Multiverse) -> tuple[SpecificationPayout, ...]:
    """The amounts of every fitted specification, in the order of the multiverse.

    Raises DataRejected (OC-S040) for a statement without a reference, and what the terms refuse at some effect.
    """
    observed = observed_rate(statement)
    if not found.fitted:
        return ()
    effects = np.array([row.found.log_effect for row in found.fitted])
    amounts = statement_amounts(statement, observed / np.exp(effects))
    return tuple(
        SpecificationPayout(
            row.name,
            row.own,
            row.found.effect.point,
            {flow: Fraction(round(float(values[place]) * 100), 100) for flow, values in amounts.items()},
        )
        for place, row in enumerate(found.fitted)
    )
