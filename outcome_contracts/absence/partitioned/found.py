"""Findings of many batches as one report, and the rows of what only the whole delivery shows.

Counts and net days of the same finding add up, its first rows stay the first, whatever the batches were. What the sweep
found it knows as keys; the files are read once more until the first rows of each are known, and not further. So all
rows of a finding are never known, and it has no fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import FIRST_ROWS
from outcome_contracts.absence.partitioned.keys import Keys
from outcome_contracts.absence.partitioned.sweep import Doubt
from outcome_contracts.notices import Notice

_PIECE = 8_192  # most searches end in the first
_COUNTS = frozenset({"count", "before", "after", "between"})


def merged(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The same findings, those of one kind put together in the order in which the kinds came."""
    kinds: dict[tuple[object, ...], list[Notice]] = {}
    for notice in notices:
        rest = tuple(fact for fact in notice.facts if fact[0] not in _COUNTS)
        counted = any(name in _COUNTS for name, _ in notice.facts)
        kinds.setdefault((notice.code, rest, "" if counted else notice.where), []).append(notice)
    return tuple(map(_together, kinds.values()))


def _together(same: list[Notice]) -> Notice:
    if len(same) == 1:
        return replace(same[0], fingerprint=None)
    facts = dict(same[0].facts)
    for name in facts.keys() & _COUNTS:
        facts[name] = sum(int(dict(notice.facts)[name]) for notice in same)
    days = [notice.net_days for notice in same]
    total = sum((Decimal(each) for each in days if each is not None), start=Decimal(0))
    whole = None if None in days else f"{total.normalize():f}"
    rows = sorted({row for notice in same for row in notice.rows}, key=_place)[:FIRST_ROWS]
    return Notice(
        same[0].code, rows[0] if rows else same[0].where, tuple(facts.items()), whole, same[0].amount, rows=tuple(rows)
    )


def _place(row: str) -> tuple[str, int]:
    """File and number of a row, so that row 10 comes after row 9."""
    file, _, number = row.rpartition(":")
    return file, int(number)


class RowSearch:
    """The first rows of every doubt, filled batch by batch in the order of the delivery."""

    def __init__(self, doubts: Iterable[Doubt]) -> None:
        self._wanted = [(doubt, doubt.keys) for doubt in doubts]
        self._seen = [np.zeros(len(keys), dtype=np.bool_) for _, keys in self._wanted]
        self._rows: list[list[str]] = [[] for _ in self._wanted]

    @property
    def complete(self) -> bool:
        """Whether as many rows are known of each as are told."""
        counts = zip(self._wanted, self._rows, strict=True)
        return all(len(rows) == min(FIRST_ROWS, doubt.count) for (doubt, _), rows in counts)

    def look(self, file: str, keys: Keys, numbers: NDArray[np.int64]) -> None:
        """Take note of the rows of a batch that were meant. numbers: the row of each key, shape (n,)."""
        for start in range(0, len(keys), _PIECE):
            if self.complete:
                return
            piece = slice(start, start + _PIECE)
            self._look(file, keys[piece], numbers[piece])

    def _look(self, file: str, keys: Keys, numbers: NDArray[np.int64]) -> None:
        for (doubt, wanted), seen, rows in zip(self._wanted, self._seen, self._rows, strict=True):
            if len(rows) == FIRST_ROWS:
                continue
            place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
            found = np.flatnonzero(wanted[place] == keys)
            again = seen[place[found]]
            again[np.setdiff1d(np.arange(len(found)), np.unique(place[found], return_index=True)[1])] = True
            seen[place[found]] = True
            meant = found[again] if doubt.of_repeats else found[~again]
            rows += [f"{file}:{number}" for number in numbers[meant[: FIRST_ROWS - len(rows)]].tolist()]

    def notices(self) -> tuple[Notice, ...]:
        """The findings, each at its first row."""
        return tuple(doubt.notice(tuple(rows)) for (doubt, _), rows in zip(self._wanted, self._rows, strict=True))
