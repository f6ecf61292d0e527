"""The methods that look at one series, alone or against its comparators: worked cases, errors, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan, Grade, fit
from outcome_contracts.baseline.estimators.poisson_regression import fit_poisson
from outcome_contracts.baseline.estimators.segmented_design import segmented_design
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.methods import controlled_series, linear_trend, segmented_regression
from outcome_contracts.baseline.methods.linear_trend import level_trend, trend_line
from outcome_contracts.baseline.methods.seasonal_naive import seasonal_naive
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import panel, plan_fields

FIRST = Period.parse("2015-01/2015-01").first
ALONE = {"comparators": [], "inference": "sampling_only", "lags": 12}
CASES = {
    "segmented_regression": ALONE | {"model": "step", "harmonics": 2},
    "controlled_series": {"inference": "sampling_only", "lags": 12, "model": "step", "harmonics": 1},
    "seasonal_naive": {"comparators": [], "inference": "none", "draws": 0},
    "linear_trend": ALONE,
}


def agreed(method: str, **changes: object) -> BaselinePlan:
    return BaselinePlan.from_dict(plan_fields(**({"method": method} | CASES[method] | changes)))


def table(days: np.ndarray, *, before: int, months: np.ndarray | None = None) -> Table:
    days = np.atleast_2d(days)
    months = FIRST + np.arange(days.shape[1]) if months is None else months
    return Table(days, np.full(days.shape, 40.0), months, before)


def season(months: int, *, trend: float = 0.0) -> np.ndarray:
    t = np.arange(months)
    return 300 * np.exp(trend * t + 0.3 * np.cos(2 * np.pi * (t + FIRST) / 12))


@pytest.mark.parametrize("model", ["step", "step_and_slope", "extrapolation"])
@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
def test_a_series_along_its_trend_and_season_shows_the_effect_exactly(model, estimand) -> None:
    days = season(60, trend=0.004)
    days[36:] *= 0.88
    plan = agreed("segmented_regression", model=model, estimand=estimand)
    world = table(days, before=36)
    path = segmented_regression.predict(world, plan).path
    assert path == pytest.approx(season(60, trend=0.004) / 40, rel=1e-9)
    assert log_effect(world, path, plan) == pytest.approx(math.log(0.88), abs=1e-9)


@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
def test_a_straight_line_of_logarithms_is_carried_on_exactly(estimand) -> None:
    days = season(60, trend=-0.01)
    days[36:] *= 0.88
    plan = agreed("linear_trend", estimand=estimand)
    assert linear_trend.predict(table(days, before=36), plan).path == pytest.approx(season(60, trend=-0.01) / 40)


@pytest.mark.parametrize("model", ["step", "step_and_slope", "extrapolation"])
def test_the_comparators_carry_trend_season_and_shock(model) -> None:
    shock = np.where(np.arange(60) >= 50, 1.6, 1.0)
    common = season(60, trend=0.02) * shock
    days = np.array([common * 0.7, common * 2, common * 0.5])
    days[0, 36:] *= 0.88
    plan = agreed("controlled_series", model=model)
    world = table(days, before=36)
    found = controlled_series.predict(world, plan)
    assert found.path == pytest.approx(common * 0.7 / 40, rel=1e-9)
    assert log_effect(world, found.path, plan) == pytest.approx(math.log(0.88), abs=1e-9)


@pytest.mark.parametrize("lags", [0, 3, 12])
@pytest.mark.parametrize("method", ["segmented_regression", "controlled_series"])
def test_with_a_step_alone_the_sampling_part_is_the_robust_error_of_the_step(method, lags) -> None:
    random = np.random.default_rng(5)
    days = season(60)[None] * random.uniform(0.8, 1.2, (4, 60))
    world, plan = table(days, before=36), agreed(method, lags=lags)
    found = method_of(plan).predict(world, plan)
    exposure, terms = world.exposure[0], ("trend", "step")
    if method == "controlled_series":
        exposure, terms = exposure * days[1:].sum(axis=0) / world.exposure[1:].sum(axis=0), ("step",)
    design = segmented_design(
        world.months, terms=terms, start=FIRST + 36, slope_from=0, harmonics=plan.harmonics, season_length=12
    )
    step = fit_poisson(days[0], design, exposure=exposure).hac(lags=lags)
    assert log_effect(world, found.path, plan) == pytest.approx(step.value("step"), abs=1e-12)
    assert found.sampling_log_se == pytest.approx(step.standard_error("step"), rel=1e-9)
    assert found.sampling_degrees_of_freedom == 60 - len(design.names)


@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("segmented_regression", {"model": "step"}),
        ("segmented_regression", {"model": "step_and_slope"}),
        ("segmented_regression", {"model": "extrapolation"}),
        ("linear_trend", {}),
        ("controlled_series", {"model": "extrapolation"}),
    ],
)
def test_the_sampling_part_is_the_spread_over_worlds_that_differ_by_chance(method, changes, estimand) -> None:
    plan = agreed(method, estimand=estimand, lags=0, **changes)
    random, thetas, errors = np.random.default_rng(11), [], []
    for _ in range(200):
        world = table(season(60) * random.gamma(100, 0.01, (3, 60)), before=36)
        found = method_of(plan).predict(world, plan)
        thetas.append(log_effect(world, found.path, plan))
        errors.append(found.sampling_log_se)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(thetas), rel=0.2)


@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
@pytest.mark.parametrize(
    ("method", "changes", "parameters"),
    [
        ("linear_trend", {}, 14),
        ("segmented_regression", {"model": "extrapolation"}, 7),
        ("segmented_regression", {"model": "step"}, 7),
    ],
)
def test_what_a_month_adds_is_what_is_missing_without_its_residual(method, changes, parameters, estimand) -> None:
    """The error with no lags, from θ with one month at a time put where the model has it."""
    plan = agreed(method, estimand=estimand, lags=0, **changes)
    days = season(60) * np.random.default_rng(8).normal(1, 1e-4, 60)
    whole = method_of(plan).predict(table(days, before=36), plan)
    theta = log_effect(table(days, before=36), whole.path, plan)
    fitted = whole.path * 40 * np.exp(theta * (np.arange(60) >= 36))
    moves = []
    for month in range(60):
        world = table(np.where(np.arange(60) == month, fitted, days), before=36)
        moves.append(log_effect(world, method_of(plan).predict(world, plan).path, plan) - theta)
    error = math.sqrt(60 / (60 - parameters) * math.fsum(move * move for move in moves))
    assert whole.sampling_log_se == pytest.approx(error, rel=2e-3)


def test_months_that_are_left_out_keep_their_distance() -> None:
    random = np.random.default_rng(6)
    days = season(60) * random.uniform(0.8, 1.2, 60)
    kept = np.delete(np.arange(60), [20, 21, 22])
    plan = agreed("segmented_regression", lags=2)
    gap = segmented_regression.predict(table(days[kept], before=33, months=FIRST + kept), plan)
    closed = segmented_regression.predict(table(days[kept], before=33, months=FIRST + np.arange(57)), plan)
    assert gap.path.shape == (57,)
    assert gap.sampling_log_se != pytest.approx(closed.sampling_log_se, rel=1e-3)


def test_seasonal_naive_takes_the_same_month_of_the_last_year() -> None:
    values = np.arange(40.0)
    found = seasonal_naive(values[:24], times=np.arange(40), season_length=12)
    assert found[24:].tolist() == [*range(12, 24), *range(12, 16)]
    assert found[12:24].tolist() == values[12:24].tolist()
    times = np.delete(np.arange(40), 20)  # a month left out: the year before stands in
    assert seasonal_naive(values[times[:23]], times=times, season_length=12)[31] == 8


def test_a_line_in_levels_that_falls_below_zero_is_refused() -> None:
    falling = 100 - 3.0 * np.arange(48)
    with pytest.raises(DataRejected, match=r"OC-B078.*14 of 48"):
        level_trend(falling[:24], times=np.arange(48), season_length=1)
    assert level_trend(falling[:24], times=np.arange(30), season_length=1).line == pytest.approx(falling[:30])
    yearly = trend_line(np.array([5.0, 7, 9]), times=np.array([1990, 1992, 1994, 1999.5]), season_length=1)
    assert yearly.line == pytest.approx([5, 7, 9, 14.5])


def test_a_time_without_its_place_of_the_season_is_refused() -> None:
    for call in (trend_line, seasonal_naive):
        with pytest.raises(DataRejected, match="OC-B079"):
            call(np.ones(11), times=np.arange(16), season_length=12)


def test_designs_that_cannot_be() -> None:
    good = {"terms": ("trend", "step"), "start": 36, "slope_from": 36, "harmonics": 2, "season_length": 12}
    for changes, code in (
        ({"harmonics": 6}, "OC-B070"),
        ({"harmonics": -1}, "OC-B070"),
        ({"season_length": 0}, "OC-B070"),
        ({"start": math.nan}, "OC-B070"),
        ({"terms": ("step", "step")}, "OC-B070"),
        ({"terms": ("jump",)}, "OC-B070"),
        ({"start": 60}, "OC-B072"),
        ({"start": 0}, "OC-B072"),
    ):
        with pytest.raises(UsageError, match=code):
            segmented_design(np.arange(60), **(good | changes))


# From panels: what a plan refuses, and of what grade the answer is.

NAMES = ("a", "b", "c", "d")


def found(method: str, *, years: int = 3, after: int = 24, zero: int | None = None, **changes: object):
    span = Period(FIRST, FIRST + 12 * years + after - 1)
    random = np.random.default_rng(1)
    days = np.round(season(len(span)) * random.uniform(0.9, 1.1, (5, len(span))), 2)
    if zero is not None:
        days[:, zero] = 0
    agreement = agreed(method, reference_period=str(Period(FIRST, FIRST + 12 * years - 1)), **changes)
    project = panel(Panel, ("p",), days[:1], 4000, period=span)
    comparators = panel(ComparatorPanel, NAMES, days[1:], 4000, period=span)
    return fit(
        agreement, project, comparators if agreement.comparators else None, Period(FIRST + 12 * years, span.last)
    )


def refused(method: str, **world: object) -> set[str]:
    with pytest.raises(DataRejected) as refusal:
        found(method, **world)
    return {notice.code for notice in refusal.value.notices if notice.severity == "error"}


@pytest.mark.parametrize("method", sorted(CASES))
def test_without_placebos_an_answer_is_descriptive(method) -> None:
    answer = found(method)
    assert answer.grade is Grade.DESCRIPTIVE
    assert (answer.spread is None) is (method == "seasonal_naive")
    told = [notice.code for notice in answer.notices]
    assert ("OC-B071" in told) is (method != "controlled_series")


def test_the_controlled_series_with_placebos_is_of_settlement_grade() -> None:
    answer = found("controlled_series", inference="placebo_in_space_t", lags=None)
    assert answer.grade is Grade.SETTLEMENT
    assert len(answer.placebos) == 4
    names = {row.name for row in answer.diagnostics}
    assert {"dispersion", "residual_acf_1", "residual_acf_12", "ljung_box_p"} <= names


def test_against_one_nation_the_drift_is_agreed() -> None:
    one = {"comparators": ["a"], "inference": "agreed_drift"}
    narrow, wide = (found("controlled_series", **one, drift_sd=drift) for drift in ("0.001", "0.028"))
    assert wide.grade is Grade.SETTLEMENT
    assert wide.spread.log_se**2 - narrow.spread.log_se**2 == pytest.approx(0.028**2 - 0.001**2, rel=1e-9)


@pytest.mark.parametrize("method", ["segmented_regression", "linear_trend"])
def test_fewer_than_24_reference_months(method) -> None:
    assert refused(method, years=1, after=12) == {"OC-B075"}


def test_an_extrapolation_longer_than_its_reference() -> None:
    assert refused("segmented_regression", years=2, after=25, model="extrapolation") == {"OC-B076"}
    assert refused("linear_trend", years=2, after=25) == {"OC-B076"}
    assert found("segmented_regression", years=2, after=25, model="step")
    assert found("linear_trend", years=2, after=24)


def test_months_without_net_days() -> None:
    assert refused("linear_trend", zero=30) == {"OC-B082"}
    assert refused("controlled_series", zero=30) == {"OC-B077"}
    assert found("segmented_regression", zero=30)


def test_a_calendar_month_that_the_reference_lacks() -> None:
    shut = {"excluded": ["2015-07/2015-07", "2016-07/2016-07"]}
    assert refused("seasonal_naive", years=2, **shut) == {"OC-B079"}
    assert "OC-B079" in refused("linear_trend", years=2, after=12, **shut)


def test_a_season_that_the_months_cannot_show() -> None:
    assert refused("controlled_series", years=1, after=1, harmonics=5, excluded=["2015-03/2015-12"]) == {
        "OC-B011",
        "OC-B072",
    }


def test_fewer_than_four_comparators_carry_no_placebos() -> None:
    few = {"inference": "placebo_in_space_t", "lags": None, "comparators": ["a", "b", "c"]}
    assert refused("controlled_series", **few) == {"OC-B021"}
