"""Absence as it was known on a day, from the deliveries that a data file names in the order in which they became known.

A statement of a year ago comes out again from the deliveries of then; those that became known later are not opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.absence_tables import delivered_tables
from outcome_contracts.cli.data_file import KnownAbsence
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError

if TYPE_CHECKING:
    from outcome_contracts.absence import AbsenceRecords


def last_known(vintages: Sequence[KnownAbsence], day: date | None) -> KnownAbsence | None:
    """The last delivery that had become known at the end of a day, or of all days; None where none had."""
    known = [one for one in vintages if day is None or one.known <= day]
    return max(known, key=lambda one: one.known, default=None)


def records_as_known(
    vintages: Sequence[KnownAbsence], folder: Path, *, overlap: Overlap, day: date | None
) -> AbsenceRecords:
    """What was known at the end of a day, which is then told (OC-D281); None for all that is known.

    Raises DataRejected with everything that is wrong with any delivery that was known by then: one out of order
    (OC-D132), a schedule, which is not kept (OC-D256); or where nothing was known yet (OC-D134), or days lie between
    deliveries (OC-D135).
    """
    from outcome_contracts.absence.vintages import Vintages, append, as_known, read_delivery

    findings, history = Findings(), Vintages()
    notices: tuple[Notice, ...] = ()
    latest = day or max(one.known for one in vintages)
    for place, one in enumerate(vintages):
        if one.known > latest:
            continue
        if one.schedule is not None:
            findings.add("OC-D256", "data.toml", field=f"vintages.{place}", fields="schedule")
            continue
        try:
            tables = delivered_tables(one, folder)
            delivery = read_delivery(
                tables["spells"],
                tables["employments"],
                covers=(one.first_day, one.last_day),
                known=one.known,
                reasons=tables["reasons"],
                overlap=overlap,
                delimiter=tables["delimiter"],
                encoding=tables["encoding"],
                open_until=tables["open_until"],
                tz=tables["tz"],
                date_system=tables["date_system"],
            )
            appended = append(history, delivery)
        except OutcomeContractsError as refusal:
            findings.extend(refusal.notices)
            continue
        history, notices = appended.vintages, (*notices, *appended.notices)
    findings.refuse(DataRejected)
    records = as_known(history, latest).records(overlap=overlap)
    if day is not None:
        read = sum(one.known <= latest for one in vintages)
        facts = (("all", len(vintages)), ("count", read), ("day", day.isoformat()))
        notices = (Notice("OC-D281", facts=facts), *notices)
    return replace(records, notices=(*records.notices, *notices))
