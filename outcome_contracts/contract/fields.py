"""The fields of a contract that are not yet terms: identifiers, texts, dates, decimals, formulas, rounding points."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from operator import not_
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)  # fmt: skip
from pydantic_core import PydanticCustomError

from outcome_contracts.decimals import parse_decimal
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.rounding import Mode, Rounding
from outcome_contracts.terms.tree import KINDS, Node
from outcome_contracts.terms.tree_json import tree_from_json, tree_to_json
from outcome_contracts.terms.visible import misleading

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SPAN = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:/(\d{4}-(?:0[1-9]|1[0-2])))?", re.ASCII)


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


def _visible(text: str) -> str:
    """A text that says to the eye what it says to the machine."""
    if misleading(text) or not text.strip():
        raise PydanticCustomError("misleading_text", "a text that misleads the eye")
    return text


def _day(value: object) -> object:
    """A date as TOML has it, or as JSON writes it; a number or a time of day is not taken for one."""
    if (type(value) is date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


def _span(text: str) -> str:
    match = _SPAN.fullmatch(text)
    if match is None or not "1900-01" <= match[1] <= (match[2] or match[1]) <= "2999-12":
        raise PydanticCustomError("months", "no months")
    return text


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
VISIBLE = AfterValidator(_visible)
Day = Annotated[date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Months = Annotated[str, AfterValidator(_span), Field(max_length=15, examples=["2020-03/2021-09"])]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
ContractId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Sentence = Annotated[str, Field(min_length=1, max_length=600), VISIBLE]
UnitText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_*/]{1,60}$")]
Clause = Annotated[str, Field(min_length=1, max_length=40), VISIBLE]
Step = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Decimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,12})?( %)?$")]
Improves = Literal["down", "up", "neither"]


# What a contract does not have is not said: an empty collection stands neither in its JSON nor in its digest.
UNSAID: Any = Field(default=(), exclude_if=not_)


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
