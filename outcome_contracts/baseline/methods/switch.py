"""The switch: one method until a date and another from it, agreed beforehand, and the days add up.

    reference days = Σ over segments of (path of the segment's method · exposure)

A segment's method sees the reference months and the months of its segment, so that what it says of them does not
depend on how long the other segment is. The same switch on each comparator gives the placebos.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Diagnostic, Grade, Verdict
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.methods.assumptions import NOTHING_REACHED_THEM, ONE_OF_THEM
from outcome_contracts.baseline.methods.parts import parts_of, require_part, require_switch, starts_of
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month, log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.period import Period

ASSUMPTIONS = (
    Assumption(
        en="In each segment of the measurement period the assumptions of that segment's method hold.",
        sv="I varje del av mätperioden gäller antagandena för den delens metod.",
    ),
    ONE_OF_THEM,
    NOTHING_REACHED_THEM,
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record parts that do not make one switch, or begin after the measurement (OC-B089), and what forbids a method.

    A part is asked only about the months in which it holds; one that holds in none of them is not asked.
    """
    plan, span = evidence.plan, evidence.measurement
    require_switch(plan, findings)
    starts = starts_of(plan)
    if not starts or starts[0] > span.first:
        findings.add("OC-B089", part=1, field="first_month", expected=f"≤ {Period(span.first, span.first)}")
    if len(starts) < len(parts_of(plan)) or list(starts) != sorted(set(starts)):
        return
    for part, start, end in zip(parts_of(plan), starts, (*starts[1:], span.last + 1), strict=True):
        first, last = max(start, span.first), min(end - 1, span.last)
        months = tuple(month for month in evidence.after if first <= month <= last)
        if months:
            require_part(replace(evidence, measurement=Period(first, last), after=months), part, findings)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """Each measurement month from the method that holds in it; the reference months as the first of these has them."""
    holds = np.array([bisect_right(starts_of(plan), month) - 1 for month in table.months[table.before :].tolist()])
    path, rows = np.empty(table.days.shape[1]), []
    for number, part in reversed(list(enumerate(parts_of(plan)))):
        columns = table.before + np.flatnonzero(holds == number)
        if columns.size:
            segment = _cut(table, columns)
            found = method_of(part.plan).predict(segment, part.plan).path
            path[: table.before], path[columns] = found[: table.before], found[table.before :]
            effect = log_effect(segment, found, part.plan)
            rows.append(Diagnostic(f"log_effect_of_part_{number + 1}", effect, None, Verdict.INFORMATION))
    return Prediction(path, diagnostics=tuple(reversed(rows)))


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far.

    Raises DataRejected for what a part refuses, and OC-B030 where the placebos have no spread.
    """
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)


def _cut(table: Table, columns: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Table:
    """The reference months and some of the measurement months."""
    kept = np.concatenate([np.arange(table.before), columns])
    return Table(table.days[:, kept], table.exposure[:, kept], table.months[kept], table.before)
