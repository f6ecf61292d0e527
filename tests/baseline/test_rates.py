"""Rates, exactly: sums before the division, and each denominator by hand."""

from fractions import Fraction

import numpy as np
import pytest

from outcome_contracts.baseline import exposure, observed_rate
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import RULES

YEAR = Period.parse("2019-01/2019-12")


def _panel(days, person_days, fte_days, heads) -> Panel:
    def column(values, steps=1):
        return np.array([np.broadcast_to(np.asarray(values) * steps, len(YEAR))], dtype=np.int64)

    return Panel(
        ("p",),
        YEAR,
        RULES,
        column(days, NET_DAY_STEPS),
        column(person_days),
        column(fte_days, EXTENT_STEPS),
        column(heads),
        column(0),
    )


@pytest.mark.parametrize(
    ("denominator", "years", "rate"),
    [
        ("person_years", Fraction(12 * 900 * 4, 1461), Fraction(240 * 1461, 12 * 900 * 4)),
        ("fte_years", Fraction(12 * 750 * 4, 1461), Fraction(240 * 1461, 12 * 750 * 4)),
        ("mean_heads", Fraction(30), Fraction(8)),
    ],
)
def test_each_denominator(denominator, years, rate) -> None:
    world = _panel(20, 900, 750, 30)
    assert exposure(world, YEAR, denominator=denominator, year_days="365.25") == years
    assert observed_rate(world, YEAR, denominator=denominator, year_days="365.25") == rate


def test_days_per_head_are_yearly_whatever_the_length_of_the_period() -> None:
    world = _panel(20, 900, 750, 30)
    for months in ("2019-01/2019-06", "2019-03", "2019-01/2019-12"):
        assert observed_rate(world, Period.parse(months), denominator="mean_heads", year_days="365") == 8


def test_a_large_month_weighs_more_than_a_small_one() -> None:
    world = _panel([10] * 11 + [0], [300] * 11 + [3000], 0, 20)
    assert observed_rate(world, YEAR, denominator="person_years", year_days="365") == Fraction(
        110 * 365, 11 * 300 + 3000
    )


def test_nobody_is_not_a_rate() -> None:
    with pytest.raises(DataRejected, match="OC-B023"):
        observed_rate(_panel(20, 900, 0, 30), YEAR, denominator="fte_years", year_days="365")
    with pytest.raises(DataRejected, match="OC-D050"):
        observed_rate(_panel(0, 0, 0, 0), YEAR, denominator="person_years", year_days="365")
    with pytest.raises(DataRejected, match="OC-D050"):
        observed_rate(
            _panel(1, 30, 30, 20),
            Period.parse("2019-01/2020-01"),
            denominator="person_years",
            year_days="365",
        )
