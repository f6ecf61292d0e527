"""What can be wrong between rows: overlaps, duplicates, absence outside employment.

One sort by (employment, first day) brings the rows of an employment side by side. Two spells of one
employment share a day if one begins no later than the latest end before it; a day outside employment is a
day of a spell that no stretch covers, counted as days covered up to its end minus days covered before its
beginning. Nothing is merged, cut or swapped here: the parties' HR system is corrected, not their data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import DAY_BITS, EARLIEST, Flags, Integers
from outcome_contracts.decimals import steps_text
from outcome_contracts.notices import Findings, Notice, catalogue

if TYPE_CHECKING:
    from outcome_contracts.absence.records import Employments, Spells

Positions = NDArray[np.int64]

HEADER_ROW = 1

EXTENT_DIGITS = 4

FIRST_ROWS = 5
_DAY_MASK = (1 << DAY_BITS) - 1
_PACKED_BITS = 63 - 2 * DAY_BITS


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Where the rows of a table stand in what was delivered.

    file: base name of the file, or the table's name for a frame. numbers: row of each, the header being row
    1. at_stake: the net days of some of the rows, None where they are not known; it is asked only for what is found.
    """

    file: str
    numbers: Positions
    at_stake: Callable[[Flags], str | None] | None = None

    @classmethod
    def of_frame(cls, file: str, count: int) -> Rows:
        """The rows of a table without a file, numbered as if it had a header."""
        return cls(file, np.arange(count, dtype=np.int64) + HEADER_ROW + 1)

    def at(self, position: int) -> str:
        """`file:row` of one row."""
        return f"{self.file}:{self.numbers[position]}"

    def take(self, kept: Flags | Positions) -> Rows:
        """Some of the rows."""
        return Rows(self.file, self.numbers[kept])

    def report(
        self, findings: Findings, code: str, bad: Flags, *, net_days: str | None = None, **facts: str | int
    ) -> None:
        """Record one finding for the rows that are `bad`, at the first of them; nothing if none is.

        A hold is told from one that reads alike by the numbers of all its rows.
        """
        places = np.flatnonzero(bad)
        if len(places):
            if net_days is None and self.at_stake is not None:
                net_days = self.at_stake(bad)
            first = tuple(map(self.at, places[:FIRST_ROWS].tolist()))
            facts["count"] = len(places)
            mark = fingerprint(np.sort(self.numbers[places])) if catalogue()[code].severity == "hold" else None
            found = Notice(code, first[0], tuple(facts.items()), net_days, rows=first, fingerprint=mark)
            findings.extend((found,))


def fingerprint(numbers: Positions) -> str:
    """`sha256:<hex>` of whole numbers as 64-bit integers: row numbers, or aggregates of more than ten persons."""
    return f"sha256:{sha256(numbers.astype('<i8').tobytes()).hexdigest()}"


def duplicates(*columns: Integers | Positions) -> Flags:
    """Which rows repeat an earlier row in every column, shape (n,)."""
    order = np.lexsort(columns[::-1])
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for column in columns:
        same &= np.diff(column[order]) == 0
    repeated = np.zeros(len(order), dtype=np.bool_)
    repeated[order[1:][same]] = True
    return repeated


def share_days(employment: Integers | Positions, first_day: Integers, last_day: Integers) -> bool:
    """Whether two rows of one employment may share a day: in the order of their first days, two neighbours then do.

    One sort of packed keys, without an order to remember, tells the usual case, that none do; there may be none where
    the codes of employments are too large to be packed.
    """
    if len(employment) and int(employment.max()) >= 1 << _PACKED_BITS:
        return True
    line = employment.astype(np.int64) << DAY_BITS
    packed = np.sort(((line + (first_day - EARLIEST)) << DAY_BITS) + (last_day - EARLIEST))
    begins = packed >> DAY_BITS
    ends = (begins >> DAY_BITS << DAY_BITS) + (packed & _DAY_MASK)
    return bool((begins[1:] <= ends[:-1]).any())


def report_overlapping_spells(findings: Findings, spells: Spells, rows: Rows) -> None:
    """Find spells of one employment that share days (OC-D010), or have the same days twice (OC-D013)."""
    if not share_days(spells.employment, spells.first_day, spells.last_day):
        return
    for code, found, shared in shared_days(spells):
        bad = np.zeros(len(spells), dtype=np.bool_)
        bad[found] = True
        rows.report(findings, code, bad, net_days=net_days_text(shared, spells.extent[found]))


def shared_days(spells: Spells) -> Iterator[tuple[str, Positions, NDArray[np.int64]]]:
    """The code of each kind, the rows that share days with an earlier one of their employment, and how many.

    Of rows with the same days the one with the largest extent is the earlier, in whatever order they were delivered.
    """
    order = np.lexsort((-spells.extent, spells.last_day, spells.first_day, spells.employment))
    employment, first, last = spells.employment[order], spells.first_day[order], spells.last_day[order]
    latest = _latest_end_before(employment, last)
    shared = np.minimum(latest, last).astype(np.int64) - first + 1
    same_key = np.zeros(len(order), dtype=np.bool_)
    same_key[1:] = (np.diff(employment) == 0) & (first[1:] == first[:-1]) & (last[1:] == last[:-1])
    conflicting = same_key & (shared > 0)
    overlapping = (shared > 0) & ~same_key
    for code, found in (("OC-D013", conflicting), ("OC-D010", overlapping)):
        yield code, order[found], shared[found]


def report_overlapping_stretches(findings: Findings, employments: Employments, rows: Rows) -> Flags:
    """Find stretches of one employment that share days (OC-D014); returns which employments have some."""
    latest = _latest_end_before(employments.employment, employments.last_day)
    bad = latest >= employments.first_day
    rows.report(findings, "OC-D014", bad)
    found = np.zeros(int(employments.employment[-1]) + 1 if len(employments) else 0, dtype=np.bool_)
    found[employments.employment[bad]] = True
    return found


def report_uncovered_spells(
    findings: Findings, spells: Spells, employments: Employments, rows: Rows, *, trusted: Flags
) -> None:
    """Find spells with days that no stretch of their employment covers (OC-D040).

    trusted: spells whose employment is complete and free of overlaps; the others are not judged. The finding
    tells how many begin before the employment, how many end after it, and how many lie in a gap of it.
    """
    if not trusted.any():
        return
    starts = np.flatnonzero(np.diff(employments.employment, prepend=-1))
    ends = np.append(starts[1:], len(employments)) - 1
    before = spells.first_day < employments.first_day[starts][spells.employment]
    after = spells.last_day > employments.last_day[ends][spells.employment]
    before &= trusted
    after &= trusted
    suspects = np.flatnonzero(before | after | (trusted & (starts != ends)[spells.employment]))
    asked = spells.take(suspects)
    outside, extent = outside_employment(asked, employments), asked.extent
    bad = np.zeros(len(spells), dtype=np.bool_)
    bad[suspects[outside > 0]] = True
    at_stake = net_days_text(outside, extent)
    rows.report(
        findings,
        "OC-D040",
        bad,
        net_days=at_stake,
        before=int(np.count_nonzero(before)),
        after=int(np.count_nonzero(after)),
        between=int(np.count_nonzero(bad & ~(before | after))),
    )


def outside_employment(spells: Spells, employments: Employments) -> NDArray[np.int64]:
    """How many days of each spell no stretch of its employment covers, shape (n,)."""
    employment, first, last = spells.employment, spells.first_day, spells.last_day
    covered = _days_covered(employments, employment, last) - _days_covered(employments, employment, first - 1)
    return last - first + 1 - covered


def net_days_text(days: NDArray[np.int64] | Integers, extent: Integers) -> str:
    """Σ days × extent as a decimal string."""
    return steps_text(int((days.astype(np.int64) * extent).sum()), EXTENT_DIGITS)


def _latest_end_before(employment: Integers, last: Integers) -> NDArray[np.int64]:
    """The latest end among the earlier rows of the same employment, or a day before all days; rows sorted."""
    lifted = employment.astype(np.int64) << DAY_BITS
    ends = np.maximum.accumulate(lifted + (last - EARLIEST)) if len(last) else lifted
    before = np.full(len(last), EARLIEST - 1, dtype=np.int64)
    same = np.diff(employment) == 0
    before[1:][same] = ends[:-1][same] - lifted[1:][same] + EARLIEST
    return before


def _days_covered(employments: Employments, employment: Integers, day: Integers) -> NDArray[np.int64]:
    """How many days up to and including `day` the stretches of the employment cover, shape of `day`."""
    keys = (employments.employment.astype(np.int64) << DAY_BITS) + (employments.first_day - EARLIEST + 1)
    length = (employments.last_day - employments.first_day + 1).astype(np.int64)
    total = np.concatenate(([0], np.cumsum(length)))
    asked = (employment.astype(np.int64) << DAY_BITS) + (day - EARLIEST + 1)
    stretch = np.searchsorted(keys, asked, side="right") - 1
    begins = np.searchsorted(employments.employment, employment)
    inside = stretch >= begins
    stretch = np.maximum(stretch, 0)
    partial = np.minimum(day.astype(np.int64) - employments.first_day[stretch] + 1, length[stretch])
    return np.where(inside, total[stretch] - total[begins] + partial, 0)
