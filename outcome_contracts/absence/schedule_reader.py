"""Reading a schedule: a third table of a delivery, one row per employment and day.

    schedule: employment, day, minutes [, missed]

Minutes are whole numbers, scheduled and, where the table has the column, missed to the absence that is measured and
to no other. A day off is a row of 0
minutes or no row. Findings name the file and the row and never what stands there; they come in the same pass as those
of the other two tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from outcome_contracts.absence.checks import Rows, duplicates
from outcome_contracts.absence.columns import read_days, read_ids
from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.days import Flags, Integers
from outcome_contracts.absence.linking import EmploymentCells, Ids, codes_of_both
from outcome_contracts.absence.pseudonyms import PseudonymKey, report_unfit
from outcome_contracts.absence.schedules import MINUTES_A_DAY, Schedule
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.absence.whole_numbers import whole_numbers
from outcome_contracts.notices import DataRejected, Findings

COLUMNS = ("employment", "day", "minutes")
OPTIONAL = ("missed",)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScheduleCells:
    """The cells of a schedule; good: rows whose cells are all usable. Shape (k,) each."""

    rows: Rows
    employment: Ids
    day: Integers
    minutes: Integers
    missed: Integers | None
    good: Flags


def schedule_cells(table: RawTable, findings: Findings) -> ScheduleCells | None:
    """The cells of a table, or None where a column is missing.

    Findings: those of ids and days, no whole number of minutes (OC-D109), more missed than scheduled (OC-D117).
    """
    if not table.columns.keys() >= set(COLUMNS):
        return None
    rows, good = table.rows, np.ones(len(table.rows.numbers), dtype=np.bool_)
    employment, usable = read_ids(table.columns["employment"], "employment", rows, findings)
    day, valid = read_days(table.columns["day"], "day", rows, findings)
    good &= usable & valid
    minutes, whole = _minutes(table.columns["minutes"], "minutes", rows, findings)
    good &= whole
    missed = None
    if "missed" in table.columns:
        missed, whole = _minutes(table.columns["missed"], "missed", rows, findings)
        good &= whole
        over = good & (missed > minutes)
        rows.report(findings, "OC-D117", over)
        good &= ~over
    return ScheduleCells(rows, employment, day, minutes, missed, good)


def read_keyed_schedule(path: Path, key: PseudonymKey, *, delimiter: str, encoding: str) -> RawTable:
    """The schedule of a CSV file under the pseudonyms that the employments have, for `read_records`.

    Raises DataRejected with every finding of the file's form and of its ids.
    """
    findings = Findings()
    raw = read_csv(path, COLUMNS, OPTIONAL, findings, delimiter=delimiter, encoding=encoding)
    if raw is None or "employment" not in raw.columns:
        raise DataRejected(findings)
    ids = raw.columns["employment"]
    report_unfit(ids, "employment", raw.rows, findings)
    hidden = key.pseudonyms(np.where(ids.missing, "", ids.values.astype(np.str_)), "employment")
    columns = {**raw.columns, "employment": RawColumn(hidden, ids.missing)}
    return RawTable(raw.rows, columns, findings.refuse(DataRejected))


def linked_schedule(cells: ScheduleCells, employments: EmploymentCells, findings: Findings) -> Schedule | None:
    """The schedule in the codes of the records; only to be used if no finding is an error.

    Findings: a day of an employment twice (OC-D116), employments that were not delivered (OC-D043).
    """
    job, asked = codes_of_both(employments.employment, cells.employment)
    known = np.isin(asked, job)
    cells.rows.report(findings, "OC-D043", cells.good & ~known)
    kept = np.flatnonzero(cells.good & known)
    again = duplicates(asked[kept], cells.day[kept])
    cells.rows.take(kept).report(findings, "OC-D116", again)
    if again.any() or not employments.good.all():
        return None
    # Employments are numbered in the order of their persons, as `link` numbers them.
    person = codes_of_both(employments.person, employments.person)[0]
    order = np.lexsort((job, person))
    code = np.zeros(int(max(job.max(initial=0), asked.max(initial=0))) + 1, dtype=np.int32)
    code[job[order]] = np.cumsum(np.diff(job[order], prepend=-1) != 0) - 1
    kept = kept[np.lexsort((cells.day[kept], code[asked[kept]]))]
    missed = None if cells.missed is None else cells.missed[kept]
    return Schedule(code[asked[kept]], cells.day[kept], cells.minutes[kept], missed)


def _minutes(raw: RawColumn, column: str, rows: Rows, findings: Findings) -> tuple[Integers, Flags]:
    """Whole minutes from 0 to 1440 and which rows have some. Findings: missing (OC-D055), anything else (OC-D109)."""
    minutes, whole = whole_numbers(raw)
    good: Flags = whole & (minutes <= MINUTES_A_DAY)
    rows.report(findings, "OC-D055", raw.missing, column=column)
    rows.report(findings, "OC-D109", ~good & ~raw.missing, column=column)
    return np.where(good, minutes, 0).astype(np.int32), good
