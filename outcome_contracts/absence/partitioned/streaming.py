"""The stream: files → batches → keys → sorted runs → checks and sums, and then the rows of what was found.

    read      every batch, plain or cell by cell; spells without an employment are found here, with their rows
    sort      the keys, in memory or in runs on disk
    sweep     block by block: what stands twice, lies outside, overlaps; what is left goes into the cells
    look up   only where the sweep found something: the files once more, until the first rows are known

Nothing depends on where batches, runs or blocks end: each row is checked on its own, and a block holds whole persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from outcome_contracts.absence.cell_sums import CellSums
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.delivered import Layout
from outcome_contracts.absence.measure import panel_of, require_covered, require_rules, require_whole
from outcome_contracts.absence.partitioned.batches import SpellSource
from outcome_contracts.absence.partitioned.files import employment_table, spell_source
from outcome_contracts.absence.partitioned.found import RowSearch, merged
from outcome_contracts.absence.partitioned.keys import LAYOUT, Keys, extents, first_days, lengths
from outcome_contracts.absence.partitioned.linked_keys import KeyReader
from outcome_contracts.absence.partitioned.plain_roster import roster_of
from outcome_contracts.absence.partitioned.roster import Roster
from outcome_contracts.absence.partitioned.runs import Runs, whole_persons
from outcome_contracts.absence.partitioned.sweep import Sweep
from outcome_contracts.absence.population import population
from outcome_contracts.absence.records import AbsenceRecords, Spells
from outcome_contracts.absence.stretches import first_stretches, lay_on_stretches
from outcome_contracts.absence.timeline import timelines
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import Counts, Panel, unit_name
from outcome_contracts.period import Period

Progress = Callable[[int, int], None]

_BLOCK = 32_768
_RANGE = 1 << 20  # keys worked through together where they come from several runs, or persons have several stretches


@dataclass(frozen=True, slots=True)
class Measured:
    """The panel of a delivery, what was found and let through, and how many rows of spells were read."""

    panel: Panel
    notices: tuple[Notice, ...]
    spells: int


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


def measure_partitioned(
    spells: Path,
    employments: Path,
    rules: MeasureRules,
    period: Period,
    *,
    covers: tuple[date, date],
    units: tuple[str, ...] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
    progress: Progress = no_progress,
) -> Measured:
    """The panel of a delivery that need not fit the memory, as `measure(read_records(…))` would give it.

    spells, employments: a Parquet or CSV file each, or a folder of such files, with the columns of `read_records`; rows
    in any order. covers, units, delimiter, encoding: as there. progress: is told how much of the work is done, in bytes
    of the spells, each counted once when it is read and once when it is measured.
    Memory: 8 bytes a spell up to 2^24 spells and no more beyond; about 100 bytes an employment, of which there may be
    2^22 (OC-D213).
    Raises UsageError as `measure` does; DataRejected with every finding of both tables, as `read_records` and `measure`
    have them, for a table that is no Parquet or CSV (OC-D212) and for rules that go by a schedule (OC-D214).
    """
    require_rules(rules)
    require_covered(covers, period)
    findings, layout = Findings(), Layout(delimiter, encoding)
    if rules.needs_schedule:
        findings.add("OC-D214")
        findings.refuse(DataRejected)
    source = spell_source(spells, layout, findings)
    table = employment_table(employments, layout, findings)
    if source is None or table is None:
        raise DataRejected(findings)
    names = None if units is None else tuple(unit_name(name) or name for name in units)
    roster = roster_of(table, names, findings)
    reader = KeyReader(roster, findings)
    with Runs(source.expected_rows) as runs:
        done = 0
        for batch in source.batches():
            reader.write(batch, runs)
            done += batch.weight
            progress(done, 2 * source.weight)
        sums = None if refused(findings) else Sums(without_spells(roster, covers), rules, period)
        sweep, swept = Sweep(roster, rules.overlap), 0
        block = _BLOCK if sums is None or sums.keys_are_lines else _RANGE
        for part in runs.ranges(_borders(roster, runs.count)):
            for keys in whole_persons(part, block, roster.first_jobs):
                left = sweep.checked(keys)
                if sums is not None:
                    sums.add(left, sweep)
                swept += len(keys)
                progress(source.weight * (runs.count + swept) // runs.count, 2 * source.weight)
        count = runs.count
    search = RowSearch(sweep.doubts)
    for batch in () if search.complete else source.batches():
        keys, numbers = reader.keys(batch)
        search.look(batch.file, keys, numbers)
        if search.complete:
            break
    together = merged((*findings, *search.notices()))
    if sums is None or refused(together):
        raise DataRejected(together)
    panel = panel_of(sums.records, rules, sums.found, sums.cells.columns(), period)
    require_whole(panel, sums.records, rules, partial(_touched, source, reader))
    return Measured(panel, together, count)


def refused(notices: Iterable[Notice]) -> bool:
    return any(notice.severity == "error" for notice in notices)


class Sums:
    """The cells of a panel, and the employments that spells are laid on."""

    def __init__(self, records: AbsenceRecords, rules: MeasureRules, period: Period) -> None:
        self.records, self.found = records, population(records, rules, period)
        stretches = self.found.employments
        self.cells = CellSums(stretches, rules, units=self.found.units, period=period)
        one_each = len(first_stretches(stretches.person)) == len(stretches)
        self.keys_are_lines = one_each and self.found.measured is None

    def add(self, keys: Keys, sweep: Sweep) -> None:
        """Count the spells of some whole persons, sorted and checked."""
        if self.keys_are_lines:
            if len(keys):
                self.cells.add(LAYOUT.unpack(keys.view(np.int64)))
            return
        for line in timelines(lay_on_stretches(sweep.spells(keys), self.found.employments, self.found.measured)):
            for block in line.blocks():
                self.cells.add(block)


def without_spells(roster: Roster, covers: tuple[date, date]) -> AbsenceRecords:
    """The records of a roster, for what is asked of employments alone."""
    none = np.empty(0, dtype=np.int32)
    return AbsenceRecords(Spells(none, none, none, none, none), roster.stretches, roster.units, covers)


def _borders(roster: Roster, count: int) -> list[int]:
    """Employment codes between which about `_RANGE` keys lie; no person has employments on both sides of one."""
    persons = roster.first_jobs
    parts = min(-(-count // _RANGE), len(persons))
    inner = persons[np.arange(1, parts) * len(persons) // max(parts, 1)]
    return [0, *inner.tolist(), roster.usable]


def _touched(source: SpellSource, reader: KeyReader, starts: Counts, asked: Flags) -> Flags:
    """Which of the months asked for some spell of absence touches, shape (m,); reads the spells once more."""
    found = np.zeros_like(asked)
    for batch in source.batches():
        keys, _ = reader.keys(batch)
        keys = keys[extents(keys) > 0]
        first = first_days(keys)
        last = first + lengths(keys) - 1
        for month in np.flatnonzero(asked & ~found):
            found[month] = ((first < starts[month + 1]) & (last >= starts[month])).any()
    return found
