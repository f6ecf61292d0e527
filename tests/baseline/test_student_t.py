"""The t distribution against tables and against scipy."""

import math

import pytest

from outcome_contracts.baseline.inference.student_t import central_probability, central_quantile, two_sided_p

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999])
def test_quantiles_against_scipy(confidence) -> None:
    tolerance = 1e-13 if confidence <= 0.99 else 1e-12
    for df in range(1, 201):
        assert central_quantile(confidence, df) == pytest.approx(stats.t.ppf((1 + confidence) / 2, df), rel=tolerance)


@pytest.mark.parametrize(("df", "t"), [(1, 12.7062), (2, 4.3027), (3, 3.1824), (9, 2.2622), (30, 2.0423)])
def test_the_printed_table_at_95_per_cent(df, t) -> None:
    assert round(central_quantile(0.95, df), 4) == t


def test_probability_and_quantile_are_inverse() -> None:
    for df in (1, 2, 3, 8, 9, 101):
        for t in (0.0, 0.1, 1.0, 2.5, 40.0):
            assert central_probability(t, df) == pytest.approx(1 - 2 * stats.t.sf(t, df), abs=1e-14)
            assert two_sided_p(-t, df) == pytest.approx(2 * stats.t.sf(t, df), abs=1e-14)


def test_one_degree_of_freedom_is_cauchy() -> None:
    assert central_quantile(0.5, 1) == pytest.approx(1.0, rel=1e-15)
    assert central_probability(math.sqrt(3), 1) == pytest.approx(2 / 3, rel=1e-15)
