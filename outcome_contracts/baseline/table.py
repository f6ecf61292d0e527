"""Net days and exposure by unit and month, as floats: what the methods that look at single months work on.

Row 0 is the unit in question: the project, or in a placebo one of the comparators. The rows below are the units it
is compared with. The reference months come first, then the measurement months; what the plan leaves out is gone, so
that months next to each other in the table need not be so in the calendar: `months` says which they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """n units over m months.

    days: net days, shape (n, m). exposure: years of exposure, shape (n, m). months: indexes as in `period`,
    ascending, shape (m,). before: how many of them are reference months.
    """

    days: NDArray[np.float64]
    exposure: NDArray[np.float64]
    months: NDArray[np.int64]
    before: int

    def __repr__(self) -> str:
        units, months = self.days.shape
        return f"Table({units} units, {self.before} + {months - self.before} months)"

    @property
    def rates(self) -> NDArray[np.float64]:
        """Net days per year of exposure, shape (n, m)."""
        return self.days / self.exposure

    def only(self, rows: Sequence[int]) -> Table:
        """The same months of some units, in that order."""
        chosen = list(rows)
        return Table(self.days[chosen], self.exposure[chosen], self.months, self.before)

    def placebo(self, row: int) -> Table:
        """Comparator `row` in the place of the project, against all other comparators; the project is left out."""
        return self.only([row, *(other for other in range(1, len(self.days)) if other != row)])
