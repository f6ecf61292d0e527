"""From two tables of cells to records: which spell belongs to which employment, person and unit.

Persons and employments become dense codes in the order of their ids, so that the order of the rows never
shows. An employment belongs to one person; a spell names an employment that was delivered. Exact duplicates
are counted once and reported; everything else that does not fit is a finding, and rows with a finding take
no part in later checks, so that one mistake is not reported as three.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import (
    EXTENT_DIGITS,
    Rows,
    duplicates,
    net_days_text,
    report_overlapping_spells,
    report_overlapping_stretches,
    report_uncovered_spells,
    share_days,
)
from outcome_contracts.absence.coding import distinct_codes, order_of
from outcome_contracts.absence.days import Flags, Integers
from outcome_contracts.absence.overlaps import overlapping, resolve_overlaps
from outcome_contracts.absence.records import Employments, Spells
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.decimals import steps_text
from outcome_contracts.notices import Findings

Ids = NDArray[np.generic]
Codes = NDArray[np.int64]

_INTEGER_DIGITS = 18


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpellCells:
    """The cells of a table of spells; good: rows whose cells are all usable. Shape (n,) each."""

    rows: Rows
    person: Ids
    employment: Ids
    first_day: Integers
    last_day: Integers
    extent: Integers
    good: Flags


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EmploymentCells:
    """The cells of a table of employments; good as above. monthly: None where it was not delivered."""

    rows: Rows
    person: Ids
    employment: Ids
    unit: Ids
    first_day: Integers
    last_day: Integers
    extent: Integers
    monthly: Flags | None
    good: Flags


def link(
    spells: SpellCells,
    employments: EmploymentCells,
    units: tuple[str, ...] | None,
    findings: Findings,
    overlap: Overlap = "reject",
) -> tuple[Spells, Employments, tuple[str, ...]]:
    """Records' tables and unit names from cells; only to be used if no finding is an error.

    units: the permitted names; None for all that occur. overlap: what two spells of one employment on a day mean.
    """
    spell_person, person = codes_of_both(spells.person, employments.person)
    spell_job, job = codes_of_both(spells.employment, employments.employment)
    jobs = int(max(spell_job.max(initial=-1), job.max(initial=-1))) + 1
    employed = _employed(employments, person, job, units, findings, jobs=jobs)
    delivered = np.zeros(jobs, dtype=np.bool_)
    delivered[job] = True
    unknown = spells.good & ~delivered[spell_job]
    spells.rows.report(findings, "OC-D043", unknown, net_days=_net_days(spells, unknown))
    owner = employed.owner[spell_job]
    foreign = spells.good & (owner >= 0) & (owner != spell_person)
    spells.rows.report(findings, "OC-D044", foreign)
    code = employed.code_of_job[spell_job]
    linked, trusted = spells.good & ~foreign & (code >= 0), employed.trusted[spell_job]
    absences = _absences(spells, linked, code, trusted, employed.stretches, findings, overlap)
    return absences, employed.stretches, employed.units


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LinkedStretches:
    """The employments of a delivery without its spells; only to be used if no finding is an error.

    job: the number of the employment id of each row. owner: the number of the person of each employment id, −1 for
    none. code_of_job: the employment code of each, −1 where none of its rows can be used. trusted: for each, whether
    its stretches are complete and free of overlaps.
    """

    stretches: Employments
    units: tuple[str, ...]
    job: Codes
    owner: Codes
    code_of_job: Codes
    trusted: Flags


def linked_stretches(
    employments: EmploymentCells, units: tuple[str, ...] | None, findings: Findings
) -> LinkedStretches:
    """The employments alone, numbered in the order of their ids, for spells that come afterwards."""
    person = distinct_codes(_as_integers(employments.person))[1]
    job = distinct_codes(_as_integers(employments.employment))[1]
    return _employed(employments, person, job, units, findings, jobs=int(job.max(initial=-1)) + 1)


def _employed(
    cells: EmploymentCells,
    person: Codes,
    job: Codes,
    units: tuple[str, ...] | None,
    findings: Findings,
    *,
    jobs: int,
) -> LinkedStretches:
    """The stretches of rows whose persons and employments are numbered; jobs: how many numbers there are."""
    owner = np.full(jobs, -1, dtype=np.int64)
    owner[job[cells.good][::-1]] = person[cells.good][::-1]  # the first row decides
    unit, names = _units(cells, units, findings)
    misplaced = cells.good & (owner[job] != person)
    cells.rows.report(findings, "OC-D044", misplaced)
    usable = cells.good & ~misplaced & (unit >= 0)
    trusted = np.ones(jobs, dtype=np.bool_)
    trusted[job[~usable]] = False
    stretches, code_of_job, overlapping = _stretches(cells, usable, person, job, unit, findings, jobs=jobs)
    trusted[np.flatnonzero(code_of_job >= 0)] &= ~overlapping[code_of_job[code_of_job >= 0]]
    return LinkedStretches(stretches, names, job, owner, code_of_job, trusted)


def _units(
    employments: EmploymentCells, units: tuple[str, ...] | None, findings: Findings
) -> tuple[Codes, tuple[str, ...]]:
    """Unit codes (−1 for a unit that is not permitted, OC-D045) and the names."""
    distinct, which = distinct_codes(employments.unit)
    used = np.zeros(len(distinct), dtype=np.bool_)
    used[which[employments.good]] = True
    names = tuple(distinct[used].tolist()) if units is None else units
    place = {name: position for position, name in enumerate(names)}
    code = np.array([place.get(name, -1) for name in distinct.tolist()], dtype=np.int64)[which]
    employments.rows.report(findings, "OC-D045", employments.good & (code < 0))
    return code, names


def _stretches(
    cells: EmploymentCells,
    usable: Flags,
    person: Codes,
    job: Codes,
    unit: Codes,
    findings: Findings,
    *,
    jobs: int,
) -> tuple[Employments, Codes, Flags]:
    """The table of employments, the code of every job (−1 for none), and which codes have overlaps."""
    monthly = np.zeros(len(usable), dtype=np.int32) if cells.monthly is None else cells.monthly.astype(np.int32)
    kept = np.flatnonzero(usable)
    content = (job, unit, cells.first_day, cells.last_day, cells.extent, monthly)
    repeated = np.zeros(len(kept), dtype=np.bool_)
    if len(kept) and np.bincount(job[kept]).max() > 1:
        repeated = duplicates(*(column[kept] for column in content))
    cells.rows.take(kept).report(findings, "OC-D015", repeated)
    kept = kept[~repeated]
    several = len(kept) > 0 and np.bincount(job[kept]).max() > 1
    kept = kept[order_of(person[kept], job[kept], *((cells.first_day[kept],) if several else ()))]
    opens = np.diff(job[kept], prepend=-1) != 0
    code_of_job = np.full(jobs, -1, dtype=np.int64)
    code_of_job[job[kept]] = np.cumsum(opens) - 1
    stretches = Employments(
        person=_dense(person[kept]),
        employment=_dense(job[kept]),
        unit=unit[kept].astype(np.int32),
        first_day=cells.first_day[kept],
        last_day=cells.last_day[kept],
        extent=cells.extent[kept],
        monthly=None if cells.monthly is None else cells.monthly[kept],
    )
    return stretches, code_of_job, report_overlapping_stretches(findings, stretches, cells.rows.take(kept))


def _absences(
    cells: SpellCells,
    linked: Flags,
    job: Codes,
    trusted: Flags,
    stretches: Employments,
    findings: Findings,
    overlap: Overlap,
) -> Spells:
    """The table of spells, with the findings between its rows and against the employments."""
    kept = np.flatnonzero(linked)
    days, repeated = (cells.first_day[kept], cells.last_day[kept]), np.zeros(len(kept), dtype=np.bool_)
    if share_days(job[kept], *days):
        repeated = duplicates(job[kept], *days, cells.extent[kept])
    again = np.zeros(len(linked), dtype=np.bool_)
    again[kept[repeated]] = True
    cells.rows.report(findings, "OC-D012", again, net_days=_net_days(cells, again))
    kept = kept[~repeated]
    owner = np.zeros(int(stretches.employment.max(initial=-1)) + 1, dtype=np.int32)
    owner[stretches.employment] = stretches.person
    spells = Spells(
        person=owner[job[kept]],
        employment=job[kept].astype(np.int32),
        first_day=cells.first_day[kept],
        last_day=cells.last_day[kept],
        extent=cells.extent[kept],
    )
    rows = cells.rows.take(kept)
    report_uncovered_spells(findings, spells, stretches, rows, trusted=trusted[kept])
    if overlap == "reject":
        report_overlapping_spells(findings, spells, rows)
        return spells
    resolved, shared = resolve_overlaps(spells, overlap), overlapping(spells)
    before, after = (
        ((one.last_day - one.first_day + 1).astype(np.int64) * one.extent).sum() for one in (spells, resolved)
    )
    taken = steps_text(int(before - after), EXTENT_DIGITS)
    rows.report(findings, "OC-D103", shared, net_days=taken, rule=overlap)
    return resolved


def _net_days(cells: SpellCells, rows: Flags) -> str:
    """Net days of some rows."""
    return net_days_text((cells.last_day - cells.first_day + 1)[rows], cells.extent[rows])


def codes_of_both(first: Ids, second: Ids) -> tuple[Codes, Codes]:
    """Codes 0, 1, ... in the order of the ids, common to two columns."""
    if first.dtype.kind != second.dtype.kind and "U" in first.dtype.kind + second.dtype.kind:
        first, second = first.astype(np.str_), second.astype(np.str_)
    both = np.concatenate((first, second))
    codes = distinct_codes(_as_integers(both))[1]
    return codes[: len(first)], codes[len(first) :]


def _as_integers(ids: Ids) -> Ids:
    """Ids of digits only as integers with a 1 in front, which keeps leading zeros; other ids as they are."""
    if ids.dtype.kind != "U" or not len(ids):
        return ids
    characters = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), -1)
    present = characters > 0
    digit = (characters >= ord("0")) & (characters <= ord("9"))
    if characters.shape[1] > _INTEGER_DIGITS or (present != digit).any():
        return ids
    value = np.ones(len(ids), dtype=np.int64)
    for position in range(characters.shape[1]):
        value = np.where(present[:, position], value * 10 + characters[:, position].astype(np.int64) - ord("0"), value)
    return value


def _dense(codes: Codes) -> Integers:
    """Codes whose equal values stand together, numbered 0, 1, ... in their order."""
    return (np.cumsum(np.diff(codes, prepend=-1) != 0) - 1).astype(np.int32)
