"""The baseline plan: how the counterfactual will be computed, agreed before anybody knows the outcome.

Defensible methods on one and the same panel give rate ratios far apart, so whoever chooses after the
outcome chooses the payment. The plan therefore names method, comparators, period, estimand, inference and
seed, none of which has a default; its digest stands in the contract, and the settlement refuses another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, cast, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from outcome_contracts.baseline.rates import Denominator
from outcome_contracts.baseline.requirements import (
    REQUIREMENTS,
    Inference,
    MethodName,
    Requirement,
    Setting,
    described,
    settings,
)
from outcome_contracts.canonical import digest
from outcome_contracts.complaints import complaints, shown_key
from outcome_contracts.notices import ContractInvalid, Findings, Notice, UsageError
from outcome_contracts.panel import unit_name
from outcome_contracts.period import Period
from outcome_contracts.plain_files import Unreadable, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import Positions, json_starts, toml_starts

_ALLOWED = {
    "method": " | ".join(REQUIREMENTS),
    "denominator": "person_years | fte_years | mean_heads | heads_on_date",
    "year_days": '"365.25" | "365" | … ("360" – "369.9999")',
    "measured_by": '"sha256:" + 64 hex',
    "reference_period": '"YYYY-MM/YYYY-MM"',
    "comparators": '["…", "…"], A ≠ B; [] = '
    + " | ".join(method for method, needs in REQUIREMENTS.items() if not needs.comparators),
    "estimand": "mean_over_period | mean_of_months",
    "inference": "; ".join(f"{method}: {' | '.join(needs.inference)}" for method, needs in REQUIREMENTS.items()),
    "confidence": '"0.95" | "0.9" | … ("0.0001" – "0.9999")',
    "draws": "1 – 1000000; 0 = none",
    "seed": "0 – 9007199254740991",
    "model": f'{described("model")}: "step" | "step_and_slope" | "extrapolation"',
    "harmonics": f"{described('harmonics')}: 0 – 5",
    "components": f'{described("components")}: "level" | "level_and_season"',
    "time_weights": f'{described("time_weights")}: "uniform" | "estimated"',
    "parts": f"{described('parts')}: [{{ weight | first_month, plan }}, …]",
    "lags": f"{described('lags')}: 0 – 60",
    "drift_sd": f'{described("drift_sd")}: "0.028" | …',
    "dispersion": f'{described("dispersion")}: "12" | …',
    "folds": f"{described('folds')}: 2 – 12",
    "excluded": '["YYYY-MM/YYYY-MM", …]',
    "non_routine": '{ above = "0.25", months = 2 }',
}
_LARGEST_FILE = 1_000_000


_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)


def _span(text: str) -> str:
    try:
        span = str(Period.parse(text))
    except UsageError:
        raise ValueError("not a span of months") from None
    if span != text:
        raise ValueError("not a span of months")
    return text


def _above_zero(text: str) -> str:
    if not text.strip("0."):
        raise ValueError("not above zero")
    return text


Span = Annotated[str, AfterValidator(_span)]
Share = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]
AboveZero = Annotated[Share, AfterValidator(_above_zero)]


class NonRoutine(BaseModel):
    """The rule by which months count as non-routine and are left out on both sides.

    above: how far the comparators' monthly index may stand from its own forecast, as a share. months: for how many
    months in a row at least.
    """

    model_config = _STRICT

    above: AboveZero
    months: Annotated[int, Field(strict=True, ge=1, le=12)]


class PlanPart(BaseModel):
    """One method of a combination, by its weight, or of a switch, by the first month in which it holds."""

    model_config = _STRICT

    weight: Share | None = None
    first_month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] | None = None
    plan: BaselinePlan


class BaselinePlan(BaseModel):
    """Everything on which the counterfactual depends besides the data.

    method: one of `requirements.REQUIREMENTS`, each of which is described in its own module.
    denominator, year_days, measured_by: as in the measure rules, whose digest `measured_by` is.
    reference_period: `YYYY-MM/YYYY-MM`, the months before the project.
    comparators: names of units of the comparator panel; a set, kept sorted, each as `panel.unit_name` has it.
    estimand: `mean_over_period`: all net days of the measurement period against all that were to be expected;
        `mean_of_months`: the mean monthly log ratio, in which every month weighs the same.
    inference: how the interval is found, or `none`; each method has its own kinds.
    confidence: of the interval, as a decimal string. draws, seed: for simulations with the interval.
    model, harmonics, components, time_weights, parts: settings of a method. lags, drift_sd (log scale), dispersion
        (variance of a year's net days over their mean), folds: settings of an inference.
    excluded: months left out of both periods on both sides. non_routine: the rule that finds more of them.
    """

    model_config = _STRICT

    method: MethodName
    denominator: Denominator
    year_days: Annotated[str, Field(pattern=r"^36[0-9](\.[0-9]{1,4})?$")]
    measured_by: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    reference_period: Span
    comparators: tuple[Annotated[str, Field(strict=True)], ...]
    estimand: Literal["mean_over_period", "mean_of_months"]
    inference: Inference
    confidence: Annotated[str, Field(pattern=r"^0\.[0-9]{0,3}[1-9]0?$")]
    draws: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)]
    model: Literal["step", "step_and_slope", "extrapolation"] | None = None
    harmonics: Annotated[int, Field(strict=True, ge=0, le=5)] | None = None
    components: Literal["level", "level_and_season"] | None = None
    time_weights: Literal["uniform", "estimated"] | None = None
    parts: tuple[PlanPart, ...] | None = None
    lags: Annotated[int, Field(strict=True, ge=0, le=60)] | None = None
    drift_sd: AboveZero | None = None
    dispersion: AboveZero | None = None
    folds: Annotated[int, Field(strict=True, ge=2, le=12)] | None = None
    excluded: Annotated[tuple[Span, ...], Field(min_length=1)] | None = None
    non_routine: NonRoutine | None = None

    @field_validator("comparators")
    @classmethod
    def _a_set_that_fits_the_method(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        usable = {name for name in map(unit_name, names) if name is not None}
        if len(usable) != len(names):
            raise ValueError("a comparator is named twice, or by no name")
        if "method" in info.data and bool(names) is not _requirement(info).comparators:
            raise ValueError("does not fit the method")
        return tuple(sorted(usable))

    @field_validator("inference")
    @classmethod
    def _inference_of_the_method(cls, inference: Inference, info: ValidationInfo) -> Inference:
        if "method" in info.data and inference not in _requirement(info).inference:
            raise ValueError("does not fit the method")
        return inference

    @field_validator("draws")
    @classmethod
    def _draws_of_the_inference(cls, draws: int, info: ValidationInfo) -> int:
        if "method" in info.data and info.data["method"] != "external_estimate":
            inference = info.data.get("inference", _requirement(info).inference[0])
            if bool(draws) is (inference == "none"):
                raise ValueError("does not fit the inference")
        return draws

    @field_validator(*get_args(Setting))
    @classmethod
    def _stated_where_it_is_used(cls, value: object, info: ValidationInfo) -> object:
        method, inference = info.data.get("method"), info.data.get("inference")
        if method and inference and (value is not None) is not (info.field_name in settings(method, inference)):
            raise ValueError("does not fit the method and its inference")
        return value

    @property
    def reference(self) -> Period:
        """The reference period."""
        return Period.parse(self.reference_period)

    @property
    def left_out(self) -> frozenset[int]:
        """The months that the plan itself excludes, as month indexes."""
        return frozenset(month for span in self.excluded or () for month in Period.parse(span).months)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the plan; the contract carries it before the outcome period begins."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """The plan as plain data for canonical JSON."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, places: Positions | None = None) -> BaselinePlan:
        """Read plain data; places: where it stands in a file, None for data without one.

        Raises ContractInvalid with every finding: OC-B001, OC-B002, OC-B003.
        """
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            findings = _findings(error, places or Positions("plan"))
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
    forms = {".toml": (parsed_toml, toml_starts), ".json": (parsed_json, json_starts)}
    if path.suffix not in forms:
        raise ContractInvalid([Notice("OC-B004", path.name)])
    parse, starts = forms[path.suffix]
    try:
        text = read_text(path, largest=_LARGEST_FILE)
        data = parse(text, path.name)
    except Unreadable as error:
        raise ContractInvalid([Notice("OC-B004", error.where)]) from None
    return BaselinePlan.from_dict(data, places=Positions(path.name, text, partial(starts, text)))


def _requirement(info: ValidationInfo) -> Requirement:
    return REQUIREMENTS[cast(MethodName, info.data["method"])]


def _findings(error: ValidationError, places: Positions) -> Findings:
    """Our own findings, one for each field."""
    findings = Findings()
    first = {(kind, path[0]): path for kind, path, _ in reversed([*complaints(error)])}
    for (kind, key), path in reversed(first.items()):
        where, field = places.where(path), str(key)
        match kind:
            case "unknown":
                findings.add("OC-B002", where, field=shown_key(field), known=", ".join(_ALLOWED))
            case "missing":
                findings.add("OC-B001", where, field=field, allowed=_ALLOWED[field])
            case "wrong":
                findings.add("OC-B003", where, field=field, allowed=_ALLOWED[field])
    return findings
