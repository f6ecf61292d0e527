"""The choice of comparators: by structure, with declared scales, the same list from the same table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.comparator_choice import Structure, Variable, choose_comparators
from outcome_contracts.notices import DataRejected, UsageError
from tests.baseline.worlds import comparators, plan

HEADS = Variable("heads", "size", "0.693147180559945")  # twice as large counts as one
CARE = Variable("share_care", "share", "0.1")
RULE = Variable("sick_pay_rule", "rule", "0.5")
PROJECT = {"heads": 2000.0, "share_care": 0.5, "sick_pay_rule": 1.0}


def structure(rows: dict[str, tuple[float, float, float]] | None = None) -> Structure:
    table = rows or {
        "far": (16000, 0.5, 1),
        "near": (2000, 0.52, 1),
        "twin_b": (4000, 0.5, 1),
        "twin_a": (1000, 0.5, 1),
        "other_rule": (2000, 0.5, 2),
    }
    return Structure(tuple(table), (HEADS, CARE, RULE), np.array(list(table.values()), float))


def choose(of: Structure, **changes):
    arguments = {"project": PROJECT, "count": 2, "distance": "euclidean", "farthest": "2.5"} | changes
    return choose_comparators(of, **arguments)


def codes(function, *arguments, error=UsageError, **named) -> list[str]:
    with pytest.raises(error) as refusal:
        function(*arguments, **named)
    return [notice.code for notice in refusal.value.notices]


def test_the_nearest_units_are_chosen_and_ties_go_by_name() -> None:
    found = choose(structure())
    assert [row.unit for row in found.table] == ["near", "twin_a", "twin_b", "other_rule", "far"]
    assert [row.distance for row in found.table] == pytest.approx([0.2, 1, 1, 2, 3])
    assert found.comparators == ("near", "twin_a")
    assert found.table[3].differences == pytest.approx((0, 0, 2))
    assert plan(comparators=list(choose(structure(), count=4).comparators)).comparators == (
        "near", "other_rule", "twin_a", "twin_b",
    )  # fmt: skip


def test_differences_add_up_as_declared() -> None:
    rows = {"a": (1000.0, 0.6, 1.0), "b": (2000.0, 0.64, 1.0)}
    assert choose(structure(rows), count=1).comparators == ("b",)
    largest = choose(structure(rows), count=1, distance="largest")
    assert [row.distance for row in largest.table] == pytest.approx([1, 1.4])
    assert largest.table[0].differences == pytest.approx((1, 1, 0))
    assert largest.comparators == ("a",)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(5)), columns=st.permutations(range(3)))
def test_the_order_of_units_and_variables_does_not_matter(order, columns) -> None:
    whole = structure()
    shuffled = Structure(
        tuple(whole.units[row] for row in order),
        tuple(whole.variables[column] for column in columns),
        whole.values[np.ix_(order, columns)],
    )
    one, other = choose(whole), choose(shuffled)
    assert [(row.unit, row.distance, row.chosen) for row in other.table] == [
        (row.unit, row.distance, row.chosen) for row in one.table
    ]


@pytest.mark.parametrize("name", ["net_days", "spells", "sickness_2017", "share_absent", "sjukfranvaro", "utfall_2017"])
def test_an_outcome_is_no_structure(name) -> None:
    assert codes(Variable, name, "size", "1") == ["OC-B085"]
    assert codes(Variable, name, "share", "1") == ["OC-B085"]


def test_a_rule_on_sick_pay_and_the_size_of_health_care_are_structure() -> None:
    assert Variable("sick_pay_rule", "rule", "1").name == "sick_pay_rule"
    assert Variable("share_sjukvard", "share", "1").kind == "share"


def test_a_panel_of_outcomes_is_refused() -> None:
    assert codes(choose, comparators()) == ["OC-B085"]


def test_too_few_units_that_near_are_refused() -> None:
    assert codes(choose, structure(), error=DataRejected, count=5) == ["OC-B086"]
    assert codes(choose, structure(), error=DataRejected, farthest="0.9") == ["OC-B086"]
    assert len(choose(structure(), count=5, farthest="3").comparators) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Heads"},
        {"kind": "outcome"},
        {"scale": "0"},
        {"scale": "-1"},
        {"scale": "1e3"},
    ],
)
def test_a_variable_of_another_form_is_refused(changes) -> None:
    assert codes(Variable, **({"name": "heads", "kind": "size", "scale": "1"} | changes)) == ["OC-B070"]


@pytest.mark.parametrize("row", [(0, 0.5, 1), (10, 1.1, 1), (10, 0.5, 1.5), (10, -0.1, 1), (np.nan, 0.5, 1)])
def test_values_outside_their_kind_are_refused(row) -> None:
    assert codes(structure, {"a": row, "b": (10, 0.5, 1)}) == ["OC-B070"]


def test_units_and_variables_are_named_once() -> None:
    values = np.ones((2, 1))
    assert codes(Structure, ("a", "a"), (HEADS,), values) == ["OC-B070"]
    assert codes(Structure, ("a", "=b"), (HEADS,), values) == ["OC-B070"]
    assert codes(Structure, ("a", "b"), (HEADS, HEADS), np.ones((2, 2))) == ["OC-B070"]
    assert codes(Structure, ("a", "b"), (HEADS,), np.ones((2, 2))) == ["OC-B070"]
    assert codes(Structure, ("a",), (), np.ones((1, 0))) == ["OC-B070"]


@pytest.mark.parametrize(
    "changes",
    [
        {"project": {"heads": 1.0}},
        {"project": PROJECT | {"heads": 0.0}},
        {"distance": "cosine"},
        {"farthest": "near"},
        {"farthest": 2.5},
        {"count": 2.0},
        {"count": "2"},
        {"count": 0},
    ],
)
def test_what_is_asked_for_has_to_be_possible(changes) -> None:
    assert codes(choose, structure(), **changes) == ["OC-B070"]


def test_the_choice_as_plain_data_has_no_floats() -> None:
    first = choose(structure()).to_dict()["table"][0]
    assert first == {
        "unit": "near",
        "distance": "0.200000000000",
        "differences": ["0.000000000000", "0.200000000000", "0.000000000000"],
        "chosen": True,
    }
