"""Laws of what is agreed around the formulas, P37 to P43, and of the order of deductions, caps and ranks."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.versions.amendment import Amendment
from outcome_contracts.contract.versions.chain import ContractChain
from outcome_contracts.contract.versions.change import Change, diff
from outcome_contracts.contract.versions.termination import terminated
from outcome_contracts.design import break_even
from outcome_contracts.notices import ContractInvalid, UsageError
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.data import Adjustment
from outcome_contracts.settlement.verify import verify
from tests.primitives.cases import contract, paid
from tests.primitives.lives import YEARS, law, ore, steps, values

AMOUNT = st.integers(0, 200_000_000)
WHY = Text(sv="Skäl", en="Reason")


@law
@given(st.integers(1, 36), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_switch_takes_the_one_before_its_date_and_the_other_after_it(months, comparison, trend):
    figures = {"by_comparison": [comparison], "by_trend": [trend]}
    last = f"{2026 + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}"
    (avoided,) = ore("p37_counterfactual_switch", "avoided", figures, periods=(f"{last}/{last}",))
    both = (comparison + trend) / 2
    assert abs(avoided - (comparison if months <= 12 else both if months <= 24 else trend)) <= 0.5


@pytest.mark.parametrize(
    ("cause", "last_day", "due"),
    [
        ("payer", date(2027, 7, 31), {"provider": 20_000, "termination": 360_000}),
        ("provider", date(2027, 4, 30), {"provider": 20_000, "termination": 60_000}),
        ("policy", date(2027, 1, 31), {"provider": 20_000, "termination": 10_000}),
        ("force_majeure", date(2027, 1, 31), {"provider": 20_000, "termination": 0}),
    ],
)
def test_what_is_due_at_the_end_depends_on_the_cause(cause, last_day, due):
    ended = terminated(contract("p38_termination"), cause, date(2027, 1, 15))
    assert ended.last_day == last_day
    period = f"2027-01/{last_day:%Y-%m}"
    statement = settle(ended.contract, SettlementData(given={"claims": 4}), period, status="final")
    assert paid(statement) == due
    assert statement.flows[-1].payer == ("provider" if cause == "provider" else "municipality")


def test_a_cause_that_the_contract_does_not_name_is_refused():
    silent = contract("p38_termination").model_copy(update={"termination": ()})
    with pytest.raises(UsageError) as refusal:
        terminated(silent, "policy", date(2027, 1, 15))
    assert [notice.code for notice in refusal.value.notices] == ["OC-A017"]


@law
@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_an_adjustment_adds_what_was_decided_and_its_reason_stays_with_it(computed, amount):
    decided = Adjustment.of(Fraction(amount, 100), reason_sv="Sen", reason_en="Late", authority="municipality")
    data = SettlementData(given={"computed": Fraction(computed, 100)}, adjustments={"goodwill": decided})
    statement = settle(contract("p39_adjustment"), data, "2026-01/2026-12")
    assert paid(statement) == {"provider": Fraction(computed + amount, 100)}
    assert statement.inputs["adjustments"]["goodwill"] == decided.to_dict()


@law
@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8))
def test_modes_of_rounding_differ_by_an_ore_at_most_and_their_names_tell_the_side(days):
    statement = settle(contract("p40_rounding"), SettlementData(given={"days": days}), "2026-01/2026-12")
    exact = Fraction(sum(days), 8)
    half_up, half_even, down, up = (statement[mode].exact for mode in ("half_up", "half_even", "down", "up"))
    assert abs(down) <= abs(exact) <= abs(up) <= abs(down) + Fraction(1, 100)
    assert {half_up, half_even} <= {down, up}
    assert max(abs(half_up - exact), abs(half_even - exact)) <= Fraction(1, 200)
    assert abs(statement["sum_of_rounded"].exact - exact) <= Fraction(len(days), 200)


def extended(months):
    """The chain of P41 with its term moved by so many months."""
    chain = ContractChain.of(
        contract("p41_window_extension"),
        signed=date(2025, 12, 1),
        effective=date(2026, 1, 1),
        signatories=("municipality", "provider"),
    )
    return chain, Amendment(
        kind="window_extension",
        effective=date(2028, 1, 1),
        signed=date(2027, 11, 1),
        clause="12.1",
        signatories=("municipality", "provider"),
        scope=WHY,
        reason=WHY,
        previous=chain.digest,
        changes=(Change(path="term.months", before=24, after=24 + months),),
    )


def test_an_old_statement_is_the_same_after_the_window_was_extended():
    chain, amendment = extended(12)
    data = SettlementData(given={"claims": 10})
    old = settle(chain, data, "2027-01/2027-12", status="final")
    longer = chain.append(amendment)
    assert settle(longer, data, "2027-01/2027-12", status="final").to_json() == old.to_json()
    assert verify(old.to_json().encode()).statement == old
    assert paid(settle(longer, data, "2028-01/2028-06", status="final")) == {"provider": 10_000}
    assert paid(settle(longer, data, "2028-07/2028-12", status="final")) == {"provider": 20_000}


def test_a_window_is_extended_as_far_as_the_clause_allows_and_not_a_month_more():
    chain, amendment = extended(13)
    with pytest.raises(ContractInvalid) as refusal:
        chain.append(amendment)
    assert {notice.code for notice in refusal.value.notices} == {"OC-A015"}


@law
@given(AMOUNT, st.integers(0, 200_000), st.integers(0, 200_000))
def test_hours_in_kind_and_cash_cover_the_share_that_was_agreed(cost, hours, audited):
    figures = {"total_cost": [cost], "hours": [hours], "audited": [audited]}
    cash, in_kind, share = (ore("p42_in_kind", line, figures)[0] for line in ("in_cash", "in_kind", "own_share"))
    assert cash + min(in_kind, share) == share
    assert in_kind == 400 * min(hours, audited)


@law
@given(steps(100_000_000, 10_000_000_000))
def test_a_break_even_falls_as_the_cost_rises_and_is_that_of_the_calculator(costs):
    found = values("p43_break_even", "break_even", {"yearly_cost": costs, "reduction": 0})[:, 0].tolist()
    assert found == sorted(found, reverse=True)
    for cost, each in zip(costs, found, strict=True):
        known = break_even("6000000", annual_cost=Fraction(cost, 100), years=3, ramp_up_months=12).reduction
        assert (known is None) is (each > 1)
        assert known is None or float(known) == pytest.approx(each, rel=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "measure", "figure", "amounts"),
    [
        # 1,000,000 − 20 % − 50,000, or (1,000,000 − 50,000) − 20 %
        ("order_percent_first", "order_amount_first", "computed", "1000000", (750_000, 760_000)),
        # half of at most 1,000,000, or at most 1,000,000 of the half
        ("order_cap_before_share", "order_share_before_cap", "saving", "1800000", (500_000, 900_000)),
    ],
)
def test_the_order_of_deductions_is_a_term_of_the_contract(one, other, measure, figure, amounts):
    changed = {change.path for change in diff(contract(one), contract(other))}
    assert changed == {"id", "title.sv", "title.en", "lines.due.formula"}
    found = [
        paid(settle(contract(each), SettlementData(given={measure: figure}), "2026-01/2026-12"))["provider"]
        for each in (one, other)
    ]
    assert found == list(amounts)


def leg(line, success, needed):
    return ore("investor_leg", line, {"success": success, "needed": needed}, periods=YEARS)


@law
@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=10))
def test_seniority_guarantee_and_recycling_conserve_money_in_their_order(success):
    needed = [(20_000_000, 10_000_000, 0)] * len(success)
    recycling, senior, second, rest, called = (
        leg(line, success, needed) for line in ("recycling", "senior", "second", "rest", "called")
    )
    for row, life in enumerate(success):
        for year, pot in enumerate(life):
            assert recycling[row][year] == min(pot, needed[row][year])
            assert recycling[row][year] + senior[row][year] + second[row][year] + rest[row][year] == pot
        lost = 100_000_000 - sum(senior[row])
        assert called[row][:2] == [0, 0]
        assert called[row][2] == min(lost, 40_000_000)
        assert not sum(second[row]) or lost == 0


def test_a_guarantee_pays_only_what_the_ranks_above_did_not():
    # 600,000 + 300,000 + 0; 200,000 and 100,000 of it are recycled: the bank has 600,000 of its 1,000,000
    success, needed = [(60_000_000, 30_000_000, 0)], [(20_000_000, 10_000_000, 0)]
    assert leg("senior", success, needed) == [[40_000_000, 20_000_000, 0]]
    assert leg("flow.guarantee", success, needed) == [[0, 0, 40_000_000]]
