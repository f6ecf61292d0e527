"""Batches of spells as a file gives them: numbers where a batch is beyond doubt, raw cells where it is not.

What makes a batch plain is a condition on whole columns, so it costs next to nothing; one doubtful cell sends its batch
to the reader of small deliveries, which finds what is wrong with it and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import EARLIEST, LATEST, Integers
from outcome_contracts.absence.records import LONGEST_SPELL
from outcome_contracts.absence.tables import RawTable
from outcome_contracts.notices import Findings
from outcome_contracts.panel import EXTENT_STEPS

SPELL_COLUMNS = ("person", "employment", "first_day", "last_day", "extent")
EMPLOYMENT_COLUMNS = ("person", "employment", "unit", "first_day", "last_day", "extent")

LARGEST_ID = 2**53 - 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlainSpells:
    """Spells that are beyond doubt as far as a row alone can tell, shape (n,) each; extent in ten-thousandths."""

    person: NDArray[np.int64]
    employment: NDArray[np.int64]
    first_day: Integers
    last_day: Integers
    extent: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.person)

    def piece(self, rows: slice) -> PlainSpells:
        """Some of the rows."""
        columns = (self.person, self.employment, self.first_day, self.last_day, self.extent)
        return PlainSpells(*(column[rows] for column in columns))  # type: ignore[arg-type]


class SpellBatch(Protocol):
    """Some rows of a file. weight: their share of it, in bytes."""

    @property
    def file(self) -> str: ...

    @property
    def weight(self) -> int: ...

    def plain(self) -> PlainSpells | None:
        """The spells, where all rows are plain."""

    def numbers(self, count: int) -> NDArray[np.int64]:
        """The row numbers of a plain batch of so many rows, the header being row 1."""

    def table(self, findings: Findings) -> RawTable:
        """The rows as raw cells, with what is wrong with their form."""


class SpellSource(Protocol):
    """A table of spells on file. weight: of all its batches together; expected_rows: about how many there are."""

    @property
    def weight(self) -> int: ...

    @property
    def expected_rows(self) -> int: ...

    def batches(self) -> Iterator[SpellBatch]:
        """All rows in their order; the same each time."""


def plain_spells(
    person: NDArray[np.int64],
    employment: NDArray[np.int64],
    first_day: Integers,
    last_day: Integers,
    extent: NDArray[np.int64],
) -> PlainSpells | None:
    """Spells of numbers, None unless all of them lie in their ranges."""
    if not len(person):
        return PlainSpells(person, employment, first_day, last_day, extent)
    length = last_day - first_day
    inside = (
        int(first_day.min()) >= EARLIEST
        and int(last_day.max()) <= LATEST
        and int(length.min()) >= 0
        and int(length.max()) < LONGEST_SPELL
        and int(extent.min()) >= 0
        and int(extent.max()) <= EXTENT_STEPS
        and min(int(person.min()), int(employment.min())) >= 0
        and max(int(person.max()), int(employment.max())) <= LARGEST_ID
    )
    return PlainSpells(person, employment, first_day, last_day, extent) if inside else None


def steps_of(extent: NDArray[np.generic]) -> NDArray[np.int64] | None:
    """Ten-thousandths of extents that are whole or binary numbers, None unless each is a decimal of four places."""
    if extent.dtype.kind in "iu":
        wholes: NDArray[np.int64] = np.clip(extent, -1, 2).astype(np.int64) * EXTENT_STEPS
        return wholes
    if extent.dtype != np.float64:
        return None
    steps = np.multiply(extent, float(EXTENT_STEPS))
    np.rint(steps, out=steps)
    whole: NDArray[np.int64] = steps.astype(np.int64)
    steps /= EXTENT_STEPS
    return whole if (steps == extent).all() else None
