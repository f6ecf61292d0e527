"""Stated figures: what documents say of a value that the contract has, or of a thing that it cannot compute.

A stated figure never enters a formula. It is compared, at the precision in which it is written: `14 %` agrees with
13.9 %, `630 SEK` does not agree with 632.50 SEK, and "about three million" is `3000000 SEK` with a `precision` of
500000 SEK, half of it either way. Several documents may state one thing.

A *particular* is what documents say in words, or a count that enters no formula: they are compared with one another
only. The *schedule* holds dates as they are written, since a document can state a day that no calendar has.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, NamedTuple, Protocol

from pydantic import BeforeValidator, Field

from outcome_contracts.contract.fields import UNSAID, VISIBLE, Clause, Identifier, Model, Sentence, Step, Text
from outcome_contracts.decimals import parse_decimal
from outcome_contracts.terms.units import RATIO, Unit, parse_unit

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract

_FIGURE = re.compile(
    r"(-?)([0-9]{1,3}(?: [0-9]{3}){1,9}|[0-9]{1,30})(?:\.([0-9]{1,12}))?(?: ?(%)| ([A-Za-z0-9_*/]{1,60}))?", re.ASCII
)

Written = Annotated[str, Field(min_length=1, max_length=120), VISIBLE]
RowName = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}(\.[a-z0-9_-]{1,60}){0,2}$")]
WrittenDay = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")]


def _several(value: object) -> object:
    """One stated figure may stand without the list around it."""
    return [value] if isinstance(value, dict) else value


class Stated(Model):
    """What one source says.

    value: a number with its unit, per cent, or true or false; of a particular, any words. rows: the same by row, where
    the line or measure stands by tables (`row`, or `row.row`). precision: how coarsely it is meant, in the unit of the
    figure (of per cent: as a ratio); without it, the last written digit counts.
    """

    source: Sentence
    value: Written | None = None
    rows: Annotated[Mapping[RowName, Written], Field(max_length=2000)] = UNSAID
    precision: Step | None = None


StatedFigures = Annotated[tuple[Stated, ...], BeforeValidator(_several), Field(max_length=100)]


class Particular(Model):
    """A thing of which documents speak and that no formula has: which way is proposed, how many take part."""

    id: Identifier
    stated: Annotated[StatedFigures, Field(min_length=1)]
    label: Text | None = None
    clause: Clause | None = None


class Phase(Model):
    """A stretch of time as it is written, from `start` to `end`, or one day or month, `on`; a day may be impossible.

    within: the phase in which all of it must lie. after: the phase that must be over before it begins.
    """

    id: Identifier
    start: WrittenDay | None = None
    end: WrittenDay | None = None
    on: WrittenDay | None = None
    within: Identifier | None = None
    after: Identifier | None = None
    label: Text | None = None
    clause: Clause | None = None
    source: Sentence | None = None

    def written(self) -> tuple[tuple[str, str], ...]:
        """The dates that it states, by field."""
        fields = {"start": self.start, "end": self.end, "on": self.on}
        return tuple((name, text) for name, text in fields.items() if text is not None)

    def days(self) -> tuple[date, date] | None:
        """Its first and last day; a day that the month does not have is the month's last; None without a month."""
        first, last = _days(self.start or self.on or ""), _days(self.end or self.on or "")
        return None if first is None or last is None else (first[0], last[1])


class Figure(NamedTuple):
    """A figure as it is read. step: the worth of its last written digit, or its precision. digits: significant ones."""

    value: Fraction
    unit: Unit
    step: Fraction
    digits: int

    def agrees(self, value: Fraction) -> bool:
        """Whether a value is this figure at its precision; half a step either way still is."""
        return 2 * abs(value - self.value) <= self.step


class StatedItem(NamedTuple):
    """What has stated figures. collection: `constants`, `measures`, `lines` or `particulars`. by: its tables."""

    collection: str
    id: str
    by: tuple[str, ...]
    stated: tuple[Stated, ...]
    label: Text | None
    clause: str

    @property
    def path(self) -> str:
        """`lines.cost`."""
        return f"{self.collection}.{self.id}"

    @property
    def computed(self) -> bool:
        """Whether the contract gives it a value; of a particular there is only what the sources say."""
        return self.collection != "particulars"


def stated_items(contract: Contract) -> Iterator[StatedItem]:
    """Everything in a contract that has stated figures, in the contract's order."""
    for constant in contract.constants:
        if constant.stated:
            yield _item("constants", constant, ())
    for measure in contract.measures:
        if measure.origin != "day_value" and measure.stated:
            yield _item("measures", measure, measure.by)
    for line in contract.lines:
        if line.stated:
            yield _item("lines", line, line.by)
    for particular in contract.particulars:
        yield _item("particulars", particular, ())


class _HasStated(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def stated(self) -> tuple[Stated, ...]: ...
    @property
    def label(self) -> Text | None: ...
    @property
    def clause(self) -> str | None: ...


def _item(collection: str, item: _HasStated, by: tuple[str, ...]) -> StatedItem:
    return StatedItem(collection, item.id, by, item.stated, item.label, item.clause or "")


def read_figure(text: str, *, precision: str | None = None, extra: frozenset[str] = frozenset()) -> Figure | None:
    """A written figure: `5 104 SEK`, `14 %`, `135 hour`, `0.5`; None where it is none.

    precision: as `Stated` has it. extra: units that the contract declares.
    """
    match = _FIGURE.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, percent, counted = match.groups()
    digits, decimals = whole.replace(" ", "") + (part or ""), len(part or "") + (2 if percent else 0)
    unit = RATIO if counted is None else parse_unit(counted, extra)
    if unit is None:
        return None
    step = Fraction(1, 10**decimals)
    value = step * int(digits) * (-1 if sign else 1)
    return Figure(value, unit, parse_decimal(precision or "") or step, len(digits.lstrip("0")))


def is_day(text: str) -> bool:
    """Whether the calendar has a written day or month."""
    found = _days(text)
    return found is not None and (len(text) == len("2016-09") or str(found[0]) == text)


def _days(text: str) -> tuple[date, date] | None:
    """The first and last day of what is written; of an impossible day of a month, the month's last."""
    if not text:
        return None
    year, month, day = int(text[:4]), int(text[5:7]), text[8:]
    if not 1 <= month <= 12 or not year:
        return None
    length = monthrange(year, month)[1]
    if not day:
        return date(year, month, 1), date(year, month, length)
    nearest = date(year, month, min(max(int(day), 1), length))
    return nearest, nearest
