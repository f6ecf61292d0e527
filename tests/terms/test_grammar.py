"""The grammar on the language's page, read by a parser generator, against the parser that is used."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import LarkError

from outcome_contracts.terms import parser
from outcome_contracts.terms.parser import KEYWORDS, parse
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree_json import tree_from_json
from outcome_contracts.terms.units import BASES
from tests.terms.formulas import formulas, truths

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
PRINTED = re.search(r"## Grammar\n\n```\n(.*?)```", PAGE, re.DOTALL)[1]
BEYOND_THE_GRAMMAR = {"OC-T003", "OC-T004", "OC-T007", "OC-T009"}
WORDS = "|".join(sorted(KEYWORDS | BASES, key=len, reverse=True))
TERMINALS = rf"""
NAME.1: /(?!(?:{WORDS})(?![a-z0-9_]))[a-z][a-z0-9_]*/
BASE.2: /(?:[A-Z]{{3}}(?![A-Za-z0-9_])|(?:{"|".join(sorted(BASES, key=len, reverse=True))})(?![a-z0-9_]))/
DIGITS: /(?:[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?/
TEXT: /"[^"\\\n\ud800-\udfff]*"/
COMMA: /(?<![0-9]),|,(?![0-9])/
%ignore /[ \t\r\n]+/
"""


def lark_grammar(printed):
    """The page's notation in the generator's."""
    rules = re.sub(r"^(\w+) +=(?= )", r"\1 :", printed, flags=re.MULTILINE)
    rules = rules.replace('","', "COMMA").replace("{ ", "( ").replace(" }", " )*")
    return re.sub(r'"([a-z_]+)"', r"/\1(?![a-z0-9_])/", rules) + TERMINALS


GRAMMAR = Lark(lark_grammar(PRINTED), start="formula", parser="earley", lexer="basic")
PIECES = st.sampled_from(
    [*sorted(KEYWORDS), "a", "ab1_", "min", "max(", "steps(a, >= 1 -> ", "SEK", "day", "person_year", "1", "0.5", "%",
     "1 000", "5 SEK/day", "deadband(a, 1, 2, ", "weighted(", "milestones(", 'deemed(a > 1, 2, a, because "r")',
     "<=", "(", ")", ",", ", ", "->", ">=", ">", "<", "=", "+", "-", "*", "/", '"r"', " ",
     "if a > 1 then 2 else 3"]
)  # fmt: skip


def derived(text):
    try:
        GRAMMAR.parse(text)
    except LarkError:
        return False
    return True


def agree(text):
    try:
        parse(text)
    except FormulaError as error:
        if error.problem.code not in BEYOND_THE_GRAMMAR:
            assert not derived(text), (text, error.problem)
    else:
        assert derived(text), text


@settings(max_examples=60, deadline=None)
@given(st.one_of(formulas(), truths()))
def test_what_is_printed_follows_the_grammar(data):
    assert derived(formula_text(tree_from_json(data)))


@settings(max_examples=300, deadline=None)
@given(st.one_of(formulas(depth=2), truths(depth=2)), st.data())
def test_the_parser_accepts_what_the_grammar_derives(data, draw):
    text = formula_text(tree_from_json(data))
    for _ in range(draw.draw(st.integers(1, 2))):
        start = draw.draw(st.integers(0, len(text)))
        end = min(len(text), start + draw.draw(st.integers(0, 6)))
        text = text[:start] + draw.draw(st.one_of(PIECES, st.just(""))) + text[end:]
    agree(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=9).map(" ".join))
def test_the_parser_accepts_what_the_grammar_derives_of_words_at_random(text):
    agree(text)


@pytest.mark.parametrize(
    ("text", "is_formula"),
    [("2 * if a > b then 1 else 2", False), ("a < b < c", False), ("not (ok or m > 1)", True), ("a + not b", False),
     ("not a < b", True), ("if a and (b or c) then 1 else if d then 2 else 3 + 4", True), ("5 SEK/day * day", True),
     ("5 SEK/day*day", True), ("min(1,2)", False), ("min(a,2)", True), ("-(-a)", True), ("day", False)],
)  # fmt: skip
def test_both_judge_alike(text, is_formula):
    assert derived(text) is is_formula
    agree(text)


def test_the_parser_and_the_page_print_one_grammar():
    assert PRINTED.split() == parser.__doc__.partition("The whole grammar:")[2].partition("What stands")[0].split()
