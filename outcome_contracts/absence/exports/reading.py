"""Reading an export: a CSV file as a system writes it, in the library's words.

The signs of the file are the profile's, or found in the file and told; what its cells mean is decided in `meaning`, for
CSV files and workbooks alike.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from outcome_contracts.absence.csv_tables import read_csv
from outcome_contracts.absence.exports.meaning import understood
from outcome_contracts.absence.exports.profile import Profile
from outcome_contracts.absence.exports.sniffing import sniffed_decimal, sniffed_delimiter, sniffed_encoding
from outcome_contracts.absence.file_kinds import offered_as_csv
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.tables import DELIVERED_COLUMNS, RawTable, TableName
from outcome_contracts.notices import DataRejected, Findings

_FIRST_LINE = 65_536


def read_export(
    path: str | os.PathLike[str],
    profile: Profile,
    *,
    table: TableName,
    key: PseudonymKey | None = None,
    open_until: date | None = None,
) -> RawTable:
    """The table of an exported CSV file, for `read_records` or `read_delivery`.

    table: which of the two it is. key: what makes pseudonyms of all ids; without it a column of identity numbers is
    refused (OC-D190). open_until: the day at which spells that have not ended are cut (held, OC-D204); without it they
    are refused (OC-D205).
    Raises DataRejected with every finding; what is let through stands in the table's notices.
    """
    source, findings = Path(path), Findings()
    raw = _raw(source, profile, table, findings)
    if raw is None:
        raise DataRejected(findings)
    decimal = profile.decimal
    if decimal == "sniffed" and "extent" in raw.columns:
        decimal = sniffed_decimal(raw.columns["extent"].values, source.name, findings) or "."  # type: ignore[assignment]
    signed = profile.model_copy(update={"decimal": decimal})
    return understood(raw, signed, table=table, key=key, open_until=open_until, findings=findings)


def _raw(source: Path, profile: Profile, table: TableName, findings: Findings) -> RawTable | None:
    """The cells as they stand, under our names."""
    encoding: str | None = profile.encoding
    delimiter: str | None = profile.delimiter
    if "sniffed" in (encoding, delimiter):
        if not offered_as_csv(source, findings):
            return None
        content = source.read_bytes()
        if encoding == "sniffed":
            encoding = sniffed_encoding(content, source.name, findings)
        first = (
            content[:_FIRST_LINE]
            .split(b"\n", 1)[0]
            .decode(encoding or "cp1252", "replace")
            .strip()
            .removeprefix("\ufeff")
        )
        if delimiter == "sniffed":
            headings = {*profile.names, *profile.names.values()}
            delimiter = sniffed_delimiter(first, headings, source.name, findings)
    if encoding is None or delimiter is None:
        return None
    required, optional = DELIVERED_COLUMNS[table]
    return read_csv(
        source,
        required,
        optional,
        findings,
        delimiter=delimiter,
        encoding=encoding,
        names=profile.names,
        passed_over=profile.passed_over,
    )
