"""The checks of a case: data beside a contract that say how its statements answer the figures of the case.

    case = "example_2012"                        # the id of the case
    period = "2012-09/2016-08"                   # of every statement that has none of its own
    given = { loan_drawn = "{loan_committed}" }  # of every statement; {…} is an input of the case

    [statements.probe]                           # statements, settled in this order
    each = "probes"                              # one for every element of this list of inputs, which is {each}
    given = { reduction = "{each} %" }

    [statements.year]
    each = "years"
    settled = "in_turn"                          # each after the one before, in the period that follows
    period = "2012-09/2013-08"                   # of the first
    given = { reduction = "{each.rate} %" }

    [statements.last]
    period = "2015-09/2016-08"
    after = "year"                               # the statements before it; or a list
    given = { reduction = "{reduction_pct} %" }

    [expected.probe_payments]                    # by name, a figure of the case's `expected`; all of them
    of = "flows.city"                            # what is compared: a flow, line, measure or constant; or a list
    on = "probe"                                 # on which statement; or a list
    in = "1 %"                                   # the unit of the expected figure: 38 is 38 %
    within = "0.5"                               # how far off it may be, in that unit; never more than the case's own
    take = "largest"                             # each (if nothing is said), sum, largest or smallest
    compare = "at_least"                         # equal (if nothing is said), at_least or at_most

    [inputs.price]                               # the same for figures of the case's `inputs`
    [terms."0.price"]                            # and of its `terms_structured`

    [[also]]                                     # and for what stands in it nowhere, with any tolerance
    is = "12000000"

Of `expected` every figure must be answered; an `is` may be a list, and so may any figure of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import Decimal, Identifier, Model
from outcome_contracts.decimals import parse_decimal_or_percent
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.positions import Positions
from outcome_contracts.settlement.decided import Decided

Path = Annotated[str, Field(pattern=r"^[^.\s]{1,60}(\.[^.\s]{1,60}){0,7}$")]
Place = Annotated[str, Field(pattern=r"^(flows|lines|measures|constants)(\.[a-z][a-z0-9_]*){1,4}$")]
Positive = Annotated[str, Field(pattern=r"^[0-9]{1,30}(\.[0-9]{1,12})?$")]
Months = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}(/[0-9]{4}-[0-9]{2})?$")]


def _several(value: object) -> object:
    """One name may stand without the list around it."""
    return [value] if isinstance(value, str) else value


class Settled(Model):
    """A statement to settle; its given figures replace those of all statements, one by one.

    settled: where there are several, each apart from the others, or one after the other.
    """

    period: Months | None = None
    given: Mapping[str, object] = {}
    adjustments: Mapping[str, Decided] = {}
    each: Path | None = None
    settled: Literal["apart", "in_turn"] = "apart"
    after: Annotated[tuple[Identifier, ...], BeforeValidator(_several)] = ()


class Check(Model):
    """Which figure of which statements is compared, in which unit and how closely."""

    of: Annotated[tuple[Place, ...], BeforeValidator(_several), Field(min_length=1)]
    on: Annotated[tuple[Identifier, ...], BeforeValidator(_several), Field(min_length=1)]
    unit: Decimal = Field(default="1", alias="in")
    within: Positive = "0"
    take: Literal["each", "sum", "largest", "smallest"] = "each"
    compare: Literal["equal", "at_least", "at_most"] = "equal"

    @field_validator("unit")
    @classmethod
    def _is_a_unit(cls, unit: str) -> str:
        if (parse_decimal_or_percent(unit) or 0) <= 0:
            raise PydanticCustomError("no_unit", "a unit is above 0")
        return unit


class Stated(Check):
    """A check that brings the figure along."""

    value: str | bool | tuple[str | bool, ...] = Field(alias="is")


class Checks(Model):
    """All checks of a case."""

    case: Path
    period: Months | None = None
    given: Mapping[str, object] = {}
    adjustments: Mapping[str, Decided] = {}
    statements: Annotated[Mapping[Identifier, Settled], Field(min_length=1)]
    expected: Annotated[Mapping[Path, Check], Field(min_length=1)]
    inputs: Mapping[Path, Check] = {}
    terms: Mapping[Path, Check] = {}
    also: tuple[Stated, ...] = ()


_TABLES: Mapping[object, type[Model]] = {
    "statements": Settled,
    "expected": Check,
    "inputs": Check,
    "terms": Check,
    "also": Stated,
    "adjustments": Decided,
}


def checks_from_data(data: Mapping[str, object], places: Positions) -> Checks:
    """The checks of plain data as TOML gives it, with the places of its values.

    Raises DataRejected with every field that is missing (OC-M007), unknown (OC-M002) or of another form (OC-M008).
    """
    try:
        return Checks.model_validate(data)
    except ValidationError as error:
        findings = Findings()
        for kind, path, expected in complaints(error):
            where, field = places.where(path), shown_path(path)
            match kind:
                case "missing":
                    findings.add("OC-M007", where, field=field)
                case "unknown":
                    findings.add("OC-M002", where, field=field, known=", ".join(_known(path)))
                case "wrong":
                    findings.add("OC-M008", where, field=field, expected=expected)
    raise DataRejected(findings)


def _known(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The fields that the table of a path can have, as they are written."""
    model = _TABLES.get(path[0], Checks) if len(path) > 1 else Checks
    return tuple(field.alias or name for name, field in model.model_fields.items())
