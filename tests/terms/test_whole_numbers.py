"""Whole numbers in floats, up to where they end: sums, products, comparisons and roundings beside every limit."""

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.arrays.draws import draws, off_step
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.vectorised import evaluate_lives
from tests.terms.test_exactness import MODES, claims_hold

near_limits = st.builds(
    lambda bits, beside, sign: sign * (2**bits + beside),
    st.sampled_from((30, 44, 46, 47, 48, 49, 50, 51, 52, 53)),
    st.integers(-9, 9),
    st.sampled_from((1, -1)),
)


def whole(*numbers):
    return draws(np.array(numbers, dtype=float), Fraction(1))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("per", [2, 3, 7, 40, 98, 200, 999, 1000])
def test_a_quotient_of_whole_numbers_is_rounded_exactly_or_not_said_to_be(mode, per):
    """Multiples, ties and what lies one beside them, up to every limit; each limit is a range of its own."""
    random, rounding = np.random.default_rng(per), Rounding(Fraction(1), mode)
    for bits in (20, 47, 48, 49, 50, 51, 52, 53):
        wholes = random.integers(2 ** (bits - 1) // per, 2**bits // per, 40) * per
        numbers = (wholes[:, None] + [0, per // 2, per - per // 2] + np.array([[-1]] * 20 + [[0]] * 20)).ravel()
        numbers = np.minimum(np.concatenate((numbers, -numbers[::7])), 2**bits - 1)
        found = evaluate_lives({"y": (parse(f"x / {per}"), rounding)}, ({"x": whole(*numbers)},), outputs=("y",))
        claims_hold(found, "y", [rounding.apply(Fraction(number, per)) for number in numbers.tolist()])
        assert bits > 47 or found.errors["y"] == 0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(near_limits, near_limits), min_size=1, max_size=4), st.sampled_from(("1", "3", "0.1")))
def test_sums_products_and_comparisons_are_exact_or_not_said_to_be(pairs, factor):
    pairs = [(x, y) for x, y in pairs if max(abs(x), abs(y)) <= 2**53] or [(1, 2)]
    columns = {name: whole(*column) for name, column in zip(("x", "y"), zip(*pairs, strict=True), strict=True)}
    forms = (f"x + {factor} * y", f"x - y * {factor}", f"x * y * {factor}", f"min(x, {factor} * y)",
             f"if x > {factor} * y then x else y", f"max(x - {factor}, y)")  # fmt: skip
    lines = {f"y{place}": (parse(form), None) for place, form in enumerate(forms)}
    found, times = evaluate_lives(lines, (columns,), outputs=tuple(lines)), Fraction(factor)
    exact = (
        lambda x, y: x + times * y, lambda x, y: x - y * times, lambda x, y: x * y * times,
        lambda x, y: min(x, times * y), lambda x, y: x if x > times * y else y, lambda x, y: max(x - times, y),
    )  # fmt: skip
    for name, rule in zip(lines, exact, strict=True):
        claims_hold(found, name, [rule(Fraction(x), Fraction(y)) for x, y in pairs])


def test_beyond_two_to_the_power_of_53_nothing_is_said_to_be_exact():
    lines = {"y": (parse("x + z"), None)}
    last = evaluate_lives(lines, ({"x": whole(2**52, 1), "z": whole(2**52, 2)},), outputs=("y",))
    assert last.errors == {"y": 0.0}
    beyond = evaluate_lives(lines, ({"x": whole(2**52, 1), "z": whole(2**52 + 1, 2)},), outputs=("y",))
    assert 0 < beyond.errors["y"] < 100
    claims_hold(beyond, "y", [Fraction(2**53 + 1), Fraction(3)])


def test_what_a_number_very_near_to_nothing_divides_has_no_bound():
    lines = {"y": (parse("1 / (x / 3 - z / 3)"), None)}
    near = {"x": draws(np.array([1.0, 2.0 + 2**-50])), "z": draws(np.array([3.0, 2.0]))}
    assert evaluate_lives(lines, (near,), outputs=("y",)).errors["y"] == inf


@pytest.mark.parametrize(("step", "off"), [(Fraction(1, 100), 2), (Fraction(1, 20), 3), (Fraction(1, 1000), 1)])
def test_a_float_is_on_a_step_where_it_is_the_nearest_to_a_multiple(step, off):
    array = np.array([0.35, 0.1 + 0.2 + 2e-16, 1.01, -7.0, 0.125])
    assert off_step(array, step) == off


@pytest.mark.parametrize("mode", MODES)
def test_a_difference_much_smaller_than_what_it_is_taken_from_meets_its_ties(mode):
    paid = range(10**12 - 60, 10**12 + 60)
    figures = draws(np.array([0.0, *(count / 1000 for count in paid)]), Fraction(1, 1000))
    lines = {"y": (parse("1000000000.005 - x"), Rounding(Fraction(1, 100), mode))}
    found = evaluate_lives(lines, ({"x": figures},), outputs=("y",))
    agreed, rounding = Fraction(10**12 + 5, 1000), Rounding(Fraction(1, 100), mode)
    claims_hold(found, "y", [rounding.apply(agreed - Fraction(count, 1000)) for count in (0, *paid)])
    assert found.errors["y"] == 0


@pytest.mark.parametrize("bits", [50, 51, 52, 53])
def test_figures_of_so_many_hundredths_that_floats_confuse_them_are_not_said_to_be_exact(bits):
    counts = range(2**bits - 200, 2**bits)
    figures = draws(np.array([count / 100 for count in counts]), Fraction(1, 100))
    found = evaluate_lives({"y": (parse("x * 3"), None)}, ({"x": figures},), outputs=("y",))
    claims_hold(found, "y", [Fraction(count * 3, 100) for count in counts])
    assert (found.errors["y"] == 0) is (bits == 50)


@pytest.mark.parametrize(("bits", "off"), [(50, 0), (51, 0), (52, 0), (53, 200)])
def test_figures_on_the_step_are_found_so_as_long_as_floats_tell_them_apart(bits, off):
    assert off_step(np.array([count / 100 for count in range(2**bits - 200, 2**bits)]), Fraction(1, 100)) == off


def test_an_offset_that_is_no_float_makes_no_exact_number():
    lines = {"y": (parse("x + 3 * z"), None)}
    far = {"x": whole(2**52, 2**52 + 1), "z": Fraction(-(2**52) + 1)}
    found = evaluate_lives(lines, (far,), outputs=("y",))
    claims_hold(found, "y", [Fraction(2**52 + step) - 3 * (2**52 - 1) for step in (0, 1)])
