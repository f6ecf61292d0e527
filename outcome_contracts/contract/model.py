"""The contract as a model: measures, constants, lines and flows, frozen, nothing extra, no default that decides.

A *measure* is a number that comes from outside the formulas; a *constant* is agreed; a *line* is a formula over
both; a *flow* is money that leaves. What is optional here only describes (labels, clauses, sources, digits
shown); what decides an amount is required.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from outcome_contracts.canonical import bytes_digest, typed_canonical
from outcome_contracts.contract.fields import (
    UNSAID,
    Clause,
    ContractId,
    Day,
    Formula,
    Identifier,
    Model,
    Rounds,
    Sentence,
    Text,
    UnitText,
)  # fmt: skip
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.contract.measures import Measure
from outcome_contracts.contract.money import Flow, Waterfall
from outcome_contracts.contract.safeguards import Safeguards
from outcome_contracts.contract.shock_clause import ShockClause
from outcome_contracts.contract.stated import Particular, Phase, StatedFigures
from outcome_contracts.contract.tables import Table
from outcome_contracts.contract.versions.clauses import AmendmentClause, Suspension, TerminationCause
from outcome_contracts.terms.units import VALUE_BASES

if TYPE_CHECKING:
    from outcome_contracts.contract.distribution import Transfer
    from outcome_contracts.contract.terms import Terms
    from outcome_contracts.notices import Language

RULES = ("1",)


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
    """An agreed figure: a literal, or a formula of constants only. It is never rounded.

    unknown: the unit of an amount that nobody has stated; it is not 0, and what depends on it is unknown too.
    """

    round: ClassVar[None] = None
    show_digits: ClassVar[None] = None

    id: Identifier
    value: Formula | None = None
    unknown: UnitText | None = None
    label: Text | None = None
    clause: Clause | None = None
    source: Sentence | None = None
    stated: StatedFigures = UNSAID


class Line(Model):
    """A formula with a name.

    unit: checked where it is declared. round: a rounding point, where there is one. by: the tables of whose rows it is
    evaluated in each, the outermost first.
    """

    id: Identifier
    formula: Formula
    label: Text | None = None
    unit: UnitText | None = None
    clause: Clause | None = None
    round: Rounds | None = None
    show_digits: Annotated[int, Field(strict=True, ge=0, le=8)] | None = None
    by: Annotated[tuple[Identifier, ...], Field(max_length=3)] = UNSAID
    stated: StatedFigures = UNSAID


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
    tables: Annotated[tuple[Table, ...], Field(max_length=100)] = UNSAID
    measures: Annotated[tuple[Measure, ...], Field(max_length=2000)] = ()
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=2000)]
    flows: Annotated[tuple[Flow, ...], Field(max_length=200)] = UNSAID
    waterfalls: Annotated[tuple[Waterfall, ...], Field(max_length=50)] = UNSAID
    rows: Annotated[tuple[Identifier, ...], Field(max_length=4000)] = ()
    assumptions: Annotated[tuple[Assumption, ...], Field(max_length=2000)] = ()
    sources: Annotated[tuple[Source, ...], Field(max_length=2000)] = ()
    particulars: Annotated[tuple[Particular, ...], Field(max_length=500)] = UNSAID
    schedule: Annotated[tuple[Phase, ...], Field(max_length=500)] = UNSAID
    shocks: ShockClause | None = None
    safeguards: Safeguards | None = None
    amendment_clauses: Annotated[tuple[AmendmentClause, ...], Field(max_length=200)] = UNSAID
    suspensions: Annotated[tuple[Suspension, ...], Field(max_length=100)] = UNSAID
    termination: Annotated[tuple[TerminationCause, ...], Field(max_length=4)] = UNSAID

    @model_validator(mode="after")
    def _settleable(self, info: ValidationInfo) -> Self:
        from outcome_contracts.contract.terms import checked_terms
        from outcome_contracts.contract.versions.provisions import require_provisions
        from outcome_contracts.positions import NoFile, Positions

        places = info.context if isinstance(info.context, Positions) else NoFile()
        self.__dict__["terms"] = checked_terms(self, places)
        require_provisions(self, places)
        return self

    @cached_property
    def terms(self) -> Terms:
        """The formulas in their order of evaluation, with units and rounding points; found when it was checked."""
        from outcome_contracts.contract.terms import checked_terms
        from outcome_contracts.positions import NoFile

        return checked_terms(self, NoFile())

    @cached_property
    def own_units(self) -> frozenset[str]:
        """The bases of units that this contract has beside those of the language: declared, or the basis of a value."""
        bases = (measure.basis for measure in self.measures if measure.origin == "day_value")
        return VALUE_BASES.intersection(bases).union(self.units)

    @cached_property
    def every_line(self) -> tuple[Line, ...]:
        """The lines, then those that the waterfalls stand for."""
        from outcome_contracts.contract.distribution import waterfall_lines

        return (*self.lines, *(line for line, _ in waterfall_lines(self))) if self.waterfalls else self.lines

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """All that leaves, from one payer to one payee each."""
        from outcome_contracts.contract.distribution import transfers

        return tuple(transfers(self))

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

    def prose(self, lang: Language) -> str:
        """The contract as clause text, in markdown. Raises UsageError (OC-U001) for any language but sv and en."""
        from outcome_contracts.contract.prose import contract_prose

        return contract_prose(self, lang)

    def sentence(self, lang: Language) -> str:
        """The payment rule in one sentence. Raises UsageError (OC-U001) for any language but sv and en."""
        from outcome_contracts.contract.prose import contract_sentence

        return contract_sentence(self, lang)
