"""What one delivery said, kept as it was said: rows under pseudonyms, so that two deliveries can be compared.

`AbsenceRecords` forget who is who; to see that a spell of one delivery is longer in the next, somebody has to
remember. A `Delivery` does, inside the HR zone. It has one normal form, sorted and without repeated rows, so
that the order of rows and a row delivered twice are not seen, and its digest is that of what it says.

    known    the day from which the delivery was known       (known time)
    covers   the days for which it is complete               (valid time)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags, Integers
from outcome_contracts.absence.linking import EmploymentCells, SpellCells, link
from outcome_contracts.absence.records import LONGEST_SPELL, AbsenceRecords
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError

Ids = NDArray[np.str_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class HeldSpells:
    """Absence under pseudonyms, shape (n,) each; days and extents as in `Spells`.

    reason: the agreed name of why, or empty everywhere where the delivery says none.
    """

    person: Ids
    employment: Ids
    reason: Ids
    first_day: Integers
    last_day: Integers
    extent: Integers

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        return f"HeldSpells({len(self)} rows)"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class HeldEmployments:
    """Stretches of employment under pseudonyms, shape (k,) each; days, extents and pay form as in `Employments`."""

    person: Ids
    employment: Ids
    unit: Ids
    first_day: Integers
    last_day: Integers
    extent: Integers
    monthly: Flags | None

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        return f"HeldEmployments({len(self)} rows)"


Held = TypeVar("Held", HeldSpells, HeldEmployments)


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Delivery:
    """One delivery in its normal form.

    counted: the reasons that are sickness, where the rows have reasons; None where they have none and all rows
    count. notices: what reading let through.
    Raises UsageError (OC-D063) if `covers` ends before it begins; DataRejected (OC-D072) for columns of unequal length
    or of another kind.
    """

    spells: HeldSpells
    employments: HeldEmployments
    covers: tuple[date, date]
    known: date
    counted: frozenset[str] | None = None
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        if self.covers[1] < self.covers[0]:
            raise UsageError([Notice("OC-D063")])
        for name in ("spells", "employments"):
            object.__setattr__(self, name, _normal(getattr(self, name), name))

    def __repr__(self) -> str:
        return (
            f"Delivery({len(self.spells)} spells, {len(self.employments)} stretches, "
            f"{self.covers[0]}/{self.covers[1]}, known {self.known})"
        )

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of what the delivery says; not of when it came."""
        content = hashlib.sha256(repr((self.covers, sorted(self.counted or ()), self.counted is None)).encode())
        for table in (self.spells, self.employments):
            for name, column in _columns(table):
                content.update(f"{name} {column.dtype.str} {len(column)}\n".encode())
                content.update(np.ascontiguousarray(column).tobytes())
        return "sha256:" + content.hexdigest()

    def records(self, units: tuple[str, ...] | None = None, *, overlap: Overlap = "reject") -> AbsenceRecords:
        """What can be measured of the delivery: the counted reasons, dense codes in place of pseudonyms.

        units: the unit names of the panel, in order; None for those that occur. overlap: the contract's measure rule
        for spells of one employment that share days, as in `read_records`.
        Raises DataRejected with every contradiction between the rows.
        """
        findings, employments = Findings(), self.employments
        spells = _in_parts(self.counted_spells())
        # Codes in place of text, since only their order is of use from here on, and integers sort much faster.
        persons = codes_of(spells.person, employments.person)
        jobs = codes_of(spells.employment, employments.employment)
        known = {"good": np.ones(len(spells), dtype=np.bool_)}
        linked = link(
            SpellCells(
                Rows.of_frame("spells", len(spells)),
                persons[0],
                jobs[0],
                spells.first_day,
                spells.last_day,
                spells.extent,
                **known,
            ),
            EmploymentCells(
                Rows.of_frame("employments", len(employments)),
                persons[1],
                jobs[1],
                employments.unit,
                employments.first_day,
                employments.last_day,
                employments.extent,
                employments.monthly,
                good=np.ones(len(employments), dtype=np.bool_),
            ),
            units,
            findings,
            overlap,
        )
        notices = tuple(dict.fromkeys((*self.notices, *findings.refuse(DataRejected))))
        return AbsenceRecords(*linked, self.covers, notices, overlap=overlap)

    def counted_spells(self) -> HeldSpells:
        """The spells whose reason counts."""
        if self.counted is None:
            return self.spells
        return taken(self.spells, np.isin(self.spells.reason, sorted(self.counted)))

    def between(self, first: int, last: int) -> Delivery:
        """The same delivery cut to the days from `first` to `last`; days since 1970-01-01."""
        return replace(self, spells=_cut(self.spells, first, last), employments=_cut(self.employments, first, last))

    def only(self, persons: Sequence[str] | Ids) -> Delivery:
        """The rows of some persons."""
        return self._of(np.isin(self.spells.person, persons), np.isin(self.employments.person, persons))

    def without(self, persons: Sequence[str] | Ids) -> Delivery:
        """The rows of all other persons."""
        return self._of(~np.isin(self.spells.person, persons), ~np.isin(self.employments.person, persons))

    def _of(self, spells: Flags, employments: Flags) -> Delivery:
        return replace(self, spells=taken(self.spells, spells), employments=taken(self.employments, employments))


def taken(table: Held, kept: Flags | Positions) -> Held:
    """Some of the rows."""
    return _with(table, {name: column[kept] for name, column in _columns(table)})


def put_together(tables: Sequence[Held]) -> Held:
    """The rows of all tables; one that follows on another without a day between, and is like it, is one with it."""
    first = tables[0]
    if len(tables) == 1 and not _follow_on(first):
        return first
    names = [name for name, _ in _columns(first)]
    joined = _with(first, {name: np.concatenate([getattr(table, name) for table in tables]) for name in names})
    same = [name for name in names if name not in ("first_day", "last_day")]
    codes = [codes_of(getattr(joined, name))[0] for name in same]
    days = [joined.last_day.astype(np.int64), joined.first_day.astype(np.int64)]
    order = np.lexsort(tuple(days + codes))
    rows = taken(joined, order)
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = rows.first_day[1:] != rows.last_day[:-1] + 1
    for code in codes:
        opens[1:] |= np.diff(code[order]) != 0
    starts = np.flatnonzero(opens)
    ends = np.append(starts[1:], len(order))[: len(starts)] - 1
    return _with(taken(rows, starts), {"last_day": rows.last_day[ends]})


def codes_of(*columns: NDArray[np.generic]) -> list[Positions]:
    """The places of the cells of several columns among all their distinct values, sorted.

    Equal cells that stand together are looked up once: in the normal form most do.
    """
    cells = np.concatenate(columns)
    opens = np.ones(len(cells), dtype=np.bool_)
    opens[1:] = cells[1:] != cells[:-1]
    heads = np.flatnonzero(opens)
    codes = np.repeat(np.unique(cells[heads], return_inverse=True)[1], np.diff(np.append(heads, len(cells))))
    return np.split(codes.astype(np.int64), np.cumsum([len(column) for column in columns])[:-1])


def lifted(codes: Positions, days: Integers) -> Positions:
    """A code and a day as one number that sorts like the pair."""
    keys: Positions = (codes << DAY_BITS) + (days.astype(np.int64) - EARLIEST)
    return keys


def _follow_on(table: HeldSpells | HeldEmployments) -> bool:
    """Whether a row of a normal form begins where the one before it of the same employment ended."""
    near = np.flatnonzero(table.first_day[1:] == table.last_day[:-1] + 1)
    return bool((table.employment[near] == table.employment[near + 1]).any())


def _with(table: Held, columns: Mapping[str, NDArray[np.generic]]) -> Held:
    """The table with other columns of the same kinds."""
    return replace(table, **columns)  # type: ignore[arg-type]


def _columns(table: HeldSpells | HeldEmployments) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """The columns that the table has, by name."""
    for field in fields(table):
        column = getattr(table, field.name)
        if column is not None:
            yield field.name, column


def _normal(table: Held, name: str) -> Held:
    """Text as narrow as it can be, rows sorted by all columns, none twice, nothing to write on."""
    for field, column in _columns(table):
        kind = {"monthly": "b", "first_day": "i", "last_day": "i", "extent": "i"}.get(field, "U")
        if column.shape != (len(table),) or column.dtype.kind != kind or (kind == "i" and column.dtype != np.int32):
            raise DataRejected([Notice("OC-D072", facts=(("table", name), ("column", field)))])
    narrow = {}
    for field, column in _columns(table):
        if column.dtype.kind == "U":
            column = column.astype(f"<U{max(1, int(np.strings.str_len(column.astype(np.str_)).max(initial=1)))}")
        narrow[field] = column
    if not _ascend(list(narrow.values())):
        order = np.lexsort(tuple(reversed(list(narrow.values()))))
        new = np.zeros(len(order), dtype=np.bool_)
        new[:1] = True
        for column in narrow.values():
            new[1:] |= column[order[1:]] != column[order[:-1]]
        narrow = {field: column[order[new]] for field, column in narrow.items()}
    for column in narrow.values():
        column.flags.writeable = False
    return _with(table, narrow)


def _ascend(columns: Sequence[NDArray[np.generic]]) -> bool:
    """Whether the rows are sorted by all columns already, none twice: what was taken out of a normal form is."""
    undecided = np.ones(max(len(columns[0]) - 1, 0), dtype=np.bool_)
    for column in columns:
        if (undecided & (column[1:] < column[:-1])).any():  # type: ignore[operator]
            return False
        undecided &= column[1:] == column[:-1]
    return not undecided.any()


def _cut(table: Held, first: int, last: int) -> Held:
    rows = taken(table, (table.first_day <= last) & (table.last_day >= first))
    return replace(rows, first_day=np.maximum(rows.first_day, first), last_day=np.minimum(rows.last_day, last))


def _in_parts(spells: HeldSpells) -> HeldSpells:
    """Spells that many deliveries made longer than a record may be, in parts that follow on one another."""
    step = LONGEST_SPELL - 1
    parts = (spells.last_day - spells.first_day) // step + 1
    if not (parts > 1).any():
        return spells
    rows = np.repeat(np.arange(len(spells)), parts)
    number = np.arange(len(rows)) - np.repeat(np.cumsum(parts) - parts, parts)
    whole = taken(spells, rows)
    first = (whole.first_day + number * step).astype(np.int32)
    return replace(whole, first_day=first, last_day=np.minimum(whole.last_day, first + np.int32(step - 1)))
