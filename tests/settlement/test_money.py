"""Money to several: shares by largest remainder, waterfalls by rank; and amounts that nobody knows."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json
from outcome_contracts.notices import ContractInvalid, DataRejected
from outcome_contracts.settlement import SettlementData, settle, verify
from tests.settlement.contracts import amounts

CONTRACT = """
id = "money"
title = { sv = "Pengar", en = "Money" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }
[parties]
city = { name = { sv = "Staden", en = "The city" } }
region = { name = { sv = "Regionen", en = "The region" } }
senior = { name = { sv = "Banken", en = "The bank" } }
junior = { name = { sv = "Fonden", en = "The fund" } }
provider = { name = { sv = "Utföraren", en = "The provider" } }
[constants.later]
unknown = "SEK"
[measures.paid]
from = "given"
unit = "SEK"
digits = 2
improves = "up"
[lines.with_later]
formula = "paid + later"
[flows.cost]
from = { city = "190000 SEK", region = "120000 SEK", junior = "110000 SEK" }
to = "provider"
amount = "paid"
negative = "repaid"
[waterfalls.repayment]
from = "city"
pot = "paid"
clause = "8"
tranches = [
  { id = "interest", to = "senior", until = "3 % * 1000 SEK" },
  { id = "principal", to = { senior = "2", junior = "1" }, until = "1000 SEK" },
  { id = "rest", to = { provider = "30 %", junior = "70 %" }, clause = "8.3" },
]
"""


def contract(text=CONTRACT):
    return contract_from_bytes(text.encode(), "money.toml")


def settled(paid, text=CONTRACT):
    return settle(contract(text), SettlementData(given={"paid": paid}), "2020-01/2020-12")


def test_a_shared_amount_goes_out_in_whole_ore_by_largest_remainder():
    # 100 · 19/42 = 45.238, 100 · 12/42 = 28.571, 100 · 11/42 = 26.190: the missing öre goes to the region
    found = amounts(settled("100"))
    assert [found[f"cost.{party}"] for party in ("city", "region", "junior")] == [
        Fraction("45.24"), Fraction("28.57"), Fraction("26.19"),
    ]  # fmt: skip


def test_the_first_named_wins_a_tie():
    text = CONTRACT.replace(
        'city = "190000 SEK", region = "120000 SEK", junior = "110000 SEK"', 'region = "1", city = "1"'
    )
    found = amounts(settled("0.01", text))
    assert (found["cost.region"], found["cost.city"]) == (Fraction("0.01"), 0)


def test_a_waterfall_fills_rank_after_rank():
    statement = settled("1500")
    assert [statement[name].exact for name in ("repayment", "interest", "principal", "rest")] == [1500, 30, 1000, 470]
    found = amounts(statement)
    assert found["interest"] == 30
    assert found["principal.senior"] == Fraction("666.67")
    assert found["principal.junior"] == Fraction("333.33")
    assert (found["rest.provider"], found["rest.junior"]) == (141, 329)
    assert {flow.id: flow.clause for flow in statement.flows}["rest.provider"] == "8.3"
    assert {flow.id: flow.clause for flow in statement.flows}["interest"] == "8"


def test_a_negative_pot_is_refused_and_a_negative_shared_amount_goes_back():
    with pytest.raises(DataRejected) as refusal:
        settled("-10")
    assert {notice.code for notice in refusal.value.notices} == {"OC-S080"}
    only = CONTRACT[: CONTRACT.index("[waterfalls")]
    statement = settled("-100", only)
    assert all(flow.repaid and flow.payer == "provider" for flow in statement.flows)
    assert sum(flow.amount for flow in statement.flows) == 100


def test_a_rank_that_is_rounded_above_what_is_left_is_refused_where_it_stands():
    coarse = CONTRACT.replace('until = "3 % * 1000 SEK"', 'until = "30 SEK", round = { to = "1", mode = "up" }')
    assert sum(amounts(settled("31.40", coarse)).values()) == 2 * Fraction("31.40")
    with pytest.raises(DataRejected) as refusal:
        settled("29.40", coarse)
    assert {notice.where.rpartition(".")[0] for notice in refusal.value.notices} == {"waterfalls.repayment.tranches"}


def test_a_fault_in_a_weight_is_told_once_for_all_parts():
    with pytest.raises(ContractInvalid) as refusal:
        contract(CONTRACT.replace('city = "190000 SEK"', 'city = "nobody"'))
    assert [notice.code for notice in refusal.value.notices] == ["OC-T005"]


def test_what_depends_on_an_unknown_amount_is_unknown_and_not_nothing():
    statement = settled("5")
    assert statement["later"].exact is None
    assert statement["with_later"].exact is None
    assert statement["with_later"].shown == "unknown"
    assert verify(statement.to_json()).digest == statement.digest


def test_toml_and_json_give_one_contract():
    assert contract_from_bytes(contract_to_json(contract()).encode(), "m.json").digest == contract().digest


def test_the_order_of_shares_is_part_of_the_contract():
    turned = CONTRACT.replace('provider = "30 %", junior = "70 %"', 'junior = "70 %", provider = "30 %"')
    assert contract(turned).digest != contract().digest


@settings(deadline=None, max_examples=60)
@given(ore=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**6), min_size=2, max_size=5).filter(any))
def test_every_ore_that_goes_in_comes_out(ore, weights):
    parties = ("city", "region", "senior", "junior", "provider")[: len(weights)]
    shares = ", ".join(f'{party} = "{weight}"' for party, weight in zip(parties, weights, strict=True))
    text = CONTRACT.replace(
        'from = { city = "190000 SEK", region = "120000 SEK", junior = "110000 SEK" }\nto = "provider"',
        'from = "payer"\nto = { ' + shares + " }",
    )
    text = text.replace("[parties]", '[parties]\npayer = { name = { sv = "P", en = "P" } }')
    statement, paid = settled(Fraction(ore, 100), text), Fraction(ore, 100)
    found = amounts(statement)
    assert sum(amount for name, amount in found.items() if name.startswith("cost.")) == paid
    assert sum(amount for name, amount in found.items() if not name.startswith("cost.")) == paid
    for party, weight in zip(parties, weights, strict=True):
        assert abs(found[f"cost.{party}"] - paid * weight / sum(weights)) < Fraction(1, 100)


@settings(deadline=None, max_examples=60)
@given(low=st.integers(0, 300_000), more=st.integers(0, 300_000))
def test_a_higher_pot_lowers_no_rank_and_a_rank_is_full_before_the_next_has_anything(low, more):
    first, second = settled(Fraction(low, 100)), settled(Fraction(low + more, 100))
    limits = {"interest": 30, "principal": 1000}
    for name in ("interest", "principal", "rest"):
        assert second[name].exact >= first[name].exact
    for senior, junior in (("interest", "principal"), ("principal", "rest")):
        assert second[junior].exact == 0 or second[senior].exact == limits[senior]
