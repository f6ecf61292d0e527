"""The size adjustment: chance of the project in the place of chance of the comparators."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.baseline.inference.placebo_in_space import Contrasts, placebo_t
from outcome_contracts.baseline.inference.size_adjustment import (
    dispersion_of_years,
    sampling_variance,
    size_adjusted,
    size_adjusted_t,
    table_error,
)
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import UsageError

PLACEBOS = np.array([0.03, -0.02, 0.05, -0.04, 0.01])


def codes(error):
    return [notice.code for notice in error.value.notices]


def test_worked_by_hand():
    """mean θ² = 0.0011; less 0.0004, plus 0.0014 is 0.0021; ν = 4 · (21 / 11)² = 14.6."""
    error = size_adjusted(PLACEBOS, own_variance=np.array(0.0014), placebo_variances=np.full(5, 0.0004))
    assert error.log_se**2 == pytest.approx(0.0021)
    assert error.degrees_of_freedom == 14


def test_the_part_of_chance():
    found = sampling_variance(days_before=np.array([12_000.0]), days_after=np.array([6_000.0]), dispersion=12.0)
    assert found == pytest.approx(0.001 + 0.002)
    more = sampling_variance(
        days_before=np.array([12_000.0]), days_after=np.array([6_000.0]), dispersion=12.0, person_term=0.5
    )
    assert more == pytest.approx(0.503)


@given(st.floats(1e-9, 1e-4))
def test_a_project_like_its_comparators_has_the_plain_interval(chance):
    contrasts = Contrasts(np.array(-0.1), PLACEBOS)
    plain = placebo_t(contrasts, confidence=0.95)
    ours = size_adjusted_t(
        contrasts, own_variance=np.array(chance), placebo_variances=np.full(5, chance), confidence=0.95
    )
    assert ours.log_se == pytest.approx(plain.log_se)
    assert ours.degrees_of_freedom == plain.degrees_of_freedom
    assert ours.high == pytest.approx(plain.high)


@given(st.floats(1e-5, 1e-1), st.floats(1.01, 100))
def test_a_smaller_project_never_has_the_smaller_standard_error(own, factor):
    one, other = (
        size_adjusted(PLACEBOS, own_variance=np.array(variance), placebo_variances=np.full(5, 1e-4))
        for variance in (own, own * factor)
    )
    assert other.log_se >= one.log_se
    assert other.degrees_of_freedom >= one.degrees_of_freedom


def test_chance_beyond_what_the_placebos_show_is_not_taken_from_the_project():
    error = size_adjusted(PLACEBOS, own_variance=np.array(0.01), placebo_variances=np.full(5, 0.5))
    assert error.log_se == pytest.approx(0.1)


@given(st.floats(1e-9, 0.0011), st.floats(0, 1))
def test_a_project_larger_than_its_comparators_has_the_plain_interval(chance, share):
    contrasts, own = Contrasts(np.array(-0.1), PLACEBOS), np.array(max(1e-12, chance * share))
    ours = size_adjusted_t(contrasts, own_variance=own, placebo_variances=np.full(5, chance), confidence=0.95)
    assert ours.high == pytest.approx(placebo_t(contrasts, confidence=0.95).high)


def test_of_a_table():
    days = np.full((5, 4), 1_000.0)
    days[0] = 100.0
    table = Table(days, np.ones((5, 4)), np.arange(4), 2)
    log_se, df = table_error(table, [0.05, -0.05, 0.05, -0.05], dispersion=1.0)
    assert log_se**2 == pytest.approx(0.0025 - 0.001 + 0.01)
    assert df == 3 * (115 / 25) ** 2 // 1


def test_what_is_refused():
    with pytest.raises(UsageError) as refusal:
        sampling_variance(days_before=np.zeros(2), days_after=np.ones(3), dispersion=0.0, person_term=-1.0)
    assert codes(refusal) == ["OC-B090", "OC-B091", "OC-B093", "OC-B093"]
    with pytest.raises(UsageError) as refusal:
        size_adjusted(PLACEBOS, own_variance=np.zeros(1), placebo_variances=np.full(5, np.nan))
    assert codes(refusal) == ["OC-B090", "OC-B091", "OC-B091"]
    with pytest.raises(UsageError) as refusal:
        size_adjusted(PLACEBOS[:3], own_variance=np.array(1.0), placebo_variances=np.ones(3))
    assert codes(refusal) == ["OC-B092"]


def years(random, *, units, dispersion, drift_sd):
    """Net days of four years in units from 300 to 30,000 person-years, 8 days each."""
    exposure = np.repeat(np.geomspace(300, 30_000, units)[:, None], 4, axis=1)
    drift = np.cumsum(random.normal(0, drift_sd, (units, 4)), axis=1)
    chance = random.normal(0, 1, (units, 4)) * np.sqrt(dispersion / (8 * exposure))
    return 8 * exposure * np.exp(drift + chance), exposure


@pytest.mark.parametrize(("dispersion", "drift_sd"), [(12.0, 0.03), (12.0, 0.0), (5.0, 0.02)])
def test_the_dispersion_comes_out_of_past_years(dispersion, drift_sd):
    found = dispersion_of_years(*years(np.random.default_rng(5), units=400, dispersion=dispersion, drift_sd=drift_sd))
    assert found.dispersion == pytest.approx(dispersion, rel=0.15)
    assert found.drift_variance**0.5 == pytest.approx(drift_sd, abs=0.006)


def test_years_from_which_no_dispersion_can_be_read():
    ones = np.ones((5, 4))
    with pytest.raises(UsageError) as refusal:
        dispersion_of_years(ones, ones)
    assert codes(refusal) == ["OC-B096"]
    with pytest.raises(UsageError) as refusal:
        dispersion_of_years(np.ones(40), np.ones(40))
    assert codes(refusal) == ["OC-B096"]
    with pytest.raises(UsageError) as refusal:
        dispersion_of_years(np.ones((20, 4)), np.ones((20, 4)))
    assert codes(refusal) == ["OC-B097"]
    sizes = np.geomspace(1, 1_000, 40)[:, None] * np.ones((1, 3))
    larger_units_move_more = sizes * np.exp(sizes / 5_000 * np.array([0, 1, 0]) * (-1) ** np.arange(40)[:, None])
    with pytest.raises(UsageError) as refusal:
        dispersion_of_years(larger_units_move_more, sizes)
    assert codes(refusal) == ["OC-B097"]
