"""Who is employed where, in memory: the employments of a delivery and how a spell finds its own.

The employments are read whole, by the reader of small deliveries and with all its findings; only spells are streamed.
About 100 bytes an employment. Ids that are whole numbers, or text that could be one, are looked up as numbers; others
by their order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.linking import EmploymentCells, Ids, linked_stretches
from outcome_contracts.absence.lookup import OwnedIds
from outcome_contracts.absence.partitioned.keys import EMPLOYMENT_BITS
from outcome_contracts.absence.records import Employments
from outcome_contracts.notices import DataRejected, Findings

Places = NDArray[np.int32]

_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Roster:
    """Employments and the ids by which spells name them.

    stretches, units: as in `AbsenceRecords`. trusted: whether the stretches of each employment are complete and free of
    overlaps, shape (jobs,). Ids stand in the order of the employment codes; those of employments that cannot be used
    stand behind them, from place `usable` on. owner: the id of the person of each place. owned: whether it has one.
    numbers: the ids of employments and owners as integers, None where some are none. first_jobs: the first employment
    of every person.
    """

    stretches: Employments
    units: tuple[str, ...]
    trusted: Flags
    usable: int
    jobs: Ids
    owner: Ids
    owned: Flags
    numbers: OwnedIds | None
    first_jobs: NDArray[np.int64]

    @classmethod
    def of(cls, cells: EmploymentCells, units: tuple[str, ...] | None, findings: Findings) -> Roster:
        """The roster of a table of employments; only to be used if no finding is an error."""
        if len(cells.good) >= 1 << EMPLOYMENT_BITS:
            findings.add("OC-D213", cells.rows.file, count=len(cells.good), limit=1 << EMPLOYMENT_BITS)
            raise DataRejected(findings)
        linked = linked_stretches(cells, units, findings)
        good = cells.good
        first = np.full(len(linked.code_of_job), -1, dtype=np.int64)
        first[linked.job[::-1]] = np.arange(len(cells.good))[::-1]
        good_rows = np.flatnonzero(good)[::-1]
        first[linked.job[good_rows]] = good_rows  # the first good row decides
        in_use = linked.code_of_job >= 0
        behind = np.flatnonzero(~in_use)
        order = np.empty(len(in_use), dtype=np.int64)
        order[linked.code_of_job[in_use]] = np.flatnonzero(in_use)
        order[len(in_use) - len(behind) :] = behind
        usable = len(in_use) - len(behind)
        jobs, owner = cells.employment[first[order]], cells.person[first[order]]
        owned = good[first[order]]
        as_numbers = integers(jobs), integers(owner)
        numbers = None
        if as_numbers[0] is not None and as_numbers[1] is not None and len(jobs):
            numbers = OwnedIds.of(as_numbers[0], as_numbers[1])
        trusted = linked.trusted[order[:usable]]
        starts = np.flatnonzero(np.diff(linked.stretches.person, prepend=-1))
        first_jobs = linked.stretches.employment[starts].astype(np.int64)
        return cls(linked.stretches, linked.units, trusted, usable, jobs, owner, owned, numbers, first_jobs)

    def places(self, employment: Ids, person: Ids) -> tuple[Places, Flags, Flags]:
        """The place of each employment id, which of them are known, and which are known under another person."""
        if not len(self.jobs):
            unknown = np.zeros(len(employment), dtype=np.bool_)
            return np.zeros(len(employment), dtype=np.int32), unknown, unknown
        asked, persons = integers(employment), integers(person)
        if self.numbers is not None and asked is not None and persons is not None:
            place, missing = self.numbers.table.places(asked)
            other = self.numbers.owner[place] != persons
        else:
            place, missing = _places_of_text(self.jobs.astype(np.str_), employment.astype(np.str_))
            other = self.owner[place].astype(np.str_) != person.astype(np.str_)
        known = np.ones(len(employment), dtype=np.bool_)
        known[missing] = False
        return place, known, known & other & self.owned[place]


def integers(ids: Ids) -> NDArray[np.int64] | None:
    """Ids as integers where all are, or are text of digits that is one, without leading zeros; else None."""
    if ids.dtype.kind in "iu":
        return ids.astype(np.int64, copy=False)
    if ids.dtype.kind != "U":
        return None
    text = ids.astype(np.str_, copy=False)
    if not (np.strings.isdecimal(text) & (np.strings.str_len(text) <= _MOST_DIGITS)).all():
        return None
    numbers = text.astype(np.int64)
    return numbers if (numbers.astype(np.str_) == text).all() else None


def _places_of_text(ids: NDArray[np.str_], asked: NDArray[np.str_]) -> tuple[Places, NDArray[np.int64]]:
    order = np.argsort(ids, kind="stable")
    place = order[np.minimum(np.searchsorted(ids, asked, sorter=order), len(ids) - 1)]
    return place.astype(np.int32), np.flatnonzero(ids[place] != asked)
