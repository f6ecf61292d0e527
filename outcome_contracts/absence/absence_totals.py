"""Absence of every length: spells, gross days, net days and the long-term part, as statistics publish them.

    spells       whole spells that begin in the period
    gross days   calendar days with any absence; a part day is a day
    net days     calendar days × extent of the absence
    after        net days of each spell beyond its n-th day (n = 14: what the sick-pay period leaves)
    in spells    net days of spells that last at least n days in all (n = 60, "more than 59": the mandatory report)

The length of a spell is that of the whole spell, also where it began before the period. The two long-term readings
are different figures: a spell of 100 days has 86 days after day 14 and all its 100 in spells of at least 60.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.groups import require_shown
from outcome_contracts.absence.joined_spells import days_inside, joined, spell_of
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.reported_period import require_covered
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.panel import EXTENT_STEPS
from outcome_contracts.period import Period

SICK_PAY_DAYS = 14
LONG_SPELL_DAYS = 60


@dataclass(frozen=True, slots=True)
class AbsenceTotals:
    """Totals of a period over all employments; net days exact.

    after, in_spells: the two long-term readings, with the number of days that each was asked for.
    """

    period: Period
    spells: int
    gross_days: int
    net_days: Fraction
    after: tuple[int, Fraction]
    in_spells: tuple[int, Fraction]


def absence_totals(records: AbsenceRecords, period: Period, *, after: int, in_spells_of: int) -> AbsenceTotals:
    """Spells, gross days, net days and long-term days of a period.

    after, in_spells_of: days of the two long-term readings, at least 1; `SICK_PAY_DAYS` and `LONG_SPELL_DAYS` as
    published.
    Raises UsageError (OC-D114) for fewer than one day, and DataRejected: OC-D053 for months not covered, OC-D110
    where one to ten persons have any or long absence.
    """
    for name, asked in (("after", after), ("in_spells_of", in_spells_of)):
        if asked < 1:
            raise UsageError([Notice("OC-D114", facts=(("name", name), ("expected", "≥ 1")))])
    require_covered(records, period)
    spells = records.spells.take(np.flatnonzero(records.spells.extent > 0))
    whole = joined(spells)
    mine = spell_of(whole, spells.employment, spells.first_day)
    days = days_inside(spells.first_day, spells.last_day, period)
    extent = spells.extent.astype(np.int64)
    late = np.maximum(spells.first_day, whole.first_day[mine] + after).astype(np.int32)
    beyond = days_inside(late, spells.last_day, period)
    long = whole.length[mine] >= in_spells_of
    groups = {"> 0": days > 0, f"> {after}": beyond > 0, f"≥ {in_spells_of}": long & (days > 0)}
    require_shown({name: len(np.unique(spells.person[rows])) for name, rows in groups.items()})
    first, last = day_number(period.first_day), day_number(period.last_day)
    return AbsenceTotals(
        period,
        spells=int(((whole.first_day >= first) & (whole.first_day <= last)).sum()),
        gross_days=int(days.sum()),
        net_days=Fraction(int((days * extent).sum()), EXTENT_STEPS),
        after=(after, Fraction(int((beyond * extent).sum()), EXTENT_STEPS)),
        in_spells=(in_spells_of, Fraction(int((days * extent)[long].sum()), EXTENT_STEPS)),
    )
