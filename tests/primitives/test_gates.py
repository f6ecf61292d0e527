"""Laws of gates, credibility, access and deemed outcomes: primitives P17 to P22."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.baseline import read_plan
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.settlement import settle
from tests.primitives.cases import primitives
from tests.primitives.lives import law, ore, steps, values
from tests.settlement import estimated
from tests.settlement.contracts import LIBRARY

EFFECT = st.integers(-2000, 3000)


@law
@given(EFFECT, steps(0, 1500))
def test_more_noise_never_raises_pay(effect, errors):
    due = ore("p17_statistical_gate", "due", {"effect": [effect] * len(errors), "standard_error": errors})
    assert due == sorted(due, reverse=True)
    assert all(amount == 0 or amount == 400 * effect * 100 for amount in due)


GATE = """'gate(reference_low > observed, else "5.1 cannot be told from no effect")'"""


@pytest.mark.parametrize(("days_after", "opens"), [(700, False), (560, True)])
def test_a_gate_opens_where_the_lower_end_of_a_counterfactual_lies_above_what_was_observed(days_after, opens):
    text, agreed = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8"), estimated.plan(draws=200)
    text = text.replace(read_plan(LIBRARY / "botkyrka.plan.toml").digest, agreed.digest)
    text = text.replace(f'"{estimated.LINEAR}"', GATE)
    (point,) = re.findall(r"\[measures\.reference\]\n.*?\n\n", text, re.DOTALL)
    lower = point.replace("[measures.reference]", "[measures.reference_low]").replace("label", 'end = "low"\nlabel', 1)
    gated = contract_from_bytes(text.replace(point, point + lower).encode(), "gated.toml")
    statement = settle(gated, estimated.data(days_after, agreed=agreed), estimated.PERIOD)
    low, observed = statement["reference_low"].exact, statement["observed"].exact
    assert low < statement["reference"].exact
    assert (low > observed) is opens
    assert statement["achievement"].exact == opens


@law
@given(steps(0, 100_000))
def test_the_minimum_rate_never_rises_with_the_number_of_members(members):
    rates = values("p18_sample_gate", "minimum_rate", {"members": members, "benchmark": 100, "cost": 1})[:, 0].tolist()
    assert rates == sorted(rates, reverse=True)
    assert all(0.02 - 1e-12 <= rate <= 0.039 + 1e-12 for rate in rates)


@law
@given(steps(5000, 100_000), st.integers(0, 5_000_000))
def test_a_larger_population_with_the_same_saving_is_never_paid_less(members, saving):
    figures = {"members": members, "benchmark": 10_000_000_000, "cost": 10_000_000_000 - 100 * saving}
    due = ore("p18_sample_gate", "due", figures)
    assert due == sorted(due)
    assert set(due) <= {0, 50 * saving}


@law
@given(EFFECT, st.integers(0, 5000))
def test_shrinkage_lies_between_what_was_observed_and_what_was_known_and_has_no_cliff(observed, persons):
    figures = {"observed": [observed, observed + 1], "persons": persons}
    believed = values("p19_shrinkage", "believed", figures)[:, 0]
    for each, found in zip((observed, observed + 1), believed, strict=True):
        low, high = sorted((each / 10_000, 0.02))
        assert low - 1e-12 <= found <= high + 1e-12
    low, high = ore("p19_shrinkage", "due", figures)
    assert 0 <= high - low <= 50_000


@law
@given(steps(0, 1000))
def test_a_quality_rule_is_monotone_and_pays_at_most_the_bonus(qualities):
    due = ore("p20_quality", "due", {"quality": qualities})
    assert due == sorted(due)
    assert all((amount == 0) is (quality < 300) for quality, amount in zip(qualities, due, strict=True))
    assert max(due) <= 80_000_000


@law
@given(st.integers(0, 60), st.integers(0, 60), steps(0, 120))
def test_more_women_never_lower_pay_and_the_easy_group_is_paid_up_to_its_quota(easy, hard, women):
    placed = {"easy": easy, "hard": hard}
    due = ore("p21_access", "due", {"placed": placed, "women": women})
    assert due == sorted(due)
    most = 1_000_000 * min(easy, 30) + 1_500_000 * hard
    assert due == [most if 10 * each >= 4 * (easy + hard) else most * 9 // 10 for each in women]


@law
@given(steps(0, 120), st.integers(0, 100))
def test_a_deemed_outcome_is_never_worse_than_the_measured_one(referrals, measured):
    claims = values("p22_deemed_outcome", "claims", {"referrals": referrals, "measured": measured})[:, 0].tolist()
    assert claims == [max(45, measured) if each < 60 else measured for each in referrals]


def test_a_closed_gate_gives_its_value_and_its_reason():
    (told,) = (each for each in primitives() if each.primitive == "P17")
    closed, opened = (told.statements(case)[-1]["significant"].steps for case in told.cases[:2])
    assert [(step.value, step.reason) for step in closed] == [(0, told.cases[0].because)]
    assert [(step.value, step.reason) for step in opened] == [(1, "")]
