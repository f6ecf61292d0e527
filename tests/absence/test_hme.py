"""HME: items to sub-indices to index, what a missing answer does, and two means of several groups."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence.hme import Engagement, engagement, unweighted_mean, weighted_mean
from outcome_contracts.notices import DataRejected


def answers(*columns: list[int]) -> np.ndarray:
    return np.array(columns, dtype=np.int64).T


def test_items_sub_indices_and_index():
    found = engagement(answers(*[[5] * 12] * 3, *[[3] * 12] * 3, *[[1] * 6 + [2] * 6] * 3))
    assert found.sub_indices == {"motivation": 100, "leadership": 50, "governance": Fraction(25, 2)}
    assert found.hme == Fraction(325, 6)
    assert found.respondents == 12


def test_a_missing_answer_takes_no_part_in_its_item_and_none_replaces_it():
    full = [[4] * 13] * 8
    found = engagement(answers([5] * 11 + [0] * 2, *full))
    assert found.items[0] == 100
    assert found.respondents == 13
    with pytest.raises(DataRejected) as refusal:
        engagement(answers([5] * 10 + [0] * 3, *full))
    assert [notice.code for notice in refusal.value.notices] == ["OC-D110"]
    with pytest.raises(DataRejected, match="OC-D115"):
        engagement(answers([0] * 13, *full))


@pytest.mark.parametrize(
    "wrong",
    [
        answers(*[[6] * 12] * 9),
        answers(*[[-1] * 12] * 9),
        answers(*[[3] * 12] * 8),
        np.full((12, 9), 3.5),
        np.full(9, 3),
    ],
)
def test_other_answers_are_refused(wrong):
    with pytest.raises(DataRejected, match="OC-D111"):
        engagement(wrong)


def test_weighted_and_unweighted_means_of_groups_differ():
    """A large municipality and a small one: the national database counts each as one."""
    large, small = Engagement(900, (Fraction(80),) * 9), Engagement(100, (Fraction(60),) * 9)
    assert (unweighted_mean((large, small)), weighted_mean((large, small))) == (70, 78)
    for mean in (unweighted_mean, weighted_mean):
        with pytest.raises(DataRejected, match="OC-D115"):
            mean(())


def test_unweighted_mean_of_published_rates():
    """Eleven municipalities in 2018, total sickness rate in per cent: the published unweighted mean is 5.93."""
    rates = "6.71 5.50 6.41 5.40 5.51 6.17 5.33 6.47 6.77 5.43 5.54".split()
    groups = [Engagement(11, (Fraction(rate),) * 9) for rate in rates]
    assert round(unweighted_mean(groups), 2) == Fraction("5.93")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=9, max_size=9), min_size=11, max_size=20), st.randoms())
def test_the_order_of_respondents_is_not_seen_and_indices_lie_in_their_range(rows, random):
    found = engagement(np.array(rows))
    assert engagement(np.array(random.sample(rows, len(rows)))) == found
    assert all(0 <= item <= 100 for item in found.items) and 0 <= found.hme <= 100
