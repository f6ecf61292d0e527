"""The shock clause: what an event in a period means for the settlement. The parties choose; nothing is assumed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from outcome_contracts.contract.fields import Clause, Model, Text


class _ShockClause(Model):
    clause: Clause
    text: Text


class PlainShockClause(_ShockClause):
    """What is done with the months of an event, where nothing more has to be said."""

    treatment: Literal["exclude", "comparator_adjust", "suspend", "truncate"]


class CapClause(_ShockClause):
    """In event months the comparators' index counts at most so far from its forecast. at_most: a share."""

    treatment: Literal["cap"]
    at_most: Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?( %)?$")]


class ExtendClause(_ShockClause):
    """The term grows by the months of the events. months_at_most: by no more than these."""

    treatment: Literal["extend"]
    months_at_most: Annotated[int, Field(strict=True, ge=1, le=120)]


ShockClause = Annotated[PlainShockClause | CapClause | ExtendClause, Field(discriminator="treatment")]
