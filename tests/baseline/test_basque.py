"""The Basque country and terrorism: published synthetic controls; the data are not ours to hand on."""

import pytest

from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.inference.cross_fitting import cross_fitted_effect
from outcome_contracts.baseline.methods.synthetic_control import synthetic_control
from tests.baseline.published import expected, outcomes

NAME = "basque"
CHECKS = ("ttest_att", "sc_att", "w_cataluna", "w_madrid")  # by name, so that each is skipped by name


@pytest.fixture(scope="module")
def answers() -> dict[str, float]:
    values, regions, years = outcomes(
        NAME, unit="regionname", time="year", outcome="gdpcap", treated="Basque Country (Pais Vasco)"
    )
    before = years.index(1975)
    control = synthetic_control(values, before)
    return {
        "ttest_att": cross_fitted_effect(
            values, before, folds=3, weigh=lambda target, donors: simplex_weights(target, donors).weights
        ).effect,
        "sc_att": control.effect,
        "w_cataluna": control.weights[regions.index("Cataluna")],
        "w_madrid": control.weights[regions.index("Madrid (Comunidad De)")],
    }


def test_every_check_is_here() -> None:
    assert set(CHECKS) == set(expected(NAME))


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    one = expected(NAME)[check]
    assert answers[check] == pytest.approx(one["value"], abs=one["abs_tol"])
