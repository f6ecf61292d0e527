"""One delivered table as raw columns: of a CSV file, a data frame, or what the reader of another format made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.declared_days import DeclaredDays
from outcome_contracts.absence.frames import read_frame
from outcome_contracts.absence.tables import RawTable, report_columns
from outcome_contracts.notices import Findings

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrame

    Delivered = str | os.PathLike[str] | RawTable | IntoDataFrame

NOTHING_DECLARED = DeclaredDays()


class Layout(NamedTuple):
    """How tables are written: the signs of CSV files, and what days of all tables are."""

    delimiter: str
    encoding: str
    days: DeclaredDays = NOTHING_DECLARED


def delivered_table(
    source: Delivered,
    name: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    layout: Layout,
    findings: Findings,
) -> RawTable | None:
    """The table, its days as they are declared; None where not even its header can be used. Findings say why.

    name: what a table without a file is called in findings. A column of no usable form is left out of the table.
    """
    table = _as_delivered(source, name, required, optional, layout, findings)
    return None if table is None else layout.days.read(table)


def _as_delivered(
    source: Delivered,
    name: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    layout: Layout,
    findings: Findings,
) -> RawTable | None:
    if isinstance(source, RawTable):
        findings.extend(source.notices)
        if not report_columns(findings, source.rows.file, tuple(source.columns), required, optional):
            return None
        columns = {column: source.columns[column] for column in (*required, *optional) if column in source.columns}
        if not len(source.rows.numbers):
            findings.add("OC-D002", source.rows.file)
        return RawTable(source.rows, columns)
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        return read_csv(path, required, optional, findings, delimiter=layout.delimiter, encoding=layout.encoding)
    return read_frame(source, name, required, optional, findings)
