"""Co-funding: who brings what, in cash or in kind, against what it costs; a part without an amount stays unknown.

balance = funding − cost, where every part of both is known
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.health_economics.band_values import refuse_twice
from outcome_contracts.valuation.health_economics.known_sum import KnownSum, known_sum
from outcome_contracts.valuation.health_economics.model import Resource
from outcome_contracts.valuation.health_economics.quantities import Text, refuse_inexact


@dataclass(frozen=True, slots=True)
class FundingPart:
    """What one funder brings, or what one cost is. amount: SEK, None where it is not stated."""

    id: str
    label: Text
    amount: Fraction | None
    kind: Resource


@dataclass(frozen=True, slots=True)
class Funding:
    """funders and costs as given; sums over one of them may have unknown parts."""

    funders: tuple[FundingPart, ...]
    costs: tuple[FundingPart, ...]

    @property
    def funded(self) -> KnownSum:
        """All that is brought."""
        return known_sum(part.amount for part in self.funders)

    @property
    def cost(self) -> KnownSum:
        """All that it costs."""
        return known_sum(part.amount for part in self.costs)

    def of(self, kind: Resource) -> KnownSum:
        """What the funders bring in cash, or in kind."""
        return known_sum(part.amount for part in self.funders if part.kind is kind)

    def share_of(self, kind: Resource) -> Fraction | None:
        """That as a share of all that is brought; None where a part is unknown or nothing is brought."""
        whole, part = self.funded.amount, self.of(kind).amount
        return part / whole if whole and part is not None else None

    @property
    def balance(self) -> Fraction | None:
        """Funding less cost in SEK, or None where a part of either is unknown."""
        funded, cost = self.funded.amount, self.cost.amount
        return None if funded is None or cost is None else funded - cost


def funding(funders: Sequence[FundingPart], costs: Sequence[FundingPart]) -> Funding:
    """The two sides of a co-funded project.

    Raises UsageError with every finding: OC-W084 for a side without parts, OC-W080, OC-W081, OC-U005, OC-U006, OC-W002
    for a negative amount.
    """
    findings = Findings()
    for what, parts in (("funders", funders), ("costs", costs)):
        if not parts:
            findings.add("OC-W084", what=what)
        refuse_twice(what, [part.id for part in parts], findings)
        for part in parts:
            refuse_inexact({f"{what}.{part.id}": part.amount}, findings)
        if any(isinstance(part.amount, (int, Fraction)) and part.amount < 0 for part in parts):
            findings.add("OC-W002", argument=what, allowed="≥ 0")
    findings.refuse(UsageError)
    return Funding(tuple(funders), tuple(costs))
