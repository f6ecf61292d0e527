"""What every method must keep before a contract may name it: the same laws for all, each method on the same worlds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan, fit
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.requirements import REQUIREMENTS
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import panel, plan_fields

REFERENCE, MEASUREMENT = Period.parse("2015-01/2017-12"), Period.parse("2018-01/2018-12")
SPAN = Period(REFERENCE.first, MEASUREMENT.last)
NAMES = tuple("abcdefgh")

ALONE = {"comparators": [], "inference": "none", "draws": 0}
CASES = {
    "comparator_index": {},
    "median_index": {},
    "reference_mean": ALONE,
    "segmented_regression": ALONE | {"model": "extrapolation", "harmonics": 2},
    "controlled_series": {"model": "extrapolation", "harmonics": 0},
    "seasonal_naive": ALONE,
    "linear_trend": ALONE,
    "structural_series": {"components": "level"},
    "two_way_effects": {"estimand": "mean_of_months"},
    "synthetic_control": {},
    "demeaned_synthetic_control": {},
    "synthetic_did": {"time_weights": "uniform"},
}
ELSEWHERE = {"external_estimate", "combination", "switch"}  # they have no path of their own
METHODS = sorted(CASES)
COMPARING = [method for method in METHODS if REQUIREMENTS[method].comparators]


def agreed(method: str, **changes: object) -> BaselinePlan:
    fields = {"method": method, "reference_period": str(REFERENCE), "comparators": list(NAMES)}
    return BaselinePlan.from_dict(plan_fields(**(fields | CASES[method] | changes)))


def rates(seed: int = 1) -> np.ndarray:
    """Net days per head and month of the project and eight comparators: season, a common path, noise of their own."""
    random = np.random.default_rng(seed)
    months = np.arange(len(SPAN))
    common = 0.08 * np.cos(2 * np.pi * months / 12) + np.cumsum(random.normal(0, 0.01, len(months)))
    own = random.normal(0, 0.02, (1 + len(NAMES), len(months))) + np.linspace(-0.06, 0.06, 1 + len(NAMES))[:, None]
    own[0] -= own[0, : len(REFERENCE)].mean()
    return 0.5 * np.exp(common + own)


HEADS = np.array([4000, 3000, 5000, 3500, 6000, 4500, 2500, 5500, 3800])


def panels(by_month: np.ndarray, heads: np.ndarray = HEADS, names: tuple[str, ...] = NAMES):
    days = np.round(by_month * heads[:, None], 2)
    project = panel(Panel, ("p",), days[:1], heads[:1, None], period=SPAN)
    return project, panel(ComparatorPanel, names, days[1:], heads[1:, None], period=SPAN)


def found(method: str, by_month: np.ndarray, **changes: object):
    project, comparators = panels(by_month)
    return fit(agreed(method, **changes), project, comparators, MEASUREMENT)


def test_every_method_is_here() -> None:
    assert set(CASES) | ELSEWHERE == set(REQUIREMENTS)


@pytest.mark.parametrize("method", METHODS)
def test_it_is_deterministic(method) -> None:
    assert found(method, rates()).digest == found(method, rates()).digest


@pytest.mark.parametrize("method", METHODS)
def test_it_finds_an_effect_that_is_there(method) -> None:
    by_month = rates()
    by_month[0, len(REFERENCE) :] *= 0.7
    before, after = found(method, rates()).log_effect, found(method, by_month).log_effect
    assert after - before == pytest.approx(np.log(0.7), abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_the_path_does_not_look_at_the_outcome(method) -> None:
    by_month = rates()
    by_month[0, len(REFERENCE) :] *= np.linspace(0.5, 1.5, len(MEASUREMENT))
    plan = agreed(method)
    paths = []
    for world in (rates(), by_month):
        project, comparators = panels(world)
        table = evidence_of(plan, project, comparators).table()
        paths.append(method_of(plan).predict(table, plan).path[table.before :])
    # The index of a whole period is one ratio of sums: its months depend on exposure, never on net days.
    assert paths[0] == pytest.approx(paths[1], rel=1e-9)


def evidence_of(plan, project, comparators):
    from outcome_contracts.baseline.evidence import gather
    from outcome_contracts.notices import Findings

    return gather(plan, project, comparators if plan.comparators else None, MEASUREMENT, Findings())


@pytest.mark.parametrize("method", METHODS)
def test_the_estimate_is_that_of_its_path(method) -> None:
    plan, (project, comparators) = agreed(method), panels(rates())
    table = evidence_of(plan, project, comparators).table()
    theta = log_effect(table, method_of(plan).predict(table, plan).path, plan)
    assert found(method, rates()).log_effect == pytest.approx(theta, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_the_number_of_people_does_not_matter(method) -> None:
    """The project three times as large, with three times the days: the effect is that of the rates."""
    project, comparators = panels(np.round(rates() * HEADS[:, None]) / HEADS[:, None])
    larger, _ = panels(np.round(rates() * HEADS[:, None]) / HEADS[:, None], HEADS * np.array([3] + [1] * len(NAMES)))
    one, other = (fit(agreed(method), side, comparators, MEASUREMENT) for side in (project, larger))
    assert other.log_effect == pytest.approx(one.log_effect, abs=1e-9)


@pytest.mark.parametrize("method", COMPARING)
def test_the_order_of_the_comparators_does_not_matter(method) -> None:
    by_month, order = rates(), [5, 2, 7, 0, 3, 6, 1, 4]
    rows = [0, *(1 + place for place in order)]
    project, shuffled = panels(by_month[rows], HEADS[rows], tuple(NAMES[place] for place in order))
    one, other = found(method, by_month), fit(agreed(method), project, shuffled, MEASUREMENT)
    assert other.log_effect == pytest.approx(one.log_effect, abs=1e-9)
    assert other.spread.log_se == pytest.approx(one.spread.log_se, abs=1e-9)


@pytest.mark.parametrize("method", COMPARING)
def test_a_common_factor_of_everybody_is_no_effect(method) -> None:
    """A shock that multiplies the rates of all in the measurement period leaves the estimate where it was."""
    by_month = rates()
    by_month[:, len(REFERENCE) :] *= 1.6
    tolerance = 0.02 if method == "synthetic_control" else 1e-3  # levels: proportional shocks are not parallel
    assert found(method, by_month).log_effect == pytest.approx(found(method, rates()).log_effect, abs=tolerance)


@pytest.mark.parametrize("method", COMPARING)
def test_the_interval_is_that_of_the_placebos(method) -> None:
    result = found(method, rates())
    squares = [placebo.log_effect**2 for placebo in result.placebos]
    assert len(squares) == len(NAMES)
    assert result.spread.log_se == pytest.approx(np.sqrt(np.mean(squares)))
    assert result.effect.low < result.effect.point < result.effect.high


@pytest.mark.parametrize("method", METHODS)
def test_months_left_out_by_the_plan_are_left_out_everywhere(method) -> None:
    by_month = rates()
    by_month[:, len(REFERENCE) + 3 : len(REFERENCE) + 6] *= 5
    spans = {"excluded": ["2018-04/2018-06"]}
    if method in ("reference_mean", "seasonal_naive"):  # whole years, so a whole year's months have to go together
        spans = {"excluded": ["2018-04/2018-06", "2017-04/2017-06", "2016-04/2016-06", "2015-04/2015-06"]}
    assert found(method, by_month, **spans).log_effect == pytest.approx(found(method, rates(), **spans).log_effect)


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_month_is_refused(method) -> None:
    by_month = rates()
    project, comparators = panels(by_month)
    cut = Period(REFERENCE.first, MEASUREMENT.last - 1)
    with pytest.raises(DataRejected) as refusal:
        fit(agreed(method), project.window(cut), comparators.window(cut), MEASUREMENT)
    assert "OC-D050" in {notice.code for notice in refusal.value.notices}


@pytest.mark.parametrize("method", METHODS)
def test_it_says_what_it_assumes_in_both_languages(method) -> None:
    assumptions = found(method, rates()).assumptions
    assert assumptions
    assert all(one.sv.strip() and one.en.strip() and one.sv != one.en for one in assumptions)
    assert all(one.en != other.en for one, other in pairwise(assumptions))
