"""The models of a day's value beside Försäkringskassan's: published examples, tables worked out by hand, and laws."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import UsageError
from outcome_contracts.valuation import (
    Basis,
    DayValue,
    Overhead,
    OverheadBase,
    SickPayPayer,
    TenPercentRule,
    forsakringskassan,
    friction_cost,
    full_day_cost,
    human_capital,
    observed_waiting_day_share,
    percentage_of_pay,
    presenteeism,
    replacement_cash,
    stated,
    team_cost,
    ten_percent_rule,
)

SETTINGS = settings(deadline=None, max_examples=40)
AMOUNTS = st.fractions(min_value=1, max_value=10**6)
SHARES = st.fractions(min_value=0, max_value=1)
FULL_DAY = full_day_cost(yearly_pay=12 * 31_700, contributions="39.15 %", hours_per_day=8)
DAY = {"hours_per_day": 8, "waiting_day_share": "24 %", "overhead": "included"}


def costs(yearly_pay, contributions, *, base=OverheadBase.PERSONNEL_COST, supplement="8 %"):
    return forsakringskassan(
        yearly_pay=yearly_pay,
        contributions=contributions,
        vacation="12 %",
        supplement=supplement,
        overhead="20 %",
        overhead_base=base,
    )


def codes(refusal):
    return [notice.code for notice in refusal.value.notices]


def test_under_full_refund_a_later_day_costs_what_a_waiting_day_does() -> None:
    found = costs(300_000, "31.4 %", base=OverheadBase.PAY, supplement="10 %").paid_by(SickPayPayer.STATE)
    assert fixed_text(found.day2_14.direct, 2) == fixed_text(found.day1.direct, 2) == "25.16"
    assert fixed_text(found.day2_14.with_overhead, 2) == "57.08"
    assert found.day15_90 == costs(300_000, "31.4 %", base=OverheadBase.PAY, supplement="10 %").day15_90


def test_an_avoided_day_of_2434_kronor_was_worth_732_under_full_refund() -> None:
    own = costs(380_400, "31.42 %")
    refunded = own.paid_by(SickPayPayer.STATE)
    assert fixed_text(8 * own.day2_14.with_overhead, 0) == "2434"
    assert fixed_text(8 * refunded.day2_14.with_overhead, 0) == "732"


def test_a_refund_that_is_taken_back_changes_nothing() -> None:
    own = costs(380_400, "39.15 %")
    assert own.paid_by(SickPayPayer.STATE).paid_by(SickPayPayer.EMPLOYER) == own
    assert own.paid_by(SickPayPayer.EMPLOYER) is own


def test_fifteen_million_for_seven_thousand_days() -> None:
    found = costs(380_400, "39.15 %").day_value(
        hours_per_day=8, waiting_day_share="24 %", overhead=Overhead.INCLUDED, source="clause 7"
    )
    assert abs(found.value - Fraction(15_000_000, 7000)) < 2
    assert fixed_text(found.value, 0) == "2144"


def test_an_hour_at_work_costs_pay_vacation_contributions_and_overhead() -> None:
    found = costs(380_400, "39.15 %")
    assert found.present.direct == Fraction(380_400, 1880) * Fraction("1.12") * Fraction("1.3915")
    assert found.present.with_overhead == found.present.direct * Fraction("1.2")


@pytest.mark.parametrize(
    ("version", "pay", "expected"),
    [
        (TenPercentRule.FIRST_DAY_IN_FULL, 25_600, (2560, 2560, 640)),
        (TenPercentRule.FIRST_DAY_HALF, 25_000, (1250, 2500, 625)),
    ],
)
def test_the_ten_per_cent_rule_in_its_two_readings(version, pay, expected) -> None:
    found = ten_percent_rule(monthly_pay=pay, version=version)
    assert (found.day1, found.day2_14, found.day15_90) == expected
    assert version.value in found.source


def test_the_two_readings_disagree_on_the_first_day_alone() -> None:
    full, half = (ten_percent_rule(monthly_pay=25_000, version=version) for version in TenPercentRule)
    assert (3 * half.day1, 5 * half.day2_14) == (3750, 12_500)
    assert full.day1 == 2 * half.day1
    assert (full.day2_14, full.day15_90) == (half.day2_14, half.day15_90)
    assert full.day_value(waiting_day_share="25 %").value == 2500
    assert half.day_value(waiting_day_share="25 %").value == Fraction("2187.5")


# What an avoided day releases by the share that is replaced: on day 2–14, on a waiting day, with a quarter of those.
CASH = [
    ("0", "-450", "-2252", "-901"),
    ("0.3", "225", "-1577", "-225"),
    ("0.5", "676", "-1126", "225"),
    ("0.6", "901", "-901", "450"),
    ("0.8", "1351", "-450", "901"),
    ("1", "1802", "0", "1351"),
]


@pytest.mark.parametrize(("replaced", "later", "waiting", "mixed"), CASH)
def test_the_cash_of_an_avoided_day(replaced, later, waiting, mixed) -> None:
    found = replacement_cash(
        full_day=FULL_DAY, replaced_share=replaced, premium=0, payer=SickPayPayer.EMPLOYER, source="Survey of units"
    )
    value = found.day_value(waiting_day_share="25 %")
    assert [fixed_text(each, 0) for each in (found.day2_14, found.waiting_day, value.value)] == [later, waiting, mixed]
    assert value.basis is Basis.CASH_RELEASING


def test_under_a_refund_no_avoided_day_releases_more_than_its_substitute() -> None:
    refunded = replacement_cash(
        full_day=1000, replaced_share="60 %", premium="20 %", payer=SickPayPayer.STATE, source="Survey"
    )
    assert refunded.day2_14 == refunded.waiting_day == 720 - 1000


def test_society_loses_what_is_paid_or_a_part_or_more_of_it() -> None:
    assert human_capital(full_day=FULL_DAY, source="x").value == FULL_DAY
    short = friction_cost(full_day=1000, elasticity="0.8", absence_days=10, friction_days=60, source="x")
    long = friction_cost(full_day=1000, elasticity="0.8", absence_days=240, friction_days=60, source="x")
    assert (short.value, long.value) == (800, 200)
    assert team_cost(full_day=1000, multiplier="1.28", source="x").value == 1280
    assert {each.basis for each in (short, long)} == {Basis.SOCIETAL}


def test_presenteeism_is_a_line_of_its_own_and_no_value_of_a_day() -> None:
    line = presenteeism(days=400, lost_share="20 %", full_day="2252.45", source="Survey 2023")
    assert (line.per_day, line.amount, line.basis) == (Fraction("450.49"), Fraction("180196"), Basis.SOCIETAL)
    assert not isinstance(line, DayValue)
    with pytest.raises(TypeError):
        line + human_capital(full_day=1000, source="x")


def test_values_of_different_bases_are_never_added() -> None:
    contract = stated("2143", "clause 7")
    cash = DayValue(Fraction(-450), Basis.CASH_RELEASING, "budget", ())
    society = human_capital(full_day=1000, source="x")
    for one, other in ((contract, cash), (cash, society), (society, contract)):
        with pytest.raises(UsageError) as refusal:
            one + other
        assert codes(refusal) == ["OC-W040"]
    whole = contract + stated("57", "clause 8")
    assert (whole.value, whole.basis) == (2200, Basis.CONTRACT_VALUE)
    assert [part.value for part in whole.components] == [2143, 57]


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("overhead_base", lambda: costs(380_400, "39.15 %", base="pay")),
        ("payer", lambda: costs(380_400, "39.15 %").paid_by("state")),
        ("overhead", lambda: costs(380_400, "39.15 %").day_value(**DAY, source="s")),
        ("overhead", lambda: costs(380_400, "39.15 %").parts(**DAY)),
        ("payer", lambda: replacement_cash(full_day=1, replaced_share=1, premium=0, payer="state", source="s")),
        ("version", lambda: ten_percent_rule(monthly_pay=25_000, version="first_day_half")),
        ("basis", lambda: DayValue(Fraction(1), "societal", "s", ())),
    ],
)
def test_a_choice_given_as_text_is_refused_and_none_is_made_for_it(argument, call) -> None:
    """`paid_by("state")` once charged the sick pay twice instead of taking it off."""
    with pytest.raises(UsageError) as refusal:
        call()
    assert [(each.code, dict(each.facts)["argument"]) for each in refusal.value.notices] == [("OC-W002", argument)]


def test_the_observed_share_of_first_days() -> None:
    assert observed_waiting_day_share(waiting_days="1680", net_days=7000) == Fraction(24, 100)
    for part, whole in ((5, 4), (-1, 4), (1, 0)):
        with pytest.raises(UsageError, match="OC-W002"):
            observed_waiting_day_share(waiting_days=part, net_days=whole)


def test_everything_wrong_with_a_call_is_said_at_once() -> None:
    with pytest.raises(UsageError) as refusal:
        replacement_cash(full_day=0, replaced_share=50, premium="-1", payer=SickPayPayer.STATE, source="")
    assert codes(refusal) == ["OC-W002", "OC-W002", "OC-W002", "OC-W003"]
    with pytest.raises(UsageError) as refusal:
        percentage_of_pay(monthly_pay=25_000.0, day1=10, day2_14="x", day15_90="0", source=" ")
    assert codes(refusal) == ["OC-U005", "OC-W002", "OC-U006", "OC-W003"]
    with pytest.raises(UsageError) as refusal:
        friction_cost(full_day=0, elasticity=2, absence_days=0, friction_days=0, source="")
    assert codes(refusal) == ["OC-W002"] * 4 + ["OC-W003"]
    with pytest.raises(UsageError) as refusal:
        team_cost(full_day=1, multiplier="0.9", source="x")
    assert codes(refusal) == ["OC-W002"]
    with pytest.raises(UsageError) as refusal:
        full_day_cost(yearly_pay=0, contributions=39, hours_per_day=25)
    assert codes(refusal) == ["OC-W002"] * 3
    with pytest.raises(UsageError) as refusal:
        presenteeism(days=-1, lost_share=2, full_day=0, source=" ")
    assert codes(refusal) == ["OC-W002"] * 3 + ["OC-W003"]


def worth(yearly_pay, contributions, share, payer):
    found = costs(yearly_pay, contributions).paid_by(payer)
    return found.day_value(hours_per_day=8, waiting_day_share=share, overhead=Overhead.INCLUDED, source="x").value


@SETTINGS
@given(AMOUNTS, SHARES, SHARES, st.integers(2, 50), st.sampled_from(SickPayPayer))
def test_every_model_is_linear_in_pay(pay, contributions, share, factor, payer) -> None:
    """No model here has a cap; sickness benefit, which has one, is not the employer's."""
    assert worth(pay * factor, contributions, share, payer) == factor * worth(pay, contributions, share, payer)
    for version in TenPercentRule:
        one, many = (ten_percent_rule(monthly_pay=amount, version=version) for amount in (pay, pay * factor))
        assert (many.day1, many.day2_14, many.day15_90) == tuple(
            factor * each for each in (one.day1, one.day2_14, one.day15_90)
        )
    one, many = (
        replacement_cash(full_day=amount, replaced_share=share, premium=0, payer=payer, source="x").day2_14
        for amount in (pay, pay * factor)
    )
    assert many == factor * one


@SETTINGS
@given(AMOUNTS, SHARES, SHARES, SHARES, st.sampled_from(SickPayPayer))
def test_the_value_grows_with_contributions_and_falls_with_first_days(pay, low, high, share, payer) -> None:
    low, high = sorted((low, high))
    assert worth(pay, low, share, payer) <= worth(pay, high, share, payer)
    assert worth(pay, low, high, payer) <= worth(pay, low, low, payer)
    assert worth(pay, low, share, SickPayPayer.STATE) <= worth(pay, low, share, SickPayPayer.EMPLOYER)


@SETTINGS
@given(SHARES, SHARES, st.sampled_from(SickPayPayer))
def test_more_substitutes_release_more_cash_and_never_more_than_they_cost(one, other, payer) -> None:
    low, high = (
        replacement_cash(full_day=1000, replaced_share=share, premium=0, payer=payer, source="x")
        for share in sorted((one, other))
    )
    assert low.day2_14 <= high.day2_14 <= 1000
    assert low.waiting_day <= low.day2_14
