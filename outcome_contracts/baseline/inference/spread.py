"""How wide the interval is: the standard error of θ by the inference that the plan names.

placebo_in_space_t                 SE² = mean θ_j²                              t(J − 1)
placebo_in_space_t_size_adjusted   SE² = max(0, mean(θ_j² − s_j²)) + s²         t(ν), see `size_adjustment`
cross_fitted_t                     blocks of the reference period               t(K − 1)
agreed_drift                       SE² = SE_HAC² + s_drift²                     t(months − coefficients)
sampling_only                      SE_HAC: the sampling part, never the whole
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from outcome_contracts.baseline.counterfactual import Spread
from outcome_contracts.baseline.inference.agreed_drift import agreed_drift_log_se
from outcome_contracts.baseline.inference.size_adjustment import table_error
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, Notice

if TYPE_CHECKING:
    from outcome_contracts.baseline.monthly import Predict, Prediction


# Comparators that move alike leave placebos of 1e-16 from rounding, which are none.
_ROUNDING_ERROR = 1e-12


def spread(
    plan: BaselinePlan, table: Table, placebos: Sequence[float], found: Prediction, predict: Predict
) -> Spread | None:
    """The spread of θ, or None where the plan wants none.

    placebos: θ_j of the comparators. found: what `predict` says of the project.
    Raises DataRejected (OC-B030) where the error would be zero.
    """
    match plan.inference:
        case "none":
            return None
        case "placebo_in_space_t":
            log_se, degrees = root_mean_square(placebos), len(placebos) - 1
        case "placebo_in_space_t_size_adjusted":
            log_se, degrees = table_error(table, placebos, dispersion=float(plan.dispersion or 0))
        case "agreed_drift":
            own, drift = found.sampling_log_se or 0.0, float(plan.drift_sd or 0)
            log_se = agreed_drift_log_se(sampling_log_se=own, drift_sd=drift)
            degrees = found.sampling_degrees_of_freedom
        case "sampling_only" | "cross_fitted_t":
            log_se, degrees = found.sampling_log_se or 0.0, found.sampling_degrees_of_freedom
    if not log_se > _ROUNDING_ERROR:
        raise DataRejected([Notice("OC-B030", facts=(("count", len(placebos)),))])
    return Spread(log_se, degrees, plan.draws, plan.seed)


def root_mean_square(values: Sequence[float]) -> float:
    """√(mean of squares), rounded once at the end, so that the order cannot matter."""
    return math.sqrt(math.fsum(value * value for value in values) / len(values))
