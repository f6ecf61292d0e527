"""Dated inputs: a number that changes with the calendar, month by month, each with its source and its reason.

The months of one input never overlap, and a month that is asked for and has no row is refused by name: nothing is
carried forward, nothing interpolated. Where a statutory parameter stands behind an input, `from_parameters` takes it
from the dated table with its vintage; where a user states it, `supplied` says so wherever the number goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.parameters.value import Text
from outcome_contracts.period import Period, month_of, months_text
from outcome_contracts.valuation.arguments import ANY, Exact, read_number
from outcome_contracts.valuation.day_value import require_source

if TYPE_CHECKING:
    from outcome_contracts.parameters import Parameters, ParameterValue, Vintage


class HasMonths(Protocol):
    """A row of something dated."""

    @property
    def months(self) -> Period:
        """The months in which it holds, both ends included."""


@dataclass(frozen=True, slots=True)
class DatedInput:
    """A number in some months. value: exact. source: who says so. why: what it is, in words. supplied: by a user.

    Raises UsageError: OC-W003 without a source, OC-W043 without a reason.
    """

    months: Period
    value: Fraction
    source: str
    why: Text
    supplied: bool

    def __post_init__(self) -> None:
        findings = Findings()
        require_source(self.source, findings)
        require_reason(self.why, self.months, findings)
        findings.refuse(UsageError)


def supplied_input(months: Period | str, value: Exact, *, source: str, why_sv: str, why_en: str) -> DatedInput:
    """A number that the user states for some months, marked as supplied; why it is what it is, in both languages.

    Raises UsageError with every finding: OC-U005, OC-U006 (numbers), OC-U002, OC-U003 (months), OC-W003, OC-W043.
    """
    findings, span = Findings(), Period.parse(months) if isinstance(months, str) else months
    number = read_number(value, "value", ANY, findings)
    findings.refuse(UsageError)
    return DatedInput(span, number, source, Text(sv=why_sv, en=why_en), supplied=True)


def from_parameters(
    parameters: Parameters, name: str, period: Period, *, vintage: Vintage | None = None, known_at: date | None = None
) -> tuple[DatedInput, ...]:
    """A dated parameter as an input, over the months of a period.

    vintage, known_at: which publication, as `Parameters.on` takes them. Raises UsageError as `Parameters.series` does
    for what has no row (OC-W011, with its name), and OC-W044 for a value that changes inside a month.
    """
    findings, rows = Findings(), parameters.series(name, period, vintage=vintage, known_at=known_at)
    for earlier, later in pairwise(rows):
        if later.valid_from.day != 1:
            findings.add("OC-W044", later.row, name=name, day=str(later.valid_from), before=earlier.row)
    findings.refuse(UsageError)
    return tuple(_input(row, period) for row in rows)


def in_month(rows: Sequence[DatedInput], month: int) -> DatedInput:
    """The row that holds in a month that `require_months` found covered."""
    return next(row for row in rows if month in row.months)


def require_no_overlap(rows: Sequence[HasMonths], what: str, findings: Findings) -> None:
    """Record OC-W041 for rows about the same months. what: the series, for the message."""
    spans = sorted(row.months for row in rows)
    for earlier, later in pairwise(spans):
        if later.first <= earlier.last:
            findings.add("OC-W041", what=what, earlier=str(earlier), later=str(later))


def require_months(rows: Sequence[HasMonths], months: Iterable[int], what: str, findings: Findings) -> None:
    """Record OC-W042 for months without a row. what: the series, for the message."""
    missing = [month for month in months if not any(month in row.months for row in rows)]
    if missing:
        findings.add("OC-W042", what=what, months=months_text(missing), count=len(missing))


def require_reason(why: Text, months: Period, findings: Findings) -> None:
    """Record OC-W043 for a dated row that does not say, in both languages, why it stands apart."""
    if not (why.sv.strip() and why.en.strip()):
        findings.add("OC-W043", months=str(months))


def _input(row: ParameterValue, period: Period) -> DatedInput:
    last = period.last if row.valid_to is None else min(month_of(row.valid_to), period.last)
    months = Period(max(month_of(row.valid_from), period.first), last)
    kind = "supplied" if row.supplied else "verified" if row.verified else "unverified"
    label = row.parameter.label
    why = Text(sv=f"{label.sv}: {row.text('sv')}", en=f"{label.en}: {row.text('en')}")
    return DatedInput(months, row.value, f"{row.row} ({row.source.key}, {kind})", why, row.supplied)
