"""One pass over sorted keys: what is wrong between the spells of an employment, and what is left to be measured.

Sorted, a row that stands twice lies beside itself, a spell that shares days with another follows it, and the employment
of neighbours is the same. Everything is found on whole columns; what is found is kept as keys, and its rows are looked
up later, if there is anything at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import EXTENT_DIGITS, outside_employment, shared_days
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.overlaps import resolved_line
from outcome_contracts.absence.partitioned.keys import (
    LAYOUT,
    Keys,
    employments_of,
    extents,
    first_days,
    lengths,
    net_steps,
    packed_line,
)
from outcome_contracts.absence.partitioned.roster import Roster
from outcome_contracts.absence.records import Spells
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.decimals import steps_text
from outcome_contracts.notices import Notice

_DAYS_ABOVE_LENGTH = LAYOUT.person_shift - LAYOUT.day_bits


@dataclass(slots=True)
class Doubt:
    """What one code is about. steps: net days in ten-thousandths. facts: besides the count, counts of their own.

    found: keys of the rows, in parts. of_repeats: whether the rows meant are those that repeat an earlier one; else
    they are the first of each key.
    """

    code: str
    count: int = 0
    steps: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    words: tuple[tuple[str, str], ...] = ()
    found: list[Keys] = field(default_factory=list)
    of_repeats: bool = False

    def add(self, keys: Keys, *, steps: int | None = None, **facts: int) -> None:
        """Count some rows; their net days are those of the whole spells unless they are given."""
        self.count += len(keys)
        self.steps += net_steps(keys) if steps is None else steps
        for name, number in facts.items():
            self.facts[name] = self.facts.get(name, 0) + number
        self.found.append(keys if (keys[1:] > keys[:-1]).all() else np.unique(keys))

    @property
    def keys(self) -> Keys:
        """All keys found, sorted; they come block by block, and no block has those of another."""
        return np.concatenate(self.found) if self.found else np.empty(0, dtype=np.uint64)

    def notice(self, rows: tuple[str, ...]) -> Notice:
        """The finding, with its first rows."""
        facts: tuple[tuple[str, str | int], ...] = (("count", self.count), *self.facts.items(), *self.words)
        return Notice(self.code, rows[0] if rows else "", facts, steps_text(self.steps, EXTENT_DIGITS), rows=rows)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Spans:
    """Sorted spells on one line of employments and days, shape (n,) each.

    begin: first day. end: day after the last. latest: the latest end so far; no end reaches the next employment.
    """

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    latest: NDArray[np.int64]

    @classmethod
    def of(cls, keys: Keys) -> _Spans:
        begin = (keys >> np.uint64(_DAYS_ABOVE_LENGTH)).view(np.int64)
        end = lengths(keys)
        end += begin
        return cls(begin, end, np.maximum.accumulate(end))

    def of_employments(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first and the last row of every employment."""
        employment = self.begin >> LAYOUT.day_bits
        last = np.flatnonzero(employment[1:] != employment[:-1])
        return np.append(0, last + 1), np.append(last, len(employment) - 1)


class Sweep:
    """The checks between the rows of an employment, over all blocks of a delivery."""

    def __init__(self, roster: Roster, overlap: Overlap) -> None:
        self._roster, self._overlap = roster, overlap
        starts = np.flatnonzero(np.diff(roster.stretches.employment, prepend=-1))
        ends = np.append(starts[1:], len(roster.stretches)) - 1
        self._first, self._last = roster.stretches.first_day[starts], roster.stretches.last_day[ends]
        self._several = starts != ends
        self._person = roster.stretches.person[starts]
        self._opens_at, self._ends_at = None, None
        if roster.trusted.all() and not self._several.any():
            line = np.arange(len(starts), dtype=np.int64) << LAYOUT.day_bits
            self._opens_at = line + (self._first - LAYOUT.lowest_day)
            self._ends_at = line + (self._last - LAYOUT.lowest_day + np.int64(1))
        self._repeated, self._outside, self._conflicting, self._overlapping, self._resolved = (
            Doubt(code) for code in ("OC-D012", "OC-D040", "OC-D013", "OC-D010", "OC-D103")
        )
        self._repeated.of_repeats = True
        self._resolved.words = (("rule", overlap),)

    @property
    def doubts(self) -> Iterator[Doubt]:
        """What was found."""
        found = (self._repeated, self._outside, self._conflicting, self._overlapping, self._resolved)
        return (doubt for doubt in found if doubt.count)

    def checked(self, keys: Keys) -> Keys:
        """Sorted keys of whole employments without what is in doubt.

        Each spell is left once, shares no day with another, and is absence at all.
        """
        again = keys[1:] == keys[:-1]
        if again.any():
            self._repeated.add(keys[1:][again])
            keys = keys[np.append(True, ~again)]
        if not len(keys):
            return keys
        spans = _Spans.of(keys)
        employed, left = self._all_employed(keys, spans), self._without_overlaps(keys, spans)
        return left if employed else left[:0]  # the delivery is refused; what has no unit cannot be counted

    def spells(self, keys: Keys) -> Spells:
        """Keys as a table of spells."""
        employment = employments_of(keys)
        first = first_days(keys)
        columns = (self._person[employment], employment, first, first + lengths(keys) - 1, extents(keys))
        return Spells(*(column.astype(np.int32) for column in columns))

    def _all_employed(self, keys: Keys, spans: _Spans) -> bool:
        """Whether every spell lies inside its employment; the others are found."""
        if self._opens_at is not None and self._ends_at is not None:
            first, last = spans.of_employments()
            job = spans.begin.take(first) >> LAYOUT.day_bits
            begins = spans.begin.take(first) >= self._opens_at.take(job)
            if (begins & (spans.latest.take(last) <= self._ends_at.take(job))).all():
                return True
        employment = employments_of(keys)
        trusted = self._roster.trusted[employment]
        before = (first_days(keys) < self._first[employment]) & trusted
        after = (first_days(keys) + lengths(keys) > self._last[employment] + np.int64(1)) & trusted
        suspect = before | after | (trusted & self._several[employment])
        if not suspect.any():
            return True
        rows = keys[suspect]
        spells = self.spells(rows)
        outside = outside_employment(spells, self._roster.stretches)
        if not outside.any():
            return True
        steps = int((outside * spells.extent).sum())
        between = int(((outside > 0) & ~(before | after)[suspect]).sum())
        self._outside.add(
            rows[outside > 0], steps=steps, before=int(before.sum()), after=int(after.sum()), between=between
        )
        return False

    def _without_overlaps(self, keys: Keys, spans: _Spans) -> Keys:
        if self._overlap != "reject":
            some = _with_extent(keys)
            if len(some) < len(keys):
                keys, spans = some, _Spans.of(some)
        joins = spans.begin[1:] < spans.latest[:-1]
        if not joins.any():
            return _with_extent(keys) if self._overlap == "reject" else keys
        shared: Flags = np.append(False, joins)
        shared[:-1] |= joins
        rows = keys[shared]
        if self._overlap == "reject":
            for code, found, days in shared_days(self.spells(rows)):
                doubt = self._conflicting if code == "OC-D013" else self._overlapping
                if len(found):
                    doubt.add(rows[found], steps=int((days * extents(rows[found])).sum()))
            return _with_extent(keys[~shared])
        parts = packed_line(*resolved_line(spans.begin[shared], spans.end[shared], extents(rows), self._overlap))
        self._resolved.add(rows, steps=net_steps(rows) - net_steps(parts))
        apart = keys[~shared]
        return np.insert(apart, np.searchsorted(apart, parts), parts)


def _with_extent(keys: Keys) -> Keys:
    """The keys of spells that are absence at all."""
    some: NDArray[np.bool_] = extents(keys) > 0
    return keys if some.all() else keys[some]
