"""Records: what only figures can show, each handed in as a small typed object (L02, L09, L10, L12, L19, L24, L25, L27).

No object holds anything about a person: counts, sums, labels of groups. What is not handed in is not judged, and that
is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Exact = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A measured value in its unit (`"38 %"`, `true`), and its standard error, None where none was stated."""

    measure: str
    value: Exact | bool
    standard_error: Exact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A reference and the observed values to hold it against: of earlier years, oldest first, or the result itself.

    chosen_high: how many of the units that take part were chosen because their base period was high.
    """

    measure: str
    reference: Exact
    earlier: tuple[Exact, ...]
    chosen_high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTiming:
    """Months from the start after which the effect is there, and months that are measured."""

    effect_after: int
    measured: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A group that is served: what is paid for it, and what one outcome in it costs the provider, in the currency."""

    name: str
    paid: Exact
    cost_per_outcome: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Units (days, claims) that two metrics or two payers have both priced."""

    first: str
    second: str
    units: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitValue:
    """What one unit of a measure saves the payer in cash, in the contract's currency."""

    measure: str
    cash_per_unit: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of a statement or report, by a label that names no person, and the persons behind it."""

    label: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is handed in; None is what nobody has, an empty tuple is what was looked for and not found."""

    results: tuple[Result, ...] | None = None
    baselines: tuple[Baseline, ...] | None = None
    timing: EffectTiming | None = None
    segments: tuple[Segment, ...] | None = None
    overlaps: tuple[Overlap, ...] | None = None
    values: tuple[UnitValue, ...] | None = None
    evaluation_cost: Exact | None = None
    cells: tuple[Cell, ...] | None = None
