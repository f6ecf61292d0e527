"""Contracts whose payments are known: published settlements, and cases worked out by hand."""

import json
import tomllib

import pytest

from outcome_contracts.decimals import fixed_text
from outcome_contracts.settlement import SettlementData, settle
from tests.settlement.contracts import DATA, LIBRARY, amounts, bundled, kronor, settled

DENVER = json.loads((DATA / "cases" / "denver_sib_2021.json").read_text(encoding="utf-8"))
NORRKOPING = json.loads((DATA / "cases" / "norrkoping_sib.json").read_text(encoding="utf-8"))
MILLION = 1_000_000


def denver():
    data = tomllib.loads((LIBRARY / "denver.data.toml").read_text(encoding="utf-8"))
    return settle(bundled("denver"), SettlementData(given=data["given"]), data["period"], status=data["status"])


@pytest.mark.parametrize("line", DENVER["expected"])
def test_denver_to_the_cent(line):
    exact = denver()[line].exact
    assert exact == kronor(DENVER["expected"][line])
    assert fixed_text(exact, 2) == fixed_text(kronor(DENVER["expected"][line]), 2)


def test_denver_pays_its_total():
    statement = denver()
    assert amounts(statement) == {"investors": kronor("9638911.36")}
    given = {name: str(statement[name].exact) for name in statement.inputs["given"]}
    published = DENVER["inputs"]
    assert given["housing_days_1_to_4"] == str(published["housing_days_to_2020_06_30"])
    assert given["housing_days_5"] == str(published["housing_days_last_period"])


def norrkoping(reading, savings, school):
    given = {"savings": savings, "school_improved": school}
    return settle(bundled(f"norrkoping_{reading}"), SettlementData(given=given), "2016-08/2021-02")


@pytest.mark.parametrize(
    ("savings", "a", "b", "premium"),
    [
        (-1, "4", "4", 0), (0, "4", "4", 0), (2, "5.2", "4", 0),
        (5, "7", "5", 0), (8, "8.8", "8", 0), (10, "10", "10", 0),
        (11, "10", "10", 1), (12, "10", "10", 2), (15, "10", "10", 2),
    ],
)  # fmt: skip
def test_norrkoping_in_both_readings(savings, a, b, premium):
    for reading, repayment in (("a", a), ("b", b)):
        for school in (True, False):
            statement = norrkoping(reading, savings * MILLION, school)
            above = premium * MILLION if school else 0
            assert statement["repayment"].exact == kronor(repayment) * MILLION
            assert statement["premium"].exact == above
            assert amounts(statement) == {"repayment": kronor(repayment) * MILLION + above}


@pytest.mark.parametrize(
    ("probe", "payment"),
    list(zip(NORRKOPING["inputs"]["probes"], NORRKOPING["expected"]["payments"], strict=True)),
    ids=str,
)
def test_norrkoping_as_coded_by_indigo(probe, payment):
    assert amounts(norrkoping("indigo", probe["S"], probe["school"])) == {"repayment": kronor(payment)}


def test_a_closed_gate_says_why():
    (step,) = (step for step in norrkoping("b", "12000000", False)["premium"].steps if step.reason)
    assert "school results did not improve" in step.reason


def test_a_target_met_exactly_is_met():
    met = settled("target", predicted="10.00", observed="8.80")
    missed = settled("target", predicted="10.00", observed="8.8001")
    assert amounts(met) == {"supplier": 1_000_000}
    assert amounts(missed) == {"supplier": 0}
    assert met["reduction"].exact == kronor("0.12")
    assert met["reduction"].shown_exactly
    assert missed["reduction"].exact == kronor("0.11999")
    assert missed["bonus"].steps[0].reason == "the target of 12 % was not reached"


@pytest.mark.parametrize(
    ("reduction", "fee"),
    [("0", 1), ("4 %", 2), ("8 %", 3), ("12 %", 4), ("15 %", 4), ("-3 %", 1)],
)
def test_a_fee_at_risk(reduction, fee):
    assert amounts(settled("risk_share", reduction=reduction)) == {"supplier": fee * MILLION}


def test_the_order_of_rounding_is_the_contracts_own():
    given = {"mean_difference": "0.8449", "heads": 6500}
    late, early = settled("round_amounts_only", **given), settled("round_the_mean", **given)
    assert (late["days"].exact, early["days"].exact) == (5492, 5460)
    assert late["saving"].exact - early["saving"].exact == kronor("68571.52")  # 68,572 SEK in whole kronor
    assert early["mean"].to_dict()["round"]["to"] == "0.01"
    assert early["mean"].before == kronor("0.8449")
    assert late["mean"].round is None
