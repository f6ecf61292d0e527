"""The HR zone: the only package that ever sees a person row.

In: absence spells and employments, as CSV files or data frames, and the measure rules of a contract. Out:
`AbsenceRecords`, which hold dense codes in place of persons, and from them a `Panel`, unit × month
aggregates. Sick periods are built from all spells of a person before anything is cut to months; all sums are
exact. Never: an id or a cell of the files in a message, a record or a panel; a row merged, cut or filled in
silently.
"""

from outcome_contracts.absence.measure import measure, measure_batch
from outcome_contracts.absence.readers import read_records
from outcome_contracts.absence.records import AbsenceRecords, Employments, Spells
from outcome_contracts.absence.schedules import Schedule

__all__ = [
    "AbsenceRecords",
    "Employments",
    "Schedule",
    "Spells",
    "measure",
    "measure_batch",
    "read_records",
]
