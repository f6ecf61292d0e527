"""What is refused: all of it at once, each with its own code."""

import numpy as np
import pytest

from outcome_contracts.baseline import fit
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import (
    BOTH,
    COMPARATORS,
    MEASUREMENT,
    REFERENCE,
    comparators,
    mean_plan,
    panel,
    plan,
    project,
    two_levels,
)


def _codes(*arguments) -> list[str]:
    with pytest.raises(DataRejected) as refusal:
        fit(*arguments)
    return sorted({n.code for n in refusal.value.notices if n.severity == "error"})


def test_everything_is_found_in_one_pass() -> None:
    agreed = plan(
        comparators=["a", "p", "nowhere"],
        reference_period="2017-06/2018-02",
        measured_by="sha256:" + "0" * 64,
    )
    levels = {"a": (0, 110), "p": (80, 92)}
    codes = _codes(agreed, two_levels(Panel, {"p": (100, 99)}, 10), two_levels(ComparatorPanel, levels), MEASUREMENT)
    assert codes == ["OC-B011", "OC-B020", "OC-B021", "OC-B024", "OC-B025", "OC-B026", "OC-B029"]


def test_an_unknown_comparator() -> None:
    assert _codes(plan(comparators=["a", "b", "c", "e"]), project(), comparators(), MEASUREMENT) == ["OC-B020"]


def test_no_comparator_panel_at_all() -> None:
    assert _codes(plan(), project(), None, MEASUREMENT) == ["OC-B020"]


def test_three_comparators_carry_no_interval() -> None:
    assert _codes(plan(comparators=["a", "b", "c"]), project(), comparators(), MEASUREMENT) == ["OC-B021"]


def test_a_unit_of_the_project_as_comparator() -> None:
    levels = COMPARATORS | {"p": (100, 99)}
    agreed = plan(comparators=list(levels))
    assert _codes(agreed, project(), comparators(levels), MEASUREMENT) == ["OC-B024"]


@pytest.mark.parametrize("measurement", ["2017-12/2019-11", "2016-01/2016-12"])
def test_a_measurement_that_does_not_follow_the_reference(measurement) -> None:
    assert _codes(plan(), project(), comparators(), Period.parse(measurement)) == ["OC-B025"]


def test_a_reference_without_all_seasons() -> None:
    assert _codes(plan(reference_period="2017-02/2017-12"), project(), comparators(), MEASUREMENT) == ["OC-B011"]


def test_other_measure_rules() -> None:
    other = "sha256:" + "cd" * 32
    assert _codes(plan(measured_by=other), project(), comparators(), MEASUREMENT) == ["OC-B026"]
    with pytest.raises(DataRejected) as refusal:
        fit(plan(measured_by=other), project(), comparators(), MEASUREMENT)
    assert [dict(n.facts)["panel"] for n in refusal.value.notices] == ["project", "comparators"]


def test_no_absence_in_a_whole_period() -> None:
    assert _codes(plan(), project(after=0), comparators(), MEASUREMENT) == ["OC-B022"]
    assert _codes(mean_plan(), two_levels(Panel, {"p": (0, 9)}), None, MEASUREMENT) == ["OC-B022"]


def test_months_that_the_panel_does_not_cover() -> None:
    short = panel(Panel, ("p",), 100.0, period=Period(BOTH.first, BOTH.last - 2))
    with pytest.raises(DataRejected) as refusal:
        fit(plan(), short, comparators(), MEASUREMENT)
    assert [dict(n.facts)["months"] for n in refusal.value.notices] == ["2019-11, 2019-12"]


def test_a_comparator_without_data_in_one_month() -> None:
    heads = np.full((4, len(BOTH)), 100)
    heads[2, 30] = 0
    days = np.array([[100.0, 90.0, 80.0, 70.0]]).T + np.arange(len(BOTH)) % 7
    world = panel(ComparatorPanel, ("a", "b", "c", "d"), days, heads)
    assert _codes(plan(), project(), world, MEASUREMENT) == ["OC-D050"]


def test_a_group_of_ten_in_one_month_is_refused_and_one_of_eleven_is_not() -> None:
    heads = np.full((1, len(BOTH)), 100)
    heads[0, 5] = 11
    assert fit(plan(), panel(Panel, ("p",), 50.0, heads), comparators(), MEASUREMENT)
    heads[0, 5] = 10
    assert _codes(plan(), panel(Panel, ("p",), 50.0, heads), comparators(), MEASUREMENT) == ["OC-B029"]


def test_employments_without_extent_give_no_full_time_years() -> None:
    world = project()
    bare = Panel(
        world.units, world.period, world.measured_by, world.net_days, world.person_days, world.fte_days * 0,
        world.heads, world.spells,
    )  # fmt: skip
    assert _codes(plan(denominator="fte_years"), bare, comparators(), MEASUREMENT) == ["OC-B023"]


def test_comparators_that_are_copies_of_one_another() -> None:
    copies = dict.fromkeys("abcd", (100, 110))
    assert _codes(plan(), project(), comparators(copies), MEASUREMENT) == ["OC-B030"]


def test_a_unit_that_closes_is_held_not_refused() -> None:
    heads = np.full((2, len(BOTH)), 100)
    heads[1, -3:] = 0
    world = panel(Panel, ("north", "closed"), 50.0, heads)
    found = fit(plan(), world, comparators(), MEASUREMENT)
    held = [notice for notice in found.notices if notice.severity == "hold"]
    assert [(n.code, dict(n.facts)["unit"], dict(n.facts)["count"]) for n in held] == [("OC-B045", "closed", 3)]


def test_the_comparators_outside_the_plan_are_not_looked_at() -> None:
    levels = COMPARATORS | {"small": (0, 0)}
    assert fit(plan(), project(), comparators(levels), MEASUREMENT) == fit(
        plan(), project(), comparators(), MEASUREMENT
    )
    assert REFERENCE.last + 1 == MEASUREMENT.first
