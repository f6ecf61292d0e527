"""The organisation over time: units that begin, end, merge and split, and panels carried from one to another.

A `Reorganisation` on the first of a month says, for every unit that changes, which share of it went to which unit.
The continuity matrix from a month to another is the product of those in between, exact rationals:

    C = S₁ S₂ … S_k            new figure(u) = Σ over old units v of figure(v) × C[v, u]
    backwards                  C[u, v] = person-days(v) × S[v, u] / Σ over v, in the month before

Forward the shares are the parties'; back, a unit is divided as its parts were in the month before. What has no place is
kept in a unit of its own and held, never dropped. Columns of a panel are whole steps, and the parts of a figure are
whole steps that sum to it: largest remainder, ties in the order of the units. So every total stays as it was, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from outcome_contracts.absence.days import day_number
from outcome_contracts.decimals import exact, exact_text, fixed_text, steps_text
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import COLUMNS, SMALLEST_GROUP_SHOWN, Counts, UnitMonths, unit_name
from outcome_contracts.period import Period, month_of, month_text

if TYPE_CHECKING:
    from outcome_contracts.absence.records import AbsenceRecords

UNMAPPED = "(unmapped)"

Shares = Mapping[str, Mapping[str, Fraction]]
P = TypeVar("P", bound=UnitMonths)


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """From the first of a month, where each changed unit went: old unit → new unit → share, 0 < share ≤ 1.

    A unit that is not named goes on unchanged. Shares of a unit that sum to less than 1 leave the rest unmapped.
    Raises UsageError (OC-U005, OC-U006) for a share that is a float or no number; text may be "0.6" or "60 %".
    """

    day: date
    shares: Shares

    def __post_init__(self) -> None:
        rows = {
            old: MappingProxyType({new: exact(share, "share") for new, share in row.items()})
            for old, row in self.shares.items()
        }
        object.__setattr__(self, "shares", MappingProxyType(rows))

    @property
    def month(self) -> int:
        """The first month of the new units."""
        return month_of(self.day)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The units at the beginning, and every reorganisation since, in order.

    Raises UsageError: names that are none, stand twice or are the one kept for what has no place (OC-D157); a day that
    is not the first of a month or not later than the one before (OC-D152); shares (OC-D151); a unit moved that does not
    exist the day before (OC-D153).
    """

    units: tuple[str, ...]
    reorganisations: tuple[Reorganisation, ...] = ()
    _in_force: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        findings, last = Findings(), 0
        named = [*self.units, *(new for step in self.reorganisations for new in _targets(step.shares))]
        wrong = sum(unit_name(name) != name or name == UNMAPPED for name in named)
        wrong += len(self.units) - len(set(self.units))
        if wrong:
            findings.add("OC-D157", count=wrong)
        in_force = [self.units]
        for step in self.reorganisations:
            day = step.day.isoformat()
            if step.day.day != 1 or step.month <= last:
                findings.add("OC-D152", day=day)
            last = step.month
            for unit, shares in step.shares.items():
                if unit not in in_force[-1]:
                    findings.add("OC-D153", day=day, unit=_shown(unit))
                total = sum(shares.values(), Fraction(0))
                if total > 1 or any(share <= 0 for share in shares.values()):
                    findings.add("OC-D151", day=day, unit=_shown(unit), sum=exact_text(total))
            stay = [unit for unit in in_force[-1] if unit not in step.shares]
            in_force.append(tuple(dict.fromkeys([*stay, *_targets(step.shares)])))
        findings.refuse(UsageError)
        object.__setattr__(self, "_in_force", tuple(in_force))

    def units_in(self, month: int) -> tuple[str, ...]:
        """The units in force in a month, those that stay first."""
        return self._in_force[sum(step.month <= month for step in self.reorganisations)]

    def between(self, first: int, last: int) -> tuple[Reorganisation, ...]:
        """The reorganisations after month `first`, up to and including month `last`."""
        return tuple(step for step in self.reorganisations if first < step.month <= last)


@dataclass(frozen=True, slots=True)
class ContinuityMatrix:
    """Which share of each old unit stands in which new one; rows that sum to less than 1 have an unmapped rest."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    shares: Shares

    def unmapped(self, unit: str) -> Fraction:
        """The share of an old unit that has no place."""
        return 1 - sum(self.shares[unit].values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Mapped(Generic[P]):
    """A panel in other units; `UNMAPPED` is its last where something has no place, and that is held (OC-D155)."""

    panel: P
    notices: tuple[Notice, ...]


def continuity(organisation: Organisation, *, first: int, last: int) -> ContinuityMatrix:
    """Which share of each unit of month `first` stands in which unit of month `last`, the later; month indexes."""
    old = organisation.units_in(first)
    rows: dict[str, dict[str, Fraction]] = {unit: {unit: Fraction(1)} for unit in old}
    for step in organisation.between(first, last):
        rows = {unit: _through(row, step.shares) for unit, row in rows.items()}
    return ContinuityMatrix(old, organisation.units_in(last), rows)


def continuity_back(organisation: Organisation, panel: UnitMonths, *, first: int, last: int) -> ContinuityMatrix:
    """Which share of each unit of month `last` came from which unit of month `first`, the earlier.

    panel: every month in the units of that month; its person-days in the month before each reorganisation are what
    merged units are divided by. Raises DataRejected (OC-D154) where the panel has none for a part of a unit.
    """
    new, findings = organisation.units_in(last), Findings()
    rows: dict[str, dict[str, Fraction]] = {unit: {unit: Fraction(1)} for unit in new}
    for step in reversed(organisation.between(first, last)):
        back = _back(organisation, panel, step, findings)
        rows = {unit: _through(row, back) for unit, row in rows.items()}
    findings.refuse(DataRejected)
    return ContinuityMatrix(new, organisation.units_in(first), rows)


def carried(panel: P, matrix: ContinuityMatrix, *, months: Period | None = None) -> Mapped[P]:
    """The panel in the units of `matrix.new`; totals of every column and month stay as they are, exactly.

    months: only for these is the matrix used, the panel being cut to them; None for all of the panel.
    """
    part = panel if months is None else panel.window(months)
    units = (*matrix.new, UNMAPPED)
    columns = {name: _spread(getattr(part, name), part.units, units, matrix.shares) for name in COLUMNS}
    return _mapped(panel, part.period, units, columns)


def on_organisation(panel: P, organisation: Organisation, *, as_of: int) -> Mapped[P]:
    """The panel, every month of which is in the units of that month, in the units of month `as_of`.

    Earlier months are carried forward, later ones back. A unit of the panel that the organisation does not have in that
    month has no place. Raises what `continuity_back` raises.
    """
    units = (*organisation.units_in(as_of), UNMAPPED)
    columns: dict[str, list[Counts]] = {name: [] for name in COLUMNS}
    for span in _spans(organisation, panel.period):
        if span.first <= as_of:
            matrix = continuity(organisation, first=span.first, last=as_of)
        else:
            matrix = continuity_back(organisation, panel, first=as_of, last=span.first)
        part = panel.window(span)
        for name in COLUMNS:
            columns[name].append(_spread(getattr(part, name), part.units, units, matrix.shares))
    joined = {name: np.concatenate(parts, axis=1) for name, parts in columns.items()}
    return _mapped(panel, panel.period, units, joined)


def observed_continuity(records: AbsenceRecords, *, before: date, after: date) -> Mapping[tuple[str, str], int | None]:
    """How many persons had an employment at one unit on one day and at another on another; None for one to ten.

    What declared shares are to be checked against. Employments that are not in force on both days are in no cell.
    """
    table = records.employments
    standing = []
    for day in (day_number(before), day_number(after)):
        unit = np.full(int(table.employment.max(initial=-1)) + 1, -1, dtype=np.int64)
        there = (table.first_day <= day) & (table.last_day >= day)
        unit[table.employment[there]] = table.unit[there]
        standing.append(unit)
    person = np.zeros(len(standing[0]), dtype=np.int64)
    person[table.employment] = table.person
    both = (standing[0] >= 0) & (standing[1] >= 0)
    moves = standing[0][both] * len(records.units) + standing[1][both]
    distinct = np.unique(np.stack((moves, person[both])), axis=1)  # a person with two jobs alike is one
    pairs, counts = np.unique(distinct[0], return_counts=True)
    cells = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        old, new = divmod(pair, len(records.units))
        cells[records.units[old], records.units[new]] = count if count >= SMALLEST_GROUP_SHOWN else None
    return cells


def _targets(shares: Shares) -> tuple[str, ...]:
    """The new units in the order in which they are first named."""
    return tuple(dict.fromkeys(new for row in shares.values() for new in row))


def _through(row: Mapping[str, Fraction], step: Shares) -> dict[str, Fraction]:
    """One row of a matrix times the next step; a unit that the step does not name stays."""
    out: dict[str, Fraction] = {}
    for unit, share in row.items():
        for new, part in step.get(unit, {unit: Fraction(1)}).items():
            out[new] = out.get(new, Fraction(0)) + share * part
    return out


def _back(organisation: Organisation, panel: UnitMonths, step: Reorganisation, findings: Findings) -> Shares:
    """One step backwards: each new unit divided by the person-days that its parts brought in."""
    month, brought = step.month - 1, dict[str, dict[str, Fraction]]()
    days = _person_days(panel, month)
    before = organisation.units_in(month)
    forward = {unit: step.shares.get(unit, {unit: Fraction(1)}) for unit in before}
    for unit, shares in forward.items():
        for new, share in shares.items():
            brought.setdefault(new, {})[unit] = share * days.get(unit, 0)
    back = {}
    for new, parts in brought.items():
        total = sum(parts.values(), Fraction(0))
        if len(parts) == 1:
            back[new] = dict.fromkeys(parts, Fraction(1))
        elif total:
            back[new] = {unit: part / total for unit, part in parts.items() if part}
        else:
            findings.add("OC-D154", day=step.day.isoformat(), month=month_text(month), unit=_shown(new))
            back[new] = {}
    return back


def _person_days(panel: UnitMonths, month: int) -> Mapping[str, int]:
    if month not in panel.period:
        return {}
    return dict(zip(panel.units, panel.person_days[:, month - panel.period.first].tolist(), strict=True))


def _spans(organisation: Organisation, period: Period) -> Iterable[Period]:
    """The period cut where the organisation changes."""
    starts = [period.first, *(step.month for step in organisation.between(period.first, period.last))]
    ends = [*(start - 1 for start in starts[1:]), period.last]
    return [Period(first, last) for first, last in zip(starts, ends, strict=True)]


def _spread(column: Counts, old: Sequence[str], new: Sequence[str], shares: Shares) -> Counts:
    """Figures of old units, shape (old, months), in new units, the last of which takes what has no place."""
    place = {unit: row for row, unit in enumerate(new)}
    out = np.zeros((len(new), column.shape[1]), dtype=np.int64)
    for row, unit in enumerate(old):
        targets = shares.get(unit, {})
        if list(targets.values()) == [1]:
            out[place[next(iter(targets))]] += column[row]
            continue
        rest = 1 - sum(targets.values(), Fraction(0))
        parts = {**targets, **({new[-1]: rest} if rest else {})}
        for month, figure in enumerate(column[row].tolist()):
            for name, part in zip(parts, _apportioned(figure, list(parts.values())), strict=True):
                out[place[name], month] += part
    return out


def _apportioned(figure: int, shares: Sequence[Fraction]) -> list[int]:
    """Whole parts of a figure by shares that sum to 1; what is left goes to the largest remainders, in order."""
    parts = [figure * share for share in shares]
    whole = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(shares)), key=lambda place: (whole[place] - parts[place], place))
    for place in by_remainder[: figure - sum(whole)]:
        whole[place] += 1
    return whole


def _mapped(panel: P, period: Period, units: tuple[str, ...], columns: Mapping[str, Counts]) -> Mapped[P]:
    """The panel of these columns, with the unit for what has no place only where something stands in it."""
    findings = Findings()
    lost = any(column[-1].any() for column in columns.values())
    if lost:
        days, everyone = int(columns["person_days"][-1].sum()), int(columns["person_days"].sum())
        findings.add(
            "OC-D155",
            net_days=steps_text(int(columns["net_days"][-1].sum()), COLUMNS["net_days"]),
            share=f"{fixed_text(Fraction(100 * days, everyone or 1), 2)}%",
            count=days,
            months=str(period),
        )
    else:
        units, columns = units[:-1], {name: column[:-1] for name, column in columns.items()}
    return Mapped(type(panel)(units, period, panel.measured_by, **columns), tuple(findings))


def _shown(unit: str) -> str:
    """A unit's name as a finding may show it."""
    return unit if unit_name(unit) == unit else "…"
