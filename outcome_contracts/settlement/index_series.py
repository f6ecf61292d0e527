"""Price indices: how a published series carries an agreed price from one month to another (payout primitive P29).

The value of an index measure is I(month) / I(base), both as published. Statistics are revised, so the contract says
which publication counts: the first of each month's figure, or the latest that was out on the date as of which the
settlement is made. That date is handed in; no clock is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import Findings
from outcome_contracts.period import Period, month_text, parse_month

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import IndexMeasure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import SettlementData


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """A series' figure for a month as it came out on a day. month: index, year × 12 + month − 1."""

    month: int
    value: Fraction
    published: date

    @classmethod
    def of(cls, month: str, value: str, published: date) -> Published:
        """A figure with its month as `YYYY-MM`. Raises UsageError (OC-U002, OC-U005, OC-U006) where it is none."""
        return cls(parse_month(month), exact(value, "value"), published)

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON."""
        return {
            "month": month_text(self.month),
            "published": self.published.isoformat(),
            "value": exact_text(self.value),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Published:
        """What `to_dict` wrote."""
        return cls.of(str(stored["month"]), str(stored["value"]), date.fromisoformat(str(stored["published"])))


def index_values(
    contract: Contract, data: SettlementData, period: Period, findings: Findings
) -> dict[str, tuple[Fraction, Fraction]]:
    """By index measure, the ratio at the contract's rounding and before it.

    OC-S072: a series that was not handed in; OC-S073: no figure for a month; OC-S074: a figure that is not above 0;
    OC-S075: the latest publication is agreed, and no date says as of when; OC-S079: two figures of the same day.
    """
    values = {}
    for measure in contract.measures:
        if measure.origin == "index":
            ratio = _ratio(measure, data, period, findings)
            values[measure.id] = (measure.round.rounding.apply(ratio), ratio)
    return values


def _ratio(measure: IndexMeasure, data: SettlementData, period: Period, findings: Findings) -> Fraction:
    where, series = f"measures.{measure.id}", data.series.get(measure.series)
    if series is None:
        findings.add("OC-S072", where, series=measure.series)
        return Fraction(1)
    if measure.policy == "latest" and data.as_of is None:
        findings.add("OC-S075", where, series=measure.series)
        return Fraction(1)
    now = (period.first if measure.at == "period_start" else period.last) - measure.lag_months
    levels = [_level(measure, series, month, data.as_of, findings) for month in (now, parse_month(measure.base))]
    if None in levels:
        return Fraction(1)
    above, below = cast("list[Fraction]", levels)
    return above / below


def _level(
    measure: IndexMeasure, series: Sequence[Published], month: int, as_of: date | None, findings: Findings
) -> Fraction | None:
    """The figure of a month that counts, or None where it is found wanting."""
    where = f"measures.{measure.id}"
    known = sorted(
        (each for each in series if each.month == month and (as_of is None or each.published <= as_of)),
        key=lambda each: each.published,
    )
    if not known:
        findings.add("OC-S073", where, series=measure.series, month=month_text(month))
        return None
    counts = known[0] if measure.policy == "first_published" else known[-1]
    if len({each.value for each in known if each.published == counts.published}) > 1:
        facts = {"month": month_text(month), "published": counts.published.isoformat()}
        findings.add("OC-S079", where, series=measure.series, **facts)
        return None
    if counts.value <= 0:
        findings.add("OC-S074", where, series=measure.series, month=month_text(month))
        return None
    return counts.value
