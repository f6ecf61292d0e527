"""Where an amount is not below zero: solved on straight pieces, closed in on over whole numbers."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.design.self_financing.surplus import Stretch, closed_in, surplus_of, surplus_on_grid
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.piecewise import piecewise, value_at
from outcome_contracts.terms.tables import NO_TABLES

LOW, HIGH = Fraction(-1), Fraction(2)


def amount(text):
    read = piecewise(
        {"y": parse(text)}, {}, NO_TABLES, truths=frozenset(), variable="x", low=LOW, high=HIGH
    )  # fmt: skip
    return read["y"]


def stretches(text):
    return [(one.first, one.last) for one in surplus_of(amount(text))]


def test_all_zeros_are_found():
    assert stretches("x - 0.3") == [(Fraction(3, 10), HIGH)]
    assert stretches("0.3 - x") == [(LOW, Fraction(3, 10))]
    assert stretches("min(x, 1 - x)") == [(0, 1)]
    assert stretches("max(-x, x - 1)") == [(LOW, 0), (1, HIGH)]


def test_a_touch_is_a_stretch_of_one_value_and_nothing_is_none():
    assert stretches("min(x, -x)") == [(0, 0)]
    assert stretches("-1") == [] and stretches("0") == [(LOW, HIGH)]


def test_a_jump_over_zero_is_where_it_jumps():
    assert stretches("if x >= 0.5 then 1 else -1") == [(Fraction(1, 2), HIGH)]
    assert stretches("if x > 0.5 then 1 else -1") == [(Fraction(1, 2), HIGH)]
    assert stretches("if x = 0.5 then 1 else -1") == [(Fraction(1, 2), Fraction(1, 2))]
    assert stretches("if x = 0.5 then -1 else 1") == [(LOW, Fraction(1, 2)), (Fraction(1, 2), HIGH)]


PARTS = st.sampled_from(["x", "-x", "x - 1", "1 - x", "ramp(x, 0 -> -1, 1 -> 2)", "steps(x, >= 0.25 -> -2, >= 1 -> 1)"])


@settings(deadline=None, max_examples=60)
@given(PARTS, PARTS, st.sampled_from(["min", "max"]), st.integers(-100, 200))
def test_inside_a_stretch_it_is_not_below_zero_and_outside_it_is(one, other, function, place):
    found, x = amount(f"{function}({one}, {other}) + 0.1"), Fraction(place, 100)
    told = [stretch for stretch in surplus_of(found) if stretch.first <= x <= stretch.last]
    edges = {end for stretch in surplus_of(found) for end in (stretch.first, stretch.last)}
    assert bool(told) is (value_at(found, x) >= 0) or x in edges


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 300), max_size=5, unique=True).map(sorted))
def test_on_whole_numbers_every_change_between_two_points_is_found(changes):
    def pays(number):
        return sum(number >= change for change in changes) % 2 == 1

    found = surplus_on_grid(pays, range(301))
    assert {number for low, high in found for number in range(low, high + 1)} == set(filter(pays, range(301)))


def test_far_points_see_one_change_each():
    assert surplus_on_grid(lambda number: number >= 777, [0, 1000]) == ((777, 1000),)
    assert surplus_on_grid(lambda number: 300 <= number < 777, [0, 500, 1000]) == ((300, 776),)


@settings(deadline=None, max_examples=40)
@given(st.fractions(0, 1, max_denominator=97), st.fractions(Fraction(1, 1000), Fraction(1, 2), max_denominator=1000))
def test_halving_keeps_the_change_within_the_tolerance(change, tolerance):
    low, high = closed_in(lambda x: x >= change, Fraction(-1), Fraction(2), tolerance=tolerance)
    assert low < change <= high and high - low <= tolerance


def test_a_stretch_as_plain_data_is_exact():
    assert Stretch(Fraction(1, 3), Fraction(1, 2)).to_dict() == {"first": "1/3", "last": "0.5"}
