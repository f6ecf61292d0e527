"""The parameters by name and day: one value, or a refusal that names the row that is missing.

`on` looks a value up. Where a span has several vintages, the caller says which one: `vintage="final"`, or
`known_at=day`, which takes what was published last up to that day. A table is built only if its rows agree:
no overlap, no gap, no row twice, parts that add up (`checks`). The order of rows does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from fractions import Fraction

from outcome_contracts.decimals import exact
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.parameters.checks import check_rows
from outcome_contracts.parameters.value import Parameter, ParameterValue, Text, UnknownValue, Vintage, span_text
from outcome_contracts.period import Period


@dataclass(frozen=True, slots=True)
class Parameters:
    """Dated values by name.

    rows: all values. unknown: days on which it is known that a value exists which is not here. Both are kept in order
    of name, days, vintage and band. Raises UsageError with every finding: OC-W022 rows that stand twice, OC-W023
    overlaps, OC-W024 gaps, OC-W026 parts that do not add up, OC-W028 a name with two meanings, OC-W031 open bands.
    """

    rows: tuple[ParameterValue, ...]
    unknown: tuple[UnknownValue, ...] = ()
    _by_name: dict[str, list[ParameterValue]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(sorted(self.rows, key=_order)))
        spans = sorted(self.unknown, key=lambda one: (one.name, one.valid_from))
        object.__setattr__(self, "unknown", tuple(spans))
        findings = Findings()
        check_rows(self.rows, self.unknown, findings)
        findings.refuse(UsageError)
        for row in self.rows:
            self._by_name.setdefault(row.name, []).append(row)

    def __iter__(self) -> Iterator[ParameterValue]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        supplied = sum(row.supplied for row in self.rows)
        return f"Parameters({len(self.rows)} rows, {len(self.names)} names, {supplied} supplied)"

    @property
    def names(self) -> tuple[str, ...]:
        """The names that have a row or an unknown span, in order."""
        return tuple(sorted({*self._by_name, *(one.name for one in self.unknown)}))

    def parameter(self, name: str) -> Parameter:
        """What a name stands for. Raises UsageError (OC-W010)."""
        if rows := self._by_name.get(name):
            return rows[0].parameter
        for span in self.unknown:
            if span.name == name:
                return span.parameter
        near = get_close_matches(name, self.names, n=3)
        facts = (("name", name[:60]), ("near", ", ".join(near) or "@nothing_near"))
        raise UsageError([Notice("OC-W010", facts=facts)])

    def on(
        self,
        name: str,
        day: date,
        *,
        vintage: Vintage | None = None,
        known_at: date | None = None,
        amount: Fraction | None = None,
    ) -> ParameterValue:
        """The value of a parameter on a day.

        vintage: which one, where there are several. known_at: take what was published last up to and including that
        day. amount: for a parameter with bands, the amount (in SEK) whose band is meant.
        Raises UsageError: OC-W010 no such parameter, OC-W011 no row for the day (with the missing row's name),
        OC-W012 several vintages and none chosen, OC-W013 known_at where the day of publication is not known,
        OC-W014 an amount missing, or given to a parameter without bands, OC-W018 a day that is not a date (a time
        of day, a text), OC-W032 nothing published by the day of `known_at`; for the amount OC-U005 a float, OC-U006
        no number, OC-W002 below 0.
        """
        parameter = self.parameter(name)
        if type(day) is not date:
            raise UsageError([Notice("OC-W018", facts=(("field", "day"), ("expected", "@a_date")))])
        found = [row for row in self._by_name.get(name, ()) if row.holds_on(day)]
        if not found:
            raise UsageError([self._missing(parameter, day)])
        if found := [row for row in found if vintage in (None, row.vintage)]:
            return _chosen(self._in_band(found, amount, day), day, known_at)
        raise UsageError([self._missing(parameter, day, vintage)])

    def series(
        self,
        name: str,
        period: Period,
        *,
        vintage: Vintage | None = None,
        known_at: date | None = None,
        amount: Fraction | None = None,
    ) -> tuple[ParameterValue, ...]:
        """The values of a parameter that cover every day of a period of months, in the order of time.

        The other arguments are those of `on`. Raises UsageError as `on` does, with every span of days that lacks a row.
        """
        findings, out = Findings(), list[ParameterValue]()
        for day in self._changes(name, period):
            try:
                row = self.on(name, day, vintage=vintage, known_at=known_at, amount=amount)
            except UsageError as refusal:
                findings.extend(refusal.notices)
                continue
            if not out or out[-1] != row:
                out.append(row)
        findings.refuse(UsageError)
        return tuple(out)

    def with_rows(self, rows: Iterable[ParameterValue]) -> Parameters:
        """The table with more rows, marked as supplied. Raises UsageError as the table does: nothing is overwritten."""
        return Parameters((*self.rows, *(_supplied(row) for row in rows)), self.unknown)

    def replacing(self, rows: Iterable[ParameterValue]) -> Parameters:
        """The table with rows, marked as supplied, in the place of those for the same days, vintage and band.

        All revisions give way, whenever they were published.

        Raises UsageError as the table does, for instance where a row covers only some of another's days.
        """
        new = tuple(_supplied(row) for row in rows)
        places = {_place(row) for row in new}
        return Parameters((*(row for row in self.rows if _place(row) not in places), *new), self.unknown)

    def _in_band(self, found: list[ParameterValue], amount: Fraction | None, day: date) -> list[ParameterValue]:
        """Those of the rows of a day whose band the amount lies in, one of each vintage."""
        name = found[0].name
        banded = any(row.up_to is not None for row in self._by_name[name])
        if banded is (amount is None):
            code_facts = (("name", name), ("day", str(day)), ("needed", "@an_amount" if banded else "@no_amount"))
            raise UsageError([Notice("OC-W014", facts=code_facts)])
        if amount is None:
            return found
        amount = exact(amount, "amount")
        if amount < 0:
            raise UsageError([Notice("OC-W002", facts=(("argument", "amount"), ("allowed", "≥ 0")))])
        lowest: dict[tuple[str, date | None], ParameterValue] = {}
        for row in sorted(found, key=_order):  # bands in rising order, the open one last
            if row.up_to is None or amount <= row.up_to:
                lowest.setdefault((row.vintage, row.published), row)
        return list(lowest.values())

    def _missing(self, parameter: Parameter, day: date, vintage: Vintage | None = None) -> Notice:
        """The refusal of a day without a row: which row it would be, what is there, and what is known of it.

        vintage: the one that was asked for, where the day has rows, but of another vintage.
        """
        rows = [row for row in self._by_name.get(parameter.name, ()) if vintage in (None, row.vintage)]
        known = ", ".join(span_text(*span) for span in _joined(rows))
        gap = next((one for one in self.unknown if one.name == parameter.name and one.holds_on(day)), None)
        nothing = _NOT_HERE if vintage is None else _OTHER_VINTAGE
        span, why = (str(day), nothing) if gap is None else (span_text(gap.valid_from, gap.valid_to), gap.why)
        facts = (
            ("row", f"{parameter.name} {span} {vintage or ''}".rstrip()),
            ("day", str(day)),
            ("unit", parameter.unit),
            ("known", known or "@nothing_near"),
            ("why_sv", why.sv),
            ("why_en", why.en),
        )
        return Notice("OC-W011", facts=facts)

    def _changes(self, name: str, period: Period) -> list[date]:
        """The days of a period on which the rows that hold may be others than on the day before."""
        spans: list[tuple[date, date | None]] = [(row.valid_from, row.valid_to) for row in self._by_name.get(name, ())]
        spans += [(one.valid_from, one.valid_to) for one in self.unknown if one.name == name]
        begins = {first for first, _ in spans} | {period.first_day}
        follows = {last + timedelta(days=1) for _, last in spans if last is not None and last < date.max}
        return sorted(day for day in begins | follows if period.first_day <= day <= period.last_day)


def _chosen(found: Sequence[ParameterValue], day: date, known_at: date | None) -> ParameterValue:
    """The one that was meant, of those that hold on a day."""
    if known_at is not None:
        return _known(found, day, known_at)
    if len(found) == 1:
        return found[0]
    vintages = ", ".join(f"{row.vintage} {row.published or ''}".rstrip() for row in found)
    facts = (("name", found[0].name), ("day", str(day)), ("vintages", vintages))
    raise UsageError([Notice("OC-W012", facts=facts)])


def _known(found: Sequence[ParameterValue], day: date, known_at: date) -> ParameterValue:
    """The one that was published last, up to a day; a final value before a preliminary one of the same day."""
    published = [(row.published, row.vintage == "preliminary", row) for row in found if row.published is not None]
    facts = (("name", found[0].name), ("day", str(day)), ("known_at", str(known_at)))
    if len(published) < len(found):
        raise UsageError([Notice("OC-W013", facts=facts)])
    in_time = [(on, not preliminary, row) for on, preliminary, row in published if on <= known_at]
    if not in_time:
        raise UsageError([Notice("OC-W032", facts=(*facts, ("first", str(min(on for on, _, _ in published)))))])
    return max(in_time, key=lambda one: one[:2])[2]


def _joined(rows: Iterable[ParameterValue]) -> list[tuple[date, date | None]]:
    """The days that rows cover, as spans."""
    out: list[tuple[date, date | None]] = []
    for row in rows:
        first, last = out[-1] if out else (row.valid_from, row.valid_from)
        if not out or (last is not None and (row.valid_from - last).days > 1):
            out.append((row.valid_from, row.valid_to))
        elif last is not None:
            out[-1] = (first, None if row.valid_to is None else max(last, row.valid_to))
    return out


def _order(row: ParameterValue) -> tuple[object, ...]:
    """Name, days, vintage, publication, bands in rising order."""
    ends, published = row.valid_to or date.max, row.published or date.min
    return (row.name, row.valid_from, ends, row.vintage, published, row.up_to is None, row.up_to or 0, *_rest(row))


def _rest(row: ParameterValue) -> tuple[object, ...]:
    """What tells rows apart that agree in everything else; such rows are refused, always in the same words."""
    return (row.value, row.source.key, row.supplied)


def _place(row: ParameterValue) -> tuple[object, ...]:
    """What a row stands for; its revisions, told apart by publication, stand for the same."""
    return (row.name, row.valid_from, row.valid_to, row.vintage, row.up_to)


def _supplied(row: ParameterValue) -> ParameterValue:
    return replace(row, supplied=True)


_NOT_HERE = Text(sv="Ingen rad täcker den dagen.", en="No row covers that day.")
_OTHER_VINTAGE = Text(sv="Dagen har bara rader av en annan årgång.", en="That day has rows of another vintage only.")
