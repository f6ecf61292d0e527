"""Formulas in Python: the trees of the language and no others, and every mistake said where it is made."""

import inspect

import pytest
from hypothesis import given, settings

from outcome_contracts.contract import build
from outcome_contracts.contract.build import (
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    bands,
    below,
    choose,
    corridor,
    deadband,
    deemed,
    equals,
    functions,
    gate,
    milestones,
    money,
    negated,
    number,
    percent,
    previous,
    ramp,
    ref,
    slab,
    steps,
    sum_previous,
    total,
    truth,
    weighted,
)  # fmt: skip
from outcome_contracts.contract.build.formula_source import FormulaSource
from outcome_contracts.notices import UsageError
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.tree import TRUTHS
from outcome_contracts.terms.tree_json import tree_from_json
from tests.terms.formulas import formulas, truths

A, B, X = ref("a"), ref("b"), ref("x")
P, Q = truth("p"), truth("q")
BUILDER = {name: getattr(build, name) for name in build.__all__}

WRITTEN = {
    "a + b + 1": A + B + 1,
    "a + (b + 1)": A + (B + 1),
    "2 * a - b / 3": 2 * A - B / 3,
    "1 - a": 1 - A,
    "1 / a": 1 / A,
    "1 + a": 1 + A,
    "-a * b": -A * B,
    "-3 * a": -3 * A,
    "0.75": number("0.75"),
    "36 month": number(36, "month"),
    "12 %": percent("12"),
    "12.50 %": percent("12.50"),
    "6 000 000 SEK": money("6000000", "SEK"),
    "240 USD/claim": money(240, "USD/claim"),
    "if a >= b then a else 0": choose(A >= B, A, 0),
    "if a = 0 and p or not q then 1 else 0": choose((equals(A, 0) & P) | ~Q, 1, 0),
    "if p and q and a < 1 then 1 else 0": choose(all_of(P, Q, A < 1), 1, 0),
    "if p or a > 1 or a <= 0 then 1 else 0": choose(any_of(P, A > 1, A <= 0), 1, 0),
    "if not (p and q) then 1 else 0": choose(negated(P & Q), 1, 0),
    "min(a, b, 1)": build.min(A, B, 1),
    "ramp(x, 0 % -> 0, target -> 1)": ramp(X, (percent(0), 0), (ref("target"), 1)),
    "steps(x, >= 8 % -> 4800000 SEK, > 10 % -> 9600000 SEK)": steps(
        X, at_least(percent("8"), money("4800000", "SEK")), above(percent("10"), money("9600000", "SEK"))
    ),
    "slab(x, >= 0 -> 5, > 10 -> 4)": slab(X, at_least(0, 5), above(10, 4)),
    "bands(x, from 20 % retroactive, 0 % -> a, 30 % -> b)": bands(
        X, (percent(0), A), (percent(30), B), retroactive_from=percent(20)
    ),
    "bands(x, 0 -> a)": bands(X, (0, A)),
    "corridor(x, <= -2 % -> a, > 2 % -> b)": corridor(X, at_most(-percent(2), A), above(percent(2), B)),
    "corridor(x, < 0 -> a, >= 2 -> b)": corridor(X, below(0, A), at_least(2, B)),
    "deadband(x, -2 %, 2 %, excess)": deadband(X, -percent(2), percent(2), "excess"),
    'gate(p, else "4.3 no consent")': gate(P, otherwise="4.3 no consent"),
    'deemed(p, a, b, because "8.2")': deemed(P, A, B, because="8.2"),
    "weighted(capped, 40 % -> a, 60 % -> b)": weighted("capped", (percent(40), A), (percent(60), B)),
    "milestones(in_order, p -> 1 SEK, a > 1 -> 2 SEK)": milestones(
        "in_order", (P, money(1, "SEK")), (A > 1, money(2, "SEK"))
    ),
    "total(card, price * claims)": total("card", ref("price") * ref("claims")),
    "previous(due, 0) + sum_previous(due)": previous("due", 0) + sum_previous("due"),
}  # fmt: skip


def code(build_it):
    with pytest.raises(UsageError) as refusal:
        build_it()
    assert all(notice.text("sv") and notice.text("en") for notice in refusal.value.notices)
    return refusal.value.notices[0].code


@pytest.mark.parametrize("text", WRITTEN)
def test_python_and_text_give_the_same_tree(text):
    assert WRITTEN[text].node == parse(text)
    assert parse(str(WRITTEN[text])) == parse(text)


def test_every_function_of_the_language_has_its_builder_and_nothing_else_has():
    edges = {"at_least", "above", "at_most", "below"}
    own = {
        name
        for name, found in inspect.getmembers(functions, inspect.isfunction)
        if found.__module__ == functions.__name__
    }
    assert {name for name in own if not name.startswith("_")} - edges == FUNCTIONS.keys()
    assert FUNCTIONS.keys() | edges <= set(build.__all__)
    assert all(getattr(build, name) is getattr(functions, name) for name in FUNCTIONS)


def rebuilt(tree):
    """A tree built again by the Python that is written for it."""
    source = FormulaSource()
    shape = source.condition(tree) if type(tree) in TRUTHS else source.quantity(tree)
    assert source.used <= BUILDER.keys()
    for written in (shape.flat(), shape.written(" " * 60)):
        expression = eval(f"({written})", dict(BUILDER))
        assert expression.node == tree
    return expression


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_worked_examples_of_every_function_are_built_again(name):
    for example in FUNCTIONS[name].examples:
        rebuilt(parse(example.formula))


@given(formulas())
@settings(max_examples=80, deadline=None)
def test_any_formula_built_in_python_is_its_own_tree(data):
    rebuilt(tree_from_json(data))


@given(truths())
@settings(max_examples=50, deadline=None)
def test_any_condition_built_in_python_is_its_own_tree(data):
    tree = tree_from_json(data)
    if type(tree) in TRUTHS:
        rebuilt(tree)


def test_the_double_equals_sign_asks_whether_two_formulas_say_the_same():
    assert ref("a") + 1 == ref("a") + 1
    assert hash(ref("a")) == hash(ref("a"))
    assert ref("a") != ref("b")
    assert ref("p") != truth("p")  # a number and a truth
    assert equals(A, 3).node == parse("if a = 3 then 1 else 0").condition
    assert code(lambda: gate(A == 3, otherwise="no")) == "OC-C060"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: A < X < B, lambda: (P and Q), lambda: not P, lambda: (P or Q), lambda: bool(A),
        lambda: min(A, B), lambda: 1 if A > B else 0, lambda: max(A, B),
    ],
)  # fmt: skip
def test_what_python_would_silently_drop_is_refused(mistake):
    assert code(mistake) == "OC-C061"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: A + 0.5, lambda: 0.5 * A, lambda: number(0.5), lambda: percent(12.0), lambda: A + True, lambda: A + "b",
        lambda: A + None, lambda: A > 0.1, lambda: ramp(X, (0.0, 0), (1, 1)), lambda: ramp(0.5, (0, 0), (1, 1)),
    ],
)  # fmt: skip
def test_no_float_and_no_text_enters_a_formula(mistake):
    assert code(mistake) == "OC-C060"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: ref("a + b"), lambda: ref("A"), lambda: ref("if"), lambda: ref("SEK"), lambda: ref("d\u0430y"),
        lambda: ref(""), lambda: truth("not p"), lambda: total("card, 1", A), lambda: previous("due)", 0),
        lambda: ref("day"), lambda: number("1e3"), lambda: number("-1"), lambda: number("NaN"), lambda: number("1,5"),
        lambda: number("1 000"),
        lambda: number("9" * 41), lambda: number(10**40), lambda: number(10**100_000), lambda: number("٤"),
        lambda: number(1, "day + 1"), lambda: number(1, "truth"), lambda: number(1, "1/day"), lambda: money(1, "day"),
        lambda: percent(-12), lambda: money("5 SEK", "SEK"),
        lambda: gate(P, otherwise='a" + "b'), lambda: gate(P, otherwise="a\nb"), lambda: deemed(P, A, B, because="\\"),
        lambda: gate(A, otherwise="no"), lambda: choose(A, 1, 0), lambda: ~P & A, lambda: negated(True), lambda: A + P,
        lambda: deadband(X, 0, 1, "both"), lambda: steps(X, below(1, 2)), lambda: corridor(X, above(1, 2), above(1, 2)),
        lambda: ramp(X, (1, 2, 3), (2, 3)), lambda: ramp(X, 1, 2), lambda: milestones("in_order", (P, 1, 2)),
    ],
)  # fmt: skip
def test_what_no_file_could_say_is_refused_where_it_is_said(mistake):
    assert code(mistake) == "OC-C060"


def test_a_text_of_the_wrong_form_is_not_said_to_be_of_the_wrong_type():
    with pytest.raises(UsageError) as refusal:
        ref("a + b")
    assert "The argument name of a builder is not a name of a–z, 0–9 and _" in str(refusal.value)


def test_a_form_that_a_function_does_not_take_is_refused_as_in_a_file():
    assert code(lambda: milestones("offsetting", (P, 1))) == "OC-T004"
    assert code(lambda: build.compound(percent(5), 2, 99)) == "OC-T004"


def test_a_formula_grows_no_further_than_in_a_file():
    wide = A
    for _ in range(2_000):
        wide = wide + A
    assert parse(str(wide)) == wide.node
    assert code(lambda: endlessly(lambda grown: grown + A)) == "OC-T009"
    assert code(lambda: endlessly(lambda grown: -grown)) == "OC-T009"
    assert code(lambda: endlessly(lambda grown: grown * grown)) == "OC-T009"
    assert code(lambda: gate(P, otherwise="x" * 10_001) + 0) == "OC-T009"


def endlessly(grow):
    grown = A
    for _ in range(10_000):
        grown = grow(grown)
    return grown


def test_the_deepest_formula_of_a_file_can_be_built():
    for text in ("-" * 99 + "a", "a - (" * 49 + "a" + ")" * 49, "a + (b - (" * 45 + "a" + "))" * 45):
        rebuilt(parse(text))
