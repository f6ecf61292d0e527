"""Our side of the benchmark of scale, and what it is measured against: the floor, and the kernel without checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.delivered import Layout
from outcome_contracts.absence.partitioned import measure_partitioned
from outcome_contracts.absence.partitioned.files import employment_table, spell_source
from outcome_contracts.absence.partitioned.keys import LAYOUT, Keys
from outcome_contracts.absence.partitioned.linked_keys import KeyReader
from outcome_contracts.absence.partitioned.plain_roster import roster_of
from outcome_contracts.absence.partitioned.runs import Runs, whole_persons
from outcome_contracts.absence.partitioned.streaming import Sums, without_spells
from outcome_contracts.notices import Findings
from tests.benchmarks.scale_data import COVERS, PERIOD, RULES

_BLOCK = 32_768
_SPELLS_OF_A_PERSON = 10


def ours(folder: Path, form: str) -> dict[str, np.ndarray]:
    """The whole way, with every check; `shuffled` reads the Parquet files with all rows in another order."""
    if form == "shuffled":
        table = pq.read_table(folder / "spells.parquet")
        pq.write_table(table.take(np.random.default_rng(1).permutation(table.num_rows)), folder / "shuffled.parquet")
        spells, form = folder / "shuffled.parquet", "parquet"
    else:
        spells = folder / f"spells.{form}"
    panel = measure_partitioned(spells, folder / f"employments.{form}", RULES, PERIOD, covers=COVERS).panel
    return {name: getattr(panel, name) for name in ("net_days", "person_days", "fte_days", "heads", "spells")}


def kernel(folder: Path, form: str) -> dict[str, np.ndarray]:
    """Reading, keys, sort and sweep, as if nothing could be wrong; spells that overlap count twice."""
    findings, layout = Findings(), Layout(",", "utf-8")
    source = spell_source(folder / f"spells.{form}", layout, findings)
    table = employment_table(folder / f"employments.{form}", layout, findings)
    if source is None or table is None:
        raise ValueError("the data of the benchmark cannot be read")
    roster = roster_of(table, None, findings)
    reader, sums = KeyReader(roster, findings), Sums(without_spells(roster, COVERS), RULES, PERIOD)
    with Runs(source.expected_rows) as runs:
        for batch in source.batches():
            reader.write(batch, runs)
        for part in runs.ranges([0, roster.usable]):
            for keys in whole_persons(part, _BLOCK, roster.first_jobs):
                sums.cells.add(LAYOUT.unpack(keys.view(np.int64)))
    return {}


def floor(folder: Path, form: str) -> dict[str, np.ndarray]:
    """The batches read and dropped, as many random keys sorted, and sorted keys swept by the kernel."""
    count = 0
    with pq.ParquetFile(folder / f"spells.{form}", memory_map=True) as file:
        for batch in file.iter_batches(131_072, use_threads=False):
            count += batch.num_rows
    table = employment_table(folder / f"employments.{form}", Layout(",", "utf-8"), Findings())
    if table is None:
        raise ValueError("the data of the benchmark cannot be read")
    roster = roster_of(table, None, Findings())
    sums = Sums(without_spells(roster, COVERS), RULES, PERIOD)
    for part in _presorted(count):
        part.sort()
    for part in _presorted(count):
        for keys in whole_persons(part, _BLOCK, roster.first_jobs):
            sums.cells.add(LAYOUT.unpack(keys.view(np.int64)))
    return {}


def _presorted(count: int) -> list[Keys]:
    """Keys of spells of three days, ten a person, six weeks apart, already in order."""
    spell = np.arange(count, dtype=np.int64)
    person, number = np.divmod(spell, _SPELLS_OF_A_PERSON)
    day = number * 42 + day_number(PERIOD.first_day) - LAYOUT.lowest_day
    keys = ((person << LAYOUT.day_bits | day) << LAYOUT.length_bits | 2) << 14 | 10_000
    return [keys.view(np.uint64)]
