"""Money that leaves: flows from payer to payee, shares of one amount among several, waterfalls by rank.

Nothing here is a second language: shares and waterfalls stand for lines and transfers whose amounts are formulas,
`distribution` writes them out, and what leaves is always a transfer between two parties.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from outcome_contracts.contract.fields import Clause, Formula, Identifier, Model, Rounds, Text


class Share(Model):
    """A party's weight in an amount that several pay or receive; weights need not sum to anything."""

    party: Identifier
    weight: Formula


def _kind(value: object) -> str:
    return "shares" if isinstance(value, (list, tuple)) else "party"


Shares = Annotated[tuple[Share, ...], Field(min_length=2, max_length=100)]
# One party, or several that share the amount: whole öre by largest remainder, ties to the first named.
Side = Annotated[Annotated[Identifier, Tag("party")] | Annotated[Shares, Tag("shares")], Discriminator(_kind)]


class Flow(Model):
    """Money that leaves: payer → payee. negative: a negative amount is `repaid` by the payee, or refused."""

    id: Identifier
    payer: Side = Field(alias="from")
    payee: Side = Field(alias="to")
    amount: Formula
    negative: Literal["repaid", "refuse"]
    label: Text | None = None
    clause: Clause | None = None
    round: Rounds | None = None


class Tranche(Model):
    """A rank of a waterfall; its id is a line. until: the most it takes of what is left; the last takes the rest."""

    id: Identifier
    payee: Side = Field(alias="to")
    until: Formula | None = None
    label: Text | None = None
    clause: Clause | None = None
    round: Rounds | None = None


class Waterfall(Model):
    """An amount paid out by rank; its id is a line, the pot. Each rank is filled before the next has anything.

    A negative pot is refused: what is to be paid back needs a flow of its own.
    """

    id: Identifier
    payer: Identifier = Field(alias="from")
    pot: Formula
    tranches: Annotated[tuple[Tranche, ...], Field(min_length=1, max_length=50)]
    label: Text | None = None
    clause: Clause | None = None
    round: Rounds | None = None
