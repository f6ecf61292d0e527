"""The permutation p-value: how often chance alone would single out a unit as much as the project was.

    p = (1 + #{|θ_j| ≥ |θ|}) / (J + 1)        smallest possible: 1 / (J + 1)

If the project were one of the comparators, every rank among the J + 1 would be as likely; no distribution is assumed.
The floor is part of the answer: with fewer than 19 comparators no effect, however large, reaches 5 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.design_matrix import checked
from outcome_contracts.notices import Findings, UsageError

# Effects this close are the same up to rounding, and what is as large counts against the project.
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Permutation:
    """rank: 1 where the project stands out most, of `units` with the project. p = rank / units, floor = 1 / units."""

    rank: int
    units: int

    @property
    def p(self) -> float:
        """The p-value, two-sided."""
        return self.rank / self.units

    @property
    def floor(self) -> float:
        """The smallest p that so many comparators can give."""
        return 1 / self.units


def permutation(effect: float, placebos: ArrayLike) -> Permutation:
    """The rank of an effect among those found where there is none.

    effect, placebos: on one scale, any units; placebos of shape (J,), J ≥ 1.
    Raises UsageError (OC-B070) for another form.
    """
    findings = Findings()
    found = checked(placebos, "placebos", (None,), "finite", findings)
    own = checked(effect, "effect", (), "finite", findings)
    if not found.size:
        findings.add("OC-B070", argument="placebos", found="n = 0", needed="n ≥ 1")
    findings.refuse(UsageError)
    as_large = int(np.count_nonzero(np.abs(found) >= abs(float(own)) * (1 - _SAME)))
    return Permutation(1 + as_large, len(found) + 1)


def deviations(changes: ArrayLike) -> NDArray[np.float64]:
    """Every unit's change minus the mean change of all units, the project among them, shape (n,).

    Under the hypothesis of no effect the project is one unit like the others, and so it takes part in the mean.
    Raises UsageError (OC-B070) for another form.
    """
    findings = Findings()
    values = checked(changes, "changes", (None,), "finite", findings)
    if not values.size:
        findings.add("OC-B070", argument="changes", found="n = 0", needed="n ≥ 1")
    findings.refuse(UsageError)
    return np.asarray(values - values.mean())


def placebo_sd(placebos: ArrayLike) -> float:
    """The standard deviation of J ≥ 2 placebo effects about their own mean, with J − 1; shape (J,), any units.

    Raises UsageError (OC-B070) for another form.
    """
    findings = Findings()
    values = checked(placebos, "placebos", (None,), "finite", findings)
    if values.size < 2:
        findings.add("OC-B070", argument="placebos", found=f"n = {values.size}", needed="n ≥ 2")
    findings.refuse(UsageError)
    return float(values.std(ddof=1))
