"""What the effect rests on: does one month, or one year, carry it?

    change without month t = θ(without t) − θ        a year = twelve months from the start of the measurement period

Both are computed on a path that stays as it is: what is left out is left out of the comparison, not of the fit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.table import Table

# A proposal: half of the target of the Swedish pilots (12 %) carried by a single month.
MONTH_THRESHOLD = 0.06


def without_each(
    table: Table, path: NDArray[np.float64], groups: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """θ of the measurement months without one group of them at a time, as a ratio of sums.

    path: rates without the project, shape (m,). groups: a number for every measurement month, shape (m − before,).
    Returns the distinct numbers, ascending, and θ without each; not a number where nothing would be left.
    """
    after = slice(table.before, None)
    days, expected = table.days[0, after], path[after] * table.exposure[0, after]
    numbers, places = np.unique(groups, return_inverse=True)
    left_days = days.sum() - np.bincount(places, weights=days)
    left_expected = expected.sum() - np.bincount(places, weights=expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        return numbers, np.where(left_expected > 0, np.log(left_days / left_expected), np.nan)


def sensitivity_rows(table: Table, path: NDArray[np.float64], theta: float) -> tuple[Diagnostic, ...]:
    """The largest change of θ without one month, and the range of effects without one year."""
    months = table.months[table.before :]
    _, by_month = without_each(table, path, months)
    _, by_year = without_each(table, path, (months - months[0]) // 12)
    largest = _largest(np.abs(by_month - theta))
    flagged = largest is not None and largest > MONTH_THRESHOLD
    low, high = _largest(-by_year), _largest(by_year)
    return (
        Diagnostic("largest_change_without_one_month", largest, MONTH_THRESHOLD, _verdict(largest, flagged=flagged)),
        _information("effect_without_one_year_low", None if low is None else float(np.expm1(-low))),
        _information("effect_without_one_year_high", None if high is None else float(np.expm1(high))),
    )


def _largest(values: NDArray[np.float64]) -> float | None:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if finite.size else None


def _verdict(value: float | None, *, flagged: bool) -> Verdict:
    if value is None:
        return Verdict.NOT_POSSIBLE
    return Verdict.FLAGGED if flagged else Verdict.PASSED


def _information(name: str, value: float | None) -> Diagnostic:
    return Diagnostic(name, value, None, Verdict.NOT_POSSIBLE if value is None else Verdict.INFORMATION)
