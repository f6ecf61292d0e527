"""California alone, before and after its tobacco tax: the single-group segmented regression of prop99."""

import numpy as np
import pytest

from outcome_contracts.baseline.methods.segmented_regression import segmented_least_squares
from tests.baseline.published import expected, outcomes

CHECKS = {key: one for key, one in expected("prop99").items() if key.startswith("itsa_")}


@pytest.fixture(scope="module")
def answers() -> dict[str, float]:
    values, _, years = outcomes("prop99", unit="state", time="year", outcome="packspercapita", treated="California")
    fit = segmented_least_squares(
        values[0], times=np.array(years), terms=("trend", "step", "slope_change"), start=1989, slope_from=1989,
        harmonics=0, season_length=1,
    ).hac(lags=1)  # fmt: skip
    return {
        "itsa_level": fit.value("step"),
        "itsa_level_se": fit.standard_error("step"),
        "itsa_trend": fit.value("slope_change"),
        "itsa_pretrend": fit.value("trend"),
    }


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    assert answers[check] == pytest.approx(CHECKS[check]["value"], abs=CHECKS[check]["abs_tol"])
    assert answers[check] == pytest.approx(CHECKS[check]["computed"], abs=1e-9)


def test_every_check_is_here(answers) -> None:
    assert len(CHECKS) == 4
    assert CHECKS.keys() == answers.keys()
