"""Net days by the schedule: what each short-term day weighs where work was, or was not, scheduled on it.

    scheduled   extent of the absence on a day with work, 0 on a day off
    hours       minutes missed / minutes scheduled
    calendar    not here, but for the days that the employer pays
    waiting day the first short-term day of a period with work; it weighs 0 where the parties do not count it

× extent of the employment where net days are of full time. A share by hours is no decimal: it is rounded half up to
the step of the panel, once per day of an employment, so that any split of a spell gives the same sum.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.absence.days import Integers
from outcome_contracts.absence.schedules import WorkingDays
from outcome_contracts.absence.sick_periods import ShortTermDays
from outcome_contracts.absence.timeline import Block, Line
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.panel import EXTENT_STEPS


def scheduled_net_days(
    block: Block,
    short_term: ShortTermDays,
    working: WorkingDays,
    rules: MeasureRules,
    *,
    employment: Integers,
    employment_extent: Integers,
) -> tuple[Line, Line, Line]:
    """The short-term days of a block with work: piece, day and net days, shape (d,) each.

    Days count from the lowest of the layout; net days are in steps of the panel.
    employment: of each piece. employment_extent: of its stretch, in ten-thousandths.
    """
    count = short_term.count
    piece = np.repeat(np.arange(len(count)), count)
    offset = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    day = block.day[piece] + offset
    row, work = working.rows_of(employment[piece], day + block.layout.lowest_day)
    piece, offset, day, row = piece[work], offset[work], day[work], row[work]
    if rules.waiting_day == "not_counted":
        period, position = short_term.period[piece], block.begin[piece] + offset
        first = np.full(int(short_term.opens.sum()), np.iinfo(np.int64).max)
        np.minimum.at(first, period, position)
        paid = position > first[period]
        piece, day, row = piece[paid], day[paid], row[paid]
    of_employment = rules.extent_basis == "of_employment"
    weight = np.int64(EXTENT_STEPS) if of_employment else employment_extent[piece].astype(np.int64)
    if rules.day_basis == "hours":
        minutes = working.minutes[row]
        return piece, day, (2 * EXTENT_STEPS * weight * working.missed[row] + minutes) // (2 * minutes)
    return piece, day, block.extent[piece] * weight
