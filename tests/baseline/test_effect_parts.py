"""What an effect is made of: the parts add up, each is what it says, and small groups are not shown."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.disputes.effect_parts import (
    LogParts,
    logarithmic_mean,
    spell_parts,
    spell_sums,
    turnover_parts,
)
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, REFERENCE, panel

LAW = settings(max_examples=80, deadline=None)
positive = st.floats(0.01, 1e6)
heads = st.integers(11, 5000)


def group(name: str, before: tuple[float, int], after: tuple[float, int]) -> Panel:
    """One unit with net days and heads per month of the reference and of the measurement period."""
    days, people = (
        [[one[0]] * len(REFERENCE) + [one[1]] * len(MEASUREMENT)] for one in zip(before, after, strict=True)
    )
    return panel(Panel, (name,), days, people)


def parts_of(stayers, joiners, leavers, **changes):
    arguments = {"before": REFERENCE.months, "after": MEASUREMENT.months, "denominator": "person_years"} | changes
    return turnover_parts(stayers=stayers, joiners=joiners, leavers=leavers, **arguments)


@LAW
@given(positive, positive, positive, positive, heads, heads, heads, heads)
def test_who_comes_and_goes_adds_up_to_the_change_of_the_rate(d0, d1, dj, dl, p0, p1, pj, pl):
    found = parts_of(group("s", (d0, p0), (d1, p1)), group("j", (0, 0), (dj, pj)), group("l", (dl, pl), (0, 0)))
    change = math.log((d1 + dj) / (p1 + pj)) - math.log((d0 + dl) / (p0 + pl))
    assert found.total == pytest.approx(change, rel=1e-6, abs=1e-6)
    assert sum(found.as_effect().values()) == pytest.approx(math.expm1(found.total), rel=1e-9, abs=1e-12)


def test_without_turnover_the_stayers_are_the_effect():
    nobody = group("n", (0, 0), (0, 0))
    found = parts_of(group("s", (50, 100), (45, 100)), nobody, nobody)
    assert found.parts == {"stayers": pytest.approx(math.log(0.9)), "joiners": 0, "leavers": 0}


def test_joiners_and_leavers_like_the_stayers_have_no_part():
    found = parts_of(group("s", (50, 100), (40, 100)), group("j", (0, 0), (8, 20)), group("l", (15, 30), (0, 0)))
    assert found.parts["joiners"] == pytest.approx(0, abs=1e-12)
    assert found.parts["leavers"] == pytest.approx(0, abs=1e-12)
    assert found.parts["stayers"] == pytest.approx(math.log(0.8))


def test_a_change_of_people_alone_is_no_change_of_the_stayers():
    found = parts_of(group("s", (50, 100), (50, 100)), group("j", (0, 0), (5, 50)), group("l", (50, 50), (0, 0)))
    assert found.parts["stayers"] == 0
    assert found.parts["joiners"] < 0
    assert found.parts["leavers"] < 0


def test_units_of_a_group_in_any_order_are_one_group():
    rows = np.array([[30.0] * 48, [20.0] * 48])
    nobody = group("n", (0, 0), (0, 0))
    one, other = (parts_of(panel(Panel, names, rows[list(order)]), nobody, nobody)
                  for names, order in ((("a", "b"), (0, 1)), (("b", "a"), (1, 0))))  # fmt: skip
    assert one == other


def test_the_comparators_are_taken_off_part_by_part():
    project = LogParts({"stayers": -0.10, "joiners": -0.03, "leavers": 0.01})
    found = project.less(LogParts({"stayers": 0.02, "joiners": -0.03, "leavers": 0.0}))
    assert found.parts == pytest.approx({"stayers": -0.12, "joiners": 0.0, "leavers": 0.01})
    assert found.total == pytest.approx(project.total + 0.01)
    whole = project.less(LogParts({"common": 0.05}))
    assert whole.parts["common"] == -0.05
    assert LogParts({"a": 0.1, "b": -0.1}).as_effect() == {"a": 0.1, "b": -0.1}


@pytest.mark.parametrize(("name", "row"), [("stayers", 0), ("joiners", 1), ("leavers", 2)])
def test_a_group_of_ten_is_refused(name, row):
    groups = [group("s", (50, 100), (45, 100)), group("j", (0, 0), (5, 11)), group("l", (5, 11), (0, 0))]
    groups[row] = group("x", (5, 10), (5, 10))
    with pytest.raises(DataRejected) as refusal:
        parts_of(*groups)
    assert {(n.code, dict(n.facts)["group"]) for n in refusal.value.notices} == {("OC-B102", name)}


def test_groups_without_data_are_refused():
    nobody = group("n", (0, 0), (0, 0))
    with pytest.raises(DataRejected, match="OC-B102"):
        parts_of(nobody, nobody, nobody)
    with pytest.raises(DataRejected, match="OC-B022"):
        parts_of(group("s", (0, 100), (9, 100)), nobody, nobody)
    short = panel(Panel, ("p",), 50.0, period=Period(BOTH.first, BOTH.last - 1))
    with pytest.raises(DataRejected, match=r"OC-D050.*2019-12"):
        parts_of(group("s", (50, 100), (45, 100)), short, nobody)
    bare = group("s", (50, 100), (45, 100))
    bare = Panel(bare.units, bare.period, bare.measured_by, bare.net_days, bare.person_days, bare.fte_days * 0,
                 bare.heads, bare.spells)  # fmt: skip
    with pytest.raises(DataRejected, match="OC-B023"):
        parts_of(bare, nobody, nobody, denominator="fte_years")


bands = st.integers(1, 5).flatmap(
    lambda b: st.tuples(*(st.lists(st.one_of(st.just(0.0), positive), min_size=b, max_size=b) for _ in range(4)))
)


@LAW
@given(bands, positive, positive)
def test_frequency_mix_and_length_add_up_to_the_change_of_the_rate(columns, before, after):
    s0, s1, d0, d1 = (np.array(column) for column in columns)
    s0, s1 = s0 + 1.0 * (d0 > 0), s1 + 1.0 * (d1 > 0)
    d0[0], d1[0], s0[0], s1[0] = d0[0] + 1, d1[0] + 1, s0[0] + 1, s1[0] + 1
    found = _spells(s0, s1, d0, d1, before, after)
    change = math.log(d1.sum() / after) - math.log(d0.sum() / before)
    assert found.total == pytest.approx(change, rel=1e-9, abs=1e-9)
    turned = list(range(len(s0)))[::-1]
    other = _spells(s0[turned], s1[turned], d0[turned], d1[turned], before, after)
    assert other.parts == pytest.approx(found.parts, rel=1e-9, abs=1e-9)


def _spells(s0, s1, d0, d1, before=1.0, after=1.0):
    return spell_parts(
        spells_before=s0, spells_after=s1, days_before=d0, days_after=d1, exposure_before=before, exposure_after=after
    )


def test_each_factor_alone_is_the_whole_change():
    spells, days = np.array([40.0, 30.0, 10.0]), np.array([40.0, 75.0, 90.0])
    fewer = _spells(spells, spells * 0.8, days, days * 0.8).parts
    assert fewer == pytest.approx({"frequency": math.log(0.8), "mix": 0, "length": 0}, abs=1e-12)
    shorter = _spells(spells, spells, days, days * 0.8).parts
    assert shorter == pytest.approx({"frequency": 0, "mix": 0, "length": math.log(0.8)}, abs=1e-12)
    mixed = _spells(spells, spells[::-1], days, (days / spells) * spells[::-1]).parts
    assert mixed["frequency"] == mixed["length"] == pytest.approx(0, abs=1e-12)
    assert mixed["mix"] > 0.3


def test_joined_spells_show_as_fewer_and_longer_with_the_net_days_unchanged():
    found = _spells([100.0], [80.0], [300.0], [300.0])
    assert found.total == pytest.approx(0, abs=1e-15)
    assert found.parts["frequency"] == pytest.approx(-found.parts["length"]) == pytest.approx(math.log(0.8))


def test_a_band_that_empties_goes_to_the_mix():
    found = _spells([10.0, 10.0], [10.0, 0.0], [10.0, 50.0], [10.0, 0.0])
    change = math.log(10 / 60)
    assert found.total == pytest.approx(change)
    assert found.parts["mix"] < -1


@pytest.mark.parametrize(
    "arguments",
    [
        ([1.0], [1.0, 2.0], [1.0], [1.0]),
        ([1.0], [1.0], [1.0, 1.0], [1.0, 1.0]),
        ([np.nan], [1.0], [1.0], [1.0]),
        ([-1.0], [1.0], [1.0], [1.0]),
        ([0.0], [1.0], [1.0], [1.0]),
        ([1.0], [1.0], [0.0], [1.0]),
        ([], [], [], []),
        ([[1.0]], [[1.0]], [[1.0]], [[1.0]]),
        ([1.0], [1.0], [1.0], [1.0], 0.0),
        ([1.0], [1.0], [1.0], [1.0], 1.0, math.inf),
        (["many"], [1.0], [1.0], [1.0]),
        ([1.0], [1.0], [1.0], [1.0], "a year"),
    ],
)
def test_spells_that_have_no_parts_are_refused(arguments):
    with pytest.raises(UsageError, match="OC-B100"):
        _spells(*arguments)


@LAW
@given(positive, positive)
def test_the_logarithmic_mean_lies_between_and_sees_no_order(a, b):
    mean = logarithmic_mean(a, b)
    assert min(a, b) * (1 - 1e-12) <= mean <= max(a, b) * (1 + 1e-12)
    assert mean == pytest.approx(logarithmic_mean(b, a), rel=1e-9)
    assert logarithmic_mean(a, a) == a
    assert logarithmic_mean(a, 0.0) == 0
    assert logarithmic_mean(1e300, 1e-300) == pytest.approx(1e300 / (600 * math.log(10)))


def test_the_sums_of_a_panel():
    one = panel(Panel, ("p", "q"), [[2.5] * 48, [1.0] * 48])
    spells, days = spell_sums(one, REFERENCE.months)
    assert spells.tolist() == [0, 0]
    assert days.tolist() == [60.0, 24.0]


@pytest.mark.parametrize("month", [BOTH.first - 1, BOTH.last + 1])
def test_a_month_that_the_panel_does_not_have_has_no_sums(month):
    with pytest.raises(DataRejected, match="OC-D050"):
        spell_sums(panel(Panel, ("p",), 1.0), [month])


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_side_without_months_is_refused(side):
    nobody = group("n", (0, 0), (0, 0))
    with pytest.raises(UsageError, match=f"OC-B100.*{side}"):
        parts_of(group("s", (50, 100), (45, 100)), nobody, nobody, **{side: ()})
