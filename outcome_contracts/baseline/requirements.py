"""What each method and each inference asks of a plan: comparators, an interval of its kind, and settings.

A setting has no default, since each moves the payment: where the method or the inference uses it, the plan states
it, and where nothing uses it, the plan may not carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MethodName = Literal[
    "comparator_index", "median_index", "reference_mean", "segmented_regression", "controlled_series",
    "seasonal_naive", "linear_trend", "structural_series", "two_way_effects", "synthetic_control",
    "demeaned_synthetic_control", "synthetic_did", "external_estimate", "combination", "switch",
]  # fmt: skip
Inference = Literal[
    "placebo_in_space_t", "placebo_in_space_t_size_adjusted", "cross_fitted_t", "agreed_drift", "sampling_only", "none"
]  # fmt: skip
Setting = Literal[
    "model", "harmonics", "components", "time_weights", "parts", "lags", "drift_sd", "dispersion", "folds"
]  # fmt: skip

_PLACEBOS: tuple[Inference, ...] = ("placebo_in_space_t", "placebo_in_space_t_size_adjusted")
_ONE_SERIES: tuple[Inference, ...] = ("sampling_only", "none")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one method asks of a plan. comparators: whether it compares. inference: the kinds it can have."""

    comparators: bool
    inference: tuple[Inference, ...]
    settings: tuple[Setting, ...] = ()


REQUIREMENTS: Mapping[MethodName, Requirement] = {
    "comparator_index": Requirement(True, _PLACEBOS),
    "median_index": Requirement(True, ("placebo_in_space_t",)),
    "reference_mean": Requirement(False, ("none",)),
    "segmented_regression": Requirement(False, _ONE_SERIES, ("model", "harmonics")),
    "controlled_series": Requirement(
        True, ("placebo_in_space_t", "agreed_drift", "sampling_only"), ("model", "harmonics")
    ),
    "seasonal_naive": Requirement(False, ("none",)),
    "linear_trend": Requirement(False, _ONE_SERIES),
    "structural_series": Requirement(True, ("placebo_in_space_t",), ("components",)),
    "two_way_effects": Requirement(True, ("placebo_in_space_t",)),
    "synthetic_control": Requirement(True, ("placebo_in_space_t", "cross_fitted_t")),
    "demeaned_synthetic_control": Requirement(True, ("placebo_in_space_t", "cross_fitted_t")),
    "synthetic_did": Requirement(True, ("placebo_in_space_t",), ("time_weights",)),
    "external_estimate": Requirement(False, ("none",)),
    "combination": Requirement(True, ("placebo_in_space_t",), ("parts",)),
    "switch": Requirement(True, ("placebo_in_space_t",), ("parts",)),
}  # fmt: skip

SETTINGS_OF_INFERENCE: Mapping[Inference, tuple[Setting, ...]] = {
    "placebo_in_space_t": (),
    "placebo_in_space_t_size_adjusted": ("dispersion",),
    "cross_fitted_t": ("folds",),
    "agreed_drift": ("lags", "drift_sd"),
    "sampling_only": ("lags",),
    "none": (),
}


def settings(method: MethodName, inference: Inference) -> frozenset[Setting]:
    """The settings that a plan of this method and inference states."""
    return frozenset(REQUIREMENTS[method].settings + SETTINGS_OF_INFERENCE[inference])


def described(field: str) -> str:
    """Which methods or inferences a setting belongs to, for messages."""
    users: list[str] = [method for method, needs in REQUIREMENTS.items() if field in needs.settings]
    users += [inference for inference, used in SETTINGS_OF_INFERENCE.items() if field in used]
    return " | ".join(users)
