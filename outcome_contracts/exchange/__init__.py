"""What other systems read and write: panels of aggregates as plain CSV.

In: a file of unit-months that somebody else measured, or a panel. Out: a `Panel`, a `ComparatorPanel`, or a
file that reads back to the same panel. Never: a person row, a value filled in, or half a file.
"""

from outcome_contracts.exchange.panels import read_comparator_panel, read_panel, write_panel

__all__ = ["read_comparator_panel", "read_panel", "write_panel"]
