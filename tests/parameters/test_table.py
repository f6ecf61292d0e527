"""Looking values up, and what a table refuses to be."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import Parameter, Parameters, Text, UnknownValue, bundled_parameters
from outcome_contracts.period import Period
from tests.parameters.rows import RATE, codes, value

YEARS = [value(f"{year}-01-01", f"{year}-12-31", f"0.{year - 2010}") for year in range(2012, 2016)]


@settings(deadline=None, max_examples=40)
@given(st.permutations(list(bundled_parameters())))
def test_the_order_of_rows_does_not_matter(rows):
    assert Parameters(tuple(rows), bundled_parameters().unknown) == bundled_parameters()


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 1460))
def test_every_day_has_the_one_row_that_holds_on_it(offset):
    day = date(2012, 1, 1) + timedelta(days=offset)
    found = Parameters(tuple(YEARS)).on("rate", day)
    assert found.valid_from <= day <= found.valid_to
    assert found.value == Fraction(f"0.{day.year - 2010}")


def test_one_day_beside_the_rows_refuses():
    table = Parameters(tuple(YEARS))
    for day in (date(2011, 12, 31), date(2016, 1, 1)):
        with pytest.raises(UsageError) as refusal:
            table.on("rate", day)
        assert codes(refusal) == ["OC-W011"]
        assert "2012-01-01/2015-12-31" in str(refusal.value)


def test_an_unknown_name_names_what_is_near():
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().on("on_cost_municipality", date(2019, 1, 1))
    assert codes(refusal) == ["OC-W010"]
    assert "on_cost_municipalities" in str(refusal.value)


def test_known_at_takes_what_was_published_last():
    row = {"parameter": RATE}
    table = Parameters(
        (
            value("2022-01-01", "2022-12-31", "0.3", vintage="preliminary", published=date(2021, 10, 1), **row),
            value("2022-01-01", "2022-12-31", "0.4", vintage="preliminary", published=date(2022, 2, 1), **row),
            value("2022-01-01", "2022-12-31", "0.5", published=date(2022, 12, 15), **row),
        )
    )
    day = date(2022, 6, 1)
    for known_at, expected in (
        ("2021-10-01", "0.3"),
        ("2022-01-31", "0.3"),
        ("2022-02-01", "0.4"),
        ("2023-01-01", "0.5"),
    ):
        assert table.on("rate", day, known_at=date.fromisoformat(known_at)).value == Fraction(expected)
    assert table.on("rate", day, vintage="final").value == Fraction("0.5")
    with pytest.raises(UsageError) as refusal:
        table.on("rate", day, known_at=date(2021, 9, 30))
    assert codes(refusal) == ["OC-W032"]
    with pytest.raises(UsageError) as refusal:
        table.on("rate", day, vintage="preliminary")
    assert codes(refusal) == ["OC-W012"]


def test_series_gives_the_rows_of_every_day_in_order():
    table = bundled_parameters()
    found = table.series("employee_compensation", Period.parse("2020-03/2020-06"))
    assert [row.value for row in found] == [0, 700, 804]
    assert [row.value for row in table.series("on_cost_municipalities", Period.parse("2018-11/2020-01"))] == [
        Fraction("0.392"), Fraction("0.3915"), Fraction("0.4015")]  # fmt: skip


def test_series_refuses_with_every_missing_row_in_one_pass():
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().series("on_cost_regions", Period.parse("2022-01/2026-12"), vintage="final")
    assert codes(refusal) == ["OC-W011"] * 3
    for year in (2024, 2025, 2026):
        assert f"on_cost_regions {year}-01-01/{year}-12-31" in str(refusal.value)


def test_a_series_that_goes_beyond_the_last_row_or_begins_before_the_first_is_refused():
    for period in ("2019-11/2020-02", "2018-12/2019-01"):
        with pytest.raises(UsageError) as refusal:
            bundled_parameters().series("special_payroll_tax", Period.parse(period))
        assert codes(refusal) == ["OC-W011"]


@pytest.mark.parametrize(
    ("amount", "rate"),
    [("0", "0.35"), ("250000", "0.35"), ("250000.01", "0.63"), ("1667000", "0.86"), ("1667001", "1.07")],
)
def test_the_upper_edge_belongs_to_its_band(amount, rate):
    found = bundled_parameters().on("pandemic_threshold", date(2021, 2, 1), amount=Fraction(amount))
    assert found.value == Fraction(rate) / 100


def test_bands_need_an_amount_and_others_take_none():
    for name, amount in (("pandemic_threshold", None), ("sick_pay_level", Fraction(1))):
        with pytest.raises(UsageError) as refusal:
            bundled_parameters().on(name, date(2021, 2, 1), amount=amount)
        assert codes(refusal) == ["OC-W014"]


@pytest.mark.parametrize(
    ("amount", "code"), [(-1, "OC-W002"), ("-0.01", "OC-W002"), (0.5, "OC-U005"), ("x", "OC-U006")]
)
def test_an_amount_that_no_band_holds_is_refused(amount, code):
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().on("pandemic_threshold", date(2021, 2, 1), amount=amount)
    assert codes(refusal) == [code]
    assert bundled_parameters().on("pandemic_threshold", date(2021, 2, 1), amount=0)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([value("2019-01-01", "2019-12-31"), value("2019-01-01", "2019-12-31", "0.2")], "OC-W022"),
        ([value("2019-01-01", "2019-12-31"), value("2019-12-31", "2020-12-31")], "OC-W023"),
        ([value("2019-01-01", None), value("2024-01-01", "2024-12-31")], "OC-W023"),
        ([value("2019-01-01", "2019-12-31"), value("2019-01-01", "2019-06-30", published=date(2019, 1, 1))], "OC-W023"),
        ([value("2019-01-01", "2019-12-31"), value("2020-01-02", "2020-12-31")], "OC-W024"),
        ([value("2019-01-01", "2019-12-31", up_to=Fraction(5))], "OC-W031"),
        (
            [value("2019-01-01", "2019-12-31"),
             value("2020-01-01", "2020-12-31", parameter=Parameter("rate", "SEK", RATE.label))],
            "OC-W028",
        ),
    ],
)  # fmt: skip
def test_rows_that_disagree_make_no_table(rows, code):
    for order in (rows, rows[::-1]):
        with pytest.raises(UsageError) as refusal:
            Parameters(tuple(order))
        assert codes(refusal) == [code]


def test_parts_add_up():
    whole = Parameter("whole", "ratio", Text("hel", "whole"), parts=("rate", "other"))
    other = Parameter("other", "ratio", Text("annan", "other"))
    span = ("2019-01-01", "2019-12-31")
    rows = [value(*span, "0.1"), value(*span, "0.2", parameter=other)]
    Parameters((*rows, value(*span, "0.3", parameter=whole)))
    Parameters((rows[0], value(*span, "0.4", parameter=whole)))  # a part that is not known proves nothing
    with pytest.raises(UsageError) as refusal:
        Parameters((*rows, value(*span, "0.31", parameter=whole)))
    assert codes(refusal) == ["OC-W026"]


def test_parts_of_a_vintage_add_up_to_that_vintage():
    whole = Parameter("whole", "ratio", Text("hel", "whole"), parts=("rate",))
    span = ("2019-01-01", "2019-12-31")
    parts = [value(*span, "0.1"), value(*span, "0.2", vintage="preliminary")]
    Parameters((*parts, value(*span, "0.2", vintage="preliminary", parameter=whole)))
    with pytest.raises(UsageError) as refusal:
        Parameters((*parts, value(*span, "0.1", vintage="preliminary", parameter=whole)))
    assert codes(refusal) == ["OC-W026"]


def test_a_gap_that_is_said_is_none_and_can_be_filled():
    rows = (value("2019-01-01", "2019-12-31"), value("2021-01-01", "2021-12-31"))
    hole = UnknownValue(RATE, date(2020, 1, 1), date(2020, 12, 31), Text("borta", "lost"))
    table = Parameters(rows, (hole,))
    with pytest.raises(UsageError, match="lost"):
        table.on("rate", date(2020, 5, 1))
    filled = table.with_rows([value("2020-01-01", "2020-12-31", "0.7")])
    assert filled.on("rate", date(2020, 5, 1)).supplied
    assert not filled.on("rate", date(2019, 5, 1)).supplied


def test_a_bundled_row_gives_way_only_when_told_to():
    known = bundled_parameters().on("on_cost_municipalities", date(2019, 1, 1))
    own = value("2019-01-01", "2019-12-31", "0.4", parameter=known.parameter)
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().with_rows([own])
    assert "OC-W022" in codes(refusal)
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().replacing([own])
    assert codes(refusal) == ["OC-W026"]  # it is no longer the sum of its parts
    free = value("2017-01-01", "2017-12-31", "0.4", parameter=known.parameter)
    table = bundled_parameters().replacing([free])
    assert table.on("on_cost_municipalities", date(2017, 1, 1)).supplied
    assert len(table) == len(bundled_parameters())


@pytest.mark.parametrize(
    ("unit", "amount"), [("ratio", "39.15"), ("ratio", "-0.1"), ("day", "2.5"), ("SEK", "-1"), ("hour/year", "0")]
)
def test_a_number_that_its_unit_cannot_have_is_refused(unit, amount):
    with pytest.raises(UsageError) as refusal:
        value("2019-01-01", "2019-12-31", amount, parameter=Parameter("x", unit, RATE.label))
    assert codes(refusal) == ["OC-W020"]


def test_an_unknown_unit_and_a_span_that_ends_before_it_begins_are_refused():
    with pytest.raises(UsageError) as refusal:
        Parameter("x", "euro", RATE.label)
    assert codes(refusal) == ["OC-W019"]
    with pytest.raises(UsageError) as refusal:
        value("2019-02-01", "2019-01-31")
    assert codes(refusal) == ["OC-W021"]


def test_floats_are_refused():
    with pytest.raises(UsageError) as refusal:
        replace(YEARS[0], value=0.4)
    assert codes(refusal) == ["OC-U005"]
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().on("pandemic_threshold", date(2021, 2, 1), amount=250000.0)
    assert codes(refusal) == ["OC-U005"]


def test_a_bundled_row_gives_way_to_one_with_its_day_of_publication():
    """Otherwise both would stand, and neither vintage nor known_at could choose between them."""
    final = bundled_parameters().on("on_cost_municipalities", date(2022, 5, 1), vintage="final")
    dated = replace(final, published=date(2022, 12, 15))
    found = bundled_parameters().replacing([dated]).on(final.name, date(2022, 5, 1), vintage="final")
    assert (found.published, found.supplied) == (date(2022, 12, 15), True)
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().with_rows([dated])
    assert codes(refusal) == ["OC-W023"]
    assert "replacing" in str(refusal.value)


def test_a_vintage_that_a_day_lacks_names_the_days_that_have_it():
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().on("on_cost_municipalities", date(2019, 5, 1), vintage="preliminary")
    assert codes(refusal) == ["OC-W011"]
    assert "2022-01-01/2022-12-31" in str(refusal.value)
    assert "2013-01-01" not in str(refusal.value)
    assert "another vintage" in str(refusal.value)


@pytest.mark.parametrize("day", [datetime(2019, 5, 1), "2019-05-01", None])
def test_a_day_is_a_date(day):
    with pytest.raises(UsageError) as refusal:
        bundled_parameters().on("on_cost_municipalities", day)
    assert codes(refusal) == ["OC-W018"]


def test_the_last_day_of_all_days_is_a_last_day():
    bands = (value("2020-01-01", "9999-12-31", up_to=Fraction(5)), value("2020-01-01", "9999-12-31", "0.2"))
    table = Parameters(bands)
    assert table.on("rate", date.max, amount=Fraction(6)).value == Fraction("0.2")
    with pytest.raises(UsageError, match="9999-12-31"):
        table.on("rate", date(2019, 12, 31))


def test_known_at_takes_the_final_value_where_both_were_published_on_one_day():
    span, day = ("2022-01-01", "2022-12-31"), date(2021, 12, 1)
    rows = (value(*span, "0.3", vintage="preliminary", published=day), value(*span, "0.5", published=day))
    assert Parameters(rows).on("rate", date(2022, 6, 1), known_at=day).value == Fraction("0.5")


def test_a_series_names_a_row_once_though_another_vintage_changes_meanwhile():
    rows = (value("2022-01-01", "2023-12-31"), value("2022-01-01", "2022-12-31", "0.3", vintage="preliminary"))
    assert len(Parameters(rows).series("rate", Period.parse("2022-01/2023-12"), vintage="final")) == 1


def test_a_long_row_overlaps_all_that_it_covers():
    with pytest.raises(UsageError) as refusal:
        Parameters(
            (value("2019-01-01", "2019-12-31"), value("2019-02-01", "2019-02-28"), value("2019-06-01", "2020-12-31"))
        )
    assert codes(refusal) == ["OC-W023", "OC-W023"]


def test_a_short_row_of_another_vintage_makes_no_gap():
    short = value("2019-02-01", "2019-02-28", vintage="preliminary")
    assert len(Parameters((value("2019-01-01", "2019-12-31"), short, value("2020-01-01", None)))) == 3


def test_parts_of_a_revision_add_up_to_that_revision():
    whole, span = Parameter("whole", "ratio", Text("hel", "whole"), parts=("rate",)), ("2019-01-01", "2019-12-31")
    dates = date(2018, 10, 1), date(2018, 12, 1)
    parts = [value(*span, amount, published=day) for amount, day in zip(("0.1", "0.2"), dates, strict=True)]
    Parameters((*parts, value(*span, "0.2", published=dates[1], parameter=whole)))
    with pytest.raises(UsageError) as refusal:
        Parameters((*parts, value(*span, "0.1", published=dates[1], parameter=whole)))
    assert codes(refusal) == ["OC-W026"]
