"""Two groups and two waves: the smallest difference in differences, with and without what is missing.

    θ = (mean after − mean before) of the treated − the same of the others
    SE² of the units seen twice = s₁² / n₁ + s₀² / n₀        s²: variance of a unit's own change

Taking all available observations uses more data; taking the units seen twice lets each be compared with itself, and
only then is there a standard error that knows of it. Card and Krueger (1994, American Economic Review 84, 772-793,
table 3) print both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.arrays import as_floats
from outcome_contracts.baseline.estimators.design_matrix import checked
from outcome_contracts.baseline.estimators.two_way_regression import ComparisonOnly
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]
_NEEDED = 2


@dataclass(frozen=True, slots=True, eq=False)
class TwoByTwo:
    """One outcome of n units in two waves.

    before, after: in any units, shape (n,); NaN where a unit was not seen. treated: 0 or 1, shape (n,).
    Raises UsageError (OC-B070) for another form, for values that are infinite, and where one of the four cells has
    fewer than two observations.
    """

    before: Floats
    after: Floats
    treated: NDArray[np.bool_]

    def __post_init__(self) -> None:
        findings = Findings()
        shape = (len(np.atleast_1d(self.treated)),)
        marks = checked(self.treated, "treated", shape, "whole", findings)
        if (marks > 1).any():
            findings.add("OC-B070", argument="treated", found=f"{np.count_nonzero(marks > 1)} × x", needed="x = 0, 1")
        waves = [
            _wave(values, name, shape, findings) for name, values in (("before", self.before), ("after", self.after))
        ]
        findings.refuse(UsageError)
        for name, values in (("treated", marks == 1), ("before", waves[0]), ("after", waves[1])):
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        self._require_cells()

    def __repr__(self) -> str:
        return f"TwoByTwo({int(self.treated.sum())} treated, {int((~self.treated).sum())} others)"

    @property
    def treated_before(self) -> float:
        """The mean of the treated in the first wave, of those seen."""
        return float(np.nanmean(self.before[self.treated]))

    @property
    def treated_after(self) -> float:
        """The mean of the treated in the second wave, of those seen."""
        return float(np.nanmean(self.after[self.treated]))

    @property
    def others_before(self) -> float:
        """The mean of the others in the first wave, of those seen."""
        return float(np.nanmean(self.before[~self.treated]))

    @property
    def others_after(self) -> float:
        """The mean of the others in the second wave, of those seen."""
        return float(np.nanmean(self.after[~self.treated]))

    @property
    def effect(self) -> float:
        """θ from all available observations; after `seen_twice`, from those alone."""
        return (self.treated_after - self.treated_before) - (self.others_after - self.others_before)

    def seen_twice(self) -> TwoByTwo:
        """The units with both waves. Raises UsageError (OC-B070) where a group has fewer than two of them."""
        both = np.isfinite(self.before) & np.isfinite(self.after)
        return TwoByTwo(self.before[both], self.after[both], self.treated[both])

    def standard_error(self) -> float:
        """The SE of the difference of mean changes among the units seen twice, variances not pooled."""
        both = self.seen_twice()
        changes = both.after - both.before
        groups = (changes[both.treated], changes[~both.treated])
        return math.sqrt(sum(float(group.var(ddof=1)) / len(group) for group in groups))

    def standard_error_that_ignores_who_is_who(self) -> ComparisonOnly:
        """The SE of the interaction in a regression on group and wave, which takes every observation for a new unit.

        It is the wrong one: a unit's two waves are alike, and their common part drops out of its change.
        Raises UsageError (OC-B070) where there are no more than four observations.
        """
        cells = [values[np.isfinite(values)] for values in self._cells()]
        squares = sum(float(((cell - cell.mean()) ** 2).sum()) for cell in cells)
        variance = squares / (sum(map(len, cells)) - len(cells))
        se = math.sqrt(variance * sum(1 / len(cell) for cell in cells))
        return ComparisonOnly(se, "pooled OLS: ignores that the same units are seen twice")

    def _cells(self) -> tuple[Floats, ...]:
        return tuple(wave[group] for group in (self.treated, ~self.treated) for wave in (self.before, self.after))

    def _require_cells(self) -> None:
        findings = Findings()
        names = ("treated_before", "treated_after", "others_before", "others_after")
        for name, values in zip(names, self._cells(), strict=True):
            if (count := int(np.isfinite(values).sum())) < _NEEDED:
                findings.add("OC-B070", argument=name, found=f"n = {count}", needed=f"n ≥ {_NEEDED}")
        findings.refuse(UsageError)


def _wave(values: ArrayLike, name: str, shape: tuple[int, ...], findings: Findings) -> Floats:
    """A copy of a wave, in which NaN stands for a unit that was not seen."""
    wave = as_floats(values)
    if wave is None:
        return checked(values, name, shape, "finite", findings)
    checked(np.where(np.isnan(wave), 0.0, wave), name, shape, "finite", findings)
    return wave
