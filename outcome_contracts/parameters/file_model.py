"""The form of a parameter file: frozen models, nothing extra, decimals as texts, dates as dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from outcome_contracts.parameters.value import Text, Vintage


def _visible(text: str) -> str:
    """A text that says to the eye what it says to the machine: no control and no bidi characters."""
    if text.strip() and text.isprintable():
        return text
    raise PydanticCustomError("misleading_text", "a text that misleads the eye")


def _in_both(value: object) -> object:
    """A text that is the same in both languages, figures mostly, is written once."""
    return {"sv": _visible(value), "en": value} if isinstance(value, str) else value


def _day(value: object) -> object:
    """A date as TOML has it; a time of day, or a text, is not taken for one."""
    if type(value) is date:
        return value
    raise PydanticCustomError("date", "a date")


def _last_day(value: object) -> object:
    """The last day, or None for a rule that is in force until further notice."""
    return None if value == UNTIL_FURTHER_NOTICE else _day(value)


UNTIL_FURTHER_NOTICE = "until_further_notice"

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Sentence = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_visible)]
Decimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,12})?( %)?$")]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,30}(\.[0-9]{1,12})?$")]
_AnyDay = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Day = Annotated[_AnyDay, BeforeValidator(_day)]
LastDay = Annotated[
    _AnyDay | None, BeforeValidator(_last_day, json_schema_input_type=date | Literal["until_further_notice"])
]


class FileModel(BaseModel):
    """Frozen, nothing extra, no coercion of one type into another."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True, strict=True)


class Wording(FileModel):
    """A text in both languages."""

    sv: Sentence
    en: Sentence

    @property
    def text(self) -> Text:
        """It as the library keeps it."""
        return Text(self.sv, self.en)


class SourceModel(FileModel):
    """A source. address: public address; left out where there is none."""

    title: Sentence
    address: Annotated[str, Field(max_length=300), AfterValidator(_visible)] | None = None


class ProductModel(FileModel):
    """A figure that the source also prints: value × the value of another parameter on the first day gives it."""

    of: Name
    gives: Decimal


class RowModel(FileModel):
    """A dated value. published: left out where the day is not known; up_to: the upper edge of its band, included.

    valid_to: None for a rule in force until further notice, which the file says in words.
    """

    value: Decimal
    valid_from: Annotated[Day, Field(alias="from")]
    valid_to: Annotated[LastDay, Field(alias="to")]
    vintage: Vintage
    published: Day | None = None
    source: Name
    says: Annotated[Wording, BeforeValidator(_in_both, json_schema_input_type=Sentence | Wording)]
    verified: bool
    up_to: Amount | None = None
    product: ProductModel | None = None


class SpanModel(FileModel):
    """Days whose value is not known, and why."""

    valid_from: Annotated[Day, Field(alias="from")]
    valid_to: Annotated[Day, Field(alias="to")]
    why: Wording


class NameModel(FileModel):
    """What a name stands for. label: of a new name; parts: the names that add up to it."""

    unit: Annotated[str, Field(min_length=1, max_length=60)]
    label: Wording | None = None
    parts: Annotated[tuple[Name, ...], Field(strict=False)] = ()


class _NameWithRows(NameModel):
    rows: tuple[RowModel, ...] = ()
    unknown: tuple[SpanModel, ...] = ()


class ParameterFile(FileModel):
    """What a parameter file holds, by key and by name: for the schema; a file is read entry by entry (`entries`)."""

    sources: dict[Name, SourceModel] = {}
    parameters: dict[Name, _NameWithRows] = {}
