"""Selection: was the project chosen because its reference was high? Then it falls by itself.

Whoever is picked for a high year is picked for chance too, and chance does not come again: with no project at all,
employees with four spells or more in a year fall by 31 % the year after, and the top fifth of workplaces by 12 %
(simulated; 35 % in the control group of a published trial). Such a fall is no effect.

    departure = log(last reference year / earlier years) of the project − the same of the pooled comparators

A baseline of months by which the group was selected is refused. Where nobody says how it was selected, the last
reference year is tested against the project's own earlier years and against the comparators. It informs: a high year
can have its reasons. The threshold is a proposal.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict, relative
from outcome_contracts.baseline.inference.placebo_in_space import against_others
from outcome_contracts.baseline.inference.student_t import two_sided_p
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.period import Period

# A proposal. One-sided: a last year that is low is no sign of selection. In 600 simulated worlds of eleven
# municipalities it flagged 8 % of projects like any other, and 86 % of those chosen for the steepest last year.
SELECTION_P_THRESHOLD = 0.10
FEWEST_OWN_YEARS = 3

Basis = Literal["everybody", "structure", "past_outcome"]


@dataclass(frozen=True, slots=True)
class Selection:
    """How the project's group came about.

    basis: `everybody` employed at its units; `structure`: chosen by what it is (sector, size, place); `past_outcome`:
        chosen by its sickness absence. observed: the months of that absence; None for the other bases.
    Raises UsageError (OC-B100) for another basis, for months without `past_outcome`, or the reverse.
    """

    basis: Basis
    observed: Period | None

    def __post_init__(self) -> None:
        findings = Findings()
        if self.basis not in get_args(Basis):
            findings.add("OC-B100", name="basis", expected=" | ".join(get_args(Basis)), found="–")
        if (self.basis == "past_outcome") is (self.observed is None):
            expected = "YYYY-MM/YYYY-MM" if self.observed is None else "None"
            findings.add("OC-B100", name="observed", expected=expected, found=str(self.observed))
        findings.refuse(UsageError)


def require_unselected(selection: Selection, reference: Collection[int], findings: Findings) -> None:
    """Record (OC-B106) reference months by whose outcome the group was selected."""
    if selection.observed is None:
        return
    conditioned = [month for month in reference if month in selection.observed]
    if conditioned:
        findings.add("OC-B106", observed=str(selection.observed), count=len(conditioned), months=len(reference))


def last_reference_year(table: Table, findings: Findings) -> tuple[Diagnostic, Diagnostic]:
    """Whether the last reference year stands out upwards: one-sided p-values, each flagged with OC-B105.

    The first is against the comparators, of which at least two are needed, with the placebo t of each comparator
    against the others; the second against the project's own earlier years, of which three are needed. Years are the
    twelve months back from the last reference month; one from which a month is left out is not used. Not possible
    without an earlier year, or where a year has no days.
    """
    days, exposure = _years(table)
    usable = days.shape[1] >= 2 and bool((days > 0).all() and (exposure > 0).all())
    against = _against_comparators(days, exposure) if usable and len(days) >= 3 else None
    own = _against_own(days[0] / exposure[0]) if usable and days.shape[1] > FEWEST_OWN_YEARS else None
    return (
        _row("last_reference_year_p_comparators", against, findings),
        _row("last_reference_year_p_own_years", own, findings),
    )


def _years(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Days and exposure of every whole reference year, the last one first, shape (units, years) each."""
    months = table.months[: table.before]
    age = (months[-1] - months) // 12 if len(months) else months
    whole = [year for year in range(int(age.max(initial=-1)) + 1) if np.count_nonzero(age == year) == 12]
    if not whole or whole[0] != 0:
        return np.zeros((len(table.days), 0)), np.zeros((len(table.days), 0))
    columns = [np.flatnonzero(age == year) for year in whole]
    days, exposure = (
        np.stack([side[:, column].sum(axis=1) for column in columns], axis=1) for side in (table.days, table.exposure)
    )
    return days, exposure


def _against_comparators(days: NDArray[np.float64], exposure: NDArray[np.float64]) -> tuple[float, float] | None:
    """Departure of the project and its one-sided p; None where the comparators do not differ at all."""
    earlier_days, earlier_exposure = days[:, 1:].sum(axis=1), exposure[:, 1:].sum(axis=1)
    departure, *placebos = against_others(earlier_days, earlier_exposure, days[:, 0], exposure[:, 0]).tolist()
    error = math.sqrt(math.fsum(placebo * placebo for placebo in placebos) / len(placebos))
    return (departure, _upper_p(departure / error, len(placebos) - 1)) if error > 0 else None


def _against_own(rates: NDArray[np.float64]) -> tuple[float, float] | None:
    """Departure of the last year from the mean of the earlier ones, with the p of a new year among them."""
    last, earlier = math.log(rates[0]), np.log(rates[1:])
    departure, error = last - float(earlier.mean()), float(earlier.std(ddof=1)) * math.sqrt(1 + 1 / len(earlier))
    return (departure, _upper_p(departure / error, len(earlier) - 1)) if error > 0 else None


def _upper_p(t: float, df: int) -> float:
    """P(T ≥ t)."""
    half = two_sided_p(t, df) / 2
    return half if t > 0 else 1 - half


def _row(name: str, found: tuple[float, float] | None, findings: Findings) -> Diagnostic:
    if found is None:
        return Diagnostic(name, None, SELECTION_P_THRESHOLD, Verdict.NOT_POSSIBLE)
    departure, p = found
    if p >= SELECTION_P_THRESHOLD:
        return Diagnostic(name, p, SELECTION_P_THRESHOLD, Verdict.PASSED)
    findings.add("OC-B105", test=name, departure=f"{relative(departure):+.1%}", p=f"{p:.3f}")
    return Diagnostic(name, p, SELECTION_P_THRESHOLD, Verdict.FLAGGED)
