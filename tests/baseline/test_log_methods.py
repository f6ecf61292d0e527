"""Two-way effects and the structural series: what they compute by month, and one refusal for each rule."""

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan, fit
from outcome_contracts.baseline.estimators.two_way_regression import difference_in_differences
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.methods.structural_series import predict as structural_path
from outcome_contracts.baseline.methods.two_way_effects import predict as two_way_path
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, panel, plan_fields

TWO_WAY = {"method": "two_way_effects", "estimand": "mean_of_months"}
STRUCTURAL = {"method": "structural_series", "components": "level"}
SEASONAL = {"method": "structural_series", "components": "level_and_season"}


def agreed(method: dict, **changes: object) -> BaselinePlan:
    return BaselinePlan.from_dict(plan_fields(**(method | changes)))


def days(seed: int = 2, units: int = 5) -> np.ndarray:
    random = np.random.default_rng(seed)
    common = np.cumsum(random.normal(0, 0.05, len(BOTH)))
    return np.round(np.exp(4 + common + random.normal(0, 0.05, (units, len(BOTH)))), 2)


def panels(by_month: np.ndarray) -> tuple[Panel, ComparatorPanel]:
    names = tuple("abcdefgh"[: len(by_month) - 1])
    return panel(Panel, ("p",), by_month[:1]), panel(ComparatorPanel, names, by_month[1:])


def test_two_way_effects_are_the_difference_in_differences_of_logarithms() -> None:
    by_month = days()
    found = fit(agreed(TWO_WAY), *panels(by_month), MEASUREMENT)
    treated = np.arange(5) == 0
    logs = np.log(by_month)
    assert found.log_effect == pytest.approx(difference_in_differences(logs, treated, before=24), abs=1e-12)
    placebos = [difference_in_differences(logs[1:], treated[:4][order], before=24) for order in _each_first(4)]
    assert [placebo.log_effect for placebo in found.placebos] == pytest.approx(placebos, abs=1e-12)


def _each_first(count: int) -> list[np.ndarray]:
    return [(np.arange(count) - row) % count for row in range(count)]


def test_every_comparator_weighs_the_same_in_two_way_effects() -> None:
    by_month = days()
    larger = panel(ComparatorPanel, tuple("abcd"), by_month[1:] * [[1], [5], [1], [1]], [[100], [500], [100], [100]])
    project, comparators = panels(by_month)
    assert fit(agreed(TWO_WAY), project, larger, MEASUREMENT).log_effect == pytest.approx(
        fit(agreed(TWO_WAY), project, comparators, MEASUREMENT).log_effect, abs=1e-12
    )


def table(rates: np.ndarray, *, before: int) -> Table:
    return Table(rates, np.ones(rates.shape), np.arange(rates.shape[1], dtype=np.int64) + 24_000, before)


def test_the_two_way_path_by_hand() -> None:
    rates = np.exp(np.array([[1.0, 3, 9, 9], [1, 3, 5, 6], [0, 2, 2, 3]]))
    assert np.log(two_way_path(table(rates, before=2), agreed(TWO_WAY)).path) == pytest.approx([1, 3, 4, 5])


def test_the_structural_path_follows_the_comparators_as_it_did() -> None:
    random = np.random.default_rng(8)
    pooled = random.normal(0, 0.2, 48)
    noise = np.where(np.arange(48) % 2, 0.001, -0.001)
    rates = np.exp(np.vstack([2 + 0.5 * pooled + noise, pooled, pooled]))
    found = structural_path(table(rates, before=36), agreed(STRUCTURAL))
    assert np.log(found.path) == pytest.approx(2 + 0.5 * pooled, abs=2e-3)
    assert {row.name: (round(row.value, 2), row.verdict.value) for row in found.diagnostics} == {
        "level_drift_share": (0, "flagged"),
        "coefficient_of_comparators": (0.5, "information"),
    }
    assert found.sampling_log_se == pytest.approx(0.001 * np.sqrt(1 / 12 + 1 / 36), rel=0.1)
    assert found.sampling_degrees_of_freedom == 34


def test_a_season_of_its_own_is_carried_on() -> None:
    own = np.sin(2 * np.pi * np.arange(48) / 12)
    random = np.random.default_rng(9)
    pooled = random.normal(0, 0.1, 48)
    rates = np.exp(np.vstack([own + pooled + random.normal(0, 0.001, 48), pooled]))
    found = structural_path(table(rates, before=36), agreed(SEASONAL))
    assert np.log(found.path)[36:] == pytest.approx((own + pooled)[36:], abs=0.01)


def codes(plan: BaselinePlan, by_month: np.ndarray) -> list[str]:
    with pytest.raises(DataRejected) as refusal:
        fit(plan, *panels(by_month), MEASUREMENT)
    return [notice.code for notice in refusal.value.notices if notice.severity == "error"]


@pytest.mark.parametrize("method", [TWO_WAY, STRUCTURAL])
def test_three_comparators_carry_no_interval(method) -> None:
    assert codes(agreed(method, comparators=["a", "b", "c"]), days(units=4)) == ["OC-B021"]


@pytest.mark.parametrize(
    ("method", "enough", "short"),
    [(TWO_WAY, "2017-01/2017-12", "2017-02/2017-12"), (STRUCTURAL, "2016-01/2017-12", "2016-02/2017-12")],
)
def test_a_short_reference_is_refused(method, enough, short) -> None:
    assert fit(agreed(method, reference_period=enough), *panels(days()), MEASUREMENT)
    assert codes(agreed(method, reference_period=short), days()) == ["OC-B080"]


@pytest.mark.parametrize("method", [TWO_WAY, STRUCTURAL])
@pytest.mark.parametrize("row", [0, 3])
def test_a_month_without_net_days_is_refused(method, row) -> None:
    by_month = days()
    by_month[row, 7] = 0
    assert codes(agreed(method), by_month) == ["OC-B082"]


def test_a_calendar_month_that_no_reference_year_has_is_refused() -> None:
    longer = Period.parse("2013-01/2019-12")
    by_month = np.tile(days(), (1, 2))[:, : len(longer)]
    sides = [
        panel(kind, names, rows, period=longer)
        for kind, names, rows in ((Panel, ("p",), by_month[:1]), (ComparatorPanel, tuple("abcd"), by_month[1:]))
    ]
    spans = [f"{year}-03" for year in range(2013, 2018)]
    left_out = {"excluded": [f"{month}/{month}" for month in spans], "reference_period": "2013-01/2017-12"}
    assert fit(agreed(STRUCTURAL, **left_out), *sides, MEASUREMENT)
    with pytest.raises(DataRejected) as refusal:
        fit(agreed(SEASONAL, **left_out), *sides, MEASUREMENT)
    assert [(n.code, dict(n.facts)["columns"]) for n in refusal.value.notices if n.severity == "error"] == [
        ("OC-B072", "season_2")
    ]


def test_a_project_that_copies_its_comparators_leaves_nothing_to_estimate() -> None:
    by_month = np.repeat(days()[:1], 5, axis=0)
    assert codes(agreed(STRUCTURAL), by_month) == ["OC-B081"]


def test_comparators_whose_rate_never_changes_explain_nothing() -> None:
    by_month = days()
    by_month[1:] = 50
    assert codes(agreed(STRUCTURAL), by_month) == ["OC-B072"]


def test_other_calendar_months_are_said() -> None:
    for method in (TWO_WAY, STRUCTURAL):
        found = fit(agreed(method), *panels(days()), Period.parse("2018-01/2018-05"))
        assert "OC-B040" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    "method",
    [
        STRUCTURAL,
        {"method": "synthetic_did", "time_weights": "estimated"},
        {"method": "synthetic_did", "time_weights": "uniform"},
        {"method": "demeaned_synthetic_control"},
        {"method": "two_way_effects"},
    ],
    ids=lambda method: " ".join(method.values()),
)
def test_chance_that_is_the_same_before_and_after_is_no_effect_on_a_sum(method) -> None:
    """A small project swings by half its rate before as after: the mean of logarithms lies below the log of the mean,
    by log cosh 0.5 = 12 %, and a sum compared with it would show a rise that nobody made."""
    swing = 0.5 * np.where(np.arange(72) % 2, 1.0, -1.0)
    season = 0.2 * np.sin(np.arange(72) * np.pi / 6)
    slow = 0.1 * np.sin(np.outer([1, 2, 3, 4], np.arange(72) * np.pi / 18))
    rates = np.exp(np.vstack([2 + season + swing, season + slow]))
    plan = agreed(method)
    path = method_of(plan).predict(table(rates, before=36), plan).path
    assert log_effect(table(rates, before=36), path, plan) == pytest.approx(0, abs=0.01)
