"""Draws: the same in ten years, in any pieces, and distributed as they should be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.counterfactual import Spread, _student_t, _uniforms, quantised
from outcome_contracts.notices import UsageError
from tests.baseline.worlds import MEASUREMENT, comparators, plan, project


def test_the_stream_is_the_one_that_was_agreed() -> None:
    """The raw words of PCG64 for one seed, and the t draws that they give: neither may ever change."""
    assert np.random.PCG64(2018).random_raw(2).tolist() == [8991003797670654996, 3306454679066173462]
    draws = _student_t(Spread(1.0, 7, 999, 2018), first=0, count=3)
    assert draws.tolist() == pytest.approx([0.5432486080534624, 0.4351028181944156, 0.940083617635094], rel=1e-12)


def test_a_uniform_is_never_zero_and_never_one() -> None:
    ends = _uniforms(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert 0 < ends[0] < ends[1] < 1


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 999), max_size=6))
def test_the_pieces_in_which_draws_are_asked_for_do_not_matter(cuts) -> None:
    found = fit(plan(), project(), comparators(), MEASUREMENT)
    edges = [0, *sorted(cuts), 999]
    pieces = [found.draws(first=a, count=b - a) for a, b in pairwise(edges)]
    assert np.array_equal(np.concatenate(pieces), found.draws())


def test_the_quantiles_of_the_draws_are_the_interval() -> None:
    found = fit(plan(draws=200_000), project(), comparators(), MEASUREMENT)
    low, middle, high = np.quantile(found.draws(), [0.025, 0.5, 0.975])
    assert low == pytest.approx(found.reference.low, rel=0.005)
    assert middle == pytest.approx(found.reference.point, rel=0.002)
    assert high == pytest.approx(found.reference.high, rel=0.005)


@pytest.mark.parametrize("df", [3, 7, 10, 24])
def test_the_draws_are_students_t(df) -> None:
    stats = pytest.importorskip("scipy.stats")
    draws = _student_t(Spread(1.0, df, 100_000, 5), first=0, count=100_000)
    assert stats.kstest(draws, stats.t(df).cdf).pvalue > 0.001


def test_the_seed_matters() -> None:
    found, other = (fit(plan(seed=seed), project(), comparators(), MEASUREMENT) for seed in (1, 2))
    assert not np.array_equal(found.draws(), other.draws())


@pytest.mark.parametrize(("first", "count"), [(-1, 5), (990, 10), (0, 1000), (1000, None)])
def test_draws_that_the_plan_does_not_have(first, count) -> None:
    with pytest.raises(UsageError, match="OC-B052"):
        fit(plan(), project(), comparators(), MEASUREMENT).draws(first=first, count=count)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.1, "-0.1"),
        (12.05325, "12.05325"),
        (1 / 3, "0.3333333333"),
        (1234567890123.0, "1234567890000"),
        (-0.0, "0"),
        (100.0, "100"),
        (1e-7, "0.0000001"),
    ],
)
def test_estimates_become_text_at_ten_digits(value, text) -> None:
    assert quantised(value) == text
