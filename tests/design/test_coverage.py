"""The short coverage study: a 95 % interval holds the truth in 95 % of the worlds, in each of the ten scenarios.

1,000 worlds each, so that three Monte Carlo errors are two points; the whole study is a benchmark.
"""

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.design_matrix import Design
from outcome_contracts.baseline.estimators.poisson_regression import fit_poisson
from outcome_contracts.design import worlds
from outcome_contracts.design.power import power
from tests.benchmarks.compared import by_placebos, index, quasi_poisson, two_way_effects
from tests.benchmarks.coverage import SCENARIOS, STANDARD, covered

WORLDS = 1_000
THREE_ERRORS = 3 * (0.95 * 0.05 / WORLDS) ** 0.5


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_interval_tells_the_truth(scenario):
    assert covered(scenario, count=WORLDS).share == pytest.approx(0.95, abs=THREE_ERRORS)


def test_without_the_size_adjustment_a_small_municipality_is_told_too_much():
    small = next(one for one in SCENARIOS if one.inference != "placebo_in_space_t")
    found = power(small.spec, target=-0.12, confidence=0.95, inference="placebo_in_space_t", count=WORLDS, seed=1)
    assert found.coverage < 0.87


def test_the_closed_forms_of_the_comparison_are_the_methods_of_the_library():
    world = worlds(STANDARD, count=2, seed=7)
    found, rate = quasi_poisson(world), world.days[:, 1:].sum(axis=1) / world.exposure[:, 1:].sum(axis=1, keepdims=True)
    step = np.arange(72) >= 36
    design = Design(("level", "step"), np.column_stack([np.ones(72), step]))
    for number in range(2):
        fit = fit_poisson(world.days[number, 0], design, exposure=rate[number] * world.exposure[number, 0])
        assert fit.quasi_poisson().value("step") == pytest.approx(found.theta[number], rel=1e-9)
        assert fit.quasi_poisson().standard_error("step") == pytest.approx(found.log_se[number], rel=1e-9)


@pytest.mark.parametrize(
    ("method", "settings", "closed"),
    [("comparator_index", {}, index), ("two_way_effects", {"estimand": "mean_of_months"}, two_way_effects)],
)
def test_world_by_world_is_all_worlds_at_once(method, settings, closed):
    world = worlds(STANDARD, count=2, seed=7)
    slow, fast = by_placebos(method, settings, world), closed(world)
    assert slow.theta == pytest.approx(fast.theta, rel=1e-9)
    assert slow.log_se == pytest.approx(fast.log_se, rel=1e-9)
