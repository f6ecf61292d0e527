"""Two-way fixed effects: means in a balanced panel, what drops out, and what is refused."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.two_by_two import TwoByTwo
from outcome_contracts.baseline.estimators.two_way_regression import (
    cluster_robust_se,
    cluster_robust_se_for_comparison,
    difference_in_differences,
    mean_changes,
    two_way_effect,
)
from outcome_contracts.notices import UsageError

OWN = Path(__file__).parents[1] / "data" / "prop99"


def panel(seed: int, *, n: int = 9, m: int = 14) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, m))


def test_the_published_difference_in_differences_of_proposition_99() -> None:
    with (OWN / "data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    states, years = (sorted({row[column] for row in rows}) for column in ("state", "year"))
    packs = np.array(
        [float(row["packspercapita"]) for row in sorted(rows, key=lambda row: (row["state"], row["year"]))]
    )
    outcome = packs.reshape(len(states), len(years))
    found = difference_in_differences(outcome, np.array(states) == "California", before=years.index("1989"))
    assert found == pytest.approx(-27.349, abs=0.001)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), treated=st.integers(1, 8), before=st.integers(1, 13))
def test_with_one_start_it_is_the_difference_of_differences(seed, treated, before) -> None:
    outcome, chosen = panel(seed), np.arange(9) < treated
    treatment = chosen[:, None] & (np.arange(14) >= before)
    assert two_way_effect(outcome, treatment) == pytest.approx(
        difference_in_differences(outcome, chosen, before=before), abs=1e-12
    )


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_levels_of_units_and_shocks_of_times_drop_out(seed) -> None:
    random = np.random.default_rng(seed)
    outcome, treatment = panel(seed), random.random((9, 14)) < 0.4
    disturbed = 5 * outcome + random.normal(size=(9, 1)) * 100 + random.normal(size=(1, 14)) * 100 + 3 * treatment
    assert two_way_effect(disturbed, treatment) == pytest.approx(5 * two_way_effect(outcome, treatment) + 3, abs=1e-9)


def test_effect_and_cluster_robust_error_are_those_of_the_regression_on_dummies() -> None:
    from statsmodels.regression.linear_model import OLS

    outcome, treatment = panel(4), np.random.default_rng(5).random((9, 14)) < 0.4
    unit, time = np.divmod(np.arange(9 * 14), 14)
    dummies = np.column_stack([treatment.ravel(), unit[:, None] == np.arange(9), time[:, None] == np.arange(1, 14)])
    peer = OLS(outcome.ravel(), dummies.astype(float)).fit(cov_type="cluster", cov_kwds={"groups": unit})
    assert two_way_effect(outcome, treatment) == pytest.approx(peer.params[0], abs=1e-12)
    assert cluster_robust_se(outcome, treatment) == pytest.approx(peer.bse[0], rel=1e-9)
    assert cluster_robust_se_for_comparison(outcome, treatment).value == pytest.approx(peer.bse[0], rel=1e-9)


@pytest.mark.parametrize("treated", [1, 8])
def test_one_treated_or_one_untreated_cluster_is_refused(treated) -> None:
    treatment = (np.arange(9) < treated)[:, None] & (np.arange(14) >= 7)
    assert cluster_robust_se_for_comparison(panel(1), treatment).why
    assert codes(cluster_robust_se, panel(1), treatment) == ["OC-B084"]
    assert cluster_robust_se(panel(1), (np.arange(9) < 2)[:, None] & (np.arange(14) >= 7)) > 0


def codes(function, *arguments, **named) -> list[str]:
    with pytest.raises(UsageError) as refusal:
        function(*arguments, **named)
    return [notice.code for notice in refusal.value.notices]


@pytest.mark.parametrize(
    ("outcome", "treatment"),
    [
        (np.ones(4), np.ones(4)),
        (np.full((3, 4), np.nan), np.eye(3, 4)),
        (panel(1, n=3, m=4), np.eye(4)),
        (panel(1, n=3, m=4), 2 * np.eye(3, 4)),
        (panel(1, n=3, m=4), np.zeros((3, 4))),
        (panel(1, n=3, m=4), np.ones((3, 1)) * [0, 0, 1, 1]),
        (panel(1, n=1, m=4), np.eye(1, 4)),
        (np.empty((0, 0)), np.empty((0, 0))),
        ([["a"]], [[1]]),
    ],
)
def test_arguments_that_tell_no_effect_are_refused(outcome, treatment) -> None:
    assert codes(two_way_effect, outcome, treatment) == ["OC-B070"]
    assert codes(cluster_robust_se_for_comparison, outcome, treatment) == ["OC-B070"]


def test_too_small_a_panel_has_no_cluster_robust_error() -> None:
    outcome, treatment = panel(1, n=2, m=2), np.eye(2)
    assert two_way_effect(outcome, treatment)
    assert codes(cluster_robust_se_for_comparison, outcome, treatment) == ["OC-B070"]


@pytest.mark.parametrize("before", [0, 14, -1])
def test_a_start_outside_the_panel_is_refused(before) -> None:
    assert codes(mean_changes, panel(1), before=before) == ["OC-B070"]


@pytest.mark.parametrize("treated", [np.zeros(9), np.ones(9), np.full(9, 0.5), np.ones(8)])
def test_treated_units_that_are_none_or_all_are_refused(treated) -> None:
    assert codes(difference_in_differences, panel(1), treated, before=7) == ["OC-B070"]


def test_two_groups_and_two_waves_by_hand() -> None:
    found = TwoByTwo([1, 3, np.nan, 10, 14], [4, 8, 6, 11, 13], [1, 1, 1, 0, 0])
    assert (found.treated_before, found.treated_after, found.others_before, found.others_after) == (2, 6, 12, 12)
    assert found.effect == 4
    both = found.seen_twice()
    assert (len(both.before), both.effect) == (4, 4)
    assert found.standard_error() == pytest.approx(np.sqrt(2 / 2 + 2 / 2))
    # Squares about the means of the cells: 2 + 8 + 8 + 2, over 9 − 4 degrees of freedom, times 1/2 + 1/3 + 1/2 + 1/2.
    assert found.standard_error_that_ignores_who_is_who().value == pytest.approx(np.sqrt(20 / 5 * (3 / 2 + 1 / 3)))


@pytest.mark.parametrize(
    ("before", "after", "treated"),
    [
        ([1, 2, 3, np.inf], [1, 2, 3, 4], [1, 1, 0, 0]),
        ([1, 2, 3], [1, 2, 3, 4], [1, 1, 0, 0]),
        ([1, 2, 3, 4], [1, 2, 3, 4], [1, 1, 0, 2]),
        ([1, 2, 3, np.nan], [1, 2, 3, 4], [1, 1, 0, 0]),
        ([1, 2, 3, "x"], [1, 2, 3, 4], [1, 1, 0, 0]),
    ],
)
def test_waves_that_cannot_be_compared_are_refused(before, after, treated) -> None:
    assert codes(TwoByTwo, before, after, treated) == ["OC-B070"]


def test_too_few_units_seen_twice_are_refused() -> None:
    found = TwoByTwo([1, 2, np.nan, 4, 5], [3, np.nan, 5, 6, 7], [1, 1, 1, 0, 0])
    assert codes(found.seen_twice) == ["OC-B070", "OC-B070"]
    assert codes(found.standard_error) == ["OC-B070", "OC-B070"]
