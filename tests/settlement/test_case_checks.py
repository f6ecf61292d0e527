"""Checks of a case: what does not cover it is refused by its own code; figures are found, filled in and compared."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import DataRejected
from outcome_contracts.positions import NoFile
from outcome_contracts.settlement.cases.case import case_from_data
from outcome_contracts.settlement.cases.checks import checks_from_data
from outcome_contracts.settlement.cases.compare import compare_case
from outcome_contracts.settlement.cases.comparison import Comparison
from outcome_contracts.settlement.cases.figures import figures, filled, found_at, leaves
from tests.settlement.contracts import MONTHS, contract

CASE = {
    "id": "target",
    "tolerance": "0.5 points",
    "inputs": {"observed": ["8.80", "8.9"], "best": {"observed": "8"}, "bonus": "1000000"},
    "expected": {"bonuses": ["1000000", "0"], "reduction": {"pct": "12.2"}},
}
CHECKS = {
    "case": "target",
    "period": MONTHS,
    "given": {"predicted": "10.00"},
    "statements": {
        "probe": {"each": "observed", "given": {"observed": "{each}"}},
        "first": {"given": {"observed": "{observed.0}"}},
        "best": {"given": {"observed": "{best.observed}"}},
    },
    "expected": {
        "bonuses": {"of": "flows.supplier", "on": ["probe"]},
        "reduction.pct": {"of": "lines.reduction", "on": ["first"], "in": "1 %", "within": "0.2"},
    },
    "inputs": {"bonus": {"of": "flows.supplier", "on": ["probe", "best"], "take": "largest"}},
    "also": [{"of": "flows.supplier", "on": ["probe", "best"], "take": "sum", "is": "2000000"}],
}
LEDGER = """
id = "ledger"
title = { sv = "Högst tusen", en = "At most a thousand" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 60 }

[parties.sponsor]
name = { sv = "Sponsorn", en = "The sponsor" }

[parties.club]
name = { sv = "Klubben", en = "The club" }

[measures.goals]
from = "given"
unit = "event"
digits = 0
improves = "up"

[lines.due]
unit = "SEK"
formula = "cap(goals * 100 SEK/event, 1000 SEK - sum_previous(due))"

[flows.club]
from = "sponsor"
to = "club"
amount = "due"
negative = "refuse"
"""
FIGURE = st.one_of(st.booleans(), st.integers(-(10**9), 10**9).map(str))
DATA = st.recursive(
    st.one_of(FIGURE, st.lists(FIGURE, max_size=3)),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, min_size=1, max_size=3),
    max_leaves=8,
)


def with_(data, path, value):
    """The data with another value at a path; without anything there where it is None."""
    first, _, rest = path.partition("/")
    if isinstance(data, list):
        return [with_(each, rest, value) if place == int(first) else each for place, each in enumerate(data)]
    new = with_(data[first], rest, value) if rest else value
    return {name: each for name, each in {**data, first: new}.items() if each is not None}


def comparisons(checks=CHECKS, case=CASE):
    return compare_case(contract("target"), checks_from_data(checks, NoFile()), case_from_data(case))


def refused(checks=CHECKS, case=CASE):
    with pytest.raises(DataRejected) as refusal:
        comparisons(checks, case)
    return [(notice.code, notice.where) for notice in refusal.value.notices]


def test_a_case_with_lists_paths_sums_and_units_agrees():
    found = comparisons()
    assert [one.name for one in found] == ["expected.bonuses", "expected.reduction.pct", "inputs.bonus", "also.1"]
    assert all(one.agrees for one in found)
    assert found[1].found == (12,)
    assert found[3].to_dict()["found"] == ["2000000"]


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        ("case", "other", "OC-M028", "case"),
        ("expected/bonuses", None, "OC-M021", "expected.bonuses"),
        ("expected/more", {"of": "flows.supplier", "on": ["first"]}, "OC-M022", "expected.more"),
        ("statements/first/after", ["best"], "OC-M023", "statements.first.after"),
        ("statements/first/after", ["probe"], "OC-M023", "statements.first.after"),
        ("expected/bonuses/on", ["nowhere"], "OC-M023", "expected.bonuses.on"),
        ("statements/first/given/observed", "{nothing}", "OC-M024", "statements.first"),
        ("statements/first/given/observed", "{observed}", "OC-M024", "statements.first"),
        ("statements/probe/each", "nothing", "OC-M024", "statements.probe"),
        ("statements/probe/each", "bonus", "OC-M024", "statements.probe"),
        ("inputs/nothing", {"of": "flows.supplier", "on": ["first"]}, "OC-M024", "inputs.nothing"),
        ("expected/bonuses/of", "flows.nobody", "OC-M025", "expected.bonuses.of"),
        ("expected/bonuses/of", "lines.nothing", "OC-M025", "expected.bonuses.of"),
        ("expected/bonuses/of", "constants.bonus", "OC-M025", "expected.bonuses.of"),
        ("expected/bonuses/on", ["first"], "OC-M026", "expected.bonuses"),
        ("expected/bonuses/on", ["probe", "first"], "OC-M026", "expected.bonuses"),
        ("expected/reduction.pct/within", "0.6", "OC-M027", "expected.reduction.pct.within"),
        ("inputs/best", {"of": "flows.supplier", "on": ["first"]}, "OC-M029", "inputs.best"),
        ("period", None, "OC-M007", "statements.probe"),
        ("statements", None, "OC-M007", "statements"),
        ("colour", "red", "OC-M002", "colour"),
        ("expected/bonuses/take", "most", "OC-M008", "expected.bonuses.take"),
        ("expected/bonuses/of", "bonus", "OC-M008", "expected.bonuses.of.0"),
        ("expected/bonuses/in", "0", "OC-M008", "expected.bonuses.in"),
        ("terms", {"0.price": {"of": "flows.supplier", "on": "first"}}, "OC-M024", "terms.0.price"),
    ],
)
def test_what_does_not_cover_the_case_is_refused_with_its_place(path, value, code, where):
    assert (code, where) in refused(with_(CHECKS, path, value))


@pytest.mark.parametrize(
    ("tolerance", "widest"),
    [
        (0.00001, Fraction(1, 100_000)),  # JSON gives it as 1e-05, which begins with 1
        ("1e-05", 0),
        ("1.000,5", 0),
        ("1,5 points", 0),
        ("0.5, in points", Fraction(1, 2)),
        ("0.5 %", Fraction(1, 2)),
    ],
)
def test_a_tolerance_is_as_wide_as_it_is_written(tolerance, widest):
    assert case_from_data({**CASE, "tolerance": tolerance}).widest == widest


def test_a_binary_number_of_json_is_the_decimal_that_is_written():
    assert figures([1e-07, 0.1, 1e22]) == (Fraction(1, 10**7), Fraction(1, 10), 10**22)
    assert filled({"x": "{a}", "y": "{a} %"}, {"a": 1e-05}) == {"x": "0.00001", "y": "0.00001 %"}


def test_a_case_without_a_number_in_its_tolerance_allows_none():
    assert refused(case={**CASE, "tolerance": "about 3 %"}) == [("OC-M027", "expected.reduction.pct.within")]
    assert refused(case={**CASE, "tolerance": 0}) == [("OC-M027", "expected.reduction.pct.within")]


def test_a_refused_settlement_names_its_statement_and_hides_no_other():
    checks = with_(with_(CHECKS, "statements/best/given", {}), "statements/first/given/observed", "many")
    assert [code for code, _ in refused(checks)] == ["OC-U006", "OC-S002"]
    assert [where.partition(":")[0] for _, where in refused(checks)] == ["statements.first", "statements.best"]


def test_a_case_is_read_whole_or_refused():
    whole = {name: {"inputs": {}, "expected": {}}.get(name, "0") for name in ("id", "inputs", "expected", "tolerance")}
    assert case_from_data({**whole, "tolerance": 1}).widest == 1
    for data, found in (({}, 4), ({**whole, "inputs": []}, 1), ({**whole, "id": 7, "expected": "x"}, 2)):
        with pytest.raises(DataRejected) as refusal:
            case_from_data(data)
        assert len(refusal.value.notices) == found


def test_a_list_too_long_to_settle_is_refused():
    case = {**CASE, "inputs": {**CASE["inputs"], "observed": ["8"] * 1001}}
    assert ("OC-X010", "statements.probe.each") in refused(case=case)


def test_several_figures_of_one_statement_stand_side_by_side():
    pairs = {"of": ["flows.supplier", "lines.bonus"], "on": ["probe"], "is": ["1000000", "1000000", "0", "0"]}
    assert comparisons({**CHECKS, "also": [pairs]})[-1].agrees


def test_statements_in_turn_carry_over_and_those_apart_do_not():
    years = {"id": "ledger", "tolerance": "0", "inputs": {"goals": ["3", "0", "7", "9"]}, "expected": {"paid": None}}
    expected = {"due": ["300", "0", "700", "0"], "all": {"apart": ["300", "0", "700", "900"], "last": "0"}}
    year = {"each": "goals", "given": {"goals": "{each}"}, "period": "2020-01/2020-12"}
    checks = {
        "case": "ledger",
        "statements": {
            "year": {**year, "settled": "in_turn"},
            "alone": year,
            "last": {"given": {"goals": "5"}, "period": "2024-01/2024-12", "after": "year"},
        },
        "expected": {
            "due": {"of": "flows.club", "on": "year"},
            "all.apart": {"of": "flows.club", "on": "alone"},
            "all.last": {"of": "flows.club", "on": "last"},
        },
    }
    ledger = contract_from_bytes(LEDGER.encode(), "ledger.toml")
    found = compare_case(ledger, checks_from_data(checks, NoFile()), case_from_data({**years, "expected": expected}))
    assert [(one.name, one.agrees) for one in found] == [
        ("expected.due", True),
        ("expected.all.apart", True),
        ("expected.all.last", True),
    ]
    broken = with_(checks, "statements/last/after", "alone")
    with pytest.raises(DataRejected, match="OC-M023"):
        compare_case(ledger, checks_from_data(broken, NoFile()), case_from_data({**years, "expected": expected}))


def test_the_terms_of_a_case_are_compared_too():
    terms = [{"ge": "12"}, {"pay": "1000000"}]
    check = {"of": "flows.supplier", "on": "best"}
    found = comparisons({**CHECKS, "terms": {"1.pay": check}}, {**CASE, "terms_structured": terms})
    assert [(one.name, one.agrees) for one in found][3] == ("terms.1.pay", True)


def test_everything_that_is_wrong_is_found_at_once():
    checks = with_(with_(CHECKS, "case", "other"), "expected/bonuses/on", ["nowhere"])
    assert refused(checks) == [("OC-M028", "case"), ("OC-M023", "expected.bonuses.on")]


@pytest.mark.parametrize(
    ("compare", "found", "agrees"),
    [
        ("equal", "10.5", True), ("equal", "10.51", False), ("equal", "9.5", True), ("equal", "9.49", False),
        ("at_least", "9.5", True), ("at_least", "9.49", False), ("at_least", "1000", True),
        ("at_most", "10.5", True), ("at_most", "10.51", False), ("at_most", "-1000", True),
    ],
)  # fmt: skip
def test_a_figure_agrees_up_to_its_tolerance_and_no_further(compare, found, agrees):
    one = Comparison("a", ("lines.a",), ("b",), (Fraction(10),), (Fraction(found),), compare, Fraction(1, 2))
    assert one.agrees is agrees
    assert not replace(one, found=(None,)).agrees
    assert not replace(one, found=(*one.found, *one.found)).agrees


def test_a_truth_is_no_number():
    one = Comparison("a", ("lines.a",), ("b",), (True,), (True,), "equal", Fraction(1))
    assert one.agrees
    assert not replace(one, found=(False,)).agrees
    assert not replace(one, found=(Fraction(1),)).agrees
    assert not replace(one, expected=(Fraction(1),)).agrees


@settings(deadline=None, max_examples=50)
@given(DATA.filter(lambda data: isinstance(data, dict)))
def test_every_leaf_is_found_and_read(data):
    for path in leaves(data):
        value = found_at(data, path)
        assert figures(value) is not None
        if not isinstance(value, list):
            assert filled(f"{{{path}}}", data) == value
            assert filled({"x": [f"{{{path}}} %"]}, data) == {"x": [f"{value} %"]}


def test_a_name_after_a_list_asks_every_element():
    years = {"years": [{"rate": "60", "y": 1}, {"rate": "62", "y": 2}]}
    assert list(leaves({"a": None, "b": "1"})) == ["b"]
    assert list(leaves(years)) == ["years.rate", "years.y"]
    assert found_at(years, "years.rate") == ["60", "62"]
    assert found_at(years, "years.1.rate") == "62"
    for path in ("years.2.rate", "years.price", "rate", "years.rate.x"):
        with pytest.raises(KeyError, match=path):
            found_at(years, path)


def test_figures_are_exact_and_only_figures():
    assert figures("38 %") == (Fraction(38, 100),)
    assert figures([0.1, 2, True]) == (Fraction(1, 10), 2, True)
    assert figures("about 3") is None
    assert figures([["1", "2"], ["3"]]) == (1, 2, 3)
    assert figures(["1", None]) is None
    assert figures({}) is None
