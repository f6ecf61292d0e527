"""Reading a PAXml file: raw tables of spells and employments under pseudonyms, and the scheduled minutes.

    spells        the time transactions that are no attendance, with their code as `reason`
    employments   one stretch per person of the part `personal`, at the unit that one dimension gives

A row names an employment (`anstid`), a person (`persnr`) or both; where it names one, the part `personal` gives the
other, and without it a person is told apart by the employment's number alone, which is said. Identity numbers come in
only under a key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.columns import read_days
from outcome_contracts.absence.days import DAY_BITS, EARLIEST, LATEST, Flags, day_number
from outcome_contracts.absence.paxml.collecting import Collected, codes
from outcome_contracts.absence.paxml.markup import rows
from outcome_contracts.absence.paxml.persons import Identities, identified
from outcome_contracts.absence.paxml.times import (
    NOT_GIVEN,
    Scheduled,
    by_distinct,
    days_of,
    extents_of,
    in_part_minutes,
    key_of,
    minute_of,
    minutes_of,
    steps_of_percent,
)
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.tables import RawColumn, RawTable
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import EXTENT_STEPS

_VERSION = "2.0"
_PARTS = frozenset({"tidtransaktioner", "personal", "schematransaktioner"})
_DIMENSIONS = range(1, 100)
_PAY_FORMS = {"MÅN": "monthly", "TIM": "hourly"}
_Columns = dict[str, RawColumn]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Paxml:
    """What one file holds of absence.

    spells: a table for `read_records` or `read_delivery`, its column `reason` the time codes. employments: likewise;
    None where the file has no part `personal`, and they come from elsewhere. schedule: minutes of scheduled work by
    employment and day; None where the file has none.
    """

    spells: RawTable
    employments: RawTable | None
    schedule: RawTable | None

    def __repr__(self) -> str:
        return f"Paxml({self.spells!r}, {self.employments!r}, {self.schedule!r})"


def read_paxml(path: str | os.PathLike[str], *, unit_dimension: int, key: PseudonymKey | None = None) -> Paxml:
    """The absence of a PAXml 2.0 file.

    unit_dimension: which of the file's dimensions, 1 to 99, says at which unit a person is employed. key: what makes
    pseudonyms of the file's ids, all of them; without it a file with identity numbers is refused (OC-D190).
    Raises DataRejected with every finding of the file, and UsageError (OC-D200) for a dimension that is none. What is
    let through, dropped columns included, stands in the tables' notices.
    """
    if unit_dimension not in _DIMENSIONS:
        raise UsageError([Notice("OC-D200")])
    source, findings, collected = Path(path), Findings(), Collected(unit_dimension)
    for row in rows(source, _PARTS, findings, version=_VERSION):
        collected.add(row)
    findings.refuse(DataRejected)
    collected.report(source.name, findings)
    times, time_cells = collected.times.table(source.name)
    persons, person_cells = collected.persons.table(source.name)
    schedule, day_cells = collected.days.table(source.name)
    identities = identified(((times, time_cells), (persons, person_cells), (schedule, day_cells)), key, findings)
    employment = np.unique(np.concatenate([one.employment for one in identities]), return_inverse=True)[1]
    codes_of = np.split(employment.astype(np.int64), np.cumsum([len(one.employment) for one in identities])[:-1])
    scheduled, place = _scheduled(schedule, day_cells, codes_of[2], identities[2].good, findings)
    spells = _spells(times, time_cells, identities[0], codes_of[0], scheduled, findings)
    employments = _employments(persons, person_cells, identities[1], findings) if len(persons.numbers) else None
    notices = findings.refuse(DataRejected)
    return Paxml(
        RawTable(*spells, notices),
        None if employments is None else RawTable(*employments),
        _schedule_table(schedule, scheduled, identities[2], place) if len(place) else None,
    )


def _schedule_table(table: Rows, scheduled: Scheduled, who: Identities, place: NDArray[np.int64]) -> RawTable:
    """The scheduled minutes as the cells of a table of schedules; place: the row of each day."""
    day = (scheduled.keys & ((1 << DAY_BITS) - 1)) + EARLIEST
    columns = {
        "employment": _whole(who.employment[place]),
        "day": _whole(day.astype("datetime64[D]")),
        "minutes": _whole(scheduled.minutes),
    }
    return RawTable(table.take(place), columns)


def _spells(
    table: Rows, cells: _Columns, who: Identities, employment: NDArray[np.int64], scheduled: Scheduled, found: Findings
) -> tuple[Rows, _Columns]:
    """The rows that are absence, as the cells of a table of spells."""
    code = cells["tidkod"]
    table.report(found, "OC-D055", code.missing, column="tidkod")
    attendance = np.isin(code.values, codes().attendance)
    days = days_of(cells, attendance, table, found)
    kept = ~attendance & ~code.missing & days.good & who.good
    late = kept & (code.values == codes().waiting_day) & (days.last >= day_number(codes().waiting_day_ended))
    table.report(found, "OC-D185", late)
    table.report(found, "OC-D187", attendance)
    table.report(found, "OC-D192", kept & who.alone)
    place = np.flatnonzero(kept)
    steps, good = extents_of(
        {name: column.take(place) for name, column in cells.items()},
        days.take(place),
        employment[place],
        scheduled,
        table.take(place),
        found,
    )
    place, steps = place[good], steps[good]
    columns = {
        "person": _whole(who.person[place]),
        "employment": _whole(who.employment[place]),
        "first_day": _whole(days.first[place].astype("datetime64[D]")),
        "last_day": _whole(days.last[place].astype("datetime64[D]")),
        "extent": _whole(steps / EXTENT_STEPS),
        "reason": code.take(place),
    }
    return table.take(place), columns


def _employments(table: Rows, cells: _Columns, who: Identities, found: Findings) -> tuple[Rows, _Columns]:
    """The persons as the cells of a table of employments."""
    first, usable = read_days(cells["anstdatum"], "anstdatum", table, found)
    last, ended = read_days(cells["avgdatum"], "avgdatum", table, found, open_end=LATEST)
    since, dated = read_days(cells["sysgrad_from"], "sysgrad", table, found, open_end=EARLIEST)
    later = usable & dated & (since > first)
    table.report(found, "OC-D193", later)
    extent = by_distinct(cells["sysgrad"].values, steps_of_percent)
    table.report(found, "OC-D055", cells["sysgrad"].missing, column="sysgrad")
    wrong = ~cells["sysgrad"].missing & (extent == NOT_GIVEN)
    table.report(found, "OC-D257", wrong, column="sysgrad", expected="@per_cent_of_a_day")
    good = usable & ended & dated & who.good & (extent != NOT_GIVEN)
    first = np.where(later, since, first)
    place = np.flatnonzero(good)
    columns = {
        "person": _whole(who.person[place]),
        "employment": _whole(who.employment[place]),
        "unit": cells["unit"].take(place),
        "first_day": _whole(first[place].astype("datetime64[D]")),
        "last_day": RawColumn(last[place].astype("datetime64[D]"), cells["avgdatum"].missing[place]),
        "extent": _whole(extent[place] / EXTENT_STEPS),
    }
    forms = cells["lonform"]
    if not forms.missing.all():
        meant = np.array([_PAY_FORMS.get(text, text) for text in forms.values[place].tolist()], dtype=np.str_)
        columns["pay_form"] = RawColumn(meant, forms.missing[place])
    return table.take(place), columns


def _scheduled(
    table: Rows, cells: _Columns, employment: NDArray[np.int64], known: Flags, found: Findings
) -> tuple[Scheduled, NDArray[np.int64]]:
    """The scheduled minutes of each employment and day, and the row of each; one row each (OC-D199)."""
    day, usable = read_days(cells["datum"], "datum", table, found)
    start, end = (_minutes(cells[name], minute_of, table, found, name) for name in ("starttid", "sluttid"))
    minutes = _minutes(cells["timmar"], minutes_of, table, found, "timmar")
    clock = (start != NOT_GIVEN) & (end != NOT_GIVEN)
    usable &= known & (cells["timmar"].missing | (minutes != NOT_GIVEN))
    unsaid = usable & ~clock & (minutes == NOT_GIVEN)
    wrong = usable & ((start != NOT_GIVEN) != (end != NOT_GIVEN)) | (usable & clock & (end <= start))
    wrong |= usable & clock & (minutes > end - start)
    table.report(found, "OC-D197", unsaid | wrong)
    table.report(found, "OC-D186", usable & in_part_minutes(cells["timmar"].values))
    minutes = np.where((minutes == NOT_GIVEN) & clock, end - start, minutes)
    place = np.flatnonzero(usable & ~unsaid & ~wrong)
    keys = key_of(employment[place], day[place].astype(np.int64))
    order = np.argsort(keys, kind="stable")
    place, keys = place[order], keys[order]
    again = np.zeros(len(day), dtype=np.bool_)
    again[place[1:][np.diff(keys) == 0]] = True
    table.report(found, "OC-D199", again)
    return Scheduled(keys, minutes[place], start[place], end[place]), place


def _minutes(
    column: RawColumn, meaning: Callable[[str], int], table: Rows, found: Findings, name: str
) -> NDArray[np.int64]:
    minutes = by_distinct(column.values, meaning)
    expected = "@hours_of_a_day" if name == "timmar" else "@a_clock_time"
    table.report(found, "OC-D257", ~column.missing & (minutes < 0), column=name, expected=expected)
    return minutes


def _whole(values: NDArray[np.generic]) -> RawColumn:
    """A column of which nothing is missing."""
    return RawColumn(values, np.zeros(len(values), dtype=np.bool_))
