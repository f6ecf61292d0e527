"""From batches of spells to keys: every spell finds its employment, or is a finding with its row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import net_days_text
from outcome_contracts.absence.partitioned.batches import PlainSpells, SpellBatch
from outcome_contracts.absence.partitioned.keys import Keys, packed
from outcome_contracts.absence.partitioned.roster import Roster
from outcome_contracts.absence.partitioned.runs import Runs
from outcome_contracts.absence.readers import read_spell_cells
from outcome_contracts.notices import DataRejected, Findings

_PIECE = 16_384


class KeyReader:
    """Reads batches against a roster; what is wrong with a row goes to `findings`."""

    def __init__(self, roster: Roster, findings: Findings) -> None:
        self._roster, self._findings = roster, findings

    def write(self, batch: SpellBatch, runs: Runs) -> None:
        """Add the spells of a batch to the runs."""
        plain = batch.plain()
        if plain is not None:
            out = runs.room(len(plain))
            if self._packed(plain, out):
                runs.keep(len(plain))
                return
        keys, _ = self._by_cells(batch, self._findings)
        runs.room(len(keys))[:] = keys
        runs.keep(len(keys))

    def keys(self, batch: SpellBatch) -> tuple[Keys, NDArray[np.int64]]:
        """The spells of a batch once more, with the row of each."""
        plain = batch.plain()
        if plain is not None:
            keys = np.empty(len(plain), dtype=np.uint64)
            if self._packed(plain, keys):
                return keys, batch.numbers(len(keys))
        return self._by_cells(batch, Findings())

    def _packed(self, plain: PlainSpells, out: Keys) -> bool:
        """Write the keys of plain spells, unless one of them has no employment of its own, or none that can be used."""
        roster = self._roster
        if roster.numbers is None:
            return False
        for start in range(0, len(plain), _PIECE):  # so that what is looked up stays in the cache
            piece = plain.piece(slice(start, start + _PIECE))
            place = roster.numbers.places(piece.employment, piece.person)
            if place is None or (roster.usable < len(roster.jobs) and int(place.max()) >= roster.usable):
                return False
            packed(place, piece.first_day, piece.last_day, piece.extent, out[start : start + _PIECE])
        return True

    def _by_cells(self, batch: SpellBatch, findings: Findings) -> tuple[Keys, NDArray[np.int64]]:
        """The keys of the spells that are good, and the rows of these."""
        table = batch.table(findings)
        if not len(table.rows.numbers):  # every row of it has been refused
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        try:
            cells, _ = read_spell_cells(table, findings, delimiter=",", encoding="utf-8")
        except DataRejected:  # its findings are in `findings` already
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        place, known, foreign = self._roster.places(cells.employment, cells.person)
        unknown = cells.good & ~known
        days = cells.last_day - cells.first_day + 1
        cells.rows.report(findings, "OC-D043", unknown, net_days=net_days_text(days[unknown], cells.extent[unknown]))
        cells.rows.report(findings, "OC-D044", cells.good & foreign)
        linked = cells.good & known & ~foreign & (place < self._roster.usable)
        keys = np.empty(int(linked.sum()), dtype=np.uint64)
        packed(
            place[linked],
            cells.first_day[linked],
            cells.last_day[linked],
            cells.extent[linked].astype(np.int64),
            keys,
        )
        return keys, cells.rows.numbers[linked]
