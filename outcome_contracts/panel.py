"""The border between the zones: aggregates per unit and month, and never a person.

A panel holds, for every unit and every whole month of a span, the short-term net days and what they are
divided by. All columns are integers, so that panels add up exactly whatever the order: net days in steps of
1/10^8 day (extent of the absence × extent of the employment, four decimals each), full-time days in steps of
1/10^4 day. `Panel` is the project's own; `ComparatorPanel` is that of the units it is compared with. They are
two types so that one can never stand in for the other. A unit has one name, `unit_name`, wherever it comes from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.canonical import digest
from outcome_contracts.decimals import parse_steps, steps_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.period import Period, month_text

EXTENT_STEPS = 10_000
NET_DAY_STEPS = EXTENT_STEPS**2
SMALLEST_GROUP_SHOWN = 11
LONGEST_NAME = 200
PROJECT = "project"
# The columns, and with how many decimals each is written.
COLUMNS: Mapping[str, int] = {"net_days": 8, "person_days": 0, "fte_days": 4, "heads": 0, "spells": 0}

Counts = NDArray[np.int64]

_LARGEST_SUM = 2**62  # so that sums over units and months, and that of two panels, fit 64 bits
_FIRST_FEW = 12
# Controls, directions and invisible marks, surrogates, private and unassigned letters, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, eq=False, slots=True)
class UnitMonths:
    """Unit × month aggregates; the shared shape of `Panel` and `ComparatorPanel`.

    units: names as `unit_name` has them, length n. period: the months, m of them. measured_by: digest of the
    measure rules.
    net_days: short-term net days in steps of 1/10^8 day, shape (n, m).
    person_days: calendar days of employment, shape (n, m).
    fte_days: person_days × extent of the employment, in steps of 1/10^4 day, shape (n, m).
    heads: persons employed on the last day of the month, or on the counting day of the measure rules, shape (n, m).
    spells: absence spells that begin in the month, shape (n, m).
    The columns are copied. Raises DataRejected: shapes that do not fit or negative figures (OC-D070), sums that
    would not fit 64 bits (OC-D075), a name twice (OC-D071) or not as `unit_name` has it (OC-D092).
    """

    units: tuple[str, ...]
    period: Period
    measured_by: str
    net_days: Counts
    person_days: Counts
    fte_days: Counts
    heads: Counts
    spells: Counts

    def __post_init__(self) -> None:
        findings, shape = Findings(), (len(self.units), len(self.period))
        for name in COLUMNS:
            column = np.array(getattr(self, name))
            if column.shape != shape or column.dtype != np.int64 or (column.size and int(column.min()) < 0):
                findings.add("OC-D070", column=name, units=shape[0], months=shape[1])
            elif column.sum(dtype=np.float64) >= _LARGEST_SUM:  # a sum of integers would come round to negative
                findings.add("OC-D075", column=name)
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        if len(set(self.units)) != len(self.units):
            findings.add("OC-D071", units=len(self.units) - len(set(self.units)))
        unusable = [str(place) for place, name in enumerate(self.units, 1) if unit_name(name) != name]
        if unusable:
            findings.add("OC-D092", column="unit", count=len(unusable), rows=first_few(unusable))
        findings.refuse(DataRejected)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.units)} units, {self.period})"

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the panel's content."""
        return digest(self.to_dict())

    def columns_of(self, period: Period) -> slice:
        """Where the months of `period` stand. Raises DataRejected (OC-D050) for months outside the panel."""
        outside = [month_text(month) for month in period.months if month not in self.period]
        findings = Findings()
        for name in (self.units or ("–",)) if outside else ():
            findings.add("OC-D050", unit=name, months=", ".join(outside), count=len(outside))
        findings.refuse(DataRejected)
        first = period.first - self.period.first
        return slice(first, first + len(period))

    def window(self, period: Period) -> Self:
        """The same panel cut to `period`. Raises DataRejected (OC-D050) for months outside the panel.

        Months in which a unit employs nobody are cut like any other; `require_months` is who refuses them.
        """
        months = self.columns_of(period)
        return self._with(self.units, period, lambda column: column[:, months])

    def total(self, name: str = PROJECT) -> Self:
        """All units as one, under a new name.

        Net days, days of employment and spells add up exactly; so do heads, in which a person who is
        employed at two units on the same day therefore counts at both.
        """
        return self._with((name,), self.period, lambda column: column.sum(axis=0, keepdims=True))

    def only(self, names: Iterable[str]) -> Self:
        """The named units, in that order. Raises DataRejected (OC-D073) naming those it does not have."""
        rows = {unit: row for row, unit in enumerate(self.units)}
        findings, wanted = Findings(), tuple(names)
        for name in wanted:
            if name not in rows:
                findings.add("OC-D073", unit=name)
        findings.refuse(DataRejected)
        places = [rows[name] for name in wanted]
        return self._with(wanted, self.period, lambda column: column[places])

    def to_dict(self) -> dict[str, object]:
        """The panel as plain data for canonical JSON: one entry per unit, one list per column."""
        units = []
        for row, name in enumerate(self.units):
            entry: dict[str, object] = {"unit": name}
            for column, digits in COLUMNS.items():
                values = getattr(self, column)[row].tolist()
                entry[column] = [steps_text(value, digits) for value in values] if digits else values
            units.append(entry)
        return {"measured_by": self.measured_by, "period": str(self.period), "units": units}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read what `to_dict` wrote. Raises DataRejected (OC-D070) where it is not of that form."""
        try:
            units: list[Mapping[str, object]] = data["units"]  # type: ignore[assignment]
            columns = {
                column: np.array(
                    [[_steps(value, digits) for value in unit[column]] for unit in units],  # type: ignore[attr-defined]
                    dtype=np.int64,
                ).reshape(len(units), -1)
                for column, digits in COLUMNS.items()
            }
            names = tuple(str(unit["unit"]) for unit in units)
            return cls(names, Period.parse(str(data["period"])), str(data["measured_by"]), **columns)
        except (KeyError, TypeError, ValueError, OverflowError):
            findings = Findings()
            findings.add("OC-D070", column="units", units=0, months=0)
            raise DataRejected(findings) from None

    def _with(self, units: tuple[str, ...], period: Period, cut: Callable[[Counts], Counts]) -> Self:
        """A panel of the same kind and rules, its columns made from those of this one."""
        columns = {name: cut(getattr(self, name)) for name in COLUMNS}
        return type(self)(units, period, self.measured_by, **columns)


class Panel(UnitMonths):
    """The project's own units: observed in the measurement period and, before it, in the reference period."""

    __slots__ = ()


class ComparatorPanel(UnitMonths):
    """The units that the project is compared with, measured by the same rules over the same months."""

    __slots__ = ()


P = TypeVar("P", bound=UnitMonths)


def added(panels: Sequence[P]) -> P:
    """The panel of all persons from those of batches that have no person in common.

    Raises DataRejected (OC-D074) where units, months or rules differ, or there is nothing to add.
    """
    _require_alike({(panel.units, panel.period, panel.measured_by) for panel in panels}, len(panels))
    total = panels[0]
    for panel in panels[1:]:
        columns = {name: getattr(total, name) + getattr(panel, name) for name in COLUMNS}
        total = type(total)(total.units, total.period, total.measured_by, **columns)
    return total


def stacked(panels: Sequence[UnitMonths]) -> ComparatorPanel:
    """The units of all panels, one below the other, to compare with.

    Raises DataRejected (OC-D074) where months or rules differ, or there is nothing to put together.
    """
    _require_alike({(panel.period, panel.measured_by) for panel in panels}, len(panels))
    columns = {name: np.concatenate([getattr(panel, name) for panel in panels]) for name in COLUMNS}
    names = tuple(name for panel in panels for name in panel.units)
    return ComparatorPanel(names, panels[0].period, panels[0].measured_by, **columns)


def unit_name(text: str) -> str | None:
    """A unit's name in Unicode form C, or None for text that cannot be one.

    A name has 1 to 200 characters, all of which can be seen, no blank at an end, and does not begin with = + - @,
    which a spreadsheet takes for a formula.
    """
    plain = text.isascii() and text.isprintable()
    name = text if plain else unicodedata.normalize("NFC", text)
    seen = plain or all(unicodedata.category(letter) not in _UNSEEN for letter in name)
    if not seen or not 0 < len(name) <= LONGEST_NAME or name != name.strip() or name[0] in "=+-@":
        return None
    return name


def first_few(texts: Iterable[str]) -> str:
    """The first twelve of them, and an ellipsis where there are more."""
    few = list(islice(texts, _FIRST_FEW + 1))
    return ", ".join(few[:_FIRST_FEW]) + (" …" if len(few) > _FIRST_FEW else "")


def require_months(panel: UnitMonths, months: Collection[int]) -> None:
    """Raise DataRejected (OC-D050) naming every one of these months in which a unit of the panel has no one."""
    places = [month - panel.period.first for month in months if month in panel.period]
    if len(places) == len(months) and panel.person_days[:, places].all():
        return
    findings = Findings()
    for row, name in enumerate(panel.units):
        column = dict(zip(panel.period.months, panel.person_days[row].tolist(), strict=True))
        missing = [month_text(month) for month in months if not column.get(month)]
        if missing:
            findings.add("OC-D050", unit=name, months=", ".join(missing), count=len(missing))
    findings.refuse(DataRejected)


def net_days(panel: UnitMonths) -> Fraction:
    """All net days of a panel, in days, exact."""
    return Fraction(int(panel.net_days.sum()), NET_DAY_STEPS)


def _require_alike(kinds: set[tuple[object, ...]], count: int) -> None:
    findings = Findings()
    if len(kinds) != 1:
        findings.add("OC-D074", count=count)
    findings.refuse(DataRejected)


def _steps(value: object, digits: int) -> int:
    """A decimal string, or for whole numbers an integer, as a count of 1/10^digits; TypeError for anything else."""
    steps = parse_steps(value, digits) if isinstance(value, str) else None if digits else value
    if type(steps) is not int:
        raise TypeError("not a count of that step")
    return steps
