"""One amendment as the parties sign it: what kind, from when, under which clause, for which reason, and each change.

It names the digest of the version that it builds on, so that no earlier version can be changed afterwards. It is in
force from a day, `effective`; where that day lies inside a settlement period, it says from which one it applies,
`applies_from`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from outcome_contracts.contract.fields import Clause, Day, Digest, Identifier, Model, Text
from outcome_contracts.contract.versions.change import Change
from outcome_contracts.contract.versions.clauses import Cause, Kind
from outcome_contracts.period import first_day, parse_month

Signatories = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=100)]
Month = Annotated[str, Field(pattern=r"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$")]


class Original(Model):
    """How the first version came about. signatories: ids of the contract's parties."""

    signed: Day
    effective: Day
    signatories: Signatories


class Amendment(Model):
    """A change of the contract, as it is signed.

    clause: of the contract, that allows it. scope: what it covers. previous: digest of the version before.
    applies_from: the first month of the first settlement period to which it applies, where that does not follow from
    `effective`. cause: of a termination, which has one and nothing else has.
    """

    kind: Kind
    effective: Day
    applies_from: Month | None = None
    signed: Day
    clause: Clause
    cause: Cause | None = None
    signatories: Signatories
    scope: Text
    reason: Text
    previous: Digest
    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=200)]

    @property
    def settled_from(self) -> date:
        """The day from which settlement periods begin to which it applies."""
        return self.effective if self.applies_from is None else first_day(parse_month(self.applies_from))
