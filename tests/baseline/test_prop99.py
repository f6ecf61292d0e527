"""California's tobacco tax: the published synthetic controls, see tests/data/prop99/README.md."""

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.inference.cross_fitting import cross_fitted_effect
from outcome_contracts.baseline.methods.synthetic_control import synthetic_control
from outcome_contracts.baseline.methods.synthetic_did import placebo_standard_error, synthetic_did
from tests.baseline.published import expected, outcomes

# The difference of means is checked in test_two_way_regression, the segmented regression beside its method.
CHECKS = {key: one for key, one in expected("prop99").items() if key.startswith(("sdid", "sc_"))}
BEFORE = 19


@pytest.fixture(scope="module")
def packs() -> tuple[np.ndarray, list[str], list[int]]:
    return outcomes("prop99", unit="state", time="year", outcome="packspercapita", treated="California")


@pytest.fixture(scope="module")
def answers(packs) -> dict[str, float]:
    values, states, years = packs
    did = synthetic_did(values, BEFORE, time_weights="estimated")
    control = synthetic_control(values, BEFORE)
    return {
        "sdid": did.effect,
        "sdid_zeta": did.zeta,
        "sdid_lambda_1988": did.time_weights[years.index(1988)],
        "sdid_omega_nevada": did.unit_weights[states.index("Nevada")],
        "sdid_se_placebo": placebo_standard_error(
            values, BEFORE, time_weights="estimated", repetitions=200, seed=12345
        ),
        "sc_published": control.effect,
        "sc_exact": control.effect,
        "sc_w_utah": control.weights[states.index("Utah")],
        "sc_w_montana": control.weights[states.index("Montana")],
    }


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    assert answers[check] == pytest.approx(CHECKS[check]["value"], abs=CHECKS[check]["abs_tol"])


def test_the_exact_weights(packs) -> None:
    """From the notes of the data set, to their four digits."""
    values, states, _ = packs
    weights = synthetic_control(values, BEFORE).weights
    named = {"Colorado": 0.0148, "Connecticut": 0.1091, "Montana": 0.2318, "Nevada": 0.2049, "New Hampshire": 0.0454}
    assert {state: round(float(weights[states.index(state)]), 4) for state in named} == named
    assert weights.sum() == pytest.approx(1, abs=1e-15)


def test_the_debiased_effect_of_the_notes(packs) -> None:
    found = cross_fitted_effect(packs[0], BEFORE, folds=3, weigh=lambda y, x: simplex_weights(y, x).weights)
    assert found.effect == pytest.approx(-17.9911, abs=1e-4)
    assert found.degrees_of_freedom == 2


def test_the_placebo_error_is_that_of_all_placebos(packs) -> None:
    """With one treated unit there are 38 placebos; random draws come to their standard deviation."""
    values = packs[0]
    zeta = synthetic_did(values, BEFORE, time_weights="estimated").zeta
    controls, effects = values[1:], []
    for row in range(len(controls)):
        turned = np.concatenate((controls[[row]], np.delete(controls, row, 0)))
        effects.append(synthetic_did(turned, BEFORE, time_weights="estimated", zeta=zeta).effect)
    drawn = placebo_standard_error(values, BEFORE, time_weights="estimated", repetitions=200, seed=1)
    assert drawn == pytest.approx(np.std(effects), rel=0.1)
