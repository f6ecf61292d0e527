"""A published answer: the example of CausalImpact, see tests/data/causalimpact_example/README.md."""

import json
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.structural_forecast import (
    regression_effect,
    structural_effect,
    structural_forecast,
)

DATA = Path(__file__).parents[1] / "data" / "causalimpact_example"
CHECKS = {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}
BEFORE = 70


@pytest.fixture(scope="module")
def answers() -> dict[str, float]:
    times, outcome, covariate = np.loadtxt(DATA / "data.csv", delimiter=",", skiprows=1).T
    covariates = covariate[:, np.newaxis]
    forecast = structural_forecast(outcome[:BEFORE], covariates, times=times.astype(np.int64), season_length=1)
    found = structural_effect(outcome[BEFORE:], forecast, confidence=0.95)
    return {
        "actual": found.observed,
        "effect": found.effect,
        "effect_ols": regression_effect(outcome, covariates, before=BEFORE),
        "truth": found.effect,
        "ci_lo": found.low,
        "ci_hi": found.high,
    }


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    assert answers[check] == pytest.approx(CHECKS[check]["value"], abs=CHECKS[check]["abs_tol"])
