"""CSV files as raw text columns.

Bytes are decoded strictly in the declared encoding; a byte that does not belong is reported with its row
rather than shown as a wrong letter. Rows are cut by the standard library's reader and turned into columns a
batch at a time. A row with more or fewer fields than the header cannot be trusted in any field, and is
refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import numpy as np

from outcome_contracts.absence.checks import HEADER_ROW, Rows
from outcome_contracts.absence.file_kinds import offered_as_csv
from outcome_contracts.absence.tables import (
    RawColumn,
    RawTable,
    report_columns,
    report_row_count,
    text_column,
)
from outcome_contracts.absence.unwanted_columns import filled, report_dropped, unwanted
from outcome_contracts.notices import Findings
from outcome_contracts.plain_files import Unreadable, read_text

_BATCH = 65_536
_LINE = re.compile(r"[^\r\n]*[\r\n]|[^\r\n]+")


def read_csv(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str],
    findings: Findings,
    *,
    delimiter: str,
    encoding: str,
    names: Mapping[str, str] = MappingProxyType({}),
    passed_over: Collection[str] = (),
) -> RawTable | None:
    """The table of a CSV file, or None where not even its header can be used; findings say why.

    names: our column for a heading of the file; others have our name already. passed_over: headings of no use. Columns
    that nobody needs, such as free text, are dropped and counted (OC-D188, OC-D189).
    """
    text = _decoded(path, encoding, findings)
    if text is None:
        return None
    # Line by line: a file object of text takes four bytes for each character.
    lines = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter, strict=True)
    try:
        header = next(lines, [])
    except csv.Error:
        findings.add("OC-D008", f"{path.name}:{HEADER_ROW}")
        return None
    if not header:
        findings.add("OC-D002", f"{path.name}:{HEADER_ROW}")
        return None
    header = [names.get(name, name) for name in header]
    known = (*required, *optional)
    used = [name for name in header if name in known or not (name in passed_over or unwanted(name))]
    if not report_columns(findings, path.name, used, required, optional):
        return None
    return _columns(path.name, header, lines, known, findings)


def _columns(file: str, header: Sequence[str], lines: object, known: Sequence[str], findings: Findings) -> RawTable:
    """Cut the remaining rows into columns, batch by batch."""
    wanted = [(header.index(name), name) for name in known if name in header]
    dropped = {position: 0 for position, name in enumerate(header) if name not in known and unwanted(name)}
    parts: dict[str, list[RawColumn]] = {name: [] for _, name in wanted}
    numbers, count, ragged = [], 0, []
    while True:
        batch, broken = _batch(lines)
        sizes = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
        number = np.arange(len(batch), dtype=np.int64) + count + HEADER_ROW + 1
        whole = sizes == len(header)
        if not whole.all():
            ragged.append(number[~whole])
            batch = [row for row, right in zip(batch, whole, strict=True) if right]
        numbers.append(number[whole])
        cells = list(zip(*batch, strict=True)) or [()] * len(header)
        for position, name in wanted:
            parts[name].append(text_column(name, cells[position]))
        for position in dropped:
            dropped[position] += filled(cells[position])
        count += len(whole)
        if broken:
            findings.add("OC-D008", f"{file}:{count + HEADER_ROW + 1}")
        if broken or not len(whole):
            break
    for position, count_filled in dropped.items():
        report_dropped(findings, file, header[position], count_filled)
    if ragged:
        found = np.concatenate(ragged)
        findings.add("OC-D005", f"{file}:{found[0]}", count=len(found), fields=len(header))
    rows = Rows(file, np.concatenate(numbers))
    report_row_count(findings, rows, count)
    return RawTable(rows, {name: RawColumn.joined(items) for name, items in parts.items()})


def _batch(lines: object) -> tuple[list[list[str]], bool]:
    """Some rows, and whether the reader broke off at a row that is no CSV."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(lines, _BATCH))  # type: ignore[call-overload]
    except csv.Error:
        return rows, True
    return rows, False


def _decoded(path: Path, encoding: str, findings: Findings) -> str | None:
    """The file's text without a byte order mark; None where it cannot be read or decoded."""
    if not offered_as_csv(path, findings):
        return None
    try:
        return read_text(path, encoding=encoding)
    except LookupError:
        findings.add("OC-D065", path.name)
    except Unreadable as error:
        if error.reason == "encoding":
            findings.add("OC-D001", error.where, encoding=encoding, byte=int(error.detail))
        else:
            findings.add("OC-D064", path.name)
    return None
