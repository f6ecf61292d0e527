"""The tutorial of segmented regression on counts; the data are not ours to hand on, see the README beside them."""

import csv
import math

import numpy as np
import pytest

from outcome_contracts.baseline.methods.segmented_regression import segmented_regression
from tests.baseline.published import expected, folder

NAME = "sicily_smoking_ban"
CHECKS = [  # by name, so that each is skipped by name where the data are not at hand
    "poisson_rr", "poisson_lo", "poisson_hi", "quasi_dispersion", "quasi_se", "fourier_rr", "fourier_lo", "fourier_hi",
    "fourier_dispersion", "annual_trend", "slope_step", "slope_slope", "slope_p",
]  # fmt: skip
BAN = 37


@pytest.fixture(scope="module")
def fits():
    with (folder(NAME) / "data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    times, counts, population = (np.array([float(row[name]) for row in rows]) for name in ("time", "aces", "stdpop"))

    def fit(*terms: str, harmonics: int):
        return segmented_regression(
            counts, times=times, exposure=population, terms=terms, start=BAN, slope_from=BAN - 1, harmonics=harmonics,
            season_length=12,
        )  # fmt: skip

    return {
        "plain": fit("step", "trend", harmonics=0),
        "fourier": fit("step", "trend", harmonics=2),
        "slope": fit("step", "trend", "slope_change", harmonics=2),
    }


@pytest.fixture(scope="module")
def answers(fits) -> dict[str, float]:
    wald = {"confidence": 0.95, "distribution": "normal"}
    plain, fourier, slope = fits["plain"].poisson(), fits["fourier"].quasi_poisson(), fits["slope"].quasi_poisson()
    ends = [math.exp(end) for end in (*plain.interval("step", **wald), *fourier.interval("step", **wald))]
    return {
        "poisson_rr": math.exp(plain.value("step")),
        "poisson_lo": ends[0],
        "poisson_hi": ends[1],
        "quasi_dispersion": fits["plain"].dispersion,
        "quasi_se": fits["plain"].quasi_poisson().standard_error("step"),
        "fourier_rr": math.exp(fourier.value("step")),
        "fourier_lo": ends[2],
        "fourier_hi": ends[3],
        "fourier_dispersion": fits["fourier"].dispersion,
        "annual_trend": math.exp(12 * fourier.value("trend")),
        "slope_step": slope.value("step"),
        "slope_slope": slope.value("slope_change"),
        "slope_p": slope.p_value("slope_change", distribution="t"),
    }


@pytest.mark.parametrize("check", CHECKS)
def test_the_published_answer(check, answers) -> None:
    published = expected(NAME)[check]
    assert answers[check] == pytest.approx(published["value"], abs=published["abs_tol"])
    # Its own computation of the last one takes the residual degrees of freedom for 52; with eight columns there are 51.
    assert answers[check] == pytest.approx(published["computed"], abs=1e-4 if check == "slope_p" else 5e-6)


def test_every_check_is_here() -> None:
    assert set(expected(NAME)) == set(CHECKS)


def test_a_slope_counted_from_time_zero_makes_the_step_a_figure_about_time_zero(fits) -> None:
    """The trap of the data set."""
    centred = fits["slope"]
    from_zero = segmented_regression(
        centred.counts, times=np.arange(1.0, 60), exposure=centred.exposure, terms=("step", "trend", "slope_change"),
        start=BAN, slope_from=0, harmonics=2, season_length=12,
    )  # fmt: skip
    step, slope = (centred.poisson().value(name) for name in ("step", "slope_change"))
    assert from_zero.poisson().value("step") == pytest.approx(step - 36 * slope, abs=1e-12)
    assert from_zero.fitted == pytest.approx(centred.fitted, rel=1e-12)
    assert centred.degrees_of_freedom == 51
