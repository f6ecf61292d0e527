"""Data frames (pandas, Polars, Arrow) as raw columns, through one narrow door.

Typed columns keep their type: days stay days, integers stay integers, text becomes text. Moments with a time zone are
written out, and refused later unless somebody declared whose days they are. What has no safe reading is refused:
integers beyond ±(2^53 − 1), mixed objects. Narwhals, which knows the frames, is imported only here and only when a
frame comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.tables import (
    RawColumn,
    RawTable,
    report_columns,
    report_row_count,
    text_column,
)
from outcome_contracts.absence.unwanted_columns import report_dropped, unwanted
from outcome_contracts.notices import Findings

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from narwhals.stable.v2.typing import IntoDataFrame, IntoSeries

_LARGEST_INTEGER = 2**53 - 1


def read_frame(
    frame: IntoDataFrame, table: str, required: Sequence[str], optional: Sequence[str], findings: Findings
) -> RawTable | None:
    """The table of a data frame, or None where its columns cannot be told apart; findings say why."""
    import narwhals.stable.v2 as nw

    try:
        data, names = nw.from_native(frame, eager_only=True), []
        names = [str(name) for name in data.columns]
    except (TypeError, ValueError, nw.exceptions.NarwhalsError):
        data = None
    if data is None:
        findings.add("OC-D066", table)
        return None
    known = (*required, *optional)
    for name in names:
        if name not in known and unwanted(name):
            report_dropped(findings, table, name, int((~data[name].is_null()).sum()))
    used = [name for name in names if name in known or not unwanted(name)]
    if not report_columns(findings, table, used, required, optional):
        return None
    rows = Rows.of_frame(table, len(data))
    report_row_count(findings, rows, len(data))
    return RawTable(rows, frame_columns(data.select(name for name in known if name in names), rows, findings))


def frame_columns(frame: IntoDataFrame, rows: Rows, findings: Findings) -> dict[str, RawColumn]:
    """The columns of a frame that can be used at all, each by its type."""
    import narwhals.stable.v2 as nw

    data, columns = nw.from_native(frame, eager_only=True), {}
    for name in data.columns:
        column = _column(data[name], name, rows, findings)
        if column is not None:
            columns[name] = column
    return columns


def _column(series: nw.Series[IntoSeries], name: str, rows: Rows, findings: Findings) -> RawColumn | None:
    """One column by its type; None where it cannot be used."""
    import narwhals.stable.v2 as nw

    kind, missing = series.dtype, series.is_null().to_numpy().astype(np.bool_)
    if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
        return _moments(series, missing)
    if kind == nw.Date or isinstance(kind, nw.Datetime):
        return RawColumn(series.to_numpy().astype("datetime64[us]"), missing)
    if kind.is_integer():
        values = series.to_numpy() if not missing.any() else series.fill_null(0).to_numpy()
        rows.report(findings, "OC-D056", (values > _LARGEST_INTEGER) | (values < -_LARGEST_INTEGER), column=name)
        return RawColumn(values, missing)
    if kind.is_float():
        values = series.to_numpy().astype(np.float32 if kind == nw.Float32 else np.float64)
        return RawColumn(values, missing | np.isnan(values))
    if kind.is_decimal() or isinstance(kind, (nw.Categorical, nw.Enum)) or kind == nw.String:
        return text_column(name, [str(value) if value is not None else "" for value in series.to_list()])
    return _of_objects(series.to_list(), missing, name, rows, findings)


def _moments(series: nw.Series[IntoSeries], missing: np.ndarray) -> RawColumn:
    """Moments with a time zone, written out in universal time: which day they are is for a declaration to say."""
    instants = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy().astype("datetime64[us]")
    distinct, which = np.unique(instants, return_inverse=True)
    return RawColumn(np.datetime_as_string(distinct, timezone="UTC")[which], missing)


def _of_objects(
    values: Sequence[object], missing: np.ndarray, name: str, rows: Rows, findings: Findings
) -> RawColumn | None:
    """A column of Python objects, as pandas keeps dates and mixtures, written out as text."""
    text = ["" if none else _text(value) for value, none in zip(values, missing, strict=True)]
    large = [type(value) is int and abs(value) > _LARGEST_INTEGER for value in values]
    rows.report(findings, "OC-D056", np.array(large, dtype=np.bool_), column=name)
    rows.report(findings, "OC-D007", np.array([item is None for item in text], dtype=np.bool_), column=name)
    return text_column(name, [item or "" for item in text]) if None not in text else None


def _text(value: object) -> str | None:
    """A cell as it would stand in a CSV file; None for a type that has no place there."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        midnight = value.tzinfo is None and value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float, np.integer, np.floating, Decimal)) and not isinstance(value, bool):
        return str(value)
    return None
