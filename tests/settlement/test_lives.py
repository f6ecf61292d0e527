"""Whole lives: every bundled contract to the öre, what one period leaves to the next, and every misfit found."""

from functools import cache
from math import inf

import numpy as np
import pytest

from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.notices import DataRejected
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.lives import settle_lives
from tests.settlement.contracts import LIBRARY
from tests.settlement.drawn import compared, drawn

BUNDLED = sorted(path.stem for path in LIBRARY.glob("*.toml") if "." not in path.stem)
# Here a quotient of two figures is paid for, and some of the lives drawn lie on a rounding tie.
ON_A_TIE = {"botkyrka", "ornskoldsvik"}
MONTHS = [Period.parse(month) for month in ("2024-01", "2024-02", "2024-03", "2024-04")]
STATE = """
id = "holdback-2024"
title = { sv = "Innehållen del", en = "Holdback" }
currency = "SEK"
rules = "1"
term = { start = 2024-01-01, months = 4 }
[parties.city]
name = { sv = "Staden", en = "The city" }
[parties.provider]
name = { sv = "Utföraren", en = "The provider" }
[measures.claims]
from = "given"
unit = "claim"
digits = 0
improves = "up"
[measures.passed]
from = "given"
unit = "truth"
digits = 0
improves = "up"
[measures.last]
from = "period"
of = "last"
improves = "neither"
[measures.number]
from = "period"
of = "number"
improves = "neither"
[lines.earned]
unit = "SEK"
formula = "min(claims * 333.335 SEK/claim, 50000 SEK - sum_previous(earned)) * gate(passed, else \\"not passed\\")"
round = { to = "0.01", mode = "half_even" }
[lines.share]
formula = "if last then 1 else 80 %"
[lines.paid]
unit = "SEK"
formula = "share * cumulative(earned) - sum_previous(paid) + 0 * previous(paid, 5 SEK)"
round = { to = "0.01", mode = "half_up" }
[lines.before]
unit = "SEK"
formula = "previous(paid, -7 SEK)"
[flows.provider]
from = "city"
to = "provider"
amount = "paid"
negative = "repaid"
"""


@cache
def holdback(text=STATE):
    return contract_from_bytes(text.encode(), "c.toml")


def refused(given, contract=None, periods=MONTHS, outputs=("paid",)):
    with pytest.raises(DataRejected) as refusal:
        settle_lives(contract or holdback(), given, periods=periods, outputs=outputs)
    for notice in refusal.value.notices:
        assert notice.text("sv")
        assert notice.text("en")
    return [(notice.code, notice.where) for notice in refusal.value.notices]


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_contract_has_no_differing_ore_where_it_is_exact_and_keeps_its_bound_elsewhere(name):
    contract, random = read_contract(LIBRARY / f"{name}.toml"), np.random.default_rng(7)
    exactness = compared(contract, drawn(contract, 24, random), random.integers(0, 24, 2000))
    assert all(error < inf for error in exactness.values())
    flows = {output: error for output, error in exactness.items() if output.startswith("flow.")}
    assert not any(flows.values()) or (name in ON_A_TIE and max(flows.values()) <= 0.0101)


def test_each_life_is_settled_as_by_one_statement_after_another():
    claims = np.array([[10, 60, 80, 20], [0, 1, 2, 3], [151, 0, 0, 9]])
    passed = np.array([[True, True, True, True], [True, False, True, True], [True, True, False, False]])
    outputs = ("earned", "paid", "before", "flow.provider")
    lives = settle_lives(holdback(), {"claims": claims, "passed": passed}, periods=MONTHS, outputs=outputs)
    assert all(lives.exact(name) for name in outputs)
    for life in range(3):
        earlier = []
        for place, month in enumerate(MONTHS):
            given = {"claims": int(claims[life, place]), "passed": bool(passed[life, place])}
            statement = settle(holdback(), SettlementData(given=given, earlier=tuple(earlier)), month)
            for name in ("earned", "paid", "before"):
                assert lives.values[name][life, place] == float(statement[name].exact)
            earlier.append(statement)


def test_interim_payments_sum_to_the_whole_in_every_life():
    random = np.random.default_rng(3)
    given = {"claims": random.integers(0, 100, (500, 4)), "passed": random.random((500, 4)) < 0.8}
    lives = settle_lives(holdback(), given, periods=MONTHS, outputs=("earned", "paid"))
    cents = {name: np.rint(values * 100).sum(axis=1) for name, values in lives.values.items()}
    assert np.array_equal(cents["earned"], cents["paid"])


def test_a_course_that_scenarios_share_and_one_value_for_all_are_the_same_as_an_array():
    shared = np.array([10, 60, 80, 20])
    passed = np.array([True, False, True, True])
    whole = {"claims": np.tile(shared, (3, 1)), "passed": np.tile(passed, (3, 1))}
    expected = settle_lives(holdback(), whole, periods=MONTHS, outputs=("paid",)).values["paid"]
    course = settle_lives(holdback(), {"claims": shared, "passed": passed}, periods=MONTHS, outputs=("paid",))
    assert np.array_equal(expected[:1], course.values["paid"])
    one = settle_lives(holdback(), {"claims": "10", "passed": True}, periods=MONTHS[:1], outputs=("paid",))
    assert np.array_equal(expected[:1, :1], one.values["paid"])


def test_order_in_memory_and_blocks_change_nothing():
    random = np.random.default_rng(5)
    claims, passed = random.integers(0, 100, (70_000, 4)), random.random((70_000, 4)) < 0.8
    rows = settle_lives(holdback(), {"claims": claims, "passed": passed}, periods=MONTHS, outputs=("paid",))
    turned = {"claims": np.asfortranarray(claims), "passed": np.asfortranarray(passed)}
    columns = settle_lives(holdback(), turned, periods=MONTHS, outputs=("paid",))
    assert np.array_equal(rows.values["paid"], columns.values["paid"])
    few = {"claims": claims[69_000:], "passed": passed[69_000:]}
    last = settle_lives(holdback(), few, periods=MONTHS, outputs=("paid",))
    assert np.array_equal(rows.values["paid"][69_000:], last.values["paid"])


def test_nothing_is_said_to_be_exact_beyond_two_to_the_power_of_53():
    text = STATE.replace("50000 SEK - sum", "500000000000 SEK - sum")
    passed = np.ones((2, 4), np.bool_)
    sound = {"claims": np.array([[2**28, 1, 1, 1]] * 2) - [[0], [1]], "passed": passed}
    lives = settle_lives(holdback(text), sound, periods=MONTHS, outputs=("paid",))
    assert lives.exact("paid")
    large = {"claims": sound["claims"] * 2**22, "passed": passed}
    uncapped = STATE.replace("50000 SEK - sum", "500000000000000000 SEK - sum")
    lives = settle_lives(holdback(uncapped), large, periods=MONTHS, outputs=("paid",))
    assert not lives.exact("paid")
    assert [notice.code for notice in lives.notices] == ["OC-S062"]
    assert "paid: approximate, by at most" in str(lives)


def test_a_quotient_is_exact_unless_a_scenario_lies_on_a_rounding_tie():
    text = STATE.replace("claims * 333.335 SEK/claim", "1000 SEK / max(claims / 1 claim, 1)")
    passed = np.ones((3, 3), np.bool_)
    away = {"claims": np.array([[3, 7, 11], [7, 11, 13], [19, 23, 29]]), "passed": passed}
    lives = settle_lives(holdback(text), away, periods=MONTHS[:3], outputs=("earned",))
    assert lives.exact("earned")
    tie = {"claims": np.array([[3, 7, 11], [16, 32, 64]]), "passed": passed[:2]}
    lives = settle_lives(holdback(text), tie, periods=MONTHS[:3], outputs=("earned",))
    assert 0.01 <= lives.errors["earned"] < 0.05


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"claims": np.array([[1.5, 2, 3, 4]])}, ("OC-S060", "measures.claims")),
        ({"claims": np.array([[np.nan, 2, 3, 4]])}, ("OC-S060", "measures.claims")),
        ({"claims": np.array([[1e300, 2, 3, 4]])}, ("OC-S060", "measures.claims")),
        ({"claims": np.array([1.5, 2, 3, 4])}, ("OC-S060", "measures.claims")),
        ({"claims": "1.5"}, ("OC-S060", "measures.claims")),
        ({"claims": np.ones((1, 3))}, ("OC-S061", "measures.claims")),
        ({"claims": np.ones(3)}, ("OC-S061", "measures.claims")),
        ({"claims": np.array([["1", "2", "3", "4"]])}, ("OC-S061", "measures.claims")),
        ({"claims": 1.0}, ("OC-U005", "")),
        ({"claims": True}, ("OC-S004", "measures.claims")),
        ({"passed": np.ones((1, 4))}, ("OC-S004", "measures.passed")),
        ({"number": 1}, ("OC-S003", "measures.number")),
    ],
)
def test_a_figure_that_no_settlement_could_have_is_refused(figures, found):
    given = {"claims": np.ones((1, 4)), "passed": np.ones((1, 4), np.bool_)} | figures
    assert refused(given) == [found]


def test_all_misfits_come_at_once():
    given = {"claims": np.array([[1.5, 2, 3, 4]]), "number": 1}
    codes = [code for code, _ in refused(given, periods=MONTHS[::-1], outputs=("pad",))]
    assert sorted(codes) == ["OC-S002", "OC-S003", "OC-S016", "OC-S063"]


@pytest.mark.parametrize(
    ("periods", "code"),
    [(["2024-01/2024-02", "2024-02"], "OC-S063"), (["2024-02", "2024-01"], "OC-S063"), ([], "OC-S063"),
     (["2024-04", "2024-05"], "OC-S001"), (["2023-12"], "OC-S001")],
)  # fmt: skip
def test_periods_follow_each_other_within_the_term(periods, code):
    assert code in [found for found, _ in refused({"claims": "1", "passed": True}, periods=periods)]
