"""Which cells must be hidden for their own sake: small groups, few with absence, one person's days, everybody.

A cell in which nobody is employed is no group. It is shown as 0, and whoever attacks the table is taken to know it,
so that an empty unit never serves as cover for another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.table import Table

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Sensitive:
    """One mask per rule over the grid of a table, shape (nodes, columns with margin). A cell may fall under several."""

    small: Mask
    few: Mask
    dominated: Mask
    everybody: Mask

    @property
    def cells(self) -> Mask:
        """The cells that fall under any rule."""
        return self.small | self.few | self.dominated | self.everybody


def sensitive_cells(table: Table, policy: Policy) -> Sensitive:
    """The cells of the table that the policy hides for their own sake, by rule."""
    people = table.grid(table.people)
    months = np.array([len(span) for span in table.spans])
    there = people > 0
    none = np.zeros_like(there)
    small = there & (people <= policy.largest_hidden * months)
    few, everybody, dominated = none, none, none
    if table.affected is not None:
        few = there & (table.most_in_a_column(table.affected) < policy.fewest_contributors)
        unaffected = people - table.grid(table.affected)
        everybody = there & (unaffected == 0) & (people < policy.all_below * months)
    largest = table.largest_grid()
    if largest is not None and table.days is not None and policy.largest_share < 1:
        share = policy.largest_share
        dominated = there & (largest * share.denominator > table.grid(table.days) * share.numerator)
    return Sensitive(small, few, dominated, everybody)
