"""Months and terms: reading, counting, and the day on which a term ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.notices import UsageError
from outcome_contracts.period import (
    Period,
    first_day,
    month_index,
    month_of,
    month_text,
    parse_month,
    term_end,
    whole_months,
)

months = st.integers(month_index(1900, 1), month_index(2100, 12))
periods = st.tuples(months, months).map(lambda ends: Period(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2018-09-26", 36, "2021-09-25"),
        ("2018-11-01", 36, "2021-10-31"),
        ("2019-08-31", 6, "2020-02-28"),
        ("2018-08-31", 6, "2019-02-27"),
        ("2020-02-29", 12, "2021-02-27"),
        ("2020-02-29", 48, "2024-02-28"),
        ("2019-12-31", 1, "2020-01-30"),
        ("2019-01-01", 12, "2019-12-31"),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start, months, end):
    assert str(term_end(date.fromisoformat(start), months)) == end


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_a_term_from_day_one_to_28_is_followed_by_one_on_the_same_day(start, count):
    after = term_end(start, count) + timedelta(days=1)
    assert month_of(after) == month_of(start) + count
    assert after.day == start.day or (start.day > 28 and (after + timedelta(days=1)).day == 1)


@given(months)
def test_a_month_is_read_back_from_its_text(month):
    assert parse_month(month_text(month)) == month
    assert month_of(first_day(month)) == month


@given(periods)
def test_a_period_is_read_back_and_counts_its_months(period):
    assert Period.parse(str(period)) == period
    assert len(period) == len(period.months) == len([month for month in period.months if month in period])
    assert period.first - 1 not in period
    assert period.last + 1 not in period
    assert period.first_day.day == 1
    assert (period.last_day + timedelta(days=1)).day == 1


def test_a_single_month_is_a_period():
    assert str(Period.parse("2018-10")) == "2018-10/2018-10"


@pytest.mark.parametrize(
    "text",
    ["", "/", "2018", "2018-10/", "/2018-10", "2018-13", "2018-00", "0000-01", "9999-12", "2018-1", "2018-10-01",
     "2018-10/2019-01/2019-02", "2018-10 / 2019-01", "2018-10\n", "٢٠١٨-10", "2018/10", "okt 2018"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(UsageError) as refusal:
        Period.parse(text)
    assert [notice.code for notice in refusal.value.notices] == ["OC-U002"]


def test_ends_are_never_swapped():
    with pytest.raises(UsageError) as refusal:
        Period.parse("2019-02/2019-01")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U003"]
    assert "2019-02/2019-01" in str(refusal.value)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2020-01-01", "2020-01-31", "2020-01/2020-01"),
        ("2020-01-02", "2020-03-31", "2020-02/2020-03"),
        ("2019-12-31", "2020-02-28", "2020-01/2020-01"),
        ("2020-01-02", "2020-02-28", None),
    ],
)
def test_whole_months_lie_between_two_days_with_all_their_days(first, last, months):
    found = whole_months(date.fromisoformat(first), date.fromisoformat(last))
    assert (None if found is None else str(found)) == months
