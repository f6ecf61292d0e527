"""Settling a chain: each period by the version in force, and no later amendment changes what was settled before."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion
from outcome_contracts.contract.versions.clauses import Suspension
from outcome_contracts.contract.versions.termination import termination
from outcome_contracts.notices import DataRejected, VerificationFailed
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle, verify
from outcome_contracts.settlement.seal import seal
from tests.contract.chains import CONTRACT, WHY, amendment, chain, change, original
from tests.settlement import shocked

CHAIN = chain()
DATA = SettlementData(given={"avoided_days": "1200"})
PERIODS = ("2019-01/2019-12", "2020-01/2020-12", "2021-01/2021-06", "2021-07/2022-04")


def up_to(number):
    """The chain as it stood when it had so many versions."""
    return ContractChain(CHAIN.versions[:number])


def codes(call, *arguments):
    with pytest.raises(DataRejected) as refusal:
        call(*arguments)
    assert str(refusal.value)
    return [notice.code for notice in refusal.value.notices]


@pytest.mark.parametrize(
    ("period", "version", "payee", "amount"),
    [
        ("2019-01/2019-12", 1, "supplier", "2112000"),  # 60 % · 1200 · 2100 + 12 · 50000
        ("2020-01/2020-12", 3, "supplier", "1987600"),  # 60 % · 1200 · 2205 + 8 · 50000: four months are suspended
        ("2021-01/2021-06", 4, "supplier", "1887600"),
        ("2021-07/2022-04", 5, "successor", "2087600"),
    ],
)
def test_a_period_is_settled_by_the_version_in_force_on_its_first_day(period, version, payee, amount):
    statement = settle(CHAIN, DATA, period)
    (flow,) = statement.flows
    assert (flow.payee, flow.amount) == (payee, Fraction(amount))
    assert statement.inputs["version"]["number"] == version
    assert statement.provenance["version"] == CHAIN.version(version).digest
    (named,) = (notice for notice in statement.notices if notice.code in ("OC-A053", "OC-A054"))
    assert (named.code, named.where) == ("OC-A054" if version == 1 else "OC-A053", f"version {version}")
    assert "–" not in named.text("sv")


@given(st.sampled_from(PERIODS), st.integers(1, 5), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_replay_of_any_old_statement_is_bit_identical_after_later_amendments(period, number, later):
    """Settled when the chain had `number` versions, again when it had more, and verified: one text."""
    first, _, _ = period.partition("/")
    known = [each for each in CHAIN.versions[:number] if str(each.settled_from) <= f"{first}-01"]
    then = settle(up_to(number), DATA, period) if known[-1].contract.term.end >= Period.parse(period).last_day else None
    if then is None:
        return
    assert verify(then.to_json()).statement.to_json() == then.to_json()
    now_in_force = CHAIN.for_period(Period.parse(period)).number
    if number >= now_in_force:
        grown = up_to(max(number, later, now_in_force))
        assert settle(grown, DATA, period).to_json() == then.to_json()
    else:
        assert settle(CHAIN, DATA, period).digest != then.digest


def test_a_statement_settled_before_a_retroactive_amendment_still_verifies():
    """The suspension of March 2020 applies from January; the statement of the first quarter was made before it."""
    before = settle(up_to(2), DATA, "2020-01/2020-03")
    after = settle(CHAIN, DATA, "2020-01/2020-03")
    assert before.flows[0].amount - after.flows[0].amount == 50000
    assert verify(before.to_json()).statement.inputs["version"]["number"] == 2


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2018-12/2018-12", "OC-A022"),
        ("2018-07/2019-06", "OC-A022"),
        ("2021-01/2021-12", "OC-A023"),
        ("2019-07/2020-06", "OC-A023"),
        ("2020-03/2020-06", "OC-A051"),
        ("2020-04/2020-05", "OC-A051"),
    ],
)
def test_a_period_for_which_it_is_open_what_was_agreed_is_refused(period, code):
    assert code in codes(settle, CHAIN, DATA, period)


def test_a_version_in_force_from_the_last_day_of_a_period_lies_inside_it():
    on = original()
    last_day = amendment(on, effective=date(2019, 12, 31), signed=date(2019, 12, 1))
    assert codes(settle, on.append(last_day), DATA, "2019-01/2019-12") == ["OC-A023"]


def test_every_version_inside_the_period_is_named():
    assert codes(settle, CHAIN, DATA, "2019-07/2021-12") == ["OC-A023"] * 4


def test_an_amendment_that_says_from_which_period_it_applies_is_not_in_the_way():
    text = {"applies_from": "2022-05", "effective": date(2022, 3, 1), "signed": date(2022, 2, 1)}
    later = CHAIN.append(amendment(CHAIN, change("constants.day_price", "2205 SEK/day", "2210 SEK/day"), **text))
    assert settle(later, DATA, "2022-01/2022-04").inputs["version"]["number"] == 5


def test_what_was_settled_under_earlier_versions_is_carried_on():
    text = CONTRACT.replace("[flows.supplier]", """[lines.paid_before]
formula = "sum_previous(earned)"
unit = "SEK"

[flows.supplier]""").replace('[lines.earned]\n', '[lines.earned]\nunit = "SEK"\n')  # fmt: skip
    on = original(text)
    first = settle(on, DATA, "2019-01/2019-12")
    on = on.append(amendment(on, effective=date(2020, 1, 1)))
    second = settle(on, SettlementData(given={"avoided_days": "1200"}, earlier=(first,)), "2020-01/2020-12")
    assert [each.inputs["version"]["number"] for each in (first, second)] == [1, 2]
    assert second["paid_before"].exact == first["earned"].exact == 1512000
    assert verify(second.to_json()).statement.to_json() == second.to_json()


def test_a_contract_without_a_chain_names_no_version():
    statement = settle(CHAIN.version(1).contract, DATA, PERIODS[0])
    assert "version" not in statement.inputs
    assert "version" not in statement.provenance
    assert "OC-A053" not in [notice.code for notice in statement.notices]


def forged(text, **record):
    content = json.loads(text)
    content["inputs"]["version"] |= record
    content["seal"] = seal({key: value for key, value in content.items() if key not in ("seal", "digest")})
    return json.dumps(content)


@pytest.mark.parametrize(
    "record",
    [
        {"number": 4}, {"clause": "12.9"}, {"contract": "sha256:" + "0" * 64}, {"signed": "2019-12-11"},
        {"signed": "then"}, {"number": "x"}, {"effective": None}, {"applies_from": "2020-99"}, {"changes": [{}]},
    ],
)  # fmt: skip
def test_a_statement_that_names_another_version_does_not_verify(record):
    text = settle(CHAIN, DATA, PERIODS[1]).to_json()
    with pytest.raises(VerificationFailed):
        verify(forged(text, **record))


def test_a_record_of_another_contract_is_refused():
    assert codes(ContractVersion, CHAIN.version(1).contract, CHAIN.version(2).record) == ["OC-A052"]


def test_what_a_termination_costs_is_settled_like_everything_else():
    ended = termination(CHAIN, "payer", date(2021, 8, 20))
    assert ended.last_day == date(2022, 2, 28)
    statement = settle(ended.contract, DATA, "2021-07/2022-02")
    assert {flow.id: flow.amount for flow in statement.flows} == {"supplier": 1987600, "termination": 150000}
    assert verify(statement.to_json())
    free = termination(CHAIN, "force_majeure", date(2021, 8, 20))
    assert free.last_day == date(2021, 8, 31)
    assert settle(free.contract, DATA, "2021-07/2021-08").flows[1].amount == 0


def suspended(contract, *months):
    """The contract with months suspended, under a clause of its own that allows it."""
    fields = {"kinds": ["suspension"], "fields": ["suspensions"], "signed_by": [contract.parties[0].id]}
    pauses = tuple(Suspension(months=each, clause="8.2", reason=WHY) for each in months)
    return contract.model_copy(update={"suspensions": pauses, "amendment_clauses": [{"clause": "8.2", **fields}]})


def due(statement):
    return {flow.id: flow.amount for flow in statement.flows}


def test_suspended_months_count_neither_in_the_measure_nor_in_the_reference():
    """An agreed suspension does to the months what a clause that suspends them does to those of an event."""
    by_clause = settle(shocked.under("suspend"), shocked.data(shocked.PANDEMIC), shocked.TERM)
    contract = suspended(shocked.under(None), str(shocked.SHOCK))
    for data in (shocked.data(), shocked.data(shocked.PANDEMIC)):
        agreed = settle(contract, data, shocked.TERM)
        assert due(agreed) == due(by_clause)
        assert agreed["months"].exact == 29
        assert agreed.counterfactual["left_out"] == by_clause.counterfactual["left_out"]
        named = next(notice for notice in agreed.notices if notice.code == "OC-A050")
        assert dict(named.facts) == {"months": "2020-03/2020-09", "clause": "8.2", "count": 7, "of": 36}
        assert not [notice for notice in agreed.notices if notice.code in ("OC-S031", "OC-S032")]
        assert verify(agreed.to_json()).statement.to_json() == agreed.to_json()
    assert due(settle(shocked.under(None), shocked.data(), shocked.TERM)) != due(by_clause)


def test_a_suspension_at_the_edge_leaves_what_the_other_months_give():
    whole = settle(shocked.under(None), shocked.data(), shocked.BEFORE)
    paused = suspended(shocked.under(None), "2020-03/2021-09")
    assert due(settle(paused, shocked.data(), shocked.TERM)) == due(whole)


@pytest.mark.parametrize(
    ("treatment", "months", "left_out"),
    [
        ("exclude", 29, "2020-03/2021-02"),
        ("suspend", 24, "2020-03/2021-02"),
        ("truncate", 17, None),
        ("comparator_adjust", 29, "2020-08/2021-02"),
    ],
)
def test_what_is_suspended_is_not_settled_whatever_the_clause_on_events_says(treatment, months, left_out):
    contract = suspended(shocked.under(treatment), "2020-08/2021-02")
    statement = settle(contract, shocked.data(shocked.PANDEMIC), shocked.TERM)
    assert statement["months"].exact == months
    assert statement.counterfactual.get("left_out") == left_out


@given(st.lists(st.booleans(), min_size=12, max_size=12))
@settings(max_examples=20, deadline=None)
def test_the_months_settled_are_those_that_are_not_suspended(marks):
    months = [f"2019-{place:02d}" for place, mark in enumerate(marks, 1) if mark]
    paused = suspended(CHAIN.version(1).contract, *months)
    if len(months) == 12:
        assert codes(settle, paused, DATA, PERIODS[0]) == ["OC-A051"]
        return
    assert settle(paused, DATA, PERIODS[0])["months"].exact == 12 - len(months)
