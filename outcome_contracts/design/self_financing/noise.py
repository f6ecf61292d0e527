"""How much of a reduction could be luck: the standard error of a difference between two spans of years.

    SE = √(1/R + 1/P) · √(s² / N + c²)        relative to the level

R, P: years of reference and of project. s: standard deviation of a person's days over their mean, N: heads. c: the
common shock, by which a whole year moves together (influenza). More heads do nothing about c, and in a municipality
it is the larger part: a yes or no at exactly the break-even pays for luck as often as for work. The years' shocks are
taken as independent; where a bad year is followed by another, the error is larger.
"""

from __future__ import annotations

import math

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import is_finite


def sampling_error(*, sd_days: float, mean_days: float, heads: int) -> float:
    """The relative standard error of one year's mean: sd_days / (mean_days · √heads); days per head and year.

    Raises UsageError (OC-W002) for numbers that are not above zero and finite.
    """
    _require(sd_days=sd_days, mean_days=mean_days, heads=heads)
    return sd_days / mean_days / math.sqrt(heads)


def difference_error(*, sampling: float, common_shock: float, reference_years: float, project_years: float) -> float:
    """The relative standard error of the project's level against the reference's.

    sampling: of one year's mean, as `sampling_error` gives it, common_shock: standard deviation of a whole year; both
    relative, at least 0. Raises UsageError (OC-W002) for what is out of range.
    """
    findings = Findings()
    for argument, value in (("sampling", sampling), ("common_shock", common_shock)):
        if not (is_finite(value) and value >= 0):
            findings.add("OC-W002", argument=argument, allowed="≥ 0")
    findings.refuse(UsageError)
    _require(reference_years=reference_years, project_years=project_years)
    return math.hypot(sampling, common_shock) * math.sqrt(1 / reference_years + 1 / project_years)


def _require(**numbers: float) -> None:
    findings = Findings()
    for argument, value in numbers.items():
        if not (is_finite(value) and value > 0):
            findings.add("OC-W002", argument=argument, allowed="> 0")
    findings.refuse(UsageError)
