"""The median index: the reference rate, moved as the comparator in the middle moved.

    reference = D_pre / P_pre × exp(median_j log(c_j,post / c_j,pre))

One comparator that breaks moves a pool: of ten, one that shifted by +40 % moved the pooled index by 3.3 points and the
median one by 0.3. The price is that a large and a small comparator count the same. Placebos and interval as for
the pooled index: each comparator against the median of the others.
"""

from __future__ import annotations

import numpy as np

from outcome_contracts.baseline.counterfactual import Assumption, Counterfactual, Grade
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.methods import comparator_index
from outcome_contracts.baseline.monthly import Prediction, estimate_by_month
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, Notice

ASSUMPTIONS = (
    Assumption(
        en="Without the project, its rate would have changed by the factor of the comparator in the middle.",
        sv="Utan projektet hade dess nivå ändrats med samma faktor som den mittersta jämförelseenhetens.",
    ),
    *comparator_index.ASSUMPTIONS[1:],
)


def require(evidence: Evidence, findings: Findings) -> None:
    """Record what forbids an index: the same as for the pooled one."""
    comparator_index.require(evidence, findings)


def predict(table: Table, plan: BaselinePlan) -> Prediction:
    """The reference rate, moved in every month as the median comparator's; together as that of the whole period."""
    before, after = slice(table.before), slice(table.before, None)
    days, exposure = table.days, table.exposure
    levels = days[:, before].sum(axis=1) / exposure[:, before].sum(axis=1)
    moved = days[1:, after].sum(axis=1) / exposure[1:, after].sum(axis=1) / levels[1:]
    path = levels[0] * np.median(table.rates[1:] / levels[1:, None], axis=0)
    whole = levels[0] * np.exp(np.median(np.log(moved)))
    path[after] *= whole * exposure[0, after].sum() / (path[after] * exposure[0, after]).sum()
    return Prediction(path)


def estimate(evidence: Evidence, notices: tuple[Notice, ...]) -> Counterfactual:
    """The counterfactual of evidence that `require` let through, with the notices so far."""
    return estimate_by_month(evidence, notices, predict=predict, grade=Grade.SETTLEMENT, assumptions=ASSUMPTIONS)
