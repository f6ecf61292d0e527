"""Synthetic controls in a settlement: each rule broken alone, what is flagged, and the worked path."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outcome_contracts.baseline import Counterfactual, Grade, Verdict, fit
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import panel, plan

REFERENCE, MEASUREMENT = Period.parse("2015-01/2017-12"), Period.parse("2018-01/2019-12")
SPAN = Period(REFERENCE.first, MEASUREMENT.last)
BEFORE, MONTHS = len(REFERENCE), len(SPAN)
NAMES = tuple("abcdef")
METHODS = ("synthetic_control", "demeaned_synthetic_control", "synthetic_did")
EVERY = pytest.mark.parametrize("method", METHODS)


def days(seed: int = 1, *, noise: float = 0.03) -> np.ndarray:
    """Net days a month of the project and six comparators on 4,000 heads each; the project is a noisy mixture."""
    random = np.random.default_rng(seed)
    months = np.arange(MONTHS)
    season = np.cos(2 * np.pi * months / 12)
    common = np.cumsum(random.normal(0, 0.02, MONTHS))
    loadings = np.linspace(0.05, 0.2, len(NAMES))[:, None]
    units = 2000 * np.exp(np.linspace(-0.3, 0.3, len(NAMES))[:, None] + loadings * season + common)
    units *= np.exp(random.normal(0, noise, units.shape))
    project = units[1:5].mean(axis=0) * np.exp(random.normal(0, noise / 2, MONTHS))
    return np.vstack((project, units))


def found(method: str, world: np.ndarray, **changes: object) -> Counterfactual:
    setting = {"time_weights": "uniform"} if method == "synthetic_did" else {}
    names = NAMES[: len(world) - 1]
    fields = {"method": method, "reference_period": str(REFERENCE), "comparators": list(names)} | setting | changes
    project = panel(Panel, ("p",), world[:1], 4000, period=SPAN)
    return fit(plan(**fields), project, panel(ComparatorPanel, names, world[1:], 4000, period=SPAN), MEASUREMENT)


def errors(method: str, world: np.ndarray, **changes: object) -> list[str]:
    with pytest.raises(DataRejected) as refusal:
        found(method, world, **changes)
    return sorted({notice.code for notice in refusal.value.notices if notice.severity == "error"})


def flags(one: Counterfactual) -> set[str]:
    return {notice.code for notice in one.notices if notice.code.startswith("OC-B06")}


def verdict(one: Counterfactual, name: str) -> Verdict:
    return next(row.verdict for row in one.diagnostics if row.name == name)


@EVERY
def test_an_ordinary_world_raises_no_flag(method) -> None:
    one = found(method, days())
    assert flags(one) == set()
    assert one.grade is Grade.SETTLEMENT
    assert one.effect.low < 0 < one.effect.high
    assert verdict(one, "pre_fit_rmspe_against_median_placebo") is Verdict.PASSED
    assert verdict(one, "effective_comparators") is verdict(one, "largest_weight") is Verdict.PASSED


@EVERY
def test_three_comparators(method) -> None:
    assert errors(method, days()[:4]) == ["OC-B021"]


@EVERY
def test_twenty_three_reference_months(method) -> None:
    assert errors(method, days(), reference_period="2016-02/2017-12") == ["OC-B080"]


@EVERY
def test_reference_months_that_are_left_out_do_not_count(method) -> None:
    assert errors(method, days(), excluded=["2015-01/2016-01"]) == ["OC-B080"]


def test_a_level_above_all_comparators() -> None:
    world = days(noise=0.002)
    world[0] = world[6] * 1.01
    assert errors("synthetic_control", world) == ["OC-B062"]
    world[0] = world[1] / 1.01
    assert errors("synthetic_control", world) == ["OC-B062"]
    assert "OC-B062" not in flags(found("demeaned_synthetic_control", world))


def test_a_level_within_the_range_that_no_good_mixture_has() -> None:
    """Those near it lie 5 % below; the one above swings so much that hardly anything of it can be mixed in."""
    world, months = np.full((6, MONTHS), 2000.0), np.arange(MONTHS)
    world[1:5] *= 0.95 + 0.001 * np.random.default_rng(2).normal(size=(4, MONTHS))
    world[5] = 3000 + 2500 * np.cos(2 * np.pi * months / 12)
    assert errors("synthetic_control", world) == ["OC-B064"]


@EVERY
def test_a_path_that_is_missed(method) -> None:
    world = days()
    world[0] *= 1 + 0.5 * np.cos(2 * np.pi * np.arange(MONTHS) / 6)
    assert errors(method, world) == ["OC-B063"]


@pytest.mark.parametrize("method", METHODS[1:])
def test_a_month_without_net_days_has_no_logarithm(method) -> None:
    world = days()
    world[3, 7] = 0
    assert errors(method, world) == ["OC-B082"]
    assert "OC-B082" not in flags(found("synthetic_control", world))


@EVERY
def test_a_project_that_fits_worse_than_the_placebos_is_flagged(method) -> None:
    world = days(noise=0.005)
    world[0] *= np.exp(np.random.default_rng(9).normal(0, 0.08, MONTHS))
    one = found(method, world)
    assert "OC-B065" in flags(one)
    assert verdict(one, "pre_fit_rmspe_against_median_placebo") is Verdict.FLAGGED


@pytest.mark.parametrize("method", METHODS[:2])
def test_one_comparator_that_carries_it_all_is_flagged(method) -> None:
    world = days()
    world[0] = world[3] * np.exp(np.random.default_rng(9).normal(0, 0.002, MONTHS))
    one = found(method, world)
    assert flags(one) == {"OC-B066"}
    assert dict(next(n.facts for n in one.notices if n.code == "OC-B066"))["comparator"] == "c"
    assert verdict(one, "largest_weight") is Verdict.FLAGGED


@pytest.mark.parametrize("method", METHODS[:2])
def test_a_perfect_fit_is_flagged(method) -> None:
    world = days()
    world[0] = world[2]
    assert "OC-B069" in flags(found(method, world))


def test_time_weights_on_few_months_are_flagged() -> None:
    world = days()
    world[1:] *= np.exp(np.linspace(-0.2, 0.2, len(NAMES))[:, None] * np.linspace(-1, 1, MONTHS))  # apart for good
    one = found("synthetic_did", world, time_weights="estimated")
    assert "OC-B067" in flags(one)
    assert verdict(one, "effective_reference_months") is Verdict.FLAGGED


def test_a_settlement_of_levels_by_hand() -> None:
    """The project is 0.3 a + 0.7 f before, and a tenth below it afterwards."""
    world = days(noise=0.03)
    world[0] = 0.3 * world[1] + 0.7 * world[6]
    world[0, BEFORE:] *= 0.9
    one = found("synthetic_control", world)
    assert one.effect.point == pytest.approx(-0.1, abs=1e-9)
    assert one.log_effect == pytest.approx(math.log(0.9), abs=1e-9)


@pytest.mark.parametrize("method", METHODS[1:])
def test_a_settlement_of_logarithms_by_hand(method) -> None:
    """The project is half as large again as the geometric mean of two comparators, and a tenth less afterwards."""
    world = days()
    world[0] = 1.5 * np.sqrt(world[2] * world[5])
    world[0, BEFORE:] *= 0.9
    tolerance = 1e-9 if method == "demeaned_synthetic_control" else 0.02  # the ridge spreads the weights
    assert found(method, world).effect.point == pytest.approx(-0.1, abs=tolerance)
