"""Safeguards: what a contract says beside its formulas so that they hold in practice, each with its clause.

None of these changes an amount. A contract that says them leaves less to be argued about later, and the lints that ask
for them are silent; what each is asked for stands in the reference of the lints. `Plausible` is what the parties expect
of a measure before anything is measured, so that a contract can be tried out before it is signed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from outcome_contracts.contract.fields import UNSAID, Clause, Decimal, Identifier, Model, Sentence, Text
from outcome_contracts.decimals import parse_decimal_or_percent

Cause = Literal["payer", "provider", "policy", "force_majeure"]
CAUSES: tuple[Cause, ...] = ("payer", "provider", "policy", "force_majeure")

_Months = Annotated[int, Field(strict=True, ge=1, le=600)]
_Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Positive = Annotated[str, Field(pattern=r"^[0-9]{1,30}(\.[0-9]{1,12})?( %)?$")]


class Plausible(Model):
    """What is expected of a measure, in its unit.

    low, high: the range within which it will fall. typical: its central value, at which it is held while another
    measure is swept; `true` or `false` of a truth. standard_error: of the measured value. no_effect: its value where
    the work changes nothing; target: the value hoped for.
    """

    typical: Decimal | Literal["true", "false"]
    low: Decimal | None = None
    high: Annotated[Decimal | None, Field(validate_default=True)] = None
    standard_error: _Positive | None = None
    no_effect: Decimal | None = None
    target: Decimal | None = None
    source: Sentence | None = None

    @field_validator("high")
    @classmethod
    def _above_low(cls, high: str | None, info: ValidationInfo) -> str | None:
        low = parse_decimal_or_percent(info.data.get("low") or "")
        top = parse_decimal_or_percent(high or "")
        if (low is None) is not (top is None) or (low is not None and top is not None and low >= top):
            raise PydanticCustomError("range_crossed", "low and high are stated together, low below high")
        return high


class Safeguard(Model):
    """A clause and what it says."""

    clause: Clause
    text: Text


class Enrolment(Safeguard):
    """Who decides who is taken in, and whether all who qualify are counted or only those who were taken in."""

    decided_by: Literal["payer", "provider", "independent", "law"]
    counted: Literal["eligible", "entrants"]


class Counting(Safeguard):
    """How claims are counted. of: a measure. repeats: at most so many per person; window_months: within so long."""

    of: Identifier
    repeats: _Count
    window_months: _Months


class Verification(Safeguard):
    """Who estimates the result and who verifies it: parties, or others by a name of their own."""

    estimator: Identifier
    verifier: Identifier


class Estimation(Safeguard):
    """Whose effect is paid for: all who were drawn or offered (`all_eligible`), or those who took part."""

    estimand: Literal["all_eligible", "participants"]


class Termination(Safeguard):
    """What is paid when the contract ends early, for each cause that it names."""

    causes: Annotated[tuple[Cause, ...], Field(min_length=1, max_length=4)]


class Indexation(Safeguard):
    """How prices follow other prices: an index by name, or agreed to stand still."""

    index: Sentence


class Budget(Safeguard):
    """What a payer has set aside, in the contract's currency."""

    payer: Identifier
    amount: _Positive


class CashValue(Safeguard):
    """What the payer saves in money for one unit of a measure, in the contract's currency."""

    of: Identifier
    per_unit: _Positive


class EvaluationCost(Safeguard):
    """What measuring and verifying cost, in the contract's currency."""

    amount: _Positive


class RampUp(Safeguard):
    """How many months pass before the work has its full effect; 0 where it is agreed to count from the first day."""

    months: Annotated[int, Field(strict=True, ge=0, le=600)]


class FollowUp(Safeguard):
    """How long is measured, and when the effect is expected, in months from the start."""

    window_months: _Months
    effect_expected_after_months: Annotated[int, Field(strict=True, ge=0, le=600)]


class Safeguards(Model):
    """What a contract says of how it is run. A field that is missing is something that the contract does not say.

    order: the order of caps, shares and deductions is meant as the formulas have it. attribution: an outcome that
    two prices or payers touch is paid once, or meant to be paid twice. guard_rails: what is watched beside the paid
    measure, so that nothing is shifted there. missing_data: leavers, part-time, missing months.
    """

    enrolment: Enrolment | None = None
    counting: Annotated[tuple[Counting, ...], Field(max_length=500)] = UNSAID
    order: Safeguard | None = None
    guard_rails: Safeguard | None = None
    missing_data: Safeguard | None = None
    verification: Verification | None = None
    estimation: Estimation | None = None
    attribution: Safeguard | None = None
    termination: Termination | None = None
    indexation: Indexation | None = None
    budgets: Annotated[tuple[Budget, ...], Field(max_length=100)] = UNSAID
    cash_values: Annotated[tuple[CashValue, ...], Field(max_length=500)] = UNSAID
    evaluation: EvaluationCost | None = None
    ramp_up: RampUp | None = None
    follow_up: FollowUp | None = None
