"""The baseline plan: how the counterfactual will be computed, agreed before anybody knows the outcome.

Defensible methods on one and the same panel give rate ratios far apart, so whoever chooses after the
outcome chooses the payment. The plan therefore names method, comparators, period, estimand, inference and
seed, none of which has a default; its digest stands in the contract, and the settlement refuses another.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from outcome_contracts.baseline.rates import Denominator
from outcome_contracts.canonical import digest
from outcome_contracts.notices import ContractInvalid, Findings, UsageError
from outcome_contracts.period import Period

MethodName = Literal["comparator_index", "reference_mean"]
Inference = Literal["placebo_in_space_t", "none"]

_INFERENCE_OF: dict[MethodName, Inference] = {
    "comparator_index": "placebo_in_space_t",
    "reference_mean": "none",
}
_ALLOWED = {
    "method": "comparator_index | reference_mean",
    "denominator": "person_years | fte_years | mean_heads",
    "year_days": '"365.25" | "365" | … ("360" – "369.9999")',
    "measured_by": '"sha256:" + 64 hex',
    "reference_period": '"YYYY-MM/YYYY-MM"',
    "comparators": 'comparator_index: ["…", "…"], A ≠ B; reference_mean: []',
    "estimand": "mean_over_period",
    "inference": "comparator_index: placebo_in_space_t; reference_mean: none",
    "confidence": '"0.95" | "0.9" | … ("0.0001" – "0.9999")',
    "draws": "comparator_index: 1 – 1000000; reference_mean: 0",
    "seed": "0 – 9007199254740991",
}
_LARGEST_FILE = 1_000_000
_POSITION = re.compile(r"line (\d+), column (\d+)")


class BaselinePlan(BaseModel):
    """Everything on which the counterfactual depends besides the data.

    method: `comparator_index` (reference rate × change of the pooled comparators; settlement grade) or
        `reference_mean` (reference rate alone; descriptive).
    denominator, year_days, measured_by: as in the measure rules, whose digest `measured_by` is.
    reference_period: `YYYY-MM/YYYY-MM`, the months before the project.
    comparators: names of units of the comparator panel; a set, kept sorted and in Unicode form C.
    estimand: `mean_over_period`: all net days of the measurement period against all that were to be expected.
    inference: `placebo_in_space_t`, or `none` for a method without an interval.
    confidence: of the interval, as a decimal string. draws, seed: for simulations with the interval.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    method: MethodName
    denominator: Denominator
    year_days: Annotated[str, Field(pattern=r"^36[0-9](\.[0-9]{1,4})?$")]
    measured_by: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    reference_period: str
    comparators: tuple[Annotated[str, Field(strict=True, min_length=1, max_length=200)], ...]
    estimand: Literal["mean_over_period"]
    inference: Inference
    confidence: Annotated[str, Field(pattern=r"^0\.[0-9]{0,3}[1-9]0?$")]
    draws: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)]

    @field_validator("reference_period")
    @classmethod
    def _a_span_of_months(cls, text: str) -> str:
        try:
            span = str(Period.parse(text))
        except UsageError:
            raise ValueError("not a span of months") from None
        if span != text:
            raise ValueError("not a span of months")
        return text

    @field_validator("comparators")
    @classmethod
    def _a_set_that_fits_the_method(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        normal = {unicodedata.normalize("NFC", name) for name in names}
        if len(normal) != len(names):
            raise ValueError("a comparator is named twice")
        if "method" in info.data and bool(names) != (info.data["method"] == "comparator_index"):
            raise ValueError("does not fit the method")
        return tuple(sorted(normal))

    @field_validator("inference")
    @classmethod
    def _inference_of_the_method(cls, inference: Inference, info: ValidationInfo) -> Inference:
        if "method" in info.data and inference != _INFERENCE_OF[info.data["method"]]:
            raise ValueError("does not fit the method")
        return inference

    @field_validator("draws")
    @classmethod
    def _draws_of_the_method(cls, draws: int, info: ValidationInfo) -> int:
        if "method" in info.data and bool(draws) != (info.data["method"] == "comparator_index"):
            raise ValueError("does not fit the method")
        return draws

    @property
    def reference(self) -> Period:
        """The reference period."""
        return Period.parse(self.reference_period)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the plan; the contract carries it before the outcome period begins."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """The plan as plain data for canonical JSON."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, where: str = "plan") -> BaselinePlan:
        """Read plain data. Raises ContractInvalid with every finding: OC-B001, OC-B002, OC-B003."""
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            findings = _findings(error, where)
        raise ContractInvalid(findings)

    def require_measure(self, *, measured_by: str, denominator: Denominator, year_days: str) -> None:
        """Refuse measure rules other than those the plan was made for.

        measured_by: digest of the contract's measure rules; the others as they stand in those rules.
        Raises ContractInvalid (OC-B006), one finding per field.
        """
        findings = Findings()
        mine = (self.measured_by, self.denominator, self.year_days)
        theirs = (measured_by, denominator, year_days)
        for field, own, other in zip(("measured_by", "denominator", "year_days"), mine, theirs, strict=True):
            if own != other:
                findings.add("OC-B006", field=field)
        findings.refuse(ContractInvalid)


def read_plan(path: str | Path) -> BaselinePlan:
    """Read a plan from a `.toml` or `.json` file in UTF-8.

    Raises ContractInvalid with every finding: OC-B004 for a file that is neither, and those of `from_dict`.
    """
    path = Path(path)
    parse: Callable[[str], object] = tomllib.loads if path.suffix == ".toml" else _parse_json
    try:
        if path.suffix not in (".toml", ".json") or path.stat().st_size > _LARGEST_FILE:
            raise ValueError("not a plan file")
        data = parse(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise TypeError("not a table")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        place = _place(path, error)
    else:
        return BaselinePlan.from_dict(data, where=path.name)
    findings = Findings()
    findings.add("OC-B004", place)
    raise ContractInvalid(findings)


def _parse_json(text: str) -> object:
    """JSON without repeated keys: of two values for one field, none is taken."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key is repeated")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)


def _place(path: Path, error: Exception) -> str:
    """`file`, or `file:line:column` where the parser says so."""
    if isinstance(error, json.JSONDecodeError):
        return f"{path.name}:{error.lineno}:{error.colno}"
    position = _POSITION.search(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
    return f"{path.name}:{position[1]}:{position[2]}" if position else path.name


def _findings(error: ValidationError, where: str) -> Findings:
    """Our own findings for pydantic's, without the values that were given."""
    findings = Findings()
    seen: set[tuple[str, str]] = set()
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        field = str(detail["loc"][0])
        code = {"missing": "OC-B001", "extra_forbidden": "OC-B002"}.get(detail["type"], "OC-B003")
        if (code, field) in seen:
            continue
        seen.add((code, field))
        if code == "OC-B002":
            shown = field if field.isascii() and field.isidentifier() and len(field) <= 40 else "…"
            findings.add(code, where, field=shown, known=", ".join(_ALLOWED))
        else:
            findings.add(code, f"{where}: {field}", field=field, allowed=_ALLOWED[field])
    return findings
