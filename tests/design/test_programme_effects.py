"""From a counterfactual to avoided days: the days and draws of the estimate, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from outcome_contracts.baseline.counterfactual import Grade
from outcome_contracts.design.programme_effects import avoided_days
from outcome_contracts.notices import UsageError
from outcome_contracts.report import effect_sentences
from outcome_contracts.valuation.health_economics import Simulation, analyse
from tests.report.estimates import fitted
from tests.valuation.health_economics.example import model
from tests.valuation.health_economics.test_analysis import programme

EXPOSURE = Fraction(500)


def test_the_days_are_those_of_the_estimates_own_sentences():
    found, _ = fitted()
    effect = avoided_days(found, exposure=EXPOSURE, band="short")
    said = effect_sentences(found, "en", exposure=EXPOSURE)[0]
    days = f"{round(abs(effect.days.point)):,}"
    assert days in said
    assert (effect.days.point > 0) == (found.effect.point < 0)
    assert effect.source.endswith(found.digest[:19])


def test_the_draws_are_those_of_the_estimate():
    found, _ = fitted()
    effect = avoided_days(found, exposure=EXPOSURE, band="short")
    assert len(effect.draws) == found.spread.draws
    assert np.allclose(np.array(effect.draws) / 500 + found.observed, found.draws())


def test_an_analysis_takes_the_draws_as_they_are():
    found, _ = fitted()
    drawn = replace(found, spread=replace(found.spread, draws=2000))
    effect = avoided_days(drawn, exposure=EXPOSURE, band="short")
    one = replace(programme(effect.days), effects=(effect,))
    simulation = Simulation(2000, 1, Fraction("0.95"), (Fraction(0),))
    analysis = analyse(model(programmes=(one,)), simulation=simulation, scenarios=())
    low, high = np.quantile(np.array(effect.draws), (0.025, 0.975))
    interval = analysis.programmes[0].days_interval
    assert (interval.low, interval.high) == (pytest.approx(low), pytest.approx(high))


def test_an_estimate_without_an_interval_is_a_point():
    found = replace(fitted()[0], spread=None, grade=Grade.DESCRIPTIVE)
    effect = avoided_days(found, exposure=EXPOSURE, band="short")
    assert effect.draws == () and not effect.uncertain


def test_no_exposure_is_refused():
    with pytest.raises(UsageError, match="OC-B091"):
        avoided_days(fitted()[0], exposure=Fraction(0), band="short")
