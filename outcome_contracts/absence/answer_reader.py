"""Reading the answers to the questionnaire of HME: a table with one row per respondent, and nobody's name.

    answers: unit, motivation_1 … motivation_3, leadership_1 … leadership_3, governance_1 … governance_3

An answer is a whole number from 1 to 5, or nothing. Respondents have no id: who answered what is nobody's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.columns import read_names
from outcome_contracts.absence.delivered import Layout, delivered_table
from outcome_contracts.absence.hme import HIGHEST, ITEMS_PER_SUB_INDEX, LOWEST, MISSING, SUB_INDICES
from outcome_contracts.absence.whole_numbers import whole_numbers
from outcome_contracts.notices import DataRejected, Findings

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered

_ITEMS = tuple(f"{name}_{number}" for name in SUB_INDICES for number in range(1, ITEMS_PER_SUB_INDEX + 1))


def read_answers(
    answers: Delivered, *, delimiter: str = ",", encoding: str = "utf-8"
) -> Mapping[str, NDArray[np.integer]]:
    """The answers of each unit, in the order of their names: integers 1 to 5, 0 for a missing one, shape (n, 9).

    answers: a CSV file, a frame or a table; delimiter, encoding: of a CSV file. `engagement` takes each of them, and
    refuses those of ten respondents or fewer; put the units together before, where all are asked for.
    Raises DataRejected with every finding: of columns and units as in `read_records`, other answers (OC-D257).
    """
    findings = Findings()
    table = delivered_table(answers, "answers", ("unit", *_ITEMS), (), Layout(delimiter, encoding), findings)
    if table is None or len(table.columns) <= len(_ITEMS):
        raise DataRejected(findings)
    units, _ = read_names(table.columns["unit"], "unit", table.rows, findings)
    given = np.full((len(units), len(_ITEMS)), MISSING, dtype=np.int8)
    for place, name in enumerate(_ITEMS):
        column = table.columns[name]
        numbers, whole = whole_numbers(column)
        good = whole & (numbers >= LOWEST) & (numbers <= HIGHEST)
        table.rows.report(findings, "OC-D257", ~good & ~column.missing, column=name, expected="@an_answer")
        given[good, place] = numbers[good]
    findings.refuse(DataRejected)
    return MappingProxyType({str(unit): given[units == unit] for unit in np.unique(units)})
