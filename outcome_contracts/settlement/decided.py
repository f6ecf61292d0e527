"""Discretionary adjustments as files write them: an amount with its sign, the reason, and who decided it."""

from __future__ import annotations

from outcome_contracts.contract.fields import Decimal, Identifier, Model, Text
from outcome_contracts.settlement.data import Adjustment


class Decided(Model):
    """What was decided of one measure. amount: a decimal text; authority: the party that decided."""

    amount: Decimal
    reason: Text
    authority: Identifier

    def adjustment(self) -> Adjustment:
        """It as a settlement takes it."""
        return Adjustment.of(self.amount, reason_sv=self.reason.sv, reason_en=self.reason.en, authority=self.authority)
