"""How often the interval holds the truth: `python -m tests.benchmarks coverage`, ten scenarios, one line each.

Worlds of `outcome_contracts.design.worlds`, in which the effect is known. A 95 % interval is taken to tell the truth
where it holds it in 93 to 97 % of the worlds. `python -m tests.benchmarks.coverage --write` compares the methods as
well and writes all tables of docs/baseline/coverage.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcome_contracts.baseline.inference.placebo_in_space import Floats, t_intervals
from outcome_contracts.design.power import PlaceboInference, intervals, power
from outcome_contracts.design.world_spec import MUNICIPAL, WorldSpec
from outcome_contracts.design.worlds import Worlds, world_sums, worlds
from tests.benchmarks.compared import COMPARED, Found
from tests.benchmarks.docs import percent, write_table
from tests.benchmarks.result import Coverage, Result, cpu_seconds

SEED = 20_260
WORLDS = 4_000
COMPARED_WORLDS = 1_000
FEW_WORLDS = 300
CALIBRATION_WORLDS = 10_000
CONFIDENCE = 0.95
LOWEST, HIGHEST = 0.93, 0.97
LIMIT = 0.001
_COMMAND = "python -m tests.benchmarks.coverage --write"

STANDARD = WorldSpec(
    process=MUNICIPAL,
    project_staff=(6_000, 6_000),
    comparator_staff=(3_000, 9_000),
    comparators=10,
    reference_months=36,
    measurement_months=36,
    effect=-0.12,
    ramp_up_months=0,
    shock=0.0,
    shock_months=(0, 0),
)
_DRIFTING = replace(MUNICIPAL, local_walk=0.01)
_TRENDING = replace(MUNICIPAL, local_trend_sd=0.015)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question, with the inference that a plan for it would name."""

    name: str
    spec: WorldSpec
    inference: PlaceboInference = "placebo_in_space_t"


SCENARIOS = (
    Scenario("no effect", replace(STANDARD, effect=0.0)),
    Scenario("−12 %", STANDARD),
    Scenario("shock +60 %", replace(STANDARD, shock=0.6, shock_months=(20, 36))),
    Scenario("24 pre months", replace(STANDARD, reference_months=24)),
    Scenario("4 comparators", replace(STANDARD, comparators=4)),
    Scenario("300–1,000 staff", replace(STANDARD, project_staff=(300, 1_000)), "placebo_in_space_t_size_adjusted"),
    Scenario("local drift", replace(STANDARD, process=_DRIFTING)),
    Scenario("local trends", replace(STANDARD, process=_TRENDING)),
    Scenario("interim, 12 months", replace(STANDARD, measurement_months=12)),
    Scenario("ramp-up, 12 months", replace(STANDARD, ramp_up_months=12)),
)


# Standard deviation of the index, in percentage points, in the study that the process was calibrated on.
CALIBRATION = {
    "−12 %, no shock": (STANDARD, "2.8"),
    "shock +60 %": (replace(STANDARD, shock=0.6, shock_months=(20, 36)), "4.7"),
    "no local drift": (replace(STANDARD, process=replace(MUNICIPAL, local_walk=0.0)), "1.8"),
    "local drift, 1 % a month": (replace(STANDARD, process=_DRIFTING), "4.9"),
    "local trends, 1.5 % a year": (replace(STANDARD, process=_TRENDING), "5.1"),
}


def run() -> Iterator[Coverage | Result]:
    """The coverage of the default method in every scenario, then its speed."""
    for scenario in SCENARIOS:
        yield covered(scenario, count=WORLDS)
    yield _speed()


def covered(scenario: Scenario, *, count: int) -> Coverage:
    """Share of the first `count` worlds whose interval holds the truth."""
    found = power(
        scenario.spec, target=-0.12, confidence=CONFIDENCE, inference=scenario.inference, count=count, seed=SEED
    )
    error = found.monte_carlo_error(found.coverage)
    return Coverage(f"coverage, {scenario.name}", found.coverage, error, LOWEST, HIGHEST, count)


def _speed() -> Result:
    """Sums, index, ten placebos and the interval of eleven municipalities over 72 months."""
    world, calls = worlds(STANDARD, count=1, seed=SEED), 200

    def ours() -> None:
        for _ in range(calls):
            intervals(world.sums(), STANDARD, inference="placebo_in_space_t", confidence=CONFIDENCE)

    ours()
    own = sorted(cpu_seconds(ours) / calls for _ in range(9))[4]
    return Result("index + placebos, 11 municipalities × 72 months", "limit 1 ms", LIMIT / own, own, LIMIT, 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One method in one scenario; bias, sd and half width in percentage points, shares between 0 and 1."""

    bias: float
    sd: float
    coverage: float | None
    half_width: float | None
    power: float | None


# The tables of the comparison: what stands in a cell, as texts of a row.
PARTS: Mapping[str, Callable[[Row], Sequence[str]]] = {
    "coverages": lambda one: [_shown(one.coverage, 0)],
    "errors": lambda one: [percent(one.bias, 1), percent(one.sd, 1)],
    "widths": lambda one: [_shown(one.half_width, 1), _shown(one.power, 0)],
}


def _shown(share: float | None, digits: int) -> str:
    return "–" if share is None else percent(share, digits)


def row(method: Callable[[Worlds], Found], spec: WorldSpec, *, count: int, piece: int = 100) -> Row:
    """A method in the first `count` worlds of a scenario."""
    errors, half_widths, holds, below = [], [], [], []
    for first in range(0, count, piece):
        world = worlds(spec, count=min(piece, count - first), seed=SEED, first=first)
        found, truth = method(world), world.true_log_effect
        errors.append(np.expm1(found.theta) - np.expm1(truth))
        if found.log_se is not None:
            ends = t_intervals(found.theta, found.log_se, found.degrees_of_freedom, confidence=CONFIDENCE)
            half_widths.append((np.expm1(ends.high) - np.expm1(ends.low)) / 2)
            holds.append((ends.low <= truth) & (truth <= ends.high))
            below.append(ends.high < 0)
    error = np.concatenate(errors)
    return Row(float(error.mean()), float(error.std()), _mean(holds), _mean(half_widths), _mean(below))


def _mean(pieces: list[Floats]) -> float | None:
    return float(np.concatenate(pieces).mean()) if pieces else None


def _write_scenarios() -> None:
    """The default method in every scenario."""
    lines = [
        "| scenario | coverage | MC error | sd | half width | power | P(estimate ≤ −12 %) |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in SCENARIOS:
        found = power(one.spec, target=-0.12, confidence=CONFIDENCE, inference=one.inference, count=WORLDS, seed=SEED)
        shares = (found.coverage, found.monte_carlo_error(found.coverage), found.sd, found.half_width)
        cells = [percent(share, 1) for share in shares] + [percent(found.power, 0), percent(found.target_reached, 0)]
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    write_table("coverage.md", "scenarios", lines, command=_COMMAND, note=f"{WORLDS} worlds a row, seed {SEED}")


def _write_calibration() -> None:
    """How close the worlds are to those of the study."""
    lines = ["| scenario | here | study |", "|---|---|---|"]
    for name, (spec, studied) in CALIBRATION.items():
        sums = world_sums(spec, count=CALIBRATION_WORLDS, seed=SEED)
        sd = float(np.std(np.expm1(sums.contrasts().theta) - np.expm1(sums.true_log_effect)))
        lines.append(f"| {name} | {percent(sd, 2)} | {studied} |")
    note = f"{CALIBRATION_WORLDS} worlds a row, MC error 0.01 to 0.03, seed {SEED}"
    write_table("coverage.md", "calibration", lines, command=_COMMAND, note=note)


def _write_methods() -> None:
    """Every method in every scenario."""
    rows = {}
    for method in COMPARED:
        count = FEW_WORLDS if method.slow else COMPARED_WORLDS
        rows[method.name] = [row(method.estimate, one.spec, count=count) for one in SCENARIOS]
        print(method.name, *(_shown(one.coverage, 0) for one in rows[method.name]), flush=True)
    error, of_few = (percent(math.sqrt(0.95 * 0.05 / count), 1) for count in (COMPARED_WORLDS, FEW_WORLDS))
    note = (
        f"{COMPARED_WORLDS} worlds a cell, MC error of a coverage {error}; † {FEW_WORLDS} worlds, {of_few}; seed {SEED}"
    )
    for name, cell in PARTS.items():
        lines = [f"| method | {' | '.join(one.name for one in SCENARIOS)} |", "|---" * (1 + len(SCENARIOS)) + "|"]
        for method_name, found in rows.items():
            lines.append(f"| {method_name} | {' | '.join(' / '.join(cell(one)) for one in found)} |")
        write_table("coverage.md", name, lines, command=_COMMAND, note=note)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.coverage", description=__doc__)
    parser.add_argument("--write", action="store_true", required=True, help="write the tables of the page")
    parser.parse_args()
    _write_scenarios()
    _write_calibration()
    _write_methods()
