"""The order of evaluation: after what is referred to; a cycle is named."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.terms.order import evaluation_order
from outcome_contracts.terms.problems import FormulaError

graphs = st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("abcdefghxy")), max_size=8)


@given(graphs)
def test_every_key_comes_after_those_it_refers_to_or_a_true_cycle_is_named(graph):
    try:
        order = evaluation_order(graph)
    except FormulaError as error:
        cycle = dict(error.problem.facts)["cycle"].split(" → ")
        assert cycle[0] == cycle[-1]
        assert all(other in graph[name] for name, other in itertools.pairwise(cycle))
    else:
        assert sorted(order) == sorted(graph)
        places = {name: place for place, name in enumerate(order)}
        assert all(places[other] < places[name] for name in graph for other in graph[name] if other in graph)


def test_independent_keys_keep_their_order():
    assert evaluation_order({"c": set(), "a": set(), "b": {"a"}}) == ("c", "a", "b")


def test_a_key_that_refers_to_itself_is_a_cycle():
    with pytest.raises(FormulaError) as refused:
        evaluation_order({"a": {"b"}, "b": {"b"}})
    assert dict(refused.value.problem.facts)["cycle"] == "b → b"


def test_a_long_chain_and_a_wide_sum_take_no_time_and_no_stack():
    chain = {f"n{k}": {f"n{k + 1}"} for k in range(5000)} | {"sum": {f"n{k}" for k in range(5000)}}
    assert len(evaluation_order(chain)) == 5001
