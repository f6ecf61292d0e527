"""The counterfactual: what would have been observed without the project.

In: a `BaselinePlan` that was frozen before the outcome was known, the project's `Panel`, a
`ComparatorPanel`, the measurement period. Out: a `Counterfactual` with its interval, placebos, diagnostics
and assumptions. One file per method. Never: money, a person, or a method chosen after the outcome.
"""

from outcome_contracts.baseline.counterfactual import (
    Assumption,
    Counterfactual,
    Diagnostic,
    Estimate,
    Grade,
    Placebo,
    Spread,
    Verdict,
)
from outcome_contracts.baseline.fit import Method, fit
from outcome_contracts.baseline.plan import BaselinePlan, read_plan
from outcome_contracts.baseline.rates import Denominator, exposure, observed_rate

__all__ = [
    "Assumption",
    "BaselinePlan",
    "Counterfactual",
    "Denominator",
    "Diagnostic",
    "Estimate",
    "Grade",
    "Method",
    "Placebo",
    "Spread",
    "Verdict",
    "exposure",
    "fit",
    "observed_rate",
    "read_plan",
]
