"""Placebos in time: what a method finds at a start that never was, inside the reference period.

    false start      the last w months of the reference period, against the whole years just before them, at least one
    p                P(|T| ≥ |θ| / SE), T with t(J − 1), SE² = mean of θ_j², the comparators' own false starts

A weak sign: in simulation its correlation with the final error was 0.29, with local trends 0.62. It flags, it never
refuses, and a method that passes is not thereby right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict, relative
from outcome_contracts.baseline.diagnostics.rows import IN_TIME_P_THRESHOLD
from outcome_contracts.baseline.inference.spread import root_mean_square
from outcome_contracts.baseline.inference.student_t import two_sided_p
from outcome_contracts.baseline.monthly import Predict, log_effect, placebo_effects
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.period import Period

_FEWEST_COMPARATORS = 2
# Comparators that all move alike differ by rounding errors only, of which nothing can be judged.
_LEAST_LOG_SE = 1e-12


@dataclass(frozen=True, slots=True)
class InTimePlacebo:
    """One false start.

    window: months of it. reference, measurement: the months compared, None where no whole year lies before the window.
    log_effect: θ, None where the method has no answer there. p: None without at least two comparators that differ.
    """

    window: int
    reference: Period | None
    measurement: Period | None
    log_effect: float | None
    p: float | None

    @property
    def diagnostic(self) -> Diagnostic:
        """The row of the table of diagnostics."""
        name = f"in_time_placebo_p_{self.window}_months"
        if self.p is None:
            return Diagnostic(name, None, IN_TIME_P_THRESHOLD, Verdict.NOT_POSSIBLE)
        verdict = Verdict.FLAGGED if self.p < IN_TIME_P_THRESHOLD else Verdict.PASSED
        return Diagnostic(name, self.p, IN_TIME_P_THRESHOLD, verdict)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """OC-B043 where it is flagged."""
        findings = Findings()
        if self.diagnostic.verdict is Verdict.FLAGGED and self.log_effect is not None:
            effect = f"{relative(self.log_effect):+.1%}"
            findings.add("OC-B043", period=str(self.measurement), effect=effect, p=f"{self.p:.2f}")
        return tuple(findings)


def in_time_placebos(
    table: Table, plan: BaselinePlan, predict: Predict, *, windows: Sequence[int]
) -> tuple[InTimePlacebo, ...]:
    """A false start for each window, by the method itself.

    table: as the method gets it; only its reference months are looked at. windows: months, two or three of them, such
    as 12, 24. What the method itself refuses of a window leaves it without an answer.
    Raises UsageError (OC-B121) for a window that is no whole number of months above zero.
    """
    findings = Findings()
    for window in windows:
        if not isinstance(window, int) or window < 1:
            findings.add("OC-B121", argument="windows", allowed="1, 2, 3, …")
    findings.refuse(UsageError)
    return tuple(_placebo(table, plan, predict, window) for window in windows)


def _placebo(table: Table, plan: BaselinePlan, predict: Predict, window: int) -> InTimePlacebo:
    first, last = int(table.months[0]), int(table.months[table.before - 1])
    start, years = last + 1 - window, (last + 1 - window - first) // 12
    if years < 1:
        return InTimePlacebo(window, None, None, None, None)
    reference, measurement = Period(start - 12 * years, start - 1), Period(start, last)
    cut = _between(table, reference, measurement)
    if not cut.before:  # every month of those years is left out
        return InTimePlacebo(window, reference, measurement, None, None)
    try:
        theta = log_effect(cut, predict(cut, plan).path, plan)
        errors = placebo_effects(cut, plan, predict)
    except DataRejected:
        return InTimePlacebo(window, reference, measurement, None, None)
    log_se = root_mean_square(errors) if len(errors) >= _FEWEST_COMPARATORS else 0.0
    p = two_sided_p(theta / log_se, len(errors) - 1) if log_se > _LEAST_LOG_SE and math.isfinite(theta) else None
    return InTimePlacebo(window, reference, measurement, theta, p)


def _between(table: Table, reference: Period, measurement: Period) -> Table:
    """The table of a false start: its reference months, then those in which the effect is looked for."""
    months = table.months[: table.before]
    chosen = np.flatnonzero((months >= reference.first) & (months <= measurement.last))
    before = int(np.count_nonzero(months[chosen] < measurement.first))
    return Table(table.days[:, chosen], table.exposure[:, chosen], table.months[chosen], before)
