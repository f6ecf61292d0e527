"""Three public documents as bundled contracts: what they contradict themselves in, no more and no fewer."""

import json
import tomllib
from fractions import Fraction

import pytest

from outcome_contracts.cli import main
from outcome_contracts.decimals import exact_text
from outcome_contracts.settlement import SettlementData, settle, verify
from outcome_contracts.settlement.reconciliation.reconcile import reconcile
from tests.settlement.contracts import DATA, LIBRARY, amounts, bundled

DOCUMENTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "documents").glob("*.json")}


def statement(name):
    data = tomllib.loads((LIBRARY / f"{name}.data.toml").read_text(encoding="utf-8"))
    return settle(bundled(name), SettlementData(given=data.get("given", {})), data["period"], status=data["status"])


def finding(difference):
    """A difference as the data of the tests list it."""
    found = difference.to_dict()
    listed = {"code": difference.notice.code, "where": found["where"], "stated": [c["text"] for c in found["claims"]]}
    listed |= {key: found[key] for key in ("computed", "size", "unit", "money", "by_documents") if key in found}
    listed["explanations"] = [[e["kind"], e.get("of", ""), e["used"], e["instead"]] for e in found["explanations"]]
    return listed


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_contradicts_itself_in_these_points_and_no_others(name):
    found = reconcile(statement(name))
    assert [finding(difference) for difference in found.differences] == DOCUMENTS[name]["findings"]
    assert found.not_compared == ()


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_what_is_published_and_right_comes_out(name):
    settled = statement(name)
    for line, value in DOCUMENTS[name]["values"].items():
        exact = settled[line].exact
        assert (None if exact is None else exact_text(exact)) == value, line
    for line, text in DOCUMENTS[name]["shown"].items():
        assert settled[line].shown == text


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_its_statement_can_be_verified(name):
    settled = statement(name)
    assert verify(settled.to_json()).digest == settled.digest


def test_everybody_connected_beats_few_from_the_frequency_of_all_together():
    settled = statement("region_skane_eap")
    needed, connected = settled["cases_needed"].exact, settled["compulsory_heads"].exact
    per_case, cost = settled["pooled_cost_per_case"].exact, settled["compulsory_cost"].exact
    assert cost / needed <= per_case < cost / (needed - 1)
    assert settled["use_needed"].exact == needed / connected
    assert settled["compulsory_extra"].exact == cost - 521752


def test_six_funders_share_to_the_ore():
    parts = amounts(statement("kupo"))
    assert len(parts) == 6
    assert sum(parts.values()) == 720000 + 356 * 328
    weights = {"arvika_eda": 19, "fryksdalen": 12, "klaralvdalen": 11, "samspelet": 20}
    weights |= {"forsakringskassan": 10, "all_parties": 14}
    for funder, weight in weights.items():
        assert abs(parts[f"funding_parts.{funder}"] - Fraction(836768 * weight, 86)) < Fraction(1, 100)


def test_the_follow_up_informs_and_pays_nothing():
    settled = statement("kupo")
    assert settled["followed_up"].exact is False
    assert not settled["followed_up"].pays
    assert not settled["absence_effect"].pays


def test_time_beyond_the_budget_is_unknown_and_not_nothing():
    settled = statement("kupo")
    assert settled["training_time"].exact is None
    assert settled["spent"].exact == 836768


def test_phases_are_told_by_their_labels(capsys):
    assert main(["reconcile", "kupo", "--lang", "sv"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Dagen för Första skedet, 2016-09-31, finns inte i kalendern." in text
    assert "Andra skedet följer på Första skedet, och 30 dagar hör till båda: 2016-09-01–2016-09-30." in text
    assert "ligger inte inom Den finansierade tiden, 2016-05-01–2017-01-31, utan når 150 dagar utanför." in text


def test_a_plain_number_is_explained_as_a_plain_number(capsys):
    assert main(["reconcile", "kupo", "--lang", "sv"]) == 0
    assert "times.third är 9 i stället för 4." in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_command_reconciles_bundled_contracts(name, lang, tmp_path, capsys):
    assert main(["reconcile", name, "--lang", lang, "--out", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    page = (tmp_path / "reconciliation.html").read_text(encoding="utf-8")
    content = json.loads((tmp_path / "reconciliation.json").read_text(encoding="utf-8"))
    assert len(content["differences"]) == len(DOCUMENTS[name]["findings"])
    for difference in content["differences"]:
        assert f"({difference['where']})" in text
        assert f">{difference['where']}<" in page
    assert main(["reconcile", name, "--lang", lang, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == content


@pytest.mark.parametrize(
    ("lang", "clause"), [("sv", "(lines.gross) · klausul 3\n"), ("en", "(lines.gross) · clause 3\n")]
)
def test_a_clause_is_called_one(capsys, lang, clause):
    assert main(["reconcile", "koto_sib_finland", "--lang", lang]) == 0
    assert clause in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "slip"),
    [
        ("sv", "850,67 kr per fall avrundas nedåt till närmaste 1 kr per fall."),
        ("en", "SEK 850.67 per case is rounded down to the nearest SEK 1 per case."),
    ],
)
def test_a_rounding_is_said_as_people_say_it(capsys, lang, slip):
    assert main(["reconcile", "region_skane_eap", "--lang", lang]) == 0
    assert slip in capsys.readouterr().out.replace("\u00a0", " ")
