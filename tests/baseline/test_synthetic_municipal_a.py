"""A published answer: nine simulated municipalities, see tests/data/synthetic_municipal_a/README.md."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.baseline import Counterfactual, fit
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import RULES, mean_plan, plan

DATA = Path(__file__).parents[1] / "data" / "synthetic_municipal_a"
PERIOD = Period.parse("2015-07/2021-06")
MEASUREMENT = Period.parse("2018-07/2021-06")


@pytest.fixture(scope="module")
def checks() -> dict[str, dict]:
    return {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}


@pytest.fixture(scope="module")
def columns() -> tuple[np.ndarray, np.ndarray]:
    """Net days in steps and days of employment, shape (9, 72)."""
    with (DATA / "panel.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["month"] for row in rows[:2]] == ["2015-07", "2015-08"]
    days = np.array([float(row["short_net_days"]) for row in rows]).reshape(9, 72)
    years = np.array([float(row["person_years"]) for row in rows]).reshape(9, 72)
    return np.rint(days * NET_DAY_STEPS).astype(np.int64), np.rint(years * 365.25).astype(np.int64)


def _fit(agreed, columns) -> Counterfactual:
    def cut(kind, names, rows):
        days, employed = columns[0][rows].copy(), columns[1][rows].copy()
        return kind(names, PERIOD, RULES, days, employed, employed * EXTENT_STEPS, employed // 30, days * 0)

    names = tuple(f"m{number}" for number in range(9))
    return fit(agreed, cut(Panel, names[:1], slice(1)), cut(ComparatorPanel, names[1:], slice(1, 9)), MEASUREMENT)


@pytest.fixture(scope="module")
def answers(columns) -> dict[str, object]:
    names = [f"m{number}" for number in range(1, 9)]
    index = _fit(plan(reference_period="2015-07/2018-06", comparators=names), columns)
    return {
        "naive_effect": _fit(mean_plan(reference_period="2015-07/2018-06"), columns).effect.point,
        "index_effect": index.effect.point,
        "placebo_se": index.spread.log_se,
        "index_ci95": [index.effect.low, index.effect.high],
    }


@pytest.mark.parametrize("check", ["naive_effect", "index_effect", "placebo_se", "index_ci95"])
def test_the_published_answer(check, checks, answers) -> None:
    assert answers[check] == pytest.approx(checks[check]["value"], abs=checks[check]["abs_tol"])


def test_truth_expected_lies_within_the_interval(checks, answers) -> None:
    low, high = answers["index_ci95"]
    assert low < checks["truth_expected"]["value"] < high


def test_every_check_is_here(checks, answers) -> None:
    """The panel itself is checked from the records, in tests/absence/test_synthetic_municipality.py."""
    assert checks.keys() == {*answers, "truth_expected", "panel_days", "panel_person_years"}
