"""A formula's three forms: its text, its tree, its canonical JSON. Each gives the others back."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree import DEEPEST, Number
from outcome_contracts.terms.tree_json import _Reader, tree_from_json, tree_to_json
from outcome_contracts.terms.units import currency
from tests.terms.formulas import formulas, truths


def refusal(formula, units=frozenset()):
    with pytest.raises(FormulaError) as refused:
        parse(formula, units)
    return refused.value.problem


@given(formulas() | truths())
def test_the_reader_knows_a_length_that_no_text_exceeds(data):
    reader = _Reader(frozenset())
    assert len(formula_text(reader.node(data, 1))) <= reader.longest


@settings(max_examples=120)
@given(st.one_of(formulas(), truths()))
def test_the_text_of_a_tree_parses_to_the_tree(data):
    tree = tree_from_json(data)
    assert parse(formula_text(tree)) == tree


@settings(max_examples=60)
@given(st.one_of(formulas(), truths()))
def test_the_json_of_a_tree_gives_the_tree(data):
    tree = tree_from_json(data)
    assert tree_from_json(json.loads(json.dumps(tree_to_json(tree)))) == tree


@pytest.mark.parametrize(
    "formula",
    [
        "a - (b - c)",
        "a - b - c",
        "(a + b) * c / d",
        "a / (b * c)",
        "-(a + b)",
        "--a",
        "-a * b",
        "(if a > b then c else d) + 1",
        "if a > b and not (c = d or e < f) then 1 else if g >= 2 then 2 else 3",
        'gate(a > 0 or b > 0, else "two, of ”three”")',
        "steps(x, >= 8.5 % -> 4800000 USD, > 10 % -> 9600000 USD)",
        "bands(x, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)",
        "5 day/person_year * 12 SEK/day",
        "3 day*day + 5 SEK/day/day",
        "min(a, -b, c)",
        "deadband(x, -2 day, 3 day, first_unit)",
        "corridor(x, <= -2 % -> -1 SEK, > 2 % -> 1 SEK)",
        "weighted(capped, 40 % -> a, 60 % -> b)",
        "milestones(in_order, a > 1 and b > 2 -> 3 SEK, c or d -> 4 SEK)",
        'deemed(a, 1, 2, because "6.2 no data")',
        "total(people, persons * cap(total(card, price * cap(count, repeats)), person_cap))",
    ],
)
def test_a_formula_is_printed_as_people_write_it(formula):
    assert formula_text(parse(formula)) == formula


@pytest.mark.parametrize(
    ("formula", "value", "unit"),
    [("1 000 000 SEK", 10**6, "SEK"), ("12 %", Fraction(12, 100), None), ("12%", Fraction(12, 100), None),
     ("007.50", Fraction(15, 2), None), ("5SEK", 5, "SEK"), ("1\n000", None, None)],
)  # fmt: skip
def test_numbers(formula, value, unit):
    if value is None:
        assert refusal(formula).code == "OC-T001"
    else:
        tree = parse(formula)
        assert isinstance(tree, Number)
        assert tree.value == value
        assert tree.unit == (currency(unit) if unit else tree.unit)


@pytest.mark.parametrize(
    ("formula", "code", "at"),
    [
        ("", "OC-T001", 0),
        ("1 +", "OC-T001", 3),
        ("(1", "OC-T001", 2),
        ("1 2", "OC-T001", 2),
        ("a b", "OC-T001", 2),
        ("min(1, )", "OC-T001", 7),
        ('gate(a > 1, else "x)', "OC-T002", 17),
        ("if a > 1 then 2", "OC-T001", 15),
        ("1.5.2", "OC-T002", 3),
        ("1e400", "OC-T007", 1),
        ("NaN", "OC-T002", 0),
        ("1 × 2", "OC-T002", 2),
        ("fee − 1", "OC-T002", 4),
        ("fе + 1", "OC-T002", 1),
        ("a ** b", "OC-T001", 3),
        ("a^2", "OC-T002", 1),
        ("__import__", "OC-T002", 0),
        ('gate(a > 1, else "\ud800")', "OC-T002", 17),
        ("maxx(1, 2)", "OC-T003", 0),
        ("1 + clamp(1, 2)", "OC-T004", 4),
        ("min(1)", "OC-T004", 0),
        ("min(1, 2 -> 3)", "OC-T004", 0),
        ("steps(x, < 3 -> 1)", "OC-T004", 0),
        ("ramp(x, 1 -> 2)", "OC-T004", 0),
        ("steps(x, = 3 -> 1)", "OC-T001", 9),
        ("excess + 1", "OC-T001", 0),
        ("deadband(x, 1, 2, excess + 1)", "OC-T001", 25),
        ("deadband(x, 1, 2, Excess)", "OC-T002", 18),
        ("deemed(a, 1, 2, because 3)", "OC-T001", 24),
        ("corridor(x, < 1, > 2 -> 3)", "OC-T001", 15),
        ("bands(x, from 2 retroactive)", "OC-T004", 0),
        ('gate(else "x", a > 1)', "OC-T004", 0),
        ("2 dag", "OC-T007", 2),
        ("5 truth", "OC-T007", 2),
        ("5 day/day/day", "OC-T007", 2),
        ("1,5 * a", "OC-T012", 1),
        ("1 + day", "OC-T014", 4),
        ("SEK * 2", "OC-T014", 0),
        ("9" * 41, "OC-T009", 0),
        ("1" + " + 1" * 3000, "OC-T009", 0),
        ("1" + "+1-1" * DEEPEST, "OC-T009", 0),
        ("(" * 151 + "1" + ")" * 151, "OC-T009", 150),
        ("not " * DEEPEST + "a", "OC-T009", 4 * DEEPEST),
        ("2 * if a > b then 1 else 2", "OC-T001", 4),
        ("-if a > b then 1 else 2", "OC-T001", 1),
        ("not if a > b then 1 else 2", "OC-T001", 4),
        ("a + not b", "OC-T001", 4),
        ("a < b < c", "OC-T001", 6),
        ("not a < b = c", "OC-T001", 10),
        ("a and b < c < d", "OC-T001", 12),
        ("if a then b else c < d < e", "OC-T001", 23),
        ("5 ratio", "OC-T007", 2),
    ],
)
def test_what_is_no_formula_is_refused_where_it_stops_being_one(formula, code, at):
    found = refusal(formula)
    assert (found.code, found.at) == (code, at)


def test_every_formula_that_can_be_written_can_be_kept_as_json():
    deepest = parse("1" + "+1-1" * ((DEEPEST - 1) // 2))
    assert tree_from_json(tree_to_json(deepest)) == deepest
    nested = parse("ramp(x, 0 -> 0, 1 -> " * 25 + "1" + ")" * 25)
    assert tree_from_json(tree_to_json(nested)) == nested


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "OC-T015"),
        (5, "OC-T015"),
        ({}, "OC-T015"),
        ([], "OC-T015"),
        ([[]], "OC-T015"),
        (["number", "5"], "OC-T015"),
        (["number", 5, "SEK"], "OC-T015"),
        (["number", "-5", "SEK"], "OC-T015"),
        (["number", "1e5", "SEK"], "OC-T015"),
        (["number", "1", "1/day"], "OC-T015"),
        (["number", "1", "truth"], "OC-T015"),
        (["number", "1" * 41, "SEK"], "OC-T015"),
        (["name", "flow.supplier"], "OC-T015"),
        (["name", "a\nb"], "OC-T015"),
        (["reason", 'a"b'], "OC-T015"),
        (["reason", "a\\b"], "OC-T015"),
        (["reason", "\ud800"], "OC-T015"),
        (["+", ["name", "a"]], "OC-T015"),
        (["eval", "1"], "OC-T015"),
        (["call", "exec", ["name", "a"]], "OC-T003"),
        (["call", "a\nb", ["name", "a"]], "OC-T015"),
        (["call", "min", ["name", "a"]], "OC-T004"),
        (["name", "if"], "OC-T015"),
        (["name", "day"], "OC-T015"),
        (["point", ["name", "a"], ["name", "b"]], "OC-T015"),
        (["reason", "a"], "OC-T015"),
        (["mode", "excess"], "OC-T015"),
        (["because", "a"], "OC-T015"),
        (["call", "deadband", ["name", "x"], ["name", "x"], ["name", "x"], ["mode", "all"]], "OC-T015"),
        (["call", "deadband", ["name", "x"], ["name", "x"], ["name", "x"], ["mode", ["excess"]]], "OC-T015"),
        (["call", "deadband", ["name", "x"], ["name", "x"], ["name", "x"], ["mode", "capped"]], "OC-T004"),
        (["call", "steps", ["name", "x"], ["step", "=", ["name", "x"], ["name", "x"]]], "OC-T015"),
        (["call", "deemed", ["name", "x"], ["name", "x"], ["name", "x"], ["because", 'a"']], "OC-T015"),
        (["+", ["reason", "a"], ["name", "b"]], "OC-T015"),
        (["+", ["entry", ["name", "a"]], ["name", "b"]], "OC-T015"),
        (["call", "ramp", ["name", "x"], ["point", ["point", ["name", "a"], ["name", "b"]], ["name", "c"]]], "OC-T015"),
        (["step", [">="], ["name", "a"], ["name", "b"]], "OC-T015"),
        ([["+"], ["name", "a"], ["name", "b"]], "OC-T015"),
        (["+", *[["name", "a" * 60]] * 200], "OC-T009"),
    ],
)
def test_what_is_no_tree_is_refused(data, code):
    with pytest.raises(FormulaError) as refused:
        tree_from_json(data)
    assert refused.value.problem.code == code


def test_a_tree_too_deep_is_refused_whatever_its_form():
    data = ["name", "a"]
    for _ in range(DEEPEST):
        data = ["negate", data]
    with pytest.raises(FormulaError) as refused:
        tree_from_json(data)
    assert refused.value.problem.code == "OC-T009"


def test_an_unknown_unit_names_the_nearest_and_a_declared_one_is_known():
    assert dict(refusal("2 dey").facts)["near"] == "day"
    assert str(parse("2 placement/month", frozenset({"placement"})).unit) == "placement/month"


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text):
    try:
        parse(text)
    except FormulaError as error:
        assert 0 <= error.problem.at <= len(text)
