"""Sorted runs of keys, in memory as long as they fit, and in temporary files beyond.

What is read goes into one run of at most `_RUN` keys. A full run is sorted and written away, and at the end all runs
are read back side by side, range of employments by range: each holds whole persons. A delivery that fits one run never
touches the disk. The files lie in a folder that only this user can read, and are gone when the context ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.partitioned.keys import Keys, border, employments_of

_RUN = 1 << 24


class Runs:
    """Keys as they come in, and sorted as they go out. expected: about how many; more than that may come."""

    def __init__(self, expected: int) -> None:
        self._buffer: Keys = np.empty(min(max(expected, 1), _RUN), dtype=np.uint64)
        self._filled, self.count = 0, 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: list[Path] = []

    def __enter__(self) -> Runs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def room(self, count: int) -> Keys:
        """Where the next `count` keys are to be written; `keep` says how many of them were."""
        if self._filled + count > len(self._buffer):
            if len(self._buffer) < _RUN:
                larger = np.empty(min(max(2 * len(self._buffer), self._filled + count), _RUN), dtype=np.uint64)
                larger[: self._filled] = self._buffer[: self._filled]
                self._buffer = larger
            if self._filled + count > len(self._buffer):
                self._write_away()
        return self._buffer[self._filled : self._filled + count]

    def keep(self, count: int) -> None:
        """Keep the first `count` of the keys that were last given room."""
        self._filled += count
        self.count += count

    def ranges(self, borders: list[int]) -> Iterator[Keys]:
        """The sorted keys of the employments from one border to before the next, as views that must not be kept."""
        if self._files:
            self._write_away()
            self._buffer = np.empty(0, dtype=np.uint64)
        self._buffer = self._buffer[: self._filled]
        self._buffer.sort()
        edges = np.array([border(code) for code in borders], dtype=np.uint64)
        if not self._files:
            places = np.searchsorted(self._buffer, edges)
            for number in range(len(borders) - 1):
                yield self._buffer[places[number] : places[number + 1]]
            return
        starts = [np.searchsorted(np.memmap(file, dtype=np.uint64, mode="r"), edges).tolist() for file in self._files]
        for number in range(len(borders) - 1):
            spans = [(at[number], at[number + 1] - at[number]) for at in starts]
            keys = np.concatenate(
                [
                    np.fromfile(file, dtype=np.uint64, count=count, offset=first * edges.itemsize)
                    for file, (first, count) in zip(self._files, spans, strict=True)
                ]
            )
            keys.sort()
            yield keys

    def _write_away(self) -> None:
        if not self._filled:
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="outcome_contracts_", ignore_cleanup_errors=True)
        run = self._buffer[: self._filled]
        run.sort()
        file = Path(self._folder.name) / f"{len(self._files)}.keys"
        run.tofile(file)
        self._files.append(file)
        self._filled = 0


def whole_persons(keys: Keys, size: int, first_jobs: NDArray[np.int64]) -> Iterator[Keys]:
    """Sorted keys in blocks of about `size`, none of which ends inside a person.

    first_jobs: the first employment of every person, ascending.
    """
    start = 0
    while start < len(keys):
        end = min(start + size, len(keys))
        job = int(employments_of(keys[end - 1 : end])[0])
        following = int(np.searchsorted(first_jobs, job, side="right"))
        if following < len(first_jobs):
            end += int(np.searchsorted(keys[end:], border(int(first_jobs[following]))))
        else:
            end = len(keys)
        yield keys[start:end]
        start = end
