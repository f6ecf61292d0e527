"""The contract as a model: measures, constants, lines and flows, frozen, nothing extra, no default that decides.

A *measure* is a number that comes from outside the formulas; a *constant* is agreed; a *line* is a formula over
both; a *flow* is money that leaves. What is optional here only describes (labels, clauses, sources, digits
shown); what decides an amount is required.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_core import PydanticCustomError

from outcome_contracts.canonical import bytes_digest, typed_canonical
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.contract.plan_value import PlanValue
from outcome_contracts.decimals import parse_decimal
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.rounding import Mode, Rounding
from outcome_contracts.terms.tree import KINDS, Node
from outcome_contracts.terms.tree_json import tree_from_json, tree_to_json

if TYPE_CHECKING:
    from outcome_contracts.contract.terms import Terms

RULES = ("1",)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _tree(value: object) -> Node:
    if type(value) in KINDS:
        return cast(Node, value)
    try:
        if isinstance(value, str):
            return parse(value)
        if isinstance(value, (list, tuple)):
            return tree_from_json(value)
    except FormulaError as error:
        raise ValueError(error.problem.code) from None
    raise ValueError("a formula is a text or a tree")


def _day(value: object) -> object:
    """A date as TOML has it, or as JSON writes it; a number or a time of day is not taken for one."""
    if (type(value) is date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


Formula = Annotated[
    Node,
    PlainValidator(_tree),
    PlainSerializer(tree_to_json, return_type=list[object]),
    WithJsonSchema(
        {
            "description": "A formula of the contract language: its text, or its tree as nested arrays.",
            "anyOf": [{"type": "string", "minLength": 1, "maxLength": 10000}, {"type": "array", "minItems": 2}],
        }
    ),
]
Day = Annotated[date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
ContractId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Sentence = Annotated[str, Field(min_length=1, max_length=600)]
UnitText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_*/]{1,60}$")]
Clause = Annotated[str, Field(min_length=1, max_length=40)]
Step = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Decimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,12})?( %)?$")]
Improves = Literal["down", "up", "neither"]


class Model(BaseModel):
    """Frozen, nothing extra, no coercion of one type into another."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Text(Model):
    """A text in both languages."""

    sv: Sentence
    en: Sentence


class Rounds(Model):
    """A rounding point. to: the step in the unit of what is rounded; mode: which way."""

    to: Step
    mode: Mode

    @cached_property
    def rounding(self) -> Rounding:
        """The rounding to apply."""
        return Rounding(parse_decimal(self.to) or 0, self.mode)  # type: ignore[arg-type]


class Term(Model):
    """The contract's term: whole months from a day. end: the last day, checked against the two where it is stated."""

    start: Day
    months: Annotated[int, Field(strict=True, ge=1, le=600)]
    end: Day | None = None


class Party(Model):
    """Who pays or is paid."""

    id: Identifier
    name: Text
    role: Text | None = None


class Source(Model):
    """Where a figure or term was found."""

    what: Sentence
    where: Sentence


class Assumption(Model):
    """A term that is not public or not agreed, and what is assumed. about: its path, e.g. `constants.at_risk`."""

    about: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z0-9_]+){0,2}$")]
    text: Text


class Constant(Model):
    """An agreed figure: a literal, or a formula of constants only. It is never rounded."""

    round: ClassVar[None] = None
    show_digits: ClassVar[None] = None

    id: Identifier
    value: Formula
    label: Text | None = None
    clause: Clause | None = None
    source: Sentence | None = None


class _Measure(Model):
    id: Identifier
    improves: Improves
    label: Text | None = None
    clause: Clause | None = None
    show_digits: Annotated[int, Field(strict=True, ge=0, le=8)] | None = None


class PanelMeasure(_Measure):
    """A figure of the project's panel over the period settled.

    of: what is counted. per: divided by what; the contract's measure rules must name the same denominator.
    """

    origin: Literal["panel"] = Field(alias="from")
    of: Literal["net_days", "person_years", "fte_years", "mean_heads"]
    per: Literal["person_year", "fte_year", "head_year"] | None = None
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


class CounterfactualMeasure(_Measure):
    """What a panel measure would have been without the project, by the plan frozen before the data.

    of: the panel measure. plan: digest of the plan. method: named only where the contract itself agrees on a
    method that is not of settlement grade. deviations: from the frozen plan, oldest first.
    """

    origin: Literal["counterfactual"] = Field(alias="from")
    of: Identifier
    plan: Digest
    method: Identifier | None = None
    deviations: Annotated[tuple[Deviation, ...], Field(min_length=1, max_length=100)] | None = None
    round: Rounds


class GivenMeasure(_Measure):
    """A figure that the parties hand in. unit: e.g. `day`, `SEK`, `truth`. digits: decimals at most."""

    round: ClassVar[None] = None

    origin: Literal["given"] = Field(alias="from")
    unit: UnitText
    digits: Annotated[int, Field(strict=True, ge=0, le=12)]
    source: Sentence | None = None


class PeriodMeasure(_Measure):
    """The number of whole months of the period settled."""

    round: ClassVar[None] = None

    origin: Literal["period"] = Field(alias="from")
    of: Literal["months"]


class ForsakringskassanModel(Model):
    """What Försäkringskassan's model needs; every figure is the contract's own, none is a statutory default.

    yearly_pay: SEK. contributions, vacation, supplement, overhead: shares of pay. overhead_base: what overhead is
    a share of. overhead_counted: whether the value of a day includes it. waiting_day_share: of the net days.
    """

    yearly_pay: Decimal
    contributions: Decimal
    vacation: Decimal
    supplement: Decimal
    overhead: Decimal
    overhead_base: Literal["pay", "personnel_cost"]
    overhead_counted: Literal["excluded", "included"]
    hours_per_day: Decimal
    waiting_day_share: Decimal


class DayValueMeasure(_Measure):
    """What an avoided net day is worth: by Försäkringskassan's model, or a value that the contract states."""

    origin: Literal["day_value"] = Field(alias="from")
    forsakringskassan: ForsakringskassanModel | None = None
    stated: Decimal | None = None
    source: Sentence
    round: Rounds


Measure = Annotated[
    PanelMeasure | CounterfactualMeasure | GivenMeasure | PeriodMeasure | DayValueMeasure,
    Field(discriminator="origin"),
]


class Line(Model):
    """A formula with a name. unit: checked where it is declared. round: a rounding point, where there is one."""

    id: Identifier
    formula: Formula
    label: Text | None = None
    unit: UnitText | None = None
    clause: Clause | None = None
    round: Rounds | None = None
    show_digits: Annotated[int, Field(strict=True, ge=0, le=8)] | None = None


class Flow(Model):
    """Money that leaves: payer → payee. negative: a negative amount is `repaid` by the payee, or refused."""

    id: Identifier
    payer: Identifier = Field(alias="from")
    payee: Identifier = Field(alias="to")
    amount: Formula
    negative: Literal["repaid", "refuse"]
    label: Text | None = None
    clause: Clause | None = None
    round: Rounds | None = None


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


class Contract(Model):
    """What the parties signed.

    rows: the measures and lines that the statement shows as its numbered rows, in that order; where it is empty,
    all of them. What is not a row is shown below them: nothing is left out. shocks: what an event in a period means.
    Raises ContractInvalid with every finding where the contract cannot be settled as it stands.
    """

    id: ContractId
    title: Text
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    rules: Literal["1"]
    term: Term
    parties: Annotated[tuple[Party, ...], Field(min_length=2, max_length=100)]
    units: Annotated[tuple[Identifier, ...], Field(max_length=200)] = ()
    measure_rules: MeasureRules | None = None
    constants: Annotated[tuple[Constant, ...], Field(max_length=2000)] = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=2000)] = ()
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=2000)]
    flows: Annotated[tuple[Flow, ...], Field(min_length=1, max_length=200)]
    rows: Annotated[tuple[Identifier, ...], Field(max_length=4000)] = ()
    assumptions: Annotated[tuple[Assumption, ...], Field(max_length=2000)] = ()
    sources: Annotated[tuple[Source, ...], Field(max_length=2000)] = ()
    shocks: ShockClause | None = None

    _terms: Terms = PrivateAttr()

    @model_validator(mode="after")
    def _settleable(self, info: ValidationInfo) -> Self:
        from outcome_contracts.contract.terms import checked_terms
        from outcome_contracts.positions import NoFile, Positions

        places = info.context if isinstance(info.context, Positions) else NoFile()
        self._terms = checked_terms(self, places)
        return self

    @property
    def terms(self) -> Terms:
        """The formulas in their order of evaluation, with units and rounding points."""
        return self._terms

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """Another contract, checked like any other; it shares nothing that was derived from this one."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **(update or {})})

    def to_dict(self) -> dict[str, object]:
        """The contract as plain data for canonical JSON; formulas as trees, nothing that is not said."""
        return dict(self._plain)

    @cached_property
    def _plain(self) -> dict[str, object]:
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @property
    def canonical_text(self) -> str:
        """The canonical JSON of the contract."""
        return self.canonical_bytes.decode()

    @cached_property
    def canonical_bytes(self) -> bytes:
        """The same as bytes, as they are hashed."""
        return typed_canonical(self._plain).encode()

    @cached_property
    def digest(self) -> str:
        """`sha256:<hex>` of the contract."""
        return bytes_digest(self.canonical_bytes)
