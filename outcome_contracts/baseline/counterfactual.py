"""The counterfactual: what would have been observed in the measurement period without the project.

    reference = observed / exp(θ)        effect = exp(θ) − 1

θ is the effect on the log scale; where a method has an interval, θ ± t(ν) · SE with its draws
θ_b = θ + SE · t_b. The draws come from the raw 64-bit stream of PCG64, which NumPy guarantees, through the
trigonometric form of Bailey's formula (1994, Mathematics of Computation 62, 779-781),
T = √(ν (U^(−2/ν) − 1)) · cos(2πV): draw number b takes the words 2b and 2b + 1 and no others, so the draws
are the same whatever the size of the pieces in which they are asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.rates import Denominator
from outcome_contracts.canonical import digest
from outcome_contracts.notices import Findings, Language, Notice, UsageError
from outcome_contracts.period import Period, months_text

SIGNIFICANT_DIGITS = 10


class Grade(Enum):
    """What a figure may be used for."""

    DESCRIPTIVE = "descriptive"
    SETTLEMENT = "settlement"


class Verdict(Enum):
    """How a diagnostic came out; INFORMATION has no threshold, NOT_POSSIBLE could not be computed."""

    PASSED = "passed"
    FLAGGED = "flagged"
    INFORMATION = "information"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point and, where the method has one, the interval at the plan's confidence."""

    point: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """The uncertainty of θ: Student t with a standard error, its degrees of freedom, and how it is drawn."""

    log_se: float
    degrees_of_freedom: int
    draws: int
    seed: int

    def log_deviations(self, *, first: int, count: int) -> NDArray[np.float64]:
        """θ_b − θ of draw number `first` and the next ones, shape (count,)."""
        return self.log_se * _student_t(self, first=first, count=count)


@dataclass(frozen=True, slots=True)
class Placebo:
    """The log effect that the same method finds for a comparator, where there is none."""

    comparator: str
    log_effect: float


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One row of the diagnostics. value is None where it is not possible, threshold where there is none."""

    name: str
    value: float | None
    threshold: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Assumption:
    """What has to be true for the figure to mean what it says, as a sentence in both languages."""

    en: str
    sv: str

    def text(self, lang: Language) -> str:
        """The sentence in one language."""
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True, slots=True, repr=False)
class Counterfactual:
    """What a method says about one measurement period.

    observed, reference: net days per year of exposure (person-year, full-time year, or head and year);
        the exact observed rate is `observed_rate`. effect: relative, −0.12 for 12 % less than the reference.
    log_effect: θ. spread: None for a method without an interval, which is never of settlement grade.
    placebos: one per comparator, in the order of the plan. recognised: number of the published specification that
        the plan follows to the word (`recognised.SPECIFICATIONS`). left_out: months of the measurement period that
        do not count, neither here nor in what is observed.
    Raises UsageError (OC-B051) for settlement grade without a spread.
    """

    method: str
    grade: Grade
    plan: str
    denominator: Denominator
    reference_period: Period
    measurement_period: Period
    confidence: str
    observed: float
    reference: Estimate
    effect: Estimate
    log_effect: float
    spread: Spread | None
    placebos: tuple[Placebo, ...]
    diagnostics: tuple[Diagnostic, ...]
    assumptions: tuple[Assumption, ...]
    notices: tuple[Notice, ...]
    recognised: str | None = None
    left_out: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.grade is Grade.SETTLEMENT and self.spread is None:
            findings = Findings()
            findings.add("OC-B051", method=self.method)
            findings.refuse(UsageError)

    def __repr__(self) -> str:
        interval = ""
        if self.effect.low is not None and self.effect.high is not None:
            interval = f" ({self.effect.low:+.2%} … {self.effect.high:+.2%} at {self.confidence})"
        return (
            f"Counterfactual({self.method}, {self.grade.value}, {self.measurement_period} against"
            f" {self.reference_period}:\n  observed {self.observed:.4f},"
            f" reference {self.reference.point:.4f}, effect {self.effect.point:+.2%}{interval})"
        )

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the quantised result."""
        return digest(self.to_dict())

    def draws(self, *, first: int = 0, count: int | None = None) -> NDArray[np.float64]:
        """Reference values drawn from the uncertainty of θ, shape (count,); by default all of the plan.

        first: number of the first draw. Raises UsageError (OC-B050) for a method without an interval, and
        (OC-B052) for draws that the plan does not have.
        """
        findings, spread = Findings(), self.spread
        if spread is None:
            findings.add("OC-B050", method=self.method)
            raise UsageError(findings)
        count = spread.draws - first if count is None else count
        if not 0 <= first <= first + count <= spread.draws:
            findings.add("OC-B052", draws=spread.draws)
            raise UsageError(findings)
        theta = self.log_effect + spread.log_deviations(first=first, count=count)
        return np.asarray(self.observed / np.exp(theta))

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON: estimates as decimal strings of ten digits."""
        spread = self.spread
        return ({"left_out": months_text(self.left_out)} if self.left_out else {}) | {
            "method": self.method,
            "recognised": self.recognised,
            "grade": self.grade.value,
            "plan": self.plan,
            "denominator": self.denominator,
            "reference_period": str(self.reference_period),
            "measurement_period": str(self.measurement_period),
            "confidence": self.confidence,
            "observed": quantised(self.observed),
            "reference": _estimate(self.reference),
            "effect": _estimate(self.effect),
            "log_effect": quantised(self.log_effect),
            "spread": None
            if spread is None
            else {
                "log_se": quantised(spread.log_se),
                "degrees_of_freedom": spread.degrees_of_freedom,
                "draws": spread.draws,
                "seed": spread.seed,
            },
            "placebos": [
                {"comparator": placebo.comparator, "log_effect": quantised(placebo.log_effect)}
                for placebo in self.placebos
            ],
            "diagnostics": [
                {
                    "name": row.name,
                    "value": _quantised(row.value),
                    "threshold": _quantised(row.threshold),
                    "verdict": row.verdict.value,
                }
                for row in self.diagnostics
            ],
            "assumptions": [{"en": one.en, "sv": one.sv} for one in self.assumptions],
            "notices": [notice.to_dict() for notice in self.notices],
        }


def relative(log_effect: float) -> float:
    """exp(θ) − 1."""
    return math.expm1(log_effect)


def quantised(value: float) -> str:
    """A float as a plain decimal string of ten significant digits: the one place where estimates become text.

    Below that, platforms may differ in the last bits of a logarithm; above it, nothing is lost that an
    estimate has.
    """
    text = format(Decimal(format(value, f".{SIGNIFICANT_DIGITS - 1}e")), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _quantised(value: float | None) -> str | None:
    return None if value is None else quantised(value)


def _estimate(estimate: Estimate) -> dict[str, str | None]:
    return {
        "point": quantised(estimate.point),
        "low": _quantised(estimate.low),
        "high": _quantised(estimate.high),
    }


def _student_t(spread: Spread, *, first: int, count: int) -> NDArray[np.float64]:
    """The draws t_first … of Student t, shape (count,)."""
    stream = np.random.PCG64(spread.seed)
    stream.advance(2 * first)
    uniforms = _uniforms(np.asarray(stream.random_raw(2 * count), dtype=np.uint64))
    u, v = uniforms[0::2], uniforms[1::2]
    df = spread.degrees_of_freedom
    radius = np.sqrt(df * np.expm1(-2.0 / df * np.log(u)))
    return np.asarray(radius * np.cos(2.0 * np.pi * v))


def _uniforms(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The top 53 bits of each word as a number between 0 and 1; the last is always set, so it is neither."""
    return np.asarray(((words >> np.uint64(11)) | np.uint64(1)).astype(np.float64) * 2.0**-53)
