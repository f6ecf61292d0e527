"""T04 and T05: net days, denominators and terms, to the last digit."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts as oc
from tests.acceptance.deliveries import YEAR_2020, net_days, read


def test_t04a_days_fall_in_their_month(tmp_path):
    records = read(tmp_path, ("p1,e1,2020-01-28,2020-02-05,1",))
    assert net_days(records, "2020-01/2020-03") == [4, 5, 0]


def test_t04b_ten_days_at_half_are_five(tmp_path):
    assert net_days(read(tmp_path, ("p1,e1,2020-03-02,2020-03-11,0.5",)), "2020-03") == [5]


@pytest.mark.parametrize(("reading", "days"), [("first_14_days", 14), ("periods_up_to_14_days", 0)])
def test_t04c_twenty_days_in_the_two_readings(tmp_path, reading, days):
    records = read(tmp_path, ("p1,e1,2020-03-01,2020-03-20,1",))
    assert net_days(records, "2020-03", short_term=reading) == [days]


@pytest.mark.parametrize(("window", "days"), [(5, 14), (0, 20)])
def test_t04d_the_relapse_window_joins_two_spells(tmp_path, window, days):
    records = read(tmp_path, ("p1,e1,2020-02-03,2020-02-12,1", "p1,e1,2020-02-15,2020-02-24,1"))
    assert net_days(records, "2020-02", relapse_days=window) == [days]


@pytest.mark.parametrize(("second", "days"), [("2024-01-06,2024-01-19", 14), ("2024-01-07,2024-01-20", 15)])
def test_t04e_at_five_days_it_is_one_period_and_at_six_two(tmp_path, second, days):
    covers = (date(2024, 1, 1), date(2024, 12, 31))
    records = read(tmp_path, ("p1,e1,2024-01-01,2024-01-01,1", f"p1,e1,{second},1"), covers=covers)
    assert net_days(records, "2024-01") == [days]


CONTRACT = """
id = "per-year"
title = {{ sv = "Per år", en = "Per year" }}
currency = "SEK"
rules = "1"
term = {{ start = 2020-01-01, months = 12{end} }}
[parties.m]
name = {{ sv = "M", en = "M" }}
[parties.s]
name = {{ sv = "S", en = "S" }}
[measure_rules]
short_term = "first_14_days"
relapse_days = 5
day_basis = "calendar"
extent_basis = "of_employment"
denominator = "{per}s"
year_days = "{year_days}"
population = "all_employed"
overlap = "reject"
[measures.rate]
from = "panel"
of = "net_days"
per = "{per}"
improves = "down"
round = {{ to = "0.0001", mode = "half_up" }}
[constants.price]
value = "1000 SEK*{per}/day"
[lines.due]
formula = "rate * price"
unit = "SEK"
[flows.s]
from = "m"
to = "s"
amount = "due"
negative = "refuse"
"""


def settled_rate(folder, records, *, per, year_days):
    """Days per person-year or full-time year, as the statement of 2020 has it."""
    text = CONTRACT.format(per=per, year_days=year_days, end="")
    (folder / "contract.toml").write_text(text, encoding="utf-8")
    contract = oc.read_contract(folder / "contract.toml")
    panel = oc.measure(records, contract.measure_rules, oc.Period.parse("2020-01/2020-12"))
    return oc.settle(contract, oc.SettlementData(panel=panel), "2020-01/2020-12")["rate"].exact


def ten_times(*rows):
    """The rows for ten persons each, since fewer than eleven are not shown."""
    return tuple(row.replace("*", str(n)) for n in range(10) for row in rows)


@pytest.mark.parametrize(("per", "rate"), [("person_year", 8), ("fte_year", 10)])
def test_t05_twenty_net_days_by_person_year_and_by_full_time_year(tmp_path, per, rate):
    """A the whole year, B half of it, C the whole year at half time."""
    staff = ten_times("a*,a*,north,2019-01-01,,1", "b*,b*,north,2020-07-02,,1", "c*,c*,north,2019-01-01,,0.5")
    absence = ten_times("a*,a*,2020-03-02,2020-03-11,1", "b*,b*,2020-09-01,2020-09-10,1")
    records = read(tmp_path, absence, staff)
    assert settled_rate(tmp_path, records, per=per, year_days="366") == rate


@pytest.mark.parametrize(("year_days", "rate"), [("365", "9.9727"), ("365.25", "9.9795"), ("366", "10")])
def test_t05_a_leap_year_is_divided_by_the_declared_days(tmp_path, year_days, rate):
    """Twelve persons all of 2020, each ill ten days: 10 × declared / 366, at the contract's four decimals."""
    staff = tuple(f"p{n},e{n},north,2019-01-01,,1" for n in range(12))
    absence = tuple(f"p{n},e{n},2020-03-02,2020-03-11,1" for n in range(12))
    records = read(tmp_path, absence, staff)
    assert settled_rate(tmp_path, records, per="person_year", year_days=year_days) == Fraction(rate)


@pytest.mark.parametrize(
    ("start", "months", "end", "days"),
    [
        (date(2018, 9, 26), 36, date(2021, 9, 25), 1096),
        (date(2018, 11, 1), 36, date(2021, 10, 31), 1096),
        (date(2019, 8, 31), 36, date(2022, 8, 30), 1096),
        (date(2019, 8, 31), 6, date(2020, 2, 28), 182),  # the day before 29 February, the month's last day
    ],
)
def test_t05_a_term_ends_the_day_before_its_anniversary(start, months, end, days):
    assert oc.term_end(start, months) == end
    assert (end - start).days + 1 == days


def test_t05_a_contract_that_says_another_end_is_refused(tmp_path):
    text = CONTRACT.format(per="person_year", year_days="365", end=", end = 2021-09-26")
    text = text.replace("start = 2020-01-01, months = 12", "start = 2018-09-26, months = 36")
    (tmp_path / "contract.toml").write_text(text, encoding="utf-8")
    with pytest.raises(oc.ContractInvalid) as refused:
        oc.read_contract(tmp_path / "contract.toml")
    found = {notice.code: notice.text("en") for notice in refused.value.notices}
    assert "2021-09-25" in found["OC-C020"] and "2021-09-26" in found["OC-C020"]


FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 340)


@settings(max_examples=30, deadline=None)
@given(start=DAYS, length=st.integers(1, 14), extent=st.integers(1, 10_000))
def test_t05_month_shares_go_by_day(start, length, extent, tmp_path_factory):
    first = FIRST + timedelta(start)
    last = min(first + timedelta(length - 1), YEAR_2020[1])
    row = f"p1,e1,{first},{last},{extent / 10_000:.4f}"
    found = net_days(read(tmp_path_factory.mktemp("delivery"), (row,)), "2020-01/2020-12")
    by_day = [0] * 12
    for offset in range((last - first).days + 1):
        by_day[(first + timedelta(offset)).month - 1] += 1
    assert found == [days * Fraction(extent, 10_000) for days in by_day]
