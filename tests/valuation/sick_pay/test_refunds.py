"""What the State refunded: the month's cliffs from both sides, and the ordinary compensation with its caps."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import Parameters, bundled_parameters
from outcome_contracts.period import Period, parse_month
from outcome_contracts.valuation.sick_pay import high_cost_compensation, month_refund

LAW = bundled_parameters()


def refund(month, pay, sick_pay):
    return month_refund(parse_month(month), pay_cost=pay, sick_pay_cost=sick_pay, parameters=LAW)


def ordinary(period, pay, sick_pay, paid=0):
    return high_cost_compensation(
        Period.parse(period), pay_cost=pay, sick_pay_cost=sick_pay, paid_this_year=paid, parameters=LAW
    )


@pytest.mark.parametrize("month", ["2020-08", "2020-12", "2021-01", "2021-04", "2021-05", "2021-09"])
@pytest.mark.parametrize(
    ("pay", "sick_pay", "expected"),
    [
        (200_000, 1_000, "300"), (200_000, 700, "0"), (400_000, 4_000, "1480"), (900_000, 10_000, "3070"),
        (1_600_000, 20_000, "6240"), (2_000_000, 30_000, "8600"), (225_000_000, 5_000_000, "2592500"),
    ],
)  # fmt: skip
def test_the_refund_above_the_threshold(month, pay, sick_pay, expected):
    assert refund(month, pay, sick_pay).amount == Fraction(expected)


@pytest.mark.parametrize(
    ("pay", "threshold"),
    [
        ("250000", "875.00"), ("250001", "1575.0063"), ("500000", "3150"), ("500001", "3850.0077"),
        ("1000000", "7700"), ("1000001", "8600.0086"), ("1667000", "14336.20"), ("1667001", "17836.9107"),
    ],
)  # fmt: skip
def test_both_sides_of_each_cliff(pay, threshold):
    found = refund("2021-02", pay, "20000")
    assert found.threshold == Fraction(threshold)
    assert found.amount == 20_000 - Fraction(threshold)


@pytest.mark.parametrize(
    ("month", "amount"), [("2020-03", 0), ("2020-04", 1000), ("2020-07", 1000), ("2020-08", 300), ("2021-09", 300),
                          ("2021-10", 0), ("2021-11", 0), ("2022-04", 0), ("2025-01", 0)]
)  # fmt: skip
def test_which_months_are_refunded_and_how(month, amount):
    assert refund(month, 200_000, 1000).amount == amount


def test_what_the_last_krona_of_sick_pay_costs():
    assert refund("2020-05", 225_000_000, 4_000_000).of_the_last_krona == 1
    assert refund("2021-02", 225_000_000, 4_000_000).of_the_last_krona == 1
    assert refund("2021-02", 225_000_000, 2_407_500).of_the_last_krona == 0
    assert refund("2021-10", 225_000_000, 4_000_000).of_the_last_krona == 0


def test_unverified_months_say_so():
    assert [value.verified for value in refund("2021-02", 200_000, 1000).values] == [True, True]
    assert [value.verified for value in refund("2021-06", 200_000, 1000).values] == [True, False]


@pytest.mark.parametrize("month", ["2021-12", "2022-03"])
def test_months_whose_rule_is_not_known_are_refused(month):
    with pytest.raises(UsageError) as refusal:
        refund(month, 200_000, 1000)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W011"]


def test_a_month_whose_rule_is_supplied_is_refunded_and_says_so():
    span = (date(2021, 12, 1), date(2022, 3, 31))
    share = replace(LAW.on("pandemic_refund", date(2020, 4, 1)), valid_from=span[0], valid_to=span[1])
    rate = LAW.on("pandemic_threshold", date(2021, 2, 1), amount=Fraction(10**9))
    law = LAW.with_rows([share, replace(rate, valid_from=span[0], valid_to=span[1])])
    found = month_refund(parse_month("2022-01"), pay_cost=200_000, sick_pay_cost=3_000, parameters=law)
    assert found.amount == 3_000 - Fraction("0.0107") * 200_000
    assert all(value.supplied for value in found.values)


@pytest.mark.parametrize(
    ("pay", "sick_pay", "codes"),
    [(1.5, -1, ["OC-U005", "OC-W002"]), (1000, 2000, ["OC-W038"]), ("x", "1", ["OC-U006"])],
)
def test_impossible_amounts_are_refused(pay, sick_pay, codes):
    with pytest.raises(UsageError) as refusal:
        refund("2021-02", pay, sick_pay)
    assert [notice.code for notice in refusal.value.notices] == codes


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 3_000_000), st.tuples(st.integers(0, 100_000), st.integers(0, 100_000)))
def test_the_refund_is_monotone_in_sick_pay_and_never_above_it(pay, sick_pays):
    low, high = sorted(sick_pays)
    assume(high <= pay)
    found = [refund("2021-02", pay, sick_pay).amount for sick_pay in (low, high)]
    assert 0 <= found[0] <= found[1] <= high
    assert found[1] - found[0] <= high - low


def test_the_refund_is_not_monotone_in_pay():
    """A krona more of pay at an edge costs thousands, since the rate holds for the whole payroll."""
    for edge in (250_000, 500_000, 1_000_000, 1_667_000):
        assert refund("2021-02", edge + 1, 30_000).amount < refund("2021-02", edge, 30_000).amount - 699


@pytest.mark.parametrize(
    ("pay", "rate"),
    [("2000000", "0.5"), ("2000001", "0.9"), ("4000000", "0.9"), ("8000000", "1.2"), ("13333333.33", "1.3"),
     ("13333333.34", "1.5")],
)  # fmt: skip
def test_the_ordinary_bands_of_eight_months(pay, rate):
    found = ordinary("2023-05/2023-12", pay, "200000")
    assert found.threshold == Fraction(pay) * Fraction(rate) / 100


def test_the_ordinary_compensation_of_a_small_employer_and_its_caps():
    assert ordinary("2018-01/2018-12", 2_000_000, 40_000).amount == 30_000
    assert ordinary("2018-01/2018-12", 2_000_000, 8_000).amount == 0
    assert ordinary("2018-01/2018-12", 600_000_000, 30_000_000).amount == 250_000
    assert ordinary("2018-01/2018-12", 600_000_000, 30_000_000, paid=200_000).amount == 50_000
    assert ordinary("2024-01/2024-06", 300_000_000, 30_000_000).amount == 125_000
    assert ordinary("2024-07/2024-12", 300_000_000, 30_000_000).amount == 0
    assert ordinary("2021-10/2021-11", 100_000_000, 9_000_000).amount == 250_000


def test_for_a_municipality_it_is_some_forty_kronor_per_employee():
    found = ordinary("2018-01/2018-12", 2_700_000_000, 70_000_000)
    assert round(found.amount / 6000) == 42
    assert found.of_the_last_krona == 0


@pytest.mark.parametrize("period", ["2018-12/2019-01", "2024-06/2024-07", "2020-03/2020-04", "2021-09/2021-10"])
def test_periods_over_two_rules_are_refused(period):
    with pytest.raises(UsageError) as refusal:
        ordinary(period, 1_000_000, 10_000)
    assert {notice.code for notice in refusal.value.notices} == {"OC-W039"}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 30_000_000), st.tuples(st.integers(0, 900_000), st.integers(0, 900_000)), st.integers(0, 300_000))
def test_the_ordinary_compensation_is_monotone_in_sick_pay_and_keeps_the_cap(pay, sick_pays, paid):
    low, high = sorted(sick_pays)
    assume(high <= pay)
    found = [ordinary("2018-01/2018-12", pay, each, paid).amount for each in (low, high)]
    assert 0 <= found[0] <= found[1] <= max(250_000 - paid, 0)


def test_a_rule_that_begins_inside_the_month_is_refused():
    """The first day's rule would hold for all of it, unseen."""
    nothing, everything = (LAW.on("pandemic_refund", date(2020, month, 1)) for month in (3, 4))
    law = LAW.with_rows(
        [
            replace(nothing, valid_from=date(2021, 12, 1), valid_to=date(2021, 12, 7)),
            replace(everything, valid_from=date(2021, 12, 8), valid_to=date(2022, 3, 31)),
        ]
    )
    with pytest.raises(UsageError) as refusal:
        month_refund(parse_month("2021-12"), pay_cost=200_000, sick_pay_cost=3_000, parameters=law)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W039"]


def test_a_rate_that_changes_inside_the_period_is_refused():
    bands = [row for row in LAW if row.name == "high_sick_pay_threshold"]
    halves = [replace(row, valid_to=date(2018, 6, 30)) for row in bands]
    halves += [replace(row, valid_from=date(2018, 7, 1), value=row.value * 2) for row in bands]
    law = Parameters((*(row for row in LAW if row not in bands), *halves), LAW.unknown)
    with pytest.raises(UsageError) as refusal:
        high_cost_compensation(
            Period.parse("2018-01/2018-12"), pay_cost=10**6, sick_pay_cost=10**5, paid_this_year=0, parameters=law
        )
    assert [notice.code for notice in refusal.value.notices] == ["OC-W039"]


def test_the_krona_that_reaches_the_cap_was_still_refunded():
    at, above = (ordinary("2018-01/2018-12", 2_000_000, 260_000 + more) for more in (0, 1))
    assert (at.amount, at.of_the_last_krona) == (250_000, 1)
    assert (above.amount, above.of_the_last_krona) == (250_000, 0)


def test_a_month_may_be_written_and_what_is_none_is_refused():
    assert month_refund("2021-02", pay_cost=200_000, sick_pay_cost=1_000, parameters=LAW) == refund(
        "2021-02", 200_000, 1_000
    )
    for wrong in ("2021-13", "2021-02/2021-03", "februari", "", 24_253.0, None, True, -1, 10**9):
        with pytest.raises(UsageError) as refusal:
            month_refund(wrong, pay_cost=0.5, sick_pay_cost=-1, parameters=LAW)
        assert [notice.code for notice in refusal.value.notices] == ["OC-U002", "OC-U005", "OC-W002"]
