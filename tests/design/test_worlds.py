"""The worlds: the same in any pieces, exactly as specified without chance, and with the spread that was measured."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.inference.placebo_in_space import placebo_t
from outcome_contracts.design import MUNICIPAL, worlds
from outcome_contracts.design.worlds import world_sums
from outcome_contracts.notices import UsageError
from tests.benchmarks.coverage import STANDARD

STILL = replace(
    MUNICIPAL,
    national_trend=0.0,
    national_sd=0.0,
    wave_height=0.0,
    loading_sd=0.0,
    local_sd=0.0,
    local_walk=0.0,
    shock_loading_sd=0.0,
    dispersion=1e-12,
)


def rates(world):
    return world.days / world.exposure[..., None]


@settings(max_examples=20)
@given(st.integers(0, 2**53 - 1), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_a_world_is_the_same_in_whatever_pieces_it_is_asked_for(seed, pieces):
    spec = replace(STANDARD, comparators=4, reference_months=5, measurement_months=4)
    whole, first = worlds(spec, count=sum(pieces), seed=seed), 0
    for count in pieces:
        piece = worlds(spec, count=count, seed=seed, first=first)
        assert (piece.days == whole.days[first : first + count]).all()
        assert (piece.true_log_effect == whole.true_log_effect[first : first + count]).all()
        first += count


def test_the_sums_are_those_of_the_months_across_the_pieces():
    spec = replace(STANDARD, comparators=1, reference_months=2, measurement_months=1)
    sums, world = world_sums(spec, count=1_203, seed=8), worlds(spec, count=1_203, seed=8)
    assert (sums.days_before == world.days[..., :2].sum(axis=-1)).all()
    assert (sums.exposure_after == world.exposure).all()
    assert (sums.true_log_effect == world.true_log_effect).all()


def test_the_stream_is_documented_and_so_are_its_worlds():
    """The raw words of PCG64 are guaranteed by NumPy; a change of these figures is a change of every study."""
    world = worlds(STANDARD, count=2, seed=2018)
    assert world.exposure[0, :3] * 12 == pytest.approx([6_000, 4_075, 8_464])
    assert world.days[1, 4, 70] == pytest.approx(5334.99883244387, rel=1e-12)


def test_without_chance_the_days_are_season_level_and_effect():
    spec = replace(STANDARD, process=STILL, shock=0.6, shock_months=(20, 36))
    found = rates(worlds(spec, count=2, seed=1))
    expected = np.tile(MUNICIPAL.days_per_year * np.array(MUNICIPAL.season), 6)
    expected[56:] *= 1.6
    assert np.allclose(found[:, 1:], expected, rtol=1e-4)
    expected[36:] *= 0.88
    assert np.allclose(found[:, 0], expected, rtol=1e-4)


def test_national_trend_and_waves_of_influenza():
    process = replace(STILL, national_trend=0.12)
    trend = np.log(rates(worlds(replace(STANDARD, process=process, effect=0.0), count=1, seed=1))[0, 3])
    assert trend[12:] - trend[:-12] == pytest.approx(np.full(60, 0.12), abs=1e-4)
    process = replace(STILL, wave_height=0.7)
    waves = np.log(rates(worlds(replace(STANDARD, process=process, effect=0.0), count=500, seed=1))[:, 1])
    waves -= np.log(MUNICIPAL.days_per_year * np.tile(MUNICIPAL.season, 6))
    assert abs(waves[:, 6::12]).max() < 1e-3
    # In January: half of 0.7, times the mean of a bell of width 0.8 whose peak lies evenly between −0.5 and 2.5.
    bell = 0.8 * math.sqrt(2 * math.pi) * (NormalDist().cdf(2.5 / 0.8) - NormalDist().cdf(-0.5 / 0.8)) / 3
    assert waves[:, 12::12].mean() == pytest.approx(0.35 * bell, abs=0.015)
    assert waves.max() < 0.72


def test_the_effect_is_all_that_an_effect_changes():
    one, other = (worlds(replace(STANDARD, effect=effect), count=3, seed=4) for effect in (0.0, -0.5))
    assert (one.days[:, 1:] == other.days[:, 1:]).all()
    assert (one.days[:, 0, :36] == other.days[:, 0, :36]).all()
    assert (one.exposure == other.exposure).all()
    assert (one.true_log_effect == 0).all()
    assert other.true_log_effect == pytest.approx(np.full(3, math.log(0.5)))


def test_a_year_of_ramp_up_to_twelve_per_cent_is_ten_on_average():
    spec = replace(STANDARD, ramp_up_months=12)
    assert np.expm1(spec.log_effect())[[0, 5, 11, 35]] == pytest.approx([-0.01, -0.06, -0.12, -0.12])
    truth = np.expm1(worlds(spec, count=200, seed=1).true_log_effect)
    assert truth.mean() == pytest.approx(-0.101, abs=0.001)


def test_the_noise_has_the_mean_and_the_variance_that_the_dispersion_says():
    spec = replace(STANDARD, process=replace(STILL, dispersion=12.0), effect=0.0, comparator_staff=(6_000, 6_000))
    days = worlds(spec, count=2_000, seed=3).days[..., 1]
    expected = 500 * MUNICIPAL.days_per_year * MUNICIPAL.season[1]
    assert days.mean() == pytest.approx(expected, rel=0.002)
    assert days.var() == pytest.approx(12 * expected, rel=0.05)


def test_paths_have_the_spread_and_the_memory_of_the_process():
    def local(**changes):
        spec = replace(STANDARD, process=replace(STILL, **changes), effect=0.0)
        logs = np.log(rates(worlds(spec, count=400, seed=6)))
        return logs - np.log(MUNICIPAL.days_per_year * np.tile(MUNICIPAL.season, 6))

    steady = local(local_sd=0.03)
    assert steady[..., [0, 40, 71]].std(axis=(0, 1)) == pytest.approx([0.03] * 3, rel=0.05)
    assert np.corrcoef(steady[..., 30].ravel(), steady[..., 31].ravel())[0, 1] == pytest.approx(0.5, abs=0.05)
    assert np.diff(local(local_walk=0.005), axis=-1).std() == pytest.approx(0.005, rel=0.02)
    assert local(local_trend_sd=0.015)[..., 60].std() == pytest.approx(5 * 0.015, rel=0.05)


def test_loadings_spread_what_is_common():
    process = replace(STILL, shock_loading_sd=0.15)
    spec = replace(STANDARD, process=process, effect=0.0, shock=0.6, shock_months=(0, 36))
    change = np.log(rates(worlds(spec, count=400, seed=6)))[..., 36] - math.log(7.0 * 1.25)
    assert change.mean() == pytest.approx(math.log(1.6), rel=0.02)
    assert change.std() == pytest.approx(0.15 * math.log(1.6), rel=0.05)


def test_staff_is_drawn_evenly_and_whole():
    spec = replace(STANDARD, project_staff=(300, 302), reference_months=1, measurement_months=1)
    staff = 12 * worlds(spec, count=3_000, seed=1).exposure
    values, counts = np.unique(np.rint(staff[:, 0]), return_counts=True)
    assert values.tolist() == [300, 301, 302]
    assert counts.min() > 850
    assert (staff[:, 1:].min(), staff[:, 1:].max()) == pytest.approx((3_000, 9_000), abs=5)


# From the study that calibrated the process: sd of the index in percentage points.
MEASURED = {
    "base": (STANDARD, 2.8),
    "shock": (replace(STANDARD, shock=0.6, shock_months=(20, 36)), 4.7),
    "no walk": (replace(STANDARD, process=replace(MUNICIPAL, local_walk=0.0)), 1.8),
    "strong walk": (replace(STANDARD, process=replace(MUNICIPAL, local_walk=0.01)), 4.9),
    "local trends": (replace(STANDARD, process=replace(MUNICIPAL, local_trend_sd=0.015)), 5.1),
}


@pytest.mark.parametrize("name", MEASURED)
def test_the_index_spreads_as_in_the_study_that_the_process_was_calibrated_on(name):
    spec, sd = MEASURED[name]
    sums = world_sums(spec, count=1_500, seed=9)
    error = np.expm1(placebo_t(sums.contrasts(), confidence=0.95).theta) - np.expm1(sums.true_log_effect)
    # Three Monte Carlo errors of an sd from 1,500 worlds, and what the calibration misses at most: 0.1.
    assert 100 * error.std() == pytest.approx(sd, abs=3 * sd / math.sqrt(3_000) + 0.1)
    assert abs(100 * error.mean()) < 3 * sd / math.sqrt(1_500)


def test_the_level_is_that_of_swedish_municipalities():
    world = worlds(replace(STANDARD, effect=0.0), count=200, seed=1)
    assert 6.8 <= world.days.sum() / (72 * world.exposure.sum()) <= 8.1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project_staff", (0, 6_000)),
        ("project_staff", (700, 600)),
        ("comparator_staff", (99, 6_000)),
        ("comparators", 0),
        ("comparators", 10.0),
        ("project_staff", (6_000.0, 6_000.0)),
        ("ramp_up_months", 1.5),
        ("reference_months", 36.0),
        ("reference_months", 0),
        ("measurement_months", 0),
        ("effect", -1.0),
        ("effect", math.nan),
        ("ramp_up_months", -1),
        ("shock", -1.0),
        ("shock_months", (20, 37)),
        ("shock_months", (5, 4)),
    ],
)
def test_designs_that_cannot_be_are_refused_by_field(field, value):
    with pytest.raises(UsageError) as refusal:
        replace(STANDARD, **{field: value})
    assert [(one.code, dict(one.facts)["field"]) for one in refusal.value.notices] == [("OC-B093", field)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("season", (1.0,) * 11),
        ("season", (0.0, 2.0) * 6),
        ("season", (1.1,) * 12),
        ("season", (math.nan,) * 12),
        ("days_per_year", 0.0),
        ("dispersion", math.inf),
        ("wave_width", 0.0),
        ("national_memory", 1.0),
        ("local_walk", -0.1),
        ("local_sd", math.nan),
        ("national_trend", 2.0),
    ],
)
def test_processes_that_cannot_be_are_refused_by_field(field, value):
    with pytest.raises(UsageError) as refusal:
        replace(MUNICIPAL, **{field: value})
    assert [(one.code, dict(one.facts)["field"]) for one in refusal.value.notices] == [("OC-B093", field)]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(UsageError) as refusal:
        replace(STANDARD, comparators=0, effect=-2.0, shock_months=(-1, 0))
    assert len(refusal.value.notices) == 3
    with pytest.raises(UsageError) as refusal:
        worlds(STANDARD, count=0, seed=-1, first=-1)
    assert len(refusal.value.notices) == 3


@pytest.mark.parametrize("wrong", [{"count": 1.5}, {"count": True}, {"count": 0}, {"seed": 1.0}, {"first": -1}])
def test_numbers_of_worlds_are_whole(wrong):
    with pytest.raises(UsageError) as refusal:
        worlds(STANDARD, **({"count": 2, "seed": 1} | wrong))
    assert [dict(one.facts)["field"] for one in refusal.value.notices] == [*wrong]
