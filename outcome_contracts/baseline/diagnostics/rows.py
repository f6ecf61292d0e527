"""What to look at before believing an estimate: rows of value, threshold, verdict.

Of every method: months and comparators, the fit before (`pre_fit`), what the effect rests on (`sensitivity`), the
effect without each comparator, the rank of the project among its comparators. Of the comparator index also: the
project's size against theirs, the median comparator in place of the pool, the largest placebo, and a false start
inside the reference period. A flag informs and never refuses. The thresholds are proposals;
what was measured stands beside them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict, relative
from outcome_contracts.baseline.diagnostics.pre_fit import pre_fit_rows
from outcome_contracts.baseline.diagnostics.sensitivity import sensitivity_rows
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.inference.contrast import Contrast, contrast
from outcome_contracts.baseline.inference.permutation import permutation
from outcome_contracts.baseline.inference.student_t import two_sided_p
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.period import Period

# One comparator in ten that shifted by +40 % moved the simulated estimate by 3.3 points and made the interval
# three times as wide. Half of that shift, on the log scale, is flagged; ordinary placebos are 0.03 to 0.06.
BREAK_THRESHOLD = math.log(1.4) / 2
# Simulated coverage of the 95 % interval: 95 % for a project as large as its comparators, 88 % for one a
# sixth as large, 72 % for one a twentieth.
SIZE_THRESHOLD = 0.5
# A project that a false start flags erred more in the end, though not by much (rmse 3.6 against 3.1 points).
IN_TIME_P_THRESHOLD = 0.2

_Answer = tuple[tuple[Diagnostic, ...], tuple[Notice, ...]]


def diagnose(evidence: Evidence, found: Contrast, table: Table, path: NDArray[np.float64]) -> _Answer:
    """The rows for an index, and a notice for each that is flagged (OC-B041, OC-B042, OC-B043).

    path: the index by month, shape (m,).
    """
    findings = Findings()
    rows = (
        *_extent(evidence),
        _size(found, findings),
        *pre_fit_rows(table, path),
        *sensitivity_rows(table, path, found.theta),
        *_sensitivity(found),
        _largest_placebo(evidence, found, findings),
        *_rank(found.theta, found.placebos),
        _false_start(evidence, 12, findings),
        _false_start(evidence, 24, findings),
    )
    return rows, tuple(findings)


def diagnose_by_month(
    evidence: Evidence,
    table: Table,
    path: NDArray[np.float64],
    theta: float,
    placebos: Sequence[float],
    without_one: Sequence[float | None],
) -> tuple[Diagnostic, ...]:
    """The rows that every method has that predicts by month.

    path: of the project, shape (m,). without_one: θ with one comparator left out, None where it has no value.
    """
    effects = [None if theta is None else relative(theta) for theta in without_one]
    return (
        *_extent(evidence),
        *pre_fit_rows(table, path),
        *sensitivity_rows(table, path, theta),
        *_range("effect_without_one_comparator", effects),
        *_rank(theta, placebos),
    )


def _extent(evidence: Evidence) -> tuple[Diagnostic, ...]:
    """How many months count before and after, and how many comparators there are."""
    return (
        _information("reference_months", len(evidence.before)),
        _information("measurement_months", len(evidence.after)),
        _information("comparators", len(evidence.comparators.units)),
    )


def _size(found: Contrast, findings: Findings) -> Diagnostic:
    """The project's exposure as a share of the median comparator's."""
    size = found.project.exposure_before / median(unit.exposure_before for unit in found.units)
    if size < SIZE_THRESHOLD:
        findings.add("OC-B041", percent=f"{size:.0%}", threshold=f"{SIZE_THRESHOLD:.0%}")
    return Diagnostic("size_against_median_comparator", size, SIZE_THRESHOLD, _flag(size < SIZE_THRESHOLD))


def _sensitivity(found: Contrast) -> tuple[Diagnostic, ...]:
    """The effect without one comparator at a time, and against the median comparator."""
    against_median = found.project.log_ratio() - median(unit.log_ratio() for unit in found.units)
    return (
        *_range("effect_without_one_comparator", _without_one(found)),
        _information("effect_with_median_comparator", relative(against_median)),
    )


def _without_one(found: Contrast) -> tuple[float, float]:
    """The smallest and the largest effect when one comparator is left out of the pool."""
    effects = [found.project.log_against(found.pool - unit) for unit in found.units]
    return relative(min(effects)), relative(max(effects))


def _largest_placebo(evidence: Evidence, found: Contrast, findings: Findings) -> Diagnostic:
    """The comparator that departs most from the others: a reorganisation, a new way of recording?"""
    for name, placebo in zip(evidence.comparators.units, found.placebos, strict=True):
        if abs(placebo) > BREAK_THRESHOLD:
            low, high = (f"{effect:+.1%}" for effect in _without_one(found))
            findings.add("OC-B042", comparator=name, change=f"{relative(placebo):+.1%}", low=low, high=high)
    largest = max(map(abs, found.placebos))
    return Diagnostic("largest_placebo", largest, BREAK_THRESHOLD, _flag(largest > BREAK_THRESHOLD))


def _rank(theta: float, placebos: Sequence[float]) -> tuple[Diagnostic, ...]:
    """The permutation p-value, and the smallest that so many comparators can give."""
    if not placebos:
        return ()
    found = permutation(theta, placebos)
    return _information("permutation_p", found.p), _information("permutation_p_floor", found.floor)


def _false_start(evidence: Evidence, months: int, findings: Findings) -> Diagnostic:
    """The p-value of an effect in the last `months` of the reference period, before anything could have one.

    They are compared with the whole years just before them, at least one; months that do not count are in neither.
    """
    name, counted = f"in_time_placebo_p_{months}_months", evidence.before
    start = counted[-1] + 1 - months
    years = (start - counted[0]) // 12
    if years < 1:
        return Diagnostic(name, None, IN_TIME_P_THRESHOLD, Verdict.NOT_POSSIBLE)
    before, after = Period(start - 12 * years, start - 1), Period(start, counted[-1])
    project, units = evidence.changes(*([month for month in counted if month in span] for span in (before, after)))
    found = contrast(project, units) if all(one.is_defined for one in (project, *units)) else None
    if found is None or found.log_se == 0:
        return Diagnostic(name, None, IN_TIME_P_THRESHOLD, Verdict.NOT_POSSIBLE)
    p = two_sided_p(found.theta / found.log_se, found.degrees_of_freedom)
    if p < IN_TIME_P_THRESHOLD:
        findings.add("OC-B043", period=str(after), effect=f"{relative(found.theta):+.1%}", p=f"{p:.2f}")
    return Diagnostic(name, p, IN_TIME_P_THRESHOLD, _flag(p < IN_TIME_P_THRESHOLD))


def _range(name: str, effects: Sequence[float | None]) -> tuple[Diagnostic, ...]:
    """The smallest and the largest of some effects; not possible where one of them has no value."""
    known = [effect for effect in effects if effect is not None]
    if len(known) < len(effects):
        return tuple(Diagnostic(f"{name}_{end}", None, None, Verdict.NOT_POSSIBLE) for end in ("low", "high"))
    return (_information(f"{name}_low", min(known)), _information(f"{name}_high", max(known))) if known else ()


def _information(name: str, value: float) -> Diagnostic:
    return Diagnostic(name, value, None, Verdict.INFORMATION)


def _flag(found: bool) -> Verdict:
    return Verdict.FLAGGED if found else Verdict.PASSED
