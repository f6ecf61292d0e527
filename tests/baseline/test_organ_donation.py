"""A published answer with one treated unit, see tests/data/organ_donation_one_treated/README.md."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.two_way_regression import (
    cluster_robust_se,
    cluster_robust_se_for_comparison,
    difference_in_differences,
    mean_changes,
    two_way_effect,
)
from outcome_contracts.baseline.inference.permutation import deviations, permutation, placebo_sd
from outcome_contracts.notices import UsageError

DATA = Path(__file__).parents[1] / "data" / "organ_donation_one_treated"
CHECKS = {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}
BEFORE, QUARTERS = 3, 6


@pytest.fixture(scope="module")
def rates() -> tuple[np.ndarray, np.ndarray]:
    """Rates by state and quarter, and which state is California."""
    with (DATA / "data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    states = sorted({row["State"] for row in rows})
    values = np.full((len(states), QUARTERS), np.nan)
    for row in rows:
        values[states.index(row["State"]), int(row["Quarter_Num"]) - 1] = float(row["Rate"])
    return values, np.array(states) == "California"


@pytest.fixture(scope="module")
def treatment(rates) -> np.ndarray:
    return rates[1][:, np.newaxis] & (np.arange(QUARTERS) >= BEFORE)


@pytest.fixture(scope="module")
def answers(rates, treatment) -> dict[str, float]:
    values, treated = rates
    changes = mean_changes(values, before=BEFORE)
    apart = deviations(changes)
    return {
        "did": two_way_effect(values, treatment),
        "cluster_se": cluster_robust_se_for_comparison(values, treatment).value,
        "perm_p": permutation(float(apart[treated][0]), apart[~treated]).p,
        "did_means": difference_in_differences(values, treated, before=BEFORE),
        "placebo_sd": placebo_sd(changes[~treated]),
    }


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    assert answers[check] == pytest.approx(CHECKS[check]["value"], abs=CHECKS[check]["abs_tol"])


def test_the_cluster_robust_error_is_computed_for_comparison_and_refused_for_use(answers, rates, treatment) -> None:
    assert answers["cluster_se"] == pytest.approx(CHECKS["cluster_se"]["computed"], abs=1e-9)
    with pytest.raises(UsageError) as refusal:
        cluster_robust_se(rates[0], treatment)
    assert [(notice.code, dict(notice.facts)) for notice in refusal.value.notices] == [
        ("OC-B084", {"treated": 1, "others": 26})
    ]
