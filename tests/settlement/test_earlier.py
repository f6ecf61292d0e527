"""State over periods: what earlier statements said, interim payments and their true-up, holdback, running balances."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import DataRejected
from outcome_contracts.settlement import SettlementData, settle, verify
from tests.settlement.contracts import amounts

CONTRACT = """
id = "interim"
title = { sv = "Delbetalningar", en = "Interim payments" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }
[parties.city]
name = { sv = "Staden", en = "The city" }
[parties.provider]
name = { sv = "Utföraren", en = "The provider" }
[measures.saving]
from = "given"
unit = "SEK"
digits = 2
improves = "up"
[measures.number]
from = "period"
of = "number"
improves = "neither"
[measures.elapsed]
from = "period"
of = "elapsed_months"
improves = "neither"
[measures.last]
from = "period"
of = "last"
improves = "neither"
[lines.total_saving]
formula = "cumulative(saving)"
unit = "SEK"
[lines.entitlement]
formula = "share(total_saving, 60 %)"
unit = "SEK"
round = { to = "0.01", mode = "half_up" }
[lines.held_back]
formula = "if last then 0 SEK else 25 % * entitlement"
unit = "SEK"
round = { to = "0.01", mode = "down" }
[lines.due]
formula = "entitlement - held_back - sum_previous(due)"
unit = "SEK"
[lines.before]
formula = "previous(entitlement, 7 SEK)"
[flows.provider]
from = "city"
to = "provider"
amount = "due"
negative = "repaid"
"""
QUARTERS = ("2020-01/2020-03", "2020-04/2020-06", "2020-07/2020-09", "2020-10/2020-12")


def contract(text=CONTRACT):
    return contract_from_bytes(text.encode(), "interim.toml")


def life(savings, terms=None):
    """The statements of a contract's quarters, each with those before it."""
    statements = []
    for saving, quarter in zip(savings, QUARTERS, strict=False):
        data = SettlementData(given={"saving": saving}, earlier=tuple(statements))
        statements.append(settle(terms or contract(), data, quarter))
    return statements


def refused(earlier, period, saving="5"):
    with pytest.raises(DataRejected) as refusal:
        settle(contract(), SettlementData(given={"saving": saving}, earlier=earlier), period)
    return [notice.code for notice in refusal.value.notices]


def paid(statement):
    (flow,) = statement.flows
    return -flow.amount if flow.repaid else flow.amount


def test_interim_payments_and_their_true_up_by_hand():
    statements = life(["1000", "-400", "0", "200.01"])
    assert [paid(each) for each in statements] == [450, -180, 0, Fraction("210.01")]
    assert [each["entitlement"].exact for each in statements] == [600, 360, 360, Fraction("480.01")]
    assert statements[1].flows[0].repaid


def test_the_first_statement_has_the_initial_value_and_the_next_what_the_last_one_said():
    first, second, _, fourth = life(["1000", "100", "1", "1"])
    assert first["before"].exact == 7
    assert second["before"].exact == first["entitlement"].exact
    assert "previous.entitlement" not in first["before"].inputs
    assert second["before"].inputs["previous.entitlement"] == 600
    assert fourth["due"].inputs["sum_previous.due"] == sum(paid(each) for each in life(["1000", "100", "1"]))


def test_what_the_period_says_of_itself():
    statements = life(["1", "1", "1", "1"])
    assert [each["number"].exact for each in statements] == [1, 2, 3, 4]
    assert [each["elapsed"].exact for each in statements] == [3, 6, 9, 12]
    assert [each["last"].exact for each in statements] == [False, False, False, True]


@pytest.mark.parametrize(("start", "elapsed", "last"), [("2019-12-15", 3, True), ("2019-12-01", 4, True)])
def test_a_term_that_starts_within_a_month_counts_whole_months(start, elapsed, last):
    months = 4
    text = CONTRACT.replace("start = 2020-01-01, months = 12", f"start = {start}, months = {months}")
    period = "2020-01/2020-03"
    earlier = ()
    if start.endswith("01"):
        earlier = (settle(contract(text), SettlementData(given={"saving": "1"}), "2019-12"),)
    statement = settle(contract(text), SettlementData(given={"saving": "1"}, earlier=earlier), period)
    assert statement["elapsed"].exact == elapsed
    assert statement["last"].exact is last


def test_a_statement_is_computed_again_without_the_earlier_ones():
    statement = life(["1000", "-400", "3"])[-1]
    assert verify(statement.to_json()).digest == statement.digest
    kept = statement.inputs["earlier"]
    assert [each["digest"] for each in kept] == [each.digest for each in life(["1000", "-400"])]


def test_the_order_in_which_earlier_statements_are_handed_in_changes_nothing():
    first, second, third = life(["1000", "-400", "3"])
    data = SettlementData(given={"saving": "3"}, earlier=(second, first))
    assert settle(contract(), data, QUARTERS[2]).digest == third.digest


def test_months_that_were_not_settled_are_named():
    (first,) = life(["1000"])
    statement = settle(contract(), SettlementData(given={"saving": "1"}, earlier=(first,)), QUARTERS[2])
    assert [notice.code for notice in statement.notices] == ["OC-S053"]
    with pytest.raises(DataRejected) as refusal:
        data = SettlementData(given={"saving": "1"}, earlier=(first,))
        settle(contract(), data, QUARTERS[2], status="final")
    assert [notice.code for notice in refusal.value.notices if notice.severity == "hold"] == ["OC-S053"]


def test_missing_overlapping_and_foreign_statements_are_refused():
    first, second = life(["1000", "5"])
    foreign = settle(
        contract(CONTRACT.replace('id = "interim"', 'id = "other"')), SettlementData(given={"saving": "1"}), QUARTERS[0]
    )
    other = settle(
        contract(CONTRACT.replace("total_saving", "whole_saving")), SettlementData(given={"saving": "1"}), QUARTERS[0]
    )
    assert refused((), QUARTERS[1]) == ["OC-S050"]
    assert refused((first, first), QUARTERS[1]) == ["OC-S052"]
    assert refused((first, second), QUARTERS[1]) == ["OC-S052"]
    assert refused((first, second), QUARTERS[0]) == ["OC-S052"]
    assert refused((foreign,), QUARTERS[1]) == ["OC-S051"]
    assert refused((foreign,), QUARTERS[3]) == ["OC-S051"]  # not also the months that it leaves open
    lacks = CONTRACT.replace("[lines.before]", '[lines.again]\nformula = "sum_previous(total_saving)"\n[lines.before]')
    with pytest.raises(DataRejected) as refusal:
        settle(contract(lacks), SettlementData(given={"saving": "1"}, earlier=(other,)), QUARTERS[1])
    assert [notice.code for notice in refusal.value.notices] == ["OC-S054"]


def test_a_contract_without_state_asks_for_no_earlier_statements():
    plain = CONTRACT.replace("cumulative(saving)", "saving").replace(" - sum_previous(due)", "")
    plain = plain.replace("previous(entitlement, 7 SEK)", "7 SEK").replace('of = "number"', 'of = "months"')
    statement = settle(contract(plain), SettlementData(given={"saving": "10"}), QUARTERS[2])
    assert amounts(statement) == {"provider": Fraction("4.5")}
    assert "earlier" not in statement.inputs


@settings(deadline=None, max_examples=40)
@given(ore=st.lists(st.integers(-10_000_000, 10_000_000), min_size=4, max_size=4))
def test_interims_and_true_up_sum_to_the_final_entitlement(ore):
    statements = life([Fraction(each, 100) for each in ore])
    whole = max(Fraction(sum(ore), 100), Fraction(0)) * Fraction(60, 100)
    assert sum(paid(each) for each in statements) == statements[-1]["entitlement"].exact
    assert abs(statements[-1]["entitlement"].exact - whole) <= Fraction(1, 200)


@settings(deadline=None, max_examples=25)
@given(ore=st.lists(st.integers(-10_000_000, 10_000_000), min_size=4, max_size=4))
def test_one_period_or_four_give_the_same_in_the_end(ore):
    statements = life([Fraction(each, 100) for each in ore])
    whole = settle(contract(), SettlementData(given={"saving": Fraction(sum(ore), 100)}), "2020-01/2020-12")
    assert sum(paid(each) for each in statements) == paid(whole)


def test_what_was_finer_than_an_ore_on_another_version_is_not_paid():
    thirds = CONTRACT.replace('formula = "entitlement - held_back - sum_previous(due)"', 'formula = "saving / 3"')
    first = settle(contract(thirds.replace('"due"', '"0 SEK"')), SettlementData(given={"saving": "1"}), QUARTERS[0])
    assert first["due"].exact == Fraction(1, 3)
    assert "OC-S076" in refused((first,), QUARTERS[1])


def test_a_line_that_counted_something_else_is_not_deducted():
    persons = CONTRACT.replace('[lines.due]\nformula = "entitlement - held_back - sum_previous(due)"\nunit = "SEK"',
                               '[lines.due]\nformula = "4 person"\nunit = "person"')  # fmt: skip
    first = settle(contract(persons.replace('"due"', '"0 SEK"')), SettlementData(given={"saving": "1"}), QUARTERS[0])
    assert refused((first,), QUARTERS[1]) == ["OC-S077"]


def test_months_before_the_first_statement_are_named_and_so_is_a_provisional_one():
    late = contract(CONTRACT.replace("start = 2020-01-01, months = 12", "start = 2020-04-01, months = 9"))
    second = settle(late, SettlementData(given={"saving": "100"}), QUARTERS[1])
    data = SettlementData(given={"saving": "100"}, earlier=(second,))
    assert [notice.code for notice in settle(contract(), data, QUARTERS[2]).notices] == ["OC-S053"]
    final = settle(late, data, QUARTERS[2], status="final")
    assert [(notice.code, dict(notice.facts)["periods"]) for notice in final.notices] == [("OC-S078", QUARTERS[1])]
    assert verify(final.to_json()).digest == final.digest
    settled = settle(late, SettlementData(given={"saving": "100"}), QUARTERS[1], status="final")
    data = SettlementData(given={"saving": "100"}, earlier=(settled,))
    assert settle(late, data, QUARTERS[2], status="final").notices == ()


def test_a_figure_of_four_periods_ago_is_known_to_be_in_whole_ore():
    lagged = "".join(
        f'[lines.lag_{lag}]\nformula = "previous({f"lag_{lag - 1}" if lag > 1 else "saving"}, 0 SEK)"\nunit = "SEK"\n'
        for lag in range(1, 5)
    )
    text = CONTRACT.replace("[flows.provider]", f"{lagged}[flows.provider]").replace(
        'amount = "due"', 'amount = "lag_4"'
    )
    statements = life(["1.01", "2", "3", "4"], contract(text))
    assert [each["lag_3"].exact for each in statements] == [0, 0, 0, Fraction("1.01")]
    assert not any(paid(each) for each in statements)
