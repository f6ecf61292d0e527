"""Self-financing of a plan: the published figures, per party, and the laws that hold for every plan."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.design.horizon import Payment, Timing, discounting
from outcome_contracts.design.self_financing import (
    CostBase,
    Fee,
    Party,
    Reason,
    Stretch,
    cost_of_days,
    fee_at_risk,
    party,
    self_financing,
    stated_cost,
)
from outcome_contracts.design.self_financing.answer import stretch_text
from outcome_contracts.notices import UsageError
from outcome_contracts.terms.piecewise import value_at
from outcome_contracts.valuation import Basis, stated
from tests.design.self_financing.plans import EVERYBODY, MILLION, MUNICIPALITY, plans, published, shared, shares

ORE = Fraction(1, 100)


def test_the_published_break_even():
    assert self_financing(published(), ["Municipality"]).reduction == Fraction(22, 210)
    assert published().net(["Municipality"], "12 %") == 3_200_000
    assert published(ramp=12).net(["Municipality"], "12 %") == 21 * MILLION - 22 * MILLION


def test_the_supplier_example():
    """1.5 MSEK at no reduction, 3.0 at 4 %, 3.75 at 6 %, 4.5 at 8 %, 6.0 from 12 % on."""
    fee = fee_at_risk(payer="m", payee="s", total=6 * MILLION, at_risk="75 %", nothing_at=0, full_at="12 %",
                      paid=Payment.EVENLY)  # fmt: skip
    paid = [fee.at(Fraction(percent, 100)) for percent in (-3, 0, 4, 6, 8, 12, 15)]
    assert [float(amount / MILLION) for amount in paid] == [1.5, 1.5, 3.0, 3.75, 4.5, 6.0, 6.0]


def test_each_party_has_its_own_break_even_and_the_municipality_another():
    found = {name: self_financing(shared(), [name]) for name in EVERYBODY}
    whole = self_financing(shared(), MUNICIPALITY)
    assert found["Operations"].reduction is None and found["Operations"].reason is Reason.ALWAYS
    assert found["Supplier"].reduction == Fraction(1, 375)  # 1.6 MSEK of its own: 1.5 + 4.5·r/0.12
    assert found["Funder"].reduction == Fraction(4, 100) + Fraction(8, 10) * Fraction(8, 100)
    assert whole.surplus == (Stretch(whole.reduction, Fraction(1)),)
    assert shared().net(MUNICIPALITY, whole.reduction) == 0
    assert found["Finance department"].reduction > whole.reduction


def test_a_fee_that_rises_faster_than_the_saving_makes_two_stretches():
    steep = Fee("Municipality", "x", ((Fraction(12, 100), Fraction(0)), (Fraction(14, 100), 9 * Fraction(MILLION))),
                Payment.AT_END)  # fmt: skip
    parties = (Party("Municipality", Fraction(1), Fraction(1)), Party("x", Fraction(0), Fraction(0)))
    found = self_financing(replace(published(), parties=parties, fees=(steep,)), ["Municipality"])
    first, again = found.surplus
    assert first.first == found.reduction == Fraction(22, 210)
    assert Fraction(12, 100) < first.last < again.first < Fraction(15, 100) and again.last == 1
    assert found.text("en").count("again") == found.text("sv").count("igen") == 1


def test_there_may_be_no_break_even_and_the_reason_is_said():
    never = self_financing(published(cost=7 * MILLION), ["Municipality"])
    assert (never.reduction, never.reason, never.best) == (None, Reason.NEVER, (1, -1 * MILLION))
    assert "−1\u00a0000\u00a0000 kr" in never.text("sv") and "at no reduction" in never.text("en")
    cash = CostBase(Fraction(-900), Basis.CASH_RELEASING, "no replacement")
    costs = self_financing(replace(published(), cost=cash), ["Municipality"])
    assert (costs.reduction, costs.reason) == (None, Reason.COSTS)
    assert "pengar som lämnar budgeten" in costs.text("sv")


def test_an_answer_says_its_purse_and_its_basis():
    for lang, basis in (("sv", "inte pengar i budgeten"), ("en", "not money in the budget")):
        said = self_financing(published(), ["Municipality"]).text(lang)
        assert basis in said and "Municipality" in said
        assert ("10,48\u00a0%" if lang == "sv" else "10.48\u00a0%") in said


@settings(deadline=None, max_examples=50)
@given(plans(), st.sampled_from([("a",), ("b",), ("c",), ("a", "b")]))
def test_break_even_times_its_own_inputs_gives_zero_net_to_the_öre(plan, purse):
    found = self_financing(plan, purse)
    for one in found.surplus:
        for end in (one.first, one.last):
            net = plan.net(purse, end)
            assert net == 0 or (net > 0 and end in (0, 1))
    assert (found.reduction is None) or round(plan.net(purse, found.reduction) / ORE) == 0


@settings(deadline=None, max_examples=40)
@given(plans(), st.sampled_from([("a",), ("b", "c")]), shares)
def test_a_reduction_pays_where_the_answer_says_so_and_nowhere_else(plan, purse, reduction):
    told = any(one.first <= reduction <= one.last for one in self_financing(plan, purse).surplus)
    assert told is (plan.net(purse, reduction) >= 0)
    assert value_at(plan.nets(purse), reduction) == plan.net(purse, reduction)


@settings(deadline=None, max_examples=40)
@given(plans(), shares)
def test_the_nets_of_all_parties_are_the_saving_less_the_investment(plan, reduction):
    """What one party gains by shares and timing of fees, another loses."""
    each = sum(plan.net([name], reduction) for name in "abc")
    assert each == plan.net(["a", "b", "c"], reduction)
    saved = reduction * plan.saving_at_full
    assert each == saved - plan.investment * plan.horizon.present(plan.invested)


@settings(deadline=None, max_examples=40)
@given(plans(), st.integers(1, 300).map(lambda parts: Fraction(parts, 100)), shares)
def test_the_net_is_monotone_in_value_and_in_heads(plan, more, reduction):
    dearer = replace(plan, cost=replace(plan.cost, per_year=plan.cost.per_year * (1 + more)))
    for purse in (("a",), ("b",), ("a", "b", "c")):
        assert dearer.net(purse, reduction) >= plan.net(purse, reduction)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 10_000), st.integers(1, 20), st.integers(1, 5_000), st.integers(1, 9))
def test_the_break_even_falls_with_value_and_heads(heads, days, value, more):
    def found(count, worth):
        cost = cost_of_days(stated(worth, "x"), heads=count, days_per_head=days)
        return self_financing(replace(published(investment=1000), cost=cost), ["Municipality"]).reduction or 2

    assert found(heads + more, value) <= found(heads, value) >= found(heads, value + more)


def test_discounting_raises_the_break_even():
    plain = self_financing(published(), ["Municipality"]).reduction
    for timing in Timing:
        rate = discounting("3 %", timing=timing)
        assert self_financing(published(discounting=rate), ["Municipality"]).reduction > plain


def test_values_of_two_bases_are_never_added():
    contract, cash = (stated_cost(1000, basis=basis, source="x") for basis in (Basis.CONTRACT_VALUE, Basis.SOCIETAL))
    with pytest.raises(UsageError, match="OC-W060"):
        contract + cash
    both = cost_of_days(stated(2000, "a"), heads=10, days_per_head=5) + cost_of_days(
        stated(1000, "b"), heads=30, days_per_head=5
    )
    assert (both.per_year, both.heads, both.days_per_year, both.source) == (250_000, 40, 200, "a; b")
    assert (contract + contract).heads is None


def test_what_is_wrong_with_a_plan_is_said_at_once():
    alike = [party("a", investment_share="90 %", saving_share=1), party("a", investment_share=0, saving_share=0)]
    with pytest.raises(UsageError) as refusal:
        shared(parties=alike)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W062", "OC-W061", "OC-W064"]
    with pytest.raises(UsageError, match="OC-W002"):
        shared(investment=-1)
    with pytest.raises(UsageError, match="OC-W064"):
        published().net([], "12 %")
    with pytest.raises(UsageError, match="OC-W064"):
        self_financing(published(), ["Nobody"])
    with pytest.raises(UsageError, match="OC-U005"):
        published().net(["Municipality"], 0.12)
    with pytest.raises(UsageError, match="OC-W002"):
        published().net(["Municipality"], 12)
    for points in ((), ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(0)))):
        with pytest.raises(UsageError, match="OC-W063"):
            Fee("a", "b", points, Payment.EVENLY)
    with pytest.raises(UsageError) as refusal:
        party(" ", investment_share=0, saving_share=0)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W062"]
    with pytest.raises(UsageError) as refusal:
        stated_cost(-1, basis=Basis.CONTRACT_VALUE, source=" ")
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002"]
    with pytest.raises(UsageError, match="OC-W003"):
        stated_cost(1, basis=Basis.CONTRACT_VALUE, source=" ")


def test_what_a_plan_is_made_of_is_exact_and_one_of_the_named():
    with pytest.raises(UsageError) as refusal:
        Fee("a", "b", ((Fraction(0), 1.5), (12, Fraction(1))), "evenly")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U005", "OC-W002", "OC-W002"]
    with pytest.raises(UsageError, match=r"OC-W002.*Payment\.AT_START"):
        replace(published(), invested="at_start")
    with pytest.raises(UsageError, match=r"OC-W002.*Basis\.CONTRACT_VALUE"):
        stated_cost(1, basis="contract_value", source="x")
    for counts in ({"days_per_year": Fraction(0)}, {"heads": Fraction(-1)}):
        with pytest.raises(UsageError, match="OC-W002"):
            CostBase(Fraction(1), Basis.CONTRACT_VALUE, "x", **counts)


def test_shares_and_amounts_may_be_texts_wherever_they_are_given():
    made = Party("a", "100 %", "60 %")
    assert made == party("a", investment_share="100 %", saving_share="60 %") == Party("a", Fraction(1), Fraction(3, 5))
    assert Fee("a", "b", (("4 %", "0"), ("12 %", "1000")), Payment.AT_END).at(Fraction(8, 100)) == 500
    plain = replace(published(), investment="22000000", cost=CostBase("70000000", Basis.CONTRACT_VALUE, "x"))
    assert plain.net(["Municipality"], "12 %") == 3_200_000
    assert replace(published().horizon, months="36").months == 36
    for wrong, code in ((0.5, "OC-U005"), ("half", "OC-U006"), (None, "OC-U006"), (2, "OC-W002")):
        with pytest.raises(UsageError, match=code):
            Party("a", wrong, 0)
    with pytest.raises(UsageError, match="OC-W062"):
        party(None, investment_share=1, saving_share=1)
    with pytest.raises(UsageError) as refusal:
        Fee("a", "b", (("x", 0.5), ("12 %", "1000")), "later")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U006", "OC-U005", "OC-W002"]


@pytest.mark.parametrize("purse", ["Municipality", "", None, 5, [1], [["Municipality"]]])
def test_a_purse_is_a_list_of_names(purse):
    for ask in (
        lambda: published().purse(purse), lambda: published().net(purse, "12 %"),
        lambda: published().cost_needed(purse, "12 %"), lambda: self_financing(published(), purse),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="OC-W075"):
            ask()


@settings(deadline=None, max_examples=40)
@given(plans(), st.sampled_from([("a",), ("b",), ("c",), ("a", "b")]))
def test_what_is_shown_of_every_stretch_does_pay(plan, purse):
    for one in self_financing(plan, purse).surplus:
        for said in stretch_text(one, "en"):
            assert plan.net(purse, Fraction(said.removesuffix("\u00a0%")) / 100) >= 0
