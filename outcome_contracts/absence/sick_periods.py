"""Sick periods: which absence days belong together, and which of them are short-term.

A spell continues the person's period if it begins at most `relapse_days` after the latest day of absence before
it (Sick Pay Act 1991:1047, section 7: five); the healthy days between are no sick days. Day numbers run over the
calendar days of absence, each once, however many employments it concerns: ill Monday-Thursday and again on
Tuesday makes Tuesday day 5. Rows of one employment that follow on without a day between are one spell.

    fresh(i)  = days of piece i after the latest end before it          (pieces by person and first day)
    before(i) = Σ fresh of earlier pieces of the same period
    short(i)  = days of piece i up to the period's 14th sick day

Persons lie side by side after one sort of packed integers (person | first day | length | extent | stretch), and
on the axis person × 2^bits + day all of them are worked through as one line of time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags, Integers
from outcome_contracts.absence.stretches import Pieces
from outcome_contracts.contract.measure_rules import ShortTerm

Line = NDArray[np.int64]

SHORT_TERM_DAYS = 14

_LONGEST_RELAPSE = 31
_EXTENT_BITS = 14
_KEY_BITS = 63
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class SortedPieces:
    """The pieces as sorted keys, and how to read them: lowest person and day, and the bits of each field."""

    keys: Line
    lowest_person: int
    lowest_day: int
    day_bits: int
    length_bits: int
    stretch_bits: int

    def blocks(self) -> Iterator[Block]:
        """The pieces in blocks of whole persons that fit the processor's cache."""
        person_bits = self.day_bits + self.length_bits + _EXTENT_BITS + self.stretch_bits
        start = 0
        while start < len(self.keys):
            end = min(start + _BLOCK, len(self.keys))
            next_person = ((int(self.keys[end - 1]) >> person_bits) + 1) << person_bits
            end += int(np.searchsorted(self.keys[end:], next_person))
            yield self._block(self.keys[start:end])
            start = end

    def _block(self, keys: Line) -> Block:
        stretch_shift, length_shift = self.stretch_bits, self.stretch_bits + _EXTENT_BITS
        begin = keys >> (length_shift + self.length_bits)
        end = keys >> length_shift
        end &= (1 << self.length_bits) - 1
        end += begin
        extent = keys >> stretch_shift
        extent &= (1 << _EXTENT_BITS) - 1
        stretch = keys & ((1 << stretch_shift) - 1) if stretch_shift else None
        return Block(begin, end, extent, stretch, self.lowest_person, self.lowest_day, self.day_bits)


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces of whole persons, sorted by person and first day, shape (n,) each.

    begin, end: first and last day on the line of time, (person − lowest_person) × 2^day_bits + day − lowest_day.
    extent: in ten-thousandths. stretch: index among the person's stretches, or None where all have one.
    """

    begin: Line
    end: Line
    extent: Line
    stretch: Line | None
    lowest_person: int
    lowest_day: int
    day_bits: int

    @property
    def person(self) -> Line:
        """Person codes."""
        return (self.begin >> self.day_bits) + self.lowest_person

    @property
    def day(self) -> Line:
        """First days, counted from `lowest_day`."""
        return self.begin & ((1 << self.day_bits) - 1)


def sort_pieces(pieces: Pieces) -> Iterator[SortedPieces]:
    """Sort pieces by person and first day.

    Yields them in one part; in several, of whole persons each, only where the fields together exceed 63 bits.
    """
    if not len(pieces):
        return
    lowest_person, highest_person = int(pieces.person.min()), int(pieces.person.max())
    lowest_day = int(pieces.first_day.min())
    # Room for a relapse after the last day keeps neighbours on the line of time apart.
    day_bits = (int(pieces.last_day.max()) - lowest_day + _LONGEST_RELAPSE).bit_length()
    length = pieces.last_day - pieces.first_day
    length_bits = int(length.max()).bit_length()
    stretch_bits = 0 if pieces.stretch is None else int(pieces.stretch.max()).bit_length()
    person_bits = (highest_person - lowest_person).bit_length()
    if person_bits + day_bits + length_bits + _EXTENT_BITS + stretch_bits > _KEY_BITS:
        low = pieces.person <= (lowest_person + highest_person) // 2
        yield from sort_pieces(pieces.take(low))
        yield from sort_pieces(pieces.take(~low))
        return
    layout = _Layout(lowest_person, lowest_day, day_bits, length_bits, stretch_bits)
    keys = np.empty(len(pieces), dtype=np.int64)
    for start in range(0, len(pieces), _BLOCK):
        rows = slice(start, start + _BLOCK)
        layout.pack(pieces, rows, out=keys[rows])
    keys.sort()
    yield SortedPieces(keys, lowest_person, lowest_day, day_bits, length_bits, stretch_bits)


def short_term_days(
    block: Block, employment: Integers | None, reading: ShortTerm, relapse_days: int
) -> tuple[Line, Line]:
    """How many of its first days each piece contributes, shape (n,), and which pieces follow on, positions.

    A piece follows on if another of the same employment ends on the day before: the two are one spell.

    employment: employment of each piece, or None where every person has exactly one stretch.
    Under either reading no piece contributes more than 14 days.
    """
    begin, end = block.begin, block.end
    days = end - begin
    days += 1
    gap = _gaps(begin, end)
    concurrent = employment is not None and int(gap.min()) <= 0
    if concurrent:
        gap = _gaps(begin, np.maximum.accumulate(end))
    follows = _follows_on(block, gap, employment)
    opens = gap > relapse_days
    opens[follows] = False
    if concurrent and relapse_days == 0:  # whoever begins beside a piece that follows on continues with it
        opens[(gap == 1) & np.isin(begin, begin[follows])] = False
    fresh = np.minimum(days, np.maximum(days + gap - 1, 0)) if concurrent else days
    if reading == "periods_up_to_14_days":
        short = days * (_period_days(opens, fresh) <= SHORT_TERM_DAYS)
    else:
        left = _days_left(opens, fresh)
        short = np.minimum(np.maximum(left, 0), fresh)
        if concurrent:
            short = _with_shared_days(block, short, left, days - fresh, opens)
    return short, follows


def _gaps(begin: Line, end: Line) -> Line:
    """Days from the end before each piece to its beginning; more than any relapse where a person begins."""
    gap = np.empty_like(begin)
    gap[0] = _LONGEST_RELAPSE
    np.subtract(begin[1:], end[:-1], out=gap[1:])
    return gap


def _follows_on(block: Block, gap: Line, employment: Integers | None) -> Line:
    """Positions of the pieces that begin on the day after another piece of the same employment ends."""
    touching = np.flatnonzero(gap == 1)
    if employment is None:
        return touching
    touching = touching[employment[touching] == employment[touching - 1]]
    crossing = np.flatnonzero(gap <= 0)
    if not len(crossing):
        return touching
    # With concurrent employments the piece before need not be the neighbour: these few persons are sorted anew.
    person = block.person - int(block.person[0])
    has_crossing = np.zeros(int(person[-1]) + 1, dtype=np.bool_)
    has_crossing[person[crossing]] = True
    rows = np.flatnonzero(has_crossing[person])
    rows = rows[np.lexsort((block.begin[rows], employment[rows]))]
    same = np.diff(employment[rows]) == 0
    found = rows[1:][same & (_gaps(block.begin[rows], block.end[rows])[1:] == 1)]
    return np.concatenate((touching[~has_crossing[person[touching]]], found))


def _days_left(opens: Flags, fresh: Line) -> Line:
    """14 less the sick days of the period before each piece; zero or less where they are used up."""
    before = np.cumsum(fresh)
    before -= fresh
    left = np.maximum.accumulate(before * opens)
    left -= before
    left += SHORT_TERM_DAYS
    return left


def _period_days(opens: Flags, fresh: Line) -> Line:
    """Sick days of the whole period of each piece."""
    starts = np.flatnonzero(opens)
    return np.repeat(np.add.reduceat(fresh, starts), np.diff(starts, append=len(fresh)))


def _with_shared_days(block: Block, short: Line, left: Line, shared: Line, opens: Flags) -> Line:
    """Add the days that a piece shares with earlier ones of its period: those up to the 14th sick day's date.

    The 14th sick day lies among the fresh days of exactly one piece of a period that has one; while days are
    left, everything shared lies before it.
    """
    short = short + np.where(left > 0, shared, 0)
    used_up = np.flatnonzero((left <= 0) & (shared > 0))
    if len(used_up):
        period = np.cumsum(opens) - 1
        reached = np.flatnonzero((left > 0) & (left <= block.end - block.begin + 1 - shared))
        cut_off = np.zeros(int(period[-1]) + 1, dtype=np.int64)
        cut_off[period[reached]] = block.begin[reached] + shared[reached] + left[reached] - 1
        days = cut_off[period[used_up]] - block.begin[used_up] + 1
        short[used_up] = np.clip(days, 0, block.end[used_up] - block.begin[used_up] + 1)
    return short
