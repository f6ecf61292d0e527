"""Power before signing: will an effect of this size be seen, and what would be paid for nothing?

    power                    P(interval wholly below zero) at the effect of the design
    P(target)                P(estimate ≤ target), at that effect and without any
    minimum detectable       the effect of which the interval shows 80 %: exp(−q) − 1, q = the 80 % quantile of the
                             interval's upper end without effect, since θ moves with the effect and its error does not
    minimum effect           the reduction that an estimate passes without any effect in a tenth of all worlds; a
                             contract that pays only beyond it pays for noise at most that often

Simulated by the comparator index in the worlds of `worlds`, so that every answer holds as far as they do. A yes/no
payment at exactly the effect that is hoped for is a coin flip, whatever the size: look at P(target).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from outcome_contracts.baseline.inference.placebo_in_space import FEWEST_PLACEBOS, Floats, Intervals, placebo_t
from outcome_contracts.baseline.inference.size_adjustment import sampling_variance, size_adjusted_t
from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.world_spec import FEWEST_STAFF, MOST_STAFF, WorldSpec
from outcome_contracts.design.worlds import Sums, world_sums
from outcome_contracts.notices import Findings, UsageError

PlaceboInference = Literal["placebo_in_space_t", "placebo_in_space_t_size_adjusted"]

DETECTED = 0.8
# With fewer, a share that was counted is off by more than five points.
FEWEST_WORLDS = 100

_WORLDS_ALLOWED = range(FEWEST_WORLDS, 1_000_001)
_WORLDS = f"{FEWEST_WORLDS} – 1000000"


@dataclass(frozen=True, slots=True)
class Power:
    """What a design can show; effects are relative (−0.12 for 12 % less), shares between 0 and 1.

    effect: true effect, mean of the worlds (with a ramp it is smaller than the final one). bias, sd: of the estimate.
    coverage: share of the intervals that hold the truth. half_width: mean half width of the interval.
    power: share wholly below zero. target_reached, target_reached_without_effect: share of estimates ≤ target.
    minimum_detectable: effect that is seen in 80 % of the worlds. worlds: how many were simulated.
    """

    effect: float
    bias: float
    sd: float
    coverage: float
    half_width: float
    power: float
    target_reached: float
    target_reached_without_effect: float
    minimum_detectable: float
    worlds: int

    def monte_carlo_error(self, share: float) -> float:
        """Standard error of a share that was counted in these worlds: √(p (1 − p) / worlds)."""
        return math.sqrt(share * (1 - share) / self.worlds)


@dataclass(frozen=True, slots=True)
class MinimumEffect:
    """One row of a contract's table: from `staff` employees on, the reduction (0.05 for 5 %) that has to be passed.

    Raises UsageError (OC-B093) for a reduction outside 0 to 1.
    """

    staff: int
    reduction: float

    def __post_init__(self) -> None:
        findings = Findings()
        if not 0 <= self.reduction <= 1:
            findings.add("OC-B093", field="reduction", allowed="0 – 1")
        findings.refuse(UsageError)


def power(
    spec: WorldSpec, *, target: float, confidence: float, inference: PlaceboInference, count: int, seed: int
) -> Power:
    """Simulate a design with its effect and, in the same worlds, without any.

    target: the effect at which a yes/no payment is due, between −1 and 0. confidence: of the interval.
    inference: as a plan names it; the size-adjusted one with the dispersion of the process. count: worlds, ≥ 100.
    Raises UsageError with every finding: OC-B092 fewer than 4 comparators, OC-B093.
    """
    _refuse(
        spec,
        ("count", _WORLDS, count in _WORLDS_ALLOWED),
        ("target", "−1 < x < 0", -1 < target < 0),
        ("confidence", "0 < x < 1", 0 < confidence < 1),
        ("inference", " | ".join(get_args(PlaceboInference)), inference in get_args(PlaceboInference)),
    )
    with_effect = world_sums(spec, count=count, seed=seed)
    without = world_sums(replace(spec, effect=0.0), count=count, seed=seed)
    found, nothing = (
        intervals(sums, spec, inference=inference, confidence=confidence) for sums in (with_effect, without)
    )
    truth, estimate = with_effect.true_log_effect, np.expm1(found.theta)
    error = estimate - np.expm1(truth)
    return Power(
        effect=float(np.mean(np.expm1(truth))),
        bias=float(np.mean(error)),
        sd=float(np.std(error)),
        coverage=float(np.mean((found.low <= truth) & (truth <= found.high))),
        half_width=float(np.mean(np.expm1(found.high) - np.expm1(found.low))) / 2,
        power=float(np.mean(found.high < 0)),
        target_reached=float(np.mean(estimate <= target)),
        target_reached_without_effect=float(np.mean(np.expm1(nothing.theta) <= target)),
        minimum_detectable=math.expm1(-float(np.quantile(nothing.high, DETECTED))),
        worlds=count,
    )


def minimum_effects(
    spec: WorldSpec, staff: Sequence[int], *, false_share: float, count: int, seed: int
) -> tuple[MinimumEffect, ...]:
    """The reduction that chance alone passes in a share of all worlds, for projects of several sizes.

    spec: everything but the size of the project; its effect is not used. staff: sizes, rising. false_share: of the
    worlds without effect, below 0.5; 0.1 is the usual choice of comparable settlement rules.
    The same worlds for every size. Raises UsageError: OC-B092, OC-B093, OC-B095 for sizes that do not rise.
    """
    _refuse(
        spec,
        ("count", _WORLDS, count in _WORLDS_ALLOWED),
        ("false_share", "0 < x < 0.5", 0 < false_share < 0.5),
    )
    _require_rising(staff)
    rows = []
    for size in staff:
        sums = world_sums(replace(spec, effect=0.0, project_staff=(size, size)), count=count, seed=seed)
        passed = float(np.quantile(sums.contrasts().theta, false_share))
        rows.append(MinimumEffect(size, -math.expm1(passed)))
    return tuple(rows)


def minimum_effect_formula(rows: Sequence[MinimumEffect], *, measure: str, unit: str) -> str:
    """The table as a formula of the contract language: the minimum effect by the number of employees.

    measure: name of the measure that counts them, unit: its unit, as in `steps(staff, >= 500 head -> 6.8 %, …)`.
    Reductions are rounded up to a tenth of a per cent. Below the first row it is 100 %, so that nothing is paid where
    nothing was studied; `steps` alone would ask for nothing there.
    Raises UsageError (OC-B095) for no row, or sizes that do not rise.
    """
    _require_rising([row.staff for row in rows])
    steps = ", ".join(f">= {row.staff} {unit} -> {_tenths_up(row.reduction)} %" for row in rows)
    return f"if {measure} >= {rows[0].staff} {unit} then steps({measure}, {steps}) else 100 %"


def intervals(sums: Sums, spec: WorldSpec, *, inference: PlaceboInference, confidence: float) -> Intervals:
    """The comparator index of every world with its interval, by either placebo inference."""
    found = sums.contrasts()
    if inference == "placebo_in_space_t":
        return placebo_t(found, confidence=confidence)
    chance: Floats = sampling_variance(
        days_before=sums.days_before, days_after=sums.days_after, dispersion=spec.process.dispersion
    )
    return size_adjusted_t(found, own_variance=chance[:, 0], placebo_variances=chance[:, 1:], confidence=confidence)


def _tenths_up(reduction: float) -> str:
    # A float a hair above a tenth, from a decimal that was meant to be one, stays that tenth.
    return fixed_text(Fraction(math.ceil(round(1000 * reduction, 6)), 10), 1)


def _refuse(spec: WorldSpec, *arguments: tuple[str, str, bool]) -> None:
    """Refuse a question, naming every argument (name, what is allowed, whether it is fulfilled) that is wrong."""
    findings = Findings()
    if spec.comparators < FEWEST_PLACEBOS:
        findings.add("OC-B092", count=spec.comparators, needed=FEWEST_PLACEBOS)
    for field, allowed, fulfilled in arguments:
        if not fulfilled:
            findings.add("OC-B093", field=field, allowed=allowed)
    findings.refuse(UsageError)


def _require_rising(staff: Sequence[int]) -> None:
    """Refuse sizes (OC-B095) of which one is too small to simulate or not above the one before it."""
    findings, before = Findings(), FEWEST_STAFF - 1
    for number, size in enumerate(staff, 1):
        if not before < size <= MOST_STAFF:
            findings.add("OC-B095", row=number, lowest=FEWEST_STAFF)
        before = max(before, size)
    if not staff:
        findings.add("OC-B095", row=1, lowest=FEWEST_STAFF)
    findings.refuse(UsageError)
