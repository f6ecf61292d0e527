"""The value of a day through time: dated values, and an effect valued month by month.

    worth = Σ avoided days of month m · value in force in m

One price for a whole contract hides what changed under it: the waiting deduction of 2019, a refund that left an
avoided day worth a third, a new on-cost every January. Each row says from when to when it holds, where it comes from
and why it differs from the one before. `against_flat_price` shows, on request, what one price would have said instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.parameters.value import Text
from outcome_contracts.period import Period, month_text
from outcome_contracts.valuation.arguments import Exact, Limits, read_number
from outcome_contracts.valuation.dated import require_months, require_no_overlap, require_reason
from outcome_contracts.valuation.day_value import Basis, DayValue, require_one_basis

_DAYS = Limits("–", lambda _: True)


@dataclass(frozen=True, slots=True)
class DatedDayValue:
    """A value of a day in some months.

    why: what makes it another value than before. supplied: whether a user stated it, or part of what it comes from.
    Raises UsageError (OC-W043) without a reason.
    """

    months: Period
    value: DayValue
    why: Text
    supplied: bool

    def __post_init__(self) -> None:
        findings = Findings()
        require_reason(self.why, self.months, findings)
        findings.refuse(UsageError)

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        why = {"sv": self.why.sv, "en": self.why.en}
        return {"months": str(self.months), "why": why, "supplied": self.supplied, **self.value.to_dict()}


@dataclass(frozen=True, slots=True)
class DayValueSchedule:
    """Dated values of a day, of one basis, in the order of time whatever order they are given in.

    Raises UsageError with every finding: OC-W040 rows of different bases, OC-W041 rows about the same months, OC-W045
    no row at all.
    """

    rows: tuple[DatedDayValue, ...]

    def __post_init__(self) -> None:
        findings, rows = Findings(), tuple(sorted(self.rows, key=lambda row: row.months))
        object.__setattr__(self, "rows", rows)
        if not rows:
            findings.add("OC-W045")
        require_no_overlap(rows, "@day_values", findings)
        findings.refuse(UsageError)
        require_one_basis(tuple(row.value.basis for row in rows))

    @property
    def basis(self) -> Basis:
        """What kind of value all rows are."""
        return self.rows[0].value.basis

    def over(self, period: Period) -> tuple[DatedDayValue, ...]:
        """The row in force in every month of a period. Raises UsageError (OC-W042) naming the months without one."""
        findings = Findings()
        require_months(self.rows, period, "@day_values", findings)
        findings.refuse(UsageError)
        return tuple(next(row for row in self.rows if month in row.months) for month in period)

    def valued(self, avoided_days: Mapping[int, Exact]) -> ValuedMonths:
        """An effect in SEK, month by month.

        avoided_days: net days by month index; negative where there were more than without the project. Raises
        UsageError with every finding: OC-U005, OC-U006, OC-W042 for months without a value, OC-W045 for no months.
        """
        findings = Findings()
        days = {
            month: read_number(avoided_days[month], f"avoided_days {month_text(month)}", _DAYS, findings)
            for month in sorted(avoided_days)
        }
        if not days:
            findings.add("OC-W045")
        require_months(self.rows, days, "@day_values", findings)
        findings.refuse(UsageError)
        rows = {month: next(row for row in self.rows if month in row.months) for month in days}
        months = tuple(ValuedMonth(month, count, rows[month].value.value) for month, count in days.items())
        return ValuedMonths(months, self.basis)

    def contract_rows(self, *, digits: int) -> tuple[dict[str, object], ...]:
        """The rows of a contract's `dated` day value, each value rounded half away from zero to so many decimals.

        A contract states figures, not a formula over tables that may be revised: what was computed is written down.
        """
        return tuple(
            {
                "months": str(row.months),
                "value": fixed_text(row.value.value, digits),
                "source": row.value.source,
                "why": {"sv": row.why.sv, "en": row.why.en},
                **({"supplied": True} if row.supplied else {}),
            }
            for row in self.rows
        )

    def to_dict(self) -> dict[str, object]:
        """The schedule as plain data for canonical JSON."""
        return {"basis": self.basis.value, "rows": [row.to_dict() for row in self.rows]}


@dataclass(frozen=True, slots=True)
class ValuedMonth:
    """One month: net days avoided, SEK per day, SEK."""

    month: int
    avoided_days: Fraction
    value: Fraction

    @property
    def amount(self) -> Fraction:
        """SEK, exact."""
        return self.avoided_days * self.value


@dataclass(frozen=True, slots=True)
class ValuedMonths:
    """An effect valued month by month. Sums of two with different bases are refused."""

    months: tuple[ValuedMonth, ...]
    basis: Basis

    @property
    def days(self) -> Fraction:
        """Net days avoided in all."""
        return sum((each.avoided_days for each in self.months), Fraction(0))

    @property
    def amount(self) -> Fraction:
        """SEK in all, exact."""
        return sum((each.amount for each in self.months), Fraction(0))

    def __add__(self, other: ValuedMonths) -> ValuedMonths:
        """The months of two parts, one after the other. Raises UsageError (OC-W040) for different bases."""
        require_one_basis((self.basis, other.basis))
        return ValuedMonths((*self.months, *other.months), self.basis)

    def against_flat_price(self, price: DayValue) -> FlatPriceDifference:
        """What one price for all months would have said. Raises UsageError (OC-W040) for a price of another basis."""
        require_one_basis((self.basis, price.basis))
        return FlatPriceDifference(self.amount, price.value * self.days, price)


@dataclass(frozen=True, slots=True)
class FlatPriceDifference:
    """SEK: the effect valued month by month, and valued with one price."""

    dated: Fraction
    flat: Fraction
    price: DayValue

    @property
    def difference(self) -> Fraction:
        """SEK that one price says too much; negative where it says too little."""
        return self.flat - self.dated

    def __str__(self) -> str:
        dated, flat, apart = (fixed_text(value, 2) for value in (self.dated, self.flat, self.difference))
        return f"month by month {dated}, at one price {flat}: {apart} SEK apart"


def flat_mean(schedule: DayValueSchedule, period: Period, *, source: str) -> DayValue:
    """The unweighted mean of a schedule over the months of a period: what a contract with one price might have agreed.

    Raises UsageError: OC-W042 for months without a value, OC-W003.
    """
    values = [row.value.value for row in schedule.over(period)]
    return DayValue(sum(values, Fraction(0)) / len(values), schedule.basis, source, ())
