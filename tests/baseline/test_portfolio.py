"""Portfolios: the numbers of `fit` one unit at a time, and what is refused for all of them at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import BaselinePlan, Counterfactual, fit
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.inference.placebo_in_space import placebo_t
from outcome_contracts.baseline.inference.sampling import block_weights
from outcome_contracts.baseline.methods.interrupted_path import interrupted_path
from outcome_contracts.baseline.portfolio import (
    Portfolio,
    comparator_indexes,
    demeaned_synthetic_controls,
    reference_means,
    segmented_regressions,
    synthetic_controls,
)
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import panel, plan_fields

REFERENCE, MEASUREMENT = Period.parse("2015-01/2017-12"), Period.parse("2018-01/2018-12")
BOTH = Period(REFERENCE.first, MEASUREMENT.last)
MONTHS = np.array(list(BOTH.months))
SPLIT = len(REFERENCE)


FEW, SOME = st.integers(5, 8), st.integers(6, 8)


@st.composite
def worlds(draw, units=FEW):
    """Units with a common season and levels, drifts and sizes of their own, as (net days, heads)."""
    random, count = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(units)
    season = 1 + 0.3 * np.cos(2 * np.pi * MONTHS / 12)
    level = np.exp(random.normal(0, 0.05, (count, 1)) + np.cumsum(random.normal(0, 0.01, (count, 48)), axis=1))
    heads = random.integers(300, 900, (count, 1))
    return np.round(heads * 0.7 * season * level * np.exp(random.normal(0, 0.03, (count, 48))), 2), heads


def of(world):
    """The portfolio of a world, in the exposure that a panel of its heads has."""
    days, heads = world
    return Portfolio(days, np.repeat(heads, 48, axis=1) * 30 / 365.25, MONTHS, SPLIT)


def fitted(world, unit, **fields) -> Counterfactual:
    """The same unit through `fit`, all others its comparators where the method has some."""
    days, heads = world
    names = [f"u{row}" for row in range(len(days))]
    others = [name for row, name in enumerate(names) if row != unit]
    changes = {"reference_period": str(REFERENCE), "comparators": others} | fields
    agreed = BaselinePlan.from_dict(plan_fields(**changes))
    project = panel(Panel, names[unit : unit + 1], days[unit : unit + 1], heads[unit : unit + 1], period=BOTH)
    rest = panel(ComparatorPanel, others, np.delete(days, unit, 0), np.delete(heads, unit, 0), period=BOTH)
    return fit(agreed, project, rest, MEASUREMENT)


ALONE = {"comparators": [], "inference": "none", "draws": 0}
MEAN = ALONE | {"method": "reference_mean"}
REGRESSION = ALONE | {"method": "segmented_regression", "model": "extrapolation", "harmonics": 2}


@settings(max_examples=5, deadline=None)
@given(worlds())
def test_the_index_of_a_portfolio_is_fit_one_by_one(world):
    found = comparator_indexes(of(world))
    intervals = placebo_t(found, confidence=0.95)
    for unit in range(len(world[0])):
        one = fitted(world, unit)
        expected = (one.log_effect, one.spread.log_se, one.effect.low, one.effect.high)
        ours = [column[unit] for column in (intervals.theta, intervals.log_se, intervals.low, intervals.high)]
        assert np.allclose([*ours[:2], *np.expm1(ours[2:])], expected, rtol=1e-10, atol=1e-13)
        assert np.allclose(found.placebos[unit], [placebo.log_effect for placebo in one.placebos], atol=1e-13)
        assert intervals.degrees_of_freedom[unit] == one.spread.degrees_of_freedom


@settings(max_examples=5, deadline=None)
@given(worlds())
def test_the_references_without_comparators_are_fit_one_by_one(world):
    portfolio = of(world)
    means, regressions = reference_means(portfolio), segmented_regressions(portfolio, harmonics=2)
    for unit in range(len(world[0])):
        assert np.isclose(means[unit], fitted(world, unit, **MEAN).log_effect, rtol=0, atol=1e-13)
        expected = fitted(world, unit, **REGRESSION).log_effect
        assert np.isclose(regressions.log_effects[unit], expected, rtol=0, atol=1e-11)


@pytest.mark.parametrize(
    "mixtures, method",
    [(synthetic_controls, "synthetic_control"), (demeaned_synthetic_controls, "demeaned_synthetic_control")],
)
@settings(max_examples=4, deadline=None)
@given(world=worlds(SOME))
def test_the_mixtures_of_a_portfolio_are_fit_one_by_one_and_missed_where_fit_refuses(mixtures, method, world):
    found = mixtures(of(world))
    for unit in range(len(world[0])):
        try:
            one = fitted(world, unit, method=method)
        except DataRejected as refusal:
            codes = {notice.code for notice in refusal.notices if notice.severity == "error"}
            assert codes <= {"OC-B062", "OC-B063", "OC-B064"}
            assert found.missed[unit]
            continue
        assert not found.missed[unit]
        assert np.isclose(found.log_effects[unit], one.log_effect, rtol=0, atol=1e-11)


def test_a_unit_unlike_all_others_is_missed_as_fit_refuses_it():
    random = np.random.default_rng(3)
    days, heads = random.uniform(190, 210, (6, 48)), np.full((6, 1), 300)
    days[0] *= np.where(np.arange(48) % 2, 1.6, 0.4)
    found = synthetic_controls(of((days, heads)))
    assert found.missed[0]
    assert found.rmspe[0] > 0.15 > found.rmspe[1:].max()
    with pytest.raises(DataRejected) as refusal:
        fitted((days, heads), 0, method="synthetic_control")
    assert "OC-B063" in {notice.code for notice in refusal.value.notices}


@settings(max_examples=5, deadline=None)
@given(worlds())
def test_the_weights_are_those_of_every_unit_alone(world):
    portfolio = of(world)
    found = synthetic_controls(portfolio)
    for unit, rates in enumerate(portfolio.rates[:, :SPLIT]):
        alone = simplex_weights(rates, np.delete(portfolio.rates[:, :SPLIT], unit, 0).T).weights
        assert (found.weights[unit] == alone).all()
        path = alone @ np.delete(portfolio.rates, unit, 0)
        assert np.allclose(found.paths[unit], path, rtol=1e-12)


@settings(max_examples=5, deadline=None)
@given(worlds(), st.integers(0, 1000))
def test_a_redrawn_effect_is_that_of_the_unit_alone_under_the_same_draw(world, seed):
    portfolio = of(world)
    weights = block_weights(SPLIT, block=12, replicates=20, seed=seed)
    found = segmented_regressions(portfolio, harmonics=1)
    drawn, once = found.redrawn(weights), found.redrawn(np.ones((1, SPLIT), dtype=np.int64))
    for unit in range(len(portfolio.days)):
        days, exposure = portfolio.days[unit], portfolio.exposure[unit]
        alone = interrupted_path(days, exposure, months=MONTHS, before=SPLIT, terms=("trend",), harmonics=1)
        paths = np.exp(refits(alone.fit, weights) @ alone.columns[SPLIT:].T)
        expected = np.log(days[SPLIT:].sum() / (paths @ exposure[SPLIT:]))
        assert np.allclose(drawn[unit], expected, rtol=0, atol=1e-11)
        assert np.isclose(once[unit, 0], np.log(days[SPLIT:].sum() / alone.expected[SPLIT:].sum()), atol=1e-11)


@settings(max_examples=5, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing_but_the_order_of_the_answers(world, random):
    portfolio, order = of(world), list(range(len(world[0])))
    random.shuffle(order)
    moved = replace(portfolio, days=portfolio.days[order], exposure=portfolio.exposure[order])
    for estimate in (
        reference_means,
        lambda one: comparator_indexes(one).theta,
        lambda one: segmented_regressions(one, harmonics=2).log_effects,
        lambda one: demeaned_synthetic_controls(one).log_effects,
    ):
        assert np.allclose(estimate(moved), estimate(portfolio)[order], rtol=0, atol=1e-10)


def simple(**changes):
    fields = {"days": np.full((5, 36), 7.0), "exposure": np.full((5, 36), 1.0), "months": np.arange(36), "before": 24}
    return Portfolio(**(fields | changes))


@pytest.mark.parametrize(
    "code, changes",
    [
        ("OC-B070", {"days": np.full((5, 35), 7.0)}),
        ("OC-B070", {"days": np.full(36, 7.0)}),
        ("OC-B070", {"days": np.full((5, 36), np.nan)}),
        ("OC-B070", {"days": np.full((5, 36), -1.0)}),
        ("OC-B070", {"exposure": np.zeros((5, 36))}),
        ("OC-B070", {"exposure": np.ones((4, 36))}),
        ("OC-B070", {"months": np.arange(36)[::-1].copy()}),
        ("OC-B070", {"months": np.arange(36) + 0.5}),
        ("OC-B070", {"months": np.zeros((6, 6))}),
        ("OC-B070", {"before": 0}),
        ("OC-B070", {"before": 36}),
        ("OC-B092", {"days": np.full((4, 36), 7.0), "exposure": np.ones((4, 36))}),
        ("OC-B091", {"days": np.full((5, 36), 7.0) * (np.arange(36) < 24)}),
        ("OC-B091", {"days": np.full((5, 36), 1e308)}),
        ("OC-B091", {"exposure": np.full((5, 36), 1e308)}),
        ("OC-B091", {"days": np.full((5, 36), 7.0) * (np.arange(36) >= 24)}),
    ],
)
def test_what_is_no_portfolio_is_refused(code, changes):
    with pytest.raises(UsageError) as refusal:
        simple(**changes)
    assert code in {notice.code for notice in refusal.value.notices}


@pytest.mark.parametrize(
    "code, estimate, changes",
    [
        ("OC-B011", comparator_indexes, {"before": 11}),
        ("OC-B075", lambda one: segmented_regressions(one, harmonics=1), {"before": 23}),
        ("OC-B076", lambda one: segmented_regressions(one, harmonics=1), {"before": 17}),
        ("OC-B080", synthetic_controls, {"before": 23}),
        ("OC-B080", demeaned_synthetic_controls, {"before": 23}),
        ("OC-B032", synthetic_controls, {"days": np.where(np.arange(36) == 30, [[7.0]] + [[0.0]] * 4, 7.0)}),
        ("OC-B091", demeaned_synthetic_controls, {"days": np.where(np.arange(36) == 30, 0.0, 7.0) * np.ones((5, 1))}),
    ],
)
def test_what_fit_refuses_is_refused(code, estimate, changes):
    with pytest.raises((DataRejected, UsageError)) as refusal:
        estimate(simple(**changes))
    assert code in {notice.code for notice in refusal.value.notices}


def test_a_portfolio_keeps_its_own_arrays():
    days = np.full((5, 36), 7.0)
    portfolio = simple(days=days)
    days[0] = 9
    assert (portfolio.days == 7).all()
    with pytest.raises(ValueError, match="read-only"):
        portfolio.days[0, 0] = 1
    assert repr(portfolio) == "Portfolio(5 units, 24 + 12 months)"
