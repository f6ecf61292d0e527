"""Sick periods: which absence days belong together, and which of them are short-term.

A spell continues the person's period if it begins at most `relapse_days` after the latest day of absence
before it (Sick Pay Act 1991:1047, section 7: five); the healthy days between are no sick days. Day numbers
run over the calendar days of absence, each once, however many employments it concerns: ill Monday-Thursday
and again on Tuesday makes Tuesday day 5. Rows of one employment that follow on without a day between are one
spell.

    fresh(i)  = days of piece i after the latest end before it          (pieces by person and first day)
    before(i) = Σ fresh of earlier pieces of the same period
    short(i)  = days of piece i up to the period's 14th sick day

Pieces come as blocks of a line of time on which the persons lie one after another (`timeline`), so that one
pass over neighbours works through all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcome_contracts.absence.days import Flags, Integers
from outcome_contracts.absence.timeline import LONGEST_GAP, Block, Line
from outcome_contracts.contract.measure_rules import MeasureRules

SHORT_TERM_DAYS = 14


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShortTermDays:
    """The short-term days of the pieces of a block.

    count: how many of its first days each piece contributes, at most 14, shape (n,). follows: positions of the pieces
    that follow on; a piece follows on if another of the same employment ends on the day before: the two are one
    spell. opens: which pieces open a period, shape (n,).
    """

    count: Line
    follows: Line
    opens: Flags

    @property
    def period(self) -> Line:
        """Number of the period of each piece, from 0 within the block."""
        period: Line = np.cumsum(self.opens) - 1
        return period


def short_term_days(block: Block, employment: Integers | None, rules: MeasureRules) -> ShortTermDays:
    """Which days of the pieces are short-term.

    employment: employment of each piece, or None where every person has exactly one stretch. Where only some of the
    short-term days are paid by the employer, or scheduled, the caller takes them from these.
    """
    begin, end = block.begin, block.end
    days = end - begin
    days += 1
    gap = _gaps(begin, end)
    concurrent = employment is not None and int(gap.min()) <= 0
    if concurrent:
        gap = _gaps(begin, np.maximum.accumulate(end))
    follows = _follows_on(block, gap, employment)
    opens = gap > rules.relapse_days
    opens[follows] = False
    if concurrent and rules.relapse_days == 0:  # whoever begins beside a piece that follows on continues with it
        opens[(gap == 1) & np.isin(begin, begin[follows])] = False
    fresh = np.minimum(days, np.maximum(days + gap - 1, 0)) if concurrent else days
    if rules.short_term == "periods_up_to_14_days":
        short = days * (_period_days(opens, fresh) <= SHORT_TERM_DAYS)
    else:
        left = _days_left(opens, fresh)
        short = np.minimum(np.maximum(left, 0), fresh)
        if concurrent:
            short = _with_shared_days(block, short, left, days - fresh, opens)
        if rules.longest_period is not None:
            short *= _period_days(opens, fresh) <= rules.longest_period
    return ShortTermDays(short, follows, opens)


def _gaps(begin: Line, end: Line) -> Line:
    """Days from the end before each piece to its beginning; more than any relapse where a person begins."""
    gap = np.empty_like(begin)
    gap[0] = LONGEST_GAP
    np.subtract(begin[1:], end[:-1], out=gap[1:])
    return gap


def _follows_on(block: Block, gap: Line, employment: Integers | None) -> Line:
    """Positions of the pieces that begin on the day after another piece of the same employment ends."""
    touching: Line = np.flatnonzero(gap == 1)
    if employment is None:
        return touching
    touching = touching[employment[touching] == employment[touching - 1]]
    crossing = np.flatnonzero(gap <= 0)
    if not len(crossing):
        return touching
    # With concurrent employments the piece before may stand further away: these few are sorted anew.
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
