"""The ledger refuses what could be subtracted: months, organisations, subsets, corrections. And it is a plain value."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.disclosure import Release, ReleaseLedger, Table, UnitTree, policies, protect
from outcome_contracts.notices import DataRejected
from tests.disclosure.worlds import JANUARY, Town, months, random_tree, tree_of, whole, with_days

PARTIES = policies()["parties"]


def shown(name, rows, columns, people, **figures) -> Release:
    """A release written by hand. rows: name and atoms; columns: months of 2019."""
    held = tuple((row, tuple(atoms.split())) for row, atoms in rows.items())
    spans = tuple(tuple(JANUARY + month - 1 for month in column) for column in columns)
    return Release(name, "parties", held, spans, people, figures.get("affected"), figures.get("days"))


def refusal(ledger, release) -> list[str]:
    with pytest.raises(DataRejected) as refused:
        ledger.released(release)
    return [notice.code for notice in refused.value.notices]


def test_a_month_is_not_found_by_subtracting_cumulative_figures() -> None:
    half = shown("half", {"a": "a"}, [range(1, 7)], ((72,),))
    seven = shown("seven", {"a": "a"}, [range(1, 8)], ((81,),))
    ledger = ReleaseLedger().released(half)
    ReleaseLedger().released(seven)
    assert refusal(ledger, seven) == ["OC-R030"]
    ledger.released(shown("seven", {"a": "a"}, [range(1, 8)], ((83,),)))  # eleven in July


def test_several_months_together_are_not_found_either() -> None:
    half = shown("half", {"a": "a"}, [range(1, 7)], ((72,),))
    ledger = ReleaseLedger().released(half)
    assert refusal(ledger, shown("year", {"a": "a"}, [range(1, 13)], ((72 + 6 * 9,),))) == ["OC-R030"]


def test_a_unit_is_not_found_by_subtracting_the_new_organisation_from_the_old() -> None:
    old = shown("old", {"north": "a b c"}, [[1]], ((40,),))
    new = shown("new", {"northwest": "a b"}, [[1]], ((31,),))
    ledger = ReleaseLedger().released(old)
    assert refusal(ledger, new) == ["OC-R030"]
    ledger.released(shown("new", {"northwest": "a b"}, [[1]], ((29,),)))


def test_two_small_units_are_not_found_as_one_small_group() -> None:
    ledger = ReleaseLedger().released(shown("old", {"north": "a b c d"}, [[1]], ((40,),)))
    assert refusal(ledger, shown("new", {"north": "a b"}, [[1]], ((32,),))) == ["OC-R030"]


def test_the_untreated_are_not_found_by_subtracting_the_treated_from_all() -> None:
    ledger = ReleaseLedger().released(shown("all", {"town": "a b c"}, [[1], [2]], ((60, 60),)))
    assert refusal(ledger, shown("treated", {"treated": "a b"}, [[1], [2]], ((50, 49),))) == ["OC-R030"]


def test_three_releases_can_give_away_what_two_do_not() -> None:
    ledger = ReleaseLedger().released(shown("all", {"town": "a b c"}, [[1]], ((45,),)))
    ledger = ledger.released(shown("first", {"one": "a"}, [[1]], ((20,),)))
    assert refusal(ledger, shown("second", {"two": "b"}, [[1]], ((16,),))) == ["OC-R030"]


def test_what_follows_by_algebra_is_given_away_too() -> None:
    """a + b + c = 33 and a + d = 21, b + d = 21, c + d = 21: nothing follows by subtraction, all by algebra: d = 10."""
    cells = [("abc", "a b c", 33), ("ad", "a d", 21), ("bd", "b d", 21)]
    ledger = ReleaseLedger()
    for name, atoms, people in cells:
        ledger = ledger.released(shown(name, {name: atoms}, [[1]], ((people,),)))
    assert refusal(ledger, shown("cd", {"cd": "c d"}, [[1]], ((21,),))) == ["OC-R030"]


def test_months_of_which_only_the_sum_follows_are_one_group() -> None:
    ledger = ReleaseLedger().released(shown("town", {"town": "a b"}, [[1], [2]], ((60, 60),)))
    assert refusal(ledger, shown("a", {"a": "a"}, [[1, 2]], ((18,),))) == ["OC-R030"]


def test_figures_that_contradict_each_other_only_together_are_refused() -> None:
    ledger = ReleaseLedger().released(shown("ab", {"ab": "a b"}, [[1]], ((12,),)))
    ledger = ledger.released(shown("bc", {"bc": "b c"}, [[1]], ((12,),)))
    assert "OC-R031" in refusal(ledger, shown("ac", {"ac": "a c"}, [[1]], ((40,),)))


def test_every_unit_is_asked_about_in_every_span_that_was_published() -> None:
    """Units b and c over three months, then a + b + c month by month: a has 23, and no month follows."""
    ledger = ReleaseLedger().released(shown("quarter", {"b": "b", "c": "c"}, [[1, 2, 3]], ((71,), (31,))))
    monthly = shown("monthly", {"rest": "a b c"}, [[1], [2], [3], [1, 2, 3]], ((42, 41, 42, 125),))
    assert refusal(ledger, monthly) == ["OC-R030"]


def test_few_with_absence_are_not_found_by_subtraction() -> None:
    ledger = ReleaseLedger().released(shown("all", {"town": "a b"}, [[1]], ((80,),), affected=((12,),)))
    part = shown("part", {"a": "a"}, [[1]], ((40,),), affected=((11,),))
    ledger.released(part)  # the parties may know that one of forty had absence
    public = Release("part", "public", part.rows, part.columns, part.people, part.affected, None)
    assert refusal(ledger, public) == ["OC-R030"]


def test_a_correction_is_not_a_second_figure_for_the_same_cell() -> None:
    ledger = ReleaseLedger().released(shown("first", {"a": "a"}, [[1]], ((40,),), days=((10**9,),)))
    again = shown("again", {"a": "a"}, [[1]], ((40,),), days=((10**9 + 10**8,),))
    assert refusal(ledger, again) == ["OC-R031"]
    assert refusal(ledger, shown("again", {"a": "a"}, [[1]], ((39,),))) == ["OC-R031"]


def test_figures_that_no_table_has_are_refused() -> None:
    ledger = ReleaseLedger().released(shown("all", {"town": "a b"}, [[1]], ((40,),)))
    assert "OC-R031" in refusal(ledger, shown("part", {"a": "a"}, [[1]], ((41,),)))


def test_a_small_group_is_refused_even_if_written_by_hand() -> None:
    assert refusal(ReleaseLedger(), shown("R", {"a": "a"}, [[1]], ((10,),))) == ["OC-R030"]


def test_months_that_have_nothing_in_common_do_not_meet() -> None:
    ledger = ReleaseLedger()
    for month in range(1, 7):
        ledger = ledger.released(shown(f"R{month}", {"a": "a", "b": "b"}, [[month]], ((11 + month,), (30,))))
    assert len(ledger.releases) == 6


def test_a_table_is_protected_with_what_was_released_before() -> None:
    old, new = tree_of(north="a b c", south="d e"), tree_of(north="a b", south="c d e")
    people = {"a": [20], "b": [20], "c": [9], "d": [20], "e": [20]}
    held = {"north": ["a", "b", "c"], "south": ["d", "e"]}
    tops = UnitTree.of({"north": "town", "south": "town"})
    first = Table.from_rows(tops, months(1, 1), {"north": [49], "south": [40]}, atoms=held)
    ledger = ReleaseLedger().released(protect(first, PARTIES).release("old"))
    held = {"north": ["a", "b"], "south": ["c", "d", "e"]}
    second = Table.from_rows(tops, months(1, 1), {"north": [40], "south": [49]}, atoms=held)
    assert refusal(ledger, protect(second, PARTIES).release("new")) == ["OC-R030"]
    ledger.released(protect(second, PARTIES, ledger).release("new"))
    for tree in (old, new):
        ledger.released(protect(Table.from_rows(tree, months(1, 1), people), PARTIES, ledger).release("units"))


def test_nothing_hidden_and_no_unit_stands_in_a_refusal() -> None:
    ledger = ReleaseLedger().released(shown("half", {"canary_unit": "canary_atom"}, [range(1, 7)], ((7272,),)))
    with pytest.raises(DataRejected) as refused:
        ledger.released(shown("seven", {"canary_unit": "canary_atom"}, [range(1, 8)], ((7279,),)))
    texts = [
        str(refused.value),
        repr(refused.value),
        *(note.text("sv") for note in refused.value.notices),
        repr(ledger),
    ]
    assert not any(word in text for text in texts for word in ("canary", "7272", "7279"))
    assert refused.value.__cause__ is None
    assert "2019-07" in str(refused.value) and "half" in str(refused.value)


def test_the_same_release_again_changes_nothing_and_its_name_is_not_used_again() -> None:
    release = shown("R", {"a": "a"}, [[1]], ((40,),))
    ledger = ReleaseLedger().released(release)
    assert ledger.released(release) is ledger
    assert refusal(ledger, shown("R", {"b": "b"}, [[2]], ((50,),))) == ["OC-R032"]


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.sampled_from(sorted(policies())))
def test_a_protected_table_is_released_and_the_ledger_comes_back_from_json(seed, name) -> None:
    table = with_days(seed, units=7, columns=3, departments=3, mean=20)
    ledger = ReleaseLedger().released(protect(table, policies()[name]).release("R"))
    text = canonical(ledger.to_dict())
    again = ReleaseLedger.from_dict(json.loads(text))
    assert again == ledger and again.digest == ledger.digest
    assert canonical(again.to_dict()) == text


def test_an_entry_that_was_changed_or_taken_out_is_found() -> None:
    ledger = ReleaseLedger().released(shown("R1", {"a": "a"}, [[1]], ((40,),)))
    ledger = ledger.released(shown("R2", {"a": "a"}, [[2]], ((41,),)))
    changed = json.loads(canonical(ledger.to_dict()))
    changed["releases"][0]["release"]["people"] = [[50]]
    shortened = json.loads(canonical(ledger.to_dict()))
    del shortened["releases"][0]
    for data in (changed, shortened):
        with pytest.raises(DataRejected) as refused:
            ReleaseLedger.from_dict(data)
        assert "OC-R034" in [notice.code for notice in refused.value.notices]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"releases": 1},
        {"releases": [{}]},
        {"releases": [{"digest": "", "release": {"name": "R"}}]},
        {"releases": [{"digest": "", "release": {"name": "R", "policy": "parties", "rows": [], "columns": [7]}}]},
    ],
)
def test_what_is_no_ledger_is_refused(data) -> None:
    with pytest.raises(DataRejected) as refused:
        ReleaseLedger.from_dict(data)
    assert [notice.code for notice in refused.value.notices] == ["OC-R033"]


def test_releases_of_one_town_through_a_year_stay_possible() -> None:
    town = Town(4, units=12, span=12, mean=25)
    tree = random_tree(np.random.default_rng(4), town.names)
    ledger = ReleaseLedger()
    for month in range(1, 13):
        table = town.table(tree, months(month, month))
        ledger = ledger.released(protect(table, PARTIES, ledger).release(f"month {month}"))
    ledger.released(protect(town.table(tree, whole(1, 12)), PARTIES, ledger).release("year"))
