"""A backtest in money: what the contract would have paid for nothing at starts that never were.

Every origin of a `Backtest` is settled by the contract's own terms on its own days and exposure: the project's origins
by themselves, and all of them with the municipalities in which nothing was done either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.baseline.robustness.backtest import Backtest, Origin
from outcome_contracts.contract.model import Contract
from outcome_contracts.design.paid_for_nothing import Cases, PaidForNothing, beyond_no_effect, paid_for_nothing
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import PROJECT

if TYPE_CHECKING:
    from outcome_contracts.settlement.data import Given


@dataclass(frozen=True, slots=True)
class BacktestPayouts:
    """project: rows over the project's own origins, empty where it has none. everybody: over those of all units.

    refused: origins without an answer, of which nobody knows what would have been paid.
    """

    currency: str
    project: tuple[PaidForNothing, ...]
    everybody: tuple[PaidForNothing, ...]
    refused: int

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON."""
        return {
            "currency": self.currency,
            "project": [row.to_dict() for row in self.project],
            "everybody": [row.to_dict() for row in self.everybody],
            "refused": self.refused,
        }


def backtest_payouts(contract: Contract, found: Backtest, *, given: Mapping[str, Given]) -> BacktestPayouts:
    """The false-payment rate of a contract over the origins of a backtest.

    given: the given figures, the same at every origin.
    Raises UsageError (OC-B125) for a backtest without origins, and DataRejected as `beyond_no_effect`.
    """
    findings = Findings()
    if not found.origins:
        findings.add("OC-B125", count=len(found.refused))
    findings.refuse(UsageError)
    own = [origin for origin in found.origins if origin.unit == PROJECT]
    project = _rows(contract, found, own, given) if own else ()
    return BacktestPayouts(contract.currency, project, _rows(contract, found, found.origins, given), len(found.refused))


def _rows(
    contract: Contract, found: Backtest, origins: Sequence[Origin], given: Mapping[str, Given]
) -> tuple[PaidForNothing, ...]:
    figures = [(one.days, one.exposure, one.log_effect, one.counted) for one in origins]
    days, exposure, theta, counted = np.array(figures).T
    cases = Cases(days, exposure, theta, counted, len(origins[0].measurement), found.plan.denominator)
    return paid_for_nothing(beyond_no_effect(contract, cases, given=given))
