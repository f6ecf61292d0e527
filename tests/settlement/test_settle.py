"""settle: conserves money, finds all that is missing in one pass, and gives the same bytes on any machine."""

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import DataRejected, Notice, UsageError
from outcome_contracts.settlement import SettlementData, settle
from tests.settlement.contracts import DATA, MONTHS, THREE, contract, settled, sickness

ROOT = DATA.parents[1]
kronor = st.integers(-(10**9), 10**9).map(lambda ore: Decimal(ore) / 100)


def refused(name, given, period=MONTHS, **more):
    with pytest.raises(DataRejected) as refusal:
        settle(contract(name), SettlementData(given=given), period, **more)
    assert str(refusal.value)
    return [(notice.code, notice.where) for notice in refusal.value.notices]


@settings(max_examples=80)
@given(kronor, st.integers(0, 10**6).map(lambda ore: Decimal(ore) / 100), st.booleans())
def test_flows_conserve_to_the_ore(saving, paid, accepted):
    statement = settled("three_parties", saving=saving, paid_on_account=paid, accepted=accepted)
    purses = Counter()
    for flow in statement.flows:
        assert flow.amount >= 0
        assert (flow.amount * 100).denominator == 1
        purses[flow.payer] -= flow.amount
        purses[flow.payee] += flow.amount
    assert sum(purses.values()) == 0
    due = statement["earned"].exact - Fraction(paid)
    assert purses["supplier"] == due - (1 if due >= 0 else -1) * (abs(due) * 25 // 2 / Fraction(100))


def test_a_negative_flow_is_repaid_or_refused():
    statement = settled("three_parties", saving="0", paid_on_account="400", accepted=True)
    assert [(flow.payer, flow.payee, flow.amount, flow.repaid) for flow in statement.flows] == [
        ("supplier", "municipality", 400, True),
        ("investor", "supplier", 50, True),
        ("investor", "municipality", 960, False),
    ]
    assert refused("three_parties", THREE | {"paid_on_account": "10000.10"}) == [("OC-S020", "flows.fee")]


def test_all_that_is_wrong_with_the_given_figures_is_found_in_one_pass():
    given = {"saving": "1.001", "accepted": 1, "missing_name": 5}
    assert refused("three_parties", given) == [
        ("OC-S003", "given.missing_name"),
        ("OC-S005", "given.saving"),
        ("OC-S002", "given.paid_on_account"),
        ("OC-S004", "given.accepted"),
    ]
    assert refused("three_parties", THREE | {"saving": True}) == [("OC-S004", "given.saving")]


@pytest.mark.parametrize("value", [1.5, float("nan"), "NaN", "1e400", "1,5", "", " 5", "5 ", Decimal("NaN"),
                                   Decimal(10**40), Decimal("1e999999999"), Decimal("1e-999999999"), None,
                                   "5 SEK"])  # fmt: skip
def test_a_figure_that_is_no_exact_number_is_refused(value):
    with pytest.raises(UsageError) as refusal:
        SettlementData(given={"saving": value, "other": 0.5})
    assert [notice.code for notice in refusal.value.notices] == [
        "OC-U005" if isinstance(value, float) else "OC-U006",
        "OC-U005",
    ]


@pytest.mark.parametrize("value", [2**53, -(2**53), 10**40])
def test_a_whole_number_that_a_program_may_have_rounded_is_refused_unless_it_is_text(value):
    with pytest.raises(UsageError) as refusal:
        SettlementData(given={"saving": value})
    assert [notice.code for notice in refusal.value.notices] == ["OC-D263"]
    assert SettlementData(given={"saving": str(2**53)}).given == {"saving": 2**53}


@pytest.mark.parametrize("period", ["2018-10", "2021-11", "2018-10/2018-12", "2021-01/2021-12"])
def test_a_period_outside_the_term_is_refused(period):
    assert refused("three_parties", THREE, period) == [("OC-S001", "term")]


@pytest.mark.parametrize(
    ("period", "code"), [("2018", "OC-U002"), ("2018-11/", "OC-U002"), ("2019-02/2019-01", "OC-U003")]
)
def test_a_period_that_is_none_is_refused(period, code):
    with pytest.raises(UsageError) as refusal:
        settle(contract("three_parties"), SettlementData(given=THREE), period)
    assert [notice.code for notice in refusal.value.notices] == [code]


def test_months_only_partly_in_the_term_are_said():
    text = (DATA / "settlement" / "three_parties.toml").read_text(encoding="utf-8").replace("2018-11-01", "2018-11-15")
    agreed, data = contract_from_bytes(text.encode(), "c.toml"), SettlementData(given=THREE)
    for months, partly in (("2018-11/2021-10", "2018-11"), ("2018-12/2021-11", "2021-11")):
        (notice,) = settle(agreed, data, months).notices
        assert notice.code == "OC-S014"
        assert dict(notice.facts)["months"] == partly
    with pytest.raises(DataRejected) as refusal:  # 37 months of a term of 36
        settle(agreed, data, "2018-11/2021-11")
    assert [notice.code for notice in refusal.value.notices] == ["OC-S019"]


def test_a_final_statement_stands_on_no_hold():
    held = SettlementData(given=THREE, notices=(Notice("OC-D012", "absence.csv:7", (("count", 3),)),))
    assert settle(contract("three_parties"), held, MONTHS).notices == held.notices
    with pytest.raises(DataRejected) as refusal:
        settle(contract("three_parties"), held, MONTHS, status="final")
    assert [notice.code for notice in refusal.value.notices] == ["OC-S012", "OC-S088", "OC-D012"]
    with pytest.raises(UsageError) as misspelt:
        settle(contract("three_parties"), held, MONTHS, status="fianl")
    assert [notice.code for notice in misspelt.value.notices] == ["OC-S013"]


def test_a_descriptive_reference_is_provisional_unless_the_contract_names_it():
    agreed, data, period = sickness()
    statement = settle(agreed, data, period)
    assert "OC-S015" in {notice.code for notice in statement.notices}
    assert statement["observed"].exact < statement["reference"].exact
    with pytest.raises(DataRejected) as refusal:
        settle(agreed, data, period, status="final")
    assert "OC-S010" in {notice.code for notice in refusal.value.notices}


def test_panel_and_plan_must_be_those_of_the_contract():
    agreed, data, period = sickness()
    with pytest.raises(DataRejected) as refusal:
        settle(agreed, SettlementData(), period)
    assert [notice.code for notice in refusal.value.notices] == ["OC-S006", "OC-S008"]
    plan = data.plan.model_copy(update={"reference_period": "2015-11/2018-09"})
    panel = type(data.panel).from_dict({**data.panel.to_dict(), "measured_by": "sha256:" + "1" * 64})
    with pytest.raises(DataRejected) as refusal:
        settle(agreed, SettlementData(panel=panel, plan=plan), period)
    assert [notice.code for notice in refusal.value.notices] == ["OC-S007", "OC-S009"]


def test_every_line_without_a_value_is_named_and_those_that_follow_from_it_are_not():
    text = (
        (DATA / "settlement" / "three_parties.toml")
        .read_text(encoding="utf-8")
        .replace(
            "[flows.supplier]",
            '[lines.first]\nformula = "saving / paid_on_account"\n[lines.after]\nformula = "first * 2"\n'
            '[lines.second]\nformula = "clamp(saving, 1 SEK, 0 SEK)"\n\n[flows.supplier]',
        )
    )
    agreed = contract_from_bytes(text.encode(), "c.toml")
    with pytest.raises(DataRejected) as refusal:
        settle(agreed, SettlementData(given=THREE | {"paid_on_account": 0}), MONTHS)
    assert [(notice.code, notice.where) for notice in refusal.value.notices] == [
        ("OC-T010", "lines.first"),
        ("OC-T011", "lines.second"),
    ]


def test_a_chain_of_products_is_refused_before_it_exhausts_the_machine():
    text = (DATA / "settlement" / "three_parties.toml").read_text(encoding="utf-8")
    chain = '[lines.l0]\nformula = "months / 1 month"\n' + "".join(
        f'[lines.l{n}]\nformula = "l{n - 1} * l{n - 1}"\n' for n in range(1, 60)
    )
    agreed = contract_from_bytes(text.replace("[flows.supplier]", chain + "[flows.supplier]").encode(), "c.toml")
    with pytest.raises(DataRejected) as refusal:
        settle(agreed, SettlementData(given=THREE), MONTHS)
    assert [notice.code for notice in refusal.value.notices] == ["OC-T018"]


def test_the_statement_is_canonical_json():
    for statement in (settled("three_parties", **THREE), settle(*sickness())):
        text = statement.to_json()
        assert text.encode() == rfc8785.dumps(json.loads(text))
        assert json.loads(text) == statement.to_dict()


_AGAIN = """
import sys
sys.path.insert(0, {root!r})
from outcome_contracts.settlement import settle
from tests.settlement.contracts import THREE, settled, sickness
print(settled("three_parties", **THREE).digest, settle(*sickness()).digest)
"""


@pytest.mark.parametrize(("seed", "zone"), [("random", "Pacific/Kiritimati"), ("1", "America/Caracas")])
def test_the_same_inputs_give_the_same_digest_in_another_process(seed, zone):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    out = subprocess.run(
        [sys.executable, "-c", _AGAIN.format(root=str(ROOT))],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert out.split() == [settled("three_parties", **THREE).digest, settle(*sickness()).digest]


def test_nothing_is_left_out_of_the_statement():
    statement = settled("three_parties", **THREE)
    agreed = statement.contract
    named = {item.id for item in (*agreed.constants, *agreed.measures, *agreed.lines)}
    assert sorted(line.id for line in (*statement.lines, *statement.disclosures)) == sorted(named)
    assert statement["per_month"].pays is False
    assert statement["earned"].pays is True
    assert statement["earned"].inputs == {"accepted": True, "saving": Fraction("1000.01")}
    assert statement["earned"].before == Fraction("1000.01") / 3
    with pytest.raises(KeyError):
        statement["nothing"]
    assert "1000.01" not in repr(statement)
