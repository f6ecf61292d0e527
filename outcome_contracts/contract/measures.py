"""Measures: the numbers that come from outside the formulas, and where each of them comes from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from outcome_contracts.contract.day_value import Basis, DatedValues, ForsakringskassanModel
from outcome_contracts.contract.fields import (
    UNSAID,
    Clause,
    Day,
    Decimal,
    Digest,
    Identifier,
    Improves,
    Model,
    Rounds,
    Sentence,
    Text,
    UnitText,
)  # fmt: skip
from outcome_contracts.contract.plan_value import PlanValue
from outcome_contracts.contract.safeguards import Plausible
from outcome_contracts.contract.stated import StatedFigures

# The table of months that a measure stands by, or none.
ByMonths = Annotated[tuple[Identifier, ...], Field(max_length=1)]


class _Measure(Model):
    id: Identifier
    improves: Improves
    label: Text | None = None
    clause: Clause | None = None
    show_digits: Annotated[int, Field(strict=True, ge=0, le=8)] | None = None
    plausible: Plausible | None = None


class _ComparedMeasure(_Measure):
    """A measure of which documents may state a figure."""

    stated: StatedFigures = UNSAID


class PanelMeasure(_ComparedMeasure):
    """A figure of the project's panel over the period settled.

    of: what is counted. per: divided by what; the contract's measure rules must name the same denominator. by: a table
    of months, in each of which it is measured.
    """

    origin: Literal["panel"] = Field(alias="from")
    of: Literal["net_days", "person_years", "fte_years", "mean_heads"]
    per: Literal["person_year", "fte_year", "head_year"] | None = None
    by: ByMonths = UNSAID
    round: Rounds


class Deviation(Model):
    """An agreed change of the frozen plan. field: of the plan; frozen, agreed: its values, None where it has none."""

    field: Identifier
    frozen: PlanValue | None = None
    agreed: Annotated[PlanValue | None, Field(validate_default=True)] = None
    reason: Text
    date: Day
    clause: Clause

    @field_validator("agreed")
    @classmethod
    def _is_a_change(cls, agreed: object, info: ValidationInfo) -> object:
        if agreed == info.data.get("frozen"):
            raise PydanticCustomError("no_change", "not a change")
        return agreed


class CounterfactualMeasure(_ComparedMeasure):
    """What a panel measure would have been without the project, by the plan frozen before the data.

    of: the panel measure. plan: digest of the plan. method: named only where the contract itself agrees on a
    method that is not of settlement grade. deviations: from the frozen plan, oldest first. end: the lower or upper end
    of the interval instead of the point, for a statistical gate. by: a table of months, in each of which the
    method says what would have been; weighted by exposure, these figures give the one of the period.
    """

    origin: Literal["counterfactual"] = Field(alias="from")
    of: Identifier
    plan: Digest
    method: Identifier | None = None
    deviations: Annotated[tuple[Deviation, ...], Field(min_length=1, max_length=100)] | None = None
    end: Literal["low", "high"] | None = None
    by: ByMonths = UNSAID
    round: Rounds


class GivenMeasure(_ComparedMeasure):
    """A figure that the parties hand in, or one per row of tables.

    unit: e.g. `day`, `SEK`, `truth`. digits: decimals at most. by: the tables it stands by, the outermost first.
    """

    round: ClassVar[None] = None

    origin: Literal["given"] = Field(alias="from")
    unit: UnitText
    digits: Annotated[int, Field(strict=True, ge=0, le=12)]
    by: Annotated[tuple[Identifier, ...], Field(max_length=3)] = UNSAID
    source: Sentence | None = None


class AdjustmentMeasure(_ComparedMeasure):
    """A discretionary amount, signed, that somebody with the authority to do so decides, with a reason.

    authority: the party that decides. digits: decimals at most. The data state the amount, the reason and who decided;
    no adjustment is stated as an amount of 0.
    """

    round: ClassVar[None] = None
    by: ClassVar[tuple[str, ...]] = ()

    origin: Literal["adjustment"] = Field(alias="from")
    authority: Identifier
    digits: Annotated[int, Field(strict=True, ge=0, le=12)]


class IndexMeasure(_ComparedMeasure):
    """How far a published price index has moved: its figure for the period over that for the base month.

    series: its name in the data. base: the month of the agreed prices, `YYYY-MM`. at: which month of the period counts,
    lag_months before it. policy: which publication counts, the first of each figure or the latest as of the date handed
    in with the data. A ratio of 1 is no change.
    """

    by: ClassVar[tuple[str, ...]] = ()

    origin: Literal["index"] = Field(alias="from")
    series: Identifier
    base: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    at: Literal["period_start", "period_end"]
    lag_months: Annotated[int, Field(strict=True, ge=0, le=36)]
    policy: Literal["first_published", "latest"]
    source: Sentence
    round: Rounds


class PeriodMeasure(_ComparedMeasure):
    """What the period itself says.

    of: its whole `months`; its `number`, 1 for the first statement of the contract; the `elapsed_months` of the term at
    its end; whether it is the `last`, ending with the term.
    """

    round: ClassVar[None] = None
    by: ClassVar[tuple[str, ...]] = ()

    origin: Literal["period"] = Field(alias="from")
    of: Literal["months", "number", "elapsed_months", "last"]


class DayValueMeasure(_Measure):
    """What an avoided net day is worth: a value that the contract states, Försäkringskassan's model, or dated values.

    basis: what kind of value it is; the contract's own reckoning where it is not said. Lines of different bases have
    different units, and cannot be added. by: a table of months, in each of which it has the value of that month.
    """

    origin: Literal["day_value"] = Field(alias="from")
    basis: Basis | None = None
    forsakringskassan: ForsakringskassanModel | None = None
    stated: Decimal | None = None
    dated: DatedValues = UNSAID
    by: ByMonths = UNSAID
    source: Sentence
    round: Rounds


Measure = Annotated[
    PanelMeasure
    | CounterfactualMeasure
    | GivenMeasure
    | AdjustmentMeasure
    | IndexMeasure
    | PeriodMeasure
    | DayValueMeasure,
    Field(discriminator="origin"),
]
