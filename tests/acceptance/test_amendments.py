"""T13: a share at risk that is new from April 2020 and was signed in June."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts as oc
from outcome_contracts.cli import main
from tests.acceptance.deliveries import DATA

BOTH = ("municipality", "supplier")
CLAUSE = """
[[amendment_clauses]]
clause = "12.4"
kinds = ["amendment"]
fields = ["constants.share"]
signed_by = ["municipality"]

[termination.payer]"""
BEFORE, AFTER = date(2020, 5, 15), date(2020, 6, 1)
QUARTER = "2020-04/2020-06"
FIGURES = oc.SettlementData(given={"avoided_days": "100"})
DUE = {"60 %": 276_000, "50 %": 255_000}  # 100 days × 2,100 × the share + 3 months × 50,000


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """The contract, of which a clause lets the municipality alone set the share."""
    text = (DATA / "versions" / "contract.toml").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("chain") / "contract.toml"
    file.write_text(text.replace("\n[termination.payer]", CLAUSE), encoding="utf-8")
    contract = oc.read_contract(file)
    return oc.ContractChain.of(contract, signed=date(2018, 11, 20), effective=date(2019, 1, 1), signatories=BOTH)


def amendment(chain, **said):
    facts = {
        "kind": "amendment",
        "effective": date(2020, 4, 1),
        "signed": AFTER,
        "clause": "12.4",
        "signatories": BOTH,
        "scope": {"sv": "Riskdelen", "en": "The share at risk"},
        "reason": {"sv": "Överenskommet", "en": "As agreed"},
        "previous": chain.digest,
        "changes": [{"path": "constants.share", "before": "60 %", "after": "50 %"}],
    }
    return oc.Amendment.model_validate(facts | said)


@pytest.fixture(scope="module")
def chain(original):
    return original.append(amendment(original))


def share(contract):
    return {constant.id: constant for constant in contract.constants}["share"].value


def test_t13_as_of_gives_the_version_in_force(chain):
    assert chain.as_of(date(2020, 3, 31)) == chain.version(1).contract
    assert chain.as_of(date(2020, 4, 1)) == chain.version(2).contract
    assert share(chain.as_of(date(2020, 3, 31))) != share(chain.as_of(date(2020, 4, 1)))


def test_t13_what_was_not_signed_yet_is_not_known(chain, original):
    assert chain.known_at(BEFORE) == original
    assert chain.known_at(AFTER) == chain
    assert chain.known_at(BEFORE).as_of(date(2020, 4, 1)) == chain.version(1).contract


@pytest.mark.parametrize(("day", "rate", "number"), [(BEFORE, "60 %", 1), (AFTER, "50 %", 2), (None, "50 %", 2)])
def test_t13_a_settlement_sees_what_was_signed_by_then(chain, day, rate, number):
    statement = oc.settle(chain, FIGURES, QUARTER, known_at=day)
    assert statement.flows[0].amount == DUE[rate]
    assert statement.inputs["version"]["number"] == number
    assert ("OC-S092" in [notice.code for notice in statement.notices]) == (day is not None)
    again = oc.verify(statement.to_json()).statement
    assert again.to_json() == statement.to_json()


def test_t13_the_data_may_say_the_day(chain):
    stated = oc.settle(chain, oc.SettlementData(given={"avoided_days": "100"}, as_of=BEFORE), QUARTER)
    assert stated.to_json() == oc.settle(chain, FIGURES, QUARTER, known_at=BEFORE).to_json()


def test_t13_two_days_are_refused(chain):
    with pytest.raises(oc.UsageError, match="OC-S091"):
        oc.settle(chain, oc.SettlementData(given={"avoided_days": "1"}, as_of=BEFORE), QUARTER, known_at=AFTER)


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2018, 11, 20), date(2021, 1, 1)))
def test_t13_an_amendment_signed_later_changes_no_settlement_of_an_earlier_day(chain, original, day):
    later, then = (oc.settle(one, FIGURES, QUARTER, known_at=day).digest for one in (chain, original))
    assert (later == then) == (day < AFTER)


def test_t13_before_the_first_signature_nothing_is_known(chain):
    with pytest.raises(oc.UsageError) as refused:
        oc.settle(chain, FIGURES, QUARTER, known_at=date(2018, 11, 19))
    assert [notice.code for notice in refused.value.notices] == ["OC-S090"]
    with pytest.raises(oc.UsageError, match="OC-S090"):
        oc.settle(chain.version(2), FIGURES, QUARTER, known_at=BEFORE)
    with pytest.raises(oc.UsageError, match="OC-A036"):
        chain.known_at("2020-05-15")


def test_t13_what_reaches_back_needs_both_signatures_whatever_the_clause_says(original):
    with pytest.raises(oc.ContractInvalid) as refused:
        original.append(amendment(original, signatories=("municipality",)))
    (notice,) = refused.value.notices
    assert notice.code == "OC-S093"
    assert dict(notice.facts) == {"party": "supplier", "since": "2020-04-01", "signed": "2020-06-01"}
    for ahead in ({"effective": AFTER}, {"effective": date(2020, 7, 1)}):
        original.append(amendment(original, signatories=("municipality",), **ahead))
    with pytest.raises(oc.ContractInvalid, match="OC-S093"):
        reaching = {"effective": AFTER, "applies_from": "2020-04"}
        original.append(amendment(original, signatories=("municipality",), **reaching))


@pytest.mark.parametrize(("after", "below"), [("55 %", True), ("50 %", False)])
def test_t13_the_screen_of_the_procurement_act_flags_more_than_a_tenth(original, after, below):
    """60 % to 55 % of 2,520,000 a year is 126,000, 5.7 % of the value; to 50 % it is 252,000, 11.5 %."""
    changed = [{"path": "constants.share", "before": "60 %", "after": after}]
    chain = original.append(amendment(original, changes=changed))
    procurement = oc.Procurement("goods_or_services", "2200000", "2300000", "0")
    figures = {"avoided_days": np.array([1200.0]), "months": 12}
    report = oc.amendment_report(chain, 2, procurement, before=figures, after=figures, flows=["supplier"])
    assert [each.below for each in report.sections if each.section.startswith("9")] == [below]
    assert "10" in report.text("sv")


@pytest.fixture(scope="module")
def files(chain, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "chain.json").write_text(oc.chain_to_json(chain), encoding="utf-8")
    text = f'period = "{QUARTER}"\nstatus = "provisional"\n\n[given]\navoided_days = "100"\n'
    (folder / "data.toml").write_text(text, encoding="utf-8")
    (folder / "known.toml").write_text("as_of = 2020-05-15\n" + text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("asked", "data", "amount"),
    [((), "data", "255000"), (("--known-at", "2020-05-15"), "data", "276000"), ((), "known", "276000")],
)
def test_t13_on_the_command_line(files, asked, data, amount, capsys):
    assert main(["settle", str(files / "chain.json"), "--data", str(files / f"{data}.toml"), "--json", *asked]) == 0
    assert json.loads(capsys.readouterr().out)["flows"][0]["amount"] == amount


@pytest.mark.parametrize(
    ("day", "code"), [("15-05-2020", "OC-S094"), ("2020-13-01", "OC-S094"), ("2018-01-01", "OC-S090")]
)
def test_t13_a_day_that_is_none_is_refused(files, day, code, capsys):
    asked = ["settle", str(files / "chain.json"), "--data", str(files / "data.toml"), "--known-at", day]
    assert main(asked) == 2
    assert capsys.readouterr().err.startswith(code)
