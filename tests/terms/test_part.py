"""The laws of part: money divided to the last öre, whatever the amount, the weights and the coin."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.terms import reference
from tests.terms.calls import listed, refusal, value

ORE = Fraction(1, 100)
amounts = st.one_of(
    st.fractions(-(10**6), 10**6, max_denominator=1000),
    st.integers(-(10**8), 10**8).map(lambda count: count * ORE),
    st.integers(-20, 20).map(lambda count: count * ORE),
)
coins = st.sampled_from(("0.01", "1", "0.25", "7.5"))
weights = st.lists(st.one_of(st.integers(0, 5).map(Fraction), st.fractions(0, 3)), min_size=1, max_size=6).filter(any)


def parts(amount, coin, sizes):
    named = ", ".join(f"w{place}" for place in range(len(sizes)))
    names = {"amount": amount, **listed(w=sizes)}
    return [value(f"part(amount, {place + 1}, {coin}, {named})", **names) for place in range(len(sizes))]


@settings(max_examples=80, deadline=None)
@given(amounts, coins, weights)
def test_the_parts_sum_to_the_amount_whatever_it_is(amount, coin, sizes):
    assert sum(parts(amount, coin, sizes)) == amount


@settings(max_examples=40, deadline=None)
@given(amounts, coins, weights)
def test_every_part_is_within_one_step_of_its_share(amount, coin, sizes):
    for part, weight in zip(parts(amount, coin, sizes), sizes, strict=True):
        assert abs(part - amount * weight / sum(sizes)) < Fraction(coin)


@settings(max_examples=40, deadline=None)
@given(amounts, coins, weights)
def test_the_parts_are_those_of_the_steps_given_out_one_by_one(amount, coin, sizes):
    assert parts(amount, coin, sizes) == reference.divided(amount, Fraction(coin), sizes)


@settings(max_examples=40, deadline=None)
@given(amounts, coins, weights)
def test_an_amount_in_whole_steps_is_divided_in_whole_steps(amount, coin, sizes):
    step = Fraction(coin)
    assert all((part / step).denominator == 1 for part in parts(amount // step * step, coin, sizes))


@settings(max_examples=25, deadline=None)
@given(amounts, coins, weights)
def test_a_negative_amount_is_divided_like_its_opposite(amount, coin, sizes):
    assert parts(-amount, coin, sizes) == [-part for part in parts(amount, coin, sizes)]


@settings(max_examples=25, deadline=None)
@given(amounts, coins, weights, st.fractions(Fraction(1, 50), 50))
def test_only_the_proportions_of_the_weights_count(amount, coin, sizes, factor):
    assert parts(amount, coin, [factor * size for size in sizes]) == parts(amount, coin, sizes)


@settings(max_examples=25, deadline=None)
@given(amounts, coins, weights)
def test_who_has_no_weight_gets_nothing_and_the_heavier_never_less(amount, coin, sizes):
    got = parts(abs(amount), coin, sizes)
    assert all(part == 0 for part, size in zip(got, sizes, strict=True) if size == 0)
    by_weight = sorted(zip(sizes, got, strict=True))
    assert all(low <= high for (a, low), (b, high) in pairwise(by_weight) if a < b)


def test_ties_go_to_the_first_named():
    assert parts(Fraction(100), "0.01", [Fraction(1)] * 3) == [Fraction("33.34"), Fraction("33.33"), Fraction("33.33")]
    assert parts(2 * ORE, "0.01", [Fraction(1)] * 4) == [ORE, ORE, 0, 0]
    assert parts(ORE / 2, "0.01", [Fraction(1)] * 2) == [ORE / 2, 0]


@pytest.mark.parametrize(
    ("formula", "code", "found"),
    [("part(a, 1, 0.01, w, 2)", "OC-T027", "-1"), ("part(a, 2, 0.01, 0 * w, 0)", "OC-T029", "0")],
)
def test_weights_that_divide_nothing_are_refused(formula, code, found):
    assert refusal(formula, a=Fraction(1), w=Fraction(-1)) == (code, {"function": "part", "found": found})
