"""Quantities of a model: a point, and how far the truth may lie from it by a distribution that is named.

    uniform      low – high, every value as likely
    triangular   low – high, the point most likely
    normal       low – high is the central interval at its confidence c:  sd = (high − low) / (2 · z((1 + c) / 2))

A normal distribution is symmetric: its point lies midway, to a tenth of half the interval, as published ends are
rounded. An interval that leans further is not a normal one, and is refused; the draws of the estimate say more.
Points and ends are exact; draws are floats. Every quantity draws from a stream of its own, keyed by the seed and its
name, so that another quantity in the model moves none of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from numbers import Integral
from statistics import NormalDist
from typing import TYPE_CHECKING

from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_LEANING = Fraction(1, 10)
ANY_NUMBER = Limits("−∞ – ∞", lambda number: True)


class Distribution(Enum):
    """How a quantity is spread between its ends."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the analysis in both languages. Raises UsageError (OC-W082) where either is empty."""

    sv: str
    en: str

    def __post_init__(self) -> None:
        findings = Findings()
        if not (self.sv.strip() and self.en.strip()):
            findings.add("OC-W082")
        findings.refuse(UsageError)

    def text(self, lang: Language) -> str:
        """The text in one language."""
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Range:
    """low, high: ends in the quantity's unit, exact. confidence: of the interval, for a normal distribution only.

    Raises UsageError: OC-U005, OC-U006 for ends that are not exact, OC-W083 where they are not in order or the
    confidence does not fit the distribution.
    """

    low: Fraction
    high: Fraction
    distribution: Distribution
    confidence: Fraction | None = None

    def __post_init__(self) -> None:
        findings, normal = Findings(), self.distribution is Distribution.NORMAL
        refuse_inexact({"low": self.low, "high": self.high, "confidence": self.confidence}, findings)
        findings.refuse(UsageError)
        if not self.low < self.high:
            findings.add("OC-W083", wrong="low", allowed="low < high")
        if normal and not (self.confidence is not None and 0 < self.confidence < 1):
            findings.add("OC-W083", wrong="confidence", allowed="0 < c < 1")
        if not normal and self.confidence is not None:
            findings.add("OC-W083", wrong="confidence", allowed=Distribution.NORMAL.value)
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True)
class Quantity:
    """point: exact, in the unit of what it is of. range: None for a quantity that is taken as certain.

    Raises UsageError: OC-U005, OC-U006 for a point that is not exact, OC-W083 for one outside its range, or not midway
    in a normal one.
    """

    point: Fraction
    range: Range | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        refuse_inexact({"point": self.point}, findings)
        findings.refuse(UsageError)
        if self.range is not None and not self.range.low <= self.point <= self.range.high:
            findings.add("OC-W083", wrong="point", allowed="low ≤ point ≤ high")
        elif self.range is not None and _leans(self.point, self.range):
            findings.add("OC-W083", wrong="point", allowed="(low + high) / 2")
        findings.refuse(UsageError)

    @classmethod
    def of(
        cls,
        point: Exact,
        *,
        low: Exact | None = None,
        high: Exact | None = None,
        distribution: Distribution | None = None,
        confidence: Exact | None = None,
    ) -> Quantity:
        """A quantity from exact arguments: a point alone, or with both ends and a distribution.

        Raises UsageError with every finding: OC-U005, OC-U006, OC-W083.
        """
        findings = Findings()
        exact_point = read_number(point, "point", ANY_NUMBER, findings)
        exact_low, exact_high, exact_confidence = (
            None if value is None else read_number(value, name, ANY_NUMBER, findings)
            for name, value in (("low", low), ("high", high), ("confidence", confidence))
        )
        given = [part is not None for part in (low, high, distribution)]
        if any(given) != all(given) or (confidence is not None and not all(given)):
            findings.add("OC-W083", wrong="range", allowed="low, high, distribution")
        findings.refuse(UsageError)
        if exact_low is None or exact_high is None or distribution is None:
            return cls(exact_point)
        return cls(exact_point, Range(exact_low, exact_high, distribution, exact_confidence))

    def draws(self, name: str, *, seed: int, count: int) -> NDArray[np.float64]:
        """So many draws of the quantity, shape (count,), from the stream of its name."""
        import numpy as np

        if self.range is None:
            return np.full(count, float(self.point))
        stream, low, high = stream_of(name, seed=seed), float(self.range.low), float(self.range.high)
        if self.range.distribution is Distribution.UNIFORM:
            return stream.uniform(low, high, count)
        if self.range.distribution is Distribution.TRIANGULAR:
            return stream.triangular(low, float(self.point), high, count)
        return stream.normal(float(self.point), standard_deviation(self.range), count)


def refuse_inexact(values: Mapping[str, object], findings: Findings) -> None:
    """Record OC-U005 for a float, OC-U006 for whatever else is neither a whole number nor a fraction; None passes."""
    for name, value in values.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, Fraction))):
            findings.add("OC-U005" if isinstance(value, float) else "OC-U006", argument=name)


def refuse_uncounted(values: Mapping[str, object], findings: Findings) -> None:
    """Record OC-U005 for a float, OC-U006 for whatever else is no whole number."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, Integral):
            findings.add("OC-U005" if isinstance(value, float) else "OC-U006", argument=name)


def standard_deviation(interval: Range) -> float:
    """The standard deviation whose central interval this is; normal ranges only."""
    confidence = float(interval.confidence or 0)
    return float(interval.high - interval.low) / (2 * NormalDist().inv_cdf((1 + confidence) / 2))


def _leans(point: Fraction, interval: Range) -> bool:
    """Whether a normal distribution about the point would have another interval than the one that is given."""
    middle, half = (interval.low + interval.high) / 2, (interval.high - interval.low) / 2
    return interval.distribution is Distribution.NORMAL and abs(point - middle) > _MOST_LEANING * half


def stream_of(name: str, *, seed: int) -> np.random.Generator:
    """The generator (PCG64) of one named quantity."""
    import numpy as np

    words = np.frombuffer(sha256(name.encode()).digest(), dtype="<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
