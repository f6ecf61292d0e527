"""The limit of depth: what is accepted is read in every way, from a stack that is already deep, and written back."""

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest

from outcome_contracts.terms.check import GridReading, UnitReading
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree import DEEPEST, names_in
from outcome_contracts.terms.tree_json import tree_from_json, tree_to_json
from outcome_contracts.terms.units import RATIO
from outcome_contracts.terms.vectorised import evaluate_scenarios

A, ONE, TRUE = ["name", "a"], ["number", "1", "ratio"], [">=", ["name", "a"], ["name", "a"]]
WRAPPED = {
    "minus": lambda inner: ["-", A, inner],
    "over": lambda inner: ["/", A, inner],
    "negated": lambda inner: ["negate", inner],
    "mixed": lambda inner: ["-", ["+", inner, A], A],
    "then": lambda inner: ["if", TRUE, inner, A],
    "otherwise": lambda inner: ["if", ["not", TRUE], A, inner],
    "condition": lambda inner: ["if", ["and", TRUE, [">=", inner, A]], A, A],
    "min": lambda inner: ["call", "min", inner, A],
    "clamp": lambda inner: ["call", "clamp", A, A, inner],
    "share": lambda inner: ["call", "share", inner, ONE],
    "ramp": lambda inner: ["call", "ramp", A, ["point", ["number", "0", "ratio"], A], ["point", ONE, inner]],
    "steps": lambda inner: ["call", "steps", A, ["step", ">=", ONE, inner]],
    "bands": lambda inner: ["call", "bands", inner, ["entry", ["number", "0", "ratio"]], ["point", ONE, A]],
    "gate": lambda inner: ["call", "gate", [">", inner, A], ["reason", "r"]],
}


def deepest(wrap):
    """The deepest tree of one form that is accepted, as JSON."""
    data, deeper = A, wrap(A)
    while True:
        try:
            tree_from_json(deeper)
        except FormulaError as error:
            assert error.problem.code == "OC-T009"
            return data
        data, deeper = deeper, wrap(deeper)


def at_depth(frames, work):
    """work() with so many calls already on the stack."""
    return at_depth(frames - 1, work) if frames else work()


@pytest.mark.parametrize("form", WRAPPED)
def test_the_deepest_tree_of_any_form_is_read_in_every_way(form):
    data = deepest(WRAPPED[form])

    def every_reading():
        tree = tree_from_json(data)
        assert parse(formula_text(tree)) == tree
        assert tree_from_json(json.loads(json.dumps(tree_to_json(tree)))) == tree
        assert hash(tree) == hash(pickle.loads(pickle.dumps(tree)))
        assert repr(tree)
        assert names_in(tree) == {"a"}
        reading = UnitReading({"a": RATIO})
        reading.number(tree)
        assert not reading.problems
        GridReading({"a": Fraction(1)}).step(tree)
        exact = evaluate(tree, {"a": Fraction(1)})[0]
        result = evaluate_scenarios({"y": (tree, None)}, {"a": np.array([1.0, 1.0])}, outputs=("y",))["y"]
        assert result.tolist() == [float(exact)] * len(result)

    at_depth(100, every_reading)


def test_a_run_of_one_sign_is_one_level_whichever_way_it_comes():
    nested = A
    for _ in range(900):
        nested = ["+", nested, A]
    tree = parse(formula_text(tree_from_json(["+", *[A] * 901])))
    assert tree_to_json(tree) == ["+", *[A] * 901]
    assert tree == parse("(a + a) + a" + " + a" * 898)
    assert tree_from_json(["+", ["+", A, A], A]) == tree_from_json(["+", A, A, A])
    with pytest.raises(FormulaError):
        tree_from_json(nested)


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("(", ")"), ("min(a, ", ")"), ("(a - ", ")"), ("if a > a then a else ", ""), ("ramp(a, 0 -> 0, 1 -> (", "))"),
     ("-", ""), ("(-", ")"), ("gate(not ", ', else "r")')],
)  # fmt: skip
def test_a_text_too_deep_is_refused_before_the_stack_is(opened, closed):
    def refused():
        for count in (DEEPEST, 200, 400):
            with pytest.raises(FormulaError):
                parse(opened * 2 * count + "a" + closed * 2 * count)

    at_depth(100, refused)
