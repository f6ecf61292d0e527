"""Recognised specifications: published, numbered ways to compute a reference, and whether a plan is one, unmodified.

A number can be cited: "OC-CF-1 (2026)". What a specification leaves to the parties is who and when: comparators,
periods, seed, dispersion and the measure rules. Everything else must be as published; a plan that differs in one word,
or that adds a setting, is not recognised, however sensible the change. docs/baseline/methods.md prints this table.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcome_contracts.baseline.plan import BaselinePlan

_FREE = frozenset({"comparators", "reference_period", "seed", "denominator", "year_days", "measured_by", "dispersion"})
_DEFAULT: Mapping[str, object] = {
    "estimand": "mean_over_period", "inference": "placebo_in_space_t", "confidence": "0.95", "draws": 9999,
}  # fmt: skip

SPECIFICATIONS: Mapping[str, Mapping[str, object]] = {
    "OC-CF-1 (2026)": {**_DEFAULT, "method": "comparator_index"},
    "OC-CF-2 (2026)": {
        **_DEFAULT, "method": "comparator_index", "inference": "placebo_in_space_t_size_adjusted",
    },
    "OC-CF-3 (2026)": {
        **_DEFAULT, "method": "comparator_index", "non_routine": {"above": "0.25", "months": 2},
    },
    "OC-CF-4 (2026)": {**_DEFAULT, "method": "two_way_effects", "estimand": "mean_of_months"},
    "OC-CF-5 (2026)": {**_DEFAULT, "method": "demeaned_synthetic_control"},
    "OC-CF-6 (2026)": {**_DEFAULT, "method": "synthetic_did", "time_weights": "uniform"},
}  # fmt: skip


def recognised(plan: BaselinePlan) -> str | None:
    """The number of the specification that a plan follows to the word, or None."""
    stated = {field: value for field, value in plan.to_dict().items() if field not in _FREE}
    return next((number for number, fixed in SPECIFICATIONS.items() if stated == dict(fixed)), None)
