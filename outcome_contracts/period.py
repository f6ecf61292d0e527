"""Whole months: the unit in which panels are kept and contracts are measured.

A month is an integer index, year × 12 + month − 1, so that the next month is + 1 and a span of months is
a range. A `Period` is a closed span of months, written `2018-10/2020-02`. A contract's term may start on
any day; `term_end` says on which day it ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from outcome_contracts.notices import Notice, UsageError

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def month_index(year: int, month: int) -> int:
    """The index of a calendar month: year × 12 + month − 1."""
    return year * 12 + month - 1


def month_of(day: date) -> int:
    """The index of the month in which a day falls."""
    return month_index(day.year, day.month)


def month_text(month: int) -> str:
    """A month index as `YYYY-MM`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def months_text(months: Collection[int]) -> str:
    """Months as the spans that they form: `2020-03/2020-09, 2021-01`."""
    spans: list[tuple[int, int]] = []
    for month in sorted(months):
        follows = bool(spans) and month == spans[-1][1] + 1
        spans.append((spans.pop()[0] if follows else month, month))
    return ", ".join(month_text(a) if a == b else f"{month_text(a)}/{month_text(b)}" for a, b in spans)


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def parse_month(text: str) -> int:
    """The month index of `YYYY-MM`. Raises UsageError (OC-U002) for anything else."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[1]) < date.max.year:
        raise UsageError([Notice("OC-U002", facts=(("text", text[:40]),))])
    return month_index(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed span of whole months; first and last are month indexes."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UsageError([Notice("OC-U003", facts=(("text", str(self)),))])

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2018-10/2020-02`, or a single month `2018-10`. Raises UsageError (OC-U002, OC-U003)."""
        first, slash, last = text.partition("/")
        return cls(parse_month(first), parse_month(last if slash else first))

    def __str__(self) -> str:
        return f"{month_text(self.first)}/{month_text(self.last)}"

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, month: object) -> bool:
        return isinstance(month, int) and self.first <= month <= self.last

    def __iter__(self) -> Iterator[int]:
        return iter(self.months)

    @property
    def months(self) -> range:
        """The month indexes of the span, in order."""
        return range(self.first, self.last + 1)

    @property
    def first_day(self) -> date:
        """The first day of the first month."""
        return first_day(self.first)

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return first_day(self.last + 1) - timedelta(days=1)


def whole_months(first: date, last: date) -> Period | None:
    """The months that lie wholly between two days, both included; None where none does."""
    months = month_of(first - timedelta(days=1)) + 1, month_of(last + timedelta(days=1)) - 1
    return Period(*months) if months[0] <= months[1] else None


def term_end(start: date, months: int) -> date:
    """The last day of a term of whole months: the day before the anniversary.

    The anniversary has the number of the starting day; where the month has no such day it is the last
    day of that month (the rule of the Swedish act 1930:173). So 36 months from 2018-09-26 end on
    2021-09-25, and 6 months from 2019-08-31 end on 2020-02-28, the day before 2020-02-29.
    """
    month = month_of(start) + months
    last = first_day(month + 1) - timedelta(days=1)
    return date(last.year, last.month, min(start.day, last.day)) - timedelta(days=1)
