"""What parties have decided, as files write it: adjustments of an amount, and acknowledgements of findings on HOLD."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from outcome_contracts.acknowledgement import Acknowledgement
from outcome_contracts.contract.fields import Day, Decimal, Digest, Identifier, Model, Sentence, Text
from outcome_contracts.settlement.data import Adjustment


class Decided(Model):
    """What was decided of one measure. amount: a decimal text; authority: the party that decided."""

    amount: Decimal
    reason: Text
    authority: Identifier

    def adjustment(self) -> Adjustment:
        """It as a settlement takes it."""
        return Adjustment.of(self.amount, reason_sv=self.reason.sv, reason_en=self.reason.en, authority=self.authority)


class Acknowledged(Model):
    """A finding on HOLD that a party lets stand. finding: its digest; name, role: who answers for it, and as what."""

    code: Annotated[str, Field(pattern=r"^OC-[A-Z][0-9]{3}$")]
    finding: Digest
    party: Identifier
    name: Sentence
    role: Sentence
    signed: Day
    reason: Sentence

    def acknowledgement(self) -> Acknowledgement:
        """It as a settlement takes it."""
        return Acknowledgement(**dict(self))
