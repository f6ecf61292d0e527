"""Rounded releases: never more than the exact one says, never a group of ten, and the rule stated."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from outcome_contracts.canonical import canonical
from outcome_contracts.disclosure import Release, ReleaseLedger, policies, protect, rounded
from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.panel import NET_DAY_STEPS
from tests.disclosure.worlds import JANUARY, Outsider, one_department, with_days

PARTIES, PUBLIC = policies()["parties"], policies()["public"]


def released(people, **figures):
    return protect(one_department(people, **figures), PARTIES).release("R")


def test_counts_go_to_the_nearest_five_and_never_down_to_ten():
    found = rounded(released({"a": [11], "b": [12], "c": [13], "d": [17], "e": [18]}))
    assert found.people == ((70,), (15,), (15,), (15,), (15,), (20,))
    assert found.people_within(1, 0) == Bounds(11, 17) and found.people_within(0, 0) == Bounds(68, 72)


def test_two_months_of_eleven_do_not_become_twenty():
    found = rounded(released({"a": [11, 11], "b": [40, 40]}))
    assert found.people[1] == (15, 15, 25) and found.people_within(1, 2) == Bounds(21, 27)


def test_no_sum_that_is_shown_is_rounded_down_to_ten_a_month():
    """31 and 32 of three months are more than ten a month, though not eleven: shown, and not as 30."""
    for months in range(1, 13):
        for count in range(10 * months + 1, 12 * months + 6):
            columns = (tuple(range(JANUARY, JANUARY + months)),)
            found = rounded(Release("R", "parties", (("a", ("a",)),), columns, ((count,),), None, None))
            assert found.people[0][0] > 10 * months and count in found.people_within(0, 0)


def test_an_empty_cell_stays_empty_and_a_hidden_one_hidden():
    rows = tuple((name, (name,)) for name in "abc")
    found = rounded(Release("R", "parties", rows, ((JANUARY,),), ((0,), (None,), (41,)), ((0,), (None,), (2,)), None))
    assert (found.people, found.affected) == (((0,), (None,), (40,)), ((0,), (None,), (0,)))
    assert found.people_within(0, 0) == Bounds(0, 2) and found.people_within(1, 0) == Bounds(0, None)


def test_rates_have_one_decimal_and_are_of_the_exact_figures():
    steps = {unit: [count * NET_DAY_STEPS for count in days] for unit, days in {"a": [13], "b": [40]}.items()}
    found = rounded(released({"a": [20], "b": [30]}, days=steps))
    assert found.days_per_person == (("1.1",), ("0.7",), ("1.3",))  # 53/50, 13/20 = 0.65 half up, 40/30
    assert rounded(released({"a": [20], "b": [30]})).days_per_person is None


def test_the_rule_is_stated_and_nothing_exact_is_written():
    found = rounded(released({"a": [23], "b": [38]}))
    said = canonical(found.to_dict())
    assert '"counts_rounded_to":5' in said and "23" not in said.replace("2023", "") and "38" not in said
    assert "23" not in repr(found)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([PARTIES, PUBLIC]))
def test_a_rounded_figure_is_near_the_exact_one_and_hides_what_it_hides(seed, policy):
    exact = protect(with_days(seed, units=6, columns=3, departments=2, mean=22), policy).release("R")
    found = rounded(exact)
    for row, counts in enumerate(exact.people):
        for column, count in enumerate(counts):
            shown, months = found.people[row][column], len(exact.columns[column])
            assert (shown is None) is (count is None)
            if count is not None:
                assert count in found.people_within(row, column) and shown % 5 == 0 and abs(shown - count) < 5
                assert shown == 0 or shown > 10 * months
                assert found.affected[row][column] <= shown


def bounds_from(rounded_release, exact, atom, month):
    """The least and the greatest number of persons of a unit's month, from the rounded counts and the rule."""
    pairs = sorted({(name, held) for _, atoms in exact.rows for name in atoms for held in exact.months})
    limits, values = [], []
    for row, (_, atoms) in enumerate(exact.rows):
        for column, months in enumerate(exact.columns):
            inside = np.array([float(name in atoms and held in months) for name, held in pairs])
            within = rounded_release.people_within(row, column)
            limits.append(-inside)
            values.append(-within.lowest)
            if within.highest is not None:
                limits.append(inside)
                values.append(within.highest)
    objective = np.array([float(pair == (atom, month)) for pair in pairs])
    ends = [
        linprog(sign * objective, A_ub=np.array(limits), b_ub=values, bounds=(0, None), method="highs")
        for sign in (1, -1)
    ]
    unlimited = 3
    assert ends[0].status == 0 and ends[1].status in (0, unlimited)
    return ends[0].fun, None if ends[1].status == unlimited else -ends[1].fun


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32))
def test_an_attacker_who_knows_the_rule_gets_no_further_than_with_the_exact_release(seed):
    exact = protect(with_days(seed, units=5, columns=2, departments=2, mean=20), PARTIES).release("R")
    found, outsider = rounded(exact), Outsider([exact])
    for _, atoms in exact.rows:
        if len(atoms) == 1:
            month = exact.columns[0][0]
            low, high = bounds_from(found, exact, atoms[0], month)
            lowest, highest = outsider.bounds((atoms[0],), (month,))
            assert low <= lowest + 1e-6
            assert high is None or (highest is not None and high >= highest - 1e-6)


def test_the_ledger_holds_the_exact_release():
    exact = released({"a": [23], "b": [38]})
    ledger = ReleaseLedger().released(exact)
    assert ledger.releases == (exact,) and Fraction(ledger.releases[0].people[0][0]) == 61
