"""The deduction to the öre in both formulas, and how it meets what is earned."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import bundled_parameters
from outcome_contracts.valuation.sick_pay import (
    AgreedCalculation,
    ExtentRule,
    Protection,
    Spell,
    WeekFormula,
    employee_compensation,
    period_pay,
    rules_on,
    sick_periods,
    week_pay_by_hours,
)

LAW = bundled_parameters()
AB = AgreedCalculation("AB 17 mom. 4", ExtentRule.WHOLE_WEEK)
AFTER = rules_on(date(2019, 1, 1), LAW)
BEFORE = rules_on(date(2018, 12, 31), LAW)
MONEY = st.integers(0, 400_000).map(lambda ore: Fraction(ore, 100))


def period(first="2020-02-03", days=5, protection=Protection.NONE):
    begin = date.fromisoformat(first)
    (found,) = sick_periods([Spell(begin, begin + timedelta(days=days - 1), protection)], LAW)
    return found


def deduction(pay, formula, *, degree="1", extent="1", calculation=AB, rules=AFTER):
    week = formula.week_pay(full_time_pay=pay, employment_degree=degree)
    return calculation.waiting_deduction(week_pay=week, extent=extent, rules=rules)


@pytest.mark.parametrize(
    ("formula", "pay", "expected"),
    [
        (WeekFormula.WEEKS, 30_000, "1107.69"), (WeekFormula.WEEKS, 22_000, "812.31"),
        (WeekFormula.WEEKS, 50_000, "1846.15"), (WeekFormula.DAYS, 30_000, "1104.66"),
        (WeekFormula.DAYS, 22_000, "810.08"), (WeekFormula.DAYS, 50_000, "1841.10"),
    ],
)  # fmt: skip
def test_the_deduction_in_both_formulas(formula, pay, expected):
    assert fixed_text(deduction(pay, formula), 2) == expected


@pytest.mark.parametrize(("formula", "share"), [(WeekFormula.WEEKS, "3.6923"), (WeekFormula.DAYS, "3.6822")])
def test_the_deduction_as_a_share_of_monthly_pay(formula, share):
    assert fixed_text(deduction(1, formula) * 100, 4) == share


def test_by_the_hour_it_is_a_fifth_of_the_week():
    hours = week_pay_by_hours(full_time_hours=40, employment_degree=1, pay_per_hour=1)
    assert AFTER.waiting_deduction * hours == 8
    three_quarters = week_pay_by_hours(full_time_hours=40, employment_degree="0.75", pay_per_hour=1)
    assert AFTER.waiting_deduction * three_quarters == 6
    week = week_pay_by_hours(full_time_hours=40, employment_degree="0.75", pay_per_hour=200)
    assert AB.waiting_deduction(week_pay=week, extent=1, rules=AFTER) == 6 * 200 * Fraction(4, 5)


def test_a_tenth_of_a_post_has_a_tenth_of_the_deduction():
    """Payroll code has taken 1,846.15 from somebody who earns 5,000 a month."""
    assert fixed_text(deduction(50_000, WeekFormula.WEEKS, degree="0.1"), 2) == "184.62"


def test_the_extent_rule_is_the_agreements():
    by_extent = AgreedCalculation("local", ExtentRule.BY_EXTENT)
    assert deduction(30_000, WeekFormula.WEEKS, extent="0.5") == deduction(30_000, WeekFormula.WEEKS)
    half = deduction(30_000, WeekFormula.WEEKS, extent="0.5", calculation=by_extent)
    assert 2 * half == deduction(30_000, WeekFormula.WEEKS)


def test_an_agreement_overrides_the_acts_numbers():
    agreed = AgreedCalculation("local", ExtentRule.WHOLE_WEEK, level="90 %", deduction_share="10 %")
    week = WeekFormula.WEEKS.week_pay(full_time_pay=30_000, employment_degree=1)
    assert agreed.waiting_deduction(week_pay=week, extent=1, rules=AFTER) == week * Fraction(9, 100)
    pay = period_pay(period(), lost=[1000] * 5, week_pay=week, extent=1, calculation=agreed)
    assert pay.earned == 4500


def test_an_agreed_share_is_no_deduction_beside_a_waiting_day():
    agreed = AgreedCalculation("local", ExtentRule.WHOLE_WEEK, deduction_share="10 %")
    assert deduction(30_000, WeekFormula.WEEKS, calculation=agreed, rules=BEFORE) == 0
    assert deduction(30_000, WeekFormula.WEEKS, calculation=agreed) > 0


def test_the_old_rule_takes_the_first_day_whatever_it_earned():
    for first in (0, 300, 2000):
        pay = period_pay(period("2018-12-31"), lost=[first, 1000, 0, 0, 500], week_pay=7000, extent=1, calculation=AB)
        assert (pay.deduction, pay.deducted, pay.paid) == (0, first * Fraction(4, 5), 1200)
    assert deduction(30_000, WeekFormula.WEEKS, rules=BEFORE) == 0


def test_two_hours_of_absence_never_become_a_debt():
    """The first day earns 320, the deduction is 1,107.69; the rest is taken from the days that follow."""
    week = WeekFormula.WEEKS.week_pay(full_time_pay=30_000, employment_degree=1)
    pay = period_pay(period(days=3), lost=[400, 500, 1000], week_pay=week, extent=1, calculation=AB)
    assert [fixed_text(day.deducted, 2) for day in pay.days] == ["320.00", "400.00", "387.69"]
    assert fixed_text(pay.paid, 2) == "412.31"
    short = period_pay(period(days=1), lost=[400], week_pay=week, extent=1, calculation=AB)
    assert (short.deducted, short.paid) == (320, 0)


def test_the_rest_is_taken_after_a_relapse():
    spells = [
        Spell(date(2020, 2, 3), date(2020, 2, 3), Protection.NONE),
        Spell(date(2020, 2, 7), date(2020, 2, 7), Protection.NONE),
    ]
    (found,) = sick_periods(spells, LAW)
    pay = period_pay(found, lost=[500, 2000], week_pay=6000, extent=1, calculation=AB)
    assert [day.deducted for day in pay.days] == [400, 560]
    assert pay.deducted == pay.deduction == 960


def test_special_protection_spares_the_deduction_and_refunds_what_was_paid():
    for protection, deducted in ((Protection.MANY_PERIODS, 0), (Protection.LONG_PERIODS, 800), (Protection.NONE, 800)):
        pay = period_pay(period(protection=protection), lost=[1000] * 5, week_pay=5000, extent=1, calculation=AB)
        assert pay.deducted == deducted
        assert pay.refunded == (0 if protection is Protection.NONE else 4000 - deducted)
    assert "SjLL 16 §" not in pay.paragraphs


@pytest.mark.parametrize(
    ("first", "amount"),
    [
        ("2020-03-10", 0), ("2020-03-11", 700), ("2020-06-01", 804), ("2021-01-01", 810), ("2021-11-01", 0),
        ("2022-03-31", 810),
    ],
)  # fmt: skip
def test_the_state_compensates_the_employee_and_not_the_employer(first, amount):
    assert employee_compensation(period(first), LAW) == amount
    assert employee_compensation(period(first, protection=Protection.MANY_PERIODS), LAW) == 0
    pay = period_pay(period(first), lost=[1000] * 5, week_pay=5000, extent=1, calculation=AB)
    assert pay.deducted == 800


def test_days_after_the_fourteenth_and_missing_days_are_refused():
    for count in (13, 15):
        with pytest.raises(UsageError) as refusal:
            period_pay(period(days=30), lost=[1] * count, week_pay=1.5, extent=2, calculation=AB)
        assert [notice.code for notice in refusal.value.notices] == ["OC-W037", "OC-U005", "OC-W002"]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ({"full_time_pay": 0.1, "employment_degree": 0}, ["OC-U005", "OC-W002"]),
        ({"full_time_pay": -1, "employment_degree": 2}, ["OC-W002", "OC-W002"]),
    ],
)
def test_impossible_pay_is_refused(arguments, codes):
    with pytest.raises(UsageError) as refusal:
        WeekFormula.WEEKS.week_pay(**arguments)
    assert [notice.code for notice in refusal.value.notices] == codes


def test_an_agreement_needs_a_source():
    with pytest.raises(UsageError) as refusal:
        AgreedCalculation(" ", ExtentRule.WHOLE_WEEK, level="80")
    assert [notice.code for notice in refusal.value.notices] == ["OC-W003", "OC-W002"]


@settings(deadline=None, max_examples=60)
@given(st.lists(MONEY, min_size=1, max_size=14), MONEY, st.sampled_from(["2018-03-05", "2020-03-02"]))
def test_the_deduction_is_never_above_earned_sick_pay_and_carries_as_far_as_it_goes(lost, week, first):
    pay = period_pay(period(first, len(lost)), lost=lost, week_pay=week, extent=1, calculation=AB)
    assert all(0 <= day.deducted <= day.earned for day in pay.days)
    assert pay.paid >= 0
    if first >= "2019":
        assert pay.deducted == min(pay.deduction, pay.earned)


@settings(deadline=None, max_examples=60)
@given(st.lists(MONEY, min_size=1, max_size=14), MONEY, st.integers(0, 700))
def test_shifting_a_spell_within_the_week_or_by_weeks_does_not_change_the_deduction(lost, week, days):
    begin = date(2019, 1, 1)
    (still,) = sick_periods([Spell(begin, begin + timedelta(days=len(lost) - 1), Protection.NONE)], LAW)
    moved_to = begin + timedelta(days=days)
    (moved,) = sick_periods([Spell(moved_to, moved_to + timedelta(days=len(lost) - 1), Protection.NONE)], LAW)
    one, other = (period_pay(each, lost=lost, week_pay=week, extent=1, calculation=AB) for each in (still, moved))
    assert (one.deduction, one.deducted, one.days) == (other.deduction, other.deducted, other.days)


def test_an_extent_rule_in_words_is_refused_and_not_taken_for_the_whole_week():
    with pytest.raises(UsageError) as refusal:
        AgreedCalculation("local", "by_extent")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U001"]


def test_only_the_days_under_protection_are_refunded():
    spells = [
        Spell(date(2020, 2, 3), date(2020, 2, 4), Protection.NONE),
        Spell(date(2020, 2, 7), date(2020, 2, 7), Protection.LONG_PERIODS),
    ]
    (found,) = sick_periods(spells, LAW)
    pay = period_pay(found, lost=[1000] * 3, week_pay=5000, extent=1, calculation=AB)
    assert [day.refunded for day in pay.days] == [0, 0, 800]
    assert pay.paragraphs[-1] == "SjLL 16 §"
