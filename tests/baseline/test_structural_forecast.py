"""The structural forecast: the same as generalised least squares, at the maximum of the same likelihood."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.structural_forecast import (
    StructuralForecast,
    regression_effect,
    structural_effect,
    structural_forecast,
)
from outcome_contracts.notices import DataRejected, UsageError


def series(seed: int, *, n: int = 40, h: int = 12, k: int = 1, drift: float = 0.3):
    random = np.random.default_rng(seed)
    covariates = random.normal(size=(n + h, k))
    level = np.cumsum(random.normal(size=n)) * drift
    return level + covariates[:n].sum(axis=1) + random.normal(size=n), covariates


def least_squares(outcome, covariates, times, season_length, share) -> tuple[np.ndarray, np.ndarray, float]:
    """Forecast, its covariance and twice the restricted log-likelihood from the covariance matrix of the series."""
    n, seen = len(outcome), np.asarray(times)
    seasons = (seen % season_length)[:, None] == np.arange(1, season_length)
    columns = np.column_stack([np.ones(len(seen)), seasons, covariates])
    since = seen - seen[0]
    together = (1 - share) * np.eye(len(seen)) + share * np.minimum.outer(since, since)
    inverse, cross = np.linalg.inv(together[:n, :n]), together[n:, :n]
    gram = columns[:n].T @ inverse @ columns[:n]
    slopes = np.linalg.solve(gram, columns[:n].T @ inverse @ outcome)
    residuals, degrees = outcome - columns[:n] @ slopes, n - columns.shape[1]
    variance = residuals @ inverse @ residuals / degrees
    forecast = columns[n:] @ slopes + cross @ inverse @ residuals
    unexplained = columns[n:] - cross @ inverse @ columns[:n]
    covariance = together[n:, n:] - cross @ inverse @ cross.T + unexplained @ np.linalg.solve(gram, unexplained.T)
    determinants = np.linalg.slogdet(together[:n, :n])[1] + np.linalg.slogdet(gram)[1]
    return forecast, variance * covariance, -determinants - degrees * np.log(variance)


@pytest.mark.parametrize("season_length", [1, 4])
@pytest.mark.parametrize("k", [0, 2])
@pytest.mark.parametrize("gaps", [(), (3, 4, 17, 44)])
def test_it_is_generalised_least_squares_at_the_best_share(season_length, k, gaps) -> None:
    times = np.array([time for time in range(100, 156) if time - 100 not in gaps])
    outcome, covariates = series(7, n=len(times) - 12, k=k)
    found = structural_forecast(outcome, covariates, times=times, season_length=season_length)
    forecast, covariance, best = least_squares(outcome, covariates, times, season_length, found.drift_share)
    assert found.forecast == pytest.approx(forecast, rel=1e-7, abs=1e-9)
    assert found.covariance == pytest.approx(covariance, rel=1e-6)
    others = [least_squares(outcome, covariates, times, season_length, share)[2] for share in np.linspace(0, 0.99, 200)]
    assert best >= max(others) - 1e-9


def test_the_share_is_that_of_statsmodels_own_search() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    outcome, covariates = series(3)
    found = structural_forecast(outcome, covariates, times=np.arange(52), season_length=1)
    peer = UnobservedComponents(
        outcome, "llevel", exog=covariates[:40], mle_regression=False, use_exact_diffuse=True
    ).fit(disp=False)
    # The peer counts the times in its scale differently by nothing, but stops at a coarser gradient.
    assert found.variance * (1 - found.drift_share) == pytest.approx(peer.params[0], rel=1e-2)
    assert found.variance * found.drift_share == pytest.approx(peer.params[1], rel=1e-2)
    forecast = peer.get_forecast(12, exog=covariates[40:])
    assert found.forecast == pytest.approx(forecast.predicted_mean, rel=1e-3, abs=1e-3)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(forecast.se_mean, rel=1e-2)


@settings(max_examples=10, deadline=None)
@given(
    factor=st.floats(1e-6, 1e6),
    shift=st.floats(-1e3, 1e3),
    stretch=st.floats(1e-6, 1e6),
    seed=st.integers(0, 50),
)
def test_units_of_outcome_and_covariate_do_not_matter(factor, shift, stretch, seed) -> None:
    outcome, covariates = series(seed)
    times = np.arange(52)
    one = structural_forecast(outcome, covariates, times=times, season_length=1)
    other = structural_forecast(
        factor * (outcome + shift), stretch * (covariates - shift), times=times + 9, season_length=1
    )
    assert other.forecast / factor - shift == pytest.approx(one.forecast, rel=1e-5, abs=1e-5)
    assert other.mean_se / factor == pytest.approx(one.mean_se, rel=1e-4)
    assert other.coefficients * stretch / factor == pytest.approx(one.coefficients, rel=1e-4, abs=1e-6)


def test_a_level_that_never_drifts_is_found_at_zero() -> None:
    outcome = np.tile([1.0, -1.0], 20)
    found = structural_forecast(outcome, np.zeros((50, 0)), times=np.arange(50), season_length=1)
    assert found.drift_share == 0
    assert found.forecast == pytest.approx(np.zeros(10), abs=1e-9)
    variance = 40 / 39
    assert found.covariance == pytest.approx(variance * (np.eye(10) + 1 / 40), rel=1e-9)


def test_a_random_walk_is_found_at_one() -> None:
    outcome = np.cumsum(np.repeat([1.0, -1.0], 20) * np.tile([1.0, 1.0, 1.0, -0.5], 10))
    found = structural_forecast(outcome, np.zeros((50, 0)), times=np.arange(50), season_length=1)
    assert found.drift_share == pytest.approx(1, abs=1e-6)
    assert found.forecast == pytest.approx(np.full(10, outcome[-1]), rel=1e-4)


def test_the_effect_is_observed_minus_predicted() -> None:
    forecast = StructuralForecast(np.zeros(3), np.array([1.0, 3.0]), np.diag([2.0, 2.0]), np.zeros(0), 0.0, 2.0, 10)
    found = structural_effect(np.array([4.0, 6.0]), forecast, confidence=0.95)
    assert (found.observed, found.predicted, found.effect) == (5, 2, 3)
    assert found.high - found.effect == pytest.approx(2.2281389)  # t(10) at 95 %, standard error 1
    assert found.effect - found.low == pytest.approx(2.2281389)


def test_regression_finds_what_was_put_in() -> None:
    covariates = np.array([[1.0, 2], [2, 1], [3, 5], [4, 4], [5, 0], [6, 1], [7, 2], [8, 9]])
    outcome = 3 + covariates @ [2.0, -1.0] + np.array([0, 0, 0, 0, 0, 0, 5, 7])
    assert regression_effect(outcome, covariates, before=6) == pytest.approx(6)


def refused(error, function, *arguments, **named) -> list[str]:
    with pytest.raises(error) as refusal:
        function(*arguments, **named)
    return [notice.code for notice in refusal.value.notices]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"outcome": np.ones((40, 1))}, ["OC-B070"]),
        ({"outcome": np.r_[np.ones(39), np.nan]}, ["OC-B070"]),
        ({"covariates": np.full((52, 1), np.inf)}, ["OC-B070"]),
        ({"covariates": np.ones((51, 1))}, ["OC-B070"]),
        ({"times": np.arange(40)}, ["OC-B070", "OC-B070"]),
        ({"times": np.arange(52)[::-1]}, ["OC-B070"]),
        ({"times": np.arange(52.0)}, ["OC-B070"]),
        ({"times": np.arange(52) * 10**6}, ["OC-B070"]),
        ({"season_length": 0}, ["OC-B070"]),
        ({"covariates": np.ones((52, 1))}, ["OC-B072"]),
    ],
)
def test_arguments_of_another_form_are_refused(changes, codes) -> None:
    outcome, covariates = series(1)
    arguments = {"outcome": outcome, "covariates": covariates, "times": np.arange(52), "season_length": 1} | changes
    assert refused(UsageError, structural_forecast, **arguments) == codes


def test_more_covariates_than_a_third_of_the_observations_are_refused() -> None:
    outcome, covariates = series(1, n=36, k=12)
    assert structural_forecast(outcome, covariates, times=np.arange(48), season_length=1)
    outcome, covariates = series(1, n=36, k=13)
    assert refused(DataRejected, structural_forecast, outcome, covariates, times=np.arange(48), season_length=1) == [
        "OC-B081"
    ]
    assert refused(DataRejected, regression_effect, np.ones(48), covariates, before=36) == ["OC-B081"]


def test_too_few_observations_for_the_season_are_refused() -> None:
    outcome, covariates = series(1, n=15, k=0)
    assert structural_forecast(outcome, covariates, times=np.arange(27), season_length=12)
    assert refused(
        DataRejected, structural_forecast, outcome[1:], covariates[1:], times=np.arange(26), season_length=12
    ) == ["OC-B081"]


@pytest.mark.parametrize("factor", [0.0, 2.0])
def test_an_outcome_that_its_covariates_give_exactly_is_refused(factor) -> None:
    _, covariates = series(1)
    outcome = 5 + factor * covariates[:40, 0]
    assert refused(DataRejected, structural_forecast, outcome, covariates, times=np.arange(52), season_length=1) == [
        "OC-B081"
    ]


def test_an_impossible_confidence_is_refused() -> None:
    outcome, covariates = series(1)
    forecast = structural_forecast(outcome, covariates, times=np.arange(52), season_length=1)
    assert refused(UsageError, structural_effect, np.ones(11), forecast, confidence=1.0) == ["OC-B070", "OC-B070"]
    assert refused(UsageError, regression_effect, np.ones(52), covariates, before=52) == ["OC-B070"]
