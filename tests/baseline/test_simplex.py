"""Weights on the simplex: optimal by their own certificate, equal to another solver's, and the same however posed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from outcome_contracts.baseline.estimators.simplex import simplex_weights, without_means
from outcome_contracts.notices import UsageError

LAW = settings(max_examples=60)
SEEDS, SIZES = st.integers(0, 2**32), st.integers(1, 30)
RIDGES = st.sampled_from([0.0, 1e-6, 0.1, 10.0])
ROUNDING = 1e-12  # of sums of squares


def problem(seed: int, times: int, count: int, *, kind: str = "plain") -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    target, donors = random.normal(size=times), random.normal(size=(times, count))
    match kind:
        case "whole numbers":
            donors = np.round(donors)
        case "every donor twice":
            donors = np.hstack((donors, donors))
        case "nearly twice":
            donors = np.hstack((donors, donors * (1 + 1e-8 * random.normal(size=donors.shape))))
        case "constant":
            donors = np.broadcast_to(random.normal(size=count), donors.shape).copy()
        case "a mixture":
            target = donors @ random.dirichlet(np.ones(count))
        case "one direction":
            donors = np.outer(random.normal(size=times), random.normal(size=count))
        case "high above":
            donors = donors + 1e6
            target = target + 1e6
    return target, donors


KINDS = st.sampled_from(
    ["plain", "whole numbers", "every donor twice", "nearly twice", "constant", "a mixture", "one direction"]
)


@LAW
@given(SEEDS, SIZES, SIZES, KINDS, RIDGES)
def test_the_weights_are_on_the_simplex_and_satisfy_the_optimality_conditions(seed, times, count, kind, ridge) -> None:
    target, donors = problem(seed, times, count, kind=kind)
    found = simplex_weights(target, donors, ridge=ridge)
    weights, offsets = found.weights, donors - target[:, None]
    assert (weights >= 0).all()
    assert abs(weights.sum() - 1) <= 1e-12
    gradient = offsets.T @ (offsets @ weights) + ridge * weights
    misfit, scale = weights @ gradient, (offsets**2).sum(axis=0).max() + ridge
    assert found.misfit == pytest.approx(misfit, rel=1e-9, abs=ROUNDING * scale)
    assert (gradient >= misfit - 1e-8 * scale).all()
    assert np.abs(gradient[weights > 1e-7] - misfit).max() <= 1e-8 * scale
    assert found.gap <= 1e-9 * misfit + ROUNDING * scale
    assert 2 * (misfit - gradient.min()) <= 1e-9 * misfit + 10 * ROUNDING * scale


@LAW
@given(SEEDS, SIZES, SIZES)
def test_they_are_those_of_another_solver(seed, times, count) -> None:
    """scipy's non-negative least squares on the exact reduction: [D − y1ᵀ; s1ᵀ] x ≈ [0; s], then divide by the sum."""
    target, donors = problem(seed, times, count)
    offsets = donors - target[:, None]
    raised = np.vstack((offsets, np.ones(count)))
    solution, _ = nnls(raised, np.concatenate((np.zeros(times), [1.0])))
    theirs = ((offsets @ (solution / solution.sum())) ** 2).sum()
    scale = (offsets**2).sum(axis=0).max()
    assert simplex_weights(target, donors).misfit == pytest.approx(theirs, rel=1e-9, abs=ROUNDING * scale)


@LAW
@given(SEEDS, SIZES, st.integers(1, 20))
def test_no_other_weights_fit_better(seed, times, count) -> None:
    target, donors = problem(seed, times, count)
    found = simplex_weights(target, donors, ridge=0.3)
    random = np.random.default_rng(seed + 1)
    others = np.vstack((np.eye(count), np.full(count, 1 / count), random.dirichlet(np.full(count, 0.3), 50)))
    misfits = ((others @ donors.T - target) ** 2).sum(axis=1) + 0.3 * (others**2).sum(axis=1)
    assert found.misfit - found.gap <= misfits.min() + 1e-12


@LAW
@given(SEEDS, st.integers(2, 30), st.integers(2, 12))
def test_permuting_donors_or_times_permutes_or_keeps_the_weights(seed, times, count) -> None:
    target, donors = problem(seed, times + count, count)  # more times than donors: the weights are unique
    random = np.random.default_rng(seed)
    columns, rows = random.permutation(count), random.permutation(times + count)
    found = simplex_weights(target, donors).weights
    assert simplex_weights(target, donors[:, columns]).weights == pytest.approx(found[columns], abs=1e-9)
    assert simplex_weights(target[rows], donors[rows]).weights == pytest.approx(found, abs=1e-9)


@LAW
@given(SEEDS, st.integers(2, 12), st.integers(2, 12), st.sampled_from([2.0**-300, 1e-30, 0.3, 1e6, 1e40, 2.0**300]))
def test_the_unit_of_the_outcome_does_not_matter(seed, times, count, unit) -> None:
    target, donors = problem(seed, times + count, count)
    one = simplex_weights(target, donors, ridge=0.1)
    other = simplex_weights(target * unit, donors * unit, ridge=0.1 * unit * unit)
    assert other.weights == pytest.approx(one.weights, abs=1e-9)
    assert other.misfit == pytest.approx(one.misfit * unit * unit, rel=1e-9)


@LAW
@given(SEEDS, st.integers(2, 12), st.integers(2, 12))
def test_adding_the_same_path_to_everybody_changes_nothing(seed, times, count) -> None:
    target, donors = problem(seed, times + count, count)
    path = np.random.default_rng(seed + 1).normal(size=times + count) * 100
    moved = simplex_weights(target + path, donors + path[:, None]).weights
    assert moved == pytest.approx(simplex_weights(target, donors).weights, abs=1e-9)


@LAW
@given(SEEDS, st.integers(2, 12), st.integers(1, 12))
def test_an_intercept_makes_levels_of_units_irrelevant(seed, times, count) -> None:
    target, donors = problem(seed, times + count, count)
    levels = np.random.default_rng(seed + 1).normal(size=count) * 10
    one = simplex_weights(without_means(target), without_means(donors.T).T)
    other = simplex_weights(without_means(target + 5), without_means((donors + levels).T).T)
    assert other.weights == pytest.approx(one.weights, abs=1e-9)


@LAW
@given(SEEDS, SIZES, SIZES, KINDS)
def test_the_same_problem_has_the_same_answer_to_the_last_bit(seed, times, count, kind) -> None:
    target, donors = problem(seed, times, count, kind=kind)
    one, other = simplex_weights(target, donors), simplex_weights(target.copy(), np.asfortranarray(donors))
    assert one.weights.tobytes() == other.weights.tobytes()


@LAW
@given(SEEDS, st.integers(1, 12), st.integers(1, 12))
def test_a_target_among_the_donors_is_met_by_it(seed, times, count) -> None:
    _, donors = problem(seed, times, count)
    found = simplex_weights(donors[:, -1].copy(), donors)
    assert found.misfit == 0
    assert donors @ found.weights == pytest.approx(donors[:, -1], abs=1e-9)


def test_a_heavy_ridge_gives_equal_weights() -> None:
    target, donors = problem(1, 20, 7)
    assert simplex_weights(target, donors, ridge=1e12).weights == pytest.approx(np.full(7, 1 / 7), abs=1e-9)


def test_a_level_far_from_zero_does_not_blur_the_weights() -> None:
    near, far = problem(3, 40, 30), problem(3, 40, 30, kind="high above")
    assert simplex_weights(*far).weights == pytest.approx(simplex_weights(*near).weights, abs=1e-8)


@pytest.mark.parametrize("seed", range(12))
def test_donors_that_are_nearly_alike_are_told_apart(seed) -> None:
    """Eight digits alike: their products are the same number, and steps from products alone never arrive."""
    target, donors = problem(seed, 20, 15, kind="nearly twice")
    found = simplex_weights(target, donors)
    assert found.gap <= 1e-9 * found.misfit


def test_one_donor_and_donors_that_are_the_target() -> None:
    assert simplex_weights(np.ones(3), np.zeros((3, 1))).weights.tolist() == [1.0]
    assert simplex_weights(np.ones(3), np.ones((3, 4))).misfit == 0
    equal = simplex_weights(np.ones(3), np.ones((3, 4)), ridge=2.0)
    assert equal.weights == pytest.approx(np.full(4, 0.25))
    assert equal.misfit == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("target", "donors", "ridge"),
    [
        (np.ones(3), np.ones((4, 2)), 0.0),
        (np.ones(0), np.ones((0, 2)), 0.0),
        (np.ones(3), np.ones((3, 0)), 0.0),
        (np.ones((3, 1)), np.ones((3, 1)), 0.0),
        (np.array([1.0, np.nan]), np.ones((2, 2)), 0.0),
        (np.ones(2), np.array([[1.0, np.inf], [1.0, 1.0]]), 0.0),
        (np.ones(2) * 1e101, np.ones((2, 2)), 0.0),
        (np.ones(2), np.ones((2, 2)), -1.0),
        (np.ones(2), np.ones((2, 2)), np.nan),
    ],
)
def test_what_cannot_be_worked_with_is_refused(target, donors, ridge) -> None:
    with pytest.raises(UsageError) as refusal:
        simplex_weights(target, donors, ridge=ridge)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B060"]
