"""What a net day is worth, as a contract says it: a stated value, a model's inputs, or values by date.

A contract that runs for years crosses changes of law, refunds and on-costs; then the value of a day is dated, and the
measure stands by a table of the period's months, so that every month is valued with what holds in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from pydantic import Field

from outcome_contracts.contract.fields import Decimal, Model, Months, Sentence, Text
from outcome_contracts.decimals import parse_decimal
from outcome_contracts.period import Period, months_text
from outcome_contracts.terms.units import VALUE_BASES

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import DayValueMeasure

Basis = Literal["contract_value", "cash_releasing", "societal"]
MOST_ROWS = 600


class ForsakringskassanModel(Model):
    """What Försäkringskassan's model needs; every figure is the contract's own, none is a statutory default.

    yearly_pay: SEK. contributions, vacation, supplement, overhead: shares of pay. overhead_base: what overhead is
    a share of. overhead_counted: whether the value of a day includes it. waiting_day_share: of the net days.
    """

    yearly_pay: Decimal
    contributions: Decimal
    vacation: Decimal
    supplement: Decimal
    overhead: Decimal
    overhead_base: Literal["pay", "personnel_cost"]
    overhead_counted: Literal["excluded", "included"]
    hours_per_day: Decimal
    waiting_day_share: Decimal


class DatedValue(Model):
    """A value in some months.

    months: `2018-10/2018-12`, or one month. value: money per day. why: what makes it another value than before.
    supplied: whether a party stated it, or an input of it, without a published source.
    """

    months: Months
    value: Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,12})?$")]
    source: Sentence
    why: Text
    supplied: Annotated[Literal[True] | None, Field(description="`true` where a party stated it")] = None

    @property
    def period(self) -> Period:
        """The months, from the first to the last."""
        return Period.parse(self.months)


DatedValues = Annotated[tuple[DatedValue, ...], Field(max_length=MOST_ROWS)]


def mean_of_months(rows: Sequence[DatedValue]) -> Fraction:
    """The mean of dated values over their months, for what is tried out before there are any months."""
    months = sum(len(row.period) for row in rows)
    return sum((len(row.period) * Fraction(row.value) for row in rows), Fraction(0)) / months


def bases_said(measures: object) -> frozenset[str]:
    """The bases in a contract's measures, as a file has them, that are units of their own (`terms.units.based`).

    They are so only in a contract that says them: elsewhere such a word is free, as it was before there were bases.
    """
    items = measures.values() if isinstance(measures, Mapping) else measures if isinstance(measures, list) else ()
    return VALUE_BASES.intersection(str(item.get("basis")) for item in items if isinstance(item, Mapping))


class Say(Protocol):
    """Where findings go."""

    def __call__(self, code: str, path: tuple[str | int, ...], **facts: str | int) -> None: ...


def check_day_value(measure: DayValueMeasure, say: Say) -> None:
    """One price for a day, and dated values that follow each other month by month.

    OC-C015: not exactly one of the three ways. OC-C201: dated, but by no months. OC-C202: rows out of order or about
    the same months; OC-C203: months between rows without a value; OC-C204: a value that is not above zero; OC-C206: a
    model that is of another basis than is said.
    """
    path = ("measures", measure.id)
    ways = (measure.stated is not None, measure.forsakringskassan is not None, bool(measure.dated))
    if sum(ways) != 1:
        say("OC-C015", path, measure=measure.id)
    if measure.forsakringskassan is not None and measure.basis not in (None, "contract_value"):
        say("OC-C206", (*path, "basis"), measure=measure.id, basis=measure.basis)
    if measure.dated and not measure.by:
        say("OC-C201", path, measure=measure.id)
    for place, (row, before) in enumerate(zip(measure.dated[1:], measure.dated, strict=False), 1):
        at = (*path, "dated", place)
        if row.period.first <= before.period.last:
            say("OC-C202", at, measure=measure.id, earlier=before.months, later=row.months)
        elif row.period.first > before.period.last + 1:
            gap = range(before.period.last + 1, row.period.first)
            say("OC-C203", at, measure=measure.id, months=months_text(gap))
    for place, value in _not_positive(measure):
        say("OC-C204", (*path, "dated", place, "value"), measure=measure.id, value=value)


def _not_positive(measure: DayValueMeasure) -> Iterator[tuple[int, str]]:
    """The rows whose value is not above zero; only cash can be released by less than nothing."""
    if measure.basis != "cash_releasing":
        yield from (
            (place, row.value) for place, row in enumerate(measure.dated) if (parse_decimal(row.value) or 0) <= 0
        )
