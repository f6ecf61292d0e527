"""The multiverse: the agreed plan once among the others, every other fitted or refused, none dropped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.diagnostics.rows import relative
from outcome_contracts.baseline.robustness.multiverse import (
    OWN,
    Multiverse,
    Specification,
    leave_one_out,
    multiverse,
    specifications,
)
from outcome_contracts.baseline.shocks import ShockEvent, Shocks
from outcome_contracts.canonical import canonical
from outcome_contracts.notices import UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import mean_plan, panel, plan

SPAN = Period.parse("2014-01/2018-12")
MEASUREMENT = Period.parse("2018-01/2018-12")
NAMES = tuple("abcde")
AGREED = plan(reference_period="2014-01/2017-12", comparators=list(NAMES), draws=50)


def panels(seed=2, effect=0.9):
    season = 100 + 20 * np.cos(2 * np.pi * np.arange(60) / 12)
    days = season * np.exp(np.random.default_rng(seed).normal(0, 0.03, (6, 60)))
    days[0, 48:] *= effect
    days = np.round(days, 6)
    return panel(Panel, ("p",), days[:1], period=SPAN), panel(ComparatorPanel, NAMES, days[1:], period=SPAN)


@pytest.fixture(scope="module")
def found() -> Multiverse:
    return multiverse(AGREED, *panels(), MEASUREMENT, alternatives=specifications(AGREED, MEASUREMENT))


def names(rows):
    return [row.name for row in rows]


def test_it_holds_the_agreed_plan_exactly_once_and_says_what_it_says(found):
    own = [row for row in (*found.fitted, *found.refused) if row.own]
    assert names(own) == [OWN]
    assert own[0].found.digest == fit(AGREED, *panels(), MEASUREMENT).digest


def test_no_specification_is_lost(found):
    asked = [one.name for one in specifications(AGREED, MEASUREMENT)]
    assert sorted(names(found.fitted) + names(found.refused)) == sorted(asked)
    assert len(set(asked)) == len(asked)
    for row in found.refused:
        assert row.notices


def test_the_list_has_methods_years_comparators_and_shorter_references():
    asked = {one.name for one in specifications(AGREED, MEASUREMENT)}
    assert {"reference_mean", "median_index", "controlled_series", "two_way_effects"} <= asked
    assert {"demeaned_synthetic_control", "24 reference months", "36 reference months"} <= asked
    assert {f"without {year}" for year in range(2014, 2019)} | {f"without {name}" for name in NAMES} <= asked


def test_a_shorter_reference_ends_where_the_agreed_one_ends():
    fields = {one.name: one.fields for one in specifications(AGREED, MEASUREMENT)}
    assert fields["24 reference months"]["reference_period"] == "2016-01/2017-12"
    assert fields["36 reference months"]["reference_period"] == "2015-01/2017-12"


def test_other_methods_keep_the_draws_and_the_seed_of_the_plan():
    fields = {one.name: one.fields for one in specifications(AGREED, MEASUREMENT)}
    kept = [(fields[name]["draws"], fields[name]["seed"]) for name in ("median_index", "two_way_effects")]
    assert kept == [(AGREED.draws, AGREED.seed)] * 2
    assert fields["reference_mean"]["draws"] == 0


def test_the_only_measurement_year_cannot_be_left_out_and_that_is_said(found):
    refused = {row.name: [notice.code for notice in row.notices] for row in found.refused}
    assert "OC-B031" in refused["without 2018"]


def test_the_largest_reduction_comes_first(found):
    effects = [row.found.effect.point for row in found.fitted]
    assert effects == sorted(effects)
    assert found.range == (effects[0], effects[-1])


@settings(max_examples=20, deadline=None)
@given(target=st.floats(-0.5, 0.5))
def test_the_share_that_reaches_the_target_rises_with_it(found, target):
    assert 0 <= found.share_reaching(target - 0.01) <= found.share_reaching(target) <= 1
    assert found.share_reaching(found.range[1]) == 1


@settings(max_examples=5, deadline=None)
@given(st.permutations(specifications(AGREED, MEASUREMENT)[:6]))
def test_the_order_of_the_list_does_not_matter(shuffled):
    one = multiverse(AGREED, *panels(), MEASUREMENT, alternatives=shuffled)
    other = multiverse(AGREED, *panels(), MEASUREMENT, alternatives=specifications(AGREED, MEASUREMENT)[:6])
    assert one.fitted == other.fitted


def test_every_specification_has_the_shocks_of_the_settlement():
    months = frozenset(Period.parse("2018-03/2018-05").months)
    event = ShockEvent(sv="Utbrott", en="Outbreak", months=Period.parse("2018-03/2018-05"), mechanism="behaviour",
                       source="Somebody")  # fmt: skip
    shocks = Shocks((event,), left_out=months)
    ordinary = multiverse(
        AGREED, *panels(), MEASUREMENT, alternatives=specifications(AGREED, MEASUREMENT), shocks=shocks
    )
    (own,) = (row.found for row in ordinary.fitted if row.own)
    assert own == fit(AGREED, *panels(), MEASUREMENT, shocks=shocks)
    assert {row.found.left_out for row in ordinary.fitted} == {tuple(sorted(months))}
    (alone,) = (row.found for row in leave_one_out(AGREED, *panels(), MEASUREMENT, shocks=shocks).fitted if row.own)
    assert alone == own


def test_leaving_one_comparator_out_is_what_the_diagnostics_say():
    one = leave_one_out(AGREED, *panels(), MEASUREMENT)
    assert sorted(names(one.fitted)) == sorted([OWN, *(f"without {name}" for name in NAMES)])
    effects = [relative(row.found.log_effect) for row in one.fitted if not row.own]
    rows = {row.name: row.value for row in fit(AGREED, *panels(), MEASUREMENT).diagnostics}
    assert min(effects) == pytest.approx(rows["effect_without_one_comparator_low"])
    assert max(effects) == pytest.approx(rows["effect_without_one_comparator_high"])


def test_a_plan_that_cannot_be_written_is_refused_and_not_dropped():
    agreed = mean_plan(reference_period="2014-01/2017-12")
    one = multiverse(agreed, *panels(), MEASUREMENT, alternatives=specifications(agreed, MEASUREMENT))
    refused = {row.name: [notice.code for notice in row.notices] for row in one.refused}
    assert "OC-B003" in refused["comparator_index"]
    assert OWN in names(one.fitted)


def test_a_year_that_is_left_out_already_is_not_left_out_again():
    agreed = plan(reference_period="2014-01/2017-12", comparators=list(NAMES), excluded=["2015-01/2015-12"])
    years = {one.name for one in specifications(agreed, MEASUREMENT) if one.name.startswith("without 20")}
    assert years == {"without 2014", "without 2016", "without 2017", "without 2018"}


@pytest.mark.parametrize("own", [0, 2])
def test_a_list_without_the_plan_or_with_it_twice_is_refused(own):
    alternatives = [Specification(f"{OWN} {place}", AGREED.to_dict()) for place in range(own)]
    with pytest.raises(UsageError, match="OC-B126"):
        multiverse(AGREED, *panels(), MEASUREMENT, alternatives=alternatives)


def test_where_nothing_was_fitted_there_is_no_range():
    with pytest.raises(UsageError, match="OC-B125"):
        Multiverse((), ()).share_reaching(-0.12)


def test_it_is_plain_data_and_prints_on_a_few_lines(found):
    assert canonical(found.to_dict())
    assert len(repr(found).splitlines()) <= 12
