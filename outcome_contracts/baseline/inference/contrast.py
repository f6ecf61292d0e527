"""The contrast: by how much the project moved more than the pooled comparators, and how large an error is.

    θ   = log(project's rate after / before) − log(pooled comparators' rate after / before)
    θ_j = the same for comparator j against the pooled others: a placebo in space, where there is no effect
    SE  = √(mean θ_j²)

What the method finds where there is nothing to find is the size of its error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from outcome_contracts.baseline.rates import Change


@dataclass(frozen=True, slots=True)
class Contrast:
    """θ with its placebos, from the sums of one project and at least two comparators.

    pool: all comparators as one, so that a large unit weighs more. placebos: θ_j in the order of units.
    """

    project: Change
    units: tuple[Change, ...]
    pool: Change
    theta: float
    placebos: tuple[float, ...]
    log_se: float

    @property
    def degrees_of_freedom(self) -> int:
        """J − 1."""
        return len(self.units) - 1


def contrast(project: Change, units: Sequence[Change]) -> Contrast:
    """Compare a project with units in which nothing was done; every sum is greater than zero."""
    pool = sum(units, Change(0, 0, 0, 0))
    placebos = tuple(unit.log_against(pool - unit) for unit in units)
    # fsum rounds once, at the end: the order of the comparators cannot matter.
    log_se = math.sqrt(math.fsum(placebo * placebo for placebo in placebos) / len(placebos))
    return Contrast(project, tuple(units), pool, project.log_against(pool), placebos, log_se)
