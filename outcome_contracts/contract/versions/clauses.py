"""What a contract says about its own changes: who may change what, within which limits, and what ending it costs.

A clause of amendment names kinds, fields and limits; what no clause names cannot be changed. A suspension takes months
out: they are neither measured nor settled. The schedule of termination has one flow per cause, in the language of the
contract, so that what is due is settled like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from outcome_contracts.contract.fields import Clause, Identifier, Model, Months, Text
from outcome_contracts.contract.money import Flow
from outcome_contracts.period import Period

Kind = Literal["amendment", "correction", "novation", "re_basing", "suspension", "termination", "window_extension"]
ClauseKind = Literal["amendment", "correction", "novation", "re_basing", "suspension", "window_extension"]
Cause = Literal["payer", "provider", "policy", "force_majeure"]

FieldPath = Annotated[str, Field(pattern=r"^[a-z_]+(\.[A-Za-z0-9_]+){0,7}$", max_length=400)]
Percent = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})? %$")]


class AmendmentClause(Model):
    """A clause that lets the contract be changed.

    kinds: of change. fields: paths of what may change, each with all that lies below it: `term`, `constants.day_price`.
    signed_by: the parties without whose signature it is no amendment. months_at_most: by how many months the term may
    differ, percent_at_most: by how much any figure may, all that was changed under the clause added up.
    """

    clause: Clause
    kinds: Annotated[tuple[ClauseKind, ...], Field(min_length=1, max_length=6)]
    fields: Annotated[tuple[FieldPath, ...], Field(min_length=1, max_length=200)]
    signed_by: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=100)]
    months_at_most: Annotated[int, Field(strict=True, ge=0, le=600)] | None = None
    percent_at_most: Percent | None = None
    text: Text | None = None


class Suspension(Model):
    """Months that are neither measured nor settled. months: `2020-03/2021-09`, or one month."""

    months: Months
    clause: Clause
    reason: Text

    @property
    def period(self) -> Period:
        """The months, from the first to the last."""
        return Period.parse(self.months)


class TerminationCause(Flow):
    """What is due where the contract is ended for a cause, beside the flows of the last period.

    id: the cause: `payer`, `provider` (who ends it or is the reason), `policy` (a decision of others), `force_majeure`.
    notice_months: from the day of notice; the term then ends with the month of the contract that is running.
    """

    id: Cause
    clause: Clause
    notice_months: Annotated[int, Field(strict=True, ge=0, le=60)]


def suspended_months(suspensions: Iterable[Suspension]) -> frozenset[int]:
    """The month indexes that are neither measured nor settled."""
    return frozenset(month for suspension in suspensions for month in suspension.period)


def covers(fields: Iterable[str], path: str) -> bool:
    """Whether a clause's fields hold a path: itself, or what it lies below."""
    return any(path == field or path.startswith(f"{field}.") for field in fields)
