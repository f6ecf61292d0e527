"""Conformal p-values by hand, their laws, and how often the truth is rejected."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.inference.conformal import (
    demeaned_residuals,
    mixture_residuals,
    moving_block_interval,
    moving_block_p,
)
from outcome_contracts.notices import UsageError

LAW = settings(max_examples=25)
SEEDS = st.integers(0, 2**32)
EITHER = pytest.mark.parametrize("residuals", [mixture_residuals, demeaned_residuals])


def world(seed: int, *, times: int = 30, units: int = 6) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(size=times) + random.normal(size=(units, times))


def first_row(outcomes: np.ndarray) -> np.ndarray:
    return outcomes[0]


def test_the_shifts_by_hand() -> None:
    """Residuals 1 −4 2 5 | 3 −1: sums of two neighbours, cyclically, are 5, 6, 7, 8, 4 and 2."""
    values = np.vstack((np.array([1.0, -4, 2, 5, 3, -1]), np.zeros(6)))
    assert moving_block_p(values, 4, effect=0, residuals=first_row) == 5 / 6
    assert moving_block_p(values, 4, effect=-7, residuals=first_row) == 1 / 6


def test_what_is_equal_but_for_rounding_is_equal() -> None:
    values = np.vstack((np.array([0.3, 0.2, 0.1, 0.1, 0.2, 0.3]), np.zeros(6)))
    assert 0.3 + 0.2 + 0.1 < 0.1 + 0.2 + 0.3
    assert moving_block_p(values, 3, effect=0, residuals=first_row) == 4 / 6
    assert moving_block_p(np.ones((2, 6)), 3, effect=0, residuals=first_row) == 1


@EITHER
@LAW
@given(SEEDS, st.floats(-5, 5), st.integers(1, 29))
def test_p_is_a_multiple_of_one_over_the_times_and_never_zero(residuals, seed, effect, before) -> None:
    p = moving_block_p(world(seed), before, effect=effect, residuals=residuals)
    assert p * 30 == pytest.approx(round(p * 30), abs=1e-12)
    assert 1 / 30 <= p <= 1


@EITHER
@LAW
@given(SEEDS, st.floats(-5, 5), st.floats(-5, 5))
def test_an_effect_that_is_added_and_supposed_is_no_effect(residuals, seed, effect, added) -> None:
    values = world(seed)
    changed = values.copy()
    changed[0, 20:] += added
    one = moving_block_p(values, 20, effect=effect, residuals=residuals)
    assert moving_block_p(changed, 20, effect=effect + added, residuals=residuals) == one


@LAW
@given(SEEDS, st.integers(0, 29))
def test_times_shifted_in_a_circle_with_the_start_keep_p(seed, shift) -> None:
    """Whether the block of the project stands at the end or is cut by it does not matter to the statistic."""
    values = world(seed)
    plain = moving_block_p(values, 20, effect=0, residuals=mixture_residuals)
    residuals = np.roll(np.abs(mixture_residuals(values)), shift)
    start = (20 + shift) % 30
    sums = [sum(residuals[(place + step) % 30] for step in range(10)) for place in range(30)]
    assert plain == sum(one >= sums[start] * (1 - 1e-12) for one in sums) / 30


def test_the_truth_is_rejected_as_often_as_the_level_says() -> None:
    """300 worlds without an effect, residuals exchangeable: p ≤ 0.1 in at most a tenth of them, but for chance."""
    small = sum(
        moving_block_p(world(seed), 24, effect=0, residuals=mixture_residuals) <= 0.1 + 1e-9 for seed in range(300)
    )
    assert abs(small / 300 - 0.1) < 3 * math.sqrt(0.09 / 300)


@EITHER
def test_the_interval_holds_what_is_not_rejected(residuals) -> None:
    values, grid = world(3), np.linspace(-6, 6, 121)
    values[0, 20:] += 1
    low, high = moving_block_interval(values, 20, confidence=0.9, grid=grid, residuals=residuals)
    accepted = [one for one in grid if moving_block_p(values, 20, effect=one, residuals=residuals) > 0.1 + 1e-9]
    assert (low, high) == (accepted[0], accepted[-1])
    assert low < 1 < high


def test_a_p_of_exactly_the_level_rejects() -> None:
    """Ten times: p is 0.1 where the block of the project stands out alone, and 1 − 0.9 is not 0.1 in binary."""
    values = np.vstack((np.concatenate((np.tile([1.0, -1], 4), [0.0, 0.0])), np.zeros(10)))
    grid = np.array([-9.0, -1, 0, 1, 9])
    assert moving_block_p(values, 8, effect=-9, residuals=first_row) == 0.1
    interval = moving_block_interval(values, 8, confidence=0.9, grid=grid, residuals=first_row)
    assert interval == (-1, 1)


@pytest.mark.parametrize(
    ("confidence", "grid"),
    [
        (0.98, np.linspace(-9, 9, 9)),
        (1.0, np.linspace(-9, 9, 9)),
        (0.0, np.linspace(-9, 9, 9)),
        (0.9, np.linspace(-0.1, 0.1, 9)),
        (0.9, np.linspace(50, 60, 9)),
        (0.9, np.linspace(9, -9, 9)),
        (0.9, np.array([-9.0, 9.0])),
        (0.9, np.array([-9.0, np.nan, 9.0])),
        (0.9, np.zeros((3, 3))),
    ],
)
def test_a_confidence_or_a_grid_that_cannot_give_an_interval_is_refused(confidence, grid) -> None:
    with pytest.raises(UsageError) as refusal:
        moving_block_interval(world(1), 20, confidence=confidence, grid=grid, residuals=mixture_residuals)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B060"]


def test_arrays_that_do_not_fit_are_refused() -> None:
    for values, before in ((np.ones((1, 5)), 2), (np.ones((2, 5)), 5), (np.full((2, 5), np.nan), 2)):
        with pytest.raises(UsageError):
            moving_block_p(values, before, effect=0, residuals=mixture_residuals)
    with pytest.raises(UsageError):
        moving_block_p(world(1), 20, effect=math.nan, residuals=mixture_residuals)
