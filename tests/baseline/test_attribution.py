"""Parts that are the difference: in order, whatever the order, and to the step."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.disputes.attribution import MOST_CAUSES, in_order, order_free, sets_of, to_the_step
from outcome_contracts.notices import UsageError

LAW = settings(max_examples=40, deadline=None)
NAMES = ("a", "b", "c", "d")

fractions = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=997)


@st.composite
def games(draw: st.DrawFn, names: tuple[str, ...] = NAMES):
    """A value for every set of causes."""
    used = names[: draw(st.integers(1, len(names)))]
    return used, {chosen: draw(fractions) for chosen in sets_of(used)}


@LAW
@given(games(), st.randoms())
def test_parts_sum_to_the_difference_exactly(game, random):
    names, values = game
    order = random.sample(names, len(names))
    difference = values[frozenset(names)] - values[frozenset()]
    assert sum(in_order(values.__getitem__, order).values()) == difference
    assert sum(order_free(values.__getitem__, order).values()) == difference


@LAW
@given(games())
def test_the_order_free_part_is_the_mean_over_all_orders(game):
    names, values = game
    orders = [in_order(values.__getitem__, order) for order in permutations(names)]
    mean = {name: sum(order[name] for order in orders) / Fraction(len(orders)) for name in names}
    assert order_free(values.__getitem__, names) == mean


@LAW
@given(games(), st.randoms())
def test_the_order_free_part_does_not_see_the_order(game, random):
    names, values = game
    shuffled = order_free(values.__getitem__, random.sample(names, len(names)))
    assert list(shuffled.items()) == list(order_free(values.__getitem__, names).items())


@LAW
@given(games(NAMES[:3]))
def test_a_cause_that_changes_nothing_has_no_part(game):
    names, values = game

    def value(chosen):
        return values[chosen - {"idle"}]

    assert in_order(value, ("idle", *names))["idle"] == 0
    assert order_free(value, (*names, "idle"))["idle"] == 0
    assert {name: part for name, part in order_free(value, (*names, "idle")).items() if name != "idle"} == order_free(
        value, names
    )


def test_no_cause_has_no_part():
    assert in_order(lambda _: Fraction(7), ()) == order_free(lambda _: Fraction(7), ()) == {}
    assert to_the_step({}, Fraction(1)) == {}


@LAW
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), fractions),
    st.sampled_from((Fraction(1, 100), Fraction(3), Fraction(1, 7))),
)
def test_rounded_parts_sum_to_the_rounded_sum_and_move_by_less_than_a_step(parts, step):
    rounded, total = to_the_step(parts, step), sum(parts.values(), Fraction(0))
    assert abs(sum(rounded.values()) - total) <= step / 2
    for name, part in parts.items():
        assert (rounded[name] / step).denominator == 1
        assert abs(rounded[name] - part) < step


@LAW
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-500, 500).map(lambda n: Fraction(n, 300))), st.randoms()
)
def test_rounding_does_not_see_the_order_and_leaves_nothing_nothing(parts, random):
    parts = parts | {"nothing": Fraction(0)}
    shuffled = dict(random.sample(list(parts.items()), len(parts)))
    assert to_the_step(shuffled, Fraction(1, 100)) == to_the_step(parts, Fraction(1, 100))
    assert to_the_step(parts, Fraction(1, 100))["nothing"] == 0


def test_a_half_goes_away_from_zero_and_to_the_first_name():
    half = Fraction(1, 4)
    assert to_the_step({"b": half, "a": half}, Fraction(1)) == {"a": 1, "b": 0}
    assert to_the_step({"b": -half, "a": -half}, Fraction(1)) == {"a": 0, "b": -1}


def test_what_cannot_be_attributed_is_refused():
    with pytest.raises(UsageError, match=r"OC-B100.*0 – 8; given is 9"):
        order_free(lambda _: Fraction(0), [str(number) for number in range(MOST_CAUSES + 1)])
    with pytest.raises(UsageError, match="OC-B100"):
        in_order(lambda _: Fraction(0), ("a", "a"))
    with pytest.raises(UsageError, match="OC-B100"):
        to_the_step({"a": Fraction(1)}, Fraction(0))
