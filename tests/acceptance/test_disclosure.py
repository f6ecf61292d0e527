"""T34: a group of ten persons or fewer is neither shown nor to be worked out, this month or from the next."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts as oc
from outcome_contracts.disclosure import ReleaseLedger, Table, UnitTree, policies, policy_named, protect

TOWN = UnitTree.of({"a": "town", "b": "town", "c": "town", "d": "town"})
JANUARY, FEBRUARY, HALF = (oc.Period.parse(text) for text in ("2020-01", "2020-02", "2020-01/2020-02"))
GROUPS = {"a": [11], "b": [10], "c": [9], "d": [40]}
NAMES = sorted(policies())


def table(people, months=(JANUARY,), **figures):
    return Table.from_rows(TOWN, months, people, **figures)


def shown(release):
    """Unit → persons of its first column."""
    return {name: row[0] for (name, _), row in zip(release.rows, release.people, strict=True)}


@pytest.mark.parametrize("policy", NAMES)
def test_t34_ten_and_nine_are_hidden_and_cannot_be_worked_out(policy):
    protected = protect(table(GROUPS), policies()[policy])
    release = protected.release("January")
    assert not {10, 9} & {people for people in shown(release).values() if people is not None}
    assert protected.exposed() == ()
    for cell in protected.release("January").shown():
        assert cell.people >= 11


def test_t34_of_11_10_and_9_at_least_one_more_is_hidden_or_they_are_put_together():
    release = protect(Table.from_rows(UnitTree.of({"a": "t", "b": "t"}), [JANUARY], {"a": [40], "b": [9]}),
                      policy_named("parties")).release("two")  # fmt: skip
    assert shown(release) == {"t": 49}
    three = UnitTree.of({"a": "t", "b": "t", "c": "t"})
    release = protect(Table.from_rows(three, [JANUARY], {"a": [11], "b": [10], "c": [9]}), policy_named("parties"))
    assert release.exposed() == ()
    assert sorted(each.people for each in release.release("three").shown()) == [11, 19, 30]


def test_t34_the_month_that_subtraction_would_show_is_refused():
    policy, ledger = policy_named("parties"), ReleaseLedger()
    one = protect(table({name: [each[0] * 4] for name, each in GROUPS.items()}), policy).release("January")
    both = {name: [each[0] * 4 + small] for (name, each), small in zip(GROUPS.items(), (12, 9, 30, 14), strict=True)}
    two = protect(table(both, (HALF,)), policy).release("January and February")
    ReleaseLedger().released(two)
    with pytest.raises(oc.DataRejected) as refused:
        ledger.released(one).released(two)
    assert [notice.code for notice in refused.value.notices] == ["OC-R030"]
    assert "9" not in dict(refused.value.notices[0].facts)["earlier"]
    safe = protect(table(both, (HALF,)), policy, ledger.released(one)).release("January and February")
    ledger.released(one).released(safe)


@pytest.mark.parametrize("affected", [0, 20])
def test_t34_nobody_or_everybody_of_a_small_group_is_hidden(affected):
    """Twenty persons are no small group; that all or none of them were ill is told of each of them."""
    ill = {"a": [15], "b": [affected], "c": [18], "d": [22]}
    people = {"a": [40], "b": [20], "c": [45], "d": [60]}
    release = protect(table(people, affected=ill), policy_named("public")).release("January")
    for cell in release.shown():
        if cell.atoms == ("b",):
            pytest.fail("shown")
        assert cell.affected not in (0, cell.people)


def test_t34_a_release_and_a_ledger_hold_no_hidden_figure():
    protected = protect(table({"a": [40], "b": [7], "c": [53], "d": [61]}), policy_named("parties"))
    ledger = ReleaseLedger().released(protected.release("January"))
    assert "[7]" not in json.dumps(ledger.to_dict())
    for said in (repr(protected), repr(protected.table), repr(ledger), repr(ledger.releases[0])):
        assert not {"40", "7", "53", "61"} & set(said.replace(",", " ").replace("(", " ").split())
    again = ReleaseLedger.from_dict(json.loads(json.dumps(ledger.to_dict())))
    assert again.to_dict() == ledger.to_dict()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 40)] * 2), min_size=4, max_size=4), st.sampled_from(NAMES))
def test_t34_no_release_leaves_an_interval_narrower_than_the_policy(rows, policy):
    people = dict(zip("abcd", map(list, rows), strict=True))
    protected = protect(table(people, (JANUARY, FEBRUARY)), policies()[policy])
    assert protected.exposed() == ()
    for cell in protected.release("both").shown():
        assert cell.people == 0 or cell.people >= 11


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.integers(11, 60)] * 2), min_size=4, max_size=4))
def test_t34_what_is_protected_against_the_ledger_is_let_out_by_it(rows):
    policy = policy_named("parties")
    first = protect(table(dict(zip("abcd", [[row[0]] for row in rows], strict=True))), policy).release("first")
    ledger = ReleaseLedger().released(first)
    both = {name: [sum(row)] for name, row in zip("abcd", rows, strict=True)}
    ledger.released(protect(table(both, (HALF,)), policy, ledger).release("second"))
