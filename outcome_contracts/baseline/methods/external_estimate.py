"""The external estimate: an effect that somebody else computed, with what is needed to stand by it.

    θ = log effect, or log of the ratio observed / reference        SE = (log high − log low) / (2 t(ν))

Any tool, university or auditor can supply the effect, where the contract's plan names this method: a point, its
interval, the method in words, the digest of the evidence and who verified it. The stated interval is shown as it is;
draws are Student t of its width, and how far it leans to one side is a diagnostic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from outcome_contracts.baseline.counterfactual import (
    Assumption,
    Counterfactual,
    Diagnostic,
    Grade,
    Spread,
    Verdict,
)
from outcome_contracts.baseline.diagnostics.all_months import beside_all_months
from outcome_contracts.baseline.evidence import Evidence, gather
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.baseline.monthly import Prediction, from_log_effect
from outcome_contracts.baseline.plan import BaselinePlan, Span
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.baseline.table import Table
from outcome_contracts.canonical import digest
from outcome_contracts.complaints import complaints, shown_key
from outcome_contracts.notices import ContractInvalid, DataRejected, Findings, Notice
from outcome_contracts.panel import Panel, unit_name
from outcome_contracts.period import Period
from outcome_contracts.plain_files import Unreadable, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import Positions, json_starts, toml_starts

ASYMMETRY_THRESHOLD = 0.25

_ALLOWED = {
    "plan": '"sha256:" + 64 hex',
    "measurement_period": '"YYYY-MM/YYYY-MM"',
    "scale": "log_effect | ratio",
    "point": '"-0.118" (log_effect); "0.889" (ratio > 0)',
    "low": '"-0.185" (log_effect); "0.831" (ratio > 0)',
    "high": "low ≤ point ≤ high, low < high",
    "confidence": '"0.95" | "0.9" | … ("0.0001" – "0.9999")',
    "degrees_of_freedom": "1 – 1000000",
    "method": '{ sv = "…", en = "…" }, 20 – 2000',
    "evidence": '"sha256:" + 64 hex',
    "verifier": '"…", 1 – 200',
    "dated": '"YYYY-MM-DD" > measurement_period',
    "left_out": '["YYYY-MM/YYYY-MM", …] ⊂ measurement_period',
}
_LARGEST_FILE = 1_000_000
_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
# A rate 150 times as high or as low is no effect of anything.
_FARTHEST_LOG = 5.0

SignedDecimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,9}(\.[0-9]{1,12})?$")]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


def _readable(text: str) -> str:
    if any(not letter.isprintable() for letter in text) or text != text.strip():
        raise ValueError("not a text of visible letters")
    return text


Words = Annotated[str, Field(strict=True, min_length=20, max_length=2000), AfterValidator(_readable)]


class MethodText(BaseModel):
    """How the effect was found, in words, in both languages of the contract."""

    model_config = _STRICT

    sv: Words
    en: Words


class ExternalEstimate(BaseModel):
    """An effect from outside.

    plan: digest of the baseline plan that asks for it. measurement_period: the months it is about. scale: of point,
    low and high, `log_effect` (θ) or `ratio` (observed / reference = 1 + effect). confidence: of the interval.
    degrees_of_freedom: of the Student t that its width is read by. method: in words. evidence: digest of what was
    handed over with it. verifier: the organisation that checked it. dated: when, after the last month. left_out: months
    of the measurement period that it does not count, None where it counts all.
    """

    model_config = _STRICT

    plan: Digest
    measurement_period: Span
    scale: Literal["log_effect", "ratio"]
    point: SignedDecimal
    low: SignedDecimal
    high: SignedDecimal
    confidence: Annotated[str, Field(pattern=r"^0\.[0-9]{0,3}[1-9]0?$")]
    degrees_of_freedom: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    method: MethodText
    evidence: Digest
    verifier: Annotated[str, Field(strict=True)]
    dated: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    left_out: Annotated[tuple[Span, ...], Field(min_length=1)] | None = None

    @field_validator("point", "low", "high")
    @classmethod
    def _has_a_logarithm(cls, text: str, info: ValidationInfo) -> str:
        scale = info.data.get("scale")
        if scale and ((scale == "ratio" and float(text) <= 0) or abs(_log(text, scale)) > _FARTHEST_LOG):
            raise ValueError("not an effect")
        return text

    @field_validator("high")
    @classmethod
    def _interval_holds_the_point(cls, high: str, info: ValidationInfo) -> str:
        low, point = (info.data.get(name) for name in ("low", "point"))
        if low and point and not (float(low) <= float(point) <= float(high) and float(low) < float(high)):
            raise ValueError("outside its own interval")
        return high

    @field_validator("verifier")
    @classmethod
    def _can_be_seen(cls, text: str) -> str:
        if unit_name(text) != text:
            raise ValueError("not a name")
        return text

    @field_validator("dated")
    @classmethod
    def _after_what_it_is_about(cls, text: str, info: ValidationInfo) -> str:
        day, span = date.fromisoformat(text), info.data.get("measurement_period")
        if span and day <= Period.parse(span).last_day:
            raise ValueError("before the last month was over")
        return text

    @field_validator("left_out")
    @classmethod
    def _of_the_months_it_is_about(cls, spans: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        period = info.data.get("measurement_period")
        if period and not all(month in Period.parse(period) for span in spans or () for month in Period.parse(span)):
            raise ValueError("outside the months that it is about")
        return spans

    @property
    def log_effect(self) -> float:
        """θ."""
        return _log(self.point, self.scale)

    @property
    def log_interval(self) -> tuple[float, float]:
        """The interval of θ as stated."""
        return _log(self.low, self.scale), _log(self.high, self.scale)

    @property
    def months(self) -> tuple[int, ...]:
        """The months that it counts, as month indexes."""
        omitted = {month for span in self.left_out or () for month in Period.parse(span)}
        return tuple(month for month in Period.parse(self.measurement_period) if month not in omitted)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the estimate."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """The estimate as plain data for canonical JSON."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, places: Positions | None = None) -> ExternalEstimate:
        """Read plain data; places: where it stands in a file. Raises ContractInvalid (OC-B087), one per field."""
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            findings, spots = Findings(), places or Positions("external_estimate")
            for key, path in {path[0]: path for _, path, _ in reversed([*complaints(error)])}.items():
                field = shown_key(str(key))
                allowed = _ALLOWED.get(field, ", ".join(_ALLOWED))
                findings.add("OC-B087", spots.where(path), field=field, allowed=allowed)
        raise ContractInvalid(findings)


def read_external_estimate(path: str | Path) -> ExternalEstimate:
    """Read an estimate from a `.toml` or `.json` file in UTF-8.

    Raises ContractInvalid (OC-B087) for a file that is neither, and as `from_dict`.
    """
    path = Path(path)
    forms = {".toml": (parsed_toml, toml_starts), ".json": (parsed_json, json_starts)}
    if path.suffix not in forms:
        raise ContractInvalid([_no_file(path.name)])
    parse, starts = forms[path.suffix]
    try:
        text = read_text(path, largest=_LARGEST_FILE)
        data = parse(text, path.name)
    except Unreadable as error:
        raise ContractInvalid([_no_file(error.where)]) from None
    return ExternalEstimate.from_dict(data, places=Positions(path.name, text, partial(starts, text)))


def adopt(
    external: ExternalEstimate, plan: BaselinePlan, panel: Panel, period: Period, *, shocks: Shocks = NO_SHOCKS
) -> Counterfactual:
    """The counterfactual that an estimate gives for the observed days of `period`; of settlement grade.

    plan: names the method `external_estimate`. panel: the project's units, over the reference period and `period`.
    shocks: as for `fit`; there are no comparators whose index could be capped (OC-B116).
    Raises DataRejected: OC-B088 an estimate for another plan, other months or another confidence, and what `gather`
    records.
    """
    findings = Findings()
    evidence = gather(plan, panel, None, period, findings, shocks)
    fits = {
        "method": plan.method == "external_estimate",
        "plan": external.plan == plan.digest,
        "measurement_period": external.measurement_period == str(period),
        "left_out": external.measurement_period != str(period) or external.months == evidence.after,
        "confidence": float(external.confidence) == float(plan.confidence),
    }
    for field in (field for field, holds in fits.items() if not holds):
        findings.add("OC-B088", field=field)
    facts = {"estimate": external.digest, "evidence": external.evidence, "dated": external.dated}
    findings.add("OC-B083", verifier=external.verifier, **facts)
    found = _counterfactual(external, evidence, findings.refuse(DataRejected))
    return found if len(evidence.after) == len(period) else beside_all_months(found, evidence, None, predict)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record that nothing can be computed here: the effect of such a plan is adopted (OC-B088)."""
    findings.add("OC-B088", field="adopt(external, plan, panel, period)")


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """Refuse, as `require` does: an external estimate is of the period, not of months. Raises DataRejected."""
    raise DataRejected([Notice("OC-B088", facts=(("field", "adopt(external, plan, panel, period)"),))])


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """Refuse, as `require` does. Raises DataRejected (OC-B088)."""
    raise DataRejected([Notice("OC-B088", facts=(("field", "adopt(external, plan, panel, period)"),))])


def _counterfactual(external: ExternalEstimate, evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    theta, (low, high) = external.log_effect, external.log_interval
    half_width = (high - low) / 2
    log_se = half_width / central_quantile(float(external.confidence), external.degrees_of_freedom)
    lean = abs(theta - (low + high) / 2) / half_width
    verdict = Verdict.FLAGGED if lean > ASYMMETRY_THRESHOLD else Verdict.PASSED
    return from_log_effect(
        evidence,
        notices,
        theta=theta,
        ends=(low, high),
        error=Spread(log_se, external.degrees_of_freedom, evidence.plan.draws, evidence.plan.seed),
        grade=Grade.SETTLEMENT,
        placebos=(),
        diagnostics=(Diagnostic("asymmetry_of_interval", lean, ASYMMETRY_THRESHOLD, verdict),),
        assumptions=(Assumption(en=external.method.en, sv=external.method.sv),),
    )


def _log(text: str, scale: str) -> float:
    return float(text) if scale == "log_effect" else math.log(float(text))


def _no_file(where: str) -> Notice:
    return Notice("OC-B087", where, (("field", "file"), ("allowed", ".toml | .json, UTF-8, ≤ 1 MB")))
