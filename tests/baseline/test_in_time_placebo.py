"""Placebos in time: any method at a start that never was, and only on the months before the project."""

import numpy as np
import pytest

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.counterfactual import Verdict
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.inference.in_time_placebo import in_time_placebos
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import mean_plan, panel, plan

FIRST = Period.parse("2014-01").first
METHODS = ["comparator_index", "median_index", "two_way_effects", "demeaned_synthetic_control"]


def days(seed=3, units=8, months=60):
    season = 100 + 20 * np.cos(2 * np.pi * np.arange(months) / 12)
    return np.round(season * np.exp(np.random.default_rng(seed).normal(0, 0.03, (units, months))), 6)


def table(values, before=48):
    return Table(values, np.full(values.shape, 8.0), FIRST + np.arange(values.shape[1]), before)


def placebos(values, method="comparator_index", windows=(12, 24), **changes):
    agreed = plan(method=method, reference_period="2014-01/2017-12", comparators=list("abcdefg"), **changes)
    return in_time_placebos(table(values), agreed, method_of(agreed).predict, windows=windows)


def test_for_the_index_they_are_those_of_its_diagnostics():
    span, names = Period(FIRST, FIRST + 59), tuple("abcdefg")
    values = days()
    agreed = plan(reference_period="2014-01/2017-12", comparators=list(names))
    project = panel(Panel, ("p",), values[:1], period=span)
    others = panel(ComparatorPanel, names, values[1:], period=span)
    rows = {row.name: row.value for row in fit(agreed, project, others, Period(FIRST + 48, FIRST + 59)).diagnostics}
    for one in placebos(values):
        assert one.p == pytest.approx(rows[one.diagnostic.name], abs=1e-12)


def test_for_the_index_months_left_out_are_in_no_false_start():
    span, names, values = Period(FIRST, FIRST + 59), tuple("abcdefg"), days()
    values[0, 40:43] *= 4
    agreed = plan(reference_period="2014-01/2017-12", comparators=list(names), excluded=["2017-05/2017-07"])
    project = panel(Panel, ("p",), values[:1], period=span)
    others = panel(ComparatorPanel, names, values[1:], period=span)
    found = fit(agreed, project, others, Period(FIRST + 48, FIRST + 59))
    kept = np.r_[:40, 43:48]
    left = Table(values[:, kept], np.full((8, 45), 8.0), FIRST + kept, 45)
    rows = {row.name: row.value for row in found.diagnostics}
    for one in in_time_placebos(left, agreed, method_of(agreed).predict, windows=(12, 24)):
        assert rows[one.diagnostic.name] == pytest.approx(one.p, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_a_break_before_the_project_is_found_by_every_method(method):
    broken = days()
    broken[0, 36:48] *= 0.7
    one = placebos(broken, method, windows=(12,))[0]
    assert one.log_effect == pytest.approx(np.log(0.7), abs=0.06)
    assert one.diagnostic.verdict is Verdict.FLAGGED
    assert [notice.code for notice in one.notices] == ["OC-B043"]
    assert str(one.measurement) == "2017-01/2017-12"


@pytest.mark.parametrize("method", METHODS)
def test_the_measurement_months_do_not_matter(method):
    after = days()
    after[:, 48:] *= np.random.default_rng(1).uniform(0.2, 5, (8, 12))
    assert placebos(after, method) == placebos(days(), method)


def test_the_reference_is_whole_years_right_before_the_window():
    twelve, eighteen, forty = placebos(days(), windows=(12, 18, 40))
    assert str(twelve.reference) == "2014-01/2016-12"
    assert str(eighteen.reference) == "2014-07/2016-06"
    assert forty.reference is None
    assert forty.diagnostic.verdict is Verdict.NOT_POSSIBLE


def test_without_comparators_there_is_an_effect_but_no_p():
    agreed = mean_plan(reference_period="2014-01/2017-12")
    (one,) = in_time_placebos(table(days(units=1)), agreed, method_of(agreed).predict, windows=(12,))
    assert one.log_effect is not None
    assert one.p is None
    assert one.notices == ()


def test_a_false_start_with_no_month_before_it_has_no_answer():
    """Whole years before the window of which every month is left out."""
    kept = np.r_[2:12, 36:48]
    left = Table(days()[:, kept], np.full((8, 22), 8.0), FIRST + kept, 22)
    agreed = plan(reference_period="2014-01/2017-12", comparators=list("abcdefg"))
    (one,) = in_time_placebos(left, agreed, method_of(agreed).predict, windows=(12,))
    assert (one.log_effect, one.p) == (None, None)
    assert one.diagnostic.verdict is Verdict.NOT_POSSIBLE


def test_comparators_that_do_not_differ_give_no_p():
    same = np.repeat(days(units=1), 8, axis=0)
    assert placebos(same)[0].p is None


@pytest.mark.parametrize("window", [0, 12.0])
def test_a_window_of_no_months_is_refused(window):
    with pytest.raises(UsageError, match="OC-B121"):
        placebos(days(), windows=(12, window))
