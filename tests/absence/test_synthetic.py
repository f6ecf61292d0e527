"""The synthetic municipality: same seed, same bytes; the known effect is there; an export no reader minds."""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence.days import LATEST
from outcome_contracts.absence.measure import measure
from outcome_contracts.absence.readers import read_records
from outcome_contracts.absence.synthetic import (
    Dirt,
    KnownEffect,
    Scenario,
    Sector,
    add_dirt,
    comparators,
    parse_dirt,
    project,
)
from outcome_contracts.absence.synthetic.levels import LEVEL_STEPS, monthly_levels
from outcome_contracts.absence.synthetic.spells import FRAILTY
from outcome_contracts.absence.synthetic.streams import Stream
from outcome_contracts.canonical import canonical
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import NET_DAY_STEPS
from outcome_contracts.period import Period, first_day, parse_month

RULES = MeasureRules(
    short_term="first_14_days",
    relapse_days=5,
    day_basis="calendar",
    extent_basis="of_employment",
    denominator="person_years",
    year_days="365.25",
    population="all_employed",
    overlap="reject",
)
REFERENCE, PROJECT = Period.parse("2015-10/2018-09"), Period.parse("2018-10/2021-09")
SMALL = Scenario(seed=7, staff=400, comparators=2, comparator_staff=(60, 120))
QUIET = Sector(
    trend_per_year=Decimal(0),
    national_sd=Decimal(0),
    influenza=Decimal(0),
    loading_sd=Decimal(0),
    shock_loading_sd=Decimal(0),
    local_sd=Decimal(0),
    drift_sd=Decimal(0),
)
SCENARIOS = st.builds(
    Scenario,
    seed=st.integers(0, 2**53 - 1),
    staff=st.integers(40, 260),
    months=st.sampled_from(["2015-10/2021-09", "2018-09/2019-03", "2020-02/2020-02"]).map(Period.parse),
    sector=st.sampled_from(
        [
            Sector(),
            Sector(moves=Decimal(1), second_employments=Decimal(1), spells_per_year=Decimal(6)),
            Sector(spells_per_year=Decimal(0)),
            Sector(turnover_per_year=Decimal(2), long_mean=Decimal(365)),
        ]
    ),
)


@pytest.fixture(scope="module")
def default():
    return project(Scenario(seed=1))


@pytest.fixture(scope="module")
def default_export(default):
    return default.export()


@pytest.fixture(scope="module")
def small_export():
    return project(SMALL).export()


# One seed


def test_same_seed_gives_same_bytes_and_another_seed_does_not():
    once, twice = project(SMALL).export().files(), project(SMALL).export().files()
    other = project(replace(SMALL, seed=8)).export().files()
    assert once == twice
    assert all(once[name] != other[name] for name in once)


def test_bytes_of_a_seed_stay_as_they_were_published():
    files = project(Scenario(seed=2018, staff=60)).export().files()
    digests = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in files.items()}
    assert digests == {"spells.csv": "7134d5dc1b41c4bd", "employments.csv": "8064e57a058d3a61"}


def test_one_more_comparator_changes_no_other():
    before, after = list(comparators(SMALL)), list(comparators(replace(SMALL, comparators=3)))
    assert [town.export() for town in before] == [town.export() for town in after[:2]]
    assert project(SMALL).export() == project(replace(SMALL, comparators=3)).export()


def test_municipalities_draw_from_streams_of_their_own():
    draws = [Stream(seed=7, key=key).uniforms(1_000) for key in range(6)]
    assert all(abs(float(np.corrcoef(a, b)[0, 1])) < 0.15 for a, b in pairwise(draws))
    assert not set(draws[0].tolist()) & set(draws[1].tolist())


def test_uniforms_are_strictly_between_0_and_1_and_are_words_of_the_bit_generator():
    words = np.random.PCG64(np.random.SeedSequence(7, spawn_key=(3,))).random_raw(4)
    expected = [(Fraction(int(word) >> 12) + Fraction(1, 2)) / 2**52 for word in words]
    assert [Fraction(draw) for draw in Stream(seed=7, key=3).uniforms(4).tolist()] == expected


# Calibration


def _rate(panel, period):
    """Net days per person-year, by the contract's own measure."""
    window = panel.window(period)
    return float(window.net_days.sum()) / NET_DAY_STEPS / (float(window.person_days.sum()) / 365.25)


@pytest.fixture(scope="module")
def default_panel(default):
    return measure(default.records(), RULES, default.spec.months)


def test_project_has_about_5_4_short_term_net_days_per_person_year_in_its_reference_years(default_panel):
    assert 5.1 <= _rate(default_panel, REFERENCE) <= 5.7


def test_rate_by_a_day_by_day_count_is_the_measured_one(default_export):
    """The calibration does not lean on the measure that it calibrates: count every day by itself."""
    spells, rows = default_export.spells, default_export.employments.rows
    period, days_used, reached = {}, {}, {}
    net = Fraction(0)
    for _, employment, first, last, extent in spells.rows:
        first, last = date.fromisoformat(first), date.fromisoformat(last)
        if employment not in reached or (first - reached[employment]).days > 5:
            period[employment], days_used[employment] = first, 0
        reached[employment] = last
        for offset in range((last - first).days + 1):
            days_used[employment] += 1
            if days_used[employment] <= 14 and first + timedelta(days=offset) <= REFERENCE.last_day:
                net += Fraction(extent)
    employed = sum(
        max(0, (min(date.fromisoformat(row[4] or "2021-09-30"), REFERENCE.last_day)
                - max(date.fromisoformat(row[3]), REFERENCE.first_day)).days + 1)
        for row in rows
    )  # fmt: skip
    assert 5.1 <= float(net) / (employed / 365.25) <= 5.7


def test_february_has_at_least_twice_the_days_of_july(default_panel):
    months = default_panel.window(REFERENCE).net_days.sum(axis=0)
    by_month = {month: months[[at % 12 == month for at in REFERENCE.months]].sum() for month in (1, 6)}
    assert by_month[1] >= 2 * by_month[6]


def test_units_are_larger_than_the_smallest_group_that_may_be_shown(default, default_panel):
    assert len({name.rsplit(" ", 1)[0] for name in default.units}) == 12
    assert default_panel.heads.min() > 30


def test_frailty_is_the_gamma_distribution_in_fifty_parts():
    from scipy.stats import gamma

    quantiles = gamma.ppf(np.arange(51) / 50, 1.4, scale=1 / 1.4)
    means = np.diff(gamma.cdf(quantiles, 2.4, scale=1 / 1.4)) * 50
    assert np.rint(means * 1_000).astype(int).tolist() == list(FRAILTY)


def test_few_people_have_many_spells_and_units_differ():
    """Poisson counts alone would have variance / mean 1, and units a spread of about 0.05."""
    sector = Sector(turnover_per_year=Decimal("0.01"), moves=Decimal(0))
    town = project(Scenario(seed=6, staff=6_000, sector=sector))
    unit_of = dict(zip(town.workforce.employment.tolist(), town.workforce.unit.tolist(), strict=True))
    counts = np.bincount(town.spells.employment, minlength=len(unit_of))
    assert 4 < counts.var() / counts.mean() < 9
    per_unit = np.bincount([unit_of[number] for number in range(len(unit_of))], weights=counts)
    people = np.bincount([unit_of[number] for number in range(len(unit_of))])
    assert 0.18 < np.log(per_unit / people).std() < 0.32


def test_people_leave_at_the_declared_rate_and_posts_are_filled_again(default, default_panel):
    last_stretch = np.diff(default.workforce.employment, append=-1) != 0
    leavers = (last_stretch & ~default.workforce.open).sum()
    years = float(default_panel.person_days.sum()) / 365.25
    assert 0.13 < leavers / years < 0.15
    assert 5_700 < default_panel.heads.sum(axis=0).min() <= default_panel.heads.sum(axis=0).max() < 6_100


def test_local_drift_is_a_random_walk():
    sector = replace(QUIET, drift_sd=Decimal("0.01"), shock=Decimal(0), severe=Decimal(0), season=(Decimal(1),) * 12)
    months = Period.parse("2015-10/2021-09")
    paths = [monthly_levels(sector, months, seed=1, stream=Stream(seed=1, key=key)) for key in range(1, 201)]
    logs = np.log(np.array(paths) / LEVEL_STEPS)
    assert 0.08 < np.diff(logs, axis=1).std() * 10 < 0.12
    assert 0.065 < logs[:, -1].std() < 0.105  # 0.01 × √72 = 0.085


def test_no_spell_is_longer_than_a_thousand_days():
    sector = Sector(lengths=(Decimal("0.1"),), long_mean=Decimal(365))
    spells = project(replace(SMALL, sector=sector)).spells
    assert (spells.last - spells.first + 1).max() == 1_000


def test_severe_influenza_and_shock_have_their_declared_heights():
    months = Period.parse("2015-10/2021-09")
    levels = dict(zip(months.months, monthly_levels(QUIET, months, seed=1, stream=Stream(seed=1, key=2)), strict=True))
    for month, level in levels.items():
        factor = Decimal(1)
        factor *= Decimal("1.186") if month in QUIET.severe_months else 1
        factor *= Decimal("1.6") if month in QUIET.shock_months else 1
        assert level == round(QUIET.season[month % 12] * factor * LEVEL_STEPS)


def test_shock_is_visible_in_the_project_and_in_the_comparators():
    shaken = Scenario(seed=3, staff=2_000, comparators=1, comparator_staff=(2_000, 2_000))
    calm = replace(shaken, sector=Sector(shock=Decimal(0)))
    for with_shock, without in ((project(shaken), project(calm)), (*comparators(shaken), *comparators(calm))):
        begun = [np.isin(town.spells.month, list(Sector().shock_months.months)).sum() for town in (with_shock, without)]
        assert 1.3 < begun[0] / begun[1] < 2.0


# The project's effect


def test_known_effect_is_realised(default):
    assert abs(float(default.truth["effect"]["realised"]) + 0.12) < 0.015


def test_measured_effect_is_the_known_one(default, default_panel):
    without = measure(default.records_without_project(), RULES, default.spec.months)
    effect = default_panel.window(PROJECT).net_days.sum() / without.window(PROJECT).net_days.sum() - 1
    assert abs(effect + 0.12) < 0.015
    before = REFERENCE.first, REFERENCE.last - 3
    assert default_panel.window(Period(*before)) == without.window(Period(*before))


def test_effect_grows_along_the_ramp():
    town = project(replace(SMALL, staff=3_000, effect=KnownEffect(size=Decimal("-0.9"), ramp_months=12)))
    share = {
        month: town.spells.prevented[town.spells.month == month].mean()
        for month in (*PROJECT.months[:12], PROJECT.last, PROJECT.first - 1)
    }
    assert share[PROJECT.first - 1] == 0
    for position in range(12):
        assert abs(share[PROJECT.first + position] - 0.9 * (position + 1) / 12) < 0.12
    assert abs(share[PROJECT.last] - 0.9) < 0.12


def test_effect_of_zero_prevents_nothing_and_effect_of_one_everything():
    nothing = project(replace(SMALL, effect=KnownEffect(size=Decimal(0))))
    everything = project(replace(SMALL, effect=KnownEffect(size=Decimal(-1))))
    assert not nothing.spells.prevented.any()
    assert (everything.spells.prevented == np.isin(everything.spells.month, list(PROJECT.months))).all()
    assert everything.truth["effect"]["realised"] == "-1.000000"


def test_no_project_works_in_a_comparator():
    for town in comparators(SMALL):
        assert not town.spells.prevented.any()
        assert town.truth["effect"] == {"declared": "0", "realised": "0"}


def test_truth_is_plain_data_of_decimal_strings(default):
    def leaves(value):
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]

    assert canonical(default.truth)
    assert all(isinstance(leaf, str) for leaf in leaves(default.truth))
    assert default.truth["scenario"]["effect"]["size"] == "-0.12"
    assert default.truth["scenario"]["sector"]["shock"] == "0.60"


# What an HR system would deliver


@settings(max_examples=25, deadline=None)
@given(SCENARIOS)
def test_spells_of_one_employment_never_share_or_touch_a_day(scenario):
    rows = project(scenario).export().spells.rows
    by_employment = {}
    for _, employment, first, last, _ in rows:
        by_employment.setdefault(employment, []).append((date.fromisoformat(first), date.fromisoformat(last)))
    for spans in by_employment.values():
        assert all(first <= last for first, last in spans)
        assert all((later - earlier).days > 1 for (_, earlier), (later, _) in pairwise(sorted(spans)))


@settings(max_examples=25, deadline=None)
@given(SCENARIOS)
def test_every_spell_lies_in_its_employment_and_in_the_data(scenario):
    export = project(scenario).export()
    horizon = scenario.months.last_day
    spans, holders = {}, {}
    for person, employment, _, first, last, _, _ in export.employments.rows:
        end = date.fromisoformat(last) if last else horizon
        spans.setdefault(employment, []).append((date.fromisoformat(first), end))
        assert holders.setdefault(employment, person) == person
    for stretches in spans.values():
        assert all(later - earlier == timedelta(days=1) for (_, earlier), (later, _) in pairwise(stretches))
    for person, employment, first, last, _ in export.spells.rows:
        stretches = spans[employment]
        assert holders[employment] == person
        assert max(stretches[0][0], scenario.months.first_day) <= date.fromisoformat(first)
        assert date.fromisoformat(last) <= min(stretches[-1][1], horizon)


@settings(max_examples=15, deadline=None)
@given(SCENARIOS)
def test_ids_are_pseudonyms_and_cells_have_their_declared_form(scenario):
    export = project(scenario).export()
    day, extent = r"\d{4}-\d{2}-\d{2}", {"0.25", "0.5", "0.75", "1"}
    for person, employment, first, last, share in export.spells.rows:
        assert re.fullmatch(rf"p\d{{6}}\|a\d{{6}}\|{day}\|{day}", "|".join((person, employment, first, last)))
        assert share in extent
    for person, employment, unit, first, last, share, pay_form in export.employments.rows:
        assert re.fullmatch(rf"p\d{{6}}\|a\d{{6}}\|{day}\|({day})?", "|".join((person, employment, first, last)))
        assert re.fullmatch(r"[A-ZÅÄÖ][a-zåäö ]+ \d\d", unit)
        assert (share in extent, pay_form in {"monthly", "hourly"}) == (True, True)


@settings(max_examples=15, deadline=None)
@given(SCENARIOS)
def test_records_can_be_built_whatever_the_seed(scenario):
    town = project(scenario)
    assert len(town.records().spells) == len(town.export().spells.rows)
    assert len(town.records_without_project().spells) == len(town.spells.first)


def test_some_people_move_between_units_and_some_have_two_employments(default_export):
    stretches, units, jobs = {}, {}, {}
    for person, employment, unit, *_ in default_export.employments.rows:
        stretches[employment] = stretches.get(employment, 0) + 1
        units.setdefault(employment, set()).add(unit)
        jobs.setdefault(person, set()).add(employment)
    moved = [employment for employment, count in stretches.items() if count == 2]
    assert 0.01 < len(moved) / len(stretches) < 0.05
    assert all(len(units[employment]) == 2 for employment in moved)
    assert 0.001 < sum(len(held) == 2 for held in jobs.values()) / len(jobs) < 0.02


def test_a_spell_may_go_on_across_a_move():
    export = project(Scenario(seed=4, staff=200, sector=Sector(moves=Decimal(1)))).export()
    moves = {row[1]: row[3] for row in export.employments.rows}  # first day of the last stretch
    assert any(row[2] < moves[row[1]] <= row[3] for row in export.spells.rows)


def test_records_leave_the_end_open_for_who_is_still_employed():
    town = project(SMALL)
    still = [row[4] == "" for row in town.export().employments.rows]
    assert (town.records().employments.last_day == LATEST).tolist() == still
    assert 0 < sum(still) < len(still)


def test_who_has_two_employments_is_ill_at_both(default_export):
    spells, jobs = {}, {}
    for _, employment, *rest in default_export.spells.rows:
        spells.setdefault(employment, set()).add(tuple(rest))
    for person, employment, *_ in default_export.employments.rows:
        jobs.setdefault(person, set()).add(employment)
    doubles = [sorted(held) for held in jobs.values() if len(held) == 2]
    assert all(spells.get(one) == spells.get(other) for one, other in doubles)
    assert any(one in spells for one, _ in doubles)


def test_shares_of_extents_and_lengths_are_the_declared_ones(default):
    extent, length = default.spells.extent, default.spells.last - default.spells.first + 1
    assert 0.03 < default.workforce.hourly.mean() < 0.05
    for share, hundredths in ((0.94, 100), (0.01, 75), (0.035, 50), (0.015, 25)):
        assert abs((extent == hundredths).mean() - share) < 0.01
    assert 0.50 < (length <= 3).mean() < 0.60
    assert 0.08 < (length >= 14).mean() < 0.14


# Files


def test_write_leaves_two_utf_8_files_and_nothing_else(tmp_path):
    town = project(SMALL)
    town.write(tmp_path / "delivery")
    found = {path.name: path.read_bytes() for path in (tmp_path / "delivery").iterdir()}
    assert found == town.export().files()
    text = found["employments.csv"].decode("utf-8")
    assert text.startswith("person,employment,unit,first_day,last_day,extent,pay_form\np000001,a000001,")
    assert "Förskola 01" in text


def test_write_that_fails_leaves_the_old_file_and_no_temporary_one(tmp_path):
    (tmp_path / "spells.csv").mkdir()
    with pytest.raises(OSError, match="spells"):
        project(SMALL).write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["spells.csv"]


def test_no_pseudonym_in_a_repr(default, default_export):
    text = " ".join(map(repr, (default, default_export, default.spells, default.workforce, default.records())))
    assert not re.search(r"[pa]\d{6}|0x", text)
    assert len(text) < 1_000


# Refusals


def test_scenario_refuses_every_wrong_number_at_once():
    with pytest.raises(UsageError) as refused:
        Scenario(seed=-1, staff=3, comparators=100, comparator_staff=(10, 5))
    fields = [dict(notice.facts)["field"] for notice in refused.value.notices]
    assert fields == ["seed", "staff", "comparators", "comparator_staff[0]", "comparator_staff[1]"]
    with pytest.raises(UsageError, match=r"staff is not a number from 40 to 100000"):
        Scenario(seed=1, staff=Decimal("50.5"))


@pytest.mark.parametrize("size", [Decimal("0.12"), Decimal("-1.01"), Decimal("NaN"), Decimal("Infinity")])
def test_effect_outside_its_bounds_is_refused(size):
    with pytest.raises(UsageError, match="OC-G001"):
        KnownEffect(size=size)


def test_binary_floats_are_refused_by_name():
    with pytest.raises(UsageError, match=r"OC-U005 .*size"):
        KnownEffect(size=-0.12)
    with pytest.raises(UsageError, match=r"OC-U005 .*lengths\[0\]"):
        Sector(lengths=(0.5, Decimal("0.5")))


def test_probabilities_that_do_not_sum_to_1_are_refused():
    with pytest.raises(UsageError, match=r"OC-G002 .*employment_extents"):
        Sector(employment_extents=((100, Decimal("0.9")), (50, Decimal("0.09"))))
    with pytest.raises(UsageError, match=r"OC-G001 .*sum\(lengths\)"):
        Sector(lengths=(Decimal("0.6"), Decimal("0.5")))


# Dirt


def _dirtied(export, *kinds, seed=5):
    return add_dirt(export, kinds, seed=seed)


@pytest.mark.parametrize("kind", Dirt)
def test_dirt_changes_what_a_file_says_and_is_decided_by_the_seed(small_export, kind):
    dirty, touched = _dirtied(small_export, kind)
    assert dirty.files() != small_export.files()
    assert touched[kind] > 0
    assert (dirty, touched) == _dirtied(small_export, kind)
    whole_file = {
        Dirt.EXCEL_SERIAL_DATES,
        Dirt.SEMICOLON_DECIMAL_COMMA,
        Dirt.WRONG_ENCODING,
        Dirt.MISSING_MONTH,  # the other seed may name the same month
    }
    if kind not in whole_file:
        assert dirty != _dirtied(small_export, kind, seed=6)[0]


def test_dirt_is_the_same_in_whatever_order_it_is_asked_for(small_export):
    forth, back = (
        add_dirt(small_export, tuple(Dirt), seed=5),
        add_dirt(small_export, tuple(Dirt)[::-1], seed=5),
    )
    assert forth == back
    assert list(forth[1]) == list(Dirt)
    assert forth[0].files()


def test_dirt_of_one_kind_does_not_depend_on_its_company(small_export):
    alone = add_dirt(small_export, (Dirt.UNKNOWN_UNIT,), seed=5)[0]
    together = add_dirt(small_export, (Dirt.DUPLICATES, Dirt.UNKNOWN_UNIT), seed=5)[0]
    assert alone.employments == together.employments


def test_no_dirt_leaves_the_export_as_it_is(small_export):
    assert add_dirt(small_export, (), seed=5) == (small_export, {})


def _differing(before, after):
    """Positions of the rows that differ, in tables of one length."""
    return [at for at, (old, new) in enumerate(zip(before.rows, after.rows, strict=True)) if old != new]


def _added(before, after):
    """Rows of `after` beyond those of `before`, as a multiset."""
    rest = list(after.rows)
    for row in before.rows:
        rest.remove(row)
    return rest


def test_duplicates_stand_twice(small_export):
    dirty, touched = _dirtied(small_export, Dirt.DUPLICATES)
    added = _added(small_export.spells, dirty.spells)
    assert len(added) == touched[Dirt.DUPLICATES]
    assert set(added) <= set(small_export.spells.rows)


def test_overlaps_share_a_day_with_a_spell_of_the_employment(small_export):
    dirty, touched = _dirtied(small_export, Dirt.OVERLAPS)
    added = _added(small_export.spells, dirty.spells)
    assert len(added) == touched[Dirt.OVERLAPS]
    for row in added:
        assert row[2] == row[3]
        longer = [old for old in small_export.spells.rows if old[1] == row[1] and old[2] < row[2] <= old[3]]
        assert len(longer) == 1


def test_end_before_start_swaps_first_and_last_day(small_export):
    dirty, touched = _dirtied(small_export, Dirt.END_BEFORE_START)
    rows = [dirty.spells.rows[at] for at in _differing(small_export.spells, dirty.spells)]
    assert len(rows) == touched[Dirt.END_BEFORE_START]
    assert all(row[3] < row[2] for row in rows)


def test_swapped_dates_are_no_dates(small_export):
    dirty, touched = _dirtied(small_export, Dirt.SWAPPED_DATES)
    rows = [dirty.spells.rows[at] for at in _differing(small_export.spells, dirty.spells)]
    assert len(rows) == touched[Dirt.SWAPPED_DATES]
    for row in rows:
        with pytest.raises(ValueError, match="month must be in"):
            date.fromisoformat(row[2])


def test_outside_employment_begins_after_the_employment_ended(small_export):
    dirty, touched = _dirtied(small_export, Dirt.OUTSIDE_EMPLOYMENT)
    added = _added(small_export.spells, dirty.spells)
    ends = {(row[0], row[1]): row[4] for row in small_export.employments.rows}
    assert len(added) == touched[Dirt.OUTSIDE_EMPLOYMENT]
    assert all(row[2] > ends[row[0], row[1]] > "" for row in added)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Dirt.EXTENT_OUT_OF_RANGE, {"1.5", "-0.25", "100"}),
        (Dirt.EMPTY_EXTENT, {""}),
        (Dirt.NAN_TEXT, {"NaN", "NaT"}),
    ],
)
def test_cells_are_overwritten_with_what_the_kind_says(small_export, kind, values):
    dirty, touched = _dirtied(small_export, kind)
    rows = _differing(small_export.spells, dirty.spells)
    found = {
        new
        for at in rows
        for old, new in zip(small_export.spells.rows[at], dirty.spells.rows[at], strict=True)
        if old != new
    }
    assert found == values
    assert len(rows) <= touched[kind] <= 2 * len(rows)


def test_missing_month_loses_every_spell_that_touches_it_and_no_other(small_export):
    dirty, touched = _dirtied(small_export, Dirt.MISSING_MONTH)
    lost = _added(dirty.spells, small_export.spells)
    assert len(lost) == touched[Dirt.MISSING_MONTH]
    spans = [(parse_month(row[2][:7]), parse_month(row[3][:7])) for row in lost]
    (month,) = set.intersection(*(set(range(first, last + 1)) for first, last in spans))
    assert parse_month("2015-10") < month < parse_month("2021-09")
    assert not any(row[2][:7] <= str(first_day(month))[:7] <= row[3][:7] for row in dirty.spells.rows)


def test_late_rows_are_missing_from_the_last_month_only(small_export):
    dirty, touched = _dirtied(small_export, Dirt.LATE_ROWS)
    lost = _added(dirty.spells, small_export.spells)
    in_month = sum(row[2].startswith("2021-09") for row in small_export.spells.rows)
    assert len(lost) == touched[Dirt.LATE_ROWS] == -(-in_month // 4)
    assert all(row[2].startswith("2021-09") for row in lost)


def test_unknown_unit_is_none_of_the_municipality(small_export):
    dirty, touched = _dirtied(small_export, Dirt.UNKNOWN_UNIT)
    units = set(small_export.employments.column("unit"))
    assert sum(unit not in units for unit in dirty.employments.column("unit")) == touched[Dirt.UNKNOWN_UNIT]


@pytest.mark.parametrize("kind", [Dirt.UNKNOWN_COLUMN, Dirt.FREE_TEXT_COLUMN])
def test_one_more_column_leaves_the_others_alone(small_export, kind):
    dirty, touched = _dirtied(small_export, kind)
    name = dirty.spells.header[-1]
    assert dirty.spells.header[:-1] == small_export.spells.header
    assert tuple(row[:-1] for row in dirty.spells.rows) == small_export.spells.rows
    assert sum(map(bool, dirty.spells.column(name))) == touched[kind]


def test_excel_serial_dates_count_days_from_1899_12_30(small_export):
    dirty, _ = _dirtied(small_export, Dirt.EXCEL_SERIAL_DATES)
    for name in ("spells", "employments"):
        before, after = getattr(small_export, name), getattr(dirty, name)
        for old, new in zip(before.column("last_day"), after.column("last_day"), strict=True):
            assert new == (old and str((date.fromisoformat(old) - date(2019, 9, 30)).days + 43_738))


def test_semicolon_and_decimal_comma_stand_in_both_files(small_export):
    dirty, _ = _dirtied(small_export, Dirt.SEMICOLON_DECIMAL_COMMA)
    for content in dirty.files().values():
        text = content.decode("utf-8")
        assert "," in text
        assert "." not in text
        assert all(line.count(";") == text.split("\n")[0].count(";") for line in text.splitlines())


def test_wrong_encoding_cannot_be_read_as_utf_8(small_export):
    dirty, touched = _dirtied(small_export, Dirt.WRONG_ENCODING)
    content = dirty.files()["employments.csv"]
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert content.decode("iso-8859-1") == small_export.files()["employments.csv"].decode("utf-8")
    assert touched[Dirt.WRONG_ENCODING] == sum(
        not line.isascii() for line in small_export.files()["employments.csv"].splitlines()
    )


FOUND_AS = {
    Dirt.MISSING_MONTH: "OC-D054",
    Dirt.OVERLAPS: "OC-D010",
    Dirt.END_BEFORE_START: "OC-D011",
    Dirt.SWAPPED_DATES: "OC-D009",
    Dirt.OUTSIDE_EMPLOYMENT: "OC-D040",
    Dirt.EXTENT_OUT_OF_RANGE: "OC-D020",
    Dirt.EMPTY_EXTENT: "OC-D055",
    Dirt.NAN_TEXT: "OC-D055",
    Dirt.UNKNOWN_UNIT: "OC-D045",
    Dirt.UNKNOWN_COLUMN: "OC-D004",
    Dirt.EXCEL_SERIAL_DATES: "OC-D058",
    Dirt.SEMICOLON_DECIMAL_COMMA: "OC-D003",
    Dirt.WRONG_ENCODING: "OC-D001",
}


def _read(folder, town):
    return read_records(
        folder / "spells.csv",
        folder / "employments.csv",
        covers=(town.spec.months.first_day, town.spec.months.last_day),
        units=town.units,
    )


@pytest.mark.parametrize("scenario", [Scenario(seed=1), SMALL])
def test_a_clean_export_is_read_without_a_finding_and_gives_the_panel_of_its_records(tmp_path, scenario):
    town = project(scenario)
    town.write(tmp_path)
    read = _read(tmp_path, town)
    assert read.notices == ()
    for population in ("all_employed", "monthly_paid"):
        rules = RULES.model_copy(update={"population": population})
        assert measure(read, rules, scenario.months) == measure(town.records(), rules, scenario.months)


@pytest.mark.parametrize(("kind", "code"), FOUND_AS.items())
def test_dirt_that_would_change_an_amount_is_refused(tmp_path, kind, code):
    town = project(Scenario(seed=9, staff=2_000))
    dirty, _ = add_dirt(town.export(), (kind,), seed=5)
    dirty.write(tmp_path)
    with pytest.raises(DataRejected) as refused:
        measure(_read(tmp_path, town), RULES, town.spec.months)
    assert code in {notice.code for notice in refused.value.notices}


def test_duplicates_are_counted_once_and_must_be_acknowledged(tmp_path):
    town = project(SMALL)
    dirty, _ = add_dirt(town.export(), (Dirt.DUPLICATES,), seed=5)
    dirty.write(tmp_path)
    read = _read(tmp_path, town)
    assert [(notice.code, notice.severity) for notice in read.notices] == [("OC-D012", "hold")]
    assert measure(read, RULES, SMALL.months) == measure(town.records(), RULES, SMALL.months)


def test_remarks_are_dropped_at_the_door_and_counted(tmp_path):
    town = project(SMALL)
    dirty, _ = add_dirt(town.export(), (Dirt.FREE_TEXT_COLUMN,), seed=5)
    dirty.write(tmp_path)
    read = _read(tmp_path, town)
    assert [(notice.code, notice.severity) for notice in read.notices] == [("OC-D188", "warn")]
    assert measure(read, RULES, SMALL.months) == measure(town.records(), RULES, SMALL.months)


def test_late_rows_cannot_be_seen_in_one_delivery(tmp_path):
    """They make the amount too good until the next delivery: that is what corrections are for."""
    town = project(SMALL)
    dirty, _ = add_dirt(town.export(), (Dirt.LATE_ROWS,), seed=5)
    dirty.write(tmp_path)
    read = _read(tmp_path, town)
    assert read.notices == ()
    late, complete = (measure(records, RULES, SMALL.months).net_days for records in (read, town.records()))
    assert late.sum() < complete.sum()
    assert (late[:, :-1] == complete[:, :-1]).all()


def test_dirt_is_read_by_name_and_every_unknown_name_is_told_at_once():
    assert parse_dirt("overlaps, duplicates") == (Dirt.DUPLICATES, Dirt.OVERLAPS)
    assert parse_dirt("") == ()
    with pytest.raises(UsageError) as refused:
        parse_dirt("mud,duplicates,dust")
    assert [notice.code for notice in refused.value.notices] == ["OC-U001", "OC-U001"]
    assert [dict(notice.facts)["name"] for notice in refused.value.notices] == ["mud", "dust"]
    assert all(kind.value in dict(refused.value.notices[0].facts)["known"] for kind in Dirt)
