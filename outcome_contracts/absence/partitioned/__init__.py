"""Deliveries larger than memory: streamed from their files into a panel, with every check of `read_records`.

In: a table of spells as Parquet or CSV, one file or a folder of them, rows in any order; the table of employments; the
measure rules. Out: the panel and what was found and let through. A spell becomes one 64-bit integer as it is read; what
does not fit the memory that is granted waits sorted in temporary files, without ids, that are gone when the call ends,
however it ends. Never: a batch that is checked less than a small delivery, or a figure that depends on the batches.
"""

from outcome_contracts.absence.partitioned.streaming import Measured, measure_partitioned

__all__ = ["Measured", "measure_partitioned"]
