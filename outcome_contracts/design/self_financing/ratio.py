"""The interval of a ratio of two estimates, by Fieller's theorem; an answer may be that it has none.

    x / y with errors s, u and covariance w lies where (x − ρ·y)² ≤ t² · (s² − 2ρ·w + ρ²·u²)

(Fieller 1954, Journal of the Royal Statistical Society B 16, 175-185). Where y is surely not zero, t·u < |y|, that is
one interval. Where it may be zero, the ratio is everything outside an interval, or everything: then there is no upper
end to write, as for a break-even on a cost base that may be nothing. A mean of 1/y is never taken: it has no value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral
from typing import cast

from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import is_finite

# A correlation of 1 is allowed, and its floats may come out a hair larger.
_SLACK = 1e-12
# The fourth power of a larger number, or of a smaller denominator, leaves what floats can hold.
_LARGEST, _SMALLEST = 1e75, 1e-75


@dataclass(frozen=True, slots=True)
class Ratio:
    """point: x / y. interval: low and high at the confidence, None where the ratio has no bounded interval."""

    point: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An estimate with its standard error, 0 for an agreed number."""

    value: float
    error: float


def fieller(
    above: Uncertain, below: Uncertain, *, covariance: float, confidence: float, degrees_of_freedom: int
) -> Ratio:
    """above / below with its interval.

    covariance: of the two estimates, 0 where they are independent. confidence: 0 to 1. degrees_of_freedom: of the
    errors, at least 1.
    Raises UsageError with every finding: OC-W072 for what is no finite number or too large or small to be squared,
    errors below zero, a covariance larger than they allow, or a denominator of 0; OC-W002 for a confidence or degrees
    outside their range.
    """
    findings = Findings()
    if not _possible(above, below, covariance):
        findings.add("OC-W072")
    if not (is_finite(confidence) and 0 < confidence < 1):
        findings.add("OC-W002", argument="confidence", allowed="> 0, < 1")
    if not _whole_from_one(degrees_of_freedom):
        findings.add("OC-W002", argument="degrees_of_freedom", allowed="1, 2, 3, …")
    findings.refuse(UsageError)
    t = central_quantile(confidence, degrees_of_freedom)
    point = above.value / below.value
    # (x − ρy)² = t² (s² − 2ρw + ρ²u²) as a·ρ² − 2b·ρ + c = 0, and b² − ac without the difference of two large numbers
    a = below.value**2 - (t * below.error) ** 2
    b = above.value * below.value - t**2 * covariance
    if a <= 0:
        return Ratio(point, None)
    spread = (above.error * below.value) ** 2 + (below.error * above.value) ** 2
    spread -= 2 * covariance * above.value * below.value
    spread -= t**2 * ((above.error * below.error) ** 2 - covariance**2)
    half = t * math.sqrt(max(0.0, spread))
    return Ratio(point, ((b - half) / a, (b + half) / a))


def _whole_from_one(value: object) -> bool:
    return isinstance(value, Integral) and is_finite(value) and int(value) >= 1


def _possible(above: object, below: object, covariance: object) -> bool:
    """Whether there can be two such estimates, and a ratio of them."""
    if not (isinstance(above, Uncertain) and isinstance(below, Uncertain)):
        return False
    numbers = (above.value, above.error, below.value, below.error, covariance)
    if not all(map(is_finite, numbers)):
        return False
    x, s, y, u, w = map(float, cast("tuple[float, ...]", numbers))
    if max(map(abs, (x, s, y, u, w))) > _LARGEST or min(s, u) < 0 or abs(y) < _SMALLEST:
        return False
    return abs(w) <= s * u * (1 + _SLACK)
