"""Reading a delivery that is to be kept: the two tables of `read_records`, remembered under their pseudonyms.

    spells:      person, employment, first_day, last_day, extent [, reason]
    employments: person, employment, unit, first_day, last_day, extent [, pay_form]

All that `read_records` refuses is refused here. The column `reason` needs a map of codes, and a map needs the
column: neither is passed over.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.absence.declared_days import DateSystem, DeclaredDays
from outcome_contracts.absence.linking import link
from outcome_contracts.absence.readers import read_cells
from outcome_contracts.absence.vintages.held import Delivery, HeldEmployments, HeldSpells
from outcome_contracts.absence.vintages.reasons import ReasonCodes
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered


def read_delivery(
    spells: Delivered,
    employments: Delivered,
    *,
    covers: tuple[date, date],
    known: date,
    reasons: ReasonCodes | None = None,
    overlap: Overlap = "reject",
    delimiter: str = ",",
    encoding: str = "utf-8",
    open_until: date | None = None,
    tz: str | None = None,
    date_system: DateSystem | None = None,
) -> Delivery:
    """One delivery from two CSV files or two data frames.

    covers: first and last day for which it is complete. known: the day on which it became known. reasons: what the
    codes of the column `reason` mean, exactly where that column is delivered. The rest is as in `read_records`.
    Raises DataRejected with every finding of both tables and between them: those of `read_records`, an unknown code
    (OC-D136), a column without a map or a map without its column (OC-D138).
    """
    findings = Findings()
    absent, employed, codes = read_cells(
        spells,
        employments,
        findings,
        delimiter=delimiter,
        encoding=encoding,
        open_until=open_until,
        days=DeclaredDays(tz, date_system),
    )
    if (codes is None) != (reasons is None):
        findings.add("OC-D138", absent.rows.file)
    meant = np.zeros(len(absent.good), dtype="<U1")
    if codes is not None and reasons is not None:
        meant = reasons.read(codes, absent, findings)
    counting = absent
    if reasons is not None:
        counting = replace(absent, good=absent.good & np.isin(meant, sorted(reasons.counted)))
    link(counting, employed, None, findings, overlap)
    notices = findings.refuse(DataRejected)
    return Delivery(
        HeldSpells(
            absent.person.astype(np.str_),
            absent.employment.astype(np.str_),
            meant,
            absent.first_day,
            absent.last_day,
            absent.extent,
        ),
        HeldEmployments(
            employed.person.astype(np.str_),
            employed.employment.astype(np.str_),
            employed.unit.astype(np.str_),
            employed.first_day,
            employed.last_day,
            employed.extent,
            employed.monthly,
        ),
        covers,
        known,
        None if reasons is None else reasons.counted,
        notices,
    )
