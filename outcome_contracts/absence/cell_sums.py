"""From lines of time to the cells of a panel: short-term net days and spells begun, by unit and month.

A block of pieces is numbered (`sick_periods`), its short-term days are laid on the months in which they lie, and both
columns grow by one sum. Blocks of different persons may come in any order and from anywhere: the sums are integers.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.absence.days import Integers, month_starts, months_of
from outcome_contracts.absence.records import Employments
from outcome_contracts.absence.scheduled_days import scheduled_net_days
from outcome_contracts.absence.schedules import WorkingDays
from outcome_contracts.absence.sick_periods import short_term_days
from outcome_contracts.absence.stretches import first_stretches
from outcome_contracts.absence.timeline import Block, Layout, Line
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.panel import EXTENT_STEPS, Counts
from outcome_contracts.period import Period

_REST_BITS = 5
_REST_MASK = (1 << _REST_BITS) - 1


class CellSums:
    """Net days and spells of the blocks added so far.

    employments: the stretches that blocks are laid on, at units 0 to `units` − 1. working: the days with work, where
    net days go by them; None for calendar days.
    """

    def __init__(
        self,
        employments: Employments,
        rules: MeasureRules,
        *,
        units: int,
        period: Period,
        working: WorkingDays | None = None,
    ) -> None:
        self._employments, self._rules, self._units, self._period = employments, rules, units, period
        self._working = working
        self._width = len(period) + 2  # a column for each month, and one before and one after for all other days
        self._net, self._spells = (np.zeros(units * self._width, dtype=np.int64) for _ in range(2))
        self._row = employments.unit.astype(np.int64) * self._width
        self._job_extent = employments.extent.astype(np.int64) if rules.extent_basis == "of_full_time" else None
        first = first_stretches(employments.person)
        self._person_first = None if len(first) == len(employments) else first
        self._calendar: tuple[tuple[int, int], Line] | None = None

    def add(self, block: Block) -> None:
        """Count the pieces of a block, which holds whole persons."""
        calendar = self._calendar_of(block.layout)
        stretch, employment = self._stretch_and_employment(block)
        short_term = short_term_days(block, employment, self._rules)
        cell, day = self._row.take(stretch), block.day
        month = calendar.take(day)
        here = month >> _REST_BITS
        here += cell
        np.add.at(self._spells, here, 1)
        np.subtract.at(self._spells, here.take(short_term.follows), 1)
        if self._working is None:
            extent = block.extent
            if self._job_extent is not None:
                extent *= self._job_extent.take(stretch)
            month &= _REST_MASK
            self._add_calendar_days(short_term.count, extent, here, month)
            later = np.flatnonzero(short_term.count > month)  # at most 14 days touch at most two months
            rest = month.take(later)
            there = cell.take(later) + (calendar.take(day.take(later) + rest) >> _REST_BITS)
            np.add.at(self._net, there, (short_term.count.take(later) - rest) * extent.take(later))
            return
        piece, work_day, weight = scheduled_net_days(
            block,
            short_term,
            self._working,
            self._rules,
            employment=self._employments.employment[stretch],
            employment_extent=self._employments.extent[stretch],
        )
        np.add.at(self._net, cell[piece] + (calendar[work_day] >> _REST_BITS), weight)

    def columns(self) -> tuple[Counts, Counts]:
        """Net days in panel steps and spells begun, shape (units, months) each."""
        by_employment = self._working is None and self._job_extent is None
        net = self._net * EXTENT_STEPS if by_employment else self._net
        whole, begun = (
            column.reshape(self._units, self._width)[:, 1:-1].astype(np.int64) for column in (net, self._spells)
        )
        return whole, begun

    def _add_calendar_days(self, short: Line, extent: Line, here: Line, rest: Line) -> None:
        """Add the days of each piece that lie in the month of its first one; rest: days from there to its end."""
        days = np.minimum(short, rest)
        days *= extent
        np.add.at(self._net, here, days)

    def _stretch_and_employment(self, block: Block) -> tuple[Line, Integers | None]:
        """The row of the stretch of each piece, and its employment (None where every person has one stretch)."""
        if self._person_first is None:
            return block.person, None
        stretch = self._person_first[block.person]
        if block.stretch is not None:
            stretch += block.stretch
        return stretch, self._employments.employment[stretch]

    def _calendar_of(self, layout: Layout) -> Line:
        """Per day of the layout: 32 × column of its month + days to the end of the month, itself included."""
        key = (layout.lowest_day, layout.day_bits)
        if self._calendar is not None and self._calendar[0] == key:
            return self._calendar[1]
        days = np.arange(1 << layout.day_bits, dtype=np.int64) + layout.lowest_day
        months = months_of(days)
        rest = month_starts(int(months[0]), int(months[-1]) + 1)[months - months[0] + 1] - days
        column = np.clip(months - self._period.first + 1, 0, len(self._period) + 1)
        calendar: Line = (column << _REST_BITS) | rest
        self._calendar = (key, calendar)
        return calendar
