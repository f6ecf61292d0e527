"""The rounding modes against the decimal module; ties stand in the table."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.terms.rounding import Rounding
from tests.terms.reference import rounded

MODES = ("half_up", "half_even", "down", "up")
steps = st.sampled_from(
    [Fraction(1, 100), Fraction(1, 10), Fraction(1), Fraction(100), Fraction(1, 4), Fraction(1, 20)]
)


@given(st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 10**4)), steps, st.sampled_from(MODES))
def test_rounding_equals_the_decimal_module(number, to, mode):
    assert Rounding(to, mode).apply(number) == rounded(number, to, mode)


@given(st.fractions(), steps, st.sampled_from(MODES))
def test_rounding_gives_a_multiple_less_than_a_step_away_and_again_itself(number, to, mode):
    rounding = Rounding(to, mode)
    result = rounding.apply(number)
    assert (result / to).denominator == 1
    assert abs(result - number) < to
    assert rounding.apply(result) == result
    assert rounding.apply(-number) == -result


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("half_up", (3, 4, -3, 2, 3)),
        ("half_even", (2, 4, -2, 2, 3)),
        ("down", (2, 3, -2, 2, 2)),
        ("up", (3, 4, -3, 3, 3)),
    ],
)
def test_ties_and_their_neighbours(mode, results):
    numbers = ("2.5", "3.5", "-2.5", "2.499", "2.501")
    assert tuple(Rounding(Fraction(1), mode).apply(Fraction(number)) for number in numbers) == results
