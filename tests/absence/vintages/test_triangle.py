"""What was known of each month when, and how long to wait."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from outcome_contracts.absence.vintages import revision_triangle
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.period import Period
from tests.absence.deliveries import rules
from tests.absence.vintages.test_vintages import held
from tests.absence.vintages.worlds import delivery, staff

RULES = rules()
JANUARY, FEBRUARY = (
    ("p000", "2020-01-06", "2020-01-15", 10_000, "sick"),
    ("p001", "2020-02-03", "2020-02-12", 10_000, "sick"),
)
LATE = ("p002", "2020-01-20", "2020-01-21", 10_000, "sick")
START = date(2020, 1, 1)


def monthly():
    """Of January 10 days are known in February and 12 from March; February is known in March."""
    return held(
        delivery([JANUARY], staff(20), known="2020-02-10", covers=(START, date(2020, 1, 31))),
        delivery([JANUARY, LATE, FEBRUARY], staff(20), known="2020-03-10", covers=(START, date(2020, 2, 29))),
        delivery([JANUARY, LATE, FEBRUARY], staff(20), known="2020-04-10", covers=(START, date(2020, 3, 31))),
    )


def triangle(vintages, share="99 %", *, until=date(2020, 4, 30), horizon=3, period="2020-01/2020-02"):
    return revision_triangle(vintages, RULES, Period.parse(period), until=until, horizon=horizon, settled_share=share)


def test_each_month_as_it_was_known_later():
    found = triangle(monthly())
    assert [[found.days(month, later) for later in range(4)] for month in found.period] == [
        [None, 10, 12, 12], [None, 10, 10, None]
    ]  # fmt: skip
    assert found.settled == (0, Fraction(10, 12), 1, 1)
    assert (found.waiting, found.horizon, found.notices) == (2, 3, ())


@pytest.mark.parametrize(("share", "waiting"), [("83 %", 1), ("84 %", 2), ("0 %", 0), ("100 %", 2)])
def test_the_waiting_time_is_the_least_after_which_the_share_has_settled(share, waiting):
    assert triangle(monthly(), share).waiting == waiting


def test_a_share_that_falls_again_has_not_settled():
    one = ("p002", "2020-01-20", "2020-01-20", 10_000, "sick")
    more = ("p003", "2020-01-20", "2020-01-25", 10_000, "sick")
    vintages = held(
        *(
            delivery(spells, staff(20), known=known, covers=(START, date(2020, 1, 31)))
            for known, spells in (
                ("2020-02-10", [JANUARY]),
                ("2020-03-10", [JANUARY, more]),
                ("2020-04-10", [JANUARY, one]),
                ("2020-05-10", [JANUARY, LATE]),
            )
        )
    )
    found = triangle(vintages, "80 %", until=date(2020, 5, 31), horizon=4, period="2020-01")
    assert found.settled == (0, Fraction(10, 12), Fraction(8, 12), Fraction(11, 12), 1)
    assert found.waiting == 3


def test_a_waiting_time_as_long_as_the_horizon_may_be_longer():
    found = triangle(monthly(), horizon=2)
    assert found.waiting == 2
    assert [notice.code for notice in found.notices] == ["OC-D145"]


def test_months_that_cannot_be_followed_so_long_teach_nothing():
    with pytest.raises(DataRejected, match="OC-D144"):
        triangle(monthly(), horizon=4)
    with pytest.raises(DataRejected, match="OC-D144"):
        triangle(monthly(), until=date(2020, 4, 29))
    with pytest.raises(UsageError, match="OC-B100"):
        triangle(monthly(), horizon=0)
