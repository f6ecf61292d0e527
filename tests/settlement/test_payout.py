"""The interval of the payment: the settlement's own amount in the middle, and nothing that the draws do not say."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.contract.fields import Rounds
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.period import Period
from outcome_contracts.settlement import settle
from outcome_contracts.settlement.amounts import amounts_at, largest_amounts, other_measures, statement_amounts
from outcome_contracts.settlement.payout import flow_draws, payout_distribution, payouts_of
from tests.settlement.contracts import settled
from tests.settlement.estimated import (
    BINARY,
    GIVEN,
    LINEAR,
    PERIOD,
    contract,
    contract_text,
    data,
    plan,
    reference_mean,
    statement,
)

DAYS = st.integers(450, 900)


def signed(flow):
    return -flow.amount if flow.repaid else flow.amount


@settings(max_examples=12, deadline=None)
@given(DAYS, st.sampled_from([LINEAR, BINARY]))
def test_the_amount_at_the_point_estimate_is_the_settlements(days_after, achievement):
    settled_now = statement(achievement, days_after)
    found = payouts_of(settled_now, target=None)
    assert {flow.flow: flow.due for flow in found.flows} == {one.id: signed(one) for one in settled_now.flows}


def test_the_vectorised_reading_gives_the_amount_due_at_the_settlements_reference():
    settled_now = statement()
    reference = np.array([float(settled_now["reference"].exact)])
    amount = amounts_at(settled_now.contract, other_measures(settled_now), reference)["supplier"]
    assert Fraction(round(float(amount[0]) * 100), 100) == settled_now.flows[0].amount


def test_it_is_the_same_from_the_contract_and_the_data():
    direct = payout_distribution(contract(), data(), str(PERIOD), target="-12 %")
    assert direct == payouts_of(statement(), target="-12 %")
    assert direct.digest == payouts_of(statement(), target="-12 %").digest


@settings(max_examples=12, deadline=None)
@given(DAYS, st.sampled_from([LINEAR, BINARY]), st.integers(-50, 20))
def test_quantiles_rise_and_probabilities_are_shares(days_after, achievement, percent):
    found = payouts_of(statement(achievement, days_after), target=f"{percent} %")
    (flow,) = found.flows
    assert flow.low.value <= flow.median.value <= flow.high.value <= float(flow.largest)
    assert flow.mean.value <= float(flow.largest)
    assert found.effect_low <= found.effect <= found.effect_high
    for share in (flow.any_payment, flow.full_payment, found.on_target):
        assert 0 <= share.value <= 1
        assert 0 <= share.error <= 0.5


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 2000), max_size=5))
def test_the_pieces_in_which_draws_are_computed_do_not_matter(cuts):
    edges = [0, *sorted(cuts), 2000]
    whole = flow_draws(statement(), first=0, count=2000)["supplier"]
    pieces = [flow_draws(statement(), first=a, count=b - a)["supplier"] for a, b in pairwise(edges) if b > a]
    assert np.array_equal(np.concatenate(pieces), whole)


@settings(max_examples=10, deadline=None)
@given(DAYS)
def test_a_yes_or_no_payment_is_made_as_often_as_the_target_is_reached(days_after):
    found = payouts_of(settle(contract(BINARY, due="variable_fee"), data(days_after), PERIOD), target="-12 %")
    (flow,) = found.flows
    assert flow.any_payment == flow.full_payment == found.on_target
    assert flow.any_payment.value == np.mean(
        flow_draws(statement(BINARY, days_after), first=0, count=2000)["supplier"] > 1e6
    )


@settings(max_examples=8, deadline=None)
@given(DAYS)
def test_any_payment_is_any_draw_above_nothing(days_after):
    settled_now = settle(contract(due="variable_fee"), data(days_after), PERIOD)
    drawn = flow_draws(settled_now, first=0, count=2000)["supplier"]
    assert payouts_of(settled_now, target=None).flows[0].any_payment.value == np.mean(drawn > 0)


def test_what_goes_back_is_below_zero():
    settled_now = settle(contract(), data(given={"paid_on_account": "2500000", "correction": "0"}), PERIOD)
    (flow,) = payouts_of(settled_now, target=None).flows
    assert settled_now.flows[0].repaid
    assert flow.due == -settled_now.flows[0].amount
    assert flow.low.value < float(flow.due) < flow.high.value


def test_at_the_target_a_yes_or_no_payment_is_the_toss_of_a_coin():
    found = payouts_of(settle(contract(BINARY, due="variable_fee"), data(616), PERIOD), target="-12 %")
    assert found.effect == pytest.approx(-0.12, abs=0.002)
    assert found.flows[0].any_payment.value == pytest.approx(0.5, abs=0.05)
    assert "OC-S043" in [notice.code for notice in found.notices]


def test_the_full_amount_is_the_most_that_the_terms_give_and_none_where_they_have_no_end():
    capped = payouts_of(statement(), target=None).flows[0]
    assert capped.largest == Fraction("6000000") * 17 / 36 // Fraction(1, 100) * Fraction(1, 100)
    endless = settle(contract(due="avoided_days * day_value"), data(), PERIOD)
    flow = payouts_of(endless, target=None).flows[0]
    assert flow.largest is None
    assert flow.full_payment is None


@settings(max_examples=10, deadline=None)
@given(st.integers(-300, 600), st.integers(1, 400))
def test_the_largest_amount_is_that_of_all_references_that_can_occur(middle, width):
    """A tent on the scale, in tenths of a per cent: nothing, up to one, and down again."""
    edges = [f"{edge / 10:.1f} %" for edge in (middle - width, middle, middle + width)]
    tent = f"ramp(reduction, {edges[0]} -> 0, {edges[1]} -> 1, {edges[2]} -> 0)"
    terms = contract(tent, due="variable_fee")
    settled_now = settle(terms, data(), PERIOD)
    measures, observed = other_measures(settled_now), float(settled_now["observed"].exact)
    every = amounts_at(terms, measures, np.arange(int(observed * 1e3), int(observed * 1e5)) / 1e4)["supplier"]
    assert float(largest_amounts(terms, measures, observed)["supplier"]) == pytest.approx(every.max(), abs=1e-4)


def test_a_peak_is_found_however_finely_the_reference_is_rounded():
    """More references can occur between two of the grid than could ever be looked at one by one."""
    terms = contract("ramp(reduction, 5 % -> 0, 6 % -> 1, 7 % -> 0)", due="variable_fee")
    fine = [
        one.model_copy(update={"round": Rounds(to="0.00000000001", mode="half_up")})
        if one.id == "reference" else one
        for one in terms.measures
    ]  # fmt: skip
    finer = terms.model_copy(update={"measures": fine})
    largest = largest_amounts(finer, other_measures(settle(terms, data(), PERIOD)), 8.0)["supplier"]
    assert float(largest) == pytest.approx(4_500_000 * 17 / 36, abs=0.02)


def test_a_payment_without_width_says_so_and_shows_the_effect():
    found = payouts_of(statement(days_after=800), target=None)
    codes = {notice.code: dict(notice.facts) for notice in found.notices}
    assert codes["OC-S042"]["low"].startswith("+")
    assert found.flows[0].low == found.flows[0].high


def test_a_method_without_an_interval_is_refused():
    agreed = reference_mean()
    described = settle(contract(agreed=agreed), data(agreed=agreed), "2018-10/2019-09")
    with pytest.raises(DataRejected, match=r"OC-S040.*reference_mean"):
        payouts_of(described, target=None)


def test_a_contract_without_a_reference_is_refused():
    with pytest.raises(DataRejected, match="OC-S040"):
        payouts_of(settled("three_parties", saving="1", paid_on_account="0", accepted=True), target=None)


@pytest.mark.parametrize("target", ["-100 %", "-1.5", -2, 0.1, "twelve"])
def test_a_target_that_is_none_is_refused(target):
    with pytest.raises(UsageError):
        payouts_of(statement(), target=target)


def test_draws_that_the_plan_does_not_have():
    with pytest.raises(UsageError, match="OC-B052"):
        flow_draws(statement(), first=1999, count=2)


def test_draws_that_the_contract_refuses_are_counted():
    agreed = plan()
    terms = contract(due="variable_fee + fixed_fee + on_account + correction", negative="refuse")
    paid = {"paid_on_account": "900000", "correction": "0"}
    found = payout_distribution(terms, data(620, agreed=agreed, given=paid), PERIOD, target=None)
    notice = next(notice for notice in found.notices if notice.code == "OC-S041")
    assert 0 < dict(notice.facts)["count"] < 2000


def test_it_prints_in_twelve_lines_and_is_plain_data_without_floats():
    found = payouts_of(statement(), target="-12 %")
    assert len(repr(found).splitlines()) <= 12
    assert canonical(found.to_dict())
    assert found.to_dict()["generator"] == "PCG64"


def test_the_errors_are_those_of_so_many_draws():
    """The standard error of a probability shrinks as one over the root of the draws."""
    errors = []
    for draws in (1000, 16_000):
        agreed = plan(draws=draws)
        found = payout_distribution(contract(agreed=agreed), data(agreed=agreed), PERIOD, target="-10 %")
        errors.append((found.on_target.error, found.flows[0].mean.error, found.flows[0].low.error))
    for few, many in zip(*errors, strict=True):
        assert 2.5 < few / many < 6.5


def test_draws_that_leave_what_a_rate_can_be_are_refused():
    """One degree of freedom: among so many draws of a Cauchy distribution some are beyond everything."""
    wide = replace(statement(), counterfactual=dict(statement().counterfactual))
    wide.counterfactual["spread"] = {"log_se": "0.5", "degrees_of_freedom": 1, "draws": 20_000, "seed": 1}
    with pytest.raises(DataRejected, match="OC-B129"):
        payouts_of(wide, target=None)


def test_the_interval_of_a_line_that_rises_and_falls_holds_its_point():
    """Worth something only between 5 % and 15 %: nothing at either end of the interval, and something at the point."""
    made = contract("if reduction > 5 % and reduction < 15 % then 1 else 0")
    line = settle(made, data(), PERIOD)["achievement"]
    assert line.exact == 1
    assert (line.interval.low, line.interval.high) == (0, 1)


LATER = Period.parse("2019-07/2020-02")
EARLIER = Period.parse("2018-10/2019-06")
CARD = """
[tables.card]
columns = ["price"]
[tables.card.rows]
report = ["10 SEK"]
visit = ["20 SEK"]
[tables.teams]
rows = "given"
[measures.count]
from = "given"
unit = "ratio"
digits = 0
by = ["card", "teams"]
improves = "up"
"""
LOWER_END = f"""
[measures.lower_end]
from = "counterfactual"
of = "observed"
end = "low"
plan = "{plan().digest}"
improves = "down"
round = {{ to = "0.0001", mode = "half_up" }}
"""
DUE = "variable_fee + fixed_fee + on_account + correction"


def contract_with(measures: str = "", *, due: str = DUE, achievement: str = LINEAR):
    """The contract with more measures, another amount due, and a unit on it, so that it can be read back."""
    text = contract_text(achievement, due=due).replace("[measures.months]", measures + "[measures.months]")
    return contract_from_bytes(text.replace("[lines.due]", '[lines.due]\nunit = "SEK"').encode(), "botkyrka.toml")


def at_its_own_reference(settled_now):
    reference = np.array([float(settled_now["reference"].exact)])
    return Fraction(round(float(statement_amounts(settled_now, reference)["supplier"][0]) * 100), 100)


def test_what_earlier_statements_said_counts_in_every_draw():
    terms = contract_with(due=f"{DUE} - sum_previous(due)")
    first = settle(terms, data(), EARLIER)
    second = settle(terms, replace(data(), earlier=(first,)), LATER)
    assert second.flows[0].repaid
    assert at_its_own_reference(second) == signed(second.flows[0])
    (before,), (after,) = payouts_of(first, target=None).flows, payouts_of(second, target=None).flows
    assert after.low.value < float(after.due) < after.high.value
    # The whole fee of 6 000 000 SEK for 8 of 36 months, less what was due before.
    assert after.largest == Fraction("1333333.33") - before.due


def test_what_stands_by_tables_counts_in_every_draw():
    terms = contract_with(CARD, due=f"{DUE} + total(card, total(teams, count * price))")
    given = GIVEN | {"count": {"report": ["1", "2"], "visit": ["3", "4"]}}
    settled_now = settle(terms, data(given=given), PERIOD)
    assert other_measures(settled_now)["count"] == {"report": (1, 2), "visit": (3, 4)}
    assert at_its_own_reference(settled_now) == statement().flows[0].amount + 170
    (flow,), (without,) = payouts_of(settled_now, target=None).flows, payouts_of(statement(), target=None).flows
    assert flow.largest == without.largest + 170


def test_a_payment_by_an_end_of_the_interval_has_no_draws():
    unused = settle(contract_with(LOWER_END), data(), PERIOD)
    assert payouts_of(unused, target=None).flows == payouts_of(statement(), target=None).flows
    gate = r"gate(observed < lower_end, else \"not sure\") * "
    by_end = settle(contract_with(LOWER_END, achievement=gate + LINEAR), data(), PERIOD)
    with pytest.raises(DataRejected, match=r"OC-S082.*measures\.lower_end"):
        payouts_of(by_end, target=None)
