"""Tables: which names stand by which, and how many rows each has.

A name that stands by tables has one figure per row, kept as a tuple (of tuples, where it stands by several, the
outermost first). Inside `total(table, …)`, and in a line that stands by the table itself, it is the figure of the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tables:
    """rows: how many rows each table has. by: the tables that a name stands by, the outermost first.

    called: the names of rows that come with the period; other rows are called as the contract does, or numbered.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NO_TABLES = Tables()
