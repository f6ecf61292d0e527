"""Poisson regression: statsmodels as oracle, the laws of a likelihood, and what has no maximum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.estimators.design_matrix import Design
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.estimators.poisson_regression import fit_poisson
from outcome_contracts.baseline.estimators.segmented_design import segmented_design
from outcome_contracts.notices import DataRejected, UsageError

sm = pytest.importorskip("statsmodels.api")

seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=10)


def world(seed: int, *, months: int = 60):
    """Net days, not whole, over five years with a trend, a step and a season."""
    random = np.random.default_rng(seed)
    design = segmented_design(
        np.arange(months), terms=("trend", "step"), start=36, slope_from=36, harmonics=2, season_length=12
    )
    exposure = random.uniform(1, 900, months)
    rates = np.exp(design.matrix @ random.normal([-0.5, 0, -0.1, 0.2, 0.1, 0, 0], [1, 0.005, 0.2, 0.1, 0.1, 0.1, 0.1]))
    return random.gamma(exposure * rates / 6 + 0.1) * 6, design, exposure


def oracle(counts, design, exposure, **options):
    model = sm.GLM(counts, design.matrix, family=sm.families.Poisson(), offset=np.log(exposure), **options)
    return model.fit(tol=1e-13)


@few
@given(seeds)
def test_statsmodels_gives_the_same(seed) -> None:
    counts, design, exposure = world(seed)
    ours, theirs = fit_poisson(counts, design, exposure=exposure), oracle(counts, design, exposure)
    assert ours.values == pytest.approx(theirs.params, abs=1e-10)
    assert ours.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid, rel=1e-9)
    assert ours.poisson().covariance == pytest.approx(theirs.cov_params(), rel=1e-8, abs=1e-11)
    robust = theirs.model.fit(tol=1e-13, cov_type="HAC", cov_kwds={"maxlags": 12, "use_correction": True})
    errors = np.sqrt(ours.hac(lags=12).covariance.diagonal())
    assert errors == pytest.approx(robust.bse, rel=1e-8)
    wald, low = ours.poisson(), theirs.conf_int(0.05)[2, 0]
    assert wald.interval("step", confidence=0.95, distribution="normal")[0] == pytest.approx(low, abs=1e-9)
    assert wald.p_value("step", distribution="normal") == pytest.approx(theirs.pvalues[2], abs=1e-9)


@few
@given(seeds)
def test_a_weight_is_the_row_as_many_times(seed) -> None:
    counts, design, exposure = world(seed)
    weights = np.random.default_rng(seed).integers(0, 4, len(counts))
    weights[::5] += 1
    rows = np.repeat(np.arange(len(counts)), weights)
    weighted = fit_poisson(counts, design, exposure=exposure, weights=weights)
    repeated = fit_poisson(counts[rows], Design(design.names, design.matrix[rows]), exposure=exposure[rows])
    assert weighted.values == pytest.approx(repeated.values, abs=1e-10)
    assert weighted.dispersion == pytest.approx(repeated.dispersion, rel=1e-9)
    assert weighted.degrees_of_freedom == repeated.degrees_of_freedom
    assert weighted.quasi_poisson().covariance == pytest.approx(repeated.quasi_poisson().covariance, rel=1e-8)


@few
@given(seeds, st.floats(1e-6, 1e6), st.floats(1e-4, 1e6))
def test_units_of_counts_and_exposure_move_the_intercept_alone(seed, of_counts, of_exposure) -> None:
    counts, design, exposure = world(seed)
    plain = fit_poisson(counts, design, exposure=exposure)
    scaled = fit_poisson(counts * of_counts, design, exposure=exposure * of_exposure)
    assert scaled.values[1:] == pytest.approx(plain.values[1:], abs=1e-9)
    assert scaled.values[0] == pytest.approx(plain.values[0] + np.log(of_counts / of_exposure), abs=1e-9)
    assert scaled.dispersion == pytest.approx(plain.dispersion * of_counts, rel=1e-8)
    errors = scaled.quasi_poisson().covariance
    assert errors == pytest.approx(plain.quasi_poisson().covariance, rel=1e-7)  # quasi-Poisson has no unit


@few
@given(seeds)
def test_the_order_of_rows_and_columns_does_not_matter(seed) -> None:
    counts, design, exposure = world(seed)
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(len(counts)), random.permutation(len(design.names))
    turned = Design(tuple(design.names[place] for place in columns), design.matrix[np.ix_(rows, columns)])
    plain = fit_poisson(counts, design, exposure=exposure)
    other = fit_poisson(counts[rows], turned, exposure=exposure[rows])
    assert other.values == pytest.approx(plain.values[columns], abs=1e-10)


@few
@given(seeds, st.floats(-3, 3))
def test_a_factor_on_one_side_of_the_start_is_the_step(seed, shift) -> None:
    counts, design, exposure = world(seed)
    weight = exposure * np.exp(shift * design.matrix[:, 2])
    plain, moved = fit_poisson(counts, design, exposure=exposure), fit_poisson(counts, design, exposure=weight)
    assert moved.values[2] == pytest.approx(plain.values[2] - shift, abs=1e-9)
    assert np.delete(moved.values, 2) == pytest.approx(np.delete(plain.values, 2), abs=1e-9)
    assert moved.fitted == pytest.approx(plain.fitted, rel=1e-8)


def test_far_from_the_start_it_still_climbs() -> None:
    """Columns in wild units, calendar years, and a jump of eight powers of ten."""
    years = np.arange(1970, 2001, dtype=float)
    design = Design(("one", "year", "population"), np.column_stack([years**0, years, 9e6 + 1e4 * (years % 7)]))
    counts = np.where(years < 1995, 3.0, 3e8)
    fit = fit_poisson(counts, design, exposure=years**0)
    assert design.basis.T @ (counts - fit.fitted) == pytest.approx(0, abs=1e-6 * counts.sum() ** 0.5)


@few
@given(seeds, st.integers(1, 700))
def test_refits_are_fits(seed, count) -> None:
    counts, design, exposure = world(seed)
    weights = np.random.default_rng(seed).multinomial(60, np.ones(60) / 60, count)
    fit = fit_poisson(counts, design, exposure=exposure)
    found = refits(fit, weights)
    assert found.shape == (count, 7)
    for row in range(0, count, 97):
        alone = fit_poisson(counts, design, exposure=exposure, weights=weights[row])
        assert found[row] == pytest.approx(alone.values, abs=1e-10)


def test_refits_do_not_depend_on_the_size_of_the_pieces() -> None:
    counts, design, exposure = world(3)
    weights = np.random.default_rng(3).multinomial(60, np.ones(60) / 60, 1500)
    fit = fit_poisson(counts, design, exposure=exposure)
    whole = refits(fit, weights)
    parts = np.concatenate([refits(fit, weights[first : first + 7]) for first in range(0, 1500, 7)])
    assert whole == pytest.approx(parts, abs=1e-11)
    assert refits(fit, weights[:0]).shape == (0, 7)


def test_a_refit_far_from_the_fit_is_done_with_halved_steps() -> None:
    """One enormous row sets the fit; a draw without it lies where plain steps overflow."""
    counts = np.concatenate([np.full(30, 1e-3), [1e9]])
    design = Design(("one", "x"), np.column_stack([np.ones(31), np.arange(31.0)]))
    weights = np.ones((2, 31), dtype=int)
    weights[1, -1] = 0
    found = refits(fit_poisson(counts, design, exposure=np.ones(31)), weights)
    assert found[1] == pytest.approx([np.log(1e-3), 0], abs=1e-9)


@pytest.mark.parametrize("unit", [1e-250, 1e250])
def test_no_unit_is_too_small_or_too_large(unit) -> None:
    counts, design, exposure = world(2)
    plain = fit_poisson(counts, design, exposure=exposure)
    for fit in (
        fit_poisson(counts * unit, design, exposure=exposure),
        fit_poisson(counts, design, exposure=exposure * unit),
    ):
        assert fit.values[1:] == pytest.approx(plain.values[1:], abs=1e-9)
        assert refits(fit, np.ones((1, 60)))[0] == pytest.approx(fit.values, abs=1e-9)
    wide = Design(design.names, design.matrix * unit**0.5)
    assert fit_poisson(counts, wide, exposure=exposure).fitted == pytest.approx(plain.fitted, rel=1e-9)


def _refusal(error, call) -> dict[str, object]:
    with pytest.raises(error) as refusal:
        call()
    notice = refusal.value.notices[0]
    return {"code": notice.code, **dict(notice.facts)}


def test_columns_of_which_one_follows_from_the_others() -> None:
    matrix = np.column_stack([np.ones(9), np.arange(9), np.arange(9) * 2 + 3, np.arange(9) ** 2])
    found = _refusal(UsageError, lambda: Design(("one", "t", "twice", "square"), matrix))
    assert (found["code"], found["columns"]) == ("OC-B072", "one, t, twice")


def test_rows_with_weight_that_do_not_tell_the_columns_apart() -> None:
    counts, design, exposure = world(1)
    weights = np.ones(60)
    weights[36:] = 0
    found = _refusal(DataRejected, lambda: fit_poisson(counts, design, exposure=exposure, weights=weights))
    assert (found["code"], found["columns"]) == ("OC-B072", "step")


def test_counts_of_zero_that_push_a_coefficient_beyond_all_bounds() -> None:
    counts, design, exposure = world(1)
    counts[36:] = 0
    found = _refusal(DataRejected, lambda: fit_poisson(counts, design, exposure=exposure))
    assert (found["code"], found["columns"], found["count"], found["rows"]) == ("OC-B073", "step", 24, 60)
    assert _refusal(DataRejected, lambda: fit_poisson(counts * 0, design, exposure=exposure))["code"] == "OC-B073"


def test_counts_of_zero_that_leave_a_maximum() -> None:
    """Zero wherever x = ±1 still has a maximum in x: it cannot fall on both sides."""
    design = Design(("x",), np.array([[1.0], [-1.0], [2.0]]))
    assert fit_poisson(np.zeros(3), design, exposure=np.ones(3)).values[0] == pytest.approx(-0.3466, abs=0.2)


def test_refits_without_a_maximum_are_counted_not_left_out() -> None:
    counts, design, exposure = world(1)
    weights = np.ones((5, 60), dtype=int)
    weights[1, 36:], weights[3] = 0, 0
    fit = fit_poisson(counts, design, exposure=exposure)
    assert _refusal(DataRejected, lambda: refits(fit, weights)) == {"code": "OC-B074", "count": 2, "total": 5}


@pytest.mark.parametrize(
    ("changed", "argument"),
    [
        ({"counts": np.full(60, -1.0)}, "counts"),
        ({"counts": np.full(60, np.nan)}, "counts"),
        ({"counts": np.ones(59)}, "counts"),
        ({"counts": np.ones((60, 1))}, "counts"),
        ({"counts": ["a"] * 60}, "counts"),
        ({"exposure": np.zeros(60)}, "exposure"),
        ({"exposure": np.full(60, np.inf)}, "exposure"),
        ({"weights": np.full(60, 0.5)}, "weights"),
        ({"weights": np.full(60, np.inf)}, "weights"),
        ({"weights": np.eye(60)[0]}, "Σ weights"),
    ],
)
def test_arrays_that_do_not_fit(changed, argument) -> None:
    counts, design, exposure = world(1)
    arguments = {"counts": counts, "exposure": exposure} | changed
    found = _refusal(UsageError, lambda: fit_poisson(arguments.pop("counts"), design, **arguments))
    assert (found["code"], found["argument"]) == ("OC-B070", argument)


def test_all_arrays_that_do_not_fit_are_found_in_one_pass() -> None:
    _, design, _ = world(1)
    with pytest.raises(UsageError) as refusal:
        fit_poisson(np.ones(3), design, exposure=np.zeros(60), weights=np.full(60, -1))
    assert [dict(one.facts)["argument"] for one in refusal.value.notices][:3] == ["counts", "exposure", "weights"]


def test_unknown_names_and_confidences() -> None:
    counts, design, exposure = world(1)
    fit = fit_poisson(counts, design, exposure=exposure).poisson()
    assert _refusal(UsageError, lambda: fit.value("steps"))["argument"] == "name"
    interval = lambda: fit.interval("step", confidence=95, distribution="t")  # noqa: E731
    assert _refusal(UsageError, interval)["argument"] == "confidence"
    assert _refusal(UsageError, lambda: fit.p_value("step", distribution="z"))["argument"] == "distribution"
    low, high = fit.interval("step", confidence=0.95, distribution="t")
    wald = fit.interval("step", confidence=0.95, distribution="normal")
    assert low < wald[0] < wald[1] < high
