"""Repeated absence: the share of employees with at least n occasions in twelve months.

    share = persons with ≥ n spells that begin in the twelve months / persons employed on their last day

An occasion is a whole spell; two employments that are absent from the same day on count one occasion each only if
they begin on different days. The share is of persons and names none: it is what health reviews call repeated
short-term absence, of which guidelines speak from four or six occasions on.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.groups import Share, share_of_persons
from outcome_contracts.absence.joined_spells import joined
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.reported_period import require_covered
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.period import Period

_TWELVE_MONTHS = 12


def share_with_occasions(records: AbsenceRecords, period: Period, *, at_least: int) -> Share:
    """The share of those employed on the last day of twelve months with at least so many occasions in them.

    Raises UsageError (OC-D114) for a period of another length or fewer than one occasion, and DataRejected: OC-D053
    for months that the delivery does not cover, OC-D110 where a group of one to ten would show, OC-D115 for nobody.
    """
    for name, found, wanted in (("period", len(period), _TWELVE_MONTHS), ("at_least", at_least, max(at_least, 1))):
        if found != wanted:
            raise UsageError([Notice("OC-D114", facts=(("name", name), ("expected", str(wanted))))])
    require_covered(records, period)
    whole, employments = joined(records.spells), records.employments
    first, last = day_number(period.first_day), day_number(period.last_day)
    persons = int(employments.person[-1]) + 1 if len(employments) else 0
    inside = (whole.first_day >= first) & (whole.first_day <= last)
    begun = np.unique(np.column_stack((whole.person[inside], whole.first_day[inside])), axis=0)[:, 0]
    employed = np.zeros(persons, dtype=np.bool_)
    employed[employments.person[(employments.first_day <= last) & (employments.last_day >= last)]] = True
    repeated = employed & (np.bincount(begun, minlength=persons) >= at_least)
    return share_of_persons(f"≥ {at_least}", int(repeated.sum()), int(employed.sum()))
