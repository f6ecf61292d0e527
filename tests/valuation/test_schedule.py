"""Dated values of a day: what holds when, what is refused, and an effect valued month by month by hand."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import Parameter, Parameters, ParameterValue, Source, Text, bundled_parameters
from outcome_contracts.period import Period, month_index
from outcome_contracts.valuation import (
    Basis,
    DatedDayValue,
    DatedInput,
    DayValue,
    DayValueSchedule,
    Overhead,
    OverheadBase,
    RefundMonths,
    flat_mean,
    forsakringskassan_schedule,
    from_parameters,
    stated,
    supplied_input,
)

SPAN = Period.parse("2018-11/2021-10")
WHY = Text(sv="Skäl", en="Reason")


def row(months, value, *, basis=Basis.CONTRACT_VALUE, supplied=False):
    return DatedDayValue(Period.parse(months), DayValue(Fraction(value), basis, "clause 7", ()), WHY, supplied)


BY_HAND = (
    row("2018-11/2018-12", 2000),
    row("2019-01/2020-03", 2143),
    row("2020-04/2021-09", 732),
    row("2021-10", 2200),
)


def codes(refusal):
    return [notice.code for notice in refusal.value.notices]


def inputs(name, *rows):
    return [
        supplied_input(months, value, source=name, why_sv=f"{name} sv", why_en=f"{name} en") for months, value in rows
    ]


def model(period, *, contributions, refunds=(), pay=(("2018-01/2024-12", 380_400),), share=None):
    return forsakringskassan_schedule(
        period,
        yearly_pay=inputs("pay", *pay),
        contributions=contributions,
        waiting_day_share=share or inputs("share", ("2018-01/2024-12", "24 %")),
        refunds=refunds,
        vacation="12 %",
        supplement="8 %",
        overhead="20 %",
        overhead_base=OverheadBase.PERSONNEL_COST,
        overhead_counted=Overhead.INCLUDED,
        hours_per_day=8,
        source="clause 7",
    )


def test_a_term_across_the_reforms_is_valued_month_by_month() -> None:
    """Nov–Dec 2018 under the waiting day, to March 2020 under the deduction, the refund to September 2021, a month."""
    found = DayValueSchedule(BY_HAND).valued(dict.fromkeys(SPAN, 100))
    assert found.amount == 100 * (2 * 2000 + 15 * 2143 + 18 * 732 + 2200) == 5_152_100
    assert found.days == 3600
    flat = found.against_flat_price(stated(2143, "clause 7"))
    assert (flat.flat, flat.difference) == (7_714_800, 2_562_700)
    assert str(flat) == "month by month 5152100.00, at one price 7714800.00: 2562700.00 SEK apart"


def test_days_that_increased_count_against_the_others() -> None:
    months = {month_index(2018, 12): "10", month_index(2019, 1): "-10"}
    assert DayValueSchedule(BY_HAND).valued(months).amount == 10 * 2000 - 10 * 2143


def test_the_order_of_rows_is_that_of_time() -> None:
    assert DayValueSchedule(tuple(reversed(BY_HAND))) == DayValueSchedule(BY_HAND)
    assert [each.value.value for each in DayValueSchedule(BY_HAND).over(Period.parse("2020-03/2020-04"))] == [2143, 732]


def test_a_schedule_has_one_basis_one_value_a_month_and_at_least_one_row() -> None:
    with pytest.raises(UsageError) as refusal:
        DayValueSchedule((row("2019-01", 1), row("2019-02", 1, basis=Basis.SOCIETAL)))
    assert codes(refusal) == ["OC-W040"]
    with pytest.raises(UsageError) as refusal:
        DayValueSchedule((row("2019-01/2019-03", 1), row("2019-03", 2), row("2019-03/2019-05", 2)))
    assert codes(refusal) == ["OC-W041", "OC-W041"]
    with pytest.raises(UsageError) as refusal:
        DayValueSchedule(())
    assert codes(refusal) == ["OC-W045"]
    with pytest.raises(UsageError) as refusal:
        DatedDayValue(Period.parse("2019-01"), stated(1, "x"), Text(sv="Skäl", en=" "), supplied=False)
    assert codes(refusal) == ["OC-W043"]


def test_months_without_a_value_are_refused_by_name() -> None:
    schedule = DayValueSchedule((BY_HAND[0], BY_HAND[2]))
    with pytest.raises(UsageError, match="2019-01/2020-03, 2021-10") as refusal:
        schedule.over(SPAN)
    assert codes(refusal) == ["OC-W042"]
    with pytest.raises(UsageError) as refusal:
        schedule.valued({month_index(2019, 1): 1.5, month_index(2019, 2): "x", month_index(2018, 12): 1})
    assert codes(refusal) == ["OC-U005", "OC-U006", "OC-W042"]
    with pytest.raises(UsageError) as refusal:
        schedule.valued({})
    assert codes(refusal) == ["OC-W045"]


def test_amounts_of_different_bases_are_not_added_and_not_compared() -> None:
    cash = DayValueSchedule((row("2018-11/2021-10", -450, basis=Basis.CASH_RELEASING),))
    one, other = (each.valued({SPAN.first: 1}) for each in (DayValueSchedule(BY_HAND), cash))
    for wrong in (lambda: one + other, lambda: one.against_flat_price(cash.rows[0].value)):
        with pytest.raises(UsageError) as refusal:
            wrong()
        assert codes(refusal) == ["OC-W040"]
    assert (one + one).amount == 2 * one.amount


def test_the_model_through_the_years_takes_each_on_cost_from_its_year() -> None:
    """8 · 380,400 / 1,880 · (1 + a) · 0.952, and 0.344 where the State refunds; a is 39.2, 39.15, 40.15 and 40.15 %."""
    refund = RefundMonths(Period.parse("2020-04/2021-09"), "pay ledger", Text(sv="Över tröskeln", en="Above threshold"))
    found = model(
        SPAN,
        contributions=from_parameters(bundled_parameters(), "on_cost_municipalities", SPAN, vintage="final"),
        refunds=[refund],
    )
    assert [(str(each.months), fixed_text(each.value.value, 2)) for each in found.rows] == [
        ("2018-11/2018-12", "2145.11"),
        ("2019-01/2019-12", "2144.34"),
        ("2020-01/2020-03", "2159.75"),
        ("2020-04/2020-12", "780.41"),
        ("2021-01/2021-09", "780.41"),
        ("2021-10/2021-10", "2159.75"),
    ]
    assert [each.why.en.replace("\xa0", " ") for each in found.rows][1:] == [
        "On-costs (PO-pålägg), municipalities, share of pay: 39.15 %",
        "On-costs (PO-pålägg), municipalities, share of pay: 40.15 %",
        "Above threshold",
        "On-costs (PO-pålägg), municipalities, share of pay: 40.15 %",
        "the State no longer refunds the sick pay",
    ]
    assert "(skr_on_costs, verified)" in found.rows[1].value.source
    assert "unverified" in found.rows[0].value.source
    assert all(each.supplied for each in found.rows)  # pay and the share of first days are the user's
    canonical(found.to_dict())


def test_an_unknown_year_refuses_with_the_name_of_the_missing_row() -> None:
    with pytest.raises(UsageError, match="on_cost_municipalities 2024-01-01/2024-12-31") as refusal:
        from_parameters(
            bundled_parameters(), "on_cost_municipalities", Period.parse("2023-06/2024-03"), vintage="final"
        )
    assert codes(refusal) == ["OC-W011"]


def parameter(value, first, last):
    known = bundled_parameters().parameter("on_cost_municipalities")
    found = Parameter(known.name, known.unit, known.label)
    said = Text(sv="Eget besked", en="Own notice")
    source = Source("own_notice", "Own notice", "")
    return ParameterValue(
        found, Fraction(value), first, last, "final", None, source, said, verified=True, supplied=False
    )


def test_a_supplied_year_is_used_and_shown_as_supplied() -> None:
    ours = Parameters(()).with_rows([parameter("0.46", date(2024, 1, 1), date(2024, 12, 31))])
    (found,) = from_parameters(ours, "on_cost_municipalities", Period.parse("2024-02/2024-03"))
    assert (found.value, str(found.months), found.supplied) == (Fraction("0.46"), "2024-02/2024-03", True)
    schedule = model(Period.parse("2024-02/2024-03"), contributions=[found])
    assert "supplied" in schedule.rows[0].value.source
    assert schedule.contract_rows(digits=2)[0] == {
        "months": "2024-02/2024-03",
        "value": fixed_text(schedule.rows[0].value.value, 2),
        "source": schedule.rows[0].value.source,
        "why": {"sv": schedule.rows[0].why.sv, "en": schedule.rows[0].why.en},
        "supplied": True,
    }


def test_a_parameter_that_changes_inside_a_month_is_refused() -> None:
    rows = [parameter("0.40", date(2020, 1, 1), date(2020, 6, 14)), parameter("0.41", date(2020, 6, 15), None)]
    with pytest.raises(UsageError, match="2020-06-15") as refusal:
        from_parameters(Parameters(tuple(rows)), "on_cost_municipalities", Period.parse("2020-05/2020-07"))
    assert codes(refusal) == ["OC-W044"]


def test_everything_wrong_with_dated_inputs_is_said_at_once() -> None:
    twice = inputs("contributions", ("2019-01/2019-06", "39 %"), ("2019-06/2019-12", "40 %"))
    with pytest.raises(UsageError) as refusal:
        model(Period.parse("2018-12/2019-02"), contributions=twice, pay=(("2019-02", 1),))
    assert codes(refusal) == ["OC-W042", "OC-W041", "OC-W042"]
    with pytest.raises(UsageError) as refusal:
        RefundMonths(Period.parse("2020-04"), " ", Text(sv="", en="x"))
    assert codes(refusal) == ["OC-W003", "OC-W043"]
    with pytest.raises(UsageError) as refusal:
        supplied_input("2020-04", "1", source="", why_sv="x", why_en="")
    assert codes(refusal) == ["OC-W003", "OC-W043"]


def test_a_flat_mean_is_the_mean_over_the_months() -> None:
    found = flat_mean(DayValueSchedule(BY_HAND), SPAN, source="mean of the term")
    assert found.value == Fraction(2 * 2000 + 15 * 2143 + 18 * 732 + 2200, 36)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-500, 500), min_size=36, max_size=36), st.integers(1, 35))
def test_parts_of_a_term_sum_to_the_whole_exactly(days, cut) -> None:
    schedule, months = DayValueSchedule(BY_HAND), list(SPAN)
    whole = schedule.valued(dict(zip(months, days, strict=True)))
    parts = [dict(zip(months[:cut], days[:cut], strict=True)), dict(zip(months[cut:], days[cut:], strict=True))]
    assert sum(schedule.valued(part).amount for part in parts) == whole.amount
    assert (schedule.valued(parts[0]) + schedule.valued(parts[1])).amount == whole.amount


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-500, 500), min_size=36, max_size=36), st.integers(1, 5000))
def test_one_value_in_all_months_is_the_flat_price(days, price) -> None:
    schedule = DayValueSchedule((row("2018-11/2021-10", price),))
    found = schedule.valued(dict(zip(SPAN, days, strict=True)))
    assert found.against_flat_price(schedule.rows[0].value).difference == 0


def test_a_dated_input_has_a_source() -> None:
    with pytest.raises(UsageError) as refusal:
        DatedInput(Period.parse("2019-01"), Fraction(1), "", WHY, supplied=False)
    assert codes(refusal) == ["OC-W003"]
