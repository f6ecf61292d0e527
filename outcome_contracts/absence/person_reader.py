"""Reading what the mandatory report divides persons by: a table with one row per person.

    persons: person, sex, birth_year            woman or man; a year

It is told apart by pseudonym like the other tables, and by the same one: every employed person has one row. Sex and
year of birth are used to divide and are kept under codes only.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.absence.checks import duplicates
from outcome_contracts.absence.columns import read_ids, read_names
from outcome_contracts.absence.delivered import Layout, delivered_table
from outcome_contracts.absence.linking import codes_of_both
from outcome_contracts.absence.mandatory_report import Persons
from outcome_contracts.absence.tables import DELIVERED_COLUMNS
from outcome_contracts.absence.whole_numbers import whole_numbers
from outcome_contracts.notices import DataRejected, Findings

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered

_COLUMNS = ("person", "sex", "birth_year")
_SEXES = ("woman", "man")
_OLDEST = 1900


def read_persons(
    persons: Delivered,
    employments: Delivered,
    *,
    covers: tuple[date, date],
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Persons:
    """What persons are divided by, in the order of the records that `read_records` makes of the same employments.

    persons, employments: CSV files, frames or tables; delimiter, encoding: of CSV files. covers: as there; nobody is
    born after it.
    Raises DataRejected with every finding: of ids and columns as in `read_records`, another sex or no year of birth
    (OC-D257), a person twice (OC-D258), an employed person without a row (OC-D259). Persons who are not employed are
    counted and passed over (OC-D243).
    """
    findings = Findings()
    layout = Layout(delimiter, encoding)
    table = delivered_table(persons, "persons", _COLUMNS, (), layout, findings)
    employed = delivered_table(employments, "employments", *DELIVERED_COLUMNS["employments"], layout, findings)
    findings.refuse(DataRejected)
    if table is None or employed is None:  # what has no usable form has had an error
        raise DataRejected(findings)
    jobs, _ = read_ids(employed.columns["person"], "person", employed.rows, findings)
    rows = table.rows
    ids, _ = read_ids(table.columns["person"], "person", rows, findings)
    sex, told = read_names(table.columns["sex"], "sex", rows, findings)
    rows.report(findings, "OC-D257", told & ~np.isin(sex, _SEXES), column="sex", expected="@woman_or_man")
    year, whole = whole_numbers(table.columns["birth_year"])
    missing = table.columns["birth_year"].missing
    rows.report(findings, "OC-D055", missing, column="birth_year")
    unborn = ~missing & ~(whole & (year >= _OLDEST) & (year <= covers[1].year))
    rows.report(findings, "OC-D257", unborn, column="birth_year", expected="@a_birth_year")
    findings.refuse(DataRejected)
    person, job = codes_of_both(ids, jobs)
    rows.report(findings, "OC-D258", duplicates(person))
    row_of = np.full(int(max(person.max(initial=-1), job.max(initial=-1))) + 1, -1, dtype=np.int64)
    row_of[person] = np.arange(len(person))
    rows.report(findings, "OC-D243", ~np.isin(person, job))
    asked = row_of[np.unique(job)]
    if (asked < 0).any():
        findings.add("OC-D259", rows.file, count=int((asked < 0).sum()))
    findings.refuse(DataRejected)
    return Persons(sex[asked] == _SEXES[0], year[asked].astype(np.int32))
