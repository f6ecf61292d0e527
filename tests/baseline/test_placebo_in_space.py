"""Many placebos at once: the same digits as one `fit`, the laws of the index, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.inference.placebo_in_space import (
    Contrasts,
    index_contrasts,
    placebo_t,
    t_intervals,
)
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import NET_DAY_STEPS, ComparatorPanel, Panel
from tests.baseline.worlds import MEASUREMENT, REFERENCE, panel, plan

COLUMNS = ("days_before", "exposure_before", "days_after", "exposure_after")
amounts = st.floats(0.1, 1e6)


@st.composite
def sums(draw):
    shape = (draw(st.integers(1, 3)), draw(st.integers(5, 9)))
    return {name: draw(arrays(float, shape, elements=amounts)) for name in COLUMNS}


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(4, 12))
def test_it_is_fit_in_every_digit_that_a_result_shows(seed, count):
    random = np.random.default_rng(seed)
    months = len(REFERENCE) + len(MEASUREMENT)
    days, heads = random.uniform(50, 150, (1 + count, months)), random.integers(40, 4_000, (1 + count, 1))
    names = [f"c{number:02}" for number in range(count)]
    project = panel(Panel, ["p"], days[:1], heads[:1])
    others = panel(ComparatorPanel, names, days[1:], heads[1:])
    found = fit(plan(comparators=names), project, others, MEASUREMENT)
    net_days = np.concatenate([project.net_days, others.net_days]) / NET_DAY_STEPS
    employed = np.concatenate([project.person_days, others.person_days]) / 365.25
    split = len(REFERENCE)
    contrasts = index_contrasts(
        days_before=net_days[:, :split].sum(axis=1),
        exposure_before=employed[:, :split].sum(axis=1),
        days_after=net_days[:, split:].sum(axis=1),
        exposure_after=employed[:, split:].sum(axis=1),
    )
    ours = placebo_t(contrasts, confidence=0.95)
    assert found.spread is not None
    expected = (found.log_effect, found.spread.log_se, found.effect.low, found.effect.high)
    given_ = (ours.theta, ours.log_se, np.expm1(ours.low), np.expm1(ours.high))
    # Ten digits are shown; the last may fall on either side of a half.
    assert np.allclose(given_, expected, rtol=1e-11, atol=1e-13)
    same = [quantised(float(a)) == quantised(float(b)) for a, b in zip(given_, expected, strict=True)]
    assert sum(same) >= 3
    assert np.allclose(contrasts.placebos, [one.log_effect for one in found.placebos], rtol=1e-11, atol=1e-13)
    assert ours.degrees_of_freedom == found.spread.degrees_of_freedom == count - 1


@given(sums())
def test_cases_do_not_touch_each_other(columns):
    together = index_contrasts(**columns)
    for case in range(len(together.theta)):
        alone = index_contrasts(**{name: column[case] for name, column in columns.items()})
        assert alone.theta == together.theta[case]
        assert (alone.placebos == together.placebos[case]).all()


@given(sums(), st.randoms(use_true_random=False))
def test_the_order_of_the_comparators_changes_nothing_but_the_order_of_the_placebos(columns, random):
    order = list(range(1, columns["days_before"].shape[1]))
    random.shuffle(order)
    found, moved = (
        index_contrasts(**{name: column[:, rows] for name, column in columns.items()})
        for rows in ([0, *sorted(order)], [0, *order])
    )
    assert np.allclose(moved.theta, found.theta, atol=1e-12)
    assert np.allclose(moved.placebos, found.placebos[:, np.array(order) - 1], atol=1e-12)


@given(sums(), st.floats(0.2, 5))
def test_the_estimate_moves_with_the_project_and_its_error_does_not(columns, factor):
    columns["days_before"][:, 1] *= 1.5  # so that not all comparators move alike
    before = placebo_t(index_contrasts(**columns), confidence=0.9)
    columns["days_after"][:, 0] *= factor
    after = placebo_t(index_contrasts(**columns), confidence=0.9)
    assert np.allclose(after.theta - before.theta, math.log(factor), atol=1e-12)
    assert (after.log_se == before.log_se).all()


@given(sums(), st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_units_of_days_and_exposure_change_nothing(columns, days, exposure):
    found = index_contrasts(**columns)
    scaled = {name: column * (days if "days" in name else exposure) for name, column in columns.items()}
    assert np.allclose(index_contrasts(**scaled).placebos, found.placebos, atol=1e-11)


def test_a_large_unit_does_not_drown_the_others():
    days = np.array([10.0, 1e18, 1.0, 2.0, 3.0])
    ones = np.ones(5)
    found = index_contrasts(
        days_before=days, exposure_before=ones, days_after=days * [1, 1, 2, 2, 2], exposure_after=ones
    )
    assert found.placebos[0] == pytest.approx(-math.log(2))


def test_worked_by_hand():
    """420 days become 462 in the pool, the project goes from 100 to 99: 99 / 100 / 1.1 is 10 % less."""
    found = index_contrasts(
        days_before=np.array([100.0, 100, 80, 120, 120]),
        exposure_before=np.full(5, 7.0),
        days_after=np.array([99.0, 110, 92, 120, 140]),
        exposure_after=np.full(5, 7.0),
    )
    assert np.exp(found.theta) == pytest.approx(0.9)
    assert np.exp(found.placebos[0]) == pytest.approx(1.1 * 320 / 352)


def codes(error):
    return [notice.code for notice in error.value.notices]


def test_everything_wrong_with_the_arrays_is_said_at_once():
    ones = np.ones((2, 4))
    with pytest.raises(UsageError) as refusal:
        index_contrasts(
            days_before=ones, exposure_before=ones * 0, days_after=ones[:, 1:], exposure_after=ones * np.nan
        )
    assert codes(refusal) == ["OC-B090", "OC-B091", "OC-B091", "OC-B092"]


@pytest.mark.parametrize("shape", [(), (0,), (1,), (4,), (3, 4)])
def test_fewer_than_four_comparators_are_refused(shape):
    with pytest.raises(UsageError) as refusal:
        index_contrasts(**dict.fromkeys(COLUMNS, np.ones(shape)))
    assert codes(refusal) == ["OC-B092"]
    with pytest.raises(UsageError):
        Contrasts(np.zeros(()), np.zeros(3))


def test_values_beyond_floats_are_refused_and_not_warned_of():
    with pytest.raises(UsageError) as refusal:
        index_contrasts(**dict.fromkeys(COLUMNS, np.full(6, 1e308)))
    assert "OC-B091" in codes(refusal)


def test_comparators_that_all_move_alike_are_refused():
    twos = dict.fromkeys(COLUMNS, np.full((2, 5), 2.0))
    with pytest.raises(DataRejected) as refusal:
        placebo_t(index_contrasts(**twos), confidence=0.95)
    assert codes(refusal) == ["OC-B030"]


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 95, math.nan])
def test_no_confidence_is_refused(confidence):
    with pytest.raises(UsageError) as refusal:
        placebo_t(Contrasts(np.zeros(()), np.arange(4.0)), confidence=confidence)
    assert codes(refusal) == ["OC-B093"]


def test_intervals_of_different_degrees_of_freedom():
    found = t_intervals(np.zeros((2, 2)), np.ones((2, 2)), np.array([[9, 3], [3, 5_000]]), confidence=0.95)
    assert found.high.ravel() == pytest.approx([2.262157, 3.182446, 3.182446, 1.962339], abs=1e-5)
    assert (found.low == -found.high).all()
