"""Absence of one person in several employments at once, as far as it is more than full time.

    above(day) = max(0, Σ extent of the absence × extent of the employment − 1)      over the employments of a person

Nobody is absent from more work than there is: such a sum says that an extent is wrong or that an employment has ended.
Only persons with several employments are looked at; each spell adds its weight on the day it begins and takes it away
on the day after it ends, and one sort of these moments gives the running sum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcome_contracts.absence.days import DAY_BITS, EARLIEST
from outcome_contracts.absence.records import Employments, Spells
from outcome_contracts.absence.stretches import first_stretches, lay_on_stretches
from outcome_contracts.panel import NET_DAY_STEPS


class AboveFullTime(NamedTuple):
    """persons: how many. net_days: the days above full time, in steps of 1/10^8 day."""

    persons: int
    net_days: int


def above_full_time(spells: Spells, employments: Employments) -> AboveFullTime:
    """By how much simultaneous absence exceeds full time. The spells lie inside their employments."""
    jobs = np.bincount(employments.person[first_stretches(employments.employment)])
    rows = np.flatnonzero(jobs[spells.person] > 1)
    if not len(rows):
        return AboveFullTime(0, 0)
    pieces = lay_on_stretches(spells.take(rows), employments, None)
    stretch = first_stretches(employments.person)[pieces.person]
    if pieces.stretch is not None:
        stretch = stretch + pieces.stretch
    weight = pieces.extent.astype(np.int64) * employments.extent[stretch]
    line = pieces.person.astype(np.int64) << DAY_BITS
    moments = np.concatenate((line + (pieces.first_day - EARLIEST), line + (pieces.last_day + 1 - EARLIEST)))
    order = np.argsort(moments, kind="stable")
    moments, weights = moments[order], np.concatenate((weight, -weight))[order]
    # Every person's weights add up to nothing, so that the sum runs from person to person without a border.
    above = np.maximum(np.cumsum(weights)[:-1] - NET_DAY_STEPS, 0) * np.diff(moments)
    persons = np.unique(moments[:-1][above > 0] >> DAY_BITS)
    return AboveFullTime(len(persons), int(above.sum()))
