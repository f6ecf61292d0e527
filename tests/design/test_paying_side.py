"""Break-evens as they are shown: as published where that pays, else with a third decimal on the side that does."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.paying_side import at_least_percent, stretch_percent

shares = st.fractions(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(22, 210), "10.48"), (Fraction(11, 42), "26.191"), (Fraction(22, 175), "12.572"),
        (Fraction(12, 100), "12.00"), (Fraction(1, 3), "33.334"), (Fraction(999_999, 1_000_000), "100.00"),
    ],
)  # fmt: skip
def test_what_is_published_is_shown_and_what_would_not_pay_has_a_third_decimal(share, shown):
    assert at_least_percent(share, "en") == shown
    assert at_least_percent(share, "sv") == shown.replace(".", ",")


@settings(deadline=None, max_examples=100)
@given(shares)
def test_what_is_shown_pays_and_begins_as_the_published_figure(share):
    shown = at_least_percent(share, "en")
    assert share * 100 <= Fraction(shown) < share * 100 + Fraction(1, 100)
    assert shown.startswith(fixed_text(share * 100, 2))


def test_a_stretch_ends_where_it_still_pays():
    assert stretch_percent(Fraction(22, 210), Fraction(139_999, 1_000_000), "en") == ("10.48", "13.999")
    assert stretch_percent(Fraction(1, 10), Fraction(1, 3), "en") == ("10.00", "33.33")


@settings(deadline=None, max_examples=100)
@given(shares, st.fractions(min_value=0, max_value=Fraction(1, 10_000)))
def test_what_is_shown_of_a_stretch_lies_in_it_however_thin(first, width):
    low, high = map(Fraction, stretch_percent(first, first + width, "en"))
    assert first * 100 <= low <= high <= (first + width) * 100
