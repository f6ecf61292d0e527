"""What the HR zone holds: spells of absence and stretches of employment, as columns of integers.

A spell is one row of absence in one employment, closed dates, with the share of the working time it takes. A
stretch is a span of days in which one employment stands at one unit with one extent; an employment that moves
has several. Persons, employments and units are dense codes; the mapping from the delivered ids is not kept,
so no record, message or panel can lead back to a person. Records that could not be measured cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import (
    Rows,
    report_overlapping_spells,
    report_overlapping_stretches,
    report_uncovered_spells,
)
from outcome_contracts.absence.days import EARLIEST, LATEST, Flags, Integers
from outcome_contracts.absence.schedules import Schedule
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import EXTENT_STEPS

LONGEST_SPELL = 2_000


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Spells:
    """Absence, in any order, shape (n,) each; int32.

    person, employment: codes. first_day, last_day: days since 1970-01-01, closed. extent: share of the
    working time of the employment, in ten-thousandths.
    Raises DataRejected (OC-D072) for columns that are not of that form.
    """

    person: Integers
    employment: Integers
    first_day: Integers
    last_day: Integers
    extent: Integers

    def __post_init__(self) -> None:
        _require_columns("spells", self, ("person", "employment", "first_day", "last_day", "extent"))
        if len(self) and int((self.last_day - self.first_day).max()) >= LONGEST_SPELL:
            raise DataRejected([Notice("OC-D072", facts=(("table", "spells"), ("column", "last_day")))])

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        return f"Spells({len(self)} rows)"

    def take(self, rows: NDArray[np.int64]) -> Spells:
        """Some of the rows, in that order."""
        return Spells(
            self.person[rows], self.employment[rows], self.first_day[rows], self.last_day[rows], self.extent[rows]
        )

    def ending(self, last_day: Integers) -> Spells:
        """The same spells with other last days."""
        return Spells(self.person, self.employment, self.first_day, last_day, self.extent)


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Employments:
    """Stretches of employment, shape (k,) each; int32.

    Sorted by (employment, first_day); employments are numbered 0, 1, ... without a gap in the order of their
    persons, and persons likewise. unit: index into the unit names. extent: share of full time, in
    ten-thousandths. last_day: closed; `days.LATEST` for who is still employed. monthly: whether the stretch
    is paid by the month; None where the delivery does not say.
    Raises DataRejected (OC-D072) for columns that are not of that form.
    """

    person: Integers
    employment: Integers
    unit: Integers
    first_day: Integers
    last_day: Integers
    extent: Integers
    monthly: Flags | None

    def __post_init__(self) -> None:
        _require_columns("employments", self, ("person", "employment", "unit", "first_day", "last_day", "extent"))
        wrong = [] if self.monthly is None or len(self.monthly) == len(self) else ["monthly"]
        if len(self):
            person, employment = np.diff(self.person), np.diff(self.employment)
            wrong += ["person"] if self.person[0] or not np.isin(person, (0, 1)).all() else []
            wrong += ["person"] if (person[employment == 0] != 0).any() else []
            wrong += ["employment"] if self.employment[0] or not np.isin(employment, (0, 1)).all() else []
            wrong += ["first_day"] if (np.diff(self.first_day)[employment == 0] < 0).any() else []
        if wrong:
            raise DataRejected([Notice("OC-D072", facts=(("table", "employments"), ("column", wrong[0])))])

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        return f"Employments({len(self)} rows)"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class AbsenceRecords:
    """One delivery of absence and employment, free of contradictions.

    units: their names. covers: first and last day for which the delivery is complete; spells may reach
    beyond.
    notices: what reading found and let through (holds and warnings).
    schedule: days of scheduled work, where they were delivered. overlap: the measure rule by which overlapping
    spells were resolved when they were read; `reject`: there were none.
    Raises DataRejected: overlapping spells (OC-D010) or stretches (OC-D014) of one employment, a spell
    outside its employment (OC-D040) or under another person (OC-D044), a unit code without a name or a schedule of
    an unknown employment (OC-D072);
    UsageError (OC-D063) if `covers` ends before it begins.
    """

    spells: Spells
    employments: Employments
    units: tuple[str, ...]
    covers: tuple[date, date]
    notices: tuple[Notice, ...] = ()
    schedule: Schedule | None = None
    overlap: Overlap = "reject"

    def __post_init__(self) -> None:
        if self.covers[1] < self.covers[0]:
            raise UsageError([Notice("OC-D063")])
        findings, spells, employments = Findings(), self.spells, self.employments
        if len(employments) and int(employments.unit.max()) >= len(self.units):
            raise DataRejected([Notice("OC-D072", facts=(("table", "employments"), ("column", "unit")))])
        person_of = employments.person[np.flatnonzero(np.diff(employments.employment, prepend=-1))]
        if len(spells) and int(spells.employment.max()) >= len(person_of):
            raise DataRejected([Notice("OC-D072", facts=(("table", "spells"), ("column", "employment")))])
        if self.schedule is not None and len(self.schedule) and self.schedule.employment[-1] >= len(person_of):
            raise DataRejected([Notice("OC-D072", facts=(("table", "schedule"), ("column", "employment")))])
        rows = Rows.of_frame("spells", len(spells))
        rows.report(findings, "OC-D044", person_of[spells.employment] != spells.person)
        report_overlapping_stretches(findings, employments, Rows.of_frame("employments", len(employments)))
        findings.refuse(DataRejected)
        report_overlapping_spells(findings, spells, rows)
        report_uncovered_spells(findings, spells, employments, rows, trusted=np.ones(len(spells), dtype=np.bool_))
        findings.refuse(DataRejected)

    def __repr__(self) -> str:
        persons = int(self.employments.person[-1]) + 1 if len(self.employments) else 0
        return (
            f"AbsenceRecords({len(self.spells)} spells, {persons} persons, {len(self.units)} units, "
            f"{self.covers[0]}/{self.covers[1]}, {len(self.notices)} notices)"
        )

    def of_persons(self, first: int, last: int) -> AbsenceRecords:
        """The records of the persons with codes `first` to `last` − 1, numbered anew from 0.

        Batches of whole persons can be measured apart: their panels add up to the panel of all.
        """
        rows = (self.spells.person >= first) & (self.spells.person < last)
        low, high = np.searchsorted(self.employments.person, (first, last))
        old = self.employments
        lowest = old.employment[low] if low < high else np.int32(0)
        employments = Employments(
            person=old.person[low:high] - np.int32(first),
            employment=old.employment[low:high] - lowest,
            unit=old.unit[low:high],
            first_day=old.first_day[low:high],
            last_day=old.last_day[low:high],
            extent=old.extent[low:high],
            monthly=None if old.monthly is None else old.monthly[low:high],
        )
        spells = Spells(
            person=self.spells.person[rows] - np.int32(first),
            employment=self.spells.employment[rows] - lowest,
            first_day=self.spells.first_day[rows],
            last_day=self.spells.last_day[rows],
            extent=self.spells.extent[rows],
        )
        schedule = None
        if self.schedule is not None:
            jobs = int(employments.employment[-1]) + 1 if low < high else 0
            schedule = self.schedule.of_employments(int(lowest), int(lowest) + jobs)
        return replace(self, spells=spells, employments=employments, schedule=schedule)


def _require_columns(table: str, columns: Spells | Employments, names: tuple[str, ...]) -> None:
    """Raise DataRejected (OC-D072) unless all columns are int32 of one length and inside their range."""
    highest = {"first_day": LATEST, "last_day": LATEST, "extent": EXTENT_STEPS}
    for name in names:
        column: Integers = getattr(columns, name)
        lowest = EARLIEST if name.endswith("_day") else 0
        inside = (
            column.dtype == np.int32
            and column.shape == columns.person.shape
            and column.ndim == 1
            and (
                not column.size
                or (column.min() >= lowest and column.max() <= highest.get(name, np.iinfo(np.int32).max))
            )
        )
        if not inside:
            raise DataRejected([Notice("OC-D072", facts=(("table", table), ("column", name)))])
        column.flags.writeable = False
    if (columns.last_day < columns.first_day).any():
        raise DataRejected([Notice("OC-D072", facts=(("table", table), ("column", "last_day")))])
