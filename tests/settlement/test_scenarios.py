"""Scenarios: the settlement's own amounts, element by element, and every figure that is no figure found."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json
from outcome_contracts.notices import DataRejected
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.scenarios import settle_scenarios
from tests.settlement.contracts import DATA, MONTHS, amounts, contract, settled

FLOWS = ("flow.supplier", "flow.investor", "flow.fee")
MEASURES = {"saving": "1000.01", "paid_on_account": "400", "accepted": True, "months": 36}
OF_FLOAT_KIND = ("float16", "float32", "float64", "int32", "int64", "uint8")


def refused(measures, outputs=FLOWS, name="three_parties"):
    with pytest.raises(DataRejected) as refusal:
        settle_scenarios(contract(name), measures, outputs=outputs)
    for notice in refusal.value.notices:
        assert notice.text("sv")
        assert notice.text("en")
    return [(notice.code, notice.where) for notice in refusal.value.notices]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 10**5), st.booleans()), min_size=1, max_size=4))
def test_each_scenario_is_settled_as_it_would_be_alone(rows):
    saving, paid, accepted = (np.array(column) for column in zip(*rows, strict=True))
    measures = {"saving": saving / 100, "paid_on_account": paid / 100, "accepted": accepted, "months": 36}
    results = settle_scenarios(contract("three_parties"), measures, outputs=FLOWS)
    for place, (saved, account, truth) in enumerate(rows):
        given_figures = {"saving": Decimal(saved) / 100, "paid_on_account": Decimal(account) / 100, "accepted": truth}
        for flow, amount in amounts(settled("three_parties", **given_figures)).items():
            assert abs(results[f"flow.{flow}"][place]) == pytest.approx(float(amount), abs=1e-7)  # repaid: turned round


@pytest.mark.parametrize(
    "figures",
    [
        {"saving": np.array([np.nan, 0.1])},
        {"saving": np.array([np.inf, 0.1])},
        {"saving": np.array([[1.0, 2.0], [3.0, 4.0]])},
        {"saving": np.array(1.0)},
        {"saving": np.array(["1", "2"])},
        {"saving": np.array([Fraction(1), None])},
        {"saving": np.array([1j])},
        {"accepted": np.array([[True]])},
        {"paid_on_account": np.ones(40_000), "saving": np.ones(3)},
        {"paid_on_account": np.ones(2), "saving": np.ones(1)},
    ],
)
def test_an_array_that_is_not_one_finite_number_per_scenario_is_refused(figures):
    assert refused(MEASURES | figures) == [("OC-S017", f"measures.{list(figures)[-1]}")]


@pytest.mark.parametrize(
    "figures",
    [{"accepted": 1}, {"accepted": np.array([1, 0])}, {"accepted": "true"}, {"saving": True},
     {"saving": np.array([True, False])}],
)  # fmt: skip
def test_a_number_is_no_truth_and_a_truth_no_number(figures):
    assert refused(MEASURES | figures) == [("OC-S004", f"measures.{next(iter(figures))}")]


def test_all_findings_come_at_once():
    measures = {"saving": np.array([np.nan]), "accepted": 1, "months": 36.0, "savings": "1"}
    codes = [code for code, _ in refused(measures, ("flow.suplier",))]
    assert sorted(codes) == ["OC-S002", "OC-S003", "OC-S004", "OC-S016", "OC-S017", "OC-U005"]


@pytest.mark.parametrize("kind", OF_FLOAT_KIND)
def test_any_kind_of_real_number_is_read_as_a_float(kind):
    saving = np.array([3, 120], dtype=kind)
    result = settle_scenarios(contract("three_parties"), MEASURES | {"saving": saving}, outputs=("earned",))["earned"]
    assert result.tolist() == [1.0, 40.0]


def test_whole_numbers_do_not_wrap_around():
    text = (
        (DATA / "settlement" / "three_parties.toml").read_text().replace("earned / months", "saving * saving / 1 SEK")
    )
    squared = contract_from_bytes(text.encode(), "c.toml")
    saving = np.array([4 * 10**9], dtype=np.int64)
    assert settle_scenarios(squared, MEASURES | {"saving": saving}, outputs=("per_month",))["per_month"] == [1.6e19]
    with pytest.raises(DataRejected) as refusal:
        settle_scenarios(squared, MEASURES | {"saving": np.array([1e200])}, outputs=("per_month",))
    assert [(notice.code, dict(notice.facts)) for notice in refusal.value.notices] == [("OC-T018", {"limit": 1024})]


def test_three_hundred_terms_are_settled_kept_and_simulated():
    text = (DATA / "settlement" / "three_parties.toml").read_text()
    long = contract_from_bytes(text.replace('"earned / months"', f'"saving{" + 1 SEK" * 300}"').encode(), "c.toml")
    again = contract_from_bytes(contract_to_json(long).encode(), "c.json")
    assert again.digest == long.digest
    figures = SettlementData(given={name: MEASURES[name] for name in ("saving", "paid_on_account", "accepted")})
    line = next(line for line in settle(again, figures, MONTHS).lines if line.id == "per_month")
    assert line.exact == Fraction("1300.01")
    assert settle_scenarios(again, MEASURES, outputs=("per_month",))["per_month"].tolist() == [1300.01]
