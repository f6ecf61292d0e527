"""The draws of a statement's reference, from what the statement itself holds.

    reference_b = observed / exp(θ + SE · t_b)

The estimates stand on the statement with ten digits; from them the same draws come out on every platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import numpy as np

from outcome_contracts.baseline.counterfactual import Spread
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.settlement.amounts import Floats, observed_rate, reference_measures

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement

_HIGHEST = 1e12  # net days per year


class ReferenceDraws:
    """The draws of one statement. method: of its reference. observed: the rate. log_effect, spread: θ and its error.

    Raises DataRejected (OC-S040) for a statement without a reference, whose method has no interval, or whose plan has
    no draws.
    """

    def __init__(self, statement: Statement) -> None:
        self.observed = observed_rate(statement)
        found = statement.counterfactual or {}
        self.method, self.log_effect = str(found["method"]), float(str(found["log_effect"]))
        spread = cast("Mapping[str, str | int] | None", found["spread"])
        if spread is None or not spread["draws"]:
            raise DataRejected([Notice("OC-S040", facts=(("method", self.method),))])
        error, degrees = float(spread["log_se"]), int(spread["degrees_of_freedom"])
        self.spread = Spread(error, degrees, int(spread["draws"]), int(spread["seed"]))
        self._lowest = max(float(one.round.rounding.to) for one in reference_measures(statement.contract))

    def references(self, *, first: int, count: int) -> Floats:
        """Rates without the project of draw number `first` and the next ones, shape (count,).

        Raises UsageError (OC-B052) for draws that the plan does not have, and DataRejected (OC-B129) where one of them
        would be rounded to nothing or is beyond all that a rate can be.
        """
        findings = Findings()
        if not 0 <= first <= first + count <= self.spread.draws:
            findings.add("OC-B052", draws=self.spread.draws)
        findings.refuse(UsageError)
        theta = self.log_effect + self.spread.log_deviations(first=first, count=count)
        with np.errstate(over="ignore", divide="ignore"):
            references = np.asarray(self.observed / np.exp(theta))
        outside = ~((references >= self._lowest) & (references <= _HIGHEST))
        if impossible := int(np.count_nonzero(outside)):
            df = self.spread.degrees_of_freedom
            findings.add("OC-B129", count=impossible, draws=count, degrees=df)
        findings.refuse(DataRejected)
        return references
