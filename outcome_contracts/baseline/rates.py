"""Rates: net days per person-year, full-time year or head and year, exactly.

    rate = net days / exposure

    person_years   exposure = Σ person-days / year_days
    fte_years      exposure = Σ person-days × extent of the employment / year_days
    mean_heads     exposure = mean heads × months / 12 = Σ month-end heads / 12
    heads_on_date  the same, of a panel whose heads are those of the counting day

The last two are per head *and year*, so that periods of unequal length can be compared; over a period of
twelve months it is net days per head. Sums come before the division: a mean of monthly rates would weight
July like February. A `Change` keeps the integers of two periods, in which the steps of the panel and
`year_days` cancel, so that a ratio of rates is one division of whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, UnitMonths, require_months
from outcome_contracts.period import Period

Denominator = Literal["person_years", "fte_years", "mean_heads", "heads_on_date"]

_COLUMN: dict[Denominator, str] = {
    "person_years": "person_days",
    "fte_years": "fte_days",
    "mean_heads": "heads",
    "heads_on_date": "heads",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Net days and exposure of one unit, or of a pool of units, before and after; in steps of the panel."""

    days_before: int
    exposure_before: int
    days_after: int
    exposure_after: int

    def __add__(self, other: Change) -> Change:
        return Change(
            self.days_before + other.days_before,
            self.exposure_before + other.exposure_before,
            self.days_after + other.days_after,
            self.exposure_after + other.exposure_after,
        )

    def __sub__(self, other: Change) -> Change:
        return Change(
            self.days_before - other.days_before,
            self.exposure_before - other.exposure_before,
            self.days_after - other.days_after,
            self.exposure_after - other.exposure_after,
        )

    @property
    def is_defined(self) -> bool:
        """Whether the logarithm of the ratio of rates exists: no sum is zero."""
        return min(self.days_before, self.exposure_before, self.days_after, self.exposure_after) > 0

    @property
    def ratio(self) -> Fraction:
        """Rate after / rate before, exact."""
        return Fraction(self.days_after * self.exposure_before, self.days_before * self.exposure_after)

    def log_ratio(self) -> float:
        """log(rate after / rate before)."""
        return math.log((self.days_after * self.exposure_before) / (self.days_before * self.exposure_after))

    def log_against(self, others: Change) -> float:
        """The log ratio of this unit minus that of the others, from one correctly rounded division."""
        above = self.days_after * self.exposure_before * others.days_before * others.exposure_after
        below = self.days_before * self.exposure_after * others.days_after * others.exposure_before
        return math.log(above / below)


def exposure(panel: UnitMonths, months: Collection[int], *, denominator: Denominator, year_days: str) -> Fraction:
    """What the net days of a whole panel over some months are divided by: years of employment, exact.

    year_days: days in a year, as a decimal string; not used where heads are counted.
    Raises DataRejected: OC-D050 for a month in which the panel employs nobody.
    """
    whole = panel.total("panel")
    require_months(whole, months)
    steps = _sums(whole, months, _COLUMN[denominator])[0]
    if _COLUMN[denominator] == "heads":
        return Fraction(steps, 12)
    days = Fraction(steps, EXTENT_STEPS) if denominator == "fte_years" else Fraction(steps)
    return days / Fraction(year_days)


def observed_rate(panel: UnitMonths, months: Collection[int], *, denominator: Denominator, year_days: str) -> Fraction:
    """Net days of a whole panel over some months per year of exposure, exact.

    Raises DataRejected: OC-D050 for a month in which the panel employs nobody, OC-B023 where the
    exposure is zero all the same (no extent, no heads).
    """
    years = exposure(panel, months, denominator=denominator, year_days=year_days)
    if not years:
        findings, period = Findings(), Period(min(months), max(months))
        findings.add("OC-B023", unit="panel", period=str(period), denominator=denominator)
        findings.refuse(DataRejected)
    days = Fraction(sum(_sums(panel, months, "net_days")), NET_DAY_STEPS)
    return days / years


def changes(
    panel: UnitMonths, *, before: Collection[int], after: Collection[int], denominator: Denominator
) -> tuple[Change, ...]:
    """The `Change` of every unit of a panel between two sets of months that it covers."""
    column = _COLUMN[denominator]
    return tuple(
        Change(*sums)
        for sums in zip(
            _sums(panel, before, "net_days"),
            _sums(panel, before, column),
            _sums(panel, after, "net_days"),
            _sums(panel, after, column),
            strict=True,
        )
    )


def monthly(
    panel: UnitMonths, months: Collection[int], *, denominator: Denominator, year_days: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Net days and years of exposure by unit and month, each of shape (units, months), as floats.

    Where heads are counted a month's exposure is its heads / 12.
    """
    columns = _places(panel, months)
    steps = getattr(panel, _COLUMN[denominator])[:, columns]
    per_year = 12.0 if _COLUMN[denominator] == "heads" else float(Fraction(year_days))
    if denominator == "fte_years":
        per_year *= EXTENT_STEPS
    return panel.net_days[:, columns] / NET_DAY_STEPS, steps / per_year


def _sums(panel: UnitMonths, months: Collection[int], column: str) -> list[int]:
    """Sums per unit over months that the panel covers."""
    sums: list[int] = getattr(panel, column)[:, _places(panel, months)].sum(axis=1).tolist()
    return sums


def _places(panel: UnitMonths, months: Collection[int]) -> slice | list[int]:
    """The columns of months that a panel covers; a slice, which is read without a copy, where none is left out."""
    places = [month - panel.period.first for month in months]
    if places and places == list(range(places[0], places[0] + len(places))):
        return slice(places[0], places[0] + len(places))
    return places
