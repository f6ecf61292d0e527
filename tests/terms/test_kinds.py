"""Every reading knows every kind of node: one that is added cannot be forgotten in one of them."""

import pytest

from outcome_contracts.terms import check, printer, reading, tree, tree_json
from outcome_contracts.terms.prose import writer

TABLES = {
    "children": tree._CHILDREN,
    "JSON": tree_json._WORDS,
    "text": printer._WRITTEN,
    "unit of a number": check._UNITS,
    "unit of a truth": check._TRUTHS,
    "step of a number": check._STEPS,
    "number": reading._NUMBERS,
    "truth": reading._TRUTHS,
    "words for a number": writer._NUMBERS,
    "words for a truth": writer._TRUTHS,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_kind_of_node_stands_in_every_table(table):
    assert set(TABLES[table]) == tree.KINDS


def test_a_kind_gives_a_number_or_a_truth_or_is_an_argument_and_a_name_may_be_either():
    kinds = [tree.Name, *tree.NUMBERS, *tree.TRUTHS, *tree.ARGUMENTS]
    assert len(kinds) == len(tree.KINDS)
    assert set(kinds) == tree.KINDS
