"""Reading a delivery: two tables in, records or a complete list of findings out.

    spells:      person, employment, first_day, last_day, extent
    employments: person, employment, unit, first_day, last_day, extent [, pay_form]

A row of employments is one stretch of one employment at one unit with one extent; an empty last_day means
still employed at the end of what the delivery covers. Dates are `YYYY-MM-DD` and closed, extents decimals
from 0 to 1. Everything is checked in one pass over both tables; either all is well or nothing is returned.
Findings name the file and the row (the header is row 1) and never what stands there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from outcome_contracts.absence.arguments import how_delivered
from outcome_contracts.absence.checks import net_days_text
from outcome_contracts.absence.columns import read_codes, read_days, read_extents, read_ids, read_names
from outcome_contracts.absence.days import LATEST, Flags, Integers, day_number
from outcome_contracts.absence.declared_days import DateSystem, DeclaredDays
from outcome_contracts.absence.delivered import NOTHING_DECLARED, Layout, delivered_table
from outcome_contracts.absence.linking import EmploymentCells, Ids, SpellCells, link
from outcome_contracts.absence.records import LONGEST_SPELL, AbsenceRecords, Employments, Spells
from outcome_contracts.absence.schedule_reader import COLUMNS, OPTIONAL, linked_schedule, schedule_cells
from outcome_contracts.absence.schedules import Schedule
from outcome_contracts.absence.tables import DELIVERED_COLUMNS, RawColumn, RawTable
from outcome_contracts.arguments import require_arguments
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import unit_name

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered
    from outcome_contracts.absence.vintages.reasons import ReasonCodes

_SPELL_COLUMNS = DELIVERED_COLUMNS["spells"][0]
_EMPLOYMENT_COLUMNS = DELIVERED_COLUMNS["employments"][0]
_NUMBERS = frozenset({"first_day", "last_day", "extent"})
# How systems write that a spell has not ended; an empty cell says it too.
_OPEN_ENDS = ("TV", "9999-12-31")
_PAY_FORMS = ("monthly", "hourly")


def read_records(
    spells: Delivered,
    employments: Delivered,
    *,
    covers: tuple[date, date],
    units: tuple[str, ...] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
    overlap: Overlap = "reject",
    reasons: ReasonCodes | None = None,
    schedule: Delivered | None = None,
    open_until: date | None = None,
    tz: str | None = None,
    date_system: DateSystem | None = None,
) -> AbsenceRecords:
    """Absence records from two CSV files, data frames (pandas, Polars, Arrow) or tables that a reader of a format made.

    covers: first and last day for which the delivery is complete. units: the permitted unit names, in the
    order of the panel; without them every name in the delivery is a unit, in alphabetical order. delimiter,
    encoding: of the CSV files; a byte order mark is accepted. overlap: the contract's measure rule for spells of one
    employment that share days; without it they are refused (OC-D010, OC-D013), with it resolved and told (OC-D103).
    reasons: what the codes of the column `reason` mean and which count; exactly where the spells have that column.
    schedule: days of scheduled work, where the measure rules go by them (`schedule_reader`). open_until: the day to
    which spells count that have not ended, whose last day is empty, `TV` or 9999-12-31; they are held (OC-D204), and
    without the day such a last day is refused (OC-D055, OC-D009, OC-D042).
    tz: the zone whose days moments with a time zone are, such as `Europe/Stockholm`; without it they are refused
    (OC-D057). date_system: what a spreadsheet's numbers in place of days count from; without it refused (OC-D058).
    Raises DataRejected with every finding of all tables, and UsageError for a zone or system that does not exist
    (OC-D253) and for arguments of another kind (OC-D279). What can be let through, exact duplicates counted once
    (OC-D012, OC-D015), stands in the records' notices and must be acknowledged.
    """
    require_arguments(**how_delivered(covers, units, delimiter, encoding, reasons, open_until, tz, date_system))
    findings = Findings()
    linked = read_linked(
        spells,
        employments,
        findings,
        units=units,
        delimiter=delimiter,
        encoding=encoding,
        overlap=overlap,
        reasons=reasons,
        schedule=schedule,
        open_until=open_until,
        days=DeclaredDays(tz, date_system),
    )
    notices = findings.refuse(DataRejected)
    if linked is None:  # a table that cannot be linked has had an error
        raise DataRejected(notices)
    return AbsenceRecords(linked.spells, linked.employments, linked.units, covers, notices, linked.schedule, overlap)


class Linked(NamedTuple):
    """The tables of a delivery, linked; where some finding is an error, those of its rows that fit."""

    spells: Spells
    employments: Employments
    units: tuple[str, ...]
    schedule: Schedule | None


def read_linked(
    spells: Delivered,
    employments: Delivered,
    findings: Findings,
    *,
    units: tuple[str, ...] | None,
    delimiter: str,
    encoding: str,
    overlap: Overlap,
    reasons: ReasonCodes | None,
    schedule: Delivered | None,
    open_until: date | None,
    days: DeclaredDays = NOTHING_DECLARED,
) -> Linked | None:
    """What `read_records` reads, with every finding recorded and none refused; None where a table is of no use."""
    layout = Layout(delimiter, encoding, days)
    optional = () if reasons is None else ("reason",)
    absence = delivered_table(spells, "spells", _SPELL_COLUMNS, optional, layout, findings)
    employed = delivered_table(employments, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), layout, findings)
    spell_cells = None if absence is None else _counted_cells(absence, reasons, findings, open_until)
    employment_cells = None if employed is None else _employment_cells(employed, findings)
    work = None if schedule is None else delivered_table(schedule, "schedule", COLUMNS, OPTIONAL, layout, findings)
    work_cells = None if work is None else schedule_cells(work, findings)
    if spell_cells is None or employment_cells is None:
        return None
    names = None if units is None else tuple(unit_name(name) or name for name in units)
    linked = link(spell_cells, employment_cells, names, findings, overlap)
    scheduled = None if work_cells is None else linked_schedule(work_cells, employment_cells, findings)
    return Linked(*linked, scheduled)


def read_cells(
    spells: Delivered,
    employments: Delivered,
    findings: Findings,
    *,
    delimiter: str,
    encoding: str,
    open_until: date | None = None,
    days: DeclaredDays = NOTHING_DECLARED,
) -> tuple[SpellCells, EmploymentCells, Ids | None]:
    """The cells of two tables whose ids and reasons are to be remembered, before they are linked.

    The third is the column `reason` of the spells, None where it was not delivered. All findings of both tables are
    recorded. Raises DataRejected with them where a table cannot be understood at all.
    """
    layout = Layout(delimiter, encoding, days)
    absence = delivered_table(spells, "spells", _SPELL_COLUMNS, ("reason",), layout, findings)
    employed = delivered_table(employments, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), layout, findings)
    spell_cells = employment_cells = reasons = None
    if absence is not None:
        spell_cells, reasons = _cells_and_reasons(absence, findings, open_until)
    if employed is not None:
        employment_cells = _employment_cells(employed, findings)
    if spell_cells is None or employment_cells is None:
        raise DataRejected(findings)
    return spell_cells, employment_cells, reasons


def read_spell_cells(
    spells: Delivered, findings: Findings, *, delimiter: str, encoding: str
) -> tuple[SpellCells, Ids | None]:
    """The cells of a table of spells and its column `reason`, None where it was not delivered.

    All findings of the table are recorded. Raises DataRejected with them where it cannot be understood at all.
    """
    absence = delivered_table(spells, "spells", _SPELL_COLUMNS, ("reason",), Layout(delimiter, encoding), findings)
    cells, reasons = (None, None) if absence is None else _cells_and_reasons(absence, findings)
    if cells is None:
        raise DataRejected(findings)
    return cells, reasons


def read_employment_cells(table: RawTable, findings: Findings) -> EmploymentCells:
    """The cells of a table of employments.

    All findings of the table are recorded. Raises DataRejected with them where it cannot be understood at all.
    """
    employed = delivered_table(table, "employments", _EMPLOYMENT_COLUMNS, ("pay_form",), Layout(",", "utf-8"), findings)
    cells = None if employed is None else _employment_cells(employed, findings)
    if cells is None:
        raise DataRejected(findings)
    return cells


def _counted_cells(
    table: RawTable, reasons: ReasonCodes | None, findings: Findings, open_until: date | None
) -> SpellCells | None:
    """The cells of the spells; where reasons are told apart, only those that count are good."""
    cells, codes = _cells_and_reasons(table, findings, open_until)
    if reasons is None or cells is None:
        return cells
    if codes is None:
        findings.add("OC-D138", table.rows.file)
        return cells
    counted = np.isin(reasons.read(codes, cells, findings), sorted(reasons.counted))
    return replace(cells, good=cells.good & counted)


def _cells_and_reasons(
    table: RawTable, findings: Findings, open_until: date | None = None
) -> tuple[SpellCells | None, Ids | None]:
    """The cells of the spells and their column `reason`, None where it was not delivered."""
    raw = table.columns.get("reason")
    others = {name: column for name, column in table.columns.items() if name != "reason"}
    cells = _spell_cells(RawTable(table.rows, others), findings, open_until)
    if raw is None or cells is None:
        return cells, None
    reasons, usable = read_codes(raw, "reason", table.rows, findings)
    return replace(cells, good=cells.good & usable), reasons


def _spell_cells(table: RawTable, findings: Findings, open_until: date | None) -> SpellCells | None:
    """The cells of the spells, or None where a column is missing."""
    rows, ongoing = table.rows, None
    if open_until is not None and "last_day" in table.columns:
        ongoing = _ongoing(table.columns["last_day"])
        ends = RawColumn(table.columns["last_day"].values, ongoing)
        table = replace(table, columns={**table.columns, "last_day": ends})
    numbers, numbered = _numbers(table, findings, open_end=None if open_until is None else day_number(open_until))
    if numbers.keys() >= _NUMBERS:
        first, last = numbers["first_day"], numbers["last_day"]
        if ongoing is not None:  # no spell ends before it began because it is cut
            numbers["last_day"] = last = np.where(ongoing, np.maximum(first, last), last)
        rows = replace(rows, at_stake=partial(_at_stake, first, last, numbers["extent"], numbered))
    if ongoing is not None:
        rows.report(findings, "OC-D204", ongoing, day=str(open_until))
    texts, good = _texts(replace(table, rows=rows), findings)
    good &= numbered
    if not {*numbers, *texts} >= set(_SPELL_COLUMNS):
        return None
    long = good & (last - first >= LONGEST_SPELL)
    rows.report(findings, "OC-D042", long, column="last_day")
    backward = good & (last < first)
    rows.report(findings, "OC-D011", backward)
    return SpellCells(
        rows, texts["person"], texts["employment"], first, last, numbers["extent"], good & ~long & ~backward
    )


def _ongoing(ends: RawColumn) -> Flags:
    """Which last days say that the spell has not ended."""
    return ends.missing | np.isin(ends.values, _OPEN_ENDS) if ends.values.dtype.kind == "U" else ends.missing


def _at_stake(first: Integers, last: Integers, extent: Integers, known: Flags, rows: Flags) -> str | None:
    """The net days of some rows, None where one of them does not say."""
    days = (last - first + 1)[rows]
    return net_days_text(days, extent[rows]) if known[rows].all() and (days > 0).all() else None


def _employment_cells(table: RawTable, findings: Findings) -> EmploymentCells | None:
    """The cells of the employments, or None where a column is missing."""
    numbers, good = _numbers(table, findings, open_end=LATEST)
    texts, usable = _texts(table, findings)
    good &= usable
    monthly = None
    if "pay_form" in texts:
        known = np.isin(texts["pay_form"], _PAY_FORMS)
        table.rows.report(findings, "OC-D048", good & ~known)
        monthly, good = texts["pay_form"] == _PAY_FORMS[0], good & known
    if not {*numbers, *texts} >= set(_EMPLOYMENT_COLUMNS):
        return None
    first, last = numbers["first_day"], numbers["last_day"]
    backward = good & (last < first)
    table.rows.report(findings, "OC-D011", backward)
    idle = good & ~backward & (numbers["extent"] == 0)  # of the hourly paid it is how the system says by the hour
    table.rows.report(findings, "OC-D261", idle if monthly is None else idle & monthly)
    return EmploymentCells(
        table.rows,
        texts["person"],
        texts["employment"],
        texts["unit"],
        first,
        last,
        numbers["extent"],
        monthly,
        good & ~backward,
    )


def _numbers(table: RawTable, findings: Findings, *, open_end: int | None) -> tuple[dict[str, Integers], Flags]:
    """The days and extents that were delivered, and the rows in which all of them are good.

    open_end: what an empty last day means, None where it must not be empty.
    """
    numbers: dict[str, Integers] = {}
    good = np.ones(len(table.rows.numbers), dtype=np.bool_)
    for name, raw in table.columns.items():
        match name:
            case "first_day":
                numbers[name], usable = read_days(raw, name, table.rows, findings)
            case "last_day":
                numbers[name], usable = read_days(raw, name, table.rows, findings, open_end=open_end)
            case "extent":
                numbers[name], usable = read_extents(raw, name, table.rows, findings)
            case _:
                continue
        good &= usable
    return numbers, good


def _texts(table: RawTable, findings: Findings) -> tuple[dict[str, Ids], Flags]:
    """The ids and names that were delivered, and the rows in which all of them are good."""
    texts: dict[str, Ids] = {}
    good = np.ones(len(table.rows.numbers), dtype=np.bool_)
    for name, raw in table.columns.items():
        if name in _NUMBERS:
            continue
        read = read_names if name in ("unit", "pay_form") else read_ids
        texts[name], usable = read(raw, name, table.rows, findings)
        good &= usable
    return texts, good
