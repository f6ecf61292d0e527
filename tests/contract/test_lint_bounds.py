"""Bounds of the terms: no exact value lies beyond them, and what is known at a point has that point as its bound."""

import math
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.lint import lint, stated_ranges, sweep_lints
from outcome_contracts.contract.lint.bounds import bounds, expression_bounds, measure_bounds
from outcome_contracts.contract.lint.interval import Interval, IntervalArithmetic, times
from outcome_contracts.contract.lint.reference import lint_reference
from outcome_contracts.contract.lint.rules import FIRES_ON, MEASURED, STATIC, SWEPT
from outcome_contracts.notices import catalogue
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tree import Call, walk
from outcome_contracts.terms.tree_json import tree_from_json
from tests.contract.lint_terms import codes, measure, terms
from tests.terms.formulas import UNITS, formulas, values

NAMES = terms(measure("any") + '[lines.due]\nunit = "USD"\nformula = "any * 1 USD/claim"\n')
ROOM = 1e-6


@settings(deadline=None, max_examples=100)
@given(formulas(), values, st.lists(st.integers(1, 9), min_size=len(UNITS), max_size=len(UNITS)))
def test_no_value_lies_beyond_its_bounds(written, at, room):
    tree = tree_from_json(written)
    try:
        value, _ = evaluate(tree, at)
    except EvaluationError:
        return
    known = {
        name: None if isinstance(figure, bool) else Interval(float(figure) - wide, float(figure) + wide)
        for (name, figure), wide in zip(at.items(), room, strict=True)
    }
    found = expression_bounds(NAMES, known, tree)
    assert found is not None
    near = ROOM * max(1.0, abs(float(value)), *(abs(end) for end in found if math.isfinite(end)))
    assert found.low - near <= value <= found.high + near


@settings(deadline=None, max_examples=60)
@given(*[st.tuples(st.fractions(-9, 9), st.fractions(-9, 9))] * 2, st.fractions(0, 1), st.fractions(0, 1))
def test_the_product_and_quotient_of_intervals_hold_those_of_their_points(first, second, one, other):
    (a, b), (c, d) = sorted(map(float, first)), sorted(map(float, second))
    x, y = a + float(one) * (b - a), c + float(other) * (d - c)
    near = 1e-9
    held = times(Interval(a, b), Interval(c, d))
    assert held.low - near <= x * y <= held.high + near
    if abs(y) > 1e-6:
        quotient = IntervalArithmetic().divide(Interval(a, b), Interval(c, d), 0)
        assert quotient.low - near * max(1, abs(x / y)) <= x / y <= quotient.high + near * max(1, abs(x / y))


def test_nothing_times_infinity_is_nothing():
    assert times(Interval(0.0, 0.0), Interval(-math.inf, math.inf)) == (0.0, 0.0)
    assert times(Interval(0.0, 2.0), Interval(1.0, math.inf)) == (0.0, math.inf)


def test_a_sum_over_rows_that_come_with_the_data_has_no_largest_value_and_an_agreed_one_has():
    card = '[tables.card]\ncolumns = ["most"]\n[tables.card.rows]\na = ["10 USD"]\nb = ["20 USD"]\n'
    given_rows = '[tables.people]\nrows = "given"\n'
    claims = measure("claims", more='by = ["card"]') + measure("hours", "hour", more='by = ["people"]')
    agreed = "total(card, min(claims * 1 USD/claim, most))"
    given_ = "total(people, min(hours, 8 hour)) * 1 USD/hour"
    contract = terms(
        card + given_rows + claims + f'[lines.agreed]\nunit = "USD"\nformula = "{agreed}"\n'
        f'[lines.open]\nunit = "USD"\nformula = "{given_}"\n[lines.due]\nunit = "USD"\nformula = "agreed + open"\n'
    )
    found = bounds(contract, measure_bounds(contract))
    assert found["agreed"] == (0.0, 30.0)
    assert found["open"] == (0.0, math.inf)


def test_the_inner_of_two_nested_sums_is_bounded_as_in_any_outer_row():
    contract = terms(
        '[tables.card]\ncolumns = ["price", "repeats"]\n[tables.card.rows]\n'
        'a = ["10 USD/claim", "2 claim/person"]\nb = ["5 USD/claim", "3 claim/person"]\n'
        + '[tables.people]\nrows = "given"\n'
        + measure("claims", "claim/person", more='by = ["people", "card"]')
        + '[lines.due]\nunit = "USD"\nformula = "total(people, 1 person * '
        'cap(total(card, price * cap(claims, repeats)), 9 USD/person))"\n'
    )
    found = bounds(contract, measure_bounds(contract))
    inner = next(node for node in walk(contract.lines[0].formula) if isinstance(node, Call) and node.function == "cap")
    assert expression_bounds(contract, found, inner.arguments[0]) == (0.0, 2 * 10.0 + 3 * 5.0)
    assert expression_bounds(contract, found, inner) == (0.0, 9.0)
    assert [notice.code for notice in lint(contract) if notice.code == "OC-L007"] == ["OC-L007"]


def test_an_expression_of_constants_is_a_point():
    found = bounds(NAMES, measure_bounds(NAMES))
    assert expression_bounds(NAMES, found, tree_from_json(["number", "20", "USD"])) == (20.0, 20.0)
    assert expression_bounds(NAMES, found, tree_from_json(["name", "unknown"])) is None


def test_numbers_beyond_floats_are_infinite_and_nothing_breaks():
    squared = "".join(f'[lines.a{place + 1}]\nformula = "a{place} * a{place}"\n' for place in range(40))
    body = measure("x", "ratio", 2) + '[lines.a0]\nformula = "x * 1000000000000"\n' + squared
    contract = terms(body + '[lines.due]\nunit = "USD"\nformula = "min(a40, 1) * 5 USD"\n')
    assert bounds(contract, measure_bounds(contract))["due"].high == 5.0
    assert "OC-L016" in codes(lint(contract))


def test_every_published_lint_has_a_rule_a_text_and_a_place_where_it_was_seen():
    numbers = {f"L{place:02d}" for place in range(1, 28)}
    assert {*STATIC, *SWEPT, *MEASURED} == numbers == FIRES_ON.keys()
    assert {f"OC-L0{number[1:]}" for number in numbers} <= catalogue().keys()


def test_the_page_of_the_lints_is_made_from_them():
    page = (Path(__file__).parents[2] / "docs" / "lints.md").read_text(encoding="utf-8")
    assert page == lint_reference()


def test_a_rational_is_the_float_nearest_to_it():
    assert IntervalArithmetic().number(Fraction(1, 3)) == (1 / 3, 1 / 3)


SEK = """
id = "any"
title = {{ sv = "A", en = "A" }}
currency = "SEK"
rules = "1"
term = {{ start = 2020-01-01, months = 36 }}
parties = {{ a = {{ name = {{ sv = "A", en = "A" }} }}, b = {{ name = {{ sv = "B", en = "B" }} }} }}
{measures}
[lines.due]
unit = "SEK"
formula = '{formula}'
[flows.due]
from = "a"
to = "b"
amount = "due"
negative = "repaid"
round = {{ to = "0.01", mode = "half_up" }}
"""


@settings(deadline=None, max_examples=20)
@given(formulas(unit="SEK", depth=3))
def test_every_contract_can_be_linted(written):
    expected = {
        "ratio": 'typical = "3", low = "-2", high = "9", standard_error = "1", no_effect = "0"',
        "truth": 'typical = "true"',
    }
    measures = "".join(
        measure(name, str(unit), 2, more=f"plausible = {{ {expected.get(str(unit), expected['ratio'])} }}")
        for name, unit in UNITS.items()
    )
    text = SEK.format(measures=measures, formula=formula_text(tree_from_json(written)))
    contract = contract_from_bytes(text.encode(), "any.toml")
    found = (*lint(contract), *sweep_lints(contract, stated_ranges(contract)))
    assert all(notice.text("sv") and notice.text("en") for notice in found)
    assert codes(found).count("OC-L016") <= 1
