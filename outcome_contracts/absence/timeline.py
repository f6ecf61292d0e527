"""All persons on one line of time: pieces of absence sorted by person and first day.

    position = (person − lowest person) × 2^bits + day − lowest day

The bits leave more room after a person's last day than any relapse window, so neighbours on the line belong
to one person exactly if the gap between them is small. Five small fields of a piece (person, first day,
length, extent, stretch) fit one 63-bit integer: sorting the integers themselves brings everything along, and
no row is ever fetched from its place in the delivery. What is sorted is worked through in blocks that fit
the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.stretches import Pieces

Line = NDArray[np.int64]

LONGEST_GAP = 31

EXTENT_BITS = 14
_KEY_BITS = 63
_BLOCK = 32_768


@dataclass(frozen=True, slots=True)
class Layout:
    """How a piece is packed: the lowest person and day, and the bits of the fields from the second on."""

    lowest_person: int
    lowest_day: int
    day_bits: int
    length_bits: int
    stretch_bits: int

    @property
    def person_shift(self) -> int:
        """The bits below the person."""
        return self.day_bits + self.length_bits + EXTENT_BITS + self.stretch_bits

    def pack(self, pieces: Pieces, rows: slice, *, out: Line) -> None:
        """Write the keys of some pieces into `out`."""
        np.subtract(pieces.person[rows], self.lowest_person, out=out)
        out <<= self.day_bits
        out += pieces.first_day[rows] - self.lowest_day
        out <<= self.length_bits + EXTENT_BITS
        length = pieces.last_day[rows] - pieces.first_day[rows]
        length <<= EXTENT_BITS
        length |= pieces.extent[rows]
        out |= length
        if pieces.stretch is not None:
            out <<= self.stretch_bits
            out |= pieces.stretch[rows]

    def unpack(self, keys: Line) -> Block:
        """The pieces of sorted keys."""
        length_shift = EXTENT_BITS + self.stretch_bits
        begin = keys >> (length_shift + self.length_bits)
        end = keys >> length_shift
        end &= (1 << self.length_bits) - 1
        end += begin
        extent = keys >> self.stretch_bits
        extent &= (1 << EXTENT_BITS) - 1
        stretch = keys & ((1 << self.stretch_bits) - 1) if self.stretch_bits else None
        return Block(self, begin, end, extent, stretch)


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces of whole persons in the order of the line, shape (n,) each.

    begin, end: positions of the first and the last day. extent: of the absence, in ten-thousandths. stretch:
    index among the person's stretches, or None where only first ones occur.
    """

    layout: Layout
    begin: Line
    end: Line
    extent: Line
    stretch: Line | None

    @property
    def person(self) -> Line:
        """Person codes."""
        return (self.begin >> self.layout.day_bits) + self.layout.lowest_person

    @property
    def day(self) -> Line:
        """First days, counted from the lowest day of the layout."""
        return self.begin & ((1 << self.layout.day_bits) - 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sorted keys of whole persons and how to read them."""

    layout: Layout
    keys: Line

    def blocks(self) -> Iterator[Block]:
        """The pieces in blocks of whole persons."""
        shift, start = self.layout.person_shift, 0
        while start < len(self.keys):
            end = min(start + _BLOCK, len(self.keys))
            next_person = ((int(self.keys[end - 1]) >> shift) + 1) << shift
            end += int(np.searchsorted(self.keys[end:], next_person))
            yield self.layout.unpack(self.keys[start:end])
            start = end


def timelines(pieces: Pieces) -> Iterator[Timeline]:
    """Sort pieces by person and first day; ties by length, extent and stretch, so that the order is total.

    Yields one line, or several of whole persons each where the fields together exceed 63 bits.
    """
    if not len(pieces):
        return
    lowest_person, highest_person = int(pieces.person.min()), int(pieces.person.max())
    lowest_day, highest_day = int(pieces.first_day.min()), int(pieces.last_day.max())
    longest = int((pieces.last_day - pieces.first_day).max())
    layout = Layout(
        lowest_person,
        lowest_day,
        day_bits=(highest_day - lowest_day + LONGEST_GAP).bit_length(),
        length_bits=longest.bit_length(),
        stretch_bits=0 if pieces.stretch is None else int(pieces.stretch.max()).bit_length(),
    )
    if (highest_person - lowest_person).bit_length() + layout.person_shift > _KEY_BITS:
        low = pieces.person <= (lowest_person + highest_person) // 2
        yield from timelines(pieces.take(low))
        yield from timelines(pieces.take(~low))
        return
    keys = np.empty(len(pieces), dtype=np.int64)
    for start in range(0, len(pieces), _BLOCK):
        rows = slice(start, start + _BLOCK)
        layout.pack(pieces, rows, out=keys[rows])
    keys.sort()
    yield Timeline(layout, keys)
