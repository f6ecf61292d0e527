"""Synthetic controls on arrays: what must not change them, and what must change them by how much."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.methods.demeaned_synthetic_control import demeaned_synthetic_control
from outcome_contracts.baseline.methods.synthetic_control import in_turn, ratio_p, synthetic_control
from outcome_contracts.baseline.methods.synthetic_did import placebo_standard_error, synthetic_did
from outcome_contracts.notices import UsageError

LAW = settings(max_examples=30)
SEEDS = st.integers(0, 2**32)
BEFORE, AFTER, DONORS = 30, 12, 8
EITHER = pytest.mark.parametrize("synthesise", [synthetic_control, demeaned_synthetic_control])
KINDS = pytest.mark.parametrize("time_weights", ["estimated", "uniform"])


def world(seed: int) -> np.ndarray:
    """A common path with loadings, levels of their own, and noise."""
    random = np.random.default_rng(seed)
    common = np.cumsum(random.normal(size=BEFORE + AFTER))
    units = 1 + DONORS
    return (
        50
        + random.normal(size=(units, 1)) * 3
        + random.uniform(0.8, 1.2, (units, 1)) * common
        + random.normal(size=(units, BEFORE + AFTER))
    )


@EITHER
@LAW
@given(SEEDS, st.floats(-50, 50))
def test_the_effect_moves_by_what_is_added_after_the_start(synthesise, seed, added) -> None:
    values = world(seed)
    changed = values.copy()
    changed[0, BEFORE:] += added
    one, other = synthesise(values, BEFORE), synthesise(changed, BEFORE)
    assert other.effect - one.effect == pytest.approx(added, abs=1e-9)
    assert other.weights.tobytes() == one.weights.tobytes()


@EITHER
@LAW
@given(SEEDS)
def test_permuting_comparators_or_reference_months_changes_nothing(synthesise, seed) -> None:
    values, random = world(seed), np.random.default_rng(seed)
    rows, months = random.permutation(DONORS), random.permutation(BEFORE)
    shuffled = values[np.concatenate(([0], 1 + rows))]
    shuffled = shuffled[:, np.concatenate((months, np.arange(BEFORE, BEFORE + AFTER)))]
    one, other = synthesise(values, BEFORE), synthesise(shuffled, BEFORE)
    assert other.effect == pytest.approx(one.effect, abs=1e-9)
    assert other.weights == pytest.approx(one.weights[rows], abs=1e-9)


@EITHER
@LAW
@given(SEEDS, st.sampled_from([0.01, 3.0, 1e6]))
def test_the_unit_of_the_outcome_scales_the_effect(synthesise, seed, unit) -> None:
    one, other = synthesise(world(seed), BEFORE), synthesise(world(seed) * unit, BEFORE)
    assert other.effect == pytest.approx(one.effect * unit, rel=1e-9, abs=1e-9 * unit)
    assert other.ratio == pytest.approx(one.ratio, rel=1e-9)


@LAW
@given(SEEDS)
def test_levels_of_units_do_not_matter_with_an_intercept(seed) -> None:
    values = world(seed)
    levels = np.random.default_rng(seed + 1).normal(size=(len(values), 1)) * 40
    for estimate in (
        lambda one: demeaned_synthetic_control(one, BEFORE).effect,
        # Fewer reference months than comparators: else only the ridge of 1e-6 σ decides between weights on months.
        lambda one: synthetic_did(one[:, 24:], BEFORE - 24, time_weights="estimated").effect,
        lambda one: synthetic_did(one, BEFORE, time_weights="uniform").effect,
    ):
        assert estimate(values + levels) == pytest.approx(estimate(values), abs=1e-8)


def test_without_an_intercept_a_level_out_of_reach_is_taken_for_an_effect() -> None:
    values = world(1)
    values[0] += 100
    assert synthetic_control(values, BEFORE).effect > 80
    assert abs(demeaned_synthetic_control(values, BEFORE).effect) < 5


@LAW
@given(SEEDS)
def test_a_shock_that_adds_the_same_to_everybody_cancels(seed) -> None:
    values, shock = world(seed), np.random.default_rng(seed + 2).normal(size=BEFORE + AFTER) * 20
    for estimate in (
        lambda one: synthetic_control(one, BEFORE).effect,
        lambda one: demeaned_synthetic_control(one, BEFORE).effect,
        lambda one: synthetic_did(one, BEFORE, time_weights="uniform", zeta=1.0).effect,
    ):
        assert estimate(values + shock) == pytest.approx(estimate(values), abs=1e-8)


@EITHER
def test_a_copy_of_the_project_among_the_comparators_takes_all_the_weight(synthesise) -> None:
    values = world(4)
    values[5] = values[0]
    values[0, BEFORE:] -= 7
    found = synthesise(values, BEFORE)
    assert found.weights[4] == pytest.approx(1, abs=1e-9)
    assert found.effect == pytest.approx(-7, abs=1e-9)
    assert found.effective_donors == pytest.approx(1, abs=1e-9)


def test_gaps_and_their_measures_by_hand() -> None:
    values = np.array([[1.0, 3, 9, 5], [2.0, 2, 2, 2]])
    found = synthetic_control(values, 2)
    assert found.gaps.tolist() == [-1, 1, 7, 3]
    assert (found.effect, found.rmspe_before, found.effective_donors) == (5, 1, 1)
    assert found.rmspe_after == pytest.approx(29**0.5)
    assert found.ratio == pytest.approx(29**0.5)


def test_every_unit_in_turn_is_the_single_fit_of_each() -> None:
    values = world(8)
    placebos = in_turn(values, BEFORE, synthetic_control)
    for row, placebo in enumerate(placebos):
        alone = synthetic_control(np.concatenate((values[[row]], np.delete(values, row, 0))), BEFORE)
        assert placebo.effect == alone.effect
    assert placebos[0].effect == synthetic_control(values, BEFORE).effect


@LAW
@given(SEEDS)
def test_the_rank_of_the_ratio_has_its_floor_and_ceiling(seed) -> None:
    values = world(seed)
    placebos = in_turn(values[1:], BEFORE, synthetic_control)
    p = ratio_p(synthetic_control(values, BEFORE), placebos)
    assert p * (DONORS + 1) == pytest.approx(round(p * (DONORS + 1)))
    assert 1 / (DONORS + 1) <= p <= 1
    values[0, BEFORE:] += 1e4
    assert ratio_p(synthetic_control(values, BEFORE), placebos) == pytest.approx(1 / (DONORS + 1))


@KINDS
@LAW
@given(SEEDS, st.floats(-50, 50))
def test_the_double_difference_moves_by_what_is_added_after_the_start(time_weights, seed, added) -> None:
    values = world(seed)
    changed = values.copy()
    changed[0, BEFORE:] += added
    one, other = (synthetic_did(each, BEFORE, time_weights=time_weights) for each in (values, changed))
    assert other.effect - one.effect == pytest.approx(added, abs=1e-9)


@LAW
@given(SEEDS)
def test_the_double_difference_is_that_of_its_formula(seed) -> None:
    """ζ from first differences by hand, both programmes through the solver, the effect as four weighted means."""
    values = world(seed)
    found = synthetic_did(values, BEFORE, time_weights="estimated")
    before, after = slice(BEFORE), slice(BEFORE, None)
    steps = [b - a for row in values[1:, before].tolist() for a, b in pairwise(row)]
    sigma = np.std(steps, ddof=1)
    assert found.zeta == pytest.approx(AFTER**0.25 * sigma, rel=1e-12)
    centred = values[:, before] - values[:, before].mean(axis=1, keepdims=True)
    unit = simplex_weights(centred[0], centred[1:].T, ridge=found.zeta**2 * BEFORE).weights
    assert found.unit_weights == pytest.approx(unit, abs=1e-12)
    controls, later = values[1:], values[1:, after].mean(axis=1)
    time = simplex_weights(
        later - later.mean(),
        controls[:, before] - controls[:, before].mean(axis=0),
        ridge=(1e-6 * sigma) ** 2 * DONORS,
    ).weights
    assert found.time_weights == pytest.approx(time, abs=1e-9)
    rise = values[0, after].mean() - time @ values[0, before]
    assert found.effect == pytest.approx(rise - unit @ (later - controls[:, before] @ time), abs=1e-9)


def test_uniform_weights_on_months_and_a_heavy_ridge_are_the_difference_of_differences() -> None:
    values = world(3)
    found = synthetic_did(values, BEFORE, time_weights="uniform", zeta=1e5)
    change = values[:, BEFORE:].mean(axis=1) - values[:, :BEFORE].mean(axis=1)
    assert found.effect == pytest.approx(change[0] - change[1:].mean(), abs=1e-6)


def test_several_treated_units_are_their_mean() -> None:
    values = world(5)
    mean = np.concatenate((values[:3].mean(axis=0, keepdims=True), values[3:]))
    several = synthetic_did(values, BEFORE, time_weights="estimated", treated=3)
    assert several.zeta == pytest.approx((3 * AFTER) ** 0.25 / AFTER**0.25 * synthetic_did(
        mean, BEFORE, time_weights="estimated").zeta)  # fmt: skip
    alone = synthetic_did(mean, BEFORE, time_weights="estimated", zeta=several.zeta)
    assert several.effect == pytest.approx(alone.effect, abs=1e-12)


def test_the_placebo_error_depends_on_the_seed_alone() -> None:
    values = world(6)

    def error(seed: int) -> float:
        return placebo_standard_error(values, BEFORE, time_weights="uniform", treated=2, repetitions=20, seed=seed)

    assert error(1) == error(1) != error(2)
    values[:2] += 1000  # the treated units themselves are not among the placebos
    assert error(1) == pytest.approx(error(1), abs=0)


def refused(call) -> None:
    with pytest.raises(UsageError) as refusal:
        call()
    assert [notice.code for notice in refusal.value.notices] == ["OC-B060"]
    assert all(notice.text("sv") != notice.text("en") for notice in refusal.value.notices)


@EITHER
@pytest.mark.parametrize(
    ("values", "before"),
    [
        (np.ones(5), 2),
        (np.ones((1, 5)), 2),
        (np.ones((3, 5)), 0),
        (np.ones((3, 5)), 5),
        (np.array([[1.0, 2, np.nan], [1, 2, 3]]), 2),
    ],
)
def test_arrays_that_do_not_fit_are_refused(synthesise, values, before) -> None:
    refused(lambda: synthesise(values, before))
    refused(lambda: synthetic_did(values, before, time_weights="uniform"))


def test_nothing_to_compare_with_is_refused() -> None:
    refused(lambda: in_turn(np.ones((1, 4)), 2, synthetic_control))
    refused(lambda: synthetic_did(np.ones((3, 5)), 3, time_weights="uniform", treated=3))
    refused(lambda: placebo_standard_error(world(1)[:3], 3, time_weights="uniform", treated=2, repetitions=9, seed=1))
    refused(lambda: placebo_standard_error(world(1), 3, time_weights="uniform", repetitions=1, seed=1))


def test_constant_series_have_an_answer() -> None:
    flat = np.ones((4, 6)) * np.arange(1, 5)[:, None]
    assert synthetic_did(flat, 3, time_weights="estimated").effect == pytest.approx(0, abs=1e-12)
    assert demeaned_synthetic_control(flat, 3).effect == 0
    assert synthetic_control(flat, 1).gaps.tolist() == [-1.0] * 6


def test_with_a_single_time_before_nothing_has_moved_and_the_order_of_donors_would_decide() -> None:
    refused(lambda: demeaned_synthetic_control(world(1), 1))
    refused(lambda: synthetic_did(world(1), 1, time_weights="uniform"))
