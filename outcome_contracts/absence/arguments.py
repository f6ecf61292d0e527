"""What a caller says of a delivery, judged before a table is opened: each is of its kind, or refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from outcome_contracts.absence.days import EARLIEST, LATEST, day_number
from outcome_contracts.period import Period

Judged = tuple[bool, str]

# What a table can never have between its values: it could not be told from what stands there.
_NO_DELIMITERS = frozenset("\"'\r\n\0.-+ ")


def how_delivered(
    covers: object,
    units: object,
    delimiter: object,
    encoding: object,
    reasons: object,
    open_until: object,
    tz: object,
    date_system: object,
) -> dict[str, Judged]:
    """What `read_records` and the check are told of the tables."""
    from outcome_contracts.absence.vintages.reasons import ReasonCodes

    return {
        "covers": _days_covered(covers),
        "units": _optional_names(units),
        "delimiter": _signs(delimiter),
        "encoding": one(encoding, str, "@a_text"),
        "reasons": optional(reasons, ReasonCodes, "@reason_codes"),
        "open_until": _optional_day(open_until),
        "tz": optional(tz, str, "@a_text"),
        "date_system": optional(date_system, str, "@a_text"),
    }


def months_by_unit(said: object) -> Judged:
    """Spans of months by unit."""
    fits = isinstance(said, Mapping) and all(
        isinstance(unit, str)
        and isinstance(spans, (tuple, list))
        and all(isinstance(months, Period) for months in spans)
        for unit, spans in said.items()
    )
    return fits, "@months_by_unit"


def one(value: object, kind: type, expected: str) -> Judged:
    """One of a kind."""
    return isinstance(value, kind), expected


def all_of(values: object, kind: type, expected: str) -> Judged:
    """A tuple or list of one kind."""
    return isinstance(values, (tuple, list)) and all(isinstance(each, kind) for each in values), expected


def optional(value: object, kind: type, expected: str) -> Judged:
    """One of a kind, or nothing said."""
    return value is None or isinstance(value, kind), expected


def _days_covered(covers: object) -> Judged:
    """Two days, in whichever order; which of them is first is judged as data."""
    fits = isinstance(covers, (tuple, list)) and len(covers) == 2 and all(map(_is_day, covers))
    return fits, "@two_days"


def _optional_day(day: object) -> Judged:
    """A day, or nothing said."""
    return day is None or _is_day(day), "@a_delivery_day"


def _signs(delimiter: object) -> Judged:
    """One character that stands between values."""
    fits = isinstance(delimiter, str) and len(delimiter) == 1
    return fits and not (delimiter in _NO_DELIMITERS or str(delimiter).isalnum()), "@a_delimiter"


def _optional_names(names: object) -> Judged:
    """Names of units, or nothing said; a text alone would be a unit for each of its letters."""
    fits = names is None or (isinstance(names, (tuple, list)) and all(isinstance(name, str) for name in names))
    return fits, "@names_of_units"


def _is_day(value: object) -> bool:
    """A day of the years that a delivery can have; a moment is none, since its day depends on the zone."""
    return type(value) is date and EARLIEST <= day_number(value) <= LATEST
