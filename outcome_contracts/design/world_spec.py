"""What a simulated world is made of: how sickness moves, who takes part, and what happens.

    Process     season, national path, local drift, chance        the calibrated one is `MUNICIPAL`
    WorldSpec   sizes, months, effect, shock                      the design of a project

The numbers come from published Swedish figures (Statistics Sweden on the sick-pay period: 8 to 8.5 calendar days per
municipal employee and year before 2020; Försäkringskassan 2006:1) where there are any. The random walk has no source
and decides most: before a contract, estimate it from the comparators' own past.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from outcome_contracts.baseline.inference.placebo_in_space import Floats
from outcome_contracts.notices import Findings, UsageError

# Below this, a month's days are so few that a log-normal month no longer looks like one of sickness.
FEWEST_STAFF = 100
MOST_STAFF = 10_000_000


def require_allowed(findings: Findings, field: str, allowed: str, fulfilled: bool) -> None:
    """Record a field (OC-B093) whose condition is not fulfilled."""
    if not fulfilled:
        findings.add("OC-B093", field=field, allowed=allowed)


def is_whole(value: float, lowest: int, highest: int) -> bool:
    """Whether a value is a whole number, and not a float or a truth value that looks like one, between two others."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and lowest <= value <= highest


@dataclass(frozen=True, slots=True)
class Process:
    """How sickness absence moves by itself. All standard deviations are of the log rate.

    days_per_year: net days per person-year without waves. season: twelve factors, January first, of mean 1.
    national_trend: per year. national_sd, national_memory: of the national AR(1), the latter its correlation from one
    month to the next. wave_height: the highest log height of a winter's wave, the lowest being 0. wave_width: its
    standard deviation in months. loading_sd: of λ_i around 1.
    local_sd, local_memory: as the national ones. local_walk: standard deviation of a month's step. local_trend_sd: per
    year. shock_loading_sd: of κ_i around 1. dispersion: φ, variance over mean of net days.
    Raises UsageError (OC-B093), one finding a field.
    """

    days_per_year: float
    season: tuple[float, ...]
    national_trend: float
    national_sd: float
    national_memory: float
    wave_height: float
    wave_width: float
    loading_sd: float
    local_sd: float
    local_memory: float
    local_walk: float
    local_trend_sd: float
    shock_loading_sd: float
    dispersion: float

    def __post_init__(self) -> None:
        findings = Findings()
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "season":
                fits = len(value) == 12 and min(value) > 0 and math.isclose(sum(value), 12)
                require_allowed(findings, "season", "12 × > 0, mean 1", fits)
            elif field.name == "national_trend":
                require_allowed(findings, field.name, "−1 – 1", -1 <= value <= 1)
            elif field.name in ("days_per_year", "wave_width", "dispersion"):
                require_allowed(findings, field.name, "> 0", 0 < value < math.inf)
            else:
                require_allowed(findings, field.name, "0 – 1", 0 <= value < 1)
        findings.refuse(UsageError)


# Calibrated, from the top: net days 6.8 to 8.1 a year; profile from 1.40 in February to 0.48 in July; a national
# path that moves a bare reference mean by 5 points; dispersion of a year's net days over persons. Assumed: 0.5 % a
# month of random walk.
MUNICIPAL = Process(
    days_per_year=7.0,
    season=(1.25, 1.40, 1.25, 1.00, 0.90, 0.75, 0.48, 0.75, 1.05, 1.10, 1.10, 0.97),
    national_trend=0.01,
    national_sd=0.05,
    national_memory=0.6,
    wave_height=0.7,
    wave_width=0.8,
    loading_sd=0.10,
    local_sd=0.03,
    local_memory=0.5,
    local_walk=0.005,
    local_trend_sd=0.0,
    shock_loading_sd=0.15,
    dispersion=12.0,
)


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """What is simulated: the process, who takes part, and what happens.

    project_staff, comparator_staff: lowest and highest number of employees, drawn evenly in each world and constant
    in time; at least 100. comparators: how many. reference_months, measurement_months: the first month is a January.
    effect: on the rate, −0.12 for 12 % less; ramp_up_months: how long it takes to grow to that, linearly.
    shock: 0.6 for 60 % more; shock_months: number of the first measurement month it strikes, from 0, and of the first
    after it; (0, 0) for none.
    Raises UsageError (OC-B093), one finding a field.
    """

    process: Process
    project_staff: tuple[int, int]
    comparator_staff: tuple[int, int]
    comparators: int
    reference_months: int
    measurement_months: int
    effect: float
    ramp_up_months: int
    shock: float
    shock_months: tuple[int, int]

    def __post_init__(self) -> None:
        findings = Findings()
        for name in ("project_staff", "comparator_staff"):
            lowest, highest = getattr(self, name)
            whole = all(is_whole(size, FEWEST_STAFF, MOST_STAFF) for size in (lowest, highest))
            rising = whole and lowest <= highest
            require_allowed(findings, name, f"{FEWEST_STAFF} – {MOST_STAFF}, ≤", rising)
        require_allowed(findings, "comparators", "1 – 10000", is_whole(self.comparators, 1, 10_000))
        require_allowed(findings, "reference_months", "1 – 1200", is_whole(self.reference_months, 1, 1_200))
        require_allowed(findings, "measurement_months", "1 – 1200", is_whole(self.measurement_months, 1, 1_200))
        require_allowed(findings, "effect", "−1 < x ≤ 10", -1 < self.effect <= 10)
        require_allowed(findings, "ramp_up_months", "0 – 1200", is_whole(self.ramp_up_months, 0, 1_200))
        require_allowed(findings, "shock", "−1 < x ≤ 10", -1 < self.shock <= 10)
        first, end = self.shock_months
        within = 0 <= first <= end <= self.measurement_months and all(is_whole(one, 0, 1_200) for one in (first, end))
        require_allowed(findings, "shock_months", "0 ≤ first ≤ end ≤ measurement_months", within)
        findings.refuse(UsageError)

    @property
    def units(self) -> int:
        """The project and its comparators."""
        return 1 + self.comparators

    @property
    def months(self) -> int:
        """Reference and measurement months together."""
        return self.reference_months + self.measurement_months

    def log_effect(self) -> Floats:
        """The effect of every measurement month on the log scale, shape (measurement_months,)."""
        month = np.arange(1, self.measurement_months + 1)
        grown = np.minimum(1.0, month / self.ramp_up_months) if self.ramp_up_months else np.ones(month.size)
        return np.asarray(np.log1p(self.effect * grown))
