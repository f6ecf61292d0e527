"""The permutation p-value: ranks, ties and the floor."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.inference.permutation import deviations, permutation, placebo_sd
from outcome_contracts.notices import UsageError

EFFECTS = st.lists(st.floats(-10, 10), min_size=1, max_size=30)


def test_ranks_count_both_signs_and_ties_against_the_project() -> None:
    found = permutation(-2.0, [1, -1, 2, 3, 0])
    assert (found.rank, found.units, found.p, found.floor) == (3, 6, 0.5, 1 / 6)
    assert permutation(0.1 + 0.2, [0.3, 0.0]).rank == 2


@settings(max_examples=50, deadline=None)
@given(effect=st.floats(-10, 10), placebos=EFFECTS)
def test_p_lies_between_its_floor_and_one_and_forgets_signs_and_order(effect, placebos) -> None:
    found = permutation(effect, placebos)
    assert found.floor <= found.p <= 1
    assert permutation(-effect, [-placebo for placebo in reversed(placebos)]) == found


def test_without_an_effect_every_rank_is_as_likely() -> None:
    values = np.random.default_rng(3).normal(size=6)
    ranks = [permutation(values[unit], np.delete(values, unit)).rank for unit in range(6)]
    assert sorted(ranks) == [1, 2, 3, 4, 5, 6]


def test_deviations_and_their_spread() -> None:
    assert deviations([1, 2, 6]).tolist() == [-2, -1, 3]
    assert placebo_sd([1, 2, 6]) == pytest.approx(np.sqrt(7))


@pytest.mark.parametrize("placebos", [[], [np.nan], [[1.0]], ["x"]])
def test_placebos_of_another_form_are_refused(placebos) -> None:
    for call in (lambda: permutation(1.0, placebos), lambda: placebo_sd(placebos)):
        with pytest.raises(UsageError) as refusal:
            call()
        assert {notice.code for notice in refusal.value.notices} == {"OC-B070"}


def test_one_placebo_has_no_spread() -> None:
    with pytest.raises(UsageError):
        placebo_sd([1.0])
    with pytest.raises(UsageError):
        permutation(np.nan, [1.0])
