"""One table: what is hidden, that it is enough, that it is little, and that nothing else about the input matters."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.disclosure import (
    Bounds,
    Table,
    UnitTree,
    attack,
    exposed,
    policies,
    policy_named,
    protect,
    rolled_up,
    sensitive_cells,
)
from outcome_contracts.disclosure.complement import hidden_cells
from outcome_contracts.disclosure.table import DAYS_OF_A_PERSON
from outcome_contracts.notices import OutcomeContractsError, UsageError
from outcome_contracts.panel import NET_DAY_STEPS
from tests.disclosure.worlds import Outsider, months, one_department, tree_of, whole, with_days

LAW = settings(max_examples=25)
SEEDS = st.integers(0, 2**32)
PARTIES, PUBLIC, AUDITOR = policies()["parties"], policies()["public"], policies()["auditor"]
NAMES = st.sampled_from(sorted(policies()))
MOST_OF_THE_OPTIMUM = 1.5
SHAPES = ({"a": "t", "b": "t", "c": "t"}, {"a": "d", "b": "d", "c": "e", "f": "e", "d": "t", "e": "t"})


def some_table(seed, *, units=9, columns=4):
    return with_days(seed, units=units, columns=columns, departments=3, mean=22)


def test_groups_of_11_10_and_9_with_their_total() -> None:
    table = one_department({"a": [11], "b": [10], "c": [9]})
    sensitive = sensitive_cells(table, PARTIES)
    hidden = hidden_cells(table, PARTIES, sensitive)
    shown = [name for name, mask in zip(table.tree.names, hidden[:, 0], strict=True) if not mask]
    assert shown == ["town", "a"]
    assert [cell.people for cell in attack(table, hidden)] == [Bounds(0, 19), Bounds(0, 19)]
    assert not exposed(table, hidden, PARTIES)
    together = protect(table, PARTIES)
    assert together.table.tree.leaves == ("a", "town (rest)")
    assert together.release("R").people == ((30,), (11,), (19,))


def test_two_groups_of_which_one_is_small_are_both_hidden() -> None:
    table = one_department({"a": [40], "b": [9]})
    assert hidden_cells(table, PARTIES, sensitive_cells(table, PARTIES))[:, 0].tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"people": 10}, "small"),
        ({"people": 40, "affected": 2}, "few"),
        ({"people": 29, "affected": 29}, "everybody"),
        ({"people": 40, "affected": 9, "days": 100, "largest": 51}, "dominated"),
    ],
)
def test_each_rule_hides_its_cell_and_stops_at_its_edge(figures, rule) -> None:
    beside = {"small": 11, "few": 3, "everybody": 30, "dominated": 50}[rule]
    field = {"small": "people", "few": "affected", "dominated": "largest"}.get(rule, "people")
    edge = {**figures, field: beside} | ({"affected": 30} if rule == "everybody" else {})
    for given_figures, expected in ((figures, True), (edge, False)):
        scaled = {
            name: {"a": [value * (NET_DAY_STEPS if name in ("days", "largest") else 1)]}
            for name, value in given_figures.items()
        }
        table = one_department(**scaled)
        assert getattr(sensitive_cells(table, PUBLIC), rule).all() == expected
        assert not sensitive_cells(table, PARTIES).cells.any() or rule == "small"


def test_two_small_units_that_are_ten_together_need_a_third() -> None:
    table = one_department({"a": [5], "b": [5], "c": [40]})
    assert hidden_cells(table, PARTIES, sensitive_cells(table, PARTIES))[:, 0].tolist() == [False, True, True, True]


def test_hidden_months_that_are_one_small_group_together_need_another() -> None:
    table = one_department({"a": [9, 9, 30], "b": [30, 30, 30]})
    hidden = hidden_cells(table, PARTIES, sensitive_cells(table, PARTIES))
    assert hidden[1, 2] or hidden[1, 3]


def test_an_empty_unit_is_shown_and_covers_nobody() -> None:
    table = one_department({"a": [0], "b": [9], "c": [40]})
    hidden = hidden_cells(table, PARTIES, sensitive_cells(table, PARTIES))
    assert hidden[:, 0].tolist() == [False, False, True, True]


@LAW
@given(SEEDS, NAMES)
def test_no_hidden_cell_is_exposed_and_no_shown_cell_is_sensitive(seed, name) -> None:
    policy = policies()[name]
    protected = protect(some_table(seed), policy)
    assert not protected.exposed()
    assert not (sensitive_cells(protected.table, policy).cells & ~protected.hidden).any()


@LAW
@given(SEEDS)
def test_one_persons_days_cannot_be_told_from_a_sum_that_may_be_shown(seed) -> None:
    protected = protect(some_table(seed), PUBLIC)
    dominated = sensitive_cells(protected.table, PUBLIC).dominated
    largest = protected.table.largest_grid()
    for cell in attack(protected.table, protected.hidden):
        if dominated[cell.node, cell.column] and cell.days.highest is not None:
            assert cell.days.highest * PUBLIC.largest_share >= int(largest[cell.node, cell.column])


@LAW
@given(SEEDS)
def test_the_flows_find_what_the_linear_programme_finds(seed) -> None:
    table = with_days(seed, units=5, columns=3, departments=2, mean=16)
    table = Table(table.tree, table.columns, table.people, table.affected)
    sensitive = sensitive_cells(table, PUBLIC)
    also = np.random.default_rng(seed).random(sensitive.cells.shape) < 0.2
    hidden = hidden_cells(table, PUBLIC, sensitive, also)
    release = _release_of(table, hidden)
    outsider = Outsider([release])
    for cell in attack(table, hidden):
        at = release.rows[cell.node][1], release.columns[cell.column]
        for bounds, parts in ((cell.people, (0, 1)), (cell.affected, (0,)), (cell.unaffected, (1,))):
            low, high = outsider.bounds(*at, parts)
            assert bounds.lowest == low
            assert high is None or bounds.highest == high


@LAW
@given(SEEDS)
def test_the_truth_lies_within_the_bounds(seed) -> None:
    table = some_table(seed)
    hidden = hidden_cells(table, PUBLIC, sensitive_cells(table, PUBLIC))
    for cell in attack(table, hidden):
        at = cell.node, cell.column
        assert int(table.grid(table.people)[at]) in cell.people
        assert int(table.grid(table.affected)[at]) in cell.affected
        assert int(table.grid(table.days)[at]) in cell.days


@pytest.mark.parametrize("seed", range(40))
def test_at_most_half_as_many_cells_again_are_hidden_as_in_the_best_solution(seed) -> None:
    tree = UnitTree.of(SHAPES[seed % 2])
    random = np.random.default_rng(seed)
    columns = months(1, 3 - seed % 2)
    table = Table(tree, columns, random.integers(1, 40, (len(tree.leaves), len(columns))).astype(np.int64))
    sensitive = sensitive_cells(table, PARTIES)
    found = int(hidden_cells(table, PARTIES, sensitive).sum())
    too_few = int(np.ceil(found / MOST_OF_THE_OPTIMUM)) - 1  # were so many enough, the ratio would be above 1.5
    assert not _can_be_done_with(table, sensitive.cells, too_few)


@pytest.mark.parametrize("seed", range(8))
def test_no_complement_is_hidden_in_vain(seed) -> None:
    table = some_table(seed, units=24, columns=6)
    sensitive = sensitive_cells(table, PARTIES)
    hidden = hidden_cells(table, PARTIES, sensitive)
    for node, column in zip(*(hidden & ~sensitive.cells).nonzero(), strict=True):
        less = hidden.copy()
        less[node, column] = False
        assert exposed(table, less, PARTIES)


@LAW
@given(SEEDS, st.randoms())
def test_the_order_of_units_does_not_matter(seed, shuffler) -> None:
    table = some_table(seed)
    rows = {name: table.people[place].tolist() for place, name in enumerate(table.tree.leaves)}
    affected = {name: table.affected[place].tolist() for place, name in enumerate(table.tree.leaves)}
    plain = Table.from_rows(table.tree, table.columns, rows, affected=affected)
    pairs, order = list(table.tree.parent_of.items()), list(rows)
    shuffler.shuffle(pairs)
    shuffler.shuffle(order)
    other = Table.from_rows(
        UnitTree.of(dict(pairs)), table.columns, {name: rows[name] for name in order}, affected=affected
    )
    assert protect(other, PUBLIC).release("R") == protect(plain, PUBLIC).release("R")


@LAW
@given(SEEDS, NAMES)
def test_protecting_twice_changes_nothing(seed, name) -> None:
    once = protect(some_table(seed), policies()[name])
    twice = protect(once.table, policies()[name])
    assert twice.table is once.table
    assert (twice.hidden == once.hidden).all()


@LAW
@given(SEEDS)
def test_rolling_up_loses_nobody_and_hides_no_more_cells(seed) -> None:
    table = some_table(seed)
    smaller = rolled_up(table, PARTIES)
    assert smaller.people.sum(axis=0).tolist() == table.people.sum(axis=0).tolist()
    assert {atom for leaf in smaller.atoms for atom in leaf} == set(table.tree.leaves)
    before = sensitive_cells(table, PARTIES).cells.sum()
    assert sensitive_cells(smaller, PARTIES).cells.sum() <= before


def test_a_department_too_small_to_divide_is_shown_as_one() -> None:
    tree = tree_of(north="a b", south="c d")
    table = Table.from_rows(tree, months(1, 2), {"a": [6, 7], "b": [7, 7], "c": [30, 31], "d": [20, 20]})
    protected = protect(table, PARTIES)
    assert protected.table.tree.leaves == ("north", "c", "d")
    assert not protected.hidden.any()
    assert [notice.code for notice in protected.notices] == ["OC-R021"]


def test_a_town_too_small_for_anything_shows_nothing() -> None:
    protected = protect(one_department({"a": [4, 5], "b": [5, 4]}), PARTIES)
    assert protected.hidden.all()
    assert "OC-R022" in [notice.code for notice in protected.notices]


def test_a_period_shows_what_months_cannot() -> None:
    table = Table.from_rows(tree_of(north="a"), whole(1, 12), {"a": [131]})
    assert not sensitive_cells(table, PARTIES).cells.any()
    table = Table.from_rows(tree_of(north="a"), whole(1, 12), {"a": [120]})
    assert sensitive_cells(table, PARTIES).cells.all()


@LAW
@given(SEEDS)
def test_the_parts_of_a_cell_are_never_negative_and_add_up(seed) -> None:
    table = some_table(seed)
    assert all((part >= 0).all() for part in table.parts)
    assert (sum(table.parts) == table.people * DAYS_OF_A_PERSON).all()


def test_nothing_hidden_is_printed() -> None:
    table = one_department({"a": [7, 30], "b": [4321, 4321], "c": [8765, 8765]})
    protected = protect(table, AUDITOR)
    release = protected.release("R")
    assert protected.hidden.any()
    texts = [repr(table), repr(protected), repr(release), *(notice.text("sv") for notice in protected.notices)]
    assert not any(number in text for text in texts for number in ("4321", "8765", " 7 ", "=7"))
    assert all(figure is None or figure > 10 for row in release.to_dict()["people"] for figure in row)


def _can_be_done_with(table, sensitive, most) -> bool:
    free = [at for at in np.ndindex(sensitive.shape) if not sensitive[at] and table.grid(table.people)[at]]
    for number in range(most - int(sensitive.sum()) + 1):
        for more in itertools.combinations(free, number):
            hidden = sensitive.copy()
            for at in more:
                hidden[at] = True
            if not exposed(table, hidden, PARTIES):
                return True
    return False


def _release_of(table, hidden):
    from outcome_contracts.disclosure import Protected

    return Protected(table, PUBLIC, hidden, ()).release("R")


@pytest.mark.parametrize(
    ("low", "high", "held", "given_away"),
    [
        (0, 10, 1, True), (0, 11, 1, False), (8, 17, 1, True), (8, 18, 1, False), (10, 11, 1, True), (11, 12, 1, False),
        (0, 20, 2, True), (0, 21, 2, False), (8, 27, 2, True), (5, None, 1, False), (0, 0, 1, False), (7, 7, 1, True),
    ],
)  # fmt: skip
def test_which_intervals_give_a_small_group_away(low, high, held, given_away) -> None:
    assert PARTIES.exposes(Bounds(low, high), months=held) == given_away


@pytest.mark.parametrize(("field", "value"), [("smallest_group", 10), ("narrowest_interval", 1), ("largest_share", 0)])
def test_no_policy_shows_ten_persons(field, value) -> None:
    with pytest.raises(UsageError) as refused:
        replace(PARTIES, **{field: value})
    assert [notice.code for notice in refused.value.notices] == ["OC-R001"]


@pytest.mark.parametrize(
    ("code", "build"),
    [
        ("OC-R002", lambda: policy_named("press")),
        ("OC-R003", lambda: UnitTree.of({"a": "b", "c": "d"})),
        ("OC-R003", lambda: UnitTree.of({"a": "b", "b": "a"})),
        ("OC-R004", lambda: UnitTree.of({"=a": "b"})),
        ("OC-R010", lambda: one_department({"a": [-1]})),
        ("OC-R010", lambda: Table.from_rows(tree_of(n="a"), months(1, 2), {"a": [1]})),
        ("OC-R011", lambda: Table.from_rows(tree_of(n="a"), (*months(1, 1), *months(1, 1)), {"a": [1, 1]})),
        ("OC-R012", lambda: one_department({"a": [5]}, affected={"a": [6]})),
        ("OC-R012", lambda: one_department({"a": [5]}, days={"a": [156 * NET_DAY_STEPS]})),
        ("OC-R013", lambda: one_department({"a": [5], "b": [5]}, atoms={"a": ["x"], "b": ["x"]})),
        ("OC-R014", lambda: Table.from_rows(tree_of(n="a b"), months(1, 1), {"a": [1]})),
    ],
)
def test_input_that_does_not_fit_is_refused(code, build) -> None:
    with pytest.raises(OutcomeContractsError) as refused:
        build()
    assert code in [notice.code for notice in refused.value.notices]


def test_the_policies_of_the_house() -> None:
    assert {policy.smallest_group for policy in policies().values()} == {11}
    assert (PUBLIC.largest_share, PARTIES.largest_share) == (Fraction(1, 2), Fraction(1))
