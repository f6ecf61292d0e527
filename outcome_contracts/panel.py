"""The border between the zones: aggregates per unit and month, and never a person.

A panel holds, for every unit and every whole month of a span, the short-term net days and what they are
divided by. All columns are integers, so that panels add up exactly whatever the order: net days in steps of
1/10^8 day (extent of the absence × extent of the employment, four decimals each), full-time days in steps of
1/10^4 day. `Panel` is the project's own; `ComparatorPanel` is that of the units it is compared with. They are
two types so that one can never stand in for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.canonical import digest
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.period import Period, month_text

EXTENT_STEPS = 10_000
NET_DAY_STEPS = EXTENT_STEPS**2
SMALLEST_GROUP_SHOWN = 11

Counts = NDArray[np.int64]

_COLUMNS = ("net_days", "person_days", "fte_days", "heads", "spells")
_STEPS = {"net_days": NET_DAY_STEPS, "person_days": 1, "fte_days": EXTENT_STEPS, "heads": 1, "spells": 1}


@dataclass(frozen=True, eq=False, slots=True)
class UnitMonths:
    """Unit × month aggregates; the shared shape of `Panel` and `ComparatorPanel`.

    units: names, length n. period: the months, m of them. measured_by: digest of the measure rules.
    net_days: short-term net days in steps of 1/10^8 day, shape (n, m).
    person_days: calendar days of employment, shape (n, m).
    fte_days: person_days × extent of the employment, in steps of 1/10^4 day, shape (n, m).
    heads: persons employed on the last day of the month, shape (n, m).
    spells: absence spells that begin in the month, shape (n, m).
    Raises DataRejected (OC-D070) for shapes that do not fit or negative figures.
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
        for name in _COLUMNS:
            column: Counts = getattr(self, name)
            if column.shape != shape or column.dtype != np.int64 or (column.size and int(column.min()) < 0):
                findings.add("OC-D070", column=name, units=shape[0], months=shape[1])
            else:
                column.flags.writeable = False
        if len(set(self.units)) != len(self.units):
            findings.add("OC-D071", units=len(self.units) - len(set(self.units)))
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

    def missing_months(self, period: Period) -> tuple[int, ...]:
        """Months of `period` that the panel does not cover, or in which no one of it is employed at all."""
        employed = self.person_days.sum(axis=0)
        return tuple(
            month for month in period.months if month not in self.period or employed[month - self.period.first] == 0
        )

    def window(self, period: Period) -> Self:
        """The same panel cut to `period`. Raises DataRejected (OC-D050) for a month it does not hold."""
        require_months(self, period)
        first = period.first - self.period.first
        columns = {name: getattr(self, name)[:, first : first + len(period)].copy() for name in _COLUMNS}
        return type(self)(self.units, period, self.measured_by, **columns)

    def total(self, name: str) -> Self:
        """All units as one, under a new name.

        Net days, days of employment and spells add up exactly; so do heads, in which a person who is
        employed at two units on the same day therefore counts at both.
        """
        columns = {column: getattr(self, column).sum(axis=0, keepdims=True) for column in _COLUMNS}
        return type(self)((name,), self.period, self.measured_by, **columns)

    def only(self, names: Iterable[str]) -> Self:
        """The named units, in that order. Raises DataRejected (OC-D073) naming those it does not have."""
        rows = {unit: row for row, unit in enumerate(self.units)}
        findings, wanted = Findings(), tuple(names)
        for name in wanted:
            if name not in rows:
                findings.add("OC-D073", unit=name)
        findings.refuse(DataRejected)
        places = [rows[name] for name in wanted]
        columns = {column: getattr(self, column)[places] for column in _COLUMNS}
        return type(self)(wanted, self.period, self.measured_by, **columns)

    def to_dict(self) -> dict[str, object]:
        """The panel as plain data for canonical JSON: one entry per unit, one list per column."""
        units = []
        for row, name in enumerate(self.units):
            entry: dict[str, object] = {"unit": name}
            for column in _COLUMNS:
                steps = _STEPS[column]
                values = getattr(self, column)[row].tolist()
                entry[column] = values if steps == 1 else [_decimal(value, steps) for value in values]
            units.append(entry)
        return {"measured_by": self.measured_by, "period": str(self.period), "units": units}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read what `to_dict` wrote. Raises DataRejected (OC-D070) where it is not of that form."""
        try:
            units: list[Mapping[str, object]] = data["units"]  # type: ignore[assignment]
            columns = {
                column: np.array(
                    [[_steps(value, _STEPS[column]) for value in unit[column]] for unit in units],  # type: ignore[attr-defined]
                    dtype=np.int64,
                ).reshape(len(units), -1)
                for column in _COLUMNS
            }
            names = tuple(str(unit["unit"]) for unit in units)
            return cls(names, Period.parse(str(data["period"])), str(data["measured_by"]), **columns)
        except (KeyError, TypeError, ValueError, OverflowError):
            findings = Findings()
            findings.add("OC-D070", column="units", units=0, months=0)
            raise DataRejected(findings) from None


class Panel(UnitMonths):
    """The project's own units: observed in the measurement period and, before it, in the reference period."""

    __slots__ = ()


class ComparatorPanel(UnitMonths):
    """The units that the project is compared with, measured by the same rules over the same months."""

    __slots__ = ()


def require_months(panel: UnitMonths, period: Period) -> None:
    """Raise DataRejected (OC-D050) naming every month of `period` in which a unit of the panel has no one."""
    findings = Findings()
    for row, name in enumerate(panel.units):
        column = dict(zip(panel.period.months, panel.person_days[row].tolist(), strict=True))
        missing = [month_text(month) for month in period.months if not column.get(month)]
        if missing:
            findings.add("OC-D050", unit=name, months=", ".join(missing), count=len(missing))
    findings.refuse(DataRejected)


def net_days(panel: UnitMonths) -> Fraction:
    """All net days of a panel, in days, exact."""
    return Fraction(int(panel.net_days.sum()), NET_DAY_STEPS)


def _decimal(value: int, steps: int) -> str:
    """A non-negative count of 1/steps (a power of ten) as the shortest decimal string."""
    whole, rest = divmod(value, steps)
    return f"{whole}.{rest:0{len(str(steps)) - 1}d}".rstrip("0").rstrip(".")


def _steps(value: object, steps: int) -> int:
    """A decimal string or an integer as a count of 1/steps; ValueError where it is finer than that."""
    if type(value) is int and steps == 1:
        return value
    if not isinstance(value, str):
        raise TypeError("amounts of days are decimal strings")
    whole, _, rest = value.partition(".")
    digits = len(str(steps)) - 1
    if len(rest) > digits or not (whole + rest).isascii() or not (whole + rest).isdigit():
        raise ValueError("not a decimal string of that resolution")
    return int(whole) * steps + int(rest.ljust(digits, "0") or 0)
