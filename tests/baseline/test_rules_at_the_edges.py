"""The rules where there is little or nothing to judge, and their formulas by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.counterfactual import Verdict
from outcome_contracts.baseline.diagnostics.comparator_breaks import (
    JUMP_THRESHOLD,
    comparator_jumps,
    contamination_range,
    uncontaminated,
)
from outcome_contracts.baseline.diagnostics.composition import StaffMix, mix_shift, turnover_gap
from outcome_contracts.baseline.diagnostics.exposure_coverage import exposure_coverage
from outcome_contracts.baseline.diagnostics.recording import GAP_THRESHOLD, one_day_share, recording_break
from outcome_contracts.baseline.diagnostics.selection import Selection, last_reference_year, require_unselected
from outcome_contracts.baseline.diagnostics.support import lowest_reference, outside_the_range
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.period import Period

LAW = settings(max_examples=60, deadline=None)
JANUARY = Period.parse("2016-01").first


def table(days, *, before: int, months=None) -> Table:
    days = np.asarray(days, dtype=np.float64)
    months = np.arange(JANUARY, JANUARY + days.shape[1]) if months is None else np.asarray(months)
    return Table(days, np.full(days.shape, 100.0), months, before)


def yearly(*levels: list[float], measured: int = 12) -> Table:
    """Rows of reference years at these levels, twelve months each, then months like the last."""
    rows = [[level for level in row for _ in range(12)] + [row[-1]] * measured for row in levels]
    return table(rows, before=12 * len(levels[0]))


# Contamination.


@LAW
@given(st.floats(-1.5, 0.2), st.floats(0, 0.8))
def test_what_contamination_took_is_given_back(theta, share):
    shown = theta - math.log1p(share * math.expm1(theta))
    assert uncontaminated(shown, share=share) == pytest.approx(theta, rel=1e-9, abs=1e-9)
    assert abs(uncontaminated(shown, share=share)) >= abs(shown) - 1e-12


def test_three_of_ten_comparators_at_minus_ten_move_minus_twelve_by_less_than_three_points():
    shown = math.log(0.88) - math.log(0.7 + 0.3 * 0.90)
    assert math.exp(shown) - 0.88 == pytest.approx(0.027, abs=5e-4)


@pytest.mark.parametrize(
    ("theta", "share"), [(0.1, 1.0), (0.1, -0.1), (math.nan, 0.1), (math.log(4), 0.25), (3.0, 0.5)]
)
def test_a_share_that_can_explain_nothing_is_refused(theta, share):
    with pytest.raises(UsageError, match="OC-B100"):
        uncontaminated(theta, share=share)


def test_nothing_overflows():
    assert uncontaminated(1e4, share=0.0) == 1e4
    assert uncontaminated(-1e4, share=0.5) == pytest.approx(-1e4, rel=1e-3)
    assert contamination_range(table([[1.0] * 24] * 4, before=12), -1e4)[0].value == -1


def test_the_range_of_one_comparator_reached():
    world = table([[90.0] * 24, [100.0] * 24, [300.0] * 24], before=12)
    low, high = contamination_range(world, math.log(0.9))
    assert low.value == pytest.approx(0.25 * 0.9 / (1 - 0.75 * 0.9) - 1)
    assert high.value == pytest.approx(0.75 * 0.9 / (1 - 0.25 * 0.9) - 1)
    assert low.verdict is high.verdict is Verdict.INFORMATION
    for impossible in (math.log(2), math.nan):
        assert {row.verdict for row in contamination_range(world, impossible)} == {Verdict.NOT_POSSIBLE}


# Comparators that break.


def test_a_step_is_found_at_its_month_with_its_size():
    days = np.full((5, 36), 100.0)
    days[1, 20:] = 150
    findings = Findings()
    row = comparator_jumps(table(days, before=12), ("a", "b", "c", "d"), findings)
    assert row.value == pytest.approx(math.log(1.5))
    (notice,) = findings
    assert dict(notice.facts) == {"comparator": "a", "change": "+50.0%", "month": "2017-09"}


def test_where_all_comparators_jump_one_more_jump_is_nothing_special():
    days = np.full((6, 36), 100.0)
    for row, factor in enumerate((1.4, 0.7, 1.4, 0.7, 1.5), 1):
        days[row, 17 + row :] *= factor
    row = comparator_jumps(table(days, before=12), ("a", "b", "c", "d", "e"), Findings())
    assert row.value > JUMP_THRESHOLD
    assert row.verdict is Verdict.PASSED


@pytest.mark.parametrize(("rows", "months", "zero"), [(3, 36, False), (5, 23, False), (5, 36, True), (1, 36, False)])
def test_jumps_that_cannot_be_judged(rows, months, zero):
    days = np.full((rows, months), 100.0)
    if zero:
        days[2, 30] = 0
    row = comparator_jumps(table(days, before=12), ("a", "b", "c", "d")[: rows - 1], Findings())
    assert (row.value, row.verdict) == (None, Verdict.NOT_POSSIBLE)


def test_names_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="OC-B100"):
        comparator_jumps(table(np.ones((4, 24)), before=12), ("a",), Findings())


# Selection.


def test_a_year_that_is_high_everywhere_is_no_sign():
    findings = Findings()
    against, _ = last_reference_year(yearly([10, 14], [20, 28.5], [10, 13.7], [12, 17.0]), findings)
    assert against.verdict is Verdict.PASSED
    assert not list(findings)


def test_a_low_last_year_is_no_sign():
    against, own = last_reference_year(yearly([10, 10.1, 9.9, 5], [20, 20, 20.2, 20], [9, 9, 9, 9.1]), Findings())
    assert against.verdict is own.verdict is Verdict.PASSED
    assert against.value > 0.9


def test_the_own_years_flag_without_comparators():
    findings = Findings()
    against, own = last_reference_year(yearly([10, 10.2, 9.9, 13]), findings)
    assert (against.verdict, own.verdict) == (Verdict.NOT_POSSIBLE, Verdict.FLAGGED)
    assert [notice.code for notice in findings] == ["OC-B105"]


@pytest.mark.parametrize(
    "world",
    [
        yearly([10], [11], [12]),
        yearly([10, 11], [11, 12]),
        yearly([10, 0], [11, 12], [11, 13]),
        yearly([10, 11], [10, 10], [20, 20]),
        table(np.full((4, 23), 9.0), before=11),
        table(np.full((4, 24), 9.0), before=0),
        table(
            np.full((4, 35), 9.0), before=23, months=[*range(JANUARY, JANUARY + 20), *range(JANUARY + 21, JANUARY + 36)]
        ),
    ],
)
def test_selection_that_cannot_be_judged(world):
    assert {row.verdict for row in last_reference_year(world, Findings())} == {Verdict.NOT_POSSIBLE}


def test_a_last_year_that_lacks_a_month_is_not_replaced_by_an_earlier_one():
    days = np.random.default_rng(1).normal(50, 3, (5, 60))
    months = np.arange(JANUARY, JANUARY + 60)
    whole = last_reference_year(table(days, before=48), Findings())
    assert [row.verdict for row in whole] == [Verdict.PASSED] * 2
    kept = np.delete(np.arange(60), 40)
    lacking = last_reference_year(table(days[:, kept], before=47, months=months[kept]), Findings())
    assert {row.verdict for row in lacking} == {Verdict.NOT_POSSIBLE}


def test_only_reference_months_of_the_selection_are_refused():
    selected = Selection("past_outcome", Period.parse("2016-01/2016-12"))
    findings = Findings()
    require_unselected(selected, Period.parse("2017-01/2018-12").months, findings)
    require_unselected(Selection("structure", None), Period.parse("2016-01/2016-12").months, findings)
    assert not list(findings)
    require_unselected(selected, Period.parse("2016-07/2018-06").months, findings)
    (notice,) = findings
    assert (notice.code, dict(notice.facts)["count"], dict(notice.facts)["months"]) == ("OC-B106", 6, 24)


@pytest.mark.parametrize(("basis", "observed"), [("past_outcome", None), ("everybody", Period(0, 5)), ("luck", None)])
def test_a_selection_says_the_months_of_its_outcome_and_no_others(basis, observed):
    with pytest.raises(UsageError, match="OC-B100"):
        Selection(basis, observed)


# Recording.


def recorded(spells, days, exposure=None, findings=None):
    exposure = np.full(np.shape(spells), 10.0) if exposure is None else exposure
    return recording_break(spells=spells, days=days, exposure=exposure, findings=findings or Findings())


def test_less_sickness_is_no_new_way_of_recording():
    even = [[100, 100]] * 4
    row = recorded([[100, 70], *even], [[300, 210], *even])
    assert (row.value, row.verdict) == (0, Verdict.PASSED)
    shorter = recorded([[100, 100], *even], [[300, 200], *even])
    assert shorter.verdict is Verdict.PASSED


def test_a_new_way_of_recording_everywhere_is_carried_by_the_comparators():
    row = recorded([[100, 80]] * 5, [[300, 300]] * 5)
    assert (row.value, row.verdict) == (pytest.approx(0, abs=1e-12), Verdict.PASSED)


def test_comparators_that_differ_much_raise_the_threshold():
    spells = [[100, 85], [100, 130], [100, 75], [100, 120], [100, 80]]
    assert recorded(spells, [[300, 300]] * 5).verdict is Verdict.PASSED
    alone = recorded([[100, 85], *[[100, 100]] * 4], [[300, 300]] * 5)
    assert (alone.threshold, alone.verdict) == (GAP_THRESHOLD, Verdict.FLAGGED)


def test_a_small_gap_is_none_however_alike_the_comparators_are():
    assert recorded([[100, 97], *[[100, 100]] * 4], [[300, 300]] * 5).verdict is Verdict.PASSED


def test_recording_that_cannot_be_judged():
    assert recorded([[100, 80]] * 2, [[300, 300]] * 2).verdict is Verdict.NOT_POSSIBLE
    assert recorded([[0, 0]] * 4, [[300, 300]] * 4).verdict is Verdict.NOT_POSSIBLE
    for spells, days in (([[1.0]] * 3, [[1.0]] * 3), ([[1, 1]] * 3, [[1, 1]] * 4), ([[1, math.nan]] * 3, [[1, 1]] * 3)):
        with pytest.raises(UsageError, match="OC-B100"):
            recorded(spells, days)


def test_the_share_of_one_day_spells():
    before, after = one_day_share(before=(40, 30, 30), after=(20, 30, 30))
    assert (before.value, after.value) == (0.4, 0.25)
    assert one_day_share(before=(0, 0), after=(1, 1))[0].verdict is Verdict.NOT_POSSIBLE
    with pytest.raises(UsageError, match="OC-B100"):
        one_day_share(before=(1, -1), after=5)


# Composition.


def test_a_shift_that_is_the_same_everywhere_is_none():
    before, after = np.tile([0.4, 0.6], (4, 1)), np.tile([0.2, 0.8], (4, 1))
    assert mix_shift(StaffMix("degree", before, after), Findings()).value == pytest.approx(0, abs=1e-15)
    after[1:] = before[1:]
    assert mix_shift(StaffMix("degree", before, after), Findings()).value == pytest.approx(0.2)
    assert mix_shift(StaffMix("degree", before[:1], after[:1]), Findings()).verdict is Verdict.NOT_POSSIBLE


@pytest.mark.parametrize(
    ("feature", "before", "after"),
    [
        ("age", [[0.5, 0.4]], [[0.5, 0.5]]),
        ("age", [[1.0]], [[1.0]]),
        ("age", [[0.5, 0.5]], [[0.5, 0.5], [0.5, 0.5]]),
        ("age", [[1.5, -0.5]], [[0.5, 0.5]]),
        ("age", [[math.nan, 1]], [[0.5, 0.5]]),
        ("age", [0.5, 0.5], [0.5, 0.5]),
        ("=age", [[0.5, 0.5]], [[0.5, 0.5]]),
    ],
)
def test_shares_that_are_none_are_refused(feature, before, after):
    with pytest.raises(UsageError, match="OC-B100"):
        StaffMix(feature, np.array(before), np.array(after))


def test_turnover_on_both_sides_and_without_comparators():
    assert turnover_gap([0.01, 0.14, 0.15, 0.2], Findings()).verdict is Verdict.FLAGGED
    assert turnover_gap([0.14, 0.14, 0.15, 0.2], Findings()).verdict is Verdict.PASSED
    assert turnover_gap([0.5], Findings()).verdict is Verdict.NOT_POSSIBLE
    with pytest.raises(UsageError, match="OC-B100"):
        turnover_gap([], Findings())


# Coverage and support.


def test_too_much_of_one_unit_does_not_make_up_for_another():
    findings = Findings()
    row = exposure_coverage(delivered=[[200.0], [0.0]], expected=[[100.0], [100.0]], findings=findings)
    assert (row.value, [notice.code for notice in findings]) == (0.5, ["OC-B109"])
    assert exposure_coverage(delivered=[[9.0]], expected=[[10.0]], findings=findings).verdict is Verdict.PASSED
    for delivered, expected in (([[1.0]], [[0.0]]), ([[1.0]], [[1.0, 1.0]]), ([1.0], [1.0]), ([[-1.0]], [[1.0]])):
        with pytest.raises(UsageError, match="OC-B100"):
            exposure_coverage(delivered=delivered, expected=expected, findings=Findings())


def test_on_the_edge_of_the_range_is_inside():
    findings = Findings()
    assert outside_the_range(table([[5.0] * 20, [5.0] * 20, [3.0] * 20], before=12), findings).value == 0
    row = outside_the_range(table([[5.1] * 20, [5.0] * 20, [3.0] * 20], before=12), findings)
    assert (row.value, dict(next(iter(findings)).facts)["above"]) == (1, 12)
    assert outside_the_range(table([[2.9] * 20, [5.0] * 20, [3.0] * 20], before=12), Findings()).value == 1
    assert outside_the_range(table([[5.0] * 20, [5.0] * 20], before=12), findings).verdict is Verdict.NOT_POSSIBLE


def test_a_rate_of_nothing_is_no_rate():
    findings = Findings()
    assert lowest_reference([1.0, 0.0], method="linear_trend", findings=findings).verdict is Verdict.FLAGGED
    assert [dict(notice.facts)["count"] for notice in findings] == [1]


def test_a_path_that_is_none_is_refused():
    for path in ([], [[1.0]], [math.nan], [math.inf]):
        with pytest.raises(UsageError, match="OC-B100"):
            lowest_reference(path, method="linear_trend", findings=Findings())
