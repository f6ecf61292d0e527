"""Least squares with robust errors: statsmodels as oracle, and the laws of a regression."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.design_matrix import Design
from outcome_contracts.baseline.estimators.least_squares import fit_least_squares, fit_many_least_squares
from outcome_contracts.baseline.estimators.long_run_variance import long_run_sum, on_calendar
from outcome_contracts.notices import UsageError

sm = pytest.importorskip("statsmodels.api")

seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=10)


def world(seed: int, *, rows: int = 40):
    random = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(rows), np.arange(1970, 1970 + rows), random.normal(size=(rows, 2))])
    return np.cumsum(random.normal(size=rows)) + 100, Design(("one", "year", "a", "b"), matrix)


@few
@given(seeds, st.integers(0, 20))
def test_statsmodels_gives_the_same(seed, lags) -> None:
    response, design = world(seed)
    ours = fit_least_squares(response, design)
    # The oracle is given centred years: it loses digits that the comparison needs with a column of years as it is.
    centred = design.matrix - np.array([0, 1990, 0, 0])
    plain = sm.OLS(response, centred).fit()
    robust = sm.OLS(response, centred).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    assert ours.values[1:] == pytest.approx(plain.params[1:], rel=1e-8, abs=1e-10)
    assert ours.fitted == pytest.approx(plain.fittedvalues, rel=1e-12)
    for name, place in (("year", 1), ("a", 2), ("b", 3)):
        assert ours.plain().standard_error(name) == pytest.approx(plain.bse[place], rel=1e-8)
        assert ours.plain().p_value(name, distribution="t") == pytest.approx(plain.pvalues[place], abs=1e-10)
        assert ours.hac(lags=lags).standard_error(name) == pytest.approx(robust.bse[place], rel=1e-7)


@few
@given(seeds, st.integers(0, 12))
def test_many_are_each_alone(seed, lags) -> None:
    _, design = world(seed)
    responses = np.random.default_rng(seed).normal(size=(130, 40)) + 7
    found = fit_many_least_squares(responses, design, lags=lags)
    for row in (0, 63, 64, 129):
        alone = fit_least_squares(responses[row], design)
        assert found.values[row] == pytest.approx(alone.values, rel=1e-9, abs=1e-11)
        errors = np.sqrt(alone.hac(lags=lags).covariance.diagonal())
        assert found.hac_standard_errors[row] == pytest.approx(errors, rel=1e-7)


@few
@given(seeds, st.floats(1e-6, 1e6), st.floats(-1e6, 1e6))
def test_units_of_the_response_are_units_of_the_coefficients(seed, factor, shift) -> None:
    response, design = world(seed)
    plain, other = fit_least_squares(response, design), fit_least_squares(factor * response + shift, design)
    scale = factor * 1e3 + abs(shift)
    assert other.values[2:] == pytest.approx(factor * plain.values[2:], abs=1e-11 * scale)
    errors = other.hac(lags=3).standard_error("a")
    assert errors == pytest.approx(factor * plain.hac(lags=3).standard_error("a"), rel=1e-6, abs=1e-11 * scale)


@few
@given(seeds, st.integers(0, 12))
def test_the_long_run_sum_is_never_negative(seed, lags) -> None:
    terms = np.random.default_rng(seed).normal(size=(13, 3)) * np.array([1, 1e3, 1e-3])
    values = np.linalg.eigvalsh(long_run_sum(terms, lags=lags))
    assert values.min() >= -1e-9 * values.max()


def test_months_left_out_count_with_zero() -> None:
    terms = on_calendar(np.array([1.0, 2.0, 3.0]), np.array([24, 25, 29]))
    assert terms.tolist() == [1, 2, 0, 0, 0, 3]
    # The first two are neighbours, the third is four months from the second: w_1 = 4/5, w_4 = 1/5, w_5 = 0.
    assert long_run_sum(terms[:, None], lags=4)[0, 0] == pytest.approx(14 + 2 * (0.8 * 2 + 0.2 * 6))


@pytest.mark.parametrize("lags", [-1, 40])
def test_lags_that_do_not_fit(lags) -> None:
    response, design = world(1)
    with pytest.raises(UsageError, match="OC-B070"):
        fit_least_squares(response, design).hac(lags=lags)
    with pytest.raises(UsageError, match="OC-B070"):
        fit_many_least_squares(response[None], design, lags=lags)


def test_as_many_columns_as_rows_measure_no_error() -> None:
    with pytest.raises(UsageError, match="OC-B070"):
        fit_least_squares(np.arange(3.0), Design(("a", "b", "c"), np.vander([1.0, 2, 4])))


@pytest.mark.parametrize("matrix", [np.ones((5, 2)), np.zeros((5, 2)), np.ones((1, 2)), np.ones((0, 2))])
def test_columns_that_say_the_same(matrix) -> None:
    with pytest.raises(UsageError, match="OC-B072"):
        Design(("a", "b"), matrix)


def test_names_and_shapes_of_a_design() -> None:
    for names, matrix in ((("a", "a"), np.eye(3)[:, :2]), ((), np.ones((3, 0))), (("a",), np.ones(3))):
        with pytest.raises(UsageError, match="OC-B070"):
            Design(names, matrix)


def test_a_constant_series_has_no_error_and_a_p_value_all_the_same() -> None:
    _, design = world(1)
    fit = fit_least_squares(np.zeros(40), design).plain()
    assert (fit.value("a"), fit.standard_error("a"), fit.p_value("a", distribution="t")) == (0, 0, 1)
