"""The months that a published statistic is about: all of them delivered, or none of it given."""

from __future__ import annotations

from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.notices import DataRejected, Notice
from outcome_contracts.period import Period, month_text


def require_covered(records: AbsenceRecords, *periods: Period) -> None:
    """Raise DataRejected (OC-D053) naming the months that the delivery does not cover in full."""
    first, last = records.covers
    months = sorted({month for period in periods for month in period.months})
    spans = ((month, Period(month, month)) for month in months)
    outside = [month_text(month) for month, span in spans if span.first_day < first or span.last_day > last]
    if outside:
        raise DataRejected([Notice("OC-D053", facts=(("months", ", ".join(outside)), ("count", len(outside))))])
