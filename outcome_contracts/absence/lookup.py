"""Where an id stands in a table of ids: exact, for millions of ids in no order, without sorting them.

    slot = (id × odd constant mod 2^64) >> shift

Each slot holds one place; the ids there are compared, so a slot that two ids share can mislead nobody. Ids whose slot
another one holds, and they are few, have a table of their own with another constant, and so on until none is left. What
is found costs two reads from tables that fit the cache, however many ids are asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids64 = NDArray[np.int64]

# Odd, with bits in no pattern: the fractional part of the golden ratio. Each turn has another odd multiple of it.
_CONSTANT = 0x9E3779B97F4A7C15
_SPARSE_BITS = 2  # four slots an id: one in nine shares its slot
_SPARSER_BITS = 3  # the few that are left have more room
_WORD = 64


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IdTable:
    """Places 0, 1, ... of different integer ids.

    ids: as they stand, shape (n,), n ≥ 1. slots: a table of places for each turn, with the
    bits that are shifted out.
    """

    ids: Ids64
    slots: tuple[tuple[NDArray[np.int32], np.uint64], ...]

    @classmethod
    def of(cls, ids: Ids64) -> IdTable:
        """The table of some ids, none of which occurs twice."""
        left = np.arange(len(ids), dtype=np.int32)
        slots: list[tuple[NDArray[np.int32], np.uint64]] = []
        while len(left):  # every turn finds room for at least one
            bits = len(left).bit_length() + (_SPARSER_BITS if slots else _SPARSE_BITS)
            shift = np.uint64(_WORD - bits)
            table = np.zeros(1 << bits, dtype=np.int32)
            slot = ids[left].view(np.uint64)
            slot *= _constant(len(slots))
            slot >>= shift
            table[slot] = left
            slots.append((table, shift))
            left = left[table[slot] != left]
        return cls(ids, tuple(slots))

    def places(self, asked: Ids64) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The place of each id that is asked, and the positions of those that do not stand in the table."""
        place, missing = self._looked_up(asked, 0)
        for turn in range(1, len(self.slots)):
            if not len(missing):
                return place, missing
            found, still = self._looked_up(asked[missing], turn)
            place[missing] = found
            missing = missing[still]
        return place, missing

    def supposed(self, asked: Ids64, turn: int) -> NDArray[np.int32]:
        """The place that each id has if it has one: whether it does is still to be compared."""
        table, shift = self.slots[turn]
        slot = asked.view(np.uint64) * _constant(turn)
        slot >>= shift
        return table.take(slot.view(np.int64))

    def _looked_up(self, asked: Ids64, turn: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        place = self.supposed(asked, turn)
        return place, np.flatnonzero(self.ids.take(place) != asked)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OwnedIds:
    """Ids, each with the id of its owner: side by side, so that one read from memory fetches both.

    table: of the ids. owner: in their order. pairs: both, shape (n, 2).
    """

    table: IdTable
    owner: Ids64
    pairs: Ids64

    @classmethod
    def of(cls, ids: Ids64, owner: Ids64) -> OwnedIds:
        """The table of some ids, none of which occurs twice, and their owners."""
        return cls(IdTable.of(ids), owner, np.column_stack((ids, owner)))

    def places(self, asked: Ids64, owner: Ids64) -> NDArray[np.int32] | None:
        """The place of each id that is asked, None unless all stand in the table under that owner."""
        place, doubtful = self._supposed(asked, owner, 0)
        for turn in range(1, len(self.table.slots)):
            if not len(doubtful):
                return place
            found, still = self._supposed(asked.take(doubtful), owner.take(doubtful), turn)
            place[doubtful] = found
            doubtful = doubtful[still]
        return None if len(doubtful) else place

    def _supposed(self, asked: Ids64, owner: Ids64, turn: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        place = self.table.supposed(asked, turn)
        found = self.pairs.take(place, axis=0)
        other = found[:, 0] != asked
        other |= found[:, 1] != owner
        return place, np.flatnonzero(other)


def _constant(turn: int) -> np.uint64:
    return np.uint64(_CONSTANT * (2 * turn + 1) % (1 << _WORD))
